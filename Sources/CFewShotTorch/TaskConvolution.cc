// Convolution for many tasks at once, each with weights of its own: windows of images as rows of a matrix, times the task's
// weights. A task's windows are gathered anew wherever they are needed, and stay in the cache; all tasks' together wouldn't.
#include "TaskProducts.hpp"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <torch/csrc/autograd/custom_function.h>
#pragma clang diagnostic pop

#include <algorithm>
#include <cstring>

using namespace fewshot;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Of one task: x is images, P gathers their windows as rows, Pᵀ adds rows to the pixels that they came from, w is the weight.
//
//   value     y = P(x) · w
//   gradient  of g at y:  x ← Pᵀ(g · wᵀ),  w ← P(x)ᵀ · g
//   second    of a at x's and v at w's gradient:  g ← P(a) · w + P(x) · v,  x ← Pᵀ(g · vᵀ),  w ← P(a)ᵀ · g
namespace {

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
at::Tensor gathered(const Windows &windows, const at::Tensor &images) {
    auto rows = at::empty({windows.rows(), windows.columns()}, images.options());
    AT_DISPATCH_FLOATING_TYPES(images.scalar_type(), "task convolution", [&] {
        gather(windows, images.const_data_ptr<scalar_t>(), rows.mutable_data_ptr<scalar_t>());
    });
    return rows;
}

/// One task's Pᵀ(rows), which is added to its images.
void scatter(const Windows &windows, const at::Tensor &rows, const at::Tensor &images) {
    AT_DISPATCH_FLOATING_TYPES(images.scalar_type(), "task convolution", [&] {
        scatter(windows, rows.const_data_ptr<scalar_t>(), images.mutable_data_ptr<scalar_t>());
    });
}

/// Runs `body(task)` for every task with nothing recorded, on whatever thread it is.
template <typename Body>
void for_each_unrecorded(int64_t tasks, Body &&body) {
    for_each_task(tasks, [&](int64_t task) {
        at::AutoDispatchBelowADInplaceOrView unrecorded;
        body(task);
    });
}

/// The products in loops of our own, or null where LibTorch's are to be used. Of few channels, windows are gathered: a row of a few
/// numbers isn't worth a product.
std::unique_ptr<TaskProducts> products(const at::Tensor &images, const at::Tensor &weight, const Windows &w) {
    const Kernels *loops = kernels();
    const int64_t outputs = weight.size(2);
    if (loops == nullptr || !images.is_cpu() || images.scalar_type() != at::kFloat || outputs < 16 || outputs % 16 != 0 || w.images < 1 || !weight.select(0, 0).is_contiguous()) return nullptr;
    if (w.channels >= 16 && w.channels % 16 == 0) {
        TapPairs pairs(w.images, w.height, w.width, w.size, w.stride, w.padding, w.channels, outputs);
        return std::make_unique<TaskProducts>(*loops, std::move(pairs), w.channels, outputs);
    }
    TapPairs rows(1, w.rows(), 1, 1, 1, 0, w.columns(), outputs);
    return std::make_unique<TaskProducts>(*loops, std::move(rows), w.columns(), outputs);
}

bool is_gathered(const Windows &w) { return w.channels < 16 || w.channels % 16 != 0; }

/// One task's numbers.
float *numbers(const at::Tensor &tensor, int64_t task) { return tensor.mutable_data_ptr<float>() + task * tensor.stride(0); }

/// The same after writing zeros: what a thread is about to add to is best zeroed by that thread.
float *zeroed(const at::Tensor &tensor, int64_t task) {
    float *its = numbers(tensor, task);
    std::fill(its, its + tensor.numel() / tensor.size(0), 0.0F);
    return its;
}

/// One task's images, or their windows as rows where those are gathered; `keeper` holds them.
const float *rows(const Windows &windows, const at::Tensor &images, int64_t task, at::Tensor &keeper) {
    if (!is_gathered(windows)) return numbers(images, task);
    keeper = gathered(windows, images[task]);
    return keeper.const_data_ptr<float>();
}

at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight, const Windows &windows) {
    if (const auto products = ::products(images, weight, windows)) {
        auto result = at::empty({weight.size(0), windows.rows(), weight.size(2)}, images.options());
        for_each_unrecorded(weight.size(0), [&](int64_t task) {
            at::Tensor keeper;
            products->add_values(rows(windows, images, task, keeper), numbers(weight, task), zeroed(result, task));
        });
        return result;
    }
    auto result = at::empty({weight.size(0), windows.rows(), weight.size(2)}, images.options());
    for_each_unrecorded(weight.size(0), [&](int64_t task) {
        auto out = result[task];
        at::mm_out(out, gathered(windows, images[task]), weight[task]);
    });
    return result;
}

