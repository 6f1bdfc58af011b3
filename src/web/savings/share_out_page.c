/* SPDX-License-Identifier: Apache-2.0 */
/* The preview is the plan of the rule itself (share_plan.h), asked beforehand: a share-out of a group with a
 * yearly cycle, a dividend of one with a permanent fund. */
#include "web/savings/share_out_page.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/savings/share_plan.h"
#include "web/furniture.h"
#include "web/ledger/ledger_view.h"
#include "web/plain_form.h"
#include "web/savings/loan_answers.h"
#include "web/savings/savings_view.h"

struct share_look {
    struct web *web;
    struct group_seen seen;
    struct group_book book;
    struct meetings_seen meetings;
    struct member_seen *all;
    size_t all_count, open_loans;
    struct record *made; /* what was shared out at the last meeting already; NULL */
    struct share_plan plan;
    struct refusal refusal;  /* what is in the way */
    bool can;                /* there are figures */
    struct slice kind, paid; /* as in the record */
};

static struct slice amount(const struct share_look *look, int64_t value) {
    return group_amount(&look->seen, value);
}

/* The share-out that would be made now. */
static struct record *wanted(const struct share_look *look) {
    struct record *record = record_new(look->web->arena, &group_share_out_type);
    struct group_share_out *share_out = group_share_out_of(record);
    record->org_id = look->seen.record->org_id;
    record->id = uuid_new();
    share_out->savings_group = value_of_id(look->seen.record->id);
    share_out->kind = value_of_text(look->kind);
    share_out->paid = value_of_text(look->paid);
    if (look->meetings.last) share_out->meeting = value_of_id(look->meetings.last->id);
    return record;
}

static bool is_dividend(const struct share_look *look) {
    return slice_equal(look->kind, S("dividend"));
}

/* A dividend may be put on the savings. */
static struct slice paid_wanted(const struct share_look *look) {
    struct web *web = look->web;
    bool posted = web->http->method == HTTP_POST;
    struct slice said = posted ? web_field(web, S("paid")) : http_query(web->http, S("paid"));
    return is_dividend(look) && slice_equal(said, S("savings")) ? S("savings") : S("cash");
}

static const char *title_of(const struct share_look *look) {
    return is_dividend(look) ? TR("Dividend") : TR("Share-out");
}

/* The last of them, when it was decided at the last meeting. */
static struct record *made_at_last(const struct share_look *look) {
    struct record **made;
    const struct record *group = look->seen.record, *last = look->meetings.last;
    if (!last || look->meetings.open) return NULL;
    size_t count = web_parts(look->web, &group_share_out_type, "savings_group", group->id, group->org_id,
                             NULL, LIMIT_GROUP_MEETINGS, &made);
    for (size_t i = 0; i < count; i++) {
        if (uuid_equal(group_share_out_of(made[i])->meeting.id, last->id)) return made[i];
    }
    return NULL;
}

/* Afterwards the steps are those that were gone, with the figures that were written. */
static void take_made(struct share_look *look, struct rule *rule) {
    const struct group_share_out *made = group_share_out_of(look->made);
    struct share_plan *plan = &look->plan;
    *plan = (struct share_plan){.is_dividend = is_dividend(look),
                                .box_agrees = true,
                                .from_day = date_first_day(made->from_day.date),
                                .profit = number_or_0(&made->profit),
                                .reserve = number_or_0(&made->reserve),
                                .social_fund = number_or_0(&made->social_fund),
                                .result = {.pool = number_or_0(&made->pool),
                                           .shares = number_or_0(&made->shares),
                                           .paid = number_or_0(&made->payouts),
                                           .remainder = number_or_0(&made->remainder)}};
    plan->kept = plan->profit - plan->result.pool - plan->reserve - plan->social_fund;
    plan->bylaw =
        group_bylaw_on(rule->db, look->web->arena, look->seen.record, date_first_day(made->on_day.date));
    look->can = true;
}

static bool share_look_begin(struct web *web, struct share_look *look) {
    *look = (struct share_look){.web = web, .refusal = REFUSAL_IN(web->arena)};
    struct rule *rule = arena_make(web->arena, struct rule, 1);
    if (!group_of_path(web, &look->seen)) return false;
    look->kind = look->seen.is_vsla ? S("share_out") : S("dividend");
    look->paid = paid_wanted(look);
    look->meetings = group_meetings(&look->seen);
    look->book = group_book_read(&look->seen, date_first_day(clock_today()));
    look->all_count = group_members(&look->seen, 0, &look->all);
    if (!look->seen.may_write) return true; /* is told so */
    *rule = savings_asking(web);
    group_loans_read(web_db(web), web->arena, look->seen.record->org_id, look->seen.record->id, true,
                     &look->open_loans);
    look->can = share_plan_look(rule, wanted(look), &look->plan, &look->refusal);
    look->made = made_at_last(look);
    if (look->made) take_made(look, rule);
    return true;
}

