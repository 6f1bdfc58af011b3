/* SPDX-License-Identifier: Apache-2.0 */
/* A report: figures, words, quality, comments, and how it came here.  The same page without its buttons is
 * the print. */
#include "web/attachment/attachment_page.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/markup/svg_chart.h"
#include "web/programme/promise_view.h"
#include "web/report/report_money_view.h"
#include "web/report/report_pages.h"
#include "web/report/report_view.h"

/* ---- figures ---- */

static struct slice number_of(struct web *web, const struct document_part *part, int64_t number,
                              bool hidden) {
    if (!part->counted) return S("–");
    return report_number_text(web->arena, &web->locale, part, number, hidden);
}

static void set_bar(struct web *web, const struct document_part *part, struct doc *row) {
    struct text out = TEXT_IN(web->arena);
    struct slice value = number_of(web, part, part->value, part->hidden);
    struct slice target = report_number_text(web->arena, &web->locale, part, part->target, false);
    struct svg_bar bar = {.title = part->has_target ? web_tr_fill(web, TR("{1} of {2}"), value, target) : value,
                          .actual = part->hidden ? 0 : part->value,
                          .target = part->has_target && part->counted ? part->target : 0,
                          .planned = part->counted ? part->planned : 0};
    svg_bar_target(&out, &bar);
    html_set_doc(web->arena, row, S("bar_html"), html_of(&out));
}

static void add_line(struct web *web, const struct document_part *part, struct doc *row) {
    struct slice *labels = arena_make(web->arena, struct slice, part->month_count + 1);
    int64_t *actual = arena_make(web->arena, int64_t, part->month_count + 1),
            *planned = arena_make(web->arena, int64_t, part->month_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < part->month_count; i++) {
        if (part->months[i].hidden) continue;
        labels[count] = promise_view_period_short(web, GRAIN_MONTH, part->months[i].month);
        actual[count] = part->months[i].value;
        planned[count++] = part->months[i].planned;
    }
    struct svg_numbers numbers = promise_view_numbers(web);
    struct svg_plan plan = {.title = web_tr(web, TR("Counted so far against the planned path")),
                            .labels = labels,
                            .count = count,
                            .actual = actual,
                            .actual_count = count,
                            .planned = part->has_target ? planned : NULL,
                            .target = part->has_target ? part->target : 0,
                            .actual_label = web_tr(web, TR("Counted")),
                            .planned_label = web_tr(web, TR("Planned")),
                            .target_label = web_tr(web, TR("Target")),
                            .numbers = &numbers};
    struct text out = TEXT_IN(web->arena);
    if (count > 1) svg_line_plan(&out, &plan);
    html_set_doc(web->arena, row, S("line_html"), html_of(&out));
}

static void add_splits(struct web *web, const struct document_part *part, enum promise_dim dim,
                       struct doc *tables) {
    struct promise_speech speech = report_speech(web);
    struct doc *table = NULL, *rows = NULL;
    for (size_t i = 0; i < part->split_count; i++) {
        const struct document_split *split = &part->splits[i];
        if (split->dim != dim) continue;
        if (!table) {
            table = doc_add_object(web->arena, tables);
            doc_set_text(web->arena, table, S("split_title"), web_tr(web, report_dim_label(dim)));
            rows = doc_set_array(web->arena, table, S("split_rows"));
        }
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("split_key"), report_key_text(web->arena, &speech, dim, split->key));
        doc_set_text(web->arena, row, S("split_value"), number_of(web, part, split->value, split->hidden));
        doc_set_text(web->arena, row, S("split_in_period"),
                     number_of(web, part, split->in_period, split->in_period_hidden));
    }
}

