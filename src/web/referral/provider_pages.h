/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of who may help: by service, place, sex and age, with what holds of their vetting. */
#ifndef MLUP_WEB_PROVIDER_PAGES_H
#define MLUP_WEB_PROVIDER_PAGES_H

#include "web/web.h"

enum outcome
provider_directory_page(struct web *web); /* GET /providers/directory: provider_directory; its JSON too */
/* For record_extras. */
void provider_sections(struct web *web, const struct record *record, struct doc *sections);
void provider_list_actions(struct web *web, struct doc *actions);

/* "Holds until 3 March 2017", "Suspended: …", in the reader's language, and how it looks. */
struct slice provider_vetting_text(struct web *web, const struct record *provider, const char **badge);

#endif
