/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order inside a Khmer cluster, on code points: what is deleted, what is replaced, what goes before what.
 * Knows nothing of UTF-8, memory or ICU.  It must never change how a text looks, and doing it twice must be
 * doing it once: so marks that stand without a base letter, and a coeng that subscribes nothing, stay exactly
 * where they are.
 */
#include "i18n/khmer.h"

enum khmer_rune {
    KHMER_RO = 0x179A,
    KHMER_QA = 0x17A2,
    KHMER_QAQ = 0x17A3, /* deprecated */
    KHMER_QAA = 0x17A4, /* deprecated */
    VOWEL_AA = 0x17B6,
    VOWEL_II = 0x17B8,
    VOWEL_U = 0x17BB,
    VOWEL_OE = 0x17BE,
    VOWEL_E = 0x17C1,
    VOWEL_OO = 0x17C4,
    SIGN_NIKAHIT = 0x17C6,
    SIGN_REAHMUK = 0x17C7,
    SIGN_YUUKALEAPINTU = 0x17C8,
    SIGN_MUUSIKATOAN = 0x17C9,
    SIGN_TRIISAP = 0x17CA,
    SIGN_ROBAT = 0x17CC,
    SIGN_SAMYOK = 0x17D0,
    SIGN_VIRIAM = 0x17D1,
    SIGN_COENG = 0x17D2,
    SIGN_BATHAMASAT = 0x17D3,
    SIGN_ATTHACAN = 0x17DD,
};

/* Places in a cluster behind its base, in the order they are written. */
enum slot {
    SLOT_NONE,
    SLOT_ROBAT,
    SLOT_COENG,
    SLOT_COENG_RO,
    SLOT_SHIFTER,
    SLOT_VOWEL,
    SLOT_SIGN,
    SLOT_NIKAHIT,
    SLOT_END
};

static bool rune_is_base(uint32_t rune) {
    return (rune >= 0x1780 && rune <= KHMER_QA) || (rune >= 0x17A5 && rune <= 0x17B3);
}

static enum slot mark_slot(uint32_t mark) {
    if (mark >= VOWEL_AA && mark <= 0x17C5) return SLOT_VOWEL;
    if (mark == SIGN_NIKAHIT) return SLOT_NIKAHIT;
    if (mark == SIGN_REAHMUK || mark == SIGN_YUUKALEAPINTU) return SLOT_END;
    if (mark == SIGN_MUUSIKATOAN || mark == SIGN_TRIISAP) return SLOT_SHIFTER;
    if (mark == SIGN_ROBAT) return SLOT_ROBAT;
    if ((mark >= 0x17CB && mark <= SIGN_VIRIAM) || mark == SIGN_BATHAMASAT) return SLOT_SIGN;
    return SLOT_NONE;
}

static bool rune_is_invisible(uint32_t rune) {
    return (rune >= 0x200B && rune <= 0x200D) || rune == 0x2060 || rune == 0xFEFF || rune == 0xAD ||
           rune == 0x17B4 || rune == 0x17B5;
}

int khmer_digit(uint32_t rune) {
    if (rune >= '0' && rune <= '9') return (int)(rune - '0');
    if (rune >= 0x17E0 && rune <= 0x17E9) return (int)(rune - 0x17E0);
    return -1;
}

static uint32_t rune_replacement(uint32_t rune) {
    if (rune == KHMER_QAQ) return KHMER_QA;
    if (rune == SIGN_ATTHACAN) return SIGN_VIRIAM;
    return rune;
}

/* U+17A4 is QA and AA in one; the buffer grows by one for each. */
static size_t split_deprecated(uint32_t *runes, size_t count, size_t room) {
    size_t more = 0;
    for (size_t i = 0; i < count; i++)
        more += runes[i] == KHMER_QAA;
    if (more == 0 || count + more > room) return count;
    size_t to = count + more;
    for (size_t from = count; from-- > 0;) {
        if (runes[from] != KHMER_QAA) {
            runes[--to] = runes[from];
            continue;
        }
        runes[--to] = VOWEL_AA;
        runes[--to] = KHMER_QA;
    }
    return count + more;
}

size_t khmer_clean_runes(uint32_t *runes, size_t count, size_t room) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!rune_is_invisible(runes[i])) runes[kept++] = rune_replacement(runes[i]);
    }
    return split_deprecated(runes, kept, room);
}

/* A coeng typed twice subscribes once. */
static size_t drop_doubled_coeng(uint32_t *runes, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (runes[i] == SIGN_COENG && kept > 0 && runes[kept - 1] == SIGN_COENG) continue;
        runes[kept++] = runes[i];
    }
    return kept;
}