static void add_part(struct web *web, const struct document_promise *promise, size_t index,
                     struct doc *parts) {
    const struct document_part *part = &promise->parts[index];
    struct doc *row = doc_add_object(web->arena, parts);
    doc_set_text(web->arena, row, S("part_label"), report_both(web, &part->label));
    doc_set_text(web->arena, row, S("part_unit"), web_tr(web, report_unit_label(part->unit)));
    doc_set_text(web->arena, row, S("part_value"), number_of(web, part, part->value, part->hidden));
    doc_set_text(web->arena, row, S("part_in_period"),
                 number_of(web, part, part->in_period, part->in_period_hidden));
    struct slice target =
        part->has_target ? report_number_text(web->arena, &web->locale, part, part->target, false) : S("–");
    doc_set_text(web->arena, row, S("part_target"), target);
    bool has_plan = part->counted && part->has_target;
    doc_set_text(web->arena, row, S("part_planned"),
                 has_plan ? report_number_text(web->arena, &web->locale, part, part->planned, false)
                          : S("–"));
    doc_set_text(web->arena, row, S("part_state"), web_tr(web, report_status_label(part->status)));
    doc_set_text(web->arena, row, S("part_badge"), promise_view_badge(part->status));
    doc_set_bool(web->arena, row, S("part_counted"), part->counted);
    set_bar(web, part, row);
    add_line(web, part, row);
    struct doc *tables = doc_set_array(web->arena, row, S("split_tables"));
    add_splits(web, part, DIM_SEX, tables);
    add_splits(web, part, DIM_AGE, tables);
    add_splits(web, part, DIM_PROVINCE, tables);
    doc_set_bool(web->arena, row, S("part_splits"), tables->count > 0);
}

static void add_words(struct web *web, struct doc *words, const char *label, const struct both *text) {
    struct slice shown = report_both(web, text);
    if (!shown.len) return;
    struct doc *item = doc_add_object(web->arena, words);
    doc_set_text(web->arena, item, S("words_label"), web_tr(web, label));
    doc_set_text(web->arena, item, S("words_text"), shown);
}

static void add_promises(struct web *web, const struct document *document) {
    struct doc *promises = doc_set_array(web->arena, web->view, S("promises"));
    for (size_t i = 0; i < document->promise_count; i++) {
        const struct document_promise *promise = &document->promises[i];
        struct doc *item = doc_add_object(web->arena, promises);
        struct slice id = uuid_format(web->arena, promise->promise_id);
        doc_set_text(web->arena, item, S("promise_number"), promise->number);
        doc_set_text(web->arena, item, S("promise_title"), report_both(web, &promise->title));
        doc_set_text(web->arena, item, S("promise_href"), arena_join(web->arena, S("/promises/"), id));
        struct doc *parts = doc_set_array(web->arena, item, S("promise_parts"));
        for (size_t k = 0; k < promise->part_count; k++)
            add_part(web, promise, k, parts);
        struct doc *words = doc_set_array(web->arena, item, S("promise_words"));
        add_words(web, words, TR("What was done"), &promise->done);
        add_words(web, words, TR("Why it is behind"), &promise->behind);
        add_words(web, words, TR("What comes next"), &promise->next);
    }
    struct doc *words = doc_set_array(web->arena, web->view, S("report_words"));
    add_words(web, words, TR("What happened"), &document->overview);
    add_words(web, words, TR("What was difficult, and what was learned"), &document->challenges);
    doc_set_bool(web->arena, web->view, S("has_report_words"), words->count > 0);
}

/* ---- quality ---- */

static void add_quality(struct web *web, const struct document *document) {
    struct doc *groups = doc_set_array(web->arena, web->view, S("quality_groups"));
    for (size_t i = 0; i < document->quality_count; i++) {
        const struct document_quality *quality = &document->quality[i];
        struct doc *row = doc_add_object(web->arena, groups);
        int64_t answered = quality->right + quality->known + quality->all_seen;
        if (answered > quality->found) answered = quality->found;
        doc_set_text(web->arena, row, S("quality_label"), web_tr(web, finding_kind_label(quality->kind)));
        doc_set_text(web->arena, row, S("quality_found"),
                     format_number(web->arena, &web->locale, quality->found));
        doc_set_text(web->arena, row, S("quality_answered"),
                     format_number(web->arena, &web->locale, answered));
        doc_set_text(web->arena, row, S("quality_words"),
                     document->for_outsiders ? S("") : quality->all_explanation);
    }
}

/* ---- comments ---- */

static struct slice section_label(struct web *web, struct slice code) {
    const struct choice *choice = choice_find(&report_section_choices, code);
    return choice ? web_tr(web, choice->label) : code;
}

