#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "Images.h"

// A progressive image may hold any number of scans of the whole picture, each a few bytes long: a bomb in time.
enum { SCAN_LIMIT = 500 };

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf escape;
} error_manager;

typedef struct {
    struct jpeg_decompress_struct decoder;
    struct jpeg_progress_mgr progress;
    error_manager errors;
    fsi_image image;
    uint8_t *row;  // of CMYK
} decoding;

static void fail(j_common_ptr decoder) {
    char message[JMSG_LENGTH_MAX];
    decoder->err->format_message(decoder, message);
    fsi_fail(FSI_DAMAGED, "%s", message);
    longjmp(((error_manager *)decoder->err)->escape, 1);
}

/// libjpeg fills in what is missing and only warns; missing pixels are an error here.
static void warn(j_common_ptr decoder, int level) {
    if (level >= 0) return;
    switch (decoder->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
        fail(decoder);
    default:
        break;
    }
}

static void count_scans(j_common_ptr decoder) {
    if (((j_decompress_ptr)decoder)->input_scan_number <= SCAN_LIMIT) return;
    fsi_fail(FSI_DAMAGED, "more than %d scans", SCAN_LIMIT);
    longjmp(((error_manager *)decoder->err)->escape, 1);
}

/// Turns a row of CMYK to RGB; Adobe writes it inverted.
static void convert(const uint8_t *in, uint8_t *out, int32_t width, int is_inverted) {
    for (int32_t pixel = 0; pixel < width; pixel++, in += 4) {
        for (int channel = 0; channel < 3; channel++) {
            int ink = is_inverted ? in[channel] : 255 - in[channel];
            int black = is_inverted ? in[3] : 255 - in[3];
            *out++ = (uint8_t)((ink * black + 127) / 255);
        }
    }
}

/// The orientation of the first EXIF block; there are other blocks under the same marker.
static int32_t orientation(j_decompress_ptr decoder) {
    for (jpeg_saved_marker_ptr marker = decoder->marker_list; marker; marker = marker->next) {
        if (marker->data_length > 6 && memcmp(marker->data, "Exif\0\0", 6) == 0) {
            return fsi_exif_orientation(marker->data, marker->data_length);
        }
    }
    return 1;
}

/// Everything between setjmp and its end: state lives in `state`, for locals are lost by a jump.
static fsi_status decode(decoding *state, const uint8_t *bytes, size_t count, int64_t max_pixels) {
    j_decompress_ptr decoder = &state->decoder;
    if (setjmp(state->errors.escape)) return FSI_DAMAGED;
    jpeg_create_decompress(decoder);
    decoder->progress = &state->progress;
    jpeg_mem_src(decoder, bytes, (unsigned long)count);
    jpeg_save_markers(decoder, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(decoder, TRUE);

    int is_grey = decoder->jpeg_color_space == JCS_GRAYSCALE;
    int is_cmyk = decoder->jpeg_color_space == JCS_CMYK || decoder->jpeg_color_space == JCS_YCCK;
    decoder->out_color_space = is_grey ? JCS_GRAYSCALE : is_cmyk ? JCS_CMYK : JCS_RGB;
    int32_t channels = is_grey ? 1 : 3;
    fsi_status status =
        fsi_image_create(decoder->image_width, decoder->image_height, channels, max_pixels, &state->image);
    if (status != FSI_OK) return status;
    state->image->orientation = orientation(decoder);
    if (is_cmyk && !(state->row = malloc((size_t)decoder->image_width * 4))) {
        return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for a row of %u pixels", decoder->image_width);
    }

    jpeg_start_decompress(decoder);
    size_t row_bytes = (size_t)state->image->width * (size_t)state->image->channels;
    while (decoder->output_scanline < decoder->output_height) {
        uint8_t *row = state->image->pixels + decoder->output_scanline * row_bytes;
        uint8_t *target = is_cmyk ? state->row : row;
        if (jpeg_read_scanlines(decoder, &target, 1) != 1) return fsi_fail(FSI_DAMAGED, "it ends too early");
        if (is_cmyk) convert(target, row, state->image->width, decoder->saw_Adobe_marker);
    }
    jpeg_finish_decompress(decoder);
    return FSI_OK;
}

fsi_status fsi_jpeg_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    decoding state = {0};
    state.decoder.err = jpeg_std_error(&state.errors.base);
    state.errors.base.error_exit = fail;
    state.errors.base.emit_message = warn;
    state.progress.progress_monitor = count_scans;
    fsi_status status = decode(&state, bytes, count, max_pixels);
    jpeg_destroy_decompress(&state.decoder);
    free(state.row);
    if (status == FSI_OK) {
        *out = state.image;
    } else {
        fsi_image_free(state.image);
    }
    return status;
}
