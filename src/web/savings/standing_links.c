/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/standing_links.h"

#include "base/log.h"

enum { YEAR_DAYS = 365 };

/* A list of records of the group, a report of its book, or a form. */
enum group_place {
    NOWHERE,
    MEMBERS,
    MEETINGS,
    LOANS,
    LATE_LOANS,
    WRITTEN_OFF,
    BALANCE,
    INCOME,
    BYLAWS,
    PLANS,
    BANKS,
    GROUP,
    NEW_MEETING,
    NEW_BYLAWS,
    NEW_PLAN,
    NEW_BANK,
    EDIT_GROUP
};

static const struct {
    enum group_place above, below;
    bool above_is_money, below_is_money;
    enum group_place remedy;
    const char *words; /* of the remedy */
} links_of[GROUP_RATIOS] = {
    [RATIO_ATTENDANCE] = {MEETINGS, MEETINGS, false, false, MEETINGS, TR("See who came")},
    [RATIO_REPRESENTED] = {MEETINGS, MEETINGS, false, false, NOWHERE, NULL},
    [RATIO_MEETINGS_HELD] = {MEETINGS, MEETINGS, false, false, NEW_MEETING, TR("Hold a meeting")},
    [RATIO_RETENTION] = {MEMBERS, MEMBERS, false, false, NOWHERE, NULL},
    [RATIO_DROPOUT] = {MEMBERS, MEMBERS, false, false, NOWHERE, NULL},
    [RATIO_GROWTH] = {MEMBERS, MEMBERS, false, false, NOWHERE, NULL},
    [RATIO_SAVINGS] = {BALANCE, MEMBERS, true, false, NOWHERE, NULL},
    [RATIO_LOAN] = {LOANS, LOANS, true, false, NOWHERE, NULL},
    [RATIO_BORROWERS] = {LOANS, MEMBERS, false, false, NOWHERE, NULL},
    [RATIO_BORROWERS_EVER] = {LOANS, MEMBERS, false, false, NOWHERE, NULL},
    [RATIO_ASSETS] = {BALANCE, NOWHERE, true, false, NOWHERE, NULL},
    [RATIO_UTILISATION] = {BALANCE, BALANCE, true, true, NOWHERE, NULL},
    [RATIO_RETURN_ON_SAVINGS] = {BALANCE, BALANCE, true, true, NOWHERE, NULL},
    [RATIO_RETURN_ON_ASSETS] = {INCOME, BALANCE, true, true, NOWHERE, NULL},
    [RATIO_PAR30] = {LATE_LOANS, BALANCE, true, true, LATE_LOANS, TR("Collect the loans that are late")},
    [RATIO_LOANS_WRITTEN_OFF] = {WRITTEN_OFF, LOANS, false, false, NOWHERE, NULL},
    [RATIO_LOSS] = {WRITTEN_OFF, BALANCE, true, true, NOWHERE, NULL},
    [RATIO_OSS] = {INCOME, INCOME, true, true, INCOME, TR("See income and costs")},
    [RATIO_RISK_COVER] = {BALANCE, LATE_LOANS, true, true, NOWHERE, NULL},
    [RATIO_EQUITY] = {BALANCE, BALANCE, true, true, NOWHERE, NULL},
    [RATIO_PORTFOLIO] = {BALANCE, BALANCE, true, true, NOWHERE, NULL},
    [RATIO_SOCIAL_FUND] = {BALANCE, MEMBERS, true, false, NOWHERE, NULL},
    [RATIO_BOX] = {MEETINGS, MEETINGS, false, false, NEW_MEETING, TR("Count the box at the meeting")},
    [RATIO_BYLAWS] = {BYLAWS, NOWHERE, false, false, NEW_BYLAWS, TR("Write down the bylaws")},
    [RATIO_ELECTIONS] = {MEMBERS, NOWHERE, false, false, MEMBERS, TR("Elect the committee")},
    [RATIO_KEYS] = {MEMBERS, NOWHERE, false, false, MEMBERS, TR("Choose who holds the keys")},
    [RATIO_OWN_BOOKS] = {MEMBERS, NOWHERE, false, false, MEMBERS, TR("Choose a secretary or treasurer")},
    [RATIO_CURRENT_BOOKS] = {MEETINGS, NOWHERE, false, false, NEW_MEETING, TR("Enter the last meeting")},
    [RATIO_COMPUTER_BOOKS] = {GROUP, NOWHERE, false, false, EDIT_GROUP,
                              TR("Say that the books are kept here")},
    [RATIO_BUSINESS_PLAN] = {PLANS, NOWHERE, false, false, NEW_PLAN, TR("Write a business plan")},
    [RATIO_HAS_SOCIAL_FUND] = {BALANCE, NOWHERE, false, false, NEW_MEETING,
                               TR("Collect for the social fund")},
    [RATIO_GOODS_BANK] = {BANKS, NOWHERE, false, false, NEW_BANK, TR("Set up a bank of animals or crops")},
};

