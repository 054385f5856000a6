// Batch normalisation for many tasks at once: each task has its own statistics, scale and shift. Written out to second
// order, in two passes over the data each, where a chain of small operations would take thirty.
#include "TaskWindows.hpp"

#include <cmath>
#include <vector>

using namespace fewshot;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Of one task: x is [rows, channels]; mean(·) is over rows, per channel. Rectified, only values above 0 pass, and only their
// gradients, which g stands for below.
//
//   value     y = scale · u + shift,  u = (x − mean(x)) · r,  r = 1 / √(mean((x − mean(x))²) + ε)
//   gradient  of g at y:  x ← scale · r · (g − G1 − u · G2),  scale ← rows · G2,  shift ← rows · G1
//             with G1 = mean(g), G2 = mean(g · u)
//   second    of a at x's, b at scale's and c at shift's gradient, with A1 = mean(a), A2 = mean(a · u), D = mean(a · g):
//             g     ← scale · r · (a − A1 − u · A2) + b · u + c
//             scale ← rows · r · (D − A1 · G1 − A2 · G2)
//             x     ← r · (h − mean(h) − u · (mean(h · u) + scale · r · (D − A1 · G1 − A2 · G2)))
//             with h = b · g − scale · r · (a · G2 + g · A2)
namespace {

/// The input, [tasks, rows, channels], and the statistics, scale and shift, [tasks, channels].
struct Operands {
    at::Tensor x, scale, shift, mean, inverse;
    bool is_rectified;
};

/// A task's part of a tensor.
template <typename Scalar>
const Scalar *part(const at::Tensor &tensor, int64_t task) {
    return tensor.const_data_ptr<Scalar>() + task * tensor.numel() / tensor.size(0);
}
template <typename Scalar>
Scalar *mutable_part(const at::Tensor &tensor, int64_t task) {
    return tensor.mutable_data_ptr<Scalar>() + task * tensor.numel() / tensor.size(0);
}

/// One task's numbers.
template <typename Scalar>
struct Task {
    int64_t rows, channels;
    const Scalar *x, *scale, *shift, *mean, *inverse;

    Task(const Operands &all, int64_t task)
        : rows(all.x.size(1)), channels(all.x.size(2)), x(part<Scalar>(all.x, task)), scale(part<Scalar>(all.scale, task)),
          shift(part<Scalar>(all.shift, task)), mean(part<Scalar>(all.mean, task)), inverse(part<Scalar>(all.inverse, task)) {}

    /// Calls `body(element, channel)` for every row; channels don't depend on each other.
    template <typename Body>
    void for_each(Body &&body) const {
        for (int64_t row = 0; row < rows; ++row) {
#pragma clang loop vectorize(assume_safety)
            for (int64_t c = 0; c < channels; ++c) body(row * channels + c, c);
        }
    }

    Scalar unit(int64_t i, int64_t c) const { return (x[i] - mean[c]) * inverse[c]; }
    Scalar value(int64_t i, int64_t c) const { return scale[c] * unit(i, c) + shift[c]; }

