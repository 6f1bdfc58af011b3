/* SPDX-License-Identifier: Apache-2.0 */
/* Every spelling of the standard's own files is read, and what came in goes out as it came. */
#include "base/check.h"
#include "base/csv.h"
#include "base/file_map.h"
#include "catalogue/value.h"
#include "domain/care/plan.h"
#include "domain/htcds/htcds_records.h"
#include "domain/screening/screening.h"
#include "exchange/htcds/htcds_plan.h"
#include "exchange/htcds/htcds_read.h"
#include "exchange/htcds/htcds_write.h"

static struct arena *arena;
static const char *source_root;

enum { FILE_BYTES_MAX = 1 << 20 };

static int setup(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

/* ---- the standard ---- */

#define assert_slice_equal(a, b) assert_slices(a, b, __FILE__, __LINE__)

static void assert_slices(struct slice a, struct slice b, const char *file, int line) {
    if (slice_equal(a, b)) return;
    print_error("“%.*s”\nis not\n“%.*s”\n", SLICE_ARG(a), SLICE_ARG(b));
    _fail(file, line);
}

static void csv_of(const char *name, struct csv_reader *csv) {
    struct slice path = arena_printf(arena, "%s/data/htcds/%s", source_root, name), bytes;
    assert_true(file_map(arena, path.s, FILE_BYTES_MAX, &bytes));
    csv_open(csv, arena, bytes);
    assert_true(csv_next(csv));
}

static void every_field_of_the_standard_is_in_the_table(void **state) {
    struct csv_reader csv;
    size_t fields = 0, core = 0;
    (void)state;
    csv_of("htcds-2.0-fields.csv", &csv);
    while (csv_next(&csv)) {
        if (slice_equal(csv_cell(&csv, 3), S("N/A"))) continue; /* an example question */
        const struct htcds_field *field =
            htcds_field_find(arena_join(arena, csv_cell(&csv, 3), csv_cell(&csv, 4)));
        assert_non_null(field);
        if (csv_cell(&csv, 5).len) assert_slice_equal(slice_of(field->label), csv_cell(&csv, 5));
        assert_int_equal(field->core, csv_cell(&csv, 2).len > 0);
        core += field->core;
        fields++;
    }
    assert_int_equal(fields, 84);
    assert_int_equal(core, 40);
    assert_int_equal(htcds_field_count, 84 + 1); /* and the name in Khmer */
}

static const struct htcds_code *code_of(const struct htcds_field *field, struct slice code) {
    const struct htcds_codes *codes = htcds_codes_of(field);
    for (size_t i = 0; codes && i < codes->count; i++) {
        if (slice_equal(slice_of(codes->codes[i].code), code)) return &codes->codes[i];
    }
    return NULL;
}

static void every_code_of_the_standard_is_in_the_table(void **state) {
    struct csv_reader csv;
    size_t count = 0, known = 0;
    (void)state;
    csv_of("htcds-2.0-codes.csv", &csv);
    while (csv_next(&csv)) {
        const struct htcds_code *code = code_of(htcds_field_find(csv_cell(&csv, 0)), csv_cell(&csv, 1));
        assert_non_null(code);
        assert_slice_equal(slice_of(code->spelled), csv_cell(&csv, 2));
        count++;
    }
    assert_int_equal(count, 182);
    for (size_t i = 0; i < htcds_field_count; i++) {
        bool is_list = htcds_codes_of(&htcds_fields[i]) &&
                       !slice_equal(slice_of(htcds_fields[i].name), S("prs_Citizenship"));
        if (is_list) known += htcds_codes_of(&htcds_fields[i])->count;
        assert_int_equal(htcds_fields[i].kind == HTCDS_CODES, htcds_codes_of(&htcds_fields[i]) != NULL);
    }
    assert_int_equal(known, 182);
}

/* ---- reading ---- */

static struct htcds_table table_of(const char *text) {
    struct htcds_table table = {0};
    struct csv_reader csv;
    csv_open(&csv, arena, slice_of(text));
    table.cells = arena_make(arena, struct slice, 200 * CSV_CELLS_MAX);
    table.lines = arena_make(arena, int64_t, 200);
    while (csv_next(&csv)) {
        if (!table.rows) table.columns = csv.cell_count;
        for (size_t i = 0; i < table.columns; i++) {
            struct slice cell = arena_copy(arena, csv_cell(&csv, (int)i));
            cell.len = csv_take_guards_off((char *)(uintptr_t)cell.s, cell.len);
            table.cells[table.rows * table.columns + i] = cell;
        }
        table.lines[table.rows++] = (int64_t)csv.line;
    }
    return table;
}

static bool read_table(const char *text, struct htcds_reading *reading, struct refusal *refusal) {
    struct htcds_table table = table_of(text);
    *refusal = REFUSAL_IN(arena);
    return htcds_read_table(arena, &table, reading, refusal);
}

static struct htcds_set must_read(const char *text) {
    struct htcds_reading reading = {0};
    struct refusal refusal;
    if (!read_table(text, &reading, &refusal))
        fail_msg("%.*s: %s %.*s", SLICE_ARG(refusal.first->field), refusal.first->message,
                 SLICE_ARG(refusal.first->args[0]));
    return reading.set;
}

static void must_refuse(const char *text, const char *place) {
    struct htcds_reading reading = {0};
    struct refusal refusal;
    assert_false(read_table(text, &reading, &refusal));
    assert_slice_equal(refusal.first->field, slice_of(place));
}

static void the_standards_own_misspellings_are_read(void **state) {
    struct htcds_set set = must_read(
        "prs_First_Name,prs_Second_Name,vic_Methods_of_Control,vic_TraffickinStatusDecisionMakingOrg,"
        "vic_RelationshipToTrafficker\nDara,Sok,DebtBondage ,Police,Unacquainted\n");
    (void)state;
    assert_slice_equal(htcds_value(set.cases[0].values, "prs_FirstName"), S("Dara"));
    assert_slice_equal(htcds_value(set.cases[0].values, "prs_SecondName"), S("Sok"));
    assert_slice_equal(htcds_value(set.cases[0].values, "vic_MethodsOfControl"), S("DebtBondage"));
    assert_slice_equal(htcds_value(set.cases[0].values, "vic_TraffickingStatusDecisionMakingOrg"),
                       S("Police"));
    assert_slice_equal(htcds_value(set.cases[0].values, "vic_RelationshipToTrafficker"), S("Unaquainted"));
}

#define EXCEL_NAMES                                                                                          \
    ",cas_CaseOwner,prs_MailingCity,prs_MailingCountry,prs_MailingState,,cas_OutgoingReferralDate\n"
#define EXCEL_LABELS                                                                                         \
    ",Case Owner,Mailing Street,Mailing City,Mailing State/Province,Reason for Outgoing Referral,Outgoing "  \
    "Referral Date\n"

static void the_column_without_a_name_in_the_excel_sheet_is_the_reason_for_the_referral(void **state) {
    struct htcds_set set = must_read(EXCEL_NAMES EXCEL_LABELS "1,Ann,,,,Other,2016-03-07\n2\n3\n");
    const struct htcds_part *part = htcds_part_of(&set.cases[0], HTCDS_OUTGOING, 0);
    (void)state;
    assert_int_equal(set.count, 1); /* rows that are only numbered are nobody */
    assert_slice_equal(htcds_value(part->values, "cas_ReasonForOutgoingReferral"), S("Other"));
    assert_slice_equal(htcds_value(part->values, "cas_OutgoingReferralDate"), S("2016-03-07"));
}

static void which_of_two_contradicting_headers_counts_is_asked(void **state) {
    static const char text[] = EXCEL_NAMES EXCEL_LABELS "1,Ann,12 River Road,Kratie,,,\n";
    struct htcds_reading reading = {0};
    struct refusal refusal;
    (void)state;
    must_refuse(text, "header");
    reading.header = HTCDS_HEADER_LABELS;
    assert_true(read_table(text, &reading, &refusal));
    assert_slice_equal(htcds_value(reading.set.cases[0].values, "prs_MailingStreet"), S("12 River Road"));
    assert_slice_equal(htcds_value(reading.set.cases[0].values, "prs_MailingCity"), S("Kratie"));
    reading = (struct htcds_reading){.header = HTCDS_HEADER_NAMES};
    assert_true(read_table(text, &reading, &refusal));
    assert_slice_equal(htcds_value(reading.set.cases[0].values, "prs_MailingCity"), S("12 River Road"));
    assert_true(reading.header_differs);
}

static void codes_are_read_by_code_and_by_label_one_or_many(void **state) {
    struct htcds_set set = must_read(
        "vic_ForcedLabourIndustry,prs_Citizenship,vic_TypeOfExploitation,cas_Status\n"
        "\"Agriculture, forestry and fishing;F_Construction\",KH,ForcedLabour ForcedBegging,follow up\n"
        "A_AgricultureForestryAndFishing,\"Cambodia, Thailand\",Forced labour|Surrogacy,\n");
    (void)state;
    assert_slice_equal(htcds_value(set.cases[0].values, "vic_ForcedLabourIndustry"),
                       S("A_AgricultureForestryAndFishing;F_Construction"));
    assert_slice_equal(htcds_value(set.cases[0].values, "vic_TypeOfExploitation"),
                       S("ForcedLabour;ForcedBegging"));
    assert_slice_equal(htcds_value(set.cases[0].values, "cas_Status"), S("FollowUp"));
    assert_slice_equal(htcds_value(set.cases[1].values, "prs_Citizenship"), S("KH;TH"));
    assert_slice_equal(htcds_value(set.cases[1].values, "vic_TypeOfExploitation"),
                       S("ForcedLabour;Surrogacy"));
}

static void what_is_wrong_is_said_by_row_and_field(void **state) {
    (void)state;
    must_refuse("prs_Gender,cas_Status\nFeminine,Active\nNeither,Active\n", "3.prs_Gender");
    must_refuse("prs_Gender,prs_Birthdate\nFeminine,07/03/1998\n", "2.prs_Birthdate");
    must_refuse("prs_Gender,prs_MobilePhone\nFeminine,call me\n", "2.prs_MobilePhone");
    must_refuse("prs_Gender,prs_Gender\nFeminine,Feminine\n", "file");
    must_refuse("Name,Sex\nDara,m\n", "file");
    must_refuse("prs_Gender,cas_Status\n", "file");
}

static void the_title_that_is_labelled_second_name_is_a_title(void **state) {
    struct htcds_set set = must_read("First Name,Second Name,Birthdate,Second Name\nDara,Sok,1998,Cook\n");
    (void)state;
    assert_slice_equal(htcds_value(set.cases[0].values, "prs_SecondName"), S("Sok"));
    assert_slice_equal(htcds_value(set.cases[0].values, "prs_Title"), S("Cook"));
    assert_slice_equal(htcds_value(set.cases[0].values, "prs_Birthdate"), S("1998"));
}

/* ---- round trips ---- */

/* Values that a case can have, of every kind; the codes of its number, and all at once in the first. */
static struct slice sample(const struct htcds_field *field, size_t number) {
    const struct htcds_codes *codes = htcds_codes_of(field);
    struct text all = TEXT_IN(arena);
    switch (field->kind) {
    case HTCDS_TEXT:
        return number % 2 ? arena_printf(arena, "សុខ %s", field->name)
                          : arena_printf(arena, "0%zu %s", number, field->name);
    case HTCDS_LONG: return arena_printf(arena, "=%s\n\"Line\", two; ចាន់ \\n %zu", field->name, number);
    case HTCDS_CODES:
        if (number) return slice_of(codes->codes[(number - 1) % codes->count].code);
        for (size_t i = 0; i < codes->count; i++)
            text_printf(&all, "%s%s", i ? ";" : "", codes->codes[i].code);
        return text_slice(&all);
    case HTCDS_DATE: return number % 3 == 0 ? S("1998-02") : number % 3 == 1 ? S("1998") : S("1998-02-27");
    case HTCDS_FLAG: return number % 2 ? S("TRUE") : S("FALSE");
    case HTCDS_NUMBER: return arena_printf(arena, "%zu", number % 100);
    case HTCDS_DEGREES: return number % 2 ? S("-104.92820") : S("011.5");
    case HTCDS_LANGUAGE: return S("khm");
    case HTCDS_PHONE: return number % 2 ? S("+85512345678") : S("012 345 678");
    }
    fail_msg("kind %d", field->kind);
    return S("");
}

/* Each case says every field; the tenth leaves every second one out. */
static struct htcds_set samples(void) {
    struct htcds_set set = htcds_set_new(arena);
    for (size_t number = 0; number < 25; number++) {
        struct htcds_case *one = htcds_case_add(&set);
        for (size_t i = 0; i < htcds_field_count; i++) {
            bool is_out = number == 10 && i % 2;
            if (htcds_fields[i].group == HTCDS_WHOLE && !is_out)
                one->values[i] = sample(&htcds_fields[i], number);
        }
        for (int group = HTCDS_WHOLE + 1; group < HTCDS_GROUPS; group++) {
            for (size_t part = 0; part < number % 4 + 1; part++) {
                struct htcds_part *made = htcds_part_add(arena, one, (enum htcds_group)group);
                for (size_t i = 0; i < htcds_field_count; i++) {
                    if (htcds_fields[i].group == made->group)
                        made->values[i] = sample(&htcds_fields[i], number + part);
                }
            }
        }
    }
    return set;
}

static void what_is_written_is_read_back_in_every_form(void **state) {
    struct htcds_set set = samples();
    struct slice csv = htcds_write(arena, &set, HTCDS_CSV), json = htcds_write(arena, &set, HTCDS_JSON);
    struct htcds_set again = must_read(arena_cstr(arena, csv));
    struct htcds_reading reading = {0};
    struct refusal refusal = REFUSAL_IN(arena);
    (void)state;
    assert_int_equal(again.count, set.count);
    assert_slice_equal(htcds_write(arena, &again, HTCDS_CSV), csv);
    assert_true(htcds_read_json(arena, json, &reading, &refusal));
    assert_slice_equal(htcds_write(arena, &reading.set, HTCDS_JSON), json);
    assert_slice_equal(htcds_write(arena, &reading.set, HTCDS_CSV), csv);
    assert_true(htcds_write(arena, &set, HTCDS_XLSX).len > 0);
}

/* As the file would stand in the database of another organisation, whose social worker has another name. */
static struct htcds_case told_again(const struct htcds_case *one, const char *owner) {
    struct htcds_plan_for with = {.arena = arena,
                                  .owner = slice_of(owner),
                                  .today = {2016, 3, 7, DATE_DAY},
                                  .id = uuid_of_name(S("test"), slice_of(owner))};
    struct htcds_case told = {.values = arena_make(arena, struct slice, HTCDS_FIELDS_MAX)};
    struct htcds_plan plan;
    struct change *changes = arena_make(arena, struct change, HTCDS_CHANGES_MAX);
    struct record **kept = arena_make(arena, struct record *, 1);
    htcds_plan_new(&with, one, &plan);
    size_t count = htcds_plan_changes(&with, &plan, changes);
    kept[0] = changes[count - 1].values;
    assert_ptr_equal(kept[0]->type, &htcds_values_type);
    plan.own.kept = kept;
    plan.own.kept_count = 1;
    plan.own.consents = true;
    htcds_own_case(&plan.own, S("identity,contact,home,needs,story"), &told);
    return told;
}

static void what_comes_in_goes_out_as_it_came(void **state) {
    struct htcds_set set = samples(), out = htcds_set_new(arena), back = htcds_set_new(arena);
    size_t consent = htcds_index(htcds_field_find(S("con_Consent")));
    (void)state;
    for (size_t i = 0; i < set.count; i++) {
        set.cases[i].values[consent] = S("TRUE"); /* a file leaves on a consent */
        struct htcds_case first = told_again(&set.cases[i], "Ann"), second = told_again(&first, "Bora");
        *htcds_case_add(&out) = first;
        *htcds_case_add(&back) = second;
    }
    assert_slice_equal(htcds_write(arena, &out, HTCDS_CSV), htcds_write(arena, &set, HTCDS_CSV));
    assert_slice_equal(htcds_write(arena, &back, HTCDS_CSV), htcds_write(arena, &set, HTCDS_CSV));
}

static void a_value_that_was_corrected_here_goes_out_corrected(void **state) {
    struct htcds_set set = must_read(
        "prs_FirstName,prs_MiddleName,prs_SecondName,prs_Gender\nAnn,May,Sok,TransgenderFeminine\n");
    struct htcds_plan_for with = {.arena = arena, .today = {2016, 3, 7, DATE_DAY}};
    struct htcds_plan plan;
    struct change changes[HTCDS_CHANGES_MAX];
    struct htcds_case told = {.values = arena_make(arena, struct slice, HTCDS_FIELDS_MAX)};
    (void)state;
    htcds_plan_new(&with, &set.cases[0], &plan);
    struct record *kept[] = {changes[htcds_plan_changes(&with, &plan, changes) - 1].values};
    plan.own.kept = kept;
    plan.own.kept_count = 1;
    case_file_of(plan.own.file)->name_latin = value_of_text(S("Sok Maria"));
    htcds_own_case(&plan.own, S("identity"), &told);
    assert_slice_equal(htcds_value(told.values, "prs_Gender"), S("TransgenderFeminine"));
    assert_slice_equal(htcds_value(told.values, "prs_FirstName"), S("Maria"));
    assert_slice_equal(htcds_value(told.values, "prs_MiddleName"), S(""));
    case_file_of(plan.own.file)->sex = value_of_text(S("m"));
    told.values = arena_make(arena, struct slice, HTCDS_FIELDS_MAX);
    htcds_own_case(&plan.own, S("identity"), &told);
    assert_slice_equal(htcds_value(told.values, "prs_Gender"), S("Masculine"));
}

static void what_no_consent_covers_is_empty(void **state) {
    struct htcds_set set = samples();
    struct htcds_plan_for with = {.arena = arena, .today = {2016, 3, 7, DATE_DAY}};
    struct htcds_plan plan;
    struct htcds_case told = {.values = arena_make(arena, struct slice, HTCDS_FIELDS_MAX)};
    (void)state;
    htcds_plan_new(&with, &set.cases[1], &plan);
    htcds_own_case(&plan.own, S("story"), &told);
    for (size_t i = 0; i < htcds_field_count; i++) {
        bool is_hidden = htcds_fields[i].share && !slice_equal(slice_of(htcds_fields[i].share), S("story"));
        if (is_hidden) assert_int_equal(told.values[i].len, 0);
    }
    assert_true(htcds_value(told.values, "vic_TypeOfExploitation").len > 0);
    assert_null(htcds_part_of(&told, HTCDS_PLAN, 0));
    assert_non_null(htcds_part_of(&told, HTCDS_EVENT, 0));
}

static void a_decision_that_came_is_reported_and_never_a_recognition(void **state) {
    struct htcds_set set = must_read(
        "vic_TraffickingStatus,vic_TraffickingStatusDecisionMakingOrg,cas_ReferringOrganisation\n"
        "ActualVictimOfTrafficking,CourtOrProsecution,Police of Poipet\nActualVictimOfTrafficking,,\n");
    struct htcds_plan_for with = {.arena = arena, .today = {2016, 3, 7, DATE_DAY}};
    struct htcds_plan plan;
    (void)state;
    htcds_plan_new(&with, &set.cases[0], &plan);
    const struct status_decision *decision = status_decision_of(plan.own.decision);
    assert_slice_equal(decision->status.text, S("identified"));
    assert_slice_equal(decision->decided_by.text, S("CourtOrProsecution"));
    assert_slice_equal(decision->reported_by.text, S("Police of Poipet"));
    htcds_plan_new(&with, &set.cases[1], &plan);
    assert_slice_equal(status_decision_of(plan.own.decision)->decided_by.text, S("Other"));
}

static void a_file_that_is_here_keeps_what_it_says(void **state) {
    struct htcds_set set = must_read("prs_FirstName,prs_Gender,prs_Title,vic_TypeOfExploitation,hte_"
                                     "City\nMaria,Masculine,Cook,ForcedLabour,Kratie\n");
    struct htcds_plan_for with = {.arena = arena, .today = {2016, 3, 7, DATE_DAY}};
    struct htcds_own here = {.arena = arena, .file = record_new(arena, &case_file_type)};
    struct htcds_plan plan;
    struct change changes[HTCDS_CHANGES_MAX];
    (void)state;
    case_file_of(here.file)->name_latin = value_of_text(S("Maria"));
    case_file_of(here.file)->sex = value_of_text(S("f"));
    htcds_plan_same(&with, &set.cases[0], &here, &plan);
    assert_int_equal(plan.differs, 1);
    size_t count = htcds_plan_changes(&with, &plan, changes);
    assert_int_equal(count, 3); /* what happened, the event, what is kept */
    for (size_t i = 0; i < count; i++)
        assert_ptr_not_equal(changes[i].type, &case_file_type);
    struct slice kept = htcds_values_of(changes[count - 1].values)->content.text;
    assert_true(slice_contains(kept, S("prs_Gender: Masculine\nprs_Gender = ≠\n")));
    assert_true(slice_contains(kept, S("prs_Title: Cook\n")));
    assert_false(slice_contains(kept, S("prs_FirstName")));
}

static void what_is_kept_is_read_back_whatever_it_holds(void **state) {
    struct htcds_kept kept = htcds_kept_new(arena);
    struct uuid id = uuid_of_name(S("test"), S("part"));
    const struct htcds_field *comment = htcds_field_find(S("cco_CaseComment")),
                             *title = htcds_field_find(S("prs_Title"));
    (void)state;
    htcds_kept_add(&kept, &kept.whole, title, S("a\\n\nb = [x]: y"), S("was\n"));
    struct htcds_kept_part *part = htcds_kept_add_part(&kept, HTCDS_COMMENT, &id);
    htcds_kept_add(&kept, part, comment, S("[events]"), S(""));
    htcds_kept_add_part(&kept, HTCDS_PERPETRATOR, NULL);
    struct slice text = htcds_kept_write(arena, &kept);
    struct htcds_kept again = htcds_kept_read(arena, text);
    assert_slice_equal(htcds_kept_write(arena, &again), text);
    assert_slice_equal(again.whole.values[0].value, S("a\\n\nb = [x]: y"));
    assert_slice_equal(again.whole.values[0].was, S("was\n"));
    assert_true(again.parts[0].has_record && uuid_equal(again.parts[0].record, id));
    assert_int_equal(htcds_kept_read(arena, S("[]\n[nobody]\nx\nprs_Title\n:\n = \n")).part_count, 0);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_field_of_the_standard_is_in_the_table, setup, teardown),
        cmocka_unit_test_setup_teardown(every_code_of_the_standard_is_in_the_table, setup, teardown),
        cmocka_unit_test_setup_teardown(the_standards_own_misspellings_are_read, setup, teardown),
        cmocka_unit_test_setup_teardown(
            the_column_without_a_name_in_the_excel_sheet_is_the_reason_for_the_referral, setup, teardown),
        cmocka_unit_test_setup_teardown(which_of_two_contradicting_headers_counts_is_asked, setup, teardown),
        cmocka_unit_test_setup_teardown(codes_are_read_by_code_and_by_label_one_or_many, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_said_by_row_and_field, setup, teardown),
        cmocka_unit_test_setup_teardown(the_title_that_is_labelled_second_name_is_a_title, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_written_is_read_back_in_every_form, setup, teardown),
        cmocka_unit_test_setup_teardown(what_comes_in_goes_out_as_it_came, setup, teardown),
        cmocka_unit_test_setup_teardown(a_value_that_was_corrected_here_goes_out_corrected, setup, teardown),
        cmocka_unit_test_setup_teardown(what_no_consent_covers_is_empty, setup, teardown),
        cmocka_unit_test_setup_teardown(a_decision_that_came_is_reported_and_never_a_recognition, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_file_that_is_here_keeps_what_it_says, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_kept_is_read_back_whatever_it_holds, setup, teardown),
    };
    source_root = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