/* ---- the steps ---- */

static void step_add(const struct share_look *look, struct doc *steps, const char *label, bool is_done,
                     struct slice detail) {
    struct doc *step = doc_add_object(look->web->arena, steps);
    doc_set_text(look->web->arena, step, S("step_text"), web_tr(look->web, label));
    doc_set_text(look->web->arena, step, S("step_detail"), detail);
    doc_set_bool(look->web->arena, step, S("step_done"), is_done);
}

static bool box_agrees(const struct share_look *look) {
    return look->meetings.last && !look->meetings.open && look->plan.box_agrees;
}

static bool loans_netted(const struct share_look *look) {
    return look->made || (look->can && look->plan.loan_count == look->open_loans);
}

static bool is_ready(const struct share_look *look) {
    return look->can && !look->made && refusal_is_empty(&look->refusal);
}

static struct slice meeting_words(const struct share_look *look) {
    struct web *web = look->web;
    const struct record *open = look->meetings.open;
    if (open)
        return web_tr_fill(web, TR("Meeting {1} is still open."),
                           savings_number(web, group_meeting_of(look->meetings.open)->number.number), S(""));
    return look->meetings.last
               ? format_date(web->arena, &web->locale, group_meeting_of(look->meetings.last)->held_on.date)
               : web_tr(web, TR("No meeting was held yet."));
}

static struct slice value_words(const struct share_look *look) {
    if (!look->can || !look->plan.result.shares) return S("");
    return web_tr_fill(look->web, TR("{1} shares, each worth about {2}"),
                       savings_number(look->web, look->plan.result.shares),
                       amount(look, look->plan.result.pool / look->plan.result.shares));
}

static struct slice since_words(const struct share_look *look) {
    struct web *web = look->web;
    return web_tr_fill(web, TR("{1} since {2}"), amount(look, look->plan.profit),
                       format_date(web->arena, &web->locale, date_of_day(look->plan.from_day)));
}

static struct slice set_aside_words(const struct share_look *look) {
    return web_tr_fill(look->web, TR("reserve {1}, social fund {2}"), amount(look, look->plan.reserve),
                       amount(look, look->plan.social_fund));
}

static struct slice weight_words(const struct share_look *look) {
    const struct share_plan *plan = &look->plan;
    bool by_days = value_is_code(&group_bylaw_of(plan->bylaw)->dividend_by, "savings_days");
    return web_tr(look->web,
                  by_days ? TR("by what each had saved on each day") : TR("by what each has saved"));
}

static void dividend_steps(const struct share_look *look, struct doc *steps) {
    bool can = look->made || (look->can && look->plan.count > 0);
    struct slice none = S("");
    step_add(look, steps, TR("The last meeting is closed"), look->meetings.last && !look->meetings.open,
             meeting_words(look));
    step_add(look, steps, TR("The counted box is the box of the book"), box_agrees(look), none);
    step_add(look, steps, TR("Profit: income less expenses"), can, can ? since_words(look) : none);
    step_add(look, steps, TR("What the bylaws set aside"), can, can ? set_aside_words(look) : none);
    step_add(look, steps, TR("What stays in the profit kept"), can,
             can ? amount(look, look->plan.kept) : none);
    step_add(look, steps, TR("What is to be shared"), can, can ? amount(look, look->plan.result.pool) : none);
    step_add(look, steps, TR("Each member’s part"), can, can ? weight_words(look) : none);
    step_add(look, steps, TR("What is left over; payouts and the rest are the whole"), can,
             can ? amount(look, look->plan.result.remainder) : none);
}

static void share_out_steps(const struct share_look *look, struct doc *steps) {
    struct web *web = look->web;
    bool can = look->can;
    struct slice open =
        web_tr_fill(web, TR("{1} loans are open; they are taken from their borrowers’ payouts."),
                    savings_number(web, (int64_t)look->open_loans), S(""));
    step_add(look, steps, TR("The last meeting is closed"), look->meetings.last && !look->meetings.open,
             meeting_words(look));
    step_add(look, steps, TR("All loans are paid, written off or taken from the payout"), loans_netted(look),
             look->open_loans ? open : S(""));
    step_add(look, steps, TR("The counted box is the box of the book"), box_agrees(look),
             look->plan.bank ? web_tr_fill(web, TR("{1} are at the bank; take them back to the box first."),
                                           amount(look, look->plan.bank), S(""))
                             : S(""));
    step_add(look, steps, TR("What is to be shared, without the social fund"), can,
             can ? amount(look, look->plan.result.pool) : S(""));
    step_add(look, steps, TR("The value of a share"), can, value_words(look));
    step_add(look, steps, TR("Each payout, in whole notes"), can,
             can ? amount(look, look->plan.result.paid) : S(""));
    step_add(look, steps, TR("What is left over; payouts and the rest are the whole"), can,
             can ? amount(look, look->plan.result.remainder) : S(""));
    step_add(look, steps, TR("The balances of the cycle go to nothing, the next cycle begins"), look->made,
             look->made ? S("") : web_tr(web, TR("Happens with the share-out.")));
}

