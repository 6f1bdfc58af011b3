/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "exchange/sheet/sheet_child.h"
#include "exchange/sheet/sheet_csv.h"
#include "exchange/sheet/sheet_frame.h"
#include "exchange/sheet/sheet_xml.h"

/* ---- texts ---- */

struct bytes {
    struct slice text;
    size_t at, step;
};

static size_t read_bytes(void *context, char *buffer, size_t size) {
    struct bytes *bytes = context;
    size_t len = bytes->text.len - bytes->at;
    if (len > size) len = size;
    if (bytes->step && len > bytes->step) len = bytes->step;
    if (len) memcpy(buffer, bytes->text.s + bytes->at, len);
    bytes->at += len;
    return len;
}

/* All rows as "a|b/c|d", with the separator found in front. */
static struct slice read_all(struct arena *arena, struct slice text, enum sheet_trouble *trouble) {
    struct sheet_csv *csv = arena_make(arena, struct sheet_csv, 1);
    struct sheet_row *row = arena_make(arena, struct sheet_row, 1);
    struct bytes bytes = {.text = text};
    struct text out = TEXT_IN(arena);
    sheet_csv_open(csv, arena, read_bytes, &bytes);
    text_append_char(&out, csv->separator);
    while (sheet_csv_next(csv, row)) {
        text_append_char(&out, '/');
        for (size_t i = 0; i < row->count; i++) {
            if (i) text_append_char(&out, '|');
            text_append(&out, row->cells[i].text);
        }
    }
    *trouble = csv->trouble;
    return text_slice(&out);
}

static void check_rows(struct slice text, const char *wanted) {
    struct arena *arena = arena_new();
    enum sheet_trouble trouble;
    struct slice got = read_all(arena, text, &trouble);
    if (!slice_equal(got, slice_of(wanted))) fail_msg("read “%.*s”, not “%s”", SLICE_ARG(got), wanted);
    assert_int_equal(trouble, SHEET_FINE);
    arena_free(arena);
}

static void a_table_is_read_whatever_program_wrote_it(void **state) {
    (void)state;
    check_rows(S("a,b\n1,2\n"), ",/a|b/1|2");
    check_rows(S("a;b\r\n1,5;2\r\n"), ";/a|b/1,5|2");
    check_rows(S("a\tb\r1\t2"), "\t/a|b/1|2");
    check_rows(S("a|b|c\n1|2|3"), "|/a|b|c/1|2|3");
    check_rows(S("\xEF\xBB\xBFname;sex\nសុខ;f\n"), ";/name|sex/សុខ|f");
    check_rows(S("sep=|\nx,y|z\n"), "|/x,y|z");
    check_rows(S("one\ntwo\n"), ",/one/two");
}

static void quoted_line_ends_and_marks_stay_in_their_cell(void **state) {
    (void)state;
    check_rows(S("a,b\n\"x\ny\",\"say \"\"so\"\"\"\n"), ",/a|b/x\ny|say \"so\"");
    check_rows(S("a,b\n5\"\" pipe,c\n"), ",/a|b/5\"\" pipe|c");
    check_rows(S("a,b\n\"\",\"\"\n\"x\"y,z\n"), ",/a|b/xy|z");
    check_rows(S("a,b\n \"p, q\" ,r\n"), ",/a|b/p, q|r");
}

static void an_open_mark_is_told_and_not_swallowed(void **state) {
    struct arena *arena = arena_new();
    enum sheet_trouble trouble;
    (void)state;
    read_all(arena, S("a,b\n1,\"2\n3,4\n5,6\n"), &trouble);
    assert_int_equal(trouble, SHEET_QUOTE);
    arena_free(arena);
}

