/* SPDX-License-Identifier: Apache-2.0 */
/* See due_page.h.  The address of a feed is its key, as a token: shown once, stored as a hash, ended with a
 * button. */
#include "access/api_token.h"
#include "base/limits.h"
#include "exchange/ical/ical.h"
#include "web/account/account_page.h"
#include "web/due/due_page.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/record/record_text.h"

enum { FEED_DAYS_AHEAD = 400 };

/* ---- the page of feeds ---- */

static void add_feeds(struct web *web) {
    struct api_token_entry *entries;
    size_t count = api_token_list(web->app->access, web->arena, web->actor, &entries);
    struct doc *list = doc_set_array(web->arena, web->view, S("feeds"));
    for (size_t i = 0; i < count; i++) {
        bool ended = entries[i].revoked_ms || entries[i].expires_ms < clock_now_ms();
        if (!entries[i].for_calendar || ended) continue;
        struct doc *item = doc_add_object(web->arena, list);
        doc_set_uuid(web->arena, item, S("feed_id"), entries[i].id);
        doc_set_text(web->arena, item, S("feed_name"), entries[i].name);
        doc_set_text(web->arena, item, S("feed_owner"), entries[i].login);
        doc_set_text(web->arena, item, S("feed_used"), account_instant(web, entries[i].last_used_ms));
        doc_set_text(web->arena, item, S("feed_until"), account_instant(web, entries[i].expires_ms));
    }
    doc_set_bool(web->arena, web->view, S("any_feeds"), list->count > 0);
}

static void feeds_show(struct web *web, bool keeps_posted) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Calendar feed")));
    account_add_tabs(web, "/account/calendar");
    add_feeds(web);
    plain_form_add(web, doc_set_array(web->arena, web->view, S("fields")),
                   &(struct plain_field){.name = "name",
                                         .label = TR("Which calendar reads it"),
                                         .required = true,
                                         .value = keeps_posted ? web_field(web, S("name")) : S(""),
                                         .help = TR("For example: my phone.")});
    plain_form_add_summary(web);
}

enum outcome due_feeds_page(struct web *web) {
    feeds_show(web, false);
    return OUTCOME_OK;
}

static struct slice base_address(struct web *web) {
    struct slice host = http_header(web->http, S("Host"));
    return arena_printf(web->arena, "%s://%.*s", web->http->is_tls ? "https" : "http", SLICE_ARG(host));
}

enum outcome due_feeds_post(struct web *web) {
    struct slice token;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct api_token_new wanted = {
        .name = web_field(web, S("name")), .for_calendar = true, .days = LIMIT_API_TOKEN_DAYS};
    enum outcome outcome = account_token_make(web, &wanted, &token);
    if (outcome != OUTCOME_OK && outcome != OUTCOME_REFUSED) return outcome;
    if (outcome == OUTCOME_OK) {
        struct doc *made = doc_set_object(web->arena, web->view, S("made"));
        doc_set_text(web->arena, made, S("made_address"),
                     arena_printf(web->arena, "%.*s/calendar/%.*s.ics", SLICE_ARG(base_address(web)),
                                  SLICE_ARG(token)));
        doc_set_text(web->arena, made, S("made_name"), wanted.name);
    }
    feeds_show(web, outcome != OUTCOME_OK);
    return OUTCOME_OK;
}

enum outcome due_feed_revoke(struct web *web) {
    return account_token_end(web, S("/account/calendar?done=saved"));
}

/* ---- the feed ---- */

static struct ical_event event_of(struct web *web, const struct due_item *item) {
    struct slice org = access_org_name(web->app->access, web->arena, item->org_id);
    struct slice href = record_href(web, item->type, item->id);
    return (struct ical_event){
        .id = item->id,
        .day = item->day,
        .summary = arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(org), SLICE_ARG(due_title(web, item))),
        .description = web_tr(web, due_kind_text(item)),
        .category = web_tr(web, due_kind_text(item)),
        .url = arena_join(web->arena, base_address(web), href),
        .remind_days = item->state == DUE_LATE ? 0 : DUE_REMIND_DAYS,
    };
}

static struct slice calendar_text(struct web *web) {
    int64_t today = date_first_day(clock_today());
    struct due_query query = {.today = today, .until = today + FEED_DAYS_AHEAD};
    struct due_found found =
        due_list(web->app->access, web->app->store, web_db(web), web->arena, web->actor, &query);
    struct ical_event *events = arena_make(web->arena, struct ical_event, found.count + 1);
    for (size_t i = 0; i < found.count; i++) {
        events[i] = event_of(web, &found.items[i]);
    }
    struct ical_calendar calendar = {.name = web_tr(web, TR("Mlup: deadlines")),
                                     .stamp_day = today,
                                     .events = events,
                                     .count = found.count};
    struct text out = TEXT_IN(web->arena);
    ical_write(&out, &calendar);
    return text_slice(&out);
}

static bool feed_sign_in(struct web *web) {
    struct slice file = web_arg(web, 0);
    if (!slice_ends(file, S(".ics"))) return false;
    struct slice token = slice_sub(file, 0, file.len - 4);
    if (api_token_find_calendar(web->app->access, web->arena, token, &web->session) != OUTCOME_OK)
        return false;
    web->actor = &web->session->actor;
    return true;
}

/* A wrong address and an ended one get the same answer. */
enum outcome due_feed(struct web *web) {
    if (!feed_sign_in(web)) return OUTCOME_NOT_FOUND;
    if (!lang_parse(web->session->language, &web->locale.lang)) web->locale.lang = LANG_KM;
    web->locale.khmer_digits = web->session->khmer_digits;
    web->locale.messages = web->locale.lang == LANG_KM ? web->app->khmer : NULL;
    struct slice body = calendar_text(web);
    struct slice tag = arena_printf(web->arena, "\"%016llx\"", (unsigned long long)slice_hash(body));
    http_response_add_header(web->response, S("ETag"), tag);
    http_response_add_header(web->response, S("Cache-Control"), S("private, no-cache"));
    if (slice_equal(http_header(web->http, S("If-None-Match")), tag))
        return web_answer(web, 304, S(""), S(""));
    return web_answer(web, 200, S("text/calendar; charset=utf-8"), body);
}
