/* SPDX-License-Identifier: Apache-2.0 */
/* Who changed what, from what to what, and the record as it was on a day. */
#include "base/log.h"
#include "store/history.h"
#include "web/errors.h"
#include "web/plain_form.h"
#include "web/record/record_head.h"
#include "web/record/record_pages.h"

static const char *verb_text(enum change_verb verb) {
    switch (verb) {
    case CHANGE_CREATE: return TR("Entered");
    case CHANGE_UPDATE: return TR("Changed");
    case CHANGE_DELETE: return TR("Deleted");
    case CHANGE_RESTORE: return TR("Brought back");
    }
    BUG("verb %d", verb);
}

static void add_change(struct web *web, struct record_names *names, struct doc *changes, const struct history_entry *entry, const struct field *field) {
    struct doc *change = doc_add_object(web->arena, changes);
    struct slice from = entry->before ? record_cell_of(names, entry->before, field, false).text : S("");
    struct slice to = record_cell_of(names, entry->after, field, false).text;
    doc_set_text(web->arena, change, S("label"), web_tr(web, field->label));
    doc_set_text(web->arena, change, S("from"), from);
    doc_set_text(web->arena, change, S("to"), to.len ? to : web_tr(web, TR("(empty)")));
}

/* The names of a page's authors are few; each is asked once. */
struct author {
    struct uuid id;
    struct slice name;
};

enum { AUTHORS_MAX = 32 };

static struct slice author_name(struct web *web, struct author *authors, struct uuid id) {
    for (size_t i = 0; i < AUTHORS_MAX; i++) {
        if (authors[i].name.len && uuid_equal(authors[i].id, id)) return authors[i].name;
        if (authors[i].name.len) continue;
        authors[i] = (struct author){id, access_user_name(web->app->access, web->arena, web_db(web), web->actor, id)};
        return authors[i].name;
    }
    return access_user_name(web->app->access, web->arena, web_db(web), web->actor, id);
}

static void add_entry(struct web *web, struct record_names *names, struct doc *entries, struct author *authors, const struct history_entry *entry, bool may_undo) {
    struct doc *doc = doc_add_object(web->arena, entries);
    doc_set_text(web->arena, doc, S("what"), web_tr(web, verb_text(entry->verb)));
    doc_set_text(web->arena, doc, S("who"), author_name(web, authors, entry->actor_id));
    doc_set_text(web->arena, doc, S("when"), format_instant(web->arena, &web->locale, entry->at_ms));
    doc_set_text(web->arena, doc, S("when_iso"), instant_format_iso(web->arena, entry->at_ms));
    doc_set_text(web->arena, doc, S("reason"), record_reason_text(web, entry->reason));
    doc_set_int(web->arena, doc, S("sequence"), entry->sequence);
    doc_set_bool(web->arena, doc, S("is_erased"), entry->is_erased);
    doc_set_bool(web->arena, doc, S("may_undo"), may_undo && entry->verb == CHANGE_UPDATE && entry->before && !entry->is_erased);
    struct doc *changes = doc_set_array(web->arena, doc, S("changes"));
    bool whole = entry->verb == CHANGE_CREATE || entry->verb == CHANGE_UPDATE;
    for (size_t i = 0; whole && i < entry->after->type->field_count; i++) {
        if (entry->changed >> i & 1) add_change(web, names, changes, entry, &entry->after->type->fields[i]);
    }
}

int64_t record_day_end_ms(struct date date) {
    return clock_day_begin_ms(date_last_day(date) + 1) - 1;
}

static const char *then_text(const struct history_entry *then) {
    if (!then) return TR("On {1} this record did not exist yet.");
    if (then->is_erased) return TR("What this record said on {1} was erased.");
    return then->after->deleted_ms ? TR("On {1} this record was deleted.") : TR("As it was on {1}");
}

/* ?as_of=7/3/2016: the record as it was when that day ended in Cambodia. */
static void add_as_of(struct web *web, struct record_names *names, const struct view *view, const struct record *record, uint64_t hidden) {
    struct slice typed = slice_trim(http_query(web->http, S("as_of")));
    struct date date;
    doc_set_text(web->arena, web->view, S("as_of"), typed);
    if (!typed.len) return;
    if (parse_date(typed, &date) != PARSE_OK) {
        refuse_with(&web->refusal, S("as_of"), "“{1}” is not a date. Write day, month, year, for example 7/3/2016.", typed, S(""));
        plain_form_add_summary(web);
        return;
    }
    const struct history_entry *then = history_as_of(web->app->store, web_db(web), web->arena, view, record, record_day_end_ms(date));
    struct slice day = format_date(web->arena, &web->locale, date);
    struct doc *doc = doc_set_object(web->arena, web->view, S("then"));
    doc_set_text(web->arena, doc, S("title"), refusal_fill(web->arena, web_tr(web, then_text(then)), (const struct slice[2]){day}));
    if (then && !then->is_erased) record_add_facts(names, web, then->after, hidden);
}

enum outcome record_history_page(struct web *web) {
    struct view view;
    uint64_t hidden = 0;
    struct record *record = record_of_path(web, &view, &hidden);
    if (!record) return OUTCOME_NOT_FOUND;
    struct record_names *names = record_names_new(web);
    struct author *authors = arena_make(web->arena, struct author, AUTHORS_MAX);
    struct history_entry *entries;
    record_add_head(names, web, record, TR("History"));
    size_t count = history_read(web->app->store, web_db(web), web->arena, &view, record, &entries);
    bool may_undo = !record->deleted_ms && access_may_record(web->app->access, web->actor, record, VERB_UPDATE);
    struct doc *list = doc_set_array(web->arena, web->view, S("entries"));
    while (count-- > 0) {
        add_entry(web, names, list, authors, &entries[count], may_undo);
    }
    add_as_of(web, names, &view, record, hidden);
    return OUTCOME_OK;
}
