/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_log.h"

#include <pthread.h>
#include <sqlite3.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/log.h"

/* A log that is open; the system's own file lies behind it in the memory that SQLite gives. */
struct log_file {
    sqlite3_file base;
    char *bytes; /* not written yet: `count` of them, from `start` of the file on */
    sqlite3_int64 start;
    int count;
};

static sqlite3_vfs *system_vfs, log_vfs;
static pthread_once_t registered = PTHREAD_ONCE_INIT;

static sqlite3_file *system_file(sqlite3_file *file) {
    return (sqlite3_file *)((struct log_file *)file + 1);
}

static int log_flush(sqlite3_file *file) {
    struct log_file *log = (struct log_file *)file;
    int count = log->count;
    if (!count) return SQLITE_OK;
    log->count = 0; /* also when it fails: then SQLite gives the transaction up, and writes there again */
    return system_file(file)->pMethods->xWrite(system_file(file), log->bytes, count, log->start);
}

static int log_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
    struct log_file *log = (struct log_file *)file;
    bool continues =
        log->count && log->start + log->count == at && log->count + count <= LIMIT_LOG_GATHERED_BYTES;
    int code = continues ? SQLITE_OK : log_flush(file);
    if (code != SQLITE_OK) return code;
    if (count > LIMIT_LOG_GATHERED_BYTES)
        return system_file(file)->pMethods->xWrite(system_file(file), bytes, count, at);
    if (!log->count) log->start = at;
    memcpy(log->bytes + log->count, bytes, (size_t)count);
    log->count += count;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) {
    int code = log_flush(file);
    return code == SQLITE_OK ? system_file(file)->pMethods->xRead(system_file(file), bytes, count, at) : code;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int code = log_flush(file);
    return code == SQLITE_OK ? system_file(file)->pMethods->xTruncate(system_file(file), size) : code;
}

static int log_sync(sqlite3_file *file, int flags) {
    int code = log_flush(file);
    return code == SQLITE_OK ? system_file(file)->pMethods->xSync(system_file(file), flags) : code;
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size) {
    int code = log_flush(file);
    return code == SQLITE_OK ? system_file(file)->pMethods->xFileSize(system_file(file), size) : code;
}

static int log_lock(sqlite3_file *file, int lock) {
    return system_file(file)->pMethods->xLock(system_file(file), lock);
}

static int log_unlock(sqlite3_file *file, int lock) {
    return system_file(file)->pMethods->xUnlock(system_file(file), lock);
}

static int log_check_lock(sqlite3_file *file, int *is_locked) {
    return system_file(file)->pMethods->xCheckReservedLock(system_file(file), is_locked);
}

static int log_control(sqlite3_file *file, int what, void *argument) {
    int code = log_flush(file);
    return code == SQLITE_OK ? system_file(file)->pMethods->xFileControl(system_file(file), what, argument)
                             : code;
}

static int log_sector(sqlite3_file *file) {
    return system_file(file)->pMethods->xSectorSize(system_file(file));
}

static int log_device(sqlite3_file *file) {
    return system_file(file)->pMethods->xDeviceCharacteristics(system_file(file));
}

static int log_close(sqlite3_file *file) {
    int code = log_flush(file), closed = system_file(file)->pMethods->xClose(system_file(file));
    heap_free(((struct log_file *)file)->bytes);
    return code == SQLITE_OK ? closed : code;
}

static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_check_lock,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_device,
};

static int log_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out) {
    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL)) return system_vfs->xOpen(system_vfs, name, file, flags, flags_out);
    struct log_file *log = (struct log_file *)file;
    *log = (struct log_file){.count = 0};
    int code = system_vfs->xOpen(system_vfs, name, system_file(file), flags, flags_out);
    if (code != SQLITE_OK) return code; /* without methods: SQLite does not close it */
    log->bytes = heap_alloc(LIMIT_LOG_GATHERED_BYTES);
    log->base.pMethods = &log_methods;
    return SQLITE_OK;
}

static void vfs_register(void) {
    system_vfs = sqlite3_vfs_find(NULL);
    ASSERT(system_vfs);
    log_vfs = *system_vfs; /* everything but opening is the system's, with its own data */
    log_vfs.pNext = NULL;
    log_vfs.zName = "mlup";
    log_vfs.szOsFile = system_vfs->szOsFile + (int)sizeof(struct log_file);
    log_vfs.xOpen = log_open;
    if (sqlite3_vfs_register(&log_vfs, 0) != SQLITE_OK) BUG("the VFS of the log is not taken");
}

const char *sqlite_log_vfs(void) {
    pthread_once(&registered, vfs_register);
    return log_vfs.zName;
}
