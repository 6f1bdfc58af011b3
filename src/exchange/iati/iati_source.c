/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/iati/iati_source.h"

#include <stdlib.h>

#include "base/limits.h"
#include "domain/programme/agreement_terms.h"
#include "domain/programme/promise_numbers.h"
#include "domain/records.h"

struct gather {
    struct store *store;
    struct db *db;
    struct access *access;
    struct arena *arena;
    struct actor actor;
    struct iati_source *source;
};

/* ---- records ---- */

static struct view view_of(struct gather *gather, const struct record_type *type) {
    return access_view(gather->access, gather->arena, &gather->actor, type);
}

static struct record *find(struct gather *gather, const struct record_type *type, struct uuid id) {
    struct record *record = NULL;
    struct view view = view_of(gather, type);
    bool there = query_get(gather->store, gather->db, gather->arena, &view, type, id, &record, NULL);
    return there && !record->deleted_ms ? record : NULL;
}

/* All records of the type whose reference leads to the id, page by page. */
static size_t find_all(struct gather *gather, const struct record_type *type, const char *field,
                       struct uuid id, struct record ***records) {
    struct view view = view_of(gather, type);
    struct list_query query = {.type = type, .filter_count = 1};
    query.filters[0] =
        (struct filter){record_type_field(type, slice_of(field)), FILTER_EQUAL, {.present = true, .id = id}};
    return query_list_all(gather->store, gather->db, gather->arena, &view, &query, SIZE_MAX, records, NULL);
}

static struct slice text_or(const struct value *value, const char *otherwise) {
    return value->present ? value->text : slice_of(otherwise);
}

/* "t21" of the choice set is 21 of the code list. */
static struct slice code_of(const struct value *value) {
    if (!value->present) return S("");
    return slice_starts(value->text, S("t")) ? slice_sub(value->text, 1, value->text.len) : value->text;
}

static struct iati_org org_of(struct gather *gather, struct uuid id) {
    struct record *record = find(gather, &organisation_type, id);
    if (!record) return (struct iati_org){0};
    const struct organisation *org = organisation_of(record);
    return (struct iati_org){text_or(&org->iati_ref, ""), code_of(&org->iati_type), text_or(&org->name, ""),
                             text_or(&org->name_km, "")};
}

static bool find_lead(struct gather *gather) {
    struct org_entry *orgs;
    size_t count = access_orgs(gather->access, gather->arena, &gather->actor, ACCESS_PROGRAMME, &orgs);
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal(orgs[i].kind, S("lead"))) continue;
        gather->source->lead_id = orgs[i].id;
        gather->source->lead = org_of(gather, orgs[i].id);
        return true;
    }
    return false;
}

struct slice iati_identifier(struct arena *arena, struct slice org_ref, struct slice number) {
    struct slice whole = arena_printf(arena, "%.*s-%.*s", SLICE_ARG(org_ref), SLICE_ARG(slice_trim(number)));
    char *bytes = arena_cstr(arena, whole);
    for (size_t i = 0; i < whole.len; i++) {
        if (strchr("/&|? \t", bytes[i])) bytes[i] = '-';
    }
    return (struct slice){bytes, whole.len};
}

/* ---- money ---- */

static void add_transaction(struct gather *gather, struct iati_subgrant *grant,
                            struct iati_transaction transaction) {
    if (transaction.money.amount == 0) return;
    grant->transactions =
        arena_room(gather->arena, grant->transactions, sizeof *grant->transactions, grant->transaction_count);
    grant->transactions[grant->transaction_count++] = transaction;
}

