/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Savings groups with their members, bylaws and two years of meetings, from the lines of groups.csv.  The box
 * of each meeting is reckoned here as well as in the books, from the same pure rules, so that a count that
 * differs is one that was meant to.
 */
#include "base/log.h"
#include "demo/demo_group.h"
#include "demo/demo_records.h"
#include "domain/ledger/amount.h"
#include "domain/savings/share_out.h"

enum { MEMBERS_MIN = 10, NAMES_MAX = 40, GROUPS_OF_ALL = 138 };

struct value demo_group_text(struct demo_group *group, const char *text) {
    return DEMO_TEXT(arena_copy(demo_out_arena(group->demo->out), slice_of(text)));
}

struct uuid demo_group_next_id(struct demo_group *group) {
    return demo_id_next(group->demo->out, group->day);
}

/* The meetings are on the same day of each month. */
int64_t demo_group_meeting_day(const struct demo_group *group, int number) {
    struct date date = date_of_day(group->formed);
    int month = date.month + number;
    date.year = (int16_t)(date.year + month / 12);
    date.month = (uint8_t)(month % 12 + 1);
    if (date.day > 27) date.day = 27;
    return date_first_day(date);
}

/* ---- the group ---- */

static void name_group(struct demo_group *group, struct savings_group *record, int64_t number) {
    struct arena *arena = demo_out_arena(group->demo->out);
    struct demo_table *table = arena_make(group->arena, struct demo_table, 1);
    struct slice names[NAMES_MAX], names_km[NAMES_MAX];
    int64_t count = 0;
    demo_table_open(table, group->arena, S("data/scenario/demo/group_names.csv"));
    while (count < NAMES_MAX && demo_table_next(table)) {
        names[count] = demo_table_text(table, "name");
        names_km[count++] = demo_table_text(table, "name_km");
    }
    int64_t at = number % count;
    record->name = DEMO_TEXT(arena_printf(arena, "%.*s %lld", SLICE_ARG(names[at]), (long long)number + 1));
    record->name_km =
        DEMO_TEXT(arena_printf(arena, "%.*s %lld", SLICE_ARG(names_km[at]), (long long)number + 1));
}

static void group_add(struct demo_group *group, struct slice village, int64_t number) {
    const struct group_line *line = group->line;
    struct demo_out *out = group->demo->out;
    group->day = group->formed;
    group->id = demo_group_next_id(group);
    struct savings_group *record = savings_group_of(demo_out_add(out, &savings_group_type, group->id));
    name_group(group, record, number);
    record->village = DEMO_TEXT(village);
    record->model = DEMO_TEXT(line->model);
    record->formed_on = DEMO_DAY(group->formed);
    record->meets = DEMO_TEXT(S("monthly"));
    record->status = DEMO_TEXT(S("active"));
    if (group->keeps_dollars) record->second_unit = DEMO_REF(commodity_id(S("USD")));
    record->computer_accounts = DEMO_NUMBER(demo_random_chance(group->random, line->computer_percent));
    struct group_bylaw *bylaw =
        group_bylaw_of(demo_out_add(out, &group_bylaw_type, demo_group_next_id(group)));
    bylaw->savings_group = DEMO_REF(group->id);
    bylaw->effective_on = DEMO_DAY(group->formed);
    bylaw->members_max = DEMO_NUMBER(0);
    bylaw->share_price = DEMO_NUMBER(line->share_price);
    bylaw->deposit_min = DEMO_NUMBER(line->deposit);
    bylaw->social_fund_amount = DEMO_NUMBER(line->social_fund);
    bylaw->rate_ppm = DEMO_NUMBER(line->rate_ppm);
    if (group->is_vsla) return;
    bylaw->reserve_ppm = DEMO_NUMBER(400000);
    bylaw->social_ppm = DEMO_NUMBER(0);
    bylaw->dividend_ppm = DEMO_NUMBER(600000);
}

static const char *role_of(size_t at) {
    static const char *const roles[] = {"chair",      "secretary",  "treasurer", "key_holder",
                                        "key_holder", "key_holder", "counter",   "counter"};
    return at < ARRAY_LEN(roles) ? roles[at] : "member";
}

