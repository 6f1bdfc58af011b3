/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a transaction balances, after the rules of each program.  What a posting weighs is its amount, or
 * what it cost: at its price, and in ledger and beancount at the cost of its lot.  Sums are exact in 128
 * bits.  A rest smaller than what the program shows counts as none: ledger and hledger look at the decimals
 * of the commodity so far, beancount at the coarsest amount of the transaction with decimals.
 */
#include "exchange/journal/journal_parse.h"

__extension__ typedef __int128 wide;

/* What the postings of one kind leave in one commodity. */
struct journal_residual {
    wide sum;
    uint32_t commodity;
    uint8_t decimals;
    uint8_t coarsest; /* the fewest decimals above none that an amount has; 0: none */
};

/* ---- what a posting weighs ---- */

static bool too_large(struct journal_reader *reader, uint32_t line) {
    return journal_refuse_at(reader, line, TR("The amounts of the transaction are too large to be added up"),
                             S(""), S(""));
}

/* The exact product, as short as it can be written. */
static bool weigh_unit(const struct journal_posting *posting, struct journal_amount price,
                       struct journal_amount *weight) {
    wide product = (wide)posting->amount.quantity * price.quantity;
    int decimals = posting->amount.decimals + price.decimals;
    for (; decimals > 0 && product % 10 == 0; decimals--) {
        product /= 10;
    }
    if (decimals > JOURNAL_DECIMALS_MAX || product > INT64_MAX || product <= INT64_MIN) return false;
    *weight = (struct journal_amount){(int64_t)product, price.commodity, (uint8_t)decimals};
    return true;
}

static bool weigh_at(const struct journal_posting *posting, struct journal_price price,
                     struct journal_amount *weight) {
    if (price.kind == JOURNAL_PRICE_UNIT) return weigh_unit(posting, price.amount, weight);
    *weight = price.amount;
    if (posting->amount.quantity < 0) weight->quantity = -weight->quantity;
    if (posting->amount.quantity == 0) weight->quantity = 0;
    return true;
}

static bool weigh(const struct journal_reader *reader, const struct journal_posting *posting,
                  struct journal_amount *weight) {
    bool knows_lots = reader->syntax != JOURNAL_HLEDGER;
    if (knows_lots && posting->lot.kind != JOURNAL_NO_PRICE) return weigh_at(posting, posting->lot, weight);
    if (posting->price.kind != JOURNAL_NO_PRICE) return weigh_at(posting, posting->price, weight);
    *weight = posting->amount;
    return true;
}

/* ---- the residuals ---- */

static struct journal_residual *residual_of(struct journal_reader *reader, uint32_t commodity) {
    struct journal_commodity *known = &reader->book->commodities[commodity];
    if (known->stamp == reader->stamp) return &reader->residuals[known->slot];
    reader->residuals = journal_room(reader, reader->residuals, sizeof *reader->residuals,
                                     reader->residual_count, &reader->residual_room);
    known->stamp = reader->stamp;
    known->slot = (uint32_t)reader->residual_count;
    reader->residuals[reader->residual_count] = (struct journal_residual){.commodity = commodity};
    return &reader->residuals[reader->residual_count++];
}

static bool residual_add(struct journal_residual *residual, struct journal_amount weight) {
    wide more = weight.quantity;
    if (weight.decimals > residual->decimals) {
        if (__builtin_mul_overflow(residual->sum, (wide)journal_powers[weight.decimals - residual->decimals],
                                   &residual->sum))
            return false;
        residual->decimals = weight.decimals;
    }
    if (__builtin_mul_overflow(more, (wide)journal_powers[residual->decimals - weight.decimals], &more))
        return false;
    return !__builtin_add_overflow(residual->sum, more, &residual->sum);
}

static void residual_see(struct journal_residual *residual, struct journal_amount amount) {
    if (amount.decimals && (!residual->coarsest || amount.decimals < residual->coarsest))
        residual->coarsest = amount.decimals;
}

