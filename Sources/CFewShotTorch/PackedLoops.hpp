// Products of factors that are rounded to bfloat16, added up in float32: in tiles of sixteen rows and columns (Intel AMX), or in vectors
// (AVX-512 BF16). Factors are packed first: two numbers that are multiplied at once share a word, and zeros fill the last tile.
// Included once for each, inside its namespace, with IS_TILED 1 or 0.

using avx512::add;
using avx512::exchange;
using avx512::load;
using avx512::store;
using avx512::Vector;

/// The words of a packed row are those of whole tiles: 16, for 32 numbers.
static inline int64_t words(int64_t depth) { return (depth + 31) / 32 * 16; }
static inline int64_t whole(int64_t rows) { return (rows + 15) / 16 * 16; }

/// Two vectors as sixteen words, the first one's numbers in the lower halves.
static FEWSHOT_INLINE __m512i paired(__m512 lower, __m512 upper) {
    const __m512i numbers = __m512i(_mm512_cvtne2ps_pbh(upper, lower));
    const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    return _mm512_permutexvar_epi16(order, numbers);
}

/// Rows [depth, columns] that `row(k)` finds, as words [words, columns].
template <typename Row>
static inline void pack_right(const Row &row, int64_t depth, int64_t columns, uint32_t *to) {
    for (int64_t word = 0; word < words(depth); ++word) {
        const float *lower = 2 * word < depth ? row(2 * word) : nullptr, *upper = 2 * word + 1 < depth ? row(2 * word + 1) : nullptr;
        for (int64_t j = 0; j < columns; j += 16) {
            const __m512 first = lower != nullptr ? _mm512_loadu_ps(lower + j) : _mm512_setzero_ps();
            const __m512 second = upper != nullptr ? _mm512_loadu_ps(upper + j) : _mm512_setzero_ps();
            _mm512_store_si512(to + word * columns + j, paired(first, second));
        }
    }
}

/// Rows a[ia[i]…] of `depth` numbers as words [whole(rows), words].
static inline void pack_left(const float *a, const int32_t *ia, int64_t rows, int64_t depth, uint32_t *to) {
    const int64_t width = words(depth);
    for (int64_t i = 0; i < rows; ++i) {
        const float *row = a + ia[i];
        for (int64_t k = 0; k < 2 * width; k += 32) {
            const int64_t left = depth - k;
            const auto lower = static_cast<__mmask16>(left >= 16 ? 0xFFFF : (1 << left) - 1);
            const auto upper = static_cast<__mmask16>(left >= 32 ? 0xFFFF : left > 16 ? (1 << (left - 16)) - 1 : 0);
            const auto numbers = _mm512_cvtne2ps_pbh(_mm512_maskz_loadu_ps(upper, row + k + 16), _mm512_maskz_loadu_ps(lower, row + k));
            _mm512_store_si512(to + i * width + k / 2, __m512i(numbers));
        }
    }
    std::fill(to + rows * width, to + whole(rows) * width, 0U);
}

/// Columns of `count` rows a[ia[p] + i…] as words [rows, words]: both factors of an outer product go through their rows together.
static inline void pack_turned(const float *a, const int32_t *ia, int64_t rows, int64_t count, uint32_t *to) {
    const int64_t width = words(count);
    for (int64_t i = 0; i < rows; i += 16) {
        for (int64_t word = 0; word < width; word += 16) {
            Vector v[16];
            for (int64_t k = 0; k < 16; ++k) {
                const int64_t p = 2 * (word + k);
                const __m512 first = p < count ? _mm512_loadu_ps(a + ia[p] + i) : _mm512_setzero_ps();
                const __m512 second = p + 1 < count ? _mm512_loadu_ps(a + ia[p + 1] + i) : _mm512_setzero_ps();
                v[k] = Vector(paired(first, second));
            }
            exchange<8>(v);
            for (int64_t k = 0; k < 16; ++k) store(reinterpret_cast<float *>(to) + (i + k) * width + word, v[k]);
        }
    }
}