static void member_add(struct demo_group *group, const struct demo_member *person) {
    size_t at = group->member_count++;
    group->members[at] = demo_group_next_id(group);
    struct savings_member *member =
        savings_member_of(demo_out_add(group->demo->out, &savings_member_type, group->members[at]));
    member->savings_group = DEMO_REF(group->id);
    member->number = DEMO_NUMBER((int64_t)at + 1);
    member->person = DEMO_REF(person->id);
    member->household = DEMO_REF(person->family.id);
    member->joined_on = DEMO_DAY(group->formed);
    member->role = DEMO_TEXT(slice_of(role_of(at)));
}

/* The people of the cast's site, or new ones, each of a household of their own. */
static void members_add(struct demo_group *group, const struct demo_site *site, struct slice village) {
    static const struct demo_kind kind = {.function = "villager", .vulnerable = true, .sparse = true};
    size_t count = site ? site->count : (size_t)group->line->members;
    for (size_t i = 0; i < count && i < MEMBERS_MAX; i++) {
        if (site) {
            member_add(group, &site->members[i]);
            continue;
        }
        struct demo_member person =
            demo_person_add(group->demo, group->random, &kind, village, group->formed, NULL);
        member_add(group, &person);
    }
}

static void trainings_add(struct demo_group *group) {
    static const char *const subjects[] = {"savings", "loans", "banks", "accounts"};
    if (!demo_random_chance(group->random, group->line->trained_percent)) return;
    for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
        group->day = group->formed + (int64_t)i * 60 + demo_random_between(group->random, 5, 30);
        struct group_training *training = group_training_of(
            demo_out_add(group->demo->out, &group_training_type, demo_group_next_id(group)));
        training->savings_group = DEMO_REF(group->id);
        training->subject = DEMO_TEXT(slice_of(subjects[i]));
        training->held_on = DEMO_DAY(group->day);
    }
}

/* ---- lines of a sheet ---- */

static int64_t saving_of(struct demo_group *group) {
    if (group->is_vsla)
        return demo_random_chance(group->random, 15) ? 5 : demo_random_between(group->random, 1, 3);
    return group->line->deposit * (demo_random_chance(group->random, 20) ? 2 : 1);
}

static void line_add(struct demo_group *group, size_t at, const char *attendance, int64_t saves,
                     int64_t fine) {
    bool came = saves > 0;
    struct meeting_line *line =
        meeting_line_of(demo_out_add(group->demo->out, &meeting_line_type, demo_group_next_id(group)));
    int64_t money = group->is_vsla ? saves * group->line->share_price : saves;
    line->meeting = DEMO_REF(group->meeting);
    line->member = DEMO_REF(group->members[at]);
    line->attendance = DEMO_TEXT(slice_of(attendance));
    if (came) *(group->is_vsla ? &line->shares : &line->deposit) = DEMO_NUMBER(saves);
    if (came && group->line->social_fund) line->social_fund = DEMO_NUMBER(group->line->social_fund);
    if (fine) line->fine = DEMO_NUMBER(fine);
    if (fine) line->fine_kind = DEMO_TEXT(S("late"));
    if (came && group->keeps_dollars && at % 10 == 0) demo_group_pay_dollar(group, line);
    group->saved[at] += money;
    group->cash += money + fine + (came ? group->line->social_fund : 0);
    group->profit += fine;
    group->social += came ? group->line->social_fund : 0;
}

/* Who takes money out is there, and saves nothing. */
static void withdraw(struct demo_group *group, size_t at, int64_t amount) {
    struct meeting_line *line =
        meeting_line_of(demo_out_add(group->demo->out, &meeting_line_type, demo_group_next_id(group)));
    line->meeting = DEMO_REF(group->meeting);
    line->member = DEMO_REF(group->members[at]);
    line->attendance = DEMO_TEXT(S("present"));
    line->withdrawal = DEMO_NUMBER(amount);
    group->saved[at] -= amount;
    group->cash -= amount;
}

static void lines_add(struct demo_group *group) {
    size_t away = 0;
    for (size_t i = 0; i < group->member_count; i++) {
        if (group->has_left[i]) continue;
        int64_t taken = demo_group_withdrawal(group, i);
        if (taken) {
            withdraw(group, i, taken);
            continue;
        }
        int64_t dice = demo_random_below(group->random, 100);
        bool may_miss = i > 5 && away < group->member_count / 5;
        away += dice < 9;
        if (dice < 5 && may_miss)
            line_add(group, i, "absent", 0, 0);
        else if (dice < 9 && may_miss)
            line_add(group, i, "represented", saving_of(group), 0);
        else if (dice < 13)
            line_add(group, i, "late", saving_of(group), 500);
        else
            line_add(group, i, "present", saving_of(group), 0);
    }
}

