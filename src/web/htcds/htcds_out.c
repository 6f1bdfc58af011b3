/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Case files given away in HTCDS.  First it is shown which file would leave, on which consent, and which
 * stays and why; nothing is opened for that.  Then each file is opened, the lines of both logs are written
 * while the consents are looked at once more, and only then the first byte leaves.
 */
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/export/export_entry.h"
#include "domain/htcds/htcds_records.h"
#include "domain/referral/consent.h"
#include "domain/referral/referral.h"
#include "domain/referral/vetting.h"
#include "exchange/htcds/htcds_write.h"
#include "store/query.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/htcds/htcds_pages.h"
#include "web/htcds/htcds_view.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"
#include "web/referral/referral_view.h"
#include "web/table.h"

enum { CLASSES = 5, PROVIDERS_MAX = 1000 };
static const char *const classes[CLASSES] = {"identity", "contact", "home", "needs", "story"};

enum stays { LEAVES, STAYS_CONSENT, STAYS_SHUT, STAYS_ERASED };

struct leaving {
    struct record *file;
    enum stays stays;
    struct slice shares, cites;       /* classes; ids of what allows them */
    const struct record *by[CLASSES]; /* what allows each; NULL: nothing */
    bool on_consent;
    struct slice cites_text;
};

struct giving {
    struct web *web;
    struct record *provider;
    struct slice purpose;
    enum htcds_form form;
    struct leaving files[LIMIT_HTCDS_CASES];
    size_t count;
};

/* ---- what may leave ---- */

/* Without consent only for help to the person: nobody's life is saved by research. */
static bool may_stand_on(const struct giving *giving, const struct record *by) {
    bool is_override = by->type == &consent_override_type;
    return !is_override ||
           !(slice_equal(giving->purpose, S("research")) || slice_equal(giving->purpose, S("publication")));
}

static const struct record *allowing(const struct giving *giving, struct rule *rule,
                                     const struct record *file, size_t class) {
    const char *purpose = arena_cstr(rule->job_arena, giving->purpose);
    const struct record *by =
        consent_find(rule, file, giving->provider, purpose, slice_of(classes[class]), clock_now_ms());
    return by && may_stand_on(giving, by) ? by : NULL;
}

static void cite(struct arena *arena, struct text *ids, struct text *codes, const struct record *by) {
    struct slice id = uuid_format(arena, by->id);
    if (codes_contain(text_slice(ids), id)) return;
    text_printf(ids, "%s%.*s", ids->len ? "," : "", SLICE_ARG(id));
    text_printf(codes, "%s%.*s", codes->len ? ", " : "", SLICE_ARG(by->code));
}

static void covers_find(const struct giving *giving, struct leaving *leaving) {
    struct arena *arena = giving->web->arena;
    struct rule rule = htcds_rule(giving->web);
    struct text shares = TEXT_IN(arena), ids = TEXT_IN(arena), codes = TEXT_IN(arena);
    for (size_t i = 0; i < CLASSES; i++) {
        const struct record *by = allowing(giving, &rule, leaving->file, i);
        if (!by) continue;
        leaving->by[i] = record_copy_deep(arena, by);
        leaving->on_consent = leaving->on_consent || by->type == &consent_type;
        text_printf(&shares, "%s%s", shares.len ? "," : "", classes[i]);
        cite(arena, &ids, &codes, by);
    }
    leaving->shares = text_slice(&shares);
    leaving->cites = text_slice(&ids);
    leaving->cites_text = text_slice(&codes);
}

static void leaving_judge(const struct giving *giving, struct leaving *leaving) {
    if (case_file_of(leaving->file)->erased_on.present) {
        leaving->stays = STAYS_ERASED;
    } else if (!htcds_is_open(giving->web, leaving->file)) {
        leaving->stays = STAYS_SHUT;
    } else {
        covers_find(giving, leaving);
        leaving->stays = leaving->shares.len ? LEAVES : STAYS_CONSENT;
    }
    if (leaving->stays != LEAVES)
        log_warn("refused: %.*s in HTCDS, reason %d", SLICE_ARG(leaving->file->code), (int)leaving->stays);
}

