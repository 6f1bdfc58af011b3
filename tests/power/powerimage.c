/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A power cut, second half: reads the log of powercut.c and makes, for many moments, the files as a disk may hold
 * them after a cut at that moment; runs a checker on each and counts the images that lost something.
 *
 *   powerimage --log LOG --base FOLDER --work FOLDER --cuts N [--seed N] [--jobs N] --check COMMAND
 *
 * FOLDER base is a copy of the recorded folder from before the program started.  COMMAND runs by `sh -c` with
 * POWERCUT_IMAGE (a folder it may write to), POWERCUT_ACKS (a file: every TEXT acknowledged before the cut, one a
 * line) and POWERCUT_CUT (a name for the image); anything but exit code 0 is a loss.
 *
 * The model of the disk, made as unkind as POSIX allows:
 *   - what was noted before a sync of its file began, and that sync has ended: it is there;
 *   - a new name, a deletion or a renaming is there only after a sync of the folder;
 *   - anything else: in an image of kind `drop` it is not there; in one of kind `subset` each 512-byte sector of
 *     each write was written or not by the flip of a coin, in any order (a later write may have reached the disk
 *     when an earlier one did not), and so were truncations and names.
 * A sector itself is written whole or not at all.  Both kinds are made at every cut.
 * Half of the cuts are placed right behind an acknowledgement or the end of a sync, where a loss would show; the
 * others anywhere.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECTOR = 512, FILES_MAX = 65536, HANDLES_MAX = 65536, NAMES_MAX = 1024, CHANGES_MAX = 65536, JOBS_MAX = 16, TEXT_MAX = 4096 };

enum image_kind { IMAGE_DROP, IMAGE_SUBSET, IMAGE_KINDS };
static const char *const kind_names[] = {"drop", "subset"};

/* A write (bytes set) or a truncation (bytes NULL) that no sync has covered yet. */
struct pending {
    uint64_t serial;
    const char *bytes;
    size_t offset, length;
};

struct file {
    char *durable;
    size_t length, room;
    struct pending *pending;
    size_t pending_count, pending_room;
};

struct name {
    char path[NAME_MAX + 1];
    struct file *file;
};

/* A folder's names; a change of names that no sync of the folder has covered yet has the file or NULL (deleted). */
struct names {
    struct name items[NAMES_MAX];
    size_t count;
};

struct name_change {
    uint64_t serial;
    struct name name;
};

struct handle {
    char id[40];
    struct file *file; /* NULL: the folder */
    uint64_t sync_from;
};

struct disk {
    struct file files[FILES_MAX];
    size_t file_count;
    struct names live, durable;
    struct name_change changes[CHANGES_MAX];
    size_t change_count;
    struct handle handles[HANDLES_MAX];
    size_t handle_count;
    uint64_t serial;
    char *acks;
    size_t acks_length, acks_room;
};

/* One entry of the log. */
struct entry {
    char kind;
    char text[TEXT_MAX]; /* the rest of its line */
    const char *bytes;   /* of a write */
    size_t length, size; /* of the bytes; of the whole entry */
};

struct options {
    const char *log, *base, *work, *check;
    size_t cuts, jobs;
};

struct totals {
    size_t images[IMAGE_KINDS], losses[IMAGE_KINDS];
};

/* A checker that is running. */
struct job {
    pid_t pid;
    enum image_kind kind;
    size_t cut;
};

static uint64_t random_state = 1;

static void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void die(const char *format, ...) {
    va_list args;
    fputs("powerimage: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(2);
}

static void *resize(void *block, size_t size) {
    block = realloc(block, size ? size : 1);
    if (!block) die("out of memory");
    return block;
}

/* SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same images. */
static uint64_t random_next(void) {
    uint64_t z = (random_state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static bool coin(unsigned percent) { return random_next() % 100 < percent; }

/* ---- names ---- */

static struct file *names_find(const struct names *names, const char *path) {
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i].path, path) == 0) return names->items[i].file;
    return NULL;
}

