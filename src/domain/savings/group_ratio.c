/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/group_ratio.h"

#include "base/log.h"
#include "i18n/locale.h"

exact_wide group_assets(const struct group_figures *figures) {
    return (exact_wide)figures->cash + figures->bank + figures->property + figures->social_fund +
           figures->outstanding;
}

exact_wide group_profit(const struct group_figures *figures) {
    return (exact_wide)figures->income - figures->financing - figures->provision - figures->expenses;
}

/* ---- many groups ---- */

enum { WEEKS_OF_YEAR = 52 };

#define COUNTS(m)                                                                                            \
    m(members) m(members_start) m(dropouts) m(registered) m(present) m(represented) m(meetings_planned)      \
        m(meetings_held) m(boxes_counted) m(boxes_right) m(loans_made) m(borrowers) m(borrowers_ever)        \
            m(loans_written_off) m(officers) m(groups) m(people_assisted)
#define SUMS_OF_MONEY(m)                                                                                     \
    m(savings) m(lent) m(outstanding) m(outstanding_average) m(outstanding_late_30) m(written_off) m(cash)   \
        m(bank) m(property) m(social_fund) m(debts) m(loss_reserve) m(income) m(financing) m(provision)      \
            m(expenses) m(programme_cost)

bool group_figures_add(struct group_figures *sum, const struct group_figures *more) {
    struct group_figures added = *sum;
    bool fits = true;
    int64_t assets;
/* One field is added like the other: a function cannot be given the name of a field. */
#define ADD(field) fits = exact_add(&added.field, more->field) && fits;
    COUNTS(ADD)
    SUMS_OF_MONEY(ADD)
#undef ADD
    fits = exact_scale(more->assets_average, more->weeks, WEEKS_OF_YEAR, EXACT_NEAREST, &assets) && fits &&
           exact_add(&added.assets_average, assets);
    added.weeks = WEEKS_OF_YEAR;
    if (fits) *sum = added;
    return fits;
}

struct group_figures group_figures_counts(const struct group_figures *figures) {
    struct group_figures counts = {.weeks = figures->weeks};
#define COPY(field) counts.field = figures->field;
    COUNTS(COPY)
#undef COPY
    return counts;
}

/* ---- the formulas ---- */

/* An indicator is two expressions over the figures.  The macro makes a function of each, so that the table
 * can name them and all formulas stand under one another; written out they would be seventy functions of
 * three lines. */
#define FORMULA(name, above, below)                                                                          \
    static exact_wide name##_above(const struct group_figures *f) {                                          \
        return (above);                                                                                      \
    }                                                                                                        \
    static exact_wide name##_below(const struct group_figures *f) {                                          \
        (void)f;                                                                                             \
        return (below);                                                                                      \
    }
/* A question: 1 ÷ 1 for yes, 0 ÷ 1 for no, 0 ÷ 0 when nobody asked. */
#define QUESTION(name, fact) FORMULA(name, (fact) == FACT_YES, (fact) != FACT_NOT_KNOWN)

