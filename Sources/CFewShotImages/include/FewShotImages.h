// Decoding of untrusted images and zip files behind a plain C interface: by libpng, libjpeg-turbo, libwebp, giflib, libtiff,
// libavif and libzip; BMP by itself.
//
// Every function that can fail returns a status; fsi_error_message() then has the cause, on the calling thread, until its
// next call. Results are returned through the last parameters, are new handles owned by the caller, and are unchanged
// on failure. The libraries' longjmp never leaves this target. Images may be read by several threads at once, a zip
// file by one at a time.
#ifndef FEW_SHOT_IMAGES_H
#define FEW_SHOT_IMAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum fsi_status {
    FSI_OK = 0,
    /// An unsupported format.
    FSI_UNKNOWN_KIND,
    /// A supported format with an unsupported feature.
    FSI_UNSUPPORTED,
    /// Truncated or corrupt.
    FSI_DAMAGED,
    /// Beyond the caller's limit.
    FSI_TOO_LARGE,
    FSI_OUT_OF_MEMORY,
    /// The file can't be opened or read.
    FSI_UNREADABLE,
} fsi_status;

/// The message of this thread's last failure; valid until the thread's next call.
const char *fsi_error_message(void);

// ---- Images -----------------------------------------------------------------------------------------------------------

/// Rows of 8-bit pixels from the top, grey or RGB interleaved.
typedef struct fsi_image_s *fsi_image;

/// Decodes the first frame of a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF image, recognised by its first bytes, and turns it
/// upright. The size in its header is checked against `max_pixels` before pixels are allocated. Transparent pixels are
/// composited on white, or on mid-grey where nothing would be left to see on white.
fsi_status fsi_image_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out);
int32_t fsi_image_width(fsi_image image);
int32_t fsi_image_height(fsi_image image);
/// 1 for grey, 3 for RGB.
int32_t fsi_image_channels(fsi_image image);
/// Whether transparent pixels were composited on mid-grey.
bool fsi_image_is_on_grey(fsi_image image);
/// Valid as long as the image.
const uint8_t *fsi_image_pixels(fsi_image image);
/// Accepts NULL.
void fsi_image_free(fsi_image image);

/// Bytes that the caller frees with fsi_buffer_free.
typedef struct fsi_buffer {
    uint8_t *bytes;
    size_t count;
} fsi_buffer;

/// Encodes `height` rows of `width` pixels of `channels` (1 or 3) bytes as PNG.
fsi_status fsi_png_encode(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, fsi_buffer *out);
void fsi_buffer_free(fsi_buffer buffer);

// ---- Zip files --------------------------------------------------------------------------------------------------------

/// A zip file opened for reading.
typedef struct fsi_zip_s *fsi_zip;

/// A member as described by the zip file's directory, which is untrusted.
typedef struct fsi_zip_member {
    /// Valid as long as the zip file.
    const char *name;
    uint64_t size;
    uint64_t compressed_size;
    uint32_t checksum;
    bool is_encrypted;
    bool is_symbolic_link;
} fsi_zip_member;

fsi_status fsi_zip_open(const char *path, fsi_zip *out);
int64_t fsi_zip_count(fsi_zip zip);
fsi_status fsi_zip_stat(fsi_zip zip, int64_t index, fsi_zip_member *out);
/// Reads a whole member of `size` bytes into `bytes`; a member of any other size or with a wrong checksum is damaged.
fsi_status fsi_zip_read(fsi_zip zip, int64_t index, uint8_t *bytes, uint64_t size);
/// Accepts NULL.
void fsi_zip_close(fsi_zip zip);

#ifdef __cplusplus
}
#endif

#endif