    /// Writes to `passed` the gradients `g` that pass the rectifier.
    void pass(const Scalar *g, Scalar *passed) const {
        for_each([=, this](int64_t i, int64_t c) {
            const Scalar all = g[i];  // read it in any case: a branch would cost more
            passed[i] = value(i, c) > 0 ? all : Scalar(0);
        });
    }
};

/// The loops of our own, or null where the ones below are to be used.
const Kernels *applicable(const Operands &all) {
    return all.x.scalar_type() == at::kFloat && all.x.size(2) > 0 && all.x.size(2) % 16 == 0 ? kernels() : nullptr;
}

/// One task's numbers for those loops.
NormRows rows(const Operands &all, int64_t task) {
    return {all.x.size(1), all.x.size(2), part<float>(all.x, task), part<float>(all.scale, task), part<float>(all.shift, task),
            part<float>(all.mean, task), part<float>(all.inverse, task), all.is_rectified};
}

Operands normalised(at::Tensor x, at::Tensor scale, at::Tensor shift, double epsilon, bool is_rectified, at::Tensor &output) {
    const auto statistics = at::zeros_like(scale);
    const Operands all{std::move(x), std::move(scale), std::move(shift), statistics, at::zeros_like(statistics), is_rectified};
    output = at::empty_like(all.x);
    if (const Kernels *loops = applicable(all)) {
        for_each_task(all.x.size(0), [&](int64_t task) {
            loops->norm_values(rows(all, task), static_cast<float>(epsilon), mutable_part<float>(all.mean, task),
                               mutable_part<float>(all.inverse, task), mutable_part<float>(output, task));
        });
        return all;
    }
    AT_DISPATCH_FLOATING_TYPES(all.x.scalar_type(), "task norm", [&] {
        for_each_task(all.x.size(0), [&](int64_t number) {
            const Task<scalar_t> task(all, number);
            auto *m = mutable_part<scalar_t>(all.mean, number), *r = mutable_part<scalar_t>(all.inverse, number);
            auto *out = mutable_part<scalar_t>(output, number);
            const auto rows = static_cast<scalar_t>(task.rows);
            task.for_each([=](int64_t i, int64_t c) { m[c] += task.x[i]; });
            for (int64_t c = 0; c < task.channels; ++c) m[c] /= rows;
            task.for_each([=](int64_t i, int64_t c) { r[c] += (task.x[i] - m[c]) * (task.x[i] - m[c]); });
            for (int64_t c = 0; c < task.channels; ++c) r[c] = 1 / std::sqrt(r[c] / rows + static_cast<scalar_t>(epsilon));
            if (is_rectified) {
                task.for_each([=](int64_t i, int64_t c) { out[i] = std::max(task.value(i, c), scalar_t(0)); });
            } else {
                task.for_each([=](int64_t i, int64_t c) { out[i] = task.value(i, c); });
            }
        });
    });
    return all;
}

struct Gradients {
    at::Tensor x, scale, shift;
};

Gradients gradients(const at::Tensor &g, const Operands &all) {
    Gradients result{at::empty_like(all.x), at::zeros_like(all.scale), at::zeros_like(all.scale)};
    if (const Kernels *loops = applicable(all)) {
        for_each_task(all.x.size(0), [&](int64_t task) {
            loops->norm_gradients(rows(all, task), part<float>(g, task), mutable_part<float>(result.x, task),
                                  mutable_part<float>(result.scale, task), mutable_part<float>(result.shift, task));
        });
        return result;
    }
    AT_DISPATCH_FLOATING_TYPES(all.x.scalar_type(), "task norm", [&] {
        for_each_task(all.x.size(0), [&](int64_t number) {
            const Task<scalar_t> task(all, number);
            auto *out = mutable_part<scalar_t>(result.x, number);
            auto *g1 = mutable_part<scalar_t>(result.shift, number), *g2 = mutable_part<scalar_t>(result.scale, number);
            const auto *up = part<scalar_t>(g, number);
            if (all.is_rectified) {
                task.pass(up, out);
                up = out;  // each is read before it's overwritten
            }
            task.for_each([=](int64_t i, int64_t c) {
                g1[c] += up[i];
                g2[c] += up[i] * task.unit(i, c);
            });
            const auto share = 1 / static_cast<scalar_t>(task.rows);
            task.for_each([=](int64_t i, int64_t c) {
                out[i] = task.scale[c] * task.inverse[c] * (up[i] - g1[c] * share - task.unit(i, c) * g2[c] * share);
            });
        });
    });
    return result;
}

struct SecondGradients {
    at::Tensor g, x, scale;
};

SecondGradients second_gradients(const Gradients &cotangents, const at::Tensor &g, const Operands &all) {
    SecondGradients result{at::empty_like(all.x), at::empty_like(all.x), at::empty_like(all.scale)};
    if (const Kernels *loops = applicable(all)) {
        for_each_task(all.x.size(0), [&](int64_t task) {
            const NormCotangents of{part<float>(cotangents.x, task), part<float>(cotangents.scale, task), part<float>(cotangents.shift, task)};
            loops->norm_second_gradients(rows(all, task), of, part<float>(g, task), mutable_part<float>(result.g, task),
                                         mutable_part<float>(result.x, task), mutable_part<float>(result.scale, task));
        });
        return result;
    }
    AT_DISPATCH_FLOATING_TYPES(all.x.scalar_type(), "task norm", [&] {
        for_each_task(all.x.size(0), [&](int64_t number) {
            const Task<scalar_t> task(all, number);
            const auto channels = static_cast<size_t>(task.channels);
            const auto *a = part<scalar_t>(cotangents.x, number), *b = part<scalar_t>(cotangents.scale, number);
            const auto *shifts = part<scalar_t>(cotangents.shift, number), *up = part<scalar_t>(g, number);
            auto *out = mutable_part<scalar_t>(result.g, number), *out_x = mutable_part<scalar_t>(result.x, number);
            auto *out_scale = mutable_part<scalar_t>(result.scale, number);
            std::vector<scalar_t> sums(5 * channels), terms(4 * channels);
            auto *a1 = sums.data(), *a2 = a1 + channels, *g1 = a2 + channels, *g2 = g1 + channels, *d = g2 + channels;
            if (all.is_rectified) {
                task.pass(up, out_x);
                up = out_x;  // each is read before it's overwritten
            }
            task.for_each([=](int64_t i, int64_t c) {
                const scalar_t u = task.unit(i, c);
                a1[c] += a[i];
                a2[c] += a[i] * u;
                g1[c] += up[i];
                g2[c] += up[i] * u;
                d[c] += a[i] * up[i];
            });
            const auto rows = static_cast<scalar_t>(task.rows);
            for (auto &sum : sums) sum /= rows;
            auto *slope = terms.data(), *product = slope + channels, *h1 = product + channels, *h2 = h1 + channels;
            for (size_t c = 0; c < channels; ++c) {
                slope[c] = task.scale[c] * task.inverse[c];
                product[c] = d[c] - a1[c] * g1[c] - a2[c] * g2[c];
                h1[c] = b[c] * g1[c] - slope[c] * (a1[c] * g2[c] + g1[c] * a2[c]);
                // The factor of u: mean(h · u), and the change of r.
                h2[c] = b[c] * g2[c] - 2 * slope[c] * a2[c] * g2[c] + slope[c] * product[c];
                out_scale[c] = rows * task.inverse[c] * product[c];
            }
            const auto of_x = [=](int64_t i, int64_t c, scalar_t u) {
                const scalar_t h = b[c] * up[i] - slope[c] * (a[i] * g2[c] + up[i] * a2[c]);
                return task.inverse[c] * (h - h1[c] - u * h2[c]);
            };
            const auto of_g = [=](int64_t i, int64_t c, scalar_t u) { return slope[c] * (a[i] - a1[c] - u * a2[c]) + b[c] * u + shifts[c]; };
            const bool is_rectified = all.is_rectified;
            task.for_each([=](int64_t i, int64_t c) {
                const scalar_t u = task.unit(i, c);
                const scalar_t through = of_g(i, c, u);
                out[i] = !is_rectified || task.value(i, c) > 0 ? through : scalar_t(0);
                out_x[i] = of_x(i, c, u);
            });
        });
    });
    return result;
}

void save(AutogradContext *context, const Operands &all, const at::Tensor &g = {}) {
    context->save_for_backward({all.x, all.scale, all.shift, all.mean, all.inverse, g});
    context->saved_data["is_rectified"] = all.is_rectified;
}

/// The saved tensors and the gradient.
std::pair<Operands, at::Tensor> saved(AutogradContext *context) {
    const auto all = context->get_saved_variables();
    return {{all[0], all[1], all[2], all[3], all[4], context->saved_data["is_rectified"].toBool()}, all[5]};
}

struct TaskNormGradient : torch::autograd::Function<TaskNormGradient> {
    static variable_list forward(AutogradContext *context, const at::Tensor &g, const at::Tensor &x, const at::Tensor &scale, const at::Tensor &shift, const at::Tensor &mean, const at::Tensor &inverse, bool is_rectified) {
        const Operands all{x, scale, shift, mean, inverse, is_rectified};
        save(context, all, g);
        auto result = gradients(g, all);
        return {result.x, result.scale, result.shift};
    }
    static variable_list backward(AutogradContext *context, const variable_list &up) {
        TORCH_CHECK(!at::GradMode::is_enabled(), "normalisation per task has gradients of first and second order only");
        const auto [all, g] = saved(context);
        const Gradients cotangents{dense(up[0], all.x), dense(up[1], all.scale), dense(up[2], all.scale)};
        auto result = second_gradients(cotangents, g, all);
        // The rectifier's mask doesn't change with the shift.
        return {result.g, result.x, result.scale, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

struct TaskNorm : torch::autograd::Function<TaskNorm> {
    static variable_list forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &scale, const at::Tensor &shift, double epsilon, bool is_rectified) {
        at::Tensor output;
        const auto all = normalised(x, scale, shift, epsilon, is_rectified, output);
        save(context, all);
        context->mark_non_differentiable({all.mean, all.inverse});
        return {output, all.mean, all.inverse};
    }
    static variable_list backward(AutogradContext *context, const variable_list &up) {
        const auto all = saved(context).first;
        auto result = TaskNormGradient::apply(dense(up[0], all.x), all.x, all.scale, all.shift, all.mean, all.inverse, all.is_rectified);
        return {result[0], result[1], result[2], at::Tensor(), at::Tensor()};
    }
};

}  // namespace

variable_list fewshot::task_norm(const at::Tensor &rows, const at::Tensor &scale, const at::Tensor &shift, double epsilon, bool is_rectified) {
    return TaskNorm::apply(rows.contiguous(), scale.contiguous(), shift.contiguous(), epsilon, is_rectified);
}

void fewshot::check_norm(at::IntArrayRef shape, at::ScalarType type, const at::Tensor &scale, const at::Tensor &shift) {
    const std::vector<int64_t> each = {shape[0], shape[2]};
    TORCH_CHECK(scale.sizes() == each, "expected a scale of shape ", at::IntArrayRef(each), ", got ", scale.sizes());
    TORCH_CHECK(shift.sizes() == each, "expected a shift of shape ", at::IntArrayRef(each), ", got ", shift.sizes());
    TORCH_CHECK(shape[1] > 1, "the statistics of a task need more than one row");
    TORCH_CHECK(type == scale.scalar_type() && type == shift.scalar_type(), "the element types differ");
}

void fewshot::wrap_norm(const variable_list &result, double epsilon, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance) {
    const auto variance = result[2].pow(-2).sub(epsilon).clamp_min(0);
    fst_tensor handles[] = {wrap(result[0]), wrap(result[1].detach()), wrap(variance.detach())};
    *out = handles[0];
    *out_mean = handles[1];
    *out_variance = handles[2];
}

fst_status fst_task_norm(fst_tensor input, fst_tensor scale, fst_tensor shift, double epsilon, bool rectified, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance) {
    return guarded([&] {
        const at::Tensor &x = input->value;
        TORCH_CHECK(x.dim() == 3, "expected [tasks, rows, channels], got ", x.dim(), " dimensions");
        check_norm(x.sizes(), x.scalar_type(), scale->value, shift->value);
        wrap_norm(task_norm(x, scale->value, shift->value, epsilon, rectified), epsilon, out, out_mean, out_variance);
    });
}