/* ---- loans ---- */

static int64_t row_sum(const struct loan_row *row) {
    return row->principal + row->interest + row->fee;
}

static int64_t loan_total(const struct demo_loan *loan) {
    return loan->schedule.principal + loan->schedule.interest + loan->schedule.fee;
}

/* What fell due up to the meeting and was not paid. */
static int64_t due_of(const struct demo_group *group, const struct demo_loan *loan) {
    int64_t due = -loan->paid;
    for (size_t i = 0; i < loan->schedule.count && loan->schedule.rows[i].due_day <= group->day; i++) {
        due += row_sum(&loan->schedule.rows[i]);
    }
    return due;
}

/* Principal of the rows that are paid: rows are always paid whole. */
int64_t demo_loan_principal_paid(const struct demo_loan *loan) {
    int64_t principal = 0, left = loan->paid;
    for (size_t i = 0; i < loan->schedule.count && left >= row_sum(&loan->schedule.rows[i]); i++) {
        principal += loan->schedule.rows[i].principal;
        left -= row_sum(&loan->schedule.rows[i]);
    }
    return principal;
}

static void repay(struct demo_group *group, struct demo_loan *loan, int64_t amount) {
    if (amount <= 0) return;
    struct loan_repayment *repayment =
        loan_repayment_of(demo_out_add(group->demo->out, &loan_repayment_type, demo_group_next_id(group)));
    repayment->loan = DEMO_REF(loan->id);
    repayment->meeting = DEMO_REF(group->meeting);
    repayment->amount = DEMO_NUMBER(amount);
    group->profit += amount + demo_loan_principal_paid(loan);
    loan->paid += amount;
    group->profit -= demo_loan_principal_paid(loan);
    loan->is_open = loan->paid < loan_total(loan);
    group->cash += amount;
}

static void write_off(struct demo_group *group, struct demo_loan *loan) {
    struct loan_write_off *off =
        loan_write_off_of(demo_out_add(group->demo->out, &loan_write_off_type, demo_group_next_id(group)));
    off->loan = DEMO_REF(loan->id);
    off->meeting = DEMO_REF(group->meeting);
    off->decision =
        demo_group_text(group, "អ្នកខ្ចីបានចេញពីភូមិ ហើយគ្មានអ្នកណាទទួលខុសត្រូវលើកម្ចីទេ។");
    loan->is_open = false;
    loan->is_lost = true;
    group->profit -= loan->schedule.principal - demo_loan_principal_paid(loan);
}

static void repayments_add(struct demo_group *group, bool is_last_of_cycle) {
    for (size_t i = 0; i < group->loan_count; i++) {
        struct demo_loan *loan = &group->loans[i];
        if (!loan->is_open || loan->opened == group->number) continue;
        bool is_stuck = loan->stops && loan->paid > 0;
        if (is_stuck && !is_last_of_cycle && demo_group_reschedule(group, loan)) continue;
        if (is_stuck && (is_last_of_cycle || (!group->is_vsla && group->number - loan->opened > 9)))
            write_off(group, loan);
        else if (is_last_of_cycle)
            repay(group, loan, loan_total(loan) - loan->paid);
        else if (!is_stuck && demo_random_chance(group->random, 90))
            repay(group, loan, due_of(group, loan));
    }
}

/* Nobody lends again to who did not pay back. */
bool demo_group_owes(const struct demo_group *group, size_t member) {
    for (size_t i = 0; i < group->loan_count; i++) {
        const struct demo_loan *loan = &group->loans[i];
        if (loan->member == member && (loan->is_open || loan->is_lost)) return true;
    }
    return false;
}

static bool schedule_make(struct demo_group *group, int64_t amount, int count, int64_t fee,
                          struct loan_schedule *schedule) {
    struct loan_disbursement payout = {group->day, amount};
    const struct loan_terms terms = {.disbursements = &payout,
                                     .disbursement_count = 1,
                                     .rate_ppm = group->line->rate_ppm,
                                     .rate_period = LOAN_RATE_MONTHLY,
                                     .method = group->is_vsla ? LOAN_FLAT : LOAN_EQUAL_PRINCIPAL,
                                     .frequency = LOAN_MONTHLY,
                                     .count = count,
                                     .fee_first = fee,
                                     .multiple = 100,
                                     .first_due_day = demo_group_meeting_day(group, group->number + 1)};
    return loan_schedule_make(group->arena, &terms, schedule) == LOAN_OK;
}

