// What is done to 2×2 windows of a convolution's values while they are in registers. Included once for every instruction set.

/// A window of an image, and which of its four pixels there are.
struct Window {
    int64_t image, y, x;
    bool is_below, is_right;  // whether there is a second row, a second column

    bool has(int pixel) const { return (is_below || pixel < 2) && (is_right || pixel % 2 == 0); }
    bool is_whole() const { return is_below && is_right; }
    int64_t pixel(const BlockShape &s, int number) const {
        return (image * s.down() + 2 * y + number / 2) * s.across() + 2 * x + number % 2;
    }
    int64_t pooled(const BlockShape &s) const { return (image * s.pooled_down() + y) * s.pooled_across() + x; }
};

/// Calls `body(window, number)` for windows in order, with numbers from 0.
template <typename Body>
static inline void for_each_window(const BlockShape &s, int64_t first, int64_t count, const Body &body) {
    const int64_t down = s.windows_down(), across = s.windows_across();
    Window window{first / (down * across), first / across % down, first % across, true, true};
    for (int64_t number = 0; number < count; ++number) {
        window.is_below = 2 * window.y + 1 < s.down();
        window.is_right = 2 * window.x + 1 < s.across();
        body(window, number);
        if (++window.x < across) continue;
        window.x = 0;
        if (++window.y < down) continue;
        window.y = 0;
        ++window.image;
    }
}

static FEWSHOT_INLINE void measure(const BlockShape &s, const Window &window, const Vector (&y)[4], int64_t c, const BlockSinks &sinks, bool is_first) {
    if (is_first) {
        store(sinks.origin + c, y[0]);
        store(sinks.sum + c, Vector(0));
        store(sinks.squares + c, Vector(0));
    }
    const Vector origin = load(sinks.origin + c);
    Vector sum = load(sinks.sum + c), squares = load(sinks.squares + c);
    for (int i = 0; i < 4; ++i) {
        if (!window.has(i)) continue;
        const Vector difference = y[i] - origin;
        sum += difference;
        squares += difference * difference;
        if (sinks.values != nullptr) store(sinks.values + window.pixel(s, i) * s.outputs + c, y[i]);
    }
    store(sinks.sum + c, sum);
    store(sinks.squares + c, squares);
    if (sinks.pooled == nullptr || !window.is_whole()) return;
    // Scaled by a negative number, the smallest is the largest; by 0, the first is as good as any.
    const Vector sign = load(sinks.sign + c);
    Vector best = y[0] * sign, value = y[0];
    Numbers position = 0;
    for (int i = 1; i < 4; ++i) {
        const Vector candidate = y[i] * sign;
        const Numbers is_better = candidate > best;
        best = is_better ? candidate : best;
        value = is_better ? y[i] : value;
        position = is_better ? Numbers(i) : position;
    }
    const int64_t at = window.pooled(s) * s.outputs + c;
    store(sinks.pooled + at, value);
    *reinterpret_cast<LooseBytes *>(sinks.positions + at) = __builtin_convertvector(position, Bytes);
}

// A value that is no number stays one in both: an instruction for maxima would lose it.
static FEWSHOT_INLINE Vector larger(Vector a, Vector b) { return ((b > a) | (b != b)) ? b : a; }
static FEWSHOT_INLINE Vector at_least(float floor, Vector value) { return value < Vector(floor) ? Vector(floor) : value; }

static FEWSHOT_INLINE void answer(const BlockShape &s, const Window &window, const Vector (&y)[4], int64_t c, const BlockAnswer &by, float *results) {
    const Vector slope = load(by.slope + c), shift = load(by.shift + c);
    Vector value[4];
    for (int i = 0; i < 4; ++i) value[i] = y[i] * slope + shift;
    if (by.is_pooled) {
        if (!window.is_whole()) return;
        const Vector best = larger(larger(value[0], value[1]), larger(value[2], value[3]));
        store(results + window.pooled(s) * s.outputs + c, at_least(by.floor, best));
        return;
    }
    for (int i = 0; i < 4; ++i) {
        if (window.has(i)) store(results + window.pixel(s, i) * s.outputs + c, at_least(by.floor, value[i]));
    }
}

/// The gradients at a window's values, zero where there are none.
static FEWSHOT_INLINE void window_gradients(const BlockShape &s, const Window &window, const Vector (&y)[4], int64_t c, const BlockSources &from, const BlockSlopes &by, Vector (&result)[4]) {
    const Vector slope = load(by.slope + c), mean = load(by.mean + c), shift = load(by.shift + c);
    const Vector constant = load(by.constant + c), linear = load(by.linear + c);
    for (int i = 0; i < 4; ++i) result[i] = window.has(i) ? constant + linear * (y[i] - mean) : Vector(0);
    if (from.pooled == nullptr) {
        for (int i = 0; i < 4; ++i) {
            if (!window.has(i)) continue;
            const Vector gradient = load(from.gradients + window.pixel(s, i) * s.outputs + c);
            const Vector passed = slope * (y[i] - mean) + shift > Vector(by.floor) ? gradient : Vector(0);
            result[i] += slope * passed;
        }
    } else if (window.is_whole()) {
        const int64_t at = window.pooled(s) * s.outputs + c;
        const Vector value = load(from.pooled + at), gradient = load(from.gradients + at);
        const Numbers position = __builtin_convertvector(*reinterpret_cast<const LooseBytes *>(from.positions + at), Numbers);
        const Vector passed = slope * (slope * (value - mean) + shift > Vector(by.floor) ? gradient : Vector(0));
        for (int i = 0; i < 4; ++i) result[i] += position == Numbers(i) ? passed : Vector(0);
    }
}

