/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Each allocation of a compilation failing, with or without those after it: it
 * says so, keeps nothing, and never makes another program.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/compile.h"
#include "support/memory.h"
#include "support/random-policy.h"
#include "support/suite.h"
#include "support/typical-policy.h"

#define N_RANDOM 200

/* What is compiled again and again. */
static struct {
        struct policy *policy;
        struct program wanted;
} subject;

/* One attempt. */
struct compilation {
        struct program program;
        struct compile_report report;
};

static void *begin(void)
{
        struct compilation *compilation = calloc(1, sizeof(*compilation));

        claim(compilation != NULL);
        return compilation;
}

static int act(void *state)
{
        struct compilation *compilation = state;

        return engine_compile(&compilation->program, subject.policy, &compilation->report);
}

static void end(void *state, int r)
{
        struct compilation *compilation = state;
        const struct program *program = &compilation->program, *wanted = &subject.wanted;

        if (r == 0) {
                claim(program->n_insns == wanted->n_insns);
                claim(memcmp(program->insns, wanted->insns,
                             wanted->n_insns * sizeof(*wanted->insns)) == 0);
        } else {
                claim(program->insns == NULL && program->n_insns == 0);
                claim(strstr(compilation->report.err.message, "out of memory") != NULL);
        }
        program_deinit(&compilation->program);
        free(compilation);
}

static void try_policy(struct policy *policy)
{
        subject.policy = policy;
        ck_assert_int_eq(engine_compile(&subject.wanted, policy, NULL), 0);
        memory_try(&(struct attempt){ begin, act, end, false });
        program_deinit(&subject.wanted);
        policy_free(policy);
}

START_TEST(a_compilation_without_memory_gives_no_program)
{
        try_policy(typical_policies[_i].make());
}
END_TEST

START_TEST(nor_does_one_of_a_random_policy)
{
        static const char *const names[] = { "x86_64", "x86", "x32" };
        /* many calls with a few rules, or a call with many: memory is taken in other places */
        static const struct shape shapes[] = { { 20, 6, 4, 4, 8, 0 }, { 2, 60, 2, 2, 60, 1 } };
        struct chance chance = { (uint64_t)_i };
        const struct abi *abis[3];

        for (size_t i = 0; i < 3; i++)
                abis[i] = test_abi(names[i]);
        try_policy(random_policy(&chance, &shapes[_i % 2], abis, 1 + chance_below(&chance, 3)));
}
END_TEST

static void add_tests(TCase *tests)
{
        tcase_add_loop_test(tests, a_compilation_without_memory_gives_no_program, 0,
                            N_TYPICAL_POLICIES);
        tcase_add_loop_test(tests, nor_does_one_of_a_random_policy, 0, N_RANDOM);
}

int main(void)
{
        return memory_run("engine/memory", add_tests);
}
