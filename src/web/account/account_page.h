/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages of the one who is signed in: name and language, password, second factor, where one is signed in,
 * tokens for programs, and the organisation to act in.  They also serve sessions that still have a step to do
 * (session.h), so each looks at the stage itself.  A secret (password, recovery codes, token) is shown once
 * and never again.
 */
#ifndef MLUP_WEB_ACCOUNT_PAGE_H
#define MLUP_WEB_ACCOUNT_PAGE_H

#include "access/api_token.h"
#include "web/web.h"

/* account_page.c */
enum outcome account_page(struct web *web);         /* GET /account */
enum outcome account_post(struct web *web);         /* POST /account */
enum outcome account_org_page(struct web *web);     /* GET /account/organisation */
enum outcome account_org_post(struct web *web);     /* POST /account/organisation */
enum outcome account_no_role_page(struct web *web); /* GET /account/no-role */

/* account_security.c */
enum outcome account_password_page(struct web *web);  /* GET /account/password */
enum outcome account_password_post(struct web *web);  /* POST /account/password; slow */
enum outcome account_factor_page(struct web *web);    /* GET /account/second-factor; slow: makes the secret */
enum outcome account_factor_post(struct web *web);    /* POST /account/second-factor: turns it on; slow */
enum outcome account_factor_renew(struct web *web);   /* POST /account/second-factor/renew; slow */
enum outcome account_factor_disable(struct web *web); /* POST /account/second-factor/disable; slow */

/* account_sessions.c */
enum outcome account_sessions_page(struct web *web); /* GET /account/sessions */
enum outcome
account_sessions_post(struct web *web); /* POST /account/sessions: ends one or all others; slow */

/* account_tokens.c */
enum outcome account_tokens_page(struct web *web);   /* GET /account/tokens */
enum outcome account_tokens_post(struct web *web);   /* POST /account/tokens: a new one; slow */
enum outcome account_tokens_revoke(struct web *web); /* POST /account/tokens/{id}/revoke; slow */

/* The tabs over the account pages; `current` is the page's own address. */
void account_add_tabs(struct web *web, const char *current);
/* Makes a token that is shown this once.  OK, or REFUSED to show the form again (the status is set); else give it on. */
enum outcome account_token_make(struct web *web, const struct api_token_new *wanted, struct slice *token);
/* Ends the token of the address and goes back to the page. */
enum outcome account_token_end(struct web *web, struct slice page);
/* Where to go on to after a step: the `next` of the form or the query, or `otherwise`. */
struct slice account_next(struct web *web, struct slice otherwise);
/* "7 March 2016, 15:30", or the word for never when 0. */
struct slice account_instant(struct web *web, int64_t ms);
/* A browser's name for people: "Firefox, Windows"; the text itself when it is none we know. */
struct slice account_agent(struct web *web, struct slice agent);

#endif
