/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/report/report_document.h"

#include "base/log.h"

struct slice both_text(const struct both *both, enum lang lang) {
    struct slice first = lang == LANG_KM ? both->km : both->en;
    return first.len ? first : lang == LANG_KM ? both->en : both->km;
}

/* ---- reading ---- */

static struct both both_of(struct arena *arena, const struct doc *object, struct slice name) {
    return (struct both){doc_get_text(object, name), doc_get_text(object, arena_join(arena, name, S("_km")))};
}

static struct date date_of(const struct doc *object, struct slice name) {
    struct date date;
    return date_parse_iso(doc_get_text(object, name), &date) ? date : (struct date){0};
}

static size_t items_of(const struct doc *array, const struct doc_entry **first) {
    *first = array && array->kind == DOC_ARRAY ? array->first : NULL;
    return *first ? array->count : 0;
}

static enum promise_status status_of(struct slice code) {
    static const struct slice codes[] = {
        [STATUS_NOT_RECORDED] = S_INIT("not_recorded"),
        [STATUS_REPORTED] = S_INIT("reported"),
        [STATUS_BEHIND] = S_INIT("behind"),
        [STATUS_ON_TRACK] = S_INIT("on_track"),
        [STATUS_DONE] = S_INIT("done"),
    };
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        if (slice_equal(codes[i], code)) return (enum promise_status)i;
    }
    return STATUS_NOT_RECORDED;
}

static enum promise_dim dim_of(struct slice name) {
    if (slice_equal(name, S("sex"))) return DIM_SEX;
    return slice_equal(name, S("age")) ? DIM_AGE : DIM_PROVINCE;
}

static void read_splits(struct arena *arena, const struct doc *object, struct document_part *part) {
    const struct doc_entry *entry;
    part->split_count = items_of(doc_get(object, S("splits")), &entry);
    part->splits = arena_make(arena, struct document_split, part->split_count);
    for (size_t i = 0; entry; entry = entry->next, i++) {
        part->splits[i] = (struct document_split){.dim = dim_of(doc_get_text(&entry->value, S("by"))),
                                                  .key = doc_get_text(&entry->value, S("key")),
                                                  .value = doc_get_int(&entry->value, S("value"), 0),
                                                  .in_period = doc_get_int(&entry->value, S("in_period"), 0),
                                                  .before = doc_get_int(&entry->value, S("before"), 0)};
    }
}

static void read_months(struct arena *arena, const struct doc *object, struct document_part *part) {
    const struct doc_entry *entry;
    part->month_count = items_of(doc_get(object, S("months")), &entry);
    part->months = arena_make(arena, struct document_month, part->month_count);
    for (size_t i = 0; entry; entry = entry->next, i++) {
        part->months[i] = (struct document_month){.month = doc_get_int(&entry->value, S("month"), 0),
                                                  .value = doc_get_int(&entry->value, S("value"), 0),
                                                  .planned = doc_get_int(&entry->value, S("planned"), 0)};
    }
}

static void read_part(struct arena *arena, const struct doc *object, struct document_part *part) {
    *part = (struct document_part){.label = both_of(arena, object, S("label")),
                                   .shape = doc_get_text(object, S("shape")),
                                   .unit = doc_get_text(object, S("target_unit")),
                                   .status = status_of(doc_get_text(object, S("status"))),
                                   .has_target = doc_get(object, S("target")) != NULL,
                                   .counted = doc_get(object, S("value")) != NULL,
                                   .target = doc_get_int(object, S("target"), 0),
                                   .target_signed = doc_get_int(object, S("target_signed"), 0),
                                   .planned = doc_get_int(object, S("planned"), 0),
                                   .value = doc_get_int(object, S("value"), 0),
                                   .in_period = doc_get_int(object, S("in_period"), 0),
                                   .before = doc_get_int(object, S("before"), 0),
                                   .records = doc_get_int(object, S("records"), 0),
                                   .records_in_period = doc_get_int(object, S("records_in_period"), 0)};
    uuid_parse(doc_get_text(object, S("part")), &part->part_id);
    if (!currency_parse(doc_get_text(object, S("currency")), &part->currency)) part->currency = CURRENCY_NONE;
    read_splits(arena, object, part);
    read_months(arena, object, part);
}

