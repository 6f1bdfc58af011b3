/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the holder of a lent animal still owes, by the bank's contract and the animal's events; when the
 * animal becomes the holder's own; who is next on the waiting list.  Pure.  The contract is data: the four
 * kinds of cow bank that are known in Cambodia stand in pass_on_contracts, a bank may have its own.
 *
 * Births.  A calving with at least one living calf is a birth; twins are one birth, a stillbirth is none. The
 * contract names the births that are owed (the first, the third).  Of twins the female is owed, of two alike
 * the one named first.
 *   - A calf that dies or is stolen before it is handed over, with a certificate (a vet, the chief, the
 *     police): the other twin takes its place; without a twin the birth does not count and the next birth is
 *     owed instead.
 *   - Without a certificate, or a calf that was sold though it was owed: another one is owed in its place.
 *   - A male may be owed like a female, may be sold with the money going to the bank, or may be the holder's
 *     own while the next birth is owed instead: by contract.
 *
 * The animal itself.  When it dies or is stolen it is replaced, unless the contract frees whoever has a
 * certificate; then nothing more is owed but what was born.  A replacement goes on with the contract.
 */
#ifndef MLUP_DOMAIN_PASS_ON_H
#define MLUP_DOMAIN_PASS_ON_H

#include "domain/bank/herd.h"

enum pass_on_male { MALE_IS_OWED, MALE_IS_SOLD, MALE_IS_KEPT };

struct pass_on_contract {
    const char *code;
    const char *label;    /* English, a key of its translation */
    uint32_t births_owed; /* bit 0: the first birth, bit 2: the third */
    enum pass_on_male male;
    int64_t calf_age_days;  /* handed over at this age, weaned */
    int moves_after_births; /* the animal itself passes on after so many births; 0: it becomes the holder's
                               own */
    bool certificate_frees; /* of replacing a dead or stolen animal */
};

enum pass_on_kind {
    PASS_ON_FIRST_AND_THIRD, /* the first and the third calf, then the cow is the holder's */
    PASS_ON_FIRST_REPLACED,  /* the first calf; a dead cow is replaced in any case */
    PASS_ON_FIRST_FEMALE,    /* the first birth: a female after six months, a male is sold for the bank */
    PASS_ON_COW_MOVES,       /* the calf is the holder's, the cow goes to the next family */
    PASS_ON_KINDS
};
extern const struct pass_on_contract pass_on_contracts[PASS_ON_KINDS];

enum owed_what {
    OWED_CALF,        /* a calf: `animal`, HERD_NONE while it is not born */
    OWED_MONEY,       /* the price of a male calf that is sold */
    OWED_REPLACEMENT, /* another animal for `animal`, which is gone */
    OWED_ANIMAL,      /* the lent animal itself moves on */
};
struct owed {
    enum owed_what what;
    uint32_t animal;
    int birth;       /* which one of the contract's, 1 …; 0: not of a birth */
    int64_t due_day; /* HERD_NEVER: not born yet */
    bool is_met;
    int64_t met_day; /* HERD_NEVER */
    int64_t amount;  /* of money */
};

enum {
    PASS_ON_OWED_MAX = 128
}; /* 32 births of a contract, LIMIT_HERD_REPLACED animals, and the last that moves on */

/* One holder's time with one animal and those that replaced it. */
struct pass_on_state {
    bool is_held;                 /* the holder ever had it */
    int64_t since_day, until_day; /* lent or passed on; HERD_NEVER: still there */
    uint32_t animal;              /* the one that stands for the contract now: the last replacement */
    int64_t births;               /* that counted */
    struct owed owed[PASS_ON_OWED_MAX];
    size_t count;
    size_t open;      /* of them not met */
    bool is_freed;    /* by a certificate: nothing more will be owed */
    int64_t owns_day; /* the holder owns from this day on; HERD_NEVER */
};

/* What `holder` owes at the end of a day for `animal`, which was lent or passed on to it (the last time, if
 * it was more than once).  `states` are those of herd_on for this day. */
void pass_on_make(const struct pass_on_contract *contract, const struct herd *herd,
                  const struct animal_state *states, uint32_t animal, uint32_t holder, int64_t day,
                  struct pass_on_state *state);
/* Of what is owed and not met: late on this day. */
bool owed_is_late(const struct owed *owed, int64_t day);

/* ---- the waiting list ---- */

struct waiting {
    uint32_t holder;
    int64_t asked_day;
    int need;          /* the higher, the sooner: a score of the programme */
    bool is_ready;     /* shed, feed and training are there */
    bool has_received; /* an animal of this bank, ever */
};
/* Puts the list in its order: those who are ready and have none before others, the needier first, then who
 * asked first, then by number. */
void waiting_sort(struct waiting *list, size_t count);
/* The first of a sorted list who may get one from `giver`; NULL when nobody may. */
const struct waiting *waiting_next(const struct waiting *list, size_t count, uint32_t giver);

#endif
