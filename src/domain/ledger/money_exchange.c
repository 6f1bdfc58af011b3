/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/money_exchange.h"

#include "domain/ledger/ledger.h"

enum exchange_fault money_exchange_settle(struct money_exchange *exchange) {
    if (!exchange->has_rate && !exchange->got) return EXCHANGE_NO_RATE;
    if (!exchange->has_rate) exchange->by_rate = exchange->got;
    if (!exchange->got) exchange->got = exchange->by_rate - exchange->by_rate % exchange->multiple;
    if (!exchange->got) return EXCHANGE_TOO_LITTLE;
    int64_t difference = exchange->by_rate - exchange->got;
    bool is_rounding = difference > -exchange->multiple && difference < exchange->multiple;
    exchange->worth = is_rounding ? exchange->by_rate : exchange->got;
    return EXCHANGE_OK;
}

/* What the book says of its main unit; other money is paid as it is. */
int64_t ledger_cash_multiple(const struct record *record, struct uuid unit_id) {
    const struct ledger_book *book = ledger_book_of(record);
    return uuid_equal(book->unit.id, unit_id) && book->rounding.present ? book->rounding.number : 1;
}