static void read_promise(struct arena *arena, const struct doc *object, struct document_promise *promise) {
    const struct doc *words = doc_get(object, S("words"));
    const struct doc_entry *entry;
    *promise = (struct document_promise){.number = doc_get_text(object, S("number")),
                                         .title = both_of(arena, object, S("title")),
                                         .done = both_of(arena, words, S("done")),
                                         .behind = both_of(arena, words, S("behind")),
                                         .next = both_of(arena, words, S("next"))};
    uuid_parse(doc_get_text(object, S("promise")), &promise->promise_id);
    promise->part_count = items_of(doc_get(object, S("parts")), &entry);
    promise->parts = arena_make(arena, struct document_part, promise->part_count);
    for (size_t i = 0; entry; entry = entry->next, i++)
        read_part(arena, &entry->value, &promise->parts[i]);
}

static void read_promises(struct arena *arena, const struct doc *content, struct document *document) {
    const struct doc_entry *entry;
    document->promise_count = items_of(doc_get(content, S("promises")), &entry);
    document->promises = arena_make(arena, struct document_promise, document->promise_count);
    for (size_t i = 0; entry; entry = entry->next, i++)
        read_promise(arena, &entry->value, &document->promises[i]);
}

static enum finding_kind kind_of(struct slice code) {
    for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++) {
        if (slice_equal(finding_kind_code(kind), code)) return kind;
    }
    return FINDING_KINDS;
}

static void read_quality(struct arena *arena, const struct doc *content, struct document *document) {
    const struct doc_entry *entry;
    size_t count = items_of(doc_get(content, S("quality")), &entry);
    document->quality = arena_make(arena, struct document_quality, count);
    for (; entry; entry = entry->next) {
        const struct doc *all = doc_get(&entry->value, S("all"));
        struct document_quality group = {.kind = kind_of(doc_get_text(&entry->value, S("kind"))),
                                         .found = doc_get_int(&entry->value, S("found"), 0),
                                         .right = doc_get_int(&entry->value, S("right"), 0),
                                         .known = doc_get_int(&entry->value, S("known"), 0),
                                         .all_seen = doc_get_int(all, S("seen"), 0),
                                         .all_explanation = doc_get_text(all, S("explanation")),
                                         .all_right =
                                             slice_equal(doc_get_text(all, S("answer")), S("right"))};
        if (group.kind < FINDING_KINDS) document->quality[document->quality_count++] = group;
    }
}

static void read_events(struct arena *arena, const struct doc *content, struct document *document) {
    const struct doc_entry *entry;
    size_t count = items_of(doc_get(content, S("events")), &entry);
    document->events = arena_make(arena, struct document_event, count);
    for (; entry; entry = entry->next) {
        document->events[document->event_count++] =
            (struct document_event){.kind = doc_get_text(&entry->value, S("kind")),
                                    .province = doc_get_text(&entry->value, S("province")),
                                    .held = doc_get_int(&entry->value, S("held"), 0),
                                    .places = doc_get_int(&entry->value, S("places"), 0),
                                    .attendances = doc_get_int(&entry->value, S("attendances"), 0)};
    }
}

static struct money money_of(const struct doc *object, const char *name, enum currency currency) {
    return (struct money){doc_get_int(object, slice_of(name), 0), currency};
}