static const char *stays_text(enum stays stays) {
    switch (stays) {
    case LEAVES: return "";
    case STAYS_CONSENT: return TR("No consent that holds now is for this purpose and this recipient.");
    case STAYS_SHUT: return TR("This file does not open to you.");
    case STAYS_ERASED: return TR("This file was erased.");
    }
    BUG("stays %d", stays);
}

/* ---- what is asked for ---- */

/* `input`: what it is called where it was said. */
static bool file_add(struct giving *giving, struct slice text, struct slice input) {
    struct uuid id;
    struct record *file = uuid_parse(text, &id) ? web_record(giving->web, &case_file_type, id) : NULL;
    if (!file) return refuse(&giving->web->refusal, input, "There is no such case file.");
    for (size_t i = 0; i < giving->count; i++) {
        if (uuid_equal(giving->files[i].file->id, id)) return true;
    }
    if (giving->count == LIMIT_HTCDS_CASES)
        return refuse(&giving->web->refusal, input, "At most 200 files leave at once.");
    giving->files[giving->count++] = (struct leaving){.file = file};
    return true;
}

static bool provider_take(struct giving *giving, struct uuid id) {
    struct web *web = giving->web;
    giving->provider = uuid_is_zero(id) ? NULL : web_record(web, &provider_type, id);
    if (!giving->provider) return refuse(&web->refusal, S("provider"), "Say to whom.");
    struct rule rule = htcds_rule(web);
    if (provider_vetting_on(&rule, giving->provider, date_first_day(clock_today())).state == VETTING_HOLDS)
        return true;
    return refuse(&web->refusal, S("provider"),
                  "The vetting of this provider does not hold today: nothing is given to it.");
}

static bool purpose_take(struct giving *giving, struct slice purpose) {
    giving->purpose = purpose;
    return choice_find(&consent_purpose_choices, purpose) ||
           refuse(&giving->web->refusal, S("purpose"), "Say for what.");
}

static bool form_take(struct giving *giving, struct slice form) {
    return htcds_form_parse(form, &giving->form) ||
           refuse(&giving->web->refusal, S("format"), "The format is csv, xlsx or json.");
}

static void giving_judge(struct giving *giving) {
    for (size_t i = 0; i < giving->count; i++)
        leaving_judge(giving, &giving->files[i]);
}

static size_t count_leaving(const struct giving *giving) {
    size_t count = 0;
    for (size_t i = 0; i < giving->count; i++)
        count += giving->files[i].stays == LEAVES;
    return count;
}

static bool giving_read(struct giving *giving) {
    struct web *web = giving->web;
    struct uuid provider = {{0}};
    uuid_parse(web_field(web, S("provider")), &provider);
    bool good = provider_take(giving, provider);
    good = purpose_take(giving, web_field(web, S("purpose"))) && good;
    good = form_take(giving, web_field(web, S("format"))) && good;
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        if (!slice_equal(field->name, S("file"))) continue;
        form_note(&web->form, field);
        good = file_add(giving, field->value, field->name) && good;
    }
    if (!giving->count) good = refuse(&web->refusal, S("file"), "Choose at least one file.");
    if (good) giving_judge(giving);
    return good;
}

/* ---- the page ---- */

static bool is_chosen(const struct giving *giving, struct uuid id) {
    for (size_t i = 0; i < giving->count; i++) {
        if (uuid_equal(giving->files[i].file->id, id)) return true;
    }
    return false;
}

struct choosing {
    struct plain_choice choices[LIMIT_HTCDS_CASES];
    struct uuid ids[LIMIT_HTCDS_CASES];
    size_t count;
};

static void choose_file(struct web *web, const struct giving *giving, struct choosing *choosing,
                        const struct record *file) {
    for (size_t i = 0; i < choosing->count; i++) {
        if (uuid_equal(choosing->ids[i], file->id)) return;
    }
    if (choosing->count == LIMIT_HTCDS_CASES) return;
    const struct case_file *values = case_file_of(file);
    struct slice day =
        values->arrived_on.present ? format_date(web->arena, &web->locale, values->arrived_on.date) : S("");
    choosing->ids[choosing->count] = file->id;
    choosing->choices[choosing->count++] = (struct plain_choice){
        .value = uuid_format(web->arena, file->id),
        .label = arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(file->code), SLICE_ARG(day)),
        .selected = is_chosen(giving, file->id)};
}

