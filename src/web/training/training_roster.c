/* SPDX-License-Identifier: Apache-2.0 */
/* The attendance sheet as a page: who was there, entered in one go, newcomers included. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "web/furniture.h"
#include "web/people/person_alike.h"
#include "web/training/training_pages.h"
#include "web/training/training_sheet.h"

enum { EARLIER_SESSIONS = 30, NEWCOMER_ROWS = 3, CANDIDATES_MAX = 20 };

/* ---- showing: lines ---- */

static const struct refusal_item *input_refusal(const struct sheet *sheet, struct slice input) {
    for (const struct refusal_item *item = sheet->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, input)) return item;
    }
    return NULL;
}

/* {id, name, label, value, error}: one input, of a line or of a newcomer. */
static void input_show(struct web *web, const struct sheet *sheet, struct doc *object, struct slice prefix, struct slice cell,
                       const char *label, struct slice value) {
    struct slice input = sheet_input(web, prefix, cell);
    const struct refusal_item *item = input_refusal(sheet, input);
    doc_set_text(web->arena, object, S("id"), input);
    doc_set_text(web->arena, object, S("name"), input);
    doc_set_text(web->arena, object, S("cell"), cell);
    doc_set_text(web->arena, object, S("label"), web_tr(web, label));
    doc_set_text(web->arena, object, S("value"), value);
    doc_set_text(web->arena, object, S("error"), item ? tr_refusal(web->arena, &web->locale, item) : S(""));
}

/* The choices of "took part as", one list for each that may be chosen, shared by all lines. */
struct function_lists {
    struct slice chosen[32];
    const struct doc *lists[32];
    size_t count;
};

static const struct doc *function_list(struct web *web, struct function_lists *lists, struct slice chosen) {
    for (size_t i = 0; i < lists->count; i++) {
        if (slice_equal(lists->chosen[i], chosen)) return lists->lists[i];
    }
    struct doc *choices = doc_new_array(web->arena);
    for (size_t i = 0; i < person_function_choices.count; i++) {
        const struct choice *choice = &person_function_choices.choices[i];
        training_add_choice(web, choices, slice_of(choice->code), web_tr(web, choice->label), chosen);
    }
    if (lists->count < ARRAY_LEN(lists->lists)) {
        lists->chosen[lists->count] = chosen;
        lists->lists[lists->count++] = choices;
    }
    return choices;
}

static void cells_show(struct web *web, const struct sheet *sheet, struct function_lists *lists, struct doc *object, struct slice prefix,
                       const struct slice typed[static SHEET_CELLS]) {
    struct doc *function = doc_set_object(web->arena, object, S("function"));
    input_show(web, sheet, function, prefix, sheet_cell_names[CELL_FUNCTION], TR("Took part as"), typed[CELL_FUNCTION]);
    doc_set_doc(web->arena, function, S("choices"), function_list(web, lists, typed[CELL_FUNCTION]));
    struct doc *tests = doc_set_array(web->arena, object, S("tests"));
    input_show(web, sheet, doc_add_object(web->arena, tests), prefix, sheet_cell_names[CELL_PRE_TEST], TR("Test before"), typed[CELL_PRE_TEST]);
    input_show(web, sheet, doc_add_object(web->arena, tests), prefix, sheet_cell_names[CELL_POST_TEST], TR("Test after"), typed[CELL_POST_TEST]);
    struct doc *note = doc_set_object(web->arena, object, S("note"));
    input_show(web, sheet, note, prefix, sheet_cell_names[CELL_NOTE], TR("Note"), typed[CELL_NOTE]);
}

static void theirs_add(struct web *web, struct doc *items, const char *label, struct slice value) {
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_text(web->arena, item, S("label"), web_tr(web, label));
    doc_set_text(web->arena, item, S("value"), value.len ? value : S("–"));
}

