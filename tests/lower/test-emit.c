/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lower/lower.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/graph.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define ALL UINT32_MAX

static struct dag *new_dag(void)
{
        struct dag *dag;

        claim(dag_new(&dag) == 0);
        return dag;
}

static uint32_t leaf(struct dag *dag, uint32_t action)
{
        uint32_t at;

        claim(dag_leaf(&at, dag, action) == 0);
        return at;
}

static uint32_t test(struct dag *dag, uint16_t word, uint16_t op, uint32_t mask, uint32_t value,
                     uint32_t yes, uint32_t no)
{
        const struct node node = { word, op, mask, value, yes, no };
        uint32_t at;

        claim(dag_test(&at, dag, &node) == 0);
        return at;
}

static struct program emit(const struct dag *dag, uint32_t root)
{
        struct program program = { 0 };

        claim(lower_emit(&program, dag, root) == 0);
        claim(program.n_insns > 0);
        return program;
}

static bool is_branch(const struct sock_filter *insn)
{
        return BPF_CLASS(insn->code) == BPF_JMP && BPF_OP(insn->code) != BPF_JA;
}

/* The one or two instructions that may follow; their number. */
static unsigned int successors(size_t next[2], const struct sock_filter *insn, size_t pc)
{
        if (BPF_CLASS(insn->code) == BPF_RET)
                return 0;
        next[0] = pc + 1 +
                  (is_branch(insn)                    ? insn->jt
                   : BPF_CLASS(insn->code) == BPF_JMP ? insn->k
                                                      : 0);
        next[1] = pc + 1 + insn->jf;
        return is_branch(insn) ? 2 : 1;
}

static size_t count_code(const struct program *program, uint16_t code)
{
        size_t n = 0;

        for (size_t pc = 0; pc < program->n_insns; pc++)
                n += program->insns[pc].code == code;
        return n;
}

static void claim_all_reached(const struct program *program)
{
        bool *reached = calloc(program->n_insns, sizeof(*reached));

        claim(reached);
        reached[0] = true;
        for (size_t pc = 0; pc < program->n_insns; pc++) {
                size_t next[2];

                claim(reached[pc]);
                for (unsigned int n = successors(next, &program->insns[pc], pc); n-- > 0;) {
                        claim(next[n] < program->n_insns);
                        reached[next[n]] = true;
                }
        }
        free(reached);
}

/* Only what the kernel's own emulation of a filter understands, or it can not cache an answer. */
static void claim_all_understood(const struct program *program)
{
        static const uint16_t codes[] = {
                BPF_LD | BPF_W | BPF_ABS,  BPF_JMP | BPF_JA,          BPF_JMP | BPF_JEQ | BPF_K,
                BPF_JMP | BPF_JGE | BPF_K, BPF_JMP | BPF_JGT | BPF_K, BPF_JMP | BPF_JSET | BPF_K,
                BPF_ALU | BPF_AND | BPF_K, BPF_RET | BPF_K,
        };

        for (size_t pc = 0; pc < program->n_insns; pc++) {
                bool known = false;

                for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
                        known = known || program->insns[pc].code == codes[i];
                claim(known);
        }
}

/* What the accumulator holds on a way into an instruction. */
struct held {
        uint32_t offset, mask;
};

#define MOST_HELD 64

/* All that it can hold there. */
struct helds {
        struct held held[MOST_HELD];
        unsigned int n;
};

static void helds_add(struct helds *helds, struct held held)
{
        for (unsigned int i = 0; i < helds->n; i++)
                if (helds->held[i].offset == held.offset && helds->held[i].mask == held.mask)
                        return;
        claim(helds->n < MOST_HELD);
        helds->held[helds->n++] = held;
}

