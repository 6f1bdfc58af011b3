/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of one case file, and of all that wait. */
#ifndef MLUP_WEB_CASE_PAGES_H
#define MLUP_WEB_CASE_PAGES_H

#include "web/web.h"

enum outcome case_page(struct web *web);      /* GET /case-files/{id} */
enum outcome case_task_done(struct web *web); /* POST /case-files/{id}/tasks/{id}/done */
enum outcome case_open_post(
    struct web *web); /* POST /case-files/{id}/reveal: identity and all that is sealed, on one page */
enum outcome case_team_page(struct web *web); /* GET /case-files/{id}/team */
enum outcome case_team_post(struct web *web); /* POST: a social worker, a member more, a member less */
enum outcome case_emergency_page(struct web *web); /* GET /case-files/{id}/emergency */
enum outcome case_emergency_post(struct web *web); /* POST: ask, allow, refuse, end */
enum outcome
case_openings_page(struct web *web); /* GET /case-openings: all of the organisation, for who decides */
enum outcome
case_approval_post(struct web *web); /* POST /case-files/{id}/approvals: ask, approve, send back */
enum outcome case_erasure_page(struct web *web); /* GET /case-files/{id}/erasure */
enum outcome case_erasure_post(struct web *web); /* POST: propose, agree, decline */
enum outcome case_erasures_page(
    struct web *web); /* GET /case-files/erasures: what is due for erasure, and what was erased */

enum outcome case_merge_page(struct web *web); /* GET /case-files/{id}/merge[?with=CODE]: this one and another */
enum outcome case_merge_post(struct web *web); /* POST: propose, agree, decline, undo */
/* True when the file was merged into another one and the browser was sent there. */
bool case_leads_on(struct web *web, const struct record *file);

/* For record_extras: links above the list of files. */
void case_list_actions(struct web *web, struct doc *actions);
/* Blocks of the home page: what waits for a decision, and files of mine that were opened by others. */
void case_home_add(struct web *web, struct doc *blocks);

#endif
