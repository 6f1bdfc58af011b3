/* SPDX-License-Identifier: Apache-2.0 */
#include "web/care/case_clash_view.h"

#include "base/text.h"
#include "catalogue/value.h"
#include "domain/care/case_clash.h"
#include "domain/care/double.h"
#include "domain/referral/referral.h"
#include "web/referral/referral_view.h"

struct pair_view {
    struct web *web;
    struct record_names *names;
    const struct record *stays, *goes;
};

static const struct field *consent_field(const char *name) {
    return record_type_field(&consent_type, slice_of(name));
}

static struct slice choice_of(const struct pair_view *pair, const struct record *consent, const char *name) {
    const struct field *field = consent_field(name);
    return choice_label(pair->web, field, record_value_const(consent, field)->text);
}

static struct slice recipient_of(const struct pair_view *pair, const struct record *consent) {
    return consent_of(consent)->provider.present ? referral_view_ref(pair->names, consent, "provider")
                                                 : choice_of(pair, consent, "recipient");
}

static struct slice scope_of(const struct pair_view *pair, const struct record *consent) {
    return referral_view_codes(pair->web, consent_field("scope"), consent_of(consent)->scope.text);
}

static struct slice code_of(const struct pair_view *pair, bool in_goes) {
    return in_goes ? pair->goes->code : pair->stays->code;
}

static struct slice fill(const struct pair_view *pair, const char *words, struct slice first,
                         struct slice second) {
    struct slice args[2] = {first, second};
    return refusal_fill(pair->web->arena, web_tr(pair->web, words), args);
}

/* "Yes, said on 3 May 2016 in CA-12": what, to whom. */
static struct slice yes_text(const struct pair_view *pair, const struct record *consent, bool in_goes) {
    return fill(pair, TR("Yes, said on {1} in {2}"),
                referral_view_day(pair->web, &consent_of(consent)->given_on), code_of(pair, in_goes));
}

static struct slice no_text(const struct pair_view *pair, const struct case_clash *clash) {
    return fill(pair, TR("No, said on {1} in {2}"),
                referral_view_instant(pair->web, consent_of(clash->other)->withdrawn_ms.number),
                code_of(pair, !clash->holds_in_goes));
}

/* Its parts and until when it holds. */
static struct slice extent_text(const struct pair_view *pair, const struct record *consent) {
    return fill(pair, TR("{1}; until {2}"), scope_of(pair, consent),
                referral_view_day(pair->web, &consent_of(consent)->expires_on));
}

static void other_show(const struct pair_view *pair, const struct case_clash *clash, struct doc *row) {
    struct arena *arena = pair->web->arena;
    const struct record *other = clash->other;
    bool is_no = clash->kind != CLASH_LESS;
    doc_set_text(arena, row, S("other_says"),
                 is_no ? no_text(pair, clash) : yes_text(pair, other, !clash->holds_in_goes));
    doc_set_text(arena, row, S("other_extent"),
                 is_no ? choice_of(pair, other, "withdrawn_why") : extent_text(pair, other));
    doc_set_text(arena, row, S("other_code"), other->code);
    doc_set_text(arena, row, S("other_href"), record_href(pair->web, &consent_type, other->id));
}

static const char *why_of(const struct case_clash *clash) {
    switch (clash->kind) {
    case CLASH_NO: return TR("It was taken back later in the other file.");
    case CLASH_LESS: return TR("Less was allowed later in the other file.");
    case CLASH_NO_OLD: return TR("It was taken back before in the other file.");
    }
    return "";
}

static struct slice input_of(struct web *web, const struct case_clash *clash) {
    return arena_printf(web->arena, "consent.%.*s", SLICE_ARG(uuid_format(web->arena, clash->holds->id)));
}

static bool is_to_end(struct web *web, const struct case_clash *clash) {
    struct slice said = web->http->method == HTTP_POST ? web_field(web, input_of(web, clash)) : S("");
    return said.len ? slice_equal(said, S("ends")) : case_clash_ends(clash);
}

