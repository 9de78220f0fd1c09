/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the benchmark found out, and how it is written. */

#include <stdbool.h>
#include <stddef.h>

#include "bench/cost.h"
#include "bench/quality.h"

/* One way to a program, in the order in which they are shown. */
enum way {
        WAY_OURS,
        WAY_OURS_WEIGHTED, /* with priorities from the traces */
        WAY_PEER,
        WAY_PEER_TREE,
        N_WAYS,
};

extern const char *const way_names[N_WAYS];

struct way_result {
        bool is_there;
        double us;        /* median, from the first rule to the program */
        size_t n_refused; /* rules */
        struct quality quality;
};

/* One policy. The stages are those of WAY_OURS. */
struct case_result {
        const char *name;
        const char *front; /* what the first stage is: "rules" or "profile" */
        unsigned int n_rounds;
        struct way_result ways[N_WAYS];
        double front_us, policy_us, build_us, lower_us, prove_us; /* medians */
        size_t n_nodes, n_steps;
};

/* How long one size of a policy that grows may take. */
#define GROWTH_SECONDS 10

/* What it cost. */
struct growth_result {
        const char *name, *what;
        unsigned int size;
        size_t n_parts; /* rules and predicates */
        bool too_large; /* for the kernel; so nothing was proven */
        bool gave_up;   /* it took too long; the stages that are missing were not reached */
        struct cost cost;
};

/* How results are written while they are found. */
struct writer {
        bool json;
        size_t n_written;
        const char *last_growth;
};

void write_start(struct writer *writer);
void write_case(struct writer *writer, const struct case_result *result);
void write_growth(struct writer *writer, const struct growth_result *result);
void write_end(struct writer *writer);
