#include "Kernels.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <type_traits>
#include <vector>

#include "include/FewShotTorch.h"

namespace fewshot {

#define FEWSHOT_KERNELS(name, multiply, outer, pack, multiply_packed) \
    {name, multiply, outer, pack, multiply_packed, transpose, weight_planes, weight_gradient, image_planes, values, measured, answered, few_measured, few_answered, gradients, few_gradients, passed_sums, rectified, norm_values, norm_gradients, norm_second_gradients, adam}

#define FEWSHOT_INLINE inline __attribute__((always_inline))

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
namespace avx512 {
#define LANES 16
#include "MatrixLoops.hpp"
#include "RoundedLoops.hpp"
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
#include "RoundedLoops.hpp"
#include "WindowLoops.hpp"
#include "WinogradLoops.hpp"
#include "NormLoops.hpp"
#include "UpdateLoops.hpp"
#undef LANES
}  // namespace avx2
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,avx512bf16"))), apply_to = function)
namespace avx512bf16 {
#define IS_TILED 0
#include "PackedLoops.hpp"
#undef IS_TILED
}  // namespace avx512bf16
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,avx512bf16,amx-tile,amx-bf16"))), apply_to = function)
namespace amx {
#define IS_TILED 1
#include "PackedLoops.hpp"
#undef IS_TILED
}  // namespace amx
#pragma clang attribute pop

namespace {

using namespace fewshot;

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}

bool has_avx512bf16() { return has_avx512() && __builtin_cpu_supports("avx512bf16"); }

/// Whether there are tiles and the system lets this process use them; it is asked once, before any thread does.
bool has_amx() {
    constexpr int request_permission = 0x1023, tile_data = 18;  // Linux, Documentation/arch/x86/xstate.rst
    unsigned a = 0, b = 0, c = 0, d = 0;
    constexpr unsigned tiles = 1U << 24, bfloat16 = 1U << 22;
    if (!has_avx512bf16() || __get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (~d & (tiles | bfloat16)) != 0) return false;
    static const bool is_allowed = syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
    return is_allowed;
}

/// Loops and what they need, the best first.
struct Candidate {
    Kernels kernels;
    bool (*is_available)();
    bool is_bfloat16;
};

const Candidate candidates[] = {
    {[] { using namespace avx512; return Kernels FEWSHOT_KERNELS("amx-bfloat16", amx::multiply, amx::outer, amx::pack, amx::multiply_packed); }(), has_amx, true},
    {[] { using namespace avx512; return Kernels FEWSHOT_KERNELS("avx512-bfloat16", avx512bf16::multiply, avx512bf16::outer, avx512bf16::pack, avx512bf16::multiply_packed); }(), has_avx512bf16, true},
    {[] { using namespace avx512; return Kernels FEWSHOT_KERNELS("avx512-rounded", rounded_multiply, rounded_outer, nullptr, nullptr); }(), has_avx512, true},
    {[] { using namespace avx2; return Kernels FEWSHOT_KERNELS("avx2-rounded", rounded_multiply, rounded_outer, nullptr, nullptr); }(), has_avx2, true},
    {[] { using namespace avx512; return Kernels FEWSHOT_KERNELS("avx512", multiply, outer, nullptr, nullptr); }(), has_avx512, false},
    {[] { using namespace avx2; return Kernels FEWSHOT_KERNELS("avx2", multiply, outer, nullptr, nullptr); }(), has_avx2, false},
};

template <typename Condition>
const Kernels *first(const Condition &condition) {
    for (const auto &candidate : candidates) {
        if (condition(candidate) && candidate.is_available()) return &candidate.kernels;
    }
    return nullptr;
}

[[maybe_unused]] const Kernels *best(bool is_bfloat16) {
    return first([&](const Candidate &candidate) { return candidate.is_bfloat16 == is_bfloat16; });
}

const Kernels *named(const char *name) {
    return first([&](const Candidate &candidate) { return std::strcmp(candidate.kernels.name, name) == 0; });
}

}  // namespace

#else

namespace {
[[maybe_unused]] const Kernels *best(bool) { return nullptr; }
const Kernels *named(const char *) { return nullptr; }
}  // namespace

#endif

namespace {

/// What a thread asked for.
struct Choice {
    bool is_made = false;
    const Kernels *kernels = nullptr;
    bool is_bfloat16 = false;
};

thread_local Choice choice;

std::atomic<bool> is_bfloat16{false};

}  // namespace

bool multiplies_in_bfloat16() { return choice.is_bfloat16 || is_bfloat16.load(std::memory_order_relaxed); }

const Kernels *kernels() {
#ifdef __OPTIMIZE__
    static const Kernels *const standard[] = {best(false), best(true)};
#else
    static const Kernels *const standard[] = {nullptr, nullptr};  // unoptimised, they are slower than LibTorch's
#endif
    return choice.is_made ? choice.kernels : standard[multiplies_in_bfloat16()];
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
    const bool is_bfloat16 = std::strcmp(name, "plain-bfloat16") == 0;
    if (kernels == nullptr && !is_bfloat16 && std::strcmp(name, "plain") != 0) return false;
    fewshot::choice = {true, kernels, is_bfloat16};
    return true;
}

void fst_set_product_type(fst_dtype type) { fewshot::is_bfloat16.store(type == FST_BFLOAT16, std::memory_order_relaxed); }

fst_dtype fst_product_type(void) { return fewshot::multiplies_in_bfloat16() ? FST_BFLOAT16 : FST_FLOAT32; }
