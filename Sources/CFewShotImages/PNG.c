#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Images.h"

// Chunks of palettes and the like may be this large; pixels aren't counted.
enum { CHUNK_LIMIT = 8 << 20 };
// Around the contents of a chunk: its length, name and checksum.
enum { SIGNATURE_BYTES = 8, CHUNK_BYTES = 12 };

typedef struct {
    const uint8_t *bytes;
    size_t left;
} source;

typedef struct {
    png_structp png;
    png_infop info;
    fsi_image image;
    png_bytep *rows;
} decoding;

static void read_bytes(png_structp png, png_bytep out, size_t count) {
    source *from = png_get_io_ptr(png);
    if (count > from->left) png_error(png, "it ends too early");
    memcpy(out, from->bytes, count);
    from->bytes += count;
    from->left -= count;
}

static void fail(png_structp png, png_const_charp message) {
    fsi_fail(FSI_DAMAGED, "%s", message);
    png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

/// The orientation of the first EXIF chunk, which may follow the pixels.
static int32_t orientation(const uint8_t *bytes, size_t count) {
    size_t at = SIGNATURE_BYTES;
    while (count - at >= CHUNK_BYTES) {
        size_t size = (size_t)bytes[at] << 24 | (size_t)bytes[at + 1] << 16 | (size_t)bytes[at + 2] << 8 | bytes[at + 3];
        if (size > count - at - CHUNK_BYTES) break;
        if (memcmp(bytes + at + 4, "eXIf", 4) == 0) return fsi_exif_orientation(bytes + at + 8, size);
        at += CHUNK_BYTES + size;
    }
    return 1;
}

/// Everything between setjmp and its end: state lives in `state`, for locals are lost by a jump.
static fsi_status decode(decoding *state, source *from, int64_t max_pixels) {
    png_structp png = state->png;
    if (setjmp(png_jmpbuf(png))) return FSI_DAMAGED;
    png_set_read_fn(png, from, read_bytes);
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);  // our own limit follows, on width times height
    png_set_chunk_malloc_max(png, CHUNK_LIMIT);
    // Text, profiles, EXIF and the like are skipped: libpng takes the length that they claim before it reads them.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_read_info(png, state->info);

    png_uint_32 width = png_get_image_width(png, state->info);
    png_uint_32 height = png_get_image_height(png, state->info);
    png_byte type = png_get_color_type(png, state->info);
    int32_t colours = type & PNG_COLOR_MASK_COLOR ? 3 : 1;
    int has_alpha = (type & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, state->info, PNG_INFO_tRNS);
    fsi_status status = fsi_image_create(width, height, colours + has_alpha, max_pixels, &state->image);
    if (status != FSI_OK) return status;

    png_set_expand(png);    // palettes, fewer than 8 bits, transparent colours
    png_set_scale_16(png);  // 16 bits to 8, rounded
    png_set_interlace_handling(png);
    png_read_update_info(png, state->info);

    size_t row_bytes = png_get_rowbytes(png, state->info);
    int32_t channels = png_get_channels(png, state->info);
    if (channels != state->image->channels || row_bytes != (size_t)width * (size_t)channels) {
        return fsi_fail(FSI_UNSUPPORTED, "unsupported number of channels: %d", channels);
    }
    state->rows = malloc(sizeof *state->rows * height);
    if (!state->rows) return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for %u × %u pixels", width, height);
    for (png_uint_32 row = 0; row < height; row++) state->rows[row] = state->image->pixels + row * row_bytes;
    png_read_image(png, state->rows);
    png_read_end(png, NULL);
    return FSI_OK;
}

fsi_status fsi_png_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    decoding state = {0};
    source from = {bytes, count};
    state.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, fail, ignore);
    if (state.png) state.info = png_create_info_struct(state.png);
    fsi_status status =
        state.info ? decode(&state, &from, max_pixels) : fsi_fail(FSI_OUT_OF_MEMORY, "no memory for a PNG");
    if (state.png) png_destroy_read_struct(&state.png, &state.info, NULL);
    free(state.rows);
    if (status == FSI_OK) {
        state.image->orientation = orientation(bytes, count);
        *out = state.image;
    } else {
        fsi_image_free(state.image);
    }
    return status;
}

fsi_status fsi_png_encode(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, fsi_buffer *out) {
    png_image image = {.version = PNG_IMAGE_VERSION, .width = (png_uint_32)width, .height = (png_uint_32)height};
    image.format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
    png_alloc_size_t count = PNG_IMAGE_PNG_SIZE_MAX(image);
    uint8_t *bytes = malloc(count);
    if (!bytes) return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for a PNG of %d × %d pixels", width, height);
    if (!png_image_write_to_memory(&image, bytes, &count, 0, pixels, 0, NULL)) {
        free(bytes);
        return fsi_fail(FSI_DAMAGED, "%s", image.message);
    }
    *out = (fsi_buffer){bytes, count};
    return FSI_OK;
}
