// Internals shared by the decoders.
#pragma once

#include "include/FewShotImages.h"

struct fsi_image_s {
    int32_t width;
    int32_t height;
    /// 1 or 3; while it is decoded also 2 or 4, the last for opacity, not multiplied into the others.
    int32_t channels;
    /// EXIF's, 1 to 8; 1 once the image is finished.
    int32_t orientation;
    bool is_on_grey;
    uint8_t pixels[];
};

/// Sets this thread's error message and returns `status`.
fsi_status fsi_fail(fsi_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// Holds a size from a header against the limit.
fsi_status fsi_check_size(int64_t width, int64_t height, int64_t max_pixels);

/// Allocates an image of at most `max_pixels` pixels, upright; its pixels aren't set.
fsi_status fsi_image_create(int64_t width, int64_t height, int32_t channels, int64_t max_pixels, fsi_image *out);

/// Composites an image with opacity on white in place; on mid-grey where nothing would be left to see on white.
void fsi_image_flatten(fsi_image image);

/// Replaces an image by its upright form.
fsi_status fsi_image_turn_upright(fsi_image *image);

/// Returns the orientation that an EXIF block names, 1 to 8; 1 where it is broken or names none.
int32_t fsi_exif_orientation(const uint8_t *bytes, size_t count);

/// Reads numbers of 2, 3 and 4 bytes, the lowest first.
static inline uint32_t fsi_little16(const uint8_t *bytes) { return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8; }
static inline uint32_t fsi_little24(const uint8_t *bytes) { return fsi_little16(bytes) | (uint32_t)bytes[2] << 16; }
static inline uint32_t fsi_little32(const uint8_t *bytes) { return fsi_little24(bytes) | (uint32_t)bytes[3] << 24; }

/// Each decodes the first frame of a kind, neither flattened nor turned.
fsi_status fsi_png_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
fsi_status fsi_jpeg_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
fsi_status fsi_webp_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
fsi_status fsi_gif_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
fsi_status fsi_bmp_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
fsi_status fsi_tiff_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
fsi_status fsi_avif_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);

typedef fsi_status (*fsi_decoder)(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);

/// Returns the decoder for an image's first bytes; NULL with this thread's error message and `status` set where there is none.
fsi_decoder fsi_decoder_for(const uint8_t *bytes, size_t count, fsi_status *status);
