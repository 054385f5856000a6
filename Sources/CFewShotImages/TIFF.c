#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "Images.h"

#if TIFFLIB_VERSION < 20221213
#error "libtiff 4.5 or newer is needed: older ones neither limit memory nor report errors file by file"
#endif

enum {
    /// Bytes that a pixel may take while it is decoded: four samples of 16 bits.
    PIXEL_BYTES = 8,
    /// Bytes beside pixels, of directories and small strips.
    EXTRA_BYTES = 1 << 20,
    /// Padding and shared strips may multiply what is decoded and read by this much.
    MULTIPLE = 4,
};

typedef struct {
    const uint8_t *bytes;
    toff_t count;
    toff_t position;
    char message[200];
} source;

typedef struct {
    TIFF *tiff;
    uint32_t *raster;
    fsi_image image;
} decoding;

static tmsize_t read_bytes(thandle_t handle, void *out, tmsize_t count) {
    source *from = handle;
    toff_t left = from->position < from->count ? from->count - from->position : 0;
    toff_t got = (toff_t)count < left ? (toff_t)count : left;
    memcpy(out, from->bytes + (got ? from->position : 0), (size_t)got);
    from->position += got;
    return (tmsize_t)got;
}

static tmsize_t write_bytes(thandle_t handle, void *bytes, tmsize_t count) {
    (void)handle, (void)bytes, (void)count;
    return -1;
}

static toff_t seek(thandle_t handle, toff_t offset, int origin) {
    source *from = handle;
    toff_t base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? from->position : from->count;
    return from->position = base + offset;
}

static int leave_open(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t size(thandle_t handle) { return ((source *)handle)->count; }

/// Lets libtiff read in place; it promises not to write there.
static int map(thandle_t handle, void **base, toff_t *count) {
    source *from = handle;
    memcpy(base, &from->bytes, sizeof *base);
    *count = from->count;
    return 1;
}

static void unmap(thandle_t handle, void *base, toff_t count) { (void)handle, (void)base, (void)count; }

/// Keeps the first message, the cause of those that follow.
static int note(TIFF *tiff, void *handle, const char *module, const char *format, va_list arguments) {
    (void)tiff, (void)module;
    source *from = handle;
    if (!from->message[0]) vsnprintf(from->message, sizeof from->message, format, arguments);
    return 1;
}

static int ignore(TIFF *tiff, void *handle, const char *module, const char *format, va_list arguments) {
    (void)tiff, (void)handle, (void)module, (void)format, (void)arguments;
    return 1;
}

static fsi_status fail(const source *from) {
    if (!from->message[0]) return fsi_fail(FSI_DAMAGED, "its TIFF data is corrupt");
    return fsi_fail(FSI_DAMAGED, "its TIFF data is corrupt: %s", from->message);
}

/// Refuses rare codecs, each a way in of its own.
static bool is_read(uint16_t compression) {
    switch (compression) {
    case COMPRESSION_NONE:
    case COMPRESSION_CCITTRLE:
    case COMPRESSION_CCITTFAX3:
    case COMPRESSION_CCITTFAX4:
    case COMPRESSION_LZW:
    case COMPRESSION_JPEG:
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_DEFLATE:
    case COMPRESSION_PACKBITS: return true;
    default: return false;
    }
}

/// Holds what strips or tiles unpack to and are read from against the limits: they may overlap in the file, and a tile may be
/// far larger than the image.
static fsi_status check_strips(TIFF *tiff, const source *from, int64_t max_pixels) {
    bool is_tiled = TIFFIsTiled(tiff);
    uint64_t strips = is_tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    uint64_t unpacked = is_tiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff);
    uint64_t most = (uint64_t)max_pixels * PIXEL_BYTES + EXTRA_BYTES;
    if (strips == 0 || unpacked == 0) return fail(from);
    if (unpacked > most || strips > most * MULTIPLE / unpacked) {
        return fsi_fail(FSI_TOO_LARGE, "%llu strips or tiles of %llu bytes; the limit is %llu in all",
                        (unsigned long long)strips, (unsigned long long)unpacked, (unsigned long long)most * MULTIPLE);
    }
    uint64_t packed = 0;
    for (uint64_t strip = 0; strip < strips; strip++) {
        uint64_t bytes = TIFFGetStrileByteCount(tiff, (uint32_t)strip);
        if (bytes > from->count) return fsi_fail(FSI_DAMAGED, "it ends too early");
        packed += bytes;
        if (packed > from->count * MULTIPLE) return fsi_fail(FSI_DAMAGED, "its strips or tiles overlap");
    }
    return FSI_OK;
}

