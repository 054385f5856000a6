#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#include "Images.h"

static zip_t *opened(fsi_zip zip) { return (zip_t *)zip; }

/// Describes a libzip error without its system's error number, which says nothing of archives.
static fsi_status fail(zip_error_t *error) {
    switch (zip_error_code_zip(error)) {
    case ZIP_ER_MEMORY: return fsi_fail(FSI_OUT_OF_MEMORY, "no memory");
    case ZIP_ER_OPEN:
    case ZIP_ER_NOENT: return fsi_fail(FSI_UNREADABLE, "%s", zip_error_strerror(error));
    case ZIP_ER_NOZIP: return fsi_fail(FSI_DAMAGED, "it is not a zip file, or its end is missing");
    case ZIP_ER_CRC: return fsi_fail(FSI_DAMAGED, "its checksum is wrong");
    case ZIP_ER_EOF: return fsi_fail(FSI_DAMAGED, "it ends too early");
    case ZIP_ER_INCONS: return fsi_fail(FSI_DAMAGED, "its sizes or names are inconsistent");
    case ZIP_ER_COMPNOTSUPP: return fsi_fail(FSI_UNSUPPORTED, "unsupported compression method");
    case ZIP_ER_ENCRNOTSUPP:
    case ZIP_ER_NOPASSWD: return fsi_fail(FSI_UNSUPPORTED, "it is encrypted");
    default: return fsi_fail(FSI_DAMAGED, "%s", zip_error_strerror(error));
    }
}

fsi_status fsi_zip_open(const char *path, fsi_zip *out) {
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    if (zip) {
        *out = (fsi_zip)zip;
        return FSI_OK;
    }
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    fsi_status status = fail(&error);
    zip_error_fini(&error);
    return status;
}

int64_t fsi_zip_count(fsi_zip zip) { return zip_get_num_entries(opened(zip), 0); }

fsi_status fsi_zip_stat(fsi_zip zip, int64_t index, fsi_zip_member *out) {
    zip_stat_t stat;
    if (zip_stat_index(opened(zip), (zip_uint64_t)index, 0, &stat) != 0) return fail(zip_get_error(opened(zip)));
    zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC;
    if ((stat.valid & needed) != needed) {
        return fsi_fail(FSI_DAMAGED, "member %lld has no name or size", (long long)index);
    }
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    zip_file_get_external_attributes(opened(zip), (zip_uint64_t)index, 0, &system, &attributes);
    *out = (fsi_zip_member){
        .name = stat.name,
        .size = stat.size,
        .compressed_size = stat.comp_size,
        .checksum = stat.crc,
        .is_encrypted = (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE,
        .is_symbolic_link = system == ZIP_OPSYS_UNIX && ((attributes >> 16) & S_IFMT) == S_IFLNK,
    };
    return FSI_OK;
}

fsi_status fsi_zip_read(fsi_zip zip, int64_t index, uint8_t *bytes, uint64_t size) {
    zip_file_t *file = zip_fopen_index(opened(zip), (zip_uint64_t)index, 0);
    if (!file) return fail(zip_get_error(opened(zip)));
    fsi_status status = FSI_OK;
    uint64_t done = 0;
    uint8_t beyond;
    for (;;) {  // one byte past the end, for libzip checks the checksum there
        uint8_t *target = done < size ? bytes + done : &beyond;
        zip_int64_t got = zip_fread(file, target, done < size ? size - done : 1);
        if (got < 0) {
            status = fail(zip_file_get_error(file));
            break;
        }
        if (got == 0) {
            if (done < size) {
                status = fsi_fail(FSI_DAMAGED, "it ends after %llu of %llu bytes", (unsigned long long)done,
                                  (unsigned long long)size);
            }
            break;
        }
        if (done == size) {
            status = fsi_fail(FSI_DAMAGED, "it is longer than its declared %llu bytes", (unsigned long long)size);
            break;
        }
        done += (uint64_t)got;
    }
    zip_fclose(file);
    return status;
}

void fsi_zip_close(fsi_zip zip) {
    if (zip) zip_discard(opened(zip));
}
