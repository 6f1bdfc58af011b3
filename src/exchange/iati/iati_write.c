/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of the elements is the one that iati-activities-schema.xsd asks for.  Codes: 1 planned start, 2
 * actual start, 3 planned end, 4 actual end (ActivityDateType); 1 funding, 2 accountable, 4 implementing
 * (OrganisationRole).
 */
#include "exchange/iati/iati_write.h"

#include "exchange/xml_text.h"

struct writing {
    struct arena *arena;
    const struct iati_source *source;
    struct gazetteer *gazetteer;
    struct text xml;
    struct slice now;
};

static struct slice day_text(struct writing *writing, int64_t day) {
    return date_format_iso(writing->arena, date_of_day(day));
}

static void narrative(struct writing *writing, const char *lang, struct slice text) {
    if (!text.len) return;
    xml_open(&writing->xml, "narrative");
    if (lang) xml_attribute(&writing->xml, "xml:lang", slice_of(lang));
    xml_open_end(&writing->xml);
    xml_append(&writing->xml, text);
    xml_close(&writing->xml, "narrative");
}

static void narratives(struct writing *writing, const char *element, struct slice en, struct slice km) {
    xml_open(&writing->xml, element);
    xml_open_end(&writing->xml);
    narrative(writing, NULL, en);
    narrative(writing, "km", km);
    xml_close(&writing->xml, element);
}

static struct slice text_of(const struct value *value) {
    return value->present ? value->text : S("");
}

static struct slice code_of(const struct value *value) {
    struct slice text = text_of(value);
    return slice_starts(text, S("t")) ? slice_sub(text, 1, text.len) : text;
}

/* ---- who ---- */

static void reporting_org(struct writing *writing) {
    const struct iati_org *lead = &writing->source->lead;
    xml_open(&writing->xml, "reporting-org");
    xml_attribute(&writing->xml, "ref", lead->ref);
    xml_attribute(&writing->xml, "type", lead->type);
    xml_open_end(&writing->xml);
    narrative(writing, NULL, lead->name);
    narrative(writing, "km", lead->name_km);
    xml_close(&writing->xml, "reporting-org");
}

static void participating_org(struct writing *writing, int role, const struct iati_org *org,
                              struct slice activity) {
    if (!org->ref.len && !org->name.len) return;
    xml_open(&writing->xml, "participating-org");
    xml_attribute_int(&writing->xml, "role", role);
    xml_attribute(&writing->xml, "type", org->type);
    xml_attribute(&writing->xml, "ref", org->ref);
    xml_attribute(&writing->xml, "activity-id", activity);
    xml_open_end(&writing->xml);
    narrative(writing, NULL, org->name);
    narrative(writing, "km", org->name_km);
    xml_close(&writing->xml, "participating-org");
}

/* ---- when ---- */

static void activity_date(struct writing *writing, int type, int64_t day) {
    xml_open(&writing->xml, "activity-date");
    xml_attribute_int(&writing->xml, "type", type);
    xml_attribute(&writing->xml, "iso-date", day_text(writing, day));
    xml_close_empty(&writing->xml);
}

/* What has not come is planned alone. */
static void status_and_dates(struct writing *writing, int64_t first, int64_t last) {
    int64_t today = writing->source->today;
    xml_mark(&writing->xml, "activity-status", "code",
             today < first   ? S("1")
             : today <= last ? S("2")
                             : S("4"));
    activity_date(writing, 1, first);
    if (first <= today) activity_date(writing, 2, first);
    activity_date(writing, 3, last);
    if (last < today) activity_date(writing, 4, last);
}

/* ---- where and what for ---- */

static void place(struct writing *writing, struct slice code) {
    struct slice name = gazetteer_name(writing->gazetteer, writing->arena, code, false);
    xml_open(&writing->xml, "location");
    xml_open_end(&writing->xml);
    xml_mark(&writing->xml, "location-reach", "code", S("1")); /* the activity, not who is served */
    narratives(writing, "name", name, gazetteer_name(writing->gazetteer, writing->arena, code, true));
    xml_mark(&writing->xml, "exactness", "code", S("2"));      /* about there */
    xml_mark(&writing->xml, "location-class", "code", S("1")); /* an administrative region */
    xml_close(&writing->xml, "location");
}

/* Never below the province, whatever the agreement names. */
static void places(struct writing *writing, struct slice codes) {
    enum { PROVINCE_DIGITS = 2 };
    struct slice code;
    while (codes.len && slice_split(&codes, ',', &code)) {
        if (code.len >= PROVINCE_DIGITS) place(writing, slice_sub(code, 0, PROVINCE_DIGITS));
    }
}

