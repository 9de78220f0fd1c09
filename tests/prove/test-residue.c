/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/residue.h"

#include <check.h>
#include <linux/seccomp.h>
#include <string.h>

#include "bpf/program.h"
#include "policy/action.h"
#include "policy/eval.h"
#include "support/open-rules.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define ALL     UINT32_MAX
#define DENY    ACTION_ERRNO(1)
#define N_CALLS 24

/* Rules and calls that all the facts at hand are true of. */
struct scene {
        struct arena arena;
        struct policy *policy;
        const struct slot *slot;
        struct fact facts[WORD_COUNT];
        struct residue residue;
        struct seccomp_data calls[N_CALLS];
        bool possible[N_CALLS]; /* true of it: what was learned so far */
        bool big_endian;
};

static uint32_t first_match(const struct scene *scene, const struct seccomp_data *call)
{
        for (size_t i = 0; i < scene->slot->n_rules; i++)
                if (rule_matches(&scene->slot->rules[i], call))
                        return scene->slot->rules[i].action;
        return DENY;
}

/* False where the policy has no rules at all. */
static bool scene_init(struct scene *scene, struct chance *chance, const struct shape *shape)
{
        const struct abi *const abi = test_abi("x86_64");

        *scene = (struct scene){ .policy = random_policy(chance, shape, &abi, 1),
                                 .big_endian = chance_below(chance, 2) };
        if (scene->policy->filters[0].n_slots == 0) {
                policy_free(scene->policy);
                return false;
        }
        scene->slot = &scene->policy->filters[0].slots[0];
        for (unsigned int i = 0; i < N_CALLS; i++) {
                scene->calls[i] = random_call(chance, scene->policy);
                scene->possible[i] = true;
        }
        claim(residue_start(&scene->residue, &scene->arena, scene->slot->rules,
                            scene->slot->n_rules, DENY, scene->big_endian) == 0);
        return true;
}

static void scene_deinit(struct scene *scene)
{
        arena_deinit(&scene->arena);
        policy_free(scene->policy);
}

static bool answer_for(const struct scene *scene, const struct seccomp_data *call,
                       unsigned int word, const struct question *question)
{
        uint32_t words[WORD_COUNT], seen;

        call_to_words(words, call, scene->big_endian);
        seen = words[word] & question->mask;
        return question->first <= seen && seen <= question->last;
}

static struct known known_of(const struct scene *scene)
{
        struct known known;

        for (unsigned int word = 0; word < WORD_COUNT; word++)
                known.words[word] = &scene->facts[word];
        return known;
}

static void learn(struct scene *scene, unsigned int word, const struct question *question, bool yes)
{
        struct known known = known_of(scene);
        struct residue left;

        fact_learn(&scene->facts[word], question, yes);
        for (unsigned int i = 0; i < N_CALLS; i++)
                scene->possible[i] = scene->possible[i] &&
                                     answer_for(scene, &scene->calls[i], word, question) == yes;
        claim(residue_given(&left, &scene->arena, &scene->residue, &known, 1u << word) == 0);
        scene->residue = left;
}

/* Of every call that is possible, the residue says what the rules say. */
static void claim_right(const struct scene *scene)
{
        uint32_t action = 0;
        const bool decided = residue_decided(&scene->residue, &action);

        for (unsigned int i = 0; i < N_CALLS; i++) {
                uint32_t wanted;

                if (!scene->possible[i])
                        continue;
                wanted = first_match(scene, &scene->calls[i]);
                claim(residue_action(&scene->residue, &scene->calls[i]) == wanted);
                claim(!decided || action == wanted);
        }
}

static const struct shape shapes[] = {
        { 2, 6, 3, 2, 8, 1 },
        { 2, 8, 6, 6, 15, 1 },
        { 2, 40, 1, 1, 100, 1 },
};

START_TEST(before_anything_is_known_a_residue_says_what_the_rules_say)
{
        for (uint64_t seed = 0; seed < test_rounds(2000); seed++) {
                struct chance chance = { seed };
                struct scene scene;

                if (!scene_init(&scene, &chance, &shapes[seed % 3]))
                        continue;
                claim_right(&scene);
                scene_deinit(&scene);
        }
}
END_TEST

