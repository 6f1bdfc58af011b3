/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Build-time tool: puts the program's files (templates, assets, fonts, translations, data) into one blob and writes
 * the table that finds them, for base/embedded.h.  Runs during the build only; never part of the program.
 *
 *   embed MANIFEST SOURCE_ROOT OUT.c OUT.bin OUT.d [NAME=FILE...]
 *
 * The manifest has lines `NAME PATH`: PATH under SOURCE_ROOT is a file or a folder.  Of a folder every file below
 * it is taken, with NAME before its path; *.md and files starting with '.' are left out.  '?' before NAME: may be
 * absent.  Files that the
 * build itself makes are given as NAME=FILE.  OUT.d names every file and folder read, so that ninja runs this again
 * when one changes or appears.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { FILES_MAX = 4096, FILE_BYTES_MAX = 32 * 1024 * 1024, HASH_BYTES = 16 };

struct file {
    char *name, *path;
    size_t offset, length, gzip_offset, gzip_length;
    char hash[2 * HASH_BYTES + 1];
};

struct embed {
    struct file files[FILES_MAX];
    size_t count;
    FILE *blob, *depfile;
    size_t blob_length;
};

static void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void die(const char *format, ...) {
    va_list args;
    fputs("embed: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

/* The two texts joined; never freed, the tool ends soon. */
static char *join(const char *first, const char *middle, const char *last) {
    char *text = NULL;
    if (asprintf(&text, "%s%s%s", first, middle, last) < 0) die("out of memory");
    return text;
}

static bool ends_with(const char *text, const char *end) {
    size_t text_length = strlen(text), end_length = strlen(end);
    return text_length >= end_length && strcmp(text + text_length - end_length, end) == 0;
}

/* Names the build itself depends on, one prerequisite. */
static void note_dependency(struct embed *embed, const char *path) {
    fputs(" \\\n ", embed->depfile);
    for (const char *p = path; *p; p++) {
        if (*p == ' ' || *p == '#') fputc('\\', embed->depfile);
        fputc(*p, embed->depfile);
    }
}

static unsigned char *read_file(const char *path, size_t *length) {
    FILE *in = fopen(path, "rb");
    if (!in) die("cannot open %s: %s", path, strerror(errno));
    unsigned char *bytes = malloc(FILE_BYTES_MAX + 1);
    if (!bytes) die("out of memory");
    *length = fread(bytes, 1, FILE_BYTES_MAX + 1, in);
    if (ferror(in)) die("cannot read %s", path);
    if (*length > FILE_BYTES_MAX) die("%s is larger than %d bytes", path, FILE_BYTES_MAX);
    fclose(in);
    return bytes;
}

static size_t write_blob(struct embed *embed, const unsigned char *bytes, size_t length) {
    size_t offset = embed->blob_length;
    if (fwrite(bytes, 1, length, embed->blob) != length) die("cannot write the blob");
    embed->blob_length += length;
    return offset;
}

/* A gzip form is kept only where it saves something: not for fonts and pictures. */
static void write_gzip(struct embed *embed, struct file *file, const unsigned char *bytes) {
    z_stream stream = {.next_in = (unsigned char *)bytes, .avail_in = (unsigned)file->length};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) die("zlib");
    size_t room = deflateBound(&stream, file->length);
    unsigned char *packed = malloc(room);
    if (!packed) die("out of memory");
    stream.next_out = packed;
    stream.avail_out = (unsigned)room;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) die("zlib");
    if (stream.total_out < file->length - file->length / 16) {
        file->gzip_length = stream.total_out;
        file->gzip_offset = write_blob(embed, packed, stream.total_out);
    }
    deflateEnd(&stream);
    free(packed);
}

static void add_file(struct embed *embed, const char *name, const char *path) {
    if (embed->count == FILES_MAX) die("more than %d files", FILES_MAX);
    struct file *file = &embed->files[embed->count++];
    file->name = join(name, "", "");
    file->path = join(path, "", "");
    unsigned char *bytes = read_file(path, &file->length);
    file->offset = write_blob(embed, bytes, file->length);
    /* Texts are handed to parsers that like to look one byte further. */
    write_blob(embed, (const unsigned char *)"", 1);
    write_gzip(embed, file, bytes);
    unsigned char hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, bytes, file->length, NULL, 0);
    sodium_bin2hex(file->hash, sizeof file->hash, hash, sizeof hash);
    free(bytes);
    note_dependency(embed, path);
}

static void add_path(struct embed *embed, const char *name, const char *path);

