/* SPDX-License-Identifier: Apache-2.0 */
#include "http/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, TEXT_FILE_BYTES_MAX = 256 * 1024 };

static int refuse_socket(int socket, struct refusal *refusal, const char *message, struct slice what) {
    struct slice reason = slice_of(strerror(errno));
    if (socket >= 0) close(socket);
    refuse_with(refusal, S(""), message, arena_copy(refusal->arena, what),
                arena_copy(refusal->arena, reason));
    return -1;
}

static uint16_t bound_port(int socket) {
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof address;
    getsockname(socket, (struct sockaddr *)&address, &size);
    if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)(void *)&address)->sin_port);
    return ntohs(((struct sockaddr_in6 *)(void *)&address)->sin6_port);
}

static int open_port(const struct addrinfo *info) {
    int on = 1, fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

int listen_on_port(struct slice host, uint16_t port, uint16_t *bound, struct refusal *refusal) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found = NULL;
    char *name = arena_cstr(refusal->arena, host);
    struct slice service = arena_printf(refusal->arena, "%u", port);
    struct slice place = arena_printf(refusal->arena, "%s port %u", name, port);
    if (getaddrinfo(slice_equal(host, S("localhost")) ? "127.0.0.1" : name, service.s, &hints, &found) != 0) {
        errno = EINVAL;
        return refuse_socket(-1, refusal, "Cannot listen on {1}: {2}.", place);
    }
    int fd = open_port(found);
    freeaddrinfo(found);
    if (fd < 0) return refuse_socket(-1, refusal, "Cannot listen on {1}: {2}.", place);
    *bound = bound_port(fd);
    return fd;
}

/* A socket file left by a program that was killed is taken away; one in use stays. */
static void remove_dead_file(const struct sockaddr_un *address) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct stat status;
    bool is_socket = lstat(address->sun_path, &status) == 0 && S_ISSOCK(status.st_mode);
    bool is_dead =
        connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
    if (is_socket && is_dead) unlink(address->sun_path);
    close(fd);
}

int listen_on_file(struct slice path, struct refusal *refusal) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path.len >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return refuse_socket(-1, refusal, "Cannot listen on {1}: {2}.", path);
    }
    memcpy(address.sun_path, path.s, path.len);
    remove_dead_file(&address);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        fchmod(fd, S_IRUSR | S_IWUSR); /* Linux gives the file the mode of the socket: never open to others */
    bool is_up = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
                 chmod(address.sun_path, S_IRUSR | S_IWUSR) == 0 && listen(fd, BACKLOG) == 0;
    return is_up ? fd : refuse_socket(fd, refusal, "Cannot listen on {1}: {2}.", path);
}

bool read_text_file(struct arena *arena, struct slice path, struct slice *text, struct refusal *refusal) {
    FILE *file = fopen(arena_cstr(arena, path), "re");
    char *bytes = arena_alloc(arena, TEXT_FILE_BYTES_MAX + 1);
    size_t len = file ? fread(bytes, 1, TEXT_FILE_BYTES_MAX, file) : 0;
    struct slice reason = slice_of(strerror(errno));
    bool is_read = file && !ferror(file) && len > 0 && len < TEXT_FILE_BYTES_MAX;
    if (file) fclose(file);
    *text = (struct slice){bytes, len};
    return is_read ||
           refuse_with(refusal, S(""), "Cannot read the file {1}: {2}.", path, arena_copy(arena, reason));
}
