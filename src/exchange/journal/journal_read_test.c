/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "base/clock.h"
#include "base/limits.h"
#include "exchange/journal/journal_balance.h"
#include "exchange/journal/journal_read.h"

struct bytes {
    struct slice text;
    size_t at, step;
};

static int64_t read_bytes(void *context, char *buffer, size_t size) {
    struct bytes *bytes = context;
    size_t len = bytes->text.len - bytes->at;
    if (len > size) len = size;
    if (bytes->step && len > bytes->step) len = bytes->step;
    if (len) memcpy(buffer, bytes->text.s + bytes->at, len);
    bytes->at += len;
    return (int64_t)len;
}

static const char *included; /* what any include gives */

static bool include_text(void *context, struct slice from, struct slice path, struct journal_source *source,
                         const char **reason) {
    struct arena *arena = context;
    struct bytes *bytes = arena_make(arena, struct bytes, 1);
    (void)from;
    *reason = "{1} is not there";
    if (!included || slice_equal(path, S("missing"))) return false;
    bytes->text = slice_of(included);
    *source = (struct journal_source){.read = read_bytes, .context = bytes, .name = arena_copy(arena, path)};
    return true;
}

static void append_posting(struct text *out, const struct journal_book *book,
                           const struct journal_posting *posting) {
    static const char *const opening[] = {"", "(", "["}, *const closing[] = {"", ")", "]"};
    text_printf(out, " | %s%s%.*s%s ", posting->status == JOURNAL_CLEARED ? "* " : "", opening[posting->kind],
                SLICE_ARG(book->account_names.names[posting->account]), closing[posting->kind]);
    journal_append_amount(out, book, posting->amount);
    if (posting->price.kind != JOURNAL_NO_PRICE) {
        text_append(out, posting->price.kind == JOURNAL_PRICE_UNIT ? S(" @ ") : S(" @@ "));
        journal_append_amount(out, book, posting->price.amount);
    }
    if (posting->filled) text_append(out, S(" filled"));
    if (posting->day != JOURNAL_NO_DAY) {
        text_printf(out, " on %.*s", SLICE_ARG(date_format_iso(out->arena, date_of_day(posting->day))));
    }
}

static void append_transaction(struct text *out, const struct journal_book *book,
                               const struct journal_transaction *t) {
    static const char *const marks[] = {"", " !", " *"};
    text_append(out, date_format_iso(out->arena, date_of_day(t->day)));
    if (t->second_day != JOURNAL_NO_DAY)
        text_printf(out, "=%.*s", SLICE_ARG(date_format_iso(out->arena, date_of_day(t->second_day))));
    text_append(out, slice_of(marks[t->status]));
    if (t->code.len) text_printf(out, " (%.*s)", SLICE_ARG(t->code));
    text_printf(out, " <%.*s> <%.*s>", SLICE_ARG(t->payee), SLICE_ARG(t->narration));
    for (size_t i = 0; i < t->posting_count; i++) {
        append_posting(out, book, &t->postings[i]);
    }
    for (size_t i = 0; i < t->note_count; i++) {
        text_printf(out, " %c%d:%.*s%s%.*s", "CTLM"[t->notes[i].kind], t -> notes[i].posting,
                    SLICE_ARG(t->notes[i].name), t->notes[i].name.len ? "=" : "",
                    SLICE_ARG(t->notes[i].text));
    }
    text_append_char(out, '\n');
}

static void append_item(struct text *out, struct journal_reader *reader, enum journal_event event,
                        const struct journal_item *item) {
    const struct journal_book *book = journal_reader_book(reader);
    if (event == JOURNAL_TRANSACTION) append_transaction(out, book, &item->transaction);
    if (event != JOURNAL_PRICE) return;
    text_printf(out, "%.*s 1 %.*s is ", SLICE_ARG(date_format_iso(out->arena, date_of_day(item->day))),
                SLICE_ARG(book->commodity_names.names[item->commodity]));
    journal_append_amount(out, book, item->amount);
    text_append_char(out, '\n');
}

