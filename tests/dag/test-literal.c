/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/literal.h"

#include <check.h>

#include "abi/word.h"
#include "bpf/program.h"
#include "policy/eval.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define N_ITEMS(a) (sizeof(a) / sizeof((a)[0]))

/* Small halves show every case of two words put together, large ones the edges of a word. */
static const uint32_t small_halves[] = { 0, 1, 2, 3 };
static const uint32_t edge_halves[] = { 0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };
static const uint64_t edge_masks[] = {
        UINT64_MAX,
        UINT32_MAX,
        0xffffffff00000000,
        0x80000000,
        0x8000000000000000,
        0x8000000080000000,
        0x100000001,
        0x7fffffffffffffff,
        0xf0000000f,
        0xffff0000ffff0000,
        0,
};

static uint64_t join(uint32_t high, uint32_t low)
{
        return (uint64_t)high << 32 | low;
}

/* The words of a call with @value as argument 2. */
static void set_words(uint32_t words[WORD_COUNT], uint64_t value, bool big_endian)
{
        const struct seccomp_data call = { .args = { [2] = value } };

        call_to_words(words, &call, big_endian);
}

static bool literal_holds(const struct literal *lit, const uint32_t words[WORD_COUNT])
{
        uint64_t seen = words[lit->word] & lit->mask;

        if (lit->wide)
                seen = seen << 32 | (words[lit->low_word] & lit->low_mask);
        return (lit->first <= seen && seen <= lit->last) != lit->negate;
}

static void check_value(const struct predicate *p, uint64_t value, bool big_endian)
{
        uint32_t words[WORD_COUNT];
        struct literal lits[2];
        unsigned int n = 0;
        enum truth truth = literals_of(lits, &n, p, big_endian);
        bool holds = truth == TRUTH_YES;

        set_words(words, value, big_endian);
        if (truth == TRUTH_OPEN) {
                claim(n == 1 || n == 2);
                holds = literal_holds(&lits[0], words) &&
                        (n == 1 || literal_holds(&lits[1], words));
        }
        if (holds != predicate_holds(p, value))
                ck_abort_msg("op %u mask %#llx datum %#llx value %#llx", p->op,
                             (unsigned long long)p->mask, (unsigned long long)p->datum,
                             (unsigned long long)value);
}

/* Every value that two of @halves make, for one predicate. */
static void check_values(const struct predicate *p, const uint32_t *halves, size_t n_halves)
{
        for (size_t h = 0; h < n_halves; h++) {
                for (size_t l = 0; l < n_halves; l++) {
                        check_value(p, join(halves[h], halves[l]), false);
                        check_value(p, join(halves[h], halves[l]), true);
                }
        }
}

START_TEST(literals_say_of_small_halves_what_the_predicate_says)
{
        struct predicate p = { .arg = 2 };

        for (p.op = CMP_NE; p.op <= CMP_MASKED_EQ; p.op++)
                for (uint32_t mask = 0; mask < 16; mask++)
                        for (uint32_t datum = 0; datum < 25; datum++) {
                                p.mask = join(mask >> 2, mask & 3);
                                p.datum = join(datum / 5, datum % 5);
                                check_values(&p, small_halves, N_ITEMS(small_halves));
                        }
}
END_TEST

START_TEST(literals_say_at_the_edges_of_words_what_the_predicate_says)
{
        struct predicate p = { .arg = 2 };

        for (p.op = CMP_NE; p.op <= CMP_MASKED_EQ; p.op++)
                for (size_t m = 0; m < N_ITEMS(edge_masks); m++)
                        for (size_t h = 0; h < N_ITEMS(edge_halves); h++)
                                for (size_t l = 0; l < N_ITEMS(edge_halves); l++) {
                                        p.mask = edge_masks[m];
                                        p.datum = join(edge_halves[h], edge_halves[l]);
                                        check_values(&p, edge_halves, N_ITEMS(edge_halves));
                                }
}
END_TEST

START_TEST(a_mask_without_bits_leaves_nothing_open)
{
        struct predicate p = { .arg = 2 };
        struct literal lits[2];
        unsigned int n;

        for (p.op = CMP_NE; p.op <= CMP_MASKED_EQ; p.op++)
                for (p.datum = 0; p.datum < 3; p.datum++)
                        ck_assert_int_ne(literals_of(lits, &n, &p, false), TRUTH_OPEN);
}
END_TEST

START_TEST(a_32_bit_comparison_is_about_the_low_word_alone)
{
        struct predicate p = { .arg = 2, .mask = UINT32_MAX, .datum = 7 };
        struct literal lits[2];
        unsigned int n;

        for (p.op = CMP_NE; p.op <= CMP_MASKED_EQ; p.op++) {
                ck_assert_int_eq(literals_of(lits, &n, &p, false), TRUTH_OPEN);
                ck_assert_uint_eq(n, 1);
                ck_assert(!lits[0].wide);
                ck_assert_uint_eq(lits[0].word, 8);
                ck_assert_int_eq(literals_of(lits, &n, &p, true), TRUTH_OPEN);
                ck_assert_uint_eq(lits[0].word, 9);
        }
}
END_TEST

