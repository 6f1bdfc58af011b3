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
    int64_t places, taken, held; /* held: reserved for who has not come yet, on this night or a later one */
    bool own_family;             /* somebody of the family of whom it is asked for sleeps there */
};

/* The rooms of a shelter (zero: of all that are open) with how many sleep there in the night of the day, by
 * shelter and name.  The board and the places that are free are this. */
size_t beds_read(struct db *db, struct arena *arena, struct uuid org, struct uuid shelter, int64_t day,
                 struct bed_room **rooms);

/* How many places are free for such a person, and when there is none, what is lacking: what a referral asks
 * before it is sent.  `room`: the first with a free place. */
enum bed_lack {
    BED_FREE,
    BED_FULL,   /* every place for such a person is taken or reserved */
    BED_NEEDS,  /* places are free, but in no room that is made for what the person needs */
    BED_NOBODY, /* no room is for such a person */
};
struct beds_answer {
    int64_t free;
    enum bed_lack lack;
    struct uuid room;
};
struct beds_answer beds_free_for(const struct bed_room *rooms, size_t count,
                                 const struct room_sleeper *sleeper);
/* The same of a shelter and a file, in the night of the day; what is reserved for that file counts as free.
 */
struct beds_answer beds_free_for_file(struct db *db, struct arena *arena, struct uuid shelter,
                                      const struct record *file, int64_t day);
/* Who a file is, as far as a room asks: sex, age on the day, needs, and who of the family has a file. */
struct room_sleeper bed_sleeper_of(struct db *db, const struct record *file, int64_t day);
/* Bits of room_need by the codes of the choice set room_need. */
unsigned bed_needs_of(struct slice codes);

/* Stays of a room or of a file, but the one with the id `but`. */
struct bed_stay {
    struct uuid id, case_file, room;
    struct room_nights nights;
};
size_t bed_stays_of_room(struct db *db, struct arena *arena, struct uuid org, struct uuid room,
                         struct uuid but, struct bed_stay **stays);
size_t bed_stays_of_case(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                         struct uuid but, struct bed_stay **stays);
/* Nights for which a bed of the room is reserved for another file, today or later. */
size_t bed_holds_of_room(struct db *db, struct arena *arena, struct uuid org, struct uuid room,
                         struct uuid but_file, struct bed_stay **holds);
/* What is reserved in the shelter, today or later. */
size_t bed_holds_of_shelter(struct db *db, struct arena *arena, struct uuid org, struct uuid shelter,
                            struct bed_stay **holds);
/* What is reserved for a file, today or later; `shelter` zero: anywhere. */
size_t bed_holds_of_case(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                         struct uuid shelter, struct bed_stay **holds);
/* Those who sleep in any room of the shelter in the night of the day. */
size_t bed_stays_on(struct db *db, struct arena *arena, struct uuid org, struct uuid shelter, int64_t day,
                    struct bed_stay **stays);

/* How a room's record says for whom it is. */
struct room_terms bed_room_terms(const struct shelter_room *room);
enum room_for bed_room_for(struct slice code);

#endif