#if IS_TILED

/// Eight tiles of sixteen rows of 64 bytes, while this lives.
struct Tiles {
    Tiles() {
        alignas(64) static constexpr struct {
            uint8_t palette = 1, start = 0, reserved[14] = {};
            uint16_t bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
            uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
        } shape;
        _tile_loadconfig(&shape);
    }
    ~Tiles() { _tile_release(); }
    Tiles(const Tiles &) = delete;
    Tiles &operator=(const Tiles &) = delete;
};

/// Sixteen rows of c, or 32, by sixteen columns, or 32.
template <bool is_tall, bool is_wide>
static inline void product_block(const uint32_t *a, const uint32_t *b, float *c, int64_t width, int64_t columns, bool is_added) {
    const auto left = static_cast<size_t>(4 * width), right = static_cast<size_t>(4 * columns);
    if (is_added) {
        _tile_loadd(0, c, right);
        if constexpr (is_wide) _tile_loadd(1, c + 16, right);
        if constexpr (is_tall) _tile_loadd(2, c + 16 * columns, right);
        if constexpr (is_tall && is_wide) _tile_loadd(3, c + 16 * columns + 16, right);
    } else {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    }
    for (int64_t word = 0; word < width; word += 16) {
        _tile_loadd(4, a + word, left);
        _tile_loadd(6, b + word * columns, right);
        _tile_dpbf16ps(0, 4, 6);
        if constexpr (is_wide) {
            _tile_loadd(7, b + word * columns + 16, right);
            _tile_dpbf16ps(1, 4, 7);
        }
        if constexpr (is_tall) {
            _tile_loadd(5, a + 16 * width + word, left);
            _tile_dpbf16ps(2, 5, 6);
            if constexpr (is_wide) _tile_dpbf16ps(3, 5, 7);
        }
    }
    _tile_stored(0, c, right);
    if constexpr (is_wide) _tile_stored(1, c + 16, right);
    if constexpr (is_tall) _tile_stored(2, c + 16 * columns, right);
    if constexpr (is_tall && is_wide) _tile_stored(3, c + 16 * columns + 16, right);
}

template <bool is_tall>
static inline void product_rows(const uint32_t *a, const uint32_t *b, float *c, int64_t width, int64_t columns, bool is_added) {
    int64_t j = 0;
    for (; j + 32 <= columns; j += 32) product_block<is_tall, true>(a, b + j, c + j, width, columns, is_added);
    if (j < columns) product_block<is_tall, false>(a, b + j, c + j, width, columns, is_added);
}

/// c [rows, columns] = packed a [rows, words] · packed b [words, columns], or added to it; sixteens of rows.
static inline void product(const uint32_t *a, const uint32_t *b, float *c, int64_t rows, int64_t width, int64_t columns, bool is_added) {
    const Tiles tiles;
    int64_t i = 0;
    for (; i + 32 <= rows; i += 32) product_rows<true>(a + i * width, b, c + i * columns, width, columns, is_added);
    if (i < rows) product_rows<false>(a + i * width, b, c + i * columns, width, columns, is_added);
}

#else

template <int rows, int vectors>
static inline void product_block(const uint32_t *a, const uint32_t *b, float *c, int64_t width, int64_t columns, bool is_added) {
    __m512 sum[rows][vectors];
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < vectors; ++j) sum[i][j] = is_added ? _mm512_loadu_ps(c + i * columns + 16 * j) : _mm512_setzero_ps();
    }
    for (int64_t word = 0; word < width; ++word) {
        __m512bh right[vectors];
        for (int j = 0; j < vectors; ++j) right[j] = __m512bh(_mm512_load_si512(b + word * columns + 16 * j));
        for (int i = 0; i < rows; ++i) {
            const auto left = __m512bh(_mm512_set1_epi32(static_cast<int32_t>(a[i * width + word])));
            for (int j = 0; j < vectors; ++j) sum[i][j] = _mm512_dpbf16_ps(sum[i][j], left, right[j]);
        }
    }
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < vectors; ++j) _mm512_storeu_ps(c + i * columns + 16 * j, sum[i][j]);
    }
}

