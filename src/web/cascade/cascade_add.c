/* SPDX-License-Identifier: Apache-2.0 */
#include "web/cascade/cascade_add.h"

#include "base/limits.h"
#include "domain/cascade/cascade.h"
#include "domain/people/people.h"
#include "store/query.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/record/record_text.h"
#include "web/training/training_load.h"

enum { PEOPLE_MAX = 500, SOURCES_MAX = 20 };

/* Somebody who can be ticked. */
struct candidate {
    struct record *person;
    bool ticked;
    struct slice error;
};

struct adding {
    struct record *record;
    struct trainer *trainer;
    struct slice from; /* "village:010203", "group:ID", "session:ID" */
    struct candidate *people;
    size_t count, ticked;
    struct slice subject, starts_on, key;
    struct change *changes;
    size_t *change_people; /* the candidate of each change */
};

/* ---- whose ---- */

static enum outcome adding_open(struct web *web, struct adding *adding) {
    adding->record = web_record_of_path(web, &trainer_type, 0);
    if (!adding->record) return OUTCOME_NOT_FOUND;
    adding->trainer = trainer_of(adding->record);
    bool may =
        access_may_in(web->app->access, web->actor, &trainee_type, adding->record->org_id, VERB_CREATE);
    return may ? OUTCOME_OK : OUTCOME_FORBIDDEN;
}

/* ---- from where ---- */

static void take(struct adding *adding, struct record *person) {
    if (!person || adding->count == PEOPLE_MAX || uuid_equal(person->id, adding->trainer->person.id)) return;
    adding->people[adding->count++] = (struct candidate){.person = person, .error = S("")};
}

static void take_village(struct web *web, struct adding *adding, struct slice code) {
    struct record **people;
    struct value village = {.present = true, .text = code};
    size_t count = training_records(web, &person_type, "village", &village, FILTER_WITHIN,
                                    adding->record->org_id, &people, PEOPLE_MAX);
    for (size_t i = 0; i < count; i++) {
        take(adding, people[i]);
    }
}

/* The people whom records of a type name in their field `person`. */
static void take_people_of(struct web *web, struct adding *adding, struct record **records, size_t count) {
    struct uuid *ids = arena_make(web->arena, struct uuid, count + 1);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = record_type_field(records[i]->type, S("person"));
        const struct field *present = record_type_field(records[i]->type, S("present"));
        bool came = !present || record_value(records[i], present)->number;
        if (came) ids[found++] = record_value(records[i], field)->id;
    }
    struct record **people = training_people(web, ids, found);
    for (size_t i = 0; i < found; i++) {
        take(adding, people[i]);
    }
}

static void take_from_record(struct web *web, struct adding *adding, const struct record_type *type,
                             const char *field, struct slice id_text) {
    struct record **records;
    struct value id = {.present = true};
    if (!uuid_parse(id_text, &id.id)) return;
    size_t count =
        training_records(web, type, field, &id, FILTER_EQUAL, adding->record->org_id, &records, PEOPLE_MAX);
    take_people_of(web, adding, records, count);
}

/* Leaves out who is a trainee of this trainer already; only for showing: a form sent twice is the same form. */
static void drop_known(struct web *web, struct adding *adding) {
    struct record **links;
    struct value id = {.present = true, .id = adding->record->id};
    size_t count = training_records(web, &trainee_type, "trainer", &id, FILTER_EQUAL, adding->record->org_id,
                                    &links, LIMIT_TRAINER_TRAINEES);
    size_t left = 0;
    for (size_t i = 0; i < adding->count; i++) {
        bool known = false;
        for (size_t k = 0; k < count && !known; k++) {
            const struct trainee *trainee = trainee_of(links[k]);
            known = trainee->person.present && !trainee->ends_on.present &&
                    uuid_equal(trainee->person.id, adding->people[i].person->id);
        }
        if (!known || adding->people[i].ticked) adding->people[left++] = adding->people[i];
    }
    adding->count = left;
}

static void people_read(struct web *web, struct adding *adding) {
    struct slice rest = adding->from, kind = S("");
    adding->people = arena_make(web->arena, struct candidate, PEOPLE_MAX);
    slice_split(&rest, ':', &kind);
    if (slice_equal(kind, S("village"))) take_village(web, adding, rest);
    if (slice_equal(kind, S("group")))
        take_from_record(web, adding, &group_member_type, "person_group", rest);
    if (slice_equal(kind, S("session"))) take_from_record(web, adding, &attendance_type, "session", rest);
}

static struct slice source_default(struct web *web, const struct adding *adding) {
    return arena_join(web->arena, S("village:"), adding->trainer->village.text);
}

/* ---- showing ---- */

static void source_add(struct web *web, struct doc *choices, const char *kind, struct slice id,
                       struct slice label, struct slice chosen) {
    promise_view_choice(web, choices, arena_printf(web->arena, "%s:%.*s", kind, SLICE_ARG(id)), label,
                        chosen);
}