START_TEST(equality_of_64_bits_is_one_literal_for_each_half)
{
        const struct predicate p = { 2, CMP_EQ, UINT64_MAX, 0x500000007 };
        struct literal lits[2];
        unsigned int n;

        ck_assert_int_eq(literals_of(lits, &n, &p, false), TRUTH_OPEN);
        ck_assert_uint_eq(n, 2);
        ck_assert(!lits[0].wide && !lits[1].wide);
        ck_assert_uint_eq(lits[0].word, 9);
        ck_assert_uint_eq(lits[0].first, 5);
        ck_assert_uint_eq(lits[1].word, 8);
        ck_assert_uint_eq(lits[1].first, 7);
}
END_TEST

/* The words of which a range of a masked word may be known, and what they can hold. */
struct domain {
        const uint32_t *halves;
        size_t n_halves;
        const uint32_t *masks;
        size_t n_masks;
        bool big_endian;
};

static bool admits(const struct known *known, const uint32_t words[WORD_COUNT])
{
        const uint32_t seen = words[known->word] & known->mask;

        return known->first <= seen && seen <= known->last;
}

/* What literal_given() says must be so for every value that is known to be possible. */
static void check_given(const struct literal *lit, const struct known *known,
                        const struct domain *domain)
{
        struct literal left = *lit;
        const enum truth truth = literal_given(&left, known);
        unsigned int n_holds = 0, n_possible = 0;

        for (size_t i = 0; i < domain->n_halves * domain->n_halves; i++) {
                uint32_t words[WORD_COUNT];
                bool holds;

                set_words(words,
                          join(domain->halves[i / domain->n_halves],
                               domain->halves[i % domain->n_halves]),
                          domain->big_endian);
                if (!admits(known, words))
                        continue;
                holds = literal_holds(lit, words);
                n_possible++;
                n_holds += holds;
                if (truth == TRUTH_OPEN)
                        claim(literal_holds(&left, words) == holds);
                else
                        claim((truth == TRUTH_YES) == holds);
        }
        /* what is known of the very thing that is asked must not be left unused */
        if (!lit->wide && lit->word == known->word && lit->mask == known->mask &&
            lit->mask == UINT32_MAX && n_possible > 0 && truth == TRUTH_OPEN)
                claim(n_holds > 0 && n_holds < n_possible);
}

static void check_known(const struct literal *lit, const struct domain *domain)
{
        const uint8_t words[] = { 8, 9, 10 };
        struct known known;

        for (size_t w = 0; w < N_ITEMS(words); w++)
                for (size_t m = 0; m < domain->n_masks; m++)
                        for (size_t f = 0; f < domain->n_halves; f++)
                                for (size_t l = f; l < domain->n_halves; l++) {
                                        known.word = words[w];
                                        known.mask = domain->masks[m];
                                        known.first = domain->halves[f];
                                        known.last = domain->halves[l];
                                        if (known.last <= known.mask)
                                                check_given(lit, &known, domain);
                                }
}

static void check_literals(const struct predicate *p, const struct domain *domain)
{
        struct literal lits[2];
        unsigned int n = 0;

        if (literals_of(lits, &n, p, domain->big_endian) != TRUTH_OPEN)
                return;
        for (unsigned int i = 0; i < n; i++)
                check_known(&lits[i], domain);
}

START_TEST(what_small_ranges_leave_of_a_literal_is_right)
{
        struct domain domain = { .halves = small_halves,
                                 .n_halves = N_ITEMS(small_halves),
                                 .masks = small_halves,
                                 .n_masks = N_ITEMS(small_halves),
                                 .big_endian = _i != 0 };
        struct predicate p = { .arg = 2 };

        for (p.op = CMP_NE; p.op <= CMP_MASKED_EQ; p.op++)
                for (uint32_t mask = 0; mask < 16; mask++)
                        for (uint32_t datum = 0; datum < 16; datum++) {
                                p.mask = join(mask >> 2, mask & 3);
                                p.datum = join(datum >> 2, datum & 3);
                                check_literals(&p, &domain);
                        }
}
END_TEST

START_TEST(what_ranges_at_the_edges_of_words_leave_of_a_literal_is_right)
{
        static const uint32_t masks[] = { 0xffffffff, 0x80000000, 0x7fffffff, 0xfffffffe, 1 };
        struct domain domain = { .halves = edge_halves,
                                 .n_halves = N_ITEMS(edge_halves),
                                 .masks = masks,
                                 .n_masks = N_ITEMS(masks),
                                 .big_endian = _i != 0 };
        struct predicate p = { .arg = 2 };

        for (p.op = CMP_NE; p.op <= CMP_MASKED_EQ; p.op++)
                for (size_t m = 0; m < N_ITEMS(edge_masks); m++)
                        for (size_t d = 0; d < 12; d++) {
                                p.mask = edge_masks[m];
                                p.datum =
                                        join(edge_halves[d % 6], edge_halves[(d * 5 + d / 6) % 6]);
                                check_literals(&p, &domain);
                        }
}
END_TEST