/* Below half of the last shown decimal. */
static bool is_small(wide sum, uint8_t decimals, uint8_t shown, bool with_half) {
    if (sum == 0) return true;
    if (shown >= decimals) return false;
    wide half = journal_powers[decimals - shown] / 2;
    return with_half ? sum >= -half && sum <= half : sum > -half && sum < half;
}

static bool is_settled(const struct journal_reader *reader, const struct journal_residual *residual) {
    if (residual->sum == 0) return true;
    if (reader->syntax != JOURNAL_BEANCOUNT)
        return is_small(residual->sum, residual->decimals,
                        reader->book->commodities[residual->commodity].decimals, false);
    return residual->coarsest && is_small(residual->sum, residual->decimals, residual->coarsest, true);
}

/* ---- filling and balancing ---- */

/* The sum as an amount, with no more decimals than it needs and `least` at least. */
static bool residual_amount(const struct journal_residual *residual, uint8_t least,
                            struct journal_amount *amount) {
    wide sum = residual->sum;
    uint8_t decimals = residual->decimals;
    for (; decimals > least && sum % 10 == 0; decimals--) {
        sum /= 10;
    }
    if (sum > INT64_MAX || sum <= INT64_MIN) return false;
    *amount = (struct journal_amount){(int64_t)sum, residual->commodity, decimals};
    return true;
}

/* beancount rounds what it fills in to the coarsest amount, half to even. */
static void residual_round(struct journal_residual *residual) {
    if (!residual->coarsest || residual->decimals <= residual->coarsest) return;
    wide unit = journal_powers[residual->decimals - residual->coarsest];
    wide whole = residual->sum / unit, rest = residual->sum % unit;
    wide twice = rest < 0 ? -2 * rest : 2 * rest;
    if (twice > unit || (twice == unit && whole % 2 != 0)) whole += residual->sum < 0 ? -1 : 1;
    residual->sum = whole;
    residual->decimals = residual->coarsest;
}

static bool fill_with(struct journal_reader *reader, size_t at, struct journal_residual *residual) {
    struct journal_posting *posting = &reader->postings[at];
    if (reader->syntax == JOURNAL_BEANCOUNT) residual_round(residual);
    uint8_t least = reader->book->commodities[residual->commodity].decimals;
    if (!residual_amount(residual, least, &posting->amount)) return too_large(reader, posting->line);
    posting->amount.quantity = -posting->amount.quantity;
    return true;
}

/* The elided posting takes what is left; of several commodities each in a posting of its own. */
static bool fill(struct journal_reader *reader, size_t elided) {
    struct journal_posting model = reader->postings[elided];
    size_t filled = 0;
    for (size_t i = 0; i < reader->residual_count; i++) {
        if (reader->residuals[i].sum == 0) continue;
        size_t at = elided;
        if (filled++) {
            struct journal_posting *more = journal_posting_new(reader);
            if (!more) return false;
            *more = model;
            more->assertion = JOURNAL_ASSERT_NONE;
            at = reader->posting_count - 1;
        }
        if (!fill_with(reader, at, &reader->residuals[i])) return false;
    }
    struct journal_amount *amount = &reader->postings[elided].amount;
    if (!filled && reader->residual_count)
        *amount = (struct journal_amount){0, reader->residuals[0].commodity, 0};
    if (!filled && !reader->residual_count) return journal_read_commodity(reader, S(""), &amount->commodity);
    return true;
}

static bool refuse_unbalanced(struct journal_reader *reader) {
    struct arena *arena = arena_new();
    struct text left = TEXT_IN(arena);
    for (size_t i = 0; i < reader->residual_count; i++) {
        struct journal_amount amount;
        if (is_settled(reader, &reader->residuals[i]) || left.len > LIMIT_JOURNAL_WORD_BYTES) continue;
        if (left.len) text_append(&left, S(", "));
        if (residual_amount(&reader->residuals[i], 0, &amount))
            journal_append_amount(&left, reader->book, amount);
    }
    journal_refuse_at(reader, reader->transaction.line,
                      TR("The transaction does not balance: {1} is too much"), text_slice(&left), S(""));
    arena_free(arena);
    return false;
}

