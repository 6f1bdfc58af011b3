/* SPDX-License-Identifier: Apache-2.0 */
/* See bank_pages.h.  One form for each thing that happens in a bank: only what it needs is asked, amounts in
 * kilograms or heads, moisture in percent.  A step is a row of a table; the records it makes go through the
 * rules like any other. */
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/ledger/ledger.h"
#include "store/query.h"
#include "web/bank/animal_steps.h"
#include "web/bank/bank_pages.h"
#include "web/furniture.h"
#include "web/plain_form.h"

enum { STEP_FIELDS = 12, OPTIONS_MAX = 1000, CHANGES_MAX = 2 };

/* How a value is asked for. */
enum ask {
    ASK_PLAIN,  /* as the catalogue reads it */
    ASK_DAY,    /* today unless said */
    ASK_AMOUNT, /* in the unit of the bank */
    ASK_PERCENT,
    ASK_CHOICE,
    ASK_MEMBER,
    ASK_WAITING, /* a member, those who wait first */
    ASK_LOAN,
    ASK_BULL
};

struct ask_field {
    const char *name; /* of the record; NULL ends */
    enum ask ask;
    bool of_animal; /* of the animal that comes with the event */
    bool optional;
};

struct step {
    const char *code, *label, *words; /* words: a sentence above the form; NULL: none */
    const struct record_type *type;
    struct ask_field fields[STEP_FIELDS];
    bool for_herd;
};

static const struct step bank_steps[] = {
    {"lend",
     TR("Lend"),
     NULL,
     &stock_loan_type,
     {{"member", ASK_MEMBER, false, false},
      {"lent_on", ASK_DAY, false, false},
      {"purpose", ASK_CHOICE, false, false},
      {"amount", ASK_AMOUNT, false, false},
      {"due_on", ASK_PLAIN, false, true},
      {"people", ASK_PLAIN, false, true},
      {"own_amount", ASK_AMOUNT, false, true},
      {"days_to_harvest", ASK_PLAIN, false, true}},
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
     false},
    {"count",
     TR("Count the store"),
     TR("Weigh everything, then write it down. What is missing beyond the loss of storage needs a reason."),
     &stock_count_type,
     {{"counted_on", ASK_DAY, false, false},
      {"counted", ASK_AMOUNT, false, false},
      {"reason", ASK_PLAIN, false, true}},
     false},
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
     true},
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

/* A step of a request. */
struct stepping {
    struct bank_seen seen;
    struct herd_seen herd;
    struct record *animal_record; /* NULL: a step of the bank */
    uint32_t animal;
    enum animal_step event;
    struct step step;
    struct slice back_href, back_text, action;
    struct change changes[CHANGES_MAX];
    size_t change_count;
};

/* ---- which step, and who ---- */

static bool bank_stepping(struct web *web, struct stepping *stepping) {
    size_t at = 0;
    struct record *bank = bank_record_of_path(web, &bank_type);
    while (at < ARRAY_LEN(bank_steps) && !slice_equal(web_arg(web, 1), slice_of(bank_steps[at].code)))
        at++;
    if (!bank || at == ARRAY_LEN(bank_steps)) return false;
    bank_begin(web, bank, &stepping->seen);
    stepping->step = bank_steps[at];
    stepping->back_href = record_href(web, &bank_type, bank->id);
    stepping->back_text = record_label(stepping->seen.names, bank);
    stepping->action = bank_step_href(&stepping->seen, stepping->step.code);
    return stepping->seen.may_write && bank_is_herd(bank) == stepping->step.for_herd;
}

static bool animal_stepping(struct web *web, struct stepping *stepping) {
    stepping->animal_record = bank_record_of_path(web, &bank_animal_type);
    stepping->event = animal_step_find(web_arg(web, 1));
    if (!stepping->animal_record || stepping->event == ANIMAL_STEPS) return false;
    struct record *bank = bank_record(web, &bank_type, bank_animal_of(stepping->animal_record)->bank.id);
    if (!bank) return false;
    bank_begin(web, bank, &stepping->seen);
    herd_seen_read(&stepping->seen, &stepping->herd);
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
    return stepping->seen.may_write && stepping->animal != HERD_NONE &&
           animal_step_is_possible(&stepping->herd, stepping->animal, stepping->event);
}

