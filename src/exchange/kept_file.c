/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/kept_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 1 << 20 };

bool kept_folder_make(const char *folder) {
    return mkdir(folder, 0700) == 0 || errno == EEXIST;
}

static bool write_whole(int file, struct slice bytes) {
    for (size_t at = 0; at < bytes.len;) {
        size_t piece = bytes.len - at < PIECE_BYTES ? bytes.len - at : PIECE_BYTES;
        ssize_t sent = write(file, bytes.s + at, piece);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += (size_t)sent;
    }
    return fsync(file) == 0;
}

bool kept_file_write(const char *path, struct slice bytes) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = file >= 0 && write_whole(file, bytes);
    int why = errno;
    if (file >= 0) close(file);
    if (!good) unlink(path);
    errno = why;
    return good;
}