static void country(struct writing *writing) {
    struct slice code = text_of(&programme_of(writing->source->programme)->country);
    if (!code.len) return;
    xml_open(&writing->xml, "recipient-country");
    xml_attribute(&writing->xml, "code", code);
    xml_attribute(&writing->xml, "percentage", S("100"));
    xml_close_empty(&writing->xml);
}

static void sector(struct writing *writing) {
    struct slice code = text_of(&programme_of(writing->source->programme)->sector);
    if (!code.len) return;
    xml_open(&writing->xml, "sector");
    xml_attribute(&writing->xml, "vocabulary", S("1")); /* OECD DAC, five digits */
    xml_attribute(&writing->xml, "code", code);
    xml_close_empty(&writing->xml);
}

static void defaults(struct writing *writing) {
    const struct programme *programme = programme_of(writing->source->programme);
    xml_mark(&writing->xml, "default-flow-type", "code", code_of(&programme->flow_type));
    xml_mark(&writing->xml, "default-finance-type", "code", S("110")); /* a grant */
    xml_mark(&writing->xml, "default-aid-type", "code", code_of(&programme->aid_type));
    xml_mark(&writing->xml, "default-tied-status", "code", code_of(&programme->tied_status));
}

/* ---- money ---- */

static void money_value(struct writing *writing, struct money money, int64_t day) {
    xml_open(&writing->xml, "value");
    xml_attribute(&writing->xml, "currency", currency_code(money.currency));
    xml_attribute(&writing->xml, "value-date", day_text(writing, day));
    xml_open_end(&writing->xml);
    money_append_plain(&writing->xml, money);
    xml_close(&writing->xml, "value");
}

static int64_t year_later(int64_t day) {
    struct date date = date_of_day(day);
    date.year++;
    if (date.day > date_days_in_month(date.year, date.month))
        date.day = (uint8_t)date_days_in_month(date.year, date.month);
    return date_first_day(date);
}

static void budget(struct writing *writing, bool is_revised, int64_t first, int64_t last,
                   struct money money) {
    xml_open(&writing->xml, "budget");
    xml_attribute(&writing->xml, "type", is_revised ? S("2") : S("1"));
    xml_attribute(&writing->xml, "status", S("2")); /* committed */
    xml_open_end(&writing->xml);
    xml_mark(&writing->xml, "period-start", "iso-date", day_text(writing, first));
    xml_mark(&writing->xml, "period-end", "iso-date", day_text(writing, last));
    money_value(writing, money, first);
    xml_close(&writing->xml, "budget");
}

/* The share of the first `days` of `all`: rounded down, so that the parts of all add up to the whole. */
static int64_t share_until(int64_t amount, int64_t days, int64_t all) {
    return amount / all * days + amount % all * days / all;
}

/* One budget for each year, by days. */
static void budgets(struct writing *writing, const struct value *amount, bool is_revised, int64_t first,
                    int64_t last) {
    int64_t all = last - first + 1;
    if (!amount->present || all < 1) return;
    for (int64_t start = first; start <= last; start = year_later(start)) {
        int64_t end = year_later(start) - 1 < last ? year_later(start) - 1 : last;
        struct money money = amount->money;
        money.amount = share_until(amount->money.amount, end - first + 1, all) -
                       share_until(amount->money.amount, start - first, all);
        budget(writing, is_revised, start, end, money);
    }
}

static void transaction_org(struct writing *writing, const char *element, const char *activity_name,
                            const struct iati_org *org, struct slice activity) {
    if (!org->ref.len && !org->name.len) return;
    xml_open(&writing->xml, element);
    xml_attribute(&writing->xml, "ref", org->ref);
    xml_attribute(&writing->xml, activity_name, activity);
    xml_open_end(&writing->xml);
    narrative(writing, NULL, org->name);
    xml_close(&writing->xml, element);
}

static void transaction(struct writing *writing, const struct iati_transaction *transaction,
                        const struct iati_org *from, struct slice from_activity, const struct iati_org *to) {
    xml_open(&writing->xml, "transaction");
    xml_open_end(&writing->xml);
    xml_open(&writing->xml, "transaction-type");
    xml_attribute_int(&writing->xml, "code", transaction->type);
    xml_close_empty(&writing->xml);
    xml_mark(&writing->xml, "transaction-date", "iso-date", day_text(writing, transaction->day));
    money_value(writing, transaction->money, transaction->day);
    if (transaction->description.len) narratives(writing, "description", transaction->description, S(""));
    transaction_org(writing, "provider-org", "provider-activity-id", from, from_activity);
    if (to) transaction_org(writing, "receiver-org", "receiver-activity-id", to, S(""));
    xml_close(&writing->xml, "transaction");
}

