/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/meeting_print.h"

#include "base/exact.h"
#include "base/limits.h"
#include "domain/place/gazetteer.h"
#include "web/furniture.h"
#include "web/training/training_load.h"

/* ---- the table of a sheet ---- */

enum { SUM_SAVED, SUM_SOCIAL, SUM_WITHDRAWN, SUM_REPAID, SUM_LENT, SUM_FINES, SUMS };
struct sheet_sums {
    int64_t of[SUMS];
};

static int64_t recorded(const struct sheet_part *part, size_t cell) {
    if (!part->stored) return 0;
    const struct field *field = record_type_field(part->kind->type, slice_of(part->kind->cells[cell].field));
    return number_or_0(record_value_const(part->stored, field));
}

static int64_t loans_of_line(const struct meeting_sheet *sheet, const struct sheet_parts *parts,
                             size_t first_loan, size_t line) {
    int64_t sum = 0;
    for (size_t i = 0; i < parts->count; i++) {
        const struct sheet_loan *loan = &sheet->loans[first_loan + i];
        bool is_cash = parts != &sheet->payouts || !loan->replaces;
        if (loan->line == line && is_cash) sum += recorded(&parts->items[i], 0);
    }
    return sum;
}

/* What the share price made of the shares on the day. */
static int64_t saved_of(const struct meeting_sheet *sheet, const struct sheet_part *line) {
    return recorded(line, LINE_SHARES) * sheet->seen.bylaws.share_price + recorded(line, LINE_DEPOSIT);
}

static struct sheet_sums line_sums(const struct meeting_sheet *sheet, size_t index) {
    const struct sheet_part *line = &sheet->lines.items[index];
    return (struct sheet_sums){{
        [SUM_SAVED] = saved_of(sheet, line),
        [SUM_SOCIAL] = recorded(line, LINE_SOCIAL),
        [SUM_WITHDRAWN] = recorded(line, LINE_WITHDRAWAL),
        [SUM_REPAID] = loans_of_line(sheet, &sheet->repayments, 0, index),
        [SUM_LENT] = loans_of_line(sheet, &sheet->payouts, sheet->repayments.count, index),
        [SUM_FINES] = recorded(line, LINE_FINE),
    }};
}

static void cells_add(const struct meeting_sheet *sheet, struct doc *row, const struct sheet_sums *sums) {
    struct doc *cells = doc_set_array(sheet->web->arena, row, S("cells"));
    for (size_t i = 0; i < SUMS; i++) {
        struct doc *cell = doc_add_object(sheet->web->arena, cells);
        doc_set_text(sheet->web->arena, cell, S("amount"),
                     sums->of[i] ? group_amount(&sheet->seen, sums->of[i]) : S(""));
    }
}

static int64_t due_of_line(const struct meeting_sheet *sheet, size_t line) {
    int64_t sum = 0;
    for (size_t i = 0; i < sheet->repayments.count; i++) {
        if (sheet->loans[i].line == line) sum += sheet->loans[i].due ? sheet->loans[i].due : 0;
    }
    return sum;
}

static void print_line(const struct meeting_sheet *sheet, size_t index, struct doc *rows,
                       struct sheet_sums *totals) {
    struct web *web = sheet->web;
    struct doc *row = doc_add_object(web->arena, rows);
    struct sheet_sums sums = line_sums(sheet, index);
    const struct sheet_part *line = &sheet->lines.items[index];
    int64_t due = due_of_line(sheet, index);
    doc_set_text(web->arena, row, S("member_number"), savings_number(web, sheet->members[index].number));
    doc_set_text(web->arena, row, S("member_name"), sheet->members[index].name);
    doc_set_text(web->arena, row, S("came"),
                 line->stored ? savings_choice(web, line->stored, "attendance") : S(""));
    doc_set_text(web->arena, row, S("due_amount"), due ? group_amount(&sheet->seen, due) : S(""));
    doc_set_text(web->arena, row, S("receipt_href"),
                 sheet->meeting
                     ? arena_printf(web->arena, "/group-meetings/%.*s/receipts/%.*s",
                                    SLICE_ARG(uuid_format(web->arena, sheet->meeting_id)),
                                    SLICE_ARG(uuid_format(web->arena, sheet->members[index].record->id)))
                     : S(""));
    cells_add(sheet, row, &sums);
    for (size_t i = 0; i < SUMS; i++) {
        totals->of[i] += sums.of[i];
    }
}

