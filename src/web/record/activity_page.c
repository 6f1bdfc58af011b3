/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/activity_page.h"

#include "access/read_log.h"
#include "access/user.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/records.h"
#include "store/history.h"
#include "store/view.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

enum {
    LINES_PER_PAGE = 50,
    ENTRIES_AT_ONCE = 500,
    ROUNDS_MAX = 40, /* a load of thousands of places is one line, so many entries may go into a page */
    SAME_WORK_MS =
        60 * 1000, /* changes of one kind by one person within a minute of each other are one line */
    SAME_WORK_MIN = 4,
};

/* Neighbours in the log that are the same work. */
struct group {
    struct activity_entry entries[SAME_WORK_MIN]; /* the first ones */
    size_t count;
    struct activity_entry last;
};

struct activity {
    struct web *web;
    struct view *views; /* by catalogue index */
    struct activity_filter filter;
    struct doc *lines;
    size_t shown;
    struct group group;
    int64_t next; /* sequence to go on before; 0: the log's beginning */
};

/* ---- what the actor may see ---- */

/* All organisations of any view: the store is asked once; each entry is held to the view of its type below.
 */
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
    bool is_visible = view->allowed && (entry->type->scope == SCOPE_SHARED || view_has(view, entry->org_id));
    return is_visible ? view : NULL;
}

/* ---- one line ---- */

static void add_common(struct activity *activity, const struct activity_entry *entry, struct doc *line) {
    struct web *web = activity->web;
    doc_set_text(web->arena, line, S("at_text"), format_instant(web->arena, &web->locale, entry->at_ms));
    doc_set_text(web->arena, line, S("at_iso"), instant_format_iso(web->arena, entry->at_ms));
    doc_set_text(web->arena, line, S("actor_name"),
                 access_user_name(web->app->access, web->arena, web_db(web), web->actor, entry->actor_id));
    doc_set_text(web->arena, line, S("verb_text"), web_tr(web, record_verb_text(entry->verb)));
    bool is_foreign = !uuid_equal(entry->org_id, web->actor->org_id) && !uuid_is_zero(entry->org_id);
    doc_set_text(web->arena, line, S("org_text"),
                 is_foreign ? access_org_name(web->app->access, web->arena, entry->org_id) : S(""));
}

static struct slice entry_href(struct web *web, const struct record *record) {
    struct slice href = record_href(web, record->type, record->id);
    return record->type == &user_type ? href : arena_join(web->arena, href, S("/history"));
}

/* False when the record is not for this actor: then the line is not there at all. */
static bool add_single(struct activity *activity, const struct view *view, const struct activity_entry *entry,
                       struct doc *lines) {
    struct web *web = activity->web;
    struct record *record;
    if (!query_get(web->app->store, web_db(web), web->arena, view, entry->type, entry->record_id, &record,
                   NULL))
        return false;
    struct doc *line = doc_add_object(web->arena, lines);
    add_common(activity, entry, line);
    doc_set_text(web->arena, line, S("type_text"), web_tr(web, entry->type->label));
    doc_set_text(web->arena, line, S("title_text"), record_label(record_names_new(web), record));
    doc_set_text(web->arena, line, S("record_href"), entry_href(web, record));
    doc_set_text(web->arena, line, S("reason_text"), record_reason_text(web, entry->reason));
    return true;
}

static void add_many(struct activity *activity, const struct activity_entry *entry, size_t count,
                     struct doc *lines) {
    struct web *web = activity->web;
    struct doc *line = doc_add_object(web->arena, lines);
    struct slice args[] = {format_number(web->arena, &web->locale, (int64_t)count), S("")};
    add_common(activity, entry, line);
    doc_set_text(web->arena, line, S("type_text"), web_tr(web, entry->type->plural));
    doc_set_text(web->arena, line, S("title_text"),
                 refusal_fill(web->arena, web_tr(web, TR("{1} records")), args));
    doc_set_text(web->arena, line, S("record_href"),
                 entry->type->hidden ? S("") : arena_printf(web->arena, "/%s", entry->type->path));
    doc_set_text(web->arena, line, S("reason_text"), S(""));
}

static bool is_same_work(const struct group *group, const struct activity_entry *entry) {
    const struct activity_entry *first = &group->entries[0];
    return group->count > 0 && entry->type == first->type && entry->verb == first->verb &&
           uuid_equal(entry->actor_id, first->actor_id) && uuid_equal(entry->org_id, first->org_id) &&
           group->last.at_ms - entry->at_ms < SAME_WORK_MS;
}

