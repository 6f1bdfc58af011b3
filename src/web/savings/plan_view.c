/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/plan_view.h"

#include "base/limits.h"

static struct plan_figures figures_of(const struct record *year) {
    struct plan_figures figures;
    for (int aim = 0; aim < AIMS; aim++) {
        figures.of[aim] = number_or_0(
            record_value_const(year, record_type_field(year->type, slice_of(plan_aims[aim].code))));
    }
    return figures;
}

static void take_years(struct plan_seen *plan) {
    plan->all_count = web_parts(plan->seen.web, &plan_year_type, "business_plan", plan->record->id,
                                plan->record->org_id, "year", LIMIT_LIST_ROWS, &plan->all_years);
    for (size_t i = 0; i < plan->all_count; i++) {
        int64_t at = number_or_0(&plan_year_of(plan->all_years[i])->year) - plan->years.first_year;
        if (at < 0 || at >= (int64_t)plan->years.count) continue;
        plan->year_records[at] = plan->all_years[i];
        plan->years.planned[at] = figures_of(plan->all_years[i]);
    }
}

bool plan_begin(struct web *web, struct record *record, struct plan_seen *plan) {
    *plan = (struct plan_seen){.record = record, .plan = business_plan_of(record)};
    int64_t today = date_first_day(clock_today()), years = number_or_0(&plan->plan->years);
    if (!group_begin(web, plan->plan->savings_group.id, today, &plan->seen)) return false;
    if (!group_sees_money(&plan->seen)) return false;
    plan->years.first_year = number_or_0(&plan->plan->first_year);
    plan->years.count = (size_t)exact_min(exact_max(years, 0), PLAN_YEARS_MAX);
    plan->may_write = access_may_record(web->app->access, web->actor, record, VERB_UPDATE);
    plan->is_of_group = uuid_equal(plan->seen.group->business_plan.id, record->id);
    take_years(plan);
    return true;
}

bool plan_of_path(struct web *web, struct plan_seen *plan) {
    struct record *record = web_record_of_path(web, &business_plan_type, 0);
    return record && plan_begin(web, record, plan);
}

static int by_scenario(const void *a, const void *b) {
    const struct business_plan *left = business_plan_of(*(struct record *const *)a),
                               *right = business_plan_of(*(struct record *const *)b);
    return choice_place(&plan_scenario_choices, &left->scenario, 0) -
           choice_place(&plan_scenario_choices, &right->scenario, 0);
}

size_t plan_scenarios(const struct plan_seen *plan, struct record ***records) {
    size_t kept = 0,
           count = web_parts(plan->seen.web, &business_plan_type, "savings_group", plan->seen.record->id,
                             plan->record->org_id, NULL, LIMIT_LIST_ROWS, records);
    for (size_t i = 0; i < count; i++) {
        if (number_or_0(&business_plan_of((*records)[i])->first_year) == plan->years.first_year)
            (*records)[kept++] = (*records)[i];
    }
    qsort(*records, kept, sizeof **records, by_scenario);
    return kept;
}

const char *plan_aim_label(enum aim aim) {
    return record_type_field(&plan_year_type, slice_of(plan_aims[aim].code))->label;
}

struct slice plan_figure_words(const struct group_seen *seen, enum aim aim, int64_t value) {
    return plan_aims[aim].is_money ? group_amount(seen, value) : savings_number(seen->web, value);
}

struct slice plan_href(struct web *web, const struct record *plan, const char *page) {
    return savings_href(web, "business-plans", plan->id, page);
}

struct slice plan_year_words(struct web *web, int64_t year) {
    return format_date(web->arena, &web->locale,
                       (struct date){.year = (int16_t)year, .precision = DATE_YEAR});
}

void plan_figures_set(struct web *web, struct doc *object, const char *key,
                      const struct plan_figures *figures) {
    struct doc *inner = doc_set_object(web->arena, object, slice_of(key));
    for (int aim = 0; aim < AIMS; aim++) {
        doc_set_int(web->arena, inner, slice_of(plan_aims[aim].code), figures->of[aim]);
    }
}
