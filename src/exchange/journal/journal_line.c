/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/journal/journal_parse.h"

struct journal_window *journal_window(struct journal_reader *reader) {
    return &reader->windows[reader->depth - 1];
}

enum { ITEM_SHARE = 4, WINDOW_BYTES = ITEM_SHARE * LIMIT_JOURNAL_ITEM_BYTES };

void journal_window_start(struct journal_reader *reader, const struct journal_source *source) {
    char **buffer = &reader->buffers[reader->depth];
    size_t size = reader->options.window_bytes ? reader->options.window_bytes : WINDOW_BYTES;
    if (!*buffer) *buffer = arena_alloc(reader->arena, size);
    reader->windows[reader->depth++] = (struct journal_window){.source = *source,
                                                               .buffer = *buffer,
                                                               .size = size,
                                                               .alias_count = reader->alias_count,
                                                               .prefix = reader->prefix,
                                                               .applied_count = reader->applied_count,
                                                               .year = reader->year};
    struct journal_window *window = journal_window(reader);
    journal_window_fill(window);
    if (slice_starts((struct slice){window->buffer, window->end}, S("\xEF\xBB\xBF"))) window->at = 3;
}

static void window_read(struct journal_window *window) {
    while (window->end < window->size && !window->ended) {
        int64_t got = window->source.read(window->source.context, window->buffer + window->end,
                                          window->size - window->end);
        window->failed = got < 0;
        window->ended = got <= 0;
        if (got > 0) window->end += (size_t)got;
    }
}

void journal_window_fill(struct journal_window *window) {
    size_t left = window->end - window->at;
    if (window->ended || left >= window->size / ITEM_SHARE) return;
    if (left) memmove(window->buffer, window->buffer + window->at, left);
    window->at = 0;
    window->fills++;
    window->end = left;
    window_read(window);
}

bool journal_line(struct journal_window *window, struct journal_scan *line) {
    if (window->at == window->end) return false;
    char *start = window->buffer + window->at, *end = window->buffer + window->end;
    char *stop = memchr(start, '\n', (size_t)(end - start));
    if (!stop && !window->ended) return false;
    window->at = stop ? (size_t)(stop + 1 - window->buffer) : window->end;
    window->line++;
    if (!stop) stop = end;
    if (stop > start && stop[-1] == '\r') stop--;
    *line = (struct journal_scan){start, stop};
    return true;
}

bool journal_line_is_indented(const struct journal_window *window) {
    const char *at = window->buffer + window->at, *end = window->buffer + window->end;
    if (at == end || !journal_is_blank(*at)) return false;
    while (at < end && journal_is_blank(*at)) {
        at++;
    }
    return at < end && *at != '\n' && *at != '\r';
}

struct slice journal_word(struct journal_scan *scan) {
    journal_skip_blanks(scan);
    char *start = scan->at;
    while (scan->at < scan->end && !journal_is_blank(*scan->at)) {
        scan->at++;
    }
    return (struct slice){start, (size_t)(scan->at - start)};
}

struct slice journal_rest(const struct journal_scan *scan) {
    return slice_trim((struct slice){scan->at, (size_t)(scan->end - scan->at)});
}

bool journal_take(struct journal_scan *scan, struct slice text) {
    if (!slice_starts((struct slice){scan->at, (size_t)(scan->end - scan->at)}, text)) return false;
    scan->at += text.len;
    return true;
}

bool journal_at_end(const struct journal_scan *scan) {
    return scan->at >= scan->end;
}

bool journal_refuse_at(struct journal_reader *reader, uint32_t line, const char *message, struct slice arg1,
                       struct slice arg2) {
    struct arena *arena = reader->refusal->arena;
    struct slice place = arena_printf(arena, "%.*s:%u", SLICE_ARG(journal_window(reader)->source.name), line);
    reader->refused = true;
    return refuse_with(reader->refusal, place, message,
                       arena_copy(arena, slice_sub(arg1, 0, LIMIT_JOURNAL_WORD_BYTES)),
                       arena_copy(arena, slice_sub(arg2, 0, LIMIT_JOURNAL_WORD_BYTES)));
}

bool journal_refuse(struct journal_reader *reader, const char *message) {
    return journal_refuse_at(reader, journal_window(reader)->line, message, S(""), S(""));
}

bool journal_refuse_word(struct journal_reader *reader, const char *message, struct slice word) {
    return journal_refuse_at(reader, journal_window(reader)->line, message, word, S(""));
}

void *journal_room(struct journal_reader *reader, void *items, size_t size, size_t count, size_t *room) {
    enum { ROOM_FIRST = 8 };
    if (count < *room) return items;
    *room = *room ? *room * 2 : ROOM_FIRST;
    void *larger = arena_alloc_array(reader->arena, size, *room);
    if (count) memcpy(larger, items, size * count);
    return larger;
}
