/* SPDX-License-Identifier: Apache-2.0 */
/* See bank_pages.h.  Paper in both languages: the register of the herd or the store, and the contract of a
 * loan. */
#include "catalogue/value.h"
#include "web/bank/bank_pages.h"
#include "web/bank/bank_view.h"
#include "domain/people/people.h"
#include "domain/place/gazetteer.h"
#include "web/furniture.h"

static void add_head(const struct bank_seen *seen, const char *english) {
    struct web *web = seen->web;
    const struct bank *bank = bank_of(seen->bank);
    furniture_add_crumb(web, web_tr(web, bank_type.plural), S("/banks"));
    furniture_add_crumb(web, record_label(seen->names, seen->bank),
                        record_href(web, &bank_type, seen->bank->id));
    furniture_add_crumb(web, web_tr(web, english), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, english));
    doc_set_text(web->arena, web->view, S("bank_name"), record_label(seen->names, seen->bank));
    doc_set_text(web->arena, web->view, S("bank_href"), record_href(web, &bank_type, seen->bank->id));
    doc_set_text(web->arena, web->view, S("organisation"),
                 access_org_name(web->app->access, web->arena, seen->bank->org_id));
    doc_set_text(
        web->arena, web->view, S("bank_place"),
        gazetteer_chain(web->app->gazetteer, web->arena, bank->village.text, web->locale.lang == LANG_KM));
    doc_set_text(web->arena, web->view, S("print_day"), bank_day_text(seen, seen->today));
}

/* ---- the register ---- */

static struct slice event_day(const struct bank_seen *seen, int64_t day) {
    return day == HERD_NEVER ? S("") : bank_day_text(seen, day);
}

static struct slice open_duties(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal) {
    struct text out = TEXT_IN(seen->web->arena);
    for (size_t i = 0; i < herd->duty_count; i++) {
        const struct pass_on_state *state = &herd->duties[i].state;
        if (state->animal != animal || state->until_day != HERD_NEVER) continue;
        for (size_t k = 0; k < state->count; k++) {
            if (state->owed[k].is_met) continue;
            if (out.len) text_append(&out, S("; "));
            text_append(&out, herd_owed_text(seen, herd, &state->owed[k]));
        }
    }
    return text_slice(&out);
}

static bool register_animals(const struct bank_seen *seen) {
    struct web *web = seen->web;
    struct herd_seen herd;
    if (!herd_seen_read(seen, &herd)) return false;
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    const uint32_t *order = herd_by_tag(seen, herd.book);
    for (size_t at = 0; at < herd.book->animal_count; at++) {
        uint32_t i = order[at];
        const struct animal *animal = &herd.book->animals[i];
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("row_tag"), herd_animal_text(seen, &herd, i));
        doc_set_text(web->arena, row, S("row_sex"),
                     choice_label(web, record_type_field(&bank_animal_type, S("sex")),
                                  animal->sex == ANIMAL_FEMALE ? S("female") : S("male")));
        doc_set_text(web->arena, row, S("row_born"), event_day(seen, animal->born_day));
        doc_set_text(web->arena, row, S("row_dam"), herd_animal_text(seen, &herd, animal->dam));
        doc_set_text(web->arena, row, S("row_came"), event_day(seen, herd.states[i].entered_day));
        doc_set_text(web->arena, row, S("row_place"), herd_place_text(seen, &herd, i));
        doc_set_text(web->arena, row, S("row_owed"), open_duties(seen, &herd, i));
    }
    return true;
}

static bool register_moves(const struct bank_seen *seen) {
    struct web *web = seen->web;
    struct stock_moves moves =
        stock_moves_read(web_db(web), web->arena, seen->bank->org_id, seen->bank->id, seen->today);
    struct doc *rows = doc_set_array(web->arena, web->view, S("moves"));
    int64_t sum = 0;
    for (size_t i = 0; i < moves.count; i++) {
        const struct stock_move *move = &moves.items[i];
        if (!exact_add(&sum, move->amount)) return false;
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("move_day"), bank_day_text(seen, move->day));
        doc_set_text(web->arena, row, S("move_text"), web_tr(web, bank_move_words(move->kind)));
        doc_set_text(web->arena, row, S("move_in"),
                     move->amount > 0 ? bank_amount(seen, move->amount) : S(""));
        doc_set_text(web->arena, row, S("move_out"),
                     move->amount < 0 ? bank_amount(seen, -move->amount) : S(""));
        doc_set_text(web->arena, row, S("move_left"), bank_amount(seen, sum));
    }
    return true;
}

