/* SPDX-License-Identifier: Apache-2.0 */
/* See shelter_pages.h.  One service for everybody who is here, or came with one truck: tick by code, save
 * once.  The same form sent twice has one effect. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/shelter/beds.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/shelter/care_view.h"
#include "web/shelter/shelter_pages.h"

struct present {
    struct uuid id;
    struct slice code, detail;
};

struct round {
    struct web *web;
    struct uuid shelter, room, arrival; /* one of them */
    struct slice where, back_href, given_at;
    struct present *people;
    size_t count;
    struct change *changes;
    size_t change_count;
    struct uuid *changed; /* the file of each change */
};

static const char *const round_fields[] = {"kind", "on_day", "units", "given_at"};

/* ---- who is here ---- */

static void person_add(struct round *round, struct record *file, struct slice detail) {
    if (!file || round->count == LIMIT_ROOM_PEOPLE) return;
    round->people[round->count++] = (struct present){file->id, file->code, detail};
}

static bool here_of_shelter(struct round *round, struct record *shelter) {
    struct web *web = round->web;
    struct bed_stay *stays;
    if (!shelter) return false;
    size_t count = bed_stays_on(web_db(web), web->arena, shelter->org_id, shelter->id,
                                date_first_day(clock_today()), &stays);
    for (size_t i = 0; i < count; i++) {
        struct record *room = web_record(web, &shelter_room_type, stays[i].room);
        if (!uuid_is_zero(round->room) && !uuid_equal(stays[i].room, round->room)) continue;
        person_add(round, web_record(web, &case_file_type, stays[i].case_file),
                   room ? shelter_room_of(room)->name.text : S(""));
    }
    round->shelter = shelter->id;
    round->where = record_name(web, shelter);
    round->back_href = record_href(web, &shelter_type, shelter->id);
    round->given_at =
        value_is_code(&shelter_of(shelter)->kind, "transit_centre") ? S("transit_centre") : S("shelter");
    return true;
}

static bool here_of_room(struct round *round) {
    struct record *room = web_record(round->web, &shelter_room_type, round->room);
    return room &&
           here_of_shelter(round, web_record(round->web, &shelter_type, shelter_room_of(room)->shelter.id));
}

static bool here_of_arrival(struct round *round) {
    struct web *web = round->web;
    struct record **files, *arrival = web_record(web, &arrival_type, round->arrival);
    if (!arrival) return false;
    size_t count = care_parts(web, &case_file_type, "arrival", arrival->id, NULL, LIMIT_ROOM_PEOPLE, &files);
    for (size_t i = 0; i < count; i++)
        person_add(round, files[i], care_choice(web, files[i], "sex"));
    round->where = arrival->code;
    round->back_href = record_href(web, &arrival_type, arrival->id);
    round->given_at = S("transit_centre");
    return true;
}

static enum outcome round_open(struct web *web, struct round *round) {
    *round = (struct round){.web = web,
                            .shelter = ask_id(web, "shelter"),
                            .room = ask_id(web, "room"),
                            .arrival = ask_id(web, "arrival")};
    round->people = arena_make(web->arena, struct present, LIMIT_ROOM_PEOPLE);
    if (!care_may_write(web) || !web_view(web, &case_service_type).allowed) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    if (!uuid_is_zero(round->room)) return here_of_room(round) ? OUTCOME_OK : OUTCOME_NOT_FOUND;
    if (!uuid_is_zero(round->arrival)) return here_of_arrival(round) ? OUTCOME_OK : OUTCOME_NOT_FOUND;
    if (!uuid_is_zero(round->shelter))
        return here_of_shelter(round, web_record(web, &shelter_type, round->shelter)) ? OUTCOME_OK
                                                                                      : OUTCOME_NOT_FOUND;
    return OUTCOME_OK;
}

/* ---- showing ---- */

static struct slice otherwise_of(const struct round *round, const struct field *field) {
    if (slice_equal(slice_of(field->name), S("given_at"))) return round->given_at;
    if (field->kind == KIND_DATE) return date_format_iso(round->web->arena, clock_today());
    return field->kind == KIND_INTEGER ? S("1") : S("meal");
}

