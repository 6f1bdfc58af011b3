/* SPDX-License-Identifier: Apache-2.0 */
/* See places_page.h.  Walking and searching the gazetteer. */
#include "web/place/places_page.h"

#include "base/limits.h"
#include "domain/place/area.h"
#include "web/furniture.h"
#include "web/markup/html.h"

enum { CODE_DIGITS_STEP = 2, CODE_DIGITS_VILLAGE = 8 };

bool places_may_import(struct web *web) {
    return access_may_in(web->app->access, web->actor, &area_type, SHARED_ORG, VERB_CREATE);
}

static struct slice place_href(struct web *web, struct slice code) {
    return code.len ? arena_printf(web->arena, "/places?in=%.*s", SLICE_ARG(code)) : S("/places");
}

static bool in_khmer(const struct web *web) {
    return web->locale.lang == LANG_KM;
}

static struct slice type_text(struct web *web, struct slice code) {
    const struct choice *choice = choice_find(record_type_field(&area_type, S("type"))->choices, code);
    return choice ? web_tr(web, choice->label) : code;
}

/* What stands directly below a code of this many digits. */
static const char *level_text(size_t digits) {
    switch (digits) {
    case 0: return TR("Provinces");
    case 2: return TR("Districts");
    case 4: return TR("Communes");
    case 6: return TR("Villages");
    }
    return "";
}

/* ---- rows ---- */

static void add_state(struct web *web, const struct place *place, struct doc *row) {
    struct slice state = S("");
    if (place->merged_into.len) {
        struct slice args[] = {
            gazetteer_name(web->app->gazetteer, web->arena, place->merged_into, in_khmer(web)), S("")};
        state = refusal_fill(web->arena, web_tr(web, TR("merged into {1}")), args);
    } else if (place->closed) {
        state = web_tr(web, TR("closed"));
    }
    doc_set_text(web->arena, row, S("state_text"), state);
    doc_set_text(web->arena, row, S("state_href"),
                 place->merged_into.len ? place_href(web, place->merged_into) : S(""));
}

static void add_place(struct web *web, struct doc *rows, const struct place *place, bool with_chain) {
    struct doc *row = doc_add_object(web->arena, rows);
    struct place *below;
    size_t count = place->code.len < CODE_DIGITS_VILLAGE
                       ? gazetteer_children(web->app->gazetteer, web->arena, place->code, &below)
                       : 0;
    struct slice id = uuid_format(web->arena, place->id);
    struct slice record = arena_printf(web->arena, "/areas/%.*s", SLICE_ARG(id));
    doc_set_text(web->arena, row, S("place_href"),
                 place->code.len < CODE_DIGITS_VILLAGE ? place_href(web, place->code) : record);
    doc_set_text(web->arena, row, S("name_km"), place->name_km);
    doc_set_text(web->arena, row, S("name_latin"), place->name_latin);
    doc_set_text(web->arena, row, S("alias"), place->alias);
    doc_set_text(web->arena, row, S("code"), place->code);
    doc_set_text(web->arena, row, S("type_text"), type_text(web, place->type));
    doc_set_text(web->arena, row, S("below_text"),
                 count ? format_number(web->arena, &web->locale, (int64_t)count) : S(""));
    struct slice above = slice_sub(place->code, 0, place->code.len - CODE_DIGITS_STEP);
    bool has_above = with_chain && above.len > 0;
    doc_set_text(web->arena, row, S("chain_text"),
                 has_above ? gazetteer_chain(web->app->gazetteer, web->arena, above, in_khmer(web)) : S(""));
    add_state(web, place, row);
}

/* ---- the page ---- */

static void add_crumbs(struct web *web, struct slice code) {
    furniture_add_crumb(web, web_tr(web, TR("Cambodia")), code.len ? S("/places") : S(""));
    for (size_t digits = CODE_DIGITS_STEP; digits <= code.len; digits += CODE_DIGITS_STEP) {
        struct slice step = slice_sub(code, 0, digits);
        struct slice name = gazetteer_name(web->app->gazetteer, web->arena, step, in_khmer(web));
        furniture_add_crumb(web, name, digits < code.len ? place_href(web, step) : S(""));
    }
}

static void add_children(struct web *web, struct slice code, struct doc *rows) {
    struct place *places;
    size_t count = gazetteer_children(web->app->gazetteer, web->arena, code, &places);
    for (size_t i = 0; i < count; i++) {
        add_place(web, rows, &places[i], false);
    }
    struct slice args[] = {web_tr(web, level_text(code.len)),
                           format_number(web->arena, &web->locale, (int64_t)count)};
    doc_set_text(web->arena, web->view, S("rows_text"), refusal_fill(web->arena, S("{1}: {2}"), args));
}

static void add_found(struct web *web, struct slice words, struct slice within, struct doc *rows) {
    struct place *places = arena_make(web->arena, struct place, LIMIT_SEARCH_HITS);
    size_t count =
        gazetteer_search(web->app->gazetteer, web->arena, words, 0, within, places, LIMIT_SEARCH_HITS);
    for (size_t i = 0; i < count; i++) {
        add_place(web, rows, &places[i], true);
    }
    struct slice args[] = {format_number(web->arena, &web->locale, (int64_t)count), S("")};
    const char *text = count < LIMIT_SEARCH_HITS ? TR("Found: {1}")
                                                 : TR("The first {1} places; type more to narrow it down");
    doc_set_text(web->arena, web->view, S("rows_text"), refusal_fill(web->arena, web_tr(web, text), args));
}

static void add_selected(struct web *web, const struct place *place) {
    struct doc *selected = doc_set_object(web->arena, web->view, S("selected"));
    struct slice id = uuid_format(web->arena, place->id);
    doc_set_text(web->arena, selected, S("code"), place->code);
    doc_set_text(web->arena, selected, S("type_text"), type_text(web, place->type));
    doc_set_text(web->arena, selected, S("other_name"), in_khmer(web) ? place->name_latin : place->name_km);
    doc_set_text(web->arena, selected, S("alias"), place->alias);
    doc_set_text(web->arena, selected, S("record_href"),
                 arena_printf(web->arena, "/areas/%.*s", SLICE_ARG(id)));
    add_state(web, place, selected);
}

enum outcome places_page(struct web *web) {
    struct slice code = http_query(web->http, S("in")), words = slice_trim(http_query(web->http, S("q")));
    struct place place;
    struct view view = web_view(web, &area_type);
    bool has_place = code.len && gazetteer_find(web->app->gazetteer, web->arena, code, &place);
    if (!view.allowed || (code.len && !has_place)) return OUTCOME_NOT_FOUND;
    words = slice_cut(words, LIMIT_LINE_CHARS);
    struct slice name = has_place && in_khmer(web) ? place.name_km : has_place ? place.name_latin : S("");
    doc_set_text(web->arena, web->view, S("page_title"), has_place ? name : web_tr(web, TR("Places")));
    add_crumbs(web, code);
    if (has_place) add_selected(web, &place);
    doc_set_text(web->arena, web->view, S("in_code"), code);
    doc_set_text(web->arena, web->view, S("place_words"), words);
    doc_set_bool(web->arena, web->view, S("may_import"), places_may_import(web));
    doc_set_bool(web->arena, web->view, S("is_search"), words.len > 0);
    struct doc *rows = doc_set_array(web->arena, web->view, S("places"));
    if (words.len)
        add_found(web, words, code, rows);
    else
        add_children(web, code, rows);
    return OUTCOME_OK;
}