/* What stands there now, beside what was typed. */
static void conflict_show(struct web *web, const struct sheet_line *line, struct doc *object) {
    struct doc *theirs = doc_set_array(web->arena, doc_set_object(web->arena, object, S("conflict")), S("theirs"));
    const struct attendance *now = line->stored ? attendance_of(line->stored) : NULL;
    bool present = now && now->present.present && now->present.number;
    theirs_add(web, theirs, TR("Present"), present ? web_tr(web, TR("Yes")) : web_tr(web, TR("No")));
    if (!now) return;
    theirs_add(web, theirs, TR("Took part as"), training_choice(web, &person_function_choices, &now->function));
    theirs_add(web, theirs, TR("Test before"), now->pre_test.present ? format_number(web->arena, &web->locale, now->pre_test.number) : S(""));
    theirs_add(web, theirs, TR("Test after"), now->post_test.present ? format_number(web->arena, &web->locale, now->post_test.number) : S(""));
    theirs_add(web, theirs, TR("Note"), now->note.text);
}

static void line_show(struct web *web, const struct sheet *sheet, struct function_lists *lists, const struct sheet_line *line, struct doc *lines) {
    struct doc *object = doc_add_object(web->arena, lines);
    /* A conflict that is shown is known from now on. */
    int64_t version = !line->is_conflict ? line->seen_version : line->stored ? line->stored->version : 0;
    struct slice present = sheet_input(web, line->prefix, S("present")), typed[SHEET_CELLS];
    const struct refusal_item *error = input_refusal(sheet, present);
    memcpy(typed, line->typed, sizeof typed);
    bool is_fresh = !line->stored && web->http->method == HTTP_GET && line->person;
    if (is_fresh) typed[CELL_FUNCTION] = person_of(line->person)->function.text;
    doc_set_text(web->arena, object, S("prefix"), line->prefix);
    doc_set_text(web->arena, object, S("row"), arena_printf(web->arena, "%.*s %lld", SLICE_ARG(uuid_format(web->arena, line->person_id)), (long long)version));
    doc_set_text(web->arena, object, S("name"), line->person ? training_name(web, line->person) : web_tr(web, TR("Somebody whose name you may not see")));
    doc_set_text(web->arena, object, S("detail"), line->person ? training_detail(web, line->person, sheet->seen.session->starts_on.date) : S(""));
    doc_set_text(web->arena, object, S("present"), present);
    doc_set_bool(web->arena, object, S("ticked"), line->ticked);
    doc_set_text(web->arena, object, S("line_error"), error ? tr_refusal(web->arena, &web->locale, error) : S(""));
    cells_show(web, sheet, lists, object, line->prefix, typed);
    if (line->is_conflict) conflict_show(web, line, object);
    else doc_set_null(web->arena, object, S("conflict"));
}

/* ---- showing: newcomers ---- */

static void newcomer_show_known(struct web *web, const struct sheet *sheet, const struct sheet_newcomer *newcomer, struct doc *object) {
    struct doc *known = doc_set_object(web->arena, object, S("known"));
    struct slice input = sheet_input(web, newcomer->prefix, S("choice"));
    const struct refusal_item *error = input_refusal(sheet, input);
    doc_set_text(web->arena, known, S("input"), input);
    doc_set_text(web->arena, known, S("known_error"), error ? tr_refusal(web->arena, &web->locale, error) : S(""));
    struct doc *people = doc_set_array(web->arena, known, S("people"));
    const struct record *typed = person_about_to_be(web, &newcomer->person);
    for (size_t i = 0; i < newcomer->known_count; i++) {
        struct record *person = newcomer->known[i];
        struct person_score score = person_score(web->arena, typed, person);
        struct slice label = arena_printf(web->arena, "%.*s · %.*s (%.*s)", SLICE_ARG(training_name(web, person)),
                                          SLICE_ARG(training_detail(web, person, sheet->seen.session->starts_on.date)),
                                          SLICE_ARG(person_score_words(web, &score)));
        training_add_choice(web, people, uuid_format(web->arena, person->id), label, newcomer->choice);
    }
    training_add_choice(web, people, S("new"), web_tr(web, TR("Really somebody new")), newcomer->choice);
}

