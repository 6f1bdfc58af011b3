/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether what somebody told makes a case of trafficking: act, means and purpose together, and for a child (under eighteen) act and
 * purpose, means or none (Palermo Protocol, article 3; Cambodia's Law on Suppression of Human Trafficking and Sexual Exploitation of
 * 2008, articles 8, 10 and 12 to 17; guidelines on identification of 2016).  Pure functions; every finding says which answers it
 * rests on.  It indicates, it does not decide: who decides is a record of its own (screening.def).
 *
 * A finding is a text "act:recruited", "means:DebtBondage", "purpose:ForcedLabour"; the codes of means and purpose are those of
 * HTCDS 2.0 (vic_MethodsOfControl, vic_TypeOfExploitation), acts are those of the protocol.
 */
#ifndef MLUP_DOMAIN_IDENTIFY_H
#define MLUP_DOMAIN_IDENTIFY_H

#include "base/slice.h"

enum element { ELEMENT_ACT, ELEMENT_MEANS, ELEMENT_PURPOSE, ELEMENTS };

enum { FINDINGS_MAX = 64 };

/* One thing that was told, and the question that asked for it (may be empty). */
struct finding {
    enum element element;
    struct slice code, question;
};

struct findings {
    struct finding at[FINDINGS_MAX];
    size_t count;
    size_t of[ELEMENTS]; /* how many of each */
};

enum age_known { AGE_UNKNOWN, AGE_CHILD, AGE_ADULT };

enum indication {
    INDICATION_NONE,     /* an element is missing and every question about it was answered */
    INDICATION_UNCLEAR,  /* an element is missing, and not everything was asked or the age is not known */
    INDICATION_PRESENT,  /* all elements that are needed */
};

struct identification {
    enum indication indication;
    enum age_known age;
    bool has[ELEMENTS], needs_means;
};

/* Reads "means:DebtBondage"; false when it is no finding.  The slices borrow. */
bool finding_parse(struct slice text, struct finding *finding);
/* Adds it once. */
void findings_add(struct findings *findings, struct finding finding);
/* `is_complete`: every question that is asked of the person was answered. */
struct identification identify(const struct findings *findings, enum age_known age, bool is_complete);
/* The reason in one sentence: a message to translate. */
const char *identification_words(const struct identification *identification);
/* The code of the choice set `indication`. */
const char *indication_code(enum indication indication);
/* English, a key of its translation: "Recruited", "Debt bondage"; NULL for a code that is not known. */
const char *finding_label(const struct finding *finding);
/* The one at `index` of all that are known; false behind the last. */
bool finding_at(size_t index, struct finding *finding);
/* The code of an element: act, means, purpose; and its title, a message to translate. */
const char *element_code(enum element element);
const char *element_title(enum element element);

#endif
