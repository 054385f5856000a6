#include "Boundary.hpp"

using namespace fewshot;

at::Tensor fewshot::channels_last(const at::Tensor &images) {
    TORCH_CHECK(images.dim() == 4, "expected images [n, channels, height, width], got ", images.dim(), " dimensions");
    return is_channels_last(images) ? images : images.clone(at::MemoryFormat::ChannelsLast);
}

namespace {

/// LibTorch's kernel reads as many of these as there are channels, however many there are.
void check_per_channel(const at::Tensor &x, const at::Tensor &values, const char *name) {
    TORCH_CHECK(values.dim() == 1 && values.size(0) == x.size(1), "expected ", name, " of shape [", x.size(1), "], got ", values.sizes());
}

}  // namespace

fst_status fst_matmul(fst_tensor a, fst_tensor b, fst_tensor *out) {
    return produce(out, [&] { return a->value.matmul(b->value); });
}

fst_status fst_squared_distances(fst_tensor a, fst_tensor b, fst_tensor *out) {
    return produce(out, [&] {
        const bool is_traced = a->value.requires_grad() || b->value.requires_grad();
        const bool is_floating = a->value.is_floating_point() && a->value.scalar_type() == b->value.scalar_type();
        if (is_traced || !is_floating || a->value.dim() < 2 || b->value.dim() < 2) {
            return (a->value.unsqueeze(-2) - b->value.unsqueeze(-3)).square().sum(-1);
        }
        // One pass without temporaries, by differences as above (mode 2), but its derivative at distance 0 is of no use.
        return at::_cdist_forward(a->value, b->value, /* p */ 2, /* compute_mode */ 2).square();
    });
}

fst_status fst_convolution(fst_tensor input, fst_tensor weight, fst_tensor bias, int64_t stride, int64_t padding, int64_t groups, fst_tensor *out) {
    return produce(out, [&] {
        return at::conv2d(channels_last(input->value), channels_last(weight->value),
                          bias != nullptr ? std::optional<at::Tensor>(bias->value) : std::nullopt,
                          {stride, stride}, {padding, padding}, {1, 1}, groups);
    });
}

fst_status fst_max_pool(fst_tensor input, int64_t size, int64_t stride, int64_t padding, fst_tensor *out) {
    return produce(out, [&] {
        return at::max_pool2d(channels_last(input->value), {size, size}, {stride, stride}, {padding, padding});
    });
}

fst_status fst_average_pool(fst_tensor input, int64_t size, int64_t stride, int64_t padding, fst_tensor *out) {
    return produce(out, [&] {
        return at::avg_pool2d(channels_last(input->value), {size, size}, {stride, stride}, {padding, padding});
    });
}

fst_status fst_batch_norm_batch(fst_tensor input, fst_tensor scale, fst_tensor shift, double epsilon, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance) {
    return guarded([&] {
        const at::Tensor &x = input->value;
        TORCH_CHECK(x.dim() >= 2, "expected [n, channels, ...], got ", x.dim(), " dimensions");
        check_per_channel(x, scale->value, "a scale");
        check_per_channel(x, shift->value, "a shift");
        TORCH_CHECK(x.numel() > x.size(1), "the statistics of a batch need more than one value per channel");
        auto [normalised, mean, inverse_deviation] =
            at::native_batch_norm(x, scale->value, shift->value, {}, {}, /* training */ true, /* momentum */ 0, epsilon);
        auto variance = inverse_deviation.detach().pow(-2).sub(epsilon).clamp_min(0);
        fst_tensor handles[] = {wrap(normalised), wrap(mean.detach()), wrap(variance)};
        *out = handles[0];
        *out_mean = handles[1];
        *out_variance = handles[2];
    });
}

fst_status fst_batch_norm_fixed(fst_tensor input, fst_tensor scale, fst_tensor shift, fst_tensor mean, fst_tensor variance, double epsilon, fst_tensor *out) {
    return produce(out, [&] {
        const at::Tensor &x = input->value;
        TORCH_CHECK(x.dim() >= 2, "expected [n, channels, ...], got ", x.dim(), " dimensions");
        check_per_channel(x, scale->value, "a scale");
        check_per_channel(x, shift->value, "a shift");
        check_per_channel(x, mean->value, "a mean");
        check_per_channel(x, variance->value, "a variance");
        return at::batch_norm(x, scale->value, shift->value, mean->value, variance->value, /* training */ false,
                              /* momentum */ 0, epsilon, /* cudnn_enabled */ true);
    });
}

fst_status fst_resize(fst_tensor images, int64_t height, int64_t width, fst_tensor *out) {
    return produce(out, [&] {
        return at::_upsample_bilinear2d_aa(images->value, {height, width}, /* align_corners */ false, std::nullopt, std::nullopt);
    });
}

fst_status fst_sample(fst_tensor images, fst_tensor points, bool reflected, fst_tensor *out) {
    return produce(out, [&] {
        return at::grid_sampler_2d(images->value, points->value, /* bilinear */ 0, /* zeros or reflection */ reflected ? 2 : 0,
                                   /* align_corners */ false);
    });
}
