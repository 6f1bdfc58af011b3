/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages of a training session: what it was, its attendance sheet, its head counts, the sheet on paper.
 *
 * They must never write by another way than web_write: one submission is one job, all or nothing.
 */
#ifndef MLUP_WEB_TRAINING_PAGES_H
#define MLUP_WEB_TRAINING_PAGES_H

#include "web/web.h"

/* GET /sessions/{id}: template "training_session". */
enum outcome session_page(struct web *web);
/* GET and POST /sessions/{id}/roster: template "training_roster"; as JSON under /api/v1/sessions/{id}/roster.  The JSON
 * of the POST: {"rows": [{"person": ID or {fields of a new person}, "present", "function", "pre_test", "post_test",
 * "note", "version"}], "held": true}; the version of a row that is recorded already is the one that GET showed. */
enum outcome roster_page(struct web *web);
enum outcome roster_save(struct web *web);
/* GET and POST /sessions/{id}/headcount: template "training_headcount". */
enum outcome headcount_page(struct web *web);
enum outcome headcount_save(struct web *web);
/* GET /sessions/{id}/sheet: template "training_sheet"; the list on paper. */
enum outcome attendance_print(struct web *web);

#endif