/* Files whose social worker one is, and those of whose team. */
static void own_files_choose(struct web *web, const struct giving *giving, struct choosing *choosing) {
    struct view view = web_view(web, &case_file_type), team = web_view(web, &case_team_member_type);
    struct list_query query = {.type = &case_file_type, .org = web->actor->org_id, .filter_count = 1};
    struct record **found;
    query.filters[0] = (struct filter){record_type_field(&case_file_type, S("case_worker")), FILTER_EQUAL,
                                       value_of_id(web->actor->user_id)};
    size_t count = query_list_all(web->app->store, web_db(web), web->arena, &view, &query, LIMIT_HTCDS_CASES,
                                  &found, NULL);
    for (size_t i = 0; i < count; i++)
        choose_file(web, giving, choosing, found[i]);
    query = (struct list_query){.type = &case_team_member_type, .org = web->actor->org_id, .filter_count = 1};
    query.filters[0] = (struct filter){record_type_field(&case_team_member_type, S("user")), FILTER_EQUAL,
                                       value_of_id(web->actor->user_id)};
    count = query_list_all(web->app->store, web_db(web), web->arena, &team, &query, LIMIT_HTCDS_CASES, &found,
                           NULL);
    for (size_t i = 0; i < count; i++) {
        struct record *file = web_record(web, &case_file_type, case_team_member_of(found[i])->case_file.id);
        if (file && htcds_is_open(web, file)) choose_file(web, giving, choosing, file);
    }
}

static void files_field(const struct giving *giving, struct doc *fields) {
    struct web *web = giving->web;
    struct choosing *choosing = arena_make(web->arena, struct choosing, 1);
    for (size_t i = 0; i < giving->count; i++)
        choose_file(web, giving, choosing, giving->files[i].file);
    own_files_choose(web, giving, choosing);
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "file",
                                         .label = TR("Case files"),
                                         .control = PLAIN_CHECKBOXES,
                                         .required = true,
                                         .help = TR("Those that are open to you."),
                                         .choices = choosing->choices,
                                         .choice_count = choosing->count});
}

static void provider_field(const struct giving *giving, struct doc *fields) {
    struct web *web = giving->web;
    struct view view = web_view(web, &provider_type);
    struct list_query query = {.type = &provider_type, .org = web->actor->org_id};
    struct record **found;
    query.sort = record_type_field(&provider_type, S("name"));
    size_t count =
        query_list_all(web->app->store, web_db(web), web->arena, &view, &query, PROVIDERS_MAX, &found, NULL);
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool selected = giving->provider && uuid_equal(found[i]->id, giving->provider->id);
        choices[i] = (struct plain_choice){uuid_format(web->arena, found[i]->id),
                                           record_name(web, found[i]), selected};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "provider",
                                         .label = TR("To whom"),
                                         .control = PLAIN_SELECT,
                                         .required = true,
                                         .choices = choices,
                                         .choice_count = count});
}

static void purpose_field(const struct giving *giving, struct doc *fields) {
    struct web *web = giving->web;
    const struct choice_set *set = &consent_purpose_choices;
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, set->count);
    for (size_t i = 0; i < set->count; i++) {
        struct slice code = slice_of(set->choices[i].code);
        choices[i] = (struct plain_choice){code, web_tr(web, set->choices[i].label),
                                           slice_equal(code, giving->purpose)};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "purpose",
                                         .label = TR("For what"),
                                         .control = PLAIN_SELECT,
                                         .required = true,
                                         .help = TR("Only a consent for this purpose lets something leave."),
                                         .choices = choices,
                                         .choice_count = set->count});
}

