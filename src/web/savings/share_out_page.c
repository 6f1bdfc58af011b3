/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The preview takes the same figures as the rule does when it happens (share_plan.c) to the same pure
 * function; what then counts is what the rule says inside the transaction.
 */
#include "web/savings/share_out_page.h"

#include "base/limits.h"
#include "domain/savings/share_out.h"
#include "web/furniture.h"
#include "web/ledger/ledger_view.h"
#include "web/plain_form.h"
#include "web/savings/savings_view.h"

struct share_look {
    struct web *web;
    struct group_seen seen;
    struct group_book book;
    struct meetings_seen meetings;
    int64_t day, cash, bank, price, multiple;
    struct member_seen *all;
    size_t all_count;
    const struct member_seen **members; /* with savings */
    int64_t *saved;
    struct share_member *shares;
    size_t count, open_loans;
    bool loans_netted; /* every open loan is of somebody who shares */
    enum share_fault fault;
    struct share_problem problem;
    struct share_out result;
};

static struct slice amount(const struct share_look *look, int64_t value) {
    return group_amount(&look->seen, value);
}

static void take_members(struct share_look *look) {
    struct arena *arena = look->web->arena;
    look->all_count = group_members(&look->seen, 0, &look->all);
    look->members = arena_make(arena, const struct member_seen *, look->all_count + 1);
    look->shares = arena_make(arena, struct share_member, look->all_count + 1);
    look->saved = arena_make(arena, int64_t, look->all_count + 1);
    for (size_t i = 0; i < look->all_count; i++) {
        int64_t saved =
            -group_book_of(&look->book, group_savings_role(look->seen.record), look->all[i].record->id);
        if (!saved) continue;
        look->members[look->count] = &look->all[i];
        look->saved[look->count] = saved;
        look->shares[look->count++] =
            (struct share_member){.shares = saved / (look->price > 0 ? look->price : 1)};
    }
}

static size_t receiver_of(const struct share_look *look, const struct value *member) {
    size_t at = 0;
    while (at < look->count && !(member->present && uuid_equal(look->members[at]->record->id, member->id))) {
        at++;
    }
    return at;
}

static void take_loans(struct share_look *look) {
    struct web *web = look->web;
    struct loan_now *now = arena_make(web->arena, struct loan_now, 1);
    struct record **loans = group_loans_read(web_db(web), web->arena, look->seen.record->org_id,
                                             look->seen.record->id, true, &look->open_loans);
    look->loans_netted = true;
    for (size_t i = 0; i < look->open_loans; i++) {
        size_t at = receiver_of(look, &group_loan_of(loans[i])->member);
        loan_look(&look->seen, loans[i], (struct loan_scope){0}, look->day, now);
        if (at == look->count)
            look->loans_netted = false;
        else
            look->shares[at].debt = book_add(look->shares[at].debt, now->debt);
    }
}

static bool share_look_begin(struct web *web, struct share_look *look) {
    *look = (struct share_look){.web = web};
    if (!group_of_path(web, &look->seen)) return false;
    look->meetings = group_meetings(&look->seen);
    look->day = look->meetings.last ? date_first_day(group_meeting_of(look->meetings.last)->held_on.date)
                                    : date_first_day(clock_today());
    look->book = group_book_read(&look->seen, date_first_day(clock_today()));
    const struct record *bylaw = group_bylaw_on(web_db(web), web->arena, look->seen.record, look->day);
    look->multiple = number_or_0(&group_bylaw_of((struct record *)(uintptr_t)bylaw)->multiple);
    look->price =
        look->seen.is_vsla ? number_or_0(&group_bylaw_of((struct record *)(uintptr_t)bylaw)->share_price) : 1;
    look->bank = group_book_sum(&look->book, "bank");
    look->cash = group_book_sum(&look->book, "cash") + group_book_sum(&look->book, "social_fund") +
                 group_book_sum(&look->book, "reserve") + group_book_sum(&look->book, "payable");
    take_members(look);
    take_loans(look);
    look->fault =
        share_out_make(look->cash, look->shares, look->count, look->multiple, &look->result, &look->problem);
    return true;
}

