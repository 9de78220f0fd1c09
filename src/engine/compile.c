/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/compile.h"

#include <errno.h>

#include "dag/dispatch.h"
#include "engine/costly.h"
#include "lower/lower.h"
#include "prove/prove.h"

static int too_long(const struct policy *policy, struct compile_report *report)
{
        char costly[160];

        costly_syscalls(costly, sizeof(costly), policy);
        return error_set(&report->err, -E2BIG,
                         "the filter needs more than the %d instructions that the kernel takes; "
                         "fewer conditions on arguments make it shorter%s%s",
                         PROGRAM_MAX, costly[0] ? ". The most are for " : "", costly);
}

static int build(struct program *out, const struct policy *policy, bool plain,
                 struct compile_report *report)
{
        _cleanup_(dag_freep) struct dag *dag = NULL;
        uint32_t root;
        int r;

        r = dag_new(&dag);
        if (r >= 0)
                dag->plain = plain;
        if (r >= 0)
                r = dispatch_build(&root, dag, policy);
        if (r >= 0)
                r = lower_emit(out, dag, root);
        if (dag)
                report->n_nodes = dag->n_nodes;
        report->n_insns = out->n_insns;
        if (r == -E2BIG || (r >= 0 && out->n_insns > PROGRAM_MAX))
                return too_long(policy, report);
        if (r < 0)
                return error_set(&report->err, r, "out of memory while building the filter");
        return 0;
}

static int judge(const struct proof *proof, struct compile_report *report)
{
        report->witness = proof->witness;
        switch (proof->verdict) {
        case PROOF_EQUIVALENT:
                return 0;
        case PROOF_UNDECIDED:
                return error_set(&report->err, -EBADMSG,
                                 "internal error: the generated filter could not be proven; "
                                 "please report the profile");
        default:
                return error_set(&report->err, -EBADMSG,
                                 "internal error: the generated filter decides call %d of "
                                 "architecture %#x otherwise than the policy; please report the "
                                 "profile",
                                 proof->witness.nr, proof->witness.arch);
        }
}

static int build_and_prove(struct program *out, struct proof *proof, const struct policy *policy,
                           bool plain, struct compile_report *report)
{
        int r;

        r = build(out, policy, plain, report);
        if (r < 0)
                return r;
        r = prove_program(proof, out, policy);
        if (r < 0)
                return error_set(&report->err, r, "out of memory while proving the filter");
        report->n_proof_steps += proof->n_steps;
        return 0;
}

int engine_compile(struct program *out, const struct policy *policy, struct compile_report *report)
{
        struct compile_report unused;
        struct proof proof;
        int r;

        if (!report)
                report = &unused;
        *report = (struct compile_report){ 0 };
        if (policy->n_filters == 0)
                return error_set(&report->err, -EINVAL, "the policy has no architecture");
        out->big_endian = policy->filters[0].abi->big_endian;
        r = build_and_prove(out, &proof, policy, false, report);
        if (r >= 0 && proof.verdict == PROOF_UNDECIDED) {
                /* rules that are mixed with each other too well to see through */
                program_deinit(out);
                r = build_and_prove(out, &proof, policy, true, report);
        }
        if (r >= 0)
                r = judge(&proof, report);
        if (r < 0)
                program_deinit(out); /* nothing that was not proven leaves */
        return r;
}
