/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/bank/bank_post.h"

#include "base/log.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/book_accounts.h"

/* ---- accounts ---- */

struct posting {
    struct rule *rule;
    const struct record *bank;
    struct bank_post *post;
    struct refusal *refusal;
};

static bool account_of_unit(struct db *db, const struct ledger_post *post, const char *role, struct uuid unit,
                            struct uuid *id) {
    struct db_query *query = db_query(db, SQL("SELECT id FROM ledger_account WHERE org_id = ?1 AND \"book\" "
                                              "= ?2 AND \"role\" = ?3 AND \"unit\" = ?4 "
                                              "AND \"subject\" IS NULL AND \"closed_on\" IS NULL AND "
                                              "deleted_ms = 0 ORDER BY \"number\", id LIMIT 1"));
    db_bind_uuid(query, 1, post->org_id);
    db_bind_uuid(query, 2, post->book_id);
    db_bind_text(query, 3, slice_of(role));
    db_bind_uuid(query, 4, unit);
    bool found = db_next(query);
    if (found) *id = db_column_uuid(query, 0);
    db_done(query);
    return found;
}

static bool add_to(struct posting *posting, struct uuid account_id, int64_t amount) {
    struct bank_post *post = posting->post;
    if (!amount) return true;
    ASSERT(post->post.line_count < BANK_POST_LINES);
    post->lines[post->post.line_count++] = (struct ledger_line){account_id, amount};
    return true;
}

static bool add_unit(struct posting *posting, const char *role, struct uuid unit, int64_t amount) {
    struct uuid id;
    if (!amount) return true;
    if (account_of_unit(posting->rule->db, &posting->post->post, role, unit, &id))
        return add_to(posting, id, amount);
    const struct choice *choice = choice_find(&account_role_choices, slice_of(role));
    return refuse_with(posting->refusal, S(""), "The book has no open account used for: {1}.",
                       slice_of(choice ? choice->label : role), S(""));
}

/* Of the goods or animals of the bank. */
static bool add(struct posting *posting, const char *role, int64_t amount) {
    return add_unit(posting, role, bank_of(posting->bank)->unit.id, amount);
}

static bool add_money(struct posting *posting, const char *role, int64_t riel) {
    return add_unit(posting, role, commodity_id(S("KHR")), riel);
}

/* The account of what one member has borrowed. */
static bool add_member(struct posting *posting, struct uuid member_id, int64_t amount) {
    struct uuid id;
    const struct ledger_post *post = &posting->post->post;
    struct ledger_accounts accounts =
        ledger_accounts_read(posting->rule->db, posting->rule->job_arena, post->org_id, post->book_id);
    if (ledger_accounts_find(&accounts, "loans", member_id, &id)) return add_to(posting, id, amount);
    return add(posting, "loans", amount);
}

static bool begin(struct posting *posting, const struct record *record, const struct value *day) {
    struct bank_post *post = posting->post;
    *post = (struct bank_post){.post = {.org_id = record->org_id,
                                        .day = bank_day(day),
                                        .source_type = record->type,
                                        .source_id = record->id}};
    return ledger_book_of_subject(posting->rule->db, posting->rule->job_arena, record->org_id,
                                  posting->bank->id, &post->post.book_id) ||
           refuse(posting->refusal, S("bank"), "The book of the bank is gone; bring it back first.");
}

/* ---- goods ---- */

bool bank_post_lot(struct rule *rule, const struct record *bank, const struct record *record,
                   struct bank_post *post, struct refusal *refusal) {
    struct posting posting = {rule, bank, post, refusal};
    const struct stock_lot *lot = stock_lot_of(record);
    int64_t amount = bank_number(&lot->book_amount), cost = bank_number(&lot->cost);
    bool is_bought = value_is_code(&lot->source, "bought");
    const char *from = value_is_code(&lot->source, "contribution") ? "shares"
                       : value_is_code(&lot->source, "donated")    ? "grants"
                       : is_bought                                 ? "exchange"
                       : value_is_code(&lot->source, "grown")      ? "other_income"
                                                                   : "opening";
    if (!begin(&posting, record, &lot->received_on) || !add(&posting, "stock", amount) ||
        !add(&posting, from, -amount))
        return false;
    return !is_bought || (add_money(&posting, "exchange", cost) && add_money(&posting, "cash", -cost));
}