FORMULA(attendance, f->present, f->registered)
FORMULA(represented, f->represented, f->registered)
FORMULA(meetings_held, f->meetings_held, f->meetings_planned)
FORMULA(retention, f->members, (exact_wide)f->members + f->dropouts)
FORMULA(dropout, f->dropouts, (exact_wide)f->members + f->dropouts)
FORMULA(growth, (exact_wide)f->members - f->members_start, f->members_start)
FORMULA(savings, f->savings, f->members)
FORMULA(loan, f->lent, f->loans_made)
FORMULA(borrowers, f->borrowers, f->members)
FORMULA(borrowers_ever, f->borrowers_ever, f->members)
FORMULA(assets, group_assets(f), 1)
FORMULA(utilisation, f->outstanding, (exact_wide)f->outstanding + f->cash + f->bank)
FORMULA(return_on_savings, group_assets(f) - f->debts - f->social_fund - f->savings, f->savings)
FORMULA(return_on_assets, group_profit(f) * WEEKS_OF_YEAR, (exact_wide)f->assets_average * f->weeks)
FORMULA(par30, f->outstanding_late_30, f->outstanding)
FORMULA(loans_written_off, f->loans_written_off, f->loans_made)
FORMULA(loss, f->written_off, f->outstanding_average)
FORMULA(oss, f->income, (exact_wide)f->financing + f->provision + f->expenses)
FORMULA(risk_cover, f->loss_reserve, f->outstanding_late_30)
FORMULA(equity, group_assets(f) - f->debts - f->savings, group_assets(f))
FORMULA(portfolio, f->outstanding, group_assets(f))
FORMULA(social_fund, f->social_fund, f->members)
FORMULA(box, f->boxes_right, f->boxes_counted)
FORMULA(groups_per_officer, f->groups, f->officers)
FORMULA(members_per_officer, f->members, f->officers)
FORMULA(cost_per_member, f->programme_cost, f->people_assisted)
QUESTION(bylaws, f->has_bylaws)
QUESTION(elections, f->has_elections)
QUESTION(keys, f->has_three_keys)
QUESTION(own_books, f->keeps_own_books)
QUESTION(current_books, f->has_current_books)
QUESTION(computer_books, f->has_computer_books)
QUESTION(business_plan, f->has_business_plan)
QUESTION(has_social_fund, f->has_social_fund)
QUESTION(goods_bank, f->has_goods_bank)