/* What was typed; the name that belongs to the code in the language of now. */
static struct slice village_text(struct web *web, const struct slice about[static NEW_CELLS]) {
    bool belongs = training_place_is_called(web, about[NEW_VILLAGE], about[NEW_VILLAGE_TEXT]);
    return belongs ? training_place(web, about[NEW_VILLAGE]) : about[NEW_VILLAGE_TEXT];
}

static void newcomer_show(struct web *web, const struct sheet *sheet, struct function_lists *lists, const struct sheet_newcomer *newcomer,
                          size_t number, struct doc *newcomers) {
    struct doc *object = doc_add_object(web->arena, newcomers);
    struct slice values[2] = {format_number(web->arena, &web->locale, (int64_t)number), S("")};
    const struct slice *about = newcomer->about;
    bool is_fresh = !newcomer->is_filled;
    struct slice place = sheet->seen.session->place.text;
    doc_set_text(web->arena, object, S("prefix"), newcomer->prefix);
    doc_set_text(web->arena, object, S("heading"), refusal_fill(web->arena, web_tr(web, TR("New person {1}")), values));
    struct doc *names = doc_set_array(web->arena, object, S("names"));
    input_show(web, sheet, doc_add_object(web->arena, names), newcomer->prefix, S("name_km"), TR("Khmer name"), about[NEW_NAME_KM]);
    input_show(web, sheet, doc_add_object(web->arena, names), newcomer->prefix, S("name_latin"), TR("Latin name"), about[NEW_NAME_LATIN]);
    struct doc *sex = doc_set_object(web->arena, object, S("sex"));
    input_show(web, sheet, sex, newcomer->prefix, S("sex"), TR("Sex"), about[NEW_SEX]);
    struct doc *choices = doc_set_array(web->arena, sex, S("choices"));
    for (size_t i = 0; i < sex_choices.count; i++) {
        training_add_choice(web, choices, slice_of(sex_choices.choices[i].code), web_tr(web, sex_choices.choices[i].label), about[NEW_SEX]);
    }
    struct doc *age = doc_set_object(web->arena, object, S("age"));
    input_show(web, sheet, age, newcomer->prefix, S("age"), TR("Age or year of birth"), about[NEW_AGE]);
    struct doc *village = doc_set_object(web->arena, object, S("village"));
    bool is_default = is_fresh && !about[NEW_VILLAGE_TEXT].len;
    input_show(web, sheet, village, newcomer->prefix, S("village"), TR("Village"), is_default ? place : about[NEW_VILLAGE]);
    doc_set_text(web->arena, village, S("value_text"), is_default ? training_place(web, place) : village_text(web, about));
    cells_show(web, sheet, lists, object, newcomer->prefix, newcomer->typed);
    if (newcomer->known_count) newcomer_show_known(web, sheet, newcomer, object);
    else doc_set_null(web->arena, object, S("known"));
}

/* ---- showing: taking people from elsewhere, and by name ---- */

static void sources_show_earlier(struct web *web, const struct sheet *sheet, struct doc *choices) {
    struct view view = web_view(web, &session_type);
    struct list_query query = {.type = &session_type, .limit = EARLIER_SESSIONS, .org = sheet->seen.record->org_id,
                               .sort = record_type_field(&session_type, S("starts_on")), .descending = true, .filter_count = 1};
    query.filters[0] = (struct filter){.field = query.sort, .op = FILTER_AT_MOST, .value = sheet->seen.session->starts_on};
    struct list_page page;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal)) return;
    for (size_t i = 0; i < page.count; i++) {
        const struct session *session = session_of(page.records[i]);
        if (uuid_equal(page.records[i]->id, sheet->seen.record->id)) continue;
        struct slice label = arena_printf(web->arena, "%.*s · %.*s · %.*s", SLICE_ARG(format_date_short(web->arena, &web->locale, session->starts_on.date)),
                                          SLICE_ARG(session->title.text), SLICE_ARG(training_place(web, session->place.text)));
        training_add_choice(web, choices, uuid_format(web->arena, page.records[i]->id), label, sheet->from);
    }
}

