/* SPDX-License-Identifier: Apache-2.0 */
/* Every address of the program.  The first row that matches wins, so the particular stands before the general. */
#include "web/account/account_page.h"
#include "web/account/sign_in.h"
#include "web/account/user_pages.h"
#include "web/api.h"
#include "web/assets.h"
#include "web/cascade/cascade_add.h"
#include "web/cascade/cascade_page.h"
#include "web/export/export_page.h"
#include "web/export/iati_page.h"
#include "web/coverage/coverage_page.h"
#include "web/home/getting_started.h"
#include "web/home/home_pages.h"
#include "web/people/distinct_page.h"
#include "web/people/duplicates_page.h"
#include "web/people/merge_page.h"
#include "web/place/places_page.h"
#include "web/programme/board_page.h"
#include "web/programme/map_page.h"
#include "web/programme/promise_edit_page.h"
#include "web/programme/promise_page.h"
#include "web/record/activity_page.h"
#include "web/record/record_pages.h"
#include "web/report/report_pages.h"
#include "web/training/session_overview.h"
#include "web/training/training_pages.h"

const struct route web_routes[] = {
    {HTTP_GET, "/assets/{name}", asset_get, NULL, ROUTE_PUBLIC},
    {HTTP_GET, "/fonts/{name}", asset_get, NULL, ROUTE_PUBLIC},
    {HTTP_GET, "/health", health_get, NULL, ROUTE_PUBLIC},

    {HTTP_GET, "/sign-in", sign_in_page, "sign_in", ROUTE_PUBLIC},
    {HTTP_POST, "/sign-in", sign_in_post, "sign_in", ROUTE_PUBLIC | ROUTE_SLOW},
    {HTTP_GET, "/sign-in/code", sign_in_code_page, "sign_in_code", ROUTE_ANY_STAGE},
    {HTTP_POST, "/sign-in/code", sign_in_code_post, "sign_in_code", ROUTE_ANY_STAGE | ROUTE_SLOW},
    {HTTP_POST, "/sign-out", sign_out_post, NULL, ROUTE_ANY_STAGE},
    {HTTP_GET, "/setup", setup_page, "setup", ROUTE_PUBLIC},
    {HTTP_POST, "/setup", setup_post, "setup", ROUTE_PUBLIC | ROUTE_SLOW},

    {HTTP_GET, "/account", account_page, "account", 0},
    {HTTP_POST, "/account", account_post, "account", 0},
    {HTTP_GET, "/account/organisation", account_org_page, "account_organisation", ROUTE_ANY_STAGE},
    {HTTP_POST, "/account/organisation", account_org_post, "account_organisation", ROUTE_ANY_STAGE | ROUTE_SLOW},
    {HTTP_GET, "/account/no-role", account_no_role_page, "account_no_role", ROUTE_ANY_STAGE},
    {HTTP_GET, "/account/password", account_password_page, "account_password", ROUTE_ANY_STAGE},
    {HTTP_POST, "/account/password", account_password_post, "account_password", ROUTE_ANY_STAGE | ROUTE_SLOW},
    {HTTP_GET, "/account/second-factor", account_factor_page, "account_factor", ROUTE_ANY_STAGE | ROUTE_SLOW},
    {HTTP_POST, "/account/second-factor", account_factor_post, "account_factor", ROUTE_ANY_STAGE | ROUTE_SLOW},
    {HTTP_POST, "/account/second-factor/renew", account_factor_renew, "account_factor", ROUTE_SLOW},
    {HTTP_POST, "/account/second-factor/disable", account_factor_disable, "account_factor", ROUTE_SLOW},
    {HTTP_GET, "/account/sessions", account_sessions_page, "account_sessions", 0},
    {HTTP_POST, "/account/sessions", account_sessions_post, "account_sessions", ROUTE_SLOW},
    {HTTP_GET, "/account/tokens", account_tokens_page, "account_tokens", 0},
    {HTTP_POST, "/account/tokens", account_tokens_post, "account_tokens", ROUTE_SLOW},
    {HTTP_POST, "/account/tokens/{id}/revoke", account_tokens_revoke, NULL, ROUTE_SLOW},

    {HTTP_GET, "/users", user_list_page, "users", 0},
    {HTTP_POST, "/users", user_new_post, "user_new", ROUTE_SLOW},
    {HTTP_GET, "/users/new", user_new_page, "user_new", 0},
    {HTTP_GET, "/users/{id}", user_page, "user", 0},
    {HTTP_POST, "/users/{id}", user_edit_post, "user", 0},
    {HTTP_POST, "/users/{id}/roles", user_role_post, "user", 0},
    {HTTP_POST, "/users/{id}/roles/{id}/delete", user_role_delete, "user", 0},
    {HTTP_POST, "/users/{id}/password", user_password_post, "user", ROUTE_SLOW},
    {HTTP_POST, "/users/{id}/unlock", user_unlock_post, NULL, ROUTE_SLOW},
    {HTTP_POST, "/users/{id}/second-factor", user_factor_post, NULL, ROUTE_SLOW},

    {HTTP_GET, "/activity", activity_page, "activity", 0},
    {HTTP_GET, "/{type}/{id}/reads", activity_reads_page, "activity_reads", 0},
    {HTTP_GET, "/getting-started", getting_started_page, "getting_started", 0},
    {HTTP_GET, "/places", places_page, "places", 0},
    {HTTP_POST, "/places/load", places_load_post, NULL, ROUTE_SLOW},
    {HTTP_GET, "/places/import", places_import_page, "places_import", 0},
    {HTTP_POST, "/places/import", places_import_post, "places_import", ROUTE_SLOW},
    {HTTP_GET, "/places/import/{id}", places_diff_page, "places_diff", 0},
    {HTTP_POST, "/places/import/{id}/apply", places_apply_post, NULL, ROUTE_SLOW},
    {HTTP_GET, "/places/import/{id}/progress", places_progress, NULL, 0},

    {HTTP_GET, "/people/duplicates", duplicates_page, "people_duplicates", 0},
    {HTTP_POST, "/people/duplicates/decide", duplicates_decide, "error", 0},
    {HTTP_POST, "/people/duplicates/search", duplicates_search, NULL, 0},
    {HTTP_GET, "/people/duplicates/progress", duplicates_progress, NULL, 0},
    {HTTP_GET, "/people/distinct", distinct_page, "people_distinct", ROUTE_SLOW},
    {HTTP_GET, "/api/v1/people/distinct", distinct_page, NULL, ROUTE_SLOW},
    {HTTP_GET, "/people/{id}/merge", person_merge_page, "person_merge", 0},
    {HTTP_POST, "/people/{id}/merge", person_merge_post, "person_merge", 0},
    {HTTP_GET, "/people/{id}/unmerge", person_unmerge_page, "person_unmerge", 0},
    {HTTP_POST, "/people/{id}/unmerge", person_unmerge_post, "person_unmerge", 0},
    {HTTP_GET, "/api/v1/people/duplicates", duplicates_page, NULL, 0},
    {HTTP_POST, "/api/v1/people/duplicates/decide", duplicates_decide, NULL, 0},
    {HTTP_POST, "/api/v1/people/duplicates/search", duplicates_search, NULL, 0},
    {HTTP_GET, "/api/v1/people/duplicates/progress", duplicates_progress, NULL, 0},
    {HTTP_GET, "/api/v1/people/{id}/merge", person_merge_page, NULL, 0},
    {HTTP_POST, "/api/v1/people/{id}/merge", person_merge_post, NULL, 0},
    {HTTP_POST, "/api/v1/people/{id}/unmerge", person_unmerge_post, NULL, 0},

    {HTTP_GET, "/board", board_page, "board", 0},
    {HTTP_GET, "/map", map_page, "map", 0},
    {HTTP_GET, "/coverage", coverage_page, "coverage", 0},
    {HTTP_GET, "/coverage/records", coverage_records, NULL, 0},
    {HTTP_GET, "/cascade", cascade_page, "cascade", 0},
    {HTTP_GET, "/trainers/{id}/trainees", trainees_page, "trainees", 0},
    {HTTP_POST, "/trainers/{id}/trainees", trainees_save, "trainees", 0},
    {HTTP_GET, "/promises/{id}/records", promise_records_page, "promise_records", 0},
    {HTTP_GET, "/promises/new", promise_edit_page, "promise_form", 0},
    {HTTP_POST, "/promises/new", promise_save, "promise_form", 0},
    {HTTP_GET, "/promises/{id}/edit", promise_edit_page, "promise_form", 0},
    {HTTP_POST, "/promises/{id}/edit", promise_save, "promise_form", 0},
    {HTTP_GET, "/promises/{id}", promise_page, "promise", 0},

    {HTTP_GET, "/", home_page, "home", 0},
    {HTTP_GET, "/sessions/{id}/roster", roster_page, "training_roster", 0},
    {HTTP_POST, "/sessions/{id}/roster", roster_save, "training_roster", 0},
    {HTTP_GET, "/sessions/{id}/headcount", headcount_page, "training_headcount", 0},
    {HTTP_POST, "/sessions/{id}/headcount", headcount_save, "training_headcount", 0},
    {HTTP_GET, "/sessions/{id}/sheet", attendance_print, "training_sheet", 0},
    {HTTP_GET, "/sessions/overview", session_overview_page, "session_overview", 0},
    {HTTP_GET, "/sessions/new", record_new_page, "record_form", 0},
    {HTTP_GET, "/sessions/{id}", session_page, "training_session", 0},
    {HTTP_GET, "/api/v1/sessions/overview", session_overview_page, NULL, 0},
    {HTTP_GET, "/api/v1/sessions/{id}/roster", roster_page, NULL, 0},
    {HTTP_POST, "/api/v1/sessions/{id}/roster", roster_save, NULL, 0},

    {HTTP_GET, "/reports", report_list_page, "reports", 0},
    {HTTP_GET, "/reports/quality", report_desk_page, "report_quality", 0},
    {HTTP_GET, "/reports/periods", report_periods_page, "report_periods", 0},
    {HTTP_POST, "/reports/periods", report_periods_post, NULL, 0},
    {HTTP_POST, "/reports/begin", report_begin_post, NULL, 0},
    {HTTP_GET, "/reports/{id}", report_page, "report", 0},
    {HTTP_GET, "/reports/{id}/print", report_print_page, "report_print", 0},
    {HTTP_GET, "/reports/{id}/edit", report_write_page, "report_write", 0},
    {HTTP_POST, "/reports/{id}/edit", report_write_post, "report_write", 0},
    {HTTP_POST, "/reports/{id}/pack.pdf", report_pack_pdf, NULL, ROUTE_SLOW},
    {HTTP_POST, "/reports/{id}/pack.xlsx", report_pack_xlsx, NULL, ROUTE_SLOW},
    {HTTP_POST, "/reports/{id}/step", report_step_post, NULL, 0},
    {HTTP_POST, "/reports/{id}/comments", report_comment_post, NULL, 0},
    {HTTP_POST, "/reports/{id}/comments/{id}", report_settle_post, NULL, 0},
    {HTTP_GET, "/reports/{id}/quality", report_quality_page, "report_quality", 0},
    {HTTP_POST, "/reports/{id}/quality", report_quality_post, "report_quality", 0},
    {HTTP_GET, "/reports/{id}/changes", report_changes_page, "report_changes", 0},
    {HTTP_POST, "/reports/{id}/changes", report_restate_post, "report_changes", 0},
    {HTTP_POST, "/reports/{id}/restatements/{id}", report_decide_post, "report_changes", 0},
    {HTTP_GET, "/api/v1/reports/overview", report_list_json, NULL, 0},
    {HTTP_GET, "/api/v1/reports/{id}/figures", report_page, NULL, 0},
    {HTTP_GET, "/api/v1/reports/{id}/quality", report_quality_page, NULL, 0},
    {HTTP_GET, "/api/v1/reports/{id}/changes", report_changes_page, NULL, 0},

    {HTTP_GET, "/api/v1/board", board_page, NULL, 0},
    {HTTP_GET, "/api/v1/map", map_page, NULL, 0},
    {HTTP_GET, "/api/v1/coverage", coverage_page, NULL, 0},
    {HTTP_GET, "/api/v1/cascade", cascade_page, NULL, 0},
    {HTTP_GET, "/api/v1/promises/{id}/progress", promise_page, NULL, 0},
    {HTTP_GET, "/api/v1/promises/{id}/records", promise_records_page, NULL, 0},
    {HTTP_GET, "/programmes/{id}/iati", iati_page, "iati", 0},
    {HTTP_POST, "/programmes/{id}/iati", iati_post, "iati", 0},
    {HTTP_GET, "/api/v1/programmes/{id}/iati", iati_page, NULL, 0},
    {HTTP_POST, "/api/v1/programmes/{id}/iati", iati_api_post, NULL, 0},
    {HTTP_POST, "/iati-files/{id}/download", iati_file_download, NULL, 0},
    {HTTP_GET, "/api/v1/openapi.json", api_openapi, NULL, 0},
    {HTTP_GET, "/api/v1/me", api_me, NULL, 0},
    {HTTP_GET, "/api/v1/pick/{type}", picker_json, NULL, 0},
    {HTTP_GET, "/api/v1/{type}", api_list, NULL, 0},
    {HTTP_POST, "/api/v1/{type}", api_create, NULL, 0},
    {HTTP_POST, "/api/v1/{type}/export", export_api_post, NULL, 0},
    {HTTP_GET, "/api/v1/{type}/{id}", api_get, NULL, 0},
    {HTTP_PATCH, "/api/v1/{type}/{id}", api_update, NULL, 0},
    {HTTP_DELETE, "/api/v1/{type}/{id}", api_delete, NULL, 0},
    {HTTP_POST, "/api/v1/{type}/{id}/restore", api_restore, NULL, 0},
    {HTTP_GET, "/api/v1/{type}/{id}/history", api_history, NULL, 0},
    {HTTP_POST, "/api/v1/{type}/{id}/undo", api_undo, NULL, 0},
    {HTTP_POST, "/api/v1/{type}/{id}/reveal", api_reveal, NULL, ROUTE_SLOW},
    {HTTP_GET, "/api/v1/{type}/{id}/reads", api_reads, NULL, 0},
    {HTTP_GET, "/search", search_page, "search", 0},
    {HTTP_GET, "/{type}", record_list_page, "record_list", 0},
    {HTTP_POST, "/{type}", record_create, "record_form", 0},
    {HTTP_GET, "/{type}/new", record_new_page, "record_form", 0},
    {HTTP_POST, "/{type}/views", record_view_save, NULL, 0},
    {HTTP_POST, "/{type}/views/{id}/delete", record_view_delete, NULL, 0},
    {HTTP_GET, "/{type}/export", export_page, "export", 0},
    {HTTP_POST, "/{type}/export", export_post, "export", 0},
    {HTTP_GET, "/{type}/{id}", record_page, "record_page", 0},
    {HTTP_POST, "/{type}/{id}", record_update, "record_form", 0},
    {HTTP_GET, "/{type}/{id}/edit", record_edit_page, "record_form", 0},
    {HTTP_GET, "/{type}/{id}/delete", record_delete_page, "record_delete", 0},
    {HTTP_POST, "/{type}/{id}/delete", record_delete, "record_delete", 0},
    {HTTP_POST, "/{type}/{id}/restore", record_restore, NULL, 0},
    {HTTP_GET, "/{type}/{id}/reveal", record_reveal_page, "record_reveal", 0},
    {HTTP_POST, "/{type}/{id}/reveal", record_reveal, "record_reveal", ROUTE_SLOW},
    {HTTP_GET, "/{type}/{id}/history", record_history_page, "record_history", 0},
    {HTTP_POST, "/{type}/{id}/undo", record_undo, NULL, 0},
    {HTTP_GET, NULL, NULL, NULL, 0},
};
