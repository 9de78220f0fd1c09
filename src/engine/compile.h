/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The one place that knows the pipeline: policy -> decision graph -> program
 * -> proof. What leaves here has been proven against the policy.
 */

#include <linux/seccomp.h>

#include "bpf/program.h"
#include "policy/policy.h"
#include "util/error.h"

/* How a compilation went; filled in also when it failed. */
struct compile_report {
        size_t n_nodes;              /* decision graph */
        size_t n_insns;              /* program, also when it was too long */
        size_t n_proof_steps;        /* instructions that the proof walked */
        struct seccomp_data witness; /* when the proof failed: a call that is decided wrongly */
        struct error err;            /* words for -E2BIG, -EBADMSG, … */
};

/**
 * engine_compile() - make a program of a policy, and prove it
 * @out:    an empty program; the caller calls program_deinit()
 * @policy: at least one filter
 * @report: may be NULL
 *
 * Return: 0; -ENOMEM; -E2BIG if it needs more than 4096 instructions, with
 * the syscalls that need the most of them in the report's words;
 * -EINVAL if the policy has no filter; -EBADMSG if the proof failed or could
 * not be completed, which is a defect of the generator: nothing may be
 * installed then.
 */
int engine_compile(struct program *out, const struct policy *policy, struct compile_report *report);