/* As signed, then what each amendment added or took away. */
static void add_commitments(struct gather *gather, struct iati_subgrant *grant, struct record **amendments,
                            size_t count) {
    const struct agreement *agreement = agreement_of(grant->agreement);
    const struct value *signed_on =
        agreement->signed_on.present ? &agreement->signed_on : &agreement->starts_on;
    if (!agreement->amount.present) return;
    struct money before = agreement->amount.money;
    add_transaction(gather, grant,
                    (struct iati_transaction){IATI_COMMITMENT, date_first_day(signed_on->date), before,
                                              agreement->title.text});
    amendments_sort(amendments, count);
    for (size_t i = 0; i < count; i++) {
        const struct amendment *amendment = amendment_of(amendments[i]);
        if (!amendment->amount.present || amendment->amount.money.currency != before.currency) continue;
        struct money change = {0, before.currency};
        if (__builtin_sub_overflow(amendment->amount.money.amount, before.amount, &change.amount)) continue;
        before = amendment->amount.money;
        grant->is_amended = true;
        add_transaction(gather, grant,
                        (struct iati_transaction){IATI_COMMITMENT, date_first_day(amendment->signed_on.date),
                                                  change, amendment->number.text});
    }
}

/* Postings of a month become one transaction: what a single receipt was for is nobody's business outside. */
static void add_month(struct gather *gather, struct iati_subgrant *grant, struct iati_transaction *month,
                      const struct iati_transaction *next) {
    int64_t month_of_day = month->day ? tally_month_of_day(month->day) : -1;
    bool is_same = month->money.currency != CURRENCY_NONE && month->type == next->type &&
                   month->money.currency == next->money.currency &&
                   month_of_day == tally_month_of_day(next->day);
    int64_t sum;
    if (is_same && !__builtin_add_overflow(month->money.amount, next->money.amount, &sum)) {
        month->money.amount = sum;
        if (next->day > month->day) month->day = next->day;
        return;
    }
    if (month->money.currency != CURRENCY_NONE) add_transaction(gather, grant, *month);
    *month = *next;
}

/* Payments to the grantee less what came back, and accepted spending, from the ledger's postings. */
static void add_payments(struct gather *gather, struct iati_subgrant *grant) {
    struct iati_transaction month = {0}, next = {0};
    struct db_query *query =
        db_query(gather->db, SQL("SELECT account, on_day, amount, amount_currency FROM finance_posting WHERE "
                                 "org_id = ?1 AND agreement = ?2 AND deleted_ms = 0 AND "
                                 "((account = 'advances' AND event <> 'expense_accepted') OR account = "
                                 "'expenses') ORDER BY account, amount_currency, on_day, id"));
    db_bind_uuid(query, 1, grant->agreement->org_id);
    db_bind_uuid(query, 2, grant->agreement->id);
    while (db_next(query)) {
        struct date day;
        bool good = date_parse_iso(db_column_text(query, 1), &day) &&
                    currency_parse(db_column_text(query, 3), &next.money.currency);
        if (!good) continue;
        next.type =
            slice_equal(db_column_text(query, 0), S("expenses")) ? IATI_EXPENDITURE : IATI_DISBURSEMENT;
        next.day = date_first_day(day);
        next.money.amount = db_column_int(query, 2);
        add_month(gather, grant, &month, &next);
    }
    db_done(query);
    if (month.money.currency != CURRENCY_NONE) add_transaction(gather, grant, month);
}

/* ---- results ---- */

/* People, and what a person hides behind. */
static bool is_about_people(const struct promise_part_state *state) {
    static const char units[] = "person household case service";
    return names_contain(units, promise_part_of(state->part->part)->target_unit.text);
}

static bool is_small(int64_t number) {
    return number > 0 && number < IATI_CELL_MIN;
}

/* Women and men among those met for the first time in the period; hidden whole when one of the two is small,
 * since the other would tell it. */
