/* SPDX-License-Identifier: Apache-2.0 */
/* See shelter_pages.h.  The board of a shelter: rooms with their beds, who sleeps in them by code, and the
 * count of the day. */
#include "catalogue/value.h"
#include "domain/shelter/beds.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/shelter/care_view.h"
#include "web/shelter/shelter_pages.h"
#include "base/limits.h"
#include "web/table.h"

enum { COUNTS_SHOWN = 7 };

struct board {
    struct web *web;
    struct record *record;
    struct bed_room *rooms;
    struct bed_stay *stays, *holds;
    size_t room_count, stay_count, hold_count;
    int64_t today, places;
    bool sees_people;
};

static bool board_open(struct web *web, struct board *board) {
    *board = (struct board){.web = web,
                            .record = web_record_of_path(web, &shelter_type, 0),
                            .today = date_first_day(clock_today())};
    if (!board->record) return false;
    struct view view = web_view(web, &shelter_stay_type);
    board->sees_people = view.allowed && care_may_write(web);
    board->room_count = beds_read(web_db(web), web->arena, board->record->org_id, board->record->id,
                                  board->today, &board->rooms);
    board->stay_count = bed_stays_on(web_db(web), web->arena, board->record->org_id, board->record->id,
                                     board->today, &board->stays);
    board->hold_count = bed_holds_of_shelter(web_db(web), web->arena, board->record->org_id,
                                             board->record->id, &board->holds);
    for (size_t i = 0; i < board->room_count; i++)
        board->places += board->rooms[i].places;
    return true;
}

/* ---- beds ---- */

static struct slice sleeper_text(struct web *web, const struct record *file, const struct bed_stay *stay) {
    struct slice sex = care_choice(web, file, "sex");
    struct slice since = web_tr_fill(web, TR("since {1}"), care_day_number(web, stay->nights.from), S(""));
    const struct value *age = &case_file_of(file)->age_years;
    if (!age->present) return arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(sex), SLICE_ARG(since));
    return arena_printf(web->arena, "%.*s %.*s · %.*s", SLICE_ARG(sex),
                        SLICE_ARG(care_number(web, age->number)), SLICE_ARG(since));
}

static void bed_add(const struct board *board, struct doc *beds, const struct bed_stay *stay) {
    struct web *web = board->web;
    struct record *file = web_record(web, &case_file_type, stay->case_file);
    struct doc *bed = doc_add_object(web->arena, beds);
    doc_set_text(web->arena, bed, S("bed_code"), file ? file->code : S("–"));
    doc_set_text(web->arena, bed, S("bed_href"), file ? record_href(web, &case_file_type, file->id) : S(""));
    doc_set_text(web->arena, bed, S("bed_detail"), file ? sleeper_text(web, file, stay) : S(""));
    doc_set_text(web->arena, bed, S("bed_leave_href"), care_href(web, "shelter-stays", stay->id, "/edit"));
}

/* A bed that is kept, with the day until which. */
static void hold_add(const struct board *board, struct doc *holds, const struct bed_stay *hold) {
    struct web *web = board->web;
    struct record *file = web_record(web, &case_file_type, hold->case_file);
    struct doc *bed = doc_add_object(web->arena, holds);
    doc_set_text(web->arena, bed, S("hold_code"), file ? file->code : S("–"));
    doc_set_text(web->arena, bed, S("hold_href"), care_href(web, "bed-holds", hold->id, ""));
    doc_set_text(
        web->arena, bed, S("hold_until"),
        web_tr_fill(web, TR("reserved until {1}"), care_day_number(web, hold->nights.until - 1), S("")));
    struct slice add = arena_printf(web->arena, "/shelter-stays/new?room=%.*s&case_file=%.*s&from_day=%.*s",
                                    SLICE_ARG(uuid_format(web->arena, hold->room)),
                                    SLICE_ARG(uuid_format(web->arena, hold->case_file)),
                                    SLICE_ARG(date_format_iso(web->arena, date_of_day(board->today))));
    doc_set_text(web->arena, bed, S("hold_add_href"), uuid_is_zero(hold->room) ? S("") : add);
}

static void holds_add(const struct board *board, struct doc *object, struct uuid room) {
    struct doc *holds = doc_set_array(board->web->arena, object, S("holds"));
    for (size_t i = 0; board->sees_people && i < board->hold_count; i++) {
        if (uuid_equal(board->holds[i].room, room)) hold_add(board, holds, &board->holds[i]);
    }
}

