/* SPDX-License-Identifier: Apache-2.0 */
#include "web/care/case_merge_parts.h"

#include "base/text.h"
#include "catalogue/value.h"
#include "domain/attachment/attachment.h"
#include "domain/care/case_clash.h"
#include "domain/care/case_meanwhile.h"
#include "domain/care/case_twin_cost.h"
#include "domain/care/double.h"
#include "domain/finance/finance.h"
#include "domain/reintegration/reintegration.h"
#include "web/attachment/attachment_page.h"
#include "web/care/case_timeline.h"
#include "web/referral/referral_view.h"

/* ---- the same term in both ---- */

static struct slice posted(struct web *web, const char *what, struct uuid id) {
    if (web->http->method != HTTP_POST) return S("");
    return web_field(web, arena_printf(web->arena, "%s.%.*s", what, SLICE_ARG(uuid_format(web->arena, id))));
}

static struct slice money_text(struct web *web, const struct value *value) {
    return value->present ? format_money(web->arena, &web->locale, value->money) : S("");
}

/* "20,000 ៛ + 85,000 ៛". */
static struct slice sum_text(struct web *web, const struct value *first, const struct value *second) {
    struct slice one = money_text(web, first), other = money_text(web, second);
    return arena_printf(web->arena, "%.*s%s%.*s", SLICE_ARG(one), one.len && other.len ? " + " : "",
                        SLICE_ARG(other));
}

static struct slice term_sum(struct web *web, const struct record *term) {
    struct slice sum = sum_text(web, &school_term_of(term)->fees, &school_term_of(term)->materials_cost);
    return sum.len ? sum : web_tr(web, TR("nothing"));
}

static void twin_show(struct web *web, struct record_names *names, const struct twin_cost *cost, bool asks,
                      struct doc *rows) {
    struct doc *row = doc_add_object(web->arena, rows);
    const struct field *line = record_type_field(&school_term_type, S("budget_line"));
    struct slice said = posted(web, "twin", cost->aside->id);
    doc_set_uuid(web->arena, row, S("aside_id"), cost->aside->id);
    doc_set_text(web->arena, row, S("aside_href"), record_href(web, &school_term_type, cost->aside->id));
    doc_set_text(web->arena, row, S("kept_href"), record_href(web, &school_term_type, cost->kept->id));
    doc_set_text(web->arena, row, S("twin_term"), case_choice(web, cost->aside, "term"));
    doc_set_text(web->arena, row, S("kept_sum"), term_sum(web, cost->kept));
    doc_set_text(web->arena, row, S("aside_sum"), term_sum(web, cost->aside));
    doc_set_text(web->arena, row, S("lost_sum"), sum_text(web, &cost->lost[0], &cost->lost[1]));
    doc_set_text(web->arena, row, S("lost_line"), record_cell_of(names, cost->aside, line, false).text);
    doc_set_text(web->arena, row, S("twin_input"),
                 arena_printf(web->arena, "twin.%.*s", SLICE_ARG(uuid_format(web->arena, cost->aside->id))));
    doc_set_bool(web->arena, row, S("twin_asks"), asks);
    doc_set_bool(web->arena, row, S("both"), slice_equal(said, S("both")));
}

void case_twins_show(struct web *web, struct doc *view, const struct record *stays, const struct record *goes,
                     bool asks) {
    struct rule rule = referral_seen_rule(web);
    struct record_names *names = record_names_new(web);
    struct twin_cost costs[TWIN_COSTS_MAX];
    size_t count = web_view(web, &school_term_type).allowed
                       ? case_twin_costs(&rule, stays->org_id, stays->id, goes->id, costs, TWIN_COSTS_MAX)
                       : 0;
    struct doc *rows = doc_set_array(web->arena, view, S("twins"));
    doc_set_bool(web->arena, view, S("has_twins"), count > 0);
    for (size_t i = 0; i < count && i < TWIN_COSTS_MAX; i++)
        twin_show(web, names, &costs[i], asks, rows);
}

void case_twins_read(struct web *web, const struct record *merge, struct change *change) {
    struct rule rule = referral_seen_rule(web);
    struct twin_cost costs[TWIN_COSTS_MAX];
    struct text both = TEXT_IN(web->arena);
    size_t count = case_twin_costs(&rule, merge->org_id, case_merge_of(merge)->case_file.id,
                                   case_merge_of(merge)->merged.id, costs, TWIN_COSTS_MAX);
    for (size_t i = 0; i < count && i < TWIN_COSTS_MAX; i++) {
        struct uuid id = costs[i].aside->id;
        if (!slice_equal(posted(web, "twin", id), S("both"))) continue;
        text_printf(&both, "%s%.*s", both.len ? " " : "", SLICE_ARG(uuid_format(web->arena, id)));
    }
    if (both.len) change_set_value(change, "both_paid", value_of_text(text_slice(&both)));
}

/* ---- written while they were one ---- */