struct group_loan *demo_group_loan_record(struct demo_group *group, const struct demo_loan *loan,
                                          int64_t amount, int count) {
    static const char *const purposes[] = {"farming",   "animals", "trade", "health",
                                           "education", "house",   "debt"};
    struct group_loan *record = group_loan_of(demo_out_add(group->demo->out, &group_loan_type, loan->id));
    record->savings_group = DEMO_REF(group->id);
    if (loan->member != NOBODY) record->member = DEMO_REF(group->members[loan->member]);
    record->asked_on = DEMO_DAY(group->day);
    record->meeting = DEMO_REF(group->meeting);
    record->state = DEMO_TEXT(S("approved"));
    record->amount = DEMO_NUMBER(amount);
    record->purpose = DEMO_TEXT(slice_of(purposes[demo_random_below(group->random, ARRAY_LEN(purposes))]));
    record->count = DEMO_NUMBER(count);
    record->first_due_on = DEMO_DAY(demo_group_meeting_day(group, group->number + 1));
    size_t guarantor = loan->member == NOBODY ? 0 : (loan->member + 1) % group->member_count;
    if (!group->is_vsla) record->guarantor_first = DEMO_REF(group->members[guarantor]);
    return record;
}

void demo_group_payout(struct demo_group *group, const struct demo_loan *loan, int64_t amount) {
    struct loan_payout *payout =
        loan_payout_of(demo_out_add(group->demo->out, &loan_payout_type, demo_group_next_id(group)));
    payout->loan = DEMO_REF(loan->id);
    payout->meeting = DEMO_REF(group->meeting);
    payout->amount = DEMO_NUMBER(amount);
}

struct demo_loan *demo_group_loan_new(struct demo_group *group, size_t member, int64_t amount, int count,
                                      int64_t fee) {
    if (group->loan_count == LOANS_MAX) return NULL;
    struct demo_loan *loan = &group->loans[group->loan_count];
    *loan = (struct demo_loan){
        .id = demo_group_next_id(group), .member = member, .opened = group->number, .is_open = true};
    if (!schedule_make(group, amount, count, fee, &loan->schedule)) return NULL;
    group->loan_count++;
    return loan;
}

static void loan_add(struct demo_group *group, size_t member) {
    int count = group->is_vsla ? 3 : demo_random_chance(group->random, 50) ? 6 : 10;
    int64_t most = group->saved[member] * (group->is_vsla ? 3 : 5), fund = group->cash - group->social;
    int64_t amount = (most < fund ? most : fund) / 10000 * 10000;
    if (amount > 600000) amount = 600000;
    if (amount < 20000) return;
    struct demo_loan *loan = demo_group_loan_new(group, member, amount, count, 0);
    if (!loan) return;
    loan->stops = demo_random_chance(group->random, 4);
    demo_group_loan_record(group, loan, amount, count);
    demo_group_payout(group, loan, amount);
    group->cash -= amount;
}

/* Some ask; in the last months of a cycle nothing is lent. */
static void loans_add(struct demo_group *group, int in_cycle) {
    if (group->is_vsla && in_cycle > CYCLE_MEETINGS - 4) return;
    for (int asked = 0; asked < 3; asked++) {
        size_t member = (size_t)demo_random_below(group->random, (int64_t)group->member_count);
        if (!group->has_left[member] && !demo_group_owes(group, member)) loan_add(group, member);
    }
    demo_group_lend_to_neighbour(group);
}

static void expense_add(struct demo_group *group) {
    int64_t amount = demo_random_between(group->random, 1, 4) * 1000;
    if (!demo_random_chance(group->random, 12) || group->cash - group->social < amount) return;
    struct meeting_item *item =
        meeting_item_of(demo_out_add(group->demo->out, &meeting_item_type, demo_group_next_id(group)));
    item->meeting = DEMO_REF(group->meeting);
    item->kind = DEMO_TEXT(S("expense"));
    item->amount = DEMO_NUMBER(amount);
    item->what_for = demo_group_text(group, "សៀវភៅសន្សំ និងប៊ិច");
    group->profit -= amount;
    group->cash -= amount;
}

