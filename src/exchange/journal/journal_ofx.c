/* SPDX-License-Identifier: Apache-2.0 */
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/clock.h"
#include "base/limits.h"
#include "exchange/journal/journal_book.h"
#include "exchange/journal/journal_ofx.h"
#include "exchange/xml_text.h"
#include "i18n/locale.h"

/* How long the standard lets texts be, in letters. */
enum { BANK_CHARS = 9, ACCOUNT_CHARS = 22, ID_CHARS = 255, NAME_CHARS = 32, MEMO_CHARS = 255 };

bool journal_ofx_is_currency(struct slice code) {
    bool good = code.len == 3;
    for (size_t i = 0; i < code.len; i++) {
        good = good && code.s[i] >= 'A' && code.s[i] <= 'Z';
    }
    return good;
}

/* ---- writing ---- */

static struct slice first_letters(struct slice text, size_t count) {
    size_t at = 0;
    uint32_t rune;
    while (count-- && slice_next_rune(text, &at, &rune)) {
    }
    return slice_sub(text, 0, at);
}

static void element_day(struct text *out, const char *name, int32_t day) {
    struct date date = date_of_day(day);
    text_printf(out, "<%s>%04d%02u%02u</%s>\n", name, date.year, date.month, date.day, name);
}

static void element_amount(struct text *out, const char *name, int64_t amount, uint8_t decimals) {
    text_printf(out, "<%s>", name);
    journal_append_quantity(out, amount, decimals);
    text_printf(out, "</%s>\n", name);
}

static void element_text(struct text *out, const char *name, struct slice text, size_t letters) {
    xml_element(out, name, first_letters(text, letters));
}

static void write_line(struct text *out, const struct ofx_statement *statement, const struct ofx_line *line) {
    bool is_long = slice_rune_count(line->name) > NAME_CHARS;
    text_printf(out, "<STMTTRN>\n<TRNTYPE>%s</TRNTYPE>\n", line->amount < 0 ? "DEBIT" : "CREDIT");
    element_day(out, "DTPOSTED", line->day);
    element_amount(out, "TRNAMT", line->amount, statement->decimals);
    element_text(out, "FITID", line->id, ID_CHARS);
    if (line->name.len) element_text(out, "NAME", line->name, NAME_CHARS);
    /* What did not fit into the name is not lost. */
    if (line->memo.len)
        element_text(out, "MEMO", line->memo, MEMO_CHARS);
    else if (is_long)
        element_text(out, "MEMO", line->name, MEMO_CHARS);
    text_append(out, S("</STMTTRN>\n"));
}

static void write_head(struct text *out, const struct ofx_statement *statement) {
    text_append(
        out, S("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n"
               "<?OFX OFXHEADER=\"200\" VERSION=\"220\" SECURITY=\"NONE\" OLDFILEUID=\"NONE\" "
               "NEWFILEUID=\"NONE\"?>\n"
               "<OFX>\n<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>\n"));
    element_day(out, "DTSERVER", statement->balance_day);
    text_append(out, S("<LANGUAGE>ENG</LANGUAGE></SONRS></SIGNONMSGSRSV1>\n"
                       "<BANKMSGSRSV1><STMTTRNRS><TRNUID>0</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</"
                       "SEVERITY></STATUS>\n<STMTRS>\n"));
    element_text(out, "CURDEF", statement->currency, 3);
    text_append(out, S("<BANKACCTFROM>\n"));
    element_text(out, "BANKID", statement->bank, BANK_CHARS);
    element_text(out, "ACCTID", statement->account, ACCOUNT_CHARS);
    text_append(out, S("<ACCTTYPE>SAVINGS</ACCTTYPE>\n</BANKACCTFROM>\n<BANKTRANLIST>\n"));
    element_day(out, "DTSTART", statement->first_day);
    element_day(out, "DTEND", statement->last_day);
}

void journal_ofx_write(struct text *out, const struct ofx_statement *statement) {
    write_head(out, statement);
    for (size_t i = 0; i < statement->count; i++) {
        write_line(out, statement, &statement->lines[i]);
    }
    text_append(out, S("</BANKTRANLIST>\n<LEDGERBAL>\n"));
    element_amount(out, "BALAMT", statement->balance, statement->decimals);
    element_day(out, "DTASOF", statement->balance_day);
    text_append(out, S("</LEDGERBAL>\n</STMTRS></STMTTRNRS></BANKMSGSRSV1>\n</OFX>\n"));
}

/* ---- reading ---- */

struct ofx_reading {
    struct arena *arena;
    struct refusal *refusal;
    struct ofx_statement *statement;
    struct ofx_line *lines;
    uint8_t *decimals; /* of each line, until all are the same */
    uint8_t balance_decimals;
};