struct Gradients {
    at::Tensor images, weight;  // undefined where they weren't asked for
};

Gradients gradients(const at::Tensor &g, const at::Tensor &images, const at::Tensor &weight, const Windows &windows, bool of_images, bool of_weight) {
    Gradients result;
    const auto products = of_images && is_gathered(windows) ? nullptr : ::products(images, weight, windows);
    if (products != nullptr) {
        if (of_images) result.images = at::empty_like(images);
        if (of_weight) result.weight = at::empty(weight.sizes(), weight.options());
        // Before their first step, all tasks have the same weight.
        const auto shared = of_images && weight.stride(0) == 0 ? products->turned(numbers(weight, 0)) : std::vector<float>();
        const float *turned = shared.empty() ? nullptr : shared.data();
        for_each_unrecorded(weight.size(0), [&](int64_t task) {
            at::Tensor keeper;
            if (of_images) products->add_images(numbers(g, task), numbers(weight, task), turned, zeroed(result.images, task));
            if (of_weight) products->add_weight(rows(windows, images, task, keeper), numbers(g, task), zeroed(result.weight, task));
        });
        return result;
    }
    if (of_images) result.images = at::zeros_like(images);
    if (of_weight) result.weight = at::empty(weight.sizes(), weight.options());
    for_each_unrecorded(weight.size(0), [&](int64_t task) {
        if (of_images) scatter(windows, at::mm(g[task], weight[task].t()), result.images[task]);
        if (of_weight) {
            auto out = result.weight[task];
            at::mm_out(out, gathered(windows, images[task]).t(), g[task]);
        }
    });
    return result;
}

struct SecondGradients {
    at::Tensor g, images, weight;
};

/// Of cotangents either of which may be undefined, which stands for zeros.
SecondGradients second_gradients(const Gradients &cotangents, const at::Tensor &g, const at::Tensor &images, const at::Tensor &weight, const Windows &windows, bool of_images) {
    const auto &a = cotangents.images, &v = cotangents.weight;
    SecondGradients result{at::empty_like(g), {}, {}};
    if (of_images && v.defined()) result.images = at::empty_like(images);
    const auto products = (of_images || a.defined()) && is_gathered(windows) ? nullptr : ::products(images, weight, windows);
    if (products != nullptr) {
        if (a.defined()) result.weight = at::empty(weight.sizes(), weight.options());
        for_each_unrecorded(weight.size(0), [&](int64_t task) {
            at::Tensor keeper;
            zeroed(result.g, task);
            if (a.defined()) {
                products->add_values(numbers(a, task), numbers(weight, task), numbers(result.g, task));
                products->add_weight(numbers(a, task), numbers(g, task), zeroed(result.weight, task));
            }
            if (v.defined()) {
                products->add_values(rows(windows, images, task, keeper), numbers(v, task), numbers(result.g, task));
                if (of_images) products->add_images(numbers(g, task), numbers(v, task), nullptr, zeroed(result.images, task));
            }
        });
        return result;
    }
    if (a.defined()) result.weight = at::empty(weight.sizes(), weight.options());
    result.g.zero_();
    if (result.images.defined()) result.images.zero_();
    for_each_unrecorded(weight.size(0), [&](int64_t task) {
        auto out = result.g[task];
        if (a.defined()) {
            const auto rows = gathered(windows, a[task]);
            at::mm_out(out, rows, weight[task]);
            auto weights = result.weight[task];
            at::mm_out(weights, rows.t(), g[task]);
        }
        if (v.defined()) {
            out.addmm_(gathered(windows, images[task]), v[task]);
            if (of_images) scatter(windows, at::mm(g[task], v[task].t()), result.images[task]);
        }
    });
    return result;
}

