#include <avif/avif.h>
#include <string.h>

#include "Images.h"

static fsi_status fail(avifDecoder *decoder, avifResult result) {
    const char *reason = decoder->diag.error[0] ? decoder->diag.error : avifResultToString(result);
    if (strstr(reason, "too large")) return fsi_fail(FSI_TOO_LARGE, "%s", reason);
    switch (result) {
    case AVIF_RESULT_OUT_OF_MEMORY: return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for an AVIF image");
    case AVIF_RESULT_TRUNCATED_DATA: return fsi_fail(FSI_DAMAGED, "it ends too early");
    case AVIF_RESULT_NOT_IMPLEMENTED:
    case AVIF_RESULT_UNSUPPORTED_DEPTH:
    case AVIF_RESULT_NO_CODEC_AVAILABLE: return fsi_fail(FSI_UNSUPPORTED, "unsupported AVIF feature: %s", reason);
    default: return fsi_fail(FSI_DAMAGED, "its AVIF data is corrupt: %s", reason);
    }
}

/// The turns and mirrors of the file as EXIF counts them. In AVIF they are binding, and EXIF's own orientation isn't.
static int32_t orientation(const avifImage *image) {
    // By quarter turns counter-clockwise, then mirrored: not, top to bottom, left to right.
    static const int32_t orientations[4][3] = {{1, 4, 2}, {8, 5, 7}, {3, 2, 4}, {6, 7, 5}};
    int turns = image->transformFlags & AVIF_TRANSFORM_IROT ? image->irot.angle & 3 : 0;
    if (!(image->transformFlags & AVIF_TRANSFORM_IMIR)) return orientations[turns][0];
#if AVIF_VERSION >= 1000000
    int is_sideways = image->imir.axis;
#else
    int is_sideways = image->imir.mode;
#endif
    return orientations[turns][is_sideways ? 2 : 1];
}

static fsi_status decode(avifDecoder *decoder, const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *image) {
    avifResult result = avifDecoderSetIOMemory(decoder, bytes, count);
    if (result == AVIF_RESULT_OK) result = avifDecoderParse(decoder);
    if (result == AVIF_RESULT_OK) {
        fsi_status status = fsi_check_size(decoder->image->width, decoder->image->height, max_pixels);
        if (status != FSI_OK) return status;
        if (max_pixels < decoder->imageSizeLimit) decoder->imageSizeLimit = (uint32_t)max_pixels;  // of each tile
        result = avifDecoderNextImage(decoder);
    }
    if (result != AVIF_RESULT_OK) return fail(decoder, result);

    const avifImage *decoded = decoder->image;
    int has_alpha = decoded->alphaPlane != NULL;
    fsi_status status = fsi_image_create(decoded->width, decoded->height, has_alpha ? 4 : 3, max_pixels, image);
    if (status != FSI_OK) return status;
    avifRGBImage colours;
    avifRGBImageSetDefaults(&colours, decoded);
    colours.depth = 8;
    colours.format = has_alpha ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
    colours.pixels = (*image)->pixels;
    colours.rowBytes = decoded->width * (has_alpha ? 4 : 3);
    result = avifImageYUVToRGB(decoded, &colours);
    if (result != AVIF_RESULT_OK) return fail(decoder, result);
    (*image)->orientation = orientation(decoded);
    return FSI_OK;
}

fsi_status fsi_avif_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    avifDecoder *decoder = avifDecoderCreate();
    if (!decoder) return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for an AVIF image");
    decoder->ignoreExif = AVIF_TRUE;
    decoder->ignoreXMP = AVIF_TRUE;
    fsi_image image = NULL;
    fsi_status status = decode(decoder, bytes, count, max_pixels, &image);
    avifDecoderDestroy(decoder);
    if (status == FSI_OK) {
        *out = image;
    } else {
        fsi_image_free(image);
    }
    return status;
}
