/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The donor pack: the document of a report as a PDF and as a workbook with charts of its own.  Both show
 * exactly the numbers of the document that they are given; nothing is worked out anew.
 */
#ifndef MLUP_EXCHANGE_PACK_H
#define MLUP_EXCHANGE_PACK_H

#include "domain/report/report_document.h"
#include "domain/report/report_words.h"

struct pack {
    struct document document; /* suppressed already when it goes outside */
    struct slice hash;        /* of the snapshot; empty: a draft */
    const char *state;        /* label of the report's state, in English */
    struct locale locale;
    struct promise_speech speech; /* of the same locale */
};

/* One pack after the other (the same report in two languages) in one file, in the arena.  Empty when a
 * library failed. */
struct slice pack_pdf(struct arena *arena, const struct pack packs[], size_t count);
/* The workbook, in the language of the pack. */
struct slice pack_xlsx(struct arena *arena, const struct pack *pack);

#endif
