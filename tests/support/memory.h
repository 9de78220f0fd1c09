/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Memory that runs out, at each place where it can, or is counted. Allocation
 * is taken over by definitions of our own, for the whole of a program that is
 * linked with this and for libraries that it opens later; a sanitizer would not
 * let us do that, and then nothing ever fails and every count is 0.
 */

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

/* When an allocation fails. All zeroes: never. */
struct shortage {
        bool is_near;  /* one will fail */
        bool lasts;    /* and all after it */
        long n_before; /* so many are granted first */
};

/* Return: what held before, with the number that was still to be granted. */
struct shortage memory_set(struct shortage shortage);

/* Blocks that were allocated and not freed. */
long memory_in_use(void);

/* What was allocated between two moments. */
struct memory_use {
        size_t n_calls; /* of malloc(), calloc() and realloc() */
        size_t bytes;   /* asked for, in all of them together */
        size_t peak;    /* most that was held at once, above what was held at the start */
};

/* Count from here on, until the next memory_stop(). Without it counting costs a branch. */
void memory_start(void);
struct memory_use memory_stop(void);

/* What is tried with less and less memory missing. */
struct attempt {
        void *(*begin)(void);              /* what is needed for it, made with enough memory */
        int (*act)(void *state);           /* returns 0 or -ENOMEM */
        void (*end)(void *state, int act); /* looks at what is left, and frees it */
        bool may_lose; /* glibc loses the text of open_memstream() when it cannot cut it to size */
};

/**
 * memory_try() - an attempt once for each allocation that it makes, which fails
 *
 * Each is tried twice: with all later ones failing, too, and with it alone. An
 * attempt may make up for it: glibc's qsort() sorts more slowly without memory.
 * The last one has enough. Fails the test if something else than 0 or -ENOMEM
 * comes of it, or if memory is lost.
 */
void memory_try(const struct attempt *attempt);

/* What main() is where there is nothing but such tests: under a sanitizer they are skipped. */
int memory_run(const char *suite_name, void (*add_tests)(TCase *tests));
