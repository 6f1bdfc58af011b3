/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/attachment/rules.h"

#include "domain/attachment/attachment.h"
#include "domain/attachment/attachment_store.h"

bool attachment_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    const struct attachment *attachment = attachment_of(now);
    const struct record_type *type =
        catalogue_find(store_catalogue(rule->store), attachment->owner_type.text);
    struct uuid id;
    (void)before;
    const struct record *owner = type && type->takes_files && uuid_parse(attachment->owner_id.text, &id)
                                     ? rule_find(rule, type, now->org_id, id)
                                     : NULL;
    if (!owner || owner->deleted_ms)
        return refuse(refusal, S("owner_id"), "Files cannot be attached to that.");
    if (attachment_is_stored(rule->db, now->org_id, now->id)) return true;
    return refuse(refusal, S("file"), "Choose a file.");
}
