// Batch normalisation of a task's rows, [rows, channels], with channels in sixteens: the formulas of TaskNorm.cc. Included once for every
// instruction set.

/// The factors of some channels.
struct NormFactors {
    Vector scale, shift, mean, inverse;

    NormFactors(const NormRows &task, int64_t c)
        : scale(load(task.scale + c)), shift(load(task.shift + c)), mean(load(task.mean + c)), inverse(load(task.inverse + c)) {}

    Vector unit(Vector x) const { return (x - mean) * inverse; }
    /// The gradient, or 0 where it doesn't pass the rectifier.
    Vector passed(const NormRows &task, Vector unit, Vector gradient) const {
        return task.is_rectified ? (scale * unit + shift > Vector(0) ? gradient : Vector(0)) : gradient;
    }
};

static void norm_values(const NormRows &task, float epsilon, float *mean, float *inverse, float *result) {
    const auto rows = static_cast<float>(task.rows);
    for (int64_t c = 0; c < task.channels; c += LANES) {
        Vector sum[2] = {Vector(0), Vector(0)}, squares[2] = {Vector(0), Vector(0)};
        for (int64_t i = 0; i < task.rows; ++i) sum[i & 1] += load(task.x + i * task.channels + c);
        const Vector middle = (sum[0] + sum[1]) / rows;
        for (int64_t i = 0; i < task.rows; ++i) {
            const Vector difference = load(task.x + i * task.channels + c) - middle;
            squares[i & 1] += difference * difference;
        }
        const Vector r = Vector(1) / __builtin_elementwise_sqrt((squares[0] + squares[1]) / rows + epsilon);
        store(mean + c, middle);
        store(inverse + c, r);
        const Vector scale = load(task.scale + c), shift = load(task.shift + c);
        for (int64_t i = 0; i < task.rows; ++i) {
            const Vector value = scale * ((load(task.x + i * task.channels + c) - middle) * r) + shift;
            store(result + i * task.channels + c, task.is_rectified ? larger(value, Vector(0)) : value);
        }
    }
}

static void norm_gradients(const NormRows &task, const float *gradient, float *at_x, float *at_scale, float *at_shift) {
    const float share = 1 / static_cast<float>(task.rows);
    for (int64_t c = 0; c < task.channels; c += LANES) {
        const NormFactors factors(task, c);
        Vector g1[2] = {Vector(0), Vector(0)}, g2[2] = {Vector(0), Vector(0)};
        for (int64_t i = 0; i < task.rows; ++i) {
            const Vector u = factors.unit(load(task.x + i * task.channels + c));
            const Vector g = factors.passed(task, u, load(gradient + i * task.channels + c));
            g1[i & 1] += g;
            g2[i & 1] += g * u;
        }
        const Vector sum = g1[0] + g1[1], product = g2[0] + g2[1];
        store(at_shift + c, sum);
        store(at_scale + c, product);
        const Vector slope = factors.scale * factors.inverse, mean = sum * share, tilt = product * share;
        for (int64_t i = 0; i < task.rows; ++i) {
            const Vector u = factors.unit(load(task.x + i * task.channels + c));
            const Vector g = factors.passed(task, u, load(gradient + i * task.channels + c));
            store(at_x + i * task.channels + c, slope * (g - mean - u * tilt));
        }
    }
}

static void norm_second_gradients(const NormRows &task, const NormCotangents &of, const float *gradient, float *at_gradient, float *at_x, float *at_scale) {
    const auto rows = static_cast<float>(task.rows);
    for (int64_t c = 0; c < task.channels; c += LANES) {
        const NormFactors factors(task, c);
        Vector a1 = 0, a2 = 0, g1 = 0, g2 = 0, d = 0;
        for (int64_t i = 0; i < task.rows; ++i) {
            const Vector u = factors.unit(load(task.x + i * task.channels + c));
            const Vector a = load(of.x + i * task.channels + c), g = factors.passed(task, u, load(gradient + i * task.channels + c));
            a1 += a;
            a2 += a * u;
            g1 += g;
            g2 += g * u;
            d += a * g;
        }
        a1 /= rows, a2 /= rows, g1 /= rows, g2 /= rows, d /= rows;
        const Vector b = load(of.scale + c), shift = load(of.shift + c), slope = factors.scale * factors.inverse;
        const Vector product = d - a1 * g1 - a2 * g2;
        const Vector h1 = b * g1 - slope * (a1 * g2 + g1 * a2);
        // The factor of u: mean(h · u), and the change of r.
        const Vector h2 = b * g2 - 2.0F * slope * a2 * g2 + slope * product;
        store(at_scale + c, rows * factors.inverse * product);
        for (int64_t i = 0; i < task.rows; ++i) {
            const Vector u = factors.unit(load(task.x + i * task.channels + c));
            const Vector a = load(of.x + i * task.channels + c), g = factors.passed(task, u, load(gradient + i * task.channels + c));
            const Vector through = slope * (a - a1 - u * a2) + b * u + shift;
            store(at_gradient + i * task.channels + c, factors.passed(task, u, through));
            const Vector h = b * g - slope * (a * g2 + g * a2);
            store(at_x + i * task.channels + c, factors.inverse * (h - h1 - u * h2));
        }
    }
}