static void group_show(struct activity *activity) {
    struct group *group = &activity->group;
    const struct view *view = group->count ? entry_view(activity, &group->entries[0]) : NULL;
    bool is_one_line = view && group->count >= SAME_WORK_MIN && !view->creators;
    if (is_one_line) add_many(activity, &group->entries[0], group->count, activity->lines);
    activity->shown += is_one_line;
    for (size_t i = 0; view && !is_one_line && i < group->count && i < SAME_WORK_MIN; i++) {
        activity->shown += add_single(activity, view, &group->entries[i], activity->lines);
    }
    group->count = 0;
}

/* Someone who reaches only some records is not told how many others there are: those lines stay single. */
static bool group_is_full(const struct activity *activity) {
    const struct group *group = &activity->group;
    return group->count == SAME_WORK_MIN &&
           activity->views[catalogue_index(&mlup_catalogue, group->entries[0].type)].creators;
}

/* False when the page is full; `next` is then the last entry that is on it. */
static bool take_entry(struct activity *activity, const struct activity_entry *entry) {
    struct group *group = &activity->group;
    if (!is_same_work(group, entry) || group_is_full(activity)) {
        int64_t last = group->last.sequence;
        group_show(activity);
        if (activity->shown >= LINES_PER_PAGE) activity->next = last;
        if (activity->shown >= LINES_PER_PAGE) return false;
    }
    if (group->count < SAME_WORK_MIN) group->entries[group->count] = *entry;
    group->count++;
    group->last = *entry;
    return true;
}

static void add_lines(struct activity *activity, const struct uuid *orgs, size_t org_count, int64_t before) {
    struct web *web = activity->web;
    struct activity_entry *entries = arena_make(web->arena, struct activity_entry, ENTRIES_AT_ONCE);
    activity->next = before;
    for (int round = 0; round < ROUNDS_MAX; round++) {
        size_t count =
            history_activity_of(web->app->store, web_db(web), web->arena, orgs, org_count, &activity->filter,
                                activity->next, entries, ENTRIES_AT_ONCE, &activity->next);
        for (size_t i = 0; i < count; i++) {
            if (!take_entry(activity, &entries[i])) return;
        }
        if (!activity->next) break;
    }
    group_show(activity);
}

/* ---- filters ---- */

static void add_type_filter(struct activity *activity, struct doc *fields) {
    struct web *web = activity->web;
    struct plain_choice *types = arena_make(web->arena, struct plain_choice, mlup_catalogue.count);
    size_t count = 0;
    for (size_t i = 0; i < mlup_catalogue.count; i++) {
        const struct record_type *type = mlup_catalogue.types[i];
        if (!activity->views[i].allowed || type->access == ACCESS_OWN) continue;
        types[count++] = (struct plain_choice){slice_of(type->name), web_tr(web, type->plural),
                                               activity->filter.type == type};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "type",
                                         .label = TR("Kind of record"),
                                         .control = PLAIN_SELECT,
                                         .choices = types,
                                         .choice_count = count});
}

static void add_user_filter(struct activity *activity, struct doc *fields) {
    struct web *web = activity->web;
    struct view view = web_view(web, &user_type);
    struct list_query query = {.type = &user_type,
                               .sort = record_type_field(&user_type, S("name")),
                               .limit = LIMIT_LIST_ROWS,
                               .org = web->actor->org_id};
    struct list_page page = {0};
    struct refusal ignored = REFUSAL_IN(web->arena);
    if (!view.allowed ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &ignored))
        return;
    struct plain_choice *users = arena_make(web->arena, struct plain_choice, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        users[i] = (struct plain_choice){uuid_format(web->arena, page.records[i]->id),
                                         user_of(page.records[i])->name.text,
                                         uuid_equal(page.records[i]->id, activity->filter.actor_id)};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "user",
                                         .label = TR("Person"),
                                         .control = PLAIN_SELECT,
                                         .choices = users,
                                         .choice_count = page.count});
}

static void add_filters(struct activity *activity) {
    struct web *web = activity->web;
    bool is_filtered = activity->filter.type || !uuid_is_zero(activity->filter.actor_id);
    struct doc *filters = doc_set_object(web->arena, web->view, S("filters"));
    doc_set_text(web->arena, filters, S("none_text"), web_tr(web, TR("All")));
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
    doc_set_text(web->arena, pager, S("previous_href"),
                 is_later ? arena_copy(web->arena, text_slice(&query)) : S(""));
    text_printf(&query, "&before=%lld", (long long)activity->next);
    doc_set_text(web->arena, pager, S("next_href"), has_more ? text_slice(&query) : S(""));
}

