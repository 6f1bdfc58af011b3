/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The animals of a bank, lived again from their events, and their ancestry.  Pure.  Animals are numbered 0 …
 * count − 1, holders by numbers that mean something to the caller; days since 1970.
 */
#ifndef MLUP_DOMAIN_HERD_H
#define MLUP_DOMAIN_HERD_H

#include "base/arena.h"
#include "base/exact.h"

#define HERD_NONE UINT32_MAX /* no animal; as a holder: the bank itself */
#define HERD_NEVER INT64_MAX

enum animal_sex { ANIMAL_SEX_NOT_KNOWN, ANIMAL_FEMALE, ANIMAL_MALE };

/* How an animal came. */
enum animal_origin { ANIMAL_BOUGHT, ANIMAL_BORN, ANIMAL_REPLACES };

/* Ages and intervals of a species, in days. */
struct herd_rules {
    int64_t dam_age_min;  /* when she gives birth first */
    int64_t interval_min; /* between two births */
};
extern const struct herd_rules herd_rules_cattle, herd_rules_buffalo, herd_rules_pig;

/* What is known of an animal before any event. */
struct animal {
    enum animal_origin origin;
    enum animal_sex sex;
    uint32_t dam, sire;             /* HERD_NONE: not known */
    int64_t born_day;               /* HERD_NEVER: not known */
    int64_t entered_day;            /* bought: on this day; born or replacing: the event says */
    const struct herd_rules *rules; /* of its species; NULL: those of the herd */
};

enum herd_event_kind {
    HERD_LEND,    /* the bank gives the animal to `other` (a holder) */
    HERD_SERVE,   /* by the bull `other`, or HERD_NONE */
    HERD_CALVE,   /* of the calf `other`; HERD_NONE: stillborn.  Twins are two events of one day */
    HERD_RETURN,  /* to the bank */
    HERD_PASS_ON, /* from its holder to the holder `other` */
    HERD_REPLACE, /* the animal stands for the animal `other`, which is gone */
    HERD_SELL,    /* for `amount` */
    HERD_DIE,
    HERD_STEAL,
    HERD_OWN, /* from now on its holder's own */
    HERD_EVENTS
};
struct herd_event {
    int64_t day;
    enum herd_event_kind kind;
    uint32_t animal, other;
    int64_t amount;
    bool is_certified; /* a death by the vet or the chief, a theft by the police */
};

/* An animal on a day. */
struct animal_state {
    bool is_here;              /* came, and did not go */
    uint32_t holder;           /* HERD_NONE: with the bank */
    bool is_owned;             /* its holder's own: no more of the bank's herd */
    int64_t entered_day;       /* HERD_NEVER: not yet */
    int64_t gone_day;          /* HERD_NEVER */
    enum herd_event_kind gone; /* HERD_SELL, HERD_DIE or HERD_STEAL */
    bool is_certified;
    int64_t sold_for;
    int64_t calved_day;   /* the last time; HERD_NEVER: never */
    int64_t bore_day;     /* the last time with a living calf */
    int64_t births;       /* calvings with a living calf */
    uint32_t replaced_by; /* HERD_NONE */
};

enum herd_fault {
    HERD_OK,
    HERD_FAULT_ORDER,    /* events not by day */
    HERD_FAULT_ANIMAL,   /* no such animal */
    HERD_FAULT_NOT_HERE, /* not yet come, or gone: a dead cow is not lent */
    HERD_FAULT_LENT,     /* lent twice: somebody has it */
    HERD_FAULT_NOT_LENT, /* nobody has it */
    HERD_FAULT_HOLDER,   /* passed on to nobody, or to its own holder */
    HERD_FAULT_OWNED,    /* its holder's own: the bank has no say */
    HERD_FAULT_NOT_FEMALE,
    HERD_FAULT_NOT_MALE,
    HERD_FAULT_CALF,      /* the calf came otherwise, from another dam or on another day */
    HERD_FAULT_TOO_YOUNG, /* to calve */
    HERD_FAULT_TOO_SOON,  /* after the last calving */
    HERD_FAULT_NOT_GONE,  /* replaced while it is alive, or twice */
    HERD_FAULT_AMOUNT,    /* a price below 0 */
    HERD_FAULT_SPECIES,   /* served by an animal of another species */
    HERD_FAULT_TOO_MANY,  /* animals above LIMIT_HERD_ANIMALS */
    HERD_FAULTS
};

struct herd {
    const struct animal *animals;
    size_t count;
    const struct herd_event *events; /* by day; of one day in the order in which they happened */
    size_t event_count;
};

/* The state of every animal at the end of a day, in the arena; on a fault *event is the number of the event.
 */
enum herd_fault herd_on(struct arena *arena, const struct herd *herd, const struct herd_rules *rules,
                        int64_t day, struct animal_state **states, size_t *event)
    __attribute__((warn_unused_result));
/* English, a key of its translation. */
const char *herd_fault_message(enum herd_fault fault);

/* A register that balances: came = all that went + all that are here. */
struct herd_register {
    int64_t bought, born, replacing;
    int64_t sold, died, stolen;
    int64_t with_bank, lent, owned; /* here */
};
struct herd_register herd_count(const struct herd *herd, const struct animal_state *states);

/* ---- ancestry ---- */

enum ancestry_fault {
    ANCESTRY_OK,
    ANCESTRY_FAULT_ANIMAL,         /* a parent that is no animal of the herd */
    ANCESTRY_FAULT_DAM_SEX,        /* the dam is not female */
    ANCESTRY_FAULT_SIRE_SEX,       /* the sire is not male */
    ANCESTRY_FAULT_DAM_TOO_YOUNG,  /* on the day of birth */
    ANCESTRY_FAULT_SIRE_TOO_YOUNG, /* not born before its child */
    ANCESTRY_FAULT_SPECIES,        /* of another species than its child */
    ANCESTRY_FAULT_CIRCLE,         /* an animal is its own ancestor */
    ANCESTRY_FAULT_TOO_MANY,
    ANCESTRY_FAULTS
};
/* *animal is the one that cannot be. */
enum ancestry_fault herd_ancestry_check(struct arena *arena, const struct animal *animals, size_t count,
                                        const struct herd_rules *rules, uint32_t *animal)
    __attribute__((warn_unused_result));
const char *ancestry_fault_message(enum ancestry_fault fault);

#endif
