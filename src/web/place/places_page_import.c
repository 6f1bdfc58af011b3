/* SPDX-License-Identifier: Apache-2.0 */
/* See places_page.h.  A newer gazetteer: upload, difference, writing with its progress. */
#include "base/embedded.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/place/area.h"
#include "web/furniture.h"
#include "web/place/places_page.h"
#include "web/place/places_page_desk.h"
#include "web/plain_form.h"

static struct slice desk_path(struct web *web, struct uuid id, const char *rest) {
    struct slice text = uuid_format(web->arena, id);
    return arena_printf(web->arena, "/places/import/%.*s%s", SLICE_ARG(text), rest);
}

/* ---- bringing a file ---- */

/* What is wrong with a file names its line ("line 12") or the place's code, which are no fields of the form.
 */
static void move_line_errors(struct web *web) {
    enum { LINES_SHOWN = 20 };
    struct refusal kept = REFUSAL_IN(web->arena);
    struct doc *lines = doc_set_array(web->arena, web->view, S("file_errors"));
    size_t count = 0;
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (!item->field.len || slice_equal(item->field, S("file"))) {
            refuse_with(&kept, item->field, item->message, item->args[0], item->args[1]);
        } else if (count++ < LINES_SHOWN) {
            struct doc *line = doc_add_object(web->arena, lines);
            bool is_line = slice_starts(item->field, S("line "));
            struct slice args[] = {is_line ? slice_sub(item->field, 5, item->field.len) : item->field, S("")};
            doc_set_text(web->arena, line, S("line_text"),
                         is_line ? refusal_fill(web->arena, web_tr(web, TR("Line {1}")), args) : item->field);
            doc_set_text(web->arena, line, S("line_error"), tr_refusal(web->arena, &web->locale, item));
        }
    }
    if (count)
        refuse(&kept, S("file"), "The file is not a gazetteer that can be read; see below what is wrong.");
    doc_set_bool(web->arena, web->view, S("has_file_errors"), count > 0);
    web->refusal = kept;
}

static void upload_show(struct web *web) {
    struct uuid busy;
    move_line_errors(web);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("A newer gazetteer")));
    furniture_add_crumb(web, web_tr(web, TR("Places")), S("/places"));
    furniture_add_crumb(web, web_tr(web, TR("A newer gazetteer")), S(""));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "file",
                                         .label = TR("CSV file"),
                                         .control = PLAIN_FILE,
                                         .accept = ".csv,text/csv",
                                         .required = true,
                                         .help = TR("Columns: code, level, name_en, name_km, type; also "
                                                    "alias, valid_from, valid_to, merged_into.")});
    doc_set_text(web->arena, web->view, S("busy_href"),
                 place_desk_busy(web->app->place_desk, &busy) ? desk_path(web, busy, "") : S(""));
    plain_form_add_summary(web);
}

enum outcome places_import_page(struct web *web) {
    if (!places_may_import(web)) return OUTCOME_NOT_FOUND;
    upload_show(web);
    return OUTCOME_OK;
}

static const struct http_field *posted_file(struct web *web) {
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        if (field->is_file && slice_equal(field->name, S("file")) && field->value.len) return field;
    }
    return NULL;
}

