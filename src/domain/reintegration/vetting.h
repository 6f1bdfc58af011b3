/* SPDX-License-Identifier: Apache-2.0 */
/* Whether people may be sent to an employer on a day. */
#ifndef MLUP_DOMAIN_VETTING_H
#define MLUP_DOMAIN_VETTING_H

#include "base/uuid.h"
#include "store/db.h"

enum employer_standing {
    EMPLOYER_UNKNOWN,   /* never vetted */
    EMPLOYER_VALID,     /* until `day` */
    EMPLOYER_LATER,     /* passed, valid only from `day` */
    EMPLOYER_EXPIRED,   /* since `day` */
    EMPLOYER_SUSPENDED, /* since `day` */
    EMPLOYER_FAILED,    /* since `day` */
};

struct standing {
    enum employer_standing is;
    int64_t day;
};

/* Of what holds or failed by the day, the last look decides: who fails today was valid until yesterday. */
struct standing employer_standing_on(struct db *db, struct arena *arena, struct uuid org,
                                     struct uuid employer, int64_t day);
/* The same for every day from the first to the last: of the first day that is not valid, else of the last. */
struct standing employer_standing_through(struct db *db, struct arena *arena, struct uuid org,
                                          struct uuid employer, int64_t first, int64_t last);

#endif
