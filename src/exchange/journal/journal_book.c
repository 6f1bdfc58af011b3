/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "base/limits.h"
#include "exchange/journal/journal_book.h"

const int64_t journal_powers[JOURNAL_DECIMALS_MAX + 1] = {1,
                                                          10,
                                                          100,
                                                          1000,
                                                          10000,
                                                          100000,
                                                          1000000,
                                                          10000000,
                                                          100000000,
                                                          1000000000,
                                                          10000000000,
                                                          100000000000,
                                                          1000000000000,
                                                          10000000000000,
                                                          100000000000000,
                                                          1000000000000000,
                                                          10000000000000000,
                                                          100000000000000000,
                                                          1000000000000000000};

struct journal_book *journal_book_new(struct arena *arena) {
    struct journal_book *book = arena_make(arena, struct journal_book, 1);
    journal_names_start(&book->account_names, arena);
    journal_names_start(&book->commodity_names, arena);
    journal_sums_start(&book->running, arena);
    return book;
}

/* True when a name that may be new fits in. */
static bool name_fits(const struct journal_names *names, struct slice name) {
    return name.len <= LIMIT_JOURNAL_NAME_BYTES && names->count < LIMIT_JOURNAL_NAMES &&
           names->bytes + name.len <= LIMIT_JOURNAL_NAMES_BYTES;
}

uint32_t journal_book_account(struct journal_book *book, struct slice name) {
    struct journal_names *names = &book->account_names;
    uint32_t number = journal_names_find(names, name);
    if (number != JOURNAL_NONE || !name_fits(names, name)) return number;
    number = journal_names_put(names, name);
    book->accounts = arena_room(names->arena, book->accounts, sizeof *book->accounts, number);
    book->accounts[number] = (struct journal_account){.kind = journal_kind_of(name),
                                                      .open_day = JOURNAL_NO_DAY,
                                                      .close_day = JOURNAL_NO_DAY,
                                                      .first_day = JOURNAL_NO_DAY,
                                                      .last_day = JOURNAL_NO_DAY,
                                                      .asserted_day = JOURNAL_NO_DAY,
                                                      .pad_source = JOURNAL_NONE};
    return number;
}

uint32_t journal_book_commodity(struct journal_book *book, struct slice name) {
    struct journal_names *names = &book->commodity_names;
    uint32_t number = journal_names_find(names, name);
    if (number != JOURNAL_NONE || !name_fits(names, name)) return number;
    number = journal_names_put(names, name);
    book->commodities = arena_room(names->arena, book->commodities, sizeof *book->commodities, number);
    book->commodities[number] = (struct journal_commodity){0};
    return number;
}

/* ---- sums ---- */

enum { SLOTS_AT_FIRST = 256 };

void journal_sums_start(struct journal_sums *sums, struct arena *arena) {
    *sums = (struct journal_sums){.arena = arena, .slot_count = SLOTS_AT_FIRST};
    sums->slots = arena_make(arena, uint32_t, SLOTS_AT_FIRST);
    randombytes_buf(&sums->key, sizeof sums->key);
}

/* Where the pair stands in the table or would stand. */
static uint32_t *slot_of(const struct journal_sums *sums, uint32_t account, uint32_t commodity) {
    uint32_t mask = sums->slot_count - 1;
    uint64_t hash = ((uint64_t)account << 32 | commodity) ^ sums->key;
    hash *= 0x9E3779B97F4A7C15u;
    hash = (hash ^ hash >> 29) * 0xD6E8FEB86659FD93u;
    for (uint32_t at = (uint32_t)(hash >> 32) & mask;; at = (at + 1) & mask) {
        uint32_t *slot = &sums->slots[at];
        if (!*slot) return slot;
        const struct journal_sum *sum = &sums->sums[*slot - 1];
        if (sum->account == account && sum->commodity == commodity) return slot;
    }
}

struct journal_sum *journal_sums_find(const struct journal_sums *sums, uint32_t account, uint32_t commodity) {
    if (account >= sums->head_count || sums->heads[account] == JOURNAL_NONE) return NULL;
    struct journal_sum *head = &sums->sums[sums->heads[account]];
    if (head->commodity == commodity) return head;
    if (head->next == JOURNAL_NONE) return NULL;
    uint32_t slot = *slot_of(sums, account, commodity);
    return slot ? &sums->sums[slot - 1] : NULL;
}

const struct journal_sum *journal_sums_first(const struct journal_sums *sums, uint32_t account) {
    if (account >= sums->head_count || sums->heads[account] == JOURNAL_NONE) return NULL;
    return &sums->sums[sums->heads[account]];
}

const struct journal_sum *journal_sums_next(const struct journal_sums *sums, const struct journal_sum *sum) {
    return sum->next == JOURNAL_NONE ? NULL : &sums->sums[sum->next];
}

