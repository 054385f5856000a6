// Batch normalisation of a task's rows, [rows, channels], with channels in sixteens: the formulas of TaskNorm.cc. Included once for every
// instruction set. Several vectors of a row are done side by side, so that memory is read in order.

/// The factors of some channels.
struct NormFactors {
    Vector scale, shift, mean, inverse;

    FEWSHOT_INLINE NormFactors(const NormRows &task, int64_t c)
        : scale(load(task.scale + c)), shift(load(task.shift + c)), mean(load(task.mean + c)), inverse(load(task.inverse + c)) {}

    FEWSHOT_INLINE Vector unit(Vector x) const { return (x - mean) * inverse; }
    /// The gradient, or 0 where it doesn't pass the rectifier.
    FEWSHOT_INLINE Vector passed(bool is_rectified, Vector unit, Vector gradient) const {
        return is_rectified ? (scale * unit + shift > Vector(0) ? gradient : Vector(0)) : gradient;
    }
};

template <int vectors>
static FEWSHOT_INLINE void norm_values_of(const NormRows &task, int64_t c, float epsilon, float *mean, float *inverse, float *result) {
    const auto rows = static_cast<float>(task.rows);
    Vector middle[vectors] = {}, r[vectors] = {}, scale[vectors], shift[vectors];
    for (int64_t i = 0; i < task.rows; ++i) {
        for (int v = 0; v < vectors; ++v) middle[v] += load(task.x + i * task.channels + c + v * LANES);
    }
    for (int v = 0; v < vectors; ++v) middle[v] /= rows;
    for (int64_t i = 0; i < task.rows; ++i) {
        for (int v = 0; v < vectors; ++v) {
            const Vector difference = load(task.x + i * task.channels + c + v * LANES) - middle[v];
            r[v] += difference * difference;
        }
    }
    for (int v = 0; v < vectors; ++v) {
        r[v] = Vector(1) / __builtin_elementwise_sqrt(r[v] / rows + epsilon);
        store(mean + c + v * LANES, middle[v]);
        store(inverse + c + v * LANES, r[v]);
        scale[v] = load(task.scale + c + v * LANES);
        shift[v] = load(task.shift + c + v * LANES);
    }
    for (int64_t i = 0; i < task.rows; ++i) {
        for (int v = 0; v < vectors; ++v) {
            const int64_t at = i * task.channels + c + v * LANES;
            const Vector value = scale[v] * ((load(task.x + at) - middle[v]) * r[v]) + shift[v];
            store(result + at, task.is_rectified ? at_least(0, value) : value);
        }
    }
}

template <int vectors, bool is_rectified>
static FEWSHOT_INLINE void norm_gradients_of(const NormRows &task, int64_t c, const float *gradient, float *at_x, float *at_scale, float *at_shift) {
    const float share = 1 / static_cast<float>(task.rows);
    Vector sum[vectors] = {}, product[vectors] = {};
    for (int64_t i = 0; i < task.rows; ++i) {
        for (int v = 0; v < vectors; ++v) {
            const NormFactors factors(task, c + v * LANES);
            const int64_t at = i * task.channels + c + v * LANES;
            const Vector u = factors.unit(load(task.x + at)), g = factors.passed(is_rectified, u, load(gradient + at));
            sum[v] += g;
            product[v] += g * u;
        }
    }
    for (int v = 0; v < vectors; ++v) {
        store(at_shift + c + v * LANES, sum[v]);
        store(at_scale + c + v * LANES, product[v]);
        sum[v] *= share;
        product[v] *= share;
    }
    for (int64_t i = 0; i < task.rows; ++i) {
        for (int v = 0; v < vectors; ++v) {
            const NormFactors factors(task, c + v * LANES);
            const int64_t at = i * task.channels + c + v * LANES;
            const Vector u = factors.unit(load(task.x + at)), g = factors.passed(is_rectified, u, load(gradient + at));
            store(at_x + at, factors.scale * factors.inverse * (g - sum[v] - u * product[v]));
        }
    }
}

