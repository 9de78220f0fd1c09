/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The rules of one syscall number, followed through the code.
 *
 * Jumps go forward only, so the instructions are looked at in their order and
 * everything that comes to one is known when it is its turn. What comes there
 * with the same questions open is joined to one arrival.
 */

#include "prove/code.h"
#include "prove/residue.h"

struct arrival;
struct effort;

struct flow {
        const struct program *program;
        const struct outlook *outlook; /* by instruction */
        struct arena arena;            /* for one number */
        struct arrival **places;       /* by instruction; all empty between two numbers */
        uint64_t *waiting;             /* bit map of places that something came to */
        size_t n_steps;                /* of all numbers */

        /* the number at hand */
        struct facts *facts; /* of the way at hand */
        const struct residue *base;
        const struct effort *effort;
        struct arrival *newest; /* of those to be left, where nothing is joined */
        size_t n_arrivals;
        unsigned int n_cases;

        bool failed;         /* some way returns something else, or that can not be excluded: */
        struct residue open; /* what the rules left open there; lives as long as the flow */
};

/**
 * flow_init() - for any number of numbers of one program
 * @outlook: by code_look_over(); not copied, nor is @program
 *
 * Return: 0 or -ENOMEM. flow_deinit() in any case.
 */
int flow_init(struct flow *flow, const struct program *program, const struct outlook *outlook);
void flow_deinit(struct flow *flow);

/**
 * flow_check() - every way from @pc on returns what the rules say
 * @facts: of the number; what it says of arguments is written over. Where it
 *         fails, this describes the way.
 *
 * Nothing is asked of a flow that has failed.
 *
 * Return: 0 or -ENOMEM.
 */
int flow_check(struct flow *flow, struct facts *facts, size_t pc, struct held held,
               const struct residue *residue);