static void heads_reach(struct journal_sums *sums, uint32_t account) {
    while (sums->head_count <= account) {
        sums->heads = arena_room(sums->arena, sums->heads, sizeof *sums->heads, sums->head_count);
        sums->heads[sums->head_count++] = JOURNAL_NONE;
    }
}

static void slots_grow(struct journal_sums *sums) {
    sums->slot_count *= 2;
    sums->slots = arena_make(sums->arena, uint32_t, sums->slot_count);
    for (uint32_t i = 0; i < sums->count; i++) {
        *slot_of(sums, sums->sums[i].account, sums->sums[i].commodity) = i + 1;
    }
}

static struct journal_sum *sum_new(struct journal_sums *sums, uint32_t account, uint32_t commodity) {
    if (sums->count >= LIMIT_JOURNAL_SUMS) return NULL;
    heads_reach(sums, account);
    sums->sums = arena_room(sums->arena, sums->sums, sizeof *sums->sums, sums->count);
    uint32_t number = sums->count++;
    sums->sums[number] = (struct journal_sum){
        .account = account, .commodity = commodity, .next = sums->heads[account], .day = JOURNAL_NO_DAY};
    sums->heads[account] = number;
    *slot_of(sums, account, commodity) = number + 1;
    if (sums->count > sums->slot_count / 2) slots_grow(sums);
    return &sums->sums[number];
}

/* Every quantity can be turned round: the lowest int64 is none. */
static bool quantity_add(int64_t quantity, int64_t more, int64_t *sum) {
    return !__builtin_add_overflow(quantity, more, sum) && *sum != INT64_MIN;
}

static bool quantity_widen(int64_t quantity, int64_t factor, int64_t *wide) {
    return !__builtin_mul_overflow(quantity, factor, wide) && *wide != INT64_MIN;
}

/* What was posted on the latest day is known apart: an assertion may ask what stood there in the morning. */
static bool sum_add(struct journal_sum *sum, int64_t quantity, int32_t day) {
    int64_t total, of_day = day == sum->day ? sum->day_quantity : 0;
    if (!quantity_add(sum->quantity, quantity, &total)) return false;
    if (day >= sum->day) {
        if (!quantity_add(of_day, quantity, &of_day)) return false;
        sum->day_quantity = of_day;
        sum->day = day;
    }
    sum->quantity = total;
    return true;
}

static bool sum_widen(struct journal_sum *sum, uint8_t decimals) {
    int64_t factor = journal_powers[decimals - sum->decimals], total, of_day;
    if (!quantity_widen(sum->quantity, factor, &total) || !quantity_widen(sum->day_quantity, factor, &of_day))
        return false;
    sum->quantity = total;
    sum->day_quantity = of_day;
    sum->decimals = decimals;
    return true;
}

bool journal_sums_add(struct journal_sums *sums, uint32_t account, struct journal_amount amount,
                      int32_t day) {
    struct journal_sum *sum = journal_sums_find(sums, account, amount.commodity);
    if (!sum) {
        sum = sum_new(sums, account, amount.commodity);
        if (!sum) return false;
    }
    if (amount.decimals > sum->decimals && !sum_widen(sum, amount.decimals)) return false;
    return journal_amount_widen(&amount, sum->decimals) && sum_add(sum, amount.quantity, day);
}

/* ---- amounts ---- */

bool journal_amount_widen(struct journal_amount *amount, uint8_t decimals) {
    if (amount->decimals >= decimals) return true;
    if (!quantity_widen(amount->quantity, journal_powers[decimals - amount->decimals], &amount->quantity))
        return false;
    amount->decimals = decimals;
    return true;
}

bool journal_amount_add(struct journal_amount *sum, struct journal_amount more) {
    return journal_amount_widen(sum, more.decimals) && journal_amount_widen(&more, sum->decimals) &&
           quantity_add(sum->quantity, more.quantity, &sum->quantity);
}

void journal_append_quantity(struct text *out, int64_t quantity, uint8_t decimals) {
    char digits[24];
    int at = sizeof digits, written = 0;
    uint64_t rest = quantity < 0 ? 0 - (uint64_t)quantity : (uint64_t)quantity;
    while (rest || written <= decimals) {
        if (written == decimals && decimals) digits[--at] = '.';
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
        written++;
    }
    if (quantity < 0) digits[--at] = '-';
    text_append(out, (struct slice){digits + at, sizeof digits - (size_t)at});
}

void journal_append_amount(struct text *out, const struct journal_book *book, struct journal_amount amount) {
    journal_append_quantity(out, amount.quantity, amount.decimals);
    struct slice name = book->commodity_names.names[amount.commodity];
    if (name.len) text_append_char(out, ' ');
    text_append(out, name);
}
