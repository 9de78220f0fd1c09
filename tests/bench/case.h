/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The policies that are measured. */

#include "bench/result.h"
#include "bench/subject.h"

struct bench_case {
        const char *name;
        const char *rules;   /* a file of rules, or NULL: */
        const char *profile; /* a bundled profile */
        const char *abis[3]; /* besides the native one; ends with NULL */
};

extern const struct bench_case bench_cases[];
extern const size_t n_bench_cases;

struct bench {
        const char *data; /* directory of rules, with a directory of traces */
        unsigned int n_rounds;
        bool dump;        /* print our programs */
        const char *only; /* run one way, without anything else; NULL: all */
        struct usage usage;
        struct interface peer;
        bool has_peer;
};

/**
 * case_run() - measure one policy
 *
 * The ways take turns, so that what else the machine does hits all of them.
 *
 * Return: 0, or a negative code with words.
 */
int case_run(struct case_result *out, const struct bench *bench, const struct bench_case *c,
             struct error *err);
