#include <stdlib.h>
#include <webp/decode.h>

#include "Images.h"

static fsi_status fail(VP8StatusCode code) {
    switch (code) {
    case VP8_STATUS_OUT_OF_MEMORY: return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for a WebP image");
    case VP8_STATUS_NOT_ENOUGH_DATA: return fsi_fail(FSI_DAMAGED, "it ends too early");
    case VP8_STATUS_UNSUPPORTED_FEATURE: return fsi_fail(FSI_UNSUPPORTED, "unsupported WebP feature");
    default: return fsi_fail(FSI_DAMAGED, "its WebP data is corrupt");
    }
}

fsi_status fsi_webp_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) return fsi_fail(FSI_UNSUPPORTED, "incompatible version of libwebp");
    VP8StatusCode code = WebPGetFeatures(bytes, count, &config.input);
    if (code != VP8_STATUS_OK) return fail(code);
    if (config.input.has_animation) return fsi_fail(FSI_UNSUPPORTED, "it is an animation");

    fsi_image image = NULL;
    fsi_status status = fsi_image_create(config.input.width, config.input.height, 3, max_pixels, &image);
    if (status != FSI_OK) return status;
    size_t pixels = (size_t)image->width * (size_t)image->height;
    int has_alpha = config.input.has_alpha;
    uint8_t *target = has_alpha ? malloc(pixels * 4) : image->pixels;
    if (!target) {
        fsi_image_free(image);
        return fail(VP8_STATUS_OUT_OF_MEMORY);
    }
    config.output.colorspace = has_alpha ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = target;
    config.output.u.RGBA.stride = image->width * (has_alpha ? 4 : 3);
    config.output.u.RGBA.size = pixels * (has_alpha ? 4 : 3);
    code = WebPDecode(bytes, count, &config);
    WebPFreeDecBuffer(&config.output);

    if (has_alpha) {
        const uint8_t *in = target;
        uint8_t *out_pixel = image->pixels;
        for (size_t pixel = 0; pixel < pixels && code == VP8_STATUS_OK; pixel++, in += 4) {
            for (int channel = 0; channel < 3; channel++) *out_pixel++ = fsi_on_white(in[channel], in[3]);
        }
        free(target);
    }
    if (code != VP8_STATUS_OK) {
        fsi_image_free(image);
        return fail(code);
    }
    *out = image;
    return FSI_OK;
}
