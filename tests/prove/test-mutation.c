/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The proof put to the proof: every change of one instruction, to programs of
 * many kinds. No change that decides a call otherwise may be found equivalent,
 * and every witness must really be one.
 */

#include "prove/prove.h"

#include <check.h>
#include <stdio.h>

#include "policy/eval.h"
#include "support/mutant.h"
#include "support/random-policy.h"
#include "support/suite.h"
#include "support/typical-policy.h"

/* What became of the changes. */
struct tally {
        size_t n_refused;    /* by the kernel, already */
        size_t n_different;  /* with a witness */
        size_t n_equivalent; /* the change makes no difference, it was claimed */
        size_t n_undecided;
        size_t n_undecided_wrong; /* of these: the change does make a difference */
};

static void try_mutant(struct tally *tally, const struct subject *subject,
                       const struct program *mutant)
{
        struct run_result result;
        struct proof proof;

        claim(prove_program(&proof, mutant, subject->policy) == 0);
        if (program_check(mutant, NULL) < 0) {
                claim(proof.verdict == PROOF_UNDECIDED);
                tally->n_refused++;
                return;
        }
        switch (proof.verdict) {
        case PROOF_EQUIVALENT:
                tally->n_equivalent++;
                claim(!subject_tells(subject, mutant));
                return;
        case PROOF_DIFFERENT:
                tally->n_different++;
                claim(program_run(&result, mutant, &proof.witness) == 0);
                claim(result.action != policy_eval(subject->policy, &proof.witness).action);
                return;
        case PROOF_UNDECIDED:
                tally->n_undecided++;
                tally->n_undecided_wrong += subject_tells(subject, mutant);
                return;
        }
}

static void try_all_mutants(struct tally *tally, struct chance *chance, const struct policy *policy)
{
        struct mutant_state state = { 0 };
        struct subject subject;
        struct proof proof;

        subject_init(&subject, chance, policy, 3000);
        claim(!subject_tells(&subject, &subject.program));
        while (mutant_next(&subject.program, &state))
                try_mutant(tally, &subject, &subject.program);
        claim(prove_program(&proof, &subject.program, policy) == 0);
        claim(proof.verdict == PROOF_EQUIVALENT); /* the changes have all been undone */
        subject_deinit(&subject);
}

/* All but @percent of the changes are either shown to make a difference or shown to make none. */
static void check_tally(const char *name, const struct tally *tally, unsigned int percent)
{
        printf("%s: %zu refused, %zu different, %zu equivalent, %zu undecided (%zu of them wrong)\n",
               name, tally->n_refused, tally->n_different, tally->n_equivalent, tally->n_undecided,
               tally->n_undecided_wrong);
        ck_assert_uint_gt(tally->n_different, 100);
        ck_assert_uint_le(100 * tally->n_undecided,
                          percent * (tally->n_different + tally->n_undecided_wrong));
}

START_TEST(no_change_of_one_instruction_of_a_typical_program_goes_unnoticed)
{
        struct policy *policy = typical_policies[_i].make();
        struct chance chance = { 1 };
        struct tally tally = { 0 };

        try_all_mutants(&tally, &chance, policy);
        check_tally(typical_policies[_i].name, &tally, 1);
        policy_free(policy);
}
END_TEST

START_TEST(no_change_of_one_instruction_of_a_random_program_goes_unnoticed)
{
        static const struct {
                const char *name;
                struct shape shape;
                const char *abis[3];
                unsigned int n_abis;
                unsigned int n_policies;
        } cases[] = {
                { "few values", { 4, 6, 3, 2, 8, 1 }, { "x86_64" }, 1, 8 },
                { "all arguments", { 3, 8, 6, 6, 15, 0 }, { "x86_64" }, 1, 8 },
                { "one argument", { 2, 40, 1, 1, 100, 1 }, { "x86_64" }, 1, 8 },
                { "three ABIs", { 6, 3, 2, 2, 8, 0 }, { "x86_64", "x86", "x32" }, 3, 8 },
                { "big endian", { 3, 5, 3, 3, 15, 1 }, { "s390x" }, 1, 8 },
                { "many pairs", { 1, 24, 2, 6, 40, 2 }, { "x86_64" }, 1, 8 },
        };
        const struct abi *abis[3];
        struct tally tally = { 0 };

        for (unsigned int i = 0; i < cases[_i].n_abis; i++)
                abis[i] = test_abi(cases[_i].abis[i]);
        for (uint64_t seed = 0; seed < test_rounds(cases[_i].n_policies); seed++) {
                struct chance chance = { seed ^ UINT64_C(0xacc1de47) << 32 };
                struct policy *policy =
                        random_policy(&chance, &cases[_i].shape, abis, cases[_i].n_abis);

                try_all_mutants(&tally, &chance, policy);
                policy_free(policy);
        }
        check_tally(cases[_i].name, &tally, 2);
}
END_TEST

static Suite *mutation_suite(void)
{
        Suite *suite = suite_create("prove/mutation");
        TCase *tc = tcase_create("mutation");

        tcase_set_timeout(tc, 600);
        tcase_add_loop_test(tc, no_change_of_one_instruction_of_a_typical_program_goes_unnoticed, 0,
                            N_TYPICAL_POLICIES);
        tcase_add_loop_test(tc, no_change_of_one_instruction_of_a_random_program_goes_unnoticed, 0,
                            6);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(mutation_suite());
}
