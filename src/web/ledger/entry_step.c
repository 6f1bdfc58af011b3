/* SPDX-License-Identifier: Apache-2.0 */
/* See entry_pages.h and entry_step.h.  Post, post in part, release, reverse: one page for all, one change
 * each. */
#include "web/ledger/entry_step.h"

#include "base/decimal.h"
#include "catalogue/value.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/ledger/entry_pages.h"
#include "web/ledger/entry_rows.h"
#include "web/plain_form.h"

static const struct {
    const char *code, *label, *words;
    bool asks_day, asks_reason;
} steps[STEPS] = {
    [STEP_POST] = {"post", TR("Post it"),
                   TR("What is posted never changes; a mistake is taken back by a reversal."), false, false},
    [STEP_PART] = {"part", TR("Post a part"),
                   TR("Only this much is posted; the rest that was set aside is free again."), false, false},
    [STEP_RELEASE] = {"release", TR("Release it"),
                      TR("What was set aside is free again, and nothing is posted."), false, true},
    [STEP_REVERSE] =
        {"reverse", TR("Reverse it"),
         TR("A new entry takes this one back on the day that you choose; both stay in the books."), true,
         true},
};

/* ---- which step, and who ---- */

bool entry_waits_for_another(const struct record *book, const struct record *entry) {
    const struct journal_entry *values = journal_entry_of(entry);
    bool waits = value_is_code(&values->state, "draft") || value_is_code(&values->state, "pending");
    return waits && ledger_book_of(book)->two_people.number;
}

const struct record *entry_reversal_of(struct web *web, const struct record *entry) {
    struct view view = web_view(web, &journal_entry_type);
    struct refusal none = REFUSAL_IN(web->arena);
    struct list_query query = {
        .type = &journal_entry_type, .org = entry->org_id, .limit = 1, .filter_count = 2};
    struct list_page page;
    query.filters[0] = (struct filter){record_type_field(&journal_entry_type, S("reverses")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = entry->id}};
    query.filters[1] = (struct filter){record_type_field(&journal_entry_type, S("state")),
                                       FILTER_EQUAL,
                                       {.present = true, .text = S("posted")}};
    bool found =
        query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none) && page.count;
    return found ? page.records[0] : NULL;
}

static bool state_allows(struct web *web, const struct record *entry, enum entry_step step) {
    const struct value *state = &journal_entry_of(entry)->state;
    bool is_held = value_is_code(state, "pending");
    switch (step) {
    case STEP_POST: return is_held || value_is_code(state, "draft");
    case STEP_PART:
    case STEP_RELEASE: return is_held;
    case STEP_REVERSE: return value_is_code(state, "posted") && !entry_reversal_of(web, entry);
    case STEPS: break;
    }
    BUG("step %d", step);
}

bool entry_step_is_open(struct web *web, const struct record *book, const struct record *entry,
                        enum entry_step step) {
    bool posts = step == STEP_POST || step == STEP_PART;
    bool is_barred =
        posts && entry_waits_for_another(book, entry) && uuid_equal(entry->created_by, web->actor->user_id);
    return !entry->deleted_ms && !is_barred &&
           access_may_record(web->app->access, web->actor, entry, VERB_UPDATE) &&
           state_allows(web, entry, step);
}

static struct slice step_href(struct web *web, const struct record *entry, enum entry_step step) {
    return arena_printf(web->arena, "%.*s/step/%s",
                        SLICE_ARG(record_href(web, &journal_entry_type, entry->id)), steps[step].code);
}

void entry_step_actions(struct web *web, const struct record *record, struct doc *actions) {
    struct record *book = web_record(web, &ledger_book_type, journal_entry_of(record)->book.id);
    for (int step = 0; book && step < STEPS; step++) {
        if (!entry_step_is_open(web, book, record, (enum entry_step)step)) continue;
        furniture_add_action(web, actions, steps[step].label, step_href(web, record, (enum entry_step)step),
                             step == STEP_POST);
    }
}

/* ---- the page ---- */

struct stepping {
    struct book_seen seen;
    struct record *entry;
    enum entry_step step;
    struct ledger_table accounts;
    struct entry_rows rows;
};

