// A 3×3 convolution, batch normalisation, 2×2 max pooling and ReLU as one operation, the last two where they are asked for. Pooling is done
// while the values are in registers: the largest of four stays the largest whatever the normalisation, but for its sign. Other devices,
// element types and shapes, and the second order, are composed of LibTorch's operations.
#include "BlockPasses.hpp"

#include <limits>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#pragma clang diagnostic pop

using namespace fewshot;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Of one channel: y are the N values of the convolution, m their mean, r = 1 / √(mean((y − m)²) + ε), g the gradients at the result that
// pass pooling and ReLU.
//
//   value     max(floor, slope · (y − m) + shift),  slope = scale · r, floor = 0 for ReLU and −∞ without
//   gradient  shift ← Σ g,  scale ← r · Σ g · (y − m),  y ← slope · (g − Σ g / N − r² · (y − m) · Σ g · (y − m) / N)
namespace {

struct Options {
    double epsilon;
    int64_t padding;
    bool is_pooled, is_rectified;
    float floor() const { return is_rectified ? 0 : -std::numeric_limits<float>::infinity(); }
};

BlockShape shape(const at::Tensor &x, const at::Tensor &w, int64_t padding) {
    return {x.size(0), x.size(2), x.size(3), x.size(1), w.size(0), padding};
}

/// The loops to use for a convolution, or null.
const Kernels *applicable(const at::Tensor &x, const at::Tensor &w, int64_t padding, bool is_pooled) {
    const bool is_supported = x.is_cpu() && w.is_cpu() && x.scalar_type() == at::kFloat && w.scalar_type() == at::kFloat && x.dim() == 4 && w.dim() == 4;
    if (!is_supported || w.size(2) != 3 || w.size(3) != 3 || w.size(1) != x.size(1) || padding < 0 || padding > 1) return nullptr;
    const BlockShape s = shape(x, w, padding);
    const bool has_few = has_few_channels(s);
    if (s.images < 1 || s.outputs < 1 || s.inputs < 1 || s.outputs % 16 != 0 || (!has_few && s.inputs % 16 != 0)) return nullptr;
    const int64_t least = is_pooled ? 2 : 1;
    if (s.down() < least || s.across() < least) return nullptr;
    if (has_few && x.requires_grad() && at::GradMode::is_enabled()) return nullptr;
    return kernels();
}

at::Tensor like(const at::Tensor &x, int64_t channels, int64_t height, int64_t width, at::ScalarType type = at::kFloat) {
    return at::empty({x.size(0), channels, height, width}, x.options().dtype(type).requires_grad(false), at::MemoryFormat::ChannelsLast);
}

/// Whether a gradient is wanted at one of them.
bool is_traced(std::initializer_list<at::Tensor> tensors) {
    return at::GradMode::is_enabled() && std::any_of(tensors.begin(), tensors.end(), [](const at::Tensor &tensor) { return tensor.requires_grad(); });
}

bool is_plain_float(const at::Tensor &tensor) { return tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous(); }

float *data(const at::Tensor &tensor) { return tensor.defined() ? tensor.mutable_data_ptr<float>() : nullptr; }

/// A weight [outputs, inputs, 3, 3] as [9, inputs, outputs].
at::Tensor by_tap(const Kernels &kernels, const at::Tensor &weight) {
    const auto stored = channels_last(weight);
    auto result = at::empty({9, weight.size(1), weight.size(0)}, weight.options().requires_grad(false));
    kernels.transpose(stored.const_data_ptr<float>(), weight.size(0), 9 * weight.size(1), data(result));
    return result;
}

at::Tensor planes(const Kernels &kernels, const at::Tensor &taps, bool is_flipped) {
    auto result = at::empty({16, taps.size(1), taps.size(2)}, taps.options());
    kernels.weight_planes(taps.const_data_ptr<float>(), taps.size(1), taps.size(2), is_flipped, data(result));
    return result;
}

/// A weight as the passes take it.
at::Tensor prepared(const Kernels &kernels, const at::Tensor &weight) {
    const auto taps = by_tap(kernels, weight);
    return weight.size(1) <= 8 ? taps : planes(kernels, taps, false);
}

/// A convolution by LibTorch's operation: of many channels in bfloat16, where that was asked for.
at::Tensor convolved(const at::Tensor &x, const at::Tensor &w, const std::optional<at::Tensor> &bias, int64_t padding) {
    const auto of = [&](const at::Tensor &images, const at::Tensor &weight, const std::optional<at::Tensor> &its) {
        return at::conv2d(channels_last(images), channels_last(weight), its, {1, 1}, {padding, padding});
    };
    if (!multiplies_in_bfloat16() || x.scalar_type() != at::kFloat || w.size(1) % 16 != 0) return of(x, w, bias);
    const auto values = of(x.to(at::kBFloat16), w.to(at::kBFloat16), {}).to(at::kFloat);
    return bias ? values + bias->view({1, -1, 1, 1}) : values;
}

/// Result, mean and variance, by LibTorch's operations.
variable_list composed(const at::Tensor &x, const at::Tensor &w, const at::Tensor &scale, const at::Tensor &shift, const Options &options) {
    const auto values = convolved(x, w, {}, options.padding);
    auto [normalised, mean, inverse] = at::native_batch_norm(values, scale, shift, {}, {}, /* training */ true, /* momentum */ 0, options.epsilon);
    const auto output = options.is_pooled ? at::max_pool2d(normalised, {2, 2}, {2, 2}) : normalised;
    return {options.is_rectified ? output.relu() : output, mean.detach(), inverse.detach().pow(-2).sub(options.epsilon).clamp_min(0)};
}

/// The factors, [outputs] each, that lead from values to results.
struct Factors {
    at::Tensor mean, inverse, slope, shift;
    BlockSlopes slopes(float floor) const { return {data(slope), data(mean), data(shift), nullptr, nullptr, floor}; }
};

struct ConvolutionBlock : torch::autograd::Function<ConvolutionBlock> {
    static variable_list forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &w, const at::Tensor &scale, const at::Tensor &shift, const Options &options, bool is_traced) {
        const Kernels &loops = *kernels();
        const BlockShape s = shape(x, w, options.padding);
        const auto images = channels_last(x);
        const bool is_kept = !options.is_pooled || (is_traced && !has_few_channels(s));
        const auto values = is_kept ? like(x, s.outputs, s.down(), s.across()) : at::Tensor();
        const auto pooled = options.is_pooled ? like(x, s.outputs, s.pooled_down(), s.pooled_across()) : at::Tensor();
        const auto positions = options.is_pooled ? like(x, s.outputs, s.pooled_down(), s.pooled_across(), at::kByte) : at::Tensor();
        const auto sign = scale.sign().contiguous();
        const auto moments = measured_pass(loops, s, images.const_data_ptr<float>(), prepared(loops, w).const_data_ptr<float>(), sign.const_data_ptr<float>(),
                                           {data(values), data(pooled), positions.defined() ? positions.mutable_data_ptr<uint8_t>() : nullptr});

        auto mean = at::empty({s.outputs}, scale.options().requires_grad(false)), variance = at::empty_like(mean), inverse = at::empty_like(mean);
        for (int64_t c = 0; c < s.outputs; ++c) {
            const double its = moments.squares[static_cast<size_t>(c)] / moments.count;
            data(mean)[c] = static_cast<float>(moments.mean[static_cast<size_t>(c)]);
            data(variance)[c] = static_cast<float>(its);
            data(inverse)[c] = static_cast<float>(1 / std::sqrt(its + options.epsilon));
        }
        const Factors factors{mean, inverse, (scale * inverse).contiguous(), shift.contiguous()};
        const auto &source = options.is_pooled ? pooled : values;
        const auto result = at::empty_like(source);
        const auto slopes = factors.slopes(options.floor());
        const float *from = source.const_data_ptr<float>();
        float *to = data(result);
        const int64_t rows = s.images * (options.is_pooled ? s.pooled() : s.pixels()), count = parts(rows, 64);
        for_each_task(count, [&](int64_t part) {
            const int64_t start = rows * part / count, end = rows * (part + 1) / count;
            loops.rectified(from + start * s.outputs, end - start, s.outputs, slopes, to + start * s.outputs);
        });
        if (is_traced) {
            context->save_for_backward({x, w, scale, shift, values, pooled, positions, mean, inverse});
            context->saved_data["padding"] = options.padding;
            context->saved_data["is_pooled"] = options.is_pooled;
            context->saved_data["is_rectified"] = options.is_rectified;
            context->saved_data["epsilon"] = options.epsilon;
        }
        context->mark_non_differentiable({mean, variance});
        return {result, mean, variance};
    }

