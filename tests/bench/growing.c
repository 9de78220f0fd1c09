/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/growing.h"

#include <stdlib.h>
#include <string.h>

#include "bench/must.h"
#include "policy/action.h"
#include "support/random-policy.h"

#define NR            16 /* the syscall with many rules */
#define N_PREDICATES  6
#define RULES_AT_MOST 10000
#define SYSCALLS      500

/* A policy can have ABIs of one byte order only. */
#define LITTLE_ENDIAN_ABIS 12
#define BIG_ENDIAN_ABIS    11

/* Odd, so that multiples of it come back only after 2^32 (or 2^64) of them. */
#define SPREAD_32 UINT32_C(2654435761)
#define SPREAD_64 UINT64_C(0x9e3779b97f4a7c15)

static struct policy *new_policy(void)
{
        struct policy *policy;

        must(policy_new(&policy, ACTION_ERRNO(1), SECCOMP_RET_KILL_PROCESS));
        return policy;
}

static struct filter *add_filter(struct policy *policy, const struct abi *abi)
{
        struct filter *filter;

        must(policy_add_filter(&filter, policy, abi));
        return filter;
}

static void allow(struct filter *filter, uint32_t nr, struct predicate *predicates, size_t n)
{
        const struct rule rule = { predicates, n, SECCOMP_RET_ALLOW, { 0 } };

        must(filter_add_rule(filter, nr, &rule));
}

/* Many rules on one syscall */

typedef size_t (*rule_maker)(struct predicate out[N_PREDICATES], struct chance *chance,
                             unsigned int i);

static struct policy *of_rules(rule_maker make, unsigned int n)
{
        struct policy *policy = new_policy();
        struct filter *filter = add_filter(policy, abi_by_name(span_of("x86_64")));
        struct chance chance = { 1 };

        for (unsigned int i = 0; i < n; i++) {
                struct predicate predicates[N_PREDICATES];
                const size_t n_predicates = make(predicates, &chance, i);

                allow(filter, NR, predicates, n_predicates);
        }
        return policy;
}

static size_t spread_value(struct predicate *out, struct chance *chance, unsigned int i)
{
        (void)chance;
        *out = (struct predicate){ 1, CMP_EQ, UINT32_MAX, (uint32_t)(i * SPREAD_32) };
        return 1;
}

static size_t next_value(struct predicate *out, struct chance *chance, unsigned int i)
{
        (void)chance;
        *out = (struct predicate){ 1, CMP_EQ, UINT32_MAX, i };
        return 1;
}

static size_t wide_value(struct predicate *out, struct chance *chance, unsigned int i)
{
        (void)chance;
        *out = (struct predicate){ 1, CMP_EQ, UINT64_MAX, i * SPREAD_64 };
        return 1;
}

/* A piece of the 64-bit numbers that meets no other one. */
static size_t wide_range(struct predicate *out, struct chance *chance, unsigned int i)
{
        const uint64_t width = UINT64_MAX / RULES_AT_MOST;

        (void)chance;
        out[0] = (struct predicate){ 1, CMP_GE, UINT64_MAX, i * width + width / 3 };
        out[1] = (struct predicate){ 1, CMP_LT, UINT64_MAX, i * width + width / 2 };
        return 2;
}

static size_t six_values(struct predicate *out, struct chance *chance, unsigned int i)
{
        (void)i;
        for (uint8_t arg = 0; arg < N_PREDICATES; arg++)
                out[arg] = (struct predicate){ arg, CMP_EQ, UINT32_MAX,
                                               (uint32_t)chance_next(chance) };
        return N_PREDICATES;
}

/*
 * Nothing that is known of one rule says much about the next: there is no small
 * tree, and a proof may have to walk as many paths as there are.
 */
static size_t six_comparisons(struct predicate *out, struct chance *chance, unsigned int i)
{
        static const uint8_t ops[] = { CMP_GE, CMP_LT, CMP_MASKED_EQ, CMP_NE, CMP_GT, CMP_LE };

        (void)i;
        for (uint8_t arg = 0; arg < N_PREDICATES; arg++) {
                const uint8_t op = ops[chance_below(chance, sizeof(ops))];
                const uint64_t mask = op == CMP_MASKED_EQ ? chance_next(chance) : UINT64_MAX;

                out[arg] = (struct predicate){ arg, op, mask, chance_next(chance) };
        }
        return N_PREDICATES;
}

/* A function for each of them: ISO C has no closures. */
#define OF_RULES(name)                                                                             \
        static struct policy *make_##name(unsigned int n)                                          \
        {                                                                                          \
                return of_rules(name, n);                                                          \
        }