/* Sets, replaces, or (file NULL) removes. */
static void names_set(struct names *names, const char *path, struct file *file) {
    size_t i = 0;
    while (i < names->count && strcmp(names->items[i].path, path) != 0) i++;
    if (!file) {
        if (i < names->count) names->items[i] = names->items[--names->count];
        return;
    }
    if (i == names->count) {
        if (++names->count > NAMES_MAX) die("more than %d names", NAMES_MAX);
        if ((size_t)snprintf(names->items[i].path, sizeof names->items[i].path, "%s", path) > NAME_MAX)
            die("name too long: %s", path);
    }
    names->items[i].file = file;
}

static void change_name(struct disk *disk, const char *path, struct file *file) {
    names_set(&disk->live, path, file);
    if (disk->change_count == CHANGES_MAX) die("more than %d unsynced names", CHANGES_MAX);
    struct name_change *change = &disk->changes[disk->change_count++];
    change->serial = ++disk->serial;
    change->name.file = file;
    snprintf(change->name.path, sizeof change->name.path, "%s", path);
}

/* ---- the content of a file ---- */

static struct file *file_new(struct disk *disk) {
    if (disk->file_count == FILES_MAX) die("more than %d files", FILES_MAX);
    return &disk->files[disk->file_count++];
}

static void file_set_length(struct file *file, size_t length) {
    if (length > file->room) {
        file->room = length * 2;
        file->durable = resize(file->durable, file->room);
    }
    if (length > file->length) memset(file->durable + file->length, 0, length - file->length);
    file->length = length;
}

static void file_apply(struct file *file, const struct pending *pending) {
    if (!pending->bytes) {
        file_set_length(file, pending->length);
        return;
    }
    if (pending->offset + pending->length > file->length) file_set_length(file, pending->offset + pending->length);
    memcpy(file->durable + pending->offset, pending->bytes, pending->length);
}

static void file_add(struct disk *disk, struct file *file, const char *bytes, size_t offset, size_t length) {
    if (file->pending_count == file->pending_room) {
        file->pending_room = file->pending_room * 2 + 64;
        file->pending = resize(file->pending, file->pending_room * sizeof file->pending[0]);
    }
    file->pending[file->pending_count++] = (struct pending){++disk->serial, bytes, offset, length};
}

/* A sync that began when `serial` was the latest has ended. */
static void file_sync(struct file *file, uint64_t serial) {
    size_t done = 0;
    while (done < file->pending_count && file->pending[done].serial <= serial)
        file_apply(file, &file->pending[done++]);
    file->pending_count -= done;
    memmove(file->pending, file->pending + done, file->pending_count * sizeof file->pending[0]);
}

static void folder_sync(struct disk *disk, uint64_t serial) {
    size_t done = 0;
    while (done < disk->change_count && disk->changes[done].serial <= serial) {
        names_set(&disk->durable, disk->changes[done].name.path, disk->changes[done].name.file);
        done++;
    }
    disk->change_count -= done;
    memmove(disk->changes, disk->changes + done, disk->change_count * sizeof disk->changes[0]);
}

/* ---- the log ---- */

/* Reads the entry at `at`; false at the end, also when the last one is not whole. */
static bool read_entry(const char *log, size_t size, size_t at, struct entry *entry) {
    const char *end = at < size ? memchr(log + at, '\n', size - at) : NULL;
    if (!end) return false;
    size_t length = (size_t)(end - (log + at));
    if (length < 2 || length - 2 >= sizeof entry->text || log[at + 1] != ' ') die("bad entry at byte %zu", at);
    entry->kind = log[at];
    memcpy(entry->text, log + at + 2, length - 2);
    entry->text[length - 2] = 0;
    entry->bytes = end + 1;
    entry->length = 0;
    if (entry->kind == 'W') {
        const char *last = strrchr(entry->text, ' ');
        if (!last) die("bad entry at byte %zu", at);
        entry->length = strtoull(last, NULL, 10);
    }
    entry->size = length + 1 + entry->length;
    return at + entry->size <= size;
}

static struct handle *find_handle(struct disk *disk, const char *text) {
    size_t length = strcspn(text, " ");
    for (size_t i = disk->handle_count; i-- > 0;)
        if (strlen(disk->handles[i].id) == length && memcmp(disk->handles[i].id, text, length) == 0)
            return &disk->handles[i];
    die("an entry of a file that was never opened: %s", text);
}