/* How many runes at `runes` belong to the cluster before them as one item: 2 for a coeng pair, 1 for a mark,
 * 0 for what starts something else. */
static size_t item_len(const uint32_t *runes, size_t count) {
    if (count >= 2 && runes[0] == SIGN_COENG && rune_is_base(runes[1])) return 2;
    return count >= 1 && mark_slot(runes[0]) != SLOT_NONE ? 1 : 0;
}

static size_t marks_len(const uint32_t *runes, size_t count) {
    size_t len = 0, item;
    while ((item = item_len(runes + len, count - len)) > 0)
        len += item;
    return len;
}

static enum slot item_slot(const uint32_t *item) {
    if (item[0] != SIGN_COENG) return mark_slot(item[0]);
    return item[1] == KHMER_RO ? SLOT_COENG_RO : SLOT_COENG;
}

/* Consonants of the second series (o-series); with them the sign that looks like U is muusikatoan. */
static bool base_is_second_series(uint32_t base) {
    switch (base) {
    case 0x1782:
    case 0x1783:
    case 0x1784: /* KO KHO NGO */
    case 0x1787:
    case 0x1788:
    case 0x1789: /* CO CHO NYO */
    case 0x178C:
    case 0x178D: /* DO TTHO */
    case 0x1791:
    case 0x1792:
    case 0x1793: /* TO THO NO */
    case 0x1796:
    case 0x1797:
    case 0x1798: /* PO PHO MO */
    case 0x1799:
    case 0x179A:
    case 0x179B:
    case 0x179C: /* YO RO LO VO */ return true;
    }
    return false;
}

static bool mark_is_above(uint32_t mark) {
    return (mark >= 0x17B7 && mark <= 0x17BA) || mark == VOWEL_OE || mark == SIGN_SAMYOK;
}

/* Under a vowel above, a shifter is drawn as U, and so people type U: make it the shifter that it is. */
static void repair_shifter(uint32_t base, uint32_t *marks, size_t count) {
    bool above = false;
    uint32_t shifter = base_is_second_series(base) ? SIGN_MUUSIKATOAN : SIGN_TRIISAP;
    for (size_t i = 0; i < count; i++) {
        if (mark_is_above(marks[i])) above = true;
        if (mark_slot(marks[i]) == SLOT_SHIFTER) shifter = marks[i];
    }
    for (size_t i = 0; above && i < count; i++) {
        if (marks[i] == VOWEL_U) marks[i] = shifter;
    }
}

/* Appends one item to a cluster whose marks are out[0..len): doubled ones are dropped, split vowels composed.
 */
static size_t put_item(uint32_t *out, size_t len, const uint32_t *item) {
    if (item[0] == SIGN_COENG) {
        if (len >= 2 && out[len - 2] == SIGN_COENG && out[len - 1] == item[1]) return len;
        out[len] = SIGN_COENG;
        out[len + 1] = item[1];
        return len + 2;
    }
    uint32_t mark = item[0];
    if (len > 0 && out[len - 1] == VOWEL_E && (mark == VOWEL_II || mark == VOWEL_AA)) {
        mark = mark == VOWEL_II ? VOWEL_OE : VOWEL_OO;
        len--;
    }
    if (len > 0 && out[len - 1] == mark) return len;
    out[len] = mark;
    return len + 1;
}

static size_t order_marks(uint32_t base, uint32_t *marks, size_t count, uint32_t *out) {
    size_t len = 0;
    repair_shifter(base, marks, count);
    for (enum slot slot = SLOT_ROBAT; slot <= SLOT_END; slot++) {
        for (size_t i = 0; i < count; i += marks[i] == SIGN_COENG ? 2 : 1) {
            if (item_slot(marks + i) == slot) len = put_item(out, len, marks + i);
        }
    }
    return len;
}

static size_t copy_runes(const uint32_t *runes, size_t count, uint32_t *out) {
    for (size_t i = 0; i < count; i++)
        out[i] = runes[i];
    return count;
}

size_t khmer_order_runes(uint32_t *runes, size_t count, uint32_t *out) {
    size_t len = 0, i = 0;
    count = drop_doubled_coeng(runes, count);
    while (i < count) {
        size_t orphans = marks_len(runes + i, count - i);
        len += copy_runes(runes + i, orphans, out + len);
        i += orphans;
        if (i == count) break;
        uint32_t first = out[len++] = runes[i++];
        if (!rune_is_base(first)) continue;
        size_t marks = marks_len(runes + i, count - i);
        len += order_marks(first, runes + i, marks, out + len);
        i += marks;
    }
    return len;
}
