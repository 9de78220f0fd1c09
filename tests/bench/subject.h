/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The libraries that are compared, through one interface. */

#include <stddef.h>

#include "api/peer.h"
#include "bench/rule-list.h"
#include "bench/usage.h"
#include "bpf/program.h"

struct subject {
        const char *name;
        const struct interface *interface;
        uint32_t optimize; /* SCMP_FLTATR_CTL_OPTIMIZE; 0: as it is by default */
        int *numbers;      /* of the rules' names; see subject_resolve() */
};

struct question {
        const struct rule_list *rules;
        uint32_t tokens[4];        /* ABIs; ends with 0 */
        const struct usage *usage; /* where priorities come from; NULL: none are given */
};

/**
 * subject_resolve() - look the names of rules up, as programs that know numbers need not
 *
 * A name that the interface does not know yet gets our number for it.
 */
void subject_resolve(struct subject *subject, const struct rule_list *rules);

/**
 * subject_fill() - a context with the rules of @question
 * @n_refused: how many of them were not taken
 *
 * Return: the context, for interface->release(), or NULL.
 */
scmp_filter_ctx subject_fill(const struct subject *subject, const struct question *question,
                             size_t *n_refused);

/**
 * subject_run() - from nothing to a program, as one would to load it
 * @us:      the processor time that it took, reading the program back not included
 * @program: an empty one, for what was made; the caller calls program_deinit()
 *
 * Return: 0, or what the interface said.
 */
int subject_run(double *us, struct program *program, size_t *n_refused,
                const struct subject *subject, const struct question *question);