template <int vectors, bool is_rectified>
static FEWSHOT_INLINE void norm_second_gradients_of(const NormRows &task, int64_t c, const NormCotangents &of, const float *gradient, float *at_gradient, float *at_x, float *at_scale) {
    const auto rows = static_cast<float>(task.rows);
    Vector a1[vectors] = {}, a2[vectors] = {}, g1[vectors] = {}, g2[vectors] = {}, h1[vectors] = {}, h2[vectors] = {};
    for (int64_t i = 0; i < task.rows; ++i) {
        for (int v = 0; v < vectors; ++v) {
            const NormFactors factors(task, c + v * LANES);
            const int64_t at = i * task.channels + c + v * LANES;
            const Vector u = factors.unit(load(task.x + at)), a = load(of.x + at), g = factors.passed(is_rectified, u, load(gradient + at));
            a1[v] += a;
            a2[v] += a * u;
            g1[v] += g;
            g2[v] += g * u;
            h1[v] += a * g;
        }
    }
    for (int v = 0; v < vectors; ++v) {
        const NormFactors factors(task, c + v * LANES);
        a1[v] /= rows, a2[v] /= rows, g1[v] /= rows, g2[v] /= rows;
        const Vector b = load(of.scale + c + v * LANES), slope = factors.scale * factors.inverse;
        const Vector joint = h1[v] / rows - a1[v] * g1[v] - a2[v] * g2[v];
        h1[v] = b * g1[v] - slope * (a1[v] * g2[v] + g1[v] * a2[v]);
        // The factor of u: mean(h · u), and the change of r.
        h2[v] = b * g2[v] - 2.0F * slope * a2[v] * g2[v] + slope * joint;
        store(at_scale + c + v * LANES, rows * factors.inverse * joint);
    }
    for (int64_t i = 0; i < task.rows; ++i) {
        for (int v = 0; v < vectors; ++v) {
            const NormFactors factors(task, c + v * LANES);
            const int64_t at = i * task.channels + c + v * LANES;
            const Vector b = load(of.scale + c + v * LANES), shift = load(of.shift + c + v * LANES), slope = factors.scale * factors.inverse;
            const Vector u = factors.unit(load(task.x + at)), a = load(of.x + at), g = factors.passed(is_rectified, u, load(gradient + at));
            store(at_gradient + at, factors.passed(is_rectified, u, slope * (a - a1[v] - u * a2[v]) + b * u + shift));
            const Vector h = b * g - slope * (a * g2[v] + g * a2[v]);
            store(at_x + at, factors.inverse * (h - h1[v] - u * h2[v]));
        }
    }
}

static void norm_values(const NormRows &task, float epsilon, float *mean, float *inverse, float *result) {
    int64_t c = 0;
    for (; c + vector_limit * LANES <= task.channels; c += vector_limit * LANES) norm_values_of<vector_limit>(task, c, epsilon, mean, inverse, result);
    for (; c < task.channels; c += LANES) norm_values_of<1>(task, c, epsilon, mean, inverse, result);
}

static void norm_gradients(const NormRows &task, const float *gradient, float *at_x, float *at_scale, float *at_shift) {
    constexpr int vectors = LANES == 16 ? 4 : 1;
    const auto run = [&]<bool is_rectified>(std::bool_constant<is_rectified>) {
        int64_t c = 0;
        for (; c + vectors * LANES <= task.channels; c += vectors * LANES) norm_gradients_of<vectors, is_rectified>(task, c, gradient, at_x, at_scale, at_shift);
        for (; c < task.channels; c += LANES) norm_gradients_of<1, is_rectified>(task, c, gradient, at_x, at_scale, at_shift);
    };
    task.is_rectified ? run(std::true_type()) : run(std::false_type());
}

static void norm_second_gradients(const NormRows &task, const NormCotangents &of, const float *gradient, float *at_gradient, float *at_x, float *at_scale) {
    constexpr int vectors = LANES == 16 ? 2 : 1;
    const auto run = [&]<bool is_rectified>(std::bool_constant<is_rectified>) {
        int64_t c = 0;
        for (; c + vectors * LANES <= task.channels; c += vectors * LANES) norm_second_gradients_of<vectors, is_rectified>(task, c, of, gradient, at_gradient, at_x, at_scale);
        for (; c < task.channels; c += LANES) norm_second_gradients_of<1, is_rectified>(task, c, of, gradient, at_gradient, at_x, at_scale);
    };
    task.is_rectified ? run(std::true_type()) : run(std::false_type());
}
