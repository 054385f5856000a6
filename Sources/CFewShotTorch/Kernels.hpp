// The inner loops that LibTorch has no fast counterpart of, compiled for several instruction sets; the one to use is chosen at
// run time. All work on float32 with the channels innermost, and on output channels in sixteens; some round the factors of products to
// bfloat16 first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fewshot {

/// A 3×3 convolution with stride 1 and what follows it: images [n, height, width, inputs] to [n, down, across, outputs], whose
/// 2×2 windows are pooled or not. The last window of a row or column is cut off where the size is odd, and isn't pooled.
struct BlockShape {
    int64_t images, height, width, inputs, outputs, padding;

    int64_t down() const { return height + 2 * padding - 2; }
    int64_t across() const { return width + 2 * padding - 2; }
    int64_t windows_down() const { return (down() + 1) / 2; }
    int64_t windows_across() const { return (across() + 1) / 2; }
    int64_t windows() const { return windows_down() * windows_across(); }
    int64_t pooled_down() const { return down() / 2; }
    int64_t pooled_across() const { return across() / 2; }
    int64_t pixels() const { return down() * across(); }
    int64_t pooled() const { return pooled_down() * pooled_across(); }
};

/// A convolution's values and their statistics, channel by channel. Sums are of differences to `origin`, the first value, so that
/// a large mean costs no digits.
struct BlockSinks {
    float *values;       // [n, down, across, outputs]; null where nobody needs them
    float *pooled;       // [n, pooled down, pooled across, outputs], the largest or, where `sign` is negative, smallest; or null
    uint8_t *positions;  // which of a window's four that was
    const float *sign;   // [outputs]: -1, 0 or 1
    float *origin, *sum, *squares;  // [outputs]
    bool is_first;                  // whether `origin` is still to be set
};

/// What leads from values to results: max(floor, slope · value + shift), [outputs] each, pooled or not.
struct BlockAnswer {
    const float *slope, *shift;
    float floor;  // 0 for ReLU, −∞ without it
    bool is_pooled;
};

/// What leads from values to their gradients, [outputs] each: slope · passed + constant + linear · (value − mean), where a gradient
/// passes if slope · (value − mean) + shift > floor.
struct BlockSlopes {
    const float *slope, *mean, *shift, *constant, *linear;
    float floor;  // as BlockAnswer
};

/// Where gradients come from: of pooled values, or of all.
struct BlockSources {
    const float *values;       // as BlockSinks
    const float *gradients;    // at the block's result
    const float *pooled;       // as BlockSinks; null without pooling
    const uint8_t *positions;
};

/// A task's rows to normalise, [rows, channels], and its factors, [channels].
struct NormRows {
    int64_t rows, channels;
    const float *x, *scale, *shift, *mean, *inverse;
    bool is_rectified;
};

/// Gradients at a normalisation's gradients: [rows, channels], [channels], [channels].
struct NormCotangents {
    const float *x, *scale, *shift;
};

/// The words of a factor [depth, columns] that was packed: two numbers share one, and whole tiles have 32 of them.
inline int64_t packed_words(int64_t depth, int64_t columns) { return (depth + 31) / 32 * 16 * columns; }

/// Memory of a thread's own for packed factors, at an address in 64 bytes; holds what was there before, or nothing in particular.
inline uint32_t *packed_scratch(int number, int64_t count) {
    thread_local std::vector<uint32_t> buffers[3];
    auto &buffer = buffers[number];
    if (buffer.size() < static_cast<std::size_t>(count) + 16) buffer.resize(static_cast<std::size_t>(count) + 16);
    auto *start = buffer.data();
    return start + (64 - reinterpret_cast<uintptr_t>(start) % 64) % 64 / 4;
}

/// The constants of a step of Adam: m ← decay · m + weight · g, likewise the squares; p ← p − scale · m / (√s / scale + epsilon).
struct AdamFactors {
    float mean_decay, mean_weight, square_decay, square_weight, mean_scale, square_scale, epsilon;
};

