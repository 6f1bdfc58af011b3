/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/group_page.h"

#include "base/limits.h"
#include "domain/place/gazetteer.h"
#include "web/furniture.h"
#include "web/ledger/ledger_view.h"
#include "web/record/record_extra.h"
#include "web/savings/group_figures.h"

static struct doc *action_add(struct web *web, struct doc *actions, const char *label, struct slice href,
                              bool primary) {
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("label"), web_tr(web, label));
    doc_set_text(web->arena, action, S("href"), href);
    doc_set_bool(web->arena, action, S("primary"), primary);
    return action;
}

/* ---- actions ---- */

void group_actions(struct web *web, const struct record *record, struct doc *actions) {
    struct group_seen seen;
    if (record->deleted_ms || !group_begin(web, record->id, date_first_day(clock_today()), &seen)) return;
    if (seen.may_write) {
        struct slice loan = savings_href(web, "savings-groups", record->id, "/loans/new");
        action_add(web, actions, TR("Meeting sheet"),
                   savings_href(web, "savings-groups", record->id, "/meetings/new"), true);
        action_add(web, actions, TR("New loan"), loan, false);
        action_add(web, actions, TR("Sheet on paper"),
                   savings_href(web, "savings-groups", record->id, "/paper"), false);
        action_add(web, actions, TR("Share-out"),
                   savings_href(web, "savings-groups", record->id, "/share-out"), false);
    }
    struct uuid book;
    struct view books = web_view(web, &ledger_book_type);
    if (books.allowed && ledger_book_of_subject(web_db(web), web->arena, record->org_id, record->id, &book) &&
        ledger_record(web, &ledger_book_type, book))
        action_add(web, actions, TR("Book"), savings_href(web, "books", book, ""), false);
}

void member_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (!record->deleted_ms && web_view(web, &meeting_line_type).allowed)
        action_add(web, actions, TR("Passbook"),
                   savings_href(web, "savings-members", record->id, "/passbook"), false);
}

void meeting_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (!record->deleted_ms)
        action_add(web, actions, TR("Meeting sheet"),
                   savings_href(web, "group-meetings", record->id, "/sheet"), true);
}

void groups_link(struct web *web, struct doc *actions) {
    if (web_view(web, &group_meeting_type).allowed)
        action_add(web, actions, TR("Compare the groups"), S("/savings-groups/compare"), false);
}

/* ---- the page of a group ---- */

struct group_look {
    struct web *web;
    struct group_seen seen;
    struct group_now now;
    int64_t today, next_day, due_next;
    struct member_seen *members;
    size_t member_count;
    struct record **loans;
    struct loan_now *states;
    size_t loan_count;
};

static void fact(struct group_look *look, struct doc *facts, const char *label, struct slice text) {
    record_section_fact(look->web, facts, web_tr(look->web, label), text);
}

static struct slice amount(struct group_look *look, int64_t value) {
    return group_amount(&look->seen, value);
}

static void look_at_loans(struct group_look *look) {
    struct web *web = look->web;
    struct loan_now *next = arena_make(web->arena, struct loan_now, 1);
    look->loans = group_loans_read(web_db(web), web->arena, look->seen.record->org_id, look->seen.record->id,
                                   true, &look->loan_count);
    look->states = arena_make(web->arena, struct loan_now, look->loan_count + 1);
    for (size_t i = 0; i < look->loan_count; i++) {
        loan_look(&look->seen, look->loans[i], (struct loan_scope){0}, look->today, &look->states[i]);
        loan_look(&look->seen, look->loans[i], (struct loan_scope){0}, look->next_day, next);
        look->due_next = book_add(look->due_next, next->due);
    }
}

static void next_section(struct group_look *look, struct doc *sections) {
    struct web *web = look->web;
    struct doc *facts =
        record_section_facts(web, record_section_add(web, sections, TR("Next meeting"), S(""), S(""), ""));
    fact(look, facts, TR("On"), format_date(web->arena, &web->locale, date_of_day(look->next_day)));
    fact(look, facts, TR("Repayments due at it"), amount(look, look->due_next));
    fact(look, facts, TR("In the box"), amount(look, look->now.cash));
    fact(look, facts, TR("Of it social fund"), amount(look, look->now.social_fund));
    if (look->now.bank) fact(look, facts, TR("At the bank"), amount(look, look->now.bank));
    fact(look, facts, TR("Savings of all members"), amount(look, look->now.savings));
    fact(look, facts, TR("Lent out"), amount(look, look->now.lent_out));
    fact(look, facts, TR("Of it late more than 30 days (PAR30)"),
         savings_percent(web, group_par30_ppm(&look->now)));
    fact(look, facts, TR("Attendance, last four meetings"),
         savings_percent(web, group_attendance_ppm(&look->now)));
}

