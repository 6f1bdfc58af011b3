/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The counting rule in words, and why a record does not count, in the reader's language.  The words are made
 * from the bound rule, so they say what is counted, not what somebody once wrote about it.
 */
#ifndef MLUP_DOMAIN_PROMISE_WORDS_H
#define MLUP_DOMAIN_PROMISE_WORDS_H

#include "domain/programme/promise_rule.h"
#include "i18n/locale.h"

/* How to speak: the language, and the name of a place (NULL: its code). */
struct promise_speech {
    const struct locale *locale;
    struct slice (*place_name)(void *context, struct arena *arena, struct slice code);
    void *context;
};

enum { PROMISE_SENTENCES_MAX = LIMIT_FILTERS + 8 };

/* The rule as sentences: what is counted, one for each condition, the period, the counting date and place.
 * `source_name` is what the part says it counts (for a source the catalogue does not have); `base_label` the
 * label of the part that "every one of" speaks of.  Returns how many. */
size_t promise_rule_sentences(struct arena *arena, const struct promise_speech *speech,
                              const struct promise_rule *rule, struct slice source_name,
                              struct slice base_label, struct slice sentences[static PROMISE_SENTENCES_MAX]);
/* The same as one text. */
struct slice promise_rule_words(struct arena *arena, const struct promise_speech *speech,
                                const struct promise_rule *rule, struct slice source_name,
                                struct slice base_label);
/* Why a record counts or not, in one sentence.  Values of personal fields are not repeated. */
struct slice promise_reason_words(struct arena *arena, const struct promise_speech *speech,
                                  const struct promise_rule *rule, const struct promise_reason *reason);

#endif
