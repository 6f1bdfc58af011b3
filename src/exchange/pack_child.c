/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/pack_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/limits.h"
#include "base/log.h"

extern char **environ;

/* ---- the order as JSON ---- */

static void add_place(struct arena *arena, const struct pack_order *order, struct slice code,
                      struct doc *places) {
    struct doc *place = doc_add_object(arena, places);
    doc_set_text(arena, place, S("code"), code);
    doc_set_text(arena, place, S("en"), order->place_name(order->context, arena, code, LANG_EN));
    doc_set_text(arena, place, S("km"), order->place_name(order->context, arena, code, LANG_KM));
}

static bool has_place(const struct doc *places, struct slice code) {
    for (const struct doc_entry *entry = places->first; entry; entry = entry->next) {
        if (slice_equal(doc_get_text(&entry->value, S("code")), code)) return true;
    }
    return false;
}

static void add_places(struct arena *arena, const struct pack_order *order, struct doc *object) {
    struct doc *places = doc_set_array(arena, object, S("places"));
    struct refusal unused = REFUSAL_IN(arena);
    struct document document;
    if (!document_read(arena, doc_parse_json(arena, order->content, &unused), &document)) return;
    for (size_t i = 0; i < document.event_count; i++) {
        if (document.events[i].province.len && !has_place(places, document.events[i].province)) {
            add_place(arena, order, document.events[i].province, places);
        }
    }
    for (size_t i = 0; i < document.promise_count; i++) {
        for (size_t k = 0; k < document.promises[i].part_count; k++) {
            const struct document_part *part = &document.promises[i].parts[k];
            for (size_t s = 0; s < part->split_count; s++) {
                bool is_new = part->splits[s].dim == DIM_PROVINCE && part->splits[s].key.len &&
                              !has_place(places, part->splits[s].key);
                if (is_new) add_place(arena, order, part->splits[s].key, places);
            }
        }
    }
}

static struct slice order_write(struct arena *arena, const struct pack_order *order) {
    struct doc *object = doc_new_object(arena);
    struct text json = TEXT_IN(arena);
    doc_set_text(arena, object, S("kind"), order->kind == PACK_PDF ? S("pdf") : S("xlsx"));
    doc_set_bool(arena, object, S("outside"), order->for_outsiders);
    doc_set_text(arena, object, S("hash"), order->hash);
    doc_set_text(arena, object, S("state"), slice_of(order->state));
    doc_set_bool(arena, object, S("khmer_digits"), order->khmer_digits);
    struct doc *langs = doc_set_array(arena, object, S("languages"));
    for (size_t i = 0; i < order->lang_count; i++)
        doc_add_text(arena, langs, lang_code(order->langs[i]));
    add_places(arena, order, object);
    doc_set_raw(arena, object, S("content"), order->content);
    struct doc *earlier = doc_set_array(arena, object, S("earlier"));
    for (size_t i = 0; i < order->earlier_count; i++)
        doc_add_raw(arena, earlier, order->earlier[i]);
    doc_write_json(&json, object);
    return text_slice(&json);
}

/* ---- the child's side ---- */

struct place_names {
    const struct doc *places;
    const struct locale *locale;
};

static struct slice place_name(void *context, struct arena *arena, struct slice code) {
    const struct place_names *names = context;
    (void)arena;
    for (const struct doc_entry *entry = names->places ? names->places->first : NULL; entry;
         entry = entry->next) {
        if (slice_equal(doc_get_text(&entry->value, S("code")), code))
            return doc_get_text(&entry->value, lang_code(names->locale->lang));
    }
    return code;
}

static void suppress(struct arena *arena, const struct doc *releases, struct document *document) {
    size_t room = releases && releases->kind == DOC_ARRAY ? releases->count : 0, count = 0;
    struct document *earlier = arena_make(arena, struct document, room);
    for (const struct doc_entry *entry = room ? releases->first : NULL; entry; entry = entry->next)
        count += document_read(arena, &entry->value, &earlier[count]);
    document_suppress(document, earlier, count);
}

/* The document is read anew for each language: suppressing changes it. */
static bool pack_read(struct arena *arena, const struct doc *order, struct slice language,
                      struct pack *pack) {
    const struct embedded_file *messages = embedded_find(S("i18n/km.mo"));
    struct place_names *names = arena_make(arena, struct place_names, 1);
    *pack = (struct pack){.hash = doc_get_text(order, S("hash")),
                          .state = arena_cstr(arena, doc_get_text(order, S("state")))};
    if (!lang_parse(language, &pack->locale.lang) ||
        !document_read(arena, doc_get(order, S("content")), &pack->document))
        return false;
    pack->locale.khmer_digits = doc_is_true(doc_get(order, S("khmer_digits")));
    if (pack->locale.lang == LANG_KM && messages)
        pack->locale.messages = messages_load(arena, messages->bytes);
    if (doc_is_true(doc_get(order, S("outside")))) suppress(arena, doc_get(order, S("earlier")), &pack->document);
    *names = (struct place_names){doc_get(order, S("places")), &pack->locale};
    pack->speech = (struct promise_speech){&pack->locale, place_name, names};
    return true;
}

