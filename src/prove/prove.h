/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Translation validation: does this program decide every call as the policy
 * does? The proof reads struct sock_filter and the policy, and shares no code
 * with what made the one from the other.
 */

#include <linux/seccomp.h>
#include <stddef.h>

#include "bpf/program.h"
#include "policy/policy.h"

enum proof_verdict {
        PROOF_EQUIVALENT, /* for every call, the same action */
        PROOF_DIFFERENT,  /* the witness is decided otherwise */
        PROOF_UNDECIDED,  /* neither could be shown; to be refused like DIFFERENT */
};

struct proof {
        enum proof_verdict verdict;
        struct seccomp_data witness; /* when DIFFERENT */
        size_t n_steps;              /* instructions that were walked */
};

/**
 * prove_program() - compare a program with the policy that it was made from
 *
 * Walks the instructions path by path, from every architecture word and with
 * every syscall number, and keeps of the policy's rules what the path leaves
 * open; at a return one action must be left, and it must be the one returned.
 *
 * Return: 0 with the verdict in @out, or -ENOMEM.
 */
int prove_program(struct proof *out, const struct program *program, const struct policy *policy);
