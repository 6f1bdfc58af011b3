/* SPDX-License-Identifier: Apache-2.0 */
#include "web/notice/webhook_page.h"

#include "base/limits.h"
#include "base/log.h"
#include "domain/notice/webhook.h"
#include "notice/webhook_event.h"
#include "notice/webhook_state.h"
#include "store/query.h"
#include "web/record/record_head.h"
#include "web/record/record_pages.h"

/* The webhook of the address, with its state. */
struct seen {
    struct record *record;
    uint64_t hidden;
    bool has_secret, may_write;
    struct webhook_state state;
};

static bool load(struct web *web, struct seen *seen) {
    struct view view = web_view(web, &webhook_type);
    struct uuid id;
    *seen = (struct seen){0};
    if (!view.allowed || !web_arg_id(web, 0, &id)) return false;
    if (!query_get(web->app->store, web_db(web), web->arena, &view, &webhook_type, id, &seen->record, &seen->hidden)) return false;
    seen->has_secret =
        webhook_state_read(web->app->store, web_db(web), web->arena, seen->record->org_id, seen->record->id, &seen->state);
    seen->state.secret = seen->state.old_secret = S(""); /* no page needs them */
    seen->may_write = !seen->record->deleted_ms && access_may_record(web->app->access, web->actor, seen->record, VERB_UPDATE);
    return true;
}

/* The same for what writes: not found, or forbidden. */
static enum outcome load_to_write(struct web *web, struct seen *seen) {
    if (!load(web, seen)) return OUTCOME_NOT_FOUND;
    return seen->may_write ? OUTCOME_OK : OUTCOME_FORBIDDEN;
}

static bool is_paused(const struct record *record) {
    const struct value *paused = &webhook_of(record)->paused;
    return paused->present && paused->number;
}

static struct slice instant(struct web *web, int64_t ms) {
    return ms ? format_instant(web->arena, &web->locale, ms) : S("");
}

static struct slice fill(struct web *web, const char *english, struct slice argument) {
    struct slice args[2] = {argument};
    return refusal_fill(web->arena, web_tr(web, english), args);
}

/* ---- how it stands ---- */

static struct slice standing_text(struct web *web, const struct seen *seen) {
    const struct webhook_state *state = &seen->state;
    if (!seen->has_secret) return web_tr(web, TR("Nothing is sent yet: it needs a secret first."));
    if (is_paused(seen->record)) return web_tr(web, TR("Paused. What happens meanwhile is sent when it goes on."));
    if (state->failing_ms) return fill(web, TR("The last try failed; the next one is on {1}."), instant(web, state->next_ms));
    if (!state->worked_ms) return web_tr(web, TR("It is told of what happens from now on."));
    return fill(web, TR("It works: the last delivery was on {1}."), instant(web, state->worked_ms));
}

static const char *standing_class(const struct seen *seen) {
    if (!seen->has_secret || is_paused(seen->record)) return "";
    return seen->state.failing_ms ? "banner-error" : "banner-saved";
}

static void add_standing(struct web *web, const struct seen *seen) {
    bool old_is_valid = seen->state.old_until_ms > clock_now_ms();
    doc_set_text(web->arena, web->view, S("standing_text"), standing_text(web, seen));
    doc_set_text(web->arena, web->view, S("standing_class"), slice_of(standing_class(seen)));
    doc_set_bool(web->arena, web->view, S("has_secret"), seen->has_secret);
    doc_set_bool(web->arena, web->view, S("may_write"), seen->may_write);
    doc_set_bool(web->arena, web->view, S("is_paused"), is_paused(seen->record));
    doc_set_text(web->arena, web->view, S("secret_since"), instant(web, seen->state.secret_ms));
    doc_set_text(web->arena, web->view, S("old_until"), old_is_valid ? instant(web, seen->state.old_until_ms) : S(""));
    doc_set_text(web->arena, web->view, S("webhook_path"),
                 arena_join(web->arena, S("/webhooks/"), uuid_format(web->arena, seen->record->id)));
    doc_set_int(web->arena, web->view, S("webhook_version"), seen->record->version);
}

/* ---- deliveries ---- */

static struct slice result_text(struct web *web, const struct webhook_delivery *delivery) {
    switch (delivery->state) {
    case DELIVERY_ASKED: return web_tr(web, TR("Waits"));
    case DELIVERY_DONE: return web_tr(web, TR("Delivered"));
    case DELIVERY_FAILED: return web_tr(web, TR("Failed"));
    case DELIVERY_STATES: break;
    }
    BUG("state of delivery %d", delivery->state);
}

