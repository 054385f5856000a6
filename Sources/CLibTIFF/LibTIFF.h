// Carries nothing but the flags of the library; CFewShotImages includes its headers.
