#include "Kernels.hpp"

#include <cstring>
#include <type_traits>

#include "include/FewShotTorch.h"

namespace fewshot {

#define FEWSHOT_KERNELS(name) \
    {name, multiply, outer, transpose, weight_planes, weight_gradient, image_planes, values, measured, answered, few_measured, few_answered, gradients, few_gradients, passed_sums, rectified, norm_values, norm_gradients, norm_second_gradients, adam}

#define FEWSHOT_INLINE inline __attribute__((always_inline))

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
namespace avx512 {
#define LANES 16
#include "MatrixLoops.hpp"
#include "WindowLoops.hpp"
#include "WinogradLoops.hpp"
#include "NormLoops.hpp"
#include "UpdateLoops.hpp"
#undef LANES
}  // namespace avx512
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
namespace avx2 {
#define LANES 8
#include "MatrixLoops.hpp"
#include "WindowLoops.hpp"
#include "WinogradLoops.hpp"
#include "NormLoops.hpp"
#include "UpdateLoops.hpp"
#undef LANES
}  // namespace avx2
#pragma clang attribute pop

namespace {

using namespace fewshot;
const Kernels of_avx512 = [] { using namespace avx512; return Kernels FEWSHOT_KERNELS("avx512"); }();
const Kernels of_avx2 = [] { using namespace avx2; return Kernels FEWSHOT_KERNELS("avx2"); }();

bool has_avx512() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
}

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

[[maybe_unused]] const Kernels *best() { return has_avx512() ? &of_avx512 : has_avx2() ? &of_avx2 : nullptr; }

const Kernels *named(const char *name) {
    if (std::strcmp(name, "avx512") == 0 && has_avx512()) return &of_avx512;
    if (std::strcmp(name, "avx2") == 0 && has_avx2()) return &of_avx2;
    return nullptr;
}

}  // namespace

#else

namespace {
[[maybe_unused]] const Kernels *best() { return nullptr; }
const Kernels *named(const char *) { return nullptr; }
}  // namespace

#endif

namespace {

/// What a thread asked for.
struct Choice {
    bool is_made = false;
    const Kernels *kernels = nullptr;
};

thread_local Choice choice;

}  // namespace

const Kernels *kernels() {
#ifdef __OPTIMIZE__
    static const Kernels *const standard = best();
#else
    static const Kernels *const standard = nullptr;  // unoptimised, they are slower than LibTorch's
#endif
    return choice.is_made ? choice.kernels : standard;
}

}  // namespace fewshot

const char *fst_kernels(void) {
    const auto *kernels = fewshot::kernels();
    return kernels != nullptr ? kernels->name : "plain";
}

bool fst_set_kernels(const char *name) {
    if (name == nullptr) {
        fewshot::choice = {};
        return true;
    }
    const fewshot::Kernels *kernels = fewshot::named(name);
    if (kernels == nullptr && std::strcmp(name, "plain") != 0) return false;
    fewshot::choice = {true, kernels};
    return true;
}
