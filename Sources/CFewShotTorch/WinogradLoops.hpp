// Winograd's F(2×2, 3×3): a window of four values from 16 products for each channel, where the definition takes 36 (Lavin and Gray,
// 2016, §4.1). With d the 4×4 pixels, g the weights and y the window,
//
//   y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A,    gradient at g = Gᵀ [(A y' Aᵀ) ⊙ (Bᵀ d B)] G  of gradients y' at y.
//
// Included once for every instruction set.

static FEWSHOT_INLINE void image_transform(const Vector (&d)[16], Vector (&result)[16]) {
    Vector t[16];
    for (int j = 0; j < 4; ++j) {
        t[j] = d[j] - d[8 + j];
        t[4 + j] = d[4 + j] + d[8 + j];
        t[8 + j] = d[8 + j] - d[4 + j];
        t[12 + j] = d[4 + j] - d[12 + j];
    }
    for (int i = 0; i < 16; i += 4) {
        result[i] = t[i] - t[i + 2];
        result[i + 1] = t[i + 1] + t[i + 2];
        result[i + 2] = t[i + 2] - t[i + 1];
        result[i + 3] = t[i + 1] - t[i + 3];
    }
}

static FEWSHOT_INLINE void value_transform(const Vector (&m)[16], Vector (&y)[4]) {
    Vector s[8];
    for (int j = 0; j < 4; ++j) {
        s[j] = m[j] + m[4 + j] + m[8 + j];
        s[4 + j] = m[4 + j] - m[8 + j] - m[12 + j];
    }
    for (int i = 0; i < 2; ++i) {
        y[2 * i] = s[4 * i] + s[4 * i + 1] + s[4 * i + 2];
        y[2 * i + 1] = s[4 * i + 1] - s[4 * i + 2] - s[4 * i + 3];
    }
}

static FEWSHOT_INLINE void gradient_transform(const Vector (&y)[4], Vector (&result)[16]) {
    const Vector e[8] = {y[0], y[1], y[0] + y[2], y[1] + y[3], y[0] - y[2], y[1] - y[3], -y[2], -y[3]};
    for (int i = 0; i < 4; ++i) {
        result[4 * i] = e[2 * i];
        result[4 * i + 1] = e[2 * i] + e[2 * i + 1];
        result[4 * i + 2] = e[2 * i] - e[2 * i + 1];
        result[4 * i + 3] = -e[2 * i + 1];
    }
}

static void weight_planes(const float *weight, int64_t inputs, int64_t outputs, bool is_flipped, float *planes) {
    const int64_t size = inputs * outputs;
    for (int64_t at = 0; at < size; at += LANES) {
        Vector g[9], t[12];
        for (int i = 0; i < 9; ++i) g[i] = load(weight + (is_flipped ? 8 - i : i) * size + at);
        for (int j = 0; j < 3; ++j) {
            const Vector ends = (g[j] + g[6 + j]) * 0.5F, middle = g[3 + j] * 0.5F;
            t[j] = g[j];
            t[3 + j] = ends + middle;
            t[6 + j] = ends - middle;
            t[9 + j] = g[6 + j];
        }
        for (int i = 0; i < 4; ++i) {
            const Vector ends = (t[3 * i] + t[3 * i + 2]) * 0.5F, middle = t[3 * i + 1] * 0.5F;
            store(planes + (4 * i) * size + at, t[3 * i]);
            store(planes + (4 * i + 1) * size + at, ends + middle);
            store(planes + (4 * i + 2) * size + at, ends - middle);
            store(planes + (4 * i + 3) * size + at, t[3 * i + 2]);
        }
    }
}

static void weight_gradient(const float *planes, int64_t inputs, int64_t outputs, float *weight) {
    const int64_t size = inputs * outputs;
    for (int64_t at = 0; at < size; at += LANES) {
        Vector s[16], t[12];
        for (int i = 0; i < 16; ++i) s[i] = load(planes + i * size + at);
        for (int j = 0; j < 4; ++j) {
            const Vector sum = (s[4 + j] + s[8 + j]) * 0.5F, difference = (s[4 + j] - s[8 + j]) * 0.5F;
            t[j] = s[j] + sum;
            t[4 + j] = difference;
            t[8 + j] = sum + s[12 + j];
        }
        for (int i = 0; i < 3; ++i) {
            const Vector sum = (t[4 * i + 1] + t[4 * i + 2]) * 0.5F, difference = (t[4 * i + 1] - t[4 * i + 2]) * 0.5F;
            store(weight + (3 * i) * size + at, t[4 * i] + sum);
            store(weight + (3 * i + 1) * size + at, difference);
            store(weight + (3 * i + 2) * size + at, sum + t[4 * i + 3]);
        }
    }
}