static void encodings_are_recognised(void **state) {
    static const char little[] = "\xFF\xFE"
                                 "a\0;\0b\0\n\0"
                                 "1\0;\0\xB6\x17\n",
                      big[] = "\xFE\xFF"
                              "\0a\0,\0b\0\n\x17\x80\0,\0x";
    static const char unmarked[] = "a\0,\0b\0\r\0\n\0c\0,\0d\0\r\0\n";
    (void)state;
    check_rows(S("nom,prix\ncaf\xE9,5\x80\n"), ",/nom|prix/café|5€");
    check_rows((struct slice){little, sizeof little}, ";/a|b/1|ា");
    check_rows((struct slice){big, sizeof big - 1}, ",/a|b/ក|x");
    check_rows((struct slice){unmarked, sizeof unmarked}, ",/a|b/c|d");
}

static void what_is_read_does_not_depend_on_the_pieces(void **state) {
    struct arena *arena = arena_new();
    struct text table = TEXT_IN(arena);
    (void)state;
    for (int i = 0; i < 40000; i++) {
        text_printf(&table, "%d;\"ឈ្មោះ\n%d\";x\r\n", i, i);
    }
    struct slice got[2];
    for (size_t round = 0; round < 2; round++) {
        struct sheet_csv *csv = arena_make(arena, struct sheet_csv, 1);
        struct sheet_row *row = arena_make(arena, struct sheet_row, 1);
        struct bytes bytes = {.text = text_slice(&table), .step = round ? 4097 : 0};
        struct text out = TEXT_IN(arena);
        sheet_csv_open(csv, arena, read_bytes, &bytes);
        while (sheet_csv_next(csv, row)) {
            text_append(&out, row->cells[1].text);
        }
        assert_int_equal(csv->row_number, 40000);
        got[round] = text_slice(&out);
    }
    assert_true(slice_equal(got[0], got[1]));
    arena_free(arena);
}

/* ---- frames ---- */

static void frames_come_back_and_others_are_refused(void **state) {
    struct arena *arena = arena_new();
    struct sheet_row *row = arena_make(arena, struct sheet_row, 1);
    struct sheet_reader *reader = arena_make(arena, struct sheet_reader, 1);
    struct text out = TEXT_IN(arena);
    size_t used = 0;
    (void)state;
    *row = (struct sheet_row){
        .number = 7, .count = 2, .cells = {{SHEET_DATE, S_INIT("2016-03-07")}, {SHEET_TEXT, S_INIT("ក")}}};
    frame_write_row(&out, row);
    for (size_t len = 0; len < out.len; len++) {
        assert_int_equal(frame_read(arena, (struct slice){out.s, len}, &used, reader), FRAME_MORE);
    }
    assert_int_equal(frame_read(arena, text_slice(&out), &used, reader), FRAME_ROW);
    assert_int_equal(used, out.len);
    assert_int_equal(reader->row.number, 7);
    assert_int_equal(reader->row.cells[0].kind, SHEET_DATE);
    assert_true(slice_equal(reader->row.cells[1].text, S("ក")));
    out.s[15] = 'x'; /* the kind of the first cell */
    assert_int_equal(frame_read(arena, text_slice(&out), &used, reader), FRAME_BAD);
    assert_int_equal(frame_read(arena, S("?\0\0\0\0"), &used, reader), FRAME_BAD);
    arena_free(arena);
}

/* ---- workbooks ---- */

static void days_of_workbooks_are_the_days_that_excel_shows(void **state) {
    /* What Excel itself shows for these serial numbers; 60 is the day that 1900 did not have. */
    static const struct {
        const char *serial, *iso;
        bool is_1904;
    } days[] = {{"1", "1900-01-01", false},        {"59", "1900-02-28", false},
                {"61", "1900-03-01", false},       {"42436", "2016-03-07", false},
                {"42436.75", "2016-03-07", false}, {"40974", "2016-03-07", true},
                {"0", "1904-01-01", true}};
    struct arena *arena = arena_new();
    struct slice iso;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        assert_true(xml_serial_date(arena, slice_of(days[i].serial), days[i].is_1904, &iso));
        if (!slice_equal(iso, slice_of(days[i].iso))) fail_msg("%s is %.*s", days[i].serial, SLICE_ARG(iso));
    }
    assert_false(xml_serial_date(arena, S("60"), false, &iso));
    assert_false(xml_serial_date(arena, S("-1"), false, &iso));
    assert_false(xml_serial_date(arena, S("1e300"), false, &iso));
    arena_free(arena);
}

