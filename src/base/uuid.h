/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Record identifiers: UUID version 7 (RFC 9562), so that ids made one after the other sort that way and an index
 * grows at its end.  Phones make them offline; no two nodes need to agree.
 */
#ifndef MLUP_BASE_UUID_H
#define MLUP_BASE_UUID_H

#include "base/arena.h"

enum { UUID_BYTES = 16, UUID_TEXT = 36 };

struct uuid {
    uint8_t bytes[UUID_BYTES];
};

/* A new version 7 id; ids of one process are strictly increasing.  Safe from any thread. */
struct uuid uuid_new(void);
/* Version 8 id made from a name, the same everywhere: for records that have a public code (places, demo data). */
struct uuid uuid_of_name(struct slice domain, struct slice name);
/* The same for names that count up (the keys of an imported file): names that differ in their last three bytes alone
 * begin alike, so that rows which come one after the other lie on the same pages of an index. */
struct uuid uuid_of_serial(struct slice domain, struct slice name);
/* The usual 8-4-4-4-12 form, either case. */
bool uuid_parse(struct slice text, struct uuid *uuid);
struct slice uuid_format(struct arena *arena, struct uuid uuid);
/* Writes the 36 characters without a NUL. */
void uuid_write(struct uuid uuid, char text[static UUID_TEXT]);
bool uuid_equal(struct uuid a, struct uuid b);
int uuid_compare(struct uuid a, struct uuid b);
bool uuid_is_zero(struct uuid uuid);

/* A short code for people: `prefix`, '-', then `number` in base 32 without I, L, O, U (Crockford) and a check
 * character, e.g. TS-0042K.  The number comes from the store's counter. */
struct slice code_format(struct arena *arena, struct slice prefix, int64_t number);
/* True when the check character is right; codes typed in lower case or with I/L/O are read as meant. */
bool code_is_valid(struct slice code);

#endif
