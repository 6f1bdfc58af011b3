/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/webhook_event.h"

#include "access/session.h"
#include "base/doc.h"
#include "base/log.h"
#include "domain/care/care.h"
#include "domain/programme/promise_read.h"
#include "domain/programme/promise.h"
#include "store/history.h"
#include "store/log_patch.h"
#include "store/view.h"

/* ---- the maker ---- */

bool webhook_maker_find(struct store *store, struct access *access, struct arena *arena,
                        const struct record *webhook, struct webhook_maker *maker) {
    *maker = (struct webhook_maker){access, store, access_system_actor(webhook->org_id)};
    if (uuid_is_zero(webhook->created_by)) return true;
    const struct login_session *session =
        session_of_user(access, arena, webhook->created_by, webhook->org_id);
    if (!session || session->stage != SESSION_READY) return false;
    maker->actor = session->actor;
    return true;
}

static struct view maker_view(const struct webhook_maker *maker, struct arena *arena,
                              const struct record_type *type) {
    struct view view = access_view(maker->access, arena, &maker->actor, type);
    if (maker->actor.is_system && view.org_count > 1)
        view.org_count = 1; /* the own one, or the shared records */
    return view;
}

/* ---- the log ---- */

size_t log_entries_after(struct db *db, struct arena *arena, int64_t seq, struct log_entry *entries,
                         size_t max) {
    struct db_query *query =
        db_query(db, SQL("SELECT seq, at_ms, version, org_id, record_id, verb, type, patch FROM change_log "
                         "WHERE seq > ?1 ORDER BY seq LIMIT ?2"));
    size_t count = 0;
    db_bind_int(query, 1, seq);
    db_bind_int(query, 2, (int64_t)max);
    while (count < max && db_next(query)) {
        entries[count++] = (struct log_entry){
            .seq = db_column_int(query, 0),
            .at_ms = db_column_int(query, 1),
            .version = db_column_int(query, 2),
            .org_id = db_column_uuid(query, 3),
            .record_id = db_column_uuid(query, 4),
            .verb = (enum change_verb)db_column_int(query, 5),
            .type = arena_copy(arena, db_column_text(query, 6)),
            .patch = arena_copy(arena, db_column_text(query, 7)),
        };
    }
    db_done(query);
    return count;
}

/* ---- an entry ---- */

static bool is_asked_for(const struct webhook *webhook, const struct log_entry *entry) {
    if (!codes_contain(webhook->kinds.text, entry->type)) return false;
    return !webhook->verbs.present || codes_contain(webhook->verbs.text, change_verb_code(entry->verb));
}

static struct doc *body_new(struct arena *arena, const struct webhook_delivery *delivery, int64_t at_ms,
                            struct uuid org_id) {
    struct doc *body = doc_new_object(arena);
    doc_set_uuid(arena, body, S("delivery"), delivery->id);
    doc_set_text(arena, body, S("event"), delivery->event);
    doc_set_int(arena, body, S("sequence"), delivery->seq);
    doc_set_text(arena, body, S("at"), instant_format_iso(arena, at_ms));
    doc_set_uuid(arena, body, S("org"), org_id);
    return body;
}

static struct slice body_text(struct arena *arena, const struct doc *body) {
    struct text json = TEXT_IN(arena);
    doc_write_json(&json, body);
    return text_slice(&json);
}

/* The fields that were set, without those that are hidden. */
static void add_fields(struct arena *arena, struct doc *body, const struct record_type *type,
                       const struct doc *set, uint64_t hidden) {
    struct doc *fields = doc_set_object(arena, body, S("fields"));
    for (size_t i = 0; set && i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        const struct doc *value = doc_get(set, slice_of(field->name));
        if (value && !field->sealed && !(hidden >> i & 1))
            doc_set_doc(arena, fields, slice_of(field->name), value);
    }
}

static struct uuid delivery_id(struct arena *arena, const struct record *webhook, struct slice name) {
    return uuid_of_name(uuid_format(arena, webhook->id), name);
}