static void add_comment(struct web *web, const struct report_open *open, const struct record *record,
                        struct doc *comments) {
    const struct report_comment *comment = report_comment_of(record);
    struct doc *item = doc_add_object(web->arena, comments);
    bool settled = comment->settled.present && comment->settled.number;
    bool may_settle = open->found.state != REPORT_FROZEN &&
                      access_may_record(web->app->access, web->actor, record, VERB_UPDATE);
    doc_set_text(web->arena, item, S("comment_section"), section_label(web, comment->section.text));
    doc_set_text(web->arena, item, S("comment_text"), comment->text.text);
    struct value author = {.present = true, .id = record->created_by};
    doc_set_text(web->arena, item, S("comment_who"), report_user_name(web, &author));
    doc_set_text(web->arena, item, S("comment_when"),
                 format_instant(web->arena, &web->locale, record->created_ms));
    doc_set_bool(web->arena, item, S("comment_settled"), settled);
    struct slice id = uuid_format(web->arena, record->id);
    struct slice href = arena_printf(web->arena, "%.*s/comments/%.*s",
                                     SLICE_ARG(report_href(web, open->found.report, "")), SLICE_ARG(id));
    doc_set_text(web->arena, item, S("settle_href"), may_settle ? href : S(""));
    doc_set_int(web->arena, item, S("comment_version"), record->version);
}

static void add_comments(struct web *web, const struct report_open *open) {
    const struct record **records;
    const struct record *report = open->found.report;
    struct doc *comments = doc_set_array(web->arena, web->view, S("comments"));
    size_t count = report_parts_read(web->arena, web_db(web), &report_comment_type, report, &records);
    for (size_t i = 0; i < count; i++)
        add_comment(web, open, records[i], comments);
    bool may = open->found.state != REPORT_FROZEN &&
               access_may_in(web->app->access, web->actor, &report_comment_type, report->org_id, VERB_CREATE);
    doc_set_bool(web->arena, web->view, S("may_comment"), may);
    struct doc *sections = doc_set_array(web->arena, web->view, S("sections"));
    for (size_t i = 0; i < report_section_choices.count; i++) {
        struct doc *section = doc_add_object(web->arena, sections);
        doc_set_text(web->arena, section, S("section_code"),
                     slice_of(report_section_choices.choices[i].code));
        doc_set_text(web->arena, section, S("section_label"),
                     web_tr(web, report_section_choices.choices[i].label));
    }
    doc_set_text(web->arena, web->view, S("comment_typed"), web_field(web, S("text")));
}

/* ---- how it came here ---- */

static void add_event(struct web *web, struct doc *events, const char *what, const struct value *day,
                      const struct value *who) {
    if (!day->present) return;
    struct doc *event = doc_add_object(web->arena, events);
    doc_set_text(web->arena, event, S("event_what"), web_tr(web, what));
    doc_set_text(web->arena, event, S("event_when"), format_date(web->arena, &web->locale, day->date));
    doc_set_text(web->arena, event, S("event_who"), report_user_name(web, who));
    doc_set_text(web->arena, event, S("event_hash"), S(""));
    doc_set_text(web->arena, event, S("event_href"), S(""));
}

static void add_snapshots(struct web *web, const struct report_open *open, struct doc *events) {
    const struct record **records;
    size_t count =
        report_parts_read(web->arena, web_db(web), &report_snapshot_type, open->found.report, &records);
    for (size_t i = 0; i < count; i++) {
        const struct report_snapshot *snapshot = report_snapshot_of(records[i]);
        struct doc *event = doc_add_object(web->arena, events);
        struct slice number = format_number(web->arena, &web->locale, snapshot->number.number);
        doc_set_text(web->arena, event, S("event_what"),
                     web_tr_fill(web, TR("Figures kept, snapshot {1}"), number, S("")));
        doc_set_text(web->arena, event, S("event_when"),
                     format_date(web->arena, &web->locale, snapshot->taken_on.date));
        struct value author = {.present = true, .id = records[i]->created_by};
        doc_set_text(web->arena, event, S("event_who"), report_user_name(web, &author));
        doc_set_text(web->arena, event, S("event_hash"), snapshot->hash.text);
        doc_set_text(web->arena, event, S("event_href"),
                     arena_printf(web->arena, "%.*s/changes?snapshot=%lld",
                                  SLICE_ARG(report_href(web, open->found.report, "")),
                                  (long long)snapshot->number.number));
    }
}

