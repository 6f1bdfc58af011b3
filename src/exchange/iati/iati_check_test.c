/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of IATI: a good file passes, and whatever is taken out of it or put wrong is found. */
#include "exchange/iati/iati_check.h"

#include <libxml/parser.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka needs those above */
#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"

static const int64_t now_ms = INT64_C(1767225600000); /* 2026-01-01 */

/* A small sub-grant with everything that the schema and the rules ask for. */
static const char good_file[] =
    "<iati-activities version=\"2.03\" generated-datetime=\"2025-01-01T00:00:00Z\">"
    "<iati-activity xml:lang=\"en\" default-currency=\"USD\" last-updated-datetime=\"2025-01-01T00:00:00Z\" "
    "hierarchy=\"2\">"
    "<iati-identifier>XM-EXAMPLE-PRIME-SG001</iati-identifier>"
    "<reporting-org ref=\"XM-EXAMPLE-PRIME\" type=\"21\"><narrative>Prime</narrative></reporting-org>"
    "<title><narrative>Sub-grant 001</narrative></title>"
    "<description type=\"1\"><narrative>Savings groups</narrative></description>"
    "<participating-org role=\"1\" type=\"10\" "
    "ref=\"US-GOV-1\"><narrative>Donor</narrative></participating-org>"
    "<activity-status code=\"2\"/>"
    "<activity-date type=\"2\" iso-date=\"2024-01-01\"/>"
    "<activity-date type=\"3\" iso-date=\"2027-12-31\"/>"
    "<recipient-country code=\"KH\" percentage=\"100\"/>"
    "<sector vocabulary=\"1\" code=\"15180\"/>"
    "<budget type=\"1\" status=\"2\"><period-start iso-date=\"2024-01-01\"/><period-end "
    "iso-date=\"2024-12-31\"/><value value-date=\"2024-01-01\">50000</value></budget>"
    "<transaction><transaction-type code=\"2\"/><transaction-date iso-date=\"2024-01-01\"/><value "
    "value-date=\"2024-01-01\">90000</value>"
    "<receiver-org><narrative>Local NGO</narrative></receiver-org></transaction>"
    "<related-activity ref=\"XM-EXAMPLE-PRIME-AWARD1\" type=\"1\"/>"
    "<result type=\"1\"><title><narrative>Savings groups</narrative></title>"
    "<indicator measure=\"1\"><title><narrative>People in savings groups</narrative></title>"
    "<baseline year=\"2023\" value=\"0\"/>"
    "<period><period-start iso-date=\"2024-01-01\"/><period-end iso-date=\"2024-12-31\"/><target "
    "value=\"560\"/><actual value=\"312\"/></period>"
    "</indicator></result></iati-activity></iati-activities>";

static struct iati_findings check(struct arena *arena, struct slice xml) {
    struct iati_findings findings = {.arena = arena};
    assert_true(iati_check(&findings, xml, now_ms));
    return findings;
}

/* The good file with one piece replaced; the piece must be there. */
static struct slice changed(struct arena *arena, const char *piece, const char *by) {
    struct slice file = slice_of(good_file), wanted = slice_of(piece);
    size_t at = slice_find(file, wanted, 0);
    assert_true(at < file.len);
    struct text text = TEXT_IN(arena);
    text_append(&text, slice_sub(file, 0, at));
    text_append(&text, slice_of(by));
    text_append(&text, slice_sub(file, at + wanted.len, file.len));
    return text_slice(&text);
}

static void a_good_file_passes(void **state) {
    struct arena *arena = arena_new();
    struct iati_findings findings = check(arena, slice_of(good_file));
    (void)state;
    for (const struct iati_finding *one = findings.first; one; one = one->next) {
        print_message("%.*s: %.*s\n", SLICE_ARG(one->rule), SLICE_ARG(one->message));
    }
    assert_int_equal(findings.errors, 0);
    arena_free(arena);
}

