/* SPDX-License-Identifier: Apache-2.0 */
/* The donor pack of a report as a reader may have it: from the snapshot in force, or from the records while
 * it is open. */
#ifndef MLUP_EXCHANGE_REPORT_PACK_H
#define MLUP_EXCHANGE_REPORT_PACK_H

#include "domain/place/gazetteer.h"
#include "domain/report/report_reach.h"
#include "exchange/pack_child.h"

struct report_pack_wish {
    enum pack_kind kind;
    enum lang langs[2];
    size_t lang_count;
    bool khmer_digits;
    struct gazetteer *gazetteer;
};

/* "en", "km", or "both": Khmer first, then English. */
bool report_pack_languages(struct slice code, struct report_pack_wish *wish);
/* The file, in the reader's arena; empty when it could not be made. */
struct slice report_pack_make(const struct report_reader *reader, const struct report_found *found,
                              const struct report_pack_wish *wish);

#endif