static void add_history(struct web *web, const struct report_open *open) {
    const struct period_report *report = period_report_of(open->found.report);
    struct doc *events = doc_set_array(web->arena, web->view, S("events"));
    add_snapshots(web, open, events);
    add_event(web, events, TR("Submitted"), &report->submitted_on, &report->submitted_by);
    bool returned = open->found.state == REPORT_RETURNED;
    add_event(web, events, returned ? TR("Returned") : TR("Approved"), &report->decided_on,
              &report->decided_by);
    add_event(web, events, TR("Frozen"), &report->frozen_on, &report->frozen_by);
    doc_set_text(web->arena, web->view, S("return_note"), returned ? report->return_note.text : S(""));
    doc_set_text(web->arena, web->view, S("snapshot_hash"),
                 open->snapshot ? report_snapshot_of(open->snapshot)->hash.text : S(""));
}

/* ---- buttons ---- */

static const struct step_button {
    enum report_state to;
    const char *code, *label;
    bool is_primary, asks_note;
} step_buttons[] = {
    {REPORT_SUBMITTED, "submitted", TR("Submit the report"), true, false},
    {REPORT_DRAFT, "draft", TR("Take it back"), false, false},
    {REPORT_APPROVED, "approved", TR("Approve"), true, false},
    {REPORT_FROZEN, "frozen", TR("Freeze for good"), true, false},
    {REPORT_RETURNED, "returned", TR("Return it"), false, true},
};

static void add_buttons(struct web *web, const struct report_open *open) {
    struct doc *buttons = doc_set_array(web->arena, web->view, S("steps"));
    bool note = false;
    for (size_t i = 0; i < ARRAY_LEN(step_buttons); i++) {
        const struct step_button *button = &step_buttons[i];
        if (!report_may_step(open->found.state, button->to, open->parts)) continue;
        struct doc *item = doc_add_object(web->arena, buttons);
        doc_set_text(web->arena, item, S("step_code"), slice_of(button->code));
        doc_set_text(web->arena, item, S("step_label"), web_tr(web, button->label));
        doc_set_bool(web->arena, item, S("step_primary"), button->is_primary);
        note = note || button->asks_note;
    }
    doc_set_bool(web->arena, web->view, S("any_steps"), buttons->count > 0);
    doc_set_bool(web->arena, web->view, S("ask_note"), note);
    doc_set_text(web->arena, web->view, S("note_typed"), web_field(web, S("return_note")));
    doc_set_int(web->arena, web->view, S("report_version"), open->found.report->version);
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
}

static void add_links(struct web *web, const struct report_open *open) {
    const struct record *report = open->found.report;
    bool inside = !open->found.is_outsider;
    doc_set_text(web->arena, web->view, S("write_href"),
                 report_may_write(open) ? report_href(web, report, "/edit") : S(""));
    doc_set_text(web->arena, web->view, S("quality_href"),
                 inside ? report_href(web, report, "/quality") : S(""));
    bool kept = inside && open->snapshot;
    doc_set_text(web->arena, web->view, S("changes_href"),
                 kept ? report_href(web, report, "/changes") : S(""));
    doc_set_text(web->arena, web->view, S("files_href"), attachment_href(web, report));
    doc_set_bool(web->arena, web->view, S("may_export"), report_may_export(web, open));
}

void report_page_show(struct web *web, const struct report_open *open) {
    struct slice title = arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(open->document.organisation_short),
                                      SLICE_ARG(report_both(web, &open->document.period)));
    doc_set_text(web->arena, web->view, S("page_title"), title);
    report_add_crumbs(web, open, NULL);
    report_add_head(web, open);
    add_promises(web, &open->document);
    add_quality(web, &open->document);
    report_add_money(web, open);
    add_history(web, open);
    add_links(web, open);
    add_buttons(web, open);
    doc_set_bool(web->arena, web->view, S("inside"), !open->found.is_outsider);
    if (!open->found.is_outsider) add_comments(web, open);
}

enum outcome report_page(struct web *web) {
    struct report_open *open = arena_make(web->arena, struct report_open, 1);
    enum outcome outcome = report_open_asked(web, open);
    if (outcome != OUTCOME_OK) return outcome;
    if (web->is_api)
        report_write_json(web, open, web->view);
    else
        report_page_show(web, open);
    return OUTCOME_OK;
}

enum outcome report_print_page(struct web *web) {
    return report_page(web);
}