static void add_folder(struct embed *embed, const char *name, const char *path) {
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) die("cannot read the folder %s", path);
    note_dependency(embed, path);
    for (int i = 0; i < count; i++) {
        const char *entry = entries[i]->d_name;
        if (entry[0] != '.' && !ends_with(entry, ".md") && !ends_with(entry, "~"))
            add_path(embed, join(name, "/", entry), join(path, "/", entry));
        free(entries[i]);
    }
    free(entries);
}

static void add_path(struct embed *embed, const char *name, const char *path) {
    struct stat info;
    if (stat(path, &info) != 0)
        die("%s is missing%s", path, strstr(path, "node_modules") ? ": run `npm ci` first (./run does it)" : "");
    if (S_ISDIR(info.st_mode)) add_folder(embed, name, path);
    else add_file(embed, name, path);
}

static void add_manifest(struct embed *embed, const char *manifest, const char *root) {
    char line[1024], name[512], path[512];
    FILE *in = fopen(manifest, "r");
    if (!in) die("cannot open %s", manifest);
    note_dependency(embed, manifest);
    while (fgets(line, sizeof line, in)) {
        if (line[0] == '#' || line[0] == '\n') continue;
        if (sscanf(line, "%511s %511s", name, path) != 2) die("%s: a line is not NAME PATH: %s", manifest, line);
        const char *full_path = join(root, "/", path);
        if (name[0] != '?') add_path(embed, name, full_path);
        else if (access(full_path, F_OK) == 0) add_path(embed, name + 1, full_path);
    }
    fclose(in);
}

static int compare_files(const void *a, const void *b) {
    return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static const char *media_type(const char *name) {
    static const struct { const char *end, *type; } types[] = {
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".json", "application/json"},
        {".geojson", "application/geo+json"},
        {".webmanifest", "application/manifest+json"},
        {".csv", "text/csv; charset=utf-8"},
        {".txt", "text/plain; charset=utf-8"},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (ends_with(name, types[i].end)) return types[i].type;
    return "application/octet-stream";
}

static void write_table(const struct embed *embed, const char *path, const char *blob_path) {
    FILE *out = fopen(path, "w");
    if (!out) die("cannot write %s", path);
    fprintf(out, "/* Made by tools/embed.c. */\n#include \"base/embedded.h\"\n\n"
                 "__asm__(\".section .rodata\\n.balign 16\\nembedded_blob: .incbin \\\"%s\\\"\\n.previous\\n\");\n"
                 "extern const char embedded_blob[] __attribute__((visibility(\"hidden\")));\n\n"
                 "const struct embedded_file embedded_files[] = {\n", blob_path);
    for (size_t i = 0; i < embed->count; i++) {
        const struct file *file = &embed->files[i];
        fprintf(out, "    {S_INIT(\"%s\"), {embedded_blob + %zu, %zu}, ", file->name, file->offset, file->length);
        if (file->gzip_length) fprintf(out, "{embedded_blob + %zu, %zu}", file->gzip_offset, file->gzip_length);
        else fputs("{NULL, 0}", out);
        fprintf(out, ", S_INIT(\"%s\"), S_INIT(\"%s\")},\n", file->hash, media_type(file->name));
    }
    fprintf(out, "};\nconst size_t embedded_file_count = %zu;\n", embed->count);
    if (fclose(out) != 0) die("cannot write %s", path);
}

int main(int argc, char **argv) {
    static struct embed embed;
    if (argc < 6) die("usage: embed MANIFEST SOURCE_ROOT OUT.c OUT.bin OUT.d [NAME=FILE...]");
    if (sodium_init() < 0) die("libsodium");
    embed.blob = fopen(argv[4], "wb");
    embed.depfile = fopen(argv[5], "w");
    if (!embed.blob || !embed.depfile) die("cannot write %s", argv[4]);
    fprintf(embed.depfile, "%s:", argv[3]);
    add_manifest(&embed, argv[1], argv[2]);
    for (int i = 6; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (!equals) die("not NAME=FILE: %s", argv[i]);
        *equals = 0;
        add_file(&embed, argv[i], equals + 1);
    }
    fputc('\n', embed.depfile);
    if (fclose(embed.blob) != 0 || fclose(embed.depfile) != 0) die("cannot write the blob");
    qsort(embed.files, embed.count, sizeof embed.files[0], compare_files);
    for (size_t i = 1; i < embed.count; i++)
        if (strcmp(embed.files[i - 1].name, embed.files[i].name) == 0) die("two files named %s", embed.files[i].name);
    char *blob_path = realpath(argv[4], NULL);
    if (!blob_path) die("cannot find %s", argv[4]);
    write_table(&embed, argv[3], blob_path);
    free(blob_path);
    return 0;
}
