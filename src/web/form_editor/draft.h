/* SPDX-License-Identifier: Apache-2.0 */
/* The draft of a version as the pages of the editor share it: opened, shown in words, written. */
#ifndef MLUP_WEB_FORM_EDITOR_DRAFT_H
#define MLUP_WEB_FORM_EDITOR_DRAFT_H

#include "domain/screening/form_edit.h"
#include "domain/screening/screening.h"
#include "web/web.h"

struct draft {
    struct web *web;
    struct record *record, *form_record; /* the version, and the form it is of */
    const struct form *form;
    int64_t base_version; /* of the record, that the page was made from; of a GET the present one */
    bool is_again;        /* shown again after a refusal */
};

/* Any version that may be read. */
enum outcome version_open(struct web *web, struct draft *draft);
/* The draft of the address, for who may change it; REFUSED with words when it is published. */
enum outcome draft_open(struct web *web, struct draft *draft);
/* "/care-form-versions/ID" and what follows. */
struct slice draft_href(const struct draft *draft, const char *end);
struct slice draft_form_name(const struct draft *draft);
/* Crumbs, the title of the page, record_version, form_key, form_name, version_text. */
void draft_head(const struct draft *draft, struct slice title);
/* Somebody changed the draft since the page was made. */
bool draft_is_stale(const struct draft *draft);
/* Says who and when (stale_who, stale_when), and answers with the conflict's status. */
void draft_tell_stale(const struct draft *draft);
/* Writes the form as the draft, from the version that the page was made from.  False after a refusal that
 * says which question and why. */
bool draft_change(const struct draft *draft, const struct form *form, struct change *change);
/* The newest version of the form before this one that was published; NULL when there is none. */
const struct form *draft_published(const struct draft *draft, int64_t *number);
/* All versions of a form, at most VERSIONS_SHOWN_MAX. */
size_t form_versions(struct web *web, struct uuid form, struct record ***records);
/* The newest draft of the form; NULL when there is none. */
struct record *form_draft(struct web *web, struct uuid form);

/* ---- words ---- */

const char *question_kind_label(enum question_kind kind);
const char *comparison_label(enum comparison_sign sign);
/* "“How old are you?” is less than 18 and …"; the expression itself when it says more than that. */
struct slice condition_words(const struct draft *draft, const struct form_rule *rule);
/* Adds what is missing for publishing and what to think about: missing[], warnings[] {remark_text,
 * remark_href}. */
void draft_add_remarks(const struct draft *draft);
/* Adds differences[] {difference_what, difference_name, difference_label, difference_part, difference_was,
 * difference_is} from the other version. */
void draft_add_differences(const struct draft *draft, const struct form *was);

/* ---- when something is asked ---- */

enum condition_how { CONDITION_ALWAYS, CONDITION_SIMPLE, CONDITION_TEXT };

struct condition {
    enum condition_how how;
    struct comparisons list;   /* as typed; a row without a question counts for nothing */
    struct slice text, stored; /* stored: the expression in the draft */
    size_t before;             /* questions that stand before this place may be asked for */
};

/* From the rule that is stored, or on a POST from what was typed. */
struct condition condition_read(const struct draft *draft, size_t before, struct slice rule);
/* The expression; false after a refusal of the input. */
bool condition_take(const struct draft *draft, const struct condition *condition, struct slice *text);
/* Adds condition {…} of partials/form_condition. */
void condition_add(const struct draft *draft, const struct condition *condition);

/* ---- pages ---- */

enum outcome draft_begin_page(struct web *web); /* GET  /care-forms/{id}/draft */
enum outcome draft_begin_post(struct web *web); /* POST /care-forms/{id}/draft, /api/v1/… */
/* Sections and questions in their order.  `do`: up, down, copy, remove and a name; section-up, section-down,
 * section-remove and a number. */
enum outcome draft_page(struct web *web); /* GET  /care-form-versions/{id}/draft, /api/v1/… */
enum outcome draft_post(struct web *web); /* POST /care-form-versions/{id}/draft */
enum outcome draft_put(struct web *web);  /* PUT  /api/v1/care-form-versions/{id}/draft */
/* ?name=: that question; ?section=&type=: a new one at the end of the section.  `action`: save, or anything
 * else: shown again. */
enum outcome question_page(struct web *web); /* GET  /care-form-versions/{id}/question */
enum outcome question_post(struct web *web); /* POST /care-form-versions/{id}/question */
/* ?section=: a number, new, or title for the title of the form. */
enum outcome section_page(struct web *web); /* GET  /care-form-versions/{id}/section */
enum outcome section_post(struct web *web); /* POST /care-form-versions/{id}/section */
/* As somebody who answers sees it; nothing is stored. */
enum outcome try_page(struct web *web);         /* GET  /care-form-versions/{id}/try */
enum outcome try_post(struct web *web);         /* POST /care-form-versions/{id}/try */
enum outcome differences_page(struct web *web); /* GET /care-form-versions/{id}/differences, /api/v1/… */
enum outcome publish_page(struct web *web);     /* GET  /care-form-versions/{id}/publish */
enum outcome publish_post(struct web *web);     /* POST /care-form-versions/{id}/publish, /api/v1/… */
enum outcome xlsform_file(struct web *web);     /* GET /care-form-versions/{id}/xlsform, /api/v1/… */

enum outcome version_page(struct web *web);     /* GET /care-form-versions/{id} */

/* record_extra: the way to the draft, from the form and from a version. */
void form_editor_actions(struct web *web, const struct record *record, struct doc *actions);
void version_editor_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