bool webhook_event_make(const struct webhook_maker *maker, struct db *db, struct arena *arena,
                        const struct record *webhook, const struct log_entry *entry,
                        struct webhook_delivery *delivery) {
    const struct record_type *type = catalogue_find(store_catalogue(maker->store), entry->type);
    struct record *record;
    uint64_t hidden = 0;
    if (!type || !is_asked_for(webhook_of(webhook), entry)) return false;
    struct view view = maker_view(maker, arena, type);
    if (!view.allowed || !query_get(maker->store, db, arena, &view, type, entry->record_id, &record, &hidden))
        return false;
    struct slice verb = change_verb_code(entry->verb);
    *delivery = (struct webhook_delivery){
        .org_id = webhook->org_id,
        .webhook_id = webhook->id,
        .id = delivery_id(arena, webhook, arena_printf(arena, "%lld", (long long)entry->seq)),
        .seq = entry->seq,
        .event = arena_printf(arena, "%s.%.*s", type->name, SLICE_ARG(verb)),
        .created_ms = clock_now_ms(),
    };
    struct doc *body = body_new(arena, delivery, entry->at_ms, entry->org_id);
    doc_set_text(arena, body, S("type"), slice_of(type->name));
    doc_set_text(arena, body, S("verb"), verb);
    doc_set_uuid(arena, body, S("record"), entry->record_id);
    doc_set_int(arena, body, S("version"), entry->version);
    struct log_row row = {type, entry->record_id, entry->org_id, entry->patch, S("")};
    struct log_patch patch = log_patch_read(maker->store, db, arena, &row);
    add_fields(arena, body, type, patch.fields, hidden | record_type_fields_above(type, INTERNAL));
    delivery->body = body_text(arena, body);
    return true;
}

/* ---- progress ---- */

static struct webhook_delivery progress_of(struct arena *arena, const struct record *webhook,
                                           const struct promise_state *promise,
                                           const struct promise_part_state *part, int64_t seq) {
    struct slice part_id = uuid_format(arena, part->part->part->id);
    struct webhook_delivery delivery = {
        .org_id = webhook->org_id,
        .webhook_id = webhook->id,
        .id = delivery_id(arena, webhook,
                          arena_printf(arena, "%.*s %lld %lld", SLICE_ARG(part_id), (long long)part->value,
                                       (long long)seq)),
        .seq = seq,
        .event = S("promise.progress"),
        .created_ms = clock_now_ms(),
    };
    struct doc *body = body_new(arena, &delivery, delivery.created_ms, promise->org_id);
    doc_set_uuid(arena, body, S("promise"), promise->promise->id);
    doc_set_text(arena, body, S("number"), promise_of(promise->promise)->number.text);
    doc_set_text(arena, body, S("part"), part_id);
    doc_set_int(arena, body, S("value"), part->value);
    if (part->has_target)
        doc_set_int(arena, body, S("target"), part->target);
    else
        doc_set_null(arena, body, S("target"));
    doc_set_int(arena, body, S("planned"), part->planned);
    delivery.body = body_text(arena, body);
    return delivery;
}

static bool is_news(struct db *db, const struct record *webhook, const struct promise_part_state *part) {
    int64_t told = 0;
    bool known = webhook_number_read(db, webhook->org_id, webhook->id, part->part->part->id, &told);
    return known ? told != part->value : part->value != 0;
}

size_t webhook_progress_make(const struct webhook_maker *maker, struct db *db, struct arena *arena,
                             const struct record *webhook, int64_t seq, struct webhook_delivery **deliveries,
                             struct webhook_number **numbers) {
    struct view view = maker_view(maker, arena, &promise_type);
    struct promise_query query = {.today = date_first_day(clock_today())};
    size_t count = 0;
    *deliveries = NULL;
    *numbers = NULL;
    if (!view.allowed) return 0;
    struct promise_board board = promise_board_read(arena, db, store_catalogue(maker->store), &view, &query);
    struct view files = maker_view(maker, arena, &case_file_type);
    promise_board_withhold(&board, &view, &files, &query);
    for (size_t i = 0; i < board.count; i++) {
        const struct promise_state *promise = &board.promises[i];
        for (size_t p = 0; p < promise->part_count; p++) {
            const struct promise_part_state *part = &promise->parts[p];
            if (part->status == STATUS_NOT_RECORDED || !is_news(db, webhook, part)) continue;
            *deliveries = arena_room(arena, *deliveries, sizeof **deliveries, count);
            *numbers = arena_room(arena, *numbers, sizeof **numbers, count);
            (*deliveries)[count] = progress_of(arena, webhook, promise, part, seq);
            (*numbers)[count++] = (struct webhook_number){part->part->part->id, part->value};
        }
    }
    return count;
}

struct webhook_delivery webhook_test_make(struct arena *arena, const struct record *webhook) {
    struct webhook_delivery delivery = {.org_id = webhook->org_id,
                                        .webhook_id = webhook->id,
                                        .id = uuid_new(),
                                        .event = S("test"),
                                        .created_ms = clock_now_ms()};
    delivery.body = body_text(arena, body_new(arena, &delivery, delivery.created_ms, webhook->org_id));
    return delivery;
}