static void print_items(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < sheet->items.count; i++) {
        const struct record *stored = sheet->items.items[i].stored;
        if (!stored) continue;
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("item_kind"), savings_choice(web, stored, "kind"));
        doc_set_text(web->arena, item, S("item_what"), meeting_item_of(stored)->what_for.text);
        doc_set_text(web->arena, item, S("item_amount"),
                     group_amount(&sheet->seen, meeting_item_of(stored)->amount.number));
    }
    doc_set_bool(web->arena, web->view, S("has_items"), items->first != NULL);
}

static void print_head(const struct meeting_sheet *sheet, bool is_paper) {
    struct web *web = sheet->web;
    struct slice number = savings_number(web, sheet->number);
    group_add_crumbs(&sheet->seen, is_paper ? TR("Sheet on paper") : TR("Meeting sheet"));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr_fill(web, TR("Meeting {1}"), number, S("")));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, sheet->seen.record));
    doc_set_text(web->arena, web->view, S("sheet_code"), sheet->seen.record->code);
    doc_set_text(web->arena, web->view, S("organisation"),
                 access_org_name(web->app->access, web->arena, sheet->seen.record->org_id));
    doc_set_text(web->arena, web->view, S("sheet_place"),
                 gazetteer_chain(web->app->gazetteer, web->arena, sheet->seen.group->village.text,
                                 web->locale.lang == LANG_KM));
    doc_set_text(web->arena, web->view, S("sheet_day"),
                 is_paper ? S("") : format_date(web->arena, &web->locale, date_of_day(sheet->day)));
    doc_set_text(web->arena, web->view, S("group_href"),
                 savings_href(web, "savings-groups", sheet->seen.record->id, ""));
    doc_set_bool(web->arena, web->view, S("is_paper"), is_paper);
    doc_set_bool(web->arena, web->view, S("is_vsla"), sheet->seen.is_vsla);
    doc_set_text(web->arena, web->view, S("opening_amount"), group_amount(&sheet->seen, sheet->opening));
}

static void print_table(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    struct sheet_sums totals = {{0}};
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < sheet->lines.count; i++) {
        print_line(sheet, i, rows, &totals);
    }
    cells_add(sheet, doc_set_object(web->arena, web->view, S("sum_row")), &totals);
}

static void confirmations_print(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    struct doc *people = doc_set_array(web->arena, web->view, S("confirmed"));
    for (size_t i = HEAD_FIRST; i <= HEAD_THIRD; i++) {
        const struct field *field =
            record_type_field(&group_meeting_type, slice_of(part_head.cells[i].field));
        const struct value *value = record_value_const(sheet->meeting, field);
        if (value->present)
            doc_set_text(web->arena, doc_add_object(web->arena, people), S("confirmed_name"),
                         meeting_cell_text(sheet, &part_head.cells[i], value));
    }
}

static void notes_print(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    struct doc *notes = doc_set_array(web->arena, web->view, S("notes"));
    for (size_t i = 0; i < sheet->note_count; i++) {
        struct doc *note = doc_add_object(web->arena, notes);
        doc_set_text(web->arena, note, S("note_value"), group_amount(&sheet->seen, sheet->notes[i].value));
        doc_set_text(web->arena, note, S("note_pieces"), sheet->notes[i].typed);
    }
}

