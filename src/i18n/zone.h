/* SPDX-License-Identifier: Apache-2.0 */
/* Time zones of the tz database, as ICU has them: for what happens at an hour of the day. */
#ifndef MLUP_I18N_ZONE_H
#define MLUP_I18N_ZONE_H

#include "base/slice.h"

/* True for a name like "Asia/Phnom_Penh". */
bool zone_is_known(struct slice name);
/* How far the zone's clocks are ahead of UTC at the instant; of a name that is none, Phnom Penh's. */
int64_t zone_offset_ms(struct slice name, int64_t at_ms);

#endif
