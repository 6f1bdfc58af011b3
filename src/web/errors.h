/* SPDX-License-Identifier: Apache-2.0 */
/* Answers when something cannot be done: error pages, problem+json (RFC 9457), the way to the sign-in. */
#ifndef MLUP_WEB_ERRORS_H
#define MLUP_WEB_ERRORS_H

#include "web/web.h"

/* Shows web->refusal under the status of the outcome (or the status already set, when it is an error's). */
void web_show_error(struct web *web, enum outcome outcome);
/* One sentence for everybody: what happened. */
const char *web_outcome_title(enum outcome outcome);
/* Adds {"field", "message"} of every item, translated, to the array `errors` of the object. */
void web_add_errors(struct web *web, struct doc *object, const struct refusal *refusal);
void web_retry_after(struct web *web, int64_t retry_ms);
/* A page sends to /sign-in and comes back; the API answers 401. */
enum outcome web_ask_to_sign_in(struct web *web);
/* Sends a session that still has a step to do to that step. */
enum outcome web_send_to_stage(struct web *web);
/* Content-Security-Policy and its relatives, on every answer. */
void web_add_security_headers(struct web *web);
/* Renders web->view through the template into the response. */
void web_render(struct web *web, const char *template);

#endif
