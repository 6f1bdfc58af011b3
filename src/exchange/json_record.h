/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record as JSON and back: the API's form of every record type, walked from the catalogue.  Pure: no database, no
 * request.
 */
#ifndef MLUP_EXCHANGE_JSON_RECORD_H
#define MLUP_EXCHANGE_JSON_RECORD_H

#include "base/doc.h"
#include "store/store.h"

/* Adds id, org, code, version, times and every field that is not in `hidden` to the object. */
void json_record_add(struct arena *arena, const struct record *record, uint64_t hidden, struct doc *object);
/* Reads the fields of the body into a change (create or update): unknown names, wrong types and values are refused by
 * field, all of them.  "id" (create only), "org", "version" and "reason" are taken into the change. */
bool json_record_read(struct arena *arena, const struct doc *body, struct change *change, struct refusal *refusal);

#endif
