/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/value.h"
#include "domain/bank/bank_post.h"
#include "domain/bank/rules.h"
#include "i18n/locale.h"

static struct herd_book *herd_of(struct rule *rule, const struct record *bank) {
    return herd_book_read(rule->db, rule->job_arena, bank->org_id, bank->id);
}

static bool herd_bank(const struct record *bank, struct refusal *refusal) {
    return bank_is_herd(bank) || refuse(refusal, S("bank"), "This bank lends goods, not animals by tag.");
}

/* ---- animals ---- */

static bool animal_check_species(const struct record *bank, const struct bank_animal *animal,
                                 struct refusal *refusal) {
    bool of_pigs = value_is_code(&bank_of(bank)->kind, "pig");
    return of_pigs == value_is_code(&animal->species, "pig") ||
           refuse(refusal, S("species"),
                  of_pigs ? TR("This is a bank of pigs.") : TR("This is a bank of cows and buffaloes."));
}

static bool animal_check_origin(const struct record *bank, const struct bank_animal *animal,
                                struct refusal *refusal) {
    bool is_bought = value_is_code(&animal->origin, "bought"),
         is_born = value_is_code(&animal->origin, "born");
    if (is_bought != animal->entered_on.present)
        return refuse(refusal, S("entered_on"),
                      "Say when an animal came that was bought or given; of others the event says it.");
    if (is_bought && bank_day(&animal->entered_on) < bank_day(&bank_of(bank)->formed_on))
        return refuse(refusal, S("entered_on"), "The bank was set up later.");
    if (!is_bought && animal->price.present)
        return refuse(refusal, S("price"), "Only what was bought has a price.");
    if (is_born && (!animal->dam.present || !animal->born_on.present))
        return refuse(refusal, S("dam"),
                      "Say the mother and the day of birth of an animal that was born in the herd.");
    if (is_bought && !value_dates_in_order(&animal->born_on, &animal->entered_on))
        return refuse(refusal, S("born_on"), "It came before it was born.");
    return true;
}

static const char *field_of_ancestry(enum ancestry_fault fault) {
    return fault == ANCESTRY_FAULT_SIRE_SEX || fault == ANCESTRY_FAULT_SIRE_TOO_YOUNG ? "sire" : "dam";
}

static bool animal_check_parents(struct rule *rule, struct herd_book *book, const struct record *now,
                                 struct refusal *refusal) {
    uint32_t number;
    herd_book_add_animal(rule->job_arena, book, now);
    enum ancestry_fault fault =
        herd_ancestry_check(rule->job_arena, book->animals, book->animal_count, book->rules, &number);
    return fault == ANCESTRY_OK ||
           refuse(refusal, slice_of(field_of_ancestry(fault)), ancestry_fault_message(fault));
}

/* Said here, and not only by the index: the birth in the same submission would speak of a calf that is not
 * there. */
static bool animal_check_tag(const struct herd_book *book, const struct record *now,
                             struct refusal *refusal) {
    for (size_t i = 0; i < book->animal_count; i++) {
        bool is_other = !uuid_equal(book->names[i].id, now->id);
        if (is_other && slice_equal_nocase(book->names[i].tag, bank_animal_of(now)->tag.text))
            return refuse(refusal, S("tag"), "Another animal of this bank has this ear tag.");
    }
    return true;
}

bool bank_animal_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    struct bank_animal *animal = bank_animal_of(now);
    const struct record *bank = bank_of_part(rule, now);
    struct bank_post post = {0};
    if (!bank_enters(before)) {
        animal->place = bank_animal_of(before)->place;
        animal->holder = bank_animal_of(before)->holder;
        return true;
    }
    bool is_whole = bank && animal->tag.present && animal->species.present && animal->sex.present &&
                    animal->origin.present;
    if (!is_whole) return true; /* what is missing is refused by itself */
    animal->holder = (struct value){0};
    animal->place = value_of_text(value_is_code(&animal->origin, "bought") ? S("with_bank") : S("expected"));
    if (!herd_bank(bank, refusal) || !animal_check_species(bank, animal, refusal)) return false;
    struct herd_book *book = herd_of(rule, bank);
    return animal_check_origin(bank, animal, refusal) && animal_check_tag(book, now, refusal) &&
           animal_check_parents(rule, book, now, refusal) &&
           bank_post_animal(rule, bank, now, &post, refusal) && bank_post_check(rule, &post, refusal);
}

static bool has_event(const struct herd_book *book, uint32_t animal) {
    for (size_t i = 0; i < book->event_count; i++) {
        const struct herd_event *event = &book->events[i];
        bool speaks_of = event->kind != HERD_LEND && event->kind != HERD_PASS_ON && event->other == animal;
        if (event->animal == animal || speaks_of) return true;
    }
    return false;
}

static bool has_child(const struct herd_book *book, uint32_t animal) {
    for (size_t i = 0; i < book->animal_count; i++) {
        if (book->animals[i].dam == animal || book->animals[i].sire == animal) return true;
    }
    return false;
}

