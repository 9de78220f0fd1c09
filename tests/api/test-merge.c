/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <sys/syscall.h>

#include "helper.h"

START_TEST(a_merged_filter_has_both_architectures)
{
        _release_ scmp_filter_ctx dst = new_ctx(NO);
        scmp_filter_ctx src = new_ctx_of(NO, SCMP_ARCH_X86);

        ADD(dst, SCMP_ACT_ALLOW, SCMP_SYS(read), 0);
        ADD(src, SCMP_ACT_ALLOW, SCMP_SYS(write), 0);
        ck_assert_int_eq(seccomp_merge(dst, src), 0);
        ck_assert_uint_eq(decide(dst, SCMP_ARCH_X86_64, CALL(0)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(dst, SCMP_ARCH_X86_64, CALL(1)), NO);
        ck_assert_uint_eq(decide(dst, SCMP_ARCH_X86, CALL(3)), NO);
        ck_assert_uint_eq(decide(dst, SCMP_ARCH_X86, CALL(4)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(that_the_source_notifies_is_kept)
{
        _release_ scmp_filter_ctx dst = new_ctx(NO);
        scmp_filter_ctx src = new_ctx_of(NO, SCMP_ARCH_X86);

        ADD(src, SCMP_ACT_NOTIFY, SCMP_SYS(write), 0);
        ck_assert(!context_notifies(context_get(dst)));
        ck_assert_int_eq(seccomp_merge(dst, src), 0);
        ck_assert(context_notifies(context_get(dst)));
}
END_TEST

START_TEST(default_action_nnp_and_tsync_must_be_the_same)
{
        _release_ scmp_filter_ctx dst = new_ctx(NO);
        _release_ scmp_filter_ctx src = new_ctx_of(SCMP_ACT_ALLOW, SCMP_ARCH_X86);
        _release_ scmp_filter_ctx same = new_ctx_of(NO, SCMP_ARCH_X86);

        ck_assert_int_eq(seccomp_merge(dst, src), -EINVAL);
        ck_assert_int_eq(seccomp_attr_set(same, SCMP_FLTATR_CTL_NNP, 0), 0);
        ck_assert_int_eq(seccomp_merge(dst, same), -EINVAL);
        ck_assert_int_eq(seccomp_attr_set(same, SCMP_FLTATR_CTL_NNP, 1), 0);
        ck_assert_int_eq(seccomp_attr_set(same, SCMP_FLTATR_CTL_TSYNC, 1), 0);
        ck_assert_int_eq(seccomp_merge(dst, same), -EINVAL);
}
END_TEST

START_TEST(an_architecture_in_common_is_eexist_and_nothing_moves)
{
        _release_ scmp_filter_ctx dst = new_ctx(NO);
        _release_ scmp_filter_ctx src = new_ctx_of(NO, SCMP_ARCH_X86);

        ck_assert_int_eq(seccomp_arch_add(src, SCMP_ARCH_NATIVE), 0);
        ck_assert_int_eq(seccomp_merge(dst, src), -EEXIST);
        ck_assert_int_eq(seccomp_merge(dst, dst), -EEXIST);
        ck_assert_int_eq(seccomp_arch_exist(src, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_arch_exist(dst, SCMP_ARCH_X86), -EEXIST);
}
END_TEST

START_TEST(a_filter_without_an_architecture_does_not_merge)
{
        _release_ scmp_filter_ctx full = new_ctx(NO);
        _release_ scmp_filter_ctx empty = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_remove(empty, SCMP_ARCH_NATIVE), 0);
        ck_assert_int_eq(seccomp_merge(full, empty), -EINVAL);
        ck_assert_int_eq(seccomp_merge(empty, full), -EINVAL);
}
END_TEST

START_TEST(a_merge_can_be_taken_back)
{
        _release_ scmp_filter_ctx dst = new_ctx(NO);
        scmp_filter_ctx src = new_ctx_of(NO, SCMP_ARCH_X86);

        ck_assert_int_eq(seccomp_transaction_start(dst), 0);
        ck_assert_int_eq(seccomp_merge(dst, src), 0);
        seccomp_transaction_reject(dst);
        ck_assert_int_eq(seccomp_arch_exist(dst, SCMP_ARCH_X86), -EEXIST);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/merge");
        TCase *tests = tcase_create("merge");

        tcase_add_test(tests, a_merged_filter_has_both_architectures);
        tcase_add_test(tests, that_the_source_notifies_is_kept);
        tcase_add_test(tests, default_action_nnp_and_tsync_must_be_the_same);
        tcase_add_test(tests, an_architecture_in_common_is_eexist_and_nothing_moves);
        tcase_add_test(tests, a_filter_without_an_architecture_does_not_merge);
        tcase_add_test(tests, a_merge_can_be_taken_back);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