static void format_field(const struct giving *giving, struct doc *fields) {
    struct web *web = giving->web;
    struct plain_choice choices[HTCDS_FORMS];
    for (size_t i = 0; i < HTCDS_FORMS; i++) {
        choices[i] = (struct plain_choice){slice_of(htcds_format_choices.choices[i].code),
                                           web_tr(web, htcds_format_choices.choices[i].label),
                                           giving->form == (enum htcds_form)i};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "format",
                                         .label = TR("Format"),
                                         .control = PLAIN_RADIO,
                                         .required = true,
                                         .choices = choices,
                                         .choice_count = HTCDS_FORMS});
}

static void page_show(const struct giving *giving) {
    struct web *web = giving->web;
    furniture_add_crumb(web, web_tr(web, TR("Case files")), S("/case-files"));
    furniture_add_crumb(web, web_tr(web, TR("Give away in HTCDS")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Give away in HTCDS")));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    files_field(giving, fields);
    provider_field(giving, fields);
    purpose_field(giving, fields);
    format_field(giving, fields);
    plain_form_add_summary(web);
}

enum outcome htcds_out_page(struct web *web) {
    struct giving *giving = arena_make(web->arena, struct giving, 1);
    enum outcome outcome = htcds_may_take(web);
    struct slice file = http_query(web->http, S("file"));
    giving->web = web;
    giving->form = HTCDS_XLSX;
    if (outcome != OUTCOME_OK) return outcome;
    if (file.len && !file_add(giving, file, S("file"))) return OUTCOME_NOT_FOUND;
    page_show(giving);
    return OUTCOME_OK;
}

/* ---- what would leave ---- */

static void leaving_row(const struct giving *giving, const struct leaving *leaving, struct doc *table) {
    struct web *web = giving->web;
    struct doc *row = table_row(web, table);
    bool leaves = leaving->stays == LEAVES;
    const struct field *shares = record_type_field(&htcds_sending_type, S("shares"));
    table_cell(web, row, TR("File"), leaving->file->code,
               record_href(web, &case_file_type, leaving->file->id));
    table_badge_cell(web, row, TR("Leaves"), web_tr(web, leaves ? TR("Leaves") : TR("Stays here")),
                     leaves ? "done" : "bad");
    table_cell(web, row, TR("What is told"),
               leaves ? referral_view_codes(web, shares, leaving->shares)
                      : web_tr(web, stays_text(leaving->stays)),
               S(""));
    table_cell(web, row, TR("On which consent"), leaving->cites_text, S(""));
}

static void hidden_add(struct web *web, struct doc *inputs, const char *name, struct slice value) {
    struct doc *input = doc_add_object(web->arena, inputs);
    doc_set_text(web->arena, input, S("input_name"), slice_of(name));
    doc_set_text(web->arena, input, S("input_value"), value);
}

static enum outcome look_show(const struct giving *giving) {
    struct web *web = giving->web;
    size_t count = count_leaving(giving);
    page_show(giving);
    struct doc *table = table_new(web, web->view, "look", NULL);
    static const char *const heads[] = {TR("File"), TR("Leaves"), TR("What is told"), TR("On which consent")};
    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        table_column(web, table, heads[i], false);
    struct doc *inputs = doc_set_array(web->arena, web->view, S("inputs"));
    for (size_t i = 0; i < giving->count; i++) {
        leaving_row(giving, &giving->files[i], table);
        if (giving->files[i].stays == LEAVES)
            hidden_add(web, inputs, "file", uuid_format(web->arena, giving->files[i].file->id));
    }
    hidden_add(web, inputs, "provider", uuid_format(web->arena, giving->provider->id));
    hidden_add(web, inputs, "purpose", giving->purpose);
    hidden_add(web, inputs, "format", htcds_form_code(giving->form));
    doc_set_bool(web->arena, web->view, S("is_look"), true);
    doc_set_bool(web->arena, web->view, S("may_take"), count > 0);
    doc_set_text(web->arena, web->view, S("look_text"),
                 web_tr_fill(web, TR("{1} of {2} files may leave. Nothing was opened yet."),
                             format_number(web->arena, &web->locale, (int64_t)count),
                             format_number(web->arena, &web->locale, (int64_t)giving->count)));
    return OUTCOME_OK;
}

/* ---- the file ---- */

static enum outcome case_tell(const struct giving *giving, const struct leaving *leaving,
                              struct htcds_set *set) {
    struct web *web = giving->web;
    struct slice purpose = arena_printf(web->arena, "HTCDS for %.*s", SLICE_ARG(giving->provider->code));
    struct htcds_own own;
    enum outcome outcome = htcds_file_open(web, leaving->file, leaving->shares, purpose, &own);
    if (outcome != OUTCOME_OK) return outcome;
    if (!query_log_read(web->app->store, web->actor, leaving->file, S("HTCDS"), purpose))
        return OUTCOME_FAILED;
    own.consents = leaving->on_consent;
    htcds_own_case(&own, leaving->shares, htcds_case_add(set));
    return OUTCOME_OK;
}

static struct change sending_change(const struct giving *giving, const struct leaving *leaving) {
    struct arena *arena = giving->web->arena;
    struct change change = change_new(arena, CHANGE_CREATE, &htcds_sending_type, leaving->file->org_id);
    change.by_program = true;
    change_set_value(&change, "case_file", value_of_id(leaving->file->id));
    change_set_value(&change, "sent_on", (struct value){.present = true, .date = clock_today()});
    change_set_value(&change, "provider", value_of_id(giving->provider->id));
    change_set_value(&change, "purpose", value_of_text(giving->purpose));
    change_set_value(&change, "shares", value_of_text(leaving->shares));
    change_set_value(&change, "format", value_of_text(htcds_form_code(giving->form)));
    change_set_value(&change, "cites", value_of_text(leaving->cites));
    change_set_value(&change, "sent_by", value_of_id(giving->web->actor->user_id));
    return change;
}

/* In the transaction that writes it down: a consent that was taken back meanwhile stops it all. */
static bool still_allowed(struct rule *rule, struct write_job *job) {
    const struct giving *giving = job->also_context;
    for (size_t i = 0; i < giving->count; i++) {
        const struct leaving *leaving = &giving->files[i];
        for (size_t c = 0; leaving->stays == LEAVES && c < CLASSES; c++) {
            if (leaving->by[c] && !allowing(giving, rule, leaving->file, c))
                return refuse(&job->refusal, S("file"), "A consent was taken back meanwhile. Look again.");
        }
    }
    return true;
}

static struct export_entry entry_of(const struct giving *giving) {
    struct web *web = giving->web;
    return (struct export_entry){
        .what = S("HTCDS"),
        .type = slice_of(case_file_type.name),
        .format = htcds_form_code(giving->form),
        .filter = giving->provider->code,
        .purpose = choice_label(web, record_type_field(&htcds_sending_type, S("purpose")), giving->purpose),
        .rows = (int64_t)count_leaving(giving)};
}

static enum outcome giving_log(struct giving *giving) {
    struct web *web = giving->web;
    struct export_entry entry = entry_of(giving);
    struct change *changes = arena_make(web->arena, struct change, giving->count + 1);
    size_t count = 0;
    changes[count++] = export_entry_change(web->arena, web->actor, &entry);
    for (size_t i = 0; i < giving->count; i++) {
        if (giving->files[i].stays == LEAVES) changes[count++] = sending_change(giving, &giving->files[i]);
    }
    struct write_job job = {.job_arena = web->arena,
                            .actor = export_scribe(web->arena, web->actor),
                            .changes = changes,
                            .change_count = count,
                            .also = still_allowed,
                            .also_context = giving};
    enum outcome outcome = store_write(web->app->store, &job);
    if (outcome != OUTCOME_OK) web->refusal = job.refusal;
    return outcome;
}

static void left_out_say(const struct giving *giving) {
    struct web *web = giving->web;
    struct text codes = TEXT_IN(web->arena);
    for (size_t i = 0; i < giving->count; i++) {
        if (giving->files[i].stays != LEAVES)
            text_printf(&codes, "%s%.*s", codes.len ? ", " : "", SLICE_ARG(giving->files[i].file->code));
    }
    if (codes.len) http_response_add_header(web->response, S("Mlup-Left-Out"), text_slice(&codes));
}

static enum outcome file_give(struct giving *giving) {
    struct web *web = giving->web;
    struct htcds_set set = htcds_set_new(web->arena);
    for (size_t i = 0; i < giving->count; i++) {
        enum outcome outcome =
            giving->files[i].stays == LEAVES ? case_tell(giving, &giving->files[i], &set) : OUTCOME_OK;
        if (outcome != OUTCOME_OK) return outcome;
    }
    struct slice bytes = htcds_write(web->arena, &set, giving->form), code = htcds_form_code(giving->form);
    enum outcome outcome = bytes.len ? giving_log(giving) : OUTCOME_FAILED;
    if (outcome != OUTCOME_OK) return outcome;
    struct slice today = date_format_iso(web->arena, clock_today());
    http_response_add_header(web->response, S("Content-Disposition"),
                             arena_printf(web->arena, "attachment; filename=\"htcds-%.*s.%.*s\"",
                                          SLICE_ARG(today), SLICE_ARG(code)));
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    left_out_say(giving);
    return web_answer(web, 200, htcds_form_media_type(giving->form), bytes);
}

enum outcome htcds_out_post(struct web *web) {
    struct giving *giving = arena_make(web->arena, struct giving, 1);
    enum outcome outcome = htcds_may_take(web);
    giving->web = web;
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    bool good = giving_read(giving),
         takes = slice_equal(web_field(web, S("do")), S("take")) && count_leaving(giving) > 0;
    if (good && !takes) return look_show(giving);
    outcome = good ? file_give(giving) : OUTCOME_REFUSED;
    if (outcome != OUTCOME_REFUSED) return outcome;
    plain_form_refused(web, OUTCOME_REFUSED, 0);
    page_show(giving);
    return OUTCOME_OK;
}

/* ---- for programs ---- */

static bool api_read(struct giving *giving) {
    struct web *web = giving->web;
    struct slice rest = http_query(web->http, S("files")), one, format = http_query(web->http, S("format"));
    bool good = provider_take(giving, ask_id(web, "provider"));
    good = purpose_take(giving, http_query(web->http, S("purpose"))) && good;
    good = form_take(giving, format.len ? format : S("json")) && good;
    while (rest.len && slice_split(&rest, ',', &one))
        good = file_add(giving, slice_trim(one), S("files")) && good;
    if (!giving->count)
        good = refuse(&web->refusal, S("files"), "Say which files, by their ids with commas between.");
    return good && refusal_is_empty(&web->refusal);
}

enum outcome htcds_out_api(struct web *web) {
    struct giving *giving = arena_make(web->arena, struct giving, 1);
    enum outcome outcome = htcds_may_take(web);
    giving->web = web;
    if (outcome != OUTCOME_OK) return outcome;
    if (!api_read(giving)) return OUTCOME_REFUSED;
    giving_judge(giving);
    if (count_leaving(giving)) return file_give(giving);
    for (size_t i = 0; i < giving->count; i++)
        refuse(&web->refusal, giving->files[i].file->code, stays_text(giving->files[i].stays));
    return OUTCOME_REFUSED;
}

/* ---- links ---- */

static bool may_take_quietly(struct web *web, const struct record *file) {
    struct uuid org = file ? file->org_id : web->actor->org_id;
    return access_may_in(web->app->access, web->actor, &case_file_type, org, VERB_EXPORT) &&
           access_may_in(web->app->access, web->actor, &case_file_type, org, VERB_REVEAL);
}

void htcds_case_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms || case_file_of(record)->erased_on.present || !may_take_quietly(web, record))
        return;
    struct slice id = uuid_format(web->arena, record->id);
    furniture_add_action(web, actions, TR("Give away in HTCDS"),
                         arena_join(web->arena, S("/case-files/htcds?file="), id), false);
}

void htcds_list_actions(struct web *web, struct doc *actions) {
    if (may_take_quietly(web, NULL))
        furniture_add_action(web, actions, TR("Give away in HTCDS"), S("/case-files/htcds"), false);
    if (access_may_add(web->actor, &case_file_type))
        furniture_add_action(web, actions, TR("Take in from HTCDS"), S("/case-files/htcds/import"), false);
}
