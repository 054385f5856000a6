// Convolution for many tasks at once, each with weights of its own: windows of images as rows of a matrix, times the task's
// weights. A task's windows are gathered anew wherever they are needed, and stay in the cache; all tasks' together wouldn't.
#include "TaskWindows.hpp"

using namespace fewshot;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Of one task: x is images, P gathers their windows as rows, Pᵀ adds rows to the pixels that they came from, w is the weight.
//
//   value     y = P(x) · w
//   gradient  of g at y:  x ← Pᵀ(g · wᵀ),  w ← P(x)ᵀ · g
//   second    of a at x's and v at w's gradient:  g ← P(a) · w + P(x) · v,  x ← Pᵀ(g · vᵀ),  w ← P(a)ᵀ · g
namespace {

at::Tensor convolved(const at::Tensor &images, const at::Tensor &weight, const Windows &windows) {
    if (const auto products = ::products(images, weight, windows)) {
        auto result = at::empty({weight.size(0), windows.rows(), weight.size(2)}, images.options());
        for_each_unrecorded(weight.size(0), [&](int64_t task) {
            at::Tensor keeper;
            products->values(rows(windows, images, task, keeper), numbers(weight, task), numbers(result, task), false);
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
            if (of_images) products->images(numbers(g, task), numbers(weight, task), turned, numbers(result.images, task));
            if (of_weight) products->weight(rows(windows, images, task, keeper), numbers(g, task), numbers(result.weight, task));
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
    SecondGradients result{a.defined() || v.defined() ? at::empty_like(g) : at::zeros_like(g), {}, {}};
    if (of_images && v.defined()) result.images = at::empty_like(images);
    const auto products = (of_images || a.defined()) && is_gathered(windows) ? nullptr : ::products(images, weight, windows);
    if (products != nullptr) {
        if (a.defined()) result.weight = at::empty(weight.sizes(), weight.options());
        for_each_unrecorded(weight.size(0), [&](int64_t task) {
            at::Tensor keeper;
            if (a.defined()) {
                products->values(numbers(a, task), numbers(weight, task), numbers(result.g, task), false);
                products->weight(numbers(a, task), numbers(g, task), numbers(result.weight, task));
            }
            if (v.defined()) {
                products->values(rows(windows, images, task, keeper), numbers(v, task), numbers(result.g, task), a.defined());
                if (of_images) products->images(numbers(g, task), numbers(v, task), nullptr, numbers(result.images, task));
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

namespace fewshot {

at::Tensor task_convolution(const at::Tensor &images, const at::Tensor &weight, const Windows &windows) {
    return TaskConvolution::apply(images.contiguous(), weight, windows);
}

Windows task_windows(const at::Tensor &x, const at::Tensor &w, int64_t size, int64_t stride, int64_t padding) {
    TORCH_CHECK(x.dim() == 5, "expected images [tasks, n, height, width, channels], got ", x.dim(), " dimensions");
    TORCH_CHECK(size >= 1 && stride >= 1 && padding >= 0, "a window needs a size and a stride of 1 or more");
    TORCH_CHECK(x.size(2) + 2 * padding >= size && x.size(3) + 2 * padding >= size, "images of ", x.size(2), "x", x.size(3),
                " are smaller than the window");
    TORCH_CHECK(w.dim() == 3 && w.size(0) == x.size(0) && w.size(1) == size * size * x.size(4), "expected a weight of shape [",
                x.size(0), ", ", size * size * x.size(4), ", out], got ", w.sizes());
    TORCH_CHECK(x.scalar_type() == w.scalar_type() && x.is_floating_point(), "the element types differ");
    return {x.size(1), x.size(2), x.size(3), x.size(4), size, stride, padding};
}

}  // namespace fewshot

fst_status fst_task_convolution(fst_tensor images, fst_tensor weight, int64_t size, int64_t stride, int64_t padding, fst_tensor *out) {
    return produce(out, [&] {
        return task_convolution(images->value, weight->value, task_windows(images->value, weight->value, size, stride, padding));
    });
}