bool bank_animal_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *bank = bank_of_part(rule, before);
    struct bank_post post = {0};
    if (!bank) return true;
    struct herd_book *book = herd_of(rule, bank);
    uint32_t animal = herd_book_animal_at(book, before->id);
    if (animal != HERD_NONE && (has_event(book, animal) || has_child(book, animal)))
        return refuse(refusal, S(""), "Something was written down about this animal; take that back first.");
    return bank_post_animal(rule, bank, before, &post, refusal) && bank_post_check_back(rule, &post, refusal);
}

/* ---- events ---- */

static void clear_unless(bool is_used, struct value *value) {
    if (!is_used) *value = (struct value){0};
}

static bool gives_to_family(enum herd_event_kind kind) {
    return kind == HERD_LEND || kind == HERD_PASS_ON;
}

/* What does not belong to the kind of event is left out. */
static void event_tidy(struct animal_event *event, enum herd_event_kind kind) {
    bool is_loss = kind == HERD_DIE || kind == HERD_STEAL;
    clear_unless(gives_to_family(kind), &event->member);
    clear_unless(kind == HERD_CALVE || kind == HERD_SERVE || kind == HERD_REPLACE, &event->other);
    clear_unless(kind == HERD_SELL, &event->amount);
    clear_unless(is_loss, &event->certified_by);
    clear_unless(is_loss, &event->certificate);
    clear_unless(gives_to_family(kind), &event->contract);
}

static bool event_check_whole(const struct animal_event *event, enum herd_event_kind kind,
                              struct refusal *refusal) {
    if (gives_to_family(kind) && !event->member.present)
        return refuse(refusal, S("member"), "Say which family gets the animal.");
    if (kind == HERD_REPLACE && !event->other.present)
        return refuse(refusal, S("other"), "Say which lost animal it replaces.");
    if (kind == HERD_SELL && !event->amount.present)
        return refuse(refusal, S("amount"), "Say what the bank got for it.");
    if (event->certificate.present && !event->certified_by.present)
        return refuse(refusal, S("certified_by"), "Say whose certificate it is.");
    return true;
}

static bool event_check_member(struct rule *rule, const struct record *bank, const struct animal_event *event,
                               struct refusal *refusal) {
    const struct record *record =
        event->member.present ? rule_find(rule, &bank_member_type, bank->org_id, event->member.id) : NULL;
    if (!record) return true;
    const struct bank_member *member = bank_member_of(record);
    if (!uuid_equal(member->bank.id, bank->id))
        return refuse(refusal, S("member"), "Choose a member of this bank.");
    if (bank_day(&event->on_day) < bank_day(&member->joined_on))
        return refuse(refusal, S("member"), "The member joined later.");
    bool has_left = member->left_on.present && bank_day(&member->left_on) < bank_day(&event->on_day);
    return !has_left || refuse(refusal, S("member"), "The member had left by then.");
}

/* The terms of the day go with the animal. */
static bool event_find_terms(struct rule *rule, const struct record *bank, struct animal_event *event,
                             enum herd_event_kind kind, struct refusal *refusal) {
    if (!gives_to_family(kind)) return true;
    event->contract.present = bank_contract_on(rule->db, rule->job_arena, bank->org_id, bank->id,
                                               S("raising"), bank_day(&event->on_day), &event->contract.id);
    return event->contract.present ||
           refuse(refusal, S("kind"),
                  "The bank has no terms for this purpose on that day; write them down first.");
}

static bool speaks_of(const struct herd_event *event, uint32_t animal) {
    return animal != HERD_NONE &&
           (event->animal == animal || (!gives_to_family(event->kind) && event->other == animal));
}

/* Whether something later than the event is known of the animals it speaks of. */
static bool has_later(const struct herd_book *book, size_t at) {
    const struct herd_event *event = &book->events[at];
    uint32_t other = gives_to_family(event->kind) || event->kind == HERD_SERVE ? HERD_NONE : event->other;
    for (size_t i = at + 1; i < book->event_count; i++) {
        if (speaks_of(&book->events[i], event->animal) || speaks_of(&book->events[i], other)) return true;
    }
    return false;
}

static const char *field_to_mend(enum herd_fault fault) {
    switch (fault) {
    case HERD_FAULT_ANIMAL:
    case HERD_FAULT_NOT_MALE:
    case HERD_FAULT_SPECIES:
    case HERD_FAULT_CALF:
    case HERD_FAULT_NOT_GONE: return "other";
    case HERD_FAULT_HOLDER: return "member";
    case HERD_FAULT_AMOUNT: return "amount";
    case HERD_FAULT_ORDER:
    case HERD_FAULT_TOO_SOON:
    case HERD_FAULT_TOO_YOUNG: return "on_day";
    case HERD_OK:
    case HERD_FAULT_NOT_HERE:
    case HERD_FAULT_LENT:
    case HERD_FAULT_NOT_LENT:
    case HERD_FAULT_OWNED:
    case HERD_FAULT_NOT_FEMALE:
    case HERD_FAULT_TOO_MANY:
    case HERD_FAULTS: return "kind";
    }
    return "kind";
}

