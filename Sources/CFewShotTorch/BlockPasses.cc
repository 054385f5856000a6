#include "BlockPasses.hpp"

using namespace fewshot;

namespace {

/// A part of a range: part `number` of `count` in `total`.
struct Part {
    int64_t first, end;
    Part(int64_t total, int64_t count, int64_t number) : first(total * number / count), end(total * (number + 1) / count) {}
};

/// The gradients at the weights of a part's images with few channels: [9, inputs, outputs].
void few_channels_part(const Kernels &kernels, const BlockShape &s, const Part &part, const float *images, const float *weight, const BlockSources &from, const BlockSlopes &by, float *sums) {
    const int64_t row = (s.width + 2 * s.padding) * s.inputs;
    std::vector<int32_t> taps;
    for (int64_t tap = 0; tap < 9; ++tap) {
        for (int64_t c = 0; c < s.inputs; ++c) taps.push_back(static_cast<int32_t>(tap / 3 * row + tap % 3 * s.inputs + c));
    }
    std::vector<int32_t> pixels;  // window by window, as the gradients
    for (int64_t window = 0; window < s.windows(); ++window) {
        const int64_t corner = 2 * (window / s.windows_across()) * row + 2 * (window % s.windows_across()) * s.inputs;
        for (const int64_t pixel : {corner, corner + s.inputs, corner + row, corner + row + s.inputs}) pixels.push_back(static_cast<int32_t>(pixel));
    }
    const auto rows = offsets(4 * window_limit, s.outputs);
    for (int64_t image = part.first; image < part.end; ++image) {
        const float *zeroed = padded(s, images + image * s.height * s.width * s.inputs);
        BlockSources its = from;
        its.gradients += image * (from.pooled != nullptr ? s.pooled() : s.pixels()) * s.outputs;
        if (from.pooled != nullptr) its.pooled += image * s.pooled() * s.outputs, its.positions += image * s.pooled() * s.outputs;
        for_each_piece(0, s.windows(), window_limit, [&](int64_t first, int64_t count) {
            float *at_values = scratch(0, 4 * window_limit * s.outputs);
            kernels.few_gradients(s, zeroed, weight, its, by, first, count, at_values);
            kernels.outer(zeroed, pixels.data() + 4 * first, taps.data(), 9 * s.inputs, at_values, rows.data(), 4 * count, sums, s.outputs, true);
        });
    }
}

/// The gradients of a part's images, and those at the planes of weights: [16, inputs, outputs].
void planes_part(const Kernels &kernels, const BlockShape &s, const Part &part, const float *images, const float *turned, const BlockSources &from, const BlockSlopes &by, float *at_images, float *sums) {
    const PlaneProduct product(kernels, s.inputs, s.outputs), back(kernels, s.outputs, s.inputs, turned);
    for_each_piece(part.first, part.end, std::max<int64_t>(1, window_limit / s.windows()), [&](int64_t image, int64_t images_at_once) {
        BlockShape group = s;
        group.images = images_at_once;
        BlockSources its = from;
        its.values += image * s.pixels() * s.outputs;
        its.gradients += image * (from.pooled != nullptr ? s.pooled() : s.pixels()) * s.outputs;
        if (from.pooled != nullptr) its.pooled += image * s.pooled() * s.outputs, its.positions += image * s.pooled() * s.outputs;
        const float *pixels = images + image * s.height * s.width * s.inputs;
        float *at_values = scratch(2, images_at_once * s.pixels() * s.outputs);
        for_each_piece(0, images_at_once * s.windows(), window_limit, [&](int64_t first, int64_t count) {
            float *planes = scratch(0, 16 * plane_stride(window_limit, std::max(s.inputs, s.outputs)));
            float *gradients = scratch(1, 16 * plane_stride(window_limit, std::max(s.inputs, s.outputs)));
            kernels.gradients(group, its, by, first, count, at_values, gradients, plane_stride(count, s.outputs));
            kernels.image_planes(group, pixels, first, count, planes, plane_stride(count, s.inputs));
            product.add_outer(planes, gradients, count, sums);
        });
        if (at_images == nullptr) return;
        // Where an image's pixel contributed, the gradient at it comes from: a convolution with the weights turned round.
        const BlockShape opposite{images_at_once, s.down(), s.across(), s.outputs, s.inputs, 2 - s.padding};
        for_each_piece(0, images_at_once * opposite.windows(), window_limit, [&](int64_t first, int64_t count) {
            float *planes = scratch(0, 16 * plane_stride(window_limit, std::max(s.inputs, s.outputs)));
            float *results = scratch(1, 16 * plane_stride(window_limit, std::max(s.inputs, s.outputs)));
            kernels.image_planes(opposite, at_values, first, count, planes, plane_stride(count, s.outputs));
            back.multiply(planes, count, results);
            kernels.values(opposite, results, plane_stride(count, s.inputs), first, count, at_images + image * s.height * s.width * s.inputs);
        });
    });
}

}  // namespace