static const char *result_badge(const struct webhook_delivery *delivery) {
    if (delivery->state == DELIVERY_DONE) return "badge-done";
    return delivery->state == DELIVERY_FAILED ? "badge-bad" : "";
}

static struct slice answer_text(struct web *web, const struct webhook_delivery *delivery) {
    struct slice words = tr(&web->locale, delivery->words);
    if (!delivery->status) return words;
    return arena_printf(web->arena, "%lld%s%.*s", (long long)delivery->status, words.len ? " · " : "", SLICE_ARG(words));
}

static void add_delivery(struct web *web, const struct webhook_delivery *delivery, struct doc *list) {
    struct doc *item = doc_add_object(web->arena, list);
    doc_set_uuid(web->arena, item, S("delivery_id"), delivery->id);
    doc_set_text(web->arena, item, S("event"), delivery->event);
    doc_set_text(web->arena, item, S("when_text"), instant(web, delivery->tried_ms ? delivery->tried_ms : delivery->created_ms));
    doc_set_text(web->arena, item, S("result_text"), result_text(web, delivery));
    doc_set_text(web->arena, item, S("badge_class"), slice_of(result_badge(delivery)));
    doc_set_text(web->arena, item, S("answer_text"), answer_text(web, delivery));
    doc_set_text(web->arena, item, S("tries_text"), format_number(web->arena, &web->locale, delivery->attempts));
    doc_set_text(web->arena, item, S("duration_text"),
                 fill(web, TR("{1} ms"), format_number(web->arena, &web->locale, delivery->duration_ms)));
    doc_set_text(web->arena, item, S("body_text"), delivery->body);
    doc_set_bool(web->arena, item, S("may_again"), delivery->state != DELIVERY_ASKED);
}

static size_t read_deliveries(struct web *web, const struct seen *seen, struct webhook_delivery **rows) {
    *rows = arena_make(web->arena, struct webhook_delivery, LIMIT_NOTICE_ROWS);
    return webhook_deliveries(web_db(web), web->arena, seen->record->org_id, seen->record->id, *rows, LIMIT_NOTICE_ROWS);
}

static void add_deliveries(struct web *web, const struct seen *seen) {
    struct webhook_delivery *rows;
    size_t count = read_deliveries(web, seen, &rows);
    struct doc *list = doc_set_array(web->arena, web->view, S("deliveries"));
    for (size_t i = 0; i < count; i++) {
        add_delivery(web, &rows[i], list);
    }
    doc_set_bool(web->arena, web->view, S("has_deliveries"), count > 0);
}

static enum outcome show(struct web *web, struct seen *seen) {
    record_show(web, seen->record, seen->hidden);
    add_standing(web, seen);
    add_deliveries(web, seen);
    return OUTCOME_OK;
}

enum outcome webhook_page(struct web *web) {
    struct seen seen;
    return load(web, &seen) ? show(web, &seen) : OUTCOME_NOT_FOUND;
}

/* ---- for programs ---- */

static const char *state_code(enum delivery_state state) {
    switch (state) {
    case DELIVERY_ASKED: return "waiting";
    case DELIVERY_DONE: return "delivered";
    case DELIVERY_FAILED: return "failed";
    case DELIVERY_STATES: break;
    }
    BUG("state of delivery %d", state);
}

static void add_delivery_json(struct web *web, const struct webhook_delivery *delivery, struct doc *item) {
    doc_set_uuid(web->arena, item, S("id"), delivery->id);
    doc_set_text(web->arena, item, S("event"), delivery->event);
    doc_set_int(web->arena, item, S("sequence"), delivery->seq);
    doc_set_text(web->arena, item, S("state"), slice_of(state_code(delivery->state)));
    doc_set_text(web->arena, item, S("created"), instant_format_iso(web->arena, delivery->created_ms));
    if (delivery->tried_ms) doc_set_text(web->arena, item, S("tried"), instant_format_iso(web->arena, delivery->tried_ms));
    else doc_set_null(web->arena, item, S("tried"));
    doc_set_int(web->arena, item, S("attempts"), delivery->attempts);
    doc_set_int(web->arena, item, S("status"), delivery->status);
    doc_set_int(web->arena, item, S("duration_ms"), delivery->duration_ms);
    doc_set_text(web->arena, item, S("answer"), delivery->words);
    doc_set_raw(web->arena, item, S("body"), delivery->body);
}

