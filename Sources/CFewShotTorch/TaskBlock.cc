// Convolution per task and the normalisation after it as one operation, to second order: a task's values are normalised, and their
// gradients used, while they are in the cache. The formulas are those of TaskConvolution.cc and TaskNorm.cc.
#include "TaskWindows.hpp"

using namespace fewshot;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// What a block is given: images [tasks, n, height, width, channels], weights [tasks, columns, out], scale and shift [tasks, out].
struct Block {
    at::Tensor images, weight, scale, shift;
    Windows windows;
    double epsilon;

    int64_t tasks() const { return weight.size(0); }
    int64_t width() const { return weight.size(2); }
};

/// What comes of a convolution: values [tasks, rows, out] and their statistics [tasks, out].
struct Values {
    at::Tensor x, mean, inverse;

    explicit Values(const Block &b)
        : x(at::empty({b.tasks(), b.windows.rows(), b.width()}, b.images.options())), mean(at::empty({b.tasks(), b.width()}, b.images.options())), inverse(at::empty_like(mean)) {}
    Values(at::Tensor x, at::Tensor mean, at::Tensor inverse) : x(std::move(x)), mean(std::move(mean)), inverse(std::move(inverse)) {}

    /// One task's numbers for the loops.
    NormRows rows(const Block &b, int64_t task) const {
        return {x.size(1), x.size(2), numbers(x, task), numbers(b.scale, task), numbers(b.shift, task), numbers(mean, task), numbers(inverse, task), true};
    }
};

/// The loops that do a block's work.
struct Loops {
    const Kernels &kernels;
    std::unique_ptr<TaskProducts> products;

    explicit Loops(const Block &b) : kernels(*fewshot::kernels()), products(fewshot::products(b.images, b.weight, b.windows)) {}
};

/// Numbers of one task that nobody needs afterwards.
float *scratch(int64_t count) {
    thread_local std::vector<float> numbers;
    numbers.resize(static_cast<size_t>(count));
    return numbers.data();
}

Values computed(const Block &b, const at::Tensor &result) {
    Values values(b);
    const Loops loops(b);
    for_each_unrecorded(b.tasks(), [&](int64_t task) {
        at::Tensor keeper;
        loops.products->values(rows(b.windows, b.images, task, keeper), numbers(b.weight, task), numbers(values.x, task), false);
        loops.kernels.norm_values(values.rows(b, task), static_cast<float>(b.epsilon), numbers(values.mean, task), numbers(values.inverse, task), numbers(result, task));
    });
    return values;
}

/// Undefined where they weren't asked for.
struct Gradients {
    at::Tensor images, weight, scale, shift;
};

/// Of a gradient at the result and one at the values, which may be undefined; the whole gradient at the values goes to `at_values` where
/// that is defined.
Gradients gradients(const at::Tensor &g, const at::Tensor &at_x, const Block &b, const Values &values, bool of_images, at::Tensor at_values = {}) {
    Gradients result{{}, at::empty(b.weight.sizes(), b.weight.options()), at::zeros_like(b.scale), at::zeros_like(b.scale)};
    if (of_images) result.images = at::empty_like(b.images);
    const Loops loops(b);
    const auto shared = of_images && b.weight.stride(0) == 0 ? loops.products->turned(numbers(b.weight, 0)) : std::vector<float>();
    const int64_t count = values.x.size(1) * values.x.size(2);
    for_each_unrecorded(b.tasks(), [&](int64_t task) {
        at::Tensor keeper;
        float *its = at_values.defined() ? numbers(at_values, task) : scratch(count);
        if (g.defined()) {
            loops.kernels.norm_gradients(values.rows(b, task), numbers(g, task), its, numbers(result.scale, task), numbers(result.shift, task));
        } else {
            std::fill(its, its + count, 0.0F);
        }
        if (at_x.defined()) {
            const float *more = numbers(at_x, task);
            for (int64_t i = 0; i < count; ++i) its[i] += more[i];
        }
        if (of_images) loops.products->images(its, numbers(b.weight, task), shared.empty() ? nullptr : shared.data(), numbers(result.images, task));
        loops.products->weight(rows(b.windows, b.images, task, keeper), its, numbers(result.weight, task));
    });
    return result;
}

struct SecondGradients {
    at::Tensor g, images, weight, scale, x;
};

/// Of cotangents at the gradients; those of images and weight may be undefined.
SecondGradients second_gradients(const Gradients &cotangents, const at::Tensor &g, const at::Tensor &at_values, const Block &b, const Values &values, bool of_images) {
    const auto &a = cotangents.images, &v = cotangents.weight;
    SecondGradients result{at::empty_like(values.x), {}, {}, at::empty_like(b.scale), at::empty_like(values.x)};
    if (of_images && v.defined()) result.images = at::empty_like(b.images);
    if (a.defined()) result.weight = at::empty(b.weight.sizes(), b.weight.options());
    const Loops loops(b);
    const int64_t count = values.x.size(1) * values.x.size(2);
    for_each_unrecorded(b.tasks(), [&](int64_t task) {
        at::Tensor keeper;
        float *its = scratch(count);
        const float *up = numbers(at_values, task);
        if (a.defined()) {
            loops.products->values(numbers(a, task), numbers(b.weight, task), its, false);
            loops.products->weight(numbers(a, task), up, numbers(result.weight, task));
        }
        if (v.defined()) {
            loops.products->values(rows(b.windows, b.images, task, keeper), numbers(v, task), its, a.defined());
            if (of_images) loops.products->images(up, numbers(v, task), nullptr, numbers(result.images, task));
        }
        if (!a.defined() && !v.defined()) std::fill(its, its + count, 0.0F);
        const NormCotangents of{its, numbers(cotangents.scale, task), numbers(cotangents.shift, task)};
        loops.kernels.norm_second_gradients(values.rows(b, task), of, numbers(g, task), numbers(result.g, task), numbers(result.x, task), numbers(result.scale, task));
    });
    return result;
}

