// Convolution per task in loops of our own: each tap of the window is a product of rows that are read and written where they lie, so that
// no window is ever gathered. Included by TaskConvolution.cc.
#pragma once

#pragma clang system_header

#include "Kernels.hpp"
#include "Tasks.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

namespace fewshot {

/// The pixels that each tap of a window meets: offsets among a task's images and among its results.
class TapPairs {
public:
    /// Pixel `from` of the images meets result `to`; each is multiplied by the numbers that it has.
    TapPairs(int64_t images, int64_t height, int64_t width, int64_t size, int64_t stride, int64_t padding, int64_t inputs, int64_t outputs) {
        const int64_t down = (height + 2 * padding - size) / stride + 1, across = (width + 2 * padding - size) / stride + 1;
        for (int64_t tap = 0; tap < size * size; ++tap) {
            std::vector<int32_t> from, to;
            for (int64_t image = 0; image < images; ++image) {
                for (int64_t y = 0; y < down; ++y) {
                    for (int64_t x = 0; x < across; ++x) {
                        const int64_t row = y * stride + tap / size - padding, column = x * stride + tap % size - padding;
                        if (row < 0 || row >= height || column < 0 || column >= width) continue;
                        from.push_back(static_cast<int32_t>(((image * height + row) * width + column) * inputs));
                        to.push_back(static_cast<int32_t>(((image * down + y) * across + x) * outputs));
                    }
                }
            }
            pixels.push_back(std::move(from));
            results.push_back(std::move(to));
        }
    }

    size_t taps() const { return pixels.size(); }

    std::vector<std::vector<int32_t>> pixels, results;
};

/// Products of one task, added to what is there: images [pixels, inputs], results [windows, outputs], weights [taps, inputs, outputs].
class TaskProducts {
public:
    TaskProducts(const Kernels &kernels, TapPairs pairs, int64_t inputs, int64_t outputs)
        : kernels(kernels), pairs(std::move(pairs)), inputs(inputs), outputs(outputs), channels(static_cast<size_t>(inputs)) {
        std::iota(channels.begin(), channels.end(), 0);
    }

    /// results += P(images) · weight
    void add_values(const float *images, const float *weight, float *results) const {
        for (size_t tap = 0; tap < pairs.taps(); ++tap) {
            const auto &from = pairs.pixels[tap], &to = pairs.results[tap];
            kernels.multiply(images, from.data(), results, to.data(), static_cast<int64_t>(from.size()), weight + at(tap), inputs, outputs, true);
        }
    }

    /// A weight's transposes, [taps, outputs, inputs].
    std::vector<float> turned(const float *weight) const {
        std::vector<float> result(pairs.taps() * static_cast<size_t>(inputs * outputs));
        for (size_t tap = 0; tap < pairs.taps(); ++tap) kernels.transpose(weight + at(tap), inputs, outputs, result.data() + at(tap));
        return result;
    }

    /// images += Pᵀ(results · weightᵀ); `turned` are the transposes where they are at hand, or null.
    void add_images(const float *results, const float *weight, const float *turned, float *images) const {
        thread_local std::vector<float> made;
        made.resize(static_cast<size_t>(inputs * outputs));
        for (size_t tap = 0; tap < pairs.taps(); ++tap) {
            const auto &to = pairs.pixels[tap], &from = pairs.results[tap];
            if (from.empty()) continue;
            if (turned == nullptr) kernels.transpose(weight + at(tap), inputs, outputs, made.data());
            const float *its = turned != nullptr ? turned + at(tap) : made.data();
            kernels.multiply(results, from.data(), images, to.data(), static_cast<int64_t>(from.size()), its, outputs, inputs, true);
        }
    }

    /// weight += P(images)ᵀ · results
    void add_weight(const float *images, const float *results, float *weight) const {
        constexpr size_t at_once = 96;  // rows of both that the first-level cache holds
        for (size_t tap = 0; tap < pairs.taps(); ++tap) {
            const auto &from = pairs.pixels[tap], &to = pairs.results[tap];
            for (size_t start = 0; start < from.size(); start += at_once) {
                const auto count = static_cast<int64_t>(std::min(at_once, from.size() - start));
                kernels.add_outer(images, from.data() + start, channels.data(), inputs, results, to.data() + start, count, weight + at(tap), outputs);
            }
        }
    }

private:
    int64_t at(size_t tap) const { return static_cast<int64_t>(tap) * inputs * outputs; }

    const Kernels &kernels;
    const TapPairs pairs;
    const int64_t inputs, outputs;
    std::vector<int32_t> channels;
};

}  // namespace fewshot
