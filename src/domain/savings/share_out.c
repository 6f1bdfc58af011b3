/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/share_out.h"

#include "base/limits.h"
#include "base/log.h"
#include "i18n/locale.h"

_Static_assert(LIMIT_LOAN_MULTIPLE == 100000, "sentences below write it as a number");

static bool multiple_is_possible(int64_t multiple) {
    return multiple >= 1 && multiple <= LIMIT_LOAN_MULTIPLE;
}

static enum share_fault members_sum(const struct share_member *members, size_t count,
                                    struct share_out *result, struct share_problem *problem) {
    for (size_t i = 0; i < count; i++) {
        problem->member = i;
        if (members[i].shares < 0 || members[i].debt < 0) return SHARE_FAULT_NEGATIVE_MEMBER;
        if (!exact_add(&result->shares, members[i].shares)) return SHARE_FAULT_TOO_LARGE;
        if (!exact_add(&result->pool, members[i].debt)) return SHARE_FAULT_TOO_LARGE;
        result->netted += members[i].debt; /* not above the pool */
    }
    return SHARE_OK;
}

/* The pool times a member's part of the shares is at most the pool, so it fits. */
static int64_t member_payout(const struct share_out *result, int64_t shares, int64_t multiple) {
    int64_t payout = 0;
    if (!shares) return 0;
    bool fits = exact_scale(result->pool, shares, result->shares, EXACT_DOWN, &payout);
    ASSERT(fits);
    return payout / multiple * multiple;
}

static enum share_fault members_pay(struct share_member *members, size_t count, int64_t multiple,
                                    struct share_out *result, struct share_problem *problem) {
    for (size_t i = 0; i < count; i++) {
        struct share_member *member = &members[i];
        member->payout = member_payout(result, member->shares, multiple);
        member->cash = member->payout - member->debt;
        if (member->cash < 0) {
            *problem = (struct share_problem){i, -member->cash};
            return SHARE_FAULT_DEBT;
        }
        result->paid += member->payout;
    }
    return SHARE_OK;
}

enum share_fault share_out_make(int64_t cash, struct share_member *members, size_t count, int64_t multiple,
                                struct share_out *result, struct share_problem *problem) {
    *result = (struct share_out){.pool = cash};
    *problem = (struct share_problem){0};
    if (cash < 0) return SHARE_FAULT_NEGATIVE_CASH;
    if (!multiple_is_possible(multiple)) return SHARE_FAULT_MULTIPLE;
    if (count > LIMIT_SHARE_MEMBERS) return SHARE_FAULT_TOO_LARGE;
    enum share_fault fault = members_sum(members, count, result, problem);
    if (fault != SHARE_OK) return fault;
    if (!result->shares && result->pool) return SHARE_FAULT_NO_SHARES;
    result->value = (struct exact_fraction){result->pool, result->shares};
    fault = members_pay(members, count, multiple, result, problem);
    if (fault != SHARE_OK) return fault;
    result->handed_out = result->paid - result->netted;
    result->remainder = result->pool - result->paid;
    ASSERT(result->remainder >= 0 && result->handed_out + result->remainder == cash);
    return SHARE_OK;
}

const char *share_fault_message(enum share_fault fault) {
    static const char *const messages[SHARE_FAULTS] = {
        [SHARE_OK] = "",
        [SHARE_FAULT_NEGATIVE_CASH] = TR("The fund is used up: there is nothing to share out."),
        [SHARE_FAULT_NEGATIVE_MEMBER] = TR("Shares and debts of a member are not below nothing."),
        [SHARE_FAULT_NO_SHARES] = TR("There is money to share out, but nobody has a share."),
        [SHARE_FAULT_DEBT] = TR("Member {2} owes {1} more than the payout. Pay or write it off first."),
        [SHARE_FAULT_MULTIPLE] = TR("Payouts are rounded to a multiple between 1 and 100,000."),
        [SHARE_FAULT_TOO_LARGE] = TR("The amounts to share out are too large."),
    };
    return messages[fault];
}

bool share_weight(const struct share_balance *balances, size_t count, int64_t first_day, int64_t last_day,
                  int64_t *weight) {
    exact_wide sum = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t from = exact_max(balances[i].day, first_day), until = last_day + 1;
        if (balances[i].amount < 0) return false;
        if (i + 1 < count) until = exact_min(balances[i + 1].day, until);
        if (until > from) sum += (exact_wide)balances[i].amount * (until - from);
        if (sum > INT64_MAX) return false;
    }
    *weight = (int64_t)sum;
    return true;
}

static bool rates_are_possible(const struct profit_part *parts, size_t count) {
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].rate_ppm < 0 || parts[i].rate_ppm > EXACT_PPM) return false;
        sum += parts[i].rate_ppm;
        if (sum > EXACT_PPM) return false;
    }
    return true;
}

enum profit_fault profit_split(int64_t profit, struct profit_part *parts, size_t count, size_t rest,
                               int64_t multiple) {
    int64_t given = 0;
    ASSERT(rest < count);
    if (profit < 0) return PROFIT_FAULT_LOSS;
    if (!multiple_is_possible(multiple)) return PROFIT_FAULT_MULTIPLE;
    if (!rates_are_possible(parts, count)) return PROFIT_FAULT_RATES;
    for (size_t i = 0; i < count; i++) {
        bool fits = exact_scale(profit, parts[i].rate_ppm, EXACT_PPM, EXACT_DOWN, &parts[i].amount);
        ASSERT(fits);
        parts[i].amount = parts[i].amount / multiple * multiple;
        given += parts[i].amount;
    }
    parts[rest].amount += profit - given;
    return PROFIT_OK;
}

const char *profit_fault_message(enum profit_fault fault) {
    static const char *const messages[PROFIT_FAULTS] = {
        [PROFIT_OK] = "",
        [PROFIT_FAULT_LOSS] = TR("A loss is not shared out."),
        [PROFIT_FAULT_RATES] = TR("The parts of the profit are between 0 % and 100 % together."),
        [PROFIT_FAULT_MULTIPLE] = TR("Parts of the profit are rounded to a multiple between 1 and 100,000."),
    };
    return messages[fault];
}
