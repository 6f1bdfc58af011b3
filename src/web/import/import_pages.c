/* SPDX-License-Identifier: Apache-2.0 */
#include "web/import/import_pages.h"

#include <unistd.h>

#include "base/file_map.h"
#include "domain/records.h"
#include "web/furniture.h"
#include "web/import/import_view.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

enum { LIST_ROWS = 50, KINDS_MAX = 128 };

/* ---- the log ---- */

static const char *state_badge(struct slice state) {
    if (slice_equal(state, S("done"))) return "done";
    if (slice_equal(state, S("undone"))) return "behind";
    if (slice_equal(state, S("unreadable"))) return "bad";
    if (slice_equal(state, S("stopped")) || slice_equal(state, S("paused"))) return "behind";
    return "on";
}

static bool state_is(const struct import *import, const char *state) {
    return slice_equal(import->state.text, slice_of(state));
}

static void add_listed(struct web *web, struct doc *rows, struct record *record) {
    const struct import *import = import_of(record);
    const struct record_type *type = catalogue_find(&mlup_catalogue, import->record_kind.text);
    const struct choice *state =
        choice_find(record_type_field(&import_type, S("state"))->choices, import->state.text);
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_uuid(web->arena, row, S("import_id"), record->id);
    doc_set_text(web->arena, row, S("import_code"), record->code);
    doc_set_text(web->arena, row, S("import_href"), import_href(web, record->id, ""));
    doc_set_text(web->arena, row, S("import_file"), import->file_name.text);
    doc_set_text(web->arena, row, S("import_kind"),
                 type ? web_tr(web, type->plural) : import->record_kind.text);
    doc_set_text(web->arena, row, S("import_state"), import->state.text);
    doc_set_text(web->arena, row, S("import_state_text"), state ? web_tr(web, state->label) : S(""));
    doc_set_text(web->arena, row, S("import_badge"), slice_of(state_badge(import->state.text)));
    doc_set_text(web->arena, row, S("import_who"),
                 access_user_name(web->app->access, web->arena, web_db(web), web->actor, record->created_by));
    doc_set_text(web->arena, row, S("import_when"),
                 format_instant(web->arena, &web->locale, record->created_ms));
    doc_set_text(web->arena, row, S("import_trouble"), import_trouble_text(web, import));
    const struct value *numbers[] = {&import->rows_new, &import->rows_changed, &import->rows_refused};
    const char *names[] = {"new_text", "changed_text", "refused_text"};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        doc_set_text(web->arena, row, slice_of(names[i]),
                     format_number(web->arena, &web->locale, numbers[i]->number));
    }
}

enum outcome import_list_page(struct web *web) {
    struct view view = web_view(web, &import_type);
    struct list_query query = {
        .type = &import_type, .limit = LIST_ROWS, .cursor = http_query(web->http, S("cursor"))};
    struct list_page page;
    const struct record_type *kinds[KINDS_MAX];
    if (!view.allowed) return OUTCOME_NOT_FOUND;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return OUTCOME_REFUSED;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Imports")));
    import_add_crumbs(web, S(""));
    doc_set_bool(web->arena, web->view, S("may_begin"), import_kinds(web, kinds, KINDS_MAX) > 0);
    struct doc *rows = doc_set_array(web->arena, web->view, S("imports"));
    for (size_t i = 0; i < page.count; i++) {
        add_listed(web, rows, page.records[i]);
    }
    doc_set_bool(web->arena, web->view, S("has_imports"), page.count > 0);
    bool has_next = page.next_cursor.len > 0;
    doc_set_text(web->arena, web->view, S("older_href"),
                 has_next ? arena_join(web->arena, S("/imports?cursor="), page.next_cursor) : S(""));
    if (has_next)
        doc_set_text(web->arena, web->view, S("next_cursor"), page.next_cursor);
    else
        doc_set_null(web->arena, web->view, S("next_cursor"));
    return OUTCOME_OK;
}

/* ---- bringing a file ---- */

