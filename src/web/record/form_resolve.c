/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/form_resolve.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "domain/care/care.h"
#include "domain/care/case_pair.h"
#include "domain/people/people.h"
#include "domain/programme/programme.h"
#include "i18n/khmer.h"
#include "store/view.h"

bool form_type_is_searchable(const struct record_type *type) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].searchable || type->fields[i].is_name) return true; /* names also when they are sealed */
    }
    return false;
}

static struct candidate candidate_of(struct web *web, struct record_names *names, const struct record *record) {
    return (struct candidate){uuid_format(web->arena, record->id), record_label(names, record), record_detail(names, record)};
}

/* The whole title, or one of the fields that make it. */
static bool is_exactly(struct web *web, const struct record *record, struct slice label, struct slice key) {
    if (slice_equal(khmer_search_key(web->arena, label), key)) return true;
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct value *value = &record->values[i];
        const struct field *field = &record->type->fields[i];
        bool is_title = field->kind == KIND_TEXT && !value->sealed && names_contain(record->type->title, slice_of(field->name));
        if (is_title && value->present && slice_equal(khmer_search_key(web->arena, value->text), key)) return true;
    }
    return false;
}

static struct view resolve_view(void *context, const struct record_type *type) {
    return web_view(context, type);
}

static size_t records_by_search(struct web *web, const struct record_type *type, struct slice typed, struct record **records, size_t max) {
    struct search_hit hits[LIMIT_SEARCH_HITS];
    struct view view = web_view(web, type);
    size_t count = query_search(web->app->store, web_db(web), web->arena, resolve_view, web, type, typed, hits, max), found = 0;
    for (size_t i = 0; i < count; i++) {
        bool there = query_get(web->app->store, web_db(web), web->arena, &view, type, hits[i].id, &records[found], NULL);
        if (there && !records[found]->deleted_ms) found++;
    }
    return found;
}

/* ---- people by where they live ---- */

enum { PLACES_MEANT = 8, PEOPLE_WIDE = 400 };

static size_t places_meant(struct web *web, struct slice words, struct place *places) {
    return words.len ? gazetteer_search(web->app->gazetteer, web->arena, words, 6, S(""), places, PLACES_MEANT) : 0;
}

static bool lives_in(const struct record *person, const struct place *places, size_t count) {
    const struct value *village = &person_of(person)->village;
    for (size_t i = 0; village->present && i < count; i++) {
        if (slice_starts(village->text, places[i].code)) return true;
    }
    return false;
}

/* "Sok Chantha, Prey Thum": the name, and the village or commune behind the comma. */
static size_t people_by_name_and_place(struct web *web, struct slice name, struct slice where, struct record **records, size_t max) {
    struct place places[PLACES_MEANT];
    struct search_hit *hits = arena_make(web->arena, struct search_hit, PEOPLE_WIDE);
    struct uuid *ids = arena_make(web->arena, struct uuid, PEOPLE_WIDE);
    struct record **people = arena_make(web->arena, struct record *, PEOPLE_WIDE);
    struct view view = web_view(web, &person_type);
    size_t place_count = places_meant(web, where, places), found = 0;
    size_t count = query_search(web->app->store, web_db(web), web->arena, resolve_view, web, &person_type, name, hits, PEOPLE_WIDE);
    for (size_t i = 0; i < count; i++) ids[i] = hits[i].id;
    query_get_many(web->app->store, web_db(web), web->arena, &view, &person_type, ids, count, people);
    for (size_t i = 0; i < count && found < max; i++) {
        if (people[i] && !people[i]->deleted_ms && lives_in(people[i], places, place_count)) records[found++] = people[i];
    }
    return found;
}

/* Nobody is called so, but a village is: who lives there. */
static size_t people_by_place(struct web *web, struct slice words, struct record **records, size_t max) {
    struct place places[PLACES_MEANT];
    struct view view = web_view(web, &person_type);
    struct list_query query = {.type = &person_type, .limit = max, .filter_count = 1};
    struct list_page page;
    struct refusal none = REFUSAL_IN(web->arena);
    if (view_max(&view, &person_type, view.own_org) < IDENTIFYING || !places_meant(web, words, places)) return 0;
    query.org = view.own_org;
    query.filters[0] = (struct filter){record_type_field(&person_type, S("village")), FILTER_WITHIN, {.present = true, .text = places[0].code}};
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return 0;
    for (size_t i = 0; i < page.count; i++) records[i] = page.records[i];
    return page.count;
}

