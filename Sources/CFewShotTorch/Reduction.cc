#include "Boundary.hpp"

#include <numeric>

using namespace fewshot;

fst_status fst_reduce(fst_reduction operation, fst_tensor a, const int64_t *dimensions, int32_t count, bool keep, fst_tensor *out) {
    return produce(out, [&] {
        const at::Tensor &x = a->value;
        std::vector<int64_t> chosen(dimensions, dimensions + count);
        if (chosen.empty()) {
            chosen.resize(static_cast<size_t>(x.dim()));
            std::iota(chosen.begin(), chosen.end(), 0);
        }
        switch (operation) {
            case FST_SUM: return x.sum(chosen, keep);
            case FST_MEAN: return x.mean(chosen, keep);
            case FST_VARIANCE: return x.var(chosen, /* unbiased */ false, keep);
            case FST_MAX: return x.amax(chosen, keep);
            case FST_MIN: return x.amin(chosen, keep);
            case FST_ANY: return at::any(x, chosen, keep);
            case FST_ALL: return at::all(x, chosen, keep);
            case FST_LOG_SUM_EXP: return x.logsumexp(chosen, keep);
        }
        TORCH_CHECK(false, "unknown reduction ", static_cast<int>(operation));
    });
}

fst_status fst_argmax(fst_tensor a, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return a->value.argmax(dimension); });
}

fst_status fst_argmin(fst_tensor a, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return a->value.argmin(dimension); });
}

fst_status fst_cumulative_sum(fst_tensor a, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return a->value.cumsum(dimension); });
}

fst_status fst_softmax(fst_tensor a, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return a->value.softmax(dimension); });
}

fst_status fst_log_softmax(fst_tensor a, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return a->value.log_softmax(dimension); });
}

namespace {

fst_status hand_out_two(std::tuple<at::Tensor, at::Tensor> pair, fst_tensor *first, fst_tensor *second) {
    fst_tensor one = wrap(std::get<0>(std::move(pair)));
    *second = wrap(std::get<1>(std::move(pair)));
    *first = one;
    return 0;
}

}  // namespace

fst_status fst_sort(fst_tensor a, int64_t dimension, bool descending, fst_tensor *out_values, fst_tensor *out_indices) {
    return guarded([&] { hand_out_two(at::sort(a->value, /* stable */ true, dimension, descending), out_values, out_indices); });
}

fst_status fst_top_k(fst_tensor a, int64_t k, int64_t dimension, bool largest, fst_tensor *out_values, fst_tensor *out_indices) {
    return guarded([&] { hand_out_two(a->value.topk(k, dimension, largest), out_values, out_indices); });
}

fst_status fst_symmetric_eigen(fst_tensor a, fst_tensor *out_values, fst_tensor *out_vectors) {
    return guarded([&] { hand_out_two(at::linalg_eigh(a->value), out_values, out_vectors); });
}

fst_status fst_positive_definite_inverse(fst_tensor a, fst_tensor *out) {
    return produce(out, [&] { return at::cholesky_inverse(at::linalg_cholesky(a->value)); });
}
