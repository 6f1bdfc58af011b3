/* SPDX-License-Identifier: Apache-2.0 */
/* See bank_pages.h.  One form for each thing that happens in a bank: only what it needs is asked, amounts in
 * kilograms or heads, moisture in percent.  A step is a row of a table (bank_stepping.h); the records it
 * makes go through the rules like any other. */
#include "catalogue/value.h"
#include "domain/ledger/ledger.h"
#include "store/query.h"
#include "web/bank/bank_pages.h"
#include "web/bank/bank_stepping.h"
#include "web/furniture.h"
#include "web/plain_form.h"

enum { OPTIONS_MAX = 1000 };

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

/* What is out of a loan that was written off may come back; it is not written off once more. */
static void option_of_lost(const struct stepping *stepping, struct options *options,
                           const struct stock_debt *debt, struct slice chosen) {
    struct web *web = stepping->seen.web;
    int64_t out = debt->written_off - debt->recovered;
    if (out <= 0 || !slice_equal(debt->state, S("written_off"))) return;
    option_add(options, uuid_format(web->arena, debt->id),
               web_tr_fill(web, TR("{1}: {2} were written off"),
                           bank_member_text(&stepping->seen, debt->member_id),
                           bank_amount(&stepping->seen, out)),
               chosen);
}

