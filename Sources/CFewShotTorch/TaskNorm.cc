// Batch normalisation for many tasks at once: each task has its own statistics, scale and shift. Written out to second
// order, in two passes over the data each, where a chain of small operations would take thirty.
#include "Boundary.hpp"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#pragma clang diagnostic pop

#include <algorithm>
#include <cmath>
#include <vector>

using namespace fewshot;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Of one task: x is [rows, channels]; mean(·) is over rows, per channel.
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

/// The sums over rows of what `term(row, channel)` gives, divided by the number of rows.
template <typename Scalar, typename Term>
void mean(int64_t rows, int64_t channels, Scalar *result, Term &&term) {
    std::fill(result, result + channels, Scalar(0));
    for (int64_t row = 0; row < rows; ++row) {
        for (int64_t c = 0; c < channels; ++c) result[c] += term(row * channels + c, c);
    }
    for (int64_t c = 0; c < channels; ++c) result[c] /= static_cast<Scalar>(rows);
}

/// Sets each element of a task to what `value(element, channel)` gives.
template <typename Scalar, typename Value>
void fill(int64_t rows, int64_t channels, Scalar *result, Value &&value) {
    for (int64_t row = 0; row < rows; ++row) {
        for (int64_t c = 0; c < channels; ++c) result[row * channels + c] = value(row * channels + c, c);
    }
}

/// Runs `body(task)` for every task, on several threads.
template <typename Body>
void for_each_task(const at::Tensor &x, Body &&body) {
    at::parallel_for(0, x.size(0), 1, [&](int64_t first, int64_t end) {
        for (int64_t task = first; task < end; ++task) body(task);
    });
}

struct Normalised {
    at::Tensor output, mean, inverse;  // [tasks, rows, channels], [tasks, channels] twice
};

Normalised normalised(const at::Tensor &x, const at::Tensor &scale, const at::Tensor &shift, double epsilon) {
    const int64_t rows = x.size(1), channels = x.size(2);
    Normalised result{at::empty_like(x), at::empty({x.size(0), channels}, x.options()), at::empty({x.size(0), channels}, x.options())};
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "task norm", [&] {
        for_each_task(x, [&](int64_t task) {
            const auto *in = x.const_data_ptr<scalar_t>() + task * rows * channels;
            auto *out = result.output.mutable_data_ptr<scalar_t>() + task * rows * channels;
            auto *m = result.mean.mutable_data_ptr<scalar_t>() + task * channels;
            auto *r = result.inverse.mutable_data_ptr<scalar_t>() + task * channels;
            const auto *scales = scale.const_data_ptr<scalar_t>() + task * channels;
            const auto *shifts = shift.const_data_ptr<scalar_t>() + task * channels;
            mean(rows, channels, m, [&](int64_t i, int64_t) { return in[i]; });
            mean(rows, channels, r, [&](int64_t i, int64_t c) { return (in[i] - m[c]) * (in[i] - m[c]); });
            std::vector<scalar_t> slope(channels);
            for (int64_t c = 0; c < channels; ++c) {
                r[c] = scalar_t(1) / std::sqrt(r[c] + static_cast<scalar_t>(epsilon));
                slope[c] = r[c] * scales[c];
            }
            fill(rows, channels, out, [&](int64_t i, int64_t c) { return (in[i] - m[c]) * slope[c] + shifts[c]; });
        });
    });
    return result;
}

struct Gradients {
    at::Tensor x, scale, shift;
};