static void play_open(struct disk *disk, const char *text) {
    char id[40], how;
    int name_at = 0;
    if (sscanf(text, "%39s %c %n", id, &how, &name_at) != 2 || !name_at) die("bad open: %s", text);
    const char *path = text + name_at;
    if (disk->handle_count == HANDLES_MAX) die("more than %d opens", HANDLES_MAX);
    struct handle *handle = &disk->handles[disk->handle_count++];
    snprintf(handle->id, sizeof handle->id, "%s", id);
    if (!*path) return;
    handle->file = names_find(&disk->live, path);
    if (how == '+') change_name(disk, path, handle->file = file_new(disk));
    if (!handle->file) die("%s is not in the base folder", path);
    if (how == '0') file_add(disk, handle->file, NULL, 0, 0);
}

static void play_rename(struct disk *disk, const char *text) {
    char from[TEXT_MAX];
    const char *tab = strchr(text, '\t');
    if (!tab) die("bad renaming: %s", text);
    snprintf(from, sizeof from, "%.*s", (int)(tab - text), text);
    change_name(disk, tab + 1, names_find(&disk->live, from));
    change_name(disk, from, NULL);
}

static void play_ack(struct disk *disk, const char *text) {
    size_t length = strlen(text);
    if (disk->acks_length + length + 1 > disk->acks_room) {
        disk->acks_room = (disk->acks_length + length + 1) * 2;
        disk->acks = resize(disk->acks, disk->acks_room);
    }
    memcpy(disk->acks + disk->acks_length, text, length);
    disk->acks[disk->acks_length + length] = '\n';
    disk->acks_length += length + 1;
}

static void play(struct disk *disk, const struct entry *entry) {
    struct handle *handle = strchr("WTBE", entry->kind) ? find_handle(disk, entry->text) : NULL;
    const char *number = strchr(entry->text, ' ');
    switch (entry->kind) {
    case 'O': play_open(disk, entry->text); return;
    case 'W': file_add(disk, handle->file, entry->bytes, strtoull(number, NULL, 10), entry->length); return;
    case 'T': file_add(disk, handle->file, NULL, 0, strtoull(number, NULL, 10)); return;
    case 'B': handle->sync_from = disk->serial; return;
    case 'E':
        if (handle->file) file_sync(handle->file, handle->sync_from);
        else folder_sync(disk, handle->sync_from);
        return;
    case 'U': change_name(disk, entry->text, NULL); return;
    case 'R': play_rename(disk, entry->text); return;
    case 'A': play_ack(disk, entry->text); return;
    case '!': die("the log says: %s", entry->text);
    default: die("unknown entry '%c'", entry->kind);
    }
}

/* ---- images ---- */

static void write_file(const char *folder, const char *name, const char *bytes, size_t length) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= PATH_MAX) die("path too long");
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0) die("cannot write %s: %s", path, strerror(errno));
    while (length) {
        ssize_t written = write(fd, bytes, length);
        if (written <= 0) die("cannot write %s: %s", path, strerror(errno));
        bytes += written;
        length -= (size_t)written;
    }
    close(fd);
}

/* Some sectors of a write. */
static void apply_some_sectors(struct file *image, const struct pending *pending, unsigned percent) {
    for (size_t at = 0; at < pending->length;) {
        size_t part = SECTOR - (pending->offset + at) % SECTOR;
        if (part > pending->length - at) part = pending->length - at;
        struct pending sector = {0, pending->bytes + at, pending->offset + at, part};
        if (coin(percent)) file_apply(image, &sector);
        at += part;
    }
}

/* What the disk made of the writes between two truncations: any of them, in any order. */
static void apply_some_writes(struct file *image, struct pending *pending, size_t count, unsigned percent) {
    for (size_t i = count; i > 1; i--) {
        size_t j = random_next() % i;
        struct pending swapped = pending[i - 1];
        pending[i - 1] = pending[j];
        pending[j] = swapped;
    }
    for (size_t i = 0; i < count; i++) apply_some_sectors(image, &pending[i], percent);
}