static void whatever_the_schema_asks_for_is_missed_when_it_is_taken_out(void **state) {
    static const char *const pieces[] = {
        " version=\"2.03\"",
        "<iati-identifier>XM-EXAMPLE-PRIME-SG001</iati-identifier>",
        "<reporting-org ref=\"XM-EXAMPLE-PRIME\" type=\"21\"><narrative>Prime</narrative></reporting-org>",
        " ref=\"XM-EXAMPLE-PRIME\"",
        " type=\"21\"",
        "<title><narrative>Sub-grant 001</narrative></title>",
        "<description type=\"1\"><narrative>Savings groups</narrative></description>",
        "<participating-org role=\"1\" type=\"10\" "
        "ref=\"US-GOV-1\"><narrative>Donor</narrative></participating-org>",
        " role=\"1\"",
        "<activity-status code=\"2\"/>",
        "<period-start iso-date=\"2024-01-01\"/>",
        "<period-end iso-date=\"2024-12-31\"/>",
        "<value value-date=\"2024-01-01\">50000</value>",
        " value-date=\"2024-01-01\"",
        "<transaction-type code=\"2\"/>",
        "<transaction-date iso-date=\"2024-01-01\"/>",
        " measure=\"1\"",
        "<result type=\"1\">",
        " iso-date=\"2024-01-01\"",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
        struct arena *arena = arena_new();
        struct iati_findings findings =
            check(arena, changed(arena, pieces[i],
                                 slice_starts(slice_of(pieces[i]), S("<result")) ? "<result>" : ""));
        if (!findings.errors) fail_msg("not missed: %s", pieces[i]);
        arena_free(arena);
    }
}

