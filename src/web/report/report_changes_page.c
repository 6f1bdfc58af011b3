/* SPDX-License-Identifier: Apache-2.0 */
/* What was reported beside what the records say now; restatements are asked for and answered here. */
#include "domain/report/report_changes.h"

#include "web/plain_form.h"
#include "web/programme/promise_part_view.h"
#include "web/report/report_pages.h"
#include "web/report/report_view.h"

struct compared {
    struct report_open open;
    struct report_basis basis;
    struct document now;
    struct part_change *changes;
    size_t count, moved;
};

/* Another snapshot than the one in force: ?snapshot=2. */
static bool take_asked_snapshot(struct web *web, struct report_open *open) {
    const struct record **records;
    struct slice asked = http_query(web->http, S("snapshot"));
    int64_t number;
    if (!asked.len) return true;
    if (!slice_to_int64(asked, &number)) return false;
    size_t count =
        report_parts_read(web->arena, web_db(web), &report_snapshot_type, open->found.report, &records);
    for (size_t i = 0; i < count; i++) {
        if (report_snapshot_of(records[i])->number.number != number) continue;
        open->snapshot = records[i];
        return report_document_of_snapshot(web->arena, records[i], &open->document);
    }
    return false;
}

static enum outcome compared_open(struct web *web, struct compared *compared) {
    enum outcome outcome = report_open_inside(web, &compared->open);
    if (outcome != OUTCOME_OK) return outcome;
    if (!take_asked_snapshot(web, &compared->open) || !compared->open.snapshot) return OUTCOME_NOT_FOUND;
    if (!report_document_now(&compared->open.reader, compared->open.found.report, &compared->basis,
                             &compared->now))
        return OUTCOME_FAILED;
    report_close_files(&compared->open.reader, compared->open.found.report, true, &compared->open.document);
    int64_t sequence = report_snapshot_of(compared->open.snapshot)->log_sequence.number;
    compared->count = report_changes_read(web->arena, web_db(web), &compared->basis, &compared->open.document,
                                          &compared->now, sequence, &compared->changes);
    for (size_t i = 0; i < compared->count; i++)
        compared->moved += compared->changes[i].moved;
    return OUTCOME_OK;
}

static struct slice number_of(struct web *web, const struct document_part *part, bool in_period) {
    if (!part || !part->counted) return S("–");
    return report_number_text(web->arena, &web->locale, part, in_period ? part->in_period : part->value,
                              false);
}

static struct slice difference(struct web *web, const struct part_change *change) {
    if (!change->then || !change->now || !change->now->counted || !change->then->counted) return S("–");
    int64_t moved = change->now->value - change->then->value;
    struct slice text = report_number_text(web->arena, &web->locale, change->now, moved, false);
    return moved > 0 ? arena_join(web->arena, S("+"), text) : text;
}

static void add_record(struct web *web, const struct changed_record *record, struct doc *records) {
    struct doc *item = doc_add_object(web->arena, records);
    struct slice href;
    doc_set_text(web->arena, item, S("record_title"),
                 part_view_record_title(web, record->type, record->id, &href));
    doc_set_text(web->arena, item, S("record_href"), href);
    doc_set_text(web->arena, item, S("record_kind"), web_tr(web, record->type->label));
    doc_set_text(web->arena, item, S("record_when"),
                 format_instant(web->arena, &web->locale, record->changed_ms));
    const char *counts = !record->is_source ? NULL
                         : record->counts   ? TR("counts now")
                                            : TR("does not count now");
    doc_set_text(web->arena, item, S("record_counts"), counts ? web_tr(web, counts) : S(""));
}

static void add_row(struct web *web, const struct part_change *change, struct doc *rows) {
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("row_number"), change->promise->number);
    doc_set_text(web->arena, row, S("row_title"),
                 report_part_title(web->arena, web->locale.lang, change->promise, change->part_index));
    doc_set_text(web->arena, row, S("row_then"), number_of(web, change->then, false));
    doc_set_text(web->arena, row, S("row_now"), number_of(web, change->now, false));
    doc_set_text(web->arena, row, S("row_difference"), difference(web, change));
    doc_set_text(web->arena, row, S("row_then_period"), number_of(web, change->then, true));
    doc_set_text(web->arena, row, S("row_now_period"), number_of(web, change->now, true));
    doc_set_bool(web->arena, row, S("row_moved"), change->moved);
    struct doc *records = doc_set_array(web->arena, row, S("row_records"));
    for (size_t i = 0; i < change->record_count; i++)
        add_record(web, &change->records[i], records);
    doc_set_bool(web->arena, row, S("any_records"), change->record_count > 0);
}

/* ---- restatements ---- */

