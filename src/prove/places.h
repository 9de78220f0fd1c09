/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What comes to each place of the code, and in what order it goes on from
 * there. Ways that meet may be joined, which forgets what only one of them
 * knows.
 */

#include "prove/code.h"
#include "prove/residue.h"

struct effort {
        bool join;               /* ways that meet may be joined */
        bool apart;              /* but not rules that are left with the same questions */
        bool ghosts;             /* which rules can not match is never forgotten */
        size_t most_rules;       /* that it is tried with; 0: any number */
        size_t most_alike;       /* arrivals at one place: from so many on, the same questions
                                 open are joined */
        size_t most_unlike;      /* and others, too */
        size_t most_arrivals;    /* at all places together */
        unsigned int most_cases; /* that are told apart at one return */
};

/* What is known when a place is come to. */
struct arrival {
        struct arrival *next;  /* at the same place */
        struct arrival *older; /* that is to be left after it, where nothing is joined */
        size_t pc;
        struct held held;
        struct way way;
        uint64_t hash;  /* of its residue, where nothing is joined and many come together */
        uint32_t words; /* bit mask of those that matter from here on */
};

struct places {
        struct arrival **at; /* by instruction; all empty between two numbers */
        uint64_t *waiting;   /* bit map of those that something came to */
        size_t n_places;

        /* the number at hand */
        const struct effort *effort;
        const struct residue *base; /* all its rules */
        struct arena *arena;
        struct arrival *here;   /* to be left next, of one place */
        struct arrival *newest; /* to be left next, where nothing is joined */
        size_t n_arrivals;
        bool is_empty;
};

/* Return: 0 or -ENOMEM. places_deinit() in any case. */
int places_init(struct places *places, size_t n_places);
void places_deinit(struct places *places);

/* Empty again, for another number or another effort. */
void places_begin(struct places *places, const struct effort *effort, const struct residue *base,
                  struct arena *arena);

/**
 * places_arrive() - @way comes to the branch at @pc
 * @words: bit mask of those that matter from here on
 *
 * Return: 0; -ENOMEM; -E2BIG: more than the effort allows.
 */
int places_arrive(struct places *places, size_t pc, struct held held, const struct way *way,
                  uint32_t words);

/* Return: what is to go on next; NULL: nothing is left. */
const struct arrival *places_next(struct places *places);