static struct slice ages_text(struct web *web, const struct room_terms *terms) {
    bool from = terms->age_from != ROOM_AGE_UNKNOWN, to = terms->age_to != ROOM_AGE_UNKNOWN;
    if (from && to)
        return web_tr_fill(web, TR("aged {1} to {2}"), care_number(web, terms->age_from),
                           care_number(web, terms->age_to));
    if (from) return web_tr_fill(web, TR("aged {1} or more"), care_number(web, terms->age_from), S(""));
    return to ? web_tr_fill(web, TR("aged {1} or less"), care_number(web, terms->age_to), S("")) : S("");
}

static struct slice room_detail(struct web *web, const struct bed_room *room) {
    struct text out = TEXT_IN(web->arena);
    const struct field *use = record_type_field(&shelter_room_type, S("room_use")),
                       *needs = record_type_field(&shelter_room_type, S("needs"));
    struct slice ages = ages_text(web, &room->terms);
    text_append(&out, choice_label(web, use, slice_of(room_use_choices.choices[room->terms.use].code)));
    if (ages.len) text_printf(&out, " · %.*s", SLICE_ARG(ages));
    for (size_t i = 0; i < room_need_choices.count; i++) {
        struct slice code = slice_of(room_need_choices.choices[i].code);
        if (codes_contain(room->needs, code))
            text_printf(&out, " · %.*s", SLICE_ARG(choice_label(web, needs, code)));
    }
    if (room->terms.only_needs)
        text_printf(&out, " · %.*s", SLICE_ARG(web_tr(web, TR("Kept for who needs that"))));
    if (room->terms.boys_to != ROOM_AGE_UNKNOWN)
        text_printf(
            &out, " · %.*s",
            SLICE_ARG(web_tr_fill(web, TR("boys up to {1}"), care_number(web, room->terms.boys_to), S(""))));
    return text_slice(&out);
}

static void room_add(const struct board *board, struct doc *list, const struct bed_room *room) {
    struct web *web = board->web;
    struct doc *object = doc_add_object(web->arena, list);
    int64_t free = room->places - room->taken - room->held;
    doc_set_text(web->arena, object, S("room_name"), room->name);
    doc_set_text(web->arena, object, S("room_href"), care_href(web, "shelter-rooms", room->id, ""));
    doc_set_text(web->arena, object, S("room_detail"), room_detail(web, room));
    doc_set_text(
        web->arena, object, S("room_taken"),
        web_tr_fill(web, TR("{1} of {2}"), care_number(web, room->taken), care_number(web, room->places)));
    doc_set_text(web->arena, object, S("room_badge"), free > 0 ? S("on") : S("behind"));
    doc_set_text(web->arena, object, S("room_free"),
                 free > 0 ? web_tr_fill(web, TR("{1} free"), care_number(web, free), S(""))
                          : web_tr(web, TR("full")));
    struct slice add = arena_printf(web->arena, "/shelter-stays/new?room=%.*s&from_day=%.*s",
                                    SLICE_ARG(uuid_format(web->arena, room->id)),
                                    SLICE_ARG(date_format_iso(web->arena, date_of_day(board->today))));
    doc_set_text(web->arena, object, S("room_add_href"), free > 0 && board->sees_people ? add : S(""));
    struct slice serve = arena_printf(web->arena, "/case-services/room?room=%.*s",
                                      SLICE_ARG(uuid_format(web->arena, room->id)));
    doc_set_text(web->arena, object, S("room_service_href"),
                 room->taken && board->sees_people ? serve : S(""));
    struct doc *beds = doc_set_array(web->arena, object, S("beds"));
    for (size_t i = 0; board->sees_people && i < board->stay_count; i++) {
        if (uuid_equal(board->stays[i].room, room->id)) bed_add(board, beds, &board->stays[i]);
    }
    holds_add(board, object, room->id);
}

/* ---- the count ---- */

