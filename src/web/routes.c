/* SPDX-License-Identifier: Apache-2.0 */
/* Every address of the program.  The first row that matches wins, so the particular stands before the general. */
#include "web/api.h"
#include "web/assets.h"
#include "web/board_page.h"
#include "web/sign_in.h"

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

    {HTTP_GET, "/board", board_page, "board", 0},

    {HTTP_GET, "/api/v1/board", board_page, NULL, 0},
    {HTTP_GET, "/api/v1/openapi.json", api_openapi, NULL, 0},
    {HTTP_GET, "/api/v1/me", api_me, NULL, 0},
    {HTTP_GET, "/api/v1/{type}", api_list, NULL, 0},
    {HTTP_POST, "/api/v1/{type}", api_create, NULL, 0},
    {HTTP_GET, "/api/v1/{type}/{id}", api_get, NULL, 0},
    {HTTP_PATCH, "/api/v1/{type}/{id}", api_update, NULL, 0},
    {HTTP_DELETE, "/api/v1/{type}/{id}", api_delete, NULL, 0},
    {HTTP_POST, "/api/v1/{type}/{id}/restore", api_restore, NULL, 0},
    {HTTP_GET, "/api/v1/{type}/{id}/history", api_history, NULL, 0},
    {HTTP_POST, "/api/v1/{type}/{id}/undo", api_undo, NULL, 0},
    {HTTP_GET, NULL, NULL, NULL, 0},
};
