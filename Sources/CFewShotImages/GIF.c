#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "Images.h"

typedef struct {
    const uint8_t *bytes;
    size_t left;
} source;

typedef struct {
    GifFileType *gif;
    fsi_image image;
    uint8_t *row;
} decoding;

static int read_bytes(GifFileType *gif, GifByteType *out, int count) {
    source *from = gif->UserData;
    size_t got = (size_t)count < from->left ? (size_t)count : from->left;
    memcpy(out, from->bytes, got);
    from->bytes += got;
    from->left -= got;
    return (int)got;
}

static fsi_status fail(int error) {
    if (error == D_GIF_ERR_NOT_ENOUGH_MEM) return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for a GIF");
    if (error == D_GIF_ERR_READ_FAILED || error == D_GIF_ERR_EOF_TOO_SOON) {
        return fsi_fail(FSI_DAMAGED, "it ends too early");
    }
    const char *reason = GifErrorString(error);
    return fsi_fail(FSI_DAMAGED, "its GIF data is corrupt: %s", reason ? reason : "unknown error");
}

/// Reads up to the first frame; `transparent` becomes its transparent colour, if it has one.
static fsi_status find_frame(GifFileType *gif, int *transparent) {
    for (;;) {
        GifRecordType record;
        if (DGifGetRecordType(gif, &record) == GIF_ERROR) return fail(gif->Error);
        if (record == IMAGE_DESC_RECORD_TYPE) return FSI_OK;
        if (record == TERMINATE_RECORD_TYPE) return fsi_fail(FSI_DAMAGED, "there is no frame in it");
        if (record != EXTENSION_RECORD_TYPE) continue;
        int code;
        GifByteType *block;  // its length, then its bytes
        if (DGifGetExtension(gif, &code, &block) == GIF_ERROR) return fail(gif->Error);
        GraphicsControlBlock control;
        if (block && code == GRAPHICS_EXT_FUNC_CODE &&
            DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) {
            *transparent = control.TransparentColor;
        }
        while (block) {
            if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) return fail(gif->Error);
        }
    }
}

/// The row of the frame that is the `index`th in the file.
static int interlaced(int index, int height) {
    static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    for (int pass = 0; pass < 4; pass++) {
        int rows = height <= starts[pass] ? 0 : (height - starts[pass] + steps[pass] - 1) / steps[pass];
        if (index < rows) return starts[pass] + index * steps[pass];
        index -= rows;
    }
    return height - 1;
}

static fsi_status decode(decoding *state, int64_t max_pixels) {
    GifFileType *gif = state->gif;
    int transparent = NO_TRANSPARENT_COLOR;
    fsi_status status = find_frame(gif, &transparent);
    if (status != FSI_OK) return status;
    if (DGifGetImageDesc(gif) == GIF_ERROR) return fail(gif->Error);
    GifImageDesc frame = gif->Image;
    const ColorMapObject *colours = frame.ColorMap ? frame.ColorMap : gif->SColorMap;
    if (!colours) return fsi_fail(FSI_DAMAGED, "there are no colours in it");
    if (frame.Width < 1 || frame.Height < 1 || frame.Left < 0 || frame.Top < 0) {
        return fsi_fail(FSI_DAMAGED, "its first frame has %d × %d pixels", frame.Width, frame.Height);
    }
    // Browsers enlarge the canvas to the first frame, and some programs write a canvas of no size.
    int64_t width = gif->SWidth, height = gif->SHeight;
    if (width < (int64_t)frame.Left + frame.Width) width = (int64_t)frame.Left + frame.Width;
    if (height < (int64_t)frame.Top + frame.Height) height = (int64_t)frame.Top + frame.Height;
    status = fsi_image_create(width, height, 4, max_pixels, &state->image);
    if (status != FSI_OK) return status;
    memset(state->image->pixels, 0, (size_t)width * (size_t)height * 4);
    state->row = malloc((size_t)frame.Width);
    if (!state->row) return fail(D_GIF_ERR_NOT_ENOUGH_MEM);

    for (int index = 0; index < frame.Height; index++) {
        if (DGifGetLine(gif, state->row, frame.Width) == GIF_ERROR) return fail(gif->Error);
        int64_t row = frame.Top + (frame.Interlace ? interlaced(index, frame.Height) : index);
        uint8_t *out = state->image->pixels + ((size_t)row * (size_t)width + (size_t)frame.Left) * 4;
        for (int column = 0; column < frame.Width; column++, out += 4) {
            int colour = state->row[column];
            if (colour == transparent || colour >= colours->ColorCount) continue;
            GifColorType value = colours->Colors[colour];
            out[0] = value.Red, out[1] = value.Green, out[2] = value.Blue, out[3] = 255;
        }
    }
    return FSI_OK;
}

fsi_status fsi_gif_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    source from = {bytes, count};
    int error = 0;
    decoding state = {0};
    state.gif = DGifOpen(&from, read_bytes, &error);
    if (!state.gif) return fail(error);
    fsi_status status = decode(&state, max_pixels);
    DGifCloseFile(state.gif, &error);
    free(state.row);
    if (status == FSI_OK) {
        *out = state.image;
    } else {
        fsi_image_free(state.image);
    }
    return status;
}
