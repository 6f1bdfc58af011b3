/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All areas of the gazetteer in memory: names, chains ("Prey Thum, Prey Sa, Dangkao, Phnom Penh"), children,
 * and search over Khmer, Latin and alias by search key.  An immutable snapshot is made when area records have
 * changed; readers hold it while they use it.  Safe from any thread but the writer's (it reads through the pool).
 */
#ifndef MLUP_DOMAIN_PLACE_GAZETTEER_H
#define MLUP_DOMAIN_PLACE_GAZETTEER_H

#include "store/store.h"

struct gazetteer;

struct place {
    struct slice code, name_km, name_latin, alias, type, merged_into;
    struct uuid id;
    bool closed; /* has an end */
};

/* Made once; reads the areas at the first use and again after a change. */
struct gazetteer *gazetteer_new(struct arena *process_arena, struct store *store);
void gazetteer_free(struct gazetteer *gazetteer);
/* False when there is no such code; texts are copied to the arena. */
bool gazetteer_find(struct gazetteer *gazetteer, struct arena *arena, struct slice code, struct place *place);
/* Name of the place in Khmer or Latin; the code itself when unknown. */
struct slice gazetteer_name(struct gazetteer *gazetteer, struct arena *arena, struct slice code, bool khmer);
/* From the place up to its province, joined by ", "; the code itself when unknown. */
struct slice gazetteer_chain(struct gazetteer *gazetteer, struct arena *arena, struct slice code, bool khmer);
/* Places directly under `code` (empty: the provinces), by code. Returns the count. */
size_t gazetteer_children(struct gazetteer *gazetteer, struct arena *arena, struct slice code, struct place **places);
/*
 * Places for what somebody typed: a code, or words of which at least one is in the place's own name (either script,
 * alias, any spelling the search key folds) and the others there or in a place above it ("svay phnom penh").
 * `digits_min` is the shallowest level wanted (2, 4, 6, 8); `within` limits to one area.  Best first: exact name, then
 * start of a name, then all words in the name, then the rest; existing places before closed ones, larger before
 * smaller.  When nothing fits, Latin spellings are compared by consonants and runs of vowels, so that "Tbong Khmum" finds
 * Tboung Khmum.  Returns the count, at most `max` (and LIMIT_SEARCH_HITS).
 */
size_t gazetteer_search(struct gazetteer *gazetteer, struct arena *arena, struct slice words, int digits_min,
                        struct slice within, struct place *places, size_t max);
/* How many areas there are, and the bytes they take; for the figures and the audit of the installation. */
size_t gazetteer_count(struct gazetteer *gazetteer);
size_t gazetteer_bytes(struct gazetteer *gazetteer);

#endif