static bool refuse_node(struct ofx_reading *reading, const xmlNode *node, const char *message,
                        struct slice word) {
    struct arena *arena = reading->refusal->arena;
    return refuse_with(reading->refusal, arena_printf(arena, "line %ld", node ? xmlGetLineNo(node) : 1L),
                       message, arena_copy(arena, slice_cut(word, LIMIT_JOURNAL_WORD_BYTES)), S(""));
}

static bool is_named(const xmlNode *node, const char *name) {
    return node->type == XML_ELEMENT_NODE && !strcmp((const char *)node->name, name);
}

static xmlNode *child(const xmlNode *parent, const char *name) {
    for (xmlNode *node = parent ? parent->children : NULL; node; node = node->next) {
        if (is_named(node, name)) return node;
    }
    return NULL;
}

/* The text of an element without elements in it, in the arena. */
static struct slice text_of(struct ofx_reading *reading, const xmlNode *node) {
    struct text text = TEXT_IN(reading->arena);
    for (const xmlNode *part = node ? node->children : NULL; part; part = part->next) {
        bool is_text = part->type == XML_TEXT_NODE || part->type == XML_CDATA_SECTION_NODE;
        if (is_text && part->content) text_append(&text, slice_of((const char *)part->content));
    }
    return slice_trim(text_slice(&text));
}

static struct slice child_text(struct ofx_reading *reading, const xmlNode *parent, const char *name) {
    return text_of(reading, child(parent, name));
}

/* The next element in the order of the document, not deeper than the limit. */
static xmlNode *next_node(const xmlNode *root, xmlNode *node, int *depth) {
    if (node->children && *depth < LIMIT_OFX_DEPTH) {
        ++*depth;
        return node->children;
    }
    while (node != root && !node->next) {
        node = node->parent;
        --*depth;
    }
    return node == root ? NULL : node->next;
}

/* The one statement in the file: of a bank account or of a card. */
static xmlNode *find_statement(struct ofx_reading *reading, xmlNode *root) {
    xmlNode *found = NULL;
    int depth = 0;
    for (xmlNode *node = root; node; node = next_node(root, node, &depth)) {
        if (!is_named(node, "STMTRS") && !is_named(node, "CCSTMTRS")) continue;
        if (found) {
            refuse_node(reading, node, TR("The file has the statements of several accounts"), S(""));
            return NULL;
        }
        found = node;
    }
    if (!found) refuse_node(reading, root, TR("The file has no statement of an account"), S(""));
    return found;
}

/* YYYYMMDD, and a time behind it, which is that of the bank. */
static bool read_day(struct ofx_reading *reading, const xmlNode *parent, const char *name, int32_t *day) {
    xmlNode *node = child(parent, name);
    struct slice text = text_of(reading, node);
    struct date date;
    struct slice iso = arena_printf(reading->arena, "%.*s-%.*s-%.*s", SLICE_ARG(slice_sub(text, 0, 4)),
                                    SLICE_ARG(slice_sub(text, 4, 6)), SLICE_ARG(slice_sub(text, 6, 8)));
    bool good = text.len >= 8 && date_parse_iso(iso, &date) && date.precision == DATE_DAY;
    if (!good) return refuse_node(reading, node ? node : parent, TR("“{1}” is not a date"), text);
    *day = (int32_t)date_first_day(date);
    return true;
}

/* A sign, digits, and a point or a comma before the decimals. */
static bool parse_amount(struct slice text, int64_t *amount, uint8_t *decimals) {
    bool has_mark = false, is_negative = slice_starts(text, S("-"));
    size_t at = text.len && (text.s[0] == '-' || text.s[0] == '+'), digits = 0;
    *amount = *decimals = 0;
    for (; at < text.len; at++) {
        char c = text.s[at];
        bool is_mark = (c == '.' || c == ',') && !has_mark;
        if (!is_mark && (c < '0' || c > '9')) return false;
        has_mark = has_mark || is_mark;
        if (is_mark) continue;
        digits++;
        if (has_mark && ++*decimals > JOURNAL_DECIMALS_MAX) return false;
        if (__builtin_mul_overflow(*amount, 10, amount) || __builtin_add_overflow(*amount, c - '0', amount))
            return false;
    }
    if (is_negative) *amount = -*amount;
    return digits > 0;
}

static bool read_amount(struct ofx_reading *reading, const xmlNode *parent, const char *name, int64_t *amount,
                        uint8_t *decimals) {
    xmlNode *node = child(parent, name);
    struct slice text = text_of(reading, node);
    return parse_amount(text, amount, decimals) ||
           refuse_node(reading, node ? node : parent, TR("“{1}” is not an amount"), text);
}

