/* SPDX-License-Identifier: Apache-2.0 */
/* See account_page.h.  Tokens for programs that use the API. */
#include "access/api_token.h"
#include "base/limits.h"
#include "web/account/account_page.h"
#include "web/plain_form.h"

/* The classes of records, as a token may be limited to them. */
static const struct {
    const char *code, *label;
    enum access_class class;
} class_rows[] = {
    {"programme", TR("Programmes and agreements"), ACCESS_PROGRAMME},
    {"promise", TR("Promises"), ACCESS_PROMISE},
    {"people", TR("People and households"), ACCESS_PEOPLE},
    {"training", TR("Trainings and attendance"), ACCESS_TRAINING},
    {"place", TR("Places"), ACCESS_PLACE},
    {"users", TR("Users"), ACCESS_USERS},
    {"finance", TR("Money of the agreements"), ACCESS_FINANCE},
    {"report", TR("Deliverables and reports"), ACCESS_REPORT},
    {"exchange", TR("Imports and exports"), ACCESS_EXCHANGE},
    {"savings", TR("Savings groups and banks"), ACCESS_SAVINGS},
    {"ledger", TR("Books and accounts"), ACCESS_LEDGER},
    {"case", TR("Case files"), ACCESS_CASE},
    {"care", TR("Shelters, providers and employers"), ACCESS_CARE},
};

static const int day_choices[] = {7, 30, 90, 180, 365};
enum { DAYS_USUAL = 90 };

/* ---- the list ---- */

static struct slice classes_text(struct web *web, uint16_t classes) {
    if (!classes) return web_tr(web, TR("all records"));
    struct text text = TEXT_IN(web->arena);
    for (size_t i = 0; i < ARRAY_LEN(class_rows); i++) {
        if (!(classes >> class_rows[i].class & 1)) continue;
        if (text.len) text_append(&text, S(", "));
        text_append(&text, web_tr(web, class_rows[i].label));
    }
    return text_slice(&text);
}

static void add_token_state(struct web *web, const struct api_token_entry *entry, struct doc *item) {
    bool has_ended = entry->expires_ms < clock_now_ms();
    const char *state = entry->revoked_ms ? TR("Revoked") : has_ended ? TR("Ended") : TR("Valid");
    doc_set_text(web->arena, item, S("state_text"), web_tr(web, state));
    doc_set_bool(web->arena, item, S("is_valid"), !entry->revoked_ms && !has_ended);
}

static void add_tokens(struct web *web) {
    struct api_token_entry *entries;
    size_t count = api_token_list(web->app->access, web->arena, web->actor, &entries);
    struct doc *list = doc_set_array(web->arena, web->view, S("tokens"));
    for (size_t i = 0; i < count; i++) {
        if (entries[i].for_calendar) continue; /* those have a page of their own */
        struct doc *item = doc_add_object(web->arena, list);
        doc_set_uuid(web->arena, item, S("token_id"), entries[i].id);
        doc_set_text(web->arena, item, S("token_name"), entries[i].name);
        doc_set_text(web->arena, item, S("owner"), entries[i].login);
        doc_set_text(web->arena, item, S("rights"),
                     entries[i].may_write ? web_tr(web, TR("reads and writes")) : web_tr(web, TR("reads")));
        doc_set_text(web->arena, item, S("reach"), classes_text(web, entries[i].classes));
        doc_set_text(web->arena, item, S("used"), account_instant(web, entries[i].last_used_ms));
        doc_set_text(web->arena, item, S("until"), account_instant(web, entries[i].expires_ms));
        add_token_state(web, &entries[i], item);
    }
}

/* ---- the form ---- */

static int64_t wanted_days(struct web *web) {
    int64_t days = DAYS_USUAL;
    if (web->http->method == HTTP_POST && !slice_to_int64(web_field(web, S("days")), &days)) days = 0;
    return days;
}

