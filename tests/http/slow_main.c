/* SPDX-License-Identifier: Apache-2.0 */
/* Holds slow connections open for measuring: slow_clients PORT COUNT SECONDS.  A half sends heads that never
 * end, a half bodies that trickle; every connection gets a byte each second and is opened again when the
 * server closes it. */
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "raw_client.h"

enum { CLIENTS_MAX = 1500, ROUNDS_PER_SECOND = 10 };

static int open_slow(uint16_t port, size_t i) {
    static const struct slice starts[] = {
        S_INIT("GET /ok HTTP/1.1\r\nHost: a\r\nX: "),
        S_INIT("POST /ok HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")};
    int fd = raw_connect(port);
    raw_send(fd, starts[i % 2]);
    return fd;
}

static void hold(uint16_t port, size_t count, size_t seconds) {
    int fds[CLIENTS_MAX];
    for (size_t i = 0; i < count; i++)
        fds[i] = open_slow(port, i);
    printf("%zu slow connections\n", count);
    fflush(stdout);
    for (size_t round = 0; round < seconds * ROUNDS_PER_SECOND; round++) {
        for (size_t i = round % ROUNDS_PER_SECOND; i < count; i += ROUNDS_PER_SECOND) {
            if (raw_send(fds[i], S("x"))) continue;
            close(fds[i]);
            fds[i] = open_slow(port, i);
        }
        usleep(1000000 / ROUNDS_PER_SECOND);
    }
}

int main(int count, char **words) {
    int64_t port, clients, seconds;
    struct rlimit limit;
    bool is_right = count == 4 && slice_to_int64(slice_of(words[1]), &port) &&
                    slice_to_int64(slice_of(words[2]), &clients) &&
                    slice_to_int64(slice_of(words[3]), &seconds);
    if (!is_right || clients < 0 || clients > CLIENTS_MAX || seconds < 0) return 2;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    hold((uint16_t)port, (size_t)clients, (size_t)seconds);
    return 0;
}
