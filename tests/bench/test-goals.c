/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How good programs have to be: their size, and what calls execute, for
 * policies that people use. All of it is counted; nothing depends on the
 * machine. README.md says where the limits come from.
 */

#include <string.h>

#include "api/program.h"
#include "bench/growing.h"
#include "bench/quality.h"
#include "bench/subject.h"
#include "engine/compile.h"
#include "support/random-policy.h"
#include "support/suite.h"

/* What is reached, and next to nothing above it. README.md says which is not enough yet. */
static const struct goal {
        const char *rules, *abis[3];
        size_t size;
        double uniform, weighted; /* executed in the mean */
} goals[] = {
        { "docker-default", { "x86_64", NULL }, 76, 8.8, 6.3 },
        { "docker-default", { "x86_64", "x86", "x32" }, 225, 9.95, 7.3 },
        { "systemd-system-service", { "x86_64", NULL }, 51, 8.3, 6.1 },
        { "systemd-system-service", { "x86_64", "x86", "x32" }, 190, 9.2, 7.2 },
        { "args200", { "x86_64", NULL }, 1235, 19.0, 11.3 },
};

static struct usage usage;
static struct rule_list list;

/* The program of a list of rules, and what is to be said of it. */
static struct quality quality_of(const char *const *abis, bool weighted)
{
        struct question question = { .rules = &list, .usage = weighted ? &usage : NULL };
        struct subject subject = { .name = "ours", .interface = &ours };
        struct program program = { 0 };
        struct quality quality;
        struct policy *policy;
        scmp_filter_ctx ctx;
        size_t n_refused;

        for (size_t i = 0; i < 3 && abis[i]; i++)
                question.tokens[i] = test_abi(abis[i])->token;
        subject_resolve(&subject, &list);
        ctx = subject_fill(&subject, &question, &n_refused);
        ck_assert_ptr_nonnull(ctx);
        ck_assert_uint_eq(n_refused, 0);
        ck_assert_int_eq(context_policy(&policy, context_get(ctx)), 0);
        ck_assert_ptr_eq(policy->filters[0].abi, test_abi(abis[0]));
        ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
        quality_measure(&quality, &program, policy, &usage);
        program_deinit(&program);
        policy_free(policy);
        seccomp_release(ctx);
        free(subject.numbers);
        return quality;
}

static void set_up(const char *rules)
{
        struct error err = { 0 };

        ck_assert_msg(usage_read(&usage, BENCH_DATA "/traces", false, &err) == 0, "%s",
                      err.message);
        ck_assert_msg(rule_list_read(&list, BENCH_DATA, rules, &err) == 0, "%s", err.message);
}

static void tear_down(void)
{
        usage_deinit(&usage);
        rule_list_deinit(&list);
}

/* Without and with priorities. Leaves what was read for tear_down(). */
static void both_qualities(struct quality *plain, struct quality *weighted, const struct goal *goal)
{
        set_up(goal->rules);
        *plain = quality_of(goal->abis, false);
        *weighted = quality_of(goal->abis, true);
}

START_TEST(programs_are_small_and_calls_are_found_quickly)
{
        const struct goal *goal = &goals[_i];
        struct quality plain, weighted;

        both_qualities(&plain, &weighted, goal);
        ck_assert_uint_le(plain.size, goal->size);
        ck_assert_double_le(plain.uniform, goal->uniform);
        ck_assert_double_le(weighted.traced, goal->weighted);
        tear_down();
}
END_TEST

START_TEST(priorities_make_frequent_calls_faster)
{
        struct quality plain, weighted;

        both_qualities(&plain, &weighted, &goals[_i]);
        ck_assert_double_lt(weighted.traced, plain.traced);
        tear_down();
}
END_TEST

START_TEST(no_call_is_searched_for_longer_than_the_logarithm_of_the_intervals_allows)
{
        struct quality plain, weighted;

        both_qualities(&plain, &weighted, &goals[_i]);
        ck_assert_uint_gt(plain.before, 0);
        ck_assert_uint_le(plain.before, plain.allowed);
        ck_assert_uint_le(weighted.before, 2 * weighted.allowed);
        tear_down();
}
END_TEST

START_TEST(that_bound_holds_on_every_abi)
{
        const char *const abis[3] = { abi_at((unsigned int)_i)->name };

        set_up("docker-default");
        for (int weighted = 0; weighted < 2; weighted++) {
                const struct quality quality = quality_of(abis, weighted > 0);

                ck_assert_uint_gt(quality.n_allowed, 200);
                ck_assert_uint_le(quality.before, (weighted > 0 ? 2 : 1) * quality.allowed);
        }
        tear_down();
}
END_TEST

START_TEST(that_bound_holds_for_all_abis_in_one_program)
{
        const struct growing *growing = growing_find(_i == 0 ? "little" : "big");
        struct program program = { 0 };
        struct quality quality;
        struct policy *policy;

        set_up("docker-default");
        for (unsigned int n = growing->least; n <= growing->most; n++) {
                policy = growing->make(n);
                ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
                quality_measure(&quality, &program, policy, &usage);
                ck_assert_msg(quality.before_of_all <= quality.allowed_of_all,
                              "%u ABIs: %u instructions, %u allowed", n, quality.before_of_all,
                              quality.allowed_of_all);
                program_deinit(&program);
                policy_free(policy);
        }
        tear_down();
}
END_TEST

/* Few calls of large priorities and many of small ones: what makes an optimal tree deep. */
static void give_priorities(struct filter *filter, struct chance *chance)
{
        for (size_t i = 0; i < filter->n_slots; i++) {
                const uint32_t priority = (uint32_t)UINT8_MAX >> chance_below(chance, 9);

                ck_assert_int_eq(filter_set_priority(filter, filter->slots[i].first,
                                                     priority >> chance_below(chance, 9)),
                                 0);
        }
}

START_TEST(no_priorities_cost_any_call_more_than_twice_that)
{
        const unsigned int n_rounds = test_rounds(30);

        set_up("docker-default");
        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct policy *policy = growing_find("little")->make(1);
                struct program program = { 0 };
                struct chance chance = { seed };
                struct quality quality;

                give_priorities(&policy->filters[0], &chance);
                ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
                quality_measure(&quality, &program, policy, &usage);
                ck_assert_uint_le(quality.before, 2 * quality.allowed);
                program_deinit(&program);
                policy_free(policy);
        }
        tear_down();
}
END_TEST

static Suite *goals_suite(void)
{
        const int n_goals = sizeof(goals) / sizeof(*goals);
        Suite *suite = suite_create("bench/goals");
        TCase *tc = tcase_create("goals");

        tcase_set_timeout(tc, 60);
        tcase_add_loop_test(tc, programs_are_small_and_calls_are_found_quickly, 0, n_goals);
        tcase_add_loop_test(tc, priorities_make_frequent_calls_faster, 0, n_goals);
        tcase_add_loop_test(
                tc, no_call_is_searched_for_longer_than_the_logarithm_of_the_intervals_allows, 0,
                n_goals);
        tcase_add_loop_test(tc, that_bound_holds_on_every_abi, 0, (int)abi_count());
        tcase_add_loop_test(tc, that_bound_holds_for_all_abis_in_one_program, 0, 2);
        tcase_add_test(tc, no_priorities_cost_any_call_more_than_twice_that);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(goals_suite());
}
