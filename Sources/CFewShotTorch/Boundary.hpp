// The boundary between C++ and C: handles, and conversion of exceptions to a status and a message.
#pragma once

#pragma clang system_header  // LibTorch's headers warn; ours is small enough to read

#include <ATen/ATen.h>

#include <atomic>
#include <exception>
#include <new>
#include <string>

#include "include/FewShotTorch.h"

struct fst_tensor_s {
    at::Tensor value;
};

namespace fewshot {

extern thread_local std::string error_message;
extern std::atomic<int64_t> live_handles;

fst_tensor wrap(at::Tensor value);

/// Runs `body`; whatever it throws becomes a failed status and this thread's error message.
template <typename Body>
fst_status guarded(Body &&body) noexcept {
    try {
        body();
        return 0;
    } catch (const c10::Error &error) {
        error_message = error.what_without_backtrace();
    } catch (const std::bad_alloc &) {
        error_message = "out of memory";
    } catch (const std::exception &error) {
        error_message = error.what();
    } catch (...) {
        error_message = "an unknown native error";
    }
    return 1;
}

/// Runs `body`, which makes one tensor, and hands it out.
template <typename Body>
fst_status produce(fst_tensor *out, Body &&body) noexcept {
    return guarded([&] { *out = wrap(body()); });
}

inline at::IntArrayRef ints(const int64_t *values, int32_t count) {
    return at::IntArrayRef(values, static_cast<size_t>(count));
}

/// The tensors of an array of handles.
std::vector<at::Tensor> tensors(const fst_tensor *handles, int32_t count);

at::ScalarType scalar_type(fst_dtype dtype);

/// Whether images are stored, and marked, with the channels innermost: with one channel or one pixel, both orders have the
/// same bytes, and only the strides distinguish them.
inline bool is_channels_last(const at::Tensor &images) {
    return images.suggest_memory_format() == at::MemoryFormat::ChannelsLast &&
           images.is_contiguous(at::MemoryFormat::ChannelsLast);
}

/// Images with the channels innermost: convolution, pooling and normalisation run twice as fast on them.
at::Tensor channels_last(const at::Tensor &images);

}  // namespace fewshot
