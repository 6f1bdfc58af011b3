/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/group_page.h"

#include "base/limits.h"
#include "domain/place/gazetteer.h"
#include "web/furniture.h"
#include "web/ledger/ledger_view.h"
#include "web/record/record_extra.h"
#include "web/savings/group_stand.h"
#include "web/savings/savings_cells.h"
#include "web/savings/takeover_page.h"

/* ---- actions ---- */

void group_actions(struct web *web, const struct record *record, struct doc *actions) {
    struct group_seen seen;
    if (record->deleted_ms || !group_begin(web, record->id, date_first_day(clock_today()), &seen)) return;
    if (seen.may_write) {
        struct slice loan = savings_href(web, "savings-groups", record->id, "/loans/new");
        furniture_add_action(web, actions, TR("Meeting sheet"),
                             savings_href(web, "savings-groups", record->id, "/meetings/new"), true);
        furniture_add_action(web, actions, TR("New loan"), loan, false);
        furniture_add_action(web, actions, TR("Sheet on paper"),
                             savings_href(web, "savings-groups", record->id, "/paper"), false);
        furniture_add_action(web, actions, seen.is_vsla ? TR("Share-out") : TR("Dividend"),
                             savings_href(web, "savings-groups", record->id, "/share-out"), false);
    }
    takeover_action(web, record, actions);
    if (group_sees_money(&seen)) {
        struct slice plan = seen.group->business_plan.present
                                ? savings_href(web, "business-plans", seen.group->business_plan.id, "/follow")
                                : savings_href(web, "savings-groups", record->id, "/plans/new");
        furniture_add_action(web, actions, TR("Self-sufficiency"),
                             savings_href(web, "savings-groups", record->id, "/standing"), false);
        if (seen.may_write || seen.group->business_plan.present)
            furniture_add_action(web, actions, TR("Business plan"), plan, false);
    }
    struct uuid book;
    struct view books = web_view(web, &ledger_book_type);
    if (books.allowed && ledger_book_of_subject(web_db(web), web->arena, record->org_id, record->id, &book) &&
        web_record(web, &ledger_book_type, book))
        furniture_add_action(web, actions, TR("Book"), savings_href(web, "books", book, ""), false);
}

void member_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (!record->deleted_ms && savings_sees_money(web, record->org_id))
        furniture_add_action(web, actions, TR("Passbook"),
                             savings_href(web, "savings-members", record->id, "/passbook"), false);
}

void meeting_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (!record->deleted_ms)
        furniture_add_action(web, actions, TR("Meeting sheet"),
                             savings_href(web, "group-meetings", record->id, "/sheet"), true);
}

void groups_link(struct web *web, struct doc *actions) {
    if (web_view(web, &group_meeting_type).allowed)
        furniture_add_action(web, actions, TR("Compare the groups"), S("/savings-groups/compare"), false);
}

/* ---- the page of a group ---- */

struct group_look {
    struct web *web;
    struct group_seen seen;
    struct savings_picture picture; /* of today */
    struct member_seen *members;
    size_t member_count;
};

static void fact(struct group_look *look, struct doc *facts, const char *label, struct slice text) {
    record_section_fact(look->web, facts, web_tr(look->web, label), text);
}

static struct slice amount(struct group_look *look, int64_t value) {
    return group_amount(&look->seen, value);
}

static int64_t due_next(const struct savings_picture *picture) {
    int64_t due = 0;
    for (size_t i = 0; i < picture->loan_count; i++) {
        due = book_add(due, picture->loans[i].due);
    }
    return due;
}

static void next_section(struct group_look *look, struct doc *sections) {
    struct web *web = look->web;
    const struct savings_picture *picture = &look->picture;
    const struct group_figures *figures = &picture->figures;
    struct doc *facts =
        record_section_facts(web, record_section_add(web, sections, TR("Next meeting"), S(""), S(""), ""));
    fact(look, facts, TR("On"),
         format_date(web->arena, &web->locale, date_of_day(picture->next_meeting_day)));
    fact(look, facts, TR("Repayments due at it"), amount(look, due_next(picture)));
    fact(look, facts, TR("In the box"), amount(look, picture->cash));
    if (look->seen.second_unit)
        fact(look, facts, TR("Of it in the second currency"),
             group_other_amount(&look->seen, picture->other_cash));
    fact(look, facts, TR("Of it social fund"), amount(look, picture->social_fund));
    if (picture->bank) fact(look, facts, TR("At the bank"), amount(look, picture->bank));
    fact(look, facts, TR("Savings of all members"), amount(look, picture->saved));
    fact(look, facts, TR("Lent out"), amount(look, figures->outstanding));
    fact(look, facts, TR("Of it late more than 30 days (PAR30)"),
         savings_percent(web, group_ppm(figures, RATIO_PAR30)));
    fact(look, facts, TR("Attendance, last four meetings"),
         savings_percent(web, group_ppm(figures, RATIO_ATTENDANCE)));
}

