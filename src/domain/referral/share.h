/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one referral tells: the exact fields, notes and files, each with the consent (or the decision of two
 * persons) on which it leaves.  The same function makes what is shown before sending and what is sent;
 * nothing else leaves a file.
 */
#ifndef MLUP_DOMAIN_REFERRAL_SHARE_H
#define MLUP_DOMAIN_REFERRAL_SHARE_H

#include "base/doc.h"
#include "store/rule.h"

enum { SHARE_CLASSES = 6, SHARE_NOTES_MAX = 20 };

/* A class of what is asked for, and on what it may leave; `by` NULL: on nothing. */
struct share_cover {
    struct slice class_code;
    const struct record *by; /* a consent or a consent_override */
};
size_t share_covers(struct rule *rule, const struct record *file, const struct record *provider,
                    struct slice classes, int64_t now_ms, struct share_cover covers[static SHARE_CLASSES]);

struct packet {
    struct slice json; /* {"items": [{class, field, on, value, cites}], "files": [{id, name, media_type, hash,
                          cites}]} */
    struct slice cites; /* ids of the consents and decisions, comma-joined */
    struct slice shown; /* a hash of it all: what was shown is what is sent */
};
/* Of a referral as it is or will be, with its file and reason open.  False with a reason for each class that
 * nothing covers. */
bool packet_build(struct rule *rule, const struct record *referral, const struct record *open_file,
                  const struct record *provider, int64_t now_ms, struct packet *packet,
                  struct refusal *refusal);
/* A copy with its sealed values open, inside and outside the writer; NULL when the key is gone. */
struct record *share_open(struct rule *rule, const struct record *record);
/* True when the referral cites this consent or decision. */
bool share_cites(const struct record *referral, struct uuid id);

/* One thing told, from the JSON of a packet. */
struct slice packet_value(const struct doc *packet, const char *field);
/* The field of a case file that an item is of; NULL: a note or the reason. */
const struct field *packet_field(const struct doc *item);

#endif
