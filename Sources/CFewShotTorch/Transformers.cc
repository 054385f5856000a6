#include "Boundary.hpp"

#include <ATen/core/dispatch/Dispatcher.h>

using namespace fewshot;

namespace {

std::optional<at::Tensor> optional(fst_tensor tensor) {
    return tensor != nullptr ? std::optional<at::Tensor>(tensor->value) : std::nullopt;
}

/// Applies an activation to a tensor that nobody else has; in place where no gradient is recorded.
at::Tensor activated(at::Tensor x, fst_activation activation) {
    const bool in_place = !x.requires_grad();
    switch (activation) {
        case FST_NO_ACTIVATION: return x;
        case FST_RELU_ACTIVATION: return in_place ? x.relu_() : x.relu();
        case FST_GELU: return in_place ? at::gelu_(x, "none") : at::gelu(x, "none");
        case FST_GELU_TANH: return in_place ? at::gelu_(x, "tanh") : at::gelu(x, "tanh");
        case FST_QUICK_GELU: {
            auto gate = (x * 1.702);
            gate = in_place ? gate.sigmoid_() : gate.sigmoid();
            return in_place ? x.mul_(gate) : x * gate;
        }
        case FST_TANH_ACTIVATION: return in_place ? x.tanh_() : x.tanh();
    }
    TORCH_CHECK(false, "unknown activation ", static_cast<int>(activation));
}

/// Whether MKL's products of matrices are slower here than oneDNN's: it doesn't make use of all that AMD's processors have.
bool is_slow_for_mkl() {
#if defined(__x86_64__)
    static const bool is_amd = [] {
        __builtin_cpu_init();
        return __builtin_cpu_is("amd") && __builtin_cpu_supports("avx512f");
    }();
    return is_amd;
#else
    return false;
#endif
}

using OneDNNLinear = at::Tensor(const at::Tensor &, const at::Tensor &, const std::optional<at::Tensor> &, std::string_view,
                                c10::List<std::optional<at::Scalar>>, std::optional<std::string_view>);

/// An affine map by a weight [outputs, inputs]; where nobody needs its gradient oneDNN may compute it.
at::Tensor affine(const at::Tensor &x, const at::Tensor &weight, const std::optional<at::Tensor> &bias) {
    const auto is_simple = [](const at::Tensor &tensor) { return tensor.is_cpu() && tensor.scalar_type() == at::kFloat && !tensor.requires_grad(); };
    // Of a few rows MKL's are as fast. What doesn't fit is reported below.
    if (is_slow_for_mkl() && x.dim() == 2 && x.size(0) >= 32 && x.size(1) == weight.size(1) && x.is_contiguous() && weight.numel() > 0 && is_simple(x) &&
        is_simple(weight) && (!bias || (is_simple(*bias) && bias->dim() == 1 && bias->size(0) == weight.size(0)))) {
        static const auto linear = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
        if (linear) return linear->typed<OneDNNLinear>().call(x, weight, bias, "none", c10::List<std::optional<at::Scalar>>(), std::nullopt);
    }
    return at::linear(x, weight, bias);
}

/// Heads of [n, length, width] side by side, [n, heads, length, width / heads]: a view.
at::Tensor by_head(const at::Tensor &x, int64_t heads) {
    return x.unflatten(2, {heads, x.size(2) / heads}).transpose(1, 2);
}

/// Attention over [n, heads, length, size] each, as [n, length, heads * size].
at::Tensor attended(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, bool causal) {
    // The fused kernel has no second derivative.
    const bool is_recorded = at::GradMode::is_enabled() && (q.requires_grad() || k.requires_grad() || v.requires_grad());
    const at::Tensor result = is_recorded
        ? std::get<0>(at::_scaled_dot_product_attention_math(q, k, v, std::nullopt, /* dropout_p */ 0.0, causal))
        : at::scaled_dot_product_attention(q, k, v, std::nullopt, /* dropout_p */ 0.0, causal);
    return result.transpose(1, 2).flatten(2);
}

void check_heads(const at::Tensor &x, int64_t rank, int64_t heads, int64_t parts, const char *name) {
    TORCH_CHECK(x.dim() == rank && heads > 0 && x.size(-1) > 0 && x.size(-1) % (heads * parts) == 0, "expected ", name, " of ", rank,
                " dimensions, the last a multiple of ", heads * parts, ", got ", x.sizes());
}

/// Runs `body(rows, sequences, length)` for each run of sequences of one length, whose rows lie one after another in `x`; gives the
/// results, joined along the first dimension.
template <typename Body>
at::Tensor for_each_run(const at::Tensor &x, at::IntArrayRef lengths, Body &&body) {
    std::vector<at::Tensor> results;
    int64_t start = 0;
    for (size_t i = 0; i < lengths.size();) {
        size_t end = i + 1;
        while (end < lengths.size() && lengths[end] == lengths[i]) ++end;
        const int64_t length = lengths[i], sequences = static_cast<int64_t>(end - i);
        TORCH_CHECK(length > 0 && length <= (x.size(0) - start) / sequences, "sequences of lengths ", lengths, " don't fit into ", x.size(0), " rows");
        results.push_back(body(x.narrow(0, start, sequences * length), sequences, length));
        start += sequences * length;
        i = end;
    }
    TORCH_CHECK(start == x.size(0) && start > 0, "sequences of lengths ", lengths, " don't make up ", x.size(0), " rows");
    return results.size() == 1 ? results[0] : at::cat(results);
}

}  // namespace