static void steps_show(const struct share_look *look) {
    struct doc *steps = doc_set_array(look->web->arena, look->web->view, S("steps"));
    if (is_dividend(look))
        dividend_steps(look, steps);
    else
        share_out_steps(look, steps);
}

static void row_show(const struct share_look *look, size_t index, struct doc *rows) {
    struct web *web = look->web;
    const struct share_member *share = &look->plan.members[index];
    const struct share_receiver *receiver = &look->plan.receivers[index];
    const struct member_seen *member = member_find(look->all, look->all_count, receiver->member_id);
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("member_number"), savings_number(web, receiver->number));
    doc_set_text(web->arena, row, S("member_name"), member ? member->name : S(""));
    doc_set_text(web->arena, row, S("row_shares"), savings_number(web, share->shares));
    doc_set_text(web->arena, row, S("row_saved"), amount(look, receiver->saved));
    doc_set_text(web->arena, row, S("row_payout"), amount(look, share->payout));
    doc_set_text(web->arena, row, S("row_debt"), share->debt ? amount(look, share->debt) : S(""));
    doc_set_text(web->arena, row, S("row_cash"), amount(look, share->cash));
}

/* What was saved and is not handed out again: said before anybody signs. */
static struct slice loss_words(const struct share_look *look) {
    int64_t saved = 0;
    if (!look->can || look->made || is_dividend(look)) return S("");
    for (size_t i = 0; i < look->plan.count; i++) {
        saved += look->plan.receivers[i].saved;
    }
    if (!look->plan.result.paid)
        return web_tr_fill(look->web, TR("All that was saved, {1}, is lost: each member gets nothing."),
                           amount(look, saved), S(""));
    if (look->plan.result.pool >= saved) return S("");
    return web_tr_fill(look->web, TR("The fund has lost {1} of the {2} that were saved."),
                       amount(look, saved - look->plan.result.pool), amount(look, saved));
}

static void preview_show(const struct share_look *look) {
    struct web *web = look->web;
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    struct doc *faults = doc_set_array(web->arena, web->view, S("faults"));
    bool can = look->can;
    for (size_t i = 0; can && i < look->plan.count; i++) {
        row_show(look, i, rows);
    }
    doc_set_bool(web->arena, web->view, S("has_rows"), rows->first != NULL);
    for (const struct refusal_item *item = look->refusal.first; item; item = item->next) {
        doc_set_text(web->arena, doc_add_object(web->arena, faults), S("fault_text"),
                     tr_refusal(web->arena, &web->locale, item));
    }
    doc_set_text(web->arena, web->view, S("loss_text"), loss_words(look));
    doc_set_text(web->arena, web->view, S("made_href"),
                 look->made ? savings_href(web, "share-outs", look->made->id, "/list") : S(""));
    doc_set_text(web->arena, web->view, S("handed_amount"),
                 can ? amount(look, look->plan.result.handed_out) : S(""));
    doc_set_text(web->arena, web->view, S("pool_amount"), can ? amount(look, look->plan.result.pool) : S(""));
    doc_set_text(web->arena, web->view, S("paid_amount"), can ? amount(look, look->plan.result.paid) : S(""));
    doc_set_text(web->arena, web->view, S("rest_amount"),
                 can ? amount(look, look->plan.result.remainder) : S(""));
}

/* In which way it is paid; the figures are of the chosen one. */
static void paid_show(const struct share_look *look) {
    struct web *web = look->web;
    struct doc *choices = doc_set_array(web->arena, web->view, S("paid_choices"));
    const struct field *field = record_type_field(&group_share_out_type, S("paid"));
    for (size_t i = 0; i < field->choices->count && is_dividend(look); i++) {
        const struct choice *choice = &field->choices->choices[i];
        struct doc *row = doc_add_object(web->arena, choices);
        doc_set_text(web->arena, row, S("paid_code"), slice_of(choice->code));
        doc_set_text(web->arena, row, S("paid_label"), web_tr(web, choice->label));
        doc_set_bool(web->arena, row, S("paid_chosen"), slice_equal(slice_of(choice->code), look->paid));
    }
    doc_set_bool(web->arena, web->view, S("is_dividend"), is_dividend(look));
    doc_set_bool(web->arena, web->view, S("is_kept"), slice_equal(look->paid, S("savings")));
    doc_set_text(web->arena, web->view, S("paid"), look->paid);
}