// ---- Images with few channels: a window at a time, all its weights in the cache ----------------------------------------------

/// The values of a window: the pixel's channels and the next two's lie side by side.
template <int vectors>
static FEWSHOT_INLINE void few_values(const BlockShape &s, const float *corner, const float *weight, Vector (&y)[vectors][4]) {
    const int64_t row = (s.width + 2 * s.padding) * s.inputs;
    for (int v = 0; v < vectors; ++v) {
        for (int i = 0; i < 4; ++i) y[v][i] = Vector(0);
    }
    for (int64_t down = 0; down < 3; ++down) {
        for (int64_t k = 0; k < 3 * s.inputs; ++k) {
            const float *pixel = corner + down * row + k;
            const Vector x[4] = {Vector(pixel[0]), Vector(pixel[s.inputs]), Vector(pixel[row]), Vector(pixel[row + s.inputs])};
            for (int v = 0; v < vectors; ++v) {
                const Vector w = load(weight + (down * 3 * s.inputs + k) * s.outputs + v * LANES);
                for (int i = 0; i < 4; ++i) y[v][i] += x[i] * w;
            }
        }
    }
}

/// Calls `body(window, number, values, channel)` with the values of every window.
template <typename Body>
static inline void for_each_few(const BlockShape &s, const float *padded, const float *weight, int64_t first, int64_t count, const Body &body) {
    constexpr int vectors = LANES == 16 ? 4 : 2;
    const int64_t row = (s.width + 2 * s.padding) * s.inputs, image = (s.height + 2 * s.padding) * row;
    for_each_window(s, first, count, [&](const Window &window, int64_t number) {
        const float *corner = padded + window.image * image + 2 * window.y * row + 2 * window.x * s.inputs;
        int64_t c = 0;
        for (; c + vectors * LANES <= s.outputs; c += vectors * LANES) {
            Vector y[vectors][4];
            few_values<vectors>(s, corner, weight + c, y);
            for (int v = 0; v < vectors; ++v) body(window, number, y[v], c + v * LANES);
        }
        for (; c < s.outputs; c += LANES) {
            Vector y[1][4];
            few_values<1>(s, corner, weight + c, y);
            body(window, number, y[0], c);
        }
    });
}

static void few_measured(const BlockShape &s, const float *padded, const float *weight, int64_t first, int64_t count, BlockSinks &sinks) {
    const bool is_first = sinks.is_first;
    for_each_few(s, padded, weight, first, count, [&](const Window &window, int64_t number, const Vector (&y)[4], int64_t c) {
        measure(s, window, y, c, sinks, is_first && number == 0);
    });
    sinks.is_first = false;
}

static void few_answered(const BlockShape &s, const float *padded, const float *weight, int64_t first, int64_t count, const BlockAnswer &by, float *results) {
    for_each_few(s, padded, weight, first, count, [&](const Window &window, int64_t, const Vector (&y)[4], int64_t c) {
        answer(s, window, y, c, by, results);
    });
}

static void few_gradients(const BlockShape &s, const float *padded, const float *weight, const BlockSources &from, const BlockSlopes &by, int64_t first, int64_t count, float *at_values) {
    for_each_few(s, padded, weight, first, count, [&](const Window &window, int64_t number, const Vector (&y)[4], int64_t c) {
        Vector gradient[4];
        window_gradients(s, window, y, c, from, by, gradient);
        for (int i = 0; i < 4; ++i) store(at_values + (4 * number + i) * s.outputs + c, gradient[i]);
    });
}

// ---- Rows of channels ------------------------------------------------------------------------------------------------------------

template <int vectors>
static FEWSHOT_INLINE void passed_sums_of(const float *values, const float *gradients, int64_t count, int64_t channels, const BlockSlopes &by, int64_t c, float *sums) {
    Vector sum[vectors] = {}, product[vectors] = {};
    for (int64_t i = 0; i < count; ++i) {
        for (int v = 0; v < vectors; ++v) {
            const int64_t at = c + v * LANES;
            const Vector difference = load(values + i * channels + at) - load(by.mean + at);
            const Vector passed = load(by.slope + at) * difference + load(by.shift + at) > Vector(by.floor) ? load(gradients + i * channels + at) : Vector(0);
            sum[v] += passed;
            product[v] += passed * difference;
        }
    }
    for (int v = 0; v < vectors; ++v) {
        add(sums + c + v * LANES, sum[v]);
        add(sums + channels + c + v * LANES, product[v]);
    }
}

static void passed_sums(const float *values, const float *gradients, int64_t count, int64_t channels, const BlockSlopes &by, float *sums) {
    int64_t c = 0;
    for (; c + vector_limit * LANES <= channels; c += vector_limit * LANES) passed_sums_of<vector_limit>(values, gradients, count, channels, by, c, sums);
    for (; c < channels; c += LANES) passed_sums_of<1>(values, gradients, count, channels, by, c, sums);
}

static void rectified(const float *values, int64_t count, int64_t channels, const BlockSlopes &by, float *results) {
    for (int64_t i = 0; i < count; ++i) {
        for (int64_t c = 0; c < channels; c += LANES) {
            const Vector value = load(by.slope + c) * (load(values + i * channels + c) - load(by.mean + c)) + load(by.shift + c);
            store(results + i * channels + c, at_least(by.floor, value));
        }
    }
}