static void sources_show(struct web *web, const struct sheet *sheet) {
    const struct session *session = sheet->seen.session;
    struct doc *choices = doc_set_array(web->arena, doc_set_object(web->arena, web->view, S("sources")), S("choices"));
    if (session->person_group.present) training_add_choice(web, choices, S("group"), web_tr(web, TR("Members of the group invited")), sheet->from);
    if (session->previous.present) training_add_choice(web, choices, S("previous"), web_tr(web, TR("Those who came to the session before")), sheet->from);
    struct slice place[2] = {training_place(web, session->place.text), S("")};
    training_add_choice(web, choices, S("place"), refusal_fill(web->arena, web_tr(web, TR("People of {1}")), place), sheet->from);
    sources_show_earlier(web, sheet, choices);
}

static void adding_show(struct web *web, const struct sheet *sheet) {
    struct doc *adding = doc_set_object(web->arena, web->view, S("adding"));
    const struct refusal_item *error = input_refusal(sheet, S("add"));
    doc_set_text(web->arena, adding, S("add_text"), sheet->add_text);
    doc_set_text(web->arena, adding, S("add_error"), error ? tr_refusal(web->arena, &web->locale, error) : S(""));
    if (!sheet->candidate_count) {
        doc_set_null(web->arena, adding, S("found"));
        return;
    }
    struct doc *people = doc_set_array(web->arena, doc_set_object(web->arena, adding, S("found")), S("people"));
    for (size_t i = 0; i < sheet->candidate_count; i++) {
        struct record *person = sheet->candidates[i];
        struct slice label = arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(training_name(web, person)),
                                          SLICE_ARG(training_detail(web, person, sheet->seen.session->starts_on.date)));
        training_add_choice(web, people, uuid_format(web->arena, person->id), label, S(""));
    }
}

/* ---- showing: the page ---- */

static void held_show(struct web *web, const struct sheet *sheet) {
    bool planned = slice_equal(sheet->seen.session->status.text, S("planned"));
    bool is_past = date_first_day(sheet->seen.session->starts_on.date) <= date_first_day(clock_today());
    bool ticked = web->http->method == HTTP_GET ? is_past : sheet->mark_held;
    if (planned) doc_set_bool(web->arena, doc_set_object(web->arena, web->view, S("planned")), S("held"), ticked);
    else doc_set_null(web->arena, web->view, S("planned"));
}

static void newcomers_show(struct web *web, struct sheet *sheet, struct function_lists *lists, size_t rows) {
    struct doc *newcomers = doc_set_array(web->arena, web->view, S("newcomers"));
    static const struct sheet_newcomer nobody;
    if (rows > LIMIT_ROSTER_NEWCOMERS) rows = LIMIT_ROSTER_NEWCOMERS;
    for (size_t i = 0; i < rows; i++) {
        struct sheet_newcomer newcomer = i < sheet->newcomer_count ? sheet->newcomers[i] : nobody;
        newcomer.prefix = arena_printf(web->arena, "new%zu", i + 1);
        newcomer_show(web, sheet, lists, &newcomer, i + 1, newcomers);
    }
}

static size_t count_ticked(const struct sheet *sheet) {
    size_t count = 0;
    for (size_t i = 0; i < sheet->line_count; i++) {
        count += sheet->lines[i].ticked;
    }
    return count;
}