/* One more thing that is so of @call, so that it stays possible. */
static void learn_of(struct scene *scene, struct chance *chance, const struct seccomp_data *call)
{
        static const uint32_t masks[] = { ALL, ALL, 0xf, 0xff, 0x1, 0xffff0000 };
        const unsigned int word = WORD_ARGS + chance_below(chance, 12);
        struct question q = { .mask = masks[chance_below(chance, 6)], .last = ALL };
        uint32_t words[WORD_COUNT];

        call_to_words(words, &scene->calls[chance_below(chance, N_CALLS)], scene->big_endian);
        q.first = words[word] & q.mask;
        if (chance_below(chance, 2))
                q.last = q.first;
        if (fact_ask(&scene->facts[word], &q) == ANSWER_OPEN)
                learn(scene, word, &q, answer_for(scene, call, word, &q));
}

/* Word for word in any order, until nothing but @call is possible. */
static void learn_all_of(struct scene *scene, struct chance *chance,
                         const struct seccomp_data *call)
{
        const unsigned int first = chance_below(chance, 12),
                           stride = 1 + 4 * chance_below(chance, 2);
        uint32_t words[WORD_COUNT];

        call_to_words(words, call, scene->big_endian);
        for (unsigned int i = 0; i < 12; i++) {
                const unsigned int word = WORD_ARGS + (first + i * stride) % 12;
                const struct question q = { ALL, words[word], words[word] };

                if (fact_ask(&scene->facts[word], &q) == ANSWER_OPEN)
                        learn(scene, word, &q, true);
                claim_right(scene);
        }
}

START_TEST(what_facts_leave_of_rules_says_the_same_of_every_possible_call)
{
        for (uint64_t seed = 0; seed < test_rounds(2000); seed++) {
                struct chance chance = { seed };
                struct scene scene;

                if (!scene_init(&scene, &chance, &shapes[seed % 3]))
                        continue;
                for (unsigned int i = 0; i < 12; i++) {
                        learn_of(&scene, &chance, &scene.calls[0]);
                        claim_right(&scene);
                }
                claim(scene.possible[0]);
                scene_deinit(&scene);
        }
}
END_TEST

/* Two ways from the same start, each taken by a call of its own, meet. */
START_TEST(what_two_ways_leave_together_says_the_same_of_every_call_of_either)
{
        for (uint64_t seed = 0; seed < test_rounds(4000); seed++) {
                struct chance chance = { seed };
                struct scene scene, other;
                struct residue start, both;

                if (!scene_init(&scene, &chance, &shapes[seed % 3]))
                        continue;
                other = scene;
                other.arena = (struct arena){ 0 };
                start = scene.residue;
                for (unsigned int i = 0; i < 1 + seed % 12; i++) {
                        learn_of(&scene, &chance, &scene.calls[0]);
                        learn_of(&other, &chance, &scene.calls[1 + i % 2]);
                }
                claim(residue_join(&both, &scene.arena, &scene.residue, &other.residue, &start) ==
                      0);
                scene.residue = both;
                for (unsigned int i = 0; i < N_CALLS; i++)
                        scene.possible[i] = scene.possible[i] || other.possible[i];
                for (unsigned int word = 0; word < WORD_COUNT; word++) {
                        struct fact joined;

                        fact_join(&joined, &scene.facts[word], &other.facts[word]);
                        scene.facts[word] = joined;
                }
                claim_right(&scene);
                /* what is learned on the common way from there on must be right, too */
                learn_all_of(&scene, &chance, &scene.calls[seed % 2]);
                arena_deinit(&other.arena);
                scene_deinit(&scene);
        }
}
END_TEST

/*
 * What can not match on either way stays known where they meet, whatever else
 * is forgotten there: nothing that is said of a call of either may be wrong.
 */
START_TEST(a_ghost_matches_no_call_of_either_way)
{
        size_t n_ghosts = 0;

        for (uint64_t seed = 0; seed < test_rounds(4000); seed++) {
                struct chance chance = { seed };
                struct scene scene, other;
                struct residue both;

                if (!scene_init(&scene, &chance, &shapes[seed % 3]))
                        continue;
                scene.residue.keeps_ghosts = true;
                other = scene;
                other.arena = (struct arena){ 0 };
                both = scene.residue;
                for (unsigned int i = 0; i < 12; i++) {
                        learn_of(&scene, &chance, &scene.calls[0]);
                        learn_of(&other, &chance, &scene.calls[1]);
                }
                claim(residue_join_ghosts(&both, &scene.arena, &scene.residue, &other.residue) ==
                      0);
                n_ghosts += both.n_ghosts;
                for (size_t i = 0; i < both.n_ghosts * N_CALLS; i++) {
                        const struct seccomp_data *call = &scene.calls[i % N_CALLS];

                        if (scene.possible[i % N_CALLS] || other.possible[i % N_CALLS])
                                claim(!rule_matches(both.ghosts[i / N_CALLS].rule, call));
                }
                arena_deinit(&other.arena);
                scene_deinit(&scene);
        }
        claim(n_ghosts > 0);
}
END_TEST

