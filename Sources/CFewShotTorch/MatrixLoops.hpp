// Matrix products of a few rows at a time in registers. Included once for every instruction set, inside its namespace.

typedef float Vector __attribute__((ext_vector_type(LANES)));
typedef int32_t Numbers __attribute__((ext_vector_type(LANES)));
typedef uint8_t Bytes __attribute__((ext_vector_type(LANES)));
typedef Vector LooseVector __attribute__((aligned(4)));
typedef Bytes LooseBytes __attribute__((aligned(1)));

static FEWSHOT_INLINE Vector load(const float *p) { return *reinterpret_cast<const LooseVector *>(p); }
static FEWSHOT_INLINE void store(float *p, Vector v) { *reinterpret_cast<LooseVector *>(p) = v; }
static FEWSHOT_INLINE void add(float *p, Vector v) { store(p, load(p) + v); }

/// Rows and vectors that fit the registers.
constexpr int row_limit = 6, vector_limit = LANES == 16 ? 4 : 2;

template <int rows, int vectors>
static inline void multiply_block(const float *a, const int32_t *ia, float *c, const int32_t *ic, const float *b, int64_t depth, int64_t columns, bool is_added) {
    Vector sum[rows][vectors];
    const float *row[rows];
    for (int i = 0; i < rows; ++i) {
        row[i] = a + ia[i];
        for (int j = 0; j < vectors; ++j) sum[i][j] = is_added ? load(c + ic[i] + j * LANES) : Vector(0);
    }
    for (int64_t k = 0; k < depth; ++k) {
        Vector right[vectors];
        for (int j = 0; j < vectors; ++j) right[j] = load(b + k * columns + j * LANES);
        for (int i = 0; i < rows; ++i) {
            const Vector left = Vector(row[i][k]);
            for (int j = 0; j < vectors; ++j) sum[i][j] += left * right[j];
        }
    }
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < vectors; ++j) store(c + ic[i] + j * LANES, sum[i][j]);
    }
}

template <int vectors>
static inline void multiply_columns(const float *a, const int32_t *ia, float *c, const int32_t *ic, int64_t rows, const float *b, int64_t depth, int64_t columns, bool is_added) {
    // As even as may be: a block of few rows waits for its own sums.
    const int64_t blocks = (rows + row_limit - 1) / row_limit;
    for (int64_t block = 0; block < blocks; ++block) {
        const int64_t start = rows * block / blocks, end = rows * (block + 1) / blocks;
        const int32_t *from = ia + start, *to = ic + start;
        switch (end - start) {
            case 6: multiply_block<6, vectors>(a, from, c, to, b, depth, columns, is_added); break;
            case 5: multiply_block<5, vectors>(a, from, c, to, b, depth, columns, is_added); break;
            case 4: multiply_block<4, vectors>(a, from, c, to, b, depth, columns, is_added); break;
            case 3: multiply_block<3, vectors>(a, from, c, to, b, depth, columns, is_added); break;
            case 2: multiply_block<2, vectors>(a, from, c, to, b, depth, columns, is_added); break;
            default: multiply_block<1, vectors>(a, from, c, to, b, depth, columns, is_added); break;
        }
    }
}

static void multiply(const float *a, const int32_t *ia, float *c, const int32_t *ic, int64_t rows, const float *b, int64_t depth, int64_t columns, bool is_added) {
    constexpr int64_t width = vector_limit * LANES;
    int64_t j = 0;
    for (; j + width <= columns; j += width) multiply_columns<vector_limit>(a, ia, c + j, ic, rows, b + j, depth, columns, is_added);
    for (; j < columns; j += LANES) multiply_columns<1>(a, ia, c + j, ic, rows, b + j, depth, columns, is_added);
}

