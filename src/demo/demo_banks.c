/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Banks of rice, seed, vegetables, chickens, cows and pigs, from the lines of banks.csv: two seasons of loans
 * and what was given back, counts of the store, two years of a herd.  What is in the store is reckoned along,
 * so that every weight fits.
 */
#include "base/log.h"
#include "demo/demo_internal.h"
#include "demo/demo_records.h"
#include "domain/bank/bank.h"

enum {
    FAMILIES_MAX = 80,
    APRIL_10_2016 = 16901,
    JUNE_2016 = 16953,
    DECEMBER_20_2016 = 17155,
    JANUARY_5_2017 = 17171,
    MAY_30_2017 = 17316,
    JUNE_2017 = 17320,
    JANUARY_5_2018 = 17536,
    MARCH_15_2018 = 17605
};

/* One line of banks.csv. */
struct bank_line {
    struct slice org, partner, cast, kind, name, name_km, province;
    int64_t first, banks, families, step, given, rate_ppm, joining, animals, waiting;
    struct demo_author author;
};

struct demo_bank {
    struct demo *demo;
    struct demo_random *random;
    const struct bank_line *line;
    struct uuid id, members[FAMILIES_MAX];
    size_t member_count;
    int64_t store;  /* grams or heads */
    bool is_smooth; /* nothing goes wrong in it */
};

static struct uuid next_id(struct demo_bank *bank, int64_t day) {
    return demo_id_next(bank->demo->out, day);
}

static bool is_kind(const struct demo_bank *bank, const char *kind) {
    return slice_equal(bank->line->kind, slice_of(kind));
}

/* How a species lives, in days, and what its young bring. */
struct demo_species {
    const char *code, *tag;
    int64_t age_min, age_max, carries, calf_age_days, price_min, price_max;
};
static const struct demo_species species_cow = {"cow", "SR", 900, 1500, 283, 183, 1200000, 1700000},
                                 species_buffalo = {"buffalo", "SR", 1100, 1700, 310, 183, 1400000, 1900000},
                                 species_pig = {"pig", "P", 300, 420, 114, 60, 120000, 180000};

static bool is_herd(const struct demo_bank *bank) {
    return is_kind(bank, "cow") || is_kind(bank, "pig");
}

/* ---- the bank ---- */

static const char *purpose_of(const struct demo_bank *bank) {
    if (is_herd(bank) || is_kind(bank, "chicken")) return "raising";
    return is_kind(bank, "rice") ? "food" : "seed";
}

static void contract_add(struct demo_bank *bank, const char *purpose, int64_t rate_ppm) {
    struct bank_contract *contract =
        bank_contract_of(demo_out_add(bank->demo->out, &bank_contract_type, next_id(bank, APRIL_10_2016)));
    contract->bank = DEMO_REF(bank->id);
    contract->effective_on = DEMO_DAY(APRIL_10_2016);
    contract->purpose = DEMO_TEXT(slice_of(purpose));
    if (is_herd(bank)) {
        contract->pass_on = DEMO_TEXT(S("first_female"));
        if (is_kind(bank, "pig")) contract->calf_age_days = DEMO_NUMBER(species_pig.calf_age_days);
        return;
    }
    contract->rate_ppm = DEMO_NUMBER(rate_ppm);
    contract->joining_amount = DEMO_NUMBER(bank->line->joining);
    contract->multiple = DEMO_NUMBER(is_kind(bank, "vegetable") ? 10 : is_kind(bank, "chicken") ? 1 : 100);
}

static void bank_add(struct demo_bank *bank, struct slice village, struct uuid group, int64_t number) {
    const struct bank_line *line = bank->line;
    bank->id = next_id(bank, APRIL_10_2016);
    struct bank *record = bank_of(demo_out_add(bank->demo->out, &bank_type, bank->id));
    struct arena *arena = demo_out_arena(bank->demo->out);
    bool is_one = line->banks == 1;
    record->name = DEMO_TEXT(
        is_one ? line->name : arena_printf(arena, "%.*s %lld", SLICE_ARG(line->name), (long long)number + 1));
    record->name_km =
        DEMO_TEXT(is_one ? line->name_km
                         : arena_printf(arena, "%.*s %lld", SLICE_ARG(line->name_km), (long long)number + 1));
    record->kind = DEMO_TEXT(line->kind);
    if (!uuid_is_zero(group)) record->savings_group = DEMO_REF(group);
    record->village = DEMO_TEXT(village);
    record->formed_on = DEMO_DAY(APRIL_10_2016);
    record->status = DEMO_TEXT(S("active"));
    contract_add(bank, purpose_of(bank), line->rate_ppm);
    if (is_kind(bank, "rice")) contract_add(bank, "seed", 500000);
}

