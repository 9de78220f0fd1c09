/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <sys/syscall.h>

#include "helper.h"

START_TEST(what_was_rejected_never_happened)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        uint32_t value;

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 1));
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 2));
        ADD(ctx, SCMP_ACT_NOTIFY, SYS_write, 0);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read, 2)), SCMP_ACT_ALLOW);
        seccomp_transaction_reject(ctx);

        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read, 1)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read, 2)), NO);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_write)), NO);
        ck_assert_int_eq(seccomp_arch_exist(ctx, SCMP_ARCH_X86), -EEXIST);
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_NNP, &value), 0);
        ck_assert_uint_eq(value, 1);
        ck_assert(!context_notifies(context_get(ctx)));
}
END_TEST

START_TEST(what_was_committed_stays)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
        ck_assert_int_eq(seccomp_transaction_commit(ctx), 0);
        seccomp_transaction_reject(ctx);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(an_inner_commit_is_subject_to_the_outer_transaction)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_write, 0);
        ck_assert_int_eq(seccomp_transaction_commit(ctx), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_write)), SCMP_ACT_ALLOW);
        seccomp_transaction_reject(ctx);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read)), NO);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_write)), NO);
}
END_TEST

START_TEST(an_inner_reject_leaves_the_outer_transaction)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_write, 0);
        seccomp_transaction_reject(ctx);
        ck_assert_int_eq(seccomp_transaction_commit(ctx), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_write)), NO);
}
END_TEST

START_TEST(a_transaction_in_which_the_last_architecture_went_can_be_rejected)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ck_assert_int_eq(seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE), 0);
        seccomp_transaction_reject(ctx);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(commit_and_reject_without_a_transaction_do_nothing)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
        ck_assert_int_eq(seccomp_transaction_commit(ctx), 0);
        seccomp_transaction_reject(ctx);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(a_decision_for_all_calls_can_be_taken_back)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 1));
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ADD(ctx, SCMP_ACT_KILL, SYS_read, 0);
        seccomp_transaction_reject(ctx);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read, 1)), SCMP_ACT_ALLOW);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 2));
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read, 2)), SCMP_ACT_ALLOW);
}
END_TEST

/* What the numbers are kept in ends somewhere; a rule at its end is like any other. */
START_TEST(numbers_far_apart_are_all_given_back)
{
        static const int numbers[] = { NEAR_CALLS - 1, 0, NEAR_CALLS, 99999, NEAR_CALLS + 1, 1 };
        const size_t n = sizeof(numbers) / sizeof(*numbers);
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        for (size_t i = 0; i < n; i++)
                ADD(ctx, SCMP_ACT_ALLOW, numbers[i], 1, SCMP_A0(SCMP_CMP_EQ, i));
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        for (size_t i = 0; i < n; i++)
                ADD(ctx, SCMP_ACT_LOG, numbers[i], 1, SCMP_A0(SCMP_CMP_EQ, i + 100));
        for (size_t i = 0; i < n; i++)
                ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(numbers[i], i + 100)),
                                  SCMP_ACT_LOG);
        seccomp_transaction_reject(ctx);
        for (size_t i = 0; i < n; i++) {
                ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(numbers[i], i)),
                                  SCMP_ACT_ALLOW);
                ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(numbers[i], i + 1)), NO);
                ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(numbers[i], i + 100)), NO);
        }
}
END_TEST

START_TEST(a_released_context_takes_its_open_transactions_along)
{
        scmp_filter_ctx ctx = new_ctx(NO);

        for (int i = 0; i < 10; i++) {
                ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
                ADD(ctx, SCMP_ACT_ALLOW, i, 1, SCMP_A0(SCMP_CMP_EQ, 1));
        }
        seccomp_release(ctx); /* a leak is for the sanitizer to find */
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/transaction");
        TCase *tests = tcase_create("transaction");

        tcase_add_test(tests, what_was_rejected_never_happened);
        tcase_add_test(tests, what_was_committed_stays);
        tcase_add_test(tests, an_inner_commit_is_subject_to_the_outer_transaction);
        tcase_add_test(tests, an_inner_reject_leaves_the_outer_transaction);
        tcase_add_test(tests, a_transaction_in_which_the_last_architecture_went_can_be_rejected);
        tcase_add_test(tests, commit_and_reject_without_a_transaction_do_nothing);
        tcase_add_test(tests, a_decision_for_all_calls_can_be_taken_back);
        tcase_add_test(tests, numbers_far_apart_are_all_given_back);
        tcase_add_test(tests, a_released_context_takes_its_open_transactions_along);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