/* The second box as it was closed; on paper its notes to be counted. */
static void second_print(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    const struct group_seen *seen = &sheet->seen;
    if (!seen->second_unit) {
        doc_set_null(web->arena, web->view, S("second"));
        return;
    }
    const struct group_meeting *meeting = sheet->meeting ? group_meeting_of(sheet->meeting) : NULL;
    int64_t closing = meeting ? number_or_0(&meeting->other_closing) : 0,
            difference = meeting ? number_or_0(&meeting->other_difference) : 0;
    struct doc *second = doc_set_object(web->arena, web->view, S("second"));
    doc_set_text(web->arena, second, S("other_opening"), group_other_amount(seen, sheet->other_opening));
    doc_set_text(web->arena, second, S("other_closing"), group_other_amount(seen, closing));
    doc_set_text(web->arena, second, S("other_book"), group_other_amount(seen, closing - difference));
    doc_set_text(web->arena, second, S("other_difference"),
                 difference ? group_other_amount(seen, difference) : S(""));
    struct money rate = {meeting ? number_or_0(&meeting->dollar_riel) : 0, CURRENCY_KHR};
    doc_set_text(web->arena, second, S("dollar_text"),
                 rate.amount ? format_money(web->arena, &web->locale, rate) : S(""));
    struct doc *notes = doc_set_array(web->arena, second, S("other_notes"));
    for (size_t i = 0; i < sheet->other_note_count; i++) {
        struct doc *note = doc_add_object(web->arena, notes);
        doc_set_text(web->arena, note, S("note_value"),
                     group_other_amount(seen, sheet->other_notes[i].value));
        doc_set_text(web->arena, note, S("note_pieces"), sheet->other_notes[i].typed);
    }
}

static void box_print(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    const struct group_meeting *meeting = group_meeting_of(sheet->meeting);
    int64_t difference = number_or_0(&meeting->difference), closing = number_or_0(&meeting->closing_cash);
    doc_set_text(web->arena, web->view, S("closing_amount"), group_amount(&sheet->seen, closing));
    doc_set_text(web->arena, web->view, S("book_amount"), group_amount(&sheet->seen, closing - difference));
    doc_set_text(web->arena, web->view, S("difference_amount"),
                 difference ? group_amount(&sheet->seen, difference) : S(""));
    doc_set_text(web->arena, web->view, S("difference_why"), meeting->difference_reason.text);
    doc_set_text(web->arena, web->view, S("social_amount"),
                 group_amount(&sheet->seen, number_or_0(&meeting->closing_social_fund)));
    doc_set_text(web->arena, web->view, S("minutes_text"), meeting->minutes.text);
    doc_set_text(web->arena, web->view, S("meeting_href"),
                 savings_href(web, "group-meetings", sheet->meeting_id, ""));
    doc_set_text(web->arena, web->view, S("correct_href"),
                 sheet->seen.may_write ? savings_href(web, "group-meetings", sheet->meeting_id, "/edit")
                                       : S(""));
}

enum outcome meeting_show_closed(struct meeting_sheet *sheet) {
    meeting_take_recorded(sheet);
    print_head(sheet, false);
    print_table(sheet);
    print_items(sheet);
    notes_print(sheet);
    second_print(sheet);
    confirmations_print(sheet);
    box_print(sheet);
    sheet->web->template = "meeting_print";
    return OUTCOME_OK;
}

enum outcome meeting_paper_page(struct web *web) {
    struct meeting_sheet sheet;
    struct uuid group;
    if (!web_arg_id(web, 0, &group) || !meeting_begin_new(web, group, 0, &sheet)) return OUTCOME_NOT_FOUND;
    if (!sheet.seen.may_write) return OUTCOME_FORBIDDEN;
    print_head(&sheet, true);
    print_table(&sheet);
    notes_print(&sheet);
    second_print(&sheet);
    doc_set_array(web->arena, web->view, S("items"));
    doc_set_bool(web->arena, web->view, S("has_items"), false);
    return OUTCOME_OK;
}

/* ---- a member ---- */

static bool is_closed(const struct record *meeting) {
    return meeting && !meeting->deleted_ms && !value_is_code(&group_meeting_of(meeting)->state, "open");
}

static int by_day(const void *a, const void *b) {
    struct record *const *left = a, *const *right = b;
    int64_t l = group_meeting_of(*left)->number.number, r = group_meeting_of(*right)->number.number;
    return l < r ? -1 : l > r;
}

struct passbook {
    struct group_seen seen;
    const struct savings_member *member;
    struct record *member_record, **lines, **repayments, **shared, **share_outs;
    size_t line_count, repayment_count, shared_count;
    int64_t saved;
};

static struct record *line_at(const struct passbook *book, struct uuid meeting) {
    for (size_t i = 0; i < book->line_count; i++) {
        if (uuid_equal(meeting_line_of(book->lines[i])->meeting.id, meeting)) return book->lines[i];
    }
    return NULL;
}

