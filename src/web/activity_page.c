/* SPDX-License-Identifier: Apache-2.0 */
#include "web/activity_page.h"

#include "access/read_log.h"
#include "access/user.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/records.h"
#include "store/history.h"
#include "web/furniture.h"
#include "web/html.h"
#include "web/plain_form.h"

enum {
    LINES_PER_PAGE = 50,
    ENTRIES_PER_PAGE = 5000, /* a load of thousands of places is one line, so many entries may go into a page */
    SAME_WORK_MS = 60 * 1000, /* changes of one kind by one person within a minute of each other are one line */
    SAME_WORK_MIN = 4,
};

struct activity {
    struct web *web;
    struct view views[64]; /* by catalogue index */
    struct activity_filter filter;
    struct activity_entry *entries;
    size_t count;
    int64_t next;
};

/* ---- what the actor may see ---- */

static bool org_is_in(const struct view *view, struct uuid org) {
    for (size_t i = 0; i < view->org_count; i++) {
        if (uuid_equal(view->orgs[i], org)) return true;
    }
    return false;
}

/* All organisations of any view: the store is asked once; each entry is held to the view of its type below. */
static size_t orgs_of_views(const struct activity *activity, struct uuid *orgs, size_t max) {
    size_t count = 0;
    orgs[count++] = SHARED_ORG;
    for (size_t i = 0; i < mlup_catalogue.count; i++) {
        const struct view *view = &activity->views[i];
        for (size_t j = 0; view->allowed && j < view->org_count && count < max; j++) {
            bool known = false;
            for (size_t k = 0; k < count && !known; k++) {
                known = uuid_equal(orgs[k], view->orgs[j]);
            }
            if (!known) orgs[count++] = view->orgs[j];
        }
    }
    return count;
}

static const struct view *entry_view(const struct activity *activity, const struct activity_entry *entry) {
    const struct view *view = &activity->views[catalogue_index(&mlup_catalogue, entry->type)];
    bool is_visible = view->allowed && (entry->type->scope == SCOPE_SHARED || org_is_in(view, entry->org_id));
    return is_visible ? view : NULL;
}

/* ---- one line ---- */

static const char *verb_text(enum change_verb verb) {
    switch (verb) {
    case CHANGE_CREATE: return TR("made");
    case CHANGE_UPDATE: return TR("changed");
    case CHANGE_DELETE: return TR("deleted");
    case CHANGE_RESTORE: return TR("brought back");
    }
    BUG("verb %d", verb);
}

static bool title_is_visible(const struct record *record, uint64_t hidden) {
    for (size_t i = 0; i < record->type->field_count; i++) {
        bool in_title = record->type->title && names_contain(record->type->title, slice_of(record->type->fields[i].name));
        if (in_title && hidden >> i & 1) return false;
    }
    return true;
}

static struct slice entry_title(struct web *web, const struct record *record, uint64_t hidden) {
    struct slice title = title_is_visible(record, hidden) ? record_title(web->arena, record) : record->code;
    return title.len ? title : record->code;
}

static void add_common(struct activity *activity, const struct activity_entry *entry, struct doc *line) {
    struct web *web = activity->web;
    doc_set_text(web->arena, line, S("at_text"), format_instant(web->arena, &web->locale, entry->at_ms));
    doc_set_text(web->arena, line, S("at_iso"), instant_format_iso(web->arena, entry->at_ms));
    doc_set_text(web->arena, line, S("actor_name"), access_user_name(web->app->access, web->arena, web_db(web), web->actor, entry->actor_id));
    doc_set_text(web->arena, line, S("verb_text"), web_tr(web, verb_text(entry->verb)));
    bool is_foreign = !uuid_equal(entry->org_id, web->actor->org_id) && !uuid_is_zero(entry->org_id);
    doc_set_text(web->arena, line, S("org_text"), is_foreign ? access_org_name(web->app->access, web->arena, entry->org_id) : S(""));
}

static struct slice record_href(struct web *web, const struct record *record, const char *rest) {
    struct slice id = uuid_format(web->arena, record->id);
    return arena_printf(web->arena, "/%s/%.*s%s", record->type->path, SLICE_ARG(id), rest);
}

/* False when the record is not for this actor: then the line is not there at all. */
static bool add_single(struct activity *activity, const struct view *view, const struct activity_entry *entry, struct doc *lines) {
    struct web *web = activity->web;
    struct record *record;
    uint64_t hidden = 0;
    if (!query_get(web->app->store, web_db(web), web->arena, view, entry->type, entry->record_id, &record, &hidden)) return false;
    struct doc *line = doc_add_object(web->arena, lines);
    add_common(activity, entry, line);
    doc_set_text(web->arena, line, S("type_text"), web_tr(web, entry->type->label));
    doc_set_text(web->arena, line, S("title_text"), entry_title(web, record, hidden));
    doc_set_text(web->arena, line, S("record_href"), entry->type == &user_type ? record_href(web, record, "") : record_href(web, record, "/history"));
    doc_set_text(web->arena, line, S("reason_text"), entry->reason);
    return true;
}