enum { ATTENDANCE_FALL_PPM = 100000 };

static bool attendance_falls(const struct group_now *now) {
    struct group_now before = {.came = now->came_before, .expected = now->expected_before};
    int64_t was = group_attendance_ppm(&before), is = group_attendance_ppm(now);
    return was >= 0 && is >= 0 && is + ATTENDANCE_FALL_PPM < was;
}

static void alarm_section(struct group_look *look, struct doc *sections) {
    struct web *web = look->web;
    const struct group_now *now = &look->now;
    bool is_overdue = now->last && look->next_day < look->today;
    if (!now->last_difference && !now->late_loans && !attendance_falls(now) && !is_overdue) return;
    struct doc *facts =
        record_section_facts(web, record_section_add(web, sections, TR("Alarms"), S(""), S(""), ""));
    if (now->last_difference)
        fact(look, facts, TR("The box did not match"), amount(look, now->last_difference));
    if (now->late_loans) fact(look, facts, TR("Loans that are late"), savings_number(web, now->late_loans));
    if (attendance_falls(now))
        fact(look, facts, TR("Attendance is falling"), savings_percent(web, group_attendance_ppm(now)));
    if (is_overdue)
        fact(look, facts, TR("No meeting was entered since"),
             format_date(web->arena, &web->locale,
                         group_meeting_of((struct record *)(uintptr_t)now->last)->held_on.date));
}

static void column(struct web *web, struct doc *columns, const char *label, bool numeric) {
    struct doc *object = doc_add_object(web->arena, columns);
    doc_set_text(web->arena, object, S("label"), web_tr(web, label));
    doc_set_text(web->arena, object, S("sort_href"), S(""));
    doc_set_text(web->arena, object, S("sorted"), S(""));
    doc_set_bool(web->arena, object, S("numeric"), numeric);
}

static void cell(struct web *web, struct doc *cells, const char *label, struct slice text, struct slice href,
                 const char *badge, bool numeric) {
    struct doc *object = doc_add_object(web->arena, cells);
    doc_set_text(web->arena, object, S("label"), web_tr(web, label));
    doc_set_text(web->arena, object, S("text"), text);
    doc_set_text(web->arena, object, S("href"), href);
    doc_set_text(web->arena, object, S("badge"), text.len ? slice_of(badge) : S(""));
    doc_set_text(web->arena, object, S("cell_html"), S(""));
    doc_set_bool(web->arena, object, S("numeric"), numeric);
}

struct member_sums {
    int64_t owed, overdue, days_late;
};

static struct member_sums member_owes(const struct group_look *look, struct uuid member) {
    struct member_sums sums = {0};
    for (size_t i = 0; i < look->loan_count; i++) {
        const struct value *borrower = &group_loan_of(look->loans[i])->member;
        const struct loan_now *now = &look->states[i];
        if (!now->is_known || !borrower->present || !uuid_equal(borrower->id, member)) continue;
        sums.owed = book_add(sums.owed, now->state.balance);
        sums.overdue = book_add(sums.overdue, now->overdue);
        sums.days_late = exact_max(sums.days_late, now->state.days_late);
    }
    return sums;
}