#define ROW(ratio, name, label, formula, source, unit)                                                       \
    [ratio] = {#name, label, formula, source, unit, name##_above, name##_below}

static const char dreamsave[] = "DreamSave", savix[] = "SAVIX", manual[] = "SEEP / PMT", cgap[] = "CGAP",
                  own[] = "Mlup";

const struct ratio_row group_ratio_rows[GROUP_RATIOS] = {
    ROW(RATIO_ATTENDANCE, attendance, TR("Attendance"),
        TR("Members present ÷ members registered, in the last four meetings together"), dreamsave,
        RATIO_PERCENT),
    ROW(RATIO_REPRESENTED, represented, TR("Sent by a representative"),
        TR("Members represented by others ÷ members registered, in the last four meetings together"), own,
        RATIO_PERCENT),
    ROW(RATIO_MEETINGS_HELD, meetings_held, TR("Meetings held"), TR("Meetings held ÷ meetings planned"), own,
        RATIO_PERCENT),
    ROW(RATIO_RETENTION, retention, TR("Members who stay"),
        TR("Members now ÷ (members now + members who left in the cycle)"), savix, RATIO_PERCENT),
    ROW(RATIO_DROPOUT, dropout, TR("Members who leave"),
        TR("Members who left in the cycle ÷ (members now + members who left)"), savix, RATIO_PERCENT),
    ROW(RATIO_GROWTH, growth, TR("Growth of membership"),
        TR("(Members now − members at the start) ÷ members at the start"), savix, RATIO_PERCENT),
    ROW(RATIO_SAVINGS, savings, TR("Average savings"),
        TR("All savings, the part that is lent out included ÷ members"), "indikit.net 308", RATIO_MONEY),
    ROW(RATIO_LOAN, loan, TR("Average loan"), TR("All principal ever lent ÷ number of loans"), dreamsave,
        RATIO_MONEY),
    ROW(RATIO_BORROWERS, borrowers, TR("Members with a loan"), TR("Members with a loan now ÷ members"),
        dreamsave, RATIO_PERCENT),
    ROW(RATIO_BORROWERS_EVER, borrowers_ever, TR("Members who ever borrowed"),
        TR("Members with at least one loan ever ÷ members"), dreamsave, RATIO_PERCENT),
    ROW(RATIO_ASSETS, assets, TR("Assets"),
        TR("Cash of the loan fund + loans outstanding + social fund + bank + property"), dreamsave,
        RATIO_MONEY),
    ROW(RATIO_UTILISATION, utilisation, TR("Fund in use"),
        TR("Loans outstanding ÷ (loans outstanding + cash of the loan fund + bank)"), savix, RATIO_PERCENT),
    ROW(RATIO_RETURN_ON_SAVINGS, return_on_savings, TR("Return on savings"),
        TR("(Assets − debts − social fund − savings) ÷ savings"), savix, RATIO_PERCENT),
    ROW(RATIO_RETURN_ON_ASSETS, return_on_assets, TR("Return on assets a year"),
        TR("Net profit ÷ average assets × 52 ÷ weeks"), savix, RATIO_PERCENT),
    ROW(RATIO_PAR30, par30, TR("Portfolio at risk (30 days)"),
        TR("Whole balance of loans more than 30 days late ÷ loans outstanding"), cgap, RATIO_PERCENT),
    ROW(RATIO_LOANS_WRITTEN_OFF, loans_written_off, TR("Loans written off"),
        TR("Number of loans written off ÷ number of all loans"), dreamsave, RATIO_PERCENT),
    ROW(RATIO_LOSS, loss, TR("Loss on loans"), TR("Amount written off ÷ average of loans outstanding"),
        manual, RATIO_PERCENT),
    ROW(RATIO_OSS, oss, TR("Operating self-sufficiency"),
        TR("Operating income ÷ (financing cost + provision for losses + operating expenses)"), manual,
        RATIO_PERCENT),
    ROW(RATIO_RISK_COVER, risk_cover, TR("Cover of loans at risk"),
        TR("Reserve for losses ÷ whole balance of loans more than 30 days late"), manual, RATIO_PERCENT),
    ROW(RATIO_EQUITY, equity, TR("Own capital"), TR("(Assets − debts − savings) ÷ assets"), manual,
        RATIO_PERCENT),
    ROW(RATIO_PORTFOLIO, portfolio, TR("Assets that are lent"), TR("Loans outstanding ÷ assets"), manual,
        RATIO_PERCENT),
    ROW(RATIO_SOCIAL_FUND, social_fund, TR("Social fund per member"), TR("Social fund ÷ members"), savix,
        RATIO_MONEY),
    ROW(RATIO_BOX, box, TR("Box agrees with the book"),
        TR("Meetings at which the counted box was the book's ÷ meetings with a count"), own, RATIO_PERCENT),
    ROW(RATIO_GROUPS_PER_OFFICER, groups_per_officer, TR("Groups per field officer"),
        TR("Groups ÷ field officers"), savix, RATIO_NUMBER),
    ROW(RATIO_MEMBERS_PER_OFFICER, members_per_officer, TR("Members per field officer"),
        TR("Members ÷ field officers"), savix, RATIO_NUMBER),
    ROW(RATIO_COST_PER_MEMBER, cost_per_member, TR("Cost per member assisted"),
        TR("Cost of the programme ÷ members assisted"), savix, RATIO_MONEY),
    ROW(RATIO_BYLAWS, bylaws, TR("Written bylaws"),
        TR("The bylaws are written down and were agreed in a minute"), own, RATIO_YES_NO),
    ROW(RATIO_ELECTIONS, elections, TR("Elections held"), TR("The committee was elected within a year"), own,
        RATIO_YES_NO),
    ROW(RATIO_KEYS, keys, TR("Three keys"), TR("Three people outside the committee hold the keys of the box"),
        own, RATIO_YES_NO),
    ROW(RATIO_OWN_BOOKS, own_books, TR("Keeps its own books"),
        TR("A member is secretary or treasurer, who keep the books"), own, RATIO_YES_NO),
    ROW(RATIO_CURRENT_BOOKS, current_books, TR("Books up to date"), TR("The last meeting is in the books"),
        own, RATIO_YES_NO),
    ROW(RATIO_COMPUTER_BOOKS, computer_books, TR("Books on a computer"),
        TR("The books are kept on a telephone or a computer"), own, RATIO_YES_NO),
    ROW(RATIO_BUSINESS_PLAN, business_plan, TR("Long-term business plan"),
        TR("The group has a business plan for three years or more"), own, RATIO_YES_NO),
    ROW(RATIO_HAS_SOCIAL_FUND, has_social_fund, TR("Has a social fund"),
        TR("The group has a social fund of its own"), own, RATIO_YES_NO),
    ROW(RATIO_GOODS_BANK, goods_bank, TR("Has a bank of animals or crops"),
        TR("A bank of rice, seed, vegetables, chickens or cows belongs to the group"), own, RATIO_YES_NO),
};

static bool fits(exact_wide number) {
    return number >= INT64_MIN && number <= INT64_MAX;
}

struct ratio_value group_ratio_of(enum group_ratio ratio, const struct group_figures *figures) {
    const struct ratio_row *row = &group_ratio_rows[ratio];
    exact_wide above = row->numerator(figures), below = row->denominator(figures);
    struct ratio_value value = {.is_known = false};
    if (below <= 0 || !fits(above) || !fits(below)) return value;
    value.fraction = (struct exact_fraction){(int64_t)above, (int64_t)below};
    value.is_known = exact_scale((int64_t)above, row->unit == RATIO_MONEY ? 1 : EXACT_PPM, (int64_t)below,
                                 EXACT_NEAREST, &value.value);
    return value;
}

/* ---- grade ---- */

enum { PERCENT = 10000, YES = EXACT_PPM };

static const struct grade_criterion criteria[] = {
    {AREA_GOVERNANCE, RATIO_BYLAWS, 0, YES, 5, true, YES},
    {AREA_GOVERNANCE, RATIO_ELECTIONS, 0, YES, 4, true, YES},
    {AREA_GOVERNANCE, RATIO_MEETINGS_HELD, 50 * PERCENT, 90 * PERCENT, 5, true, 80 * PERCENT},
    {AREA_GOVERNANCE, RATIO_ATTENDANCE, 60 * PERCENT, 90 * PERCENT, 6, true, 75 * PERCENT},
    {AREA_RESOURCE, RATIO_RETENTION, 70 * PERCENT, 95 * PERCENT, 5, false, 0},
    {AREA_RESOURCE, RATIO_UTILISATION, 30 * PERCENT, 70 * PERCENT, 5, false, 0},
    {AREA_RESOURCE, RATIO_RETURN_ON_SAVINGS, 0, 20 * PERCENT, 5, false, 0},
    {AREA_ASSETS, RATIO_PAR30, 20 * PERCENT, 5 * PERCENT, 10, true, 10 * PERCENT},
    {AREA_ASSETS, RATIO_LOSS, 10 * PERCENT, 1 * PERCENT, 5, false, 0},
    {AREA_ASSETS, RATIO_LOANS_WRITTEN_OFF, 10 * PERCENT, 1 * PERCENT, 5, false, 0},
    {AREA_DESIGN, RATIO_BOX, 80 * PERCENT, 100 * PERCENT, 6, true, 95 * PERCENT},
    {AREA_DESIGN, RATIO_OWN_BOOKS, 0, YES, 4, true, YES},
    {AREA_DESIGN, RATIO_CURRENT_BOOKS, 0, YES, 4, true, YES},
    {AREA_DESIGN, RATIO_KEYS, 0, YES, 3, false, 0},
    {AREA_DESIGN, RATIO_COMPUTER_BOOKS, 0, YES, 3, true, YES},
    {AREA_EFFICIENCY, RATIO_OSS, 80 * PERCENT, 120 * PERCENT, 6, true, 100 * PERCENT},
    {AREA_EFFICIENCY, RATIO_RETURN_ON_ASSETS, 0, 20 * PERCENT, 5, false, 0},
    {AREA_EFFICIENCY, RATIO_BUSINESS_PLAN, 0, YES, 4, true, YES},
    {AREA_SERVICES, RATIO_BORROWERS_EVER, 30 * PERCENT, 80 * PERCENT, 5, false, 0},
    {AREA_SERVICES, RATIO_HAS_SOCIAL_FUND, 0, YES, 3, false, 0},
    {AREA_SERVICES, RATIO_GOODS_BANK, 0, YES, 2, false, 0},
};
const struct grade_rules grade_rules_default = {criteria,     ARRAY_LEN(criteria), 75 * PERCENT,
                                                60 * PERCENT, 45 * PERCENT,        80 * PERCENT};

const char *grade_area_label(enum grade_area area) {
    static const char *const labels[GRADE_AREAS] = {
        [AREA_GOVERNANCE] = TR("Governance"),
        [AREA_RESOURCE] = TR("Resources"),
        [AREA_ASSETS] = TR("Quality of loans"),
        [AREA_DESIGN] = TR("Books and box"),
        [AREA_EFFICIENCY] = TR("Efficiency and profit"),
        [AREA_SERVICES] = TR("Services to members"),
    };
    return labels[area];
}

/* Hundredths of a point, rounded down, for a value of the criterion. */
static int64_t criterion_points(const struct grade_criterion *criterion, int64_t value) {
    bool is_falling = criterion->full < criterion->none;
    exact_wide gone = is_falling ? (exact_wide)criterion->none - value : (exact_wide)value - criterion->none;
    exact_wide way = is_falling ? (exact_wide)criterion->none - criterion->full
                                : (exact_wide)criterion->full - criterion->none;
    int64_t most = (int64_t)criterion->points * 100;
    if (gone <= 0) return 0;
    return gone >= way ? most : (int64_t)(most * gone / way);
}

static enum grade grade_of(const struct exact_fraction *total, int64_t most,
                           const struct grade_rules *rules) {
    exact_wide share = (exact_wide)total->numerator * EXACT_PPM, known = total->denominator;
    if (!most || known * EXACT_PPM < (exact_wide)most * rules->known_ppm || !known) return GRADE_NOT_KNOWN;
    if (share >= known * rules->a_ppm) return GRADE_A;
    if (share >= known * rules->b_ppm) return GRADE_B;
    return share >= known * rules->c_ppm ? GRADE_C : GRADE_D;
}

void group_grade_make(const struct group_figures *figures, const struct grade_rules *rules,
                      struct group_grade *grade) {
    int64_t all = 0;
    *grade = (struct group_grade){.grade = GRADE_NOT_KNOWN};
    for (size_t i = 0; i < rules->count; i++) {
        const struct grade_criterion *criterion = &rules->criteria[i];
        struct ratio_value value = group_ratio_of(criterion->ratio, figures);
        int64_t most = (int64_t)criterion->points * 100;
        all += most;
        grade->most_hundredths[criterion->area] += most;
        if (!value.is_known) continue;
        int64_t points = criterion_points(criterion, value.value);
        grade->points_hundredths[criterion->area] += points;
        grade->known_hundredths[criterion->area] += most;
        grade->total.numerator += points;
        grade->total.denominator += most;
    }
    grade->grade = grade_of(&grade->total, all, rules);
}

static bool is_met(const struct grade_criterion *criterion, int64_t value) {
    return criterion->full < criterion->none ? value <= criterion->stand : value >= criterion->stand;
}

size_t group_lacks(struct arena *arena, const struct group_figures *figures, const struct grade_rules *rules,
                   struct group_lack **lacks) {
    size_t count = 0;
    *lacks = arena_make(arena, struct group_lack, rules->count);
    for (size_t i = 0; i < rules->count; i++) {
        const struct grade_criterion *criterion = &rules->criteria[i];
        struct ratio_value value = group_ratio_of(criterion->ratio, figures);
        if (!criterion->is_needed || (value.is_known && is_met(criterion, value.value))) continue;
        (*lacks)[count++] = (struct group_lack){criterion->ratio, value.is_known, value.value,
                                                criterion->stand, criterion->full < criterion->none};
    }
    return count;
}

/* ---- phase ---- */

const struct phase_rules phase_rules_default = {14, 18, 1};

enum group_phase group_phase_of(int64_t weeks, int64_t cycles, size_t lacks,
                                const struct phase_rules *rules) {
    if (cycles >= rules->cycles && !lacks) return PHASE_GRADUATED;
    if (weeks < rules->intensive_weeks) return PHASE_INTENSIVE;
    return weeks < rules->intensive_weeks + rules->development_weeks ? PHASE_DEVELOPMENT : PHASE_MATURITY;
}

const char *group_phase_label(enum group_phase phase) {
    static const char *const labels[] = {
        [PHASE_INTENSIVE] = TR("Intensive phase"),
        [PHASE_DEVELOPMENT] = TR("Development phase"),
        [PHASE_MATURITY] = TR("Maturity phase"),
        [PHASE_GRADUATED] = TR("Graduated: stands alone"),
    };
    return labels[phase];
}