/* ---- a meeting ---- */

struct value demo_group_notes(struct demo_group *group, int64_t cash) {
    static const int64_t notes[] = {50000, 20000, 10000, 5000, 2000, 1000, 500, 100};
    struct text text = TEXT_IN(demo_out_arena(group->demo->out));
    for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
        if (cash / notes[i])
            text_printf(&text, "%s%lldx%lld", text.len ? " " : "", (long long)notes[i],
                        (long long)(cash / notes[i]));
        cash %= notes[i];
    }
    if (!text.len) text_append(&text, S("100x0"));
    return DEMO_TEXT(text_slice(&text));
}

static void meeting_close(struct demo_group *group) {
    struct group_meeting *meeting =
        group_meeting_of(demo_out_change(group->demo->out, &group_meeting_type, group->meeting));
    int64_t missing =
        demo_random_chance(group->random, 2) ? demo_random_between(group->random, 1, 9) * 100 : 0;
    if (missing > group->cash - group->social) missing = 0;
    group->cash -= missing;
    group->profit -= missing;
    meeting->state = DEMO_TEXT(S("closed"));
    meeting->counted_notes = demo_group_notes(group, group->cash);
    if (group->keeps_dollars) meeting->other_counted = DEMO_NUMBER(group->cents);
    if (missing)
        meeting->difference_reason = demo_group_text(group, "បានរាប់ពីរដង មានការអាប់លុយខុស។");
    meeting->confirmed_first = DEMO_REF(group->members[3]);
    meeting->confirmed_second = DEMO_REF(group->members[4]);
}

/* The same rule as the program's, so that the box of the next meeting is known. */
static void share_out_reckon(struct demo_group *group) {
    struct share_member members[MEMBERS_MAX] = {{0}};
    struct share_out result;
    struct share_problem problem;
    size_t count = 0;
    for (size_t i = 0; i < group->member_count; i++) {
        if (group->saved[i]) members[count++].shares = group->saved[i] / group->line->share_price;
        group->saved[i] = 0;
    }
    int64_t pool = group->cash - group->social + group->cents * DEMO_DOLLAR_RIEL / 100;
    if (share_out_make(pool, members, count, 100, &result, &problem) != SHARE_OK)
        BUG("a share-out of the demo");
    group->cash -= result.handed_out;
}

/* A loss is not divided: it waits for a better year. */
static void share_out_add(struct demo_group *group) {
    if (!group->is_vsla && group->profit < 1000) return;
    group->profit = 0;
    struct group_share_out *record =
        group_share_out_of(demo_out_add(group->demo->out, &group_share_out_type, demo_group_next_id(group)));
    record->savings_group = DEMO_REF(group->id);
    record->meeting = DEMO_REF(group->meeting);
    record->kind = DEMO_TEXT(group->is_vsla ? S("share_out") : S("dividend"));
    if (!group->is_vsla) record->paid = DEMO_TEXT(S("savings"));
    if (group->is_vsla) share_out_reckon(group);
}

static void meeting_add(struct demo_group *group) {
    int in_cycle = group->number % CYCLE_MEETINGS;
    bool is_last = in_cycle == CYCLE_MEETINGS - 1;
    group->day = demo_group_meeting_day(group, group->number);
    group->meeting = demo_group_next_id(group);
    struct group_meeting *meeting =
        group_meeting_of(demo_out_add(group->demo->out, &group_meeting_type, group->meeting));
    meeting->savings_group = DEMO_REF(group->id);
    meeting->number = DEMO_NUMBER(group->number + 1);
    meeting->held_on = DEMO_DAY(group->day);
    meeting->state = DEMO_TEXT(S("open"));
    demo_group_choose_leaver(group);
    lines_add(group);
    demo_group_recover(group);
    repayments_add(group, group->is_vsla && is_last);
    expense_add(group);
    loans_add(group, in_cycle);
    meeting_close(group);
    if (is_last) share_out_add(group);
    demo_group_leave(group);
}

/* ---- plans and grades ---- */