static void member_row(struct group_look *look, const struct member_seen *member, struct doc *rows) {
    struct web *web = look->web;
    struct member_sums sums = member_owes(look, member->record->id);
    int64_t saved =
        -group_book_of(&look->now.book, group_savings_role(look->seen.record), member->record->id);
    struct slice days = savings_number(web, sums.days_late);
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    cell(web, cells, TR("Member"),
         arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(savings_number(web, member->number)),
                      SLICE_ARG(member->name)),
         savings_href(web, "savings-members", member->record->id, ""), "", false);
    cell(web, cells, TR("Role"), savings_choice(web, member->record, "role"), S(""), "", false);
    cell(web, cells, TR("Savings"), amount(look, saved), S(""), "", true);
    cell(web, cells, TR("Owes"), sums.owed ? amount(look, sums.owed) : S(""), S(""), "", true);
    cell(web, cells, TR("Overdue"), sums.overdue ? amount(look, sums.overdue) : S(""), S(""), "", true);
    cell(web, cells, TR("Late"), sums.days_late ? web_tr_fill(web, TR("{1} days late"), days, S("")) : S(""),
         S(""), "behind", false);
    cell(web, cells, TR("Passbook"), web_tr(web, TR("Passbook")),
         savings_href(web, "savings-members", member->record->id, "/passbook"), "", false);
}

static void members_section(struct group_look *look, struct doc *sections) {
    struct web *web = look->web;
    bool may_add = access_may_in(web->app->access, web->actor, &savings_member_type,
                                 look->seen.record->org_id, VERB_CREATE);
    struct slice add = may_add ? arena_printf(web->arena, "/savings-members/new?savings_group=%.*s",
                                              SLICE_ARG(uuid_format(web->arena, look->seen.record->id)))
                               : S("");
    struct doc *section =
        record_section_add(web, sections, TR("Members of savings groups"), S(""), add, TR("New member"));
    struct doc *table = record_section_table(web, section),
               *columns = doc_set_array(web->arena, table, S("columns"));
    static const char *const labels[] = {TR("Member"),  TR("Role"), TR("Savings"), TR("Owes"),
                                         TR("Overdue"), TR("Late"), TR("Passbook")};
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        column(web, columns, labels[i], i >= 2 && i <= 4);
    }
    struct doc *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < look->member_count; i++) {
        member_row(look, &look->members[i], rows);
    }
}

static void loan_row(struct group_look *look, size_t index, struct doc *rows) {
    struct web *web = look->web;
    const struct record *loan = look->loans[index];
    const struct loan_now *now = &look->states[index];
    bool is_late = now->is_known && now->state.days_late > 0;
    struct slice days = savings_number(web, is_late ? now->state.days_late : 0);
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    cell(web, cells, TR("Loan"), loan->code, savings_href(web, "group-loans", loan->id, "/schedule"), "",
         false);
    cell(web, cells, TR("Borrower"), loan_borrower(&look->seen, look->members, look->member_count, loan),
         S(""), "", false);
    cell(web, cells, TR("Owes"), amount(look, now->is_known ? now->state.balance : 0), S(""), "", true);
    cell(web, cells, TR("Overdue"), now->overdue ? amount(look, now->overdue) : S(""), S(""), "", true);
    cell(web, cells, TR("Next instalment"), now->next_amount ? amount(look, now->next_amount) : S(""), S(""),
         "", true);
    cell(web, cells, TR("Late"), is_late ? web_tr_fill(web, TR("{1} days late"), days, S("")) : S(""), S(""),
         "behind", false);
}

static void loans_section(struct group_look *look, struct doc *sections) {
    struct web *web = look->web;
    static const char *const labels[] = {TR("Loan"),    TR("Borrower"),        TR("Owes"),
                                         TR("Overdue"), TR("Next instalment"), TR("Late")};
    struct slice all = arena_printf(web->arena, "/group-loans?savings_group=%.*s",
                                    SLICE_ARG(uuid_format(web->arena, look->seen.record->id)));
    struct doc *section = record_section_add(web, sections, TR("Open loans"), S(""), all, TR("All loans"));
    struct doc *table = record_section_table(web, section),
               *columns = doc_set_array(web->arena, table, S("columns"));
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        column(web, columns, labels[i], i >= 2 && i <= 4);
    }
    struct doc *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < look->loan_count; i++) {
        loan_row(look, i, rows);
    }
}

void group_sections(struct web *web, const struct record *record, struct doc *sections) {
    struct group_look *look = arena_make(web->arena, struct group_look, 1);
    struct view meetings = web_view(web, &group_meeting_type);
    *look = (struct group_look){.web = web, .today = date_first_day(clock_today())};
    if (!meetings.allowed || !group_begin(web, record->id, look->today, &look->seen)) return;
    group_figures_read(&look->seen, look->today, &look->now);
    if (uuid_is_zero(look->now.book.book_id)) return; /* who may not see its money */
    int64_t last =
        look->now.last
            ? date_first_day(group_meeting_of((struct record *)(uintptr_t)look->now.last)->held_on.date)
            : date_first_day(look->seen.group->formed_on.date);
    look->next_day = group_next_day(&look->seen, last);
    look->member_count = group_members(&look->seen, look->today, &look->members);
    look_at_loans(look);
    next_section(look, sections);
    alarm_section(look, sections);
    members_section(look, sections);
    loans_section(look, sections);
}

