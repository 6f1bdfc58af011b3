/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a user's language decides: the words, how numbers, money and dates are written, and how what they type
 * is read.  Everything is a pure function of its arguments; a locale belongs to a request, there is no locale
 * of the process.  Reading never guesses: what two people could mean differently is PARSE_AMBIGUOUS and the
 * user is asked. Conventions after ICU/CLDR for km and en, and the usage of Cambodian offices: day, month,
 * year; riel without decimals; digits of either script accepted everywhere.
 */
#ifndef MLUP_I18N_LOCALE_H
#define MLUP_I18N_LOCALE_H

#include "base/clock.h"
#include "base/money.h"
#include "base/refusal.h"

enum lang { LANG_EN, LANG_KM };

struct messages;

struct locale {
    enum lang lang;
    bool khmer_digits;               /* numbers are shown in Khmer digits */
    const struct messages *messages; /* NULL: the English texts themselves */
};

/* Marks a text that is translated later (a table's row, a const): tools/messages.sh collects it. */
#define TR(english) english

/* "en", "km". */
struct slice lang_code(enum lang lang);
bool lang_parse(struct slice code, enum lang *lang);

/* ---- messages (messages.c) ---- */

/* Reads a gettext .mo file (the program's own is the embedded file "i18n/km.mo").  The bytes are borrowed and
 * must live as long as the arena.  NULL when they are not a well-formed, sorted .mo of UTF-8 texts. */
const struct messages *messages_load(struct arena *process_arena, struct slice mo_bytes);
/* The translation; the English itself when there is none.  Borrows from the catalogue or from `english`. */
struct slice tr(const struct locale *locale, struct slice english);
/* A refusal's message in the user's language with its values filled in: amounts and days as its reader
 * writes them. */
struct slice tr_refusal(struct arena *arena, const struct locale *locale, const struct refusal_item *item);

/* ---- writing (format.c) ---- */

/* 1,234,567 in English, 1.234.567 in Khmer. */
struct slice format_number(struct arena *arena, const struct locale *locale, int64_t number);
/* 1,234,500៛ and $1,234.50; in Khmer 1.234.500៛ and $1.234,50.  Without a currency: the number. */
struct slice format_money(struct arena *arena, const struct locale *locale, struct money money);
/* As it is read out: "forty-seven thousand five hundred", "បួនម៉ឺនប្រាំពីរពាន់ប្រាំរយ"; with the currency behind it.
 */
struct slice format_words(struct arena *arena, const struct locale *locale, int64_t number);
struct slice format_money_words(struct arena *arena, const struct locale *locale, struct money money);
/* 125 per mille: 12.5%; whole percents without decimals. */
struct slice format_percent(struct arena *arena, const struct locale *locale, int64_t per_mille);
/* `amount` in units of 10^-decimals (grams with 3 decimals are kilograms), then a space and `unit` (already
 * translated, may be empty).  Zeros at the end of the decimals are not written.  decimals 0..9. */
struct slice format_quantity(struct arena *arena, const struct locale *locale, int64_t amount, int decimals,
                             struct slice unit);
/* Of a file: "812 B", "34 kB", "1.5 MB", by thousands. */
struct slice format_bytes(struct arena *arena, const struct locale *locale, int64_t bytes);
/* "7 March 2016", "7 មីនា 2016"; "March 2016" or "2016" where the precision ends there; empty for DATE_NONE.
 */
struct slice format_date(struct arena *arena, const struct locale *locale, struct date date);
/* For tables: "7 Mar 2016", "7/3/2016". */
struct slice format_date_short(struct arena *arena, const struct locale *locale, struct date date);
/* "March 2016"; month 1..12. */
struct slice format_month(struct arena *arena, const struct locale *locale, int year, int month);
/* Date and time of day in Cambodia (UTC+7): "7 March 2016, 15:30". */
struct slice format_instant(struct arena *arena, const struct locale *locale, int64_t ms);

/* ---- reading (parse_number.c, parse_date.c, parse_phone.c) ---- */

enum parse_result {
    PARSE_OK,
    PARSE_AMBIGUOUS, /* readable in two ways: ask */
    PARSE_BAD,       /* not readable, or out of range */
};

/* A whole number: 1234567, 1,234,567, 1.234.567, 1 234 567, in digits of either script, '-' in front allowed.
 * One '.' with exactly three digits behind it ("1.234") is ambiguous. */
enum parse_result parse_number(struct slice text, int64_t *number) __attribute__((warn_unused_result));
/* The same with up to `decimals` (0..9) decimals behind '.' or ','; `*scaled` is in units of 10^-decimals. */
enum parse_result parse_decimal(struct slice text, int decimals, int64_t *scaled)
    __attribute__((warn_unused_result));
/* An amount with or without a currency before or behind it (៛ រៀល KHR riel R, $ USD ដុល្លារ); a currency in the
 * text wins over `otherwise`.  BAD when there is no currency at all, or two. */
enum parse_result parse_money(struct slice text, enum currency otherwise, struct money *money)
    __attribute__((warn_unused_result));

/* 2016-03-07, 7/3/2016, 7-3-2016, 07.03.2016, 7 March 2016, March 7, 2016, 7 មីនា 2016, ថ្ងៃទី៧ ខែមីនា ឆ្នាំ២០១៦; a
 * month with its year, or a year alone, with that precision; day before month always.  A year of four digits
 * from 2400 on is ambiguous: it is Buddhist (2559 is 2015 or 2016) and never computed with. */
enum parse_result parse_date(struct slice text, struct date *date) __attribute__((warn_unused_result));

enum phone_result {
    PHONE_OK,      /* 9 or 10 digits from 0 */
    PHONE_UNUSUAL, /* may be stored; warn, and offer the suggestion when there is one */
    PHONE_BAD,     /* no telephone number: letters, no digits, more than 15 digits */
};

/* The code of a record as it is stored: capitals, digits of either script, I and L as 1, O as 0.  Empty when
 * it is no code. */
struct slice parse_code(struct arena *arena, struct slice typed);
/* Normal form of a telephone number: digits only, 0 in front (+855, 00855 and 855 become 0); foreign ones
 * with '+'.
 * `*suggestion` is what was probably meant (a lost 0), or empty.  Both in the arena. */
enum phone_result parse_phone(struct arena *arena, struct slice text, struct slice *normal,
                              struct slice *suggestion) __attribute__((warn_unused_result));

#endif