/* One way knows that a comparison holds by its high half, the other that the low half decides. */
START_TEST(why_a_predicate_holds_on_one_way_is_open_on_both)
{
        struct predicate p[] = { { 1, CMP_GE, UINT64_MAX, 36 }, { 0, CMP_EQ, UINT64_MAX, 1 } };
        const struct question zero = { ALL, 0, 0 };
        const struct rule rule = { p, 2, SECCOMP_RET_ALLOW, { 0 } };
        struct fact high = { 0 }, no_high = { 0 }, low = { 0 };
        struct known known = { 0 };
        struct arena arena = { 0 };
        struct residue start, a, b, both, left;
        uint32_t action;

        fact_learn(&high, &zero, false);
        fact_learn(&no_high, &zero, true);
        fact_learn(&low, &zero, true);
        ck_assert_int_eq(residue_start(&start, &arena, &rule, 1, DENY, false), 0);
        known.words[7] = &high;
        ck_assert_int_eq(residue_given(&a, &arena, &start, &known, 1u << 7), 0);
        known.words[7] = &no_high;
        ck_assert_int_eq(residue_given(&b, &arena, &start, &known, 1u << 7), 0);
        ck_assert_int_eq(residue_join(&both, &arena, &a, &b, &start), 0);
        known.words[6] = &low;
        ck_assert_int_eq(residue_given(&left, &arena, &both, &known, 1u << 6), 0);
        ck_assert(!residue_decided(&left, &action));
        arena_deinit(&arena);
}
END_TEST

START_TEST(where_a_ghost_would_match_no_call_comes)
{
        const struct predicate five = { 0, CMP_EQ, ALL, 5 }, seven = { 1, CMP_EQ, ALL, 7 };
        struct predicate both[] = { five, seven };
        const struct question is_five = { ALL, 5, 5 }, is_seven = { ALL, 7, 7 };
        const struct rule rule = { both, 2, SECCOMP_RET_ALLOW, { 0 } };
        struct fact not_five = { 0 }, not_seven = { 0 }, of_five = { 0 }, of_seven = { 0 };
        struct known known = { 0 };
        struct arena arena = { 0 };
        struct residue start, left, last, a, b;

        fact_learn(&not_five, &is_five, false);
        fact_learn(&not_seven, &is_seven, false);
        fact_learn(&of_five, &is_five, true);
        fact_learn(&of_seven, &is_seven, true);
        ck_assert_int_eq(residue_start(&start, &arena, &rule, 1, DENY, false), 0);
        start.keeps_ghosts = true;
        known.words[4] = &not_five;
        ck_assert_int_eq(residue_given(&a, &arena, &start, &known, 1u << 4), 0);
        known.words[6] = &not_seven;
        ck_assert_int_eq(residue_given(&b, &arena, &start, &known, 1u << 6), 0);
        left = start;
        left.n_rules = 0;
        ck_assert_int_eq(residue_join_ghosts(&left, &arena, &a, &b), 0);
        ck_assert_uint_eq(left.n_ghosts, 1);
        known.words[4] = &of_five;
        ck_assert_int_eq(residue_given(&last, &arena, &left, &known, 1u << 4), 0);
        ck_assert(!last.impossible);
        known.words[6] = &of_seven;
        ck_assert_int_eq(residue_given(&left, &arena, &last, &known, 1u << 6), 0);
        ck_assert(left.impossible);
        arena_deinit(&arena);
}
END_TEST

/* Splitting must come to an end, and with one action. */
START_TEST(answering_what_a_split_asks_leads_to_one_action)
{
        for (uint64_t seed = 0; seed < test_rounds(2000); seed++) {
                struct chance chance = { seed };
                unsigned int word, n = 0;
                struct question q;
                struct scene scene;
                uint32_t action;

                if (!scene_init(&scene, &chance, &shapes[seed % 3]))
                        continue;
                while (!residue_decided(&scene.residue, &action)) {
                        const struct known known = known_of(&scene);

                        claim(residue_split(&word, &q, &scene.residue, &known));
                        claim(word >= WORD_ARGS && word < WORD_COUNT);
                        claim(residue_words(&scene.residue) & (1u << word));
                        claim(fact_ask(&scene.facts[word], &q) == ANSWER_OPEN);
                        learn(&scene, word, &q, answer_for(&scene, &scene.calls[0], word, &q));
                        claim(++n < 1000);
                }
                claim(scene.possible[0]);
                claim(action == first_match(&scene, &scene.calls[0]));
                scene_deinit(&scene);
        }
}
END_TEST