static void append_refusals(struct text *out, const struct refusal *refusal) {
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        text_printf(out, "%.*s %.*s\n", SLICE_ARG(item->field),
                    SLICE_ARG(refusal_fill(out->arena, slice_of(item->message), item->args)));
    }
}

/* All transactions and prices, a line each, then all refusals. */
static struct slice outcome(struct arena *arena, enum journal_syntax syntax, struct slice text, size_t step) {
    struct bytes bytes = {text, 0, step};
    struct refusal refusal = REFUSAL_IN(arena);
    struct journal_source source = {.read = read_bytes, .context = &bytes, .name = S("f")};
    struct journal_options options = {
        .syntax = syntax, .include = include_text, .include_context = arena, .refusal = &refusal};
    struct journal_reader *reader = journal_open(arena, &source, &options);
    struct journal_item item = {0};
    struct text out = TEXT_IN(arena);
    enum journal_event event;
    while ((event = journal_next(reader, &item)) != JOURNAL_END) {
        append_item(&out, reader, event, &item);
    }
    journal_close(reader);
    append_refusals(&out, &refusal);
    return text_slice(&out);
}

struct reading_case {
    enum journal_syntax syntax;
    const char *text, *expected;
};

#define L JOURNAL_LEDGER
#define H JOURNAL_HLEDGER
#define B JOURNAL_BEANCOUNT
#define X "2016-01-01 x\n"

/* Each text is read whole and byte by byte. */
static void check_cases(const struct reading_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct slice text = slice_of(cases[i].text);
        struct slice whole = outcome(arena, cases[i].syntax, text, 0);
        struct slice pieces = outcome(arena, cases[i].syntax, text, 1);
        if (!slice_equal(whole, slice_of(cases[i].expected)))
            print_message("read: %s\ngave: %.*sbut not: %s\n", cases[i].text, SLICE_ARG(whole),
                          cases[i].expected);
        assert_true(slice_equal(whole, slice_of(cases[i].expected)));
        assert_true(slice_equal(whole, pieces));
        arena_free(arena);
    }
}

static void a_transaction_is_read_with_all_its_parts(void **state) {
    (void)state;
    static const struct reading_case cases[] = {
        {L, "2016/01/05=2016/01/07 * (R-1) Sok Dara | rice  ; why\n  A:B  5 KHR ; :tag:\n  ; more\n  C\n",
         "2016-01-05=2016-01-07 * (R-1) <Sok Dara> <rice> | A:B 5 KHR | C -5 KHR filled C-1:why C0::tag: "
         "C0:more\n"},
        {H, "2016-01-05=01-07 ! pays;note\n  * A:B  5 KHR\n  C\n",
         "2016-01-05=2016-01-07 ! <pays> <> | * A:B 5 KHR | C -5 KHR filled C-1:note\n"},
        {L, "2016.1.5 ()\n  (V)  5\n  [W]  3\n  [X]  -3\n", "2016-01-05 <> <> | (V) 5 | [W] 3 | [X] -3\n"},
        {H, X "  A  1 a\n  A  2 b\n  C\n",
         "2016-01-01 <x> <> | A 1 a | A 2 b | C -1 a filled | C -2 b filled\n"},
        {L, X "  A  1 a\n  B  -5 b\n", "2016-01-01 <x> <> | A 1 a | B -5 b\n"},
        {H, X "  A  5 ; date:2016-02-03\n  B  -5 ; [2016-02-04]\n",
         "2016-01-01 <x> <> | A 5 on 2016-02-03 | B -5 on 2016-02-04 C0:date:2016-02-03 C1:[2016-02-04]\n"},
        {B,
         "2016-01-01 open Assets:A\n2016-01-01 open Assets:B\n2016-01-02 ! \"Sok \\\"D\\\"\" \"two\nlines\" "
         "#t ^l ; c\n"
         "  key: \"v\"\n  Assets:A  5 KHR\n    unit: 12\n  Assets:B ; end\n",
         "2016-01-02 ! <Sok \"D\"> <two\nlines> | Assets:A 5 KHR | Assets:B -5 KHR filled T-1:t L-1:l C-1:c "
         "M-1:key=v "
         "M0:unit=12 C1:end\n"},
        {B,
         "plugin \"beancount.plugins.auto_accounts\"\npushtag #p\n2016-01-01 txn \"n\"\n  Assets:A 1 USD\n  "
         "Assets:B -1 USD\npoptag #p\n",
         "2016-01-01 * <> <n> | Assets:A 1 USD | Assets:B -1 USD T-1:p\n"},
        {L, "\xEF\xBB\xBF" X "  A  1\r\n  B\r\n", "2016-01-01 <x> <> | A 1 | B -1 filled\n"},
    };
    check_cases(cases, ARRAY_LEN(cases));
}

