/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens for programs: "Authorization: Bearer mlup_…".  A token acts for one user in one organisation and never
 * may more than the user's roles there at that moment; it may be limited to reading and to some classes of records.
 */
#ifndef MLUP_ACCESS_API_TOKEN_H
#define MLUP_ACCESS_API_TOKEN_H

#include "access/session.h"

struct api_token_new {
    struct slice name;    /* what it is for; required */
    bool may_write;
    uint16_t classes;     /* bits of enum access_class; 0 = all */
    bool for_calendar;    /* opens the feed of deadlines and nothing else; the two above do not matter */
    int days;             /* valid so long, 1..LIMIT_API_TOKEN_DAYS */
};

/* Makes a token for the session's user and organisation and shows it once.  Fields of refusals: name, days.  Only a
 * person who signed in makes tokens, not another token. */
enum outcome api_token_create(struct access *access, struct arena *arena, const struct login_session *session,
                              const struct api_token_new *wanted, struct slice *token, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* The same for the command line, for any user with a role in the organisation. */
enum outcome api_token_create_for(struct access *access, struct arena *arena, struct uuid user_id, struct uuid org_id,
                                  const struct api_token_new *wanted, struct slice *token, struct refusal *refusal)
    __attribute__((warn_unused_result));

struct api_token_entry {
    struct uuid id, user_id;
    struct slice name, login;
    bool may_write, for_calendar;
    uint16_t classes; /* 0 = all */
    int64_t created_ms, expires_ms, last_used_ms, revoked_ms; /* 0 = never */
};
/* The user's own in this organisation; for an administrator all of the organisation.  Newest first. */
size_t api_token_list(struct access *access, struct arena *arena, const struct actor *actor,
                      struct api_token_entry **entries);
/* NOT_FOUND when it is not in the actor's list. */
enum outcome api_token_revoke(struct access *access, const struct actor *actor, struct uuid id)
    __attribute__((warn_unused_result));

/* The session that a header stands for.  `authorization` is the whole value of the header.  OK with *session; NOT_FOUND
 * (answer 401) when it is no valid token; TOO_MANY after LIMIT_API_PER_MINUTE requests, with *retry_ms. */
enum outcome api_token_find(struct access *access, struct arena *arena, struct slice authorization,
                            const struct login_session **session, int64_t *retry_ms)
    __attribute__((warn_unused_result));

/* The session of a token in the address of a calendar feed; only one made for that.  OK or NOT_FOUND. */
enum outcome api_token_find_calendar(struct access *access, struct arena *arena, struct slice token,
                                     const struct login_session **session) __attribute__((warn_unused_result));

/* The whole scope of a calendar token. */
bool api_token_scope_is_calendar(struct slice text);
/* "read,write,people,training": for showing; and back (false on an unknown word). */
struct slice api_token_scopes_format(struct arena *arena, bool may_write, uint16_t classes);
bool api_token_scopes_parse(struct slice text, bool *may_write, uint16_t *classes);

#endif
