/* SPDX-License-Identifier: Apache-2.0 */
/* School and services are rooms that know this one: their records are read by the names of their fields. */
#include "domain/care/case_twin_cost.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/case_clash.h"
#include "domain/care/double.h"
#include "domain/care/rules.h"

static const char *const money_fields[] = {"fees", "materials_cost"};

static const struct record_type *type_of(const struct rule *rule, const char *name) {
    return catalogue_find(store_catalogue(rule->store), slice_of(name));
}

/* The parts of a type that refer to a record by the field. */
static size_t parts_read(struct rule *rule, const char *type_name, const char *field, struct uuid org,
                         struct uuid of, struct record **parts) {
    const struct record_type *type = type_of(rule, type_name);
    struct uuid ids[TWIN_COSTS_MAX];
    size_t found = 0, count = rule_referrers(rule, type, record_type_field(type, slice_of(field)), org, of,
                                             ids, TWIN_COSTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *part = rule_find(rule, type, org, ids[i]);
        if (part) parts[found++] = record_copy_deep(rule->job_arena, part);
    }
    return found;
}

static bool has_money(const struct value *value) {
    return value->present && value->money.amount;
}

static bool says_money(const struct record *record) {
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (record->type->fields[i].kind == KIND_MONEY && record->values[i].present) return true;
    }
    return false;
}

bool case_twin_takes_costs(const struct record *kept, const struct record *aside) {
    const struct field *line = record_type_field(kept->type, S("budget_line"));
    if (!line || value_equal(line, record_value_const(kept, line), record_value_const(aside, line)))
        return true;
    return !record_value_const(kept, line)->present && !says_money(kept);
}

void case_twin_lost(const struct record *kept, const struct record *aside, struct value lost[static 2]) {
    for (size_t i = 0; i < ARRAY_LEN(money_fields); i++) {
        const struct value *theirs = case_value(aside, money_fields[i]);
        bool spent = has_money(theirs) && case_value(aside, "budget_line")->present;
        bool stays = !case_value(kept, money_fields[i])->present && case_twin_takes_costs(kept, aside);
        lost[i] = spent && !stays ? *theirs : (struct value){0};
    }
}

static size_t terms_add(struct rule *rule, const struct record *kept_year, const struct record *aside_year,
                        struct twin_cost *costs, size_t count, size_t max) {
    struct record *kept[TWIN_COSTS_MAX], *aside[TWIN_COSTS_MAX];
    size_t ours = parts_read(rule, "school_term", "enrolment", kept_year->org_id, kept_year->id, kept),
           theirs = parts_read(rule, "school_term", "enrolment", kept_year->org_id, aside_year->id, aside);
    for (size_t i = 0; i < ours; i++) {
        for (size_t k = 0; k < theirs; k++) {
            if (!slice_equal(case_value(kept[i], "term")->text, case_value(aside[k], "term")->text)) continue;
            struct twin_cost cost = {.kept = kept[i], .aside = aside[k]};
            case_twin_lost(kept[i], aside[k], cost.lost);
            if (!cost.lost[0].present && !cost.lost[1].present) continue;
            if (count < max) costs[count] = cost;
            count++;
        }
    }
    return count;
}

size_t case_twin_costs(struct rule *rule, struct uuid org, struct uuid stays, struct uuid goes,
                       struct twin_cost *costs, size_t max) {
    struct record *kept[TWIN_COSTS_MAX], *aside[TWIN_COSTS_MAX];
    size_t count = 0;
    if (!type_of(rule, "school_term") || !type_of(rule, "case_service")) return 0;
    size_t ours = parts_read(rule, "school_enrolment", "case_file", org, stays, kept),
           theirs = parts_read(rule, "school_enrolment", "case_file", org, goes, aside);
    for (size_t i = 0; i < ours; i++) {
        for (size_t k = 0; k < theirs; k++) {
            if (case_value(kept[i], "school_year")->number == case_value(aside[k], "school_year")->number)
                count = terms_add(rule, kept[i], aside[k], costs, count, max);
        }
    }
    return count;
}

bool case_twin_costs_fit(struct rule *rule, const struct record *record, struct refusal *refusal) {
    const struct case_merge *merge = case_merge_of(record);
    struct twin_cost costs[TWIN_COSTS_MAX];
    if (!merge->both_paid.present) return true;
    size_t count = case_twin_costs(rule, record->org_id, merge->case_file.id, merge->merged.id, costs,
                                   TWIN_COSTS_MAX),
           listed = 0;
    for (size_t i = 0; i < count && i < TWIN_COSTS_MAX; i++)
        listed += case_ids_have(&merge->both_paid, costs[i].aside->id);
    return listed == case_ids_count(&merge->both_paid) ||
           refuse(refusal, S("both_paid"),
                  "Only terms at school that are set aside can have been paid all the same.");
}

struct uuid case_twin_keep(struct rule *rule, struct uuid file, const struct record *aside,
                           const struct value *amount) {
    const struct record_type *type = type_of(rule, "case_service");
    struct record *service = record_new(rule->job_arena, type);
    const struct {
        const char *field;
        struct value value;
    } says[] = {{"case_file", value_of_id(file)},
                {"kind", value_of_text(S("education"))},
                {"on_day", *case_value(aside, "on_day")},
                {"units", value_of_number(1)},
                {"given_at", value_of_text(S("elsewhere"))},
                {"cost", *amount},
                {"budget_line", *case_value(aside, "budget_line")}};
    for (size_t i = 0; i < ARRAY_LEN(says); i++)
        *record_value(service, record_type_field(type, slice_of(says[i].field))) = says[i].value;
    return rule_make_id(rule, type, aside->org_id, service);
}