static void member_add(struct demo_bank *bank, struct uuid person, struct uuid household) {
    size_t at = bank->member_count++;
    bank->members[at] = next_id(bank, APRIL_10_2016);
    struct bank_member *member =
        bank_member_of(demo_out_add(bank->demo->out, &bank_member_type, bank->members[at]));
    member->bank = DEMO_REF(bank->id);
    member->number = DEMO_NUMBER((int64_t)at + 1);
    member->person = DEMO_REF(person);
    member->household = DEMO_REF(household);
    member->joined_on = DEMO_DAY(APRIL_10_2016);
}

/* One of each household of the site; else new people. */
static void members_add(struct demo_bank *bank, const struct demo_site *site, struct slice village) {
    static const struct demo_kind kind = {.function = "villager", .vulnerable = true, .sparse = true};
    struct uuid seen[FAMILIES_MAX];
    size_t wanted = (size_t)(bank->line->families + bank->line->waiting);
    ASSERT(wanted <= FAMILIES_MAX);
    for (size_t i = 0; site && i < site->count && bank->member_count < wanted; i++) {
        bool is_known = false;
        for (size_t k = 0; k < bank->member_count; k++) {
            is_known = is_known || uuid_equal(seen[k], site->members[i].family.id);
        }
        if (is_known) continue;
        seen[bank->member_count] = site->members[i].family.id;
        member_add(bank, site->members[i].id, site->members[i].family.id);
    }
    while (!site && bank->member_count < wanted) {
        struct demo_member person =
            demo_person_add(bank->demo, bank->random, &kind, village, APRIL_10_2016 - 20, NULL);
        member_add(bank, person.id, person.family.id);
    }
}

/* ---- goods ---- */

static void lot_add(struct demo_bank *bank, const char *source, const struct uuid *member, int64_t amount,
                    int64_t day) {
    struct stock_lot *lot = stock_lot_of(demo_out_add(bank->demo->out, &stock_lot_type, next_id(bank, day)));
    lot->bank = DEMO_REF(bank->id);
    lot->received_on = DEMO_DAY(day);
    lot->source = DEMO_TEXT(slice_of(source));
    if (member)
        lot->member = DEMO_REF(*member);
    else
        lot->from_whom = DEMO_TEXT(S("CTIP"));
    lot->amount = DEMO_NUMBER(amount);
    bank->store += amount;
}

static void stock_up(struct demo_bank *bank) {
    lot_add(bank, "donated", NULL, bank->line->given, APRIL_10_2016 + 2);
    for (size_t i = 0; bank->line->joining && i < bank->member_count; i++) {
        lot_add(bank, "contribution", &bank->members[i], bank->line->joining,
                APRIL_10_2016 + 3 + (int64_t)i % 9);
    }
}

/* A loan of one season. */
struct demo_loan {
    struct uuid id;
    size_t member;
    int64_t amount;
    bool is_late;
};

static bool loan_add(struct demo_bank *bank, size_t member, int64_t from, int64_t due,
                     struct demo_loan *loan) {
    struct demo_random *random = bank->random;
    int64_t amount = bank->line->step * demo_random_between(random, 4, 9),
            day = demo_random_day(random, from, from + 40);
    if (amount > bank->store) return false;
    *loan = (struct demo_loan){.id = next_id(bank, day), .member = member, .amount = amount};
    struct stock_loan *record = stock_loan_of(demo_out_add(bank->demo->out, &stock_loan_type, loan->id));
    record->bank = DEMO_REF(bank->id);
    record->member = DEMO_REF(bank->members[member]);
    record->lent_on = DEMO_DAY(day);
    record->due_on = DEMO_DAY(due);
    record->purpose = DEMO_TEXT(slice_of(purpose_of(bank)));
    record->amount = DEMO_NUMBER(amount);
    if (is_kind(bank, "rice")) {
        record->people = DEMO_NUMBER(demo_random_between(random, 4, 7));
        record->own_amount = DEMO_NUMBER(1000 * demo_random_between(random, 20, 90));
        record->days_to_harvest = DEMO_NUMBER(demo_random_between(random, 110, 150));
    }
    bank->store -= amount;
    return true;
}