static void fields_show(const struct round *round) {
    struct web *web = round->web;
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    for (size_t i = 0; i < ARRAY_LEN(round_fields); i++) {
        const struct field *field = record_type_field(&case_service_type, slice_of(round_fields[i]));
        struct slice value = plain_form_value(web, field->name, otherwise_of(round, field));
        plain_form_add(web, fields,
                       &(struct plain_field){.name = field->name,
                                             .label = field->label,
                                             .value = value,
                                             .required = true,
                                             .control = field->choices ? PLAIN_SELECT : PLAIN_TEXT,
                                             .set = field->choices,
                                             .inputmode = field->kind == KIND_INTEGER ? "numeric" : NULL,
                                             .narrow = !field->choices});
    }
}

static void people_show(const struct round *round) {
    struct web *web = round->web;
    struct doc *roster = doc_set_object(web->arena, web->view, S("roster"));
    struct doc *rows = doc_set_array(web->arena, roster, S("rows"));
    bool is_first = web->http->method == HTTP_GET;
    size_t ticked = 0;
    for (size_t i = 0; i < round->count; i++) {
        struct slice id = uuid_format(web->arena, round->people[i].id);
        bool is_ticked = is_first || plain_form_has(web, "who", id);
        struct doc *row = doc_add_object(web->arena, rows);
        ticked += is_ticked;
        doc_set_text(web->arena, row, S("name"), S("who"));
        doc_set_text(web->arena, row, S("value"), id);
        doc_set_bool(web->arena, row, S("checked"), is_ticked);
        doc_set_text(web->arena, row, S("label"), round->people[i].code);
        doc_set_text(web->arena, row, S("detail"), round->people[i].detail);
    }
    doc_set_text(web->arena, roster, S("count_text"), care_number(web, (int64_t)ticked));
    doc_set_text(web->arena, roster, S("present_text"),
                 web_tr_fill(web, TR("of {1} get it"), care_number(web, (int64_t)round->count), S("")));
    doc_set_bool(web->arena, roster, S("khmer_digits"), web->locale.khmer_digits);
}

/* Which shelter it is about, when the address does not say. */
static void shelters_show(struct web *web) {
    struct view view = web_view(web, &shelter_type);
    struct list_query query = {
        .type = &shelter_type, .limit = LIMIT_LIST_ROWS, .sort = record_type_field(&shelter_type, S("name"))};
    struct record **shelters;
    struct doc *list = doc_set_array(web->arena, web->view, S("shelters"));
    size_t count = view.allowed ? query_list_all(web->app->store, web_db(web), web->arena, &view, &query,
                                                 LIMIT_LIST_ROWS, &shelters, NULL)
                                : 0;
    for (size_t i = 0; i < count; i++) {
        struct doc *object = doc_add_object(web->arena, list);
        doc_set_text(web->arena, object, S("shelter_name"), record_name(web, shelters[i]));
        doc_set_text(web->arena, object, S("shelter_href"),
                     arena_printf(web->arena, "/case-services/room?shelter=%.*s",
                                  SLICE_ARG(uuid_format(web->arena, shelters[i]->id))));
    }
}

static struct slice action_of(const struct round *round) {
    struct web *web = round->web;
    const char *name = !uuid_is_zero(round->room)      ? "room"
                       : !uuid_is_zero(round->arrival) ? "arrival"
                                                       : "shelter";
    struct uuid id = !uuid_is_zero(round->room)      ? round->room
                     : !uuid_is_zero(round->arrival) ? round->arrival
                                                     : round->shelter;
    return arena_printf(web->arena, "/case-services/room?%s=%.*s", name,
                        SLICE_ARG(uuid_format(web->arena, id)));
}

static void round_show(const struct round *round) {
    struct web *web = round->web;
    furniture_add_crumb(web, web_tr(web, case_service_type.plural), S("/case-services"));
    care_head(web, web_tr(web, TR("A service for all who are here")));
    bool is_chosen = round->where.len > 0;
    doc_set_bool(web->arena, web->view, S("is_chosen"), is_chosen);
    if (!is_chosen) {
        shelters_show(web);
        return;
    }
    doc_set_text(web->arena, web->view, S("round_where"), round->where);
    doc_set_text(web->arena, web->view, S("round_back"), round->back_href);
    doc_set_text(web->arena, web->view, S("round_action"), action_of(round));
    doc_set_bool(web->arena, web->view, S("has_people"), round->count > 0);
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    fields_show(round);
    people_show(round);
    plain_form_add_summary(web);
}