static void amounts_are_read_as_the_program_of_the_syntax_reads_them(void **state) {
    (void)state;
    static const struct reading_case cases[] = {
        {L,
         X "  A  1,000.00\n  B  $12.50\n  C  -$3\n  D  $-3\n  E  KHR 5000\n  F  \"COW-12\" 1\n  G  1 "
           "\"COW-12\"\n  (H)  ៛5000\n  I\n",
         "2016-01-01 <x> <> | A 1000.00 | B 12.50 $ | C -3 $ | D -3 $ | E 5000 KHR | F 1 COW-12 | G 1 COW-12 "
         "| (H) 5000 ៛ | I "
         "-1000.00 filled | I -6.50 $ filled | I -5000 KHR filled | I -2 COW-12 filled\n"},
        {L, X "  A  1,000\n  B  -1000\n", "2016-01-01 <x> <> | A 1000 | B -1000\n"},
        {L, X "  A  1,50 x\n  B  -1,000 x\n  C  -0,500 x\n",
         "2016-01-01 <x> <> | A 1.50 x | B -1.000 x | C -0.500 x\n"},
        {L, X "  A  1.000,50 x\n  B\n", "2016-01-01 <x> <> | A 1000.50 x | B -1000.50 x filled\n"},
        {H, X "  A  1,000\n  B  -1\n", "2016-01-01 <x> <> | A 1.000 | B -1\n"},
        {H, "commodity 1,000.00 USD\n" X "  A  1,000 USD\n  B\n",
         "2016-01-01 <x> <> | A 1000 USD | B -1000 USD filled\n"},
        {H, "commodity 1.000,00 EUR\n" X "  A  1.000 EUR\n  B  -999,5 EUR\n  C\n",
         "2016-01-01 <x> <> | A 1000 EUR | B -999.5 EUR | C -0.5 EUR filled\n"},
        {H, "decimal-mark ,\n" X "  A  1.234.567,5 x\n  B\n",
         "2016-01-01 <x> <> | A 1234567.5 x | B -1234567.5 x filled\n"},
        {H, "D 1,000.00 KHR\n" X "  A  5\n  B\n", "2016-01-01 <x> <> | A 5 KHR | B -5 KHR filled\n"},
        {L, "២០១៦-០៣-០១ គោ\n  ទ្រព្យ:គោ  ៥,០០០ ៛\n  B\n",
         "2016-03-01 <គោ> <> | ទ្រព្យ:គោ 5000 ៛ | B -5000 ៛ filled\n"},
        {L, X "  A  9223372036854775807 x\n  B\n",
         "2016-01-01 <x> <> | A 9223372036854775807 x | B -9223372036854775807 x filled\n"},
        {L, X "  A  0.000000000000000001 x\n  B\n",
         "2016-01-01 <x> <> | A 0.000000000000000001 x | B -0.000000000000000001 x filled\n"},
        {L, X "  A  2 cow @ 150.50 USD\n  B\n",
         "2016-01-01 <x> <> | A 2 cow @ 150.50 USD | B -301 USD filled\n"},
        {L, X "  A  -3 cow @@ $100\n  B\n", "2016-01-01 <x> <> | A -3 cow @@ 100 $ | B 100 $ filled\n"},
        {L, X "  A  3 cow @ 3.333 USD\n  B  -10.00 USD\n",
         "2016-01-01 <x> <> | A 3 cow @ 3.333 USD | B -10.00 USD\n"},
        {L, X "  A  5 s {$30} [2016-01-01] (lot) @ $40\n  B  $-150\n",
         "2016-01-01 <x> <> | A 5 s @ 40 $ | B -150 $\n"},
        {H, X "  A  5 s {$30} @ $40\n  B  $-200\n", "2016-01-01 <x> <> | A 5 s @ 40 $ | B -200 $\n"},
    };
    check_cases(cases, ARRAY_LEN(cases));
}