/* ---- the comparison ---- */

struct compared {
    struct group_seen seen;
    struct group_now now;
};
enum compare_key {
    BY_NAME,
    BY_MEMBERS,
    BY_SAVINGS,
    BY_LOANS,
    BY_PAR,
    BY_ATTENDANCE,
    BY_GRADE,
    BY_LAST,
    COMPARE_KEYS
};
static const struct {
    const char *code, *label;
} compare_keys[COMPARE_KEYS] = {{"name", TR("Group")},      {"members", TR("Members")},
                                {"savings", TR("Savings")}, {"loans", TR("Lent out")},
                                {"par30", TR("PAR30")},     {"attendance", TR("Attendance")},
                                {"grade", TR("Grade")},     {"last", TR("Last meeting")}};

static int64_t last_day(const struct compared *one) {
    return one->now.last
               ? date_first_day(group_meeting_of((struct record *)(uintptr_t)one->now.last)->held_on.date)
               : 0;
}

static int64_t grade_rank(const struct compared *one) {
    for (size_t i = 0; i < group_grade_level_choices.count; i++) {
        if (value_is_code(&one->seen.group->grade, group_grade_level_choices.choices[i].code))
            return (int64_t)i + 1;
    }
    return 0;
}

static int64_t compare_figure(const struct compared *one, enum compare_key key) {
    switch (key) {
    case BY_NAME: return 0;
    case BY_MEMBERS: return one->now.members;
    case BY_SAVINGS: return one->now.savings;
    case BY_LOANS: return one->now.lent_out;
    case BY_PAR: return group_par30_ppm(&one->now);
    case BY_ATTENDANCE: return group_attendance_ppm(&one->now);
    case BY_GRADE: return grade_rank(one);
    case BY_LAST: return last_day(one);
    case COMPARE_KEYS: break;
    }
    BUG("key %d", (int)key);
}

struct ordering {
    enum compare_key key;
    bool descending;
};

static int compare_two(const void *a, const void *b, void *context) {
    const struct compared *left = *(struct compared *const *)a, *right = *(struct compared *const *)b;
    const struct ordering *ordering = context;
    int64_t l = compare_figure(left, ordering->key), r = compare_figure(right, ordering->key);
    int order = l == r  ? slice_compare(left->seen.group->name.text, right->seen.group->name.text)
                : l < r ? -1
                        : 1;
    return ordering->descending ? -order : order;
}

static struct ordering ordering_asked(struct web *web) {
    struct slice asked = http_query(web->http, S("sort"));
    struct ordering ordering = {BY_NAME, slice_starts(asked, S("-"))};
    if (ordering.descending) asked = slice_sub(asked, 1, asked.len);
    for (int key = 0; key < COMPARE_KEYS; key++) {
        if (slice_equal(asked, slice_of(compare_keys[key].code))) ordering.key = (enum compare_key)key;
    }
    return ordering;
}

/* All groups of the reader whose money may be seen. */
static struct compared **compared_read(struct web *web, size_t *count, bool *is_cut) {
    struct record **records;
    struct view view = web_view(web, &savings_group_type);
    struct list_query query = {.type = &savings_group_type, .limit = LIMIT_LIST_ROWS};
    query.sort = record_type_field(&savings_group_type, S("name"));
    size_t found = query_list_all(web->app->store, web_db(web), web->arena, &view, &query,
                                  LIMIT_COMPARED_GROUPS, &records, is_cut);
    struct compared **rows = arena_make(web->arena, struct compared *, found + 1);
    int64_t today = date_first_day(clock_today());
    for (size_t i = *count = 0; i < found; i++) {
        struct compared *one = arena_make(web->arena, struct compared, 1);
        if (!group_begin(web, records[i]->id, today, &one->seen)) continue;
        group_figures_read(&one->seen, today, &one->now);
        rows[(*count)++] = one;
    }
    return rows;
}

