/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/costly.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "abi/syscall.h"
#include "bpf/program.h"
#include "dag/decide.h"
#include "lower/lower.h"

/* Enough to know where to begin. */
#define N_COSTLIEST 3

struct costly {
        const struct abi *abi;
        uint32_t nr;
        size_t n_insns; /* more than fit into a filter at all: PROGRAM_MAX + 1 */
};

/* False: no memory. */
static bool count_alone(size_t *out, const struct slot *slot, uint32_t act_default, bool big_endian)
{
        _cleanup_(dag_freep) struct dag *dag = NULL;
        struct program program = { .big_endian = big_endian };
        uint32_t root;
        int r;

        r = dag_new(&dag);
        if (r >= 0)
                r = decide_rules(&root, dag, slot->rules, slot->n_rules, act_default, big_endian);
        if (r >= 0)
                r = lower_emit(&program, dag, root);
        *out = r >= 0 && program.n_insns <= PROGRAM_MAX ? program.n_insns : PROGRAM_MAX + 1;
        program_deinit(&program);
        return r >= 0 || r == -E2BIG;
}

static void rank(struct costly list[N_COSTLIEST], struct costly one)
{
        for (size_t i = 0; i < N_COSTLIEST; i++) {
                const struct costly other = list[i];

                if (one.n_insns <= other.n_insns)
                        continue;
                list[i] = one;
                one = other;
        }
}

static void rank_filter(struct costly list[N_COSTLIEST], const struct policy *policy,
                        const struct filter *filter)
{
        for (size_t i = 0; i < filter->n_slots; i++) {
                const struct slot *slot = &filter->slots[i];
                struct costly one = { .abi = filter->abi, .nr = slot->first };

                if (slot->n_rules == 0 || slot->rules[0].n_predicates == 0)
                        continue; /* decided by the number alone */
                if (count_alone(&one.n_insns, slot, policy->act_default, filter->abi->big_endian))
                        rank(list, one);
        }
}

/* Return: what snprintf() does. */
static int describe(char *out, size_t size, const struct costly *one, bool name_abi, bool is_first)
{
        const int id = abi_syscall_by_number(one->abi, one->nr);
        char number[16];
        const char *name = number;

        snprintf(number, sizeof(number), "call %u", one->nr);
        if (id >= 0)
                name = syscall_name(id);
        return snprintf(out, size, "%s%s%s%s (%s%zu)", is_first ? "" : ", ", name,
                        name_abi ? " on " : "", name_abi ? one->abi->name : "",
                        one->n_insns > PROGRAM_MAX ? "over " : "",
                        one->n_insns > PROGRAM_MAX ? (size_t)PROGRAM_MAX : one->n_insns);
}

void costly_syscalls(char *out, size_t size, const struct policy *policy)
{
        struct costly list[N_COSTLIEST] = { 0 };
        size_t used = 0;

        out[0] = '\0';
        for (size_t i = 0; i < policy->n_filters; i++)
                rank_filter(list, policy, &policy->filters[i]);
        for (size_t i = 0; i < N_COSTLIEST && list[i].abi; i++) {
                const int n =
                        describe(out + used, size - used, &list[i], policy->n_filters > 1, i == 0);

                if (n < 0 || (size_t)n >= size - used) {
                        out[used] = '\0';
                        return;
                }
                used += (size_t)n;
        }
}