static void directives_change_what_follows(void **state) {
    (void)state;
    static const struct reading_case cases[] = {
        {L, "Y 2015\n01/05 x\n  A  1\n  B\nyear 2014\n1-5 y\n  A  1\n  B\n",
         "2015-01-05 <x> <> | A 1 | B -1 filled\n2014-01-05 <y> <> | A 1 | B -1 filled\n"},
        {L,
         "apply account P:Q\napply account R\n" X "  A  1\n  B\nend apply account\nend apply account\n" X
         "  A  1\n  B\n",
         "2016-01-01 <x> <> | P:Q:R:A 1 | P:Q:R:B -1 filled\n2016-01-01 <x> <> | A 1 | B -1 filled\n"},
        {L, "alias S=Assets:Long\n" X "  S  1\n  S:Below  1\n  SS\n",
         "2016-01-01 <x> <> | Assets:Long 1 | Assets:Long:Below 1 | SS -2 filled\n"},
        {H, "alias a = b\nalias c = a\n" X "  c  1\n  c:d\nend aliases\n" X "  c  1\n  b\n",
         "2016-01-01 <x> <> | b 1 | b:d -1 filled\n2016-01-01 <x> <> | c 1 | b -1 filled\n"},
        {L, "account A\n  note n\n  alias Z\n" X "  Z  1\n  B\n", "2016-01-01 <x> <> | A 1 | B -1 filled\n"},
        {L, "; c\n# c\n* c\ncomment\n~ any = thing\nend comment\n" X "  A  1\n  B\n",
         "2016-01-01 <x> <> | A 1 | B -1 filled\n"},
        {L, "P 2016-02-03 12:00:00 USD 4,100 KHR\nP 2016/02/04 \"COW-1\" $300.00\n",
         "2016-02-03 1 USD is 4100 KHR\n2016-02-04 1 COW-1 is 300.00 $\n"},
        {B, "2016-02-03 price USD 4,100 KHR\n", "2016-02-03 1 USD is 4100 KHR\n"},
        {L, X "  A  5 x\n  B\n" X "  A  = 12 x\n  B\n" X "  A  1 x = 13 x\n  B\n",
         "2016-01-01 <x> <> | A 5 x | B -5 x filled\n2016-01-01 <x> <> | A 7 x | B -7 x filled\n2016-01-01 "
         "<x> <> | A 1 x | B -1 x "
         "filled\n"},
        {H, X "  A  5 x\n  A:B  2 x =* 2 x\n  C\n" X "  A  0 x =* 7 x\n  A  0 x == 5 x\n",
         "2016-01-01 <x> <> | A 5 x | A:B 2 x | C -7 x filled\n2016-01-01 <x> <> | A 0 x | A 0 x\n"},
        {B,
         "2016-01-01 open Assets:A\n2016-01-01 open Equity:O\n2016-01-02 pad Assets:A Equity:O\n2016-01-05 "
         "balance Assets:A 5 KHR\n"
         "2016-01-05 * \"a\"\n  Assets:A 1 KHR\n  Equity:O\n2016-01-05 balance Assets:A 5 KHR\n2016-01-06 "
         "balance Assets 6 KHR\n",
         "2016-01-02 <> <> | Assets:A 5 KHR | Equity:O -5 KHR\n2016-01-05 * <> <a> | Assets:A 1 KHR | "
         "Equity:O -1 KHR filled\n"
         "f:9 “Assets” is not an account\n"},
    };
    included = NULL;
    check_cases(cases, ARRAY_LEN(cases));
}

