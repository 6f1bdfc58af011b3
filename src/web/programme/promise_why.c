/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/promise_why.h"

#include "domain/records.h"
#include "store/view.h"
#include "web/programme/promise_view.h"

static bool sees_promises_of(struct web *web, struct uuid org) {
    struct view view = web_view(web, &promise_type);
    return view_has(&view, org);
}

static struct slice why_detail(struct web *web, const struct promise_why *why) {
    struct promise_speech speech = promise_view_speech(web);
    if (!why->as_unit) return promise_reason_words(web->arena, &speech, why->part->rule, &why->reason);
    if (why->counts) return web_tr(web, TR("It is counted there, through records that refer to it."));
    return web_tr(web, TR("No record that refers to it counts there."));
}

static void add_why(struct web *web, const struct promise_why *why, struct doc *items) {
    const struct record *promise = why->part->promise;
    if (!promise || !why->part->rule) return;
    struct doc *item = doc_add_object(web->arena, items);
    struct slice number = promise_view_number_of(promise), label = promise_view_label(web, why->part->part);
    doc_set_text(web->arena, item, S("text"), arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(number), SLICE_ARG(label)));
    doc_set_text(web->arena, item, S("detail"), why_detail(web, why));
    doc_set_text(web->arena, item, S("href"), arena_join(web->arena, S("/promises/"), uuid_format(web->arena, promise->id)));
    doc_set_text(web->arena, item, S("badge"), why->counts ? S("done") : S("open"));
    doc_set_text(web->arena, item, S("badge_text"), web_tr(web, why->counts ? TR("counts") : TR("does not count")));
}

void promise_why_add(struct web *web, const struct record *record, struct doc *items) {
    struct promise_why *whys;
    if (!sees_promises_of(web, record->org_id)) return;
    size_t count = promise_why_read(web->arena, web_db(web), &mlup_catalogue, record, &whys);
    for (size_t i = 0; i < count; i++) {
        if (whys[i].counts) add_why(web, &whys[i], items);
    }
    for (size_t i = 0; i < count; i++) {
        if (!whys[i].counts) add_why(web, &whys[i], items);
    }
}
