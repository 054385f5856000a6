#include "Boundary.hpp"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <torch/csrc/autograd/autograd.h>
#pragma clang diagnostic pop

using namespace fewshot;

fst_status fst_traced(fst_tensor a, fst_tensor *out) {
    return produce(out, [&] {
        const at::Tensor &x = a->value;
        return x.requires_grad() ? x.view_as(x) : x.detach().requires_grad_(true);
    });
}

fst_status fst_detached(fst_tensor a, fst_tensor *out) {
    return produce(out, [&] { return a->value.detach(); });
}

fst_status fst_gradients(fst_tensor value, const fst_tensor *inputs, int32_t count, bool differentiable, fst_tensor *out) {
    return guarded([&] {
        TORCH_CHECK(value->value.numel() == 1, "only a scalar has a gradient; this tensor has ", value->value.numel(), " elements");
        const auto at = tensors(inputs, count);
        std::vector<at::Tensor> gradients(at.size());
        if (value->value.requires_grad()) {
            gradients = torch::autograd::grad({value->value}, at, {}, /* retain_graph */ differentiable,
                                              /* create_graph */ differentiable, /* allow_unused */ true);
        }
        for (size_t i = 0; i < gradients.size(); ++i) {
            if (!gradients[i].defined()) gradients[i] = at::zeros_like(at[i]).detach();
        }
        for (size_t i = 0; i < gradients.size(); ++i) out[i] = wrap(gradients[i]);
    });
}

bool fst_gradient_mode(void) { return at::GradMode::is_enabled(); }

bool fst_set_gradient_mode(bool enabled) {
    const bool before = at::GradMode::is_enabled();
    at::GradMode::set_enabled(enabled);
    return before;
}
