/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passwords: the rule for choosing one, and its hash (argon2id).  A password is never stored, logged, trimmed or
 * changed; it is bytes that must come again exactly.
 */
#ifndef MLUP_ACCESS_PASSWORD_H
#define MLUP_ACCESS_PASSWORD_H

#include "base/refusal.h"

/*
 * 2 passes over 19 MiB on one lane: the OWASP Password Storage Cheat Sheet's equivalent of RFC 9106 for servers with
 * little memory.  22 ms on a server core, three to four times that on a small board; 32 logins at the same
 * instant need 608 MiB, so callers check a password only after access/limiter.h let the attempt through.
 */
enum { PASSWORD_OPS = 2, PASSWORD_MEM_KIB = 19 * 1024 };

/*
 * The rule: enough characters, not too many bytes, several different characters, no row of neighbours
 * ("abcdefghijk"), not a common password or a single word with digits around it, and none of the `known` texts (name,
 * e-mail address, organisation: what an acquaintance tries first; empty ones are skipped).  Adds what is wrong to the
 * refusal under `field` and gives false.
 */
bool password_is_acceptable(struct slice password, const struct slice *known, size_t known_count,
                            struct slice field, struct refusal *refusal);

/* A new password to hand over: 80 random bits as four groups of small letters and digits, easy to read out. */
struct slice password_generate(struct arena *arena);

/* The line to store ("$argon2id$..."); empty when there is no memory left for it (logged). */
struct slice password_hash(struct arena *arena, struct slice password);
/* True when the password is the one of the stored line.  Takes as long as password_hash. */
bool password_verify(struct slice stored, struct slice password) __attribute__((warn_unused_result));
/* The stored line of nothing anybody knows; it costs what every line of today's parameters costs. */
extern const char password_nobody_line[];
/* Always false, in the time of password_verify: for names that no user has, so that time does not tell them. */
bool password_verify_nobody(struct slice password);
/* True when the stored line was made with other parameters than today's: hash again after a good login. */
bool password_needs_rehash(struct arena *arena, struct slice stored);

#endif