static void new_show(struct web *web) {
    const struct record_type *kinds[KINDS_MAX];
    struct plain_choice choices[KINDS_MAX];
    size_t count = import_kinds(web, kinds, KINDS_MAX);
    struct slice chosen = plain_form_value(web, "kind", http_query(web->http, S("kind")));
    for (size_t i = 0; i < count; i++) {
        struct slice name = slice_of(kinds[i]->name);
        choices[i] = (struct plain_choice){name, web_tr(web, kinds[i]->plural), slice_equal(name, chosen)};
    }
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Bring a file")));
    import_add_crumbs(web, web_tr(web, TR("Bring a file")));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "kind",
                                         .label = TR("What does it hold?"),
                                         .control = PLAIN_SELECT,
                                         .value = chosen,
                                         .choices = choices,
                                         .choice_count = count,
                                         .required = true});
    plain_form_add(
        web, fields,
        &(struct plain_field){
            .name = "file",
            .label = TR("CSV or Excel file"),
            .control = PLAIN_FILE,
            .accept = ".csv,.tsv,.txt,.xlsx,text/csv,application/"
                      "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            .required = true,
            .help = TR("A table with one row for each record, with or without a header. Up to 512 MB.")});
    plain_form_add_summary(web);
}

static bool may_begin(struct web *web) {
    const struct record_type *kinds[KINDS_MAX];
    return import_kinds(web, kinds, KINDS_MAX) > 0;
}

enum outcome import_new_page(struct web *web) {
    if (!may_begin(web)) return OUTCOME_NOT_FOUND;
    new_show(web);
    return OUTCOME_OK;
}

struct brought {
    struct slice kind, name, bytes;
};

static void brought_by_form(struct web *web, struct brought *brought) {
    brought->kind = web_field(web, S("kind"));
    const struct http_field *file = web_file(web);
    if (!file) return;
    brought->name = file->file_name;
    brought->bytes = file->value;
}

static bool brought_read(struct web *web, struct brought *brought) {
    *brought = (struct brought){.name = S("")};
    bool is_form = media_type_is(http_header(web->http, S("Content-Type")), S("multipart/form-data"));
    if (!web->is_api || is_form) {
        if (!web_form(web)) return false;
        brought_by_form(web, brought);
        return true;
    }
    *brought =
        (struct brought){http_query(web->http, S("kind")), http_query(web->http, S("name")), web->http->body};
    return true;
}

static enum outcome begun(struct web *web, struct uuid id) {
    if (!web->is_api) return web_redirect(web, import_href(web, id, ""));
    web->response->status = 201;
    doc_set_uuid(web->arena, web->view, S("id"), id);
    http_response_add_header(web->response, S("Location"), import_href(web, id, ""));
    return OUTCOME_OK;
}

enum outcome import_new_post(struct web *web) {
    struct brought brought;
    struct uuid id = {{0}}; /* a new one */
    if (!may_begin(web)) return OUTCOME_NOT_FOUND;
    if (!brought_read(web, &brought)) return OUTCOME_MALFORMED;
    struct intake_office office = import_office(web);
    const struct record_type *type = catalogue_find(&mlup_catalogue, brought.kind);
    if (!type) type = catalogue_find_path(&mlup_catalogue, brought.kind);
    if (!type || !intake_may(web->actor, type))
        refuse(&web->refusal, S("kind"), "Choose one from the list; this one is not known.");
    else if (!brought.bytes.len)
        refuse(&web->refusal, S("file"), "Choose a file.");
    else if (intake_begin(&office, type, brought.name, brought.bytes, &id, &web->refusal))
        return begun(web, id);
    if (web->is_api) return OUTCOME_REFUSED;
    web->response->status = web_status(OUTCOME_REFUSED);
    new_show(web);
    return OUTCOME_OK;
}

/* ---- one import ---- */

static int percent_of(const struct import_seen *seen, const struct intake_look *look) {
    const struct import *import = seen->import;
    bool is_undo = slice_equal(import->state.text, S("undoing"));
    int64_t all = is_undo ? import->rows_new.number + import->rows_changed.number : import->rows_all.number;
    if (all > 0) return (int)(look->done >= all ? 99 : look->done * 100 / all);
    /* How many rows there are is not known before the first check; a row of forty bytes is a guess that only
     * moves the bar. */
    enum { ROW_BYTES = 40 };
    int64_t guess = import->file_bytes.number / ROW_BYTES + 1;
    return (int)(look->done >= guess ? 95 : look->done * 95 / guess);
}

