/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sheet/sheet_csv.h"

#include "base/csv.h"

enum { PIECE_BYTES = 256 * 1024, SAMPLE_ROWS = 30 };

static const char separators[] = {',', ';', '\t', '|'};

/* ---- the window ---- */

static void window_append(struct sheet_csv *csv, struct slice more) {
    if (csv->at) {
        memmove(csv->window, csv->window + csv->at, csv->len - csv->at);
        csv->len -= csv->at;
        csv->at = 0;
    }
    if (csv->size - csv->len < more.len) {
        csv->size = (csv->len + more.len) * 2;
        char *wider = arena_alloc(csv->arena, csv->size);
        if (csv->len) memcpy(wider, csv->window, csv->len);
        csv->window = wider;
    }
    if (more.len) memcpy(csv->window + csv->len, more.s, more.len);
    csv->len += more.len;
}

/* False when there is nothing more. */
static bool window_fill(struct sheet_csv *csv) {
    struct text *decoded = &csv->decoded;
    if (csv->raw_over && !csv->raw.len) return false;
    char *piece = csv->raw.s + csv->raw.len;
    size_t got = csv->raw_over ? 0 : csv->source(csv->context, piece, csv->raw.size - csv->raw.len);
    csv->raw.len += got;
    csv->raw_over = got == 0;
    decoded->len = 0;
    struct slice bytes = {csv->raw.s, csv->raw.len};
    size_t used = sheet_text_decode(&csv->text, bytes, csv->raw_over, decoded);
    memmove(csv->raw.s, csv->raw.s + used, csv->raw.len - used);
    csv->raw.len -= used;
    window_append(csv, (struct slice){decoded->s, decoded->len});
    return true;
}

/* ---- finding the end of a row ---- */

/* The index behind the row that begins at `at`, or 0 when its end is not in the text. */
static size_t row_end(struct slice text, size_t at, char separator) {
    bool in_quotes = false, is_quoted = false, at_start = true;
    for (size_t i = at; i < text.len; i++) {
        char c = text.s[i];
        if (in_quotes) {
            in_quotes = c != '"'; /* a doubled mark opens again at once */
            continue;
        }
        if (c == '"' && (at_start || is_quoted)) {
            in_quotes = is_quoted = true;
            at_start = false;
            continue;
        }
        if (c == '\n') return i + 1;
        if (c == '\r' && i + 1 == text.len) return 0; /* the line feed may follow */
        if (c == '\r') return text.s[i + 1] == '\n' ? i + 2 : i + 1;
        if (c == separator) is_quoted = false;
        at_start = c == separator || (at_start && c == ' ');
    }
    return 0;
}

/* ---- taking a row apart, in place ---- */

/* Behind the opening mark, which stands at `*at`: moves what it holds together and leaves `*at` behind the
 * closing one. */
static size_t unquote(char *s, size_t *at, size_t end, size_t to) {
    size_t i = *at + 1;
    while (i < end) {
        if (s[i] == '"' && i + 1 < end && s[i + 1] == '"')
            i++;
        else if (s[i] == '"')
            break;
        s[to++] = s[i++];
    }
    *at = i < end ? i + 1 : end;
    return to;
}

/* One cell from `*at` on, up to the separator or the end; a mark counts only at its start. */
static struct slice take_cell(char *s, size_t *at, size_t end, char separator) {
    size_t start = *at;
    while (*at < end && s[*at] == ' ' && separator != ' ') {
        (*at)++;
    }
    if (*at == end || s[*at] != '"') {
        while (*at < end && s[*at] != separator) {
            (*at)++;
        }
        return slice_trim((struct slice){s + start, *at - start});
    }
    size_t to = unquote(s, at, end, start);
    while (*at < end && s[*at] != separator) { /* what follows the closing mark belongs to the cell too */
        if (s[*at] == '"')
            to = unquote(s, at, end, to);
        else
            s[to++] = s[(*at)++];
    }
    return slice_trim((struct slice){s + start, to - start});
}

static bool take_row(struct sheet_csv *csv, size_t end, struct sheet_row *row) {
    size_t at = csv->at;
    char *s = csv->window;
    while (end > at && (s[end - 1] == '\n' || s[end - 1] == '\r')) {
        end--;
    }
    row->count = 0;
    for (;;) {
        if (row->count == LIMIT_SHEET_COLUMNS) {
            csv->trouble = SHEET_COLUMNS;
            return false;
        }
        struct slice cell = take_cell(s, &at, end, csv->separator);
        cell.len = csv_take_guards_off((char *)(uintptr_t)cell.s, cell.len);
        row->cells[row->count++] = (struct sheet_cell){SHEET_TEXT, cell};
        if (at >= end) return true;
        at++;
    }
}

static bool row_is_empty(const struct sheet_row *row) {
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].text.len) return false;
    }
    return true;
}

/* ---- the separator ---- */