/* Two commodities without any price stand for each other when one comes and the other goes. */
static bool exchanges(const struct journal_reader *reader, bool has_price) {
    if (has_price || reader->syntax == JOURNAL_BEANCOUNT) return false;
    const struct journal_residual *found[2] = {0};
    size_t count = 0;
    for (size_t i = 0; i < reader->residual_count; i++) {
        if (reader->residuals[i].sum == 0) continue;
        if (count == 2) return false;
        found[count++] = &reader->residuals[i];
    }
    return count == 2 && (found[0]->sum < 0) != (found[1]->sum < 0);
}

static bool balance(struct journal_reader *reader, bool has_price) {
    bool settled = true;
    for (size_t i = 0; i < reader->residual_count; i++) {
        settled = settled && is_settled(reader, &reader->residuals[i]);
    }
    if (settled) return true;
    if (!exchanges(reader, has_price)) return refuse_unbalanced(reader);
    reader->transaction.exchanges = true;
    return true;
}

/* One posting of the kind: added to the residuals, or noted as the one without an amount. */
static bool add_posting(struct journal_reader *reader, size_t at, size_t *elided, bool *has_price) {
    struct journal_posting *posting = &reader->postings[at];
    struct journal_amount weight;
    if (posting->filled) {
        if (*elided != SIZE_MAX)
            return journal_refuse_at(reader, posting->line,
                                     TR("Two postings of the transaction have no amount"), S(""), S(""));
        *elided = at;
        return true;
    }
    if (!weigh(reader, posting, &weight)) return too_large(reader, posting->line);
    *has_price =
        *has_price || posting->price.kind != JOURNAL_NO_PRICE || posting->lot.kind != JOURNAL_NO_PRICE;
    struct journal_residual *residual = residual_of(reader, weight.commodity);
    if (!residual_add(residual, weight)) return too_large(reader, posting->line);
    if (weight.commodity == posting->amount.commodity) residual_see(residual, posting->amount);
    return true;
}

/* ledger lets postings in square brackets balance with the real ones; hledger with each other. */
static bool is_of_kind(const struct journal_reader *reader, const struct journal_posting *posting,
                       enum journal_virtual kind) {
    bool is_joined = reader->syntax == JOURNAL_LEDGER && posting->kind == JOURNAL_VIRTUAL_BALANCED;
    return (is_joined ? JOURNAL_REAL : posting->kind) == kind;
}

static bool settle_kind(struct journal_reader *reader, enum journal_virtual kind) {
    size_t elided = SIZE_MAX, count = reader->posting_count;
    bool has_price = false;
    reader->stamp++;
    reader->residual_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_of_kind(reader, &reader->postings[i], kind) && !add_posting(reader, i, &elided, &has_price))
            return false;
    }
    return elided == SIZE_MAX ? balance(reader, has_price) : fill(reader, elided);
}

/* ---- what stands on accounts ---- */

static bool sum_at(const struct journal_sum *sum, int32_t day, bool with_day, struct journal_amount *total) {
    if (!sum) return true;
    if (day != JOURNAL_NO_DAY && sum->day > day) return false;
    int64_t quantity = sum->quantity;
    bool is_before = day != JOURNAL_NO_DAY && !with_day && sum->day == day;
    if (is_before && __builtin_sub_overflow(quantity, sum->day_quantity, &quantity)) return false;
    return journal_amount_add(total, (struct journal_amount){quantity, sum->commodity, sum->decimals});
}

static bool is_below(struct slice name, struct slice parent) {
    return name.len > parent.len && name.s[parent.len] == ':' && slice_starts(name, parent);
}

