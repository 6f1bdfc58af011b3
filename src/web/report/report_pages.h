/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of period reports. */
#ifndef MLUP_WEB_REPORT_PAGES_H
#define MLUP_WEB_REPORT_PAGES_H

#include "web/web.h"

enum outcome report_list_page(struct web *web);    /* GET /reports */
enum outcome report_list_json(struct web *web);    /* GET /api/v1/reports/overview */
enum outcome report_begin_post(struct web *web);   /* POST /reports/begin */
enum outcome report_periods_page(struct web *web); /* GET /reports/periods */
enum outcome report_periods_post(struct web *web); /* POST /reports/periods */
enum outcome report_page(struct web *web);         /* GET /reports/{id}, and its JSON twin */
enum outcome report_print_page(struct web *web);   /* GET /reports/{id}/print */
enum outcome report_write_page(struct web *web);   /* GET /reports/{id}/edit */
enum outcome report_write_post(struct web *web);   /* POST /reports/{id}/edit */
enum outcome report_step_post(struct web *web);    /* POST /reports/{id}/step */
enum outcome report_comment_post(struct web *web); /* POST /reports/{id}/comments */
enum outcome report_settle_post(struct web *web);  /* POST /reports/{id}/comments/{id} */
enum outcome report_quality_page(struct web *web); /* GET /reports/{id}/quality, and its JSON twin */
enum outcome report_quality_post(struct web *web); /* POST /reports/{id}/quality */
enum outcome report_desk_page(struct web *web);    /* GET /reports/quality: the desk of an organisation */
enum outcome report_changes_page(struct web *web); /* GET /reports/{id}/changes, and its JSON twin */
enum outcome report_restate_post(struct web *web); /* POST /reports/{id}/changes */
enum outcome report_decide_post(struct web *web);  /* POST /reports/{id}/restatements/{id} */
enum outcome report_pack_pdf(struct web *web);     /* POST /reports/{id}/pack.pdf */
enum outcome report_pack_xlsx(struct web *web);    /* POST /reports/{id}/pack.xlsx */

#endif
