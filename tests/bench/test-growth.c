/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * That nothing is quadratic. What is compared are not times but counts, which
 * are the same in every run: branches that were executed, nodes,
 * instructions, steps of the proof, bytes. A policy that is ten times as large
 * may cost ten times as much, and a little more for sorting and searching.
 */

#include <errno.h>
#include <string.h>

#include "api/helper.h"
#include "bench/cost.h"
#include "bench/growing.h"
#include "bench/work.h"
#include "engine/compile.h"

/* Two sizes of one kind, and how many times as much each rule may cost in the larger. */
struct comparison {
        const char *name, *stage;
        size_t small, large; /* rules and predicates */
        double slack;
};

/*
 * Growing a hundred times, n log n costs each rule at most twice as much, and
 * growing ten times half as much again; n^2 would cost it a hundred and ten
 * times as much. From one ABI to all there is a factor of a dozen, and arrays
 * that grow by doubling make the small counts uneven.
 */
static const double slack_of_100 = 4, slack_of_10 = 2.5, slack_of_short = 4;

static void compare(const struct comparison *c, const char *what, uint64_t small, uint64_t large)
{
        const double each = (double)large / (double)c->large / ((double)small / (double)c->small);

        ck_assert_msg(large == 0 || small > 0, "%s: %s: no %s were counted", c->name, c->stage,
                      what);
        ck_assert_msg(large == 0 || each <= c->slack,
                      "%s: %s: %s of each rule grow %.2f times from %zu to %zu", c->name, c->stage,
                      what, each, c->small, c->large);
}

static void compare_stages(struct comparison *c, const char *stage, const struct stage_cost *small,
                           const struct stage_cost *large)
{
        c->stage = stage;
        compare(c, "branches", small->work, large->work);
        compare(c, "allocated bytes", small->memory.bytes, large->memory.bytes);
        compare(c, "held bytes", small->memory.peak, large->memory.peak);
}

/* Return: its rules and predicates. */
static size_t measure(struct cost *out, const struct growing *growing, unsigned int n)
{
        struct policy *policy = growing->make(n);
        const size_t n_parts = growing_input(policy);
        struct program program = { 0 };

        (void)cost_measure(out, &program, policy, true);
        program_deinit(&program);
        policy_free(policy);
        return n_parts;
}

START_TEST(building_grows_with_the_rules_and_no_faster)
{
        const struct growing *growing = &growings[_i];
        struct comparison c = { .name = growing->name,
                                .slack = growing->is_short ? slack_of_short : slack_of_100 };
        struct cost small, large;

        c.small = measure(&small, growing, growing->is_short ? 1 : growing->most / 100);
        c.large = measure(&large, growing, growing->most);
        ck_assert_uint_gt(large.build.work, c.large);
        compare_stages(&c, "build", &small.build, &large.build);
        compare_stages(&c, "lower", &small.lower, &large.lower);
        compare(&c, "nodes", small.n_nodes, large.n_nodes);
        compare(&c, "instructions", small.n_insns, large.n_insns);
}
END_TEST

START_TEST(proving_grows_with_the_rules_and_no_faster)
{
        const struct growing *growing = &growings[_i];
        struct comparison c = { .name = growing->name,
                                .slack = growing->is_short ? slack_of_short : slack_of_10 };
        struct cost small, large;

        if (growing->fits == 0)
                return;
        c.small = measure(&small, growing, growing->is_short ? 1 : growing->fits / 10);
        c.large = measure(&large, growing, growing->fits);
        ck_assert_int_eq(large.verdict, PROOF_EQUIVALENT);
        ck_assert_uint_gt(large.prove.work, c.large);
        compare_stages(&c, "prove", &small.prove, &large.prove);
        compare(&c, "steps", small.n_steps, large.n_steps);
}
END_TEST

/* As a program does it: rule by rule, then all at once. */

static scmp_filter_ctx add_all(const struct policy *policy)
{
        scmp_filter_ctx ctx = new_ctx(policy->act_default);
        const struct slot *slot = &policy->filters[0].slots[0];

        for (size_t i = 0; i < slot->n_rules; i++) {
                struct scmp_arg_cmp args[6];
                const struct rule *rule = &slot->rules[i];

                for (size_t k = 0; k < rule->n_predicates; k++)
                        args[k] = growing_condition(&rule->predicates[k]);
                claim(seccomp_rule_add_array(ctx, rule->action, (int)slot->first,
                                             (unsigned int)rule->n_predicates, args) == 0);
        }
        return ctx;
}

struct api_cost {
        struct stage_cost add, precompute;
        int code; /* of seccomp_precompute() */
};