/* Percent of what is expected. */
static void plan_year_add(struct demo_group *group, struct uuid plan, int64_t year, int64_t percent) {
    struct plan_year *record =
        plan_year_of(demo_out_add(group->demo->out, &plan_year_type, demo_group_next_id(group)));
    int64_t members = (int64_t)group->member_count + (year - 2017),
            saved = (year - 2016) * (int64_t)group->member_count * 1200 * percent;
    record->business_plan = DEMO_REF(plan);
    record->year = DEMO_NUMBER(year);
    record->members = DEMO_NUMBER(members * percent / 100);
    record->savings = DEMO_NUMBER(saved);
    record->loans = DEMO_NUMBER(saved / 10 * 9);
    record->social_fund =
        DEMO_NUMBER(group->line->social_fund * members * 12 * (year - 2016) * percent / 100);
    record->interest = DEMO_NUMBER(saved / 100 * 18);
    record->costs = DEMO_NUMBER(60000);
    record->losses = DEMO_NUMBER(saved / 100);
    record->reserve = DEMO_NUMBER(saved / 100 * 5);
    record->dividend = DEMO_NUMBER(saved / 100 * 8);
}

static struct uuid plan_scenario_add(struct demo_group *group, const char *scenario, int64_t percent) {
    struct uuid plan = demo_group_next_id(group);
    struct business_plan *record =
        business_plan_of(demo_out_add(group->demo->out, &business_plan_type, plan));
    record->savings_group = DEMO_REF(group->id);
    record->title = demo_group_text(group, "ផែនការ 2017–2019");
    record->scenario = DEMO_TEXT(slice_of(scenario));
    record->first_year = DEMO_NUMBER(2017);
    record->years = DEMO_NUMBER(3);
    record->aims = demo_group_text(group, "សមាជិកទាំងអស់សន្សំរាល់ខែ ខ្ចីប្រាក់ក្នុងក្រុម ហើយលែងខ្ចីពីអ្នកចងការប្រាក់។");
    record->steps = demo_group_text(group, "ប្រជុំរាល់ខែ រាប់ប្រាក់ក្នុងហិបជាមួយគ្នា កត់ត្រាលើកុំព្យូទ័រ និងបង្កើតធនាគារស្រូវ។");
    record->risks = demo_group_text(group, "គ្រោះរាំងស្ងួត សត្វឈឺ ឬសមាជិកចំណាកស្រុក។");
    for (int64_t year = 2017; year < 2020; year++) {
        plan_year_add(group, plan, year, percent);
    }
    return plan;
}

static void plan_adopt(struct demo_group *group, struct uuid plan) {
    static const struct date adopted = {2017, 1, 20, DATE_DAY};
    business_plan_of(demo_out_change(group->demo->out, &business_plan_type, plan))->adopted_on =
        (struct value){.present = true, .date = adopted};
    savings_group_of(demo_out_change(group->demo->out, &savings_group_type, group->id))->business_plan =
        DEMO_REF(plan);
}

static void plan_add(struct demo_group *group) {
    if (!demo_random_chance(group->random, group->line->plan_percent)) return;
    plan_adopt(group, plan_scenario_add(group, "expected", 100));
    plan_scenario_add(group, "poor", 75);
    plan_scenario_add(group, "good", 130);
}

static void grade_add(struct demo_group *group, bool good) {
    struct group_grading *record =
        group_grading_of(demo_out_add(group->demo->out, &group_grading_type, demo_group_next_id(group)));
    struct value *areas[] = {&record->governance, &record->resources,  &record->asset_quality,
                             &record->systems,    &record->efficiency, &record->services};
    static const int64_t most[] = {20, 15, 20, 20, 15, 10};
    record->savings_group = DEMO_REF(group->id);
    record->graded_on = DEMO_DAY(group->day);
    record->phase = DEMO_TEXT(good ? S("maturity") : S("development"));
    for (size_t i = 0; i < ARRAY_LEN(areas); i++) {
        int64_t percent =
            good ? demo_random_between(group->random, 78, 100) : demo_random_between(group->random, 40, 75);
        *areas[i] = DEMO_NUMBER((most[i] * percent + 99) / 100);
    }
}

/* ---- all together ---- */