static struct document_money *read_money(struct arena *arena, const struct doc *object) {
    const struct doc_entry *entry;
    enum currency currency;
    if (!object || !currency_parse(doc_get_text(object, S("currency")), &currency)) return NULL;
    struct document_money *money = arena_make(arena, struct document_money, 1);
    money->budget = money_of(object, "budget", currency);
    money->obligated = money_of(object, "obligated", currency);
    money->advanced = money_of(object, "advanced", currency);
    money->spent = money_of(object, "spent", currency);
    money->spent_in_period = money_of(object, "spent_in_period", currency);
    money->outstanding = money_of(object, "outstanding", currency);
    money->left = money_of(object, "left", currency);
    money->unrated = doc_get_int(object, S("unrated"), 0);
    size_t count = items_of(doc_get(object, S("lines")), &entry);
    money->lines = arena_make(arena, struct document_line, count);
    for (; entry; entry = entry->next) {
        money->lines[money->line_count++] =
            (struct document_line){.number = doc_get_text(&entry->value, S("number")),
                                   .title = both_of(arena, &entry->value, S("title")),
                                   .budget = money_of(&entry->value, "budget", currency),
                                   .spent = money_of(&entry->value, "spent", currency)};
    }
    return money;
}

bool document_read(struct arena *arena, const struct doc *content, struct document *document) {
    *document = (struct document){0};
    if (!content || content->kind != DOC_OBJECT || doc_get_int(content, S("format"), 0) != 1) return false;
    const struct doc *agreement = doc_get(content, S("agreement")), *period = doc_get(content, S("period"));
    const struct doc *organisation = doc_get(content, S("organisation")),
                     *programme = doc_get(content, S("programme"));
    const struct doc *words = doc_get(content, S("words"));
    document->programme = both_of(arena, programme, S("name"));
    document->donor = doc_get_text(programme, S("donor"));
    document->award_number = doc_get_text(programme, S("award_number"));
    document->organisation = both_of(arena, organisation, S("name"));
    document->organisation_short = doc_get_text(organisation, S("short_name"));
    document->agreement = both_of(arena, agreement, S("title"));
    document->agreement_number = doc_get_text(agreement, S("number"));
    document->agreement_starts = date_of(agreement, S("starts_on"));
    document->agreement_ends = date_of(agreement, S("ends_on"));
    document->period = both_of(arena, period, S("title"));
    document->period_starts = date_of(period, S("starts_on"));
    document->period_ends = date_of(period, S("ends_on"));
    document->due_on = date_of(period, S("due_on"));
    document->overview = both_of(arena, words, S("overview"));
    document->challenges = both_of(arena, words, S("challenges"));
    document->money = read_money(arena, doc_get(content, S("money")));
    read_promises(arena, content, document);
    read_quality(arena, content, document);
    read_events(arena, content, document);
    return true;
}

/* ---- for outsiders ---- */

static bool is_small(int64_t number) {
    return number > 0 && number < SMALL_CELL;
}

/* Who knows the total knows the sum of what is hidden.  It must leave every hidden row room up to a cell that
 * would be shown: with k rows of at least one each, the sum must be k - 1 + `cell` or more. */
static bool is_safe(const int64_t *values, const bool *hidden, size_t count, int64_t total, int64_t cell) {
    int64_t rows = 0, sum = total;
    for (size_t i = 0; i < count; i++) {
        if (hidden[i])
            rows++;
        else
            sum -= values[i];
    }
    return rows == 0 || (rows >= 2 && sum >= rows - 1 + cell);
}

/* The smallest row that is still shown, or `count`. */
static size_t smallest_shown(const int64_t *values, const bool *hidden, size_t count) {
    size_t best = count;
    for (size_t i = 0; i < count; i++) {
        if (hidden[i] || values[i] == 0) continue;
        if (best == count || values[i] < values[best]) best = i;
    }
    return best;
}

bool suppress_rows_below(int64_t cell, const int64_t *values, const bool *sensitive, size_t count, int64_t total,
                         bool *hidden) {
    for (size_t i = 0; i < count; i++)
        hidden[i] = sensitive[i] || (values[i] > 0 && values[i] < cell);
    while (!is_safe(values, hidden, count, total, cell)) {
        size_t next = smallest_shown(values, hidden, count);
        if (next == count) return false;
        hidden[next] = true;
    }
    return true;
}

bool suppress_rows(const int64_t *values, const bool *sensitive, size_t count, int64_t total, bool *hidden) {
    return suppress_rows_below(SMALL_CELL, values, sensitive, count, total, hidden);
}