    static variable_list backward(AutogradContext *context, const variable_list &up) {
        const auto saved = context->get_saved_variables();
        const auto &kept = context->saved_data;
        const Options options{kept.at("epsilon").toDouble(), kept.at("padding").toInt(), kept.at("is_pooled").toBool(), kept.at("is_rectified").toBool()};
        variable_list result(6);
        if (!up[0].defined()) return result;
        const Kernels *loops = kernels();
        if (at::GradMode::is_enabled() || loops == nullptr) {
            compose_backward(context, saved, up[0], options, result);
            return result;
        }
        const auto &x = saved[0], &w = saved[1], &values = saved[4], &pooled = saved[5], &positions = saved[6], &mean = saved[7], &inverse = saved[8];
        const BlockShape s = shape(x, w, options.padding);
        const Factors factors{mean, inverse, (saved[2].detach() * inverse).contiguous(), saved[3].detach().contiguous()};
        auto slopes = factors.slopes(options.floor());
        const auto gradient = channels_last(up[0]);
        const auto &source = options.is_pooled ? pooled : values;
        const int64_t rows = s.images * (options.is_pooled ? s.pooled() : s.pixels());
        const auto sums = passed_pass(*loops, source.const_data_ptr<float>(), gradient.const_data_ptr<float>(), rows, s.outputs, slopes);

        auto scales = at::empty_like(mean), shifts = at::empty_like(mean), constant = at::empty_like(mean), linear = at::empty_like(mean);
        const auto all = static_cast<double>(s.images * s.pixels());
        for (int64_t c = 0; c < s.outputs; ++c) {
            const double sum = sums[static_cast<size_t>(c)], product = sums[static_cast<size_t>(c + s.outputs)];
            const double r = static_cast<double>(data(inverse)[c]), slope = static_cast<double>(data(factors.slope)[c]);
            data(shifts)[c] = static_cast<float>(sum);
            data(scales)[c] = static_cast<float>(r * product);
            data(constant)[c] = static_cast<float>(-slope * sum / all);
            data(linear)[c] = static_cast<float>(-slope * r * r * product / all);
        }
        slopes.constant = data(constant);
        slopes.linear = data(linear);
        const bool of_images = context->needs_input_grad(0);
        const bool has_few = has_few_channels(s);
        const auto images = channels_last(x);
        const auto stored = channels_last(w);  // [outputs, 9, inputs]
        // Few channels: the values are computed again. Many: gradients at images go through the weight turned round.
        const auto taps = has_few ? by_tap(*loops, w) : at::Tensor();
        const auto turned = of_images ? planes(*loops, stored.permute({2, 3, 0, 1}).reshape({9, s.outputs, s.inputs}).contiguous(), true) : at::Tensor();
        auto at_images = of_images ? at::empty_like(images) : at::Tensor();
        auto at_taps = at::empty({9, s.inputs, s.outputs}, mean.options());
        const BlockSources from{data(values), gradient.const_data_ptr<float>(), data(pooled), positions.defined() ? positions.const_data_ptr<uint8_t>() : nullptr};
        gradients_pass(*loops, s, images.const_data_ptr<float>(), data(taps), data(turned), from, slopes, {data(at_images), data(at_taps)});
        auto at_weight = at::empty_like(stored);
        loops->transpose(at_taps.const_data_ptr<float>(), 9 * s.inputs, s.outputs, data(at_weight));
        result[0] = at_images;
        result[1] = at_weight;
        result[2] = scales;
        result[3] = shifts;
        return result;
    }

private:
    /// Gradients that have gradients themselves.
    static void compose_backward(AutogradContext *context, const variable_list &saved, const at::Tensor &up, const Options &options, variable_list &result) {
        const bool is_differentiable = at::GradMode::is_enabled();
        const at::AutoGradMode recorded(true);
        variable_list at;
        std::vector<size_t> which;
        variable_list inputs(4);
        for (size_t i = 0; i < 4; ++i) {
            // Under a name of its own, so that the gradient stops here.
            inputs[i] = is_differentiable ? saved[i].view_as(saved[i]) : saved[i].detach().requires_grad_(context->needs_input_grad(i));
            if (!context->needs_input_grad(i)) continue;
            at.push_back(inputs[i]);
            which.push_back(i);
        }
        const auto output = composed(inputs[0], inputs[1], inputs[2], inputs[3], options)[0];
        const auto gradients = torch::autograd::grad({output}, at, {up}, /* retain_graph */ is_differentiable, is_differentiable, /* allow_unused */ true);
        for (size_t i = 0; i < which.size(); ++i) result[which[i]] = gradients[i];
    }
};

