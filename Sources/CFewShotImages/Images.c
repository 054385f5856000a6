#include "Images.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local char error_message[256];

const char *fsi_error_message(void) { return error_message; }

fsi_status fsi_fail(fsi_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error_message, sizeof error_message, format, arguments);
    va_end(arguments);
    return status;
}

fsi_status fsi_check_size(int64_t width, int64_t height, int64_t max_pixels) {
    if (width < 1 || height < 1 || width > INT32_MAX || height > INT32_MAX) {
        return fsi_fail(FSI_DAMAGED, "its declared size is %lld × %lld pixels", (long long)width, (long long)height);
    }
    if (width > max_pixels / height) {
        return fsi_fail(FSI_TOO_LARGE, "%lld × %lld pixels; the limit is %lld in all", (long long)width,
                        (long long)height, (long long)max_pixels);
    }
    return FSI_OK;
}

fsi_status fsi_image_create(int64_t width, int64_t height, int32_t channels, int64_t max_pixels, fsi_image *out) {
    fsi_status status = fsi_check_size(width, height, max_pixels);
    if (status != FSI_OK) return status;
    fsi_image image = malloc(sizeof *image + (size_t)width * (size_t)height * (size_t)channels);
    if (!image) {
        return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for %lld × %lld pixels", (long long)width, (long long)height);
    }
    *image = (struct fsi_image_s){(int32_t)width, (int32_t)height, channels, 1, false};
    *out = image;
    return FSI_OK;
}

fsi_status fsi_image_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    fsi_status status = FSI_OK;
    fsi_decoder decode = fsi_decoder_for(bytes, count, &status);
    if (!decode) return status;
    fsi_image image = NULL;
    status = decode(bytes, count, max_pixels, &image);
    if (status != FSI_OK) return status;
    fsi_image_flatten(image);
    status = fsi_image_turn_upright(&image);
    if (status == FSI_OK) {
        *out = image;
    } else {
        fsi_image_free(image);
    }
    return status;
}

int32_t fsi_image_width(fsi_image image) { return image->width; }
int32_t fsi_image_height(fsi_image image) { return image->height; }
int32_t fsi_image_channels(fsi_image image) { return image->channels; }
bool fsi_image_is_on_grey(fsi_image image) { return image->is_on_grey; }
const uint8_t *fsi_image_pixels(fsi_image image) { return image->pixels; }
void fsi_image_free(fsi_image image) { free(image); }
void fsi_buffer_free(fsi_buffer buffer) { free(buffer.bytes); }