enum outcome webhook_deliveries_json(struct web *web) {
    struct seen seen;
    struct webhook_delivery *rows;
    if (!load(web, &seen)) return OUTCOME_NOT_FOUND;
    doc_set_bool(web->arena, web->view, S("has_secret"), seen.has_secret);
    doc_set_bool(web->arena, web->view, S("failing"), seen.state.failing_ms != 0);
    doc_set_int(web->arena, web->view, S("sequence"), seen.state.log_seq);
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    size_t count = read_deliveries(web, &seen, &rows);
    for (size_t i = 0; i < count; i++) {
        add_delivery_json(web, &rows[i], doc_add_object(web->arena, items));
    }
    return OUTCOME_OK;
}

/* ---- what may be done ---- */

/* Back to the page; a program gets what was made of its wish. */
static enum outcome done(struct web *web, const struct seen *seen, const char *code, struct uuid id) {
    if (!web->is_api) {
        return web_redirect(web, arena_printf(web->arena, "/webhooks/%.*s?done=%s",
                                              SLICE_ARG(uuid_format(web->arena, seen->record->id)), code));
    }
    doc_set_uuid(web->arena, web->view, S("delivery"), id);
    return OUTCOME_OK;
}

enum outcome webhook_secret_post(struct web *web) {
    struct seen seen;
    struct slice secret;
    enum outcome outcome = load_to_write(web, &seen);
    if (outcome != OUTCOME_OK) return outcome;
    if (!webhook_secret_renew(web->app->store, web->arena, seen.record->org_id, seen.record->id, &secret)) return OUTCOME_FAILED;
    notice_wake_webhooks(web->app->notice);
    web->response->is_compressed = true; /* nothing beside a secret is packed with it */
    if (web->is_api) {
        doc_set_text(web->arena, web->view, S("secret"), secret);
        return OUTCOME_OK;
    }
    if (!load(web, &seen)) return OUTCOME_NOT_FOUND;
    doc_set_text(web->arena, doc_set_object(web->arena, web->view, S("made")), S("made_secret"), secret);
    return show(web, &seen);
}

static enum outcome ask(struct web *web, const struct seen *seen, const struct webhook_delivery *delivery) {
    if (!seen->has_secret) {
        refuse(&web->refusal, S(""), "Make its secret first: nothing is sent unsigned.");
        return OUTCOME_REFUSED;
    }
    if (!webhook_delivery_ask(web->app->store, delivery)) return OUTCOME_FAILED;
    notice_wake_webhooks(web->app->notice);
    return done(web, seen, "queued", delivery->id);
}

enum outcome webhook_test_post(struct web *web) {
    struct seen seen;
    enum outcome outcome = load_to_write(web, &seen);
    if (outcome != OUTCOME_OK) return outcome;
    struct webhook_delivery delivery = webhook_test_make(web->arena, seen.record);
    return ask(web, &seen, &delivery);
}

enum outcome webhook_again_post(struct web *web) {
    struct seen seen;
    struct uuid id;
    struct webhook_delivery delivery;
    enum outcome outcome = load_to_write(web, &seen);
    if (outcome != OUTCOME_OK) return outcome;
    bool found = web_arg_id(web, 1, &id) &&
                 webhook_delivery_find(web_db(web), web->arena, seen.record->org_id, seen.record->id, id, &delivery);
    return found ? ask(web, &seen, &delivery) : OUTCOME_NOT_FOUND;
}

static enum outcome pause_written(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_OK) return job->outcome;
    const struct change *change = &job->changes[0];
    if (!is_paused(change->after)) notice_wake_webhooks(web->app->notice);
    return web_redirect(web, arena_printf(web->arena, "/webhooks/%.*s?done=saved", SLICE_ARG(uuid_format(web->arena, change->id))));
}

enum outcome webhook_pause_post(struct web *web) {
    struct seen seen;
    enum outcome outcome = load_to_write(web, &seen);
    if (outcome != OUTCOME_OK) return outcome;
    bool pauses = slice_ends(web->http->path, S("/pause"));
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &webhook_type, seen.record->org_id);
    change->id = seen.record->id;
    if (!slice_to_int64(web_field(web, S("version")), &change->base_version)) change->base_version = seen.record->version;
    webhook_of(change->values)->paused = (struct value){.present = true, .number = pauses};
    change_set(change, record_type_field(&webhook_type, S("paused")));
    return web_write(web, change, 1, S(""), pause_written);
}