static void share_show(const struct share_look *look) {
    struct web *web = look->web;
    bool may = access_may_in(web->app->access, web->actor, &group_share_out_type, look->seen.record->org_id,
                             VERB_CREATE);
    group_add_crumbs(&look->seen, title_of(look));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, title_of(look)));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, look->seen.record));
    doc_set_text(web->arena, web->view, S("action"),
                 savings_href(web, "savings-groups", look->seen.record->id, "/share-out"));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    doc_set_bool(web->arena, web->view, S("may_share"), may && is_ready(look));
    paid_show(look);
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
    if (job->outcome == OUTCOME_REFUSED && !web->is_api) {
        web->response->status = web_status(OUTCOME_REFUSED);
        share_show(web->state);
        return OUTCOME_OK;
    }
    if (job->outcome != OUTCOME_OK) return job->outcome;
    struct uuid id = job->changes[0].after->id;
    return savings_done(web, id, savings_href(web, "share-outs", id, "/list?done=saved"));
}

enum outcome share_out_post(struct web *web) {
    struct share_look *look = arena_make(web->arena, struct share_look, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!share_look_begin(web, look)) return OUTCOME_NOT_FOUND;
    if (!look->seen.may_write) return OUTCOME_FORBIDDEN;
    struct change *change = arena_make(web->arena, struct change, 1);
    web->state = look;
    *change = change_new(web->arena, CHANGE_CREATE, &group_share_out_type, look->seen.record->org_id);
    change_set_value(change, "savings_group", value_of_id(look->seen.record->id));
    change_set_value(change, "kind", value_of_text(look->kind));
    change_set_value(change, "paid", value_of_text(look->paid));
    if (look->meetings.last) change_set_value(change, "meeting", value_of_id(look->meetings.last->id));
    change_set_value(change, "minutes", value_of_text(slice_trim(web_field(web, S("minutes")))));
    return web_write(web, change, 1, savings_key(web, "_key"), share_written);
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
    struct record *record = web_record_of_path(web, &group_share_out_type, 0);
    if (!record) return OUTCOME_NOT_FOUND;
    const struct group_share_out *out = group_share_out_of(record);
    if (!group_begin(web, out->savings_group.id, date_first_day(out->on_day.date), &seen))
        return OUTCOME_NOT_FOUND;
    size_t member_count = group_members(&seen, 0, &members);
    size_t count = web_parts(web, &share_out_line_type, "share_out", record->id, record->org_id, NULL,
                             LIMIT_GROUP_MEMBERS, &lines);
    const struct member_seen *range[] = {members, members + member_count};
    qsort_r(lines, count, sizeof *lines, by_number, range);
    bool is_dividend = value_is_code(&out->kind, "dividend"), is_kept = value_is_code(&out->paid, "savings");
    const char *title = is_dividend ? TR("Dividend") : TR("Share-out");
    group_add_crumbs(&seen, title);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, title));
    doc_set_bool(web->arena, web->view, S("is_dividend"), is_dividend);
    doc_set_bool(web->arena, web->view, S("is_kept"), is_kept);
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, seen.record));
    doc_set_text(web->arena, web->view, S("organisation"),
                 access_org_name(web->app->access, web->arena, record->org_id));
    doc_set_text(web->arena, web->view, S("out_day"),
                 format_date(web->arena, &web->locale, out->on_day.date));
    doc_set_text(web->arena, web->view, S("out_href"), savings_href(web, "share-outs", record->id, ""));
    doc_set_text(web->arena, web->view, S("group_href"),
                 savings_href(web, "savings-groups", seen.record->id, ""));
    doc_set_text(web->arena, web->view, S("pool_amount"), group_amount(&seen, number_or_0(&out->pool)));
    doc_set_text(web->arena, web->view, S("paid_amount"), group_amount(&seen, number_or_0(&out->payouts)));
    doc_set_text(web->arena, web->view, S("rest_amount"), group_amount(&seen, number_or_0(&out->remainder)));
    doc_set_text(web->arena, web->view, S("handed_amount"),
                 group_amount(&seen, is_kept ? 0 : number_or_0(&out->payouts) - number_or_0(&out->netted)));
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < count; i++) {
        list_row(web, &seen, member_find(members, member_count, share_out_line_of(lines[i])->member.id),
                 share_out_line_of(lines[i]), rows);
    }
    return OUTCOME_OK;
}

void share_out_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms) return;
    bool is_kept = value_is_code(&group_share_out_of(record)->paid, "savings");
    furniture_add_action(web, actions, is_kept ? TR("List of the dividend") : TR("List to be signed"),
                         savings_href(web, "share-outs", record->id, "/list"), true);
}