enum outcome service_room_page(struct web *web) {
    struct round round;
    enum outcome outcome = round_open(web, &round);
    if (outcome == OUTCOME_OK) round_show(&round);
    return outcome;
}

/* ---- saving ---- */

static bool values_read(struct round *round, struct change *change) {
    struct web *web = round->web;
    bool good = true;
    for (size_t i = 0; i < ARRAY_LEN(round_fields); i++) {
        const struct field *field = record_type_field(&case_service_type, slice_of(round_fields[i]));
        struct value value = {0};
        good = value_parse_input(web->arena, field, slice_trim(web_field(web, slice_of(field->name))), S(""),
                                 &value, &web->refusal) &&
               good;
        change_set_value(change, field->name, value);
    }
    return good;
}

static bool change_add(struct round *round, struct uuid file) {
    struct change *change = &round->changes[round->change_count];
    struct record *record = web_record(round->web, &case_file_type, file);
    if (!record) return false;
    *change = change_new(round->web->arena, CHANGE_CREATE, &case_service_type, record->org_id);
    change_set_value(change, "case_file", value_of_id(file));
    if (!uuid_is_zero(round->shelter)) change_set_value(change, "shelter", value_of_id(round->shelter));
    round->changed[round->change_count++] = file;
    return values_read(round, change);
}

static bool changes_make(struct round *round) {
    struct web *web = round->web;
    round->changes = arena_make(web->arena, struct change, round->count + 1);
    round->changed = arena_make(web->arena, struct uuid, round->count + 1);
    for (size_t i = 0; i < round->count; i++) {
        if (plain_form_has(web, "who", uuid_format(web->arena, round->people[i].id)) &&
            !change_add(round, round->people[i].id))
            return false;
    }
    return round->change_count || refuse(&web->refusal, S(""), "Tick at least one person.");
}

static enum outcome round_refused(struct round *round, enum outcome outcome) {
    round->web->response->status = web_status(outcome);
    round_show(round);
    return OUTCOME_OK;
}

/* All changes say the same, so what is wrong with one is said once, by its field. */
static void refusal_take(struct web *web, const struct refusal *given) {
    web->refusal = REFUSAL_IN(web->arena);
    for (const struct refusal_item *item = given->first; item; item = item->next) {
        size_t dot = 0;
        while (dot < item->field.len && item->field.s[dot] != '.')
            dot++;
        struct slice field =
            dot < item->field.len ? slice_sub(item->field, dot + 1, item->field.len) : item->field;
        bool is_said = false;
        for (const struct refusal_item *said = web->refusal.first; said; said = said->next)
            is_said = is_said || slice_equal(said->field, field);
        if (!is_said) refuse_with(&web->refusal, field, item->message, item->args[0], item->args[1]);
    }
}

static enum outcome round_written(struct web *web, struct write_job *job) {
    struct round *round = web->state;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, arena_printf(web->arena, "%.*s?done=saved", SLICE_ARG(round->back_href)));
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    refusal_take(web, &job->refusal);
    return round_refused(round, job->outcome);
}

enum outcome service_room_post(struct web *web) {
    struct round *round = arena_make(web->arena, struct round, 1);
    enum outcome outcome = round_open(web, round);
    if (outcome != OUTCOME_OK) return outcome;
    if (!round->where.len) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!changes_make(round)) return round_refused(round, OUTCOME_REFUSED);
    web->state = round;
    return web_write(web, round->changes, round->change_count, web_field(web, S("_key")), round_written);
}

void arrival_service_link(struct web *web, const struct record *record, struct doc *actions) {
    if (!care_may_write(web)) return;
    furniture_add_action(web, actions, TR("A service for all of them"),
                         arena_printf(web->arena, "/case-services/room?arrival=%.*s",
                                      SLICE_ARG(uuid_format(web->arena, record->id))),
                         false);
}