static void apply_some(struct file *image, const struct file *file, unsigned percent) {
    size_t count = file->pending_count, from = 0;
    struct pending *pending = resize(NULL, count * sizeof pending[0]);
    memcpy(pending, file->pending, count * sizeof pending[0]);
    for (size_t i = 0; i <= count; i++) {
        if (i < count && pending[i].bytes) continue;
        apply_some_writes(image, pending + from, i - from, percent);
        if (i < count && coin(percent)) file_apply(image, &pending[i]);
        from = i + 1;
    }
    free(pending);
}

static void write_image_file(const char *folder, const struct name *name, enum image_kind kind, unsigned percent) {
    struct file image = {0};
    file_set_length(&image, name->file->length);
    if (image.length) memcpy(image.durable, name->file->durable, image.length);
    if (kind == IMAGE_SUBSET) apply_some(&image, name->file, percent);
    write_file(folder, name->path, image.durable, image.length);
    free(image.durable);
}

static void empty_folder(const char *path) {
    char file[PATH_MAX];
    struct dirent *entry;
    if (mkdir(path, 0755) != 0 && errno != EEXIST) die("cannot make %s: %s", path, strerror(errno));
    DIR *dir = opendir(path);
    if (!dir) die("cannot read %s", path);
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.') continue;
        if (snprintf(file, sizeof file, "%s/%s", path, entry->d_name) < PATH_MAX) unlink(file);
    }
    closedir(dir);
}

static void write_image(const struct disk *disk, const char *folder, enum image_kind kind) {
    static struct names names;
    /* Few of the writes, half, nearly all: each kind of image finds other mistakes. */
    static const unsigned percents[] = {3, 20, 50, 80, 97};
    unsigned percent = percents[random_next() % 5];
    names = disk->durable;
    for (size_t i = 0; kind == IMAGE_SUBSET && i < disk->change_count; i++)
        if (coin(percent)) names_set(&names, disk->changes[i].name.path, disk->changes[i].name.file);
    empty_folder(folder);
    for (size_t i = 0; i < names.count; i++) write_image_file(folder, &names.items[i], kind, percent);
}

static void load_base(struct disk *disk, const char *base) {
    char path[PATH_MAX];
    struct dirent *entry;
    struct stat info;
    DIR *dir = opendir(base);
    if (!dir) die("cannot read %s", base);
    while ((entry = readdir(dir))) {
        if (snprintf(path, sizeof path, "%s/%s", base, entry->d_name) >= PATH_MAX) die("path too long");
        if (stat(path, &info) != 0 || !S_ISREG(info.st_mode) || strstr(path, "-shm")) continue;
        struct file *file = file_new(disk);
        file_set_length(file, (size_t)info.st_size);
        FILE *in = fopen(path, "rb");
        if (!in || fread(file->durable, 1, file->length, in) != file->length) die("cannot read %s", path);
        fclose(in);
        names_set(&disk->live, entry->d_name, file);
        names_set(&disk->durable, entry->d_name, file);
    }
    closedir(dir);
}

/* ---- checkers ---- */

static void finish_job(struct job *job, struct totals *totals) {
    int status;
    if (!job->pid) return;
    if (waitpid(job->pid, &status, 0) < 0) die("waitpid: %s", strerror(errno));
    totals->images[job->kind]++;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        totals->losses[job->kind]++;
        printf("# lost: cut %zu, image %s\n", job->cut, kind_names[job->kind]);
    }
    job->pid = 0;
}

static void start_job(struct job *job, const struct options *options, const struct disk *disk, size_t slot) {
    char folder[PATH_MAX], acks[PATH_MAX + 8], cut[64];
    snprintf(folder, sizeof folder, "%s/image-%zu", options->work, slot);
    snprintf(acks, sizeof acks, "%s.acks", folder);
    snprintf(cut, sizeof cut, "%zu-%s", job->cut, kind_names[job->kind]);
    write_image(disk, folder, job->kind);
    write_file(options->work, strrchr(acks, '/') + 1, disk->acks, disk->acks_length);
    fflush(stdout);
    job->pid = fork();
    if (job->pid < 0) die("fork: %s", strerror(errno));
    if (job->pid > 0) return;
    setenv("POWERCUT_IMAGE", folder, 1);
    setenv("POWERCUT_ACKS", acks, 1);
    setenv("POWERCUT_CUT", cut, 1);
    execl("/bin/sh", "sh", "-c", options->check, (char *)NULL);
    _exit(127);
}