/// Decodes as the file has it, for libtiff can't transpose.
static fsi_status read_raster(TIFF *tiff, source *from, uint32_t *raster, int *has_alpha) {
    char reason[1024] = "";
    TIFFRGBAImage reader;
    if (!TIFFRGBAImageOK(tiff, reason) || !TIFFRGBAImageBegin(&reader, tiff, 1, reason)) {
        return fsi_fail(FSI_UNSUPPORTED, "unsupported TIFF feature: %s", reason);
    }
    reader.req_orientation = reader.orientation;
    *has_alpha = reader.alpha != 0;
    int is_read = TIFFRGBAImageGet(&reader, raster, reader.width, reader.height);
    TIFFRGBAImageEnd(&reader);
    return is_read ? FSI_OK : fail(from);
}

/// Unpacks a raster, into whose colours libtiff has multiplied the opacity.
static void unpack(const uint32_t *raster, fsi_image image) {
    size_t pixels = (size_t)image->width * (size_t)image->height;
    uint8_t *out = image->pixels;
    for (size_t pixel = 0; pixel < pixels; pixel++) {
        uint32_t alpha = image->channels == 4 ? TIFFGetA(raster[pixel]) : 255;
        uint32_t colours[] = {TIFFGetR(raster[pixel]), TIFFGetG(raster[pixel]), TIFFGetB(raster[pixel])};
        for (int channel = 0; channel < 3; channel++) {
            uint32_t value = alpha ? (colours[channel] * 255 + alpha / 2) / alpha : 0;
            *out++ = (uint8_t)(value < 255 ? value : 255);
        }
        if (image->channels == 4) *out++ = (uint8_t)alpha;
    }
}

static fsi_status decode(decoding *state, source *from, int64_t max_pixels) {
    TIFF *tiff = state->tiff;
    uint32_t width = 0, height = 0;
    uint16_t compression = COMPRESSION_NONE, orientation = ORIENTATION_TOPLEFT;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    fsi_status status = fsi_check_size(width, height, max_pixels);
    if (status != FSI_OK) return status;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    if (!is_read(compression)) {
        return fsi_fail(FSI_UNSUPPORTED, "unsupported TIFF compression %u; save it as JPEG", compression);
    }
    status = check_strips(tiff, from, max_pixels);
    if (status != FSI_OK) return status;
    state->raster = calloc((size_t)width * height, sizeof *state->raster);
    if (!state->raster) return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for %u × %u pixels", width, height);
    int has_alpha = 0;
    status = read_raster(tiff, from, state->raster, &has_alpha);
    if (status != FSI_OK) return status;
    status = fsi_image_create(width, height, has_alpha ? 4 : 3, max_pixels, &state->image);
    if (status != FSI_OK) return status;
    unpack(state->raster, state->image);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
    state->image->orientation = orientation;
    return FSI_OK;
}

fsi_status fsi_tiff_decode(const uint8_t *bytes, size_t count, int64_t max_pixels, fsi_image *out) {
    source from = {.bytes = bytes, .count = count};
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options) return fsi_fail(FSI_OUT_OF_MEMORY, "no memory for a TIFF");
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)(max_pixels * PIXEL_BYTES + EXTRA_BYTES));
    TIFFOpenOptionsSetErrorHandlerExtR(options, note, &from);
    TIFFOpenOptionsSetWarningHandlerExtR(options, ignore, NULL);
    decoding state = {0};
    state.tiff =
        TIFFClientOpenExt("image", "r", &from, read_bytes, write_bytes, seek, leave_open, size, map, unmap, options);
    TIFFOpenOptionsFree(options);
    if (!state.tiff) return fail(&from);
    fsi_status status = decode(&state, &from, max_pixels);
    TIFFClose(state.tiff);
    free(state.raster);
    if (status == FSI_OK) {
        *out = state.image;
    } else {
        fsi_image_free(state.image);
    }
    return status;
}