/* ---- results ---- */

static void number_element(struct writing *writing, const char *element, int64_t number, const char *sex) {
    xml_open(&writing->xml, element);
    xml_attribute_int(&writing->xml, "value", number);
    if (!sex) {
        xml_close_empty(&writing->xml);
        return;
    }
    xml_open_end(&writing->xml);
    xml_open(&writing->xml, "dimension");
    xml_attribute(&writing->xml, "name", S("sex"));
    xml_attribute(&writing->xml, "value", slice_of(sex));
    xml_close_empty(&writing->xml);
    xml_close(&writing->xml, element);
}

static void period(struct writing *writing, const struct iati_period *period) {
    xml_open(&writing->xml, "period");
    xml_open_end(&writing->xml);
    xml_mark(&writing->xml, "period-start", "iso-date", day_text(writing, period->first_day));
    xml_mark(&writing->xml, "period-end", "iso-date", day_text(writing, period->last_day));
    if (period->has_target) number_element(writing, "target", period->target, NULL);
    if (period->has_actual) number_element(writing, "actual", period->actual, NULL);
    if (period->has_actual && period->has_sex) {
        number_element(writing, "actual", period->female, "female");
        number_element(writing, "actual", period->male, "male");
    }
    xml_close(&writing->xml, "period");
}

/* What is counted is counted from the first day on, so without a baseline of its own a part begins at
 * nothing. */
static void baseline(struct writing *writing, const struct promise_part_state *state) {
    const struct promise_part *part = promise_part_of(state->part->part);
    struct date first = date_of_day(state->part->period.first_day);
    xml_open(&writing->xml, "baseline");
    xml_attribute_int(&writing->xml, "year", first.year);
    xml_attribute(&writing->xml, "iso-date", day_text(writing, state->part->period.first_day));
    xml_attribute_int(&writing->xml, "value", part->baseline.present ? part->baseline.number : 0);
    xml_close_empty(&writing->xml);
}

/* The numbers of the years add up: each unit counts in the year in which it was first met. */
static void indicator(struct writing *writing, const struct iati_indicator *indicator) {
    const struct promise_part *part = promise_part_of(indicator->part->part->part);
    xml_open(&writing->xml, "indicator");
    xml_attribute(&writing->xml, "measure", S("1"));
    xml_attribute(&writing->xml, "ascending", S("1"));
    xml_attribute(&writing->xml, "aggregation-status", S("1"));
    xml_open_end(&writing->xml);
    narratives(writing, "title", text_of(&part->label), text_of(&part->label_km));
    baseline(writing, indicator->part);
    for (size_t i = 0; i < indicator->period_count; i++) {
        period(writing, &indicator->periods[i]);
    }
    xml_close(&writing->xml, "indicator");
}

static void result(struct writing *writing, const struct iati_result *result) {
    const struct promise *promise = promise_of(result->promise->promise);
    xml_open(&writing->xml, "result");
    xml_attribute(&writing->xml, "type", result->type);
    xml_attribute(&writing->xml, "aggregation-status", S("0"));
    xml_open_end(&writing->xml);
    struct slice title = arena_printf(writing->arena, "%.*s %.*s", SLICE_ARG(promise->number.text),
                                      SLICE_ARG(promise->title.text));
    narratives(writing, "title", title, text_of(&promise->title_km));
    if (promise->sentence.present) narratives(writing, "description", promise->sentence.text, S(""));
    for (size_t i = 0; i < result->indicator_count; i++) {
        indicator(writing, &result->indicators[i]);
    }
    xml_close(&writing->xml, "result");
}

/* ---- the two kinds of activities ---- */

static void open_activity(struct writing *writing, int hierarchy, struct slice identifier) {
    xml_open(&writing->xml, "iati-activity");
    xml_attribute(&writing->xml, "xml:lang", S("en"));
    xml_attribute(&writing->xml, "default-currency", currency_code(writing->source->currency));
    xml_attribute(&writing->xml, "last-updated-datetime", writing->now);
    xml_attribute_int(&writing->xml, "hierarchy", hierarchy);
    xml_open_end(&writing->xml);
    xml_element(&writing->xml, "iati-identifier", identifier);
    reporting_org(writing);
}

static void related_activity(struct writing *writing, int type, struct slice identifier) {
    xml_open(&writing->xml, "related-activity");
    xml_attribute(&writing->xml, "ref", identifier);
    xml_attribute_int(&writing->xml, "type", type);
    xml_close_empty(&writing->xml);
}

