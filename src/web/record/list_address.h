/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of a list that differ from the present one in a parameter or two. */
#ifndef MLUP_WEB_LIST_ADDRESS_H
#define MLUP_WEB_LIST_ADDRESS_H

#include "web/web.h"

/* The present query without the parameters whose names are in the blank-separated list, and without empty ones:
 * "kind=training&q=rice", encoded, no '?' in front. */
struct slice list_query_without(struct web *web, const char *names);
/* The present address without them, ready for one more parameter: "/sessions?kind=training&". */
struct slice list_address_without(struct web *web, const char *names);

#endif
