/* SPDX-License-Identifier: Apache-2.0 */
/* One session with who came: a roster, or head counts where no list was kept. */
#include "demo/demo_internal.h"
#include "domain/training/training.h"

static struct slice venue_of(struct demo_random *random) {
    static const char *const venues[] = {"សាលាឃុំ", "វត្ត", "ផ្ទះមេភូមិ", "សាលាបឋមសិក្សា", "សាលាបុណ្យក្នុងភូមិ"};
    return slice_of(venues[demo_random_below(random, ARRAY_LEN(venues))]);
}

static struct slice methods_of(struct demo_random *random, struct slice kind) {
    if (slice_equal(kind, S("coaching"))) return S("practice,field_visit");
    if (slice_equal(kind, S("awareness"))) return demo_random_chance(random, 50) ? S("discussion,video") : S("discussion,games");
    if (slice_equal(kind, S("workshop"))) return S("lecture,discussion,role_play");
    return demo_random_chance(random, 50) ? S("discussion,practice,demonstration") : S("lecture,practice");
}

/* What was handed out or hung up. */
static struct slice materials_of(struct demo_random *random, struct slice kind) {
    static const char *const of_training[] = {"សៀវភៅ ប៊ិច និងក្រដាសផ្ទាំងធំ", "ឯកសារមេរៀន និងរូបភាពបង្ហាញ"};
    static const char *const of_workshop[] = {"ច្បាប់ស្តីពីការបង្ក្រាបអំពើជួញដូរមនុស្ស និងខិត្តប័ណ្ណ", "ឯកសារមេរៀន ប៊ិច និងក្រដាសផ្ទាំងធំ"};
    static const char *const of_awareness[] = {"ខិត្តប័ណ្ណ និងផ្ទាំងរូបភាព", "វីដេអូ និងឧបករណ៍បំពងសំឡេង"};
    int64_t which = demo_random_below(random, 2);
    if (slice_equal(kind, S("workshop"))) return slice_of(of_workshop[which]);
    return slice_of(slice_equal(kind, S("awareness")) ? of_awareness[which] : of_training[which]);
}

/* Snacks and travel for each participant, in riel, in hundreds. */
static struct value cost_of(struct demo_random *random, const struct demo_meeting *meeting) {
    int64_t each = demo_random_between(random, 40, 95) * 100, hall = demo_random_between(random, 3, 12) * 10000;
    return (struct value){.present = true, .money = {(int64_t)meeting->count * each + hall, CURRENCY_KHR}};
}

static struct slice title_of(struct demo *demo, const struct demo_activity *activity, int number) {
    if (activity->times < 2) return activity->title;
    return arena_printf(demo_out_arena(demo->out), "%.*s (%d)", SLICE_ARG(activity->title), number);
}

static void session_fill(struct demo *demo, struct demo_random *random, const struct demo_activity *activity,
                         const struct demo_meeting *meeting, struct session *session, bool held) {
    bool coaching = slice_equal(activity->kind, S("coaching"));
    session->kind = DEMO_TEXT(activity->kind);
    session->title = DEMO_TEXT(title_of(demo, activity, meeting->number));
    session->course = DEMO_REF(demo_id_of_key("course", activity->course));
    session->status = DEMO_TEXT(held ? S("held") : S("cancelled"));
    session->starts_on = DEMO_DAY(meeting->day);
    session->place = DEMO_TEXT(meeting->place);
    session->language = DEMO_TEXT(demo_random_chance(random, 3) ? S("cham") : S("km"));
    session->methods = DEMO_TEXT(methods_of(random, activity->kind));
    if (!coaching && held) session->materials = DEMO_TEXT(materials_of(random, activity->kind));
    if (!coaching) session->venue = DEMO_TEXT(venue_of(random));
    if (!coaching && held) session->cost = cost_of(random, meeting);
    if (!held) session->note = DEMO_TEXT(demo_random_chance(random, 50) ? S("ទឹកជំនន់") : S("អ្នកភូមិជាប់រវល់ស្រូវ"));
    if (meeting->trainer) session->trainer = DEMO_REF(meeting->trainer->id);
    else session->trainer_name = DEMO_TEXT(activity->author.name);
    if (!uuid_is_zero(meeting->group)) session->person_group = DEMO_REF(meeting->group);
    if (!uuid_is_zero(meeting->previous)) session->previous = DEMO_REF(meeting->previous);
}

static void attendance_add(struct demo *demo, struct demo_random *random, const struct demo_activity *activity,
                           struct uuid session_id, const struct demo_member *member, int64_t day) {
    struct uuid id = demo_id_next(demo->out, day);
    struct attendance *attendance = attendance_of(demo_out_add(demo->out, &attendance_type, id));
    bool present = demo_random_chance(random, activity->present_percent);
    attendance->session = DEMO_REF(session_id);
    attendance->person = DEMO_REF(member->id);
    attendance->present = DEMO_NUMBER(present);
    attendance->function = DEMO_TEXT(slice_of(member->function));
    demo->totals->attendance++;
    if (!activity->tests || !present || !demo_random_chance(random, 88)) return;
    int64_t before = demo_random_between(random, 15, 62), after = before + demo_random_between(random, -3, 38);
    attendance->pre_test = DEMO_NUMBER(before);
    attendance->post_test = DEMO_NUMBER(after > 100 ? 100 : after);
}

/* What the field officer counted at the pagoda; nobody was written down. */
static void headcounts_add(struct demo *demo, struct demo_random *random, struct uuid session_id,
                           const struct demo_meeting *meeting) {
    static const struct {
        const char *band;
        int weight;
    } bands[] = {{"a0_14", 8}, {"a15_17", 10}, {"a18_24", 22}, {"a25_34", 26}, {"a35_59", 28}, {"a60", 6}};
    for (size_t i = 0; i < ARRAY_LEN(bands) * 2; i++) {
        int64_t people = (int64_t)meeting->count * bands[i / 2].weight / 200 + demo_random_below(random, 4);
        if (!people) continue;
        struct uuid id = demo_id_next(demo->out, meeting->day);
        struct headcount *headcount = headcount_of(demo_out_add(demo->out, &headcount_type, id));
        headcount->session = DEMO_REF(session_id);
        headcount->sex = DEMO_TEXT(i % 2 ? S("m") : S("f"));
        headcount->age_band = DEMO_TEXT(slice_of(bands[i / 2].band));
        headcount->people = DEMO_NUMBER(people);
        demo->totals->headcounts++;
    }
}

struct uuid demo_session_add(struct demo *demo, struct demo_random *random, const struct demo_activity *activity,
                             const struct demo_meeting *meeting) {
    bool held = demo_random_chance(random, activity->held_percent);
    bool listed = demo_random_chance(random, activity->list_percent);
    struct uuid id = demo_id_next(demo->out, meeting->day);
    session_fill(demo, random, activity, meeting, session_of(demo_out_add(demo->out, &session_type, id)), held);
    demo->totals->sessions++;
    if (!held) return id;
    if (!listed) headcounts_add(demo, random, id, meeting);
    for (size_t i = 0; listed && i < meeting->count; i++) {
        attendance_add(demo, random, activity, id, &meeting->members[i], meeting->day);
    }
    return id;
}