fst_status fst_affine(fst_tensor input, fst_tensor weight, fst_tensor bias, fst_activation activation, fst_tensor residual, fst_tensor *out) {
    return produce(out, [&] {
        TORCH_CHECK(weight->value.dim() == 2, "expected a weight [inputs, outputs], got ", weight->value.sizes());
        auto result = activated(affine(input->value, weight->value.t(), optional(bias)), activation);
        if (residual == nullptr) return result;
        TORCH_CHECK(result.sizes() == residual->value.sizes(), "expected a residual of shape ", result.sizes(), ", got ", residual->value.sizes());
        return result.requires_grad() || residual->value.requires_grad() ? result + residual->value : result.add_(residual->value);
    });
}

fst_status fst_activate(fst_tensor input, fst_activation activation, fst_tensor *out) {
    return produce(out, [&] { return activated(input->value.clone(), activation); });
}

fst_status fst_layer_norm(fst_tensor input, fst_tensor scale, fst_tensor shift, double epsilon, fst_tensor *out) {
    return produce(out, [&] {
        return at::layer_norm(input->value, scale->value.sizes(), scale->value, shift->value, epsilon, /* cudnn_enable */ true);
    });
}

fst_status fst_self_attention(fst_tensor packed, const int64_t *lengths, int32_t count, int64_t heads, bool causal, fst_tensor *out) {
    return produce(out, [&] {
        check_heads(packed->value, 2, heads, 3, "queries, keys and values");
        return for_each_run(packed->value, ints(lengths, count), [&](const at::Tensor &rows, int64_t sequences, int64_t length) {
            const auto parts = rows.unflatten(0, {sequences, length}).chunk(3, 2);
            return attended(by_head(parts[0], heads), by_head(parts[1], heads), by_head(parts[2], heads), causal).flatten(0, 1);
        });
    });
}

fst_status fst_attention(fst_tensor queries, fst_tensor keys, fst_tensor values, int64_t heads, fst_tensor *out) {
    return produce(out, [&] {
        check_heads(queries->value, 3, heads, 1, "queries");
        check_heads(keys->value, 3, heads, 1, "keys");
        check_heads(values->value, 3, heads, 1, "values");
        return attended(by_head(queries->value, heads), by_head(keys->value, heads), by_head(values->value, heads), /* causal */ false);
    });
}

fst_status fst_sequence_means(fst_tensor rows, const int64_t *lengths, int32_t count, fst_tensor *out) {
    return produce(out, [&] {
        TORCH_CHECK(rows->value.dim() == 2, "expected rows [n, width], got ", rows->value.sizes());
        return for_each_run(rows->value, ints(lengths, count), [&](const at::Tensor &run, int64_t sequences, int64_t length) {
            return run.unflatten(0, {sequences, length}).mean(1);
        });
    });
}

fst_status fst_resize_bicubic(fst_tensor images, int64_t height, int64_t width, bool antialiased, fst_tensor *out) {
    return produce(out, [&] {
        return antialiased ? at::_upsample_bicubic2d_aa(images->value, {height, width}, /* align_corners */ false, std::nullopt, std::nullopt)
                           : at::upsample_bicubic2d(images->value, {height, width}, /* align_corners */ false, std::nullopt, std::nullopt);
    });
}

fst_status fst_embedding(fst_tensor table, fst_tensor ids, fst_tensor *out) {
    return produce(out, [&] {
        TORCH_CHECK(table->value.dim() == 2, "expected a table [rows, width], got ", table->value.sizes());
        return at::embedding(table->value, ids->value);
    });
}
