#include "Boundary.hpp"
#include "Kernels.hpp"

using namespace fewshot;

fst_status fst_adam(fst_tensor parameter, fst_tensor gradient, fst_tensor mean, fst_tensor square, const fst_adam_factors *by, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_square) {
    return guarded([&] {
        const at::Tensor &p = parameter->value, &m = mean->value, &s = square->value;
        at::Tensor g = gradient->value;
        TORCH_CHECK(g.sizes() == p.sizes() && m.sizes() == p.sizes() && s.sizes() == p.sizes(), "expected a gradient and averages of shape ",
                    p.sizes(), ", got ", g.sizes(), ", ", m.sizes(), " and ", s.sizes());
        const auto fits = [&](const at::Tensor &t) { return t.is_cpu() && t.scalar_type() == at::kFloat && !(t.requires_grad() && at::GradMode::is_enabled()); };
        const Kernels *loops = fits(p) && fits(g) && fits(m) && fits(s) && p.is_non_overlapping_and_dense() && m.strides() == p.strides() && s.strides() == p.strides() ? kernels() : nullptr;
        at::Tensor results[3];
        if (loops != nullptr) {
            if (g.strides() != p.strides()) g = at::empty_like(p).copy_(g);
            for (auto &result : results) result = at::empty_like(p);
            const AdamFactors factors{static_cast<float>(by->mean_decay), static_cast<float>(1 - by->mean_decay), static_cast<float>(by->square_decay),
                                      static_cast<float>(1 - by->square_decay), static_cast<float>(by->mean_scale), static_cast<float>(by->square_scale),
                                      static_cast<float>(by->epsilon)};
            loops->adam(p.numel(), p.const_data_ptr<float>(), g.const_data_ptr<float>(), m.const_data_ptr<float>(), s.const_data_ptr<float>(), factors,
                        results[0].mutable_data_ptr<float>(), results[1].mutable_data_ptr<float>(), results[2].mutable_data_ptr<float>());
        } else {
            results[1] = m * by->mean_decay + g * (1 - by->mean_decay);
            results[2] = s * by->square_decay + g.square() * (1 - by->square_decay);
            results[0] = p - results[1] * by->mean_scale / (results[2].sqrt() / by->square_scale + by->epsilon);
        }
        fst_tensor handles[] = {wrap(results[0]), wrap(results[1]), wrap(results[2])};
        *out = handles[0];
        *out_mean = handles[1];
        *out_square = handles[2];
    });
}