static void compare_column(struct web *web, struct doc *columns, enum compare_key key,
                           const struct ordering *ordering) {
    bool is_sorted = ordering->key == key, is_figure = key >= BY_MEMBERS && key <= BY_ATTENDANCE;
    bool goes_down = is_sorted ? !ordering->descending : key != BY_NAME;
    struct doc *object = doc_add_object(web->arena, columns);
    doc_set_text(web->arena, object, S("label"), web_tr(web, compare_keys[key].label));
    doc_set_text(web->arena, object, S("sort_href"),
                 arena_printf(web->arena, "/savings-groups/compare?sort=%s%s", goes_down ? "-" : "",
                              compare_keys[key].code));
    doc_set_text(web->arena, object, S("sorted"),
                 !is_sorted             ? S("")
                 : ordering->descending ? S("descending")
                                        : S("ascending"));
    doc_set_bool(web->arena, object, S("numeric"), is_figure);
}

static void compare_row(struct web *web, const struct compared *one, struct doc *rows) {
    const struct group_now *now = &one->now;
    struct slice last =
        now->last ? format_date_short(web->arena, &web->locale, date_of_day(last_day(one))) : S("–");
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    int64_t par = group_par30_ppm(now);
    const struct slice texts[COMPARE_KEYS] = {[BY_NAME] = group_name(web, one->seen.record),
                                              [BY_MEMBERS] = savings_number(web, now->members),
                                              [BY_SAVINGS] = group_amount(&one->seen, now->savings),
                                              [BY_LOANS] = group_amount(&one->seen, now->lent_out),
                                              [BY_PAR] = savings_percent(web, par),
                                              [BY_ATTENDANCE] =
                                                  savings_percent(web, group_attendance_ppm(now)),
                                              [BY_GRADE] = savings_choice(web, one->seen.record, "grade"),
                                              [BY_LAST] = last};
    for (int key = 0; key < COMPARE_KEYS; key++) {
        struct slice href =
            key == BY_NAME ? savings_href(web, "savings-groups", one->seen.record->id, "") : S("");
        cell(web, cells, compare_keys[key].label, texts[key], href, key == BY_PAR && par > 0 ? "behind" : "",
             key >= BY_MEMBERS && key <= BY_ATTENDANCE);
    }
}

static void compare_sums(struct web *web, struct compared **rows, size_t count) {
    struct doc *figures = doc_set_array(web->arena, web->view, S("figures"));
    int64_t members = 0, late = 0;
    for (size_t i = 0; i < count; i++) {
        members += rows[i]->now.members;
        late += rows[i]->now.late_loans;
    }
    furniture_add_figure(web, figures, TR("Groups"), savings_number(web, (int64_t)count), S(""));
    furniture_add_figure(web, figures, TR("Members"), savings_number(web, members), S(""));
    furniture_add_figure(web, figures, TR("Loans that are late"), savings_number(web, late), S(""));
}

enum outcome groups_compare_page(struct web *web) {
    size_t count;
    bool is_cut = false;
    struct ordering ordering = ordering_asked(web);
    if (!web_view(web, &savings_group_type).allowed || !web_view(web, &group_meeting_type).allowed)
        return OUTCOME_NOT_FOUND;
    struct compared **rows = compared_read(web, &count, &is_cut);
    qsort_r(rows, count, sizeof *rows, compare_two, &ordering);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Compare the groups")));
    furniture_add_crumb(web, web_tr(web, TR("Savings groups")), S("/savings-groups"));
    furniture_add_crumb(web, web_tr(web, TR("Compare the groups")), S(""));
    struct doc *table = doc_set_object(web->arena, web->view, S("table"));
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"),
                 web_tr(web, TR("There are no groups whose books you may see.")));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    struct doc *columns = doc_set_array(web->arena, table, S("columns")),
               *list = doc_set_array(web->arena, table, S("rows"));
    for (int key = 0; key < COMPARE_KEYS; key++) {
        compare_column(web, columns, (enum compare_key)key, &ordering);
    }
    for (size_t i = 0; i < count; i++) {
        compare_row(web, rows[i], list);
    }
    compare_sums(web, rows, count);
    doc_set_bool(web->arena, web->view, S("is_cut"), is_cut);
    return OUTCOME_OK;
}