/// What a block makes of images where the statistics are known before.
at::Tensor answered(const Kernels &loops, const at::Tensor &x, const at::Tensor &ready, const BlockShape &s, const BlockAnswer &by) {
    const auto images = channels_last(x);
    auto result = by.is_pooled ? like(x, s.outputs, s.pooled_down(), s.pooled_across()) : like(x, s.outputs, s.down(), s.across());
    answered_pass(loops, s, images.const_data_ptr<float>(), ready.const_data_ptr<float>(), by, data(result));
    return result;
}

}  // namespace

fst_status fst_convolution_block(fst_tensor input, fst_tensor weight, fst_tensor bias, fst_tensor scale, fst_tensor shift, double epsilon, int64_t padding, bool pooled, bool rectified, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance) {
    return guarded([&] {
        const at::Tensor &x = input->value, &w = weight->value, &a = scale->value, &b = shift->value;
        TORCH_CHECK(x.dim() == 4 && w.dim() == 4, "expected images [n, channels, height, width] and a weight [out, in, 3, 3], got ", x.sizes(), " and ", w.sizes());
        TORCH_CHECK(a.dim() == 1 && a.size(0) == w.size(0) && b.sizes() == a.sizes(), "expected a scale and a shift of shape [", w.size(0), "], got ", a.sizes(), " and ", b.sizes());
        TORCH_CHECK(x.size(0) * (x.size(2) + 2 * padding - 2) * (x.size(3) + 2 * padding - 2) > 1, "the statistics of a batch need more than one value per channel");
        const Options options{epsilon, padding, pooled, rectified};
        const bool is_fused = applicable(x, w, padding, pooled) != nullptr && is_plain_float(a) && is_plain_float(b);
        const auto result = is_fused ? ConvolutionBlock::apply(x, w, a, b, options, is_traced({x, w, a, b})) : composed(x, w, a, b, options);
        // The normalisation takes the bias away again; only the mean has it.
        fst_tensor handles[] = {wrap(result[0]), wrap(bias != nullptr ? result[1] + bias->value.detach() : result[1]), wrap(result[2])};
        *out = handles[0];
        *out_mean = handles[1];
        *out_variance = handles[2];
    });
}

