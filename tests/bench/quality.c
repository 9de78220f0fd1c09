/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/quality.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "abi/syscall.h"
#include "bench/intervals.h"
#include "bench/must.h"
#include "policy/action.h"
#include "policy/eval.h"

/* The longest path */

static unsigned int longest_path(const struct program *program)
{
        _cleanup_(freep) unsigned int *from = calloc(program->n_insns, sizeof(*from));

        must(from ? 0 : -ENOMEM);
        for (size_t pc = program->n_insns; pc-- > 0;) {
                const struct sock_filter *insn = &program->insns[pc];
                unsigned int yes = 0, no = 0;

                if (BPF_CLASS(insn->code) == BPF_JMP && BPF_OP(insn->code) == BPF_JA) {
                        yes = no = from[pc + 1 + insn->k];
                } else if (BPF_CLASS(insn->code) == BPF_JMP) {
                        yes = from[pc + 1 + insn->jt];
                        no = from[pc + 1 + insn->jf];
                } else if (BPF_CLASS(insn->code) != BPF_RET) {
                        yes = from[pc + 1];
                }
                from[pc] = 1 + (yes > no ? yes : no);
        }
        return program->n_insns > 0 ? from[0] : 0;
}

/* Calls that are allowed */

/* A value of the argument for which @p holds, given what it should be otherwise. */
static uint64_t satisfying(const struct predicate *p, uint64_t value)
{
        switch (p->op) {
        case CMP_NE:
                return predicate_holds(p, value) ? value : value ^ (p->mask & -p->mask);
        case CMP_LT:
                return predicate_holds(p, value) ? value : 0;
        case CMP_GT:
                return p->datum + 1;
        case CMP_MASKED_EQ:
                return (value & ~p->mask) | (p->datum & p->mask);
        default:
                return p->datum;
        }
}

/* Return: whether there is a call that @rule decides, and allows, as far as one example tells. */
static bool find_example(struct seccomp_data *call, const struct policy *policy,
                         const struct rule *rule)
{
        struct verdict verdict;

        memset(call->args, 0, sizeof(call->args));
        for (size_t i = 0; i < rule->n_predicates; i++) {
                const struct predicate *p = &rule->predicates[i];

                call->args[p->arg] = satisfying(p, call->args[p->arg]);
        }
        verdict = policy_eval(policy, call);
        return verdict.rule == rule && action_allows(verdict.action);
}

static unsigned int n_executed(const struct program *program, const struct seccomp_data *call)
{
        struct run_result ran;

        must(program_run(&ran, program, call));
        return ran.n_executed;
}

/* Return: what an allowed call of that number executes in the mean; 0 if none is allowed. */
static double mean_of_number(const struct program *program, const struct policy *policy,
                             const struct filter *filter, uint32_t nr)
{
        const struct slot *slot = filter_find_slot(filter, nr);
        struct seccomp_data call = { .nr = (int)nr, .arch = filter->abi->audit_arch };
        unsigned int n = 0, sum = 0;

        for (size_t i = 0; slot && i < slot->n_rules; i++) {
                if (!find_example(&call, policy, &slot->rules[i]))
                        continue;
                sum += n_executed(program, &call);
                n++;
        }
        if (n == 0 && action_allows(policy_eval(policy, &call).action)) {
                sum = n_executed(program, &call);
                n = 1;
        }
        return n > 0 ? (double)sum / n : 0;
}

static void measure_allowed(struct quality *out, const struct program *program,
                            const struct policy *policy, const struct usage *usage)
{
        const struct filter *filter = &policy->filters[0];

        for (unsigned int id = 0; id < syscall_count(); id++) {
                double executed;
                uint32_t nr;

                if (!abi_syscall_number(&nr, filter->abi, (int)id))
                        continue;
                executed = mean_of_number(program, policy, filter, nr);
                if (executed == 0)
                        continue;
                out->n_allowed++;
                out->uniform += executed;
                out->traced += executed * usage->share[id];
                out->covered += usage->share[id];
        }
        out->uniform /= (double)out->n_allowed;
        out->traced /= out->covered;
}

/* What comes before arguments */

/* The same program, but it ends where it would load a word of an argument. */
static struct program without_arguments(const struct program *program)
{
        struct program cut = *program;

        cut.insns = calloc(program->n_insns, sizeof(*cut.insns));
        must(cut.insns ? 0 : -ENOMEM);
        for (size_t pc = 0; pc < program->n_insns; pc++) {
                const struct sock_filter *insn = &program->insns[pc];

                cut.insns[pc] = *insn;
                if (BPF_CLASS(insn->code) == BPF_LD && BPF_MODE(insn->code) == BPF_ABS &&
                    insn->k >= 4 * WORD_ARGS)
                        cut.insns[pc] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
        }
        return cut;
}

static unsigned int ceil_log2(size_t n)
{
        unsigned int log = 0;

        while (((size_t)1 << log) < n)
                log++;
        return log;
}

static unsigned int bound(size_t n_intervals)
{
        return 2 * ceil_log2(n_intervals) + 4;
}

/*
 * Of one architecture word; whichever is nearest to what is allowed remains in
 * @out. Return: its intervals.
 */
static size_t measure_before(struct quality *out, const struct program *cut,
                             const struct policy *policy, uint32_t arch)
{
        struct pieces pieces;
        unsigned int before = 0;
        size_t n_intervals;

        pieces_init(&pieces, policy, arch);
        for (size_t i = 0; i < pieces.n; i++) {
                const struct seccomp_data call = { .nr = (int)pieces.firsts[i], .arch = arch };
                const unsigned int n = n_executed(cut, &call);

                if (n > before)
                        before = n;
        }
        if (before > out->before_of_all)
                out->before_of_all = before;
        if (out->allowed == 0 || before + out->allowed > out->before + bound(pieces.n_intervals)) {
                out->before = before;
                out->n_intervals = pieces.n_intervals;
                out->allowed = bound(pieces.n_intervals);
        }
        n_intervals = pieces.n_intervals;
        pieces_deinit(&pieces);
        return n_intervals;
}

static bool is_repeated(const struct policy *policy, size_t filter)
{
        for (size_t i = 0; i < filter; i++)
                if (policy->filters[i].abi->audit_arch == policy->filters[filter].abi->audit_arch)
                        return true;
        return false;
}

void quality_measure(struct quality *out, const struct program *program,
                     const struct policy *policy, const struct usage *usage)
{
        struct program cut = without_arguments(program);
        size_t n_intervals = 1; /* of all other architectures */

        *out = (struct quality){ .size = program->n_insns, .longest = longest_path(program) };
        measure_allowed(out, program, policy, usage);
        for (size_t i = 0; i < policy->n_filters; i++)
                if (!is_repeated(policy, i))
                        n_intervals += measure_before(out, &cut, policy,
                                                      policy->filters[i].abi->audit_arch);
        out->allowed_of_all = bound(n_intervals);
        program_deinit(&cut);
}
