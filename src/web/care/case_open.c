/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file opened: who the person is and all that was written, on one page, for a purpose.  The one place that
 * says a name; one line of the log of reads names the file, its fields and how many parts of each kind.
 * Nothing of it is kept by the browser, and the page leaves by itself.
 */
#include "base/limits.h"
#include "base/log.h"
#include "domain/care/rules.h"
#include "web/attachment/attachment_page.h"
#include "web/care/case_pages.h"
#include "web/care/case_timeline.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_head.h"
#include "web/record/record_pages.h"

enum { OPEN_S = 600 /* so long the page stays */ };

/* What has a rule of its own about who may open it stays sealed here. */
static size_t parts_to_open(struct web *web, const struct case_event *events, size_t count,
                            struct record ***parts) {
    size_t found = 0;
    *parts = arena_make(web->arena, struct record *, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool same = events[i].record->type->before_reveal == case_file_type.before_reveal;
        if (same) (*parts)[found++] = events[i].record;
    }
    return found;
}

/* ---- the page ---- */

static void fact_add(struct web *web, struct doc *facts, const struct field *field, struct slice text) {
    struct doc *fact = doc_add_object(web->arena, facts);
    doc_set_text(web->arena, fact, S("fact_label"), web_tr(web, field->label));
    doc_set_text(web->arena, fact, S("fact_text"), text);
    doc_set_bool(web->arena, fact, S("fact_long"), field->kind == KIND_LONG_TEXT);
}

/* What was sealed in it, and what is personal though not sealed. */
static void facts_add(struct record_names *names, struct web *web, const struct record *record,
                      struct doc *facts, bool is_whole) {
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        bool tells = field->sealed || (is_whole && field->sensitivity >= PERSONAL && field->kind != KIND_REF);
        if (tells && record->values[i].present)
            fact_add(web, facts, field, record_cell_of(names, record, field, false).text);
    }
}

static void entry_more(struct web *web, const struct record *record, struct doc *entry) {
    facts_add(web->state, web, record, doc_set_array(web->arena, entry, S("entry_facts")), false);
}

static void name_add(struct web *web, const struct record *record) {
    const struct case_file *file = case_file_of(record);
    struct slice khmer = file->name_km.present ? file->name_km.text : S(""),
                 latin = file->name_latin.present ? file->name_latin.text : S("");
    struct slice both = arena_printf(web->arena, "%.*s%s%.*s", SLICE_ARG(khmer),
                                     khmer.len && latin.len ? " · " : "", SLICE_ARG(latin));
    doc_set_text(web->arena, web->view, S("person_name"), both.len ? both : record->code);
}

/* The title of the page says no name: it stays in the history of the browser. */
static void opened_show(struct web *web, struct record *file, struct case_event *events, size_t count) {
    web->state = record_names_new(web); /* one for all parts */
    case_head(web, file, TR("Opened"));
    name_add(web, file);
    facts_add(web->state, web, file, doc_set_array(web->arena, web->view, S("person_facts")),
              true);
    case_events_sort(events, count);
    case_timeline_add(web, case_names_new(web), doc_set_array(web->arena, web->view, S("days")), events,
                      count, LIMIT_CASE_EVENTS, entry_more);
    attachment_opened_add(web, file, doc_set_array(web->arena, web->view, S("opened")));
    doc_set_int(web->arena, web->view, S("leaves_after"), OPEN_S);
    struct slice minutes = format_number(web->arena, &web->locale, OPEN_S / 60);
    doc_set_text(web->arena, web->view, S("leaves_text"),
                 web_tr_fill(web, TR("This page closes by itself after {1} minutes."), minutes, S("")));
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
}

/* ---- asked again ---- */

static enum outcome ask_again(struct web *web, const struct record *file) {
    web->response->status = web_status(OUTCOME_REFUSED);
    web->template = "record_reveal";
    record_add_head(record_names_new(web), web, file, TR("Show what is sealed"));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "purpose",
                                         .label = TR("What do you need it for?"),
                                         .required = true,
                                         .autofocus = true,
                                         .help = TR("Your name, the time and this purpose are kept; the "
                                                    "organisation can ask who saw the record."),
                                         .value = plain_form_value(web, "purpose", S(""))});
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

enum outcome case_open_post(struct web *web) {
    struct record *file = case_read(web, NULL), **parts;
    struct case_event *events;
    bool may =
        file && access_may_in(web->app->access, web->actor, &case_file_type, file->org_id, VERB_REVEAL);
    if (!may) return OUTCOME_NOT_FOUND;
    struct slice purpose = slice_trim(web_field(web, S("purpose")));
    if (!record_purpose_is_said(web, purpose)) return ask_again(web, file);
    size_t count = case_events(web, file, &events), opened = parts_to_open(web, events, count, &parts);
    enum outcome outcome = query_reveal_whole(web->app->store, web_db(web), web->arena, web->actor, file, parts, opened,
                                              purpose, &web->refusal);
    if (outcome == OUTCOME_OK) opened_show(web, file, events, count);
    return outcome;
}
