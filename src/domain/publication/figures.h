/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The figures of a publication, and what must be hidden in them: small counts, as many others as are needed
 * so that no sum gives one back, and everything whose difference with an earlier publication would be the
 * count of a few people.  Pure: no database, no clock.
 */
#ifndef MLUP_DOMAIN_FIGURES_H
#define MLUP_DOMAIN_FIGURES_H

#include "base/doc.h"
#include "base/limits.h"

/* No count below it, and no class of rows, whatever is asked for. */
enum { PUBLICATION_LEAST = 5 };

/* In the order of figure_dims. */
enum figure_dim {
    FIGURE_YEAR,
    FIGURE_COUNTRY,
    FIGURE_SEX,
    FIGURE_AGE,
    FIGURE_EXPLOITATION,
    FIGURE_SERVICE,
    FIGURE_DIMS
};

struct figure_dim_row {
    const char *code, *label;
    bool is_several; /* one person may stand in several rows, so that they do not add up to the total */
};
extern const struct figure_dim_row figure_dims[FIGURE_DIMS];

struct figure_row {
    struct slice key;
    int64_t value;
    bool hidden;
};

struct figure_table {
    struct figure_row rows[LIMIT_FIGURE_ROWS];
    size_t count;
    bool is_dropped; /* nothing of it can be told */
};

struct figures {
    int64_t least; /* the smallest count that is shown, besides none */
    int64_t total;
    struct figure_table tables[FIGURE_DIMS];
};

/* The row of a table with several rows a person that counts everybody who stands in it, once. */
#define FIGURE_ANYBODY "any"
/* Adds to the row of the key, which is made when it is new; false when there are too many. */
bool figures_add(struct figures *figures, enum figure_dim dim, struct slice key, int64_t value);
/* Hides what must be hidden beside `earlier`, as they were published.  False, with the reason, when the total
 * itself differs from an earlier one by a few people. */
bool figures_suppress(struct figures *now, const struct figures *earlier, size_t count,
                      struct refusal *refusal);
/* Canonical JSON without what is hidden; and back.  False when it is no such document. */
struct slice figures_write(struct arena *arena, const struct figures *figures);
bool figures_read(const struct doc *content, struct figures *figures);

#endif