template <int rows, int vectors>
static inline void outer_block(const float *a, const int32_t *ia, const int32_t *offsets, const float *b, const int32_t *ib, int64_t count, float *c, int64_t columns, bool is_added) {
    Vector sum[rows][vectors];
    const float *row[rows];
    for (int i = 0; i < rows; ++i) {
        row[i] = a + offsets[i];
        for (int j = 0; j < vectors; ++j) sum[i][j] = is_added ? load(c + i * columns + j * LANES) : Vector(0);
    }
    for (int64_t p = 0; p < count; ++p) {
        const int64_t left = ia[p];
        const float *right = b + ib[p];
        Vector values[vectors];
        for (int j = 0; j < vectors; ++j) values[j] = load(right + j * LANES);
        for (int i = 0; i < rows; ++i) {
            const Vector value = Vector(row[i][left]);
            for (int j = 0; j < vectors; ++j) sum[i][j] += value * values[j];
        }
    }
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < vectors; ++j) store(c + i * columns + j * LANES, sum[i][j]);
    }
}

template <int vectors>
static inline void outer_columns(const float *a, const int32_t *ia, const int32_t *offsets, int64_t rows, const float *b, const int32_t *ib, int64_t count, float *c, int64_t columns, bool is_added) {
    const int64_t blocks = (rows + row_limit - 1) / row_limit;
    for (int64_t block = 0; block < blocks; ++block) {
        const int64_t start = rows * block / blocks, end = rows * (block + 1) / blocks;
        const int32_t *at = offsets + start;
        float *to = c + start * columns;
        switch (end - start) {
            case 6: outer_block<6, vectors>(a, ia, at, b, ib, count, to, columns, is_added); break;
            case 5: outer_block<5, vectors>(a, ia, at, b, ib, count, to, columns, is_added); break;
            case 4: outer_block<4, vectors>(a, ia, at, b, ib, count, to, columns, is_added); break;
            case 3: outer_block<3, vectors>(a, ia, at, b, ib, count, to, columns, is_added); break;
            case 2: outer_block<2, vectors>(a, ia, at, b, ib, count, to, columns, is_added); break;
            default: outer_block<1, vectors>(a, ia, at, b, ib, count, to, columns, is_added); break;
        }
    }
}

static void outer(const float *a, const int32_t *ia, const int32_t *offsets, int64_t rows, const float *b, const int32_t *ib, int64_t count, float *c, int64_t columns, bool is_added) {
    constexpr int64_t width = vector_limit * LANES;
    int64_t j = 0;
    for (; j + width <= columns; j += width) outer_columns<vector_limit>(a, ia, offsets, rows, b + j, ib, count, c + j, columns, is_added);
    for (; j < columns; j += LANES) outer_columns<1>(a, ia, offsets, rows, b + j, ib, count, c + j, columns, is_added);
}

/// Exchanges the halves of ever smaller blocks: log₂ of the side steps for a square of LANES.
template <int half>
static inline void exchange(Vector (&v)[LANES]) {
    for (int i = 0; i < LANES; ++i) {
        if (i & half) continue;
        const Vector x = v[i], y = v[i + half];
#pragma clang loop unroll(full)
        for (int k = 0; k < LANES; ++k) {
            v[i][k] = k & half ? y[k - half] : x[k];
            v[i + half][k] = k & half ? y[k] : x[k + half];
        }
    }
    if constexpr (half > 1) exchange<half / 2>(v);
}

static void transpose(const float *a, int64_t rows, int64_t columns, float *b) {
    int64_t i = 0;
    for (; i + LANES <= rows; i += LANES) {
        int64_t j = 0;
        for (; j + LANES <= columns; j += LANES) {
            Vector v[LANES];
            for (int k = 0; k < LANES; ++k) v[k] = load(a + (i + k) * columns + j);
            exchange<LANES / 2>(v);
            for (int k = 0; k < LANES; ++k) store(b + (j + k) * rows + i, v[k]);
        }
        for (; j < columns; ++j) {
            for (int k = 0; k < LANES; ++k) b[j * rows + i + k] = a[(i + k) * columns + j];
        }
    }
    for (; i < rows; ++i) {
        for (int64_t j = 0; j < columns; ++j) b[j * rows + i] = a[i * columns + j];
    }
}
