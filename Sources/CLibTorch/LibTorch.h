// Carries nothing but the compiler and linker flags of LibTorch, found through pkg-config.
// The C++ headers are included by CFewShotTorch only.
