/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/report/report_words.h"

#include "base/log.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "domain/training/training.h"

struct slice report_number_text(struct arena *arena, const struct locale *locale,
                                const struct document_part *part, int64_t number, bool hidden) {
    if (hidden) return tr(locale, slice_of(TR("not shown")));
    if (part->currency == CURRENCY_NONE) return format_number(arena, locale, number);
    return format_money(arena, locale, (struct money){number, part->currency});
}

static struct slice choice_text(const struct locale *locale, const struct choice_set *set,
                                struct slice code) {
    const struct choice *choice = choice_find(set, code);
    return choice ? tr(locale, slice_of(choice->label)) : code;
}

struct slice report_key_text(struct arena *arena, const struct promise_speech *speech, enum promise_dim dim,
                             struct slice key) {
    if (key.len == 0) return tr(speech->locale, slice_of(TR("Not known")));
    switch (dim) {
    case DIM_SEX: return choice_text(speech->locale, &sex_choices, key);
    case DIM_AGE: return choice_text(speech->locale, &age_band_choices, key);
    case DIM_PROVINCE: return speech->place_name ? speech->place_name(speech->context, arena, key) : key;
    case DIM_TOTAL:
    case DIM_COMMUNE:
    case DIM_EACH:
    case DIM_NEW:
    case DIM_RULE: break;
    }
    BUG("a report has no split %d", dim);
}

const char *report_dim_label(enum promise_dim dim) {
    switch (dim) {
    case DIM_SEX: return TR("Sex");
    case DIM_AGE: return TR("Age");
    case DIM_PROVINCE: return TR("Province");
    case DIM_TOTAL:
    case DIM_COMMUNE:
    case DIM_EACH:
    case DIM_NEW:
    case DIM_RULE: break;
    }
    BUG("a report has no split %d", dim);
}

const char *report_status_label(enum promise_status status) {
    switch (status) {
    case STATUS_NOT_RECORDED: return TR("Not yet recorded");
    case STATUS_REPORTED: return TR("Reported");
    case STATUS_BEHIND: return TR("Behind");
    case STATUS_ON_TRACK: return TR("On track");
    case STATUS_DONE: return TR("Done");
    }
    BUG("status %d", status);
}

const char *report_unit_label(struct slice unit) {
    const struct choice *choice = choice_find(&target_unit_choices, unit);
    return choice ? choice->label : "";
}

struct slice report_part_title(struct arena *arena, enum lang lang, const struct document_promise *promise,
                               size_t index) {
    struct slice title = both_text(&promise->title, lang);
    struct slice label = both_text(&promise->parts[index].label, lang);
    if (promise->part_count < 2 || slice_equal(title, label)) return title;
    return arena_printf(arena, "%.*s – %.*s", SLICE_ARG(title), SLICE_ARG(label));
}

struct slice report_days_text(struct arena *arena, const struct locale *locale, struct date first,
                              struct date last) {
    return arena_printf(arena, "%.*s – %.*s", SLICE_ARG(format_date_short(arena, locale, first)),
                        SLICE_ARG(format_date_short(arena, locale, last)));
}
