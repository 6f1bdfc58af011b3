/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing the words of a report: the whole of it and each promise, in both languages, in one form.  What
 * somebody else saved meanwhile is shown beside what was typed; nothing typed is lost.
 */
#include "catalogue/value.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/report/report_page_show.h"
#include "web/report/report_pages.h"
#include "web/report/report_view.h"

/* One text of the form: a field of the report, or of the narrative of a promise. */
struct input {
    const char *field, *label;
};

static const struct input report_inputs[] = {{"overview", TR("What happened")},
                                             {"challenges", TR("What was difficult, and what was learned")}};
static const struct input narrative_inputs[] = {
    {"done", TR("What was done")}, {"behind", TR("Why it is behind")}, {"next", TR("What comes next")}};

struct writing {
    struct report_open open;
    const struct record **narratives;
    size_t narrative_count;
    bool is_conflict;
};

static enum outcome writing_open(struct web *web, struct writing *writing) {
    enum outcome outcome = report_open_inside(web, &writing->open);
    if (outcome != OUTCOME_OK) return outcome;
    if (!(writing->open.parts & REPORT_WRITER)) return OUTCOME_FORBIDDEN;
    writing->narrative_count = report_parts_read(web->arena, web_db(web), &report_narrative_type,
                                                 writing->open.found.report, &writing->narratives);
    return OUTCOME_OK;
}

static const struct record *narrative_for(const struct writing *writing, struct uuid promise) {
    for (size_t i = 0; i < writing->narrative_count; i++) {
        if (uuid_equal(report_narrative_of(writing->narratives[i])->promise.id, promise))
            return writing->narratives[i];
    }
    return NULL;
}

/* "PREFIXdone_km" */
static struct slice name_of(struct web *web, struct slice prefix, const char *field, bool khmer) {
    return arena_printf(web->arena, "%.*s%s%s", SLICE_ARG(prefix), field, khmer ? "_km" : "");
}

static struct slice stored_text(const struct record_type *type, const struct record *record,
                                struct slice field) {
    return record ? record_value_const(record, record_type_field(type, field))->text : S("");
}

/* ---- showing ---- */

static void add_text(struct web *web, const struct writing *writing, const struct record_type *type,
                     const struct record *record, struct slice prefix, const struct input *input, bool khmer,
                     struct doc *texts) {
    struct slice name = name_of(web, prefix, input->field, khmer),
                 field = name_of(web, S(""), input->field, khmer);
    struct slice stored = stored_text(type, record, field);
    bool posted = web->http->method == HTTP_POST;
    struct slice typed = posted ? web_field(web, name) : stored;
    struct doc *item = doc_add_object(web->arena, texts);
    struct slice language = web_tr(web, khmer ? TR("in Khmer") : TR("in English"));
    doc_set_text(web->arena, item, S("text_name"), name);
    doc_set_text(web->arena, item, S("text_label"), web_tr(web, input->label));
    doc_set_text(web->arena, item, S("text_language"), language);
    doc_set_text(web->arena, item, S("text_lang"), khmer ? S("km") : S("en"));
    doc_set_text(web->arena, item, S("text_value"), typed);
    bool differs = writing->is_conflict && !slice_equal(slice_trim(typed), slice_trim(stored));
    doc_set_text(web->arena, item, S("text_theirs"), differs ? stored : S(""));
    doc_set_bool(web->arena, item, S("text_differs"), differs && stored.len > 0);
}

static void add_texts(struct web *web, const struct writing *writing, const struct record_type *type,
                      const struct record *record, struct slice prefix, const struct input inputs[],
                      size_t count, struct doc *object) {
    struct doc *texts = doc_set_array(web->arena, object, S("texts"));
    bool khmer_first = web->locale.lang == LANG_KM;
    for (size_t i = 0; i < count; i++) {
        add_text(web, writing, type, record, prefix, &inputs[i], khmer_first, texts);
        add_text(web, writing, type, record, prefix, &inputs[i], !khmer_first, texts);
    }
    doc_set_text(web->arena, object, S("version_name"), arena_join(web->arena, prefix, S("version")));
    doc_set_int(web->arena, object, S("version"), record ? record->version : 0);
}

static void add_promise(struct web *web, const struct writing *writing,
                        const struct document_promise *promise, struct doc *promises) {
    struct doc *item = doc_add_object(web->arena, promises);
    struct slice id = uuid_format(web->arena, promise->promise_id);
    struct text numbers = TEXT_IN(web->arena);
    for (size_t k = 0; k < promise->part_count; k++) {
        const struct document_part *part = &promise->parts[k];
        if (!part->counted) continue;
        if (numbers.len) text_append(&numbers, S(" · "));
        text_append(&numbers, report_both(web, &part->label));
        text_append(&numbers, S(": "));
        text_append(&numbers, report_number_text(web->arena, &web->locale, part, part->value, false));
        if (!part->has_target) continue;
        text_append(&numbers, S(" / "));
        text_append(&numbers, report_number_text(web->arena, &web->locale, part, part->target, false));
    }
    doc_set_text(web->arena, item, S("promise_number"), promise->number);
    doc_set_text(web->arena, item, S("promise_title"), report_both(web, &promise->title));
    doc_set_text(web->arena, item, S("promise_numbers"), text_slice(&numbers));
    add_texts(web, writing, &report_narrative_type, narrative_for(writing, promise->promise_id),
              arena_printf(web->arena, "%.*s.", SLICE_ARG(id)), narrative_inputs, ARRAY_LEN(narrative_inputs),
              item);
}

