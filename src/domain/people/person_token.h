/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens by which the same person can be recognised in the registers of several organisations without a name:
 * keyed hashes (BLAKE2b, 16 bytes) of what identifies somebody, under a key of this installation that never
 * leaves it and that is derived from the master key.  A person has a token for
 *
 *   - name, sex and the whole date of birth,
 *   - name, sex, year of birth and commune,
 *   - name, sex and telephone,
 *
 * each as far as it is known, for every canonical name that the spelling may stand for.  Two people of
 * different organisations who share a token count as one.  Kept by the write path; what it tells and does not
 * tell is written in docs/security.md.
 */
#ifndef MLUP_DOMAIN_PERSON_TOKEN_H
#define MLUP_DOMAIN_PERSON_TOKEN_H

#include "domain/people/people.h"
#include "store/rule.h"

/* The table, for store_options.extra_schema; static text. */
struct slice person_token_schema(enum db_kind kind);
/* store_hooks.after_change, for changes of people. */
void person_token_after_change(struct rule *rule, const struct change *change);
/* Makes all tokens anew when they were made under another key or not at all.  False when the store failed. */
bool person_token_refresh(struct store *store) __attribute__((warn_unused_result));

/* How often the organisations of the list know the same person. */
struct token_counts {
    int64_t *people;       /* of each organisation: live people of its register */
    int64_t *shared;       /* of each pair (row times count plus column): people that both know */
    int64_t distinct;      /* people over all of them, each once */
    int64_t shared_by_any; /* people that more than one knows */
};
/* What several of the organisations know, read in one walk through the tokens, so that some of them can be counted
 * again and again. */
struct token_rows;
struct token_rows *person_token_read(struct db *db, struct arena *arena, const struct uuid *orgs, size_t org_count);
/* Counts organisations that are among those read. */
struct token_counts person_token_count(const struct token_rows *rows, const struct uuid *orgs, size_t org_count);

#endif