fst_status fst_convolution_block_fixed(fst_tensor input, fst_tensor weight, fst_tensor bias, fst_tensor scale, fst_tensor shift, fst_tensor mean, fst_tensor variance, double epsilon, int64_t padding, bool pooled, bool rectified, fst_tensor *out) {
    return produce(out, [&] {
        const at::Tensor &x = input->value, &w = weight->value;
        const at::Tensor *const factors[] = {&scale->value, &shift->value, &mean->value, &variance->value};
        bool is_fused = applicable(x, w, padding, pooled) != nullptr && !is_traced({x, w});
        for (const auto *factor : factors) {
            TORCH_CHECK(factor->dim() == 1 && w.dim() == 4 && factor->size(0) == w.size(0), "expected scale, shift, mean and variance of shape [out] and a weight [out, in, 3, 3], got ", factor->sizes(), " and ", w.sizes());
            is_fused = is_fused && is_plain_float(*factor) && !is_traced({*factor});
        }
        if (!is_fused) {
            const auto its = bias != nullptr ? std::optional<at::Tensor>(bias->value) : std::nullopt;
            const auto values = convolved(x, w, its, padding);
            const auto normalised = at::batch_norm(values, *factors[0], *factors[1], *factors[2], *factors[3], /* training */ false, /* momentum */ 0, epsilon, /* cudnn_enabled */ true);
            const auto output = pooled ? at::max_pool2d(normalised, {2, 2}, {2, 2}) : normalised;
            return rectified ? output.relu() : output;
        }
        const auto slope = *factors[0] / (*factors[3] + epsilon).sqrt();
        const auto middle = bias != nullptr ? *factors[2] - bias->value : *factors[2];
        const auto offset = *factors[1] - middle * slope;
        const Kernels &loops = *kernels();
        return answered(loops, x, prepared(loops, w), shape(x, w, padding), {data(slope), data(offset), Options{epsilon, padding, pooled, rectified}.floor(), pooled});
    });
}

fst_status fst_prepared_weight(fst_tensor weight, fst_tensor *out) {
    return produce(out, [&] {
        const auto w = weight->value.detach();
        TORCH_CHECK(w.dim() == 4, "expected a weight [out, in, 3, 3], got ", w.sizes());
        const Kernels *loops = w.size(0) > 0 ? applicable(w.narrow(0, 0, 1), w, 1, false) : nullptr;
        return loops != nullptr ? prepared(*loops, w) : w;
    });
}

fst_status fst_convolution_answer(fst_tensor input, fst_tensor weight, fst_tensor ready, fst_tensor bias, int64_t padding, bool pooled, fst_tensor *out) {
    return produce(out, [&] {
        const at::Tensor &x = input->value, &w = weight->value, &b = bias->value;
        const Kernels *loops = applicable(x, w, padding, pooled);
        if (loops == nullptr || is_traced({x, w, b}) || ready->value.dim() != 3 || !is_plain_float(b) || b.numel() != w.size(0)) {
            const auto values = convolved(x, w, b, padding);
            return (pooled ? at::max_pool2d(values, {2, 2}, {2, 2}) : values).relu();
        }
        const auto ones = at::ones_like(b);
        return answered(*loops, x, ready->value, shape(x, w, padding), {data(ones), data(b), 0, pooled});
    });
}