/* No way into a load or an AND may bring with it what that would give. */
static void claim_nothing_loaded_twice(const struct program *program)
{
        struct helds *at = calloc(program->n_insns, sizeof(*at));

        claim(at);
        helds_add(&at[0], (struct held){ ALL, 0 });
        for (size_t pc = 0; pc < program->n_insns; pc++) {
                const struct sock_filter *insn = &program->insns[pc];
                size_t next[2];

                for (unsigned int i = 0; i < at[pc].n; i++) {
                        struct held held = at[pc].held[i];

                        if (BPF_CLASS(insn->code) == BPF_LD) {
                                claim(held.offset != insn->k || held.mask != ALL);
                                held = (struct held){ insn->k, ALL };
                        } else if (BPF_CLASS(insn->code) == BPF_ALU) {
                                claim(held.offset != ALL && (held.mask & ~insn->k) != 0);
                                held.mask &= insn->k;
                        } else if (is_branch(insn)) {
                                claim(held.offset != ALL);
                        }
                        for (unsigned int n = successors(next, insn, pc); n-- > 0;)
                                helds_add(&at[next[n]], held);
                }
        }
        free(at);
}

static void claim_well_formed(const struct program *program)
{
        if (program->n_insns <= PROGRAM_MAX)
                claim(program_check(program, NULL) == 0);
        claim_all_reached(program);
        claim_all_understood(program);
        claim_nothing_loaded_twice(program);
}

/* Words near the values that some nodes of the graph test. */
static void near_words(uint32_t words[WORD_COUNT], struct chance *chance, const struct dag *dag)
{
        for (unsigned int i = 0; i < WORD_COUNT; i++)
                words[i] = (uint32_t)chance_next(chance);
        for (unsigned int i = 0; i < 3 * WORD_COUNT; i++) {
                const struct node *node = &dag->nodes[chance_below(chance, (uint32_t)dag->n_nodes)];
                uint32_t noise = chance_below(chance, 2) ? (uint32_t)chance_next(chance) : 0;

                if (node->test == TEST_LEAF)
                        continue;
                words[node->word] = (node->value & node->mask) | (noise & ~node->mask);
                words[node->word] += chance_below(chance, 3) - 1;
        }
}

static void claim_same_decisions(struct chance *chance, const struct program *program,
                                 const struct dag *dag, uint32_t root, unsigned int n_calls)
{
        for (unsigned int i = 0; i < n_calls; i++) {
                uint32_t words[WORD_COUNT];
                struct run_result result;

                near_words(words, chance, dag);
                program_run_words(&result, program, words);
                claim(result.action == graph_run(dag, root, words).action);
        }
}

/* How random graphs look. */
struct looks {
        unsigned int n_nodes, n_words, n_values;
        unsigned int reach; /* how far below a node its children lie, mostly */
        bool masks;
};

static uint32_t random_mask(struct chance *chance)
{
        static const uint32_t masks[] = {
                ALL, 0xff, 0xf, 0x3, 0x80, 0x8000, 1, 0x80000000, 0xf0, 0
        };

        if (chance_below(chance, 8) == 0)
                return (uint32_t)chance_next(chance);
        return masks[chance_below(chance, sizeof(masks) / sizeof(masks[0]))];
}

static uint32_t random_child(struct chance *chance, const struct looks *looks, uint32_t n_nodes)
{
        const uint32_t near = looks->reach < n_nodes ? looks->reach : n_nodes;

        if (chance_below(chance, 8) == 0)
                return chance_below(chance, n_nodes);
        return n_nodes - 1 - chance_below(chance, near);
}

static struct dag *random_dag(struct chance *chance, const struct looks *looks)
{
        struct dag *dag = new_dag();
        const unsigned int n_leaves = 1 + chance_below(chance, 6);

        for (uint32_t i = 0; i < n_leaves; i++)
                leaf(dag, i);
        for (unsigned int i = 0; i < looks->n_nodes; i++) {
                const uint32_t n = (uint32_t)dag->n_nodes;
                const uint32_t mask = looks->masks ? random_mask(chance) : ALL;
                uint32_t value = chance_below(chance, looks->n_values);

                if (chance_below(chance, 3) == 0)
                        value = mask; /* all bits: what JSET can ask of a single one */
                test(dag, (uint16_t)chance_below(chance, looks->n_words),
                     chance_below(chance, 3) ? TEST_EQ : TEST_GE, mask, value,
                     random_child(chance, looks, n), random_child(chance, looks, n));
        }
        return dag;
}