static void formats_that_show_a_day_are_told_from_others(void **state) {
    (void)state;
    assert_true(xml_format_is_date(S("dd/mm/yyyy")));
    assert_true(xml_format_is_date(S("[$-453]d mmmm yyyy;@")));
    assert_true(xml_format_is_date(S("yyyy\\-mm")));
    assert_false(xml_format_is_date(S("0.00\" days\"")));
    assert_false(xml_format_is_date(S("hh:mm")));
    assert_false(xml_format_is_date(S("#,##0;[Red]-#,##0")));
}

struct taken {
    struct text out;
};

static bool take_row(void *context, struct sheet_row *row) {
    struct taken *taken = context;
    text_printf(&taken->out, "/%lld:", (long long)row->number);
    for (size_t i = 0; i < row->count; i++) {
        text_printf(&taken->out, "%s%.*s", i ? "|" : "", SLICE_ARG(row->cells[i].text));
    }
    return true;
}

static enum sheet_trouble read_part(struct arena *arena, struct xml_book *book, enum xml_part part,
                                    struct slice xml) {
    struct xml_reader *reader = xml_reader_new(book, part);
    (void)arena;
    for (size_t i = 0; i < xml.len && xml_reader_feed(reader, slice_sub(xml, i, i + 1)); i++) {
    }
    xml_reader_end(reader);
    return book->trouble;
}

static void merged_cells_have_the_value_everywhere(void **state) {
    static const char sheet[] =
        "<x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData>"
        "<x:row r='1'><x:c r='A1' t='inlineStr'><x:is><x:t>Name</x:t></x:is></x:c><x:c r='C1' "
        "t='inlineStr'><x:is><x:t>Sex</x:t>"
        "</x:is></x:c></x:row><x:row r='2'><x:c r='A2' t='inlineStr'><x:is><x:t>Khmer</x:t></x:is></x:c><x:c "
        "r='B2' "
        "t='inlineStr'><x:is><x:r><x:t>La</x:t></x:r><x:r><x:t>tin</x:t></x:r></x:is></x:c></x:row><x:row "
        "r='5'><x:c r='B5'>"
        "<x:v>1.2345678E7</x:v></x:c><x:c r='C5' t='b'><x:v>1</x:v></x:c></x:row></x:sheetData>"
        "<x:mergeCells><x:mergeCell ref='A1:B1'/><x:mergeCell ref='C1:C2'/></x:mergeCells></x:worksheet>";
    struct arena *arena = arena_new();
    struct taken taken = {TEXT_IN(arena)};
    struct xml_book *book = arena_make(arena, struct xml_book, 1);
    (void)state;
    *book = (struct xml_book){
        .arena = arena, .row = arena_make(arena, struct sheet_row, 1), .on_row = take_row, .context = &taken};
    assert_int_equal(read_part(arena, book, XML_MERGES, slice_of(sheet)), SHEET_FINE);
    assert_int_equal(read_part(arena, book, XML_ROWS, slice_of(sheet)), SHEET_FINE);
    struct slice got = text_slice(&taken.out);
    if (!slice_equal(got, S("/1:Name|Name|Sex/2:Khmer|Latin|Sex/5:|12345678|true")))
        fail_msg("%.*s", SLICE_ARG(got));
    arena_free(arena);
}