static void roster_show(struct web *web, struct sheet *sheet, size_t newcomer_rows) {
    struct function_lists lists = {.count = 0};
    struct doc *view = web->view;
    doc_set_text(web->arena, view, S("page_title"), web_tr(web, TR("Attendance sheet")));
    training_add_crumbs(web, sheet->seen.record, TR("Attendance sheet"));
    training_add_head(web, &sheet->seen);
    doc_set_text(web->arena, view, S("key"), uuid_format(web->arena, uuid_new()));
    doc_set_int(web->arena, view, S("session_version"), sheet->session_version);
    doc_set_text(web->arena, view, S("count_text"), format_number(web->arena, &web->locale, (int64_t)count_ticked(sheet)));
    doc_set_bool(web->arena, view, S("khmer_digits"), web->locale.khmer_digits);
    doc_set_bool(web->arena, view, S("has_lines"), sheet->line_count > 0);
    doc_set_bool(web->arena, view, S("is_full"), sheet->line_count == sheet->line_room);
    struct doc *lines = doc_set_array(web->arena, view, S("lines"));
    for (size_t i = 0; i < sheet->line_count; i++) {
        line_show(web, sheet, &lists, &sheet->lines[i], lines);
    }
    newcomers_show(web, sheet, &lists, newcomer_rows);
    sources_show(web, sheet);
    adding_show(web, sheet);
    held_show(web, sheet);
    web->refusal = sheet->refusal;
    training_add_summary(web, TR("This cannot be saved as it is."));
    struct slice action = training_href(web, sheet->seen.record, "/roster");
    furniture_keep_form(web, &(struct furniture_form){"sheet", action, "do", "look", "do", "save"});
}

/* Who may not write attendance does not get the sheet; who may see the session hears why. */
static enum outcome roster_check_access(const struct sheet *sheet) {
    return sheet->seen.may_edit ? OUTCOME_OK : OUTCOME_FORBIDDEN;
}

enum outcome roster_page(struct web *web) {
    struct sheet sheet;
    if (!sheet_open(web, &sheet)) return OUTCOME_NOT_FOUND;
    enum outcome outcome = roster_check_access(&sheet);
    if (outcome != OUTCOME_OK) return outcome;
    sheet_add_recorded(web, &sheet);
    struct slice from = http_query(web->http, S("from"));
    if (!from.len && !sheet.line_count && sheet.seen.session->previous.present) from = S("previous");
    if (!from.len && !sheet.line_count && sheet.seen.session->person_group.present) from = S("group");
    if (from.len && !web->is_api) sheet_take_from(web, &sheet, from);
    sheet_join(web, &sheet);
    sheet_sort(web, &sheet);
    if (web->is_api) sheet_show_json(web, &sheet);
    else roster_show(web, &sheet, NEWCOMER_ROWS);
    return OUTCOME_OK;
}

/* ---- saving ---- */

/* Rows shown again: those typed in, and some empty ones. */
static size_t rows_again(const struct sheet *sheet) {
    size_t filled = 0;
    for (size_t i = 0; i < sheet->newcomer_count; i++) {
        if (sheet->newcomers[i].is_filled || sheet->newcomers[i].about[NEW_NAME_KM].len || sheet->newcomers[i].about[NEW_NAME_LATIN].len) filled = i + 1;
    }
    return filled > NEWCOMER_ROWS ? filled : NEWCOMER_ROWS;
}

static enum outcome roster_refused(struct web *web, struct sheet *sheet) {
    bool conflict = false;
    for (size_t i = 0; i < sheet->line_count; i++) {
        conflict = conflict || sheet->lines[i].is_conflict;
    }
    web->response->status = web_status(conflict ? OUTCOME_CONFLICT : OUTCOME_REFUSED);
    if (web->is_api) {
        web->refusal = sheet->refusal;
        struct doc *current = doc_set_object(web->arena, web->view, S("current"));
        web->view = current;
        sheet_show_json(web, sheet);
        struct doc *view = doc_new_object(web->arena);
        doc_set_doc(web->arena, view, S("current"), current);
        web->view = view;
        return conflict ? OUTCOME_CONFLICT : OUTCOME_REFUSED;
    }
    roster_show(web, sheet, rows_again(sheet));
    return OUTCOME_OK;
}

