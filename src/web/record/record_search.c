/* SPDX-License-Identifier: Apache-2.0 */
/* Finding: the search box of every page, and what a picker looks up while somebody types. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/records.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/plain_form.h"
#include "web/record/form_resolve.h"
#include "web/record/list_secret.h"
#include "web/record/record_pages.h"
#include "web/record/record_text.h"

enum { PICKER_ITEMS = 12, PLACES_SHOWN = 10 };

/* ---- a code leads straight to its record ---- */

static bool is_of_prefix(const struct record_type *type, struct slice code) {
    struct slice prefix = slice_sub(code, 0, slice_find(code, S("-"), 0));
    return type->code_prefix && slice_equal(slice_of(type->code_prefix), prefix);
}

/* Two organisations may count alike, and two kinds of record begin alike: only one that is alone is gone to. */
static bool go_to_code(struct web *web, struct record_names *names, struct slice typed) {
    struct slice code = parse_code(web->arena, typed), href = S("");
    size_t count = 0;
    for (size_t i = 0; code.len && i < mlup_catalogue.count; i++) {
        struct candidate found[2];
        const struct record_type *type = mlup_catalogue.types[i];
        size_t here = is_of_prefix(type, code) ? form_resolve_record(web, names, type, code, found, ARRAY_LEN(found)) : 0;
        if (here) href = arena_printf(web->arena, "/%s/%.*s", type->path, SLICE_ARG(found[0].value));
        count += here;
    }
    return count == 1 && web_redirect(web, href) == OUTCOME_OK;
}

/* ---- all types ---- */

static struct doc *add_item(struct web *web, struct doc *items, struct slice href, struct slice label, struct slice detail) {
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_text(web->arena, item, S("href"), href);
    doc_set_text(web->arena, item, S("label"), label);
    doc_set_text(web->arena, item, S("detail"), detail);
    return item;
}

static struct doc *add_group(struct web *web, struct doc *groups, struct slice title, struct slice more_href) {
    struct doc *group = doc_add_object(web->arena, groups);
    doc_set_text(web->arena, group, S("title"), title);
    doc_set_text(web->arena, group, S("more_href"), more_href);
    return doc_set_array(web->arena, group, S("items"));
}

static struct slice more_href(struct web *web, const struct record_type *type, struct slice words) {
    if (list_is_secret(type) || search_is_secret(web)) return arena_printf(web->arena, "/%s?%.*s", type->path, SLICE_ARG(list_secret_words(web, words)));
    return arena_printf(web->arena, "/%s?q=%.*s", type->path, SLICE_ARG(html_url_encode(web->arena, words)));
}

static size_t add_type(struct web *web, struct record_names *names, struct doc *groups, const struct record_type *type, struct slice words) {
    struct candidate found[LIMIT_SEARCH_HITS];
    enum { SHOWN = 8 };
    bool is_place = slice_equal(slice_of(type->name), S("area"));
    bool by_code = is_of_prefix(type, parse_code(web->arena, words));     /* one of several that begin so */
    if (list_is_secret(type) && !by_code && !web->secret_pairs) return 0; /* names are posted */
    if (is_place || !(form_type_is_searchable(type) || by_code) || !web_view(web, type).allowed) return 0;
    size_t count = form_resolve_record(web, names, type, words, found, SHOWN + 1);
    if (count == 0) return 0;
    struct slice more = count > SHOWN && !type->hidden ? more_href(web, type, words) : S("");
    struct doc *items = add_group(web, groups, web_tr(web, type->plural), more);
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        add_item(web, items, arena_printf(web->arena, "/%s/%.*s", type->path, SLICE_ARG(found[i].value)), found[i].label, found[i].detail);
    }
    return count;
}

static size_t add_places(struct web *web, struct doc *groups, struct slice words) {
    struct place places[PLACES_SHOWN];
    const struct record_type *type = catalogue_find(&mlup_catalogue, S("area"));
    bool khmer = web->locale.lang == LANG_KM;
    if (!web_view(web, type).allowed) return 0;
    size_t count = gazetteer_search(web->app->gazetteer, web->arena, words, 2, S(""), places, ARRAY_LEN(places));
    struct doc *items = count ? add_group(web, groups, web_tr(web, TR("Places")), S("")) : NULL;
    for (size_t i = 0; i < count; i++) {
        struct slice other = khmer ? places[i].name_latin : places[i].name_km;
        struct slice detail = arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(other), SLICE_ARG(places[i].code));
        add_item(web, items, record_href(web, type, places[i].id), gazetteer_chain(web->app->gazetteer, web->arena, places[i].code, khmer), detail);
    }
    return count;
}