static bool stepping_read(struct web *web, struct stepping *stepping) {
    struct uuid id;
    int step = 0;
    while (step < STEPS && !slice_equal(web_arg(web, 1), slice_of(steps[step].code))) {
        step++;
    }
    struct record *entry =
        step < STEPS && web_arg_id(web, 0, &id) ? web_record(web, &journal_entry_type, id) : NULL;
    struct record *book =
        entry ? web_record(web, &ledger_book_type, journal_entry_of(entry)->book.id) : NULL;
    if (!book || !entry_step_is_open(web, book, entry, (enum entry_step)step)) return false;
    book_begin(web, book, &stepping->seen);
    stepping->entry = entry;
    stepping->step = (enum entry_step)step;
    stepping->accounts = entry_accounts(&stepping->seen);
    stepping->rows = entry_rows_of(&stepping->seen, &stepping->accounts, journal_entry_of(entry)->lines.text);
    return true;
}

static void add_part_fields(struct web *web, struct stepping *stepping, struct doc *fields) {
    for (size_t i = 0; i < stepping->rows.count && i < ENTRY_ROWS_MAX; i++) {
        const struct entry_row *row = &stepping->rows.rows[i];
        if (!row->found) continue;
        const char *name = arena_cstr(web->arena, arena_printf(web->arena, "amount.%zu", i));
        const char *label = arena_cstr(
            web->arena, arena_printf(web->arena, "%.*s · %.*s",
                                     SLICE_ARG(book_account_text(web, row->found->number, row->found->name,
                                                                 row->found->name_km)),
                                     SLICE_ARG(web_tr(web, row->amount < 0 ? TR("Credit") : TR("Debit")))));
        struct slice held = row->amount < 0 ? row->credit : row->debit;
        plain_form_add(web, fields,
                       &(struct plain_field){.name = name,
                                             .label = label,
                                             .narrow = true,
                                             .required = true,
                                             .inputmode = "decimal",
                                             .value = plain_form_value(web, name, held)});
    }
}

static void add_fields(struct web *web, struct stepping *stepping) {
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    if (stepping->step == STEP_PART) add_part_fields(web, stepping, fields);
    if (steps[stepping->step].asks_day)
        plain_form_add(web, fields,
                       &(struct plain_field){.name = "on_day",
                                             .label = TR("On"),
                                             .narrow = true,
                                             .required = true,
                                             .value = plain_form_value(
                                                 web, "on_day", date_format_iso(web->arena, clock_today()))});
    if (steps[stepping->step].asks_reason)
        plain_form_add(web, fields,
                       &(struct plain_field){.name = "reason",
                                             .label = TR("Reason"),
                                             .required = true,
                                             .value = plain_form_value(web, "reason", S(""))});
}

static struct slice lines_words(struct stepping *stepping) {
    struct web *web = stepping->seen.web;
    struct text out = TEXT_IN(web->arena);
    for (size_t i = 0; i < stepping->rows.count; i++) {
        const struct entry_row *row = &stepping->rows.rows[i];
        if (!row->found) continue;
        text_printf(
            &out, "%.*s: %.*s\n",
            SLICE_ARG(book_account_text(web, row->found->number, row->found->name, row->found->name_km)),
            SLICE_ARG(book_amount(&stepping->seen, row->found->unit_id, row->amount)));
    }
    return text_slice(&out);
}

static void step_show(struct web *web, struct stepping *stepping) {
    struct record_names *names = record_names_new(web);
    struct slice href = record_href(web, &journal_entry_type, stepping->entry->id),
                 title = record_label(names, stepping->entry);
    furniture_add_crumb(web, web_tr(web, ledger_book_type.plural), S("/books"));
    furniture_add_crumb(web, ledger_book_of(stepping->seen.book)->name.text,
                        book_href(web, stepping->seen.book, ""));
    furniture_add_crumb(web, title, href);
    furniture_add_crumb(web, web_tr(web, steps[stepping->step].label), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, steps[stepping->step].label));
    doc_set_text(web->arena, web->view, S("step_words"), web_tr(web, steps[stepping->step].words));
    doc_set_text(web->arena, web->view, S("record_text"), title);
    doc_set_text(web->arena, web->view, S("record_href"), href);
    doc_set_text(web->arena, web->view, S("step_lines"), lines_words(stepping));
    doc_set_text(web->arena, web->view, S("step_action"), step_href(web, stepping->entry, stepping->step));
    doc_set_text(web->arena, web->view, S("step_version"),
                 plain_form_value(web, "_version",
                                  arena_printf(web->arena, "%lld", (long long)stepping->entry->version)));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    add_fields(web, stepping);
    plain_form_add_summary(web);
}

enum outcome entry_step_page(struct web *web) {
    struct stepping stepping;
    if (!stepping_read(web, &stepping)) return OUTCOME_NOT_FOUND;
    step_show(web, &stepping);
    return OUTCOME_OK;
}

/* ---- the step ---- */