Gradients gradients(const at::Tensor &g, const at::Tensor &x, const at::Tensor &scale, const at::Tensor &means, const at::Tensor &inverse) {
    const int64_t rows = x.size(1), channels = x.size(2);
    Gradients result{at::empty_like(x), at::empty_like(scale), at::empty_like(scale)};
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "task norm", [&] {
        for_each_task(x, [&](int64_t task) {
            const int64_t whole = task * rows * channels, part = task * channels;
            const auto *in = x.const_data_ptr<scalar_t>() + whole, *up = g.const_data_ptr<scalar_t>() + whole;
            const auto *m = means.const_data_ptr<scalar_t>() + part, *r = inverse.const_data_ptr<scalar_t>() + part;
            const auto *scales = scale.const_data_ptr<scalar_t>() + part;
            std::vector<scalar_t> g1(channels), g2(channels), slope(channels);
            mean(rows, channels, g1.data(), [&](int64_t i, int64_t) { return up[i]; });
            mean(rows, channels, g2.data(), [&](int64_t i, int64_t c) { return up[i] * (in[i] - m[c]) * r[c]; });
            for (int64_t c = 0; c < channels; ++c) {
                result.scale.mutable_data_ptr<scalar_t>()[part + c] = g2[c] * static_cast<scalar_t>(rows);
                result.shift.mutable_data_ptr<scalar_t>()[part + c] = g1[c] * static_cast<scalar_t>(rows);
                slope[c] = scales[c] * r[c];
                g2[c] *= r[c];
            }
            fill(rows, channels, result.x.mutable_data_ptr<scalar_t>() + whole,
                 [&](int64_t i, int64_t c) { return slope[c] * (up[i] - g1[c] - (in[i] - m[c]) * g2[c]); });
        });
    });
    return result;
}

struct SecondGradients {
    at::Tensor g, x, scale;
};

SecondGradients second_gradients(const Gradients &cotangents, const at::Tensor &g, const at::Tensor &x, const at::Tensor &scale, const at::Tensor &means, const at::Tensor &inverse) {
    const int64_t rows = x.size(1), channels = x.size(2);
    SecondGradients result{at::empty_like(x), at::empty_like(x), at::empty_like(scale)};
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "task norm", [&] {
        for_each_task(x, [&](int64_t task) {
            const int64_t whole = task * rows * channels, part = task * channels;
            const auto *in = x.const_data_ptr<scalar_t>() + whole, *up = g.const_data_ptr<scalar_t>() + whole;
            const auto *a = cotangents.x.const_data_ptr<scalar_t>() + whole;
            const auto *b = cotangents.scale.const_data_ptr<scalar_t>() + part;
            const auto *shifts = cotangents.shift.const_data_ptr<scalar_t>() + part;
            const auto *m = means.const_data_ptr<scalar_t>() + part, *r = inverse.const_data_ptr<scalar_t>() + part;
            const auto *scales = scale.const_data_ptr<scalar_t>() + part;
            std::vector<scalar_t> a1(channels), a2(channels), g1(channels), g2(channels), product(channels), slope(channels), h1(channels), h2(channels);
            mean(rows, channels, a1.data(), [&](int64_t i, int64_t) { return a[i]; });
            mean(rows, channels, a2.data(), [&](int64_t i, int64_t c) { return a[i] * (in[i] - m[c]) * r[c]; });
            mean(rows, channels, g1.data(), [&](int64_t i, int64_t) { return up[i]; });
            mean(rows, channels, g2.data(), [&](int64_t i, int64_t c) { return up[i] * (in[i] - m[c]) * r[c]; });
            mean(rows, channels, product.data(), [&](int64_t i, int64_t) { return a[i] * up[i]; });
            for (int64_t c = 0; c < channels; ++c) {
                product[c] -= a1[c] * g1[c] + a2[c] * g2[c];
                slope[c] = scales[c] * r[c];
                h1[c] = b[c] * g1[c] - slope[c] * (a1[c] * g2[c] + g1[c] * a2[c]);
                // What u is multiplied by: mean(h · u), and the change of r.
                h2[c] = b[c] * g2[c] - 2 * slope[c] * a2[c] * g2[c] + slope[c] * product[c];
                result.scale.mutable_data_ptr<scalar_t>()[part + c] = static_cast<scalar_t>(rows) * r[c] * product[c];
            }
            fill(rows, channels, result.g.mutable_data_ptr<scalar_t>() + whole, [&](int64_t i, int64_t c) {
                const scalar_t u = (in[i] - m[c]) * r[c];
                return slope[c] * (a[i] - a1[c] - u * a2[c]) + b[c] * u + shifts[c];
            });
            fill(rows, channels, result.x.mutable_data_ptr<scalar_t>() + whole, [&](int64_t i, int64_t c) {
                const scalar_t u = (in[i] - m[c]) * r[c];
                const scalar_t h = b[c] * up[i] - slope[c] * (a[i] * g2[c] + up[i] * a2[c]);
                return r[c] * (h - h1[c] - u * h2[c]);
            });
        });
    });
    return result;
}