static void files_include_others_within_limits(void **state) {
    (void)state;
    static const struct reading_case cases[] = {
        {H, "Y 2015\ninclude other\n01/01 b\n  S  1\n  B\n",
         "2014-01-01 <a> <> | T 1 | B -1 filled\n2015-01-01 <b> <> | S 1 | B -1 filled\n"},
        {L, "include missing\n", "f:1 missing is not there\n"},
    };
    included = "alias S = T\nY2014\n01/01 a\n  S  1\n  B\n";
    check_cases(cases, ARRAY_LEN(cases));
    static const struct reading_case loop[] = {
        {L, "include me\n", "me:1 Files include each other too deeply, me among them\n"}};
    included = "include me\n";
    check_cases(loop, ARRAY_LEN(loop));
    included = NULL;
}

static const struct reading_case refused_cases[] = {
    {L, X "  A  5 KHR\n  B  -4 KHR\n", "f:1 The transaction does not balance: 1 KHR is too much\n"},
    {L, X "  A  5 a\n  B  4 b\n  C  1 c\n",
     "f:1 The transaction does not balance: 5 a, 4 b, 1 c is too much\n"},
    {L, X "  A  5 a\n  B  4 b\n", "f:1 The transaction does not balance: 5 a, 4 b is too much\n"},
    {B, "2016-01-01 * \"x\"\n  Assets:A  5 USD\n  Assets:B  -4 KHR\n",
     "f:1 The transaction does not balance: 5 USD, -4 KHR is too much\n"},
    {L, X "  A\n  B\n", "f:3 Two postings of the transaction have no amount\n"},
    {L, X "  (A)\n", "f:2 A posting in round brackets needs an amount\n"},
    {L, "2015-02-29 x\n", "f:1 There is no day 2015-02-29\n"},
    {L, "2016-13-01 x\n", "f:1 There is no day 2016-13-01\n"},
    {L, "2016x\n", "f:1 “2016x” is not a date\n"},
    {L, "1/5 x\n", "f:1 The date 1/5 has no year, and the file does not say one\n"},
    {L, X "  A  9223372036854775808 x\n", "f:2 The amount 9223372036854775808 is too large\n"},
    {L, X "  A  9223372036854775807 x\n  B\n" X "  A  1 x\n  B  -1 x\n",
     "2016-01-01 <x> <> | A 9223372036854775807 x | B -9223372036854775807 x filled\nf:5 What stands on "
     "A is too large\n"},
    {L, X "  A  -9223372036854775807 x\n  B\n" X "  A  -1 x\n  C  1 x\n",
     "2016-01-01 <x> <> | A -9223372036854775807 x | B 9223372036854775807 x filled\nf:5 What stands on "
     "A is too large\n"},
    {H, X "  A  -9223372036854775807 x\n  A  -1 x\n  A  = 0 x\n  B\n",
     "f:4 The amounts of the transaction are too large to be added up\n"},
    {L, X "  A  -4611686018427387904 x @ 2 y\n  B\n",
     "f:2 The amounts of the transaction are too large to be added up\n"},
    {B,
     "plugin \"beancount.plugins.auto_accounts\"\n2016-01-01 * \"a\"\n  Assets:A  -9223372036854775807 "
     "KHR\n  Equity:O\n2016-01-01 * \"b\"\n  Assets:A  -1 KHR\n  Assets:B\n2016-01-03 pad Assets:A "
     "Assets:C\n2016-01-04 balance Assets:A 0 KHR\n",
     "2016-01-01 * <> <a> | Assets:A -9223372036854775807 KHR | Equity:O 9223372036854775807 KHR "
     "filled\n2016-01-03 <> <> | Assets:A 9223372036854775807 KHR | Assets:C -9223372036854775807 KHR\n"
     "f:6 What stands on Assets:A is too large\n"},
    {L, X "  A  9000000000 x @ 9000000000 y\n  B\n",
     "f:2 The amounts of the transaction are too large to be added up\n"},
    {L, X "  A  0.0000000000000000001 x\n", "f:2 The amount 0.0000000000000000001 has too many decimals\n"},
    {L, X "  A  1.2.3 x\n", "f:2 “1.2.3” is not a number\n"},
    {L, X "  A  1,00,0 x\n", "f:2 “1,00,0” is not a number\n"},
    {B, "2016-01-01 * \"x\"\n  Assets:A  5\n", "f:2 The amount has no commodity\n"},
    {L, X "  A  (5 * 3)\n", "f:2 An amount that is to be worked out is not read: write what comes out\n"},
    {L, X "  A  KHR\n", "f:2 “” is not an amount\n"},
    {L, X "  A  5 x @ 3 y @ 4 y\n", "f:2 The posting has two prices\n"},
    {L, X "  A  5 x @ -3 y\n", "f:2 A price is below zero\n"},
    {L, X "  A  5 x ?\n", "f:2 “?” behind the amount is not understood\n"},
    {L, X "  A  5 \"x\n", "f:2 A quotation mark is not closed\n"},
    {L, X "  A  5 x = 6 x\n  B\n", "f:2 A has 5 x here, which is not what the line says\n"},
    {H, X "  A  5 x\n  A  1 y == 1 y\n  B\n", "f:3 A has other commodities, too\n"},
    {H, "2016-02-01 x\n  A  5 x\n  B\n2016-01-01 x\n  A  1 x = 1 x\n  B\n",
     "2016-02-01 <x> <> | A 5 x | B -5 x filled\nf:5 An assertion depends on postings of later days that "
     "stand above it: sort the file by days\n"},
    {H, "2016-02-01 x\n  A  5 x = 5 x\n  B\n2016-01-01 x\n  A  1 x\n  B\n",
     "2016-02-01 <x> <> | A 5 x | B -5 x filled\nf:5 The posting is of a day before an assertion that "
     "stands above it: sort the file by days\n"},
    {H, X "  A\t5 x\n", "f:2 A tab by itself does not end an account: write two blanks\n"},
    {L, "~ monthly\n  A  5\n  B\n" X "  A  1\n  B\n",
     "2016-01-01 <x> <> | A 1 | B -1 filled\nf:1 Periodic transactions are not read: write each of "
     "them\n"},
    {L, "= /A/\n  (B)  5\n", "f:1 Automated postings are not read: write them into the transactions\n"},
    {L, "bucket A\n", "f:1 A default account is not read: write it into the transactions\n"},
    {L, "C 1 Kb = 1024 b\n", "f:1 Conversions of commodities are not read\n"},
    {L, "i 2016/01/01 12:00:00 A\n", "f:1 Clock times are not read\n"},
    {L, X "  <A>  5\n", "f:2 Deferred postings are not read\n"},
    {L, "frob\n", "f:1 The directive “frob” is not known\n"},
    {L, "apply tag x\n", "f:1 “apply tag” is not read: it changes transactions\n"},
    {L, "end apply account\n", "f:1 Nothing is open that could end here\n"},
    {H, "alias /x/ = y\n", "f:1 An alias by a pattern is not read\n"},
    {L, "  A  5\n", "f:1 An indented line belongs to nothing\n"},
    {L, "; \xFF\n", "f:1 The file is not text in UTF-8\n"},
    {L, X "  A\x01  5\n  B\n", "f:1 The file is not text in UTF-8\n"},
};