/* The villages of the trainer's commune. */
static void villages_add(struct web *web, const struct adding *adding, struct doc *choices) {
    struct place *places;
    struct slice village = adding->trainer->village.text;
    if (village.len < 6) return;
    size_t count = gazetteer_children(web->app->gazetteer, web->arena, slice_sub(village, 0, 6), &places);
    for (size_t i = 0; i < count; i++) {
        struct slice name = web->locale.lang == LANG_KM ? places[i].name_km : places[i].name_latin;
        struct slice values[2] = {name, S("")};
        source_add(web, choices, "village", places[i].code,
                   refusal_fill(web->arena, web_tr(web, TR("Village {1}")), values), adding->from);
    }
}

static void records_add(struct web *web, const struct adding *adding, struct doc *choices,
                        const struct record_type *type, const char *kind, const char *field,
                        struct value value, enum filter_op op) {
    struct record **records;
    struct record_names *names = record_names_new(web);
    struct view view = web_view(web, type);
    if (!view.allowed || !value.present) return;
    size_t count =
        training_records(web, type, field, &value, op, adding->record->org_id, &records, SOURCES_MAX);
    for (size_t i = 0; i < count; i++) {
        source_add(web, choices, kind, uuid_format(web->arena, records[i]->id),
                   record_label(names, records[i]), adding->from);
    }
}

static void sources_show(struct web *web, const struct adding *adding) {
    struct doc *fields =
        doc_set_array(web->arena, doc_set_object(web->arena, web->view, S("sources")), S("fields"));
    struct view_select select = {
        .name = "from", .label = TR("People from"), .value = adding->from, .required = true};
    struct doc *choices = promise_view_select(web, fields, &select);
    struct slice village = adding->trainer->village.text;
    struct value commune = {.present = village.len >= 6,
                            .text = village.len >= 6 ? slice_sub(village, 0, 6) : S("")};
    villages_add(web, adding, choices);
    records_add(web, adding, choices, &person_group_type, "group", "village", commune, FILTER_WITHIN);
    records_add(web, adding, choices, &session_type, "session", "trainer", adding->trainer->person,
                FILTER_EQUAL);
    records_add(web, adding, choices, &session_type, "session", "place", commune, FILTER_WITHIN);
}

static void person_show(struct web *web, const struct candidate *candidate, struct doc *people) {
    struct doc *object = doc_add_object(web->arena, people);
    struct slice id = uuid_format(web->arena, candidate->person->id);
    doc_set_text(web->arena, object, S("input"), arena_join(web->arena, S("p."), id));
    doc_set_text(web->arena, object, S("person_name"), training_name(web, candidate->person));
    doc_set_text(web->arena, object, S("person_detail"),
                 training_detail(web, candidate->person, clock_today()));
    doc_set_bool(web->arena, object, S("ticked"), candidate->ticked);
    doc_set_text(web->arena, object, S("person_error"), candidate->error);
}

static void fields_show(struct web *web, const struct adding *adding) {
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "subject",
                                         .label = TR("Subject"),
                                         .control = PLAIN_SELECT,
                                         .set = &topic_choices,
                                         .value = adding->subject,
                                         .required = true});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "starts_on",
                                         .label = TR("From"),
                                         .value = adding->starts_on,
                                         .required = true,
                                         .narrow = true});
}