static void a_document_type_and_broken_xml_are_refused(void **state) {
    struct arena *arena = arena_new();
    struct xml_book *book = arena_make(arena, struct xml_book, 1);
    (void)state;
    *book = (struct xml_book){.arena = arena};
    assert_int_equal(read_part(arena, book, XML_STRINGS,
                               S("<!DOCTYPE a [<!ENTITY b 'c'>]><sst><si><t>&b;</t></si></sst>")),
                     SHEET_ENTITIES);
    *book = (struct xml_book){.arena = arena};
    assert_int_equal(read_part(arena, book, XML_STRINGS, S("<sst><si></sst>")), SHEET_BAD_XML);
    *book = (struct xml_book){.arena = arena};
    assert_int_equal(read_part(arena, book, XML_STRINGS, S("<sst><si><t>half")), SHEET_CUT_OFF);
    arena_free(arena);
}

/* ---- the child has no rights ---- */

static void open_a_file(void) {
    _exit(open("/etc/passwd", O_RDONLY) >= 0 ? 10 : 11);
}

static void open_a_socket(void) {
    _exit(socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 10 : 11);
}

static void start_a_program(void) {
    char *nothing[] = {NULL};
    execve("/bin/true", nothing, nothing);
    _exit(11);
}

static void do_nothing(void) {
    _exit(0);
}

/* How a process ends that gives up rights so and does this. */
static int end_with(bool (*confine)(void), void (*deed)(void)) {
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !confine()) _exit(12);
        deed();
        _exit(13);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static int end_of(void (*deed)(void)) {
    return end_with(sheet_child_confine, deed);
}

static void open_a_file_and_tell(void) {
    int file = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    _exit(file >= 0 ? 10 : errno == EACCES ? 14 : 15);
}

static bool nothing_is_forbidden(void) {
    return true;
}

static void landlock_alone_shuts_the_file_system(void **state) {
    (void)state;
    int status = end_with(nothing_is_forbidden, open_a_file_and_tell);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 10); /* else the rest would show nothing */
    status = end_with(sheet_child_forbid_files, open_a_file_and_tell);
    assert_true(WIFEXITED(status));
    if (sheet_child_has_landlock()) {
        assert_int_equal(WEXITSTATUS(status), 14);
        return;
    }
    print_message(
        "# this kernel has no Landlock: seccomp alone keeps files shut, which the next test shows\n");
    assert_int_equal(WEXITSTATUS(status), 12); /* and the child knows it */
}

static void seccomp_alone_ends_who_opens_a_file(void **state) {
    (void)state;
    int status = end_with(sheet_child_forbid_calls, do_nothing);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    status = end_with(sheet_child_forbid_calls, open_a_file_and_tell);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSYS);
}

static void the_child_can_open_no_file_and_no_socket_and_start_nothing(void **state) {
    (void)state;
    int status = end_of(do_nothing);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    void (*const deeds[])(void) = {open_a_file, open_a_socket, start_a_program};
    for (size_t i = 0; i < ARRAY_LEN(deeds); i++) {
        status = end_of(deeds[i]);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGSYS);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_read_whatever_program_wrote_it),
        cmocka_unit_test(quoted_line_ends_and_marks_stay_in_their_cell),
        cmocka_unit_test(an_open_mark_is_told_and_not_swallowed),
        cmocka_unit_test(encodings_are_recognised),
        cmocka_unit_test(what_is_read_does_not_depend_on_the_pieces),
        cmocka_unit_test(frames_come_back_and_others_are_refused),
        cmocka_unit_test(days_of_workbooks_are_the_days_that_excel_shows),
        cmocka_unit_test(formats_that_show_a_day_are_told_from_others),
        cmocka_unit_test(merged_cells_have_the_value_everywhere),
        cmocka_unit_test(a_document_type_and_broken_xml_are_refused),
        cmocka_unit_test(landlock_alone_shuts_the_file_system),
        cmocka_unit_test(seccomp_alone_ends_who_opens_a_file),
        cmocka_unit_test(the_child_can_open_no_file_and_no_socket_and_start_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
