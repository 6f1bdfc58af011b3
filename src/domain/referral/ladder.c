/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/referral/ladder.h"

#include "catalogue/value.h"
#include "domain/referral/referral.h"

enum { HELPING_DAYS = 28 };

static const int rung_days[LADDER_RUNGS] = {2, 5, 10};

/* Since when nothing has happened. */
static int64_t quiet_since(const struct record *record) {
    const struct referral *referral = referral_of(record);
    if (value_is_code(&referral->state, "draft")) return clock_day_of_ms(record->created_ms);
    if (value_is_code(&referral->state, "sent")) return clock_day_of_ms(referral->sent_ms.number);
    if (!referral->answered_on.present) return clock_day_of_ms(record->updated_ms);
    return date_first_day(referral->answered_on.date) +
           (value_is_code(&referral->state, "accepted") ? HELPING_DAYS : 0);
}

int64_t ladder_day(const struct record *record, enum ladder_rung rung) {
    if (value_is_code(&referral_of(record)->state, "done")) return INT64_MAX;
    return quiet_since(record) + rung_days[rung];
}

int64_t ladder_answer_day(const struct record *record, enum ladder_rung rung) {
    const struct referral_in *incoming = referral_in_of(record);
    bool waits = value_is_code(&incoming->state, "sent") && incoming->sent_on.present;
    return waits ? date_first_day(incoming->sent_on.date) + rung_days[rung] : INT64_MAX;
}
