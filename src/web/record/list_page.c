/* SPDX-License-Identifier: Apache-2.0 */
/* The list of any type: what the address asks for, as a table with everything needed to ask differently. */
#include "base/limits.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/form_resolve.h"
#include "web/record/list_address.h"
#include "web/record/list_filters.h"
#include "web/record/list_params.h"
#include "web/record/list_secret.h"
#include "web/record/list_views.h"
#include "web/record/record_extra.h"
#include "web/record/record_pages.h"
#include "web/record/record_table.h"

/* ---- pages ---- */

static struct slice page_href(struct web *web, size_t page) {
    struct slice base = list_address_without(web, "page cursor done lang");
    return arena_printf(web->arena, "%.*spage=%zu", SLICE_ARG(base), page);
}

static void add_page_number(struct web *web, struct doc *numbers, size_t page, size_t current, bool gap) {
    struct doc *item = doc_add_object(web->arena, numbers);
    doc_set_text(web->arena, item, S("text"), format_number(web->arena, &web->locale, (int64_t)page));
    doc_set_text(web->arena, item, S("href"), page == current ? S("") : page_href(web, page));
    doc_set_bool(web->arena, item, S("gap"), gap);
}

/* First, last, and two around the present one. */
static void add_page_numbers(struct web *web, size_t current, size_t last) {
    enum { AROUND = 2 };
    if (last < 3) return;
    struct doc *numbers = doc_set_array(web->arena, doc_set_object(web->arena, web->view, S("page_numbers")), S("items"));
    size_t from = current > AROUND + 1 ? current - AROUND : 1, to = current + AROUND < last ? current + AROUND : last;
    if (from > 1) add_page_number(web, numbers, 1, current, false);
    for (size_t page = from; page <= to; page++) {
        add_page_number(web, numbers, page, current, page == from && from > 2);
    }
    if (to < last) add_page_number(web, numbers, last, current, to + 1 < last);
}

/* Beyond the last page, as after others have deleted: the way to what there is. */
static void add_way_back(struct web *web, const struct list_query *query, const struct list_page *page) {
    size_t last = ((size_t)page->total + query->limit - 1) / query->limit;
    struct doc *pager = doc_set_object(web->arena, web->view, S("pager"));
    struct slice total = format_number(web->arena, &web->locale, page->total);
    doc_set_text(web->arena, pager, S("range_text"), web_tr_fill(web, TR("{1} of {2}"), format_number(web->arena, &web->locale, 0), total));
    doc_set_text(web->arena, pager, S("previous_href"), page_href(web, last));
    doc_set_text(web->arena, pager, S("next_href"), S(""));
    add_page_numbers(web, last + 1, last);
}

static void add_pager(struct web *web, const struct list_query *query, const struct list_page *page) {
    size_t current = query->page ? query->page : 1, first = (current - 1) * query->limit + 1;
    bool by_search = slice_trim(query->search).len > 0;
    if (page->count == 0 && (by_search || current == 1 || page->total <= 0)) return;
    if (page->count == 0) {
        add_way_back(web, query, page);
        return;
    }
    struct slice from = format_number(web->arena, &web->locale, (int64_t)first);
    struct slice until = format_number(web->arena, &web->locale, (int64_t)(first + page->count - 1));
    struct slice range = arena_printf(web->arena, "%.*s–%.*s", SLICE_ARG(from), SLICE_ARG(until));
    struct slice total = format_number(web->arena, &web->locale, page->total);
    struct doc *pager = doc_set_object(web->arena, web->view, S("pager"));
    doc_set_text(web->arena, pager, S("range_text"), refusal_fill(web->arena, web_tr(web, TR("{1} of {2}")), (const struct slice[2]){range, total}));
    doc_set_text(web->arena, pager, S("previous_href"), current > 1 && !by_search ? page_href(web, current - 1) : S(""));
    doc_set_text(web->arena, pager, S("next_href"), page->next_cursor.len ? page_href(web, current + 1) : S(""));
    size_t last = ((size_t)page->total + query->limit - 1) / query->limit;
    if (!by_search) add_page_numbers(web, current, last);
}

/* ---- the table ---- */

static bool shows_organisation(const struct view *view, const struct list_query *query) {
    return query->type->scope == SCOPE_ORG && view->org_count > 1 && uuid_is_zero(query->org);
}

/* Not what is made on the page of something else. */
static bool may_add_here(struct web *web, const struct record_type *type) {
    return access_may_add(web->actor, type) && !record_new_elsewhere(web, type).len;
}

