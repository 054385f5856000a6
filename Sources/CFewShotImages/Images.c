#include "Images.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local char error_message[256];

const char *fsi_error_message(void) { return error_message; }

fsi_status fsi_fail(fsi_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error_message, sizeof error_message, format, arguments);
    va_end(arguments);
    return status;
}

fsi_status fsi_image_create(int64_t width, int64_t height, int32_t channels, int64_t max_pixels, fsi_image *out) {
    if (width < 1 || height < 1 || width > INT32_MAX || height > INT32_MAX) {
        return fsi_fail(FSI_DAMAGED, "its declared size is %lld × %lld pixels", (long long)width, (long long)height);
    }
    if (width > max_pixels / height) {
        return fsi_fail(FSI_TOO_LARGE, "%lld × %lld pixels; the limit is %lld in all", (long long)width,
                        (long long)height, (long long)max_pixels);
    }
    fsi_image image = malloc(sizeof *image + (size_t)width * (size_t)height * (size_t)channels);
    if (!image) {
        return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for %lld × %lld pixels", (long long)width, (long long)height);
    }
    image->width = (int32_t)width;
    image->height = (int32_t)height;
    image->channels = channels;
    *out = image;
    return FSI_OK;
}

fsi_status fsi_image_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    if (count >= 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0) return fsi_png_decode(bytes, count, max_pixels, out);
    if (count >= 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0) return fsi_jpeg_decode(bytes, count, max_pixels, out);
    if (count >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0) {
        return fsi_webp_decode(bytes, count, max_pixels, out);
    }
    if (count == 0) return fsi_fail(FSI_UNKNOWN_KIND, "it is empty");
    return fsi_fail(FSI_UNKNOWN_KIND, "it is not a PNG, JPEG or WebP image");
}

int32_t fsi_image_width(fsi_image image) { return image->width; }
int32_t fsi_image_height(fsi_image image) { return image->height; }
int32_t fsi_image_channels(fsi_image image) { return image->channels; }
const uint8_t *fsi_image_pixels(fsi_image image) { return image->pixels; }
void fsi_image_free(fsi_image image) { free(image); }
void fsi_buffer_free(fsi_buffer buffer) { free(buffer.bytes); }
