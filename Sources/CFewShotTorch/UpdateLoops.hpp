// What an optimiser does to every number of a parameter, in one pass. Included once for every instruction set.

static void adam(int64_t count, const float *parameter, const float *gradient, const float *mean, const float *square, const AdamFactors &by, float *new_parameter, float *new_mean, float *new_square) {
    const auto step = [&](auto p, auto g, auto m, auto s, auto root, auto &to_m, auto &to_s) {
        to_m = m * by.mean_decay + g * by.mean_weight;
        to_s = s * by.square_decay + g * g * by.square_weight;
        return p - to_m * by.mean_scale / (root(to_s) / by.square_scale + by.epsilon);
    };
    int64_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        Vector m, s;
        const auto root = [](Vector v) { return __builtin_elementwise_sqrt(v); };
        store(new_parameter + i, step(load(parameter + i), load(gradient + i), load(mean + i), load(square + i), root, m, s));
        store(new_mean + i, m);
        store(new_square + i, s);
    }
    for (; i < count; ++i) {
        const auto root = [](float v) { return __builtin_sqrtf(v); };
        new_parameter[i] = step(parameter[i], gradient[i], mean[i], square[i], root, new_mean[i], new_square[i]);
    }
}