bool journal_standing(struct journal_reader *reader, uint32_t account, bool inclusive, uint32_t commodity,
                      int32_t day, bool with_day, struct journal_amount *amount) {
    const struct journal_sums *sums = &reader->book->running;
    const struct journal_names *names = &reader->book->account_names;
    *amount = (struct journal_amount){0, commodity, 0};
    if (!sum_at(journal_sums_find(sums, account, commodity), day, with_day, amount)) return false;
    for (uint32_t i = 0; inclusive && i < names->count; i++) {
        if (!is_below(names->names[i], names->names[account])) continue;
        if (!sum_at(journal_sums_find(sums, i, commodity), day, with_day, amount)) return false;
    }
    return true;
}

/* ---- assertions and amounts that follow from them ---- */

/* "= 500 KHR" without an amount: what is missing to that, after the postings above it. */
static bool assign(struct journal_reader *reader, size_t at) {
    struct journal_posting *posting = &reader->postings[at];
    struct journal_amount stands;
    int32_t day = reader->syntax == JOURNAL_HLEDGER ? reader->transaction.day : JOURNAL_NO_DAY;
    if (!journal_standing(reader, posting->account, posting->assertion & JOURNAL_ASSERT_INCLUSIVE,
                          posting->asserted.commodity, day, true, &stands))
        return journal_refuse_at(
            reader, posting->line,
            TR("An assertion depends on postings of later days that stand above it: sort the file by days"),
            S(""), S(""));
    for (size_t i = 0; i < at; i++) {
        const struct journal_posting *above = &reader->postings[i];
        if (above->account != posting->account) continue;
        if (above->filled)
            return journal_refuse_at(reader, posting->line,
                                     TR("Two postings of the transaction have no amount"), S(""), S(""));
        if (above->amount.commodity == stands.commodity && !journal_amount_add(&stands, above->amount))
            return too_large(reader, posting->line);
    }
    posting->amount = posting->asserted;
    stands.quantity = -stands.quantity;
    posting->filled = false;
    return journal_amount_add(&posting->amount, stands) || too_large(reader, posting->line);
}

static bool assign_all(struct journal_reader *reader) {
    for (size_t i = 0; i < reader->posting_count; i++) {
        const struct journal_posting *posting = &reader->postings[i];
        if (!posting->filled) continue;
        if (posting->kind == JOURNAL_VIRTUAL && !posting->assertion)
            return journal_refuse_at(reader, posting->line, TR("A posting in round brackets needs an amount"),
                                     S(""), S(""));
        if (posting->assertion && !assign(reader, i)) return false;
    }
    return true;
}

static int32_t day_of(const struct journal_reader *reader, const struct journal_posting *posting) {
    return posting->day == JOURNAL_NO_DAY ? reader->transaction.day : posting->day;
}

static bool refuse_assertion(struct journal_reader *reader, const struct journal_posting *posting,
                             struct journal_amount stands) {
    struct arena *arena = arena_new();
    struct text text = TEXT_IN(arena);
    journal_append_amount(&text, reader->book, stands);
    journal_refuse_at(reader, posting->line, TR("{1} has {2} here, which is not what the line says"),
                      reader->book->account_names.names[posting->account], text_slice(&text));
    arena_free(arena);
    return false;
}

/* "==": no other commodity has anything. */
static bool is_sole(const struct journal_reader *reader, const struct journal_posting *posting) {
    const struct journal_sums *sums = &reader->book->running;
    for (const struct journal_sum *sum = journal_sums_first(sums, posting->account); sum;
         sum = journal_sums_next(sums, sum)) {
        if (sum->commodity != posting->asserted.commodity && sum->quantity != 0) return false;
    }
    return true;
}

