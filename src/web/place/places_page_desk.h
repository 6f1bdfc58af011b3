/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The desk on which a newer gazetteer lies between its comparison and its writing.  There is room for one:
 * whoever brings the next one takes the place, but not while it is being written.  Writing runs on a thread
 * of the desk, so that the page can show how far it is.  Safe from any thread.
 */
#ifndef MLUP_WEB_PLACES_PAGE_DESK_H
#define MLUP_WEB_PLACES_PAGE_DESK_H

#include "domain/place/gazetteer_import.h"

struct place_desk;

enum desk_state { DESK_EMPTY, DESK_COMPARED, DESK_WRITING, DESK_DONE, DESK_REFUSED };

struct place_desk *place_desk_new(struct store *store);
/* Waits for what is being written. */
void place_desk_free(struct place_desk *desk);

/* Reads the file, compares it and lays it on the desk.  False after refusals (unreadable; something is being
 * written). */
bool place_desk_take(struct place_desk *desk, struct slice csv, struct uuid *id, struct refusal *refusal);
/* Begins to write what lies there, in the name of the actor.  False when it is not there (any more) or under
 * way. */
bool place_desk_write(struct place_desk *desk, struct uuid id, const struct actor *actor);

struct desk_view {
    enum desk_state state;
    size_t done, all;
    struct area_diff diff; /* the counts, and at most LIMIT_DESK_LINES changes; copied */
    struct refusal refusal;
};
/* How it stands; false when another one (or none) lies there.  `with_changes`: also the changes, those of
 * places in use first. */
bool place_desk_look(struct place_desk *desk, struct arena *arena, struct uuid id, bool with_changes,
                     struct desk_view *view);
/* The one that is being written now; false when nothing is. */
bool place_desk_busy(struct place_desk *desk, struct uuid *id);

#endif
