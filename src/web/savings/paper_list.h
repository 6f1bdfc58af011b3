/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The paper books of many groups from one list: a row for each member (and for each further loan), a row for
 * the box of each group.  The rows of a group become the form that its own page fills in (takeover_form.h),
 * so that rules and words are the same; each group is one submission, all of it or nothing, and the others go
 * on.
 *
 * The file is read by the process without rights and never on the disk.  What was read goes with the page
 * that shows what would happen, and is read again when it is to be written.
 */
#ifndef MLUP_WEB_PAPER_LIST_H
#define MLUP_WEB_PAPER_LIST_H

#include "web/savings/takeover_form.h"

/* In the order of the template. */
enum paper_column {
    PAPER_GROUP,
    PAPER_DAY,
    PAPER_MEMBER,
    PAPER_PERSON, /* a borrower who is not a member */
    PAPER_SHARES,
    PAPER_SAVINGS,
    PAPER_SOCIAL,
    PAPER_LOAN_OUT,
    PAPER_LOAN_AMOUNT,
    PAPER_LOAN_PAID,
    PAPER_LOAN_OWED,
    PAPER_LOAN_RATE,
    PAPER_LOAN_COUNT,
    PAPER_LOAN_NEXT,
    PAPER_LOAN_LATE,
    PAPER_LOAN_INTEREST,
    PAPER_LOAN_INTEREST_LATE,
    PAPER_LOAN_METHOD,
    PAPER_LOAN_FREQUENCY,
    PAPER_CASH,
    PAPER_OTHER,
    PAPER_BANK,
    PAPER_PAYABLE,
    PAPER_RESERVE,
    PAPER_RETAINED,
    PAPER_PROFIT,
    PAPER_REASON,
    PAPER_COLUMNS
};
struct paper_head {
    const char *code;  /* in the rows that go with the page, and the input of the form where there is one */
    const char *label; /* over the column, in both languages */
    const char *words; /* what else may stand over it, separated by | */
};
extern const struct paper_head paper_heads[PAPER_COLUMNS];

struct paper_row {
    int64_t number; /* as the spreadsheet shows it */
    struct slice cells[PAPER_COLUMNS];
};
struct paper_fault {
    int64_t row;
    int column; /* of paper_heads; -1: the row as a whole */
    struct slice text;
};

enum paper_state {
    PAPER_READY,   /* would be taken over */
    PAPER_POSTED,  /* is taken over now */
    PAPER_SAME,    /* was taken over before, with these figures */
    PAPER_REFUSED, /* nothing of it is written */
    PAPER_STATES
};
struct paper_group {
    struct record *record;
    size_t *rows; /* places among the rows of the list */
    size_t row_count;
    enum paper_state state;
    struct paper_fault *faults;
    size_t fault_count;
    size_t savers, loans;
    bool has_sides; /* what stands in the rows could be entered, so that both sides are known */
    struct slice owned, owed, difference; /* in words */
    int64_t difference_amount;
};

struct paper_list {
    struct web *web;
    struct locale khmer;
    int at[PAPER_COLUMNS], row_at; /* where each stands in the file; -1.  row_at: the number of the row */
    struct slice *unread; /* headings that are not understood: nothing below them is taken */
    size_t unread_count;
    struct paper_row *rows;
    size_t row_count;
    struct paper_group *groups;
    size_t group_count;
    struct paper_fault *faults; /* of rows of no known group */
    size_t fault_count;
    struct record *last_found; /* the group of the row before, and why it was none */
    const char *last_why;
    struct slice day; /* of rows that say none */
    struct slice key;
};

/* Reads the bytes of a CSV or XLSX file; false after a refusal in web->refusal. */
bool paper_list_read(struct paper_list *list, struct slice bytes);
/* The rows as a text that is read again. */
struct slice paper_list_write(const struct paper_list *list);
/* Finds the groups that the rows name. */
void paper_list_sort(struct paper_list *list);
void paper_fault_add(struct arena *arena, struct paper_fault **faults, size_t *count,
                     struct paper_fault fault);
/* What would happen to the group, asked of the writer; or what happens. */
void paper_group_try(struct paper_list *list, struct paper_group *group, bool posts);

#endif