static bool assert_posting(struct journal_reader *reader, const struct journal_posting *posting) {
    struct journal_amount stands, asserted = posting->asserted;
    bool inclusive = posting->assertion & JOURNAL_ASSERT_INCLUSIVE,
         by_day = reader->syntax == JOURNAL_HLEDGER;
    int32_t day = by_day ? day_of(reader, posting) : JOURNAL_NO_DAY;
    if (!journal_standing(reader, posting->account, inclusive, asserted.commodity, day, true, &stands))
        return journal_refuse_at(
            reader, posting->line,
            TR("An assertion depends on postings of later days that stand above it: sort the file by days"),
            S(""), S(""));
    struct journal_amount difference = stands;
    asserted.quantity = -asserted.quantity;
    if (!journal_amount_add(&difference, asserted) || difference.quantity != 0)
        return refuse_assertion(reader, posting, stands);
    if ((posting->assertion & JOURNAL_ASSERT_SOLE) && !is_sole(reader, posting))
        return journal_refuse_at(reader, posting->line, TR("{1} has other commodities, too"),
                                 reader->book->account_names.names[posting->account], S(""));
    if (!by_day) return true;
    struct journal_account *account = &reader->book->accounts[posting->account];
    if (day > account->asserted_day) account->asserted_day = day;
    if (inclusive && day > reader->inclusive_day) reader->inclusive_day = day;
    return true;
}

/* ---- posting ---- */

/* The latest day of an assertion that the posting would have changed. */
static int32_t asserted_day(const struct journal_reader *reader, uint32_t account, int32_t day) {
    const struct journal_book *book = reader->book;
    int32_t latest = book->accounts[account].asserted_day;
    if (day >= reader->inclusive_day) return latest;
    struct slice name = book->account_names.names[account];
    for (size_t i = name.len; i-- > 0;) {
        if (name.s[i] != ':') continue;
        uint32_t parent = journal_names_find(&book->account_names, slice_sub(name, 0, i));
        if (parent != JOURNAL_NONE && book->accounts[parent].asserted_day > latest)
            latest = book->accounts[parent].asserted_day;
    }
    return latest;
}

static void note_days(struct journal_account *account, int32_t day, uint32_t line) {
    if (account->first_day == JOURNAL_NO_DAY || day < account->first_day) {
        account->first_day = day;
        account->first_line = line;
    }
    if (day >= account->last_day) {
        account->last_day = day;
        account->last_line = line;
    }
}

static bool post(struct journal_reader *reader, const struct journal_posting *posting) {
    int32_t day = day_of(reader, posting), latest = asserted_day(reader, posting->account, day);
    if (day < latest)
        return journal_refuse_at(
            reader, posting->line,
            TR("The posting is of a day before an assertion that stands above it: sort the file by days"),
            S(""), S(""));
    if (!journal_sums_add(&reader->book->running, posting->account, posting->amount, day))
        return journal_refuse_at(reader, posting->line, TR("What stands on {1} is too large"),
                                 reader->book->account_names.names[posting->account], S(""));
    note_days(&reader->book->accounts[posting->account], day, posting->line);
    return true;
}

static bool post_all(struct journal_reader *reader) {
    for (size_t i = 0; i < reader->posting_count; i++) {
        if (!post(reader, &reader->postings[i])) return false;
        if (reader->postings[i].assertion && !assert_posting(reader, &reader->postings[i])) return false;
    }
    return true;
}

static bool has_virtual(const struct journal_reader *reader) {
    for (size_t i = 0; i < reader->posting_count; i++) {
        if (reader->postings[i].kind == JOURNAL_VIRTUAL_BALANCED) return true;
    }
    return false;
}

bool journal_settle(struct journal_reader *reader) {
    if (!assign_all(reader)) return false;
    if (!settle_kind(reader, JOURNAL_REAL)) return false;
    if (reader->syntax == JOURNAL_HLEDGER && has_virtual(reader) &&
        !settle_kind(reader, JOURNAL_VIRTUAL_BALANCED))
        return false;
    if (!post_all(reader)) return false;
    reader->transaction.postings = reader->postings;
    reader->transaction.posting_count = reader->posting_count;
    reader->transaction.notes = reader->notes;
    reader->transaction.note_count = reader->note_count;
    return true;
}
