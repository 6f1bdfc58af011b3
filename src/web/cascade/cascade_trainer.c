/* SPDX-License-Identifier: Apache-2.0 */
#include "web/cascade/cascade_trainer.h"

#include "domain/cascade/cascade.h"
#include "web/cascade/cascade_page.h"
#include "web/furniture.h"
#include "web/programme/promise_view.h"
#include "web/record/record_extra.h"
#include "web/record/record_text.h"
#include "web/training/training_load.h"

/* The trainer as the tree of its organisation has it; NULL when it is not there. */
static const struct cascade_trainer *find_in_tree(struct web *web, const struct record *record) {
    struct view trainers = web_view(web, &trainer_type), sessions = web_view(web, &session_type);
    struct cascade_query query = {.org = record->org_id,
                                  .province = S(""),
                                  .subject = S(""),
                                  .role = S(""),
                                  .today = cascade_day(web, record->org_id),
                                  .trainers = &trainers,
                                  .sessions = &sessions};
    struct cascade_tree tree = cascade_read(web->arena, web_db(web), &query);
    for (size_t i = 0; i < tree.count; i++) {
        if (uuid_equal(tree.trainers[i].id, record->id)) return tree.trainers + i;
    }
    return NULL;
}

static void fact(struct web *web, struct doc *facts, const char *label, struct slice text) {
    if (text.len) record_section_fact(web, facts, web_tr(web, label), text);
}

static struct slice load_text(struct web *web, const struct cascade_trainer *trainer) {
    struct slice load = cascade_load_text(web, trainer), room = cascade_room_text(web, trainer);
    return room.len ? arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(load), SLICE_ARG(room)) : load;
}

/* Who allowed more than the limit, when and why: the first thing an auditor asks. */
static void exceptions_add(struct web *web, const struct record *record, struct doc *facts) {
    struct record **exceptions;
    struct value id = {.present = true, .id = record->id};
    struct view view = web_view(web, &cap_exception_type);
    if (!view.allowed) return;
    size_t count = training_records(web, &cap_exception_type, "trainer", &id, FILTER_EQUAL, record->org_id,
                                    &exceptions, LIMIT_CAP_EXCEPTIONS);
    for (size_t i = 0; i < count; i++) {
        const struct cap_exception *exception = cap_exception_of(exceptions[i]);
        struct slice who = access_user_name(web->app->access, web->arena, web_db(web), web->actor,
                                            exceptions[i]->created_by);
        struct slice day = format_date(web->arena, &web->locale, exception->granted_on.date);
        struct slice more =
            web_tr_fill(web, TR("{1} households more, granted by {2}"),
                   format_number(web->arena, &web->locale, exception->households.number), who);
        fact(web, facts, TR("Exception to the limit"),
             arena_printf(web->arena, "%.*s · %.*s · %.*s", SLICE_ARG(more), SLICE_ARG(day),
                          SLICE_ARG(exception->reason.text)));
    }
}

void trainer_sections(struct web *web, const struct record *record, struct doc *sections) {
    const struct cascade_trainer *trainer = record->deleted_ms ? NULL : find_in_tree(web, record);
    if (!trainer) return;
    struct doc *section = record_section_add(web, sections, TR("In the cascade"), S(""), S(""), "");
    struct doc *facts = record_section_facts(web, section);
    fact(web, facts, TR("Taught now"), load_text(web, trainer));
    fact(web, facts, TR("Taught in all"),
         web_tr_fill(web, TR("{1} people of {2} households"),
                format_number(web->arena, &web->locale, trainer->people),
                format_number(web->arena, &web->locale, trainer->households)));
    exceptions_add(web, record, facts);
    fact(web, facts, TR("Coaching visits held"), format_number(web->arena, &web->locale, trainer->visits));
    fact(web, facts, TR("Coaching"), cascade_visit_text(web, trainer));
    fact(web, facts, TR("Practices in use"), cascade_use_text(web, trainer->use));
}

/* A coaching visit is a session: the form comes with what is known. */
static struct slice visit_href(struct web *web, const struct record *record) {
    const struct trainer *trainer = trainer_of(record);
    return arena_printf(web->arena, "/sessions/new?kind=coaching&status=planned&trainer=%.*s&place=%.*s",
                        SLICE_ARG(uuid_format(web->arena, trainer->person.id)),
                        SLICE_ARG(trainer->village.text));
}

void trainer_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms) return;
    struct uuid org = record->org_id;
    struct slice href = record_href(web, &trainer_type, record->id);
    if (access_may_in(web->app->access, web->actor, &trainee_type, org, VERB_CREATE))
        furniture_add_action(web, actions, TR("Add several trainees"),
                             arena_join(web->arena, href, S("/trainees")), false);
    if (access_may_in(web->app->access, web->actor, &session_type, org, VERB_CREATE))
        furniture_add_action(web, actions, TR("New coaching visit"), visit_href(web, record), false);
}

void cascade_link(struct web *web, struct doc *actions) {
    furniture_add_action(web, actions, TR("Training cascade"), S("/cascade"), false);
}