/* ---- options ---- */

struct options {
    struct plain_choice *items;
    size_t count;
};

static void option_add(struct options *options, struct slice value, struct slice label, struct slice chosen) {
    if (options->count < OPTIONS_MAX)
        options->items[options->count++] = (struct plain_choice){value, label, slice_equal(value, chosen)};
}

static size_t members_of(const struct bank_seen *seen, struct record ***members) {
    struct web *web = seen->web;
    struct view view = web_view(web, &bank_member_type);
    struct list_query query = {.type = &bank_member_type,
                               .org = seen->bank->org_id,
                               .limit = LIMIT_LIST_ROWS,
                               .filter_count = 2,
                               .sort = record_type_field(&bank_member_type, S("number"))};
    query.filters[0] = (struct filter){record_type_field(&bank_member_type, S("bank")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = seen->bank->id}};
    query.filters[1] =
        (struct filter){.field = record_type_field(&bank_member_type, S("left_on")), .op = FILTER_EMPTY};
    size_t count =
        query_list_all(web->app->store, web_db(web), web->arena, &view, &query, OPTIONS_MAX, members, NULL);
    record_names_load(seen->names, *members, count, UINT64_MAX);
    return count;
}

static void options_of_members(const struct stepping *stepping, struct options *options,
                               struct slice chosen) {
    struct web *web = stepping->seen.web;
    struct record **members;
    size_t count = members_of(&stepping->seen, &members);
    for (size_t i = 0; i < count; i++) {
        option_add(options, uuid_format(web->arena, members[i]->id),
                   record_label(stepping->seen.names, members[i]), chosen);
    }
}

static void options_of_waiting(const struct stepping *stepping, struct options *options,
                               struct slice chosen) {
    struct web *web = stepping->seen.web;
    const struct herd_book *book = stepping->herd.book;
    struct herd_waiting *list;
    size_t count = herd_waiting_read(web_db(web), web->arena, book, &list);
    for (size_t i = 0; i < count; i++) {
        if (list[i].waiting.holder == HERD_NONE || list[i].waiting.has_received || !list[i].waiting.is_ready)
            continue;
        struct uuid id = book->members[list[i].waiting.holder];
        option_add(options, uuid_format(web->arena, id),
                   web_tr_fill(web, TR("{1} (waits)"), bank_member_text(&stepping->seen, id), S("")), chosen);
    }
    options_of_members(stepping, options, chosen);
}

static void options_of_loans(const struct stepping *stepping, struct options *options, struct slice chosen) {
    struct web *web = stepping->seen.web;
    struct stock_debts debts = stock_debts_read(web_db(web), web->arena, stepping->seen.bank->org_id,
                                                stepping->seen.bank->id, (struct uuid){0});
    for (size_t i = 0; i < debts.count; i++) {
        struct bank_state state;
        struct bank_breach breach;
        if (!slice_equal(debts.items[i].state, S("lent")) ||
            !stock_debt_state(&debts.items[i], stepping->seen.today, &state, &breach))
            continue;
        option_add(options, uuid_format(web->arena, debts.items[i].id),
                   web_tr_fill(web, TR("{1} owes {2}"),
                               bank_member_text(&stepping->seen, debts.items[i].member_id),
                               bank_amount(&stepping->seen, state.owed)),
                   chosen);
    }
}

static void options_of_bulls(const struct stepping *stepping, struct options *options, struct slice chosen) {
    struct web *web = stepping->seen.web;
    for (uint32_t i = 0; i < stepping->herd.book->animal_count; i++) {
        if (stepping->herd.book->animals[i].sex != ANIMAL_MALE || !stepping->herd.states[i].is_here) continue;
        option_add(options, uuid_format(web->arena, stepping->herd.book->names[i].id),
                   herd_animal_text(&stepping->seen, &stepping->herd, i), chosen);
    }
}

/* A purpose that the bank has no use for is not offered. */
static bool is_offered(const struct stepping *stepping, const struct field *field, struct slice code) {
    if (!slice_equal(slice_of(field->name), S("purpose"))) return true;
    return bank_counts_heads(stepping->seen.bank) == slice_equal(code, S("raising"));
}