static size_t people_by_search(struct web *web, struct slice typed, struct record **records, size_t max) {
    size_t comma = slice_find(typed, S(","), 0);
    if (comma && comma + 1 < typed.len) {
        return people_by_name_and_place(web, slice_sub(typed, 0, comma), slice_trim(slice_sub(typed, comma + 1, typed.len)), records, max);
    }
    size_t count = records_by_search(web, &person_type, typed, records, max);
    return count ? count : people_by_place(web, typed, records, max);
}

/* Small types without a search index: their titles are compared. */
static size_t records_by_title(struct web *web, struct record_names *names, const struct record_type *type, struct slice key,
                               struct record **records, size_t max) {
    struct view view = web_view(web, type);
    struct list_query query = {.type = type, .limit = LIMIT_LIST_ROWS};
    struct list_page page;
    struct refusal none = REFUSAL_IN(web->arena);
    size_t found = 0;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return 0;
    for (size_t i = 0; i < page.count && found < max; i++) {
        struct slice title = khmer_search_key(web->arena, record_label(names, page.records[i]));
        if (slice_contains(title, key)) records[found++] = page.records[i];
    }
    return found;
}

/* A type without a search index, by the code that people write on paper. */
static size_t records_by_code(struct web *web, const struct record_type *type, struct slice code, struct record **records, size_t max) {
    struct view view = web_view(web, type);
    struct text sql = TEXT_IN(web->arena);
    size_t found = 0;
    text_printf(&sql, "SELECT id FROM \"%s\" WHERE org_id = ?1 AND code = ?2 AND deleted_ms = 0", type->name);
    for (size_t i = 0; i < view.org_count && found < max; i++) {
        struct db_query *query = db_query(web_db(web), sql_built(web->arena, text_slice(&sql)));
        db_bind_uuid(query, 1, type->scope == SCOPE_SHARED ? SHARED_ORG : view.orgs[i]);
        db_bind_text(query, 2, code);
        bool is_there = db_next(query);
        struct uuid id = is_there ? db_column_uuid(query, 0) : SHARED_ORG;
        db_done(query);
        if (is_there && query_get(web->app->store, web_db(web), web->arena, &view, type, id, &records[found], NULL)) found++;
        if (type->scope == SCOPE_SHARED) break;
    }
    return found;
}

static size_t records_without_index(struct web *web, struct record_names *names, const struct record_type *type, struct slice code,
                                    struct slice key, struct record **records, size_t max) {
    size_t count = code.len && type->code_prefix ? records_by_code(web, type, code, records, max) : 0;
    return count ? count : records_by_title(web, names, type, key, records, max);
}

/* The code of a file that was merged into another one leads to that one. */
static size_t case_file_by_alias(struct web *web, struct slice code, struct record **records) {
    struct uuid id = case_file_by_code(web_db(web), web->actor->org_id, code);
    records[0] = uuid_is_zero(id) ? NULL : web_record(web, &case_file_type, id);
    return records[0] ? 1 : 0;
}

size_t form_resolve_record(struct web *web, struct record_names *names, const struct record_type *type, struct slice typed,
                           struct candidate *candidates, size_t max) {
    struct record *records[LIMIT_SEARCH_HITS];
    if (!web_view(web, type).allowed || !slice_is_utf8(typed)) return 0;
    if (max > LIMIT_SEARCH_HITS) max = LIMIT_SEARCH_HITS;
    struct slice code = parse_code(web->arena, typed), key = khmer_search_key(web->arena, typed), words = typed;
    size_t middle = slice_find(typed, S(" · "), 0), exact = 0, last_exact = 0;
    if (middle < typed.len && middle > 0) words = slice_sub(typed, 0, middle); /* a whole title, as a picker leaves it */
    size_t count = type == &person_type            ? people_by_search(web, code.len ? code : words, records, max)
                   : form_type_is_searchable(type) ? records_by_search(web, type, code.len ? code : words, records, max)
                                                 : records_without_index(web, names, type, code, key, records, max);
    if (!count && type == &case_file_type && code.len) count = case_file_by_alias(web, code, records);
    for (size_t i = 0; i < count; i++) {
        candidates[i] = candidate_of(web, names, records[i]);
        bool is_it = (code.len && slice_equal(records[i]->code, code)) || is_exactly(web, records[i], candidates[i].label, key);
        if (is_it) exact++, last_exact = i;
    }
    if (exact != 1) return count;
    candidates[0] = candidates[last_exact];
    return 1;
}

