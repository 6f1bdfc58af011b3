/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of banks and animals as data: what each asks for, and the step that a request is about. */
#ifndef MLUP_WEB_BANK_STEPPING_H
#define MLUP_WEB_BANK_STEPPING_H

#include "web/bank/animal_steps.h"

enum { STEP_FIELDS = 12, CHANGES_MAX = 2 };

/* How a value is asked for. */
enum ask {
    ASK_PLAIN,  /* as the catalogue reads it */
    ASK_DAY,    /* today unless said */
    ASK_AMOUNT, /* in the unit of the bank */
    ASK_PERCENT,
    ASK_CHOICE,
    ASK_MEMBER,
    ASK_WAITING, /* a member, those who wait first */
    ASK_LOAN,    /* what is out, and what was written off and may come back */
    ASK_DEBT,    /* what is out, to be written off */
    ASK_LOT,     /* out of which goods; the oldest unless said */
    ASK_BULL
};

struct ask_field {
    const char *name; /* of the record; NULL ends */
    enum ask ask;
    bool of_animal; /* of the animal that comes with the event */
    bool optional;
};

struct step {
    const char *code, *label, *words; /* words: a sentence above the form; NULL: none */
    const struct record_type *type;
    struct ask_field fields[STEP_FIELDS];
    bool for_herd;
    const char *kind; /* of what leaves the store; NULL: it does not */
    bool writes_off;  /* the loan that is chosen; by a manager */
};

/* A step of a request, and the changes that it makes. */
struct stepping {
    struct bank_seen seen;
    struct herd_seen herd;
    struct record *animal_record; /* NULL: a step of the bank */
    uint32_t animal;
    enum animal_step event;
    struct step step;
    struct slice back_href, back_text, action;
    struct change changes[CHANGES_MAX];
    size_t change_count;
};

/* The step of the address; false: there is none for this reader. */
bool bank_stepping(struct web *web, struct stepping *stepping);
bool animal_stepping(struct web *web, struct stepping *stepping);
/* The changes of a step, without what was filled in: `bank_change` of a step of the bank; `animal_change` of
 * the animal that comes with an event (its id is `id`), `event_change` of the event. */
struct change *bank_change(struct stepping *stepping);
struct change *animal_change(struct stepping *stepping, struct uuid id);
struct change *event_change(struct stepping *stepping, const struct uuid *with_animal);
/* The loan that is to be written off, in a change of a step that does; false when it is none of this bank. */
bool write_off_change(struct stepping *stepping, struct change *change, struct slice loan_id);

#endif