static void options_of_choices(const struct stepping *stepping, struct options *options,
                               const struct field *field, struct slice chosen) {
    for (size_t i = 0; i < field->choices->count; i++) {
        struct slice code = slice_of(field->choices->choices[i].code);
        if (is_offered(stepping, field, code))
            option_add(options, code, web_tr(stepping->seen.web, field->choices->choices[i].label), chosen);
    }
}

/* ---- the form ---- */

static const struct record_type *type_of(const struct stepping *stepping, const struct ask_field *ask) {
    return ask->of_animal ? &bank_animal_type : stepping->step.type;
}

static bool is_needed(const struct stepping *stepping, const struct ask_field *ask) {
    bool is_rice = value_is_code(&bank_of(stepping->seen.bank)->kind, "rice");
    bool of_need = strcmp(ask->name, "people") == 0 || strcmp(ask->name, "own_amount") == 0 ||
                   strcmp(ask->name, "days_to_harvest") == 0;
    bool of_moisture = strcmp(ask->name, "moisture_ppm") == 0 || strcmp(ask->name, "variety") == 0;
    if (of_need) return is_rice;
    return !of_moisture || !bank_counts_heads(stepping->seen.bank);
}

static const char *help_of(const struct stepping *stepping, const struct ask_field *ask,
                           const struct field *field) {
    switch (ask->ask) {
    case ASK_AMOUNT: return bank_counts_heads(stepping->seen.bank) ? TR("How many.") : TR("In kilograms.");
    case ASK_PERCENT: return TR("In percent. Empty: as in the book.");
    case ASK_PLAIN: return field->help;
    case ASK_DAY:
    case ASK_CHOICE:
    case ASK_MEMBER:
    case ASK_WAITING:
    case ASK_LOAN:
    case ASK_BULL: return NULL;
    }
    return NULL;
}

static void options_make(const struct stepping *stepping, const struct ask_field *ask,
                         const struct field *field, struct options *options, struct slice chosen) {
    options->items = arena_make(stepping->seen.web->arena, struct plain_choice, OPTIONS_MAX);
    if (ask->optional) option_add(options, S(""), S("–"), chosen);
    switch (ask->ask) {
    case ASK_CHOICE: options_of_choices(stepping, options, field, chosen); return;
    case ASK_MEMBER: options_of_members(stepping, options, chosen); return;
    case ASK_WAITING: options_of_waiting(stepping, options, chosen); return;
    case ASK_LOAN: options_of_loans(stepping, options, chosen); return;
    case ASK_BULL: options_of_bulls(stepping, options, chosen); return;
    case ASK_PLAIN:
    case ASK_DAY:
    case ASK_AMOUNT:
    case ASK_PERCENT: return;
    }
}

/* What must be chosen begins with the first choice, as it is the usual one. */
static void options_begin(const struct ask_field *ask, struct options *options, struct slice chosen) {
    if (ask->ask == ASK_CHOICE && !ask->optional && !chosen.len && options->count)
        options->items[0].selected = true;
}

static bool is_select(enum ask ask) {
    return ask == ASK_CHOICE || ask == ASK_MEMBER || ask == ASK_WAITING || ask == ASK_LOAN || ask == ASK_BULL;
}

static void field_show(const struct stepping *stepping, const struct ask_field *ask, struct doc *fields) {
    struct web *web = stepping->seen.web;
    const struct field *field = record_type_field(type_of(stepping, ask), slice_of(ask->name));
    struct slice known = http_query(web->http, slice_of(ask->name));
    if (ask->ask == ASK_DAY && !known.len) known = format_date_short(web->arena, &web->locale, clock_today());
    struct slice value = plain_form_value(web, ask->name, known);
    struct options options = {0};
    if (is_select(ask->ask)) options_make(stepping, ask, field, &options, value);
    options_begin(ask, &options, value);
    bool is_number = ask->ask == ASK_AMOUNT || ask->ask == ASK_PERCENT || field->kind == KIND_INTEGER;
    plain_form_add(web, fields,
                   &(struct plain_field){.name = ask->name,
                                         .label = field->label,
                                         .control = is_select(ask->ask) ? PLAIN_SELECT : PLAIN_TEXT,
                                         .help = help_of(stepping, ask, field),
                                         .inputmode = is_number && !is_select(ask->ask) ? "decimal" : NULL,
                                         .value = value,
                                         .choices = options.items,
                                         .choice_count = options.count,
                                         .required = !ask->optional,
                                         .narrow = is_number || field->kind == KIND_DATE});
}