static void alarm_section(struct group_look *look, struct doc *sections) {
    struct web *web = look->web;
    const struct savings_picture *picture = &look->picture;
    if (!picture->alarm_count) return;
    struct doc *facts =
        record_section_facts(web, record_section_add(web, sections, TR("Alarms"), S(""), S(""), ""));
    for (size_t i = 0; i < picture->alarm_count; i++) {
        fact(look, facts, savings_alarm_label(picture->alarms[i].kind),
             group_alarm_words(&look->seen, &picture->alarms[i]));
    }
}

static struct savings_member_row member_owes(const struct group_look *look, struct uuid member) {
    for (size_t i = 0; i < look->picture.member_count; i++) {
        if (uuid_equal(look->picture.members[i].member_id, member)) return look->picture.members[i];
    }
    return (struct savings_member_row){.member_id = member};
}

static void member_row(struct group_look *look, const struct member_seen *member, struct doc *rows) {
    struct web *web = look->web;
    struct savings_member_row sums = member_owes(look, member->record->id);
    struct slice days = savings_number(web, sums.days_late);
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    savings_cell(web, cells, TR("Member"),
                 arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(savings_number(web, member->number)),
                              SLICE_ARG(member->name)),
                 savings_href(web, "savings-members", member->record->id, ""), "", false);
    savings_cell(web, cells, TR("Role"), savings_choice(web, member->record, "role"), S(""), "", false);
    savings_cell(web, cells, TR("Savings"), amount(look, sums.saved), S(""), "", true);
    savings_cell(web, cells, TR("Owes"), sums.owed ? amount(look, sums.owed) : S(""), S(""), "", true);
    savings_cell(web, cells, TR("Overdue"), sums.overdue ? amount(look, sums.overdue) : S(""), S(""), "",
                 true);
    savings_cell(web, cells, TR("Late"),
                 sums.days_late ? web_tr_fill(web, TR("{1} days late"), days, S("")) : S(""), S(""), "behind",
                 false);
    savings_cell(web, cells, TR("Passbook"), web_tr(web, TR("Passbook")),
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
        savings_column(web, columns, labels[i], i >= 2 && i <= 4);
    }
    struct doc *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < look->member_count; i++) {
        member_row(look, &look->members[i], rows);
    }
}

static void loan_row(struct group_look *look, const struct savings_loan_row *loan, struct doc *rows) {
    struct web *web = look->web;
    const struct loan_state *state = &loan->state;
    int64_t overdue = loan_parts_sum(&state->overdue);
    struct slice days = savings_number(web, state->days_late),
                 late = state->days_late ? web_tr_fill(web, TR("{1} days late"), days, S("")) : S("");
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    savings_cell(web, cells, TR("Loan"), loan->loan->code,
                 savings_href(web, "group-loans", loan->loan->id, "/schedule"), "", false);
    savings_cell(web, cells, TR("Borrower"),
                 loan_borrower(&look->seen, look->members, look->member_count, loan->loan), S(""), "", false);
    savings_cell(web, cells, TR("Owes"), amount(look, state->balance), S(""), "", true);
    savings_cell(web, cells, TR("Overdue"), overdue ? amount(look, overdue) : S(""), S(""), "", true);
    savings_cell(web, cells, TR("Next instalment"),
                 state->next_amount ? amount(look, state->next_amount) : S(""), S(""), "", true);
    savings_cell(web, cells, TR("Late"), late, S(""), "behind", false);
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
        savings_column(web, columns, labels[i], i >= 2 && i <= 4);
    }
    struct doc *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < look->picture.loan_count; i++) {
        loan_row(look, &look->picture.loans[i], rows);
    }
}

void group_sections(struct web *web, const struct record *record, struct doc *sections) {
    struct group_look *look = arena_make(web->arena, struct group_look, 1);
    int64_t today = date_first_day(clock_today());
    *look = (struct group_look){.web = web};
    if (!group_begin(web, record->id, today, &look->seen)) return;
    if (!group_stand_read(&look->seen, today, &look->picture)) return;
    look->member_count = group_members(&look->seen, today, &look->members);
    next_section(look, sections);
    alarm_section(look, sections);
    members_section(look, sections);
    loans_section(look, sections);
}
