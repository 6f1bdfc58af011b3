/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Out: what was sent to one provider with a case system of its own, in the order in which it changed, each on
 * a consent that still holds while it leaves, opened and logged one by one, and the whole in the log of
 * exports.  In: what others refer here, one incoming referral for each service; and their answers to what was
 * sent to them.
 */
#include "web/referral/exchange_page.h"

#include "base/log.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/export/export_entry.h"
#include "domain/referral/referral.h"
#include "domain/referral/share.h"
#include "exchange/case_contract.h"
#include "store/query.h"
#include "web/ask.h"
#include "web/errors.h"
#include "web/referral/referral_view.h"

enum { EXCHANGE_ROWS_MAX = 100, EXCHANGE_ITEMS_MAX = 500, CODE_BYTES = 80 /* as the fields hold */ };

/* ---- the cursor: the instant to the millisecond, and the id among those of one ---- */

struct cursor {
    int64_t ms;
    struct uuid id;
};

static bool cursor_read(struct web *web, struct cursor *cursor) {
    struct slice text = http_query(web->http, S("after"));
    *cursor = (struct cursor){0};
    size_t dot = slice_find(text, S("."), 0);
    if (!text.len) return true;
    bool has_id = dot < text.len;
    if (slice_to_int64(slice_sub(text, 0, dot), &cursor->ms) && cursor->ms >= 0 &&
        (!has_id || uuid_parse(slice_sub(text, dot + 1, text.len), &cursor->id)))
        return true;
    return refuse(&web->refusal, S("after"), "This is no place in the list: begin again without it.");
}

static struct slice cursor_text(struct web *web, const struct cursor *cursor) {
    return arena_printf(web->arena, "%lld.%.*s", (long long)cursor->ms,
                        SLICE_ARG(uuid_format(web->arena, cursor->id)));
}

static size_t rows_after(struct db_query *query, struct cursor *found, size_t max) {
    size_t count = 0;
    while (count < max && db_next(query))
        found[count++] = (struct cursor){db_column_int(query, 0), db_column_uuid(query, 1)};
    db_done(query);
    return count;
}

/* What changes in this millisecond is not over yet: it comes the next time. */
static void cursor_bind(struct web *web, struct db_query *query, const struct cursor *after, size_t max) {
    db_bind_uuid(query, 1, web->actor->org_id);
    db_bind_int(query, 2, after->ms);
    db_bind_uuid(query, 3, after->id);
    db_bind_int(query, 4, clock_now_ms());
    db_bind_int(query, 5, (int64_t)max);
}

static size_t outgoing_after(struct web *web, const struct record *provider, const struct cursor *after,
                             struct cursor *found, size_t max) {
    struct db_query *query = db_query(
        web_db(web),
        SQL("SELECT updated_ms, id FROM referral WHERE org_id = ?1 AND (updated_ms > ?2 OR (updated_ms = ?2 "
            "AND "
            "id > ?3)) AND updated_ms < ?4 AND provider = ?6 AND channel = 'exchange' AND deleted_ms = 0 "
            "ORDER BY updated_ms, id LIMIT ?5"));
    cursor_bind(web, query, after, max);
    db_bind_uuid(query, 6, provider->id);
    return rows_after(query, found, max);
}

/* ---- out ---- */

static bool is_live(const struct referral *referral) {
    return value_is_code(&referral->state, "sent") || value_is_code(&referral->state, "accepted");
}

/* Whether each class that was told may still be told at this instant. */
static bool still_covered(struct web *web, const struct record *record, const struct record *file,
                          const struct record *provider) {
    struct rule rule = referral_seen_rule(web);
    struct share_cover covers[SHARE_CLASSES];
    size_t count =
        share_covers(&rule, file, provider, referral_of(record)->shares.text, clock_now_ms(), covers);
    for (size_t i = 0; i < count; i++) {
        if (!covers[i].by) return false;
    }
    return count > 0;
}

