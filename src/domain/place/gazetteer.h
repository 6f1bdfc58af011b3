/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All areas of the gazetteer in memory: names, chains ("Prey Thum, Prey Sa, Khan Dangkao, Phnom Penh"), children,
 * and search over Khmer, Latin and alias by search key.  An immutable snapshot is made when area records have
 * changed; readers hold it while they use it.
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
/* From the place up to its province, joined by ", ". */
struct slice gazetteer_chain(struct gazetteer *gazetteer, struct arena *arena, struct slice code, bool khmer);
/* Places directly under `code` (empty: the provinces), by code. Returns the count. */
size_t gazetteer_children(struct gazetteer *gazetteer, struct arena *arena, struct slice code, struct place **places);
/* Places whose code, names or aliases contain all the words (either script, any spelling the search key folds);
 * `digits_min` is the shallowest level wanted (2, 4, 6, 8); `within` limits to one area.  Best first: exact name, then
 * start of a name, then the rest; larger areas before smaller. */
size_t gazetteer_search(struct gazetteer *gazetteer, struct arena *arena, struct slice words, int digits_min,
                        struct slice within, struct place *places, size_t max);

#endif