static enum outcome show_again(struct web *web, enum outcome outcome) {
    step_show(web, web->state);
    web->response->status = web_status(outcome);
    return OUTCOME_OK;
}

static enum outcome step_written(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return show_again(web, OUTCOME_REFUSED);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return web_redirect(web, arena_join(web->arena, record_href(web, &journal_entry_type, job->changes[0].id),
                                        S("?done=saved")));
}

/* The lines with the amounts typed for them, each on its own side. */
static bool part_lines(struct web *web, struct stepping *stepping, struct slice *lines) {
    for (size_t i = 0; i < stepping->rows.count && i < ENTRY_ROWS_MAX; i++) {
        struct entry_row *row = &stepping->rows.rows[i];
        if (!row->found) continue;
        struct slice name = arena_printf(web->arena, "amount.%zu", i), text = web_field(web, name);
        int64_t amount;
        int decimals = (int)book_unit(&stepping->seen, row->found->unit_id)->decimals.number;
        if (parse_decimal(slice_trim(text), decimals, &amount) != PARSE_OK || amount < 0)
            return refuse_with(&web->refusal, name, TR("“{1}” is not an amount of this account."), text,
                               S(""));
        row->amount = row->amount < 0 ? -amount : amount;
    }
    *lines = entry_rows_text(&stepping->seen, &stepping->rows);
    return true;
}

static bool take_reason(struct web *web, struct change *change) {
    struct slice reason = slice_trim(web_field(web, S("reason")));
    change_set_value(change, "reason", value_of_text(reason));
    return reason.len || refuse(&web->refusal, S("reason"), TR("Say why."));
}

static bool fill_reversal(struct web *web, struct stepping *stepping, struct change *change) {
    const struct journal_entry *entry = journal_entry_of(stepping->entry);
    const struct field *day = record_type_field(&journal_entry_type, S("on_day"));
    bool good = value_parse_input(web->arena, day, web_field(web, S("on_day")), S(""),
                                  record_value(change->values, day), &web->refusal);
    change_set(change, day);
    *change = (struct change){.verb = CHANGE_CREATE,
                              .type = change->type,
                              .org_id = change->org_id,
                              .values = change->values,
                              .sets = change->sets};
    change_set_value(change, "book", entry->book);
    change_set_value(change, "kind", value_of_text(S("reversal")));
    change_set_value(change, "reverses", value_of_id(stepping->entry->id));
    change_set_value(change, "memo",
                     value_of_text(web_tr_fill(web, TR("Reversal: {1}"), entry->memo.text, S(""))));
    change_set_value(change, "lines", entry->lines); /* turned round by the rule */
    bool waits = ledger_book_of(stepping->seen.book)->two_people.number;
    change_set_value(change, "state", value_of_text(waits ? S("draft") : S("posted")));
    return take_reason(web, change) && good;
}

/* False after a refusal. */
static bool change_fill(struct web *web, struct stepping *stepping, struct change *change) {
    struct slice lines;
    change->id = stepping->entry->id;
    switch (stepping->step) {
    case STEP_POST: change_set_value(change, "state", value_of_text(S("posted"))); return true;
    case STEP_PART:
        change_set_value(change, "state", value_of_text(S("posted")));
        if (!part_lines(web, stepping, &lines)) return false;
        change_set_value(change, "lines", value_of_text(lines));
        return true;
    case STEP_RELEASE:
        change_set_value(change, "state", value_of_text(S("void")));
        return take_reason(web, change);
    case STEP_REVERSE: return fill_reversal(web, stepping, change);
    case STEPS: break;
    }
    BUG("step %d", stepping->step);
}

/* The same form sent twice comes back when the first has had its effect: the entry has left the step behind.
 */
static enum outcome already_done(struct web *web) {
    struct uuid id;
    bool repeats = web_arg_id(web, 0, &id) && web_record(web, &journal_entry_type, id) &&
                   store_key_is_used(web_db(web), web->actor, web_field(web, S("_key")));
    return repeats ? web_redirect(web, record_href(web, &journal_entry_type, id)) : OUTCOME_NOT_FOUND;
}

enum outcome entry_step_post(struct web *web) {
    struct stepping *stepping = arena_make(web->arena, struct stepping, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!stepping_read(web, stepping)) return already_done(web);
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &journal_entry_type, stepping->entry->org_id);
    web->state = stepping;
    if (!slice_to_int64(web_field(web, S("_version")), &change->base_version)) return OUTCOME_MALFORMED;
    if (!change_fill(web, stepping, change)) return show_again(web, OUTCOME_REFUSED);
    return web_write(web, change, 1, web_field(web, S("_key")), step_written);
}