static void consents_take(struct contract_case *item, const struct doc *packet) {
    const struct doc *items = doc_get(packet, S("items"));
    for (const struct doc_entry *entry = items ? items->first : NULL; entry; entry = entry->next) {
        struct slice code = doc_get_text(&entry->value, S("cites"));
        bool is_new = item->consent_count < CONTRACT_CONSENTS_MAX;
        for (size_t i = 0; i < item->consent_count; i++)
            is_new = is_new && !slice_equal(item->consents[i], code);
        if (is_new) item->consents[item->consent_count++] = code;
    }
}

/* Without what was told: its ids and how it stands. */
static struct contract_case bare_case(struct web *web, const struct record *record) {
    const struct referral *referral = referral_of(record);
    struct contract_case item = {.age = CONTRACT_NO_AGE,
                                 .service_count = 1,
                                 .global_id = uuid_format(web->arena, referral->case_file.id),
                                 .display_id = record->code};
    item.organisation = access_org_name(web->app->access, web->arena, record->org_id);
    item.organisation_id = uuid_format(web->arena, record->org_id);
    item.worker = referral_view_user(web, &referral->sent_by);
    item.worker_id = uuid_format(web->arena, referral->sent_by.id);
    item.referred_on = date_format_iso(web->arena, date_of_day(clock_day_of_ms(referral->sent_ms.number)));
    item.services[0] = (struct contract_service){.uuid = uuid_format(web->arena, record->id),
                                                 .code = referral->service.text,
                                                 .status = contract_status(referral->state.text)};
    if (referral->sub_service.present) item.services[0].sub_type = referral->sub_service.text;
    return item;
}

static bool told_take(struct web *web, const struct record *open, struct contract_case *item) {
    const struct doc *packet = doc_parse_json(web->arena, referral_of(open)->packet.text, &web->refusal);
    int64_t age;
    if (!packet) return false;
    item->name_latin = packet_value(packet, "name_latin");
    item->name_km = packet_value(packet, "name_km");
    item->sex = packet_value(packet, "sex");
    item->birth_date = packet_value(packet, "birth_date");
    if (slice_to_int64(packet_value(packet, "age_years"), &age)) item->age = age;
    item->mosvy_number = packet_value(packet, "mosvy_number");
    item->place = packet_value(packet, "home_village");
    item->risk = packet_value(packet, "risk");
    item->reason = packet_value(packet, "reason");
    consents_take(item, packet);
    return true;
}

struct giving {
    struct record *provider;
    struct doc *items;
    int64_t told; /* cases that said who somebody is */
};

static void withheld_put(struct web *web, const struct giving *giving, const struct record *record,
                         struct slice status) {
    struct contract_case item = bare_case(web, record);
    if (status.len) item.services[0].status = status;
    contract_write(web->arena, &item, doc_add_object(web->arena, giving->items));
}

static enum outcome told_put(struct web *web, struct giving *giving, struct record *record) {
    struct contract_case item = bare_case(web, record);
    struct slice purpose = arena_printf(web->arena, "exchange with %.*s", SLICE_ARG(giving->provider->code));
    enum outcome outcome =
        query_reveal(web->app->store, web_db(web), web->arena, web->actor, record, purpose, &web->refusal);
    if (outcome != OUTCOME_OK) return outcome;
    if (!told_take(web, record, &item)) return OUTCOME_FAILED;
    contract_write(web->arena, &item, doc_add_object(web->arena, giving->items));
    giving->told++;
    return OUTCOME_OK;
}

static enum outcome referral_give(struct web *web, struct giving *giving, struct uuid id) {
    struct record *record = web_record(web, &referral_type, id),
                  *file = record ? referral_seen_file(web, record) : NULL;
    if (!record || !file) return OUTCOME_OK;
    if (!is_live(referral_of(record))) return withheld_put(web, giving, record, S("")), OUTCOME_OK;
    if (still_covered(web, record, file, giving->provider)) return told_put(web, giving, record);
    return withheld_put(web, giving, record, S("Withheld")), OUTCOME_OK;
}

static enum outcome giving_log(struct web *web, const struct giving *giving) {
    const struct export_entry entry = {
        .what = S("Referrals"),
        .type = S("referral"),
        .format = S("json"),
        .filter = giving->provider->code,
        .purpose = arena_printf(web->arena, "exchange with %.*s", SLICE_ARG(giving->provider->code)),
        .rows = giving->told};
    struct change change = export_entry_change(web->arena, web->actor, &entry);
    struct write_job job = {.job_arena = web->arena,
                            .actor = export_scribe(web->arena, web->actor),
                            .changes = &change,
                            .change_count = 1};
    return giving->told ? store_write(web->app->store, &job) : OUTCOME_OK;
}