START_TEST(random_graphs_keep_their_meaning)
{
        static const struct looks looks[] = {
                { 6, 3, 4, 6, true },          { 40, 4, 16, 4, true },  { 40, 16, 16, 40, true },
                { 200, 2, 1000, 3, false },    { 600, 6, 40, 4, true }, { 1500, 6, 40, 2, true },
                { 1500, 2, 2000, 600, false },
        };
        static const unsigned int n_rounds[] = { 2000, 600, 300, 100, 30, 15, 15 };

        for (uint64_t seed = 0; seed < test_rounds(n_rounds[_i]); seed++) {
                struct chance chance = { seed };
                struct dag *dag = random_dag(&chance, &looks[_i]);
                const uint32_t root = (uint32_t)dag->n_nodes - 1;
                struct program program = emit(dag, root);

                claim_well_formed(&program);
                claim_same_decisions(&chance, &program, dag, root, 200);
                program_deinit(&program);
                dag_free(dag);
        }
}
END_TEST

START_TEST(a_leaf_is_one_return)
{
        struct dag *dag = new_dag();
        struct program program = emit(dag, leaf(dag, 42));

        ck_assert_uint_eq(program.n_insns, 1);
        ck_assert_uint_eq(program.insns[0].code, BPF_RET | BPF_K);
        ck_assert_uint_eq(program.insns[0].k, 42);
        program_deinit(&program);
        dag_free(dag);
}
END_TEST

START_TEST(what_the_root_does_not_reach_is_not_written)
{
        struct dag *dag = new_dag();
        const uint32_t a = leaf(dag, 1), b = leaf(dag, 2), c = leaf(dag, 3);
        uint32_t root;
        struct program program;

        test(dag, 4, TEST_EQ, ALL, 9, c, a);
        root = test(dag, 5, TEST_EQ, ALL, 9, a, b);
        test(dag, 6, TEST_EQ, ALL, 9, root, c);
        program = emit(dag, root);
        ck_assert_uint_eq(program.n_insns, 4);
        program_deinit(&program);
        dag_free(dag);
}
END_TEST

#define LOAD (BPF_LD | BPF_W | BPF_ABS)
#define AND  (BPF_ALU | BPF_AND | BPF_K)

/*
 * @target is entered from tests of each of @from, of which the number chooses
 * one. Return: how often its own word is loaded beyond the loads for @from.
 */
static void enter_from(struct dag *dag, uint32_t target, const struct node *from, size_t n_from,
                       size_t *n_loads, size_t *n_ands)
{
        uint32_t root = leaf(dag, 99);
        struct chance chance = { 1 };
        struct program program;

        for (size_t i = 0; i < n_from; i++) {
                const uint32_t entry = test(dag, from[i].word, from[i].test, from[i].mask,
                                            from[i].value, target, leaf(dag, 50 + (uint32_t)i));

                root = test(dag, WORD_NR, TEST_EQ, ALL, (uint32_t)i, entry, root);
        }
        program = emit(dag, root);
        claim_well_formed(&program);
        claim_same_decisions(&chance, &program, dag, root, 2000);
        *n_loads = count_code(&program, LOAD);
        *n_ands = count_code(&program, AND);
        program_deinit(&program);
}

START_TEST(the_right_word_enters_at_the_test_and_others_at_the_load)
{
        struct dag *dag = new_dag();
        const uint32_t target = test(dag, 4, TEST_GE, ALL, 5, leaf(dag, 1), leaf(dag, 2));
        const struct node from[] = {
                { .word = 4, .test = TEST_EQ, .mask = ALL, .value = 9 }, /* the right word */
                { .word = 5, .test = TEST_EQ, .mask = ALL, .value = 9 }, /* another */
                { .word = 4, .test = TEST_EQ, .mask = 0xf, .value = 9 }, /* what AND left of it */
                { .word = 4,
                  .test = TEST_EQ,
                  .mask = 0xf0,
                  .value = 0 }, /* JSET leaves all of it */
        };
        size_t n_loads, n_ands;

        enter_from(dag, target, from, 4, &n_loads, &n_ands);
        /* the number, one for each of the four, and the target's own */
        ck_assert_uint_eq(n_loads, 6);
        ck_assert_uint_eq(n_ands, 1);
        dag_free(dag);
}
END_TEST