static size_t count_cells(struct slice text, size_t from, size_t end, char separator) {
    size_t count = 1;
    bool in_quotes = false;
    for (size_t i = from; i < end; i++) {
        if (text.s[i] == '"') in_quotes = !in_quotes;
        count += !in_quotes && text.s[i] == separator;
    }
    return count;
}

/* How well a separator cuts the first rows: rows that have as many cells as most, times that many. */
static size_t separator_worth(struct slice text, char separator) {
    size_t counts[SAMPLE_ROWS], rows = 0, at = 0, best = 0;
    while (rows < SAMPLE_ROWS && at < text.len) {
        size_t end = row_end(text, at, separator);
        if (!end) end = text.len;
        counts[rows] = count_cells(text, at, end, separator);
        rows += slice_trim(slice_sub(text, at, end)).len > 0;
        at = end;
    }
    for (size_t i = 0; i < rows; i++) {
        size_t same = 0;
        for (size_t j = 0; j < rows; j++) {
            same += counts[j] == counts[i];
        }
        size_t cells = counts[i] > 40 ? 40 : counts[i];
        size_t worth = counts[i] > 1 ? same * 100 * (cells + 10) / (cells + 20) : 0;
        if (worth > best) best = worth;
    }
    return best;
}

/* What a first line "sep=;" may name. */
static bool may_separate(char c) {
    return c == '\t' || (c > ' ' && c < 0x7f && c != '"');
}

static void choose_separator(struct sheet_csv *csv) {
    struct slice text = csv->len ? (struct slice){csv->window + csv->at, csv->len - csv->at} : S("");
    size_t best = 0;
    csv->separator = ',';
    if (slice_starts(text, S("sep=")) && text.len > 5 && may_separate(text.s[4])) {
        csv->separator = text.s[4];
        csv->at += row_end(text, 0, '\n');
        csv->row_number = 1;
        return;
    }
    for (size_t i = 0; i < sizeof separators; i++) {
        size_t worth = separator_worth(text, separators[i]);
        if (worth > best) {
            best = worth;
            csv->separator = separators[i];
        }
    }
}

/* ---- rows ---- */

void sheet_csv_open(struct sheet_csv *csv, struct arena *arena, sheet_source *source, void *context) {
    *csv = (struct sheet_csv){.arena = arena,
                              .source = source,
                              .context = context,
                              .raw = TEXT_IN(arena),
                              .decoded = TEXT_IN(arena)};
    csv->raw.s = arena_alloc(arena, PIECE_BYTES);
    csv->raw.size = PIECE_BYTES;
    size_t got = 0, more;
    while (got < PIECE_BYTES && (more = source(context, csv->raw.s + got, PIECE_BYTES - got)) > 0) {
        got += more;
    }
    csv->raw.len = got;
    csv->raw_over = got < PIECE_BYTES;
    sheet_text_start(&csv->text, (struct slice){csv->raw.s, got});
    size_t used =
        sheet_text_decode(&csv->text, (struct slice){csv->raw.s, got}, csv->raw_over, &csv->decoded);
    memmove(csv->raw.s, csv->raw.s + used, got - used);
    csv->raw.len = got - used;
    window_append(csv, text_slice(&csv->decoded));
    choose_separator(csv);
}

/* The end of the next row in the window, which is filled as far as needed; 0 with trouble or at the end. */
static size_t find_row(struct sheet_csv *csv) {
    for (;;) {
        struct slice text = {csv->window, csv->len};
        size_t end = row_end(text, csv->at, csv->separator);
        if (end && end - csv->at <= LIMIT_SHEET_ROW_BYTES) return end;
        if (csv->len - csv->at > LIMIT_SHEET_ROW_BYTES) {
            bool is_quoted = memchr(csv->window + csv->at, '"', LIMIT_SHEET_ROW_BYTES) != NULL;
            csv->trouble = is_quoted ? SHEET_QUOTE : SHEET_ROW_LONG;
            return 0;
        }
        if (window_fill(csv)) continue;
        csv->is_unended = true;
        return csv->len > csv->at ? csv->len : 0;
    }
}

/* The last row has no line end; when a mark is open in it, rows have been swallowed. */
static bool is_left_open(const struct sheet_csv *csv, size_t end) {
    struct slice row = {csv->window + csv->at, end - csv->at};
    size_t marks = 0;
    if (!csv->is_unended) return false;
    for (size_t i = 0; i < row.len; i++) {
        marks += row.s[i] == '"';
    }
    return marks % 2 == 1 && memchr(row.s, '\n', row.len);
}

bool sheet_csv_next(struct sheet_csv *csv, struct sheet_row *row) {
    while (!csv->trouble) {
        size_t end = find_row(csv);
        if (!end) break;
        csv->row_number++;
        if (is_left_open(csv, end))
            csv->trouble = SHEET_QUOTE;
        else if (!take_row(csv, end, row))
            break;
        csv->at = end;
        if (csv->trouble || row_is_empty(row)) continue;
        row->number = csv->row_number;
        return true;
    }
    if (csv->trouble && !csv->trouble_row) csv->trouble_row = csv->row_number > 0 ? csv->row_number : 1;
    return false;
}
