/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of reintegration. */
#ifndef MLUP_WEB_REINTEGRATION_PAGES_H
#define MLUP_WEB_REINTEGRATION_PAGES_H

#include "web/web.h"

enum outcome reintegration_page(
    struct web *web); /* GET /reintegrations/{id}: reintegration; /api/v1/reintegrations/{id}/overview */
enum outcome reintegration_paper_post(struct web *web); /* POST /reintegrations/{id}/papers: reintegration */
enum outcome
stage_print(struct web *web); /* GET /reintegrations/{id}/print/{stage}: reintegration_paper, for paper */
enum outcome reintegration_rules_page(struct web *web); /* GET /reintegration-rules; its JSON twin */
enum outcome caseload_page(struct web *web); /* GET /caseload: caseload; its JSON twin */
enum outcome
employer_register_page(struct web *web); /* GET /employers/register: employer_register; its JSON twin */
enum outcome school_term_page(struct web *web); /* GET /schools/{id}/term: school_term; its JSON twin */
enum outcome school_term_save(struct web *web); /* POST the same */

/* For record_extras. */
void reintegration_link(struct web *web, const struct record *record,
                        struct doc *actions); /* of a case file */
void caseload_link(struct web *web, struct doc *actions);
void employer_sections(struct web *web, const struct record *record, struct doc *sections);
void employer_register_link(struct web *web, struct doc *actions);
void school_term_link(struct web *web, const struct record *record, struct doc *actions);

#endif