/* Parts of the file and what is attached to it. */
static size_t parts_read(struct web *web, const struct record *file, struct case_event **events) {
    struct record **attached;
    size_t count = case_events(web, file, events), files = attachment_files(web, file, &attached);
    for (size_t i = 0; i < files; i++) {
        *events = arena_room(web->arena, *events, sizeof **events, count);
        (*events)[count++] = (struct case_event){attached[i], clock_day_of_ms(attached[i]->created_ms)};
    }
    return count;
}

static struct slice part_href(struct web *web, const struct record *part) {
    if (part->type != &attachment_type) return record_href(web, part->type, part->id);
    return arena_printf(web->arena, "/attachments/%.*s/file", SLICE_ARG(uuid_format(web->arena, part->id)));
}

/* The newest first. */
static size_t meanwhile_read(struct web *web, const struct record *file, const struct record *merge,
                             struct case_event **parts) {
    struct case_event *events;
    struct rule rule = referral_seen_rule(web);
    const struct record *goes = /* deleted, so that no view shows it */
        rule_find(&rule, &case_file_type, merge->org_id, case_merge_of(merge)->merged.id);
    size_t count = goes ? parts_read(web, file, &events) : 0, found = 0;
    for (size_t i = 0; i < count; i++) {
        if (case_meanwhile_is(goes, events[i].record)) events[found++] = events[i];
    }
    if (found) case_events_sort(events, found);
    *parts = found ? events : NULL;
    return found;
}

static bool goes_back(struct web *web, struct rule *rule, const struct record *merge,
                      const struct record *part) {
    struct slice said = posted(web, "part", part->id);
    return said.len ? slice_equal(said, S("goes")) : case_meanwhile_follows(rule, merge->id, part);
}

static void part_show(struct web *web, struct case_names *names, const struct case_event *event, bool goes,
                      struct doc *rows) {
    struct doc *row = doc_add_object(web->arena, rows);
    const struct record *part = event->record;
    doc_set_uuid(web->arena, row, S("part_id"), part->id);
    doc_set_text(web->arena, row, S("part_kind"), web_tr(web, part->type->label));
    doc_set_text(web->arena, row, S("part_day"),
                 format_date(web->arena, &web->locale, date_of_day(event->day)));
    doc_set_text(web->arena, row, S("part_who"), case_name(names, part->created_by));
    doc_set_text(web->arena, row, S("part_href"), part_href(web, part));
    doc_set_text(web->arena, row, S("part_input"),
                 arena_printf(web->arena, "part.%.*s", SLICE_ARG(uuid_format(web->arena, part->id))));
    doc_set_bool(web->arena, row, S("part_goes"), goes);
}

void case_meanwhile_show(struct web *web, struct doc *view, const struct record *file,
                         const struct record *merge) {
    struct rule rule = referral_seen_rule(web);
    struct case_names *names = case_names_new(web);
    struct case_event *parts;
    size_t count = meanwhile_read(web, file, merge, &parts);
    struct doc *rows = doc_set_array(web->arena, view, S("meanwhile"));
    doc_set_bool(web->arena, view, S("has_meanwhile"), count > 0);
    for (size_t i = 0; i < count && i < MEANWHILE_MAX; i++)
        part_show(web, names, &parts[i], goes_back(web, &rule, merge, parts[i].record), rows);
    if (count > MEANWHILE_MAX)
        doc_set_text(
            web->arena, view, S("meanwhile_more"),
            web_tr_fill(web, TR("{1} more stay where they were written; the file lists them by day."),
                        format_number(web->arena, &web->locale, (int64_t)(count - MEANWHILE_MAX)), S("")));
}

void case_meanwhile_read(struct web *web, const struct record *file, const struct record *merge,
                         struct change *change) {
    struct rule rule = referral_seen_rule(web);
    struct text sent = TEXT_IN(web->arena);
    struct case_event *parts;
    size_t count = meanwhile_read(web, file, merge, &parts);
    for (size_t i = 0; i < count && i < MEANWHILE_MAX; i++) {
        const struct record *part = parts[i].record;
        if (!goes_back(web, &rule, merge, part)) continue;
        text_printf(&sent, "%s%s:%.*s", sent.len ? " " : "", part->type->name,
                    SLICE_ARG(uuid_format(web->arena, part->id)));
    }
    if (sent.len) change_set_value(change, "sent_back", value_of_text(text_slice(&sent)));
}

void case_meanwhile_sent_show(struct web *web, struct doc *view, const struct record *merge) {
    struct rule rule = referral_seen_rule(web);
    const struct value *sent = &case_merge_of(merge)->sent_back;
    struct slice rest = sent->text;
    const struct record *part;
    struct doc *rows = doc_set_array(web->arena, view, S("sent"));
    doc_set_bool(web->arena, view, S("has_sent"), sent->present);
    while (sent->present && case_meanwhile_next(&rule, merge->org_id, &rest, &part)) {
        if (!part || part->deleted_ms) continue;
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("sent_kind"), web_tr(web, part->type->label));
        doc_set_text(web->arena, row, S("sent_href"), part_href(web, part));
    }
}
