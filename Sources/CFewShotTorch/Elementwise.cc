#include "Boundary.hpp"

#include <cmath>

using namespace fewshot;

fst_status fst_unary(fst_unary_operation operation, fst_tensor a, fst_tensor *out) {
    return produce(out, [&] {
        const at::Tensor &x = a->value;
        switch (operation) {
            case FST_NEGATE: return x.neg();
            case FST_ABSOLUTE: return x.abs();
            case FST_EXPONENTIAL: return x.exp();
            case FST_LOGARITHM: return x.log();
            case FST_LOGARITHM_1P: return x.log1p();
            case FST_SQUARE_ROOT: return x.sqrt();
            case FST_SQUARE: return x.square();
            case FST_RECIPROCAL: return x.reciprocal();
            case FST_SIGN: return x.sign();
            case FST_SINE: return x.sin();
            case FST_COSINE: return x.cos();
            case FST_TANH: return x.tanh();
            case FST_SIGMOID: return x.sigmoid();
            case FST_RELU: return x.relu();
            case FST_SOFTPLUS: return at::softplus(x);
            case FST_FLOOR: return x.floor();
            case FST_ROUND: return x.round();
            case FST_NOT: return x.logical_not();
            case FST_IS_FINITE: return at::isfinite(x);
        }
        TORCH_CHECK(false, "unknown unary operation ", static_cast<int>(operation));
    });
}

namespace {

at::Tensor binary(fst_binary_operation operation, const at::Tensor &a, const at::Tensor &b) {
    switch (operation) {
        case FST_ADD: return a.add(b);
        case FST_SUBTRACT: return a.sub(b);
        case FST_MULTIPLY: return a.mul(b);
        case FST_DIVIDE: return a.div(b);
        case FST_POWER: return a.pow(b);
        case FST_MAXIMUM: return at::maximum(a, b);
        case FST_MINIMUM: return at::minimum(a, b);
        case FST_EQUAL: return a.eq(b);
        case FST_NOT_EQUAL: return a.ne(b);
        case FST_LESS: return a.lt(b);
        case FST_LESS_EQUAL: return a.le(b);
        case FST_GREATER: return a.gt(b);
        case FST_GREATER_EQUAL: return a.ge(b);
        case FST_AND: return a.logical_and(b);
        case FST_OR: return a.logical_or(b);
    }
    TORCH_CHECK(false, "unknown binary operation ", static_cast<int>(operation));
}

}  // namespace

fst_status fst_binary(fst_binary_operation operation, fst_tensor a, fst_tensor b, fst_tensor *out) {
    return produce(out, [&] { return binary(operation, a->value, b->value); });
}

fst_status fst_add_scaled(fst_tensor a, fst_tensor b, double factor, fst_tensor *out) {
    return produce(out, [&] { return at::add(a->value, b->value, factor); });
}

fst_status fst_binary_scalar(fst_binary_operation operation, fst_tensor a, double b, bool reversed, fst_tensor *out) {
    return produce(out, [&] {
        const at::Tensor &x = a->value;
        const bool whole = at::isIntegralType(x.scalar_type(), true) && b == std::floor(b) && std::abs(b) < 0x1p53;
        // A number is a tensor without dimensions, marked as such so that it does not widen the element type.
        const at::Tensor number = whole ? at::scalar_tensor(static_cast<int64_t>(b), x.options().dtype(at::kLong))
                                        : at::scalar_tensor(b, x.options().dtype(at::kDouble));
        number.unsafeGetTensorImpl()->set_wrapped_number(true);
        return reversed ? binary(operation, number, x) : binary(operation, x, number);
    });
}

fst_status fst_where(fst_tensor condition, fst_tensor a, fst_tensor b, fst_tensor *out) {
    return produce(out, [&] { return at::where(condition->value, a->value, b->value); });
}

fst_status fst_clamp(fst_tensor a, double low, double high, fst_tensor *out) {
    return produce(out, [&] { return a->value.clamp(low, high); });
}