/* The provinces that the actor's organisation works in, by its agreements; codes of two digits, separated by commas. */
static struct slice own_provinces(struct web *web) {
    struct view view = web_view(web, &agreement_type);
    struct list_query query = {.type = &agreement_type, .limit = LIMIT_LIST_ROWS, .org = web->actor->org_id};
    struct list_page page;
    struct refusal none = REFUSAL_IN(web->arena);
    struct text codes = TEXT_IN(web->arena);
    if (!view.allowed || !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return S("");
    for (size_t i = 0; i < page.count; i++) {
        text_append(&codes, agreement_of(page.records[i])->provinces.text);
        text_append_char(&codes, ',');
    }
    return text_slice(&codes);
}

static bool lies_in(struct slice provinces, const struct place *place) {
    return slice_contains(provinces, slice_sub(place->code, 0, 2));
}

/* Of places with one name, those where the organisation works come first; the order of names stays. */
static void own_places_first(struct web *web, struct place *places, size_t count) {
    struct slice provinces = count > 1 ? own_provinces(web) : S("");
    for (size_t i = 0; provinces.len && i < count; i++) {
        if (lies_in(provinces, &places[i])) continue;
        for (size_t k = i + 1; k < count; k++) {
            if (!lies_in(provinces, &places[k]) || !slice_equal_nocase(places[i].name_latin, places[k].name_latin)) continue;
            struct place own = places[k];
            memmove(places + i + 1, places + i, (k - i) * sizeof *places);
            places[i] = own;
            break;
        }
    }
}

size_t form_resolve_place(struct web *web, int digits_min, struct slice typed, struct candidate *candidates, size_t max) {
    struct place places[LIMIT_SEARCH_HITS];
    bool khmer = web->locale.lang == LANG_KM;
    if (max > LIMIT_SEARCH_HITS) max = LIMIT_SEARCH_HITS;
    if (!slice_is_utf8(typed)) return 0;
    struct slice folded = khmer_fold_digits(web->arena, slice_trim(typed));
    struct slice words = folded;
    for (size_t i = 0; i < folded.len; i++) { /* a chain, as a picker leaves it: the words alone */
        if (folded.s[i] != ',') continue;
        struct text plain = TEXT_IN(web->arena);
        for (size_t c = 0; c < folded.len; c++) {
            text_append_char(&plain, folded.s[c] == ',' ? ' ' : folded.s[c]);
        }
        words = text_slice(&plain);
        break;
    }
    size_t count = gazetteer_search(web->app->gazetteer, web->arena, words, digits_min, S(""), places, ARRAY_LEN(places));
    size_t offered = 0;
    own_places_first(web, places, count);
    for (size_t i = 0; i < count; i++) {
        struct slice chain = gazetteer_chain(web->app->gazetteer, web->arena, places[i].code, khmer);
        struct slice other = khmer ? places[i].name_latin : places[i].name_km;
        struct slice detail = arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(other), SLICE_ARG(places[i].code));
        struct candidate candidate = {places[i].code, chain, detail};
        bool exact = slice_equal(places[i].code, folded) || slice_equal(chain, slice_trim(typed));
        if (exact) return candidates[0] = candidate, 1;
        if (!places[i].closed && offered < max) candidates[offered++] = candidate;
    }
    return offered;
}

size_t form_places_keep(struct candidate *candidates, size_t count, size_t digits_max) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].value.len <= digits_max) candidates[kept++] = candidates[i];
    }
    return kept;
}
