/* SPDX-License-Identifier: Apache-2.0 */
#include "raw_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

enum { TIMEOUT_S = 4, CONNECT_TRIES = 100 };

static void prepare(int fd) {
    struct timeval timeout = {.tv_sec = TIMEOUT_S};
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static int connect_to(int family, const void *address, socklen_t size) {
    for (int i = 0; i < CONNECT_TRIES; i++) {
        int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) BUG("no socket: %s", strerror(errno));
        if (connect(fd, address, size) == 0) {
            prepare(fd);
            return fd;
        }
        close(fd);
        usleep(20000);
    }
    BUG("cannot connect: %s", strerror(errno));
}

int raw_connect(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect_to(AF_INET, &address, sizeof address);
}

int raw_connect_file(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path));
    return connect_to(AF_UNIX, &address, sizeof address);
}

bool raw_send(int fd, struct slice bytes) {
    while (bytes.len) {
        ssize_t sent = send(fd, bytes.s, bytes.len, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes = slice_sub(bytes, (size_t)sent, bytes.len);
    }
    return true;
}

static void find_statuses(struct raw_answer *answer) {
    static const struct slice mark = S_INIT("HTTP/1.1 ");
    size_t at = slice_find(answer->text, mark, 0);
    while (at < answer->text.len && answer->count < ARRAY_LEN(answer->statuses)) {
        int64_t status = 0;
        at += mark.len;
        if (slice_to_int64(slice_sub(answer->text, at, at + 3), &status) && status >= 200) {
            answer->statuses[answer->count++] = (int)status;
        }
        at = slice_find(answer->text, mark, at);
    }
}

struct raw_answer raw_read(struct arena *arena, int fd) {
    struct text text = TEXT_IN(arena);
    struct raw_answer answer = {0};
    char buffer[16384];
    for (;;) {
        ssize_t got = recv(fd, buffer, sizeof buffer, 0);
        answer.is_closed = got == 0 || (got < 0 && errno == ECONNRESET);
        if (got <= 0) break;
        text_append(&text, (struct slice){buffer, (size_t)got});
    }
    answer.text = text_slice(&text);
    find_statuses(&answer);
    return answer;
}

static size_t content_length(struct slice head) {
    static const struct slice name = S_INIT("Content-Length: ");
    size_t at = slice_find(head, name, 0) + name.len, end = slice_find(head, S("\r\n"), at);
    int64_t length = 0;
    return slice_to_int64(slice_sub(head, at, end), &length) ? (size_t)length : 0;
}

int raw_read_one(struct arena *arena, int fd, struct slice *body) {
    struct text text = TEXT_IN(arena);
    char c;
    int64_t status = 0;
    while (!slice_ends(text_slice(&text), S("\r\n\r\n"))) {
        if (recv(fd, &c, 1, 0) != 1) return 0;
        text_append_char(&text, c);
    }
    size_t length = content_length(text_slice(&text));
    char *bytes = arena_alloc(arena, length + 1);
    if (length && recv(fd, bytes, length, MSG_WAITALL) != (ssize_t)length) return 0;
    if (body) *body = (struct slice){bytes, length};
    return slice_to_int64(slice_sub(text_slice(&text), 9, 12), &status) ? (int)status : 0;
}

struct raw_answer raw_exchange(struct arena *arena, uint16_t port, struct slice bytes, size_t step) {
    int fd = raw_connect(port);
    if (!step) step = bytes.len;
    for (size_t at = 0; at < bytes.len; at += step) {
        if (!raw_send(fd, slice_sub(bytes, at, at + step))) break;
    }
    struct raw_answer answer = raw_read(arena, fd);
    close(fd);
    return answer;
}