struct slice pack_child_work(struct arena *arena, struct slice bytes) {
    struct refusal unused = REFUSAL_IN(arena);
    const struct doc *order = doc_parse_json(arena, bytes, &unused),
                     *languages = doc_get(order, S("languages"));
    struct pack *packs = arena_make(arena, struct pack, 2);
    size_t count = 0;
    if (!languages || languages->kind != DOC_ARRAY) return S("");
    for (const struct doc_entry *entry = languages->first; entry && count < 2; entry = entry->next) {
        if (!pack_read(arena, order, entry->value.kind == DOC_TEXT ? entry->value.text : S(""),
                       &packs[count]))
            return S("");
        count++;
    }
    if (!count) return S("");
    return slice_equal(doc_get_text(order, S("kind")), S("pdf")) ? pack_pdf(arena, packs, count)
                                                                 : pack_xlsx(arena, &packs[0]);
}

/* ---- the parent's side ---- */

struct child {
    pid_t pid;
    int to, from; /* its input and output; -1: closed */
};

static void close_end(int *end) {
    if (*end >= 0) close(*end);
    *end = -1;
}

/* Both pipes are closed in every other child that is started meanwhile. */
static bool child_start(struct child *child) {
    int in[2], out[2];
    char *arguments[] = {"mlup", "render-pack", NULL};
    posix_spawn_file_actions_t actions;
    if (pipe2(in, O_CLOEXEC) != 0) return false;
    if (pipe2(out, O_CLOEXEC) != 0) return close(in[0]), close(in[1]), false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    int status = posix_spawn(&child->pid, "/proc/self/exe", &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    child->to = in[1];
    child->from = out[0];
    if (status == 0) return true;
    close_end(&child->to);
    close_end(&child->from);
    return false;
}

/* Writes what fits now; closes the pipe when all is written or the child does not read any more. */
static void feed(struct child *child, struct slice *rest) {
    ssize_t done = write(child->to, rest->s, rest->len);
    if (done > 0) *rest = slice_sub(*rest, (size_t)done, rest->len);
    bool again = done < 0 && (errno == EAGAIN || errno == EINTR);
    if (!rest->len || (done < 0 && !again)) close_end(&child->to);
}

static void drain(struct child *child, struct text *file) {
    char bytes[64 * 1024];
    ssize_t got = read(child->from, bytes, sizeof bytes);
    if (got > 0 && file->len + (size_t)got <= LIMIT_PACK_BYTES)
        text_append(file, (struct slice){bytes, (size_t)got});
    else if (got >= 0 || (errno != EAGAIN && errno != EINTR))
        close_end(&child->from);
}

/* False when the time is up. */
static bool converse(struct child *child, struct slice order, struct text *file) {
    int64_t end = clock_monotonic_ns() + INT64_C(1000000000) * LIMIT_PACK_S;
    fcntl(child->to, F_SETFL, O_NONBLOCK);
    fcntl(child->from, F_SETFL, O_NONBLOCK);
    while (child->from >= 0) {
        struct pollfd ends[2] = {{.fd = child->from, .events = POLLIN}, {.fd = child->to, .events = POLLOUT}};
        int64_t left_ms = (end - clock_monotonic_ns()) / 1000000;
        if (left_ms <= 0) return false;
        if (poll(ends, 2, (int)left_ms) < 0 && errno != EINTR) return false;
        if (ends[1].revents && child->to >= 0) feed(child, &order);
        if (ends[0].revents) drain(child, file);
    }
    return true;
}

static bool child_end(struct child *child, bool in_time) {
    int status = 0;
    close_end(&child->to);
    close_end(&child->from);
    if (!in_time) kill(child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {
    }
    return in_time && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct slice pack_child_run(struct arena *arena, const struct pack_order *order) {
    struct child child;
    struct text file = TEXT_IN(arena);
    if (!child_start(&child)) {
        log_fail("the pack's own process could not be started");
        return S("");
    }
    bool in_time = converse(&child, order_write(arena, order), &file);
    if (child_end(&child, in_time)) return text_slice(&file);
    log_fail("the pack's own process ended without a file");
    return S("");
}
