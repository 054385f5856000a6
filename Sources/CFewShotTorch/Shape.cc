#include "Boundary.hpp"

using namespace fewshot;

fst_status fst_reshape(fst_tensor a, const int64_t *shape, int32_t rank, fst_tensor *out) {
    return produce(out, [&] { return a->value.reshape(ints(shape, rank)); });
}

fst_status fst_expand(fst_tensor a, const int64_t *shape, int32_t rank, fst_tensor *out) {
    return produce(out, [&] { return a->value.expand(ints(shape, rank)); });
}

fst_status fst_permute(fst_tensor a, const int64_t *dimensions, int32_t rank, fst_tensor *out) {
    return produce(out, [&] { return a->value.permute(ints(dimensions, rank)); });
}

fst_status fst_unsqueeze(fst_tensor a, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return a->value.unsqueeze(dimension); });
}

fst_status fst_squeeze(fst_tensor a, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return a->value.squeeze(dimension); });
}

fst_status fst_concatenate(const fst_tensor *handles, int32_t count, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return at::cat(tensors(handles, count), dimension); });
}

fst_status fst_stack(const fst_tensor *handles, int32_t count, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return at::stack(tensors(handles, count), dimension); });
}

fst_status fst_slice(fst_tensor a, int64_t dimension, int64_t start, int64_t end, int64_t step, fst_tensor *out) {
    return produce(out, [&] {
        const int64_t size = a->value.size(dimension);
        TORCH_CHECK(0 <= start && start <= end && end <= size, "the range ", start, "..<", end, " is outside 0..<", size);
        return a->value.slice(dimension, start, end, step);
    });
}

fst_status fst_select(fst_tensor a, int64_t dimension, int64_t index, fst_tensor *out) {
    return produce(out, [&] { return a->value.select(dimension, index); });
}

fst_status fst_flip(fst_tensor a, const int64_t *dimensions, int32_t count, fst_tensor *out) {
    return produce(out, [&] { return a->value.flip(ints(dimensions, count)); });
}

fst_status fst_rotate(fst_tensor a, int64_t quarter_turns, fst_tensor *out) {
    return produce(out, [&] { return at::rot90(a->value, quarter_turns, {-2, -1}).contiguous(); });
}

fst_status fst_pad(fst_tensor a, const int64_t *amounts, int32_t count, double value, fst_tensor *out) {
    return produce(out, [&] { return at::constant_pad_nd(a->value, ints(amounts, count), value); });
}

fst_status fst_repeat(fst_tensor a, const int64_t *counts, int32_t rank, fst_tensor *out) {
    return produce(out, [&] { return a->value.repeat(ints(counts, rank)); });
}

fst_status fst_repeat_each(fst_tensor a, int64_t times, int64_t dimension, fst_tensor *out) {
    return produce(out, [&] { return a->value.repeat_interleave(times, dimension); });
}

fst_status fst_contiguous(fst_tensor a, fst_tensor *out) {
    return produce(out, [&] { return a->value.contiguous(); });
}

fst_status fst_channels_last(fst_tensor a, fst_tensor *out) {
    return produce(out, [&] { return channels_last(a->value); });
}

fst_status fst_index_select(fst_tensor a, int64_t dimension, fst_tensor indices, fst_tensor *out) {
    return produce(out, [&] { return a->value.index_select(dimension, indices->value); });
}

fst_status fst_gather(fst_tensor a, int64_t dimension, fst_tensor indices, fst_tensor *out) {
    return produce(out, [&] { return a->value.gather(dimension, indices->value); });
}

fst_status fst_scatter_add(fst_tensor a, int64_t dimension, fst_tensor indices, fst_tensor values, fst_tensor *out) {
    return produce(out, [&] { return a->value.scatter_add(dimension, indices->value, values->value); });
}

fst_status fst_index_add(fst_tensor a, int64_t dimension, fst_tensor indices, fst_tensor values, fst_tensor *out) {
    return produce(out, [&] { return a->value.index_add(dimension, indices->value, values->value); });
}

fst_status fst_one_hot(fst_tensor indices, int64_t classes, fst_tensor *out) {
    return produce(out, [&] { return at::one_hot(indices->value, classes); });
}