static int64_t repaid_at(const struct passbook *book, struct uuid meeting) {
    int64_t sum = 0;
    for (size_t i = 0; i < book->repayment_count; i++) {
        const struct loan_repayment *repayment = loan_repayment_of(book->repayments[i]);
        if (uuid_equal(repayment->meeting.id, meeting)) sum += repayment->amount.number;
    }
    return sum;
}

static void amount_set(struct passbook *book, struct doc *row, const char *name, int64_t amount) {
    struct web *web = book->seen.web;
    doc_set_text(web->arena, row, slice_of(name), amount ? group_amount(&book->seen, amount) : S(""));
}

/* A share is worth what the bylaws of the day of the meeting said. */
static int64_t line_saved(struct passbook *book, const struct record *meeting,
                          const struct meeting_line *line) {
    struct bylaws bylaws;
    struct web *web = book->seen.web;
    if (!number_or_0(&line->shares)) return number_or_0(&line->deposit);
    int64_t day = date_first_day(group_meeting_of(meeting)->held_on.date);
    bylaws_of_record(group_bylaw_on(web_db(web), web->arena, book->seen.record, day), &bylaws);
    return number_or_0(&line->shares) * bylaws.share_price + number_or_0(&line->deposit);
}

/* A line of a passbook: what moved on a day. */
struct passbook_line {
    struct date day;
    struct slice what; /* empty: a meeting */
    int64_t saved, taken, social, fine, repaid;
};

static void passbook_add(struct passbook *book, struct doc *rows, const struct passbook_line *line) {
    struct web *web = book->seen.web;
    struct doc *row = doc_add_object(web->arena, rows);
    book->saved += line->saved - line->taken;
    doc_set_text(web->arena, row, S("row_day"), format_date_short(web->arena, &web->locale, line->day));
    doc_set_text(web->arena, row, S("row_what"), line->what);
    amount_set(book, row, "row_saved", line->saved);
    amount_set(book, row, "row_taken", line->taken);
    amount_set(book, row, "row_balance", book->saved);
    amount_set(book, row, "row_social", line->social);
    amount_set(book, row, "row_fine", line->fine);
    amount_set(book, row, "row_repaid", line->repaid);
}

static void passbook_row(struct passbook *book, const struct record *meeting, struct doc *rows) {
    const struct record *record = line_at(book, meeting->id);
    if (!record) return;
    const struct meeting_line *line = meeting_line_of(record);
    passbook_add(book, rows,
                 &(struct passbook_line){.day = group_meeting_of(meeting)->held_on.date,
                                         .saved = line_saved(book, meeting, line),
                                         .taken = number_or_0(&line->withdrawal),
                                         .social = number_or_0(&line->social_fund),
                                         .fine = number_or_0(&line->fine),
                                         .repaid = repaid_at(book, meeting->id)});
}

/* A share-out gives the savings of the cycle back; a dividend may be put on them. */
static void passbook_shared_row(struct passbook *book, const struct record *share_out,
                                const struct share_out_line *line, struct doc *rows) {
    const struct group_share_out *fields = group_share_out_of(share_out);
    bool is_dividend = value_is_code(&fields->kind, "dividend"),
         is_kept = value_is_code(&fields->paid, "savings");
    passbook_add(book, rows,
                 &(struct passbook_line){.day = fields->on_day.date,
                                         .what = savings_choice(book->seen.web, share_out, "kind"),
                                         .saved = is_kept ? number_or_0(&line->payout) : 0,
                                         .taken = is_dividend ? 0 : number_or_0(&line->saved),
                                         .repaid = number_or_0(&line->debt)});
}

static void passbook_shared(struct passbook *book, const struct record *meeting, struct doc *rows) {
    for (size_t i = 0; i < book->shared_count; i++) {
        const struct record *share_out = book->share_outs[i];
        if (share_out && uuid_equal(group_share_out_of(share_out)->meeting.id, meeting->id))
            passbook_shared_row(book, share_out, share_out_line_of(book->shared[i]), rows);
    }
}

