#include <string.h>

#include "Images.h"

// Exif 2.32, 4.6.2 and 4.6.4: a TIFF header, then a directory of entries of 12 bytes.
enum { ORIENTATION_TAG = 0x0112, SHORT_TYPE = 3, LONG_TYPE = 4, HEADER_BYTES = 8, ENTRY_BYTES = 12 };

typedef struct {
    const uint8_t *bytes;
    size_t count;
    bool is_big;
} block;

static uint32_t number(const block *exif, size_t offset, int size) {
    uint32_t value = 0;
    for (int index = 0; index < size; index++) {
        value = value << 8 | exif->bytes[offset + (size_t)(exif->is_big ? index : size - 1 - index)];
    }
    return value;
}

int32_t fsi_exif_orientation(const uint8_t *bytes, size_t count) {
    if (count >= 6 && memcmp(bytes, "Exif\0\0", 6) == 0) bytes += 6, count -= 6;
    if (count < HEADER_BYTES) return 1;
    block exif = {bytes, count, bytes[0] == 'M'};
    if (memcmp(bytes, exif.is_big ? "MM\0*" : "II*\0", 4) != 0) return 1;
    size_t directory = number(&exif, 4, 4);
    if (directory > count - 2) return 1;
    size_t entries = number(&exif, directory, 2);
    for (size_t index = 0; index < entries; index++) {
        size_t entry = directory + 2 + index * ENTRY_BYTES;
        if (entry + ENTRY_BYTES > count) return 1;
        if (number(&exif, entry, 2) != ORIENTATION_TAG) continue;
        uint32_t type = number(&exif, entry + 2, 2);
        if (type != SHORT_TYPE && type != LONG_TYPE) return 1;
        uint32_t value = number(&exif, entry + 8, type == SHORT_TYPE ? 2 : 4);
        return value >= 1 && value <= 8 ? (int32_t)value : 1;
    }
    return 1;
}

fsi_status fsi_image_turn_upright(fsi_image *image) {
    fsi_image from = *image;
    if (from->orientation < 2 || from->orientation > 8) return FSI_OK;
    // Transposed first, where 5 or more; then mirrored.
    bool is_transposed = from->orientation >= 5;
    bool is_mirrored = from->orientation == 2 || from->orientation == 3 || from->orientation == 6 || from->orientation == 7;
    bool is_flipped = from->orientation == 3 || from->orientation == 4 || from->orientation == 7 || from->orientation == 8;
    int32_t width = is_transposed ? from->height : from->width;
    int32_t height = is_transposed ? from->width : from->height;
    fsi_image to = NULL;
    fsi_status status = fsi_image_create(width, height, from->channels, INT64_MAX, &to);
    if (status != FSI_OK) return status;
    to->is_on_grey = from->is_on_grey;
    size_t channels = (size_t)from->channels;
    uint8_t *out = to->pixels;
    for (int32_t y = 0; y < height; y++) {
        int32_t row = is_flipped ? height - 1 - y : y;
        for (int32_t x = 0; x < width; x++, out += channels) {
            int32_t column = is_mirrored ? width - 1 - x : x;
            size_t source = is_transposed ? (size_t)column * (size_t)from->width + (size_t)row
                                          : (size_t)row * (size_t)from->width + (size_t)column;
            memcpy(out, from->pixels + source * channels, channels);
        }
    }
    fsi_image_free(from);
    *image = to;
    return FSI_OK;
}
