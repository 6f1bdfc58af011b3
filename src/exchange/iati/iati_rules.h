/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules over an XML document, written as IATI writes them: a JSON object from the XPath of the elements a
 * rule is about to kinds of rules, each with cases (IATI/IATI-Rulesets, SPEC.rst and schema.json of
 * version 2.03).  Every kind of the specification is here: no_more_than_one, atleast_one, only_one_of,
 * one_or_all, dependent, sum, strict_sum, date_order, date_now, time_limit, between_dates, regex_matches,
 * regex_no_matches, startswith, unique, if_then, loop, range, no_spaces, no_percent, evaluates_to_true.
 */
#ifndef MLUP_EXCHANGE_IATI_RULES_H
#define MLUP_EXCHANGE_IATI_RULES_H

#include "base/arena.h"

struct iati_finding {
    struct slice rule;     /* "8.6.3", or "xsd" */
    bool is_error;         /* else a warning */
    struct slice message;  /* in the standard's English */
    struct slice activity; /* iati-identifier of the activity it is about; empty: of none */
    long line;
    struct iati_finding *next;
};

struct iati_findings {
    struct arena *arena;
    struct iati_finding *first, *last;
    size_t errors, warnings;
};

void iati_findings_add(struct iati_findings *findings, const struct iati_finding *finding);

/* Checks the document (a libxml2 xmlDocPtr) against the rules.  False when the rules themselves cannot be
 * read. */
bool iati_rules_check(struct iati_findings *findings, void *document, struct slice ruleset, int64_t now_ms);

#endif