/// c [rows, columns] = packed a [rows, words] · packed b [words, columns], or added to it; sixteens of rows.
static inline void product(const uint32_t *a, const uint32_t *b, float *c, int64_t rows, int64_t width, int64_t columns, bool is_added) {
    for (int64_t i = 0; i < rows; i += 4) {
        int64_t j = 0;
        for (; j + 64 <= columns; j += 64) product_block<4, 4>(a + i * width, b + j, c + i * columns + j, width, columns, is_added);
        for (; j < columns; j += 16) product_block<4, 1>(a + i * width, b + j, c + i * columns + j, width, columns, is_added);
    }
}

#endif

/// The rows from the first on that lie side by side.
static inline int64_t neighbors(const int32_t *offsets, int64_t count, int64_t columns) {
    int64_t result = 1;
    while (result < count && offsets[result] == offsets[result - 1] + columns) ++result;
    return result;
}

static void pack(const float *b, int64_t depth, int64_t columns, uint32_t *to) {
    pack_right([&](int64_t k) { return b + k * columns; }, depth, columns, to);
}

static void multiply_packed(const float *a, const int32_t *ia, float *c, const int32_t *ic, int64_t rows, const uint32_t *right, int64_t depth, int64_t columns, bool is_added) {
    constexpr int64_t at_once = 64;  // rows of all three that the first-level cache holds
    uint32_t *const left = packed_scratch(1, at_once * words(depth) + 16 * columns);
    float *const results = reinterpret_cast<float *>(left + at_once * words(depth));
    for (int64_t start = 0; start < rows; start += at_once) {
        const int64_t count = std::min(at_once, rows - start);
        pack_left(a, ia + start, count, depth, left);
        for (int64_t i = 0; i < count;) {
            if (const int64_t dense = neighbors(ic + start + i, count - i, columns) / 16 * 16; dense > 0) {
                product(left + i * words(depth), right, c + ic[start + i], dense, words(depth), columns, is_added);
                i += dense;
                continue;
            }
            const int64_t others = std::min<int64_t>(16, count - i);
            product(left + i * words(depth), right, results, 16, words(depth), columns, false);
            for (int64_t row = i; row < i + others; ++row) {
                for (int64_t j = 0; j < columns; j += 16) {
                    const Vector value = load(results + (row - i) * columns + j);
                    float *const at = c + ic[start + row] + j;
                    is_added ? add(at, value) : store(at, value);
                }
            }
            i += others;
        }
    }
}

static void multiply(const float *a, const int32_t *ia, float *c, const int32_t *ic, int64_t rows, const float *b, int64_t depth, int64_t columns, bool is_added) {
    if (depth % 16 != 0) return avx512::multiply(a, ia, c, ic, rows, b, depth, columns, is_added);
    uint32_t *const right = packed_scratch(0, packed_words(depth, columns));
    pack(b, depth, columns, right);
    multiply_packed(a, ia, c, ic, rows, right, depth, columns, is_added);
}

static void outer(const float *a, const int32_t *ia, const int32_t *offsets, int64_t rows, const float *b, const int32_t *ib, int64_t count, float *c, int64_t columns, bool is_added) {
    const bool is_dense = rows % 16 == 0 && offsets[rows - 1] == offsets[0] + rows - 1;
    if (!is_dense) return avx512::outer(a, ia, offsets, rows, b, ib, count, c, columns, is_added);
    uint32_t *const right = packed_scratch(0, packed_words(count, columns)), *const left = packed_scratch(1, packed_words(count, rows));
    pack_right([&](int64_t p) { return b + ib[p]; }, count, columns, right);
    pack_turned(a + offsets[0], ia, rows, count, left);
    product(left, right, c, rows, words(count), columns, is_added);
}