START_TEST(the_right_word_alone_needs_no_load)
{
        struct dag *dag = new_dag();
        const uint32_t target = test(dag, 4, TEST_GE, ALL, 5, leaf(dag, 1), leaf(dag, 2));
        const struct node from[] = {
                { .word = 4, .test = TEST_EQ, .mask = ALL, .value = 9 },
                { .word = 4, .test = TEST_GE, .mask = ALL, .value = 3 },
                { .word = 4, .test = TEST_EQ, .mask = 0xf0, .value = 0 },
                { .word = 4, .test = TEST_EQ, .mask = 0x8, .value = 8 },
        };
        size_t n_loads, n_ands;

        enter_from(dag, target, from, 4, &n_loads, &n_ands);
        ck_assert_uint_eq(n_loads, 5);
        ck_assert_uint_eq(n_ands, 0);
        dag_free(dag);
}
END_TEST

START_TEST(a_mask_is_put_on_what_is_held_if_all_its_bits_are_there)
{
        struct dag *dag = new_dag();
        const uint32_t target = test(dag, 4, TEST_EQ, 0xf, 5, leaf(dag, 1), leaf(dag, 2));
        const struct node from[] = {
                { .word = 4, .test = TEST_EQ, .mask = ALL, .value = 9 },  /* AND */
                { .word = 4, .test = TEST_EQ, .mask = 0xff, .value = 9 }, /* AND */
                { .word = 4, .test = TEST_GE, .mask = 0xf, .value = 7 },  /* nothing */
                { .word = 4, .test = TEST_EQ, .mask = 0xf0, .value = 0 }, /* JSET, then AND */
        };
        size_t n_loads, n_ands;

        enter_from(dag, target, from, 4, &n_loads, &n_ands);
        ck_assert_uint_eq(n_loads, 5);
        ck_assert_uint_eq(n_ands, 3); /* two of them for from */
        dag_free(dag);
}
END_TEST

START_TEST(bits_that_a_mask_took_away_are_loaded_again)
{
        struct dag *dag = new_dag();
        const uint32_t target = test(dag, 4, TEST_EQ, 0xf, 5, leaf(dag, 1), leaf(dag, 2));
        const struct node from[] = {
                { .word = 4, .test = TEST_EQ, .mask = 0xf0, .value = 0x90 },
                { .word = 4, .test = TEST_EQ, .mask = 0x7, .value = 5 },
        };
        size_t n_loads, n_ands;

        enter_from(dag, target, from, 2, &n_loads, &n_ands);
        ck_assert_uint_eq(n_loads, 4);
        ck_assert_uint_eq(n_ands, 3);
        dag_free(dag);
}
END_TEST

/* A chain of @n tests of one word, each of which leads to @yes(i), the last also to @last. */
static uint32_t chain(struct dag *dag, uint32_t n, const uint32_t *yes, uint32_t n_yes,
                      uint32_t last)
{
        for (uint32_t i = 0; i < n; i++)
                last = test(dag, 4, TEST_EQ, ALL, 3 * i, yes[i % n_yes], last);
        return last;
}

START_TEST(returns_that_are_far_away_are_written_again)
{
        for (uint32_t n = 300; n <= 3000; n += 450) {
                struct dag *dag = new_dag();
                const uint32_t leaves[] = { leaf(dag, 1), leaf(dag, 2), leaf(dag, 3) };
                const uint32_t root = chain(dag, n, leaves, 3, leaf(dag, 4));
                struct chance chance = { n };
                struct program program = emit(dag, root);

                claim_well_formed(&program);
                claim_same_decisions(&chance, &program, dag, root, 2000);
                ck_assert_uint_eq(count_code(&program, BPF_JMP | BPF_JA), 0);
                /* a return reaches 255 tests: three of them for so many */
                ck_assert_uint_le(program.n_insns, 1 + n + 3 * (n / 250 + 1) + 1);
                program_deinit(&program);
                dag_free(dag);
        }
}
END_TEST

