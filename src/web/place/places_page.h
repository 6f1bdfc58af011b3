/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gazetteer as a tree to walk (province, district, commune, village), found in either script; and the
 * import of a newer one: the file is compared, the difference shown, and only then written.  No place is ever
 * deleted: one that the file lacks is closed.
 */
#ifndef MLUP_WEB_PLACES_PAGE_H
#define MLUP_WEB_PLACES_PAGE_H

#include "web/web.h"

/* places_page.c */
enum outcome places_page(struct web *web); /* GET /places?in=&q= */

/* places_page_import.c */
enum outcome places_import_page(struct web *web); /* GET /places/import */
enum outcome places_import_post(struct web *web); /* POST /places/import: the file; slow */
enum outcome
places_load_post(struct web *web); /* POST /places/load: the gazetteer inside the program; slow */
enum outcome places_diff_page(struct web *web);  /* GET /places/import/{id} */
enum outcome places_apply_post(struct web *web); /* POST /places/import/{id}/apply */
enum outcome places_progress(struct web *web);   /* GET /places/import/{id}/progress: JSON */

/* May the actor take in a newer gazetteer? */
bool places_may_import(struct web *web);

#endif