enum outcome activity_page(struct web *web) {
    struct activity *activity = arena_make(web->arena, struct activity, 1);
    int64_t before = 0;
    if (!access_may(web->actor, ACCESS_USERS, VERB_READ)) return OUTCOME_NOT_FOUND;
    activity->web = web;
    activity->views = arena_make(web->arena, struct view, mlup_catalogue.count);
    for (size_t i = 0; i < mlup_catalogue.count; i++) {
        activity->views[i] = web_view(web, mlup_catalogue.types[i]);
    }
    activity->filter.type = catalogue_find(&mlup_catalogue, http_query(web->http, S("type")));
    if (!uuid_parse(http_query(web->http, S("user")), &activity->filter.actor_id))
        activity->filter.actor_id = SHARED_ORG;
    if (!slice_to_int64(http_query(web->http, S("before")), &before)) before = 0;
    struct uuid *orgs = arena_make(web->arena, struct uuid, LIMIT_LIST_ROWS);
    size_t org_count = orgs_of_views(activity, orgs, LIMIT_LIST_ROWS);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Activity")));
    add_filters(activity);
    activity->lines = doc_set_array(web->arena, web->view, S("lines"));
    add_lines(activity, orgs, org_count, before);
    add_pager(activity);
    return OUTCOME_OK;
}

/* ---- who saw the sealed fields ---- */

/* "case_note:12": so many parts of a kind, opened with their whole. */
static struct slice parts_text(struct web *web, struct slice name) {
    size_t colon = slice_find(name, S(":"), 0);
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_sub(name, 0, colon));
    int64_t count;
    if (!type || colon == name.len || !slice_to_int64(slice_sub(name, colon + 1, name.len), &count)) return name;
    return arena_printf(web->arena, "%.*s × %.*s", SLICE_ARG(format_number(web->arena, &web->locale, count)),
                        SLICE_ARG(web_tr(web, type->label)));
}

static struct slice opened_text(struct web *web, const struct record_type *type, struct slice name) {
    const struct field *field = type ? record_type_field(type, name) : NULL;
    if (field) return web_tr(web, field->label);
    if (slice_equal(name, S("found:name"))) return web_tr(web, TR("Found by the name"));
    const struct field *by = type && slice_starts(name, S("found:"))
                                 ? record_type_field(type, slice_sub(name, 6, name.len))
                                 : NULL;
    if (by) return web_tr_fill(web, TR("Found by: {1}"), web_tr(web, by->label), S(""));
    bool is_file = slice_equal(name, S("file")); /* an attached one: no field of the record */
    if (slice_equal(name, S("likeness"))) return web_tr(web, TR("Likeness to somebody new, without what is sealed"));
    return is_file ? web_tr(web, TR("File")) : parts_text(web, name);
}

static struct slice fields_text(struct web *web, const struct read_entry *entry, const struct record_type *asked) {
    struct text text = TEXT_IN(web->arena);
    struct slice name, names = entry->fields;
    if (entry->type && entry->type != asked) text_append(&text, web_tr(web, entry->type->label));
    while (slice_split(&names, ' ', &name)) {
        if (text.len) text_append(&text, S(", "));
        text_append(&text, opened_text(web, entry->type, name));
    }
    return text_slice(&text);
}

enum outcome activity_reads_page(struct web *web) {
    struct uuid id;
    struct read_entry *entries;
    struct record *record;
    size_t count;
    const struct record_type *type = catalogue_find_path(&mlup_catalogue, web_arg(web, 0));
    if (!type || !web_arg_id(web, 1, &id)) return OUTCOME_NOT_FOUND;
    if (!access_who_saw(web->app->access, web_db(web), web->arena, web->actor, type, id, &entries, &count))
        return OUTCOME_NOT_FOUND;
    struct view view = web_view(web, type);
    if (!query_get(web->app->store, web_db(web), web->arena, &view, type, id, &record, NULL))
        return OUTCOME_NOT_FOUND;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Who saw this file")));
    if (!type->hidden)
        furniture_add_crumb(web, web_tr(web, type->plural), arena_printf(web->arena, "/%s", type->path));
    furniture_add_crumb(web, record_label(record_names_new(web), record), record_href(web, type, record->id));
    furniture_add_crumb(web, web_tr(web, TR("Who saw this file")), S(""));
    struct doc *lines = doc_set_array(web->arena, web->view, S("reads"));
    for (size_t i = 0; i < count; i++) {
        struct doc *line = doc_add_object(web->arena, lines);
        doc_set_text(web->arena, line, S("at_text"),
                     format_instant(web->arena, &web->locale, entries[i].at_ms));
        doc_set_text(web->arena, line, S("actor_name"), entries[i].actor_name);
        doc_set_text(web->arena, line, S("fields_text"), fields_text(web, &entries[i], type));
        doc_set_text(web->arena, line, S("purpose_text"), entries[i].purpose);
    }
    return OUTCOME_OK;
}