/* What the member got, and of which share-out. */
static void passbook_shares(struct passbook *book) {
    struct web *web = book->seen.web;
    book->shared_count = web_parts(web, &share_out_line_type, "member", book->member_record->id,
                                   book->member_record->org_id, NULL, LIMIT_GROUP_MEETINGS, &book->shared);
    book->share_outs = arena_make(web->arena, struct record *, book->shared_count + 1);
    for (size_t i = 0; i < book->shared_count; i++)
        book->share_outs[i] =
            web_record(web, &group_share_out_type, share_out_line_of(book->shared[i])->share_out.id);
}

/* What was brought along from paper stands before the first meeting. */
static void passbook_taken_over(struct passbook *book, struct doc *rows) {
    struct web *web = book->seen.web;
    struct record **lines, *takeover = NULL;
    size_t count = web_parts(web, &takeover_saving_type, "member", book->member_record->id,
                             book->member_record->org_id, NULL, 1, &lines);
    if (count) takeover = web_record(web, &group_takeover_type, takeover_saving_of(lines[0])->takeover.id);
    if (!takeover || !value_is_code(&group_takeover_of(takeover)->state, "posted")) return;
    passbook_add(book, rows,
                 &(struct passbook_line){.day = group_takeover_of(takeover)->as_of.date,
                                         .what = web_tr(web, TR("On paper")),
                                         .saved = number_or_0(&takeover_saving_of(lines[0])->amount)});
}

static bool passbook_begin(struct web *web, struct uuid member, struct passbook *book) {
    *book = (struct passbook){.member_record = web_record(web, &savings_member_type, member)};
    if (!book->member_record || !savings_sees_money(web, book->member_record->org_id)) return false;
    book->member = savings_member_of(book->member_record);
    return group_begin(web, book->member->savings_group.id, date_first_day(clock_today()), &book->seen);
}

/* The repayments of all loans of the member. */
static void passbook_loans(struct passbook *book, struct doc *loans) {
    struct web *web = book->seen.web;
    struct record **records;
    struct uuid org = book->member_record->org_id;
    size_t count = web_parts(web, &group_loan_type, "member", book->member_record->id, org, "asked_on",
                             LIMIT_GROUP_LOANS, &records);
    for (size_t i = 0; i < count; i++) {
        struct record **paid;
        size_t repayments =
            web_parts(web, &loan_repayment_type, "loan", records[i]->id, org, NULL, LIMIT_LOAN_PARTS, &paid);
        for (size_t k = 0; k < repayments; k++) {
            book->repayments =
                arena_room(web->arena, book->repayments, sizeof *book->repayments, book->repayment_count);
            book->repayments[book->repayment_count++] = paid[k];
        }
        struct doc *loan = doc_add_object(web->arena, loans);
        doc_set_text(web->arena, loan, S("loan_code"), records[i]->code);
        doc_set_text(web->arena, loan, S("loan_href"), savings_href(web, "group-loans", records[i]->id, ""));
        doc_set_text(web->arena, loan, S("loan_day"),
                     format_date(web->arena, &web->locale, group_loan_of(records[i])->asked_on.date));
        doc_set_text(web->arena, loan, S("loan_amount"),
                     group_amount(&book->seen, group_loan_of(records[i])->amount.number));
        doc_set_text(web->arena, loan, S("loan_state"), savings_choice(web, records[i], "state"));
    }
}

static void member_head(struct passbook *book, const char *page) {
    struct web *web = book->seen.web;
    struct member_seen *members;
    size_t count = group_members(&book->seen, 0, &members);
    const struct member_seen *member = member_find(members, count, book->member_record->id);
    group_add_crumbs(&book->seen, page);
    doc_set_text(web->arena, web->view, S("page_title"), member ? member->name : S(""));
    doc_set_text(web->arena, web->view, S("member_number"), savings_number(web, book->member->number.number));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, book->seen.record));
    doc_set_text(web->arena, web->view, S("organisation"),
                 access_org_name(web->app->access, web->arena, book->member_record->org_id));
    doc_set_text(web->arena, web->view, S("joined_text"),
                 format_date(web->arena, &web->locale, book->member->joined_on.date));
    doc_set_text(web->arena, web->view, S("group_href"),
                 savings_href(web, "savings-groups", book->seen.record->id, ""));
}