static struct stock_repayment *repayment_add(struct demo_bank *bank, const struct demo_loan *loan,
                                             int64_t amount, int64_t day) {
    struct stock_repayment *repayment =
        stock_repayment_of(demo_out_add(bank->demo->out, &stock_repayment_type, next_id(bank, day)));
    repayment->loan = DEMO_REF(loan->id);
    repayment->paid_on = DEMO_DAY(day);
    repayment->repaid_in = DEMO_TEXT(S("kind"));
    repayment->amount = DEMO_NUMBER(amount);
    return repayment;
}

static void give_back(struct demo_bank *bank, const struct demo_loan *loan, int64_t from) {
    struct demo_random *random = bank->random;
    int64_t owed = loan->amount + loan->amount * bank->line->rate_ppm / 1000000,
            day = demo_random_day(random, from, from + 24);
    bool takes_cash = is_kind(bank, "rice") && demo_random_chance(random, 8);
    if (takes_cash) {
        struct stock_repayment *repayment = repayment_add(bank, loan, owed, day);
        repayment->repaid_in = DEMO_TEXT(S("cash"));
        repayment->price = DEMO_NUMBER(900);
        repayment->market_price = DEMO_NUMBER(1000);
        repayment->minute = DEMO_TEXT(S("សមាជិកបានព្រមព្រៀងគ្នាក្រោយពេលច្រូតកាត់"));
        return;
    }
    bool in_parts = owed >= 4 * bank->line->step && demo_random_chance(random, 20);
    int64_t first = in_parts ? owed / bank->line->step / 2 * bank->line->step : owed;
    repayment_add(bank, loan, first, day);
    if (in_parts) repayment_add(bank, loan, owed - first, day + 1);
    bank->store += owed;
}

/* Written off a year later; half of it comes back all the same. */
static void give_up(struct demo_bank *bank, const struct demo_loan *loan) {
    struct stock_loan *record = stock_loan_of(demo_out_change(bank->demo->out, &stock_loan_type, loan->id));
    record->state = DEMO_TEXT(S("written_off"));
    record->written_off_on = DEMO_DAY(JANUARY_5_2018);
    record->written_off_why = DEMO_TEXT(S("គ្រួសារបានចេញពីភូមិ គ្មានអ្នកណាទទួលខុសត្រូវទេ។"));
    if (loan->amount < 2 * bank->line->step || !demo_random_chance(bank->random, 50)) return;
    repayment_add(bank, loan, loan->amount / 2 / bank->line->step * bank->line->step, JANUARY_5_2018 + 40);
}

static void count_add(struct demo_bank *bank, int64_t day, int64_t missing, const char *reason) {
    struct stock_count *count =
        stock_count_of(demo_out_add(bank->demo->out, &stock_count_type, next_id(bank, day)));
    count->bank = DEMO_REF(bank->id);
    count->counted_on = DEMO_DAY(day);
    count->counted = DEMO_NUMBER(bank->store - missing);
    count->reason = DEMO_TEXT(slice_of(reason));
    bank->store -= missing;
}

/* Who is late with one loan gets no other one. */
static void season_add(struct demo_bank *bank, int64_t from, int64_t due, bool *owes) {
    struct demo_loan loans[FAMILIES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < bank->member_count; i++) {
        if (!owes[i] && demo_random_chance(bank->random, 62) && loan_add(bank, i, from, due, &loans[count]))
            count++;
    }
    if (from == JUNE_2016) count_add(bank, DECEMBER_20_2016, bank->store / 1000, "ស្ងួតក្នុងឃ្លាំង");
    for (size_t i = 0; i < count; i++) {
        owes[loans[i].member] = !bank->is_smooth && demo_random_chance(bank->random, 9);
        if (!owes[loans[i].member])
            give_back(bank, &loans[i], due - 26);
        else if (from == JUNE_2016 && demo_random_chance(bank->random, 50))
            give_up(bank, &loans[i]);
    }
}

