/* SPDX-License-Identifier: Apache-2.0 */
#include "web/bank/bank_stepping.h"

#include "catalogue/value.h"

static const struct step bank_steps[] = {
    {"lend",
     TR("Lend"),
     NULL,
     &stock_loan_type,
     {{"member", ASK_MEMBER, false, false},
      {"lent_on", ASK_DAY, false, false},
      {"purpose", ASK_CHOICE, false, false},
      {"amount", ASK_AMOUNT, false, false},
      {"lot", ASK_LOT, false, true},
      {"due_on", ASK_PLAIN, false, true},
      {"people", ASK_PLAIN, false, true},
      {"own_amount", ASK_AMOUNT, false, true},
      {"days_to_harvest", ASK_PLAIN, false, true}},
     false,
     NULL,
     false},
    {"give-back",
     TR("Take back"),
     NULL,
     &stock_repayment_type,
     {{"loan", ASK_LOAN, false, false},
      {"paid_on", ASK_DAY, false, false},
      {"repaid_in", ASK_CHOICE, false, false},
      {"amount", ASK_AMOUNT, false, false},
      {"moisture_ppm", ASK_PERCENT, false, true},
      {"price", ASK_PLAIN, false, true},
      {"market_price", ASK_PLAIN, false, true},
      {"minute", ASK_PLAIN, false, true}},
     false,
     NULL,
     false},
    {"receive",
     TR("Goods come in"),
     NULL,
     &stock_lot_type,
     {{"received_on", ASK_DAY, false, false},
      {"source", ASK_CHOICE, false, false},
      {"member", ASK_MEMBER, false, true},
      {"from_whom", ASK_PLAIN, false, true},
      {"amount", ASK_AMOUNT, false, false},
      {"moisture_ppm", ASK_PERCENT, false, true},
      {"cost", ASK_PLAIN, false, true},
      {"variety", ASK_PLAIN, false, true}},
     false,
     NULL,
     false},
    {"count",
     TR("Count the store"),
     TR("Weigh everything, then write it down. What is missing beyond the loss of storage needs a reason."),
     &stock_count_type,
     {{"counted_on", ASK_DAY, false, false},
      {"counted", ASK_AMOUNT, false, false},
      {"reason", ASK_PLAIN, false, true}},
     false,
     NULL,
     false},
    {"sell",
     TR("Sell goods"),
     TR("At the price that the minute says. The money goes into the box of the bank."),
     &stock_out_type,
     {{"on_day", ASK_DAY, false, false},
      {"amount", ASK_AMOUNT, false, false},
      {"lot", ASK_LOT, false, true},
      {"to_whom", ASK_PLAIN, false, false},
      {"price", ASK_PLAIN, false, false},
      {"minute", ASK_PLAIN, false, false}},
     false,
     "sold",
     false},
    {"loss",
     TR("Write down a loss"),
     TR("What was stolen, burnt, eaten or spoilt, when it was seen. What is only missing is found when the "
        "store is counted."),
     &stock_out_type,
     {{"on_day", ASK_DAY, false, false},
      {"amount", ASK_AMOUNT, false, false},
      {"lot", ASK_LOT, false, true},
      {"minute", ASK_PLAIN, false, false}},
     false,
     "lost",
     false},
    {"give",
     TR("Give goods away"),
     TR("To a family in need, as the members decided; nothing is owed for it."),
     &stock_out_type,
     {{"on_day", ASK_DAY, false, false},
      {"amount", ASK_AMOUNT, false, false},
      {"lot", ASK_LOT, false, true},
      {"to_whom", ASK_PLAIN, false, false},
      {"minute", ASK_PLAIN, false, false}},
     false,
     "given",
     false},
    {"write-off",
     TR("Write a loan off"),
     TR("When nothing is to be hoped for any more. What comes back all the same is income of the bank."),
     &stock_loan_type,
     {{"loan", ASK_DEBT, false, false},
      {"written_off_on", ASK_DAY, false, false},
      {"written_off_why", ASK_PLAIN, false, false}},
     false,
     NULL,
     true},
    {"animal",
     TR("New animal"),
     TR("An animal that was bought or given to the bank. A calf is written down at its mother."),
     &bank_animal_type,
     {{"tag", ASK_PLAIN, false, false},
      {"name", ASK_PLAIN, false, true},
      {"species", ASK_CHOICE, false, false},
      {"sex", ASK_CHOICE, false, false},
      {"entered_on", ASK_DAY, false, false},
      {"born_on", ASK_PLAIN, false, true},
      {"price", ASK_PLAIN, false, true},
      {"marks", ASK_PLAIN, false, true}},
     true,
     NULL,
     false},
};

