/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/reintegration/closing.h"

#include "base/clock.h"
#include "domain/reintegration/vetting.h"
#include "domain/shelter/beds.h"
#include "i18n/locale.h"

/* ---- the criteria ---- */

int64_t closing_months_later(int64_t day, int64_t months) {
    struct date date = date_of_day(day);
    int month = date.month - 1 + (int)months;
    date.year = (int16_t)(date.year + month / 12);
    date.month = (uint8_t)(month % 12 + 1);
    int days = date_days_in_month(date.year, date.month);
    if (date.day > days) date.day = (uint8_t)days;
    return date_first_day(date);
}

static bool is_long_home(const struct closing_facts *facts, int64_t months) {
    return facts->returned_day != CLOSING_DAY_NONE &&
           closing_months_later(facts->returned_day, months) <= facts->today;
}

static bool figures_are_good(const struct closing_facts *facts, int64_t least) {
    return facts->lowest_of_two >= least;
}

static bool was_seen_lately(const struct closing_facts *facts, int64_t days) {
    return facts->last_met_day != CLOSING_DAY_NONE && facts->today - facts->last_met_day <= days;
}

static bool is_out_of_risk(const struct closing_facts *facts, int64_t number) {
    (void)number;
    return !facts->is_at_risk;
}

static bool has_outcome(const struct closing_facts *facts, int64_t number) {
    (void)number;
    return facts->has_last_outcome;
}

static bool sleeps_at_home(const struct closing_facts *facts, int64_t number) {
    (void)number;
    return !facts->sleeps_in_shelter;
}

static bool works_safely(const struct closing_facts *facts, int64_t number) {
    (void)number;
    return !facts->works_at_unvetted;
}

static bool papers_are_filed(const struct closing_facts *facts, int64_t number) {
    (void)number;
    return facts->papers == (1u << stage_paper_count) - 1;
}

static const struct {
    const char *code;
    int64_t number, least, most; /* of the default; of what may be asked */
    const char *words, *unmet;
    bool (*met)(const struct closing_facts *facts, int64_t number);
} criteria[CLOSING_CRITERIA] = {
    [CLOSING_HOME] = {"home", 12, 1, 60, TR("At home for {1} months"),
                      TR("Not closed yet: the person is not at home for {1} months."), is_long_home},
    [CLOSING_FIGURES] =
        {"figures", 3, 1, 5, TR("Every figure of the last two visits is {1} or better"),
         TR("Not closed yet: a figure of the last two visits is below {1}, or there were not two."),
         figures_are_good},
    [CLOSING_MET] = {"met", 92, 1, 366, TR("Met within the last {1} days"),
                     TR("Not closed yet: nobody met the person within the last {1} days."), was_seen_lately},
    [CLOSING_RISK] = {"risk", 0, 0, 0, TR("The risk is low or none"),
                      TR("Not closed yet: the risk is not low."), is_out_of_risk},
    [CLOSING_OUTCOME] = {"outcome", 0, 0, 0, TR("The outcome after 12 months is written down"),
                         TR("Not closed yet: the outcome after 12 months is not written down."), has_outcome},
    [CLOSING_SHELTER] = {"shelter", 0, 0, 0, TR("Does not sleep in a shelter"),
                         TR("Not closed yet: the person sleeps in a shelter."), sleeps_at_home},
    [CLOSING_WORK] = {"work", 0, 0, 0, TR("Does not work at a place whose vetting is suspended or over"),
                      TR("Not closed yet: the place of work is suspended or not vetted any more."),
                      works_safely},
    [CLOSING_PAPERS] = {"papers", 0, 0, 0, TR("All papers of the four stages are filed"),
                        TR("Not closed yet: papers of the four stages are missing."), papers_are_filed},
};

bool closing_takes_number(enum closing_asks asks, int64_t *least, int64_t *most) {
    *least = criteria[asks].least;
    *most = criteria[asks].most;
    return criteria[asks].most > 0;
}

enum closing_asks closing_find(struct slice code) {
    int asks = 0;
    while (asks < CLOSING_CRITERIA && !slice_equal(slice_of(criteria[asks].code), code))
        asks++;
    return (enum closing_asks)asks;
}

const char *closing_code(enum closing_asks asks) {
    return criteria[asks].code;
}

const char *closing_words(enum closing_asks asks) {
    return criteria[asks].words;
}

const char *closing_unmet(enum closing_asks asks) {
    return criteria[asks].unmet;
}

bool closing_is_met(enum closing_asks asks, const struct closing_term *term,
                    const struct closing_facts *facts) {
    return !term->is_asked || criteria[asks].met(facts, term->number);
}

/* ---- what holds on a day ---- */

struct closing_terms closing_terms_default(void) {
    struct closing_terms terms;
    for (int i = 0; i < CLOSING_CRITERIA; i++)
        terms.of[i] = (struct closing_term){true, criteria[i].number, CLOSING_DAY_NONE};
    return terms;
}

static void term_take(struct db_query *row, struct closing_terms *terms) {
    enum closing_asks asks = closing_find(db_column_text(row, 0));
    struct date from;
    if (asks == CLOSING_CRITERIA || !date_parse_iso(db_column_text(row, 1), &from)) return;
    bool is_dropped = !db_column_is_null(row, 2) && db_column_int(row, 2);
    terms->of[asks] = (struct closing_term){
        !is_dropped, db_column_is_null(row, 3) ? criteria[asks].number : db_column_int(row, 3),
        date_first_day(from)};
}