static void clash_show(const struct pair_view *pair, const struct case_clash *clash, bool asks,
                       struct doc *rows) {
    struct arena *arena = pair->web->arena;
    struct doc *row = doc_add_object(arena, rows);
    doc_set_uuid(arena, row, S("consent_id"), clash->holds->id);
    doc_set_text(arena, row, S("consent_code"), clash->holds->code);
    doc_set_text(arena, row, S("consent_href"), record_href(pair->web, &consent_type, clash->holds->id));
    doc_set_text(arena, row, S("consent_input"), input_of(pair->web, clash));
    doc_set_text(arena, row, S("consent_for"), choice_of(pair, clash->holds, "purpose"));
    doc_set_text(arena, row, S("consent_to"), recipient_of(pair, clash->holds));
    doc_set_text(arena, row, S("consent_says"), yes_text(pair, clash->holds, clash->holds_in_goes));
    doc_set_text(arena, row, S("consent_extent"), extent_text(pair, clash->holds));
    doc_set_text(arena, row, S("clash_why"), web_tr(pair->web, why_of(clash)));
    other_show(pair, clash, row);
    doc_set_bool(arena, row, S("asks"), asks);
    doc_set_bool(arena, row, S("ends"), is_to_end(pair->web, clash));
}

void case_clashes_show(struct web *web, struct doc *view, const struct record *stays,
                       const struct record *goes, bool asks) {
    struct rule rule = referral_seen_rule(web);
    struct pair_view pair = {web, record_names_new(web), stays, goes};
    struct case_clash clashes[CASE_CLASHES_MAX];
    size_t count = web_view(web, &consent_type).allowed
                       ? case_clashes(&rule, stays->org_id, stays->id, goes->id, clashes, CASE_CLASHES_MAX)
                       : 0;
    struct doc *rows = doc_set_array(web->arena, view, S("clashes"));
    doc_set_bool(web->arena, view, S("has_clashes"), count > 0);
    for (size_t i = 0; i < count && i < CASE_CLASHES_MAX; i++)
        clash_show(&pair, &clashes[i], asks, rows);
}

/* ---- what was decided ---- */

static void id_add(struct text *ids, struct arena *arena, struct uuid id) {
    text_printf(ids, "%s%.*s", ids->len ? " " : "", SLICE_ARG(uuid_format(arena, id)));
}

void case_clashes_read(struct web *web, const struct record *merge, struct change *change) {
    struct rule rule = referral_seen_rule(web);
    struct case_clash clashes[CASE_CLASHES_MAX];
    size_t count = case_clashes(&rule, merge->org_id, case_merge_of(merge)->case_file.id,
                                case_merge_of(merge)->merged.id, clashes, CASE_CLASHES_MAX);
    struct text end = TEXT_IN(web->arena), go_on = TEXT_IN(web->arena);
    for (size_t i = 0; i < count && i < CASE_CLASHES_MAX; i++) {
        struct slice said = web_field(web, input_of(web, &clashes[i]));
        if (slice_equal(said, S("ends"))) id_add(&end, web->arena, clashes[i].holds->id);
        if (slice_equal(said, S("goes_on"))) id_add(&go_on, web->arena, clashes[i].holds->id);
    }
    if (end.len) change_set_value(change, "consents_end", value_of_text(text_slice(&end)));
    if (go_on.len) change_set_value(change, "consents_go_on", value_of_text(text_slice(&go_on)));
}

struct slice case_clash_codes(struct web *web, const struct record *file, const struct value *ids) {
    struct text out = TEXT_IN(web->arena);
    struct slice rest = ids->text, one;
    struct uuid id;
    while (ids->present && slice_split(&rest, ' ', &one)) {
        const struct record *consent = uuid_parse(one, &id) ? web_record(web, &consent_type, id) : NULL;
        if (!consent || !uuid_equal(consent->org_id, file->org_id)) continue;
        text_printf(&out, "%s%.*s", out.len ? ", " : "", SLICE_ARG(consent->code));
    }
    return text_slice(&out);
}