#define ON_DAY                                                                                               \
    { "on_day", ASK_DAY, false, false }
#define NOTE                                                                                                 \
    { "note", ASK_PLAIN, false, true }
#define LOSS                                                                                                 \
    {"certified_by", ASK_CHOICE, false, true}, {"certificate", ASK_PLAIN, false, true}, {                    \
        "cause", ASK_PLAIN, false, true                                                                      \
    }

/* By enum animal_step. */
static const struct {
    const char *words;
    struct ask_field fields[STEP_FIELDS];
} animal_forms[ANIMAL_STEPS] = {
    [STEP_LEND] = {TR("The terms of the day go with the animal."),
                   {{"member", ASK_WAITING, false, false}, ON_DAY, NOTE}},
    [STEP_SERVE] = {NULL, {ON_DAY, {"other", ASK_BULL, false, true}, NOTE}},
    [STEP_CALVE] = {TR("Leave the ear tag empty when the calf was stillborn. Twins are written down one "
                       "after the other."),
                    {ON_DAY,
                     {"tag", ASK_PLAIN, true, true},
                     {"name", ASK_PLAIN, true, true},
                     {"sex", ASK_CHOICE, true, true},
                     {"sire", ASK_BULL, true, true},
                     {"marks", ASK_PLAIN, true, true},
                     NOTE}},
    [STEP_RETURN] = {NULL, {ON_DAY, NOTE}},
    [STEP_PASS_ON] = {TR("The next family gets it, on the terms of the day."),
                      {{"member", ASK_WAITING, false, false}, ON_DAY, NOTE}},
    [STEP_REPLACE] = {TR("The new animal goes on with the terms of the one that was lost."),
                      {ON_DAY,
                       {"tag", ASK_PLAIN, true, false},
                       {"name", ASK_PLAIN, true, true},
                       {"sex", ASK_CHOICE, true, false},
                       {"born_on", ASK_PLAIN, true, true},
                       {"marks", ASK_PLAIN, true, true},
                       NOTE}},
    [STEP_SELL] = {TR("The money goes into the box of the bank."),
                   {ON_DAY, {"amount", ASK_PLAIN, false, false}, NOTE}},
    [STEP_DIE] = {NULL, {ON_DAY, LOSS, NOTE}},
    [STEP_STEAL] = {NULL, {ON_DAY, LOSS, NOTE}},
    [STEP_OWN] = {TR("The bank has no more say over it; it leaves the book."), {ON_DAY, NOTE}},
};

/* ---- which step, and who ---- */

bool bank_stepping(struct web *web, struct stepping *stepping) {
    size_t at = 0;
    struct record *bank = web_record_of_path(web, &bank_type, 0);
    while (at < ARRAY_LEN(bank_steps) && !slice_equal(web_arg(web, 1), slice_of(bank_steps[at].code)))
        at++;
    if (!bank || at == ARRAY_LEN(bank_steps)) return false;
    bank_begin(web, bank, &stepping->seen);
    stepping->step = bank_steps[at];
    stepping->back_href = record_href(web, &bank_type, bank->id);
    stepping->back_text = record_label(stepping->seen.names, bank);
    stepping->action = bank_step_href(&stepping->seen, stepping->step.code);
    return stepping->seen.may_write && bank_is_herd(bank) == stepping->step.for_herd &&
           (!stepping->step.writes_off || stepping->seen.may_write_off);
}