static void add_table(struct web *web, struct record_names *names, const struct view *view, const struct list_query *query,
                      const struct list_page *page) {
    const struct record_type *type = query->type;
    uint64_t chosen = list_columns_read(web, view, type);
    struct record_table table = {
        .type = type,
        .columns = chosen ? chosen : record_table_columns(type, view, NULL),
        .code = type->code_prefix != NULL,
        .organisation = shows_organisation(view, query),
        .query = query,
        .sort_base = list_address_without(web, "sort page cursor done lang"),
    };
    struct doc *doc = record_table_add(names, web, web->view, &table, page->records, page->count);
    bool narrowed = query->filter_count || query->search.len || !refusal_is_empty(&web->refusal);
    bool may_add = !type->hidden && may_add_here(web, type);
    struct slice help = type->help ? web_tr(web, type->help) : web_tr(web, TR("There is nothing here yet."));
    doc_set_text(web->arena, doc, S("empty_text"), narrowed ? web_tr(web, TR("Nothing fits these filters.")) : help);
    doc_set_text(web->arena, doc, S("empty_href"), may_add && !narrowed ? arena_printf(web->arena, "/%s/new", type->path) : S(""));
    doc_set_text(web->arena, doc, S("empty_action"), web_tr(web, TR("Add the first one")));
    list_columns_add(web, view, type, table.columns);
}

static void add_head(struct web *web, const struct record_type *type) {
    struct slice plural = web_tr(web, type->plural);
    bool may_add = may_add_here(web, type);
    doc_set_text(web->arena, web->view, S("page_title"), plural);
    doc_set_text(web->arena, web->view, S("new_href"), may_add ? arena_printf(web->arena, "/%s/new", type->path) : S(""));
    doc_set_text(web->arena, web->view, S("list_path"), arena_printf(web->arena, "/%s", type->path));
    struct doc *actions = doc_set_array(web->arena, web->view, S("list_actions"));
    for (const struct record_extra *extra = record_extras; !record_extra_is_end(extra); extra++) {
        if (extra->list_actions && record_extra_is_for(extra, type)) extra->list_actions(web, actions);
    }
    bool may_export = access_may(web->actor, type->access, VERB_EXPORT);
    struct slice query = list_query_without(web, "page cursor done lang view limit");
    doc_set_text(web->arena, web->view, S("export_href"), may_export ? arena_printf(web->arena, "/%s/export%s%.*s", type->path, query.len ? "?" : "", SLICE_ARG(query)) : S(""));
    bool shows_deleted = http_query(web->http, S("deleted")).len > 0, may_see = access_may(web->actor, type->access, VERB_DELETE);
    struct slice deleted_href = arena_join(web->arena, list_address_without(web, "deleted page cursor done lang"), S("deleted=only"));
    doc_set_text(web->arena, web->view, S("deleted_href"), may_see && !shows_deleted ? deleted_href : S(""));
    doc_set_text(web->arena, web->view, S("live_href"), shows_deleted ? list_address_without(web, "deleted page cursor done lang") : S(""));
    struct doc *keep = doc_set_array(web->arena, web->view, S("kept"));
    for (size_t i = 0; i < list_open_count(web); i++) {
        const struct http_pair *pair = &web->http->query.items[i];
        if (names_contain("cols lang done page cursor", pair->name) || !pair->value.len) continue;
        struct doc *item = doc_add_object(web->arena, keep);
        doc_set_text(web->arena, item, S("name"), pair->name);
        doc_set_text(web->arena, item, S("value"), pair->value);
    }
}

/* A wrong filter shows no rows and says what is wrong, with everything typed still in the bar. */
static bool list_ask(struct web *web, const struct view *view, const struct record_type *type, struct list_query *query, struct list_page *page) {
    bool good = list_secret_open(web);
    good = list_params_read(web, type, query, &web->refusal) && good;
    good = list_filters_resolve(web, query) && good;
    query->want_total = true;
    *page = (struct list_page){.total = 0};
    return good && query_list(web->app->store, web_db(web), web->arena, view, query, page, &web->refusal);
}

enum outcome record_list_page(struct web *web) {
    struct view view;
    struct list_query query;
    struct list_page page;
    const struct record_type *type = record_type_of_path(web, &view);
    if (!type || type->hidden) return OUTCOME_NOT_FOUND;
    if (!list_ask(web, &view, type, &query, &page)) {
        web->response->status = web_status(OUTCOME_REFUSED);
        struct doc *errors = doc_set_object(web->arena, doc_set_object(web->arena, web->view, S("flash")), S("errors"));
        doc_set_text(web->arena, errors, S("title"), web_tr(web, TR("This question could not be understood.")));
        struct doc *items = doc_set_array(web->arena, errors, S("items"));
        for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
            struct doc *error = doc_add_object(web->arena, items);
            doc_set_text(web->arena, error, S("href"), S(""));
            doc_set_text(web->arena, error, S("text"), tr_refusal(web->arena, &web->locale, item));
        }
    }
    struct record_names *names = record_names_new(web);
    add_head(web, type);
    list_filters_add(web, names, &view, &query);
    list_views_add(web, type);
    add_table(web, names, &view, &query, &page);
    add_pager(web, &query, &page);
    return OUTCOME_OK;
}
