/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Policies by chance, with calls on each constant of theirs and beside it: what
 * the definition says, the graph, the program and this machine's kernel say,
 * too. The calls have numbers that are no system call's, so that nothing comes
 * of those that are allowed. SCMP_TEST_ROUNDS makes the run longer.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/action.h"
#include "support/random-policy.h"
#include "support/suite.h"
#include "witness/witnesses.h"

#define MOST_CALLS 400  /* of one policy */
#define AWAY       4000 /* added to small numbers, far from any that is used */

struct calls {
        struct seccomp_data items[MOST_CALLS];
        size_t n;
};

/* Actions that the kernel lets us tell apart. Those that end a process are slow, and seldom. */
static uint32_t telling_action(struct chance *chance)
{
        static const uint32_t seldom[] = { SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD,
                                           SECCOMP_RET_TRAP };
        const uint32_t kind = chance_below(chance, 32);

        if (kind < 12)
                return SECCOMP_RET_ALLOW;
        if (kind < 28)
                return ACTION_ERRNO(3000 + kind);
        if (kind == 28)
                return SECCOMP_RET_USER_NOTIF;
        if (kind == 29)
                return SECCOMP_RET_TRAP | chance_below(chance, 65536);
        return seldom[chance_below(chance, 3)];
}

/* The same rules for numbers that are far away, with actions that show. */
static void carry_away(struct chance *chance, struct policy *policy)
{
        policy->act_default = telling_action(chance);
        policy->act_badarch = telling_action(chance);
        for (size_t f = 0; f < policy->n_filters; f++) {
                struct filter *filter = &policy->filters[f];

                for (size_t s = 0; s < filter->n_slots; s++) {
                        struct slot *slot = &filter->slots[s];

                        slot->first += AWAY;
                        slot->last += AWAY;
                        for (size_t r = 0; r < slot->n_rules; r++)
                                slot->rules[r].action = telling_action(chance);
                }
        }
}

static void add_call(struct calls *calls, struct seccomp_data call)
{
        if (!is_unused_call(&call))
                call.nr += AWAY;
        if (calls->n < MOST_CALLS)
                calls->items[calls->n++] = call;
}

/* A call that meets the conditions of a rule as well as one can without thinking. */
static struct seccomp_data meeting(const struct filter *filter, uint32_t nr,
                                   const struct rule *rule)
{
        struct seccomp_data call = { .nr = (int)nr, .arch = filter->abi->audit_arch };

        for (size_t i = 0; i < rule->n_predicates; i++) {
                const struct predicate *p = &rule->predicates[i];
                const uint64_t beside = p->op == CMP_LT                      ? p->datum - 1
                                        : p->op == CMP_GT || p->op == CMP_NE ? p->datum + 1
                                                                             : p->datum;

                call.args[p->arg] = beside;
        }
        return call;
}

/* Each constant of a rule, both neighbours, and the same in another half. */
static void add_around(struct calls *calls, const struct filter *filter, uint32_t nr,
                       const struct rule *rule)
{
        const uint64_t width = filter->abi->long_bits == 32 ? UINT32_MAX : UINT64_MAX;

        for (size_t i = 0; i < rule->n_predicates; i++) {
                const struct predicate *p = &rule->predicates[i];
                const uint64_t around[] = {
                        p->datum,
                        p->datum - 1,
                        p->datum + 1,
                        p->datum ^ UINT64_C(0x80000000),
                        p->datum ^ UINT64_C(0x100000000),
                        p->datum >> 32 | p->datum << 32,
                };

                for (size_t k = 0; k < sizeof(around) / sizeof(*around); k++) {
                        struct seccomp_data call = meeting(filter, nr, rule);

                        call.args[p->arg] = around[k];
                        for (size_t a = 0; a < 6; a++)
                                call.args[a] &= width;
                        add_call(calls, call);
                }
        }
}

static void choose_calls(struct calls *calls, struct chance *chance, const struct policy *policy)
{
        calls->n = 0;
        for (unsigned int i = 0; i < 60; i++)
                add_call(calls, random_call(chance, policy));
        for (size_t f = 0; f < policy->n_filters; f++) {
                const struct filter *filter = &policy->filters[f];

                for (size_t s = 0; s < filter->n_slots; s++) {
                        const struct slot *slot = &filter->slots[s];

                        for (size_t r = 0; r < slot->n_rules; r++)
                                add_around(calls, filter, slot->first, &slot->rules[r]);
                }
        }
}

/* One to three of those that this machine runs. */
static struct policy *choose_policy(struct chance *chance)
{
        const struct shape shape = { .n_syscalls = 4,
                                     .n_rules = 5,
                                     .n_predicates = 3,
                                     .n_args = 1 + chance_below(chance, 6),
                                     .n_values = 8 };
        const struct abi *abis[3] = { abi_native() };
        unsigned int n = 1;

        if (chance_below(chance, 2))
                abis[n++] = test_abi("x86");
        if (chance_below(chance, 2))
                abis[n++] = test_abi("x32");
        if (n > 1 && chance_below(chance, 4) == 0)
                abis[0] = abis[--n];
        return random_policy(chance, &shape, abis, n);
}

static void print_call(const struct seccomp_data *call)
{
        (void)fprintf(stderr, "  %#x %#x", call->arch, (unsigned int)call->nr);
        for (size_t i = 0; i < 6; i++)
                (void)fprintf(stderr, " %#llx", (unsigned long long)call->args[i]);
        (void)fputc('\n', stderr);
}

START_TEST(all_witnesses_decide_random_calls_as_the_definition_does)
{
        static struct testimony testimonies[MOST_CALLS];
        static struct calls calls;
        struct chance chance = { 71 };
        size_t n_asked = 0, n_rounds = test_rounds(40);

        for (size_t round = 0; round < n_rounds; round++) {
                _cleanup_(policy_freep) struct policy *policy = choose_policy(&chance);

                choose_calls(&calls, &chance, policy);
                carry_away(&chance, policy);
                witnesses_ask(testimonies, policy, calls.items, calls.n, NULL);
                for (size_t i = 0; i < calls.n; i++) {
                        n_asked += testimonies[i].kernel_was_asked;
                        if (testimony_is(&testimonies[i], &calls.items[i],
                                         testimonies[i].definition))
                                continue;
                        print_call(&calls.items[i]);
                        testimony_print(&testimonies[i]);
                        ck_abort_msg("policy %zu: not all witnesses agree", round);
                }
        }
        (void)printf("%zu policies, the kernel was asked of %zu calls\n", n_rounds, n_asked);
        (void)fflush(stdout);
        ck_assert_uint_gt(n_asked, 20 * n_rounds);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("witness/random");
        TCase *tests = tcase_create("random");

        if (strcmp(abi_native()->name, "x86_64") != 0)
                return 77; /* Meson's status for a test that could not run */
        tcase_set_timeout(tests, 600);
        tcase_add_test(tests, all_witnesses_decide_random_calls_as_the_definition_does);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