bool animal_stepping(struct web *web, struct stepping *stepping) {
    stepping->animal_record = web_record_of_path(web, &bank_animal_type, 0);
    stepping->event = animal_step_find(web_arg(web, 1));
    if (!stepping->animal_record || stepping->event == ANIMAL_STEPS) return false;
    struct record *bank = web_record(web, &bank_type, bank_animal_of(stepping->animal_record)->bank.id);
    if (!bank) return false;
    bank_begin(web, bank, &stepping->seen);
    if (!herd_seen_read(&stepping->seen, &stepping->herd)) return false;
    stepping->animal = herd_book_animal_at(stepping->herd.book, stepping->animal_record->id);
    stepping->step = (struct step){.code = animal_step_code(stepping->event),
                                   .label = animal_step_label(stepping->event),
                                   .words = animal_forms[stepping->event].words,
                                   .type = &animal_event_type,
                                   .for_herd = true};
    memcpy(stepping->step.fields, animal_forms[stepping->event].fields, sizeof stepping->step.fields);
    stepping->back_href = record_href(web, &bank_animal_type, stepping->animal_record->id);
    stepping->back_text = record_label(stepping->seen.names, stepping->animal_record);
    stepping->action =
        arena_printf(web->arena, "%.*s/do/%s", SLICE_ARG(stepping->back_href), stepping->step.code);
    return stepping->seen.may_write && stepping->animal != HERD_NONE;
}

/* ---- the changes ---- */

static struct change *change_add(struct stepping *stepping, enum change_verb verb,
                                 const struct record_type *type) {
    struct change *change = &stepping->changes[stepping->change_count++];
    *change = change_new(stepping->seen.web->arena, verb, type, stepping->seen.bank->org_id);
    return change;
}

struct change *bank_change(struct stepping *stepping) {
    const struct record_type *type = stepping->step.type;
    struct change *change =
        change_add(stepping, stepping->step.writes_off ? CHANGE_UPDATE : CHANGE_CREATE, type);
    if (stepping->step.writes_off) {
        change_set_value(change, "state", value_of_text(S("written_off")));
        return change;
    }
    if (type != &stock_repayment_type) change_set_value(change, "bank", value_of_id(stepping->seen.bank->id));
    if (type == &bank_animal_type) change_set_value(change, "origin", value_of_text(S("bought")));
    if (stepping->step.kind) change_set_value(change, "kind", value_of_text(slice_of(stepping->step.kind)));
    return change;
}

bool write_off_change(struct stepping *stepping, struct change *change, struct slice loan_id) {
    struct web *web = stepping->seen.web;
    struct record *loan =
        uuid_parse(loan_id, &change->id) ? web_record(web, &stock_loan_type, change->id) : NULL;
    if (!loan || !uuid_equal(stock_loan_of(loan)->bank.id, stepping->seen.bank->id))
        return refuse(&web->refusal, S("loan"), "Choose one from the list; this one is not known.");
    if (!value_is_code(&stock_loan_of(loan)->state, "lent"))
        return refuse(&web->refusal, S("loan"), "Nothing is owed on this loan.");
    if (!change->base_version) change->base_version = loan->version;
    return true;
}

struct change *animal_change(struct stepping *stepping, struct uuid id) {
    bool is_birth = stepping->event == STEP_CALVE;
    struct change *change = change_add(stepping, CHANGE_CREATE, &bank_animal_type);
    change->id = id;
    change_set_value(change, "bank", value_of_id(stepping->seen.bank->id));
    change_set_value(change, "species", bank_animal_of(stepping->animal_record)->species);
    change_set_value(change, "origin", value_of_text(is_birth ? S("born") : S("replaces")));
    if (is_birth) change_set_value(change, "dam", value_of_id(stepping->animal_record->id));
    return change;
}

/* The animal that replaces is the one of the event; the one that is gone is the other. */
struct change *event_change(struct stepping *stepping, const struct uuid *with_animal) {
    struct change *change = change_add(stepping, CHANGE_CREATE, &animal_event_type);
    struct slice kind = slice_of(animal_event_kind_choices.choices[stepping->event].code);
    struct uuid here = stepping->animal_record->id, other = with_animal ? *with_animal : here;
    bool replaces = stepping->event == STEP_REPLACE;
    change_set_value(change, "kind", value_of_text(kind));
    change_set_value(change, "animal", value_of_id(replaces ? other : here));
    if (with_animal) change_set_value(change, "other", value_of_id(replaces ? here : other));
    return change;
}