/* ---- the eight steps ---- */

static void step_add(const struct share_look *look, struct doc *steps, const char *label, bool is_done,
                     struct slice detail) {
    struct doc *step = doc_add_object(look->web->arena, steps);
    doc_set_text(look->web->arena, step, S("step_text"), web_tr(look->web, label));
    doc_set_text(look->web->arena, step, S("step_detail"), detail);
    doc_set_bool(look->web->arena, step, S("step_done"), is_done);
}

static bool box_agrees(const struct share_look *look) {
    return look->meetings.last && group_meeting_of(look->meetings.last)->counted_cash.present &&
           group_book_sum(&look->book, "cash") ==
               number_or_0(&group_meeting_of(look->meetings.last)->closing_cash);
}

static bool is_ready(const struct share_look *look) {
    return look->meetings.last && !look->meetings.open && look->loans_netted && box_agrees(look) &&
           !look->bank && look->fault == SHARE_OK && look->count;
}

static struct slice meeting_words(const struct share_look *look) {
    struct web *web = look->web;
    const struct record *open = look->meetings.open;
    if (open)
        return web_tr_fill(web, TR("Meeting {1} is still open."),
                           savings_number(web, group_meeting_of(look->meetings.open)->number.number), S(""));
    return look->meetings.last ? format_date(web->arena, &web->locale, date_of_day(look->day))
                               : web_tr(web, TR("No meeting was held yet."));
}

static struct slice value_words(const struct share_look *look) {
    if (look->fault != SHARE_OK || !look->result.shares) return S("");
    return web_tr_fill(look->web, TR("{1} shares, each worth about {2}"),
                       savings_number(look->web, look->result.shares),
                       amount(look, look->result.pool / look->result.shares));
}

static void steps_show(const struct share_look *look) {
    struct web *web = look->web;
    struct doc *steps = doc_set_array(web->arena, web->view, S("steps"));
    bool can = look->fault == SHARE_OK && look->count > 0;
    struct slice open =
        web_tr_fill(web, TR("{1} loans are open; they are taken from their borrowers’ payouts."),
                    savings_number(web, (int64_t)look->open_loans), S(""));
    step_add(look, steps, TR("The last meeting is closed"), look->meetings.last && !look->meetings.open,
             meeting_words(look));
    step_add(look, steps, TR("All loans are paid, written off or taken from the payout"), look->loans_netted,
             look->open_loans ? open : S(""));
    step_add(look, steps, TR("The counted box is the box of the book"), box_agrees(look),
             look->bank ? web_tr_fill(web, TR("{1} are at the bank; take them back to the box first."),
                                      amount(look, look->bank), S(""))
                        : S(""));
    step_add(look, steps, TR("What is to be shared, without the social fund"), can,
             can ? amount(look, look->result.pool) : S(""));
    step_add(look, steps, TR("The value of a share"), can, value_words(look));
    step_add(look, steps, TR("Each payout, in whole notes"), can,
             can ? amount(look, look->result.paid) : S(""));
    step_add(look, steps, TR("What is left over; payouts and the rest are the whole"), can,
             can ? amount(look, look->result.remainder) : S(""));
    step_add(look, steps, TR("The balances of the cycle go to nothing, the next cycle begins"), false,
             web_tr(web, TR("Happens with the share-out.")));
}