/* A sealed value typed whole (the number of a card) leads to whose it is, for those who may open it. */
static size_t add_sealed_field(struct web *web, struct record_names *names, struct doc *groups, const struct record_type *type,
                               const struct field *field, struct slice words) {
    enum { SHOWN = 8 };
    struct list_query query = {.type = type, .limit = SHOWN, .filter_count = 1};
    struct refusal none = REFUSAL_IN(web->arena); /* what cannot be such a value is none */
    query.filters[0] = (struct filter){field, FILTER_EQUAL, {0}};
    if (!value_parse_input(web->arena, field, words, S(""), &query.filters[0].value, &none)) return 0;
    struct view view = web_view(web, type);
    struct list_page page;
    if (!view.allowed || !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal)) return 0;
    struct doc *items = page.count ? add_group(web, groups, web_tr(web, field->label), S("")) : NULL;
    for (size_t i = 0; i < page.count; i++) {
        const struct field *parent = type->parent ? record_type_field(type, slice_of(type->parent)) : NULL;
        const struct record_type *owner = parent ? catalogue_find(&mlup_catalogue, slice_of(parent->ref)) : type;
        struct uuid id = parent ? record_value_const(page.records[i], parent)->id : page.records[i]->id;
        add_item(web, items, record_href(web, owner, id), record_label_of(names, owner, id), record_label(names, page.records[i]));
    }
    return page.count;
}

static size_t add_sealed(struct web *web, struct record_names *names, struct doc *groups, struct slice words) {
    size_t count = 0;
    for (size_t i = 0; i < mlup_catalogue.count; i++) {
        const struct record_type *type = mlup_catalogue.types[i];
        for (size_t j = 0; j < type->field_count && access_may(web->actor, type->access, VERB_REVEAL); j++) {
            if (type->fields[j].sealed && type->fields[j].filterable) count += add_sealed_field(web, names, groups, type, &type->fields[j], words);
        }
    }
    return count;
}

enum outcome search_page(struct web *web) {
    if (!list_secret_open(web)) plain_form_add_summary(web);
    struct slice words = slice_trim(http_query(web->http, S("q")));
    struct record_names *names = record_names_new(web);
    if (words.len && go_to_code(web, names, words)) return OUTCOME_OK;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Search")));
    doc_set_text(web->arena, web->view, S("words"), words);
    struct doc *groups = doc_set_array(web->arena, web->view, S("groups"));
    bool is_posted = web->secret_pairs > 0 || !search_is_secret(web);
    size_t count = words.len && is_posted ? add_sealed(web, names, groups, words) : 0;
    for (size_t i = 0; words.len && i < mlup_catalogue.count; i++) {
        count += add_type(web, names, groups, mlup_catalogue.types[i], words);
    }
    if (words.len) count += add_places(web, groups, words);
    doc_set_bool(web->arena, web->view, S("nothing"), words.len && !count);
    return OUTCOME_OK;
}

/* ---- pickers ---- */

static void add_candidates(struct web *web, const struct candidate *found, size_t count) {
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < count; i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("id"), found[i].value);
        doc_set_text(web->arena, item, S("label"), found[i].label);
        doc_set_text(web->arena, item, S("detail"), found[i].detail);
    }
}

/* What was typed; by POST {"q": …} where it may be the name of somebody in a file.  False with a refusal. */
static bool picker_words(struct web *web, const struct record_type *type, struct slice *words) {
    const struct doc *body =
        web->http->method == HTTP_POST ? doc_parse_json(web->arena, web->http->body, &web->refusal) : NULL;
    if (web->http->method == HTTP_POST && !body) return false;
    *words = slice_trim(body ? doc_get_text(body, S("q")) : http_query(web->http, S("q")));
    struct http_pair pair = {S("q"), *words};
    if (body || !list_is_secret(type) || !list_param_is_secret(web, type, &pair)) return true;
    return refuse(&web->refusal, S("q"), "A name does not belong in an address: send it by POST.");
}

enum outcome picker_json(struct web *web) {
    struct candidate found[PICKER_ITEMS];
    struct slice words;
    int64_t level = 0, deepest = 8;
    const struct record_type *type = catalogue_find_path(&mlup_catalogue, web_arg(web, 0));
    if (!type || !web_view(web, type).allowed) return OUTCOME_NOT_FOUND;
    if (type->access == ACCESS_CASE)
        http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    if (!picker_words(web, type, &words)) return OUTCOME_REFUSED;
    if (!slice_to_int64(http_query(web->http, S("level")), &level) || level < 0 || level > 8) level = 0;
    if (!slice_to_int64(http_query(web->http, S("deepest")), &deepest) || deepest < 2 || deepest > 8) deepest = 8;
    size_t count = 0;
    bool is_place = slice_equal(slice_of(type->name), S("area"));
    if (words.len && is_place) {
        count = form_resolve_place(web, level ? (int)level : 2, words, found, PICKER_ITEMS);
        count = form_places_keep(found, count, (size_t)deepest);
    }
    if (words.len && !is_place) count = form_resolve_record(web, record_names_new(web), type, words, found, PICKER_ITEMS);
    add_candidates(web, found, count);
    return OUTCOME_OK;
}