static void counts_show(const struct board *board) {
    struct web *web = board->web;
    struct record **counts;
    size_t count =
        care_parts(web, &shelter_census_type, "shelter", board->record->id, NULL, COUNTS_SHOWN, &counts);
    struct doc *table = table_new(web, web->view, "counts", TR("The last counts"));
    static const char *const columns[] = {TR("On"), TR("On the board"), TR("Present"), TR("Meals"),
                                          TR("Why it differs from the board")};
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        table_column(web, table, columns[i], i >= 1 && i <= 3);
    for (size_t i = 0; i < count; i++) {
        const struct shelter_census *census = shelter_census_of(counts[i]);
        struct doc *row = table_row(web, table);
        table_cell(web, row, TR("On"), care_day(web, &census->on_day),
                   care_href(web, "shelter-censuses", counts[i]->id, ""));
        table_number_cell(web, row, TR("On the board"), care_number(web, census->board.number));
        if (census->present.number == census->board.number)
            table_number_cell(web, row, TR("Present"), care_number(web, census->present.number));
        else
            table_badge_cell(web, row, TR("Present"), care_number(web, census->present.number), "behind");
        table_number_cell(
            web, row, TR("Meals"),
            care_number(web, census->breakfasts.number + census->lunches.number + census->dinners.number));
        table_cell(web, row, TR("Why it differs from the board"), census->reason.text, S(""));
    }
    doc_set_bool(web->arena, web->view, S("has_counts"), count > 0);
}

static bool is_counted(const struct board *board) {
    struct record **counts;
    size_t count = care_parts(board->web, &shelter_census_type, "shelter", board->record->id, NULL,
                              COUNTS_SHOWN, &counts);
    for (size_t i = 0; i < count; i++) {
        if (date_first_day(shelter_census_of(counts[i])->on_day.date) == board->today) return true;
    }
    return false;
}

static const char *const census_fields[] = {"present", "breakfasts", "lunches", "dinners", "reason"};

static void census_form(const struct board *board) {
    struct web *web = board->web;
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    for (size_t i = 0; i < ARRAY_LEN(census_fields); i++) {
        const struct field *field = record_type_field(&shelter_census_type, slice_of(census_fields[i]));
        bool is_number = field->kind == KIND_INTEGER;
        struct slice otherwise = i ? S("") : care_number(web, (int64_t)board->stay_count);
        plain_form_add(web, fields,
                       &(struct plain_field){.name = field->name,
                                             .label = field->label,
                                             .help = field->help,
                                             .required = i == 0,
                                             .narrow = is_number,
                                             .inputmode = is_number ? "numeric" : NULL,
                                             .value = plain_form_value(web, field->name, otherwise)});
    }
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    doc_set_text(web->arena, web->view, S("census_action"),
                 care_href(web, "shelters", board->record->id, "/census"));
}

/* ---- the page ---- */

static void actions_show(const struct board *board) {
    struct web *web = board->web;
    struct doc *actions = doc_set_array(web->arena, web->view, S("care_actions"));
    struct slice id = uuid_format(web->arena, board->record->id);
    if (board->sees_people && board->stay_count) {
        care_action(web, actions, TR("A service for all who are here"),
                    arena_printf(web->arena, "/case-services/room?shelter=%.*s", SLICE_ARG(id)), true);
        care_action(web, actions, TR("Write down an incident"),
                    arena_printf(web->arena, "/shelter-incidents/new?shelter=%.*s", SLICE_ARG(id)), false);
    }
    if (board->sees_people)
        care_action(web, actions, TR("Incidents"),
                    arena_printf(web->arena, "/shelter-incidents?shelter=%.*s", SLICE_ARG(id)), false);
    if (access_may_in(web->app->access, web->actor, &shelter_room_type, board->record->org_id, VERB_CREATE)) {
        care_action(web, actions, TR("New room"),
                    arena_printf(web->arena, "/shelter-rooms/new?shelter=%.*s", SLICE_ARG(id)), false);
        care_action(web, actions, TR("Edit"), care_href(web, "shelters", board->record->id, "/edit"), false);
    }
}

static void figures_show(const struct board *board) {
    struct web *web = board->web;
    struct doc *figures = doc_set_array(web->arena, web->view, S("figures"));
    int64_t taken = (int64_t)board->stay_count;
    furniture_add_figure(web, figures, TR("Sleep here tonight"), care_number(web, taken),
                         web_tr_fill(web, TR("on {1} places"), care_number(web, board->places), S("")));
    int64_t held = (int64_t)board->hold_count, free = board->places - taken - held;
    furniture_add_figure(web, figures, TR("Free places"), care_number(web, free > 0 ? free : 0),
                         held ? web_tr_fill(web, TR("{1} more are reserved"), care_number(web, held), S(""))
                              : web_tr(web, TR("whom a room suits is asked when a bed is given")));
    furniture_add_figure(web, figures, TR("Counted today"),
                         is_counted(board) ? web_tr(web, TR("yes")) : web_tr(web, TR("not yet")), S(""));
}

