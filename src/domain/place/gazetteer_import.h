/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A newer gazetteer: a CSV file is read, compared with what is stored, and the difference shown before anything
 * changes.  The first load is the same with an empty store.  An area that the file no longer has is closed (valid_to),
 * never deleted: records may name it.
 *
 * The file: UTF-8, first line names the columns.  Required: code, level, name_en, name_km, type; known besides:
 * parent_code, alias, valid_from, valid_to, merged_into; others are ignored.  The format is that of
 * data/gazetteer-kh/README.md.
 */
#ifndef MLUP_DOMAIN_PLACE_GAZETTEER_IMPORT_H
#define MLUP_DOMAIN_PLACE_GAZETTEER_IMPORT_H

#include "store/store.h"

/* One line of the file; texts are normalised and in the arena. */
struct area_row {
    struct slice code, name_km, name_latin, type, alias, merged_into;
    struct date valid_from, valid_to; /* DATE_NONE when the file does not say */
};

struct area_rows {
    struct area_row *rows; /* by code */
    size_t count;
};

/* Reads a whole file.  Pure; any bytes may come.  False after refusals that name the line ("line 12"). */
bool area_rows_read(struct arena *arena, struct slice csv, struct area_rows *rows, struct refusal *refusal);

enum area_difference {
    AREA_ADDED,
    AREA_RENAMED, /* Khmer, Latin or other names */
    AREA_RETYPED, /* a commune became a sangkat */
    AREA_BACK,    /* was closed, exists again */
    AREA_CLOSED,  /* the file says that it ended, or into which it was merged */
    AREA_MOVED,   /* gone, and one new area has its name and kind: it has another code, so another area above it */
    AREA_GONE,    /* not in the file */
    AREA_DIFFERENCES
};

struct area_change {
    enum area_difference kind; /* the first that applies; a renamed one may also change its kind */
    struct slice code;
    struct area_row before, now; /* empty codes: was not there; is not there */
    struct slice merged_into;    /* of MOVED: the new code */
    int64_t uses;                /* records that name it, for CLOSED, MOVED and GONE */
    struct slice used_in;        /* "Households 12, Sessions 3"; empty when nowhere */
    int64_t version;             /* of the stored area */
};

struct area_diff {
    struct area_change *changes; /* additions and changes by code, then what ends */
    size_t count, by_kind[AREA_DIFFERENCES], unchanged;
};

/* Compares the file with the stored areas. */
struct area_diff area_diff_make(struct store *store, struct arena *arena, const struct area_rows *rows);
/* Writes it in jobs of at most LIMIT_CHANGES_PER_JOB changes, areas before those below them; what is gone ends on
 * `today`.  `progress` may be NULL.  On a refusal the jobs before it stay written: a second import does the rest. */
enum outcome area_diff_apply(struct store *store, const struct actor *actor, const struct area_diff *diff,
                             struct date today, void (*progress)(void *context, size_t done, size_t all),
                             void *context, struct refusal *refusal) __attribute__((warn_unused_result));
/* Adds the places of the gazetteer inside the program that are not there yet; changes none that is. */
enum outcome gazetteer_load_built_in(struct store *store, const struct actor *actor,
                                     void (*progress)(void *context, size_t done, size_t all), void *context,
                                     struct refusal *refusal) __attribute__((warn_unused_result));
/* "added", "renamed"…; English. */
struct slice area_difference_word(enum area_difference kind);

#endif
