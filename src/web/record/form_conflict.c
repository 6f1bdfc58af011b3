/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/form_conflict.h"

#include "store/history.h"

/* What happened since the version that the form was made from. */
struct meanwhile {
    uint64_t changed;           /* fields that differ now from then */
    const struct record *then;  /* the record as both saw it; NULL when unknown */
    struct uuid last_actor;
    int64_t last_ms;
};

static struct meanwhile meanwhile_of(struct web *web, const struct record *theirs, int64_t base_version) {
    struct view view = web_view(web, theirs->type);
    struct history_entry *entries;
    struct meanwhile meanwhile = {.last_ms = theirs->updated_ms};
    size_t count = history_read(web->app->store, web_db(web), web->arena, &view, theirs, &entries);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].version <= base_version) {
            meanwhile.then = entries[i].is_erased ? NULL : entries[i].after;
            continue;
        }
        meanwhile.changed |= entries[i].changed;
        meanwhile.last_actor = entries[i].actor_id;
        meanwhile.last_ms = entries[i].at_ms;
    }
    return meanwhile;
}

static void add_field(struct web *web, struct record_names *names, struct doc *fields, const struct change *change, const struct record *theirs,
                      const struct field *field, const struct form_place *place) {
    struct doc *object = doc_add_object(web->arena, fields);
    struct slice mine = record_cell_of(names, change->values, field, false).text, other = record_cell_of(names, theirs, field, false).text;
    struct slice empty = web_tr(web, TR("(empty)"));
    doc_set_text(web->arena, object, S("name"), arena_join(web->arena, place->prefix, slice_of(field->name)));
    doc_set_text(web->arena, object, S("label"), arena_join(web->arena, place->label_prefix, web_tr(web, field->label)));
    doc_set_text(web->arena, object, S("mine"), mine.len ? mine : empty);
    doc_set_text(web->arena, object, S("theirs"), other.len ? other : empty);
}

/* The table of fields, with who and when; there already when another record of the form has changed too. */
static struct doc *conflict_fields(struct web *web, const struct meanwhile *meanwhile, const struct form_place *place) {
    const struct doc *flash = doc_get(web->view, S("flash")), *known = flash ? doc_get(flash, S("conflict")) : NULL;
    if (known) return (struct doc *)doc_get(known, S("fields"));
    struct doc *conflict = doc_set_object(web->arena, doc_set_object(web->arena, web->view, S("flash")), S("conflict"));
    struct slice who = access_user_name(web->app->access, web->arena, web_db(web), web->actor, meanwhile->last_actor);
    doc_set_text(web->arena, conflict, S("who"), who);
    doc_set_text(web->arena, conflict, S("when"), format_instant(web->arena, &web->locale, meanwhile->last_ms));
    doc_set_text(web->arena, conflict, S("form"), place->form);
    return doc_set_array(web->arena, conflict, S("fields"));
}

/* Bits of the fields that the form sets to something else than what is stored and that somebody changed meanwhile:
 * those that were left alone here, and those that both changed. */
struct collision {
    uint64_t taken, both;
};

static struct collision collision_of(const struct meanwhile *meanwhile, const struct change *change, const struct record *theirs) {
    struct collision collision = {0};
    const struct record *then = meanwhile->then;
    for (size_t i = 0; i < theirs->type->field_count; i++) {
        const struct field *field = &theirs->type->fields[i];
        const struct value *mine = &change->values->values[i];
        bool was_set = change->sets >> i & 1, was_theirs = !then || (meanwhile->changed >> i & 1);
        bool differs = !value_equal(field, mine, &theirs->values[i]) && !theirs->values[i].sealed;
        if (!was_set || !differs || !was_theirs) continue;
        bool was_mine = !then || !value_equal(field, mine, &then->values[i]);
        *(was_mine ? &collision.both : &collision.taken) |= UINT64_C(1) << i;
    }
    return collision;
}

static bool touches_sealed(const struct change *change) {
    for (size_t i = 0; i < change->type->field_count; i++) {
        if (change->type->fields[i].sealed && (change->sets >> i & 1)) return true;
    }
    return false;
}

void form_conflict_merge(struct web *web, struct change *change, const struct record *theirs) {
    if (change->base_version >= theirs->version || touches_sealed(change)) return;
    struct meanwhile meanwhile = meanwhile_of(web, theirs, change->base_version);
    struct collision collision = collision_of(&meanwhile, change, theirs);
    if (!meanwhile.then || collision.both) return;
    change->sets &= ~collision.taken;
    change->base_version = theirs->version;
}

uint64_t form_conflict_add(struct web *web, const struct change *change, const struct record *theirs, const struct form_place *place) {
    struct meanwhile meanwhile = meanwhile_of(web, theirs, change->base_version);
    struct record_names *names = record_names_new(web);
    struct doc *fields = conflict_fields(web, &meanwhile, place);
    struct collision collision = collision_of(&meanwhile, change, theirs);
    for (size_t i = 0; i < theirs->type->field_count; i++) {
        if (collision.both >> i & 1) add_field(web, names, fields, change, theirs, &theirs->type->fields[i], place);
    }
    return collision.taken;
}