/// A block's tensors as they were saved.
struct Saved {
    Block block;
    Values values;
    at::Tensor g, at_values;

    explicit Saved(AutogradContext *context) : Saved(context, context->get_saved_variables()) {}

private:
    Saved(AutogradContext *context, const variable_list &all)
        : block{all[0], all[1], all[2], all[3], kept(context), context->saved_data["epsilon"].toDouble()}, values(all[4], all[5], all[6]), g(all[7]), at_values(all[8]) {}
};

void save(AutogradContext *context, const Block &b, const Values &v, const at::Tensor &g = {}, const at::Tensor &at_values = {}) {
    context->save_for_backward({b.images, b.weight, b.scale, b.shift, v.x, v.mean, v.inverse, g, at_values});
    context->saved_data["epsilon"] = b.epsilon;
    context->set_materialize_grads(false);
    keep(context, b.windows);
}

/// Gives the gradients at weight, scale and shift and, where it's asked for, at the images.
struct TaskBlockGradient : torch::autograd::Function<TaskBlockGradient> {
    static variable_list forward(AutogradContext *context, const at::Tensor &g, const at::Tensor &images, const at::Tensor &weight, const at::Tensor &scale, const at::Tensor &shift, const at::Tensor &x, const at::Tensor &mean, const at::Tensor &inverse, const Windows &windows, double epsilon, bool of_images) {
        const Block block{images, weight, scale, shift, windows, epsilon};
        const Values values(x, mean, inverse);
        const auto at_values = at::empty_like(x);
        auto result = gradients(g, {}, block, values, of_images, at_values);
        save(context, block, values, g, at_values);
        return of_images ? variable_list{result.weight, result.scale, result.shift, result.images} : variable_list{result.weight, result.scale, result.shift};
    }
    static variable_list backward(AutogradContext *context, const variable_list &up) {
        TORCH_CHECK(!at::GradMode::is_enabled(), "a block per task has gradients of first and second order only");
        const Saved saved(context);
        const auto &scale = saved.block.scale;
        const Gradients cotangents{up.size() > 3 ? dense(up[3]) : at::Tensor(), dense(up[0]), dense(up[1], scale), dense(up[2], scale)};
        auto result = second_gradients(cotangents, saved.g, saved.at_values, saved.block, saved.values, context->needs_input_grad(1));
        // The rectifier's mask doesn't change with the shift.
        const at::Tensor none;
        return {result.g, result.images, result.weight, result.scale, none, result.x, none, none, none, none, none};
    }
};

/// Gives the result, the values, the mean and the inverse of the deviation. The values are for gradients of second order alone.
struct TaskBlock : torch::autograd::Function<TaskBlock> {
    static variable_list forward(AutogradContext *context, const at::Tensor &images, const at::Tensor &weight, const at::Tensor &scale, const at::Tensor &shift, const Windows &windows, double epsilon) {
        const Block block{images, weight, scale, shift, windows, epsilon};
        const auto result = at::empty({block.tasks(), windows.rows(), block.width()}, images.options());
        const auto values = computed(block, result);
        save(context, block, values);
        context->mark_non_differentiable({values.mean, values.inverse});
        return {result, values.x, values.mean, values.inverse};
    }
    static variable_list backward(AutogradContext *context, const variable_list &up) {
        const Saved saved(context);
        const Block &b = saved.block;
        const Values &v = saved.values;
        const bool of_images = context->needs_input_grad(0);
        const at::Tensor none;
        if (at::GradMode::is_enabled()) {
            TORCH_CHECK(!up[1].defined(), "a block per task has gradients of first and second order only");
            auto result = TaskBlockGradient::apply(up[0].contiguous(), b.images, b.weight, b.scale, b.shift, v.x, v.mean, v.inverse, b.windows, b.epsilon, of_images);
            return {of_images ? result[3] : none, result[0], result[1], result[2], none, none};
        }
        auto result = gradients(dense(up[0]), dense(up[1]), b, v, of_images);
        return {result.images, result.weight, result.scale, result.shift, none, none};
    }
};

/// Whether our loops do all of a block.
bool is_applicable(const at::Tensor &images, const at::Tensor &weight, const Windows &windows) {
    return !(images.requires_grad() && is_gathered(windows)) && products(images, weight, windows) != nullptr;
}

/// The result, the mean and the inverse of the deviation.
variable_list block(const at::Tensor &images, const at::Tensor &weight, const at::Tensor &scale, const at::Tensor &shift, const Windows &windows, double epsilon) {
    if (!is_applicable(images, weight, windows)) return task_norm(task_convolution(images, weight, windows), scale, shift, epsilon, true);
    const auto all = TaskBlock::apply(images.contiguous(), weight, scale.contiguous(), shift.contiguous(), windows, epsilon);
    return {all[0], all[2], all[3]};
}

}  // namespace

fst_status fst_task_block(fst_tensor images, fst_tensor weight, fst_tensor scale, fst_tensor shift, int64_t size, int64_t stride, int64_t padding, double epsilon, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance) {
    return guarded([&] {
        const auto windows = task_windows(images->value, weight->value, size, stride, padding);
        check_norm({weight->value.size(0), windows.rows(), weight->value.size(2)}, weight->value.scalar_type(), scale->value, shift->value);
        wrap_norm(block(images->value, weight->value, scale->value, shift->value, windows, epsilon), epsilon, out, out_mean, out_variance);
    });
}
