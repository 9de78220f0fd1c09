/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/state.h"

#include <check.h>
#include <string.h>

#include "abi/word.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define ALL UINT32_MAX

static struct literal in_range(uint8_t word, uint32_t mask, uint64_t first, uint64_t last)
{
        return (struct literal){ .word = word, .mask = mask, .first = first, .last = last };
}

static bool literal_holds(const struct literal *lit, const uint32_t words[WORD_COUNT])
{
        uint64_t seen = words[lit->word] & lit->mask;

        if (lit->wide)
                seen = seen << 32 | (words[lit->low_word] & lit->low_mask);
        return (lit->first <= seen && seen <= lit->last) != lit->negate;
}

/* Where a state leads: the first clause of which all literals hold. */
static uint32_t state_target(const struct state *state, const uint32_t words[WORD_COUNT])
{
        for (size_t i = 0; i < state->n_clauses; i++) {
                const struct clause *clause = &state->clauses[i];
                bool holds = true;

                for (uint32_t k = 0; k < clause->n_literals; k++)
                        holds = holds && literal_holds(&clause->literals[k], words);
                if (holds)
                        return clause->target;
        }
        return state->otherwise;
}

START_TEST(a_clause_without_literals_ends_the_list)
{
        const struct literal lit = in_range(4, ALL, 1, 1);
        const struct clause clauses[] = { { 5, 1, &lit }, { 6, 0, NULL }, { 7, 1, &lit } };
        struct state state = { clauses, 3, 9 };

        state_normalize(&state);
        ck_assert_uint_eq(state.n_clauses, 1);
        ck_assert_uint_eq(state.otherwise, 6);
}
END_TEST

START_TEST(clauses_at_the_end_that_lead_where_not_matching_leads_go)
{
        const struct literal lit = in_range(4, ALL, 1, 1);
        const struct clause clauses[] = {
                { 9, 1, &lit }, { 5, 1, &lit }, { 9, 1, &lit }, { 9, 1, &lit }
        };
        struct state state = { clauses, 4, 9 };

        state_normalize(&state);
        ck_assert_uint_eq(state.n_clauses, 2);
        ck_assert_uint_eq(state.otherwise, 9);
}
END_TEST

START_TEST(a_list_that_always_leads_to_one_place_is_empty)
{
        const struct literal lit = in_range(4, ALL, 1, 1);
        const struct clause clauses[] = { { 5, 1, &lit }, { 5, 0, NULL }, { 7, 1, &lit } };
        struct state state = { clauses, 3, 9 };

        state_normalize(&state);
        ck_assert_uint_eq(state.n_clauses, 0);
        ck_assert_uint_eq(state.otherwise, 5);
}
END_TEST

START_TEST(what_is_known_of_another_word_changes_nothing)
{
        const struct literal lit = in_range(4, ALL, 1, 1);
        const struct clause clause = { 5, 1, &lit };
        const struct state state = { &clause, 1, 9 };
        const struct known known = { 5, ALL, 1, 1 };
        struct arena arena = { 0 };
        struct state given;

        ck_assert_int_eq(state_given(&given, &arena, &state, &known), 0);
        ck_assert(state_equal(&given, &state));
        arena_deinit(&arena);
}
END_TEST

START_TEST(a_clause_that_can_not_hold_goes_and_one_that_must_decides)
{
        const struct literal one = in_range(4, ALL, 1, 1), two = in_range(4, ALL, 2, 2);
        const struct clause clauses[] = { { 5, 1, &one }, { 6, 1, &two }, { 7, 1, &one } };
        const struct state state = { clauses, 3, 9 };
        struct arena arena = { 0 };
        struct state given;

        ck_assert_int_eq(state_given(&given, &arena, &state, &(struct known){ 4, ALL, 2, 2 }), 0);
        ck_assert_uint_eq(given.n_clauses, 0);
        ck_assert_uint_eq(given.otherwise, 6);
        ck_assert_int_eq(state_given(&given, &arena, &state, &(struct known){ 4, ALL, 3, 8 }), 0);
        ck_assert_uint_eq(given.n_clauses, 0);
        ck_assert_uint_eq(given.otherwise, 9);
        ck_assert_int_eq(state_given(&given, &arena, &state, &(struct known){ 4, ALL, 2, 8 }), 0);
        ck_assert_uint_eq(given.n_clauses, 1);
        ck_assert_uint_eq(given.clauses[0].target, 6);
        arena_deinit(&arena);
}
END_TEST