static enum outcome roster_saved(struct web *web, struct sheet *sheet) {
    if (web->is_api) {
        struct sheet now;
        if (!sheet_open(web, &now)) return OUTCOME_NOT_FOUND;
        sheet_add_recorded(web, &now);
        sheet_join(web, &now);
        sheet_sort(web, &now);
        sheet_show_json(web, &now);
        return OUTCOME_OK;
    }
    struct promise_board after = sheet_promises(web, sheet);
    struct slice moved = moved_query(web, &sheet->before, &after);
    struct slice href = training_href(web, sheet->seen.record, "?done=saved");
    return web_redirect(web, arena_join(web->arena, href, moved));
}

/* The input that a change of the job was made from. */
static struct slice change_input(struct web *web, const struct sheet *sheet, size_t index, struct slice field) {
    const struct change *change = &sheet->changes[index];
    for (size_t i = 0; i < sheet->newcomer_count && change->type == &person_type; i++) {
        if (uuid_equal(sheet->newcomers[i].person_id, change->id)) return sheet_input(web, sheet->newcomers[i].prefix, field);
    }
    if (change->type != &attendance_type) return S("");
    struct uuid person = attendance_of(change->values)->person.id;
    for (size_t i = 0; i < sheet->line_count; i++) {
        if (uuid_equal(sheet->lines[i].person_id, person)) return sheet_input(web, sheet->lines[i].prefix, field);
    }
    for (size_t i = 0; i < sheet->newcomer_count; i++) {
        if (uuid_equal(sheet->newcomers[i].person_id, person)) return sheet_input(web, sheet->newcomers[i].prefix, field);
    }
    return S("");
}

/* "3.pre_test" of the store is the input of the third change. */
static void take_job_refusal(struct web *web, struct sheet *sheet, const struct refusal_item *item) {
    struct slice rest = item->field, first = S("");
    int64_t index = 0;
    size_t dot = slice_find(item->field, S("."), 0);
    if (dot < item->field.len) slice_split(&rest, '.', &first);
    bool is_numbered = first.len && slice_to_int64(first, &index) && index >= 0 && (size_t)index < sheet->change_count;
    struct slice input = change_input(web, sheet, is_numbered ? (size_t)index : 0, rest);
    refuse_with(&sheet->refusal, input, item->message, item->args[0], item->args[1]);
}

/* Refused by the writer, or somebody was quicker: the sheet again, with what is recorded by now. */
static enum outcome roster_failed(struct web *web, struct sheet *sheet, const struct write_job *job) {
    struct sheet again;
    for (const struct refusal_item *item = job->refusal.first; item; item = item->next) {
        take_job_refusal(web, sheet, item);
    }
    if (!sheet_open(web, &again)) return OUTCOME_NOT_FOUND;
    bool read = web->is_api ? sheet_read_json(web, &again) : sheet_read_form(web, &again);
    if (!read) return OUTCOME_MALFORMED;
    again.session_version = again.seen.record->version;
    bool good = sheet_plan(web, &again);
    if (good && !web->is_api && again.change_count == 0) { /* the same form twice at once: all of it is there */
        again.before = sheet->before;
        return roster_saved(web, &again);
    }
    if (refusal_is_empty(&again.refusal)) again.refusal = sheet->refusal;
    if (refusal_is_empty(&again.refusal)) refuse(&again.refusal, S(""), "Somebody changed this session meanwhile. Look at it and save again.");
    enum outcome outcome = roster_refused(web, &again);
    if (job->outcome == OUTCOME_CONFLICT) web->response->status = web_status(OUTCOME_CONFLICT);
    return outcome;
}