static struct slice progress_text(struct web *web, const struct intake_look *look) {
    struct slice args[] = {format_number(web->arena, &web->locale, look->done), S("")};
    return refusal_fill(web->arena, web_tr(web, TR("{1} rows so far")), args);
}

static bool is_working(const struct import_seen *seen) {
    struct slice state = seen->import->state.text;
    return slice_equal(state, S("checking")) || slice_equal(state, S("writing")) ||
           slice_equal(state, S("undoing"));
}

static void add_progress(struct web *web, const struct import_seen *seen, const struct intake_look *look) {
    struct doc *progress = doc_set_object(web->arena, web->view, S("progress"));
    doc_set_text(web->arena, progress, S("id"), S("progress"));
    doc_set_text(web->arena, progress, S("label"), doc_get_text(web->view, S("import_state_text")));
    doc_set_int(web->arena, progress, S("percent"), percent_of(seen, look));
    doc_set_text(web->arena, progress, S("text"), progress_text(web, look));
    doc_set_text(web->arena, progress, S("progress_url"), import_href(web, seen->record->id, "/progress"));
    doc_set_text(web->arena, progress, S("done_href"), import_href(web, seen->record->id, ""));
    doc_set_bool(web->arena, web->view, S("may_stop"), seen->may_write && !state_is(seen->import, "undoing"));
}

/* Somebody had the check or the writing stopped. */
static void add_stopped_by_hand(struct web *web, const struct import_seen *seen) {
    bool is_paused = state_is(seen->import, "paused");
    struct slice args[] = {format_number(web->arena, &web->locale, seen->import->rows_done.number), S("")};
    doc_set_bool(web->arena, web->view, S("is_check_stopped"), state_is(seen->import, "stopped"));
    doc_set_bool(web->arena, web->view, S("is_paused"), is_paused);
    if (!is_paused) return;
    doc_set_text(web->arena, web->view, S("paused_text"),
                 refusal_fill(web->arena,
                              web_tr(web, TR("The writing was stopped after {1} rows of the file: what they "
                                             "say is written, the rest is not.")),
                              args));
}

/* Nobody is at it: the disk was full, the user who began it is gone. */
static void add_stopped(struct web *web, const struct import_seen *seen) {
    doc_set_bool(web->arena, web->view, S("is_stopped"), true);
    doc_set_text(web->arena, web->view, S("go_on"),
                 state_is(seen->import, "undoing")   ? S("take-back")
                 : state_is(seen->import, "writing") ? S("write")
                                                     : S("check"));
}

static void add_kept(struct web *web, const struct import_seen *seen) {
    struct record_names *names = record_names_new(web);
    struct slice rest = seen->import->kept.text, part;
    struct doc *kept = doc_set_array(web->arena, web->view, S("kept"));
    doc_set_bool(web->arena, web->view, S("has_kept"), seen->import->rows_kept.number > 0);
    doc_set_text(web->arena, web->view, S("kept_text"),
                 format_number(web->arena, &web->locale, seen->import->rows_kept.number));
    while (rest.len && slice_split(&rest, ',', &part)) {
        struct uuid id;
        if (!uuid_parse(part, &id)) continue;
        struct doc *item = doc_add_object(web->arena, kept);
        doc_set_text(web->arena, item, S("kept_label"), record_label_of(names, seen->type, id));
        doc_set_text(web->arena, item, S("kept_href"), record_href(web, seen->type, id));
    }
}

static bool workbook_is_there(struct web *web, const struct import_seen *seen) {
    return access(intake_desk_path(web->app->intake, web->arena, INTAKE_WORKBOOK, seen->record->id), R_OK) ==
           0;
}

