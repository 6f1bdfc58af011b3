/* SPDX-License-Identifier: Apache-2.0 */
#include "web/training/training_load.h"

#include "base/limits.h"
#include "domain/people/rules.h"
#include "web/furniture.h"
#include "web/plain_form.h"

/* ---- reading ---- */

bool training_session(struct web *web, struct session_seen *seen) {
    struct uuid id;
    struct view view = web_view(web, &session_type);
    if (!web_arg_id(web, 0, &id)) return false;
    bool found = query_get(web->app->store, web_db(web), web->arena, &view, &session_type, id, &seen->record, &seen->hidden);
    if (!found || seen->record->deleted_ms) return false;
    seen->session = session_of(seen->record);
    seen->may_edit = access_may_in(web->app->access, web->actor, &attendance_type, seen->record->org_id, VERB_CREATE);
    return true;
}

bool training_session_by_id(struct web *web, struct uuid id, struct record **record) {
    *record = web_record(web, &session_type, id);
    return *record;
}

size_t training_records(struct web *web, const struct record_type *type, const char *field, const struct value *value,
                        enum filter_op op, struct uuid org, struct record ***records, size_t max) {
    struct view view = web_view(web, type);
    struct list_query query = {.type = type, .filter_count = 1, .limit = LIMIT_LIST_ROWS, .org = org};
    query.filters[0] = (struct filter){.field = record_type_field(type, slice_of(field)), .op = op, .value = *value};
    size_t count =
        query_list_all(web->app->store, web_db(web), web->arena, &view, &query, max, records, NULL);
    return count < max ? count : max;
}

size_t training_attendance(struct web *web, const struct record *session, struct record ***records) {
    struct value id = {.present = true, .id = session->id};
    return training_records(web, &attendance_type, "session", &id, FILTER_EQUAL, session->org_id, records, LIMIT_ROSTER_PEOPLE);
}

struct record **training_people(struct web *web, const struct uuid *ids, size_t count) {
    struct view view = web_view(web, &person_type);
    struct record **people = arena_make(web->arena, struct record *, count + 1);
    query_get_many(web->app->store, web_db(web), web->arena, &view, &person_type, ids, count, people);
    for (size_t i = 0; i < count; i++) {
        if (people[i] && people[i]->deleted_ms) people[i] = NULL;
    }
    return people;
}

/* ---- words ---- */

struct slice training_name(struct web *web, const struct record *record) {
    const struct person *person = person_of(record);
    bool khmer = web->locale.lang == LANG_KM;
    const struct value *first = khmer ? &person->name_km : &person->name_latin;
    const struct value *second = khmer ? &person->name_latin : &person->name_km;
    if (first->present) return first->text;
    return second->present ? second->text : record->code;
}

struct slice training_place(struct web *web, struct slice code) {
    return gazetteer_name(web->app->gazetteer, web->arena, code, web->locale.lang == LANG_KM);
}

bool training_place_is_called(struct web *web, struct slice code, struct slice text) {
    struct gazetteer *gazetteer = web->app->gazetteer;
    return code.len && (slice_equal(text, gazetteer_name(gazetteer, web->arena, code, true)) ||
                        slice_equal(text, gazetteer_name(gazetteer, web->arena, code, false)));
}

struct slice training_choice(const struct web *web, const struct choice_set *set, const struct value *value) {
    const struct choice *choice = value->present ? choice_find(set, value->text) : NULL;
    return choice ? tr(&web->locale, slice_of(choice->label)) : S("");
}

static void detail_add(struct text *text, struct slice part) {
    if (!part.len) return;
    if (text->len) text_append(text, S(" · "));
    text_append(text, part);
}

struct slice training_detail(struct web *web, const struct record *record, struct date on) {
    const struct person *person = person_of(record);
    struct text text = TEXT_IN(web->arena);
    detail_add(&text, training_choice(web, &sex_choices, &person->sex));
    int age = person_age_on(record, on);
    if (age >= 0) {
        struct slice values[2] = {format_number(web->arena, &web->locale, age), S("")};
        detail_add(&text, refusal_fill(web->arena, web_tr(web, TR("{1} years")), values));
    }
    if (person->village.present) detail_add(&text, training_place(web, person->village.text));
    detail_add(&text, record->code);
    return text_slice(&text);
}

struct slice training_days(struct web *web, const struct session *session) {
    struct slice first = format_date(web->arena, &web->locale, session->starts_on.date);
    if (!session->ends_on.present || date_equal(session->ends_on.date, session->starts_on.date)) return first;
    struct slice last = format_date(web->arena, &web->locale, session->ends_on.date);
    return arena_printf(web->arena, "%.*s – %.*s", SLICE_ARG(first), SLICE_ARG(last));
}

struct slice training_href(struct web *web, const struct record *session, const char *behind) {
    return arena_printf(web->arena, "/sessions/%.*s%s", SLICE_ARG(uuid_format(web->arena, session->id)), behind);
}

static const int band_ends[] = {14, 17, 24, 34, 59};

size_t training_age_band(int age) {
    size_t band = 0;
    if (age < 0) return age_band_choices.count - 1;
    while (band < ARRAY_LEN(band_ends) && age > band_ends[band]) {
        band++;
    }
    return band;
}

/* ---- the page around ---- */

void training_add_crumbs(struct web *web, const struct record *session, const char *page) {
    furniture_add_crumb(web, web_tr(web, TR("Sessions")), S("/sessions"));
    struct slice title = session_of(session)->title.text;
    furniture_add_crumb(web, title, page ? training_href(web, session, "") : S(""));
    if (page) furniture_add_crumb(web, web_tr(web, page), S(""));
}

void training_add_head(struct web *web, const struct session_seen *seen) {
    struct doc *view = web->view;
    doc_set_text(web->arena, view, S("session_title"), seen->session->title.text);
    doc_set_text(web->arena, view, S("session_when"), training_days(web, seen->session));
    doc_set_text(web->arena, view, S("session_where"), training_place(web, seen->session->place.text));
    doc_set_text(web->arena, view, S("session_href"), training_href(web, seen->record, ""));
}

void training_add_choice(struct web *web, struct doc *choices, struct slice value, struct slice label, struct slice chosen) {
    struct doc *choice = doc_add_object(web->arena, choices);
    doc_set_text(web->arena, choice, S("value"), value);
    doc_set_text(web->arena, choice, S("label"), label);
    doc_set_bool(web->arena, choice, S("selected"), slice_equal(value, chosen));
}

void training_add_summary(struct web *web, const char *title) {
    plain_form_summarise(web, &(struct plain_summary){.title = title});
}