static void read_sex(struct gather *gather, const struct promise_rule *rule, struct iati_period *period) {
    struct promise_numbers_query query = {
        .first_day = period->first_day, .last_day = period->last_day, .is_new = true, .by_sex = true};
    struct promise_number *numbers;
    int64_t other = 0;
    size_t count = promise_numbers(gather->arena, gather->db, rule, &query, &numbers);
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(numbers[i].sex, S("f")))
            period->female = numbers[i].number;
        else if (slice_equal(numbers[i].sex, S("m")))
            period->male = numbers[i].number;
        else
            other += numbers[i].number;
    }
    bool adds_up = period->female + period->male + other == period->actual;
    bool hides = is_small(period->female) || is_small(period->male) || is_small(other);
    period->has_sex = adds_up && !hides && period->female + period->male > 0;
}

static void read_period(struct gather *gather, const struct promise_part_state *state,
                        const struct promise_point *point, const struct promise_point *before,
                        struct iati_period *period) {
    const struct promise_rule *rule = state->part->rule;
    struct date first = {(int16_t)(tally_period_first(GRAIN_FISCAL_YEAR, point->period) / 12),
                         (uint8_t)(tally_period_first(GRAIN_FISCAL_YEAR, point->period) % 12 + 1), 1,
                         DATE_DAY};
    struct date last = {(int16_t)(tally_period_last(GRAIN_FISCAL_YEAR, point->period) / 12),
                        (uint8_t)(tally_period_last(GRAIN_FISCAL_YEAR, point->period) % 12 + 1), 0, DATE_DAY};
    last.day = (uint8_t)date_days_in_month(last.year, last.month);
    period->first_day = date_first_day(first) > rule->first_day ? date_first_day(first) : rule->first_day;
    period->last_day = date_first_day(last) < rule->last_day ? date_first_day(last) : rule->last_day;
    period->has_target = state->has_target;
    period->target = point->planned - (before ? before->planned : 0);
    period->actual = point->cumulative - (before ? before->cumulative : 0);
    bool began = period->first_day <= gather->source->today && state->status != STATUS_NOT_RECORDED;
    period->has_actual = began && !(is_about_people(state) && is_small(period->actual));
    if (period->has_actual && is_about_people(state) && tally_splits_of(rule).sex)
        read_sex(gather, rule, period);
}

/* Without a rule that can be read, the target over the whole time is told. */
static void read_whole_time(struct gather *gather, const struct promise_part_state *state,
                            struct iati_indicator *indicator) {
    indicator->periods = arena_make(gather->arena, struct iati_period, 1);
    indicator->period_count = 1;
    indicator->periods[0] = (struct iati_period){.first_day = state->part->period.first_day,
                                                 .last_day = state->part->period.last_day,
                                                 .has_target = state->has_target,
                                                 .target = state->target};
}

static void read_indicator(struct gather *gather, const struct promise_part_state *state,
                           struct iati_indicator *indicator) {
    struct promise_point *points;
    indicator->part = state;
    bool can_count = state->part->rule && state->status != STATUS_NOT_RECORDED;
    size_t count =
        can_count ? promise_series(gather->arena, gather->db, state, GRAIN_FISCAL_YEAR, S(""), &points) : 0;
    if (count == 0) {
        read_whole_time(gather, state, indicator);
        return;
    }
    indicator->periods = arena_make(gather->arena, struct iati_period, count);
    indicator->period_count = count;
    for (size_t i = 0; i < count; i++) {
        read_period(gather, state, &points[i], i ? &points[i - 1] : NULL, &indicator->periods[i]);
    }
}

/* 1 output, 2 outcome, 3 impact, 9 other. */
static struct slice result_type(struct gather *gather, const struct record *promise) {
    const struct value *objective = &promise_of(promise)->objective;
    struct record *record = objective->present ? find(gather, &objective_type, objective->id) : NULL;
    struct slice level = record ? objective_of(record)->level.text : S("output");
    if (slice_equal(level, S("outcome"))) return S("2");
    return slice_equal(level, S("goal")) ? S("3") : S("1");
}