static void board_show(const struct board *board) {
    struct web *web = board->web;
    struct slice name = record_name(web, board->record);
    furniture_add_crumb(web, web_tr(web, shelter_type.plural), S("/shelters"));
    furniture_add_crumb(web, name, S(""));
    doc_set_text(web->arena, web->view, S("page_title"), name);
    doc_set_text(web->arena, web->view, S("subheading"), care_choice(web, board->record, "kind"));
    actions_show(board);
    figures_show(board);
    struct doc *rooms = doc_set_array(web->arena, web->view, S("rooms"));
    for (size_t i = 0; i < board->room_count; i++)
        room_add(board, rooms, &board->rooms[i]);
    holds_add(board, web->view, (struct uuid){{0}}); /* of who was taken beyond the places */
    doc_set_bool(web->arena, web->view, S("sees_people"), board->sees_people);
    bool may_count =
        access_may_in(web->app->access, web->actor, &shelter_census_type, board->record->org_id, VERB_CREATE);
    doc_set_bool(web->arena, web->view, S("may_count"), may_count && !is_counted(board));
    if (may_count) census_form(board);
    counts_show(board);
    plain_form_add_summary(web);
}

static void board_json(const struct board *board) {
    struct web *web = board->web;
    struct doc *rooms = doc_set_array(web->arena, web->view, S("rooms"));
    doc_set_text(web->arena, web->view, S("on"), date_format_iso(web->arena, date_of_day(board->today)));
    for (size_t i = 0; i < board->room_count; i++) {
        const struct bed_room *room = &board->rooms[i];
        struct doc *object = doc_add_object(web->arena, rooms);
        doc_set_uuid(web->arena, object, S("room"), room->id);
        doc_set_text(web->arena, object, S("name"), room->name);
        doc_set_text(web->arena, object, S("room_use"),
                     slice_of(room_use_choices.choices[room->terms.use].code));
        doc_set_int(web->arena, object, S("places"), room->places);
        doc_set_int(web->arena, object, S("taken"), room->taken);
        doc_set_int(web->arena, object, S("reserved"), room->held);
        struct doc *stays = doc_set_array(web->arena, object, S("stays"));
        for (size_t k = 0; board->sees_people && k < board->stay_count; k++) {
            if (!uuid_equal(board->stays[k].room, room->id)) continue;
            struct doc *stay = doc_add_object(web->arena, stays);
            doc_set_uuid(web->arena, stay, S("stay"), board->stays[k].id);
            doc_set_uuid(web->arena, stay, S("case_file"), board->stays[k].case_file);
            doc_set_text(web->arena, stay, S("code"), care_code(web, board->stays[k].case_file));
        }
    }
}

enum outcome shelter_page(struct web *web) {
    struct board board;
    if (!board_open(web, &board)) return OUTCOME_NOT_FOUND;
    if (web->is_api)
        board_json(&board);
    else
        board_show(&board);
    return OUTCOME_OK;
}

static enum outcome census_written(struct web *web, struct write_job *job) {
    struct board board;
    if (!board_open(web, &board)) return OUTCOME_NOT_FOUND;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, care_href(web, "shelters", board.record->id, "?done=saved"));
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    web->refusal = job->refusal;
    web->response->status = web_status(job->outcome);
    board_show(&board);
    return OUTCOME_OK;
}

enum outcome shelter_census_post(struct web *web) {
    struct board board;
    if (!board_open(web, &board)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_CREATE, &shelter_census_type, board.record->org_id);
    change_set_value(change, "shelter", value_of_id(board.record->id));
    change_set_value(change, "on_day", value_today());
    for (size_t i = 0; i < ARRAY_LEN(census_fields); i++) {
        const struct field *field = record_type_field(&shelter_census_type, slice_of(census_fields[i]));
        struct value value = {0};
        if (value_parse_input(web->arena, field, web_field(web, slice_of(field->name)), S(""), &value,
                              &web->refusal))
            change_set_value(change, field->name, value);
    }
    if (!refusal_is_empty(&web->refusal)) {
        web->response->status = web_status(OUTCOME_REFUSED);
        board_show(&board);
        return OUTCOME_OK;
    }
    return web_write(web, change, 1, web_field(web, S("_key")), census_written);
}