static void what_is_wrong_is_refused_with_its_line_and_reason(void **state) {
    (void)state;
    check_cases(refused_cases, ARRAY_LEN(refused_cases));
}

static void what_is_wrong_in_beancount_is_refused(void **state) {
    (void)state;
    static const struct reading_case cases[] = {
        {B, "2016-01-02 * \"x\"\n  Assets:A 1 X1\n  Assets:B -1 X1\n2016-01-03 open Assets:A\n",
         "2016-01-02 * <> <x> | Assets:A 1 X1 | Assets:B -1 X1\nf:2 The account Assets:A is used before it "
         "is opened\nf:3 The account Assets:B "
         "is not opened\n"},
        {B, "2016-01-01 open Assets:A\n2016-01-02 close Assets:A\n2016-01-02 * \"x\"\n  Assets:A 0 X1\n",
         "2016-01-02 * <> <x> | Assets:A 0 X1\nf:4 The account Assets:A is used after it is closed\n"},
        {B, "2016-01-01 open Assets:A\n2016-01-01 open Assets:A\n",
         "f:2 The account Assets:A is opened twice\n"},
        {B, "2016-01-01 open Assets:A\n2016-01-02 balance Assets:A 5 USD\n",
         "f:2 Assets:A has 0 USD here, which is not what the line says\n"},
        {B, "2016-01-01 * \"x\"\n  Assets:A  5 HOOL {}\n",
         "f:2 A lot without its cost is not read: write what it cost\n"},
        {B, "option \"booking_method\" \"FIFO\"\n", "f:1 The option booking_method is not read\n"},
        {B, "plugin \"x\"\n", "f:1 The plugin x is not run: it may change transactions\n"},
        {B, "2016-01-01 * \"x\n", "f:1 A quotation mark is not closed\n"},
        {B, "2016-01-01 * \"x\"\n  assets:A  5 USD\n", "f:2 “assets:A” is not an account\n"},
        {B, "2016-01-01 * \"x\"\n  Assets:A  5/3 USD\n",
         "f:2 An amount that is to be worked out is not read: write what comes out\n"},
    };
    check_cases(cases, ARRAY_LEN(cases));
}

