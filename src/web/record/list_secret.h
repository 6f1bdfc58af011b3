/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words that were looked for, and sealed values, may be the name of somebody in a file.  A form that asks for
 * them is posted, and what is secret of the question goes on as one parameter `find`, sealed for this user
 * and for half an hour: no address, no history of a browser and no proxy has the name.
 */
#ifndef MLUP_WEB_LIST_SECRET_H
#define MLUP_WEB_LIST_SECRET_H

#include "catalogue/record.h"
#include "web/web.h"

/* True for lists that are searched by sealed names. */
bool list_is_secret(const struct record_type *type);
/* True for a pair of a question that may be somebody's name or number: a sealed field, words that are no
 * code. */
bool list_param_is_secret(struct web *web, const struct record_type *type, const struct http_pair *pair);
/* True for who sees files: a name in the box of every page may be that of one. */
bool search_is_secret(const struct web *web);
/* True for a list whose filters are posted: what is typed there may be the name of somebody in a file. */
bool list_is_posted(const struct web *web, const struct record_type *type);
/* "find=…" for these words; empty when there are none. */
struct slice list_secret_words(struct web *web, struct slice words);
/* Adds to the query of the request what its `find` says; false with a refusal when that is over or another's.
 */
bool list_secret_open(struct web *web);
/* Adds to the query of the request, as secret, what a JSON object asks: {"phone": "012…", "limit": 5}; false
 * with a refusal. */
bool list_secret_take(struct web *web, const struct doc *asked);
/* Pairs of the query that may stand in an address: all but what list_secret_open added. */
size_t list_open_count(const struct web *web);

enum outcome list_secret_post(struct web *web);   /* POST /{type}/search */
enum outcome search_secret_post(struct web *web); /* POST /search */

#endif
