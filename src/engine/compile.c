/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/compile.h"

#include <errno.h>

#include "dag/dispatch.h"
#include "lower/lower.h"
#include "prove/prove.h"

static int build(struct program *out, const struct policy *policy, struct compile_report *report)
{
        _cleanup_(dag_freep) struct dag *dag = NULL;
        uint32_t root;
        int r;

        r = dag_new(&dag);
        if (r >= 0)
                r = dispatch_build(&root, dag, policy);
        if (r >= 0)
                r = lower_emit(out, dag, root);
        if (dag)
                report->n_nodes = dag->n_nodes;
        report->n_insns = out->n_insns;
        if (r == -E2BIG || (r >= 0 && out->n_insns > PROGRAM_MAX))
                return error_set(&report->err, -E2BIG,
                                 "the filter needs more than the %d instructions that the kernel "
                                 "takes; fewer argument conditions make it shorter",
                                 PROGRAM_MAX);
        if (r < 0)
                return error_set(&report->err, r, "out of memory while building the filter");
        return 0;
}

static int prove(const struct program *program, const struct policy *policy,
                 struct compile_report *report)
{
        struct proof proof;
        int r;

        r = prove_program(&proof, program, policy);
        if (r < 0)
                return error_set(&report->err, r, "out of memory while proving the filter");
        report->n_proof_steps = proof.n_steps;
        if (proof.verdict == PROOF_EQUIVALENT)
                return 0;
        report->witness = proof.witness;
        if (proof.verdict == PROOF_UNDECIDED)
                return error_set(&report->err, -EBADMSG,
                                 "internal error: the generated filter could not be proven; "
                                 "please report the profile");
        return error_set(&report->err, -EBADMSG,
                         "internal error: the generated filter decides call %d of architecture "
                         "%#x otherwise than the policy; please report the profile",
                         proof.witness.nr, proof.witness.arch);
}

int engine_compile(struct program *out, const struct policy *policy, struct compile_report *report)
{
        struct compile_report unused;
        int r;

        if (!report)
                report = &unused;
        *report = (struct compile_report){ 0 };
        if (policy->n_filters == 0)
                return error_set(&report->err, -EINVAL, "the policy has no architecture");
        out->big_endian = policy->filters[0].abi->big_endian;
        r = build(out, policy, report);
        if (r >= 0)
                r = prove(out, policy, report);
        if (r < 0)
                program_deinit(out); /* nothing that was not proven leaves */
        return r;
}
