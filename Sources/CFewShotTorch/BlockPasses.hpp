// A convolution block's passes over a batch, shared out among threads. Parts of the batch are added up in their order, so that the same
// number of threads gives the same bits.
#pragma once

#pragma clang system_header

#include "Kernels.hpp"
#include "Tasks.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace fewshot {

/// Windows at a time: their planes and those of the weights fit the second-level cache.
constexpr int64_t window_limit = 60;

/// Memory of a thread's own, kept from call to call. Holds what was there before, or nothing in particular.
inline float *scratch(int number, int64_t count) {
    thread_local std::vector<float> buffers[5];
    auto &buffer = buffers[number];
    if (buffer.size() < static_cast<size_t>(count)) buffer.resize(static_cast<size_t>(count));
    return buffer.data();
}

/// 0, step, 2 · step, …
inline std::vector<int32_t> offsets(int64_t count, int64_t step) {
    std::vector<int32_t> result(static_cast<size_t>(count));
    for (size_t i = 0; i < result.size(); ++i) result[i] = static_cast<int32_t>(static_cast<int64_t>(i) * step);
    return result;
}

/// The distance between planes of `count` rows: not a power of two, which would put all sixteen in the same lines of the cache.
inline int64_t plane_stride(int64_t count, int64_t channels) { return count * channels + 16; }

/// Whether images have so few channels that their windows are cheaper without planes.
inline bool has_few_channels(const BlockShape &s) { return s.inputs <= 8; }

/// Parts of `count` for the threads, or one where there are fewer than `least` for each.
inline int64_t parts(int64_t count, int64_t least) {
    return std::max<int64_t>(1, std::min<int64_t>(at::get_num_threads(), count / std::max<int64_t>(least, 1)));
}

/// Calls `body(first, count)` for pieces of a range, as even as may be, none longer than `limit`.
template <typename Body>
void for_each_piece(int64_t first, int64_t end, int64_t limit, Body &&body) {
    const int64_t pieces = (end - first + limit - 1) / limit;
    for (int64_t i = 0; i < pieces; ++i) {
        const int64_t start = first + (end - first) * i / pieces;
        body(start, first + (end - first) * (i + 1) / pieces - start);
    }
}

/// Sixteen products of planes with planes of weights. A thread has one with a weight at a time.
class PlaneProduct {
public:
    PlaneProduct(const Kernels &kernels, int64_t inputs, int64_t outputs, const float *weight = nullptr)
        : kernels(kernels), inputs(inputs), outputs(outputs), weight(weight), from(offsets(window_limit, inputs)), to(offsets(window_limit, outputs)), channels(offsets(inputs, 1)) {
        if (weight == nullptr || kernels.pack == nullptr) return;
        ready = packed_scratch(2, 16 * packed_words(inputs, outputs));
        for (int64_t i = 0; i < 16; ++i) kernels.pack(weight + i * inputs * outputs, inputs, outputs, ready + i * packed_words(inputs, outputs));
    }

    void multiply(const float *planes, int64_t count, float *results) const {
        const int64_t stride = plane_stride(count, inputs), result_stride = plane_stride(count, outputs);
        for (int64_t i = 0; i < 16; ++i) {
            const float *its = planes + i * stride;
            float *sums = results + i * result_stride;
            if (ready != nullptr) {
                kernels.multiply_packed(its, from.data(), sums, to.data(), count, ready + i * packed_words(inputs, outputs), inputs, outputs, false);
            } else {
                kernels.multiply(its, from.data(), sums, to.data(), count, weight + i * inputs * outputs, inputs, outputs, false);
            }
        }
    }

    void add_outer(const float *planes, const float *gradients, int64_t count, float *sums) const {
        const int64_t stride = plane_stride(count, inputs), gradient_stride = plane_stride(count, outputs);
        for (int64_t i = 0; i < 16; ++i) {
            kernels.outer(planes + i * stride, from.data(), channels.data(), inputs, gradients + i * gradient_stride, to.data(), count, sums + i * inputs * outputs, outputs, true);
        }
    }

private:
    const Kernels &kernels;
    const int64_t inputs, outputs;
    const float *const weight;
    uint32_t *ready = nullptr;  // the weight packed, where the loops take it so
    const std::vector<int32_t> from, to, channels;
};