static void adding_show(struct web *web, struct adding *adding) {
    struct record_names *names = record_names_new(web);
    struct slice href = record_href(web, &trainer_type, adding->record->id),
                 name = record_label(names, adding->record);
    furniture_add_crumb(web, web_tr(web, TR("Training cascade")), S("/cascade"));
    furniture_add_crumb(web, name, href);
    furniture_add_crumb(web, web_tr(web, TR("Add several trainees")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Add several trainees")));
    doc_set_text(web->arena, web->view, S("trainer_name"), name);
    doc_set_text(web->arena, web->view, S("trainer_href"), href);
    doc_set_text(web->arena, web->view, S("from_value"), adding->from);
    doc_set_text(web->arena, web->view, S("form_key"), adding->key);
    drop_known(web, adding);
    sources_show(web, adding);
    fields_show(web, adding);
    struct doc *people = doc_set_array(web->arena, web->view, S("people"));
    for (size_t i = 0; i < adding->count; i++) {
        person_show(web, &adding->people[i], people);
    }
    doc_set_bool(web->arena, web->view, S("any_people"), adding->count > 0);
    training_add_summary(web, TR("This cannot be saved as it is."));
    struct slice action = arena_join(web->arena, href, S("/trainees"));
    furniture_keep_form(web, &(struct furniture_form){
                                 .id = "trainees", .action = action, .look = "do", .look_value = "look"});
}

enum outcome trainees_page(struct web *web) {
    struct adding *adding = arena_make(web->arena, struct adding, 1);
    enum outcome outcome = adding_open(web, adding);
    if (outcome != OUTCOME_OK) return outcome;
    adding->from = http_query(web->http, S("from"));
    if (!adding->from.len) adding->from = source_default(web, adding);
    adding->starts_on = format_date_short(web->arena, &web->locale, clock_today());
    adding->key = uuid_format(web->arena, uuid_new());
    people_read(web, adding);
    adding_show(web, adding);
    return OUTCOME_OK;
}

/* ---- saving ---- */

static struct change trainee_change(struct web *web, const struct adding *adding, const struct record *person,
                                    struct date from) {
    struct change change = change_new(web->arena, CHANGE_CREATE, &trainee_type, adding->record->org_id);
    change_set_value(&change, "trainer", (struct value){.present = true, .id = adding->record->id});
    change_set_value(&change, "person", (struct value){.present = true, .id = person->id});
    change_set_value(&change, "subject", (struct value){.present = true, .text = adding->subject});
    change_set_value(&change, "starts_on", (struct value){.present = true, .date = from});
    if (slice_equal(web_field(web, S("also_elsewhere")), S("yes")))
        change_set_value(&change, "also_elsewhere", (struct value){.present = true, .number = 1});
    return change;
}

static void form_read(struct web *web, struct adding *adding) {
    adding->from = web_field(web, S("from"));
    adding->subject = web_field(web, S("subject"));
    adding->starts_on = web_field(web, S("starts_on"));
    adding->key = web_field(web, S("key"));
    people_read(web, adding);
    for (size_t i = 0; i < adding->count; i++) {
        struct slice id = uuid_format(web->arena, adding->people[i].person->id);
        adding->people[i].ticked = web_field(web, arena_join(web->arena, S("p."), id)).len > 0;
        adding->ticked += adding->people[i].ticked;
    }
}

static bool form_check(struct web *web, const struct adding *adding, struct date *from) {
    if (!choice_find(&topic_choices, adding->subject))
        refuse(&web->refusal, S("subject"), "Choose a subject.");
    if (parse_date(adding->starts_on, from) != PARSE_OK || from->precision != DATE_DAY)
        refuse_with(&web->refusal, S("starts_on"),
                    "“{1}” is not a date. Write day, month, year, for example 7/3/2016.", adding->starts_on,
                    S(""));
    if (!adding->ticked) refuse(&web->refusal, S(""), "Tick at least one person.");
    return refusal_is_empty(&web->refusal);
}

static enum outcome adding_refused(struct web *web, struct adding *adding, int status) {
    web->response->status = status;
    adding_show(web, adding);
    return OUTCOME_OK;
}

/* "3.household" of the store is what was wrong with the third one ticked; field names alone, with the first.
 */
static void take_refusal(struct web *web, struct adding *adding, const struct refusal_item *item) {
    struct slice rest = item->field, first = S("");
    int64_t index = 0;
    bool numbered = slice_split(&rest, '.', &first) && rest.len && slice_to_int64(first, &index);
    if (!numbered || index < 0 || (size_t)index >= adding->ticked) index = 0;
    struct candidate *candidate = &adding->people[adding->change_people[index]];
    candidate->error = tr_refusal(web->arena, &web->locale, item);
    struct slice input = arena_join(web->arena, S("p."), uuid_format(web->arena, candidate->person->id));
    refuse_with(&web->refusal, input, item->message, item->args[0], item->args[1]);
}

static enum outcome trainees_written(struct web *web, struct write_job *job) {
    struct adding *adding = web->state;
    struct slice href = record_href(web, &trainer_type, adding->record->id);
    if (job->outcome == OUTCOME_OK) return web_redirect(web, arena_join(web->arena, href, S("?done=saved")));
    if (job->outcome != OUTCOME_REFUSED) {
        web->refusal = job->refusal;
        return job->outcome;
    }
    for (const struct refusal_item *item = job->refusal.first; item; item = item->next) {
        take_refusal(web, adding, item);
    }
    return adding_refused(web, adding, web_status(job->outcome));
}

enum outcome trainees_save(struct web *web) {
    struct adding *adding = arena_make(web->arena, struct adding, 1);
    struct date from = {0};
    enum outcome outcome = adding_open(web, adding);
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    form_read(web, adding);
    if (slice_equal(web_field(web, S("do")), S("look"))) return adding_refused(web, adding, 200);
    if (!form_check(web, adding, &from)) return adding_refused(web, adding, web_status(OUTCOME_REFUSED));
    adding->changes = arena_make(web->arena, struct change, adding->ticked);
    adding->change_people = arena_make(web->arena, size_t, adding->ticked);
    size_t count = 0;
    for (size_t i = 0; i < adding->count; i++) {
        if (!adding->people[i].ticked) continue;
        adding->change_people[count] = i;
        adding->changes[count++] = trainee_change(web, adding, adding->people[i].person, from);
    }
    web->state = adding;
    struct slice key = uuid_format(web->arena, web_form_identity(web, adding->key));
    return web_write(web, adding->changes, count, arena_join(web->arena, S("trainees-"), key),
                     trainees_written);
}
