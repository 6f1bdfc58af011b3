/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loan from the question to the decision on one page: what is asked for, and beside it, looked at as often
 * as one wants and each time as it was typed, the schedule, the cost, the household, the bylaws.  Nothing is
 * written by looking.  The same form gives a loan other terms (a new one that takes its place).
 */
#ifndef MLUP_WEB_LOAN_FORM_H
#define MLUP_WEB_LOAN_FORM_H

#include "web/web.h"

enum outcome loan_new_page(struct web *web);        /* GET /savings-groups/{id}/loans/new: loan_form */
enum outcome loan_new_post(struct web *web);        /* POST of it; do = look, ask, approve */
enum outcome loan_ask_page(struct web *web);        /* GET /group-loans/{id}/ask: loan_form */
enum outcome loan_ask_post(struct web *web);        /* POST of it; do = look, ask, approve, refuse */
enum outcome loan_reschedule_page(struct web *web); /* GET /group-loans/{id}/reschedule: loan_form */
enum outcome loan_reschedule_post(struct web *web); /* POST of it; do = look, approve */

#endif
