#include <stdlib.h>
#include <string.h>

#include "Images.h"

// Headers of Windows (40 bytes and more) and OS/2 (12, 16 or 64); what they don't say is 0.
enum { FILE_HEADER_BYTES = 14, CORE_BYTES = 12, INFO_BYTES = 40, ALPHA_BYTES = 56 };
enum { RAW = 0, RLE8 = 1, RLE4 = 2, FIELDS = 3, ALPHA_FIELDS = 6 };

typedef struct {
    const uint8_t *bytes;
    size_t count;
    int64_t width, height;
    bool is_top_down;
    uint32_t depth, compression;
    uint32_t masks[4];  // red, green, blue, alpha
    const uint8_t *palette;
    size_t colours, colour_bytes;
    size_t start;  // of the pixels
} bitmap;

static fsi_status cut_off(void) { return fsi_fail(FSI_DAMAGED, "it ends too early"); }

static fsi_status read_masks(bitmap *it, size_t header) {
    static const uint32_t fifteen[] = {0x7c00, 0x3e0, 0x1f, 0}, full[] = {0xff0000, 0xff00, 0xff, 0};
    if (it->compression == FIELDS || it->compression == ALPHA_FIELDS) {
        // The masks follow a header of 40 bytes and lie inside of a longer one, at the same place.
        size_t masks = header >= ALPHA_BYTES || it->compression == ALPHA_FIELDS ? 4 : 3;
        if (it->count < FILE_HEADER_BYTES + INFO_BYTES + masks * 4) return cut_off();
        for (size_t mask = 0; mask < masks; mask++) {
            it->masks[mask] = fsi_little32(it->bytes + FILE_HEADER_BYTES + INFO_BYTES + mask * 4);
        }
    } else {
        memcpy(it->masks, it->depth == 16 ? fifteen : full, sizeof it->masks);
    }
    return FSI_OK;
}

static fsi_status read_header(bitmap *it, int64_t max_pixels) {
    const uint8_t *bytes = it->bytes;
    if (it->count < FILE_HEADER_BYTES + CORE_BYTES) return cut_off();
    size_t header = fsi_little32(bytes + 14);
    if (header < CORE_BYTES) return fsi_fail(FSI_DAMAGED, "its header has %zu bytes", header);
    if (it->count - FILE_HEADER_BYTES < header) return cut_off();
    bool is_core = header < 16;
    if (is_core) {
        it->width = fsi_little16(bytes + 18), it->height = fsi_little16(bytes + 20);
        it->depth = fsi_little16(bytes + 24);
    } else {
        it->width = (int32_t)fsi_little32(bytes + 18), it->height = (int32_t)fsi_little32(bytes + 22);
        it->depth = fsi_little16(bytes + 28);
        it->compression = header >= 20 ? fsi_little32(bytes + 30) : RAW;
        it->colours = header >= 36 ? fsi_little32(bytes + 46) : 0;
    }
    it->is_top_down = it->height < 0;
    if (it->is_top_down) it->height = -it->height;
    fsi_status status = fsi_check_size(it->width, it->height, max_pixels);
    if (status != FSI_OK) return status;

    bool is_indexed = it->depth == 1 || it->depth == 2 || it->depth == 4 || it->depth == 8;
    bool is_direct = it->depth == 16 || it->depth == 24 || it->depth == 32;
    bool is_known = it->compression == RAW ? is_indexed || is_direct
                    : it->compression == RLE8 ? it->depth == 8 && !it->is_top_down
                    : it->compression == RLE4 ? it->depth == 4 && !it->is_top_down
                                              : (it->depth == 16 || it->depth == 32) && header >= INFO_BYTES;
    if (!is_known || (it->compression > FIELDS && it->compression != ALPHA_FIELDS)) {
        return fsi_fail(FSI_UNSUPPORTED, "unsupported BMP: %u bits per pixel, compression %u", it->depth,
                        it->compression);
    }
    status = read_masks(it, header);
    if (status != FSI_OK) return status;
    it->start = fsi_little32(bytes + 10);
    if (it->start > it->count) return cut_off();
    if (is_indexed) {
        size_t most = (size_t)1 << it->depth, place = FILE_HEADER_BYTES + header;
        it->colour_bytes = is_core ? 3 : 4;
        if (it->colours == 0 || it->colours > most) it->colours = most;
        if (it->colours > (it->count - place) / it->colour_bytes) return cut_off();
        it->palette = bytes + place;
    }
    return FSI_OK;
}