static void row_show(const struct share_look *look, size_t index, struct doc *rows) {
    struct web *web = look->web;
    const struct share_member *share = &look->shares[index];
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("member_number"), savings_number(web, look->members[index]->number));
    doc_set_text(web->arena, row, S("member_name"), look->members[index]->name);
    doc_set_text(web->arena, row, S("row_shares"), savings_number(web, share->shares));
    doc_set_text(web->arena, row, S("row_saved"), amount(look, look->saved[index]));
    doc_set_text(web->arena, row, S("row_payout"), amount(look, share->payout));
    doc_set_text(web->arena, row, S("row_debt"), share->debt ? amount(look, share->debt) : S(""));
    doc_set_text(web->arena, row, S("row_cash"), amount(look, share->cash));
}

static void preview_show(const struct share_look *look) {
    struct web *web = look->web;
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    bool can = look->fault == SHARE_OK;
    for (size_t i = 0; can && i < look->count; i++) {
        row_show(look, i, rows);
    }
    doc_set_bool(web->arena, web->view, S("has_rows"), rows->first != NULL);
    doc_set_text(
        web->arena, web->view, S("fault_text"),
        can ? S("")
            : web_tr_fill(web, share_fault_message(look->fault), amount(look, look->problem.amount), S("")));
    doc_set_text(web->arena, web->view, S("handed_amount"),
                 can ? amount(look, look->result.handed_out) : S(""));
    doc_set_text(web->arena, web->view, S("pool_amount"), can ? amount(look, look->result.pool) : S(""));
    doc_set_text(web->arena, web->view, S("paid_amount"), can ? amount(look, look->result.paid) : S(""));
    doc_set_text(web->arena, web->view, S("rest_amount"), can ? amount(look, look->result.remainder) : S(""));
}

static void share_show(const struct share_look *look) {
    struct web *web = look->web;
    bool may = access_may_in(web->app->access, web->actor, &group_share_out_type, look->seen.record->org_id,
                             VERB_CREATE);
    group_add_crumbs(&look->seen, TR("Share-out"));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Share-out")));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, look->seen.record));
    doc_set_text(web->arena, web->view, S("action"),
                 savings_href(web, "savings-groups", look->seen.record->id, "/share-out"));
    doc_set_text(web->arena, web->view, S("dividend_href"),
                 arena_printf(web->arena, "/share-outs/new?savings_group=%.*s",
                              SLICE_ARG(uuid_format(web->arena, look->seen.record->id))));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    doc_set_bool(web->arena, web->view, S("may_share"), may && is_ready(look));
    doc_set_bool(web->arena, web->view, S("is_vsla"), look->seen.is_vsla);
    steps_show(look);
    preview_show(look);
    plain_form_add_summary(web);
}

enum outcome share_out_page(struct web *web) {
    struct share_look *look = arena_make(web->arena, struct share_look, 1);
    if (!share_look_begin(web, look)) return OUTCOME_NOT_FOUND;
    if (!look->seen.may_write) return OUTCOME_FORBIDDEN;
    share_show(look);
    return OUTCOME_OK;
}

static enum outcome share_written(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) {
        web->response->status = 422;
        share_show(web->state);
        return OUTCOME_OK;
    }
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return web_redirect(web, savings_href(web, "share-outs", job->changes[0].after->id, "/list?done=saved"));
}

enum outcome share_out_post(struct web *web) {
    struct share_look *look = arena_make(web->arena, struct share_look, 1);
    if (!share_look_begin(web, look)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    web->state = look;
    *change = change_new(web->arena, CHANGE_CREATE, &group_share_out_type, look->seen.record->org_id);
    change_set_value(change, "savings_group", (struct value){.present = true, .id = look->seen.record->id});
    change_set_value(change, "kind", value_of_text(S("share_out")));
    if (look->meetings.last)
        change_set_value(change, "meeting", (struct value){.present = true, .id = look->meetings.last->id});
    change_set_value(change, "minutes", value_of_text(slice_trim(web_field(web, S("minutes")))));
    return web_write(web, change, 1, web_field(web, S("_key")), share_written);
}

/* ---- the list to be signed ---- */

static void list_row(struct web *web, const struct group_seen *seen, const struct member_seen *member,
                     const struct share_out_line *line, struct doc *rows) {
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("member_number"), member ? savings_number(web, member->number) : S(""));
    doc_set_text(web->arena, row, S("member_name"), member ? member->name : S(""));
    doc_set_text(web->arena, row, S("row_shares"), savings_number(web, number_or_0(&line->shares)));
    doc_set_text(web->arena, row, S("row_saved"), group_amount(seen, number_or_0(&line->saved)));
    doc_set_text(web->arena, row, S("row_payout"), group_amount(seen, number_or_0(&line->payout)));
    doc_set_text(web->arena, row, S("row_debt"),
                 number_or_0(&line->debt) ? group_amount(seen, number_or_0(&line->debt)) : S(""));
    doc_set_text(web->arena, row, S("row_cash"), group_amount(seen, number_or_0(&line->cash)));
}

