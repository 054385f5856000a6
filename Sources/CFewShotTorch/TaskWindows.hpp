// The windows of the images of many tasks, as the operations on them share them.
#pragma once

#pragma clang system_header

#include "TaskProducts.hpp"

#include <torch/csrc/autograd/custom_function.h>

#include <cstring>

namespace fewshot {

/// The windows of a task's images, [n, height, width, channels].
struct Windows {
    int64_t images, height, width, channels, size, stride, padding;

    int64_t down() const { return (height + 2 * padding - size) / stride + 1; }
    int64_t across() const { return (width + 2 * padding - size) / stride + 1; }
    int64_t rows() const { return images * down() * across(); }
    int64_t columns() const { return size * size * channels; }

    /// Calls `body(pixel, column)` with the offsets of `count` adjacent numbers among the images and among the rows, for every
    /// run of pixels of every window, or with a pixel of -1 where the run is over the border.
    template <typename Body>
    void for_each(Body &&body) const {
        int64_t column = 0;
        for (int64_t image = 0; image < images; ++image) {
            for (int64_t top = -padding; top + size <= height + padding; top += stride) {
                for (int64_t left = -padding; left + size <= width + padding; left += stride) {
                    const int64_t before = std::min(std::max<int64_t>(-left, 0), size);
                    const int64_t after = std::min(std::max<int64_t>(left + size - width, 0), size - before);
                    for (int64_t y = top; y < top + size; ++y) {
                        const bool is_inside = y >= 0 && y < height;
                        const int64_t inside = is_inside ? size - before - after : 0;
                        const int64_t first = is_inside ? before : size;
                        if (first > 0) body(-1, column, first * channels);
                        if (inside > 0) {
                            body(((image * height + y) * width + left + before) * channels, column + before * channels, inside * channels);
                        }
                        if (is_inside && after > 0) body(-1, column + (size - after) * channels, after * channels);
                        column += size * channels;
                    }
                }
            }
        }
    }
};

template <typename Scalar>
void gather(const Windows &windows, const Scalar *images, Scalar *rows) {
    windows.for_each([&](int64_t pixel, int64_t column, int64_t count) {
        const size_t bytes = static_cast<size_t>(count) * sizeof(Scalar);
        if (pixel >= 0) {
            std::memcpy(rows + column, images + pixel, bytes);
        } else {
            std::memset(rows + column, 0, bytes);
        }
    });
}

template <typename Scalar>
void scatter(const Windows &windows, const Scalar *rows, Scalar *images) {
    windows.for_each([&](int64_t pixel, int64_t column, int64_t count) {
        if (pixel < 0) return;
        for (int64_t i = 0; i < count; ++i) images[pixel + i] += rows[column + i];
    });
}

/// One task's P(images): shape [rows, columns].
inline at::Tensor gathered(const Windows &windows, const at::Tensor &images) {
    auto rows = at::empty({windows.rows(), windows.columns()}, images.options());
    AT_DISPATCH_FLOATING_TYPES(images.scalar_type(), "task convolution", [&] {
        gather(windows, images.const_data_ptr<scalar_t>(), rows.mutable_data_ptr<scalar_t>());
    });
    return rows;
}

/// One task's Pᵀ(rows), which is added to its images.
inline void scatter(const Windows &windows, const at::Tensor &rows, const at::Tensor &images) {
    AT_DISPATCH_FLOATING_TYPES(images.scalar_type(), "task convolution", [&] {
        scatter(windows, rows.const_data_ptr<scalar_t>(), images.mutable_data_ptr<scalar_t>());
    });
}

/// The products in loops of our own, or null where LibTorch's are to be used. Of few channels, windows are gathered: a row of a few
/// numbers isn't worth a product.
inline std::unique_ptr<TaskProducts> products(const at::Tensor &images, const at::Tensor &weight, const Windows &w) {
    const Kernels *loops = kernels();
    const int64_t outputs = weight.size(2);
    if (loops == nullptr || !images.is_cpu() || images.scalar_type() != at::kFloat || outputs < 16 || outputs % 16 != 0 || w.images < 1 || !weight.select(0, 0).is_contiguous()) return nullptr;
    if (w.channels >= 16 && w.channels % 16 == 0) {
        auto taps = tap_pairs(w.images, w.height, w.width, w.size, w.stride, w.padding, w.channels, outputs);
        return std::make_unique<TaskProducts>(*loops, std::move(taps), w.images * w.height * w.width, w.rows(), w.channels, outputs);
    }
    auto rows = tap_pairs(1, w.rows(), 1, 1, 1, 0, w.columns(), outputs);
    return std::make_unique<TaskProducts>(*loops, std::move(rows), w.rows(), w.rows(), w.columns(), outputs);
}

inline bool is_gathered(const Windows &w) { return w.channels < 16 || w.channels % 16 != 0; }

/// One task's numbers.
inline float *numbers(const at::Tensor &tensor, int64_t task) { return tensor.mutable_data_ptr<float>() + task * tensor.stride(0); }

/// One task's images, or their windows as rows where those are gathered; `keeper` holds them.
inline const float *rows(const Windows &windows, const at::Tensor &images, int64_t task, at::Tensor &keeper) {
    if (!is_gathered(windows)) return numbers(images, task);
    keeper = gathered(windows, images[task]);
    return keeper.const_data_ptr<float>();
}

/// Notes the windows for the way back.
inline void keep(torch::autograd::AutogradContext *context, const Windows &w) {
    context->saved_data["windows"] =
        std::vector<int64_t>{w.images, w.height, w.width, w.channels, w.size, w.stride, w.padding};
}

/// The windows that were noted.
inline Windows kept(torch::autograd::AutogradContext *context) {
    const auto w = context->saved_data["windows"].toIntVector();
    return {w[0], w[1], w[2], w[3], w[4], w[5], w[6]};
}

/// The windows of images [tasks, n, height, width, channels] under a weight [tasks, size · size · channels, out]; throws where they don't fit.
Windows task_windows(const at::Tensor &images, const at::Tensor &weight, int64_t size, int64_t stride, int64_t padding);

/// Convolution per task, [tasks, n · windows, out]; differentiable twice.
at::Tensor task_convolution(const at::Tensor &images, const at::Tensor &weight, const Windows &windows);

/// Rows normalised per task, the mean and the inverse of the deviation; differentiable twice.
torch::autograd::variable_list task_norm(const at::Tensor &rows, const at::Tensor &scale, const at::Tensor &shift, double epsilon, bool is_rectified);

/// Throws where the scale and shift aren't those of rows of a shape [tasks, rows, channels].
void check_norm(at::IntArrayRef shape, at::ScalarType type, const at::Tensor &scale, const at::Tensor &shift);

/// Hands out a result, its mean and, of the inverse of the deviation, the variance.
void wrap_norm(const torch::autograd::variable_list &result, double epsilon, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance);

}  // namespace fewshot