/// An image with zeros around it, and a row of zeros more, for windows that are cut off.
inline const float *padded(const BlockShape &s, const float *image) {
    const int64_t row = (s.width + 2 * s.padding) * s.inputs, count = (s.height + 2 * s.padding + 1) * row + 3 * s.inputs;
    float *result = scratch(4, count);
    std::fill(result, result + count, 0.0F);
    for (int64_t y = 0; y < s.height; ++y) {
        std::copy(image + y * s.width * s.inputs, image + (y + 1) * s.width * s.inputs, result + (y + s.padding) * row + s.padding * s.inputs);
    }
    return result;
}

/// Sums, mean and squared differences to it, joined from parts (Chan et al., 1979).
struct Moments {
    double count = 0;
    std::vector<double> mean, squares;

    explicit Moments(int64_t channels) : mean(static_cast<size_t>(channels)), squares(static_cast<size_t>(channels)) {}

    void add(double more, const double *its_mean, const double *its_squares) {
        if (more == 0) return;
        const double all = count + more;
        for (size_t c = 0; c < mean.size(); ++c) {
            const double difference = its_mean[c] - mean[c];
            mean[c] += difference * more / all;
            squares[c] += its_squares[c] + difference * difference * count * more / all;
        }
        count = all;
    }

    void add(const Moments &other) { add(other.count, other.mean.data(), other.squares.data()); }

    /// Adds sums of differences to an origin.
    void add(double more, const BlockSinks &sinks) {
        if (more == 0) return;
        std::vector<double> its_mean(mean.size()), its_squares(mean.size());
        for (size_t c = 0; c < mean.size(); ++c) {
            const double sum = static_cast<double>(sinks.sum[c]);
            its_mean[c] = static_cast<double>(sinks.origin[c]) + sum / more;
            its_squares[c] = std::max(static_cast<double>(sinks.squares[c]) - sum * sum / more, 0.0);
        }
        add(more, its_mean.data(), its_squares.data());
    }
};

/// The pixels that a range of windows covers.
inline int64_t pixels(const BlockShape &s, int64_t first, int64_t count) {
    int64_t result = 0;
    for (int64_t window = first; window < first + count; ++window) {
        const int64_t y = window / s.windows_across() % s.windows_down(), x = window % s.windows_across();
        result += std::min<int64_t>(2, s.down() - 2 * y) * std::min<int64_t>(2, s.across() - 2 * x);
    }
    return result;
}

/// Where the results of a pass that collects statistics go; the first may be null.
struct Measured {
    float *values, *pooled;
    uint8_t *positions;
};

/// Convolves a batch and collects its statistics. `weight` is [9, inputs, outputs], or its planes where there are many channels.
Moments measured_pass(const Kernels &, const BlockShape &, const float *images, const float *weight, const float *sign, const Measured &results);

/// Convolves a batch and makes results of its values.
void answered_pass(const Kernels &, const BlockShape &, const float *images, const float *weight, const BlockAnswer &, float *results);

/// The sums over a batch of the gradients that pass, and of those times (value − mean): 2 · outputs.
std::vector<double> passed_pass(const Kernels &, const float *values, const float *gradients, int64_t rows, int64_t channels, const BlockSlopes &);

/// Results of the pass back: `weight` is [9, inputs, outputs], `images` may be null.
struct BlockGradients {
    float *images, *weight;
};

/// Gradients at weight and images. `weight` is [9, inputs, outputs] for few channels, `turned` planes of [9, outputs, inputs] else.
void gradients_pass(const Kernels &, const BlockShape &, const float *images, const float *weight, const float *turned, const BlockSources &, const BlockSlopes &, const BlockGradients &results);

}  // namespace fewshot
