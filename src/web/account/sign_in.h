/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and out, the second step, and the first administrator of an empty program. */
#ifndef MLUP_WEB_SIGN_IN_H
#define MLUP_WEB_SIGN_IN_H

#include "web/web.h"

enum outcome sign_in_page(struct web *web);  /* GET /sign-in?next= */
enum outcome sign_in_post(struct web *web);  /* POST /sign-in; slow */
enum outcome sign_in_code_page(struct web *web); /* GET /sign-in/code */
enum outcome sign_in_code_post(struct web *web); /* POST /sign-in/code; slow */
enum outcome sign_out_post(struct web *web); /* POST /sign-out */
enum outcome setup_page(struct web *web);    /* GET /setup: only while there is no user */
enum outcome setup_post(struct web *web);    /* POST /setup: organisation and first administrator; slow */

#endif
