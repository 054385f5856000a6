// Internals shared by the decoders.
#pragma once

#include "include/FewShotImages.h"

struct fsi_image_s {
    int32_t width;
    int32_t height;
    int32_t channels;
    uint8_t pixels[];
};

/// Sets this thread's error message and returns `status`.
fsi_status fsi_fail(fsi_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// Allocates an image of at most `max_pixels` pixels.
fsi_status fsi_image_create(int64_t width, int64_t height, int32_t channels, int64_t max_pixels, fsi_image *out);

/// `value` with opacity `alpha` on white.
static inline uint8_t fsi_on_white(uint8_t value, uint8_t alpha) {
    return (uint8_t)((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

fsi_status fsi_png_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
fsi_status fsi_jpeg_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
fsi_status fsi_webp_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
