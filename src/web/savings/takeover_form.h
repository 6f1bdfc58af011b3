/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The paper books of a group between a request and the write path: one form of sums, a line for each member,
 * a card for each loan that runs.  Inputs are called CELL or CELL.PART: "bank", "amount.12" (member 12),
 * "loan_owed.LN-0001A" and "loan_owed.1" of a loan that is not saved yet.  What was typed is kept byte for
 * byte; nothing here writes.
 */
#ifndef MLUP_WEB_TAKEOVER_FORM_H
#define MLUP_WEB_TAKEOVER_FORM_H

#include "web/savings/savings_view.h"

enum { TAKEOVER_NEW_LOANS = 3, TAKEOVER_NOTES_MAX = 12 };

enum take_cell_kind {
    TAKE_MONEY,
    TAKE_OTHER,  /* money of the second currency */
    TAKE_PLAIN,  /* as the catalogue reads it: a day, a whole number, a choice, words */
    TAKE_RATE,   /* percent */
    TAKE_MEMBER, /* by number */
    TAKE_PERSON, /* by code */
    TAKE_NEXT    /* the next due day: gives the first one */
};
struct take_cell {
    const char *input, *field, *label, *help;
    enum take_cell_kind kind;
    bool required;
};
enum { TAKE_SUMS = 11, TAKE_LOAN_CELLS = 13 };
/* Places among the sums, and among the cells of a loan. */
enum { SUM_NOTES = 1, SUM_CASH = 2 };
enum { LOAN_WHO, LOAN_PERSON };
extern const struct take_cell take_sums[TAKE_SUMS], take_loan_cells[TAKE_LOAN_CELLS];

struct take_line {
    struct slice suffix; /* number of the member */
    const struct member_seen *member;
    struct record *stored; /* NULL: none yet */
    struct slice typed;    /* shares, or money where there are none */
    struct slice money;    /* what the shares cost; the rule makes shares of it, at the price of the day */
};
struct take_loan {
    struct slice suffix;   /* code, or the number of a new row */
    struct record *stored; /* NULL: a new one */
    struct uuid id;
    struct slice typed[TAKE_LOAN_CELLS];
    bool goes, is_matched; /* is_matched: another row of the request is this one */
};

struct takeover_form {
    struct web *web;
    struct group_seen seen;
    struct record *stored; /* NULL: nothing is entered yet */
    struct uuid id;
    bool may_write, is_posted;
    struct slice key, seen_version;
    struct member_seen *members;
    size_t member_count;
    struct slice sums[TAKE_SUMS], notes[TAKEOVER_NOTES_MAX];
    struct take_line *lines;
    struct take_loan *loans;
    size_t loan_count, new_loans; /* with the empty ones; how many those are, behind the others */
    struct change *changes;
    struct slice *inputs; /* of each change: the suffix of its inputs */
    size_t change_count;
};

/* A group, or that of the address, with room for new loans; false: NOT_FOUND. */
bool takeover_open(struct web *web, struct uuid group, size_t new_loans, struct takeover_form *form);
bool takeover_begin(struct web *web, struct takeover_form *form);
void takeover_take_recorded(struct takeover_form *form);
void takeover_take_form(struct takeover_form *form);
/* What is new gets ids that follow from the group and these words: said twice, they mean the same. */
void takeover_identify(struct takeover_form *form, struct slice identity);
/* The changes, the last one posts; false after refusals in web->refusal. */
bool takeover_changes(struct takeover_form *form, bool posts);
/* What the writer refuses, under the names of the inputs, in web->refusal. */
void takeover_take_refusals(struct takeover_form *form, const struct write_job *job);
const char *takeover_input(struct web *web, const char *cell, struct slice suffix);
/* The notes and coins of the unit; their number. */
size_t takeover_notes(const struct takeover_form *form, const int64_t **values);

#endif