static void every_rule_that_is_broken_is_named(void **state) {
    static const struct {
        const char *piece, *by, *rule;
    } cases[] = {
        {"<activity-date type=\"2\" iso-date=\"2024-01-01\"/>", "", "6.11.1"},
        {"<sector vocabulary=\"1\" code=\"15180\"/>", "", "6.2.2"},
        {"<recipient-country code=\"KH\" percentage=\"100\"/>", "", "3.7.2"},
        {"xml:lang=\"en\" ", "", "4.1.1"},
        {"default-currency=\"USD\" ", "", "7.8.1"},
        {"<iati-identifier>XM-EXAMPLE-PRIME-SG001", "<iati-identifier>XM-EXAMPLE-PRIME", "1.1.3"},
        {"<iati-identifier>XM-EXAMPLE-PRIME-SG001", "<iati-identifier>XM-OTHER-SG001", "1.1.21"},
        {"<iati-identifier>XM-EXAMPLE-PRIME-SG001", "<iati-identifier>XM-EXAMPLE-PRIME-SG/001", "1.3.13"},
        {"last-updated-datetime=\"2025-01-01T00:00:00Z\"", "last-updated-datetime=\"2027-01-01T00:00:00Z\"",
         "11.1.1"},
        {"<activity-date type=\"2\" iso-date=\"2024-01-01\"/>",
         "<activity-date type=\"2\" iso-date=\"2026-06-01\"/>", "11.1.4"},
        {"<activity-date type=\"2\" iso-date=\"2024-01-01\"/>",
         "<activity-date type=\"1\" iso-date=\"2028-01-01\"/>", "11.1.2"},
        {"<transaction-date iso-date=\"2024-01-01\"/>", "<transaction-date iso-date=\"2026-02-01\"/>",
         "11.2.1"},
        {"<period-end iso-date=\"2024-12-31\"/>", "<period-end iso-date=\"2025-06-30\"/>", "7.5.3"},
        {"<period-end iso-date=\"2024-12-31\"/>", "<period-end iso-date=\"2023-12-31\"/>", "8.6.3"},
        {"<receiver-org><narrative>Local NGO</narrative></receiver-org>", "<receiver-org/>", "6.9.2"},
        {"<baseline year=\"2023\" value=\"0\"/>", "<baseline year=\"2023\"/>", "8.8.1"},
        {"<target value=\"560\"/>", "<target/>", "8.9.1"},
        {"<actual value=\"312\"/>", "<actual/>", "8.10.1"},
        {"percentage=\"100\"", "percentage=\"101\"", "12.1.1"},
        {"<sector vocabulary=\"1\" code=\"15180\"/>",
         "<sector vocabulary=\"1\" code=\"15180\" percentage=\"60\"/><sector vocabulary=\"1\" code=\"15160\" "
         "percentage=\"30\"/>",
         "2.1.2"},
        {"<narrative>Sub-grant 001</narrative>", "<narrative/>", "4.3.1"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena *arena = arena_new();
        struct iati_findings findings = check(arena, changed(arena, cases[i].piece, cases[i].by));
        bool is_named = false;
        for (const struct iati_finding *one = findings.first; one; one = one->next) {
            is_named = is_named || slice_equal(one->rule, slice_of(cases[i].rule));
        }
        if (!is_named) fail_msg("rule %s is not found broken", cases[i].rule);
        arena_free(arena);
    }
}

/* Each kind of the specification, kept and broken, on <r> elements of a small document. */
static void every_kind_of_rule_is_kept_and_broken(void **state) {
    static const struct {
        const char *kind, *item, *kept, *broken;
    } kinds[] = {
        {"no_more_than_one", "\"paths\": [\"a\"]", "<r><a/></r>", "<r><a/><a/></r>"},
        {"atleast_one", "\"paths\": [\"a\", \"b\"]", "<r><b/></r>", "<r/>"},
        {"only_one_of", "\"excluded\": [\"x\"], \"paths\": [\"a\", \"b\"]", "<r><a/></r>", "<r><a/><b/></r>"},
        {"dependent", "\"paths\": [\"a\", \"b\"]", "<r><a/><b/></r>", "<r><a/></r>"},
        {"one_or_all", "\"one\": \"@default-currency\", \"all\": \"currency\"",
         "<r><t><value currency='USD'/></t></r>", "<r><t><value/></t></r>"},
        {"sum", "\"paths\": [\"a/@p\"], \"sum\": 100", "<r><a p='60'/><a p='40.0'/></r>",
         "<r><a p='60'/></r>"},
        {"strict_sum", "\"paths\": [\"a/@p\"], \"sum\": 100.0", "<r><a p='33.3'/><a p='66.7'/></r>",
         "<r><a p='33.3'/><a p='66.6'/></r>"},
        {"date_order", "\"less\": \"@f\", \"more\": \"@t\"", "<r f='2024-01-01' t='2024-01-02'/>",
         "<r f='2024-01-03' t='2024-01-02'/>"},
        {"date_order", "\"less\": \"@f\", \"more\": \"NOW\"", "<r f='2024-01-01'/>", "<r f='2030-01-03'/>"},
        {"date_now", "\"date\": \"@f\"", "<r f='2024-01-01T00:00:00Z'/>", "<r f='2030-01-01T00:00:00Z'/>"},
        {"time_limit", "\"start\": \"@f\", \"end\": \"@t\"", "<r f='2024-01-01' t='2025-01-01'/>",
         "<r f='2024-01-01' t='2025-01-02'/>"},
        {"between_dates", "\"date\": \"@d\", \"start\": \"@f\", \"end\": \"@t\"",
         "<r f='2024-01-01' t='2025-01-01' d='2024-06-01'/>",
         "<r f='2024-01-01' t='2025-01-01' d='2026-06-01'/>"},
        {"regex_matches", "\"regex\": \"^[^\\\\/\\\\&\\\\|\\\\?]+$\", \"paths\": [\"@a\"]", "<r a='XM-1'/>",
         "<r a='XM/1'/>"},
        {"regex_no_matches", "\"regex\": \"x\", \"paths\": [\"@a\"]", "<r a='abc'/>", "<r a='axc'/>"},
        {"startswith", "\"prefix\": [\"@p\"], \"separator\": \"-\", \"paths\": [\"@a\"]",
         "<r p='XM' a='XM-1'/>", "<r p='XM' a='XM1'/>"},
        {"unique", "\"paths\": [\"a\"]", "<r><a>1</a><a>2</a></r>", "<r><a>1</a><a>1</a></r>"},
        {"if_then", "\"if\": \"a\", \"then\": \"b\"", "<r><a/><b/></r>", "<r><a/></r>"},
        {"range", "\"paths\": [\"@a\"], \"min\": 0.0, \"max\": 100.0", "<r a='99.9'/>", "<r a='100.1'/>"},
        {"no_spaces", "\"paths\": [\"@a\"]", "<r a='x'/>", "<r a=' x'/>"},
        {"no_percent", "\"paths\": [\"@a\"]", "<r a='5'/>", "<r a='5%'/>"},
        {"evaluates_to_true", "\"eval\": \"count(a) = 2\"", "<r><a/><a/></r>", "<r><a/></r>"},
        {"loop",
         "\"foreach\": \"a/@v\", \"do\": {\"strict_sum\": {\"cases\": [{\"paths\": [\"a[@v = '$1']/@p\"], "
         "\"sum\": 100}]}}",
         "<r><a v='1' p='100'/><a v='2' p='50'/><a v='2' p='50'/></r>",
         "<r><a v='1' p='100'/><a v='2' p='50'/></r>"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        for (int is_broken = 0; is_broken < 2; is_broken++) {
            struct arena *arena = arena_new();
            const char *xml = is_broken ? kinds[i].broken : kinds[i].kept;
            struct iati_findings findings = {.arena = arena};
            xmlDocPtr document = xmlReadMemory(xml, (int)strlen(xml), NULL, NULL, 0);
            struct slice rules =
                arena_printf(arena, "{\"//r\": {\"%s\": {\"cases\": [{%s}]}}}", kinds[i].kind, kinds[i].item);
            assert_true(iati_rules_check(&findings, document, rules, now_ms));
            if (findings.errors != (size_t)is_broken)
                fail_msg("%s: %zu errors in %s", kinds[i].kind, findings.errors, xml);
            xmlFreeDoc(document);
            arena_free(arena);
        }
    }
}

static void a_condition_keeps_a_rule_away_and_an_unknown_kind_is_no_rule(void **state) {
    struct arena *arena = arena_new();
    struct iati_findings findings = {.arena = arena};
    xmlDocPtr document = xmlReadMemory("<r/>", 4, NULL, NULL, 0);
    (void)state;
    assert_true(iati_rules_check(
        &findings, document,
        S("{\"//r\": {\"atleast_one\": {\"cases\": [{\"condition\": \"b\", \"paths\": [\"a\"]}]}}}"),
        now_ms));
    assert_int_equal(findings.errors, 0);
    assert_false(
        iati_rules_check(&findings, document, S("{\"//r\": {\"at_most_nine\": {\"cases\": [{}]}}}"), now_ms));
    xmlFreeDoc(document);
    arena_free(arena);
}

static void what_is_no_xml_is_an_error_and_no_entity_is_read(void **state) {
    static const char *const files[] = {
        "", "no xml", "<iati-activities>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><iati-activities "
        "version=\"2.03\">&x;</iati-activities>"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct arena *arena = arena_new();
        assert_true(check(arena, slice_of(files[i])).errors > 0);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_passes),
        cmocka_unit_test(whatever_the_schema_asks_for_is_missed_when_it_is_taken_out),
        cmocka_unit_test(every_rule_that_is_broken_is_named),
        cmocka_unit_test(every_kind_of_rule_is_kept_and_broken),
        cmocka_unit_test(a_condition_keeps_a_rule_away_and_an_unknown_kind_is_no_rule),
        cmocka_unit_test(what_is_no_xml_is_an_error_and_no_entity_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