START_TEST(literals_that_hold_are_dropped_from_their_clause)
{
        const struct literal lits[] = { in_range(4, ALL, 1, 9), in_range(5, ALL, 7, 7) };
        const struct clause clause = { 5, 2, lits };
        const struct state state = { &clause, 1, 9 };
        struct arena arena = { 0 };
        struct state given;

        ck_assert_int_eq(state_given(&given, &arena, &state, &(struct known){ 4, ALL, 2, 3 }), 0);
        ck_assert_uint_eq(given.n_clauses, 1);
        ck_assert_uint_eq(given.clauses[0].n_literals, 1);
        ck_assert_uint_eq(given.clauses[0].literals[0].word, 5);
        arena_deinit(&arena);
}
END_TEST

static struct literal random_literal(struct chance *chance)
{
        static const uint32_t masks[] = { ALL, 0xf, 0x3, 0xc };
        struct literal lit = { .word = (uint8_t)(5 + 2 * chance_below(chance, 2)),
                               .wide = chance_below(chance, 3) == 0,
                               .negate = chance_below(chance, 3) == 0,
                               .mask = masks[chance_below(chance, 4)] };

        lit.first = chance_below(chance, 8);
        lit.last = lit.first + chance_below(chance, 4);
        if (lit.wide) {
                lit.low_word = (uint8_t)(lit.word - 1);
                lit.low_mask = masks[chance_below(chance, 4)];
                lit.first = lit.first << 32 | chance_below(chance, 8);
                lit.last = lit.last << 32 | (chance_below(chance, 8) + 8);
        } else if (chance_below(chance, 2)) {
                lit.word--;
        }
        return lit;
}

/* At most four clauses of at most three literals, over words 4..7. */
static struct state random_state(struct chance *chance, struct arena *arena)
{
        struct clause *clauses = arena_alloc(arena, 4, sizeof(*clauses));
        struct state state = { clauses, chance_below(chance, 5), chance_below(chance, 3) };

        claim(clauses);
        for (size_t i = 0; i < state.n_clauses; i++) {
                struct literal *lits = arena_alloc(arena, 3, sizeof(*lits));

                claim(lits);
                clauses[i] =
                        (struct clause){ chance_below(chance, 3), chance_below(chance, 4), lits };
                for (uint32_t k = 0; k < clauses[i].n_literals; k++)
                        lits[k] = random_literal(chance);
        }
        return state;
}

static void random_words(struct chance *chance, uint32_t words[WORD_COUNT])
{
        for (unsigned int i = 0; i < WORD_COUNT; i++)
                words[i] = chance_below(chance, 16) | chance_below(chance, 2) << 4;
}

START_TEST(normalizing_never_changes_where_a_state_leads)
{
        const unsigned int n_rounds = test_rounds(20000);
        struct chance chance = { 2 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                struct arena arena = { 0 };
                const struct state state = random_state(&chance, &arena);
                struct state normal = state;
                uint32_t words[WORD_COUNT];

                state_normalize(&normal);
                claim(normal.n_clauses <= state.n_clauses);
                for (unsigned int k = 0; k < 16; k++) {
                        random_words(&chance, words);
                        claim(state_target(&state, words) == state_target(&normal, words));
                }
                arena_deinit(&arena);
        }
}
END_TEST

START_TEST(taking_what_is_known_into_account_never_changes_where_a_state_leads)
{
        const unsigned int n_rounds = test_rounds(20000);
        struct chance chance = { 3 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                struct arena arena = { 0 };
                const struct state state = random_state(&chance, &arena);
                uint32_t words[WORD_COUNT];

                for (unsigned int k = 0; k < 16; k++) {
                        static const uint32_t masks[] = { ALL, 0xf, 0x3, 0xc };
                        struct known known = { .word = (uint8_t)(4 + chance_below(&chance, 4)),
                                               .mask = masks[chance_below(&chance, 4)] };
                        struct state given;
                        uint32_t seen;

                        random_words(&chance, words);
                        seen = words[known.word] & known.mask;
                        known.first = seen - chance_below(&chance, seen + 1);
                        known.last = seen + chance_below(&chance, 3);
                        claim(state_given(&given, &arena, &state, &known) == 0);
                        claim(state_target(&given, words) == state_target(&state, words));
                }
                arena_deinit(&arena);
        }
}
END_TEST

