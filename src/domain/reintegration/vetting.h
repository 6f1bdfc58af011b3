/* SPDX-License-Identifier: Apache-2.0 */
/* Whether people may be sent to an employer on a day. */
#ifndef MLUP_DOMAIN_VETTING_H
#define MLUP_DOMAIN_VETTING_H

#include "base/uuid.h"
#include "store/db.h"

enum employer_standing {
    EMPLOYER_UNKNOWN,   /* never passed */
    EMPLOYER_VALID,     /* until `day` */
    EMPLOYER_LATER,     /* passed, valid only from `day` */
    EMPLOYER_EXPIRED,   /* since `day` */
    EMPLOYER_SUSPENDED, /* since `day` */
};

struct standing {
    enum employer_standing is;
    int64_t day;
};

/* The vetting that began last by the day decides. */
struct standing employer_standing_on(struct db *db, struct arena *arena, struct uuid org,
                                     struct uuid employer, int64_t day);

#endif
