// Products of factors that are rounded to bfloat16, added up in float32, where the processor has no units for it: the same digits, no
// quicker. Included once for every instruction set, inside its namespace.

/// The nearest number of bfloat16, of two equally near the even one.
static FEWSHOT_INLINE Vector rounded(Vector x) {
    const auto bits = Numbers(x);
    const Numbers nearest = (bits + 0x7FFF + ((bits >> 16) & 1)) & Numbers(static_cast<int32_t>(0xFFFF0000));
    return x == x ? Vector(nearest) : x;
}

/// Rows of `width` numbers, which are multiples of LANES, or fewer; holds them until the next call with this number.
template <typename Row>
static inline const float *rounded_rows(int number, const Row &row, int64_t rows, int64_t width) {
    thread_local std::vector<float> buffers[2];
    auto &buffer = buffers[number];
    const auto count = static_cast<size_t>(rows * width);
    if (buffer.size() < count) buffer.resize(count);
    for (int64_t i = 0; i < rows; ++i) {
        const float *from = row(i);
        float *to = buffer.data() + i * width;
        for (int64_t j = 0; j < width; j += LANES) store(to + j, rounded(load(from + j)));
    }
    return buffer.data();
}

static inline std::vector<int32_t> &multiples(int64_t count, int64_t step) {
    thread_local std::vector<int32_t> result;
    result.resize(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) result[static_cast<size_t>(i)] = static_cast<int32_t>(i * step);
    return result;
}

static void rounded_multiply(const float *a, const int32_t *ia, float *c, const int32_t *ic, int64_t rows, const float *b, int64_t depth, int64_t columns, bool is_added) {
    if (depth % 16 != 0) return multiply(a, ia, c, ic, rows, b, depth, columns, is_added);
    const float *left = rounded_rows(0, [&](int64_t i) { return a + ia[i]; }, rows, depth);
    const float *right = rounded_rows(1, [&](int64_t k) { return b + k * columns; }, depth, columns);
    multiply(left, multiples(rows, depth).data(), c, ic, rows, right, depth, columns, is_added);
}

static void rounded_outer(const float *a, const int32_t *ia, const int32_t *offsets, int64_t rows, const float *b, const int32_t *ib, int64_t count, float *c, int64_t columns, bool is_added) {
    if (rows % 16 != 0 || offsets[rows - 1] != offsets[0] + rows - 1) return outer(a, ia, offsets, rows, b, ib, count, c, columns, is_added);
    const float *left = rounded_rows(0, [&](int64_t p) { return a + ia[p] + offsets[0]; }, count, rows);
    const float *right = rounded_rows(1, [&](int64_t p) { return b + ib[p]; }, count, columns);
    thread_local std::vector<int32_t> from, to;
    from = multiples(count, rows);
    to = multiples(count, columns);
    outer(left, from.data(), multiples(rows, 1).data(), rows, right, to.data(), count, c, columns, is_added);
}
