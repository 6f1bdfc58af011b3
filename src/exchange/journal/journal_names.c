/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "exchange/journal/journal_names.h"

struct journal_names_slot {
    uint32_t hash, number; /* number + 1; 0: empty */
};

enum { SLOTS_AT_FIRST = 256 };

void journal_names_start(struct journal_names *names, struct arena *arena) {
    *names = (struct journal_names){.arena = arena, .slot_count = SLOTS_AT_FIRST};
    names->slots = arena_make(arena, struct journal_names_slot, SLOTS_AT_FIRST);
    randombytes_buf(&names->key, sizeof names->key);
}

/* The folded product of the bytes, eight at a time (Wang Yi, "wyhash"). */
static uint64_t mix(uint64_t a, uint64_t b) {
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint32_t name_hash(uint64_t key, struct slice name) {
    uint64_t hash = key ^ name.len, word;
    const char *s = name.s;
    size_t len = name.len;
    for (; len > 8; s += 8, len -= 8) {
        memcpy(&word, s, 8);
        hash = mix(hash ^ word, 0x9E3779B97F4A7C15u ^ key);
    }
    word = 0;
    if (len) memcpy(&word, s, len);
    return (uint32_t)(mix(hash ^ word, 0xD6E8FEB86659FD93u ^ key) >> 16);
}

static struct journal_names_slot *slot_of(const struct journal_names *names, uint32_t hash,
                                          struct slice name) {
    uint32_t mask = names->slot_count - 1;
    for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
        struct journal_names_slot *slot = &names->slots[at];
        if (!slot->number) return slot;
        if (slot->hash == hash && slice_equal(names->names[slot->number - 1], name)) return slot;
    }
}

uint32_t journal_names_find(const struct journal_names *names, struct slice name) {
    return slot_of(names, name_hash(names->key, name), name)->number - 1;
}

static void names_grow(struct journal_names *names) {
    struct journal_names_slot *old = names->slots;
    uint32_t old_count = names->slot_count;
    names->slot_count *= 2;
    names->slots = arena_make(names->arena, struct journal_names_slot, names->slot_count);
    for (uint32_t i = 0; i < old_count; i++) {
        if (old[i].number) *slot_of(names, old[i].hash, names->names[old[i].number - 1]) = old[i];
    }
}

uint32_t journal_names_put(struct journal_names *names, struct slice name) {
    uint32_t hash = name_hash(names->key, name);
    struct journal_names_slot *slot = slot_of(names, hash, name);
    if (slot->number) return slot->number - 1;
    names->names = arena_room(names->arena, names->names, sizeof *names->names, names->count);
    names->names[names->count++] = arena_copy(names->arena, name);
    names->bytes += name.len;
    *slot = (struct journal_names_slot){hash, names->count};
    if (names->count > names->slot_count / 2) names_grow(names);
    return names->count - 1;
}
