/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Programs that are almost right: every change of one instruction, and many
 * calls that would show what it does.
 */

#include "bpf/program.h"
#include "policy/policy.h"
#include "support/random-policy.h"

/* A policy, its program, and calls with what the policy says of them. */
struct subject {
        const struct policy *policy;
        struct program program;
        uint32_t *pool; /* constants of both, by halves */
        size_t n_pool;
        uint32_t (*calls)[WORD_COUNT];
        uint32_t *wanted; /* by call */
        size_t n_calls;
};

/* Compile @policy, and take @n_calls calls near its constants and those of its program. */
void subject_init(struct subject *subject, struct chance *chance, const struct policy *policy,
                  size_t n_calls);
void subject_deinit(struct subject *subject);

/* Whether @program decides one of the calls otherwise than the policy. */
bool subject_tells(const struct subject *subject, const struct program *program);

/**
 * mutant_next() - the next change of one instruction
 * @program: that of the subject; changed in place, and put right again first
 * @state:   begins with zeroes
 *
 * Return: false after the last one, with the program as it was.
 */
struct mutant_state {
        size_t pc;
        unsigned int kind;
        struct sock_filter original;
};

bool mutant_next(struct program *program, struct mutant_state *state);