static void step_show(struct stepping *stepping) {
    struct web *web = stepping->seen.web;
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    furniture_add_crumb(web, web_tr(web, bank_type.plural), S("/banks"));
    furniture_add_crumb(web, record_label(stepping->seen.names, stepping->seen.bank),
                        record_href(web, &bank_type, stepping->seen.bank->id));
    furniture_add_crumb(web, web_tr(web, stepping->step.label), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, stepping->step.label));
    doc_set_text(web->arena, web->view, S("step_words"),
                 stepping->step.words ? web_tr(web, stepping->step.words) : S(""));
    doc_set_text(web->arena, web->view, S("step_back_href"), stepping->back_href);
    doc_set_text(web->arena, web->view, S("step_back_text"), stepping->back_text);
    doc_set_text(web->arena, web->view, S("step_action"), stepping->action);
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    for (const struct ask_field *ask = stepping->step.fields;
         ask < stepping->step.fields + STEP_FIELDS && ask->name; ask++) {
        if (is_needed(stepping, ask)) field_show(stepping, ask, fields);
    }
    plain_form_add_summary(web);
}

/* ---- reading it ---- */

static bool read_decimal(struct stepping *stepping, const struct ask_field *ask, int decimals,
                         struct slice text, struct value *value) {
    value->present = parse_decimal(text, decimals, &value->number) == PARSE_OK;
    return value->present || refuse_with(&stepping->seen.web->refusal, slice_of(ask->name),
                                         TR("“{1}” is not a number."), text, S(""));
}

static bool field_read(struct stepping *stepping, const struct ask_field *ask, struct change *change) {
    struct web *web = stepping->seen.web;
    const struct field *field = record_type_field(change->type, slice_of(ask->name));
    struct slice text = slice_trim(web_field(web, slice_of(ask->name)));
    struct value value = {0};
    bool good = true;
    if (text.len && ask->ask == ASK_AMOUNT)
        good = read_decimal(stepping, ask, (int)stepping->seen.unit->decimals.number, text, &value);
    else if (text.len && ask->ask == ASK_PERCENT)
        good = read_decimal(stepping, ask, 4, text, &value);
    else if (text.len)
        good = value_parse_input(web->arena, field, text, S(""), &value, &web->refusal);
    change_set_value(change, ask->name, value);
    return good;
}

static bool fields_read(struct stepping *stepping, struct change *change, bool of_animal) {
    bool good = true;
    for (const struct ask_field *ask = stepping->step.fields;
         ask < stepping->step.fields + STEP_FIELDS && ask->name; ask++) {
        if (ask->of_animal == of_animal && is_needed(stepping, ask))
            good = field_read(stepping, ask, change) && good;
    }
    return good;
}

static struct value id_value(struct uuid id) {
    return (struct value){.present = true, .id = id};
}

static struct change *change_add(struct stepping *stepping, const struct record_type *type) {
    struct change *change = &stepping->changes[stepping->change_count++];
    *change = change_new(stepping->seen.web->arena, CHANGE_CREATE, type, stepping->seen.bank->org_id);
    return change;
}

/* The animal that comes with a birth or in the place of another. */
static bool animal_read(struct stepping *stepping, struct uuid *id) {
    bool is_birth = stepping->event == STEP_CALVE;
    struct change *change = change_add(stepping, &bank_animal_type);
    /* The same for the same form, so that one sent twice is one. */
    *id = change->id = web_form_identity(stepping->seen.web, web_field(stepping->seen.web, S("_key")));
    change_set_value(change, "bank", id_value(stepping->seen.bank->id));
    change_set_value(change, "species", bank_animal_of(stepping->animal_record)->species);
    change_set_value(change, "origin", value_of_text(is_birth ? S("born") : S("replaces")));
    if (is_birth) change_set_value(change, "dam", id_value(stepping->animal_record->id));
    if (!is_birth) return fields_read(stepping, change, true);
    const struct field *born = record_type_field(&bank_animal_type, S("born_on"));
    struct value value = {0};
    bool good = value_parse_input(stepping->seen.web->arena, born, web_field(stepping->seen.web, S("on_day")),
                                  S(""), &value, &stepping->seen.web->refusal);
    change_set_value(change, "born_on", value);
    return fields_read(stepping, change, true) && good;
}

