/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sheet of a meeting between a request and the write path.  It consists of parts: the head, a line for
 * each member, repayments and payouts of loans, other movements.  Each part is one record of the sheet with
 * the inputs that stand for its fields, so all of them are read, compared with what is recorded, found in
 * conflict and saved in the same way.
 *
 * An input is called CELL.PART: "shares.12" (member 12), "repayment.LN-0001A", "item_amount.2": the names in
 * which the rules refuse.  What was typed is kept byte for byte; nothing here writes.
 */
#ifndef MLUP_WEB_MEETING_SHEET_H
#define MLUP_WEB_MEETING_SHEET_H

#include "domain/savings/second_box.h"
#include "web/savings/savings_view.h"

enum { PART_CELLS_MAX = 9, SHEET_NEW_LOANS = 3, SHEET_NEW_ITEMS = 3, SHEET_NOTES_MAX = 12 };

enum cell_kind {
    CELL_MONEY,
    CELL_WHOLE,
    CELL_CHOICE,
    CELL_WORDS,
    CELL_DAY,
    CELL_MEMBER,
    CELL_TICK,
    CELL_OTHER /* money of the second currency */
};
struct sheet_cell {
    const char *input, *field, *label;
    enum cell_kind kind;
    int sign; /* of the box: 1 comes in, -1 goes out, 0: moves nothing by itself; of CELL_OTHER of the second
                 box */
};

/* Places of the cells of a line, of the head and of an item. */
enum {
    LINE_ATTENDANCE,
    LINE_SHARES,
    LINE_DEPOSIT,
    LINE_WITHDRAWAL,
    LINE_SOCIAL,
    LINE_FINE,
    LINE_FINE_KIND,
    LINE_LEAVES,
    LINE_OTHER
};
enum {
    HEAD_DAY,
    HEAD_NOTES,
    HEAD_REASON,
    HEAD_FIRST,
    HEAD_SECOND,
    HEAD_THIRD,
    HEAD_DECIDED,
    HEAD_MINUTES,
    HEAD_OTHER_NOTES
};
enum { ITEM_KIND, ITEM_AMOUNT, ITEM_WHAT, ITEM_OTHER };
enum { LOAN_OTHER = 1 }; /* of a repayment and a payout */
enum { NEW_MEMBER, NEW_AMOUNT, NEW_PURPOSE, NEW_COUNT, NEW_CELLS };

enum sheet_keep { KEEP_UNDECIDED, KEEP_MINE, KEEP_THEIRS };

struct part_kind {
    const struct record_type *type;
    const char *name; /* of its hidden input: "line" */
    const struct sheet_cell *cells;
    size_t cell_count;
    bool may_go; /* an empty one leaves no record */
};
extern const struct part_kind part_head, part_line, part_repayment, part_payout, part_write_off, part_item;

struct sheet_part {
    const struct part_kind *kind;
    struct slice suffix; /* "12"; of the head empty */
    struct uuid id;      /* of the record; zero: none yet */
    struct uuid about;   /* member or loan */
    struct record *stored;
    int64_t seen_version; /* of the record that the sender looked at; 0: none */
    struct slice typed[PART_CELLS_MAX];
    struct value values[PART_CELLS_MAX];
    uint64_t sets; /* bits of the type's fields that differ from what is recorded */
    enum sheet_keep keep;
    bool is_conflict, goes;
};

struct sheet_parts {
    struct sheet_part *items;
    size_t count;
};

/* A loan on the sheet: what is due of it, or to be paid out. */
struct sheet_loan {
    struct record *record;
    struct slice borrower;
    size_t line; /* of the borrower; the number of lines: somebody else's */
    int64_t due, overdue, debt, next_amount, next_day, days_late;
    bool is_paid_out, is_written_off;
    bool replaces; /* takes the place of another: no cash moves */
};

struct new_loan {
    struct slice typed[NEW_CELLS];
    bool is_filled;
    struct uuid id;
};

/* Note or coin and how many were counted. */
struct sheet_note {
    int64_t value;
    struct slice typed;
};

struct sheet_totals {
    int64_t opening, in, out, book, counted, difference, social_fund;
    int64_t present;
    bool is_counted;
    int64_t exchanged; /* of its own unit, given for what came in the second currency */
    int64_t other_opening, other_in, other_out, other_book, other_counted, other_difference;
};

struct meeting_sheet {
    struct web *web;
    struct group_seen seen;
    struct record *meeting; /* NULL: not saved yet */
    struct uuid meeting_id;
    int64_t number, day, opening, opening_social;
    struct slice key;
    enum sheet_keep keep_all;
    struct member_seen *members;
    size_t member_count;
    struct sheet_part head;
    struct sheet_parts lines, repayments, write_offs, payouts, items;
    struct sheet_loan *loans; /* of repayments, then of payouts: the same order */
    struct new_loan new_loans[SHEET_NEW_LOANS];
    struct sheet_note notes[SHEET_NOTES_MAX];
    size_t note_count;
    struct second_box second;
    int64_t other_opening;
    struct sheet_note other_notes[SHEET_NOTES_MAX];
    size_t other_note_count; /* 0: the group keeps one currency */
    struct refusal refusal;
    struct change *changes;
    size_t change_count;
};

/* The sheet of the group's next meeting (number 0), or of that number; or of one that is recorded.  False:
 * NOT_FOUND. */
bool meeting_begin_new(struct web *web, struct uuid group, int64_t number, struct meeting_sheet *sheet);
bool meeting_begin(struct web *web, struct uuid meeting, struct meeting_sheet *sheet);
/* Shows what is recorded, or an empty sheet. */
void meeting_take_recorded(struct meeting_sheet *sheet);
/* Takes the posted form over. */
void meeting_take_form(struct meeting_sheet *sheet);
bool meeting_is_open(const struct meeting_sheet *sheet);
/* The part about a member or a loan; NULL. */
struct sheet_part *meeting_part_about(const struct sheet_parts *parts, struct uuid about);
/* The loan of the n-th payout. */
const struct sheet_loan *meeting_payout_loan(const struct meeting_sheet *sheet, size_t index);

/* Checks everything and makes the changes; false when something is refused or in conflict. */
bool meeting_changes(struct meeting_sheet *sheet, bool closes);
/* The input that the refusal of a change speaks of: of the n-th change, by its field. */
struct slice meeting_input_of(const struct meeting_sheet *sheet, size_t index, struct slice field);
struct slice meeting_input(struct web *web, const char *cell, struct slice suffix);
/* Reads an amount or a whole number; false when it is none.  Empty is absent. */
bool meeting_parse_amount(const struct meeting_sheet *sheet, struct slice typed, int decimals,
                          struct value *value);

/* The digits behind the point in a cell. */
int meeting_decimals(const struct meeting_sheet *sheet, const struct sheet_cell *cell);

/* What the box should hold after what is typed; what cannot be read counts for nothing. */
struct sheet_totals meeting_totals(const struct meeting_sheet *sheet);
/* True when the kind of an item brings money in. */
bool item_brings(struct slice kind);
/* True when it changes one currency into the other. */
bool item_changes(struct slice kind);
/* What was typed, or is recorded, in a cell for people. */
struct slice meeting_cell_text(const struct meeting_sheet *sheet, const struct sheet_cell *cell,
                               const struct value *value);
/* What somebody reads of a recorded part: "Saved 5,000 · Social fund 500". */
struct slice part_words(const struct meeting_sheet *sheet, const struct sheet_part *part);

#endif