static void writing_show(struct web *web, const struct writing *writing) {
    const struct document *document = &writing->open.document;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Write the report")));
    report_add_crumbs(web, &writing->open, TR("Write the report"));
    report_add_head(web, &writing->open);
    add_texts(web, writing, &period_report_type, writing->open.found.report, S("report."), report_inputs,
              ARRAY_LEN(report_inputs), doc_set_object(web->arena, web->view, S("whole")));
    struct doc *promises = doc_set_array(web->arena, web->view, S("promises"));
    for (size_t i = 0; i < document->promise_count; i++)
        add_promise(web, writing, &document->promises[i], promises);
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    struct slice action = report_href(web, writing->open.found.report, "/edit");
    furniture_keep_form(web, &(struct furniture_form){
                                 .id = "report-words", .action = action, .look = "do", .look_value = "look"});
}

enum outcome report_write_page(struct web *web) {
    struct writing *writing = arena_make(web->arena, struct writing, 1);
    enum outcome outcome = writing_open(web, writing);
    if (outcome != OUTCOME_OK) return outcome;
    if (!report_may_write(&writing->open)) return OUTCOME_FORBIDDEN;
    writing_show(web, writing);
    return OUTCOME_OK;
}

/* ---- saving ---- */

/* Sets what differs from what is stored; true when anything does. */
static bool set_texts(struct web *web, struct change *change, const struct record *stored,
                      struct slice prefix, const struct input inputs[], size_t count) {
    bool any = false;
    for (size_t i = 0; i < 2 * count; i++) {
        struct slice field = name_of(web, S(""), inputs[i / 2].field, i % 2);
        const struct field *target = record_type_field(change->type, field);
        struct slice typed = web_field(web, arena_join(web->arena, prefix, field));
        struct value value = {0};
        if (!value_parse_input(web->arena, target, typed, S(""), &value, &web->refusal)) continue;
        if (slice_equal(value.text, stored_text(change->type, stored, field))) continue;
        *report_set(change, arena_cstr(web->arena, field)) = value;
        any = true;
    }
    return any;
}

static int64_t posted_version(struct web *web, struct slice prefix) {
    int64_t version = 0;
    return slice_to_int64(web_field(web, arena_join(web->arena, prefix, S("version"))), &version) ? version
                                                                                                  : 0;
}

/* False when the text was changed meanwhile by somebody else. */
static bool plan_narrative(struct web *web, const struct writing *writing,
                           const struct document_promise *promise, struct change *changes, size_t *count) {
    const struct record *stored = narrative_for(writing, promise->promise_id),
                        *report = writing->open.found.report;
    struct slice prefix =
        arena_printf(web->arena, "%.*s.", SLICE_ARG(uuid_format(web->arena, promise->promise_id)));
    struct change change = change_new(web->arena, stored ? CHANGE_UPDATE : CHANGE_CREATE,
                                      &report_narrative_type, report->org_id);
    if (!set_texts(web, &change, stored, prefix, narrative_inputs, ARRAY_LEN(narrative_inputs))) return true;
    if ((stored ? stored->version : 0) != posted_version(web, prefix)) return false;
    if (stored) {
        change.id = stored->id;
        change.base_version = stored->version;
    } else {
        *report_set(&change, "report") = (struct value){.present = true, .id = report->id};
        *report_set(&change, "promise") = (struct value){.present = true, .id = promise->promise_id};
    }
    changes[(*count)++] = change;
    return true;
}

static bool plan_report(struct web *web, const struct writing *writing, struct change *changes,
                        size_t *count) {
    const struct record *report = writing->open.found.report;
    struct change change = change_new(web->arena, CHANGE_UPDATE, &period_report_type, report->org_id);
    if (!set_texts(web, &change, report, S("report."), report_inputs, ARRAY_LEN(report_inputs))) return true;
    if (report->version != posted_version(web, S("report."))) return false;
    change.id = report->id;
    change.base_version = report->version;
    changes[(*count)++] = change;
    return true;
}

static enum outcome show_again(struct web *web, enum outcome outcome) {
    struct writing *writing = arena_make(web->arena, struct writing, 1);
    enum outcome opened = writing_open(web, writing);
    if (opened != OUTCOME_OK) return opened;
    writing->is_conflict = outcome == OUTCOME_CONFLICT;
    if (writing->is_conflict) {
        refuse(&web->refusal, S(""),
               "Somebody else changed these words meanwhile. Theirs stand under yours; save again to keep "
               "what you typed.");
    }
    web->response->status = web_status(outcome);
    web->template = "report_write";
    writing_show(web, writing);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

static enum outcome words_written(struct web *web, struct write_job *job) {
    const struct writing *writing = web->state;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, report_href(web, writing->open.found.report, "?done=saved"));
    web->refusal = job->refusal;
    for (struct refusal_item *item = web->refusal.first; item; item = item->next)
        item->field = S("");
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    return show_again(web, job->outcome);
}

enum outcome report_write_post(struct web *web) {
    struct writing *writing = arena_make(web->arena, struct writing, 1);
    enum outcome outcome = writing_open(web, writing);
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (slice_equal(web_field(web, S("do")), S("look"))) return show_again(web, OUTCOME_OK);
    const struct document *document = &writing->open.document;
    struct change *changes = arena_make(web->arena, struct change, document->promise_count + 1);
    size_t count = 0;
    bool fresh = plan_report(web, writing, changes, &count);
    for (size_t i = 0; i < document->promise_count; i++)
        fresh = plan_narrative(web, writing, &document->promises[i], changes, &count) && fresh;
    if (!refusal_is_empty(&web->refusal)) return show_again(web, OUTCOME_REFUSED);
    if (!fresh) return show_again(web, OUTCOME_CONFLICT);
    if (!count) return web_redirect(web, report_href(web, writing->open.found.report, "?done=saved"));
    web->state = writing;
    return web_write(web, changes, count, web_field(web, S("_key")), words_written);
}
