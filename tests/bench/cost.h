/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What it costs to make a proven program of a policy, stage by stage. */

#include <stdint.h>

#include "bpf/program.h"
#include "policy/policy.h"
#include "prove/prove.h"
#include "support/memory.h"

struct stage_cost {
        double us;     /* processor time, in microseconds */
        uint64_t work; /* branches; see work.h */
        struct memory_use memory;
};

struct cost {
        struct stage_cost build, lower, prove;
        size_t n_nodes, n_insns;
        size_t n_steps; /* of the proof */
        enum proof_verdict verdict;
};

/* Processor time of this process so far, in microseconds. */
double cost_clock(void);

/**
 * cost_measure() - run the stages one after the other
 * @out:     stages that were not reached cost nothing
 * @program: an empty one, for what was made; the caller calls program_deinit()
 * @counted: whether allocations are counted, which takes time
 *
 * Return: 0; -E2BIG when the graph or the program became too large, with what
 * it cost to find out.
 */
int cost_measure(struct cost *out, struct program *program, const struct policy *policy,
                 bool counted);