void standing_links_begin(const struct group_seen *seen, int64_t day, struct standing_links *links) {
    struct web *web = seen->web;
    *links = (struct standing_links){.seen = seen, .day = day};
    bool may = web_view(web, &ledger_book_type).allowed &&
               ledger_book_of_subject(web_db(web), web->arena, seen->record->org_id, seen->record->id,
                                      &links->book_id) &&
               web_record(web, &ledger_book_type, links->book_id);
    if (!may) links->book_id = (struct uuid){{0}};
}

static struct slice list_href(const struct standing_links *links, const char *list, const char *more) {
    struct arena *arena = links->seen->web->arena;
    return arena_printf(arena, "/%s?savings_group=%.*s%s", list,
                        SLICE_ARG(uuid_format(arena, links->seen->record->id)), more);
}

static struct slice day_words(const struct standing_links *links, int64_t day) {
    return date_format_iso(links->seen->web->arena, date_of_day(day));
}

static struct slice report_href(const struct standing_links *links, bool is_income) {
    struct arena *arena = links->seen->web->arena;
    struct slice book = uuid_format(arena, links->book_id), day = day_words(links, links->day);
    if (uuid_is_zero(links->book_id)) return S("");
    if (!is_income)
        return arena_printf(arena, "/books/%.*s/balance-sheet?on=%.*s", SLICE_ARG(book), SLICE_ARG(day));
    return arena_printf(arena, "/books/%.*s/income-statement?from=%.*s&to=%.*s", SLICE_ARG(book),
                        SLICE_ARG(day_words(links, links->day - YEAR_DAYS + 1)), SLICE_ARG(day));
}

static struct slice group_href(const struct standing_links *links, const char *behind) {
    return savings_href(links->seen->web, "savings-groups", links->seen->record->id, behind);
}

static struct slice place_href(const struct standing_links *links, enum group_place place) {
    switch (place) {
    case NOWHERE: return S("");
    case MEMBERS: return list_href(links, "savings-members", "");
    case MEETINGS: return list_href(links, "group-meetings", "");
    case LOANS: return list_href(links, "group-loans", "");
    case LATE_LOANS: return list_href(links, "group-loans", "&state=paid_out");
    case WRITTEN_OFF: return list_href(links, "group-loans", "&state=written_off");
    case BALANCE: return report_href(links, false);
    case INCOME: return report_href(links, true);
    case BYLAWS: return list_href(links, "group-bylaws", "");
    case PLANS: return list_href(links, "business-plans", "");
    case BANKS: return list_href(links, "banks", "");
    case GROUP: return group_href(links, "");
    case NEW_MEETING: return group_href(links, "/meetings/new");
    case NEW_BYLAWS: return list_href(links, "group-bylaws/new", "");
    case NEW_PLAN: return group_href(links, "/plans/new");
    case NEW_BANK: return list_href(links, "banks/new", "");
    case EDIT_GROUP: return group_href(links, "/edit");
    }
    BUG("place %d", (int)place);
}

struct slice standing_source(const struct standing_links *links, enum group_ratio ratio,
                             enum ratio_side side) {
    return place_href(links, side == RATIO_ABOVE ? links_of[ratio].above : links_of[ratio].below);
}

struct slice standing_figure(const struct group_seen *seen, enum group_ratio ratio, enum ratio_side side,
                             int64_t figure) {
    bool is_money = side == RATIO_ABOVE ? links_of[ratio].above_is_money : links_of[ratio].below_is_money;
    return is_money ? group_amount(seen, figure) : savings_number(seen->web, figure);
}

struct slice standing_remedy(const struct standing_links *links, enum group_ratio ratio) {
    return links->seen->may_write ? place_href(links, links_of[ratio].remedy) : S("");
}

const char *standing_remedy_words(enum group_ratio ratio) {
    return links_of[ratio].words;
}

struct slice standing_grading_href(const struct standing_links *links, const struct group_judged *judged) {
    static const char *const fields[GRADE_AREAS] = {
        [AREA_GOVERNANCE] = "governance", [AREA_RESOURCE] = "resources",    [AREA_ASSETS] = "asset_quality",
        [AREA_DESIGN] = "systems",        [AREA_EFFICIENCY] = "efficiency", [AREA_SERVICES] = "services"};
    struct web *web = links->seen->web;
    struct text href = TEXT_IN(web->arena);
    if (!access_may_in(web->app->access, web->actor, &group_grading_type, links->seen->record->org_id,
                       VERB_CREATE))
        return S("");
    text_append(&href, list_href(links, "group-gradings/new", ""));
    text_printf(&href, "&graded_on=%.*s&phase=%s", SLICE_ARG(day_words(links, links->day)),
                group_phase_choices.choices[judged->phase].code);
    for (int area = 0; area < GRADE_AREAS; area++) {
        text_printf(&href, "&%s=%lld", fields[area],
                    (long long)exact_divide(judged->grade.points_hundredths[area], 100, EXACT_NEAREST));
    }
    return text_slice(&href);
}