Moments fewshot::measured_pass(const Kernels &kernels, const BlockShape &s, const float *images, const float *weight, const float *sign, const Measured &results) {
    const bool is_few = has_few_channels(s);
    const int64_t total = is_few ? s.images : s.images * s.windows();
    const int64_t count = parts(total, is_few ? 1 : 8);
    std::vector<Moments> moments(static_cast<size_t>(count), Moments(s.outputs));
    for_each_task(count, [&](int64_t number) {
        const Part part(total, count, number);
        std::vector<float> statistics(static_cast<size_t>(3 * s.outputs));
        float *origin = statistics.data();
        BlockSinks sinks{results.values, results.pooled, results.positions, sign, origin, origin + s.outputs, origin + 2 * s.outputs, true};
        auto &its = moments[static_cast<size_t>(number)];
        if (is_few) {
            for (int64_t image = part.first; image < part.end; ++image) {
                sinks.is_first = true;
                if (results.values != nullptr) sinks.values = results.values + image * s.pixels() * s.outputs;
                if (results.pooled != nullptr) sinks.pooled = results.pooled + image * s.pooled() * s.outputs;
                if (results.pooled != nullptr) sinks.positions = results.positions + image * s.pooled() * s.outputs;
                kernels.few_measured(s, padded(s, images + image * s.height * s.width * s.inputs), weight, 0, s.windows(), sinks);
                its.add(static_cast<double>(s.pixels()), sinks);
            }
            return;
        }
        const PlaneProduct product(kernels, s.inputs, s.outputs, weight);
        for_each_piece(part.first, part.end, window_limit, [&](int64_t first, int64_t windows) {
            float *planes = scratch(0, 16 * plane_stride(window_limit, std::max(s.inputs, s.outputs)));
            float *products = scratch(1, 16 * plane_stride(window_limit, std::max(s.inputs, s.outputs)));
            kernels.image_planes(s, images, first, windows, planes, plane_stride(windows, s.inputs));
            product.multiply(planes, windows, products);
            sinks.is_first = true;
            kernels.measured(s, products, plane_stride(windows, s.outputs), first, windows, sinks);
            its.add(static_cast<double>(pixels(s, first, windows)), sinks);
        });
    });
    for (size_t i = 1; i < moments.size(); ++i) moments[0].add(moments[i]);
    return moments[0];
}

void fewshot::answered_pass(const Kernels &kernels, const BlockShape &s, const float *images, const float *weight, const BlockAnswer &by, float *results) {
    const bool is_few = has_few_channels(s);
    const int64_t total = is_few ? s.images : s.images * s.windows();
    const int64_t count = parts(total, is_few ? 2 : 48);
    for_each_task(count, [&](int64_t number) {
        const Part part(total, count, number);
        if (is_few) {
            for (int64_t image = part.first; image < part.end; ++image) {
                float *its = results + image * (by.is_pooled ? s.pooled() : s.pixels()) * s.outputs;
                kernels.few_answered(s, padded(s, images + image * s.height * s.width * s.inputs), weight, 0, s.windows(), by, its);
            }
            return;
        }
        const PlaneProduct product(kernels, s.inputs, s.outputs, weight);
        for_each_piece(part.first, part.end, window_limit, [&](int64_t first, int64_t windows) {
            float *planes = scratch(0, 16 * plane_stride(window_limit, std::max(s.inputs, s.outputs)));
            float *products = scratch(1, 16 * plane_stride(window_limit, std::max(s.inputs, s.outputs)));
            kernels.image_planes(s, images, first, windows, planes, plane_stride(windows, s.inputs));
            product.multiply(planes, windows, products);
            kernels.answered(s, products, plane_stride(windows, s.outputs), first, windows, by, results);
        });
    });
}

std::vector<double> fewshot::passed_pass(const Kernels &kernels, const float *values, const float *gradients, int64_t rows, int64_t channels, const BlockSlopes &by) {
    const int64_t count = parts(rows, 64);
    const auto size = static_cast<size_t>(2 * channels);
    std::vector<std::vector<double>> sums(static_cast<size_t>(count), std::vector<double>(size));
    for_each_task(count, [&](int64_t number) {
        const Part part(rows, count, number);
        for_each_piece(part.first, part.end, 256, [&](int64_t first, int64_t some) {
            std::vector<float> its(size);
            kernels.passed_sums(values + first * channels, gradients + first * channels, some, channels, by, its.data());
            for (size_t i = 0; i < size; ++i) sums[static_cast<size_t>(number)][i] += static_cast<double>(its[i]);
        });
    });
    for (size_t part = 1; part < sums.size(); ++part) {
        for (size_t i = 0; i < size; ++i) sums[0][i] += sums[part][i];
    }
    return sums[0];
}

void fewshot::gradients_pass(const Kernels &kernels, const BlockShape &s, const float *images, const float *weight, const float *turned, const BlockSources &from, const BlockSlopes &by, const BlockGradients &results) {
    const bool is_few = has_few_channels(s);
    const int64_t size = (is_few ? 9 : 16) * s.inputs * s.outputs, count = parts(s.images, 1);
    thread_local std::vector<float> sums;
    sums.assign(static_cast<size_t>(count * size), 0.0F);
    float *const all = sums.data();
    for_each_task(count, [&](int64_t number) {
        const Part part(s.images, count, number);
        if (is_few) {
            few_channels_part(kernels, s, part, images, weight, from, by, all + number * size);
        } else {
            planes_part(kernels, s, part, images, turned, from, by, results.images, all + number * size);
        }
    });
    for (int64_t part = 1; part < count; ++part) {
        for (int64_t i = 0; i < size; ++i) all[i] += all[part * size + i];
    }
    if (is_few) {
        std::copy(all, all + size, results.weight);
    } else {
        kernels.weight_gradient(all, s.inputs, s.outputs, results.weight);
    }
}
