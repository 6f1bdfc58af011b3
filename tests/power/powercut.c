/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A power cut, first half: an LD_PRELOAD library that writes down, in order, everything a program does to the files
 * of one folder: opens, writes, truncations, renames, deletions and syncs.  powerimage.c then makes, for any moment,
 * the files as a disk may hold them after a cut at that moment.  `kill -9` cannot show this: it loses nothing that
 * the kernel already has.
 *
 *   POWERCUT_FOLDER   absolute path; only files below it are recorded (never those ending in "-shm": SQLite's
 *                     shared memory is rebuilt after a cut)
 *   POWERCUT_LOG      the log, appended to; any process may append a line of its own:  A TEXT\n  says that the
 *                     write TEXT has been acknowledged by now
 *
 * Why the order can be trusted: an entry is one append to the log, and appends of all processes have one order.  A
 * write is noted after it was made, a sync is noted when it begins (B) and when it has ended (E): so whatever is
 * noted before B was on its way to the disk, and an acknowledgement that follows from the sync comes after E.
 *
 * The program must not keep what it writes in memory maps: a writable shared map of a recorded file is noted as an
 * error, and powerimage refuses the log.  Not for production; no part of the program.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HANDLES_MAX = 65536 };

/* Which file descriptors are recorded: the serial number of the open, 0 for none.  Guarded by `lock`, which is held
 * over every call that changes a file, so that the log has the order of the disk. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned handles[HANDLES_MAX];
static unsigned handle_last;
static int log_fd = -1;
static char folder[PATH_MAX];

/* The C library's own function behind the one that stands here. */
#define REAL(name) ((__typeof__(&name))real_function(#name))

static void *real_function(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (!function) abort();
    return function;
}

__attribute__((constructor)) static void start(void) {
    const char *log = getenv("POWERCUT_LOG"), *wanted = getenv("POWERCUT_FOLDER");
    if (!log || !wanted || !realpath(wanted, folder)) return;
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (log_fd < 0) abort();
}

/* One entry, one system call: appends are not mixed with those of others. */
static void note(const char *head, size_t head_length, const void *bytes, size_t length) {
    struct iovec parts[2] = {{(void *)head, head_length}, {(void *)bytes, length}};
    ssize_t written = (ssize_t)syscall(SYS_writev, log_fd, parts, length ? 2 : 1);
    if (written != (ssize_t)(head_length + length)) abort();
}

static void note_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void note_text(const char *format, ...) {
    char line[3 * PATH_MAX];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (length < 0 || (size_t)length >= sizeof line) abort();
    note(line, (size_t)length, NULL, 0);
}

static bool ends_with(const char *text, const char *end) {
    size_t text_length = strlen(text), end_length = strlen(end);
    return text_length >= end_length && strcmp(text + text_length - end_length, end) == 0;
}

/* The path below the folder ("" for the folder itself), or NULL when the file is none of ours.  The last part need
 * not exist; links in it are not followed. */
static const char *recorded_path(int at, const char *path, char full[static PATH_MAX]) {
    char parent[PATH_MAX], real_parent[PATH_MAX];
    size_t length = strlen(folder);
    if (log_fd < 0 || !path || (path[0] != '/' && at != AT_FDCWD) || strlen(path) >= PATH_MAX) return NULL;
    if (ends_with(path, "-shm")) return NULL;
    if (realpath(path, full) && strcmp(full, folder) == 0) return "";
    const char *slash = strrchr(path, '/');
    snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - path + 1) : 1, slash ? path : ".");
    if (!realpath(parent, real_parent)) return NULL;
    if (snprintf(full, PATH_MAX, "%s/%s", real_parent, slash ? slash + 1 : path) >= PATH_MAX) return NULL;
    return strncmp(full, folder, length) == 0 && full[length] == '/' ? full + length + 1 : NULL;
}

static unsigned handle_of(int fd) {
    return fd >= 0 && fd < HANDLES_MAX ? handles[fd] : 0;
}