bool bank_post_loan(struct rule *rule, const struct record *bank, const struct record *record,
                    struct bank_post *post, struct refusal *refusal) {
    struct posting posting = {rule, bank, post, refusal};
    const struct stock_loan *loan = stock_loan_of(record);
    int64_t amount = bank_number(&loan->amount);
    return begin(&posting, record, &loan->lent_on) && add_member(&posting, loan->member.id, amount) &&
           add(&posting, "stock", -amount);
}

bool bank_post_write_off(struct rule *rule, const struct record *bank, const struct record *record,
                         struct bank_post *post, struct refusal *refusal) {
    struct posting posting = {rule, bank, post, refusal};
    const struct stock_loan *loan = stock_loan_of(record);
    int64_t amount = bank_number(&loan->written_off_amount);
    return begin(&posting, record, &loan->written_off_on) && add(&posting, "written_off", amount) &&
           add_member(&posting, loan->member.id, -amount);
}

/* What pays the debt; what was written off and comes back all the same is income. */
static bool add_given_back(struct posting *posting, const struct record *loan,
                           const struct stock_repayment *repayment) {
    int64_t amount = bank_number(&repayment->book_amount), interest = bank_number(&repayment->interest);
    if (repayment->recovered.present) return add(posting, "other_income", -amount);
    return add_member(posting, stock_loan_of(loan)->member.id, interest - amount) &&
           add(posting, "interest", -interest);
}

bool bank_post_repayment(struct rule *rule, const struct record *bank, const struct record *loan,
                         const struct record *record, struct bank_post *post, struct refusal *refusal) {
    struct posting posting = {rule, bank, post, refusal};
    const struct stock_repayment *repayment = stock_repayment_of(record);
    bool is_cash = value_is_code(&repayment->repaid_in, "cash");
    int64_t cash = is_cash ? bank_number(&repayment->cash) : 0;
    return begin(&posting, record, &repayment->paid_on) &&
           add(&posting, is_cash ? "exchange" : "stock", bank_number(&repayment->book_amount)) &&
           add_given_back(&posting, loan, repayment) && add_money(&posting, "cash", cash) &&
           add_money(&posting, "exchange", -cash);
}

bool bank_post_out(struct rule *rule, const struct record *bank, const struct record *record,
                   struct bank_post *post, struct refusal *refusal) {
    struct posting posting = {rule, bank, post, refusal};
    const struct stock_out *out = stock_out_of(record);
    int64_t amount = bank_number(&out->amount), cash = bank_number(&out->cash);
    const char *to = value_is_code(&out->kind, "sold")   ? "exchange"
                     : value_is_code(&out->kind, "lost") ? "loss"
                                                         : "costs";
    return begin(&posting, record, &out->on_day) && add(&posting, to, amount) &&
           add(&posting, "stock", -amount) && add_money(&posting, "cash", cash) &&
           add_money(&posting, "exchange", -cash);
}

bool bank_post_count(struct rule *rule, const struct record *bank, const struct record *record,
                     struct bank_post *post, struct refusal *refusal) {
    struct posting posting = {rule, bank, post, refusal};
    const struct stock_count *count = stock_count_of(record);
    int64_t lost = bank_number(&count->loss) + bank_number(&count->shortage),
            surplus = bank_number(&count->surplus);
    return begin(&posting, record, &count->counted_on) && add(&posting, "loss", lost) &&
           add(&posting, "other_income", -surplus) && add(&posting, "stock", surplus - lost);
}

/* ---- animals ---- */

bool bank_post_animal(struct rule *rule, const struct record *bank, const struct record *record,
                      struct bank_post *post, struct refusal *refusal) {
    struct posting posting = {rule, bank, post, refusal};
    const struct bank_animal *animal = bank_animal_of(record);
    int64_t price = bank_number(&animal->price);
    if (!begin(&posting, record, &animal->entered_on)) return false;
    if (!value_is_code(&animal->origin, "bought")) return true;
    return add(&posting, "stock", 1) && add(&posting, animal->price.present ? "exchange" : "grants", -1) &&
           add_money(&posting, "exchange", price) && add_money(&posting, "cash", -price);
}