struct closing_terms closing_terms_on(struct db *db, struct arena *arena, struct uuid org, int64_t day) {
    struct closing_terms terms = closing_terms_default();
    struct db_query *row = db_query(
        db,
        SQL("SELECT \"criterion\", \"from_day\", \"dropped\", \"number\" FROM closing_rule WHERE org_id = "
            "?1 AND \"from_day\" <= ?2 AND deleted_ms = 0 ORDER BY \"from_day\", id"));
    db_bind_uuid(row, 1, org);
    db_bind_text(row, 2, date_format_iso(arena, date_of_day(day)));
    while (db_next(row))
        term_take(row, &terms);
    db_done(row);
    return terms;
}

/* ---- the facts ---- */

struct reading {
    struct db *db;
    struct arena *arena;
    struct uuid org, file;
    struct closing_facts *facts;
};

static struct db_query *ask(const struct reading *reading, struct sql sql) {
    struct db_query *row = db_query(reading->db, sql);
    db_bind_uuid(row, 1, reading->org);
    db_bind_uuid(row, 2, reading->file);
    return row;
}

static int64_t lowest_of_row(struct db_query *row) {
    int64_t lowest = 5;
    for (int i = 1; i <= 5; i++) {
        int64_t figure = db_column_is_null(row, i) ? 0 : db_column_int(row, i);
        if (figure < lowest) lowest = figure;
    }
    return lowest;
}

static void visits_read(const struct reading *reading) {
    struct date date;
    int64_t lowest = 5;
    int count = 0;
    struct db_query *row =
        ask(reading, SQL("SELECT \"on_day\", \"safety\", \"income\", \"health\", \"in_family\", "
                         "\"in_community\" FROM follow_up_visit "
                         "WHERE org_id = ?1 AND \"case_file\" = ?2 AND \"met\" = 'met' AND deleted_ms = 0 "
                         "AND \"on_day\" <= ?3 ORDER BY \"on_day\" DESC, id DESC LIMIT 2"));
    db_bind_text(row, 3, date_format_iso(reading->arena, date_of_day(reading->facts->today)));
    while (db_next(row)) {
        if (!count++ && date_parse_iso(db_column_text(row, 0), &date))
            reading->facts->last_met_day = date_first_day(date);
        int64_t of_row = lowest_of_row(row);
        if (of_row < lowest) lowest = of_row;
    }
    db_done(row);
    reading->facts->lowest_of_two = count == 2 ? lowest : 0;
}

static void papers_read(const struct reading *reading) {
    struct db_query *row = ask(reading, SQL("SELECT \"paper\" FROM reintegration_paper WHERE org_id = ?1 AND "
                                            "\"case_file\" = ?2 AND deleted_ms = 0"));
    while (db_next(row)) {
        size_t at = stage_paper_find(db_column_text(row, 0));
        if (at < stage_paper_count) reading->facts->papers |= 1u << at;
    }
    db_done(row);
}

static void outcome_read(const struct reading *reading) {
    struct db_query *row =
        ask(reading, SQL("SELECT id FROM reintegration_outcome WHERE org_id = ?1 AND \"case_file\" = ?2 AND "
                         "\"at_months\" = 'm12' AND deleted_ms = 0"));
    reading->facts->has_last_outcome = db_next(row);
    db_done(row);
}

static void shelter_read(const struct reading *reading) {
    struct bed_stay *stays;
    size_t count = bed_stays_of_case(reading->db, reading->arena, reading->org, reading->file,
                                     (struct uuid){{0}}, &stays);
    for (size_t i = 0; i < count; i++) {
        bool sleeps =
            stays[i].nights.from <= reading->facts->today && reading->facts->today < stays[i].nights.until;
        reading->facts->sleeps_in_shelter = reading->facts->sleeps_in_shelter || sleeps;
    }
}

enum { WORK_MAX = 50 };

static void work_read(const struct reading *reading) {
    struct uuid employers[WORK_MAX];
    size_t count = 0;
    struct db_query *row =
        ask(reading, SQL("SELECT \"employer\" FROM placement WHERE org_id = ?1 AND \"case_file\" = ?2 AND "
                         "deleted_ms = 0 AND \"from_day\" <= ?3 AND "
                         "(\"until_day\" IS NULL OR \"until_day\" > ?3)"));
    db_bind_text(row, 3, date_format_iso(reading->arena, date_of_day(reading->facts->today)));
    while (count < WORK_MAX && db_next(row))
        employers[count++] = db_column_uuid(row, 0);
    db_done(row);
    for (size_t i = 0; i < count; i++) {
        struct standing standing = employer_standing_on(reading->db, reading->arena, reading->org,
                                                        employers[i], reading->facts->today);
        if (standing.is != EMPLOYER_VALID) reading->facts->works_at_unvetted = true;
    }
}

struct closing_facts closing_facts_read(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                                        int64_t returned_day, int64_t today) {
    struct closing_facts facts = {
        .today = today, .returned_day = returned_day, .last_met_day = CLOSING_DAY_NONE};
    const struct reading reading = {db, arena, org, file, &facts};
    visits_read(&reading);
    papers_read(&reading);
    outcome_read(&reading);
    shelter_read(&reading);
    work_read(&reading);
    return facts;
}
