/* SPDX-License-Identifier: Apache-2.0 */
#include "web/assets.h"

#include "base/embedded.h"

enum outcome asset_get(struct web *web) {
    struct slice path = slice_sub(web->http->path, 1, web->http->path.len);
    const struct embedded_file *file = embedded_find(path);
    if (!file) return OUTCOME_NOT_FOUND;
    struct slice etag = arena_printf(web->arena, "\"%.*s\"", SLICE_ARG(file->hash));
    bool for_ever = web->http->query_raw.len > 0 || slice_starts(path, S("fonts/"));
    http_response_add_header(web->response, S("ETag"), etag);
    http_response_add_header(web->response, S("Cache-Control"),
                             for_ever ? S("public, max-age=31536000, immutable") : S("public, max-age=600"));
    if (slice_equal(http_header(web->http, S("If-None-Match")), etag)) return web_answer(web, 304, S(""), S(""));
    web->response->body_gzip = file->gzip;
    return web_answer(web, 200, file->media_type, file->bytes);
}

/* At the root, so that its pages are the whole site; never kept for longer than a look. */
enum outcome worker_get(struct web *web) {
    const struct embedded_file *file = embedded_find(S("assets/worker.js"));
    if (!file) return OUTCOME_NOT_FOUND;
    web->response->body_gzip = file->gzip;
    return web_answer(web, 200, file->media_type, file->bytes);
}

enum outcome health_get(struct web *web) {
    return web_answer(web, 200, S("text/plain; charset=utf-8"), S("ok\n"));
}
