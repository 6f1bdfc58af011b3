/* SPDX-License-Identifier: Apache-2.0 */
#include "web/people/people_page.h"

#include "domain/people/rules.h"
#include "store/view.h"
#include "web/markup/html.h"
#include "web/programme/promise_view.h"
#include "web/record/record_extra.h"
#include "web/training/training_load.h"

enum { HOUSEHOLD_PEOPLE_MAX = 100 };

static struct slice number_text(struct web *web, int64_t number) {
    return format_number(web->arena, &web->locale, number);
}

/* Whether this reader is given what is personal of the record. */
static bool sees_personal(struct web *web, const struct record *record) {
    struct view view = web_view(web, record->type);
    return view_max(&view, record->type, record->org_id) >= PERSONAL;
}

/* ---- a person ---- */

/* Only a whole birth date gives the age to the year. */
static struct slice age_text(struct web *web, const struct record *record) {
    const struct value *birth = &person_of(record)->birth_date;
    int age = person_age_on(record, clock_today());
    if (age < 0) return S("");
    bool exact = birth->present && birth->date.precision == DATE_DAY;
    return web_tr_fill(web, exact ? TR("{1} years") : TR("about {1} years"), number_text(web, age), S(""));
}

static const char *disability_text(enum disability disability) {
    switch (disability) {
    case DISABILITY_NOT_KNOWN: return TR("Not known: not all six questions were answered");
    case DISABILITY_NO: return TR("No");
    case DISABILITY_YES: return TR("Yes");
    }
    BUG("disability %d", disability);
}

void person_sections(struct web *web, const struct record *person, struct doc *sections) {
    if (!sees_personal(web, person)) return;
    struct slice rule =
        web_tr(web, TR("A person has a disability when at least one of the six answers is “a lot of "
                       "difficulty” or “cannot do it at all” (Washington Group, standard cut-off)."));
    struct doc *section = record_section_add(web, sections, TR("Age and disability"), rule, S(""), "");
    struct doc *facts = record_section_facts(web, section);
    struct slice age = age_text(web, person);
    if (age.len) record_section_fact(web, facts, web_tr(web, TR("Age today")), age);
    record_section_fact(web, facts, web_tr(web, TR("Disability")),
                        web_tr(web, disability_text(person_disability(person))));
}

/* ---- a household ---- */

static bool is_head(const struct record *person) {
    const struct value *head = &person_of(person)->household_head;
    return head->present && head->number;
}

/* The head first; the others as they were entered. */
static void put_head_first(struct record **people, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!is_head(people[i])) continue;
        struct record *head = people[i];
        memmove(people + 1, people, i * sizeof *people);
        people[0] = head;
        return;
    }
}

static void person_row(struct web *web, struct doc *rows, const struct record *record) {
    const struct person *person = person_of(record);
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    struct slice href = arena_join(web->arena, S("/people/"), uuid_format(web->arena, record->id));
    promise_view_cell(web, cells, web_tr(web, TR("Person")), training_name(web, record), false, href);
    promise_view_cell(web, cells, web_tr(web, TR("In the household")),
                      is_head(record) ? web_tr(web, TR("Head of the household")) : S(""), false, S(""));
    promise_view_cell(web, cells, web_tr(web, TR("Sex")), training_choice(web, &sex_choices, &person->sex),
                      false, S(""));
    promise_view_cell(web, cells, web_tr(web, TR("Age today")), age_text(web, record), false, S(""));
    promise_view_cell(web, cells, web_tr(web, TR("Function")),
                      training_choice(web, &person_function_choices, &person->function), false, S(""));
    promise_view_cell(web, cells, web_tr(web, TR("Code")), record->code, false, S(""));
}

static void people_table(struct web *web, struct doc *section, struct record **people, size_t count) {
    static const char *const labels[] = {TR("Person"),    TR("In the household"), TR("Sex"),
                                         TR("Age today"), TR("Function"),         TR("Code")};
    struct doc *table = record_section_table(web, section);
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        promise_view_column(web, columns, web_tr(web, labels[i]), false);
    }
    struct doc *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < count; i++) {
        person_row(web, rows, people[i]);
    }
}

/* A form for somebody of this household, its village filled in. */
static struct slice new_person(struct web *web, const struct record *household) {
    struct text href = TEXT_IN(web->arena);
    const struct value *village = &household_of(household)->village;
    text_append(&href, S("/people/new?household="));
    text_append(&href, uuid_format(web->arena, household->id));
    if (village->present) {
        text_append(&href, S("&village="));
        html_url_encode_to(&href, village->text);
    }
    return text_slice(&href);
}

void household_sections(struct web *web, const struct record *household, struct doc *sections) {
    struct record **people;
    struct value id = {.present = true, .id = household->id};
    size_t count = training_records(web, &person_type, "household", &id, FILTER_EQUAL, household->org_id,
                                    &people, HOUSEHOLD_PEOPLE_MAX);
    bool may_add = !household->deleted_ms &&
                   access_may_in(web->app->access, web->actor, &person_type, household->org_id, VERB_CREATE);
    const struct value *members = &household_of(household)->members;
    struct slice note = S("");
    if (members->present)
        note = web_tr_fill(web, TR("{1} of {2} members are in the register."), number_text(web, (int64_t)count),
                      number_text(web, members->number));
    struct doc *section = record_section_add(
        web, sections, TR("Members"), note, may_add ? new_person(web, household) : S(""), TR("Add a member"));
    put_head_first(people, count);
    if (count) people_table(web, section, people, count);
}
