/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a file may be told to whom at this instant: the rows of the ledger of consents that hold, and what
 * two persons decided instead of one.  Days and times are those of Cambodia.
 */
#ifndef MLUP_DOMAIN_REFERRAL_CONSENT_H
#define MLUP_DOMAIN_REFERRAL_CONSENT_H

#include "store/rule.h"

enum consent_state { CONSENT_HOLDS, CONSENT_NOT_YET, CONSENT_EXPIRED, CONSENT_WITHDRAWN };

/* The instant at which a consent no longer holds: at its time, else when its last day ends. */
int64_t consent_end_ms(const struct record *consent);
enum consent_state consent_state_at(const struct record *consent, int64_t now_ms);
/* True when it may be taken back by somebody: it was not, or it only ended with a merge of files. */
bool consent_may_end(const struct record *consent);
/* "08:30"; false for anything else. */
bool consent_time_parse(struct slice text, int64_t *ms);
/* True when it was given for this provider, by its name or as one of its kind. */
bool consent_is_for(const struct record *consent, const struct record *provider);
/* True when the consent is about this class of what may be told, for this purpose, and the provider is who it
 * was given for. */
bool consent_is_about(const struct record *consent, const struct record *provider, const char *purpose,
                      struct slice class_code);

/* The consent that lets this class be told to the provider now, else a decision of two persons; NULL: nothing
 * does. */
const struct record *consent_find(struct rule *rule, const struct record *file, const struct record *provider,
                                  const char *purpose, struct slice class_code, int64_t now_ms);

/* store_hooks.after_change: a consent that is taken back calls back at once what stands on it; partners get
 * what is sent to them, and what they answer comes back; a visit moves the next one. */
void referral_after_change(struct rule *rule, const struct change *change);

#endif
