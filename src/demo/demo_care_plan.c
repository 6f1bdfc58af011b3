/* SPDX-License-Identifier: Apache-2.0 */
/* What was found wanting, what is to be reached, who does what by when, and what keeps somebody safe. */
#include "demo/demo_care.h"
#include "domain/care/plan.h"

enum { PLAN_PERCENT = 40, DANGER_PERCENT = 20 };

static const struct {
    const char *domain, *goal, *task, *what;
} plans[] = {
    {"work", "រកប្រាក់បានគ្រប់គ្រាន់សម្រាប់គ្រួសារ", "support", "ប្រគល់ឧបករណ៍"},
    {"health", "ជាសះស្បើយ", "appointment", "ទៅមន្ទីរពេទ្យជាមួយគ្នា"},
    {"legal", "មានឯកសារផ្ទាល់ខ្លួន", "paper", "ស្នើសុំសៀវភៅគ្រួសារ"},
    {"education", "ត្រឡប់ទៅរៀនវិញ", "visit", "និយាយជាមួយគ្រូ"},
    {"family", "រស់នៅជាមួយគ្រួសារដោយសុខសាន្ត", "visit", "ចុះសួរសុខទុក្ខគ្រួសារ"},
};

static void need_add(struct demo_care *care, const struct demo_client *client, size_t at) {
    struct case_need *need =
        case_need_of(demo_care_part(care, &case_need_type, client, client->day + 2, NULL));
    need->on_day = DEMO_DAY(client->day + 2);
    need->domain = DEMO_TEXT(slice_of(plans[at].domain));
    need->score = DEMO_NUMBER(demo_random_between(&care->random, 1, 3));
}

static struct uuid goal_add(struct demo_care *care, const struct demo_client *client, size_t at,
                            bool is_reached) {
    struct uuid id;
    struct case_goal *goal =
        case_goal_of(demo_care_part(care, &case_goal_type, client, client->day + 3, &id));
    goal->domain = DEMO_TEXT(slice_of(plans[at].domain));
    goal->state = DEMO_TEXT(is_reached ? S("reached") : S("open"));
    goal->set_on = DEMO_DAY(client->day + 3);
    goal->reach_by = DEMO_DAY(client->day + 180);
    goal->goal = DEMO_TEXT(slice_of(plans[at].goal));
    return id;
}

static void task_add(struct demo_care *care, const struct demo_client *client, size_t at, struct uuid goal,
                     bool is_done) {
    int64_t day = client->day + demo_random_between(&care->random, 7, 60);
    struct case_task *task =
        case_task_of(demo_care_part(care, &case_task_type, client, client->day + 3, NULL));
    task->kind = DEMO_TEXT(slice_of(plans[at].task));
    task->due_on = DEMO_DAY(day);
    task->goal = DEMO_REF(goal);
    if (is_done && day <= client->last_day) task->done_on = DEMO_DAY(day);
    task->what = DEMO_TEXT(slice_of(plans[at].what));
}

static void safety_add(struct demo_care *care, const struct demo_client *client) {
    struct case_safety *plan =
        case_safety_of(demo_care_part(care, &case_safety_type, client, client->day + 1, NULL));
    plan->on_day = DEMO_DAY(client->day + 1);
    plan->risk = DEMO_TEXT(S("high"));
    plan->review_on = DEMO_DAY(client->day + 31);
    plan->steps = DEMO_TEXT(S("ទៅរកអ្នកជិតខាង ហើយទូរស័ព្ទទៅបុគ្គលិកសង្គម។"));
}

void demo_care_plan_add(struct demo_care *care, const struct demo_client *client) {
    if (client->day + 3 > client->last_day || !demo_random_chance(&care->random, PLAN_PERCENT)) return;
    size_t at = (size_t)demo_random_below(&care->random, ARRAY_LEN(plans));
    bool is_done = demo_random_chance(&care->random, 60);
    need_add(care, client, at);
    task_add(care, client, at, goal_add(care, client, at, is_done), is_done);
    if (demo_random_chance(&care->random, DANGER_PERCENT)) safety_add(care, client);
}