static void add_many(struct activity *activity, const struct activity_entry *entry, size_t count, struct doc *lines) {
    struct web *web = activity->web;
    struct doc *line = doc_add_object(web->arena, lines);
    struct slice args[] = {format_number(web->arena, &web->locale, (int64_t)count), S("")};
    add_common(activity, entry, line);
    doc_set_text(web->arena, line, S("type_text"), web_tr(web, entry->type->plural));
    doc_set_text(web->arena, line, S("title_text"), refusal_fill(web->arena, web_tr(web, TR("{1} records")), args));
    doc_set_text(web->arena, line, S("record_href"), entry->type->hidden ? S("") : arena_printf(web->arena, "/%s", entry->type->path));
    doc_set_text(web->arena, line, S("reason_text"), S(""));
}

/* How many entries from `at` on are the same work. */
static size_t same_work(const struct activity *activity, size_t at) {
    const struct activity_entry *first = &activity->entries[at];
    size_t end = at + 1;
    while (end < activity->count) {
        const struct activity_entry *entry = &activity->entries[end];
        bool is_same = entry->type == first->type && entry->verb == first->verb && uuid_equal(entry->actor_id, first->actor_id) &&
                       uuid_equal(entry->org_id, first->org_id) && activity->entries[end - 1].at_ms - entry->at_ms < SAME_WORK_MS;
        if (!is_same) break;
        end++;
    }
    return end - at;
}

static void add_lines(struct activity *activity, struct doc *lines) {
    size_t shown = 0, at = 0;
    for (; at < activity->count && shown < LINES_PER_PAGE;) {
        const struct activity_entry *entry = &activity->entries[at];
        const struct view *view = entry_view(activity, entry);
        size_t many = view ? same_work(activity, at) : 1;
        bool is_one_line = many >= SAME_WORK_MIN && !view->creators;
        if (is_one_line) add_many(activity, entry, many, lines);
        bool is_shown = is_one_line || (view && add_single(activity, view, entry, lines));
        shown += is_shown;
        at += is_one_line ? many : 1;
    }
    if (at < activity->count) activity->next = activity->entries[at - 1].sequence;
}

/* ---- filters ---- */

static void add_type_filter(struct activity *activity, struct doc *fields) {
    struct web *web = activity->web;
    struct plain_choice types[64];
    size_t count = 0;
    for (size_t i = 0; i < mlup_catalogue.count && count < ARRAY_LEN(types); i++) {
        const struct record_type *type = mlup_catalogue.types[i];
        if (!activity->views[i].allowed || type->access == ACCESS_OWN) continue;
        types[count++] = (struct plain_choice){slice_of(type->name), web_tr(web, type->plural), activity->filter.type == type};
    }
    plain_form_add(web, fields, &(struct plain_field){.name = "type", .label = TR("Kind of record"), .control = PLAIN_SELECT, .choices = types, .choice_count = count});
}

static void add_user_filter(struct activity *activity, struct doc *fields) {
    struct web *web = activity->web;
    struct view view = web_view(web, &user_type);
    struct list_query query = {.type = &user_type, .sort = record_type_field(&user_type, S("name")), .limit = LIMIT_LIST_ROWS, .org = web->actor->org_id};
    struct list_page page = {0};
    struct refusal ignored = REFUSAL_IN(web->arena);
    if (!view.allowed || !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &ignored)) return;
    struct plain_choice *users = arena_make(web->arena, struct plain_choice, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        users[i] = (struct plain_choice){uuid_format(web->arena, page.records[i]->id), user_of(page.records[i])->name.text,
                                         uuid_equal(page.records[i]->id, activity->filter.actor_id)};
    }
    plain_form_add(web, fields, &(struct plain_field){.name = "user", .label = TR("Person"), .control = PLAIN_SELECT, .choices = users, .choice_count = page.count});
}

static void add_filters(struct activity *activity) {
    struct web *web = activity->web;
    bool is_filtered = activity->filter.type || !uuid_is_zero(activity->filter.actor_id);
    struct doc *filters = doc_set_object(web->arena, web->view, S("filters"));
    doc_set_text(web->arena, filters, S("action"), S("/activity"));
    doc_set_array(web->arena, filters, S("keep"));
    doc_set_text(web->arena, filters, S("clear_href"), is_filtered ? S("/activity") : S(""));
    struct doc *fields = doc_set_array(web->arena, filters, S("fields"));
    add_user_filter(activity, fields);
    add_type_filter(activity, fields);
}

