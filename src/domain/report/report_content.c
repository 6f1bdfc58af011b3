/* SPDX-License-Identifier: Apache-2.0 */
/* What a snapshot holds.  It stands alone: titles and names are in it as they were, so that a renamed promise
 * does not change what was reported. */
#include "base/doc.h"
#include "catalogue/value.h"
#include "domain/programme/programme.h"
#include "domain/report/report.h"
#include "domain/report/report_internal.h"

/* Some fields of a record as they are in JSON. */
static void set_fields(struct arena *arena, const struct record *record, const char *names,
                       struct doc *object) {
    for (size_t i = 0; record && i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        if (names_contain(names, slice_of(field->name)))
            value_set_json(arena, field, &record->values[i], object);
    }
}

static void add_head(struct rule *rule, const struct record *report, struct doc *content) {
    struct arena *arena = rule->job_arena;
    const struct period_report *fields = period_report_of(report);
    const struct record *agreement = rule_find(rule, &agreement_type, report->org_id, fields->agreement.id);
    const struct record *period = rule_find(rule, &reporting_period_type, SHARED_ORG, fields->period.id);
    const struct record *organisation = rule_find(rule, &organisation_type, report->org_id, report->org_id);
    doc_set_int(arena, content, S("format"), 1);
    doc_set_uuid(arena, content, S("report"), report->id);
    set_fields(arena, organisation, "short_name name name_km",
               doc_set_object(arena, content, S("organisation")));
    set_fields(arena, agreement, "number title title_km starts_on ends_on",
               doc_set_object(arena, content, S("agreement")));
    set_fields(arena, period, "title title_km starts_on ends_on due_on",
               doc_set_object(arena, content, S("period")));
    set_fields(arena, report, "overview overview_km challenges challenges_km",
               doc_set_object(arena, content, S("words")));
}

struct slice report_content(struct rule *rule, const struct record *report) {
    struct doc *content = doc_new_object(rule->job_arena);
    struct text json = TEXT_IN(rule->job_arena);
    add_head(rule, report, content);
    doc_write_json(&json, content);
    return text_slice(&json);
}

bool report_check_submission(struct rule *rule, const struct record *report, struct refusal *refusal) {
    return report_snapshot_is_current(rule, report, &period_report_of(report)->snapshot, S("report"),
                                      refusal);
}