static void out_add(struct demo_bank *bank, const char *kind, int64_t amount, int64_t day,
                    const char *to_whom, const char *minute) {
    struct stock_out *out = stock_out_of(demo_out_add(bank->demo->out, &stock_out_type, next_id(bank, day)));
    out->bank = DEMO_REF(bank->id);
    out->kind = DEMO_TEXT(slice_of(kind));
    out->on_day = DEMO_DAY(day);
    out->amount = DEMO_NUMBER(amount);
    out->to_whom = DEMO_TEXT(slice_of(to_whom));
    out->minute = DEMO_TEXT(slice_of(minute));
    if (strcmp(kind, "sold") == 0) out->price = DEMO_NUMBER(is_kind(bank, "chicken") ? 18000 : 1100);
    bank->store -= amount;
}

/* After the first harvest: what is more than the families need is sold, and a sack is lost now and then. */
static void outs_add(struct demo_bank *bank) {
    int64_t step = bank->line->step, most = bank->store / step;
    if (most < 12) return;
    if (demo_random_chance(bank->random, 60))
        out_add(bank, "sold", step * demo_random_between(bank->random, 1, most / 6), JUNE_2017 - 3,
                "ឈ្មួញក្នុងឃុំ", "ប្រជុំសមាជិក៖ តម្លៃទីផ្សារ បានសួរបីកន្លែង");
    if (!bank->is_smooth)
        out_add(bank, "lost", step, JUNE_2017 - 2, "", "ដំបូលលិចត្រូវមួយបាវ សមាជិកពីរនាក់បានឃើញ");
    if (demo_random_chance(bank->random, 30))
        out_add(bank, "given", step, JUNE_2017 - 1, "A widow with three children",
                "សមាជិកសម្រេច៖ មិនជំពាក់អ្វីទេ");
}

static void goods_add(struct demo_bank *bank) {
    bool owes[FAMILIES_MAX] = {false};
    stock_up(bank);
    season_add(bank, JUNE_2016, JANUARY_5_2017 + 26, owes);
    if (bank->is_smooth)
        count_add(bank, MAY_30_2017, 0, "");
    else
        count_add(bank, MAY_30_2017, bank->store / 25,
                  "មានកណ្តុរក្នុងឃ្លាំង៖ ទ្វារបានជួសជុលហើយ មនុស្សបីនាក់បានឃើញ");
    outs_add(bank);
    season_add(bank, JUNE_2017, JANUARY_5_2018 + 26, owes);
}

/* ---- the herd ---- */

static struct bank_animal *animal_new(struct demo_bank *bank, const struct demo_species *species,
                                      int64_t number, const char *sex, struct uuid id) {
    struct bank_animal *animal = bank_animal_of(demo_out_add(bank->demo->out, &bank_animal_type, id));
    animal->bank = DEMO_REF(bank->id);
    animal->tag = DEMO_TEXT(
        arena_printf(demo_out_arena(bank->demo->out), "%s-%03lld", species->tag, (long long)number));
    animal->species = DEMO_TEXT(slice_of(species->code));
    animal->sex = DEMO_TEXT(slice_of(sex));
    return animal;
}

static struct uuid cow_buy(struct demo_bank *bank, const struct demo_species *species, int64_t number,
                           int64_t day) {
    struct uuid id = next_id(bank, day);
    struct bank_animal *animal = animal_new(bank, species, number, "female", id);
    animal->origin = DEMO_TEXT(S("bought"));
    animal->entered_on = DEMO_DAY(day);
    animal->born_on = DEMO_DAY(day - demo_random_between(bank->random, species->age_min, species->age_max));
    return id;
}

/* A calf of the dam; without one an animal that takes the place of another. */
static struct uuid animal_add(struct demo_bank *bank, const struct demo_species *species, int64_t number,
                              const struct uuid *dam, const char *sex, int64_t day) {
    struct uuid id = next_id(bank, day);
    struct bank_animal *animal = animal_new(bank, species, number, sex, id);
    animal->origin = DEMO_TEXT(dam ? S("born") : S("replaces"));
    animal->born_on =
        DEMO_DAY(dam ? day : day - demo_random_between(bank->random, species->age_min, species->age_max));
    if (dam) animal->dam = DEMO_REF(*dam);
    return id;
}

