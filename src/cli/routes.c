/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup routes`: every address of the program, for documentation and for the test that walks them all. */
#include "cli/commands.h"
#include "web/web.h"

int routes_run(struct cli *cli) {
    if (!cli_is_empty(cli)) return 1;
    for (const struct route *route = web_routes; route->handler; route++) {
        struct slice method = http_method_name(route->method);
        printf("%-7.*s %s%s\n", SLICE_ARG(method), route->pattern,
               route->flags & ROUTE_PUBLIC ? " public" : "");
    }
    return 0;
}
