/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The book of a record (a group, a bank) and its accounts by what they are used for.  An account without
 * subject serves the whole book; one with subject is of one member, loan, animal or lot, numbered below it:
 * 3000.12 within 3000.
 */
#ifndef MLUP_DOMAIN_LEDGER_BOOK_ACCOUNTS_H
#define MLUP_DOMAIN_LEDGER_BOOK_ACCOUNTS_H

#include "domain/ledger/ledger.h"
#include "store/rule.h"

/* What a new book is made from. */
struct ledger_book_new {
    struct uuid org_id, subject_id;
    const char *owner; /* code of book_owner */
    struct slice name;
    struct uuid unit_id;
    struct date opened_on;
    int64_t rounding; /* 0: not said */
};
/* Makes the book with the chart of its owner; for after_change.  Gives its id. */
struct uuid ledger_book_make(struct rule *rule, const struct ledger_book_new *book);
/* The live book of a subject; false when there is none. */
bool ledger_book_of_subject(struct db *db, struct arena *arena, struct uuid org, struct uuid subject_id,
                            struct uuid *book_id);

struct ledger_account_row {
    struct uuid id, subject_id; /* zero: of the whole book */
    struct slice role;
};
struct ledger_accounts {
    struct uuid org_id, book_id;
    struct ledger_account_row *rows; /* by number, those with a role */
    size_t count;
};
/* The accounts of a book that are open and that the program posts to. */
struct ledger_accounts ledger_accounts_read(struct db *db, struct arena *arena, struct uuid org,
                                            struct uuid book_id);
/* The first of the role and the subject (zero: of the whole book).  False when there is none. */
bool ledger_accounts_find(const struct ledger_accounts *accounts, const char *role, struct uuid subject_id,
                          struct uuid *account_id);
/* The same of one that must be there: the chart was changed by hand.  False after a refusal that names the
 * role. */
bool ledger_accounts_need(const struct ledger_accounts *accounts, const char *role, struct uuid *account_id,
                          struct refusal *refusal);

/* What the account of one subject is made from: it stands within the book's account of the role. */
struct ledger_account_new {
    const char *role;
    struct uuid subject_id;
    struct slice end; /* of number and name: "12" */
    bool is_debit;    /* its balance is never below nothing; else never above */
};
/* Makes the account unless it is there; for after_change.  False when the book has no account of the role. */
bool ledger_account_make_for(struct rule *rule, struct uuid org, struct uuid book_id,
                             const struct ledger_account_new *account);

#endif