static struct animal_event *event_add(struct demo_bank *bank, struct uuid animal, const char *kind,
                                      int64_t day) {
    struct animal_event *event =
        animal_event_of(demo_out_add(bank->demo->out, &animal_event_type, next_id(bank, day)));
    event->animal = DEMO_REF(animal);
    event->kind = DEMO_TEXT(slice_of(kind));
    event->on_day = DEMO_DAY(day);
    return event;
}

struct herd_filling {
    struct demo_bank *bank;
    size_t next_family; /* of those who wait */
    int64_t tags;
};

/* A calf of the owed birth: a female goes to the next family, a male is sold; some are late.  The day; 0: not
 * yet. */
static int64_t calf_hand_over(struct herd_filling *filling, const struct demo_species *species,
                              struct uuid calf, bool is_female, int64_t born) {
    struct demo_bank *bank = filling->bank;
    int64_t day = born + species->calf_age_days + demo_random_between(bank->random, 1, 20);
    if (day > MARCH_15_2018 || demo_random_chance(bank->random, 12)) return 0;
    if (!is_female) {
        event_add(bank, calf, "sell", day)->amount = DEMO_NUMBER(
            demo_random_between(bank->random, species->price_min / 10000, species->price_max / 10000) *
            10000);
        return day;
    }
    if (filling->next_family == bank->member_count) return 0;
    event_add(bank, calf, "pass_on", day)->member = DEMO_REF(bank->members[filling->next_family++]);
    return day;
}

static void waiting_add(struct demo_bank *bank, size_t from) {
    for (size_t i = from; i < bank->member_count; i++) {
        int64_t day = demo_random_day(bank->random, JUNE_2016, MAY_30_2017);
        struct waiting_entry *entry =
            waiting_entry_of(demo_out_add(bank->demo->out, &waiting_entry_type, next_id(bank, day)));
        entry->bank = DEMO_REF(bank->id);
        entry->member = DEMO_REF(bank->members[i]);
        entry->asked_on = DEMO_DAY(day);
        entry->need = DEMO_NUMBER(demo_random_between(bank->random, 20, 95));
        entry->is_ready = DEMO_NUMBER(demo_random_chance(bank->random, 80));
    }
}

static void cow_calves(struct herd_filling *filling, const struct demo_species *species, struct uuid cow,
                       int64_t day) {
    struct demo_bank *bank = filling->bank;
    bool is_female = demo_random_chance(bank->random, 52);
    event_add(bank, cow, "serve", day - species->carries);
    struct uuid calf = animal_add(bank, species, ++filling->tags, &cow, is_female ? "female" : "male", day);
    event_add(bank, cow, "calve", day)->other = DEMO_REF(calf);
    int64_t given = calf_hand_over(filling, species, calf, is_female, day);
    if (given && given + 20 < MARCH_15_2018 && demo_random_chance(bank->random, 60))
        event_add(bank, cow, "own", given + 20);
}

/* Two die: one with a certificate, which frees; the other one is replaced. */
static void cow_dies(struct herd_filling *filling, const struct demo_species *species, struct uuid cow,
                     int64_t day, bool is_certified) {
    struct demo_bank *bank = filling->bank;
    struct animal_event *death = event_add(bank, cow, "die", day);
    death->cause = DEMO_TEXT(is_certified ? S("ជំងឺអុតក្តាម") : S("ឃើញងាប់ក្បែរស្រះ"));
    if (is_certified) death->certified_by = DEMO_TEXT(S("vet"));
    if (is_certified) return;
    struct uuid by = animal_add(bank, species, ++filling->tags, NULL, "female", day + 70);
    event_add(bank, by, "replace", day + 70)->other = DEMO_REF(cow);
}

static void herd_add(struct demo_bank *bank) {
    struct herd_filling filling = {.bank = bank, .next_family = (size_t)bank->line->families};
    struct demo_random *random = bank->random;
    for (size_t i = 0; i < (size_t)bank->line->animals && i < bank->member_count; i++) {
        int64_t came = APRIL_10_2016 + (int64_t)i % 7;
        const struct demo_species *species = is_kind(bank, "pig") ? &species_pig
                                             : i % 5 == 4         ? &species_buffalo
                                                                  : &species_cow;
        struct uuid cow = cow_buy(bank, species, ++filling.tags, came);
        event_add(bank, cow, "lend", came + 9)->member = DEMO_REF(bank->members[i]);
        if (i == 6 || i == 19)
            cow_dies(&filling, species, cow, came + 150 + (int64_t)i, i == 6);
        else
            cow_calves(&filling, species, cow,
                       demo_random_day(random, came + species->carries + 20, MARCH_15_2018 - 40));
    }
    waiting_add(bank, filling.next_family);
}