static void put_index(const bitmap *it, uint8_t *out, size_t index) {
    if (index >= it->colours) index = 0;
    const uint8_t *colour = it->palette + index * it->colour_bytes;
    out[0] = colour[2], out[1] = colour[1], out[2] = colour[0];
}

/// The bits of a mask, stretched to 0…255.
static uint8_t field(uint32_t value, uint32_t mask) {
    if (mask == 0) return 0;
    int shift = __builtin_ctz(mask);
    uint64_t most = mask >> shift, bits = (value & mask) >> shift;
    return (uint8_t)((bits * 255 + most / 2) / most);
}

static uint8_t *row_of(const bitmap *it, fsi_image image, int64_t row) {
    size_t from_top = (size_t)(it->is_top_down ? row : it->height - 1 - row);
    return image->pixels + from_top * (size_t)it->width * (size_t)image->channels;
}

static fsi_status read_rows(const bitmap *it, fsi_image image) {
    size_t row_bytes = (size_t)((it->width * it->depth + 31) / 32 * 4);
    if ((it->count - it->start) / row_bytes < (size_t)it->height) return cut_off();
    for (int64_t row = 0; row < it->height; row++) {
        const uint8_t *in = it->bytes + it->start + (size_t)row * row_bytes;
        uint8_t *out = row_of(it, image, row);
        for (size_t column = 0; column < (size_t)it->width; column++, out += image->channels) {
            if (it->depth <= 8) {
                size_t bit = column * it->depth;
                put_index(it, out, (in[bit / 8] >> (8 - it->depth - bit % 8)) & ((1u << it->depth) - 1));
                continue;
            }
            const uint8_t *pixel = in + column * it->depth / 8;
            uint32_t value = it->depth == 16   ? fsi_little16(pixel)
                             : it->depth == 24 ? fsi_little24(pixel)
                                               : fsi_little32(pixel);
            for (int channel = 0; channel < image->channels; channel++) out[channel] = field(value, it->masks[channel]);
        }
    }
    return FSI_OK;
}

/// Reads runs of equal pixels; what they leave out has the first colour.
static fsi_status read_runs(const bitmap *it, fsi_image image) {
    for (int64_t row = 0; row < it->height; row++) {
        for (int64_t column = 0; column < it->width; column++) put_index(it, row_of(it, image, row) + column * 3, 0);
    }
    bool is_packed = it->compression == RLE4;
    int64_t column = 0, row = 0;
    size_t at = it->start;
    while (row < it->height) {
        if (it->count - at < 2) return cut_off();
        size_t run = it->bytes[at], value = it->bytes[at + 1];
        at += 2;
        const uint8_t *literal = NULL;
        if (run == 0) {
            if (value == 1) return FSI_OK;
            if (value == 0) {
                column = 0, row++;
                continue;
            }
            if (value == 2) {
                if (it->count - at < 2) return cut_off();
                column += it->bytes[at], row += it->bytes[at + 1];
                at += 2;
                continue;
            }
            size_t bytes = is_packed ? (value + 1) / 2 : value;
            literal = it->bytes + at;
            if (it->count - at < bytes + bytes % 2) return cut_off();
            at += bytes + bytes % 2;
            run = value;
        }
        for (size_t pixel = 0; pixel < run && column < it->width; pixel++, column++) {
            size_t byte = literal ? literal[is_packed ? pixel / 2 : pixel] : value;
            size_t index = !is_packed ? byte : pixel % 2 ? byte & 15 : byte >> 4;
            put_index(it, row_of(it, image, row) + column * 3, index);
        }
    }
    return FSI_OK;
}

fsi_status fsi_bmp_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    bitmap it = {.bytes = bytes, .count = count};
    fsi_status status = read_header(&it, max_pixels);
    if (status != FSI_OK) return status;
    fsi_image image = NULL;
    status = fsi_image_create(it.width, it.height, it.masks[3] ? 4 : 3, max_pixels, &image);
    if (status != FSI_OK) return status;
    bool is_run = it.compression == RLE8 || it.compression == RLE4;
    status = is_run ? read_runs(&it, image) : read_rows(&it, image);
    if (status == FSI_OK) {
        *out = image;
    } else {
        fsi_image_free(image);
    }
    return status;
}
