/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of savings groups share: the group they speak of, its members, meetings and loans as this
 * reader may see them, and amounts in its unit of account. */
#ifndef MLUP_WEB_SAVINGS_VIEW_H
#define MLUP_WEB_SAVINGS_VIEW_H

#include "domain/ledger/book_accounts.h"
#include "domain/ledger/ledger_read.h"
#include "domain/people/people.h"
#include "domain/savings/loan_book.h"
#include "catalogue/value.h"
#include "store/query.h"
#include "web/web.h"

struct group_seen {
    struct web *web;
    struct record *record;
    const struct savings_group *group;
    const struct commodity *unit;        /* NULL: riel */
    const struct commodity *second_unit; /* of the other currency in the box; NULL: it keeps one */
    int decimals;
    bool is_vsla, may_write;
    struct bylaws bylaws; /* of the day */
};

/* Whether the reader may see what members of groups of an organisation save and owe. */
bool savings_sees_money(struct web *web, struct uuid org_id);
/* The same of the members of a group. */
bool group_sees_money(const struct group_seen *seen);

/* The group with the bylaws of a day; false: answer NOT_FOUND. */
bool group_begin(struct web *web, struct uuid id, int64_t day, struct group_seen *seen);
/* The same of a group that was read already. */
void group_begin_record(struct web *web, struct record *record, int64_t day, struct group_seen *seen);
/* The group of the address (first argument), today. */
bool group_of_path(struct web *web, struct group_seen *seen);
struct member_seen {
    struct record *record;
    const struct savings_member *member;
    int64_t number;
    struct slice name; /* "Sok Dara", else the household, else the number */
};
/* Members of the group on a day (0: all who ever were), by number; those who left before it are not among
 * them. */
size_t group_members(const struct group_seen *seen, int64_t day, struct member_seen **members);
/* The member of the id among them; NULL. */
const struct member_seen *member_find(const struct member_seen *members, size_t count, struct uuid id);
/* The name of the borrower of a loan. */
struct slice loan_borrower(const struct group_seen *seen, const struct member_seen *members, size_t count,
                           const struct record *loan);

/* The last meeting that was closed, and the one that is still open; each NULL when there is none. */
struct meetings_seen {
    struct record *last, *open;
    int64_t next_number;
};
struct meetings_seen group_meetings(const struct group_seen *seen);
/* The day the group meets next after a day, by its rhythm. */
int64_t group_next_day(const struct group_seen *seen, int64_t day);

/* The book of a group on a day; without book, or for who may not see the group's meetings, all of it is 0. */
struct group_book {
    struct uuid book_id; /* zero: none */
    struct ledger_accounts accounts;
    struct ledger_table table;
};
struct group_book group_book_read(const struct group_seen *seen, int64_t day);
/* What the accounts of a role hold together, and that of one member or loan; debit less credit. */
int64_t group_book_sum(const struct group_book *book, const char *role);
int64_t group_book_of(const struct group_book *book, const char *role, struct uuid subject);

/* Where a loan stands on a day; all 0 when its terms make no schedule. */
struct loan_now {
    struct loan_book book;
    struct loan_state state; /* only when it is known */
    bool is_known;
    int64_t due; /* what is due by the day and not paid */
    int64_t overdue, debt, next_amount, next_day;
};
void loan_look(const struct group_seen *seen, const struct record *loan, struct loan_scope scope, int64_t day,
               struct loan_now *now);

/* An amount as the reader's language writes it, and as it is typed. */
struct slice group_amount(const struct group_seen *seen, int64_t amount);
struct slice group_amount_plain(const struct group_seen *seen, int64_t amount);
struct slice savings_number(struct web *web, int64_t number);
/* The same in the second currency. */
struct slice group_other_amount(const struct group_seen *seen, int64_t amount);
struct slice group_other_plain(const struct group_seen *seen, int64_t amount);
/* The label of a choice of this field. */
struct slice savings_choice(struct web *web, const struct record *record, const char *field);
struct slice savings_href(struct web *web, const char *folder, struct uuid id, const char *behind);
/* Groups, the group, this page. */
void group_add_crumbs(const struct group_seen *seen, const char *page);
/* {value, label, selected} of a select. */
void savings_add_choice(struct web *web, struct doc *choices, struct slice value, struct slice label,
                        struct slice chosen);
/* The key under which a form has one effect: its input of the name, or a program's Idempotency-Key. */
struct slice savings_key(struct web *web, const char *input);
/* A step was done: the browser is led on; a program hears the id of the record. */
enum outcome savings_done(struct web *web, struct uuid id, struct slice path);
struct slice group_name(struct web *web, const struct record *group);

#endif
