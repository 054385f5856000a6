#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>

#include "Images.h"

// The chunks of a WebP file: RIFF container, https://developers.google.com/speed/webp/docs/riff_container.
enum { FILE_HEADER_BYTES = 12, CHUNK_HEADER_BYTES = 8, FRAME_HEADER_BYTES = 16, CANVAS_BYTES = 10 };

static fsi_status fail(VP8StatusCode code) {
    switch (code) {
    case VP8_STATUS_OUT_OF_MEMORY: return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for a WebP image");
    case VP8_STATUS_NOT_ENOUGH_DATA: return fsi_fail(FSI_DAMAGED, "it ends too early");
    case VP8_STATUS_UNSUPPORTED_FEATURE: return fsi_fail(FSI_UNSUPPORTED, "unsupported WebP feature");
    default: return fsi_fail(FSI_DAMAGED, "its WebP data is corrupt");
    }
}

typedef struct {
    const uint8_t *bytes;
    size_t count;
} span;

/// Returns the contents of the first chunk of a name; no bytes where there is none that is whole.
static span chunk_of(span file, const char *name) {
    size_t at = FILE_HEADER_BYTES;
    while (at < file.count && file.count - at >= CHUNK_HEADER_BYTES) {
        size_t size = fsi_little32(file.bytes + at + 4);
        size_t left = file.count - at - CHUNK_HEADER_BYTES;
        if (size > left) break;
        if (memcmp(file.bytes + at, name, 4) == 0) return (span){file.bytes + at + CHUNK_HEADER_BYTES, size};
        at += CHUNK_HEADER_BYTES + size + size % 2;
    }
    return (span){NULL, 0};
}

/// Decodes a frame into the top left of `target`, whose rows have `stride` bytes.
static fsi_status decode(span frame, WebPDecoderConfig *config, uint8_t *target, size_t stride, int has_alpha) {
    config->output.colorspace = has_alpha ? MODE_RGBA : MODE_RGB;
    config->output.is_external_memory = 1;
    config->output.u.RGBA.rgba = target;
    config->output.u.RGBA.stride = (int)stride;
    // The last row ends before its stride does.
    config->output.u.RGBA.size =
        stride * (size_t)(config->input.height - 1) + (size_t)config->input.width * (has_alpha ? 4 : 3);
    VP8StatusCode code = WebPDecode(frame.bytes, frame.count, config);
    WebPFreeDecBuffer(&config->output);
    return code == VP8_STATUS_OK ? FSI_OK : fail(code);
}

/// Decodes the first frame onto the transparent canvas.
static fsi_status decode_animation(span file, WebPDecoderConfig *config, int64_t max_pixels, fsi_image *out) {
    span canvas = chunk_of(file, "VP8X"), frame = chunk_of(file, "ANMF");
    if (canvas.count < CANVAS_BYTES || frame.count < FRAME_HEADER_BYTES) return fail(VP8_STATUS_NOT_ENOUGH_DATA);
    int64_t width = (int64_t)fsi_little24(canvas.bytes + 4) + 1, height = (int64_t)fsi_little24(canvas.bytes + 7) + 1;
    fsi_status status = fsi_check_size(width, height, max_pixels);
    if (status != FSI_OK) return status;

    int64_t left = 2 * (int64_t)fsi_little24(frame.bytes), top = 2 * (int64_t)fsi_little24(frame.bytes + 3);
    frame = (span){frame.bytes + FRAME_HEADER_BYTES, frame.count - FRAME_HEADER_BYTES};
    VP8StatusCode code = WebPGetFeatures(frame.bytes, frame.count, &config->input);
    if (code != VP8_STATUS_OK) return fail(code);
    if (left + config->input.width > width || top + config->input.height > height) {
        return fsi_fail(FSI_DAMAGED, "its first frame leaves its canvas");
    }
    fsi_image image = NULL;
    status = fsi_image_create(width, height, 4, max_pixels, &image);
    if (status != FSI_OK) return status;
    size_t stride = (size_t)width * 4;
    memset(image->pixels, 0, stride * (size_t)height);
    status = decode(frame, config, image->pixels + (size_t)top * stride + (size_t)left * 4, stride, 1);
    if (status == FSI_OK) {
        *out = image;
    } else {
        fsi_image_free(image);
    }
    return status;
}

fsi_status fsi_webp_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) return fsi_fail(FSI_UNSUPPORTED, "incompatible version of libwebp");
    VP8StatusCode code = WebPGetFeatures(bytes, count, &config.input);
    if (code != VP8_STATUS_OK) return fail(code);
    span file = {bytes, count};
    fsi_image image = NULL;
    fsi_status status;
    if (config.input.has_animation) {
        status = decode_animation(file, &config, max_pixels, &image);
        if (status != FSI_OK) return status;
    } else {
        int has_alpha = config.input.has_alpha;
        status = fsi_image_create(config.input.width, config.input.height, has_alpha ? 4 : 3, max_pixels, &image);
        if (status != FSI_OK) return status;
        status = decode(file, &config, image->pixels, (size_t)image->width * (has_alpha ? 4 : 3), has_alpha);
        if (status != FSI_OK) {
            fsi_image_free(image);
            return status;
        }
    }
    span exif = chunk_of(file, "EXIF");
    image->orientation = fsi_exif_orientation(exif.bytes, exif.count);
    *out = image;
    return FSI_OK;
}