/* ---- beside what was released before ---- */

static bool moved_little(int64_t now, int64_t then) {
    return is_small(now - then) || is_small(then - now);
}

/* What outsiders were shown before, the oldest first. */
struct releases {
    const struct document *at;
    size_t count;
    struct date starts, ends; /* of the period of the document that comes now */
};

static bool same_day(struct date a, struct date b) {
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

static bool is_of_period(const struct releases *releases, size_t i) {
    return same_day(releases->at[i].period_starts, releases->starts) &&
           same_day(releases->at[i].period_ends, releases->ends);
}

/* The part as a release showed it; NULL where it showed nothing of it. */
static const struct document_part *part_then(const struct releases *releases, size_t i, struct uuid part_id) {
    const struct document *document = &releases->at[i];
    for (size_t k = 0; k < document->promise_count; k++) {
        for (size_t n = 0; n < document->promises[k].part_count; n++) {
            const struct document_part *part = &document->promises[k].parts[n];
            if (uuid_equal(part->part_id, part_id)) return part->counted && !part->hidden ? part : NULL;
        }
    }
    return NULL;
}

static bool split_moved_little(const struct document_part *then, const struct document_split *split) {
    for (size_t i = 0; i < then->split_count; i++) {
        const struct document_split *other = &then->splits[i];
        if (other->dim == split->dim && slice_equal(other->key, split->key))
            return !other->hidden && moved_little(split->value, other->value);
    }
    return false;
}

static bool month_moved_little(const struct document_part *then, const struct document_month *month) {
    for (size_t i = 0; i < then->month_count; i++) {
        const struct document_month *other = &then->months[i];
        if (other->month == month->month) return !other->hidden && moved_little(month->value, other->value);
    }
    return false;
}

/* The last release whose total differs by one to four people, or NULL. */
static const struct document_part *near_release(const struct releases *releases, const struct document_part *part) {
    for (size_t i = releases->count; i-- > 0;) {
        const struct document_part *then = part_then(releases, i, part->part_id);
        if (then && moved_little(part->value, then->value)) return then;
    }
    return NULL;
}

/* The part stands as it was released: its total and what adds up to it belong together. */
static void carry(struct document_part *part, const struct document_part *then) {
    part->value = then->value;
    part->splits = then->splits;
    part->split_count = then->split_count;
    part->months = then->months;
    part->month_count = then->month_count;
    part->in_period_hidden = part->records_hidden = true;
}

/* What two releases told of one period, or of all records, may not differ by a few either. */
static void hide_little_moves(const struct releases *releases, struct document_part *part) {
    for (size_t i = 0; i < releases->count; i++) {
        const struct document_part *then = part_then(releases, i, part->part_id);
        if (!then) continue;
        bool same = is_of_period(releases, i);
        if (same && !then->in_period_hidden && moved_little(part->in_period, then->in_period))
            part->in_period_hidden = true;
        if (then->records_hidden) continue;
        if (moved_little(part->records, then->records) ||
            (same && moved_little(part->records_in_period, then->records_in_period)))
            part->records_hidden = true;
    }
}

static bool event_moved_little(const struct document *then, const struct document_event *event) {
    for (size_t i = 0; i < then->event_count; i++) {
        const struct document_event *other = &then->events[i];
        if (slice_equal(other->kind, event->kind) && slice_equal(other->province, event->province))
            return !other->attendances_hidden && moved_little(event->attendances, other->attendances);
    }
    return false;
}

/* ---- one part ---- */

static void hide_all(struct document_part *part) {
    part->hidden = part->in_period_hidden = part->records_hidden = true;
    for (size_t i = 0; i < part->split_count; i++)
        part->splits[i].hidden = true;
    for (size_t i = 0; i < part->month_count; i++)
        part->months[i].hidden = true;
}

/* A row that grew by one to four people since the last report, or since any release, would give them back beside it. */
static bool grew_little(const struct releases *releases, const struct document_part *part,
                        const struct document_split *split) {
    bool little = moved_little(split->value, split->before);
    for (size_t i = 0; !little && i < releases->count; i++) {
        const struct document_part *then = part_then(releases, i, part->part_id);
        little = then && split_moved_little(then, split);
    }
    return little;
}

/* Even which rows there are would tell: five rows that add up to five are one person each. */
static void drop_dim(struct document_part *part, enum promise_dim dim) {
    size_t kept = 0;
    for (size_t i = 0; i < part->split_count; i++) {
        if (part->splits[i].dim != dim) part->splits[kept++] = part->splits[i];
    }
    part->split_count = kept;
}

static bool suppress_dim(const struct releases *releases, struct document_part *part, enum promise_dim dim) {
    enum { ROWS_MAX = 512 };
    int64_t values[ROWS_MAX] = {0};
    bool sensitive[ROWS_MAX] = {false}, hidden[ROWS_MAX] = {false};
    struct document_split *rows[ROWS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < part->split_count; i++) {
        if (part->splits[i].dim != dim) continue;
        ASSERT(count < ROWS_MAX); /* sexes, age bands and provinces are few */
        values[count] = part->splits[i].value;
        sensitive[count] = grew_little(releases, part, &part->splits[i]);
        rows[count++] = &part->splits[i];
    }
    bool is_safe_now = suppress_rows(values, sensitive, count, part->value, hidden);
    for (size_t i = 0; i < count; i++)
        rows[i]->hidden = hidden[i];
    if (!is_safe_now) drop_dim(part, dim);
    return is_safe_now || count > 1; /* the only row is the total */
}

/* From the end: a month stays when it is none or at least a cell away from the next one shown, so that no
 * difference of two months is small. */
static void suppress_months(const struct releases *releases, struct document_part *part) {
    int64_t next = part->value;
    for (size_t i = part->month_count; i-- > 0;) {
        struct document_month *month = &part->months[i];
        month->hidden = is_small(month->value) || moved_little(next, month->value);
        for (size_t k = 0; !month->hidden && k < releases->count; k++) {
            const struct document_part *then = part_then(releases, k, part->part_id);
            month->hidden = then && month_moved_little(then, month);
        }
        if (!month->hidden) next = month->value;
    }
}

static void suppress_part(const struct releases *releases, struct document_part *part) {
    static const enum promise_dim dims[] = {DIM_SEX, DIM_AGE, DIM_PROVINCE};
    for (size_t i = 0; i < part->split_count; i++)
        part->splits[i].in_period_hidden = true;
    if (!part->counted || !promise_unit_is_about_people(part->unit) || part->currency) return;
    const struct document_part *near = near_release(releases, part);
    if (near) {
        carry(part, near);
        return;
    }
    bool shown = !is_small(part->value);
    for (size_t i = 0; shown && i < ARRAY_LEN(dims); i++)
        shown = suppress_dim(releases, part, dims[i]);
    if (!shown) {
        hide_all(part);
        return;
    }
    part->in_period_hidden = is_small(part->in_period);
    part->records_hidden = is_small(part->records) || is_small(part->records_in_period);
    suppress_months(releases, part);
    hide_little_moves(releases, part);
}

static void suppress_beside(struct document *document, const struct document *earlier, size_t count) {
    const struct releases releases = {earlier, count, document->period_starts, document->period_ends};
    document->for_outsiders = true;
    for (size_t i = 0; i < document->event_count; i++) {
        struct document_event *event = &document->events[i];
        event->attendances_hidden = is_small(event->attendances);
        for (size_t k = 0; k < count; k++) {
            if (is_of_period(&releases, k) && event_moved_little(&earlier[k], event)) event->attendances_hidden = true;
        }
    }
    for (size_t i = 0; i < document->promise_count; i++) {
        for (size_t k = 0; k < document->promises[i].part_count; k++)
            suppress_part(&releases, &document->promises[i].parts[k]);
    }
}

void document_suppress(struct document *document, struct document *earlier, size_t count) {
    for (size_t i = 0; i < count; i++)
        suppress_beside(&earlier[i], earlier, i);
    suppress_beside(document, earlier, count);
}