/* ---- lines ---- */

static void line_read(struct demo *demo, const struct demo_table *table, struct bank_line *line) {
    *line = (struct bank_line){.org = demo_table_text(table, "org"),
                               .partner = demo_table_text(table, "partner"),
                               .cast = demo_table_text(table, "cast"),
                               .kind = demo_table_text(table, "kind"),
                               .name = demo_table_text(table, "name"),
                               .name_km = demo_table_text(table, "name_km"),
                               .province = demo_table_text(table, "province"),
                               .first = demo_table_number(table, "first"),
                               .banks = demo_table_number(table, "banks"),
                               .families = demo_table_number(table, "families"),
                               .waiting = demo_table_number(table, "waiting"),
                               .animals = demo_table_number(table, "animals"),
                               .step = demo_table_number(table, "step"),
                               .given = demo_table_number(table, "given"),
                               .rate_ppm = demo_table_number(table, "rate_ppm"),
                               .joining = demo_table_number(table, "joining")};
    demo_staff_find(demo->arena, line->org, S("field_officer"), &line->author);
}

/* The group of the village; zero when there is none. */
static struct uuid group_of(struct demo *demo, struct uuid org, struct slice village) {
    struct uuid group = {{0}};
    struct db *db = store_borrow(demo->options->store);
    struct db_query *query = db_query(db, SQL("SELECT id FROM savings_group WHERE org_id = ?1 AND "
                                              "\"village\" = ?2 AND deleted_ms = 0 ORDER BY id LIMIT 1"));
    db_bind_uuid(query, 1, org);
    db_bind_text(query, 2, village);
    if (db_next(query)) group = db_column_uuid(query, 0);
    db_done(query);
    store_return(demo->options->store, db);
    return group;
}

static struct slice place_of(struct demo *demo, const struct bank_line *line, int64_t number) {
    struct slice *places;
    size_t count = demo_places(demo, line->partner, S("village"), &places), found = 0;
    if (!count) count = demo_places(demo, line->partner, S("commune"), &places);
    for (size_t i = 0; i < count; i++) {
        if (slice_starts(places[i], line->province)) places[found++] = places[i];
    }
    ASSERT(found);
    return places[(size_t)number % found];
}

static void bank_fill(struct demo *demo, struct demo_random *random, const struct bank_line *line,
                      const struct demo_site *site, struct uuid group, int64_t number) {
    struct demo_bank *bank = arena_make(demo->arena, struct demo_bank, 1);
    *bank = (struct demo_bank){.demo = demo, .random = random, .line = line, .is_smooth = number % 3 == 1};
    struct slice place = site ? site->place : place_of(demo, line, number);
    struct slice village = site ? place : demo_village_in(demo, random, place);
    bank_add(bank, village, group, number);
    members_add(bank, site, village);
    if (is_herd(bank))
        herd_add(bank);
    else
        goods_add(bank);
}

static void line_fill(struct demo *demo, struct demo_random *random, const struct bank_line *line,
                      const struct demo_set *set) {
    struct uuid org = demo_id_of_key("organisation", line->org);
    demo_out_act(demo->out, org, line->author.user_id);
    for (int64_t i = 0; i < line->banks && demo_out_is_well(demo->out); i++) {
        size_t at = (size_t)(line->first + i);
        const struct demo_site *site =
            set && at < set->site_count && set->sites[at].count ? &set->sites[at] : NULL;
        bank_fill(demo, random, line, site, site ? group_of(demo, org, site->place) : (struct uuid){{0}}, i);
    }
}

void demo_banks_add(struct demo *demo, const struct demo_cast *cast) {
    struct demo_table *table = arena_make(demo->arena, struct demo_table, 1);
    struct demo_random random = {demo->options->seed + 3};
    demo_table_open(table, demo->arena, S("data/scenario/demo/banks.csv"));
    while (demo_table_next(table) && demo_out_is_well(demo->out)) {
        struct bank_line line;
        line_read(demo, table, &line);
        line_fill(demo, &random, &line, line.cast.len ? demo_cast_find(cast, line.cast) : NULL);
    }
}