static void image_planes(const BlockShape &s, const float *images, int64_t first, int64_t count, float *planes, int64_t stride) {
    for_each_window(s, first, count, [&](const Window &window, int64_t number) {
        const float *pixels[16];
        bool is_inside[16], is_all_inside = true;
        for (int i = 0; i < 16; ++i) {
            const int64_t y = 2 * window.y + i / 4 - s.padding, x = 2 * window.x + i % 4 - s.padding;
            is_inside[i] = y >= 0 && y < s.height && x >= 0 && x < s.width;
            is_all_inside &= is_inside[i];
            pixels[i] = images + ((window.image * s.height + y) * s.width + x) * s.inputs;
        }
        for (int64_t c = 0; c < s.inputs; c += LANES) {
            Vector d[16], result[16];
            if (is_all_inside) {
                for (int i = 0; i < 16; ++i) d[i] = load(pixels[i] + c);
            } else {
                for (int i = 0; i < 16; ++i) d[i] = is_inside[i] ? load(pixels[i] + c) : Vector(0);
            }
            image_transform(d, result);
            for (int i = 0; i < 16; ++i) store(planes + i * stride + number * s.inputs + c, result[i]);
        }
    });
}

/// Calls `body(window, number, values, channel)` with the values of every window.
template <typename Body>
static inline void for_each_value(const BlockShape &s, const float *planes, int64_t stride, int64_t first, int64_t count, const Body &body) {
    for_each_window(s, first, count, [&](const Window &window, int64_t number) {
        for (int64_t c = 0; c < s.outputs; c += LANES) {
            Vector m[16], y[4];
            for (int i = 0; i < 16; ++i) m[i] = load(planes + i * stride + number * s.outputs + c);
            value_transform(m, y);
            body(window, number, y, c);
        }
    });
}

static void values(const BlockShape &s, const float *planes, int64_t stride, int64_t first, int64_t count, float *values) {
    for_each_value(s, planes, stride, first, count, [&](const Window &window, int64_t, const Vector (&y)[4], int64_t c) {
        for (int i = 0; i < 4; ++i) {
            if (window.has(i)) store(values + window.pixel(s, i) * s.outputs + c, y[i]);
        }
    });
}

static void measured(const BlockShape &s, const float *planes, int64_t stride, int64_t first, int64_t count, BlockSinks &sinks) {
    const bool is_first = sinks.is_first;
    for_each_value(s, planes, stride, first, count, [&](const Window &window, int64_t number, const Vector (&y)[4], int64_t c) {
        measure(s, window, y, c, sinks, is_first && number == 0);
    });
    sinks.is_first = false;
}

static void answered(const BlockShape &s, const float *planes, int64_t stride, int64_t first, int64_t count, const BlockAnswer &by, float *results) {
    for_each_value(s, planes, stride, first, count, [&](const Window &window, int64_t, const Vector (&y)[4], int64_t c) {
        answer(s, window, y, c, by, results);
    });
}

static void gradients(const BlockShape &s, const BlockSources &from, const BlockSlopes &by, int64_t first, int64_t count, float *at_values, float *planes, int64_t stride) {
    for_each_window(s, first, count, [&](const Window &window, int64_t number) {
        for (int64_t c = 0; c < s.outputs; c += LANES) {
            Vector y[4], gradient[4], result[16];
            for (int i = 0; i < 4; ++i) y[i] = window.has(i) ? load(from.values + window.pixel(s, i) * s.outputs + c) : Vector(0);
            window_gradients(s, window, y, c, from, by, gradient);
            for (int i = 0; i < 4; ++i) {
                if (at_values != nullptr && window.has(i)) store(at_values + window.pixel(s, i) * s.outputs + c, gradient[i]);
            }
            gradient_transform(gradient, result);
            for (int i = 0; i < 16; ++i) store(planes + i * stride + number * s.outputs + c, result[i]);
        }
    });
}
