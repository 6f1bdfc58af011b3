/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether two people of the register may be one.  What is known of both is weighed like this: each kind of
 * evidence adds points, ten for a factor of ten in the odds (tenths of a bel, after Fellegi and Sunter, "A
 * Theory for Record Linkage", 1969), a contradiction takes points away, and what is not known says nothing.
 * The weights, each with its reason, are one table (person_match.c).
 *
 * A score never merges anybody: it decides whom people are asked about, and is explained to them evidence by
 * evidence. A nearer birth never scores below a farther one, whatever the precision of the dates (tested).
 */
#ifndef MLUP_DOMAIN_PERSON_MATCH_H
#define MLUP_DOMAIN_PERSON_MATCH_H

#include "domain/people/people.h"
#include "i18n/name_match.h"
#include "store/query.h"

enum person_evidence {
    PERSON_NAME,
    PERSON_RARITY,
    PERSON_SEX,
    PERSON_BIRTH,
    PERSON_VILLAGE,
    PERSON_RELATIVES,
    PERSON_PHONE,
    PERSON_DOCUMENT,
    PERSON_EVIDENCES
};

enum {
    PERSON_POSSIBLE_MIN = 22, /* somebody should look: one in six or better against the odds of a stranger */
    PERSON_LIKELY_MIN = 38,   /* hardly anybody else */
    PERSON_RELATIVES_MAX = 20,
};

struct person_reason {
    enum person_evidence evidence;
    int points;
    const char *words; /* English, the key of its translation; {1} stands for `number` */
    int64_t number;
};

struct person_score {
    int points;
    struct person_reason reasons[PERSON_EVIDENCES];
    size_t count;
};

/* ---- two people ---- */

/* A person made ready to be compared with many. */
struct person_profile;
/* `person` must live as long; its hidden fields are absent, and say nothing. */
struct person_profile *person_profile_of(struct arena *arena, const struct record *person);
/* Somebody of the same household: two households with the same names are evidence. */
void person_profile_add_relative(struct arena *arena, struct person_profile *profile,
                                 const struct record *relative);
/* The blind index of an identity document (store/vault.h): the same one is one person. */
void person_profile_add_document(struct arena *arena, struct person_profile *profile, struct slice index);
/* `namesakes`: how many people of the register are called so; 0: not known. */
struct person_score person_score_of(const struct person_profile *a, const struct person_profile *b,
                                    size_t namesakes);
/* Both at once, without relatives and documents. */
struct person_score person_score(struct arena *arena, const struct record *a, const struct record *b);

/* ---- everybody who resembles somebody ---- */

struct person_candidate {
    struct record *record;
    struct person_score score;
};

/*
 * People of the person's organisation (`person->org_id`) who may be the same, best first, at least
 * PERSON_POSSIBLE_MIN; never the person itself (`person->id`, zero for somebody who is about to be saved).
 * Nobody when the view does not show names there.  Gives the count, at most `max`.  Reads only what the index
 * of words leads to: some milliseconds, however many people there are.
 */
size_t person_candidates(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                         const struct record *person, struct person_candidate *candidates, size_t max);

/* One who is hardly anybody else (PERSON_LIKELY_MIN), for somebody who is not in the register yet: what an
 * import asks for each of many thousand rows.  The same score; fewer are looked at (the likeliest words of
 * the index first), and how common a name is and who else lives there is read only where it can matter. */
bool person_likely_find(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                        const struct record *person, struct uuid *who);

/* Two people of the register with everything that the store knows of them: how common the name is, households
 * and documents.  Within a view; for people of one organisation. */
struct person_score person_score_stored(struct store *store, struct db *db, struct arena *arena,
                                        const struct view *view, const struct record *a,
                                        const struct record *b);

/* The words of the index that lead to people who may be the same (person_type's index_words). */
void person_index_words(struct word_list *list, const struct record *person);

#endif