static void add_state(struct web *web, const struct import_seen *seen) {
    struct slice state = seen->import->state.text;
    struct intake_look look = intake_desk_look(web->app->intake, seen->record->id);
    bool is_fresh = slice_equal(state, S("matching")) || slice_equal(state, S("stopped")) ||
                    slice_equal(state, S("unreadable"));
    doc_set_text(web->arena, web->view, S("import_badge"), slice_of(state_badge(state)));
    bool asks_columns =
        is_fresh || (slice_equal(state, S("checked")) && http_query(web->http, S("columns")).len);
    if (is_working(seen) && look.is_busy)
        add_progress(web, seen, &look);
    else if (is_working(seen))
        add_stopped(web, seen);
    add_stopped_by_hand(web, seen);
    if (slice_equal(state, S("unreadable")))
        doc_set_text(web->arena, web->view, S("trouble_text"), import_trouble_text(web, seen->import));
    if (asks_columns && seen->may_write)
        import_add_columns(web, seen);
    else if (!is_fresh && !state_is(seen->import, "checking")) /* what is being counted is not known yet */
        import_add_counts(web, seen);
    if (slice_equal(state, S("checked")) && !asks_columns && seen->may_write)
        import_add_found(web, seen); /* has cells of the file */
    bool is_done = slice_equal(state, S("done")), is_undone = slice_equal(state, S("undone"));
    doc_set_bool(web->arena, web->view, S("is_done"), is_done);
    doc_set_bool(web->arena, web->view, S("is_undone"), is_undone);
    doc_set_text(web->arena, web->view, S("look_href"),
                 seen->type ? arena_printf(web->arena, "/%s", seen->type->path) : S(""));
    if (is_undone && seen->type) add_kept(web, seen);
    bool has_book =
        !is_fresh && seen->may_write && seen->import->rows_refused.number > 0 && workbook_is_there(web, seen);
    doc_set_text(web->arena, web->view, S("refused_href"),
                 has_book ? import_href(web, seen->record->id, "/refused") : S(""));
}

static enum outcome import_show(struct web *web, const struct import_seen *seen) {
    import_add_head(web, seen);
    add_state(web, seen);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

enum outcome import_page(struct web *web) {
    struct import_seen seen;
    return import_seen_of(web, &seen) ? import_show(web, &seen) : OUTCOME_NOT_FOUND;
}

/* ---- steps ---- */

static bool step_of(struct web *web, struct import_seen *seen) {
    return import_seen_of(web, seen) && seen->may_write;
}

static enum outcome step_end(struct web *web, const struct import_seen *seen, bool good) {
    if (good && !web->is_api) return web_redirect(web, import_href(web, seen->record->id, ""));
    if (!good && web->is_api) return OUTCOME_REFUSED;
    struct import_seen now;
    if (!good) web->response->status = web_status(OUTCOME_REFUSED);
    if (!import_seen_of(web, &now)) return OUTCOME_NOT_FOUND;
    return import_show(web, good ? &now : seen);
}

enum outcome import_columns_post(struct web *web) {
    struct import_seen seen;
    if (!step_of(web, &seen)) return OUTCOME_NOT_FOUND;
    if (!web->is_api && !web_form(web)) return OUTCOME_MALFORMED;
    struct intake_office office = import_office(web);
    struct intake_head *head = arena_make(web->arena, struct intake_head, 1);
    bool good = import_read_columns(web, &seen, head);
    if (good) good = intake_save_plan(&office, seen.record, &head->plan, &web->locale, &web->refusal);
    if (!good && head->plan.column_count) web->state = head;
    return step_end(web, &seen, good);
}

static enum outcome go(struct web *web, struct slice state, bool with_decisions) {
    struct import_seen seen;
    if (!step_of(web, &seen)) return OUTCOME_NOT_FOUND;
    if (!web->is_api && !web_form(web)) return OUTCOME_MALFORMED;
    struct intake_office office = import_office(web);
    struct slice decisions = with_decisions ? import_read_decisions(web, &seen) : S("");
    if (!refusal_is_empty(&web->refusal)) return step_end(web, &seen, false);
    bool with_edited =
        web->is_api ? http_query(web->http, S("edited")).len > 0 : web_field(web, S("edited")).len > 0;
    return step_end(
        web, &seen,
        intake_go(&office, seen.record, state, decisions, with_edited, &web->locale, &web->refusal));
}

enum outcome import_decide_post(struct web *web) {
    return go(web, S("checking"), true);
}

enum outcome import_write_post(struct web *web) {
    return go(web, S("writing"), true);
}

enum outcome import_undo_post(struct web *web) {
    return go(web, S("undoing"), false);
}

enum outcome import_stop_post(struct web *web) {
    struct import_seen seen;
    if (!step_of(web, &seen)) return OUTCOME_NOT_FOUND;
    struct intake_office office = import_office(web);
    return step_end(web, &seen, intake_stop(&office, seen.record, &web->refusal));
}

/* What has written rows is taken back, not thrown away: else nobody could take it back any more. */
static bool has_written(const struct import_seen *seen) {
    return state_is(seen->import, "writing") || state_is(seen->import, "paused") ||
           state_is(seen->import, "done") || state_is(seen->import, "undoing");
}

/* A check that is under way ends first; then the record is read again.  False after a refusal. */
static bool discard_prepare(struct web *web, struct import_seen *seen) {
    struct intake_office office = import_office(web);
    if (has_written(seen))
        return refuse(&web->refusal, S(""), "Rows of this import are written. Take it back first.");
    if (!state_is(seen->import, "checking")) return true;
    return intake_stop(&office, seen->record, &web->refusal) && import_seen_of(web, seen);
}

static enum outcome discard(struct web *web, const struct record *record) {
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_DELETE, &import_type, record->org_id);
    change->id = record->id;
    change->base_version = record->version;
    change->reason = S("Not wanted");
    change->by_program = true;
    struct write_job job = {
        .job_arena = web->arena, .actor = web->actor, .changes = change, .change_count = 1};
    return store_write(web->app->store, &job);
}

