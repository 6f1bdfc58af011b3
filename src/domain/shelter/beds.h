/* SPDX-License-Identifier: Apache-2.0 */
/* Rooms and who sleeps in them, read from the database: what the rules, the board and a referral ask. */
#ifndef MLUP_DOMAIN_BEDS_H
#define MLUP_DOMAIN_BEDS_H

#include "domain/shelter/room_fit.h"
#include "domain/shelter/shelter.h"
#include "store/db.h"

struct bed_room {
    struct uuid id, shelter_id;
    struct slice name, needs;
    struct room_terms terms;
    int64_t places, taken;
};

/* The rooms of a shelter (zero: of all that are open) with how many sleep there in the night of the day, by
 * shelter and name.  The board and the places that are free are this. */
size_t beds_read(struct db *db, struct arena *arena, struct uuid org, struct uuid shelter, int64_t day,
                 struct bed_room **rooms);
/* How many places are free for such a person: what a referral asks before it is sent.  `needs`: codes that
 * the room must be made for, joined by commas; may be empty. */
int64_t beds_free_for(const struct bed_room *rooms, size_t count, const struct room_sleeper *sleeper,
                      struct slice needs);

/* Stays of a room or of a file, but the one with the id `but`. */
struct bed_stay {
    struct uuid id, case_file, room;
    struct room_nights nights;
};
size_t bed_stays_of_room(struct db *db, struct arena *arena, struct uuid org, struct uuid room,
                         struct uuid but, struct bed_stay **stays);
size_t bed_stays_of_case(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                         struct uuid but, struct bed_stay **stays);
/* Those who sleep in any room of the shelter in the night of the day. */
size_t bed_stays_on(struct db *db, struct arena *arena, struct uuid org, struct uuid shelter, int64_t day,
                    struct bed_stay **stays);

/* How a room's record says for whom it is. */
struct room_terms bed_room_terms(const struct shelter_room *room);
enum room_for bed_room_for(struct slice code);

#endif
