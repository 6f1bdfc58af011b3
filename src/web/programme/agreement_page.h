/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of an agreement and of an organisation show beyond their fields (record_extra.h). */
#ifndef MLUP_WEB_AGREEMENT_PAGE_H
#define MLUP_WEB_AGREEMENT_PAGE_H

#include "web/web.h"

/* What was signed beside what its amendments made of it; the objectives as a tree with their promises;
 * promises that stand under no objective. */
void agreement_sections(struct web *web, const struct record *agreement, struct doc *sections);
/* The agreements of the organisation. */
void organisation_sections(struct web *web, const struct record *organisation, struct doc *sections);

#endif