static void award_money(struct writing *writing) {
    const struct programme *programme = programme_of(writing->source->programme);
    const struct value *day = programme->signed_on.present ? &programme->signed_on : &programme->starts_on;
    budgets(writing, &programme->amount, false, date_first_day(programme->starts_on.date),
            date_last_day(programme->ends_on.date));
    if (!programme->amount.present) return;
    struct iati_transaction incoming = {IATI_INCOMING_COMMITMENT, date_first_day(day->date),
                                        programme->amount.money, S("")};
    transaction(writing, &incoming, &writing->source->donor, S(""), &writing->source->lead);
}

static bool is_named_before(const struct iati_source *source, size_t i) {
    for (size_t k = 0; k < i; k++) {
        if (uuid_equal(source->subgrants[k].agreement->org_id, source->subgrants[i].agreement->org_id))
            return true;
    }
    return false;
}

static void award(struct writing *writing) {
    const struct iati_source *source = writing->source;
    const struct programme *programme = programme_of(source->programme);
    open_activity(writing, 1, source->identifier);
    narratives(writing, "title", text_of(&programme->name), text_of(&programme->name_km));
    narratives(writing, "description",
               text_of(programme->summary.present ? &programme->summary : &programme->name), S(""));
    participating_org(writing, 1, &source->donor, S(""));
    participating_org(writing, 2, &source->lead, source->identifier);
    for (size_t i = 0; i < source->subgrant_count; i++) {
        if (!is_named_before(source, i)) participating_org(writing, 4, &source->subgrants[i].grantee, S(""));
    }
    status_and_dates(writing, date_first_day(programme->starts_on.date),
                     date_last_day(programme->ends_on.date));
    country(writing);
    sector(writing);
    defaults(writing);
    award_money(writing);
    for (size_t i = 0; i < source->subgrant_count; i++) {
        related_activity(writing, 2, source->subgrants[i].identifier);
    }
    xml_close(&writing->xml, "iati-activity");
}

static void subgrant_money(struct writing *writing, const struct iati_subgrant *grant) {
    budgets(writing, &grant->amount, grant->is_amended, grant->first_day, grant->last_day);
    for (size_t i = 0; i < grant->transaction_count; i++) {
        bool is_spent = grant->transactions[i].type == IATI_EXPENDITURE;
        const struct iati_org *from = is_spent ? &grant->grantee : &writing->source->lead;
        transaction(writing, &grant->transactions[i], from,
                    is_spent ? grant->identifier : writing->source->identifier,
                    is_spent ? NULL : &grant->grantee);
    }
}

static void subgrant(struct writing *writing, const struct iati_subgrant *grant) {
    const struct agreement *agreement = agreement_of(grant->agreement);
    open_activity(writing, 2, grant->identifier);
    narratives(writing, "title", text_of(&agreement->title), text_of(&agreement->title_km));
    narratives(writing, "description",
               text_of(agreement->summary.present ? &agreement->summary : &agreement->title), S(""));
    participating_org(writing, 1, &writing->source->donor, S(""));
    participating_org(writing, 2, &writing->source->lead, writing->source->identifier);
    participating_org(writing, 4, &grant->grantee, grant->identifier);
    status_and_dates(writing, grant->first_day, grant->last_day);
    country(writing);
    places(writing, text_of(&agreement->provinces));
    sector(writing);
    defaults(writing);
    subgrant_money(writing, grant);
    related_activity(writing, 1, writing->source->identifier);
    for (size_t i = 0; i < grant->result_count; i++) {
        result(writing, &grant->results[i]);
    }
    xml_close(&writing->xml, "iati-activity");
}

/* Whole seconds: what xsd:dateTime and people read. */
static struct slice instant(struct arena *arena, int64_t ms) {
    return instant_format_iso(arena, ms - ms % 1000);
}

struct slice iati_write(struct arena *arena, const struct iati_source *source, struct gazetteer *gazetteer,
                        int64_t now_ms) {
    struct writing writing = {.arena = arena,
                              .source = source,
                              .gazetteer = gazetteer,
                              .xml = TEXT_IN(arena),
                              .now = instant(arena, now_ms)};
    text_append(&writing.xml, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    xml_open(&writing.xml, "iati-activities");
    xml_attribute(&writing.xml, "version", S("2.03"));
    xml_attribute(&writing.xml, "generated-datetime", writing.now);
    xml_open_end(&writing.xml);
    award(&writing);
    for (size_t i = 0; i < source->subgrant_count; i++) {
        subgrant(&writing, &source->subgrants[i]);
    }
    xml_close(&writing.xml, "iati-activities");
    return text_slice(&writing.xml);
}
