/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telephone numbers of Cambodia: trunk 0, then eight or nine digits (mobile 0TT and six or seven; landlines
 * by province), country code 855.  A shape that is not known is a reason to warn, never to block: numbering
 * plans change.
 */
#include "i18n/khmer.h"
#include "i18n/locale.h"

#include "base/text.h"

enum { PHONE_DIGITS_MAX = 15 }; /* ITU-T E.164 */

static bool rune_is_phone_punctuation(uint32_t rune) {
    return rune == ' ' || rune == '-' || rune == '.' || rune == '/' || rune == '(' || rune == ')' ||
           rune == 0xA0 || (rune >= 0x200B && rune <= 0x200D) || (rune >= 0x2010 && rune <= 0x2013) ||
           rune == 0xFEFF;
}

/* The digits in ASCII and whether '+' stood before them; false for anything that is no part of a number. */
static bool phone_digits(struct slice text, struct text *digits, bool *plus) {
    size_t index = 0;
    uint32_t rune;
    *plus = false;
    while (slice_next_rune(text, &index, &rune)) {
        int digit = khmer_digit(rune);
        if (rune == '+' && digits->len == 0 && !*plus)
            *plus = true;
        else if (digit >= 0)
            text_append_char(digits, (char)('0' + digit));
        else if (!rune_is_phone_punctuation(rune))
            return false;
        if (digits->len > PHONE_DIGITS_MAX + 2) return false;
    }
    return index == text.len && digits->len > 0;
}

static struct slice without_zeros(struct slice digits) {
    while (slice_starts(digits, S("0")))
        digits = slice_sub(digits, 1, digits.len);
    return digits;
}

/* What stands behind the country code, without the trunk 0 that some write there too: +855 (0)12 345 678. */
static bool phone_cut_country(struct slice digits, bool international, struct slice *local) {
    if (!slice_starts(digits, S("855"))) return false;
    *local = without_zeros(slice_sub(digits, 3, digits.len));
    /* A bare 855 is a country code only where a whole number follows: 085 51 23 456 may have lost its 0. */
    return international ? local->len > 0 : local->len == 8 || local->len == 9;
}

enum phone_result parse_phone(struct arena *arena, struct slice text, struct slice *normal,
                              struct slice *suggestion) {
    struct text digits = TEXT_IN(arena);
    struct slice local;
    bool plus;
    *normal = *suggestion = S("");
    if (!phone_digits(text, &digits, &plus)) return PHONE_BAD;
    struct slice all = text_slice(&digits);
    bool international = plus || slice_starts(all, S("00"));
    if (international) all = without_zeros(all);
    if (all.len == 0 || all.len > PHONE_DIGITS_MAX) return PHONE_BAD;
    if (phone_cut_country(all, international, &local)) {
        *normal = arena_join(arena, S("0"), local);
    } else if (international) {
        *normal = arena_join(arena, S("+"), all);
        return PHONE_UNUSUAL;
    } else {
        *normal = all;
    }
    bool trunk = normal->s[0] == '0';
    if (trunk && (normal->len == 9 || normal->len == 10)) return PHONE_OK;
    /* A spreadsheet takes a leading zero away. */
    if (!trunk && (normal->len == 8 || normal->len == 9)) *suggestion = arena_join(arena, S("0"), *normal);
    return PHONE_UNUSUAL;
}
