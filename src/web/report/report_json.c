/* SPDX-License-Identifier: Apache-2.0 */
/* The document of a report as JSON: what is hidden from the reader is null, and says so. */
#include "web/programme/promise_view.h"
#include "web/report/report_view.h"

static void set_number(struct arena *arena, struct doc *object, struct slice name, int64_t number,
                       bool hidden) {
    if (hidden)
        doc_set_null(arena, object, name);
    else
        doc_set_int(arena, object, name, number);
}

static void set_both(struct arena *arena, struct doc *object, struct slice name, const struct both *both) {
    if (both->en.len) doc_set_text(arena, object, name, both->en);
    if (both->km.len) doc_set_text(arena, object, arena_join(arena, name, S("_km")), both->km);
}

static const char *dim_name(enum promise_dim dim) {
    return dim == DIM_SEX ? "sex" : dim == DIM_AGE ? "age" : "province";
}

static void write_splits(struct arena *arena, const struct document_part *part, struct doc *object) {
    struct doc *splits = doc_set_array(arena, object, S("splits"));
    for (size_t i = 0; i < part->split_count; i++) {
        const struct document_split *split = &part->splits[i];
        struct doc *item = doc_add_object(arena, splits);
        doc_set_text(arena, item, S("by"), slice_of(dim_name(split->dim)));
        doc_set_text(arena, item, S("key"), split->key);
        set_number(arena, item, S("value"), split->value, split->hidden);
        set_number(arena, item, S("in_period"), split->in_period, split->in_period_hidden);
    }
}

static void write_months(struct arena *arena, const struct document_part *part, struct doc *object) {
    struct doc *months = doc_set_array(arena, object, S("months"));
    for (size_t i = 0; i < part->month_count; i++) {
        struct doc *item = doc_add_object(arena, months);
        doc_set_text(arena, item, S("month"),
                     promise_view_period_code(arena, GRAIN_MONTH, part->months[i].month));
        set_number(arena, item, S("value"), part->months[i].value, part->months[i].hidden);
        doc_set_int(arena, item, S("planned"), part->months[i].planned);
    }
}

static void write_part(struct arena *arena, const struct document_part *part, struct doc *parts) {
    struct doc *object = doc_add_object(arena, parts);
    doc_set_uuid(arena, object, S("part"), part->part_id);
    set_both(arena, object, S("label"), &part->label);
    doc_set_text(arena, object, S("unit"), part->unit);
    doc_set_text(arena, object, S("shape"), part->shape);
    doc_set_text(arena, object, S("status"), promise_view_status_code(part->status));
    if (part->currency) doc_set_text(arena, object, S("currency"), currency_code(part->currency));
    if (part->has_target) doc_set_int(arena, object, S("target"), part->target);
    if (part->has_target) doc_set_int(arena, object, S("target_signed"), part->target_signed);
    if (!part->counted) return;
    doc_set_int(arena, object, S("planned"), part->planned);
    set_number(arena, object, S("value"), part->value, part->hidden);
    set_number(arena, object, S("in_period"), part->in_period, part->in_period_hidden);
    write_splits(arena, part, object);
    write_months(arena, part, object);
}

static void write_promises(struct arena *arena, const struct document *document, struct doc *object) {
    struct doc *promises = doc_set_array(arena, object, S("promises"));
    for (size_t i = 0; i < document->promise_count; i++) {
        const struct document_promise *promise = &document->promises[i];
        struct doc *item = doc_add_object(arena, promises);
        doc_set_uuid(arena, item, S("promise"), promise->promise_id);
        doc_set_text(arena, item, S("number"), promise->number);
        set_both(arena, item, S("title"), &promise->title);
        set_both(arena, item, S("done"), &promise->done);
        set_both(arena, item, S("behind"), &promise->behind);
        set_both(arena, item, S("next"), &promise->next);
        struct doc *parts = doc_set_array(arena, item, S("parts"));
        for (size_t k = 0; k < promise->part_count; k++)
            write_part(arena, &promise->parts[k], parts);
    }
}

static void write_quality(struct arena *arena, const struct document *document, struct doc *object) {
    struct doc *groups = doc_set_array(arena, object, S("quality"));
    for (size_t i = 0; i < document->quality_count; i++) {
        const struct document_quality *quality = &document->quality[i];
        struct doc *item = doc_add_object(arena, groups);
        doc_set_text(arena, item, S("kind"), finding_kind_code(quality->kind));
        doc_set_int(arena, item, S("found"), quality->found);
        doc_set_int(arena, item, S("right"), quality->right);
        doc_set_int(arena, item, S("known"), quality->known);
        if (!document->for_outsiders && quality->all_seen)
            doc_set_text(arena, item, S("explanation"), quality->all_explanation);
    }
}

static void write_money(struct arena *arena, const struct document_money *money, struct doc *object) {
    doc_set_text(arena, object, S("currency"), currency_code(money->budget.currency));
    doc_set_int(arena, object, S("budget"), money->budget.amount);
    doc_set_int(arena, object, S("obligated"), money->obligated.amount);
    doc_set_int(arena, object, S("advanced"), money->advanced.amount);
    doc_set_int(arena, object, S("spent"), money->spent.amount);
    doc_set_int(arena, object, S("spent_in_period"), money->spent_in_period.amount);
    doc_set_int(arena, object, S("outstanding"), money->outstanding.amount);
    doc_set_int(arena, object, S("left"), money->left.amount);
    struct doc *lines = doc_set_array(arena, object, S("lines"));
    for (size_t i = 0; i < money->line_count; i++) {
        struct doc *line = doc_add_object(arena, lines);
        doc_set_text(arena, line, S("number"), money->lines[i].number);
        set_both(arena, line, S("title"), &money->lines[i].title);
        doc_set_int(arena, line, S("budget"), money->lines[i].budget.amount);
        doc_set_int(arena, line, S("spent"), money->lines[i].spent.amount);
    }
}

void report_write_json(struct web *web, const struct report_open *open, struct doc *object) {
    const struct document *document = &open->document;
    doc_set_uuid(web->arena, object, S("id"), open->found.report->id);
    doc_set_text(web->arena, object, S("status"), report_state_code(open->found.state));
    if (open->snapshot)
        doc_set_text(web->arena, object, S("hash"), report_snapshot_of(open->snapshot)->hash.text);
    doc_set_text(web->arena, object, S("organisation"), document->organisation_short);
    doc_set_text(web->arena, object, S("agreement"), document->agreement_number);
    set_both(web->arena, object, S("period"), &document->period);
    doc_set_text(web->arena, object, S("starts_on"), date_format_iso(web->arena, document->period_starts));
    doc_set_text(web->arena, object, S("ends_on"), date_format_iso(web->arena, document->period_ends));
    doc_set_text(web->arena, object, S("due_on"), date_format_iso(web->arena, document->due_on));
    set_both(web->arena, object, S("overview"), &document->overview);
    set_both(web->arena, object, S("challenges"), &document->challenges);
    write_promises(web->arena, document, object);
    write_quality(web->arena, document, object);
    if (document->money)
        write_money(web->arena, document->money, doc_set_object(web->arena, object, S("money")));
}