START_TEST(tests_that_are_far_away_are_reached_by_a_long_jump)
{
        for (uint32_t n = 300; n <= 3000; n += 450) {
                struct dag *dag = new_dag();
                const uint32_t a = leaf(dag, 1), b = leaf(dag, 2);
                const uint32_t far[] = {
                        test(dag, 4, TEST_GE, 0xff, 7, a, b), /* with a mask */
                        test(dag, 4, TEST_GE, ALL, 7, a, b),  /* at the test */
                        test(dag, 5, TEST_GE, ALL, 7, a, b),  /* at the load */
                };
                const uint32_t root = chain(dag, n, far, 3, leaf(dag, 4));
                struct chance chance = { n };
                struct program program = emit(dag, root);

                claim_well_formed(&program);
                claim_same_decisions(&chance, &program, dag, root, 2000);
                ck_assert_uint_gt(count_code(&program, BPF_JMP | BPF_JA), 0);
                ck_assert_uint_le(program.n_insns, 12 + n + 3 * (n / 250 + 1));
                program_deinit(&program);
                dag_free(dag);
        }
}
END_TEST

/* Both sides of one test far away at once, which pushes each other away. */
START_TEST(both_sides_of_a_test_may_be_far_away)
{
        for (uint32_t n = 240; n <= 270; n++) {
                struct dag *dag = new_dag();
                const uint32_t a = leaf(dag, 1), b = leaf(dag, 2), c = leaf(dag, 3);
                const uint32_t left = test(dag, 5, TEST_GE, ALL, 7, a, b);
                const uint32_t right = test(dag, 6, TEST_GE, ALL, 7, b, a);
                uint32_t root = test(dag, 7, TEST_EQ, ALL, 1, left, right);
                struct chance chance = { n };
                struct program program;

                root = chain(dag, n, &c, 1, root);
                root = test(dag, 8, TEST_EQ, ALL, 1, root,
                            test(dag, 9, TEST_EQ, ALL, 1, left, right));
                program = emit(dag, root);
                claim_well_formed(&program);
                claim_same_decisions(&chance, &program, dag, root, 2000);
                program_deinit(&program);
                dag_free(dag);
        }
}
END_TEST

START_TEST(a_graph_as_deep_as_a_graph_can_be_is_written)
{
        struct dag *dag = new_dag();
        const uint32_t yes = leaf(dag, 1);
        const uint32_t root = chain(dag, DAG_MAX_NODES - 2, &yes, 1, leaf(dag, 2));
        struct chance chance = { 1 };
        struct program program = emit(dag, root);

        claim_all_reached(&program);
        claim_same_decisions(&chance, &program, dag, root, 20);
        program_deinit(&program);
        dag_free(dag);
}
END_TEST

START_TEST(the_same_graph_gives_the_same_program)
{
        static const struct looks looks = { 300, 6, 40, 6, true };
        struct chance chance = { 7 };
        struct dag *dag = random_dag(&chance, &looks);
        struct program a = emit(dag, (uint32_t)dag->n_nodes - 1);
        struct program b = emit(dag, (uint32_t)dag->n_nodes - 1);

        ck_assert_uint_eq(a.n_insns, b.n_insns);
        ck_assert_mem_eq(a.insns, b.insns, a.n_insns * sizeof(a.insns[0]));
        program_deinit(&a);
        program_deinit(&b);
        dag_free(dag);
}
END_TEST

static Suite *emit_suite(void)
{
        Suite *suite = suite_create("lower/emit");
        TCase *tc = tcase_create("emit");

        tcase_set_timeout(tc, 60);
        tcase_add_loop_test(tc, random_graphs_keep_their_meaning, 0, 7);
        tcase_add_test(tc, a_leaf_is_one_return);
        tcase_add_test(tc, what_the_root_does_not_reach_is_not_written);
        tcase_add_test(tc, the_right_word_enters_at_the_test_and_others_at_the_load);
        tcase_add_test(tc, the_right_word_alone_needs_no_load);
        tcase_add_test(tc, a_mask_is_put_on_what_is_held_if_all_its_bits_are_there);
        tcase_add_test(tc, bits_that_a_mask_took_away_are_loaded_again);
        tcase_add_test(tc, returns_that_are_far_away_are_written_again);
        tcase_add_test(tc, tests_that_are_far_away_are_reached_by_a_long_jump);
        tcase_add_test(tc, both_sides_of_a_test_may_be_far_away);
        tcase_add_test(tc, a_graph_as_deep_as_a_graph_can_be_is_written);
        tcase_add_test(tc, the_same_graph_gives_the_same_program);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(emit_suite());
}
