/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the pages about promises share: names of states, periods and numbers in the reader's language, the choices of
 * filters, and the day the numbers speak of.
 */
#ifndef MLUP_WEB_PROMISE_VIEW_H
#define MLUP_WEB_PROMISE_VIEW_H

#include "domain/programme/promise.h"
#include "domain/programme/promise_read.h"
#include "domain/programme/promise_words.h"
#include "web/markup/svg.h"
#include "web/web.h"

/* How the rule in words speaks to this reader; place names from the gazetteer. */
struct promise_speech promise_view_speech(struct web *web);
/* The text in the reader's language: the Khmer one when there is one and Khmer is read, else the English one. */
struct slice promise_view_text(const struct web *web, const struct value *english, const struct value *khmer);
/* "P15": the promise's number; its title; the part's label. */
struct slice promise_view_number_of(const struct record *promise);
struct slice promise_view_title(const struct web *web, const struct record *promise);
struct slice promise_view_label(const struct web *web, const struct record *part);
/* Number and title of an agreement; words for none when NULL. */
struct slice promise_view_agreement(struct web *web, const struct record *agreement);
/* The unit promised ("People"). */
struct slice promise_view_unit(const struct web *web, const struct record *part);

/* "done", "on", "behind", "reported", "open": in addresses and JSON. */
struct slice promise_view_status_code(enum promise_status status);
/* The badge of templates: the same, but "open" for all without a number. */
struct slice promise_view_badge(enum promise_status status);
const char *promise_view_status_text(enum promise_status status);
bool promise_view_status_parse(struct slice code, enum promise_status *status);
enum { PROMISE_STATUSES = STATUS_DONE + 1 };

/* A number of the part as the reader writes it, with its currency when money is added up. */
struct slice promise_view_amount(struct web *web, const struct promise_rule *rule, int64_t number);
struct slice promise_view_count(struct web *web, int64_t number);
/* For drawings; `web` must live as long. */
struct svg_numbers promise_view_numbers(const struct web *web);
struct slice promise_view_day(struct web *web, int64_t day);

/* "2017-03", "2017-Q1", "FY2017", "all": periods in addresses. */
struct slice promise_view_period_code(struct arena *arena, enum promise_grain grain, int64_t period);
/* False when the text is none of them. */
bool promise_view_period_parse(struct slice code, enum promise_grain *grain, int64_t *period);
struct slice promise_view_period_name(struct web *web, enum promise_grain grain, int64_t period);
/* The same, short enough for the axis of a drawing. */
struct slice promise_view_period_short(struct web *web, enum promise_grain grain, int64_t period);

/* The promises of one organisation as of query->today: the day asked for in the address (?on=2017-06-30), else today, else,
 * when every agreement is over, the last day of them; query->today is set to it. */
struct promise_board promise_view_board(struct web *web, const struct view *view, struct uuid org, struct promise_query *query);
/* One promise of that board; NULL when it does not exist for the view. */
struct promise_state *promise_view_state(struct web *web, struct uuid promise_id, struct promise_query *query);

/* A select in the shape of templates/partials/field; add its choices with promise_view_choice. */
struct view_select {
    const char *name, *label, *help; /* label and help are translated; help may be NULL */
    struct slice id, value, error;   /* id empty: as the name */
    bool required;                   /* no empty choice */
};
/* Whether the address asks for anything; the language is no question. */
bool promise_view_is_asked(const struct web *web);
struct doc *promise_view_select(struct web *web, struct doc *fields, const struct view_select *select);
void promise_view_choice(struct web *web, struct doc *choices, struct slice value, struct slice label, struct slice chosen);

/* A cell of templates/partials/table and chart. */
struct doc *promise_view_cell(struct web *web, struct doc *cells, struct slice label, struct slice text, bool numeric, struct slice href);
void promise_view_column(struct web *web, struct doc *columns, struct slice label, bool numeric);

#endif