static bool herd_check(struct rule *rule, const struct herd_book *book, struct refusal *refusal) {
    struct animal_state *states;
    struct herd herd = herd_book_herd(book, SIZE_MAX);
    size_t at;
    enum herd_fault fault = herd_on(rule->job_arena, &herd, book->rules, INT64_MAX - 1, &states, &at);
    return fault == HERD_OK || refuse(refusal, slice_of(field_to_mend(fault)), herd_fault_message(fault));
}

/* An animal of another bank is none of this herd. */
static bool event_check_animals(const struct herd_book *book, const struct animal_event *event,
                                struct refusal *refusal) {
    if (event->other.present && herd_book_animal_at(book, event->other.id) == HERD_NONE)
        return refuse(refusal, S("other"), herd_fault_message(HERD_FAULT_ANIMAL));
    return true;
}

static int64_t next_number(const struct herd_book *book) {
    int64_t number = 0;
    for (size_t i = 0; i < book->event_count; i++) {
        number = exact_max(number, book->marks[i].number);
    }
    return number + 1;
}

/* What a family has earned is not the bank's to take, to give to another or to sell: first it is written down
 * as the family's own. */
static bool event_check_earned(struct rule *rule, const struct herd_book *book,
                               const struct animal_event *event, struct refusal *refusal) {
    enum herd_event_kind kind = herd_kind_of(event->kind.text);
    bool takes = kind == HERD_RETURN || kind == HERD_PASS_ON || kind == HERD_SELL;
    uint32_t animal = takes ? herd_book_animal_at(book, event->animal.id) : HERD_NONE;
    struct herd herd = herd_book_herd(book, SIZE_MAX);
    struct animal_state *states;
    struct herd_duty *duties;
    int64_t day = bank_day(&event->on_day);
    size_t at;
    if (animal == HERD_NONE || herd_on(rule->job_arena, &herd, book->rules, day, &states, &at) != HERD_OK)
        return true; /* refused by itself */
    if (states[animal].is_owned) return true;
    size_t count = herd_duties_read(rule->db, rule->job_arena, book, states, day, &duties);
    return !herd_is_earned(duties, count, states, animal, day) ||
           refuse(
               refusal, S("kind"),
               "The family has given all that it owed: the animal is its own. Write down that it becomes the "
               "family’s own.");
}

static bool event_enter(struct rule *rule, const struct record *bank, struct record *now,
                        struct refusal *refusal) {
    struct herd_book *book = herd_of(rule, bank);
    struct bank_post post = {0};
    if (!event_check_animals(book, animal_event_of(now), refusal) ||
        !event_check_earned(rule, book, animal_event_of(now), refusal))
        return false;
    animal_event_of(now)->number = bank_value_of(next_number(book));
    size_t at = herd_book_add_event(rule->job_arena, book, now);
    if (has_later(book, at))
        return refuse(refusal, S("on_day"),
                      "Something later is written down about this animal; take that back first.");
    return herd_check(rule, book, refusal) && bank_post_event(rule, bank, book, at, now, &post, refusal) &&
           bank_post_check(rule, &post, refusal);
}

static const struct record *bank_of_event(struct rule *rule, const struct record *event) {
    const struct record *animal = rule_follow(rule, event, record_type_field(event->type, S("animal")));
    return animal && !animal->deleted_ms ? bank_of_part(rule, animal) : NULL;
}

bool animal_event_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    struct animal_event *event = animal_event_of(now);
    const struct record *bank = bank_of_event(rule, now);
    enum herd_event_kind kind = event->kind.present ? herd_kind_of(event->kind.text) : HERD_EVENTS;
    if (!bank_enters(before)) {
        event->number = animal_event_of(before)->number;
        event->contract = animal_event_of(before)->contract;
        event->bank = animal_event_of(before)->bank;
        return true;
    }
    if (!bank || kind == HERD_EVENTS || !event->on_day.present) return true; /* refused by itself */
    event->bank = value_of_id(bank->id);
    event_tidy(event, kind);
    return event_check_whole(event, kind, refusal) && event_check_member(rule, bank, event, refusal) &&
           event_find_terms(rule, bank, event, kind, refusal) && event_enter(rule, bank, now, refusal);
}

bool animal_event_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *bank = bank_of_event(rule, before);
    struct bank_post post = {0};
    if (!bank) return true;
    struct herd_book *book = herd_of(rule, bank);
    size_t at = herd_book_event_at(book, before->id);
    if (at == SIZE_MAX) return true;
    if (has_later(book, at))
        return refuse(refusal, S(""),
                      "Something later is written down about this animal; take that back first.");
    return bank_post_event(rule, bank, book, at, before, &post, refusal) &&
           bank_post_check_back(rule, &post, refusal);
}
