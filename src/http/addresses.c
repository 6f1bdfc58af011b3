/* SPDX-License-Identifier: Apache-2.0 */
#include "http/addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>

#include "base/limits.h"
#include "base/log.h"

enum { BUCKETS = 256, KEY_BYTES = 16 };

struct address_count {
    uint8_t key[KEY_BYTES];
    unsigned connections;
    struct address_count *next;
};

struct address_counts {
    pthread_mutex_t lock; /* guards the buckets */
    struct address_count *buckets[BUCKETS];
};

struct address_counts *address_counts_new(void) {
    struct address_counts *counts = heap_alloc(sizeof *counts);
    pthread_mutex_init(&counts->lock, NULL);
    return counts;
}

void address_counts_free(struct address_counts *counts) {
    for (size_t i = 0; i < BUCKETS; i++) {
        while (counts->buckets[i]) {
            struct address_count *first = counts->buckets[i];
            counts->buckets[i] = first->next;
            heap_free(first);
        }
    }
    pthread_mutex_destroy(&counts->lock);
    heap_free(counts);
}

/* The IPv4 address, also of the mapped form; false when it is another. */
static bool as_ipv4(const struct sockaddr *address, struct in_addr *ipv4) {
    if (address->sa_family == AF_INET) {
        *ipv4 = ((const struct sockaddr_in *)(const void *)address)->sin_addr;
        return true;
    }
    if (address->sa_family != AF_INET6) return false;
    const struct in6_addr *ipv6 = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    memcpy(ipv4, ipv6->s6_addr + 12, sizeof *ipv4);
    return IN6_IS_ADDR_V4MAPPED(ipv6);
}

bool address_is_loopback(const struct sockaddr *address) {
    struct in_addr ipv4;
    if (as_ipv4(address, &ipv4)) return ntohl(ipv4.s_addr) >> 24 == 127;
    if (address->sa_family != AF_INET6) return true;
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

bool address_is_readable(struct slice text) {
    char cstr[INET6_ADDRSTRLEN + 1] = "";
    uint8_t address[sizeof(struct in6_addr)];
    if (text.len >= sizeof cstr) return false;
    if (text.len) memcpy(cstr, text.s, text.len);
    return inet_pton(AF_INET, cstr, address) == 1 || inet_pton(AF_INET6, cstr, address) == 1;
}

struct slice address_format(struct arena *arena, const struct sockaddr *address) {
    char text[INET6_ADDRSTRLEN] = "local";
    struct in_addr ipv4;
    if (as_ipv4(address, &ipv4)) {
        inet_ntop(AF_INET, &ipv4, text, sizeof text);
    } else if (address->sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, text,
                  sizeof text);
    }
    return arena_copy(arena, slice_of(text));
}

static void make_key(const struct sockaddr *address, uint8_t key[static KEY_BYTES]) {
    struct in_addr ipv4;
    memset(key, 0, KEY_BYTES);
    if (as_ipv4(address, &ipv4)) {
        memset(key, 0xff, 12); /* no /64 looks like this */
        memcpy(key + 12, &ipv4, sizeof ipv4);
    } else {
        memcpy(key, ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr, 8);
    }
}

/* Where the count of the key is, or the NULL behind the last one of its bucket. The lock is held. */
static struct address_count **find(struct address_counts *counts, const uint8_t key[static KEY_BYTES]) {
    uint64_t hash = slice_hash((struct slice){(const char *)key, KEY_BYTES});
    struct address_count **at = &counts->buckets[hash % BUCKETS];
    while (*at && memcmp((*at)->key, key, KEY_BYTES) != 0)
        at = &(*at)->next;
    return at;
}

bool address_may_connect(struct address_counts *counts, const struct sockaddr *address) {
    uint8_t key[KEY_BYTES];
    if (address_is_loopback(address)) return true;
    make_key(address, key);
    pthread_mutex_lock(&counts->lock);
    const struct address_count *count = *find(counts, key);
    bool may = !count || count->connections < LIMIT_CONNECTIONS_PER_ADDRESS;
    pthread_mutex_unlock(&counts->lock);
    return may;
}

void address_connected(struct address_counts *counts, const struct sockaddr *address) {
    uint8_t key[KEY_BYTES];
    if (address_is_loopback(address)) return;
    make_key(address, key);
    pthread_mutex_lock(&counts->lock);
    struct address_count **at = find(counts, key);
    if (!*at) {
        *at = heap_alloc(sizeof **at);
        memcpy((*at)->key, key, KEY_BYTES);
    }
    (*at)->connections++;
    pthread_mutex_unlock(&counts->lock);
}

void address_disconnected(struct address_counts *counts, const struct sockaddr *address) {
    uint8_t key[KEY_BYTES];
    if (address_is_loopback(address)) return;
    make_key(address, key);
    pthread_mutex_lock(&counts->lock);
    struct address_count **at = find(counts, key);
    ASSERT(*at && (*at)->connections > 0);
    if (--(*at)->connections == 0) {
        struct address_count *last = *at;
        *at = last->next;
        heap_free(last);
    }
    pthread_mutex_unlock(&counts->lock);
}
