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
#include "prove/places.h"
#include "prove/residue.h"

struct flow {
        const struct program *program;
        const struct outlook *outlook; /* by instruction */
        struct arena arena;            /* for one number */
        struct places places;
        const struct effort *effort;
        size_t n_cases; /* at the return at hand */
        size_t n_steps; /* of all numbers */

        bool failed;     /* some way returns something else, or that can not be excluded: */
        struct way open; /* what was known and left open there; lives as long as the flow */
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
 * @start: the rules, and what is known of the number
 *
 * Nothing is asked of a flow that has failed.
 *
 * Return: 0 or -ENOMEM.
 */
int flow_check(struct flow *flow, size_t pc, struct held held, const struct way *start);