static void add_restatement(struct web *web, const struct compared *compared, const struct record *record,
                            struct doc *list) {
    const struct restatement *restatement = restatement_of(record);
    const struct record *report = compared->open.found.report;
    struct doc *item = doc_add_object(web->arena, list);
    bool is_open = slice_equal(restatement->status.text, S("proposed"));
    const struct choice *status = choice_find(&restatement_status_choices, restatement->status.text);
    doc_set_text(web->arena, item, S("restatement_number"),
                 format_number(web->arena, &web->locale, restatement->number.number));
    doc_set_text(web->arena, item, S("restatement_status"), status ? web_tr(web, status->label) : S(""));
    doc_set_text(web->arena, item, S("restatement_badge"),
                 is_open                                                ? S("on")
                 : slice_equal(restatement->status.text, S("approved")) ? S("done")
                                                                        : S("bad"));
    doc_set_text(web->arena, item, S("restatement_reason"), restatement->reason.text);
    doc_set_text(web->arena, item, S("restatement_reply"), restatement->reply.text);
    doc_set_text(web->arena, item, S("restatement_when"),
                 format_instant(web->arena, &web->locale, record->created_ms));
    struct slice href =
        arena_printf(web->arena, "%.*s/restatements/%.*s", SLICE_ARG(report_href(web, report, "")),
                     SLICE_ARG(uuid_format(web->arena, record->id)));
    doc_set_text(web->arena, item, S("decide_href"),
                 is_open && (compared->open.parts & REPORT_LEAD) ? href : S(""));
    doc_set_int(web->arena, item, S("restatement_version"), record->version);
}

static void add_restatements(struct web *web, const struct compared *compared) {
    const struct record **records;
    bool any_open = false;
    size_t count =
        report_parts_read(web->arena, web_db(web), &restatement_type, compared->open.found.report, &records);
    struct doc *list = doc_set_array(web->arena, web->view, S("restatements"));
    for (size_t i = 0; i < count; i++) {
        add_restatement(web, compared, records[i], list);
        any_open = any_open || slice_equal(restatement_of(records[i])->status.text, S("proposed"));
    }
    bool may = compared->moved && !any_open && compared->open.found.state == REPORT_FROZEN &&
               (compared->open.parts & REPORT_WRITER);
    doc_set_bool(web->arena, web->view, S("may_restate"), may);
    doc_set_text(web->arena, web->view, S("reason_typed"), web_field(web, S("reason")));
    doc_set_text(web->arena, web->view, S("reply_typed"), web_field(web, S("reply")));
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
}

/* ---- JSON ---- */

static void write_json(struct web *web, const struct compared *compared) {
    doc_set_text(web->arena, web->view, S("hash"), report_snapshot_of(compared->open.snapshot)->hash.text);
    struct doc *parts = doc_set_array(web->arena, web->view, S("parts"));
    for (size_t i = 0; i < compared->count; i++) {
        const struct part_change *change = &compared->changes[i];
        struct doc *item = doc_add_object(web->arena, parts);
        doc_set_uuid(web->arena, item, S("part"), (change->now ? change->now : change->then)->part_id);
        doc_set_text(web->arena, item, S("number"), change->promise->number);
        if (change->then && change->then->counted)
            doc_set_int(web->arena, item, S("then"), change->then->value);
        if (change->now && change->now->counted) doc_set_int(web->arena, item, S("now"), change->now->value);
        doc_set_bool(web->arena, item, S("moved"), change->moved);
        struct doc *records = doc_set_array(web->arena, item, S("records"));
        for (size_t k = 0; k < change->record_count; k++) {
            struct doc *record = doc_add_object(web->arena, records);
            doc_set_text(web->arena, record, S("type"), slice_of(change->records[k].type->name));
            doc_set_uuid(web->arena, record, S("id"), change->records[k].id);
            if (change->records[k].is_source)
                doc_set_bool(web->arena, record, S("counts"), change->records[k].counts);
        }
    }
}

enum outcome report_changes_page(struct web *web) {
    struct compared *compared = arena_make(web->arena, struct compared, 1);
    enum outcome outcome = compared_open(web, compared);
    if (outcome != OUTCOME_OK) return outcome;
    if (web->is_api) {
        write_json(web, compared);
        return OUTCOME_OK;
    }
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Reported and now")));
    report_add_crumbs(web, &compared->open, TR("Reported and now"));
    report_add_head(web, &compared->open);
    doc_set_text(web->arena, web->view, S("snapshot_hash"),
                 report_snapshot_of(compared->open.snapshot)->hash.text);
    struct slice taken =
        format_date(web->arena, &web->locale, report_snapshot_of(compared->open.snapshot)->taken_on.date);
    doc_set_text(web->arena, web->view, S("taken_on"), taken);
    doc_set_bool(web->arena, web->view, S("any_moved"), compared->moved > 0);
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < compared->count; i++)
        add_row(web, &compared->changes[i], rows);
    add_restatements(web, compared);
    return OUTCOME_OK;
}