/* Seeing files is not enough: what leaves is taken by who may take records away and open names. */
static bool may_exchange(struct web *web, enum verb verb) {
    bool may = access_may_in(web->app->access, web->actor, &referral_type, web->actor->org_id, verb) &&
               access_may_in(web->app->access, web->actor, &referral_type, web->actor->org_id, VERB_REVEAL);
    if (!may) log_warn("refused: exchange of referrals, without the right");
    if (!may) refuse(&web->refusal, S(""), "Your role does not take referrals to other systems.");
    return may;
}

enum outcome referral_exchange_get(struct web *web) {
    struct giving giving = {0};
    struct cursor found[EXCHANGE_ROWS_MAX], after;
    if (!web_view(web, &referral_type).allowed) return OUTCOME_NOT_FOUND;
    if (!may_exchange(web, VERB_EXPORT)) return OUTCOME_FORBIDDEN;
    size_t limit = (size_t)ask_number(web, "limit", 1, EXCHANGE_ROWS_MAX, EXCHANGE_ROWS_MAX);
    if (!cursor_read(web, &after) || !refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    giving.provider = web_record(web, &provider_type, ask_id(web, "provider"));
    if (!giving.provider)
        return refuse(&web->refusal, S("provider"), "Say for which provider."), OUTCOME_REFUSED;
    giving.items = doc_set_array(web->arena, web->view, S("items"));
    size_t count = outgoing_after(web, giving.provider, &after, found, limit);
    for (size_t i = 0; i < count; i++) {
        enum outcome outcome = referral_give(web, &giving, found[i].id);
        if (outcome != OUTCOME_OK) return outcome;
        after = found[i];
    }
    doc_set_text(web->arena, web->view, S("next_cursor"), cursor_text(web, &after));
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    return giving_log(web, &giving);
}

/* ---- in ---- */

static void item_told(struct arena *arena, struct doc *items, const struct contract_case *item,
                      const char *class_code, const char *field, struct slice value) {
    if (!value.len) return;
    struct doc *told = doc_add_object(arena, items);
    doc_set_text(arena, told, S("class"), slice_of(class_code));
    doc_set_text(arena, told, S("field"), slice_of(field));
    doc_set_text(arena, told, S("value"), value);
    doc_set_text(arena, told, S("cites"), item->consent_count ? item->consents[0] : S("–"));
}

/* What they told, as a packet like those of referrals inside. */
static struct slice packet_of_case(struct arena *arena, const struct contract_case *item) {
    struct doc *packet = doc_new_object(arena), *items = doc_set_array(arena, packet, S("items"));
    struct text json = TEXT_IN(arena);
    doc_set_array(arena, packet, S("files"));
    item_told(arena, items, item, "identity", "name_km", item->name_km);
    item_told(arena, items, item, "identity", "name_latin", item->name_latin);
    item_told(arena, items, item, "identity", "birth_date", item->birth_date);
    if (item->age >= 0)
        item_told(arena, items, item, "identity", "age_years",
                  arena_printf(arena, "%lld", (long long)item->age));
    item_told(arena, items, item, "identity", "sex", item->sex);
    item_told(arena, items, item, "contact", "mosvy_number", item->mosvy_number);
    item_told(arena, items, item, "home", "home_village", item->place);
    item_told(arena, items, item, "needs", "risk", item->risk);
    item_told(arena, items, item, "needs", "reason", item->reason);
    doc_write_json(&json, packet);
    return text_slice(&json);
}

static struct slice exchange_key(struct web *web, const struct contract_case *item,
                                 const struct contract_service *service) {
    return arena_printf(web->arena, "exchange:%.*s:%.*s", SLICE_ARG(item->global_id),
                        SLICE_ARG(service->uuid.len ? service->uuid : service->code));
}

static struct change incoming_change(struct web *web, const struct contract_case *item,
                                     const struct contract_service *service, struct slice key) {
    struct change change = change_new(web->arena, CHANGE_CREATE, &referral_in_type, web->actor->org_id);
    struct date day;
    if (!date_parse_iso(item->referred_on, &day) || day.precision != DATE_DAY) day = clock_today();
    change.by_program = true;
    change_set_value(&change, "sender_key", value_of_text(key));
    change_set_value(&change, "from_name",
                     value_of_text(item->organisation.len ? item->organisation : S("?")));
    change_set_value(&change, "sender_code", value_of_text(slice_cut(item->display_id, CODE_BYTES)));
    change_set_value(&change, "sender_contact", value_of_text(item->worker));
    change_set_value(&change, "service", value_of_text(service->code));
    change_set_value(&change, "sub_service", value_of_text(slice_cut(service->sub_type, CODE_BYTES)));
    change_set_value(&change, "sent_on", (struct value){.present = true, .date = day});
    change_set_value(&change, "packet", value_of_text(packet_of_case(web->arena, item)));
    return change;
}

static enum outcome change_write(struct web *web, struct change *change, const struct actor *actor) {
    struct write_job job = {.job_arena = web->arena, .actor = actor, .changes = change, .change_count = 1};
    enum outcome outcome = store_write(web->app->store, &job);
    refusal_add(&web->refusal, &job.refusal);
    return outcome;
}

/* They called it back: what is still in the inbox goes. */
static const char *incoming_revoke(struct web *web, const struct record *known) {
    struct change change = change_new(web->arena, CHANGE_UPDATE, &referral_in_type, known->org_id);
    if (!value_is_code(&referral_in_of(known)->state, "sent")) return "known";
    change.id = known->id;
    change.base_version = known->version;
    change.by_program = true;
    change_set_value(&change, "state", value_of_text(S("revoked")));
    change_set_value(&change, "packet", (struct value){0});
    return change_write(web, &change, export_scribe(web->arena, web->actor)) == OUTCOME_OK ? "revoked"
                                                                                           : "refused";
}

static bool is_over(const struct contract_service *service) {
    return slice_equal(service->status, S("Revoked")) || slice_equal(service->status, S("Expired")) ||
           slice_equal(service->status, S("Withheld"));
}

static const char *incoming_take(struct web *web, const struct contract_case *item,
                                 const struct contract_service *service) {
    struct slice key = exchange_key(web, item, service);
    struct record *known = web_record(web, &referral_in_type, uuid_of_name(S("referral_in"), key));
    if (known) return is_over(service) ? incoming_revoke(web, known) : "known";
    if (is_over(service)) return "known";
    struct change change = incoming_change(web, item, service, key);
    return change_write(web, &change, web->actor) == OUTCOME_OK ? "received" : "refused";
}

/* What they say of a referral that went to them. */
static const char *answer_take(struct web *web, const struct record *referral,
                               const struct contract_service *service) {
    static const struct {
        const char *status, *state, *field, *code;
    } answers[] = {{"Accepted", "accepted", NULL, NULL},
                   {"Rejected", "rejected", "rejection", "other"},
                   {"Exited", "done", "outcome", "served"}};
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        if (!slice_equal(slice_of(answers[i].status), service->status)) continue;
        if (value_is_code(&referral_of(referral)->state, answers[i].state)) return "known";
        struct change change = change_new(web->arena, CHANGE_UPDATE, &referral_type, referral->org_id);
        change.id = referral->id;
        change.base_version = referral->version;
        change_set_value(&change, "state", value_of_text(slice_of(answers[i].state)));
        if (answers[i].field)
            change_set_value(&change, answers[i].field, value_of_text(slice_of(answers[i].code)));
        return change_write(web, &change, web->actor) == OUTCOME_OK ? "answered" : "refused";
    }
    return "known";
}