OF_RULES(spread_value)
OF_RULES(next_value)
OF_RULES(wide_value)
OF_RULES(wide_range)
OF_RULES(six_values)
OF_RULES(six_comparisons)
#undef OF_RULES

/* One rule with many comparisons */

static struct policy *make_conjunction(unsigned int n)
{
        struct policy *policy = new_policy();
        struct predicate predicates[N_PREDICATES];

        for (unsigned int i = 0; i < n; i++)
                predicates[i] = (struct predicate){ (uint8_t)i, i % 2 ? CMP_LT : CMP_GE, UINT64_MAX,
                                                    (i + 1) * SPREAD_64 };
        allow(add_filter(policy, abi_by_name(span_of("x86_64"))), NR, predicates, n);
        return policy;
}

/* Many syscalls on many ABIs */

/* Two of three numbers, another two on each ABI, so that no two searches are alike. */
static void add_syscalls(struct filter *filter, unsigned int shift, struct predicate *predicates,
                         size_t n_predicates)
{
        unsigned int n = 0;

        for (uint32_t nr = 0; n < SYSCALLS; nr++) {
                if ((nr + shift + nr / 13 * shift) % 3 == 0)
                        continue;
                allow(filter, filter->abi->nr_base + nr, predicates, n_predicates);
                n++;
        }
}

static struct policy *of_abis(unsigned int n, bool big_endian, struct predicate *predicates,
                              size_t n_predicates)
{
        struct policy *policy = new_policy();

        for (unsigned int i = 0; i < abi_count() && policy->n_filters < n; i++)
                if (abi_at(i)->big_endian == big_endian)
                        add_syscalls(add_filter(policy, abi_at(i)), i, predicates, n_predicates);
        return policy;
}

static struct policy *make_little_endian(unsigned int n)
{
        return of_abis(n, false, NULL, 0);
}

static struct policy *make_big_endian(unsigned int n)
{
        return of_abis(n, true, NULL, 0);
}

static struct policy *make_six_on_abis(unsigned int n)
{
        struct predicate predicates[N_PREDICATES];
        struct chance chance = { 1 };

        return of_abis(n, false, predicates, six_values(predicates, &chance, 0));
}

#define RULES(most, fits) 10, most, fits, false
#define FEW(most)         1, most, most, true

const struct growing growings[] = {
        { "values", "N values of one argument, far apart", RULES(RULES_AT_MOST, 2000),
          make_spread_value },
        { "neighbours", "N values of one argument, each the last plus one",
          RULES(RULES_AT_MOST, RULES_AT_MOST), make_next_value },
        { "wide", "N values of one 64-bit argument", RULES(RULES_AT_MOST, 1000), make_wide_value },
        { "ranges", "N ranges of one 64-bit argument", RULES(RULES_AT_MOST, 400), make_wide_range },
        { "six", "N rules, each a value of every argument", RULES(RULES_AT_MOST, 300),
          make_six_values },
        { "orders", "N rules, each any comparison of every 64-bit argument",
          RULES(RULES_AT_MOST, 0), make_six_comparisons },
        { "conjunction", "one rule with N comparisons of 64-bit arguments", FEW(N_PREDICATES),
          make_conjunction },
        { "little", "500 syscalls on N little-endian ABIs", FEW(LITTLE_ENDIAN_ABIS),
          make_little_endian },
        { "big", "500 syscalls on N big-endian ABIs", FEW(BIG_ENDIAN_ABIS), make_big_endian },
        { "six-on-abis", "the same six predicates for 500 syscalls on N ABIs",
          FEW(LITTLE_ENDIAN_ABIS), make_six_on_abis },
};
const size_t n_growings = sizeof(growings) / sizeof(growings[0]);

const struct growing *growing_find(const char *name)
{
        for (size_t i = 0; i < n_growings; i++)
                if (strcmp(growings[i].name, name) == 0)
                        return &growings[i];
        abort();
}

static size_t input_of_slot(const struct slot *slot)
{
        size_t n = slot->n_rules;

        for (size_t i = 0; i < slot->n_rules; i++)
                n += slot->rules[i].n_predicates;
        return n;
}

size_t growing_input(const struct policy *policy)
{
        size_t n = 0;

        for (size_t f = 0; f < policy->n_filters; f++)
                for (size_t i = 0; i < policy->filters[f].n_slots; i++)
                        n += input_of_slot(&policy->filters[f].slots[i]);
        return n;
}

struct scmp_arg_cmp growing_condition(const struct predicate *p)
{
        if (p->op == CMP_MASKED_EQ || p->mask != UINT64_MAX)
                return SCMP_CMP(p->arg, SCMP_CMP_MASKED_EQ, p->mask, p->datum);
        return SCMP_CMP(p->arg, (enum scmp_compare)p->op, p->datum);
}
