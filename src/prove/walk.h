/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The symbolic walk: all paths of a program for one range of architecture words. */

#include "bpf/program.h"
#include "policy/policy.h"
#include "prove/code.h"
#include "prove/flow.h"
#include "prove/residue.h"
#include "prove/span.h"

struct other_side;

/* By word index. */
struct facts {
        struct fact words[WORD_COUNT];
};

struct walk {
        const struct program *program;
        const struct outlook *outlook; /* by instruction */
        const struct nr_span *spans;   /* of the architecture at hand */
        size_t n_spans;
        struct facts facts; /* of the path at hand */
        struct arena arena;
        struct flow flow;           /* through the rules of one number */
        struct other_side *put_off; /* what is still to be walked, the newest first */
        struct other_side *spare;
        size_t n_steps; /* up to where numbers are told apart */

        /* where the walk stopped because something was wrong */
        bool stopped;
        struct residue open; /* what the policy left open there; no rules: not about that */
};

/**
 * walk_init() - look the program over
 *
 * Return: 0 or -ENOMEM. walk_deinit() in any case.
 */
int walk_init(struct walk *walk, const struct program *program);
void walk_deinit(struct walk *walk);

/**
 * walk_arch() - all paths for architecture words in @first..@last
 * @spans: what the policy says for each of them
 *
 * Return: 0, or -ENOMEM. If a path returns something else than the policy, or
 * that can not be excluded, walk->stopped is set and walk->facts describe it.
 */
int walk_arch(struct walk *walk, uint32_t first, uint32_t last, const struct nr_span *spans,
              size_t n_spans);