/* O entry: pid:serial, '+' when the open made the file, '0' when it emptied it, '=' otherwise. */
static int open_recorded(int at, const char *path, int flags, mode_t mode) {
    char full[PATH_MAX];
    int saved = errno;
    const char *name = recorded_path(at, path, full);
    errno = saved;
    if (!name) return (int)syscall(SYS_openat, at, path, flags, mode);
    pthread_mutex_lock(&lock);
    bool was_there = syscall(SYS_faccessat, AT_FDCWD, full, F_OK) == 0;
    errno = saved;
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd >= HANDLES_MAX) abort();
    if (fd >= 0) {
        handles[fd] = ++handle_last;
        note_text("O %d:%u %c %s\n", getpid(), handle_last, was_there ? (flags & O_TRUNC ? '0' : '=') : '+', name);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

static mode_t mode_argument(int flags, va_list args) {
    return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(args, int) : 0;
}

#define OPEN_WITH(at)                                       \
    va_list args;                                           \
    va_start(args, flags);                                  \
    mode_t mode = mode_argument(flags, args);               \
    va_end(args);                                           \
    return open_recorded(at, path, flags, mode)

int open(const char *path, int flags, ...) { OPEN_WITH(AT_FDCWD); }
int open64(const char *path, int flags, ...) { OPEN_WITH(AT_FDCWD); }
int openat(int at, const char *path, int flags, ...) { OPEN_WITH(at); }
int openat64(int at, const char *path, int flags, ...) { OPEN_WITH(at); }

int creat(const char *path, mode_t mode) {
    return open_recorded(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int close(int fd) {
    pthread_mutex_lock(&lock);
    if (fd >= 0 && fd < HANDLES_MAX) handles[fd] = 0;
    int result = REAL(close)(fd);
    pthread_mutex_unlock(&lock);
    return result;
}

/* W entry: handle, offset, length, line end, the bytes. */
static void note_write(unsigned handle, off_t offset, const void *bytes, size_t length) {
    char head[80];
    int head_length = snprintf(head, sizeof head, "W %d:%u %lld %zu\n", getpid(), handle, (long long)offset, length);
    note(head, (size_t)head_length, bytes, length);
}

static ssize_t pwrite_recorded(int fd, const void *bytes, size_t length, off_t offset) {
    if (!handle_of(fd)) return (ssize_t)syscall(SYS_pwrite64, fd, bytes, length, offset);
    pthread_mutex_lock(&lock);
    ssize_t written = (ssize_t)syscall(SYS_pwrite64, fd, bytes, length, offset);
    int saved = errno;
    if (written > 0) note_write(handle_of(fd), offset, bytes, (size_t)written);
    pthread_mutex_unlock(&lock);
    errno = saved;
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    return pwrite_recorded(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
    return pwrite_recorded(fd, bytes, length, offset);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    if (!handle_of(fd)) return (ssize_t)syscall(SYS_write, fd, bytes, length);
    pthread_mutex_lock(&lock);
    ssize_t written = (ssize_t)syscall(SYS_write, fd, bytes, length);
    int saved = errno;
    if (written > 0) note_write(handle_of(fd), lseek(fd, 0, SEEK_CUR) - written, bytes, (size_t)written);
    pthread_mutex_unlock(&lock);
    errno = saved;
    return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!handle_of(fd)) return (ssize_t)syscall(SYS_writev, fd, parts, count);
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t written = write(fd, parts[i].iov_base, parts[i].iov_len);
        if (written < 0) return all ? all : written;
        all += written;
        if ((size_t)written < parts[i].iov_len) break;
    }
    return all;
}

static int ftruncate_recorded(int fd, off_t length) {
    if (!handle_of(fd)) return (int)syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_ftruncate, fd, length);
    int saved = errno;
    if (result == 0) note_text("T %d:%u %lld\n", getpid(), handle_of(fd), (long long)length);
    pthread_mutex_unlock(&lock);
    errno = saved;
    return result;
}

int ftruncate(int fd, off_t length) { return ftruncate_recorded(fd, length); }
int ftruncate64(int fd, off_t length) { return ftruncate_recorded(fd, length); }

/* Setting room aside may lengthen a file; the new length is what counts. */
static int allocate_recorded(int fd, off_t offset, off_t length) {
    struct stat info;
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_fallocate, fd, 0, offset, length);
    if (result == 0 && handle_of(fd) && fstat(fd, &info) == 0)
        note_text("T %d:%u %lld\n", getpid(), handle_of(fd), (long long)info.st_size);
    pthread_mutex_unlock(&lock);
    return result;
}

int fallocate(int fd, int mode, off_t offset, off_t length) {
    if (mode != 0 && handle_of(fd)) note_text("! fallocate with mode %d\n", mode);
    return mode ? (int)syscall(SYS_fallocate, fd, mode, offset, length) : allocate_recorded(fd, offset, length);
}

int posix_fallocate(int fd, off_t offset, off_t length) {
    return allocate_recorded(fd, offset, length) == 0 ? 0 : errno;
}

int posix_fallocate64(int fd, off64_t offset, off64_t length) { return posix_fallocate(fd, offset, length); }

/* The lock is not held while the disk works: others may go on writing, and what they write counts for the next. */
static int sync_recorded(int fd, long call) {
    unsigned handle = handle_of(fd);
    if (handle) note_text("B %d:%u\n", getpid(), handle);
    int result = (int)syscall(call, fd);
    int saved = errno;
    if (handle && result == 0) note_text("E %d:%u\n", getpid(), handle);
    errno = saved;
    return result;
}

int fsync(int fd) { return sync_recorded(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_recorded(fd, SYS_fdatasync); }

static int unlink_recorded(int at, const char *path, int flags) {
    char full[PATH_MAX];
    const char *name = recorded_path(at, path, full);
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_unlinkat, at, path, flags);
    int saved = errno;
    if (name && result == 0) note_text("U %s\n", name);
    pthread_mutex_unlock(&lock);
    errno = saved;
    return result;
}

int unlink(const char *path) { return unlink_recorded(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return unlink_recorded(at, path, flags); }
int remove(const char *path) { return unlink_recorded(AT_FDCWD, path, 0); }

/* R entry: both names, divided by a tab; '-' for one that is outside the folder. */
static int rename_recorded(int at_from, const char *from, int at_to, const char *to) {
    char full_from[PATH_MAX], full_to[PATH_MAX];
    const char *name_from = recorded_path(at_from, from, full_from), *name_to = recorded_path(at_to, to, full_to);
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_renameat, at_from, from, at_to, to);
    int saved = errno;
    if (result == 0 && name_from && name_to) note_text("R %s\t%s\n", name_from, name_to);
    else if (result == 0 && (name_from || name_to)) note_text("! renamed across the folder: %s\n", from);
    pthread_mutex_unlock(&lock);
    errno = saved;
    return result;
}

int rename(const char *from, const char *to) { return rename_recorded(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int at_from, const char *from, int at_to, const char *to) {
    return rename_recorded(at_from, from, at_to, to);
}

static void note_map(int fd, int protection, int flags) {
    if (handle_of(fd) && (protection & PROT_WRITE) && (flags & MAP_SHARED))
        note_text("! a writable shared map of a recorded file\n");
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
    note_map(fd, protection, flags);
    return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset) {
    return mmap(address, length, protection, flags, fd, offset);
}
