/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file_map.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void unmap(void *handle) {
    struct slice *bytes = handle;
    munmap((void *)(uintptr_t)bytes->s, bytes->len);
}

bool file_map(struct arena *arena, const char *path, int64_t bytes_max, struct slice *bytes) {
    struct stat status;
    int file =
        open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer would hold the program */
    bool good =
        file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= bytes_max;
    size_t len = good ? (size_t)status.st_size : 0;
    void *mapped = len ? mmap(NULL, len, PROT_READ, MAP_PRIVATE, file, 0) : NULL;
    if (file >= 0) close(file);
    *bytes = S("");
    if (!good || mapped == MAP_FAILED) return false;
    if (!len) return true;
    struct slice *kept = arena_make(arena, struct slice, 1);
    *kept = *bytes = (struct slice){mapped, len};
    arena_defer(arena, unmap, kept);
    return true;
}
