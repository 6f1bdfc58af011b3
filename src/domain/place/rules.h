/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the gazetteer's records. */
#ifndef MLUP_DOMAIN_PLACE_RULES_H
#define MLUP_DOMAIN_PLACE_RULES_H

#include "store/rule.h"

/* Code of 2, 4, 6 or 8 digits whose area above exists; a closed area names the one that took it over, if any. */
bool area_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal);

#endif
