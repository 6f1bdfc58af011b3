/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/list_address.h"

#include "catalogue/record.h"
#include "web/markup/html.h"
#include "web/record/list_secret.h"

struct slice list_query_without(struct web *web, const char *names) {
    struct text query = TEXT_IN(web->arena);
    for (size_t i = 0; i < list_open_count(web); i++) {
        const struct http_pair *pair = &web->http->query.items[i];
        if (pair->value.len == 0 || names_contain(names, pair->name)) continue;
        if (query.len) text_append_char(&query, '&');
        html_url_encode_to(&query, pair->name);
        text_append_char(&query, '=');
        html_url_encode_to(&query, pair->value);
    }
    return text_slice(&query);
}

struct slice list_address_without(struct web *web, const char *names) {
    struct slice query = list_query_without(web, names);
    return arena_printf(web->arena, "%.*s?%.*s%s", SLICE_ARG(web->http->path), SLICE_ARG(query), query.len ? "&" : "");
}
