/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of period reports.  A report is written in the organisation, submitted by its manager, returned
 * or approved by the lead, and frozen by the lead; every path of this program that changes one (pages, API,
 * undo, command line) meets these rules in the writer.  What is frozen never changes; later corrections are
 * restatements.
 */
#ifndef MLUP_DOMAIN_REPORT_RULES_H
#define MLUP_DOMAIN_REPORT_RULES_H

#include "store/rule.h"

/* In the order of the choice set report_status. */
enum report_state {
    REPORT_DRAFT,
    REPORT_SUBMITTED,
    REPORT_RETURNED,
    REPORT_APPROVED,
    REPORT_FROZEN,
    REPORT_STATES
};

/* Which parts an actor plays in a report of an organisation; an actor may play several. */
enum report_part {
    REPORT_WRITER = 1,  /* works in the organisation and may write its reports */
    REPORT_MANAGER = 2, /* answers for them: submits */
    REPORT_LEAD = 4,    /* approves for the programme */
};

struct slice report_state_code(enum report_state state);
/* A report without a status is a draft. */
enum report_state report_state_of(const struct value *status);
/* The parts of the actor in the reports of `org`, as bits. */
unsigned report_parts_of(const struct actor *actor, struct uuid org);
/* May somebody with these parts move a report from one state to the other? */
bool report_may_step(enum report_state from, enum report_state to, unsigned parts);
/* Words, explanations and answers may be written: a draft, or a report that was returned. */
bool report_is_open(enum report_state state);

/* First day, last day and due day in order. */
bool reporting_period_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal);
bool reporting_period_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Step by step through its states; its words only while it is open; a submission with the figures of now and
 * every finding read. */
bool period_report_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal);
/* Only a draft that was never submitted. */
bool period_report_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* About a promise of the report's agreement, while the report is open. */
bool report_narrative_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal);
bool report_narrative_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* From both sides until the report is frozen; what was said stays said. */
bool report_comment_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal);
bool report_comment_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Fills in the figures of now and their hash; never changes again. */
bool report_snapshot_before_save(struct rule *rule, struct record *now, const struct record *before,
                                 struct refusal *refusal);
bool report_snapshot_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Of a frozen report whose figures moved, one at a time; decided by the lead. */
bool restatement_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);
bool restatement_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* While the report is open; "it is right" says why. */
bool quality_answer_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal);
bool quality_answer_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);

#endif
