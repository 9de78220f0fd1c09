/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/cost.h"

#include <errno.h>
#include <time.h>

#include "bench/must.h"
#include "bench/work.h"
#include "dag/dispatch.h"
#include "lower/lower.h"

/* A stage at work: begins with what was there before. */
struct stopwatch {
        double us;
        uint64_t work;
        bool counted;
};

double cost_clock(void)
{
        struct timespec now;

        must(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now));
        return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static struct stopwatch start(bool counted)
{
        if (counted)
                memory_start();
        return (struct stopwatch){ cost_clock(), work_done(), counted };
}

static void stop(struct stage_cost *out, const struct stopwatch *watch)
{
        out->us = cost_clock() - watch->us;
        out->work = work_done() - watch->work;
        if (watch->counted)
                out->memory = memory_stop();
}

/* Return: 0 or -E2BIG; there is nothing else that a measurement can go on with. */
static int check(int r)
{
        if (r != -E2BIG)
                must(r);
        return r;
}

static int measure_making(struct cost *out, struct program *program, struct dag *dag,
                          const struct policy *policy, bool counted)
{
        struct stopwatch watch = start(counted);
        uint32_t root;
        int r;

        r = check(dispatch_build(&root, dag, policy));
        stop(&out->build, &watch);
        out->n_nodes = dag->n_nodes;
        if (r < 0)
                return r;
        watch = start(counted);
        program->big_endian = policy->filters[0].abi->big_endian;
        must(lower_emit(program, dag, root));
        stop(&out->lower, &watch);
        out->n_insns = program->n_insns;
        return program->n_insns > PROGRAM_MAX ? -E2BIG : 0;
}

int cost_measure(struct cost *out, struct program *program, const struct policy *policy,
                 bool counted)
{
        _cleanup_(dag_freep) struct dag *dag = NULL;
        struct stopwatch watch;
        struct proof proof;
        int r;

        *out = (struct cost){ 0 };
        must(dag_new(&dag));
        r = measure_making(out, program, dag, policy, counted);
        if (r < 0)
                return r;
        watch = start(counted);
        must(prove_program(&proof, program, policy));
        stop(&out->prove, &watch);
        out->n_steps = proof.n_steps;
        out->verdict = proof.verdict;
        return 0;
}
