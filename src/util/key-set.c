/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/key-set.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/hash.h"

#define FIRST_BUCKETS 256

struct key_entry {
        struct key_entry *next;
        uint64_t hash;
        size_t n_words;
        uint32_t words[];
};

void key_deinit(struct key *key)
{
        free(key->words);
        *key = (struct key){ 0 };
}

int key_reserve(struct key *key, size_t n)
{
        return ARRAY_RESERVE(key, words, n);
}

void key_put(struct key *key, uint32_t word)
{
        assert(key->n_words < key->cap_words);
        key->words[key->n_words++] = word;
}

void key_put_pointer(struct key *key, const void *pointer)
{
        const uint64_t value = (uintptr_t)pointer;

        key_put(key, (uint32_t)value);
        key_put(key, (uint32_t)(value >> 32));
}

void key_set_deinit(struct key_set *set)
{
        free(set->buckets);
        arena_deinit(&set->arena);
        *set = (struct key_set){ 0 };
}

static uint64_t key_hash(const struct key *key)
{
        uint64_t h = hash_mix(HASH_SEED, key->n_words);
        size_t i = 0;

        for (; i + 1 < key->n_words; i += 2)
                h = hash_mix(h, ((uint64_t)key->words[i] << 32) | key->words[i + 1]);
        return i < key->n_words ? hash_mix(h, key->words[i]) : h;
}

static int grow(struct key_set *set)
{
        const size_t n = set->n_buckets ? set->n_buckets * 4 : FIRST_BUCKETS;
        struct key_entry **grown = calloc(n, sizeof(*grown));

        if (!grown)
                return -ENOMEM;
        for (size_t i = 0; i < set->n_buckets; i++) {
                struct key_entry *next;

                for (struct key_entry *e = set->buckets[i]; e; e = next) {
                        next = e->next;
                        e->next = grown[e->hash & (n - 1)];
                        grown[e->hash & (n - 1)] = e;
                }
        }
        free(set->buckets);
        set->buckets = grown;
        set->n_buckets = n;
        return 0;
}

int key_set_add(struct key_set *set, const struct key *key, bool *was_there)
{
        const size_t bytes = key->n_words * sizeof(*key->words);
        const uint64_t hash = key_hash(key);
        struct key_entry *entry;
        int r;

        if (set->n_keys >= set->n_buckets * 2) {
                r = grow(set);
                if (r < 0)
                        return r;
        }
        *was_there = true;
        for (entry = set->buckets[hash & (set->n_buckets - 1)]; entry; entry = entry->next)
                if (entry->hash == hash && entry->n_words == key->n_words &&
                    memcmp(entry->words, key->words, bytes) == 0)
                        return 0;
        *was_there = false;
        entry = arena_alloc(&set->arena, 1, sizeof(*entry) + bytes);
        if (!entry)
                return -ENOMEM;
        entry->hash = hash;
        entry->n_words = key->n_words;
        memcpy(entry->words, key->words, bytes);
        entry->next = set->buckets[hash & (set->n_buckets - 1)];
        set->buckets[hash & (set->n_buckets - 1)] = entry;
        set->n_keys++;
        return 0;
}