/* Longer than the blocks it is read in: transactions of growing length, so that they lie across every border.
 */
static void a_long_file_is_read_whatever_its_blocks(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text text = TEXT_IN(arena);
    int64_t count = 0;
    while (text.len < 12 * LIMIT_JOURNAL_ITEM_BYTES) {
        text_printf(&text, "2016-01-01 %0*d\n    A:B  %d KHR\n    C\n\n", (int)(count % 700 + 1), 0,
                    (int)count);
        count++;
    }
    struct slice whole = outcome(arena, JOURNAL_LEDGER, text_slice(&text), 0);
    int64_t lines = 0;
    for (size_t i = 0; i < whole.len; i++) {
        lines += whole.s[i] == '\n';
    }
    assert_int_equal(lines, count);
    assert_true(slice_equal(whole, outcome(arena, JOURNAL_LEDGER, text_slice(&text), 4093)));
    arena_free(arena);
}

static void what_is_too_long_is_refused(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text line = TEXT_IN(arena), many = TEXT_IN(arena);
    while (line.len < 8 * LIMIT_JOURNAL_ITEM_BYTES) {
        text_append(&line, S("aaaaaaaaaaaaaaaa"));
    }
    assert_true(
        slice_equal(outcome(arena, JOURNAL_LEDGER, text_slice(&line), 0), S("f:1 The line is too long\n")));
    text_append(&many, S("2016-01-01 x\n"));
    for (int i = 0; i <= LIMIT_JOURNAL_POSTINGS; i++) {
        text_append(&many, S("  A  1 x\n"));
    }
    assert_true(slice_equal(
        outcome(arena, JOURNAL_LEDGER, text_slice(&many), 0),
        arena_printf(arena, "f:%d The transaction has too many postings\n", LIMIT_JOURNAL_POSTINGS + 2)));
    arena_free(arena);
}

static void the_syntax_is_seen_from_the_text(void **state) {
    (void)state;
    assert_int_equal(journal_guess(S("; x\n2016-01-01 open Assets:A\n")), JOURNAL_BEANCOUNT);
    assert_int_equal(journal_guess(S("2016-01-01 * \"Sok\" \"rice\"\n")), JOURNAL_BEANCOUNT);
    assert_int_equal(journal_guess(S("commodity 1,000.00 USD\n")), JOURNAL_HLEDGER);
    assert_int_equal(journal_guess(S("2016-01-01 x\n  A  1 == 1\n")), JOURNAL_HLEDGER);
    assert_int_equal(journal_guess(S("2016-01-01 x\n  A  1\n")), JOURNAL_LEDGER);
    assert_int_equal(journal_guess(S("")), JOURNAL_LEDGER);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transaction_is_read_with_all_its_parts),
        cmocka_unit_test(amounts_are_read_as_the_program_of_the_syntax_reads_them),
        cmocka_unit_test(directives_change_what_follows),
        cmocka_unit_test(files_include_others_within_limits),
        cmocka_unit_test(what_is_wrong_is_refused_with_its_line_and_reason),
        cmocka_unit_test(what_is_wrong_in_beancount_is_refused),
        cmocka_unit_test(a_long_file_is_read_whatever_its_blocks),
        cmocka_unit_test(what_is_too_long_is_refused),
        cmocka_unit_test(the_syntax_is_seen_from_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