/* The bounds at which nothing is left open, for a wide literal by its high word. */
START_TEST(a_wide_literal_is_decided_by_a_high_word_that_is_not_its_bounds)
{
        const struct predicate p = { 2, CMP_GT, UINT64_MAX, 0x500000007 };
        struct literal lits[2];
        unsigned int n;

        ck_assert_int_eq(literals_of(lits, &n, &p, false), TRUTH_OPEN);
        ck_assert(lits[0].wide);
        ck_assert_int_eq(literal_given(&lits[0], &(struct known){ 9, UINT32_MAX, 0, 4 }), TRUTH_NO);
        ck_assert_int_eq(literal_given(&lits[0], &(struct known){ 9, UINT32_MAX, 6, UINT32_MAX }),
                         TRUTH_YES);
        ck_assert_int_eq(literal_given(&lits[0], &(struct known){ 9, UINT32_MAX, 5, 5 }),
                         TRUTH_OPEN);
        ck_assert(!lits[0].wide);
        ck_assert_uint_eq(lits[0].word, 8);
        ck_assert_uint_eq(lits[0].first, 8);
        ck_assert_uint_eq(lits[0].last, UINT32_MAX);
}
END_TEST

START_TEST(bits_that_a_range_fixes_decide_an_equality_under_another_mask)
{
        const struct predicate p = { 2, CMP_MASKED_EQ, 0xf, 5 };
        struct literal lits[2];
        unsigned int n;

        ck_assert_int_eq(literals_of(lits, &n, &p, false), TRUTH_OPEN);
        /* 0x10..0x13 has no value that ends in 5 */
        ck_assert_int_eq(literal_given(&lits[0], &(struct known){ 8, 0xff, 0x10, 0x13 }), TRUTH_NO);
        ck_assert_int_eq(literal_given(&lits[0], &(struct known){ 8, 0xff, 0x15, 0x15 }),
                         TRUTH_YES);
        ck_assert_int_eq(literal_given(&lits[0], &(struct known){ 8, 0xff, 0x10, 0x17 }),
                         TRUTH_OPEN);
}
END_TEST

START_TEST(random_literals_keep_their_meaning_when_something_is_known)
{
        const unsigned int n_rounds = test_rounds(100000);
        struct chance chance = { 1 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                struct predicate p = { .arg = 2, .op = (uint8_t)(1 + chance_below(&chance, 7)) };
                struct known known = { .word = (uint8_t)(8 + chance_below(&chance, 2)) };
                const uint64_t value = chance_next(&chance) & chance_next(&chance);
                struct literal lits[2], left;
                uint32_t words[WORD_COUNT], seen;
                unsigned int n = 0;
                enum truth truth;

                p.mask = chance_below(&chance, 2) ? UINT64_MAX : chance_next(&chance);
                p.datum = (value & p.mask) + chance_below(&chance, 5) - 2;
                set_words(words, value, false);
                if (literals_of(lits, &n, &p, false) != TRUTH_OPEN)
                        continue;
                known.mask =
                        chance_below(&chance, 2) ? lits[0].mask : (uint32_t)chance_next(&chance);
                seen = words[known.word] & known.mask;
                known.first = seen - (seen ? chance_below(&chance, seen < 9 ? seen : 9) : 0);
                known.last = seen + chance_below(&chance, seen > UINT32_MAX - 9 ? 1 : 9);
                left = lits[0];
                truth = literal_given(&left, &known);
                if (truth == TRUTH_OPEN)
                        claim(literal_holds(&left, words) == literal_holds(&lits[0], words));
                else
                        claim((truth == TRUTH_YES) == literal_holds(&lits[0], words));
        }
}
END_TEST

static Suite *literal_suite(void)
{
        Suite *suite = suite_create("dag/literal");
        TCase *tc = tcase_create("literal");

        tcase_set_timeout(tc, 60);
        tcase_add_test(tc, literals_say_of_small_halves_what_the_predicate_says);
        tcase_add_test(tc, literals_say_at_the_edges_of_words_what_the_predicate_says);
        tcase_add_test(tc, a_mask_without_bits_leaves_nothing_open);
        tcase_add_test(tc, a_32_bit_comparison_is_about_the_low_word_alone);
        tcase_add_test(tc, equality_of_64_bits_is_one_literal_for_each_half);
        tcase_add_loop_test(tc, what_small_ranges_leave_of_a_literal_is_right, 0, 2);
        tcase_add_loop_test(tc, what_ranges_at_the_edges_of_words_leave_of_a_literal_is_right, 0,
                            2);
        tcase_add_test(tc, a_wide_literal_is_decided_by_a_high_word_that_is_not_its_bounds);
        tcase_add_test(tc, bits_that_a_range_fixes_decide_an_equality_under_another_mask);
        tcase_add_test(tc, random_literals_keep_their_meaning_when_something_is_known);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(literal_suite());
}