enum outcome passbook_page(struct web *web) {
    struct passbook book;
    struct uuid id;
    struct record **meetings;
    if (!web_arg_id(web, 0, &id) || !passbook_begin(web, id, &book)) return OUTCOME_NOT_FOUND;
    struct uuid org = book.member_record->org_id;
    member_head(&book, TR("Passbook"));
    book.line_count =
        web_parts(web, &meeting_line_type, "member", id, org, NULL, LIMIT_GROUP_MEETINGS, &book.lines);
    passbook_shares(&book);
    struct doc *loans = doc_set_array(web->arena, web->view, S("loans"));
    passbook_loans(&book, loans);
    doc_set_bool(web->arena, web->view, S("has_loans"), loans->first != NULL);
    size_t count = web_parts(web, &group_meeting_type, "savings_group", book.seen.record->id, org, NULL,
                             LIMIT_GROUP_MEETINGS, &meetings);
    if (count) qsort(meetings, count, sizeof *meetings, by_day);
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    passbook_taken_over(&book, rows);
    for (size_t i = 0; i < count; i++) {
        if (!is_closed(meetings[i])) continue;
        passbook_row(&book, meetings[i], rows);
        passbook_shared(&book, meetings[i], rows);
    }
    doc_set_bool(web->arena, web->view, S("has_rows"), rows->first != NULL);
    doc_set_text(web->arena, web->view, S("saved_amount"), group_amount(&book.seen, book.saved));
    return OUTCOME_OK;
}

/* ---- a receipt ---- */

static void receipt_add(const struct meeting_sheet *sheet, struct doc *rows, struct slice label,
                        int64_t amount) {
    struct web *web = sheet->web;
    if (!amount) return;
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("receipt_label"), label);
    doc_set_text(web->arena, row, S("receipt_amount"), group_amount(&sheet->seen, amount));
}

static void receipt_fill(const struct meeting_sheet *sheet, size_t index) {
    struct web *web = sheet->web;
    static const char *const paid[SUMS] = {TR("Saved"), TR("Social fund"), NULL, TR("Repayment"),
                                           NULL,        TR("Fine")};
    static const char *const got[SUMS] = {NULL, NULL, TR("Taken back"), NULL, TR("Loan paid out"), NULL};
    struct sheet_sums sums = line_sums(sheet, index);
    struct doc *in = doc_set_array(web->arena, web->view, S("paid_rows")),
               *out = doc_set_array(web->arena, web->view, S("got_rows"));
    int64_t paid_sum = 0, got_sum = 0;
    for (size_t i = 0; i < SUMS; i++) {
        if (paid[i]) receipt_add(sheet, in, web_tr(web, paid[i]), sums.of[i]);
        if (got[i]) receipt_add(sheet, out, web_tr(web, got[i]), sums.of[i]);
        *(paid[i] ? &paid_sum : &got_sum) += sums.of[i];
    }
    doc_set_bool(web->arena, web->view, S("has_paid"), paid_sum != 0);
    doc_set_bool(web->arena, web->view, S("has_got"), got_sum != 0);
    doc_set_text(web->arena, web->view, S("paid_amount"), group_amount(&sheet->seen, paid_sum));
    doc_set_text(web->arena, web->view, S("got_amount"), group_amount(&sheet->seen, got_sum));
}

enum outcome receipt_page(struct web *web) {
    struct meeting_sheet sheet;
    struct uuid meeting, member;
    if (!web_arg_id(web, 0, &meeting) || !web_arg_id(web, 1, &member) || !meeting_begin(web, meeting, &sheet))
        return OUTCOME_NOT_FOUND;
    for (size_t i = 0; i < sheet.member_count; i++) {
        if (!uuid_equal(sheet.members[i].record->id, member)) continue;
        print_head(&sheet, false);
        receipt_fill(&sheet, i);
        doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Receipt")));
        doc_set_text(web->arena, web->view, S("member_name"), sheet.members[i].name);
        doc_set_text(web->arena, web->view, S("member_number"), savings_number(web, sheet.members[i].number));
        return OUTCOME_OK;
    }
    return OUTCOME_NOT_FOUND;
}
