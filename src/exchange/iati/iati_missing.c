/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/iati/iati_missing.h"

struct list {
    struct arena *arena;
    struct iati_missing *first, *last;
};

static void add(struct list *list, const struct record_type *type, struct uuid id, struct slice name,
                const char *field, bool is_needed) {
    struct iati_missing *missing = arena_make(list->arena, struct iati_missing, 1);
    *missing = (struct iati_missing){.type = type,
                                     .id = id,
                                     .field = record_type_field(type, slice_of(field)),
                                     .name = name,
                                     .is_needed = is_needed};
    if (list->last)
        list->last->next = missing;
    else
        list->first = missing;
    list->last = missing;
}

/* The named fields of a record that are empty. */
static void add_empty(struct list *list, const struct record *record, struct slice name, const char *fields,
                      bool is_needed) {
    struct slice rest = slice_of(fields), field;
    while (slice_split(&rest, ' ', &field)) {
        const struct field *found = record_type_field(record->type, field);
        if (!record_value_const(record, found)->present)
            add(list, record->type, record->id, name, found->name, is_needed);
    }
}

static void add_org(struct list *list, const struct iati_org *org, struct uuid id, bool is_needed) {
    if (!org->ref.len) add(list, &organisation_type, id, org->name, "iati_ref", is_needed);
    if (!org->type.len) add(list, &organisation_type, id, org->name, "iati_type", is_needed);
}

static bool is_sector(struct slice code) {
    enum { SECTOR_DIGITS = 5 };
    for (size_t i = 0; i < code.len; i++) {
        if (code.s[i] < '0' || code.s[i] > '9') return false;
    }
    return code.len == SECTOR_DIGITS;
}

static bool is_country(struct slice code) {
    return code.len == 2 && code.s[0] >= 'A' && code.s[0] <= 'Z' && code.s[1] >= 'A' && code.s[1] <= 'Z';
}

static void add_programme(struct list *list, const struct iati_source *source) {
    const struct programme *programme = programme_of(source->programme);
    struct slice name = programme->name.text;
    struct uuid id = source->programme->id;
    add_empty(list, source->programme, name, "award_number country sector", true);
    if (programme->country.present && !is_country(programme->country.text))
        add(list, &programme_type, id, name, "country", true);
    if (programme->sector.present && !is_sector(programme->sector.text))
        add(list, &programme_type, id, name, "sector", true);
    add_empty(list, source->programme, name,
              "donor donor_ref donor_type amount signed_on summary aid_type flow_type tied_status", false);
}

struct iati_missing *iati_missing_find(struct arena *arena, const struct iati_source *source) {
    struct list list = {.arena = arena};
    add_org(&list, &source->lead, source->lead_id, true);
    add_programme(&list, source);
    for (size_t i = 0; i < source->subgrant_count; i++) {
        const struct iati_subgrant *grant = &source->subgrants[i];
        add_org(&list, &grant->grantee, grant->agreement->org_id, false);
        add_empty(&list, grant->agreement, agreement_of(grant->agreement)->number.text, "signed_on amount",
                  false);
    }
    return list.first;
}

static void append(struct arena *arena, struct iati_missing ***last, struct iati_missing missing) {
    struct iati_missing *added = arena_make(arena, struct iati_missing, 1);
    *added = missing;
    added->is_needed = true;
    **last = added;
    *last = &added->next;
}

void iati_missing_add(struct arena *arena, struct iati_missing ***last, const struct record *record,
                      struct slice name, const char *field) {
    const struct field *found = record_type_field(record->type, slice_of(field));
    if (record_value_const(record, found)->present) return;
    append(arena, last,
           (struct iati_missing){.type = record->type, .id = record->id, .field = found, .name = name});
}

void iati_missing_add_org(struct arena *arena, struct iati_missing ***last, const struct iati_org *org,
                          struct uuid id) {
    const struct field *field = record_type_field(&organisation_type, S("iati_ref"));
    if (!org->ref.len)
        append(
            arena, last,
            (struct iati_missing){.type = &organisation_type, .id = id, .field = field, .name = org->name});
}
