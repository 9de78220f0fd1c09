/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Which situations were met before: a set of sequences of 32-bit words,
 * compared word by word. What makes two situations one is written into a key.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"

/* A sequence that is being written; used again for the next one. */
struct key {
        uint32_t *words;
        size_t n_words, cap_words;
};

struct key_entry;

struct key_set {
        struct key_entry **buckets;
        size_t n_buckets; /* a power of two; 0 before the first key */
        size_t n_keys;
        struct arena arena; /* the keys */
};

void key_deinit(struct key *key);

/**
 * key_reserve() - make room for @n more words behind those that are written
 *
 * Return: 0 or -ENOMEM.
 */
int key_reserve(struct key *key, size_t n);

/* Within what was reserved. */
void key_put(struct key *key, uint32_t word);
void key_put_pointer(struct key *key, const void *pointer); /* two words */

void key_set_deinit(struct key_set *set);

/**
 * key_set_add() - remember a key
 * @was_there: whether it was known
 *
 * Return: 0 or -ENOMEM.
 */
int key_set_add(struct key_set *set, const struct key *key, bool *was_there);
