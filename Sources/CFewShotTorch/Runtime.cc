#include "Boundary.hpp"

#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>
#include <malloc.h>
#include <torch/version.h>

#include <mutex>

using namespace fewshot;

namespace fewshot {

thread_local std::string error_message;
std::atomic<int64_t> live_handles{0};

fst_tensor wrap(at::Tensor value) {
    auto *handle = new fst_tensor_s{std::move(value)};
    live_handles.fetch_add(1, std::memory_order_relaxed);
    return handle;
}

std::vector<at::Tensor> tensors(const fst_tensor *handles, int32_t count) {
    std::vector<at::Tensor> result;
    result.reserve(static_cast<size_t>(count));
    for (int32_t i = 0; i < count; ++i) result.push_back(handles[i]->value);
    return result;
}

at::ScalarType scalar_type(fst_dtype dtype) {
    switch (dtype) {
        case FST_FLOAT32: return at::kFloat;
        case FST_FLOAT64: return at::kDouble;
        case FST_INT64: return at::kLong;
        case FST_UINT8: return at::kByte;
        case FST_BOOL: return at::kBool;
        case FST_BFLOAT16: return at::kBFloat16;
    }
    TORCH_CHECK(false, "unknown element type ", static_cast<int>(dtype));
}

// LibTorch's large temporaries otherwise go to mmap and back at every operation, which costs a third of a training step.
// glibc raises these thresholds by itself, but to 32 MB at most.
static bool keep_blocks_below(int bytes) {
    return mallopt(M_MMAP_THRESHOLD, bytes) == 1 && mallopt(M_TRIM_THRESHOLD, bytes) == 1;
}

// Runs before any tensor exists.
__attribute__((constructor)) static void keep_large_blocks() { keep_blocks_below(1 << 30); }

}  // namespace fewshot

const char *fst_error_message(void) { return error_message.c_str(); }

const char *fst_version(void) { return TORCH_VERSION; }

int32_t fst_threads(void) { return at::get_num_threads(); }

fst_status fst_set_threads(int32_t count) {
    return guarded([&] { at::set_num_threads(count); });
}

fst_status fst_keep_blocks_below(int64_t bytes) {
    return guarded([&] {
        TORCH_CHECK(bytes > 0 && bytes <= 1 << 30, "the block size must be between 1 and ", 1 << 30, " bytes (got ", bytes, ")");
        TORCH_CHECK(keep_blocks_below(static_cast<int>(bytes)), "malloc rejected a threshold of ", bytes, " bytes");
    });
}

void fst_trim_memory(void) { malloc_trim(0); }

fst_status fst_cuda_devices(int32_t *out) {
    return guarded([&] {
        static std::once_flag once;
        // Nothing references the library, so the linker drops it; its own initialisers register the device.
        std::call_once(once, [] { dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL); });
        *out = at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount()) : -1;
    });
}

int64_t fst_live_handles(void) { return live_handles.load(std::memory_order_relaxed); }

void fst_free(fst_tensor tensor) {
    if (tensor == nullptr) return;
    delete tensor;
    live_handles.fetch_sub(1, std::memory_order_relaxed);
}

fst_dtype fst_dtype_of(fst_tensor tensor) {
    switch (tensor->value.scalar_type()) {
        case at::kDouble: return FST_FLOAT64;
        case at::kLong: return FST_INT64;
        case at::kByte: return FST_UINT8;
        case at::kBool: return FST_BOOL;
        case at::kBFloat16: return FST_BFLOAT16;
        default: return FST_FLOAT32;
    }
}

int32_t fst_rank(fst_tensor tensor) { return static_cast<int32_t>(tensor->value.dim()); }

const int64_t *fst_shape(fst_tensor tensor) { return tensor->value.sizes().data(); }

int64_t fst_count(fst_tensor tensor) { return tensor->value.numel(); }

bool fst_is_cuda(fst_tensor tensor) { return tensor->value.is_cuda(); }

int32_t fst_device_index(fst_tensor tensor) {
    return tensor->value.is_cuda() ? static_cast<int32_t>(tensor->value.device().index()) : -1;
}

bool fst_is_channels_last(fst_tensor tensor) {
    return tensor->value.dim() == 4 && is_channels_last(tensor->value);
}

bool fst_requires_gradient(fst_tensor tensor) { return tensor->value.requires_grad(); }