/* The same state at other places in memory. */
static struct state copy_state(struct arena *arena, const struct state *state)
{
        struct clause *clauses = arena_alloc(arena, state->n_clauses, sizeof(*clauses));

        claim(clauses);
        for (size_t i = 0; i < state->n_clauses; i++) {
                struct literal *lits =
                        arena_alloc(arena, state->clauses[i].n_literals, sizeof(*lits));

                claim(lits);
                for (uint32_t k = 0; k < state->clauses[i].n_literals; k++)
                        lits[k] = state->clauses[i].literals[k];
                clauses[i] = state->clauses[i];
                clauses[i].literals = lits;
        }
        return (struct state){ clauses, state->n_clauses, state->otherwise };
}

START_TEST(equal_states_are_equal_wherever_they_lie)
{
        const unsigned int n_rounds = test_rounds(5000);
        struct chance chance = { 4 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                struct arena arena = { 0 };
                const struct state state = random_state(&chance, &arena);
                const struct state copy = copy_state(&arena, &state);

                claim(state_equal(&state, &copy));
                claim(state_hash(&state) == state_hash(&copy));
                arena_deinit(&arena);
        }
}
END_TEST

START_TEST(states_that_differ_anywhere_are_not_equal)
{
        const struct literal lit = {
                5, 4, true, false, 0xff, 0xf, 0x100000002, 0x300000004, false
        };
        const struct clause clause = { 1, 1, &lit };
        const struct state state = { &clause, 1, 0 };
        struct literal other_lit[] = { lit, lit, lit, lit, lit, lit, lit };
        struct clause other_clause = clause;
        struct state other = { &other_clause, 1, 0 };

        other_lit[0].word = 7;
        other_lit[1].wide = false;
        other_lit[2].negate = true;
        other_lit[3].mask = 0xfe;
        other_lit[4].low_mask = 0xe;
        other_lit[5].first = 0x100000001;
        other_lit[6].last = 0x300000005;
        for (size_t i = 0; i < sizeof(other_lit) / sizeof(other_lit[0]); i++) {
                other_clause.literals = &other_lit[i];
                ck_assert(!state_equal(&state, &other));
        }
        other_clause.literals = &lit;
        ck_assert(state_equal(&state, &other));
        other_clause.target = 2;
        ck_assert(!state_equal(&state, &other));
        other_clause.target = 1;
        other_clause.n_literals = 0;
        ck_assert(!state_equal(&state, &other));
        other_clause.n_literals = 1;
        other.otherwise = 1;
        ck_assert(!state_equal(&state, &other));
        other = (struct state){ &other_clause, 0, 0 };
        ck_assert(!state_equal(&state, &other));
}
END_TEST

START_TEST(a_wide_literal_costs_a_chain_three_tests)
{
        const struct literal lits[] = { in_range(4, ALL, 1, 9), { .word = 5, .wide = true } };
        const struct clause clauses[] = { { 5, 2, lits }, { 6, 1, lits } };
        const struct state state = { clauses, 2, 9 };

        ck_assert_uint_eq(state_chain_cost(&state), 1 + 3 + 1);
}
END_TEST

static Suite *state_suite(void)
{
        Suite *suite = suite_create("dag/state");
        TCase *tc = tcase_create("state");

        tcase_set_timeout(tc, 60);
        tcase_add_test(tc, a_clause_without_literals_ends_the_list);
        tcase_add_test(tc, clauses_at_the_end_that_lead_where_not_matching_leads_go);
        tcase_add_test(tc, a_list_that_always_leads_to_one_place_is_empty);
        tcase_add_test(tc, what_is_known_of_another_word_changes_nothing);
        tcase_add_test(tc, a_clause_that_can_not_hold_goes_and_one_that_must_decides);
        tcase_add_test(tc, literals_that_hold_are_dropped_from_their_clause);
        tcase_add_test(tc, normalizing_never_changes_where_a_state_leads);
        tcase_add_test(tc, taking_what_is_known_into_account_never_changes_where_a_state_leads);
        tcase_add_test(tc, equal_states_are_equal_wherever_they_lie);
        tcase_add_test(tc, states_that_differ_anywhere_are_not_equal);
        tcase_add_test(tc, a_wide_literal_costs_a_chain_three_tests);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(state_suite());
}