enum outcome bank_register_print(struct web *web) {
    struct bank_seen seen;
    struct record *bank = web_record_of_path(web, &bank_type, 0);
    if (!bank) return OUTCOME_NOT_FOUND;
    bank_begin(web, bank, &seen);
    if (!seen.sees_inside) return OUTCOME_NOT_FOUND;
    bool is_herd = bank_is_herd(bank);
    add_head(&seen, is_herd ? TR("Register of the herd") : TR("Stock list"));
    doc_set_bool(web->arena, web->view, S("is_herd"), is_herd);
    return (is_herd ? register_animals : register_moves)(&seen) ? OUTCOME_OK : OUTCOME_FAILED;
}

/* ---- the contract of a loan ---- */

static struct slice household_text(const struct bank_seen *seen, const struct record *member) {
    const struct value *household = &bank_member_of(member)->household;
    return household->present ? record_label_of(seen->names, &household_type, household->id) : S("");
}

enum outcome loan_contract_print(struct web *web) {
    struct bank_seen seen;
    struct record *record = web_record_of_path(web, &stock_loan_type, 0);
    struct record *bank = record ? web_record(web, &bank_type, stock_loan_of(record)->bank.id) : NULL;
    struct record *member =
        record ? web_record(web, &bank_member_type, stock_loan_of(record)->member.id) : NULL;
    struct record *contract =
        record ? web_record(web, &bank_contract_type, stock_loan_of(record)->contract.id) : NULL;
    if (!bank || !member || !contract) return OUTCOME_NOT_FOUND;
    bank_begin(web, bank, &seen);
    const struct stock_loan *loan = stock_loan_of(record);
    struct bank_terms terms = bank_contract_terms(contract);
    add_head(&seen, TR("Contract of a loan in kind"));
    doc_set_text(web->arena, web->view, S("loan_code"), record->code);
    doc_set_text(web->arena, web->view, S("loan_href"), record_href(web, &stock_loan_type, record->id));
    doc_set_text(web->arena, web->view, S("borrower"), household_text(&seen, member));
    doc_set_text(web->arena, web->view, S("member_number"),
                 format_number(web->arena, &web->locale, bank_number(&bank_member_of(member)->number)));
    doc_set_text(web->arena, web->view, S("lent_amount"), bank_amount(&seen, bank_number(&loan->amount)));
    doc_set_text(web->arena, web->view, S("lent_day"), bank_day_text(&seen, bank_day(&loan->lent_on)));
    doc_set_text(web->arena, web->view, S("due_amount"), bank_amount(&seen, bank_number(&loan->owed_at_due)));
    doc_set_text(web->arena, web->view, S("due_day"), bank_day_text(&seen, bank_day(&loan->due_on)));
    doc_set_text(web->arena, web->view, S("interest_amount"),
                 bank_amount(&seen, bank_number(&loan->owed_at_due) - bank_number(&loan->amount)));
    doc_set_text(web->arena, web->view, S("rate"), bank_percent(&seen, terms.rate_ppm));
    doc_set_bool(web->arena, web->view, S("takes_cash"), terms.takes_cash);
    doc_set_text(web->arena, web->view, S("moisture"),
                 bank_counts_heads(bank) ? S("") : bank_percent(&seen, terms.moisture_ppm));
    return OUTCOME_OK;
}

void stock_loan_actions(struct web *web, const struct record *record, struct doc *actions) {
    const struct stock_loan *loan = stock_loan_of(record);
    struct slice bank = uuid_format(web->arena, loan->bank.id), id = uuid_format(web->arena, record->id);
    bool may =
        access_may_in(web->app->access, web->actor, &stock_repayment_type, record->org_id, VERB_CREATE);
    furniture_add_action(web, actions, TR("Contract on paper"),
                         arena_printf(web->arena, "/stock-loans/%.*s/contract", SLICE_ARG(id)), false);
    if (!may || !value_is_code(&loan->state, "lent")) return;
    furniture_add_action(
        web, actions, TR("Take back"),
        arena_printf(web->arena, "/banks/%.*s/do/give-back?loan=%.*s", SLICE_ARG(bank), SLICE_ARG(id)), true);
}
