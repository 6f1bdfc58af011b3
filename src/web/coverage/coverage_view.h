/* SPDX-License-Identifier: Apache-2.0 */
/* What the coverage pages read: the question of the address, and the cells that answer it. */
#ifndef MLUP_WEB_COVERAGE_VIEW_H
#define MLUP_WEB_COVERAGE_VIEW_H

#include "domain/coverage/coverage.h"
#include "web/web.h"

enum { COVERAGE_SMALL = 5 }; /* fewer people of another organisation are not told exactly */

struct coverage_view {
    struct org_entry *orgs; /* whose counts are shown; cells name them by index */
    size_t org_count;
    bool *is_open;         /* whose records the reader may see: a cell leads to them */
    struct uuid org;       /* asked for; zero: all */
    struct slice province; /* asked for; empty: the country */
    size_t digits;         /* of the rows: 2, 4 or 6 */
    size_t page;           /* of the rows, from 1 */
    bool has_activity;
    enum coverage_activity activity;
    struct coverage_period period;
    struct coverage commune; /* what was found, by commune */
    struct slice *vulnerable;
    size_t vulnerable_count;
};

/* False when the reader may not know any coverage; what cannot be asked is in web->refusal. */
bool coverage_view_ask(struct web *web, struct coverage_view *view);
void coverage_view_read(struct web *web, struct coverage_view *view);
/* Names all that coverage_view_read's answer depends on but the store: the question, and what its reader may
 * know. */
struct slice coverage_view_key(struct web *web, const struct coverage_view *view);
/* Another number after a change of anything the answer is made from, or of who may know it. */
uint64_t coverage_view_stamp(struct web *web);
/* "03": what the address of rows says; "province", "district" or "commune". */
struct slice coverage_view_level(const struct coverage_view *view);
/* "12", "12 / 14" (done of planned), or "1–4" of people who are not told exactly. */
struct slice coverage_view_number(struct web *web, const struct coverage_view *view,
                                  const struct coverage_cell *cell);
/* True when the number is not told exactly. */
bool coverage_view_is_small(const struct coverage_view *view, const struct coverage_cell *cell);
/* The cell as it is told to the reader: people of other organisations in steps. */
struct coverage_cell coverage_view_told(const struct coverage_view *view, const struct coverage_cell *cell);
const char *coverage_view_label(enum coverage_activity activity);

#endif
