// The names of Gloo that the header of c10d's process group mentions. Gloo itself is part of libtorch_cpu, but LibTorch comes without
// its headers; nothing of ours calls what is declared here.
#pragma once

#include <chrono>

namespace gloo {

class Context {
  public:
    void setTimeout(std::chrono::milliseconds timeout);
};

}  // namespace gloo