/// A gradient that nothing depended on is undefined, which stands for zeros.
at::Tensor dense(const at::Tensor &gradient, const at::Tensor &like) {
    return gradient.defined() ? gradient.contiguous() : at::zeros_like(like);
}

struct TaskNormGradient : torch::autograd::Function<TaskNormGradient> {
    static variable_list forward(AutogradContext *context, const at::Tensor &g, const at::Tensor &x, const at::Tensor &scale, const at::Tensor &means, const at::Tensor &inverse) {
        context->save_for_backward({g, x, scale, means, inverse});
        auto result = gradients(g, x, scale, means, inverse);
        return {result.x, result.scale, result.shift};
    }
    static variable_list backward(AutogradContext *context, const variable_list &up) {
        TORCH_CHECK(!at::GradMode::is_enabled(), "normalisation per task has gradients of first and second order only");
        const auto saved = context->get_saved_variables();
        const Gradients cotangents{dense(up[0], saved[1]), dense(up[1], saved[2]), dense(up[2], saved[2])};
        auto result = second_gradients(cotangents, saved[0], saved[1], saved[2], saved[3], saved[4]);
        return {result.g, result.x, result.scale, at::Tensor(), at::Tensor()};
    }
};

struct TaskNorm : torch::autograd::Function<TaskNorm> {
    static variable_list forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &scale, const at::Tensor &shift, double epsilon) {
        auto result = normalised(x, scale, shift, epsilon);
        context->save_for_backward({x, scale, result.mean, result.inverse});
        context->mark_non_differentiable({result.mean, result.inverse});
        return {result.output, result.mean, result.inverse};
    }
    static variable_list backward(AutogradContext *context, const variable_list &up) {
        const auto saved = context->get_saved_variables();
        auto result = TaskNormGradient::apply(dense(up[0], saved[0]), saved[0], saved[1], saved[2], saved[3]);
        return {result[0], result[1], result[2], at::Tensor()};
    }
};

}  // namespace

fst_status fst_task_norm(fst_tensor input, fst_tensor scale, fst_tensor shift, double epsilon, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance) {
    return guarded([&] {
        const at::Tensor &x = input->value;
        TORCH_CHECK(x.dim() == 3, "expected [tasks, rows, channels], got ", x.dim(), " dimensions");
        const std::vector<int64_t> each = {x.size(0), x.size(2)};
        TORCH_CHECK(scale->value.sizes() == each, "expected a scale of shape ", at::IntArrayRef(each), ", got ", scale->value.sizes());
        TORCH_CHECK(shift->value.sizes() == each, "expected a shift of shape ", at::IntArrayRef(each), ", got ", shift->value.sizes());
        TORCH_CHECK(x.size(1) > 1, "the statistics of a task need more than one row");
        TORCH_CHECK(x.scalar_type() == scale->value.scalar_type() && x.scalar_type() == shift->value.scalar_type(), "the element types differ");
        const auto result = TaskNorm::apply(x.contiguous(), scale->value.contiguous(), shift->value.contiguous(), epsilon);
        const auto variance = result[2].pow(-2).sub(epsilon).clamp_min(0);
        fst_tensor handles[] = {wrap(result[0]), wrap(result[1].detach()), wrap(variance.detach())};
        *out = handles[0];
        *out_mean = handles[1];
        *out_variance = handles[2];
    });
}