/* ---- cuts ---- */

static int compare_sizes(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

/* Byte positions behind an entry, from the first acknowledgement on, sorted.  `*count` becomes what there is. */
static size_t *choose_cuts(const char *log, size_t size, size_t *count) {
    struct entry entry;
    size_t all = 0, ends = 0, *any = resize(NULL, size / 4 * sizeof any[0] + 8), *telling = resize(NULL, size / 4 * sizeof any[0] + 8);
    bool started = false;
    for (size_t at = 0; read_entry(log, size, at, &entry); at += entry.size) {
        started = started || entry.kind == 'A';
        if (!started) continue;
        any[all++] = at + entry.size;
        if (entry.kind == 'A' || entry.kind == 'E') telling[ends++] = at + entry.size;
    }
    if (!all) die("the log has no acknowledgement");
    size_t *cuts = resize(NULL, *count * sizeof cuts[0]);
    for (size_t i = 0; i < *count; i++)
        cuts[i] = i % 2 ? any[random_next() % all] : telling[random_next() % ends];
    qsort(cuts, *count, sizeof cuts[0], compare_sizes);
    free(any);
    free(telling);
    return cuts;
}

static void cut_all(const struct options *options, const char *log, size_t size, struct totals *totals) {
    static struct disk disk;
    struct job jobs[JOBS_MAX] = {0};
    struct entry entry;
    size_t count = options->cuts, at = 0, slot = 0, *cuts = choose_cuts(log, size, &count);
    load_base(&disk, options->base);
    for (size_t cut = 0; cut < count; cut++) {
        for (; at < cuts[cut] && read_entry(log, size, at, &entry); at += entry.size) play(&disk, &entry);
        for (int kind = 0; kind < IMAGE_KINDS; kind++) {
            finish_job(&jobs[slot], totals);
            jobs[slot] = (struct job){.kind = (enum image_kind)kind, .cut = cut};
            start_job(&jobs[slot], options, &disk, slot);
            slot = (slot + 1) % options->jobs;
        }
    }
    for (size_t i = 0; i < options->jobs; i++) finish_job(&jobs[i], totals);
    free(cuts);
}

static void read_options(int argc, char **argv, struct options *options) {
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *value = argv[i + 1];
        if (strcmp(argv[i], "--log") == 0) options->log = value;
        else if (strcmp(argv[i], "--base") == 0) options->base = value;
        else if (strcmp(argv[i], "--work") == 0) options->work = value;
        else if (strcmp(argv[i], "--check") == 0) options->check = value;
        else if (strcmp(argv[i], "--cuts") == 0) options->cuts = strtoull(value, NULL, 10);
        else if (strcmp(argv[i], "--jobs") == 0) options->jobs = strtoull(value, NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0) random_state = strtoull(value, NULL, 10);
        else die("unknown option %s", argv[i]);
    }
    if (argc % 2 == 0 || !options->log || !options->base || !options->work || !options->check || !options->cuts)
        die("usage: powerimage --log LOG --base FOLDER --work FOLDER --cuts N [--seed N] [--jobs N] --check COMMAND");
    if (options->jobs < 1 || options->jobs > JOBS_MAX) die("--jobs is 1 to %d", JOBS_MAX);
}

int main(int argc, char **argv) {
    struct options options = {.jobs = 2};
    struct totals totals = {0};
    struct stat info;
    read_options(argc, argv, &options);
    int fd = open(options.log, O_RDONLY);
    if (fd < 0 || fstat(fd, &info) != 0 || info.st_size == 0) die("cannot read %s", options.log);
    const char *log = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (log == MAP_FAILED) die("cannot map %s", options.log);
    mkdir(options.work, 0755);
    cut_all(&options, log, (size_t)info.st_size, &totals);
    printf("%zu cut points, %zu images: drop lost %zu, subset lost %zu\n", options.cuts,
           totals.images[IMAGE_DROP] + totals.images[IMAGE_SUBSET], totals.losses[IMAGE_DROP],
           totals.losses[IMAGE_SUBSET]);
    return totals.losses[IMAGE_DROP] || totals.losses[IMAGE_SUBSET] ? 1 : 0;
}
