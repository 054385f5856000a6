// Windows of images as rows of a matrix, so that a convolution is a matrix product: one that can have weights of its own
// for every task of a batch.
#include "Boundary.hpp"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#pragma clang diagnostic pop

#include <cstring>

using namespace fewshot;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// The windows of images [n, height, width, channels].
struct Windows {
    int64_t images, height, width, channels, size, stride, padding;

    int64_t rows() const { return (height + 2 * padding - size) / stride + 1; }
    int64_t columns() const { return (width + 2 * padding - size) / stride + 1; }

    /// Calls `body(pixel, patch)` with the offsets of `channels` numbers in an image and in its patches, for every pixel of
    /// every window, or with a pixel of -1 where the window is over the border.
    template <typename Body>
    void for_each(Body &&body) const {
        int64_t patch = 0;
        for (int64_t row = 0; row < rows(); ++row) {
            for (int64_t column = 0; column < columns(); ++column) {
                for (int64_t down = 0; down < size; ++down) {
                    const int64_t y = row * stride - padding + down;
                    for (int64_t right = 0; right < size; ++right, patch += channels) {
                        const int64_t x = column * stride - padding + right;
                        const bool is_inside = y >= 0 && y < height && x >= 0 && x < width;
                        body(is_inside ? (y * width + x) * channels : -1, patch);
                    }
                }
            }
        }
    }
};

template <typename Scalar>
void gather(const Windows &windows, const Scalar *image, Scalar *patches) {
    const auto channels = static_cast<size_t>(windows.channels);
    windows.for_each([&](int64_t pixel, int64_t patch) {
        if (pixel >= 0) {
            std::memcpy(patches + patch, image + pixel, channels * sizeof(Scalar));
        } else {
            std::memset(patches + patch, 0, channels * sizeof(Scalar));
        }
    });
}

template <typename Scalar>
void scatter(const Windows &windows, const Scalar *patches, Scalar *image) {
    windows.for_each([&](int64_t pixel, int64_t patch) {
        if (pixel < 0) return;
        for (int64_t channel = 0; channel < windows.channels; ++channel) image[pixel + channel] += patches[patch + channel];
    });
}

at::Tensor gathered(const at::Tensor &images, const Windows &windows) {
    const auto input = images.contiguous();
    const int64_t positions = windows.rows() * windows.columns(), width = windows.size * windows.size * windows.channels;
    auto patches = at::empty({windows.images, positions, width}, input.options());
    AT_DISPATCH_FLOATING_TYPES(input.scalar_type(), "patches", [&] {
        const int64_t pixels = windows.height * windows.width * windows.channels;
        at::parallel_for(0, windows.images, 1, [&](int64_t first, int64_t end) {
            for (int64_t i = first; i < end; ++i) {
                gather(windows, input.const_data_ptr<scalar_t>() + i * pixels,
                       patches.mutable_data_ptr<scalar_t>() + i * positions * width);
            }
        });
    });
    return patches;
}

at::Tensor scattered(const at::Tensor &patches, const Windows &windows) {
    const auto input = patches.contiguous();
    const int64_t positions = windows.rows() * windows.columns(), width = windows.size * windows.size * windows.channels;
    auto images = at::zeros({windows.images, windows.height, windows.width, windows.channels}, input.options());
    AT_DISPATCH_FLOATING_TYPES(input.scalar_type(), "patches", [&] {
        const int64_t pixels = windows.height * windows.width * windows.channels;
        at::parallel_for(0, windows.images, 1, [&](int64_t first, int64_t end) {
            for (int64_t i = first; i < end; ++i) {
                scatter(windows, input.const_data_ptr<scalar_t>() + i * positions * width,
                        images.mutable_data_ptr<scalar_t>() + i * pixels);
            }
        });
    });
    return images;
}

// Each is the other's derivative, so that gradients of any order are right.
at::Tensor patches(const at::Tensor &images, const Windows &windows);
at::Tensor unpatched(const at::Tensor &patches, const Windows &windows);

void keep(AutogradContext *context, const Windows &w) {
    context->saved_data["windows"] =
        std::vector<int64_t>{w.images, w.height, w.width, w.channels, w.size, w.stride, w.padding};
}

Windows kept(AutogradContext *context) {
    const auto w = context->saved_data["windows"].toIntVector();
    return {w[0], w[1], w[2], w[3], w[4], w[5], w[6]};
}

struct Patches : torch::autograd::Function<Patches> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &images, const Windows &windows) {
        keep(context, windows);
        return gathered(images, windows);
    }
    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        return {unpatched(gradients[0], kept(context)), at::Tensor()};
    }
};

struct Unpatched : torch::autograd::Function<Unpatched> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &rows, const Windows &windows) {
        keep(context, windows);
        return scattered(rows, windows);
    }
    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        return {patches(gradients[0], kept(context)), at::Tensor()};
    }
};

at::Tensor patches(const at::Tensor &images, const Windows &windows) { return Patches::apply(images, windows); }
at::Tensor unpatched(const at::Tensor &rows, const Windows &windows) { return Unpatched::apply(rows, windows); }

}  // namespace

fst_status fst_patches(fst_tensor images, int64_t size, int64_t stride, int64_t padding, fst_tensor *out) {
    return produce(out, [&] {
        const at::Tensor &x = images->value;
        TORCH_CHECK(x.dim() == 4, "expected images [n, height, width, channels], got ", x.dim(), " dimensions");
        TORCH_CHECK(size >= 1 && stride >= 1 && padding >= 0, "a window needs a size and a stride of 1 or more");
        const Windows windows{x.size(0), x.size(1), x.size(2), x.size(3), size, stride, padding};
        TORCH_CHECK(x.size(1) + 2 * padding >= size && x.size(2) + 2 * padding >= size, "images of ", x.size(1), "x", x.size(2),
                    " are smaller than the window");
        return patches(x, windows);
    });
}
