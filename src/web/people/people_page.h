/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of a person and of a household show beyond their fields (record_extra.h). */
#ifndef MLUP_WEB_PEOPLE_PAGE_H
#define MLUP_WEB_PEOPLE_PAGE_H

#include "web/web.h"

/* What follows from the fields: the age today, the disability by the Washington Group's cut-off. */
void person_sections(struct web *web, const struct record *person, struct doc *sections);
/* Who belongs to the household, its head first. */
void household_sections(struct web *web, const struct record *household, struct doc *sections);

#endif
