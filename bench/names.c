/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The figures of the name matcher: names FOLDER (data/names-kh).  Prints one line each: what, value.  See
 * matching.sh.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/csv.h"
#include "i18n/name_match.h"

enum { CROWD = 2000 };

static struct slice file_read(struct arena *arena, const char *folder, const char *name) {
    enum { BYTES_MAX = 1 << 20 };
    FILE *file = fopen(arena_printf(arena, "%s/%s", folder, name).s, "rb");
    char *bytes = arena_alloc(arena, BYTES_MAX);
    size_t len = file ? fread(bytes, 1, BYTES_MAX, file) : 0;
    if (file) fclose(file);
    return (struct slice){bytes, len};
}

static void pairs_measure(struct arena *arena, const char *folder) {
    struct csv_reader csv;
    int right = 0, all = 0, false_merges = 0;
    csv_open(&csv, arena, file_read(arena, folder, "pairs-dev.csv"));
    csv_next(&csv);
    for (; csv_next(&csv); all++) {
        bool same = slice_equal(csv_cell(&csv, 0), S("1"));
        bool found = name_distance_text(arena, csv_cell(&csv, 2), csv_cell(&csv, 3)) <= NAME_POSSIBLE_MAX;
        right += found == same;
        false_merges += found && !same;
    }
    printf("pairs %d\npairs_right %d\nfalse_merges %d\n", all, right, false_merges);
}

/* By sound alone, as if the dictionary knew nothing. */
static int sound_distance(struct arena *arena, struct slice a, struct slice b) {
    struct name_sounds one = {.count = 0}, other = {.count = 0};
    name_sounds_add(&one, name_key_of(arena, a));
    name_sounds_add(&other, name_key_of(arena, b));
    name_sounds_finish(&one);
    name_sounds_finish(&other);
    return name_sounds_distance(&one, &other);
}

static void spellings_measure(struct arena *arena, const char *folder) {
    struct csv_reader csv;
    int all = 0, found = 0, by_sound = 0;
    csv_open(&csv, arena, file_read(arena, folder, "names.csv"));
    csv_next(&csv);
    while (csv_next(&csv)) {
        struct slice khmer = csv_cell(&csv, 1), latin = csv_cell(&csv, 2), rest = csv_cell(&csv, 3),
                     spelling = latin;
        do {
            if (!spelling.len) continue;
            all++;
            found += name_distance_text(arena, khmer, spelling) <= NAME_SAME_MAX;
            by_sound += sound_distance(arena, khmer, spelling) <= NAME_POSSIBLE_MAX ||
                        sound_distance(arena, latin, spelling) <= NAME_POSSIBLE_MAX;
        } while (slice_split(&rest, '|', &spelling));
    }
    printf("spellings %d\nspellings_found %d\nspellings_found_by_sound %d\n", all, found, by_sound);
}

/* Every one of a crowd with every one: family and given names of the dictionary, in Khmer and in Latin
 * letters by turns. */
static void crowd_measure(struct arena *arena) {
    const struct name **crowd = arena_make(arena, const struct name *, CROWD);
    for (size_t i = 0; i < CROWD; i++) {
        const struct name_entry *family = &name_entries[i * 7 % name_entry_count],
                                *given = &name_entries[i * 13 % name_entry_count];
        const char *text = arena_printf(arena, "%s %s", i % 2 ? family->khmer : family->latin,
                                        i % 2 ? given->khmer : given->latin)
                               .s;
        crowd[i] = name_read(arena, slice_of(text));
    }
    int64_t start = clock_monotonic_ns();
    long same = 0;
    for (size_t i = 0; i < CROWD; i++) {
        for (size_t k = 0; k < CROWD; k++)
            same += name_distance(crowd[i], crowd[k]) <= NAME_SAME_MAX;
    }
    printf("crowd_seconds %.3f\ncrowd_same %ld\n", (double)(clock_monotonic_ns() - start) / 1e9, same);
}

int main(int count, char **args) {
    const char *folder = count > 1 ? args[1] : "data/names-kh";
    struct arena *arena = arena_new();
    pairs_measure(arena, folder);
    spellings_measure(arena, folder);
    crowd_measure(arena);
    arena_free(arena);
    return 0;
}
