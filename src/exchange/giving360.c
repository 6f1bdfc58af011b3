/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/giving360.h"

#include "base/doc.h"

struct writing {
    struct arena *arena;
    const struct iati_source *source;
    struct gazetteer *gazetteer;
};

struct iati_missing *giving360_missing(struct arena *arena, const struct iati_source *source) {
    struct iati_missing *first = NULL, **last = &first;
    const struct programme *programme = programme_of(source->programme);
    iati_missing_add(arena, &last, source->programme, programme->name.text, "giving_prefix");
    iati_missing_add_org(arena, &last, &source->lead, source->lead_id);
    for (size_t i = 0; i < source->subgrant_count; i++) {
        const struct iati_subgrant *grant = &source->subgrants[i];
        iati_missing_add_org(arena, &last, &grant->grantee, grant->agreement->org_id);
        iati_missing_add(arena, &last, grant->agreement, agreement_of(grant->agreement)->number.text,
                         "amount");
    }
    return first;
}

/* ---- one grant ---- */

static struct slice decimal(struct arena *arena, struct money money) {
    struct text text = TEXT_IN(arena);
    money_append_plain(&text, money);
    return text_slice(&text);
}

static void set_org(struct writing *writing, struct doc *grant, struct slice key,
                    const struct iati_org *org) {
    struct doc *item = doc_add_object(writing->arena, doc_set_array(writing->arena, grant, key));
    doc_set_text(writing->arena, item, S("id"), org->ref);
    doc_set_text(writing->arena, item, S("name"), org->name);
}

static void set_dates(struct writing *writing, struct doc *grant, const struct iati_subgrant *subgrant) {
    struct doc *item =
        doc_add_object(writing->arena, doc_set_array(writing->arena, grant, S("plannedDates")));
    doc_set_text(writing->arena, item, S("startDate"),
                 date_format_iso(writing->arena, date_of_day(subgrant->first_day)));
    doc_set_text(writing->arena, item, S("endDate"),
                 date_format_iso(writing->arena, date_of_day(subgrant->last_day)));
}

/* Provinces; the standard asks where those who benefit are, and that is as near as we tell. */
static void set_places(struct writing *writing, struct doc *grant, const struct value *provinces) {
    const struct value *country = &programme_of(writing->source->programme)->country;
    struct slice rest = provinces->present ? provinces->text : S(""), code;
    struct doc *items = rest.len ? doc_set_array(writing->arena, grant, S("beneficiaryLocation")) : NULL;
    while (rest.len && slice_split(&rest, ',', &code)) {
        struct doc *item = doc_add_object(writing->arena, items);
        doc_set_text(writing->arena, item, S("name"),
                     gazetteer_name(writing->gazetteer, writing->arena, slice_sub(code, 0, 2), false));
        if (country->present) doc_set_text(writing->arena, item, S("countryCode"), country->text);
    }
}

static void set_programme(struct writing *writing, struct doc *grant) {
    const struct programme *programme = programme_of(writing->source->programme);
    struct doc *item =
        doc_add_object(writing->arena, doc_set_array(writing->arena, grant, S("grantProgramme")));
    if (programme->award_number.present)
        doc_set_text(writing->arena, item, S("code"), programme->award_number.text);
    doc_set_text(writing->arena, item, S("title"), programme->name.text);
    if (!programme->sector.present) return;
    item = doc_add_object(writing->arena, doc_set_array(writing->arena, grant, S("classifications")));
    doc_set_text(writing->arena, item, S("vocabulary"), S("OECD-DAC-5"));
    doc_set_text(writing->arena, item, S("code"), programme->sector.text);
    doc_set_text(writing->arena, item, S("title"), programme->sector.text);
}

/* What was paid in the currency of the award; other currencies would need a rate that the standard has no
 * place for. */
static void set_disbursed(struct writing *writing, struct doc *grant, const struct iati_subgrant *subgrant) {
    struct money sum = {0, subgrant->amount.money.currency};
    bool any = false;
    for (size_t i = 0; i < subgrant->transaction_count; i++) {
        const struct iati_transaction *one = &subgrant->transactions[i];
        if (one->type == IATI_DISBURSEMENT) any = money_add(sum, one->money, &sum) || any;
    }
    if (any) doc_set_raw(writing->arena, grant, S("amountDisbursed"), decimal(writing->arena, sum));
}

static void add_grant(struct writing *writing, struct doc *grants, const struct iati_subgrant *subgrant) {
    struct arena *arena = writing->arena;
    const struct agreement *agreement = agreement_of(subgrant->agreement);
    struct doc *grant = doc_add_object(arena, grants);
    const struct value *award = agreement->signed_on.present ? &agreement->signed_on : &agreement->starts_on;
    doc_set_text(arena, grant, S("id"),
                 iati_identifier(arena, programme_of(writing->source->programme)->giving_prefix.text,
                                 agreement->number.text));
    doc_set_text(arena, grant, S("title"), agreement->title.text);
    doc_set_text(arena, grant, S("description"),
                 agreement->summary.present ? agreement->summary.text : agreement->title.text);
    doc_set_text(arena, grant, S("currency"), currency_code(subgrant->amount.money.currency));
    doc_set_raw(arena, grant, S("amountAwarded"), decimal(arena, subgrant->amount.money));
    set_disbursed(writing, grant, subgrant);
    doc_set_text(arena, grant, S("awardDate"),
                 date_format_iso(arena, date_of_day(date_first_day(award->date))));
    set_dates(writing, grant, subgrant);
    set_org(writing, grant, S("recipientOrganization"), &subgrant->grantee);
    set_org(writing, grant, S("fundingOrganization"), &writing->source->lead);
    set_places(writing, grant, &agreement->provinces);
    set_programme(writing, grant);
    doc_add_text(arena, doc_set_array(arena, grant, S("relatedActivity")), subgrant->identifier);
    doc_set_text(arena, grant, S("dateModified"), instant_format_iso(arena, subgrant->agreement->updated_ms));
}

struct slice giving360_write(struct arena *arena, const struct iati_source *source,
                             struct gazetteer *gazetteer) {
    struct writing writing = {arena, source, gazetteer};
    struct text json = TEXT_IN(arena);
    struct doc *package = doc_new_object(arena);
    doc_set_text(arena, package, S("version"), S("1.4"));
    struct doc *grants = doc_set_array(arena, package, S("grants"));
    for (size_t i = 0; i < source->subgrant_count; i++) {
        add_grant(&writing, grants, &source->subgrants[i]);
    }
    doc_write_json(&json, package);
    return text_slice(&json);
}