static size_t measure_api(struct api_cost *out, const struct growing *growing, unsigned int n)
{
        struct policy *policy = growing->make(n);
        const size_t n_parts = growing_input(policy);
        uint64_t before = work_done();
        scmp_filter_ctx ctx;

        memory_start();
        ctx = add_all(policy);
        out->add.work = work_done() - before;
        out->add.memory = memory_stop();
        before = work_done();
        memory_start();
        out->code = seccomp_precompute(ctx);
        out->precompute.work = work_done() - before;
        out->precompute.memory = memory_stop();
        seccomp_release(ctx);
        policy_free(policy);
        return n_parts;
}

static void compare_api(const char *name, unsigned int n, int code)
{
        const struct growing *growing = growing_find(name);
        struct comparison c = { .name = name, .slack = slack_of_100 };
        struct api_cost small, large;

        c.small = measure_api(&small, growing, n / 100);
        c.large = measure_api(&large, growing, n);
        ck_assert_int_eq(large.code, code);
        ck_assert_uint_gt(large.add.work, c.large);
        compare_stages(&c, "seccomp_rule_add", &small.add, &large.add);
        compare_stages(&c, "seccomp_precompute", &small.precompute, &large.precompute);
}

START_TEST(ten_thousand_calls_of_rule_add_cost_each_what_a_hundred_do)
{
        compare_api("neighbours", 10000, 0);
        compare_api("values", 10000, -EFAULT);
}
END_TEST

/* However many ways lead through a program, no more of them are walked than its size is worth. */
START_TEST(a_few_rules_of_any_six_comparisons_are_proven)
{
        for (unsigned int n = 1; n <= 20; n++) {
                struct cost cost;

                (void)measure(&cost, growing_find("orders"), n);
                ck_assert_int_eq(cost.verdict, PROOF_EQUIVALENT);
                ck_assert_uint_gt(cost.n_steps, 0);
                ck_assert_uint_le(cost.n_steps, 2 * cost.n_insns);
        }
}
END_TEST

/* What does not fit */

static void is_refused(const char *name, unsigned int n)
{
        struct policy *policy = growing_find(name)->make(n);
        struct program program = { 0 };
        struct compile_report report;

        ck_assert_msg(engine_compile(&program, policy, &report) == -E2BIG, "%s: %u", name, n);
        ck_assert_int_eq(report.err.code, -E2BIG);
        ck_assert_ptr_nonnull(strstr(report.err.message, "4096 instructions"));
        ck_assert_uint_eq(report.n_proof_steps, 0);
        ck_assert_uint_eq(program.n_insns, 0);
        policy_free(policy);
}

START_TEST(a_policy_that_needs_more_than_4096_instructions_is_refused_as_such)
{
        is_refused("values", 4000); /* a little too large, each of them */
        is_refused("wide", 1500);
        is_refused("ranges", 600);
        is_refused("six", 400);
        is_refused("orders", 150);
        is_refused("orders", 3000); /* the graph is too large already */
}
END_TEST

/* What fits */

static void decides_as_the_policy(const struct policy *policy, const struct program *program)
{
        for (size_t f = 0; f < policy->n_filters; f++) {
                const struct abi *abi = policy->filters[f].abi;

                for (uint32_t nr = 0; nr < 800; nr++) {
                        const struct seccomp_data call = { .nr = (int)(abi->nr_base + nr),
                                                           .arch = abi->audit_arch };
                        struct run_result ran;

                        claim(program_run(&ran, program, &call) == 0);
                        claim(ran.action == policy_eval(policy, &call).action);
                }
        }
}

START_TEST(five_hundred_syscalls_on_every_abi_fit_one_program_for_each_byte_order)
{
        static const char *const names[] = { "little", "big" };
        size_t n_abis = 0;

        for (size_t i = 0; i < 2; i++) {
                const struct growing *growing = growing_find(names[i]);
                struct policy *policy = growing->make(growing->most);
                struct program program = { 0 };

                n_abis += policy->n_filters;
                ck_assert_uint_eq(growing_input(policy), 500 * policy->n_filters);
                ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
                decides_as_the_policy(policy, &program);
                program_deinit(&program);
                policy_free(policy);
        }
        ck_assert_uint_eq(n_abis, abi_count());
}
END_TEST

static Suite *growth_suite(void)
{
        Suite *suite = suite_create("bench/growth");
        TCase *tc = tcase_create("growth");

        tcase_set_timeout(tc, 120);
        tcase_add_loop_test(tc, building_grows_with_the_rules_and_no_faster, 0, (int)n_growings);
        tcase_add_loop_test(tc, proving_grows_with_the_rules_and_no_faster, 0, (int)n_growings);
        tcase_add_test(tc, a_few_rules_of_any_six_comparisons_are_proven);
        tcase_add_test(tc, ten_thousand_calls_of_rule_add_cost_each_what_a_hundred_do);
        tcase_add_test(tc, a_policy_that_needs_more_than_4096_instructions_is_refused_as_such);
        tcase_add_test(tc, five_hundred_syscalls_on_every_abi_fit_one_program_for_each_byte_order);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(growth_suite());
}