/// The loops of one instruction set. `first` and `count` number the 2×2 windows of all images. Where there are sixteen planes, they are those of
/// Winograd's F(2×2, 3×3) (Lavin and Gray, 2016), each `stride` numbers after the one before.
struct Kernels {
    const char *name;
    /// c[ic[i] + j] = Σ a[ia[i] + k] · b[k · columns + j], or added to it.
    void (*multiply)(const float *a, const int32_t *ia, float *c, const int32_t *ic, int64_t rows, const float *b, int64_t depth, int64_t columns, bool is_added);
    /// c[i · columns + j] = Σ a[ia[p] + offsets[i]] · b[ib[p] + j], or added to it.
    void (*outer)(const float *a, const int32_t *ia, const int32_t *offsets, int64_t rows, const float *b, const int32_t *ib, int64_t count, float *c, int64_t columns, bool is_added);
    /// b [depth, columns], with depth in sixteens, as `multiply_packed` reads it, at an address in 64 bytes; null where `multiply` packs nothing.
    void (*pack)(const float *b, int64_t depth, int64_t columns, uint32_t *words);
    /// As `multiply`, by a b that was packed before.
    void (*multiply_packed)(const float *a, const int32_t *ia, float *c, const int32_t *ic, int64_t rows, const uint32_t *b, int64_t depth, int64_t columns, bool is_added);
    /// b[j · rows + i] = a[i · columns + j].
    void (*transpose)(const float *a, int64_t rows, int64_t columns, float *b);
    /// Weights [9, inputs, outputs] to planes [inputs, outputs]; `is_flipped`, both directions are reversed.
    void (*weight_planes)(const float *weight, int64_t inputs, int64_t outputs, bool is_flipped, float *planes);
    /// The sum of gradients in planes [inputs, outputs] back to weights [9, inputs, outputs].
    void (*weight_gradient)(const float *planes, int64_t inputs, int64_t outputs, float *weight);
    /// The 4×4 pixels under each window to planes [count, inputs].
    void (*image_planes)(const BlockShape &, const float *images, int64_t first, int64_t count, float *planes, int64_t stride);
    /// Planes [count, outputs] to values.
    void (*values)(const BlockShape &, const float *planes, int64_t stride, int64_t first, int64_t count, float *values);
    /// The same with statistics and pooling.
    void (*measured)(const BlockShape &, const float *planes, int64_t stride, int64_t first, int64_t count, BlockSinks &);
    /// The same where the statistics are known before.
    void (*answered)(const BlockShape &, const float *planes, int64_t stride, int64_t first, int64_t count, const BlockAnswer &, float *results);
    /// Values of images with few channels, which have zeros around them already, [height + 2 · padding, width + 2 · padding, inputs] each.
    void (*few_measured)(const BlockShape &, const float *padded, const float *weight, int64_t first, int64_t count, BlockSinks &);
    void (*few_answered)(const BlockShape &, const float *padded, const float *weight, int64_t first, int64_t count, const BlockAnswer &, float *results);
    /// Gradients at values, [n, down, across, outputs], and the planes [count, outputs] that the weight's gradient needs.
    void (*gradients)(const BlockShape &, const BlockSources &, const BlockSlopes &, int64_t first, int64_t count, float *at_values, float *planes, int64_t stride);
    /// Gradients at the values of images with few channels, which are computed again: [4 · count, outputs], zero outside.
    void (*few_gradients)(const BlockShape &, const float *padded, const float *weight, const BlockSources &, const BlockSlopes &, int64_t first, int64_t count, float *at_values);
    /// sums[0…] += the gradients that pass, sums[channels…] += the same times (value − mean), over `count` rows of channels.
    void (*passed_sums)(const float *values, const float *gradients, int64_t count, int64_t channels, const BlockSlopes &, float *sums);
    /// max(floor, slope · (value − mean) + shift), over `count` rows of channels.
    void (*rectified)(const float *values, int64_t count, int64_t channels, const BlockSlopes &, float *results);
    /// What a normalisation makes of rows, and their statistics.
    void (*norm_values)(const NormRows &, float epsilon, float *mean, float *inverse, float *result);
    void (*norm_gradients)(const NormRows &, const float *gradient, float *at_x, float *at_scale, float *at_shift);
    void (*norm_second_gradients)(const NormRows &, const NormCotangents &, const float *gradient, float *at_gradient, float *at_x, float *at_scale);
    void (*adam)(int64_t count, const float *parameter, const float *gradient, const float *mean, const float *square, const AdamFactors &, float *new_parameter, float *new_mean, float *new_square);
};

/// Whether blocks round the factors of their products to bfloat16, in the whole process.
bool multiplies_in_bfloat16();

/// The loops for this processor and that; null where LibTorch's own operations are to be used.
const Kernels *kernels();

}  // namespace fewshot
