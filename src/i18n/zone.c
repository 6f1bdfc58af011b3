/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/zone.h"

#include <unicode/ucal.h>

enum { NAME_MAX_CHARS = 64, PHNOM_PENH_MS = 7 * 3600 * 1000 };

static bool name_widen(struct slice name, UChar wide[static NAME_MAX_CHARS]) {
    if (!name.len || name.len >= NAME_MAX_CHARS) return false;
    for (size_t i = 0; i < name.len; i++) {
        if (name.s[i] <= ' ' || name.s[i] >= 0x7f) return false;
        wide[i] = (UChar)name.s[i];
    }
    return true;
}

bool zone_is_known(struct slice name) {
    UChar wide[NAME_MAX_CHARS], canonical[NAME_MAX_CHARS];
    UErrorCode status = U_ZERO_ERROR;
    UBool is_system = 0;
    if (!name_widen(name, wide)) return false;
    ucal_getCanonicalTimeZoneID(wide, (int32_t)name.len, canonical, NAME_MAX_CHARS, &is_system, &status);
    return U_SUCCESS(status) && is_system;
}

int64_t zone_offset_ms(struct slice name, int64_t at_ms) {
    UChar wide[NAME_MAX_CHARS];
    UErrorCode status = U_ZERO_ERROR;
    if (!zone_is_known(name) || !name_widen(name, wide)) return PHNOM_PENH_MS;
    UCalendar *calendar = ucal_open(wide, (int32_t)name.len, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) return PHNOM_PENH_MS;
    ucal_setMillis(calendar, (UDate)at_ms, &status);
    int64_t offset_ms =
        ucal_get(calendar, UCAL_ZONE_OFFSET, &status) + (int64_t)ucal_get(calendar, UCAL_DST_OFFSET, &status);
    ucal_close(calendar);
    return U_SUCCESS(status) ? offset_ms : PHNOM_PENH_MS;
}
