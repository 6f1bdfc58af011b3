/* SPDX-License-Identifier: Apache-2.0 */
/* What was said of two files that resemble each other, remembered: one person, or two. */
#ifndef MLUP_DOMAIN_CASE_PAIR_H
#define MLUP_DOMAIN_CASE_PAIR_H

#include "domain/care/double.h"
#include "store/rule.h"

struct case_answer {
    struct uuid one, other;
    int64_t score;      /* 0: not known */
    const char *answer; /* of pair_answer */
};

/* Inside the writer's transaction; what was said before of the two is said anew. */
void case_pair_note(struct rule *rule, struct uuid org, const struct case_answer *answer);
/* The file that people mean by a code: its own, or that of one that was merged into it; zero when there is
 * none. */
struct uuid case_file_by_code(struct db *db, struct uuid org, struct slice code);

#endif