enum outcome places_import_post(struct web *web) {
    struct uuid id;
    if (!places_may_import(web)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    const struct http_field *file = posted_file(web);
    if (!file) refuse(&web->refusal, S("file"), "Choose a file.");
    if (file && place_desk_take(web->app->place_desk, file->value, &id, &web->refusal))
        return web_redirect(web, desk_path(web, id, ""));
    web->response->status = web_status(OUTCOME_REFUSED);
    upload_show(web);
    return OUTCOME_OK;
}

enum outcome places_load_post(struct web *web) {
    struct uuid id;
    const struct embedded_file *file = embedded_find(S("data/gazetteer-kh/areas.csv"));
    if (!file) BUG("the gazetteer is not inside the program");
    if (!places_may_import(web)) return OUTCOME_NOT_FOUND;
    if (place_desk_busy(web->app->place_desk, &id)) return web_redirect(web, desk_path(web, id, ""));
    if (!place_desk_take(web->app->place_desk, file->bytes, &id, &web->refusal)) return OUTCOME_REFUSED;
    place_desk_write(web->app->place_desk, id, web->actor);
    return web_redirect(web, desk_path(web, id, ""));
}

/* ---- the difference ---- */

static const char *const kind_titles[AREA_DIFFERENCES] = {
    [AREA_ADDED] = TR("New places"),
    [AREA_RENAMED] = TR("Other names"),
    [AREA_RETYPED] = TR("Another kind"),
    [AREA_BACK] = TR("Exist again"),
    [AREA_CLOSED] = TR("Ended"),
    [AREA_MOVED] = TR("Moved: another code"),
    [AREA_GONE] = TR("Not in the file: will be closed"),
};
static const char *const kind_badges[AREA_DIFFERENCES] = {
    [AREA_ADDED] = "done",    [AREA_RENAMED] = "on",   [AREA_RETYPED] = "on", [AREA_BACK] = "done",
    [AREA_CLOSED] = "behind", [AREA_MOVED] = "behind", [AREA_GONE] = "bad",
};

static struct slice area_text(struct web *web, const struct area_row *row) {
    const struct choice *type = choice_find(record_type_field(&area_type, S("type"))->choices, row->type);
    if (!row->code.len) return S("");
    return arena_printf(web->arena, "%.*s · %.*s (%.*s)", SLICE_ARG(row->name_km), SLICE_ARG(row->name_latin),
                        SLICE_ARG(type ? web_tr(web, type->label) : row->type));
}

static void add_counts(struct web *web, const struct area_diff *diff) {
    struct doc *counts = doc_set_array(web->arena, web->view, S("counts"));
    for (size_t kind = 0; kind < AREA_DIFFERENCES; kind++) {
        if (!diff->by_kind[kind]) continue;
        struct doc *count = doc_add_object(web->arena, counts);
        doc_set_text(web->arena, count, S("count_text"),
                     format_number(web->arena, &web->locale, (int64_t)diff->by_kind[kind]));
        doc_set_text(web->arena, count, S("kind_text"), web_tr(web, kind_titles[kind]));
    }
    struct slice args[] = {format_number(web->arena, &web->locale, (int64_t)diff->unchanged), S("")};
    doc_set_text(web->arena, web->view, S("unchanged_text"),
                 refusal_fill(web->arena, web_tr(web, TR("Unchanged: {1}")), args));
}

static void add_changes(struct web *web, const struct area_diff *diff, size_t all) {
    struct doc *rows = doc_set_array(web->arena, web->view, S("changes"));
    for (size_t i = 0; i < diff->count; i++) {
        const struct area_change *change = &diff->changes[i];
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("code"), change->code);
        doc_set_text(web->arena, row, S("kind_text"), web_tr(web, kind_titles[change->kind]));
        doc_set_text(web->arena, row, S("kind_badge"), slice_of(kind_badges[change->kind]));
        doc_set_text(web->arena, row, S("before_text"), area_text(web, &change->before));
        struct slice now = area_text(web, &change->now);
        if (change->merged_into.len) now = arena_join(web->arena, S("→ "), change->merged_into);
        doc_set_text(web->arena, row, S("now_text"), now);
        doc_set_text(web->arena, row, S("used_text"), change->used_in);
    }
    struct slice args[] = {format_number(web->arena, &web->locale, (int64_t)(all - diff->count)), S("")};
    doc_set_text(web->arena, web->view, S("more_text"),
                 all > diff->count
                     ? refusal_fill(web->arena, web_tr(web, TR("and {1} more, not listed here")), args)
                     : S(""));
}

