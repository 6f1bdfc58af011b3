/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The administrator's pages: who signs in for the organisation, with which roles.  Users of other
 * organisations do not exist here, but for those with a role in this one: of them only the name and that role
 * is shown.  The lead's administrator makes the first administrator of an organisation that has nobody yet.
 * A password is shown once, to who made it, and must be changed at the first sign-in.
 */
#ifndef MLUP_WEB_USER_PAGES_H
#define MLUP_WEB_USER_PAGES_H

#include "store/query.h"
#include "web/web.h"

/* user_list.c */
enum outcome user_list_page(struct web *web); /* GET /users?page= */

/* user_new.c */
enum outcome user_new_page(struct web *web); /* GET /users/new */
enum outcome user_new_post(struct web *web); /* POST /users; slow */

/* user_edit.c */
enum outcome user_page(struct web *web);          /* GET /users/{id} */
enum outcome user_edit_post(struct web *web);     /* POST /users/{id}: name, e-mail, language, active */
enum outcome user_role_post(struct web *web);     /* POST /users/{id}/roles: one more role */
enum outcome user_role_delete(struct web *web);   /* POST /users/{id}/roles/{id}/delete */
enum outcome user_password_post(struct web *web); /* POST /users/{id}/password; slow */
enum outcome user_unlock_post(struct web *web);   /* POST /users/{id}/unlock; slow */
enum outcome user_factor_post(struct web *web);   /* POST /users/{id}/second-factor: takes it off; slow */

/* The roles of the user in the actor's organisation; `records` lives in the request's arena. */
size_t user_roles(struct web *web, struct uuid user_id, struct record ***records);
/* "Field officer (own team: East)". */
struct slice user_role_text(struct web *web, const struct record *membership);
/* May the actor make and change users of the own organisation? */
bool user_may_write(const struct web *web);
/* The inputs roles, scope and team of a form; `several` roles as boxes, else one to choose. */
void user_add_role_fields(struct web *web, struct doc *fields, bool several);
/* Shows the user's name and the password once (template user_password). */
enum outcome user_show_password(struct web *web, struct slice login, struct slice password, struct uuid id);

#endif