static bool read_line(struct ofx_reading *reading, const xmlNode *node) {
    size_t at = reading->statement->count;
    struct ofx_line line = {.id = child_text(reading, node, "FITID"),
                            .name = child_text(reading, node, "NAME"),
                            .memo = child_text(reading, node, "MEMO")};
    uint8_t decimals = 0;
    if (at == LIMIT_OFX_LINES)
        return refuse_node(reading, node, TR("The statement has too many lines"), S(""));
    if (!read_day(reading, node, "DTPOSTED", &line.day) ||
        !read_amount(reading, node, "TRNAMT", &line.amount, &decimals))
        return false;
    if (!line.id.len)
        return refuse_node(reading, node, TR("A line of the statement has no number (FITID)"), S(""));
    reading->lines = arena_room(reading->arena, reading->lines, sizeof *reading->lines, at);
    reading->decimals = arena_room(reading->arena, reading->decimals, sizeof *reading->decimals, at);
    reading->lines[at] = line;
    reading->decimals[at] = decimals;
    reading->statement->count++;
    if (decimals > reading->statement->decimals) reading->statement->decimals = decimals;
    return true;
}

static bool read_lines(struct ofx_reading *reading, const xmlNode *list) {
    bool good = true;
    for (xmlNode *node = list ? list->children : NULL; node && good; node = node->next) {
        if (is_named(node, "STMTTRN")) good = read_line(reading, node);
    }
    return good;
}

static bool widen(struct ofx_reading *reading, int64_t *amount, uint8_t decimals) {
    struct journal_amount wide = {*amount, 0, decimals};
    if (!journal_amount_widen(&wide, reading->statement->decimals))
        return refuse_node(reading, NULL, TR("The amounts of the statement are too large"), S(""));
    *amount = wide.quantity;
    return true;
}

static bool widen_all(struct ofx_reading *reading) {
    struct ofx_statement *statement = reading->statement;
    if (reading->balance_decimals > statement->decimals) statement->decimals = reading->balance_decimals;
    for (size_t i = 0; i < statement->count; i++) {
        if (!widen(reading, &reading->lines[i].amount, reading->decimals[i])) return false;
    }
    return widen(reading, &statement->balance, reading->balance_decimals);
}

static bool read_account(struct ofx_reading *reading, const xmlNode *node) {
    struct ofx_statement *statement = reading->statement;
    const xmlNode *from =
        child(node, "BANKACCTFROM") ? child(node, "BANKACCTFROM") : child(node, "CCACCTFROM");
    statement->bank = child_text(reading, from, "BANKID");
    statement->account = child_text(reading, from, "ACCTID");
    statement->currency = child_text(reading, node, "CURDEF");
    if (!statement->account.len)
        return refuse_node(reading, node, TR("The statement does not say which account it is of"), S(""));
    return journal_ofx_is_currency(statement->currency) ||
           refuse_node(reading, node, TR("“{1}” is not the code of a currency"), statement->currency);
}

static bool read_statement(struct ofx_reading *reading, const xmlNode *node) {
    struct ofx_statement *statement = reading->statement;
    const xmlNode *list = child(node, "BANKTRANLIST"), *balance = child(node, "LEDGERBAL");
    if (!read_account(reading, node)) return false;
    if (!list || !balance)
        return refuse_node(reading, node, TR("The statement has no list of lines, or no balance"), S(""));
    if (!read_day(reading, list, "DTSTART", &statement->first_day) ||
        !read_day(reading, list, "DTEND", &statement->last_day))
        return false;
    if (!read_lines(reading, list)) return false;
    if (!read_amount(reading, balance, "BALAMT", &statement->balance, &reading->balance_decimals))
        return false;
    if (!read_day(reading, balance, "DTASOF", &statement->balance_day) || !widen_all(reading)) return false;
    statement->lines = reading->lines;
    return true;
}

static bool read_document(struct ofx_reading *reading, xmlDoc *document) {
    xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    if (!root) return refuse_node(reading, NULL, TR("The file is not well-formed XML"), S(""));
    if (document->intSubset)
        return refuse_node(reading, root, TR("The file declares entities, which OFX has none of"), S(""));
    if (!is_named(root, "OFX")) return refuse_node(reading, root, TR("The file is not OFX"), S(""));
    xmlNode *node = find_statement(reading, root);
    return node && read_statement(reading, node);
}

bool journal_ofx_read(struct arena *arena, struct slice bytes, struct ofx_statement *statement,
                      struct refusal *refusal) {
    struct ofx_reading reading = {.arena = arena, .refusal = refusal, .statement = statement};
    *statement = (struct ofx_statement){0};
    if (slice_starts(slice_trim(bytes), S("OFXHEADER:")))
        return refuse_node(&reading, NULL, TR("This is OFX 1, which is not XML: ask for OFX 2"), S(""));
    if (bytes.len > LIMIT_OFX_BYTES) return refuse_node(&reading, NULL, TR("The file is too large"), S(""));
    xmlDoc *document =
        xmlReadMemory(bytes.len ? bytes.s : "", (int)bytes.len, NULL, NULL,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
    bool good = read_document(&reading, document);
    xmlFreeDoc(document);
    return good;
}