enum outcome import_discard_post(struct web *web) {
    struct import_seen seen;
    if (!step_of(web, &seen) || !access_may(web->actor, ACCESS_EXCHANGE, VERB_DELETE))
        return OUTCOME_NOT_FOUND;
    if (!discard_prepare(web, &seen)) return step_end(web, &seen, false);
    enum outcome outcome = discard(web, seen.record);
    if (outcome != OUTCOME_OK) return outcome;
    intake_desk_forget(web->app->intake, web->arena, seen.record->id);
    unlink(intake_desk_path(web->app->intake, web->arena, INTAKE_WORKBOOK, seen.record->id));
    return web->is_api ? OUTCOME_OK : web_redirect(web, S("/imports?done=deleted"));
}

enum outcome import_progress(struct web *web) {
    struct import_seen seen;
    if (!import_seen_of(web, &seen)) return OUTCOME_NOT_FOUND;
    struct intake_look look = intake_desk_look(web->app->intake, seen.record->id);
    bool is_over = !look.is_busy;
    doc_set_int(web->arena, web->view, S("percent"), is_over ? 100 : percent_of(&seen, &look));
    doc_set_text(web->arena, web->view, S("text"), progress_text(web, &look));
    doc_set_bool(web->arena, web->view, S("done"), is_over);
    doc_set_text(web->arena, web->view, S("state"), seen.import->state.text);
    return OUTCOME_OK;
}

/* ---- the annotated workbook ---- */

enum outcome import_refused(struct web *web) {
    struct import_seen seen;
    struct slice bytes;
    if (!step_of(web, &seen) || !workbook_is_there(web, &seen)) return OUTCOME_NOT_FOUND;
    const char *path = intake_desk_path(web->app->intake, web->arena, INTAKE_WORKBOOK, seen.record->id);
    if (!file_map(web->arena, path, INT64_MAX, &bytes) || !bytes.len) return OUTCOME_NOT_FOUND;
    struct slice disposition =
        arena_printf(web->arena, "attachment; filename=\"%.*s-refused.xlsx\"", SLICE_ARG(seen.record->code));
    http_response_add_header(web->response, S("Content-Disposition"), disposition);
    web->response->is_compressed = true;
    return web_answer(web, 200, S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                      bytes);
}