/* The account of a place; NULL: it is not in the book. */
static const char *role_of_place(enum herd_place place) {
    switch (place) {
    case HERD_PLACE_BANK: return "stock";
    case HERD_PLACE_LENT: return "loans";
    case HERD_PLACE_EXPECTED:
    case HERD_PLACE_OWNED:
    case HERD_PLACE_GONE: return NULL;
    }
    BUG("place of an animal");
}

/* Where an animal comes from or goes to when it comes into the book or leaves it. */
static const char *role_of_event(enum herd_event_kind kind) {
    switch (kind) {
    case HERD_CALVE:
    case HERD_REPLACE: return "other_income";
    case HERD_SELL: return "exchange";
    case HERD_DIE:
    case HERD_STEAL: return "loss";
    case HERD_OWN: return "costs"; /* handing animals over is what the bank is for */
    case HERD_LEND:
    case HERD_SERVE:
    case HERD_RETURN:
    case HERD_PASS_ON:
    case HERD_EVENTS: return NULL;
    }
    BUG("kind of event %d", kind);
}

static bool add_move(struct posting *posting, enum herd_event_kind kind, enum herd_place before,
                     enum herd_place now) {
    const char *from = role_of_place(before), *to = role_of_place(now);
    if (!from && !to) return true;
    if (!from) from = role_of_event(kind);
    if (!to) to = role_of_event(kind);
    ASSERT(from && to);
    if (strcmp(from, to) == 0) return true;
    return add(posting, to, 1) && add(posting, from, -1);
}

/* The places before and after one event; the herd can live with it. */
static void places_of(struct arena *arena, const struct herd_book *book, size_t at, uint32_t animal,
                      enum herd_place *before, enum herd_place *now) {
    struct animal_state *states;
    struct herd earlier = herd_book_herd(book, at), later = herd_book_herd(book, at + 1);
    size_t fault;
    int64_t day = book->events[at].day;
    if (herd_on(arena, &earlier, book->rules, day, &states, &fault) != HERD_OK)
        BUG("a herd that was checked cannot be");
    *before = herd_place_of(&states[animal]);
    if (herd_on(arena, &later, book->rules, day, &states, &fault) != HERD_OK)
        BUG("a herd that was checked cannot be");
    *now = herd_place_of(&states[animal]);
}

static bool add_animal(struct posting *posting, const struct herd_book *book, size_t at, uint32_t animal) {
    enum herd_place before, now;
    places_of(posting->rule->job_arena, book, at, animal, &before, &now);
    return add_move(posting, book->events[at].kind, before, now);
}

bool bank_post_event(struct rule *rule, const struct record *bank, const struct herd_book *book, size_t at,
                     const struct record *record, struct bank_post *post, struct refusal *refusal) {
    struct posting posting = {rule, bank, post, refusal};
    const struct herd_event *event = &book->events[at];
    if (!begin(&posting, record, &animal_event_of(record)->on_day) ||
        !add_animal(&posting, book, at, event->animal))
        return false;
    if (event->kind == HERD_CALVE && event->other != HERD_NONE)
        return add_animal(&posting, book, at, event->other);
    if (event->kind != HERD_SELL || !post->post.line_count) return true;
    return add_money(&posting, "cash", event->amount) && add_money(&posting, "exchange", -event->amount);
}

/* ---- posting ---- */

bool bank_post_check(struct rule *rule, struct bank_post *post, struct refusal *refusal) {
    post->post.lines = post->lines;
    return !post->post.line_count || ledger_check(rule, &post->post, 1, refusal);
}

bool bank_post_check_back(struct rule *rule, struct bank_post *post, struct refusal *refusal) {
    if (rule->is_asking) return true; /* the books in memory are the writer's */
    post->post.kind = LEDGER_REVERSAL;
    for (size_t i = 0; i < post->post.line_count; i++) {
        post->lines[i].amount = -post->lines[i].amount;
    }
    return bank_post_check(rule, post, refusal);
}

void bank_post_write(struct rule *rule, struct bank_post *post) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    post->post.lines = post->lines;
    if (post->post.line_count && !ledger_write(rule, &post->post, 1, NULL, &refusal))
        rule_give_up(rule, "what was checked could not be posted");
}