void keep(AutogradContext *context, const Windows &w) {
    context->saved_data["windows"] =
        std::vector<int64_t>{w.images, w.height, w.width, w.channels, w.size, w.stride, w.padding};
}

Windows kept(AutogradContext *context) {
    const auto w = context->saved_data["windows"].toIntVector();
    return {w[0], w[1], w[2], w[3], w[4], w[5], w[6]};
}

at::Tensor dense(const at::Tensor &gradient) { return gradient.defined() ? gradient.contiguous() : gradient; }

/// Returns the gradient at the weight and, where it's asked for, that at the images.
struct TaskConvolutionGradient : torch::autograd::Function<TaskConvolutionGradient> {
    static variable_list forward(AutogradContext *context, const at::Tensor &g, const at::Tensor &images, const at::Tensor &weight, const Windows &windows, bool of_images) {
        keep(context, windows);
        context->save_for_backward({g, images, weight});
        auto result = gradients(g, images, weight, windows, of_images, true);
        return of_images ? variable_list{result.weight, result.images} : variable_list{result.weight};
    }
    static variable_list backward(AutogradContext *context, const variable_list &up) {
        TORCH_CHECK(!at::GradMode::is_enabled(), "convolution per task has gradients of first and second order only");
        const auto saved = context->get_saved_variables();
        const Gradients cotangents{up.size() > 1 ? dense(up[1]) : at::Tensor(), dense(up[0])};
        auto result = second_gradients(cotangents, saved[0], saved[1], saved[2], kept(context), context->needs_input_grad(1));
        return {result.g, result.images, result.weight, at::Tensor(), at::Tensor()};
    }
};

struct TaskConvolution : torch::autograd::Function<TaskConvolution> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &images, const at::Tensor &weight, const Windows &windows) {
        keep(context, windows);
        context->save_for_backward({images, weight});
        return convolved(images, weight, windows);
    }
    static variable_list backward(AutogradContext *context, const variable_list &up) {
        const auto saved = context->get_saved_variables();
        const bool of_images = context->needs_input_grad(0);
        if (at::GradMode::is_enabled()) {
            auto result = TaskConvolutionGradient::apply(up[0].contiguous(), saved[0], saved[1], kept(context), of_images);
            return {of_images ? result[1] : at::Tensor(), result[0], at::Tensor()};
        }
        auto result = gradients(up[0].contiguous(), saved[0], saved[1], kept(context), of_images, context->needs_input_grad(1));
        return {result.images, result.weight, at::Tensor()};
    }
};

}  // namespace

fst_status fst_task_convolution(fst_tensor images, fst_tensor weight, int64_t size, int64_t stride, int64_t padding, fst_tensor *out) {
    return produce(out, [&] {
        const at::Tensor &x = images->value, &w = weight->value;
        TORCH_CHECK(x.dim() == 5, "expected images [tasks, n, height, width, channels], got ", x.dim(), " dimensions");
        TORCH_CHECK(size >= 1 && stride >= 1 && padding >= 0, "a window needs a size and a stride of 1 or more");
        TORCH_CHECK(x.size(2) + 2 * padding >= size && x.size(3) + 2 * padding >= size, "images of ", x.size(2), "x", x.size(3),
                    " are smaller than the window");
        TORCH_CHECK(w.dim() == 3 && w.size(0) == x.size(0) && w.size(1) == size * size * x.size(4), "expected a weight of shape [",
                    x.size(0), ", ", size * size * x.size(4), ", out], got ", w.sizes());
        TORCH_CHECK(x.scalar_type() == w.scalar_type() && x.is_floating_point(), "the element types differ");
        const Windows windows{x.size(1), x.size(2), x.size(3), x.size(4), size, stride, padding};
        return TaskConvolution::apply(x.contiguous(), w, windows);
    });
}
