/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/attachment/rules.h"

#include "domain/attachment/attachment.h"
#include "domain/attachment/attachment_store.h"

static const struct record *owner_of(struct rule *rule, const struct record *file) {
    const struct attachment *attachment = attachment_of(file);
    const struct record_type *type =
        catalogue_find(store_catalogue(rule->store), attachment->owner_type.text);
    struct uuid id;
    if (!type || !type->takes_files || !uuid_parse(attachment->owner_id.text, &id)) return NULL;
    return rule_find(rule, type, file->org_id, id);
}

bool attachment_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    const struct record *owner = owner_of(rule, now);
    (void)before;
    if (!owner || owner->deleted_ms)
        return refuse(refusal, S("owner_id"), "Files cannot be attached to that.");
    if (attachment_is_stored(rule->db, now->org_id, now->id)) return true;
    return refuse(refusal, S("file"), "Choose a file.");
}

bool attachment_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *owner = owner_of(rule, before);
    if (!owner || owner->deleted_ms || !owner->type->before_detach) return true;
    return owner->type->before_detach(rule, owner, refusal);
}