static void add_pager(struct activity *activity) {
    struct web *web = activity->web;
    struct slice type = http_query(web->http, S("type")), user = http_query(web->http, S("user"));
    bool has_more = activity->next > 0, is_later = http_query(web->http, S("before")).len > 0;
    if (!has_more && !is_later) return;
    struct doc *pager = doc_set_object(web->arena, web->view, S("pager"));
    struct text query = TEXT_IN(web->arena);
    text_append(&query, S("/activity?type="));
    html_url_encode_to(&query, type);
    text_append(&query, S("&user="));
    html_url_encode_to(&query, user);
    doc_set_text(web->arena, pager, S("range_text"), S(""));
    doc_set_text(web->arena, pager, S("previous_href"), is_later ? arena_copy(web->arena, text_slice(&query)) : S(""));
    text_printf(&query, "&before=%lld", (long long)activity->next);
    doc_set_text(web->arena, pager, S("next_href"), has_more ? text_slice(&query) : S(""));
}

enum outcome activity_page(struct web *web) {
    struct activity *activity = arena_make(web->arena, struct activity, 1);
    int64_t before = 0;
    if (!access_may(web->actor, ACCESS_USERS, VERB_READ)) return OUTCOME_NOT_FOUND;
    ASSERT(mlup_catalogue.count <= ARRAY_LEN(activity->views));
    activity->web = web;
    activity->entries = arena_make(web->arena, struct activity_entry, ENTRIES_PER_PAGE);
    for (size_t i = 0; i < mlup_catalogue.count; i++) {
        activity->views[i] = web_view(web, mlup_catalogue.types[i]);
    }
    activity->filter.type = catalogue_find(&mlup_catalogue, http_query(web->http, S("type")));
    if (!uuid_parse(http_query(web->http, S("user")), &activity->filter.actor_id)) activity->filter.actor_id = SHARED_ORG;
    if (!slice_to_int64(http_query(web->http, S("before")), &before)) before = 0;
    struct uuid *orgs = arena_make(web->arena, struct uuid, LIMIT_LIST_ROWS);
    size_t org_count = orgs_of_views(activity, orgs, LIMIT_LIST_ROWS);
    activity->count = history_activity_of(web->app->store, web_db(web), web->arena, orgs, org_count, &activity->filter, before,
                                          activity->entries, ENTRIES_PER_PAGE, &activity->next);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Activity")));
    add_filters(activity);
    add_lines(activity, doc_set_array(web->arena, web->view, S("lines")));
    add_pager(activity);
    return OUTCOME_OK;
}

/* ---- who saw the sealed fields ---- */

static struct slice fields_text(struct web *web, const struct record_type *type, struct slice names) {
    struct text text = TEXT_IN(web->arena);
    struct slice name;
    while (slice_split(&names, ',', &name)) {
        const struct field *field = record_type_field(type, name);
        if (text.len) text_append(&text, S(", "));
        text_append(&text, field ? web_tr(web, field->label) : name);
    }
    return text_slice(&text);
}

enum outcome activity_reads_page(struct web *web) {
    struct uuid id;
    struct read_entry *entries;
    struct record *record;
    uint64_t hidden = 0;
    size_t count;
    const struct record_type *type = catalogue_find_path(&mlup_catalogue, web_arg(web, 0));
    if (!type || !web_arg_id(web, 1, &id)) return OUTCOME_NOT_FOUND;
    if (!access_who_saw(web->app->access, web_db(web), web->arena, web->actor, type, id, &entries, &count)) return OUTCOME_NOT_FOUND;
    struct view view = web_view(web, type);
    if (!query_get(web->app->store, web_db(web), web->arena, &view, type, id, &record, &hidden)) return OUTCOME_NOT_FOUND;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Who saw this file")));
    furniture_add_crumb(web, web_tr(web, type->plural), arena_printf(web->arena, "/%s", type->path));
    furniture_add_crumb(web, entry_title(web, record, hidden), record_href(web, record, ""));
    furniture_add_crumb(web, web_tr(web, TR("Who saw this file")), S(""));
    struct doc *lines = doc_set_array(web->arena, web->view, S("reads"));
    for (size_t i = 0; i < count; i++) {
        struct doc *line = doc_add_object(web->arena, lines);
        doc_set_text(web->arena, line, S("at_text"), format_instant(web->arena, &web->locale, entries[i].at_ms));
        doc_set_text(web->arena, line, S("actor_name"), entries[i].actor_name);
        doc_set_text(web->arena, line, S("fields_text"), fields_text(web, type, entries[i].fields));
        doc_set_text(web->arena, line, S("purpose_text"), entries[i].purpose);
    }
    return OUTCOME_OK;
}