static size_t all_changes(const struct area_diff *diff) {
    size_t all = 0;
    for (size_t kind = 0; kind < AREA_DIFFERENCES; kind++) {
        all += diff->by_kind[kind];
    }
    return all;
}

static int percent_of(const struct desk_view *look) {
    return look->all ? (int)(look->done * 100 / look->all) : 0;
}

static struct slice progress_text(struct web *web, const struct desk_view *look) {
    struct slice args[] = {format_number(web->arena, &web->locale, (int64_t)look->done),
                           format_number(web->arena, &web->locale, (int64_t)look->all)};
    return refusal_fill(web->arena, web_tr(web, TR("{1} of {2} places")), args);
}

static void add_progress(struct web *web, struct uuid id, const struct desk_view *look) {
    struct doc *progress = doc_set_object(web->arena, web->view, S("progress"));
    doc_set_text(web->arena, progress, S("id"), S("progress"));
    doc_set_text(web->arena, progress, S("label"), web_tr(web, TR("The places are being written")));
    doc_set_int(web->arena, progress, S("percent"), percent_of(look));
    doc_set_text(web->arena, progress, S("text"), progress_text(web, look));
    doc_set_text(web->arena, progress, S("progress_url"), desk_path(web, id, "/progress"));
    doc_set_text(web->arena, progress, S("done_href"), desk_path(web, id, ""));
}

static void add_state(struct web *web, struct uuid id, const struct desk_view *look) {
    bool is_empty = all_changes(&look->diff) == 0;
    switch (look->state) {
    case DESK_EMPTY: BUG("nothing on the desk");
    case DESK_COMPARED:
        doc_set_bool(web->arena, web->view, S("is_compared"), true);
        doc_set_bool(web->arena, web->view, S("is_same"), is_empty);
        add_changes(web, &look->diff, all_changes(&look->diff));
        return;
    case DESK_WRITING: add_progress(web, id, look); return;
    case DESK_DONE: doc_set_bool(web->arena, web->view, S("is_done"), true); return;
    case DESK_REFUSED: web->refusal = look->refusal; return;
    }
    BUG("state %d", look->state);
}

enum outcome places_diff_page(struct web *web) {
    struct uuid id;
    struct desk_view look;
    if (!places_may_import(web) || !web_arg_id(web, 0, &id)) return OUTCOME_NOT_FOUND;
    if (!place_desk_look(web->app->place_desk, web->arena, id, true, &look))
        return web_redirect(web, S("/places/import"));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("What the newer gazetteer changes")));
    furniture_add_crumb(web, web_tr(web, TR("Places")), S("/places"));
    furniture_add_crumb(web, web_tr(web, TR("A newer gazetteer")), S("/places/import"));
    furniture_add_crumb(web, web_tr(web, TR("What it changes")), S(""));
    doc_set_text(web->arena, web->view, S("desk_path"), desk_path(web, id, ""));
    add_counts(web, &look.diff);
    add_state(web, id, &look);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

enum outcome places_apply_post(struct web *web) {
    struct uuid id;
    if (!places_may_import(web) || !web_arg_id(web, 0, &id)) return OUTCOME_NOT_FOUND;
    place_desk_write(web->app->place_desk, id, web->actor);
    return web_redirect(web, desk_path(web, id, ""));
}

enum outcome places_progress(struct web *web) {
    struct uuid id;
    struct desk_view look;
    if (!places_may_import(web) || !web_arg_id(web, 0, &id)) return OUTCOME_NOT_FOUND;
    if (!place_desk_look(web->app->place_desk, web->arena, id, false, &look)) return OUTCOME_NOT_FOUND;
    doc_set_int(web->arena, web->view, S("percent"), look.state == DESK_DONE ? 100 : percent_of(&look));
    doc_set_text(web->arena, web->view, S("text"), progress_text(web, &look));
    doc_set_bool(web->arena, web->view, S("done"), look.state != DESK_WRITING);
    return OUTCOME_OK;
}