START_TEST(nothing_open_has_nothing_to_ask)
{
        const struct known known = { 0 };
        struct arena arena = { 0 };
        struct residue residue;
        struct question question;
        unsigned int word;
        uint32_t action;

        ck_assert_int_eq(residue_start(&residue, &arena, NULL, 0, DENY, false), 0);
        ck_assert(residue_decided(&residue, &action));
        ck_assert_uint_eq(action, DENY);
        ck_assert(!residue_split(&word, &question, &residue, &known));
        ck_assert_uint_eq(residue_words(&residue), 0);
        arena_deinit(&arena);
}
END_TEST

START_TEST(rules_that_can_not_decide_are_cut)
{
        struct predicate p[] = { { 0, CMP_EQ, ALL, 1 } };
        const struct rule rules[] = { { p, 1, SECCOMP_RET_ALLOW, { 0 } },
                                      { p, 1, SECCOMP_RET_LOG, { 0 } },
                                      { NULL, 0, SECCOMP_RET_LOG, { 0 } },
                                      { p, 1, SECCOMP_RET_ALLOW, { 0 } } };
        struct arena arena = { 0 };
        struct residue residue;

        ck_assert_int_eq(residue_start(&residue, &arena, rules, 4, DENY, false), 0);
        ck_assert_uint_eq(residue.n_rules, 1);
        ck_assert_ptr_eq(residue.rules[0].rule, &rules[0]);
        ck_assert_uint_eq(residue.otherwise, SECCOMP_RET_LOG);
        arena_deinit(&arena);
}
END_TEST

START_TEST(a_residue_looks_at_both_halves_of_its_arguments)
{
        struct predicate p[] = { { 1, CMP_GT, UINT64_MAX, 1 }, { 3, CMP_EQ, UINT64_MAX, 1 } };
        const struct rule rule = { p, 2, SECCOMP_RET_ALLOW, { 0 } };
        struct arena arena = { 0 };
        struct residue residue;

        ck_assert_int_eq(residue_start(&residue, &arena, &rule, 1, DENY, false), 0);
        ck_assert_uint_eq(residue_words(&residue), 3u << 6 | 3u << 10);
        arena_deinit(&arena);
}
END_TEST

START_TEST(residues_are_equal_if_the_same_is_open)
{
        for (uint64_t seed = 0; seed < test_rounds(500); seed++) {
                const struct question high = { ALL, 0, 0 };
                struct chance chance = { seed };
                struct residue before, again;
                struct scene scene;

                if (!scene_init(&scene, &chance, &shapes[seed % 3]))
                        continue;
                before = scene.residue;
                claim(residue_start(&again, &scene.arena, scene.slot->rules, scene.slot->n_rules,
                                    DENY, scene.big_endian) == 0);
                claim(residue_equal(&before, &again));
                for (unsigned int word = WORD_ARGS; word < WORD_COUNT; word++)
                        learn(&scene, word, &high, true);
                claim(before.n_rules == 0 || !residue_equal(&before, &scene.residue));
                scene_deinit(&scene);
        }
}
END_TEST

static Suite *residue_suite(void)
{
        Suite *suite = suite_create("prove/residue");
        TCase *tc = tcase_create("residue");

        tcase_set_timeout(tc, 60);
        tcase_add_test(tc, before_anything_is_known_a_residue_says_what_the_rules_say);
        tcase_add_test(tc, what_facts_leave_of_rules_says_the_same_of_every_possible_call);
        tcase_add_test(tc, what_two_ways_leave_together_says_the_same_of_every_call_of_either);
        tcase_add_test(tc, a_ghost_matches_no_call_of_either_way);
        tcase_add_test(tc, why_a_predicate_holds_on_one_way_is_open_on_both);
        tcase_add_test(tc, where_a_ghost_would_match_no_call_comes);
        tcase_add_test(tc, answering_what_a_split_asks_leads_to_one_action);
        tcase_add_test(tc, nothing_open_has_nothing_to_ask);
        tcase_add_test(tc, rules_that_can_not_decide_are_cut);
        tcase_add_test(tc, a_residue_looks_at_both_halves_of_its_arguments);
        tcase_add_test(tc, residues_are_equal_if_the_same_is_open);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(residue_suite());
}
