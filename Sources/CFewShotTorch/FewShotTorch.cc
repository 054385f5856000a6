// The interface as one translation unit: LibTorch's headers take far longer to compile than all that stands here, and they
// are read once. The package excludes these files from being compiled one by one.
#include "Autograd.cc"
#include "Creation.cc"
#include "Elementwise.cc"
#include "Group.cc"
#include "Networks.cc"
#include "Reduction.cc"
#include "Runtime.cc"
#include "Script.cc"
#include "Shape.cc"
#include "Transformers.cc"
#include "Updates.cc"