static const char *service_take(struct web *web, const struct contract_case *item,
                                const struct contract_service *service) {
    struct uuid id;
    struct record *own =
        uuid_parse(service->uuid, &id) ? web_record(web, &referral_type, id) : NULL;
    return own && value_is_code(&referral_of(own)->channel, "exchange") ? answer_take(web, own, service)
                                                                        : incoming_take(web, item, service);
}

static void result_put(struct web *web, struct doc *results, struct slice global_id, struct slice service,
                       const char *result) {
    struct doc *one = doc_add_object(web->arena, results);
    doc_set_text(web->arena, one, S("global_id"), global_id);
    if (service.len) doc_set_text(web->arena, one, S("service"), service);
    doc_set_text(web->arena, one, S("result"), slice_of(result));
    if (!refusal_is_empty(&web->refusal)) web_add_errors(web, one, &web->refusal);
    web->refusal = REFUSAL_IN(web->arena);
}

static void case_take(struct web *web, const struct doc *object, struct doc *results) {
    struct contract_case item;
    if (!contract_read(web->arena, object, &item, &web->refusal)) {
        log_warn("refused: a case of the exchange: %s", web->refusal.first->message);
        result_put(web, results, doc_get_text(object, S("global_id")), S(""), "refused");
        return;
    }
    for (size_t i = 0; i < item.service_count; i++) {
        const char *result = service_take(web, &item, &item.services[i]);
        result_put(web, results, item.global_id, item.services[i].code, result);
    }
}

