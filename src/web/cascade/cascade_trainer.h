/* SPDX-License-Identifier: Apache-2.0 */
/* What the page of a trainer shows beyond the record: capacity, visits, exceptions, practices in use. */
#ifndef MLUP_WEB_CASCADE_TRAINER_H
#define MLUP_WEB_CASCADE_TRAINER_H

#include "web/web.h"

/* record_extra.sections and .actions of a trainer; .list_actions of the lists of trainers and trainees. */
void trainer_sections(struct web *web, const struct record *trainer, struct doc *sections);
void trainer_actions(struct web *web, const struct record *trainer, struct doc *actions);
void cascade_link(struct web *web, struct doc *actions);

#endif