static void read_results(struct gather *gather, struct iati_subgrant *grant) {
    struct view view = view_of(gather, &promise_type);
    struct promise_query query = {
        .org = grant->agreement->org_id, .grain = GRAIN_ALL, .today = gather->source->today};
    struct promise_board board =
        promise_board_read(gather->arena, gather->db, &mlup_catalogue, &view, &query);
    grant->results = arena_make(gather->arena, struct iati_result, board.count + 1);
    for (size_t i = 0; i < board.count; i++) {
        const struct promise_state *promise = &board.promises[i];
        if (!promise->agreement || !uuid_equal(promise->agreement->id, grant->agreement->id) ||
            !promise->part_count)
            continue;
        struct iati_result *result = &grant->results[grant->result_count++];
        *result = (struct iati_result){
            .promise = promise,
            .type = result_type(gather, promise->promise),
            .indicator_count = promise->part_count,
            .indicators = arena_make(gather->arena, struct iati_indicator, promise->part_count)};
        for (size_t part = 0; part < promise->part_count; part++) {
            read_indicator(gather, &promise->parts[part], &result->indicators[part]);
        }
    }
}

/* ---- sub-grants ---- */

static void read_subgrant(struct gather *gather, const struct record *record, struct iati_subgrant *grant) {
    struct record **amendments;
    size_t count = find_all(gather, &amendment_type, "agreement", record->id, &amendments);
    struct agreement_terms terms = agreement_terms_on(record, amendments, count, gather->source->today);
    const struct value *end = terms.ends_on.present ? &terms.ends_on : &agreement_of(record)->ends_on;
    *grant = (struct iati_subgrant){.agreement = record,
                                    .grantee = org_of(gather, record->org_id),
                                    .amount = terms.amount,
                                    .first_day = date_first_day(agreement_of(record)->starts_on.date),
                                    .last_day = date_last_day(end->date)};
    grant->identifier =
        iati_identifier(gather->arena, gather->source->lead.ref, agreement_of(record)->number.text);
    add_commitments(gather, grant, amendments, count);
    add_payments(gather, grant);
    read_results(gather, grant);
}

static int compare_agreements(const void *a, const void *b) {
    const struct agreement *first = agreement_of(*(struct record *const *)a),
                           *second = agreement_of(*(struct record *const *)b);
    return slice_compare(first->number.text, second->number.text);
}

static void read_subgrants(struct gather *gather) {
    struct iati_source *source = gather->source;
    struct record **agreements;
    size_t count = find_all(gather, &agreement_type, "programme", source->programme->id, &agreements);
    if (count) qsort(agreements, count, sizeof *agreements, compare_agreements);
    source->subgrants = arena_make(gather->arena, struct iati_subgrant, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(agreement_of(agreements[i])->status.text, S("draft")))
            continue; /* not signed: nobody's business yet */
        read_subgrant(gather, agreements[i], &source->subgrants[source->subgrant_count++]);
    }
}

struct iati_source *iati_source_read(struct store *store, struct db *db, struct access *access,
                                     struct arena *arena, struct uuid programme_id) {
    struct iati_source *source = arena_make(arena, struct iati_source, 1);
    struct gather gather = {.store = store,
                            .db = db,
                            .access = access,
                            .arena = arena,
                            .actor = access_system_actor(SHARED_ORG),
                            .source = source};
    source->programme = find(&gather, &programme_type, programme_id);
    source->today = date_first_day(clock_today());
    if (!source->programme || !find_lead(&gather)) return NULL;
    const struct programme *programme = programme_of(source->programme);
    source->donor = (struct iati_org){.ref = text_or(&programme->donor_ref, ""),
                                      .type = code_of(&programme->donor_type),
                                      .name = text_or(&programme->donor, "")};
    source->currency = programme->amount.present ? programme->amount.money.currency : CURRENCY_USD;
    source->identifier = iati_identifier(arena, source->lead.ref, text_or(&programme->award_number, ""));
    read_subgrants(&gather);
    return source;
}