enum outcome referral_exchange_post(struct web *web) {
    if (!web_view(web, &referral_in_type).allowed) return OUTCOME_NOT_FOUND;
    if (!may_exchange(web, VERB_CREATE) || !may_exchange(web, VERB_UPDATE)) return OUTCOME_FORBIDDEN;
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body) return OUTCOME_MALFORMED;
    if (body->kind != DOC_ARRAY || body->count > EXCHANGE_ITEMS_MAX)
        return refuse(&web->refusal, S(""), "The body must be an array of at most 500 cases."),
               OUTCOME_REFUSED;
    struct doc *results = doc_set_array(web->arena, web->view, S("items"));
    for (const struct doc_entry *entry = body->first; entry; entry = entry->next)
        case_take(web, &entry->value, results);
    return OUTCOME_OK;
}

/* ---- our answers to them: ids and states alone ---- */

static void answer_put(struct web *web, struct doc *items, const struct record *record) {
    const struct referral_in *incoming = referral_in_of(record);
    struct slice rest = slice_sub(incoming->sender_key.text, sizeof "exchange:" - 1,
                                  incoming->sender_key.text.len),
                 global_id;
    if (!slice_split(&rest, ':', &global_id)) return;
    struct contract_case item = {
        .age = CONTRACT_NO_AGE, .service_count = 1, .global_id = global_id, .display_id = record->code};
    item.services[0] = (struct contract_service){
        .uuid = rest, .code = incoming->service.text, .status = contract_status(incoming->state.text)};
    contract_write(web->arena, &item, doc_add_object(web->arena, items));
}

enum outcome referral_exchange_answers(struct web *web) {
    struct cursor found[EXCHANGE_ROWS_MAX], after;
    if (!web_view(web, &referral_in_type).allowed) return OUTCOME_NOT_FOUND;
    if (!may_exchange(web, VERB_EXPORT)) return OUTCOME_FORBIDDEN;
    size_t limit = (size_t)ask_number(web, "limit", 1, EXCHANGE_ROWS_MAX, EXCHANGE_ROWS_MAX);
    if (!cursor_read(web, &after) || !refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    struct db_query *query = db_query(web_db(web), SQL("SELECT updated_ms, id FROM referral_in WHERE org_id "
                                                       "= ?1 AND (updated_ms > ?2 OR (updated_ms = ?2 AND "
                                                       "id > ?3)) AND updated_ms < ?4 AND sender_key LIKE "
                                                       "'exchange:%' AND state <> 'sent' AND deleted_ms = 0 "
                                                       "ORDER BY updated_ms, id LIMIT ?5"));
    cursor_bind(web, query, &after, limit);
    size_t count = rows_after(query, found, limit);
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < count; i++) {
        struct record *record = web_record(web, &referral_in_type, found[i].id);
        if (record) answer_put(web, items, record);
        after = found[i];
    }
    doc_set_text(web->arena, web->view, S("next_cursor"), cursor_text(web, &after));
    return OUTCOME_OK;
}
