/* SPDX-License-Identifier: Apache-2.0 */
#include "http/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"

struct spool {
    int file;
    size_t len;
    void *mapped;
};

/* Some file systems know no files without a name. */
static int open_named(const char *folder) {
    struct arena *arena = arena_new();
    char *path = arena_cstr(arena, arena_join(arena, slice_of(folder), S("/body-XXXXXX")));
    int file = mkostemp(path, O_CLOEXEC);
    if (file >= 0) unlink(path);
    arena_free(arena);
    return file;
}

struct spool *spool_open(const char *folder) {
    int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) file = open_named(folder);
    if (file < 0) {
        log_fail("no file for what is being sent: %s", strerror(errno));
        return NULL;
    }
    struct spool *spool = heap_alloc(sizeof *spool);
    *spool = (struct spool){.file = file};
    return spool;
}

bool spool_take(struct spool *spool, struct slice piece) {
    while (piece.len) {
        ssize_t written = write(spool->file, piece.s, piece.len);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        spool->len += (size_t)written;
        piece = slice_sub(piece, (size_t)written, piece.len);
    }
    return true;
}

bool spool_read(struct spool *spool, struct slice *bytes) {
    *bytes = S("");
    if (!spool->len) return true;
    void *mapped = mmap(NULL, spool->len, PROT_READ, MAP_SHARED, spool->file, 0);
    if (mapped == MAP_FAILED) return false;
    madvise(mapped, spool->len, MADV_SEQUENTIAL);
    spool->mapped = mapped;
    *bytes = (struct slice){mapped, spool->len};
    return true;
}

void spool_close(struct spool *spool) {
    if (!spool) return;
    if (spool->mapped) munmap(spool->mapped, spool->len);
    close(spool->file);
    heap_free(spool);
}