static enum outcome roster_written(struct web *web, struct write_job *job) {
    struct sheet *sheet = web->state;
    switch (job->outcome) {
    case OUTCOME_OK: return roster_saved(web, sheet);
    case OUTCOME_REFUSED:
    case OUTCOME_CONFLICT: return roster_failed(web, sheet, job);
    case OUTCOME_MALFORMED:
    case OUTCOME_FORBIDDEN:
    case OUTCOME_NOT_FOUND:
    case OUTCOME_TOO_MANY:
    case OUTCOME_FULL:
    case OUTCOME_FAILED: web->refusal = job->refusal; return job->outcome;
    }
    BUG("outcome %d", job->outcome);
}

/* One effect however often the same form comes; a form that was changed after going back is another one. */
static struct slice submission_key(struct web *web, const struct sheet *sheet) {
    if (web->is_api || !sheet->key.len) return sheet->key;
    struct uuid body = web_form_identity(web, sheet->key);
    return arena_printf(web->arena, "roster-%.*s", SLICE_ARG(uuid_format(web->arena, body)));
}

static enum outcome roster_write(struct web *web, struct sheet *sheet) {
    bool unresolved = sheet->add_text.len > 0;
    if (unresolved) refuse(&sheet->refusal, S("add"), "Look this person up first, or leave the field empty.");
    if (!sheet_plan(web, sheet)) return roster_refused(web, sheet);
    if (sheet->change_count == 0) return roster_saved(web, sheet);
    if (!web->is_api) sheet->before = sheet_promises(web, sheet);
    web->state = sheet;
    return web_write(web, sheet->changes, sheet->change_count, submission_key(web, sheet), roster_written);
}

/* People of the register for what was typed; one alone is put on the sheet. */
static void roster_find(struct web *web, struct sheet *sheet) {
    struct view view = web_view(web, &person_type);
    struct list_query query = {.type = &person_type, .limit = CANDIDATES_MAX, .search = sheet->add_text, .org = sheet->seen.record->org_id};
    struct list_page page;
    if (!slice_trim(sheet->add_text).len) return;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &sheet->refusal)) return;
    if (page.count == 0) {
        refuse_with(&sheet->refusal, S("add"), "Nobody in the register is called “{1}”. Write the person below as somebody new.", sheet->add_text, S(""));
    } else if (page.count == 1) {
        struct sheet_line *line = sheet_add_line(web, sheet, page.records[0]->id);
        if (line) line->ticked = true;
        sheet->add_text = S("");
    } else {
        sheet->candidates = page.records;
        sheet->candidate_count = page.count;
    }
}

/* The same sheet with more people or rows; nothing is saved. */
static enum outcome roster_extend(struct web *web, struct sheet *sheet, struct slice what) {
    size_t rows = rows_again(sheet);
    if (slice_equal(what, S("find"))) roster_find(web, sheet);
    if (slice_equal(what, S("take"))) sheet_take_from(web, sheet, web_field(web, S("from")));
    if (slice_equal(what, S("rows"))) rows += 5;
    sheet_join(web, sheet);
    sheet_number(web, sheet);
    roster_show(web, sheet, rows);
    return OUTCOME_OK;
}

enum outcome roster_save(struct web *web) {
    struct sheet *sheet = arena_make(web->arena, struct sheet, 1);
    if (!sheet_open(web, sheet)) return OUTCOME_NOT_FOUND;
    enum outcome outcome = roster_check_access(sheet);
    if (outcome != OUTCOME_OK) return outcome;
    bool read = web->is_api ? sheet_read_json(web, sheet) : sheet_read_form(web, sheet);
    if (!read) return OUTCOME_MALFORMED;
    if (!web->is_api) {
        struct slice what = web_field(web, S("do"));
        bool extends = slice_equal(what, S("find")) || slice_equal(what, S("take")) || slice_equal(what, S("rows")) || slice_equal(what, S("look"));
        if (extends) return roster_extend(web, sheet, what);
    }
    return roster_write(web, sheet);
}