static void add_choice_fields(struct web *web, struct doc *fields, bool is_posted) {
    struct plain_choice days[ARRAY_LEN(day_choices)], classes[ARRAY_LEN(class_rows)];
    for (size_t i = 0; i < ARRAY_LEN(day_choices); i++) {
        struct slice args[] = {format_number(web->arena, &web->locale, day_choices[i]), S("")};
        days[i] = (struct plain_choice){arena_printf(web->arena, "%d", day_choices[i]),
                                        refusal_fill(web->arena, web_tr(web, TR("{1} days")), args),
                                        wanted_days(web) == day_choices[i]};
    }
    for (size_t i = 0; i < ARRAY_LEN(class_rows); i++) {
        struct slice code = slice_of(class_rows[i].code);
        classes[i] = (struct plain_choice){code, web_tr(web, class_rows[i].label),
                                           is_posted && plain_form_has(web, "classes", code)};
    }
    bool writes = is_posted && plain_form_has(web, "rights", S("write"));
    struct plain_choice rights[] = {{S("read"), web_tr(web, TR("Read only")), !writes},
                                    {S("write"), web_tr(web, TR("Read and write")), writes}};
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "rights",
                                         .label = TR("What it may do"),
                                         .control = PLAIN_RADIO,
                                         .choices = rights,
                                         .choice_count = ARRAY_LEN(rights)});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "classes",
                                         .label = TR("With which records"),
                                         .control = PLAIN_CHECKBOXES,
                                         .choices = classes,
                                         .choice_count = ARRAY_LEN(classes),
                                         .help = TR("Nothing ticked: all that your roles let you see.")});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "days",
                                         .label = TR("Valid for"),
                                         .control = PLAIN_SELECT,
                                         .choices = days,
                                         .choice_count = ARRAY_LEN(days),
                                         .required = true,
                                         .narrow = true});
}

static void tokens_show(struct web *web, bool keeps_posted) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("API tokens")));
    account_add_tabs(web, "/account/tokens");
    add_tokens(web);
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "name",
                                         .label = TR("What it is for"),
                                         .required = true,
                                         .value = keeps_posted ? web_field(web, S("name")) : S(""),
                                         .help = TR("For example: monthly figures for the ministry.")});
    add_choice_fields(web, fields, keeps_posted);
    plain_form_add_summary(web);
}

enum outcome account_tokens_page(struct web *web) {
    tokens_show(web, false);
    return OUTCOME_OK;
}

enum outcome account_token_make(struct web *web, const struct api_token_new *wanted, struct slice *token) {
    enum outcome outcome =
        api_token_create(web->app->access, web->arena, web->session, wanted, token, &web->refusal);
    if (outcome != OUTCOME_OK && outcome != OUTCOME_REFUSED) return outcome;
    web->response->status = web_status(outcome);
    /* A secret beside what an attacker could choose is not to be compressed with it (BREACH). */
    if (outcome == OUTCOME_OK) web->response->is_compressed = true;
    return outcome;
}

enum outcome account_token_end(struct web *web, struct slice page) {
    struct uuid id;
    if (!web_arg_id(web, 0, &id)) return OUTCOME_NOT_FOUND;
    enum outcome outcome = api_token_revoke(web->app->access, web->actor, id);
    return outcome == OUTCOME_OK ? web_redirect(web, page) : outcome;
}

enum outcome account_tokens_post(struct web *web) {
    struct slice token;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct api_token_new wanted = {.name = web_field(web, S("name")),
                                   .may_write = plain_form_has(web, "rights", S("write")),
                                   .days = (int)wanted_days(web)};
    for (size_t i = 0; i < ARRAY_LEN(class_rows); i++) {
        if (plain_form_has(web, "classes", slice_of(class_rows[i].code)))
            wanted.classes |= (uint16_t)(1u << class_rows[i].class);
    }
    enum outcome outcome = account_token_make(web, &wanted, &token);
    if (outcome != OUTCOME_OK && outcome != OUTCOME_REFUSED) return outcome;
    if (outcome == OUTCOME_OK) {
        struct doc *made = doc_set_object(web->arena, web->view, S("made"));
        doc_set_text(web->arena, made, S("made_token"), token);
        doc_set_text(web->arena, made, S("made_name"), wanted.name);
    }
    tokens_show(web, outcome != OUTCOME_OK);
    return OUTCOME_OK;
}

enum outcome account_tokens_revoke(struct web *web) {
    return account_token_end(web, S("/account/tokens?done=saved"));
}
