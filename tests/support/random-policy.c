/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/random-policy.h"

#include <stdlib.h>

#include "policy/action.h"

#define HIGHEST_NR 24 /* rules are on numbers up to this one */

uint64_t chance_next(struct chance *chance)
{
        uint64_t z = chance->state += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        return z ^ (z >> 31);
}

uint32_t chance_below(struct chance *chance, uint32_t n)
{
        return (uint32_t)(chance_next(chance) % n);
}

/* Small, large, around 2^32, with equal halves: what goes wrong goes wrong there. */
static uint64_t random_datum(struct chance *chance, unsigned int n_values)
{
        static const uint64_t bases[] = {
                0,
                1,
                5,
                10,
                0x7fffffff,
                0x80000000,
                0xffffffff,
                0x100000000,
                0x100000005,
                0x500000005,
                0x7fffffffffffffff,
                0x8000000000000000,
                0xffffffff00000000,
                0xfffffffffffffffe,
                0xffffffffffffffff,
        };
        const uint32_t n = sizeof(bases) / sizeof(bases[0]);
        uint64_t base;

        switch (chance_below(chance, 4)) {
        case 0:
                return chance_next(chance);
        case 1:
                return chance_below(chance, n_values);
        default:
                /* one draw after the other: operands are evaluated in any order */
                base = bases[chance_below(chance, n < n_values ? n : n_values)];
                return base + chance_below(chance, 3) - 1;
        }
}

static uint64_t random_mask(struct chance *chance)
{
        static const uint64_t masks[] = {
                0xf,         0xff,        0x3,
                0x1,         0xffff0000,  0x80000000,
                0x100000000, 0xf0000000f, 0xffffffff00000000,
                0xffffffff,  0x7e020000,  0,
        };

        if (chance_below(chance, 4) == 0)
                return chance_next(chance);
        return masks[chance_below(chance, sizeof(masks) / sizeof(masks[0]))];
}

static struct predicate random_predicate(struct chance *chance, const struct shape *shape,
                                         const struct abi *abi)
{
        struct predicate p = { .mask = UINT64_MAX };

        p.arg = (uint8_t)chance_below(chance, shape->n_args);
        p.op = (uint8_t)(CMP_NE + chance_below(chance, 7));
        p.datum = random_datum(chance, shape->n_values);
        /* a 32-bit argument, as profiles make them; now and then any mask under an order */
        if (p.op == CMP_MASKED_EQ || chance_below(chance, 8) == 0)
                p.mask = random_mask(chance);
        else if (abi->long_bits == 32 || chance_below(chance, 2) == 0)
                p.mask = UINT32_MAX;
        if (abi->long_bits == 32)
                p.mask &= UINT32_MAX;
        return p;
}

static uint32_t random_action(struct chance *chance)
{
        static const uint32_t actions[] = {
                SECCOMP_RET_ALLOW, SECCOMP_RET_ALLOW, SECCOMP_RET_ALLOW, SECCOMP_RET_KILL_PROCESS,
                ACTION_ERRNO(1),   ACTION_ERRNO(38),  SECCOMP_RET_LOG,
        };

        return actions[chance_below(chance, sizeof(actions) / sizeof(actions[0]))];
}

static void must(int r)
{
        if (r < 0)
                abort();
}

static void random_filter(struct filter *filter, struct chance *chance, const struct shape *shape)
{
        const uint32_t one_action = random_action(chance);
        const bool one = chance_below(chance, 2) == 0; /* one action: as allow-lists have it */

        for (unsigned int i = chance_below(chance, shape->n_syscalls + 1); i > 0; i--) {
                const uint32_t nr = filter->abi->nr_base + chance_below(chance, HIGHEST_NR);

                for (unsigned int k = chance_below(chance, shape->n_rules + 1); k > 0; k--) {
                        struct predicate predicates[6];
                        struct rule rule = { .predicates = predicates };

                        rule.n_predicates = shape->least_predicates +
                                            chance_below(chance, shape->n_predicates + 1 -
                                                                         shape->least_predicates);
                        rule.action = one ? one_action : random_action(chance);
                        for (size_t p = 0; p < rule.n_predicates; p++)
                                predicates[p] = random_predicate(chance, shape, filter->abi);
                        must(filter_add_rule(filter, nr, &rule));
                }
        }
        if (chance_below(chance, 4) == 0) {
                const uint32_t first = filter->abi->nr_base + chance_below(chance, HIGHEST_NR);

                must(filter_fill(filter, first, filter->abi->nr_base + 1000, random_action(chance),
                                 (struct origin){ 0 }));
        }
}

struct policy *random_policy(struct chance *chance, const struct shape *shape,
                             const struct abi *const *abis, unsigned int n_abis)
{
        struct policy *policy;

        must(policy_new(&policy, random_action(chance), SECCOMP_RET_KILL_PROCESS));
        for (unsigned int i = 0; i < n_abis; i++) {
                struct filter *filter;

                must(policy_add_filter(&filter, policy, abis[i]));
                random_filter(filter, chance, shape);
        }
        return policy;
}

static const struct rule *any_rule(struct chance *chance, const struct filter *filter, uint32_t nr)
{
        const struct slot *slot = filter_find_slot(filter, nr);

        if (!slot || slot->n_rules == 0)
                return NULL;
        return &slot->rules[chance_below(chance, (uint32_t)slot->n_rules)];
}

static uint64_t flip(struct chance *chance, uint64_t value)
{
        switch (chance_below(chance, 6)) {
        case 0:
                return value + 1;
        case 1:
                return value - 1;
        case 2:
                return value ^ (UINT64_C(1) << chance_below(chance, 64));
        case 3:
                return (value & UINT32_MAX) | (chance_next(chance) << 32);
        default:
                return value;
        }
}

struct seccomp_data random_call(struct chance *chance, const struct policy *policy)
{
        const struct filter *filter =
                &policy->filters[chance_below(chance, (uint32_t)policy->n_filters)];
        const struct abi *abi = filter->abi;
        uint32_t nr = abi->nr_base + chance_below(chance, HIGHEST_NR + 2);
        struct seccomp_data call = { .arch = abi->audit_arch };
        const struct rule *rule;

        for (unsigned int i = 0; i < 6; i++)
                call.args[i] = random_datum(chance, 1000);
        /* two rules at once: the places where they meet are the interesting ones */
        for (unsigned int k = 0; k < 2; k++) {
                rule = any_rule(chance, filter, nr);
                for (size_t i = 0; rule && i < rule->n_predicates; i++) {
                        const struct predicate *p = &rule->predicates[i];

                        call.args[p->arg] = flip(chance, p->datum);
                }
        }
        if (chance_below(chance, 32) == 0)
                nr = (uint32_t)chance_next(chance);
        if (chance_below(chance, 32) == 0)
                nr ^= X32_SYSCALL_BIT_NR;
        if (chance_below(chance, 64) == 0)
                nr = UINT32_MAX;
        if (chance_below(chance, 64) == 0)
                call.arch ^= 1u << chance_below(chance, 32);
        call.nr = (int)nr;
        if (abi->long_bits == 32)
                for (unsigned int i = 0; i < 6; i++)
                        call.args[i] &= UINT32_MAX; /* what the kernel hands over */
        return call;
}
