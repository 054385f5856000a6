#include <string.h>
#include <strings.h>

#include "Images.h"

/// Bytes at a place that tell a kind.
typedef struct {
    const char *name;  // with its article
    size_t offset;
    const char *bytes;
    size_t count;
    fsi_decoder decoder;
} kind;

#define KIND(name, offset, bytes, decoder) {name, offset, bytes, sizeof bytes - 1, decoder}

static const kind kinds[] = {
    KIND("a PNG", 0, "\x89PNG\r\n\x1a\n", fsi_png_decode),
    KIND("a JPEG", 0, "\xff\xd8\xff", fsi_jpeg_decode),
    KIND("a GIF", 0, "GIF87a", fsi_gif_decode),
    KIND("a GIF", 0, "GIF89a", fsi_gif_decode),
    KIND("a Canon raw", 8, "CR\x02", NULL),
    KIND("a TIFF", 0, "II*\0", fsi_tiff_decode),
    KIND("a TIFF", 0, "MM\0*", fsi_tiff_decode),
    KIND("a TIFF", 0, "II+\0", fsi_tiff_decode),
    KIND("a TIFF", 0, "MM\0+", fsi_tiff_decode),
    KIND("a JPEG XL", 0, "\xff\x0a", NULL),
    KIND("a JPEG XL", 4, "JXL \r\n\x87\n", NULL),
    KIND("a JPEG 2000", 4, "jP  \r\n\x87\n", NULL),
    KIND("a JPEG 2000", 0, "\xff\x4f\xff\x51", NULL),
    KIND("a Photoshop", 0, "8BPS", NULL),
    KIND("a GIMP", 0, "gimp xcf", NULL),
    KIND("an OpenEXR", 0, "\x76\x2f\x31\x01", NULL),
    KIND("a PDF", 0, "%PDF-", NULL),
    KIND("a PostScript", 0, "%!PS", NULL),
    KIND("an ICO", 0, "\0\0\1\0", NULL),
};

/// An ISO base media file begins with a box of brands.
static const kind *kind_by_brands(const uint8_t *bytes, size_t count) {
    static const kind avif = {"an AVIF", 0, "", 0, fsi_avif_decode}, heic = {"a HEIC", 0, "", 0, NULL};
    static const kind raw = {"a Canon raw", 0, "", 0, NULL};
    if (count < 16 || memcmp(bytes + 4, "ftyp", 4) != 0) return NULL;
    size_t end = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
    if (end > count) end = count;
    const kind *found = NULL;
    for (size_t brand = 8; brand + 4 <= end; brand += 4) {
        if (brand == 12) continue;  // the version
        if (memcmp(bytes + brand, "avif", 4) == 0 || memcmp(bytes + brand, "avis", 4) == 0) return &avif;
        if (memcmp(bytes + brand, "crx ", 4) == 0) found = &raw;
        bool is_heif = memcmp(bytes + brand, "mif1", 4) == 0 || memcmp(bytes + brand, "msf1", 4) == 0;
        if (!found && (is_heif || memcmp(bytes + brand, "he", 2) == 0)) found = &heic;
    }
    return found;
}

static bool contains(const uint8_t *bytes, size_t count, const char *text) {
    size_t length = strlen(text);
    for (size_t start = 0; start + length <= count; start++) {
        if (strncasecmp((const char *)bytes + start, text, length) == 0) return true;
    }
    return false;
}

/// A name for text that begins like markup; NULL for other text.
static const char *markup(const uint8_t *bytes, size_t count) {
    if (count >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) bytes += 3, count -= 3;
    while (count > 0 && strchr(" \t\r\n", *bytes) && *bytes) bytes++, count--;
    if (count == 0 || *bytes != '<') return NULL;
    size_t looked = count < 4096 ? count : 4096;
    if (contains(bytes, looked, "<html") || contains(bytes, looked, "<!doctype html")) return "a web page";
    return contains(bytes, looked, "<svg") ? "an SVG" : NULL;
}

static const kind *kind_of(const uint8_t *bytes, size_t count) {
    static const kind webp = {"a WebP", 0, "", 0, fsi_webp_decode}, bmp = {"a BMP", 0, "", 0, fsi_bmp_decode};
    if (count >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0) return &webp;
    // Two letters are few: the size of the header that follows tells BMP from text.
    if (count >= 18 && memcmp(bytes, "BM", 2) == 0 && fsi_little32(bytes + 14) <= 124) return &bmp;
    for (size_t index = 0; index < sizeof kinds / sizeof *kinds; index++) {
        const kind *known = &kinds[index];
        if (count >= known->offset + known->count &&
            memcmp(bytes + known->offset, known->bytes, known->count) == 0) {
            return known;
        }
    }
    return kind_by_brands(bytes, count);
}

fsi_decoder fsi_decoder_for(const uint8_t *bytes, size_t count, fsi_status *status) {
    if (count == 0) {
        *status = fsi_fail(FSI_UNKNOWN_KIND, "it is empty");
        return NULL;
    }
    const kind *known = kind_of(bytes, count);
    if (known && known->decoder) return known->decoder;
    const char *name = known ? known->name : markup(bytes, count);
    if (!name) {
        *status = fsi_fail(FSI_UNKNOWN_KIND, "it is not a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF image");
    } else if (!known && strcmp(name, "an SVG") != 0) {
        *status = fsi_fail(FSI_UNKNOWN_KIND, "it is %s, not a picture", name);
    } else {
        *status = fsi_fail(FSI_UNSUPPORTED, "it is %s picture, which isn't read here; save it as JPEG", name);
    }
    return NULL;
}