static bool event_read(struct stepping *stepping) {
    struct web *web = stepping->seen.web;
    struct uuid other = {0};
    bool is_born_alive = stepping->event == STEP_CALVE && slice_trim(web_field(web, S("tag"))).len;
    bool has_animal = is_born_alive || stepping->event == STEP_REPLACE;
    bool good = !has_animal || animal_read(stepping, &other);
    struct change *change = change_add(stepping, &animal_event_type);
    struct slice kind = slice_of(animal_event_kind_choices.choices[stepping->event].code);
    change_set_value(change, "kind", value_of_text(kind));
    good = fields_read(stepping, change, false) && good;
    change_set_value(change, "animal",
                     id_value(stepping->event == STEP_REPLACE ? other : stepping->animal_record->id));
    if (stepping->event == STEP_REPLACE) other = stepping->animal_record->id;
    if (has_animal) change_set_value(change, "other", id_value(other));
    return good;
}

static bool bank_read(struct stepping *stepping) {
    struct change *change = change_add(stepping, stepping->step.type);
    if (change->type != &stock_repayment_type)
        change_set_value(change, "bank", id_value(stepping->seen.bank->id));
    if (change->type == &bank_animal_type) change_set_value(change, "origin", value_of_text(S("bought")));
    return fields_read(stepping, change, false);
}

/* ---- writing ---- */

/* Of two changes the store says which one is meant: the fields of the form have names of their own. */
static struct slice form_field(struct slice field) {
    struct slice rest = field, first;
    int64_t index;
    return slice_split(&rest, '.', &first) && rest.len && slice_to_int64(first, &index) ? rest : field;
}

static enum outcome show_again(struct stepping *stepping, enum outcome outcome) {
    step_show(stepping);
    stepping->seen.web->response->status = web_status(outcome);
    return OUTCOME_OK;
}

static enum outcome step_written(struct web *web, struct write_job *job) {
    struct stepping *stepping = web->state;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, arena_join(web->arena, stepping->back_href, S("?done=saved")));
    for (struct refusal_item *item = job->refusal.first; item; item = item->next) {
        item->field = form_field(item->field);
    }
    web->refusal = job->refusal;
    return job->outcome == OUTCOME_REFUSED ? show_again(stepping, job->outcome) : job->outcome;
}

/* The same form sent twice comes back when the first has had its effect: the animal has left the step behind.
 */
static enum outcome already_done(struct web *web) {
    struct record *animal = bank_record_of_path(web, &bank_animal_type);
    bool repeats = animal && store_key_is_used(web_db(web), web->actor, web_field(web, S("_key")));
    return repeats ? web_redirect(web, record_href(web, &bank_animal_type, animal->id)) : OUTCOME_NOT_FOUND;
}

static enum outcome stepping_post(struct web *web, bool (*find)(struct web *, struct stepping *)) {
    struct stepping *stepping = arena_make(web->arena, struct stepping, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!find(web, stepping)) return already_done(web);
    web->state = stepping;
    bool good = stepping->animal_record ? event_read(stepping) : bank_read(stepping);
    if (!good) return show_again(stepping, OUTCOME_REFUSED);
    return web_write(web, stepping->changes, stepping->change_count, web_field(web, S("_key")), step_written);
}

static enum outcome stepping_page(struct web *web, bool (*find)(struct web *, struct stepping *)) {
    struct stepping *stepping = arena_make(web->arena, struct stepping, 1);
    if (!find(web, stepping)) return OUTCOME_NOT_FOUND;
    step_show(stepping);
    return OUTCOME_OK;
}

enum outcome bank_step_page(struct web *web) {
    return stepping_page(web, bank_stepping);
}

enum outcome bank_step_post(struct web *web) {
    return stepping_post(web, bank_stepping);
}

enum outcome animal_step_page(struct web *web) {
    return stepping_page(web, animal_stepping);
}

enum outcome animal_step_post(struct web *web) {
    return stepping_post(web, animal_stepping);
}