static void options_of_loans(const struct stepping *stepping, struct options *options, bool with_lost,
                             struct slice chosen) {
    struct web *web = stepping->seen.web;
    struct stock_debts debts = stock_debts_read(web_db(web), web->arena, stepping->seen.bank->org_id,
                                                stepping->seen.bank->id, (struct uuid){0});
    for (size_t i = 0; i < debts.count; i++) {
        struct bank_state state;
        struct bank_breach breach;
        if (with_lost) option_of_lost(stepping, options, &debts.items[i], chosen);
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

/* The oldest first, and it is the first choice. */
static void options_of_lots(const struct stepping *stepping, struct options *options, struct slice chosen) {
    const struct bank_seen *seen = &stepping->seen;
    struct web *web = seen->web;
    struct stock_moves moves =
        stock_moves_read(web_db(web), web->arena, seen->bank->org_id, seen->bank->id, seen->today);
    stock_lots_left(&moves);
    for (size_t i = 0; i < moves.count; i++) {
        const struct stock_move *move = &moves.items[i];
        if (move->left <= 0 || move->kind == STOCK_SURPLUS) continue;
        struct slice came = arena_printf(web->arena, "%.*s, %.*s", SLICE_ARG(bank_day_text(seen, move->day)),
                                         SLICE_ARG(web_tr(web, bank_move_words(move->kind))));
        option_add(options, uuid_format(web->arena, move->id),
                   web_tr_fill(web, TR("{1}: {2} left"), came, bank_amount(seen, move->left)), chosen);
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
    if (ask->ask == ASK_DEBT) return &stock_repayment_type;
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
    case ASK_DEBT:
    case ASK_LOT:
    case ASK_BULL: return NULL;
    }
    return NULL;
}

static void options_make(const struct stepping *stepping, const struct ask_field *ask,
                         const struct field *field, struct options *options, struct slice chosen) {
    struct web *web = stepping->seen.web;
    options->items = arena_make(web->arena, struct plain_choice, OPTIONS_MAX);
    switch (ask->ask) {
    case ASK_CHOICE: options_of_choices(stepping, options, field, chosen); return;
    case ASK_MEMBER: options_of_members(stepping, options, chosen); return;
    case ASK_WAITING: options_of_waiting(stepping, options, chosen); return;
    case ASK_LOAN: options_of_loans(stepping, options, true, chosen); return;
    case ASK_DEBT: options_of_loans(stepping, options, false, chosen); return;
    case ASK_LOT: options_of_lots(stepping, options, chosen); return;
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
    return ask != ASK_PLAIN && ask != ASK_DAY && ask != ASK_AMOUNT && ask != ASK_PERCENT;
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
                                         .none = ask->ask == ASK_LOT ? TR("The oldest first") : NULL,
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
    doc_set_text(web->arena, web->view, S("step_book"),
                 stepping->step.type == &stock_count_type ? bank_book_words(&stepping->seen) : S(""));
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

/* Goods that came in and goods that were given back are chosen from one list. */
static bool lot_read(struct stepping *stepping, struct slice text, struct change *change) {
    struct web *web = stepping->seen.web;
    struct value value = {.present = text.len > 0};
    if (value.present && !uuid_parse(text, &value.id))
        return refuse(&web->refusal, S("lot"), "Choose one from the list; this one is not known.");
    bool was_given_back = value.present && web_record(web, &stock_repayment_type, value.id);
    change_set_value(change, was_given_back ? "lot_back" : "lot", value);
    return true;
}

static bool field_read(struct stepping *stepping, const struct ask_field *ask, struct change *change) {
    struct web *web = stepping->seen.web;
    const struct field *field = record_type_field(change->type, slice_of(ask->name));
    struct slice text = slice_trim(web_field(web, slice_of(ask->name)));
    struct value value = {0};
    bool good = true;
    if (ask->ask == ASK_DEBT) return true; /* it is the record of the change */
    if (ask->ask == ASK_LOT) return lot_read(stepping, text, change);
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

/* The animal that comes with a birth or in the place of another; the same for the same form, so that one sent
 * twice is one. */
static bool animal_read(struct stepping *stepping, struct uuid *id) {
    struct web *web = stepping->seen.web;
    *id = web_form_identity(web, web_field(web, S("_key")));
    struct change *change = animal_change(stepping, *id);
    if (stepping->event != STEP_CALVE) return fields_read(stepping, change, true);
    const struct field *born = record_type_field(&bank_animal_type, S("born_on"));
    struct value value = {0};
    bool good =
        value_parse_input(web->arena, born, web_field(web, S("on_day")), S(""), &value, &web->refusal);
    change_set_value(change, "born_on", value);
    return fields_read(stepping, change, true) && good;
}

/* Something is said of the animal that comes: then it lives, and lacks no ear tag. */
static bool speaks_of_animal(const struct stepping *stepping) {
    for (const struct ask_field *ask = stepping->step.fields;
         ask < stepping->step.fields + STEP_FIELDS && ask->name; ask++) {
        if (ask->of_animal && slice_trim(web_field(stepping->seen.web, slice_of(ask->name))).len) return true;
    }
    return false;
}

static bool event_read(struct stepping *stepping) {
    struct uuid animal = {0};
    bool is_born_alive = stepping->event == STEP_CALVE && speaks_of_animal(stepping);
    bool has_animal = is_born_alive || stepping->event == STEP_REPLACE;
    bool good = !has_animal || animal_read(stepping, &animal);
    return fields_read(stepping, event_change(stepping, has_animal ? &animal : NULL), false) && good;
}

static bool bank_read(struct stepping *stepping) {
    struct change *change = bank_change(stepping);
    bool good = !stepping->step.writes_off ||
                write_off_change(stepping, change, web_field(stepping->seen.web, S("loan")));
    return fields_read(stepping, change, false) && good;
}

/* ---- writing ---- */

/* Of two changes the store says which one is meant: the fields of the form have names of their own. */
static struct slice form_field(struct slice field) {
    struct slice rest = field, first;
    int64_t index;
    if (slice_equal(field, S("lot_back"))) return S("lot");
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

static enum outcome stepping_post(struct web *web, bool (*find)(struct web *, struct stepping *)) {
    struct stepping *stepping = arena_make(web->arena, struct stepping, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!find(web, stepping)) return OUTCOME_NOT_FOUND;
    web->state = stepping;
    bool good = stepping->animal_record ? event_read(stepping) : bank_read(stepping);
    if (!good) return show_again(stepping, OUTCOME_REFUSED);
    return web_write(web, stepping->changes, stepping->change_count, web_field(web, S("_key")), step_written);
}

/* No form is offered for what cannot happen; one that was open meanwhile is refused in words. */
static bool can_happen(const struct stepping *stepping) {
    return !stepping->animal_record ||
           animal_step_is_possible(&stepping->herd, stepping->animal, stepping->event);
}

static enum outcome stepping_page(struct web *web, bool (*find)(struct web *, struct stepping *)) {
    struct stepping *stepping = arena_make(web->arena, struct stepping, 1);
    if (!find(web, stepping) || !can_happen(stepping)) return OUTCOME_NOT_FOUND;
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
