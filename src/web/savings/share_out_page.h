/* SPDX-License-Identifier: Apache-2.0 */
/* The share-out of a group in eight steps: what is still to be done, who will get how much, and the act. */
#ifndef MLUP_WEB_SHARE_OUT_PAGE_H
#define MLUP_WEB_SHARE_OUT_PAGE_H

#include "web/web.h"

enum outcome share_out_page(struct web *web);  /* GET /savings-groups/{id}/share-out */
enum outcome share_out_post(struct web *web);  /* POST of the same */
enum outcome share_list_page(struct web *web); /* GET /share-outs/{id}/list: to be signed */
void share_out_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