static int by_number(const void *a, const void *b, void *context) {
    const struct member_seen *members = ((const struct member_seen *const *)context)[0];
    size_t count = (size_t)(((const struct member_seen *const *)context)[1] - members);
    const struct member_seen *left =
        member_find(members, count, share_out_line_of(*(struct record *const *)a)->member.id);
    const struct member_seen *right =
        member_find(members, count, share_out_line_of(*(struct record *const *)b)->member.id);
    int64_t l = left ? left->number : 0, r = right ? right->number : 0;
    return l < r ? -1 : l > r;
}

enum outcome share_list_page(struct web *web) {
    struct group_seen seen;
    struct member_seen *members;
    struct record **lines;
    struct uuid id;
    struct record *record = web_arg_id(web, 0, &id) ? savings_record(web, &group_share_out_type, id) : NULL;
    if (!record) return OUTCOME_NOT_FOUND;
    const struct group_share_out *out = group_share_out_of(record);
    if (!group_begin(web, out->savings_group.id, date_first_day(out->on_day.date), &seen))
        return OUTCOME_NOT_FOUND;
    size_t member_count = group_members(&seen, 0, &members);
    size_t count = savings_parts(web, &share_out_line_type, "share_out", id, record->org_id, NULL,
                                 LIMIT_ROSTER_PEOPLE, &lines);
    const struct member_seen *range[] = {members, members + member_count};
    qsort_r(lines, count, sizeof *lines, by_number, range);
    group_add_crumbs(&seen, TR("Share-out"));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Share-out")));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, seen.record));
    doc_set_text(web->arena, web->view, S("organisation"),
                 access_org_name(web->app->access, web->arena, record->org_id));
    doc_set_text(web->arena, web->view, S("out_day"),
                 format_date(web->arena, &web->locale, out->on_day.date));
    doc_set_text(web->arena, web->view, S("out_href"), savings_href(web, "share-outs", id, ""));
    doc_set_text(web->arena, web->view, S("group_href"),
                 savings_href(web, "savings-groups", seen.record->id, ""));
    doc_set_text(web->arena, web->view, S("pool_amount"), group_amount(&seen, number_or_0(&out->pool)));
    doc_set_text(web->arena, web->view, S("paid_amount"), group_amount(&seen, number_or_0(&out->payouts)));
    doc_set_text(web->arena, web->view, S("rest_amount"), group_amount(&seen, number_or_0(&out->remainder)));
    doc_set_text(web->arena, web->view, S("handed_amount"),
                 group_amount(&seen, number_or_0(&out->payouts) - number_or_0(&out->netted)));
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < count; i++) {
        list_row(web, &seen, member_find(members, member_count, share_out_line_of(lines[i])->member.id),
                 share_out_line_of(lines[i]), rows);
    }
    return OUTCOME_OK;
}

void share_out_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms) return;
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("label"), web_tr(web, TR("List to be signed")));
    doc_set_text(web->arena, action, S("href"), savings_href(web, "share-outs", record->id, "/list"));
    doc_set_bool(web->arena, action, S("primary"), true);
}
