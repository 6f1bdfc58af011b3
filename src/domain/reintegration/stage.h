/* SPDX-License-Identifier: Apache-2.0 */
/* The four stages of the circular of 26 December 2022, and the papers of each. */
#ifndef MLUP_DOMAIN_STAGE_H
#define MLUP_DOMAIN_STAGE_H

#include "base/arena.h"

enum stage { STAGE_PREPARE, STAGE_INTEGRATE, STAGE_MONITOR, STAGE_CLOSE, STAGES };

struct stage_paper {
    const char *code; /* of reintegration_paper_kind */
    enum stage stage;
    bool by_supervisor;
};
extern const struct stage_paper stage_papers[];
extern const size_t stage_paper_count;

/* Its name in English, and what stands in its address: "pre-integration" … */
const char *stage_label(enum stage stage);
const char *stage_code(enum stage stage);
/* False when there is none. */
bool stage_find(struct slice code, enum stage *stage);
/* The place of a paper in stage_papers; its bit in a set.  stage_paper_count when there is none. */
size_t stage_paper_find(struct slice code);

#endif
