/* SPDX-License-Identifier: Apache-2.0 */
#include "store/view.h"

bool view_has(const struct view *view, struct uuid org) {
    for (size_t i = 0; view->allowed && i < view->org_count; i++) {
        if (uuid_equal(view->orgs[i], org)) return true;
    }
    return false;
}

enum sensitivity view_max(const struct view *view, const struct record_type *type, struct uuid org) {
    bool is_own = type->scope == SCOPE_SHARED || uuid_equal(org, view->own_org);
    return is_own ? view->own_max : view->foreign_max;
}

uint64_t view_hidden(const struct view *view, const struct record_type *type, struct uuid org) {
    return record_type_fields_above(type, view_max(view, type, org));
}

void view_add_creators(struct text *sql, const struct view *view, const char *column, size_t first) {
    if (!view->creators) return;
    text_printf(sql, " AND %s IN (", column);
    for (size_t i = 0; i < view->creator_count; i++) {
        text_printf(sql, "%s?%zu", i ? ", " : "", first + i);
    }
    text_append(sql, view->creator_count ? S(")") : S("NULL)"));
}

void view_bind_creators(struct db_query *query, const struct view *view, size_t first) {
    for (size_t i = 0; view->creators && i < view->creator_count; i++) {
        db_bind_uuid(query, (int)(first + i), view->creators[i]);
    }
}
