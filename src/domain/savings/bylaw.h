/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bylaws of a group as data, and what they say to a purchase of shares, a loan, a fine, a meeting.  Pure.
 * A check names every rule that is broken, with what was asked and what is allowed, and who may decide
 * otherwise: nobody, the committee or the assembly, and always with a minute.
 *
 * Money in the smallest unit of the group's currency; rates in parts per million a month; a limit of 0 where
 * it says so is no limit.  The defaults are the usual ones: VSLA methodology (vsla.net) and Cambodian funds
 * of the CEDAC kind.
 */
#ifndef MLUP_DOMAIN_BYLAW_H
#define MLUP_DOMAIN_BYLAW_H

#include "base/arena.h"
#include "base/exact.h"

enum bylaw_rule {
    BYLAW_MEMBERS_MIN, /* people in the group */
    BYLAW_MEMBERS_MAX,
    BYLAW_QUORUM,     /* members present */
    BYLAW_SHARES_MIN, /* bought at one meeting */
    BYLAW_SHARES_MAX,
    BYLAW_SHARE_PRICE, /* one share costs the same all through a cycle */
    BYLAW_DEPOSIT_MIN, /* saved at one meeting, in a permanent fund */
    BYLAW_DEPOSIT_MAX,
    BYLAW_SOCIAL_FUND, /* the same sum from everybody */
    BYLAW_FINE,        /* the amount for its kind */
    BYLAW_NON_MEMBER,  /* lends to people who are not members */
    BYLAW_NON_MEMBER_FEE,
    BYLAW_LOAN_SAVINGS, /* all loans together against the borrower's own savings */
    BYLAW_LOAN_MAX,
    BYLAW_LOAN_CASH,  /* more than is in the box */
    BYLAW_LOAN_COUNT, /* open at a time */
    BYLAW_LOAN_DAYS,
    BYLAW_LOAN_PURPOSE,
    BYLAW_LOAN_GUARANTORS,
    BYLAW_LOAN_LATE, /* an earlier loan is late */
    BYLAW_RATE,      /* another rate than the group's */
    BYLAW_RATE_CAP,  /* above what may ever be asked */
    BYLAW_DEBT,      /* the household would owe too much of its free income */
    BYLAW_RULES
};

enum bylaw_override { OVERRIDE_NEVER, OVERRIDE_COMMITTEE, OVERRIDE_ASSEMBLY };
/* English, a key of its translation. */
const char *bylaw_override_words(enum bylaw_override who);

enum bylaw_fine {
    FINE_LATE,
    FINE_ABSENT,
    FINE_NO_SAVING,
    FINE_LATE_REPAYMENT,
    FINE_NO_PASSBOOK,
    FINE_DISTURBING,
    FINE_OTHER,
    BYLAW_FINES
};

struct bylaws {
    int members_min, members_max;     /* max 0: no limit */
    int64_t quorum_ppm;               /* of the registered members */
    int64_t share_price;              /* 0: no shares (permanent fund) */
    int64_t shares_min, shares_max;   /* at one meeting; max 0: no limit */
    int64_t deposit_min, deposit_max; /* at one meeting; max 0: no limit */
    int64_t social_fund_amount;       /* 0: none */
    int64_t fines[BYLAW_FINES];       /* 0: as decided */
    bool lends_to_non_members;
    int64_t non_member_fee;   /* for each loan */
    int64_t loan_savings_ppm; /* all loans ≤ so many times the own savings: 3 × are 3,000,000; 0: no limit */
    int64_t loan_max;         /* 0: no limit */
    int loan_count_max;       /* 0: no limit */
    int64_t loan_days_max;    /* 0: no limit */
    uint64_t loan_purposes;   /* one bit for each allowed purpose; 0: any */
    int loan_guarantors_min;
    bool lends_while_late;
    int64_t rate_ppm, rate_cap_ppm; /* a month; cap 0: none */
    int64_t debt_share_max_ppm;     /* of the household's free income; 0: not asked */
    enum bylaw_override overrides[BYLAW_RULES];
};

extern const struct bylaws bylaws_vsla, bylaws_permanent_fund;

