/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/group_stand.h"

#include "base/log.h"

enum { KNOWN_DAYS = 365, PERCENT_MAX = 1000 };

bool group_stand_read(const struct group_seen *seen, int64_t day, struct savings_picture *picture) {
    *picture = (struct savings_picture){.group = seen->record, .day = day};
    if (!group_sees_money(seen)) return false;
    savings_picture_read(web_db(seen->web), seen->web->arena, seen->record, day, picture);
    return true;
}

static int64_t weeks_since_start(const struct group_seen *seen, int64_t day) {
    int64_t formed = date_first_day(seen->group->formed_on.date);
    return day > formed ? (day - formed) / 7 : 0;
}

void group_judge(const struct group_seen *seen, const struct savings_picture *picture,
                 struct group_judged *judged) {
    group_grade_make(&picture->figures, &grade_rules_default, &judged->grade);
    judged->lack_count =
        group_lacks(seen->web->arena, &picture->figures, &grade_rules_default, &judged->lacks);
    judged->phase = group_phase_of(weeks_since_start(seen, picture->day), picture->cycles_done, judged->lack_count,
                                   &phase_rules_default);
}

/* ---- the day ---- */

int64_t group_usual_day(const struct group_seen *seen) {
    int64_t today = date_first_day(clock_today());
    struct meetings_seen meetings = group_meetings(seen);
    if (!meetings.last) return today;
    int64_t last = date_first_day(group_meeting_of(meetings.last)->held_on.date);
    return today - last > KNOWN_DAYS ? last : today;
}

void group_show_day(struct web *web, int64_t day) {
    bool is_today = day == date_first_day(clock_today());
    struct slice words = format_date(web->arena, &web->locale, date_of_day(day));
    doc_set_text(web->arena, web->view, S("stand_day"), date_format_iso(web->arena, date_of_day(day)));
    doc_set_text(web->arena, web->view, S("stand_note"),
                 is_today ? S("") : web_tr_fill(web, TR("As it stood on {1}."), words, S("")));
}

/* ---- words ---- */

/* Ten times the whole says enough: of a group that has hardly any costs nobody wants the digits. */
static struct slice percent_words(struct web *web, int64_t ppm) {
    bool is_much = ppm > PERCENT_MAX * 10000;
    int64_t per_mille =
        is_much ? PERCENT_MAX * 10 : (int64_t)exact_divide((exact_wide)ppm, 1000, EXACT_NEAREST);
    struct slice words = format_percent(web->arena, &web->locale, per_mille);
    return is_much ? arena_join(web->arena, S("> "), words) : words;
}

int64_t group_ppm(const struct group_figures *figures, enum group_ratio ratio) {
    struct ratio_value value = group_ratio_of(ratio, figures);
    return value.is_known ? value.value : -1;
}

struct slice savings_percent(struct web *web, int64_t ppm) {
    return ppm < 0 ? S("–") : percent_words(web, ppm);
}

struct slice group_ratio_words(const struct group_seen *seen, enum group_ratio ratio, bool is_known,
                               int64_t value) {
    struct web *web = seen->web;
    if (!is_known) return S("–");
    switch (group_ratio_rows[ratio].unit) {
    case RATIO_PERCENT: return percent_words(web, value);
    case RATIO_NUMBER:
        return savings_number(web, (int64_t)exact_divide((exact_wide)value, EXACT_PPM, EXACT_NEAREST));
    case RATIO_MONEY: return group_amount(seen, value);
    case RATIO_YES_NO: return web_tr(web, value ? TR("Yes") : TR("No"));
    }
    BUG("unit %d", (int)group_ratio_rows[ratio].unit);
}

struct slice group_alarm_words(const struct group_seen *seen, const struct savings_alarm *alarm) {
    struct web *web = seen->web;
    struct slice second = savings_alarm_has_money(alarm->kind) ? group_amount(seen, alarm->second)
                                                               : savings_number(web, alarm->second);
    return web_tr_fill(web, savings_alarm_message(alarm->kind), savings_number(web, alarm->first), second);
}

const char *group_grade_letter(enum grade grade) {
    static const char *const letters[] = {
        [GRADE_NOT_KNOWN] = "–", [GRADE_A] = "A", [GRADE_B] = "B", [GRADE_C] = "C", [GRADE_D] = "D"};
    return letters[grade];
}
