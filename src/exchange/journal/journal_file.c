/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "exchange/journal/journal_file.h"
#include "i18n/locale.h"

struct journal_file {
    int handle;
};

static int64_t file_read_block(void *context, char *buffer, size_t size) {
    struct journal_file *file = context;
    ssize_t got;
    do {
        got = read(file->handle, buffer, size);
    } while (got < 0 && errno == EINTR);
    return got;
}

static void file_close(void *context) {
    struct journal_file *file = context;
    close(file->handle);
}

static struct journal_source source_of(struct arena *arena, int handle, struct slice name) {
    struct journal_file *file = arena_make(arena, struct journal_file, 1);
    file->handle = handle;
    posix_fadvise(handle, 0, 0, POSIX_FADV_SEQUENTIAL);
    return (struct journal_source){file_read_block, file_close, file, arena_copy(arena, name)};
}

bool journal_file_open(struct arena *arena, struct slice path, struct journal_source *source,
                       const char **reason) {
    int handle =
        open(arena_cstr(arena, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer */
    struct stat about;
    *reason = NULL;
    if (handle < 0 || fstat(handle, &about) != 0)
        *reason = strerror(errno);
    else if (S_ISDIR(about.st_mode))
        *reason = strerror(EISDIR);
    else if (!S_ISREG(about.st_mode))
        *reason = "it can be read only once, so put it into a file";
    if (*reason) {
        if (handle >= 0) close(handle);
        return false;
    }
    *source = source_of(arena, handle, path);
    return true;
}

/* The path without links, or the empty slice. */
static struct slice real_path(struct arena *arena, struct slice path) {
    char *buffer = arena_alloc(arena, PATH_MAX);
    return slice_of(realpath(arena_cstr(arena, path), buffer));
}

static struct slice folder_part(struct slice path) {
    size_t at = path.len;
    while (at && path.s[at - 1] != '/') {
        at--;
    }
    return at ? slice_sub(path, 0, at) : S("./");
}

struct journal_folder *journal_folder_of(struct arena *arena, struct slice path) {
    struct journal_folder *folder = arena_make(arena, struct journal_folder, 1);
    folder->arena = arena;
    folder->path = real_path(arena, folder_part(path));
    return folder;
}

static bool lies_in(struct slice path, struct slice folder) {
    bool is_root = slice_equal(folder, S("/"));
    return folder.len && slice_starts(path, folder) &&
           (is_root || (path.len > folder.len && path.s[folder.len] == '/'));
}

static bool has_pattern(struct slice path) {
    for (size_t i = 0; i < path.len; i++) {
        if (strchr("*?[]{}", path.s[i])) return true;
    }
    return false;
}

/* The path is looked at after its links are gone, and opened without following one that came since. */
bool journal_folder_include(void *context, struct slice from, struct slice path,
                            struct journal_source *source, const char **reason) {
    struct journal_folder *folder = context;
    struct stat about;
    *reason = TR("{1} cannot be included: files are named one by one, from the folder of the first file");
    if (!path.len || path.s[0] == '/' || path.s[0] == '~' || has_pattern(path) ||
        memchr(path.s, '\0', path.len))
        return false;
    struct slice name = arena_join(folder->arena, folder_part(from), path),
                 real = real_path(folder->arena, name);
    if (!real.len) {
        *reason = TR("{1} cannot be included: it is not there");
        return false;
    }
    if (!lies_in(real, folder->path)) return false;
    int handle = open(arena_cstr(folder->arena, real), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool is_file = handle >= 0 && fstat(handle, &about) == 0 && S_ISREG(about.st_mode);
    if (is_file)
        *source = source_of(folder->arena, handle, name);
    else if (handle >= 0)
        close(handle);
    return is_file;
}

struct slice journal_file_beginning(struct arena *arena, struct slice path) {
    enum { BEGINNING_BYTES = 64 * 1024 };
    struct journal_source source;
    const char *reason;
    char *buffer = arena_alloc(arena, BEGINNING_BYTES);
    if (!journal_file_open(arena, path, &source, &reason)) return S("");
    int64_t got = source.read(source.context, buffer, BEGINNING_BYTES);
    source.close(source.context);
    return (struct slice){buffer, got > 0 ? (size_t)got : 0};
}

/* The endings that the programs give their files. */
static bool syntax_of_name(struct slice path, enum journal_syntax *syntax) {
    static const struct {
        struct slice ending;
        enum journal_syntax syntax;
    } endings[] = {{S_INIT(".beancount"), JOURNAL_BEANCOUNT},
                   {S_INIT(".bean"), JOURNAL_BEANCOUNT},
                   {S_INIT(".hledger"), JOURNAL_HLEDGER},
                   {S_INIT(".ledger"), JOURNAL_LEDGER}};
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        if (!slice_ends(path, endings[i].ending)) continue;
        *syntax = endings[i].syntax;
        return true;
    }
    return false;
}

enum journal_syntax journal_file_syntax(struct arena *arena, struct slice path) {
    enum journal_syntax syntax;
    return syntax_of_name(path, &syntax) ? syntax : journal_guess(journal_file_beginning(arena, path));
}