static void group_fill(struct demo_group *group, const struct demo_site *site, struct slice place,
                       int64_t number) {
    const struct group_line *line = group->line;
    struct slice village = demo_village_in(group->demo, group->random, place);
    group->formed = demo_random_day(group->random, line->formed_from, line->formed_to);
    if (site && group->formed < site->survey_day + 8) group->formed = site->survey_day + 8;
    group->is_vsla = slice_equal(line->model, S("vsla"));
    group->village = village;
    group->keeps_dollars = slice_equal(line->org, S("ccpcr")) && number == 0;
    group->leaver = NOBODY;
    group->leaves_at = !demo_random_chance(group->random, 30) ? -1
                       : group->is_vsla                       ? CYCLE_MEETINGS - 1
                                                              : (int)demo_random_between(group->random, 3, 9);
    group_add(group, village, number);
    members_add(group, site, village);
    trainings_add(group);
    if (slice_equal(line->org, S("cedac")) && number == 1) demo_group_from_paper(group);
    bool good = demo_random_chance(group->random, line->good_percent);
    for (; group->number < line->meetings; group->number++) {
        meeting_add(group);
        if (group->number % CYCLE_MEETINGS == CYCLE_MEETINGS - 1)
            grade_add(group, good && group->number > CYCLE_MEETINGS);
    }
    group->number--;
    demo_group_ask(group);
    plan_add(group);
}

static struct demo_table *groups_open(struct demo *demo) {
    struct demo_table *table = arena_make(demo->arena, struct demo_table, 1);
    demo_table_open(table, demo->arena, S("data/scenario/demo/groups.csv"));
    return table;
}

/* Of all groups that were asked for; a cast has no more than its sites. */
static int64_t groups_of(const struct demo *demo, int64_t groups) {
    int64_t wanted = (groups * demo->options->groups + GROUPS_OF_ALL / 2) / GROUPS_OF_ALL;
    return wanted > 0 ? wanted : 1;
}

static void line_read(struct demo *demo, const struct demo_table *table, struct group_line *line) {
    *line = (struct group_line){.org = demo_table_text(table, "org"),
                                .partner = demo_table_text(table, "partner"),
                                .cast = demo_table_text(table, "cast"),
                                .model = demo_table_text(table, "model"),
                                .groups = groups_of(demo, demo_table_number(table, "groups")),
                                .members = demo_table_number(table, "members"),
                                .meetings = demo_table_number(table, "meetings"),
                                .share_price = demo_table_number(table, "share_price"),
                                .deposit = demo_table_number(table, "deposit"),
                                .social_fund = demo_table_number(table, "social_fund"),
                                .rate_ppm = demo_table_number(table, "rate_ppm"),
                                .formed_from = demo_table_day(table, "formed_from"),
                                .formed_to = demo_table_day(table, "formed_to"),
                                .trained_percent = (int)demo_table_number(table, "trained_percent"),
                                .plan_percent = (int)demo_table_number(table, "plan_percent"),
                                .computer_percent = (int)demo_table_number(table, "computer_percent"),
                                .good_percent = (int)demo_table_number(table, "good_percent")};
    demo_staff_find(demo->arena, line->org, S("field_officer"), &line->author);
}

static void groups_fill(struct demo *demo, struct demo_random *random, const struct group_line *line,
                        const struct demo_set *set) {
    struct slice *places;
    size_t place_count = demo_places(demo, line->partner, S("village"), &places);
    ASSERT(place_count);
    for (int64_t i = 0; i < line->groups && demo_out_is_well(demo->out); i++) {
        const struct demo_site *site = set && (size_t)i < set->site_count ? &set->sites[i] : NULL;
        if (site && site->count < MEMBERS_MIN) site = NULL; /* a small demo */
        struct demo_group *group = heap_alloc(sizeof *group);
        *group = (struct demo_group){.demo = demo, .random = random, .line = line, .arena = arena_new()};
        group_fill(group, site, site ? site->place : places[(size_t)i % place_count], i);
        arena_free(group->arena);
        heap_free(group);
        demo_step(demo);
    }
}

void demo_groups_add(struct demo *demo, const struct demo_cast *cast) {
    struct demo_table *table = groups_open(demo);
    struct demo_random random = {demo->options->seed + 2};
    while (demo_table_next(table) && demo_out_is_well(demo->out)) {
        struct group_line line;
        line_read(demo, table, &line);
        const struct demo_set *set = line.cast.len ? demo_cast_find(cast, line.cast) : NULL;
        demo_out_act(demo->out, demo_id_of_key("organisation", line.org), line.author.user_id);
        groups_fill(demo, &random, &line, set);
    }
}

int64_t demo_groups_steps(struct demo *demo) {
    struct demo_table *table = groups_open(demo);
    int64_t steps = 0;
    while (demo_table_next(table)) {
        steps += groups_of(demo, demo_table_number(table, "groups"));
    }
    return steps;
}
