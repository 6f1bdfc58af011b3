/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/group_figures.h"

#include "base/limits.h"

enum { MEETINGS_LOOKED_AT = 4 };

static int64_t count_members(const struct group_seen *seen) {
    struct view view = web_view(seen->web, &savings_member_type);
    struct list_query query = {.type = &savings_member_type, .filter_count = 2, .org = seen->record->org_id};
    query.filters[0] = (struct filter){record_type_field(&savings_member_type, S("savings_group")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = seen->record->id}};
    query.filters[1] =
        (struct filter){.field = record_type_field(&savings_member_type, S("left_on")), .op = FILTER_EMPTY};
    return view.allowed
               ? query_count(seen->web->app->store, web_db(seen->web), seen->web->arena, &view, &query)
               : 0;
}

static int64_t count_lines(const struct group_seen *seen, struct uuid meeting, const char *attendance) {
    struct view view = web_view(seen->web, &meeting_line_type);
    struct list_query query = {
        .type = &meeting_line_type, .filter_count = attendance ? 2 : 1, .org = seen->record->org_id};
    query.filters[0] = (struct filter){
        record_type_field(&meeting_line_type, S("meeting")), FILTER_EQUAL, {.present = true, .id = meeting}};
    if (attendance)
        query.filters[1] = (struct filter){record_type_field(&meeting_line_type, S("attendance")),
                                           FILTER_EQUAL, value_of_text(slice_of(attendance))};
    return view.allowed
               ? query_count(seen->web->app->store, web_db(seen->web), seen->web->arena, &view, &query)
               : 0;
}

static void attendance_read(const struct group_seen *seen, struct group_now *now) {
    struct record **meetings;
    struct view view = web_view(seen->web, &group_meeting_type);
    struct list_query query = {.type = &group_meeting_type,
                               .filter_count = 2,
                               .limit = 2 * MEETINGS_LOOKED_AT,
                               .org = seen->record->org_id};
    query.filters[0] = (struct filter){record_type_field(&group_meeting_type, S("savings_group")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = seen->record->id}};
    query.filters[1] = (struct filter){record_type_field(&group_meeting_type, S("state")), FILTER_NOT_EQUAL,
                                       value_of_text(S("open"))};
    query.sort = record_type_field(&group_meeting_type, S("held_on"));
    query.descending = true;
    if (!view.allowed) return;
    size_t count = query_list_all(seen->web->app->store, web_db(seen->web), seen->web->arena, &view, &query,
                                  2 * MEETINGS_LOOKED_AT, &meetings, NULL);
    for (size_t i = 0; i < count && i < 2 * MEETINGS_LOOKED_AT; i++) {
        bool is_late_half = i < MEETINGS_LOOKED_AT;
        int64_t came =
            count_lines(seen, meetings[i]->id, "present") + count_lines(seen, meetings[i]->id, "late");
        *(is_late_half ? &now->came : &now->came_before) += came;
        *(is_late_half ? &now->expected : &now->expected_before) += count_lines(seen, meetings[i]->id, NULL);
    }
    now->last = count ? meetings[0] : NULL;
    if (now->last) now->last_difference = number_or_0(&group_meeting_of(meetings[0])->difference);
}

static void loans_read(const struct group_seen *seen, int64_t day, struct group_now *now) {
    size_t count;
    struct loan_now *loan = arena_make(seen->web->arena, struct loan_now, 1);
    if (uuid_is_zero(now->book.book_id)) return;
    struct record **loans = group_loans_read(web_db(seen->web), seen->web->arena, seen->record->org_id,
                                             seen->record->id, true, &count);
    for (size_t i = 0; i < count; i++) {
        loan_look(seen, loans[i], (struct loan_scope){0}, day, loan);
        if (!loan->is_known || !portfolio_add(&now->portfolio, &loan->state)) continue;
        now->late_loans += loan->state.days_late > 0;
        if (!exact_add(&now->due, loan->due)) now->due = INT64_MAX;
    }
}

void group_figures_read(const struct group_seen *seen, int64_t day, struct group_now *now) {
    *now = (struct group_now){.members = count_members(seen), .book = group_book_read(seen, day)};
    now->savings = -group_book_sum(&now->book, group_savings_role(seen->record));
    now->lent_out = group_book_sum(&now->book, "loans");
    now->cash = group_book_sum(&now->book, "cash");
    now->bank = group_book_sum(&now->book, "bank");
    now->social_fund = -group_book_sum(&now->book, "social_fund");
    loans_read(seen, day, now);
    attendance_read(seen, now);
}

static int64_t ppm_of(int64_t part, int64_t whole) {
    return whole > 0 ? (int64_t)exact_divide((exact_wide)part * 1000000, whole, EXACT_NEAREST) : -1;
}

int64_t group_attendance_ppm(const struct group_now *now) {
    return ppm_of(now->came, now->expected);
}

int64_t group_par30_ppm(const struct group_now *now) {
    int64_t late = 0;
    for (int bucket = ARREARS_TO_60; bucket < ARREARS_BUCKETS; bucket++) {
        late += now->portfolio.balance[bucket];
    }
    return ppm_of(late, now->portfolio.outstanding);
}

struct slice savings_percent(struct web *web, int64_t ppm) {
    return ppm < 0 ? S("–") : format_percent(web->arena, &web->locale, (ppm + 500) / 1000);
}
