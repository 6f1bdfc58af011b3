/* SPDX-License-Identifier: Apache-2.0 */
/* Forms asked of somebody who came back: choosing one, answering it page by page, and what the answers say. */
#ifndef MLUP_WEB_SCREENING_PAGES_H
#define MLUP_WEB_SCREENING_PAGES_H

#include "domain/screening/form.h"
#include "domain/screening/screening.h"
#include "web/web.h"

enum outcome form_start_page(struct web *web); /* GET  /case-files/{id}/forms */
enum outcome form_start_post(struct web *web); /* POST /case-files/{id}/forms */
/* What is sealed is opened for it, and the look is logged.  `do`: next, back, stop, finish. */
enum outcome form_fill_page(struct web *web); /* GET  /form-answers/{id}/fill/{page} */
enum outcome form_fill_post(struct web *web); /* POST /form-answers/{id}/fill/{page} */
/* Act, means and purpose with the answers they rest on; opened and logged as above. */
enum outcome form_result_page(struct web *web); /* GET /form-answers/{id}/result */
/* Every page of a version as it will be asked. */
enum outcome form_preview_page(struct web *web); /* GET /care-form-versions/{id}/preview */

/* A new version of a form from a workbook. */
enum outcome form_import_page(struct web *web); /* GET  /care-forms/{id}/import */
enum outcome form_import_post(struct web *web); /* POST /care-forms/{id}/import */

/* record_extra: the way to the forms of a file, to answering and to the result. */
void case_form_actions(struct web *web, const struct record *record, struct doc *actions);
void form_answer_actions(struct web *web, const struct record *record, struct doc *actions);
void form_actions(struct web *web, const struct record *record, struct doc *actions);
void form_version_actions(struct web *web, const struct record *record, struct doc *actions);

/* One answered form, opened. */
struct asked {
    struct web *web;
    struct record *record, *version, *file, *form_record; /* the last: its name */
    const struct form *form;
    struct form_answers answers;
};
/* NOT_FOUND, or REFUSED with words when it does not open to the user. */
enum outcome asked_open(struct web *web, struct asked *asked);
struct slice asked_href(const struct asked *asked, const char *end);
/* The parts of a page: crumbs, title with the code of the file. */
void asked_head(const struct asked *asked, const char *title);
/* Adds a question as a field of the form, or as words to read out. */
void asked_add_question(struct web *web, struct doc *fields, const struct form_question *question, struct slice text);
/* What the answers tell by act, means and purpose, and each answer in words: elements, answers of the view. */
void asked_show_findings(const struct asked *asked, const struct findings *findings, const struct identification *found);
void asked_show_answers(const struct asked *asked);

#endif
