// Convolution per task in loops of our own: each tap of the window is a product of rows that are read and written where they lie, so that
// no window is ever gathered and nothing is zeroed to be added to. Included by TaskConvolution.cc.
#pragma once

#pragma clang system_header

#include "Kernels.hpp"
#include "Tasks.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

namespace fewshot {

/// Rows that meet: each offset of `from` and the one at its place in `to`.
struct RowPairs {
    std::vector<int32_t> from, to;

    int64_t count() const { return static_cast<int64_t>(from.size()); }
};

/// The pixels that each tap of a window meets: offsets among a task's images, `from`, and among its results, `to`.
inline std::vector<RowPairs> tap_pairs(int64_t images, int64_t height, int64_t width, int64_t size, int64_t stride, int64_t padding, int64_t inputs, int64_t outputs) {
    const int64_t down = (height + 2 * padding - size) / stride + 1, across = (width + 2 * padding - size) / stride + 1;
    std::vector<RowPairs> taps(static_cast<size_t>(size * size));
    for (int64_t tap = 0; tap < size * size; ++tap) {
        auto &pairs = taps[static_cast<size_t>(tap)];
        for (int64_t image = 0; image < images; ++image) {
            for (int64_t y = 0; y < down; ++y) {
                for (int64_t x = 0; x < across; ++x) {
                    const int64_t row = y * stride + tap / size - padding, column = x * stride + tap % size - padding;
                    if (row < 0 || row >= height || column < 0 || column >= width) continue;
                    pairs.from.push_back(static_cast<int32_t>(((image * height + row) * width + column) * inputs));
                    pairs.to.push_back(static_cast<int32_t>(((image * down + y) * across + x) * outputs));
                }
            }
        }
    }
    return taps;
}

/// The order in which taps reach rows: the first to reach one writes it, the others add to it, and no row has to be zeroed before.
class TapOrder {
public:
    struct Part {
        size_t tap;
        bool is_first;
        RowPairs pairs;
    };

    /// `count` rows of `width` numbers are reached.
    TapOrder(const std::vector<RowPairs> &taps, int64_t count, int64_t width) : width(width) {
        std::vector<size_t> order(taps.size());
        std::iota(order.begin(), order.end(), 0);
        // Where the largest comes first, it reaches most rows, and is seldom divided.
        std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return taps[a].count() > taps[b].count(); });
        std::vector<bool> is_reached(static_cast<size_t>(count));
        for (const size_t tap : order) {
            Part first{tap, true, {}}, later{tap, false, {}};
            for (size_t i = 0; i < taps[tap].from.size(); ++i) {
                const auto row = static_cast<size_t>(taps[tap].to[i] / width);
                auto &pairs = (is_reached[row] ? later : first).pairs;
                pairs.from.push_back(taps[tap].from[i]);
                pairs.to.push_back(taps[tap].to[i]);
                is_reached[row] = true;
            }
            if (first.pairs.count() > 0) parts.push_back(std::move(first));
            if (later.pairs.count() > 0) parts.push_back(std::move(later));
        }
        for (size_t row = 0; row < is_reached.size(); ++row) {
            if (!is_reached[row]) missed.push_back(static_cast<int64_t>(row) * width);
        }
    }

    std::vector<Part> parts;

    /// Zeroes the rows that no tap reaches.
    void fill(float *rows) const {
        for (const int64_t row : missed) std::fill(rows + row, rows + row + width, 0.0F);
    }

private:
    int64_t width;
    std::vector<int64_t> missed;
};

/// Products of one task: images [pixels, inputs], results [windows, outputs], weights [taps, inputs, outputs].
class TaskProducts {
public:
    TaskProducts(const Kernels &kernels, std::vector<RowPairs> taps, int64_t pixels, int64_t windows, int64_t inputs, int64_t outputs)
        : kernels(kernels), taps(std::move(taps)), to_results(this->taps, windows, outputs), to_images(turned(this->taps), pixels, inputs), inputs(inputs), outputs(outputs), channels(static_cast<size_t>(inputs)) {
        std::iota(channels.begin(), channels.end(), 0);
    }

    /// results = P(images) · weight, or added to them.
    void values(const float *images, const float *weight, float *results, bool is_added) const {
        if (!is_added) to_results.fill(results);
        for (const auto &[tap, is_first, pairs] : to_results.parts) {
            kernels.multiply(images, pairs.from.data(), results, pairs.to.data(), pairs.count(), weight + at(tap), inputs, outputs, is_added || !is_first);
        }
    }

    /// A weight's transposes, [taps, outputs, inputs].
    std::vector<float> turned(const float *weight) const {
        std::vector<float> result(taps.size() * static_cast<size_t>(inputs * outputs));
        for (size_t tap = 0; tap < taps.size(); ++tap) kernels.transpose(weight + at(tap), inputs, outputs, result.data() + at(tap));
        return result;
    }

    /// images = Pᵀ(results · weightᵀ); `turned` are the transposes where they are at hand, or null.
    void images(const float *results, const float *weight, const float *turned, float *images) const {
        thread_local std::vector<float> made;
        made.resize(static_cast<size_t>(inputs * outputs));
        to_images.fill(images);
        for (size_t i = 0; i < to_images.parts.size(); ++i) {
            const auto &[tap, is_first, pairs] = to_images.parts[i];
            const bool is_turned = turned != nullptr || (i > 0 && to_images.parts[i - 1].tap == tap);
            if (!is_turned) kernels.transpose(weight + at(tap), inputs, outputs, made.data());
            const float *its = turned != nullptr ? turned + at(tap) : made.data();
            kernels.multiply(results, pairs.from.data(), images, pairs.to.data(), pairs.count(), its, outputs, inputs, !is_first);
        }
    }

    /// weight = P(images)ᵀ · results
    void weight(const float *images, const float *results, float *weight) const {
        constexpr int64_t at_once = 96;  // rows of both that the first-level cache holds
        for (size_t tap = 0; tap < taps.size(); ++tap) {
            const auto &[from, to] = taps[tap];
            float *its = weight + at(tap);
            if (from.empty()) std::fill(its, its + inputs * outputs, 0.0F);
            for (int64_t start = 0; start < taps[tap].count(); start += at_once) {
                const int64_t count = std::min(at_once, taps[tap].count() - start);
                kernels.outer(images, from.data() + start, channels.data(), inputs, results, to.data() + start, count, its, outputs, start > 0);
            }
        }
    }

private:
    int64_t at(size_t tap) const { return static_cast<int64_t>(tap) * inputs * outputs; }

    static std::vector<RowPairs> turned(std::vector<RowPairs> taps) {
        for (auto &pairs : taps) std::swap(pairs.from, pairs.to);
        return taps;
    }

    const Kernels &kernels;
    const std::vector<RowPairs> taps;
    const TapOrder to_results, to_images;
    const int64_t inputs, outputs;
    std::vector<int32_t> channels;
};

}  // namespace fewshot