/* How the two figures of a breach are written. */
enum bylaw_unit { BYLAW_NUMBER, BYLAW_MONEY, BYLAW_DAYS, BYLAW_PERCENT /* ppm */, BYLAW_NONE };

struct bylaw_row {
    const char *code;    /* "loan_savings": for records and JSON */
    const char *message; /* English, a key of its translation; {1} was asked, {2} is allowed */
    enum bylaw_unit unit;
};
extern const struct bylaw_row bylaw_rows[BYLAW_RULES];

struct bylaw_breach {
    enum bylaw_rule rule;
    int64_t asked, allowed;
    enum bylaw_override override;
};
/* Each rule at most once, in the order of the enum within one check; start with {0}. */
struct bylaw_breaches {
    struct bylaw_breach items[BYLAW_RULES];
    size_t count;
};

/* The checks add what is broken. */
void bylaw_check_members(const struct bylaws *bylaws, int64_t members, struct bylaw_breaches *breaches);
void bylaw_check_meeting(const struct bylaws *bylaws, int64_t present, int64_t registered,
                         struct bylaw_breaches *breaches);
/* Shares bought at one meeting, with what was paid for one. */
void bylaw_check_shares(const struct bylaws *bylaws, int64_t shares, int64_t price,
                        struct bylaw_breaches *breaches);
void bylaw_check_deposit(const struct bylaws *bylaws, int64_t amount, struct bylaw_breaches *breaches);
void bylaw_check_social_fund(const struct bylaws *bylaws, int64_t amount, struct bylaw_breaches *breaches);
void bylaw_check_fine(const struct bylaws *bylaws, enum bylaw_fine kind, int64_t amount,
                      struct bylaw_breaches *breaches);

struct bylaw_loan {
    bool is_member;
    int64_t amount;
    int64_t days;     /* from the day it is paid out to the last instalment */
    int64_t rate_ppm; /* a month */
    int64_t fee;      /* of a borrower who is no member */
    unsigned purpose; /* the number of its bit, 0..63 */
    int guarantors;
    int64_t savings; /* of the borrower, before this loan */
    int64_t owed;    /* principal of the borrower's open loans */
    int open_loans;
    int64_t days_late;      /* the latest of them */
    int64_t cash;           /* of the loan fund */
    int64_t debt_share_ppm; /* of the free income with this loan (affordability.h); below 0: not known, not
                               checked */
};
void bylaw_check_loan(const struct bylaws *bylaws, const struct bylaw_loan *loan,
                      struct bylaw_breaches *breaches);

/* What members decided, in a minute of this meeting. */
struct bylaw_decision {
    enum bylaw_override by; /* OVERRIDE_NEVER: nobody decided */
    bool is_minuted;
};
/* Whether the decision covers this breach: minuted, by those whom the bylaws name or by the assembly above
 * them. */
bool bylaw_breach_is_overridden(const struct bylaw_breach *breach, struct bylaw_decision decision);
/* The first breach that the decision does not cover; NULL when all may pass. */
const struct bylaw_breach *bylaw_refusal(const struct bylaw_breaches *breaches,
                                         struct bylaw_decision decision);

/* Bylaws that contradict themselves, before they are kept. */
enum bylaws_fault {
    BYLAWS_OK,
    BYLAWS_FAULT_BELOW_ZERO, /* a limit below 0 */
    BYLAWS_FAULT_MEMBERS,    /* the least above the most */
    BYLAWS_FAULT_SHARES,
    BYLAWS_FAULT_DEPOSIT,
    BYLAWS_FAULT_QUORUM,       /* above 100 % */
    BYLAWS_FAULT_RATE,         /* the rate above its own cap */
    BYLAWS_FAULT_SAVING,       /* neither shares nor deposits */
    BYLAWS_FAULT_CAP_OVERRIDE, /* a cap that somebody may lift protects nobody */
    BYLAWS_FAULTS
};
enum bylaws_fault bylaws_check(const struct bylaws *bylaws) __attribute__((warn_unused_result));
const char *bylaws_fault_message(enum bylaws_fault fault);

#endif
