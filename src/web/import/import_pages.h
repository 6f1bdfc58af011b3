/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Imports in the browser and by the API: bring a file, match its columns, look at what it would do, decide,
 * write, follow, take back.  Every step is a page that works without script; the same addresses under /api/v1
 * are its JSON.
 */
#ifndef MLUP_WEB_IMPORT_PAGES_H
#define MLUP_WEB_IMPORT_PAGES_H

#include "web/web.h"

enum outcome import_list_page(struct web *web); /* GET  /imports */
enum outcome import_new_page(struct web *web);  /* GET  /imports/new */
enum outcome import_new_post(
    struct web *web); /* POST /imports: a form with a file; POST /api/v1/imports/file: the file itself */
enum outcome import_page(struct web *web);         /* GET  /imports/{id} */
enum outcome import_columns_post(struct web *web); /* POST /imports/{id}/columns */
enum outcome import_decide_post(struct web *web);  /* POST /imports/{id}/check: again, with other decisions */
enum outcome import_write_post(struct web *web);   /* POST /imports/{id}/write */
enum outcome import_undo_post(struct web *web);    /* POST /imports/{id}/take-back */
enum outcome import_stop_post(struct web *web);    /* POST /imports/{id}/stop */
enum outcome import_discard_post(struct web *web); /* POST /imports/{id}/discard */
enum outcome import_progress(struct web *web);     /* GET  /imports/{id}/progress */
enum outcome import_refused(struct web *web);      /* GET  /imports/{id}/refused: the annotated workbook */

#endif
