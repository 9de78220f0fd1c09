/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <sys/syscall.h>

#include "helper.h"

#define X SCMP_ARCH_X86_64

START_TEST(a_rule_decides_the_calls_that_match)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
        ADD(ctx, SCMP_ACT_TRAP, SYS_write, 2, SCMP_A2(SCMP_CMP_GT, 10), SCMP_A0(SCMP_CMP_EQ, 1));
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 9)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_write, 1, 0, 11)), SCMP_ACT_TRAP);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_write, 1, 0, 10)), NO);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_write, 2, 0, 11)), NO);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_open)), NO);
}
END_TEST

START_TEST(every_comparison_compares_64_bits_without_sign)
{
        const struct {
                struct scmp_arg_cmp cmp;
                uint64_t yes, no;
        } cases[] = {
                { SCMP_A0(SCMP_CMP_NE, 5), 0x100000005, 5 },
                { SCMP_A0(SCMP_CMP_LT, 0x100000000), 0xffffffff, 0x100000000 },
                { SCMP_A0(SCMP_CMP_LE, 0x100000000), 0x100000000, 0x100000001 },
                { SCMP_A0(SCMP_CMP_EQ, 0x200000001), 0x200000001, 1 },
                { SCMP_A0(SCMP_CMP_GE, 0x100000000), 0x100000000, 0xffffffff },
                { SCMP_A0(SCMP_CMP_GT, 0x100000000), UINT64_MAX, 0x100000000 },
                { SCMP_A0(SCMP_CMP_MASKED_EQ, 0xf0000000f, 0x3000000f2), 0x3cccccc02, 0x2cccccc02 },
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                _release_ scmp_filter_ctx ctx = new_ctx(NO);

                ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, cases[i].cmp);
                ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, cases[i].yes)), SCMP_ACT_ALLOW);
                ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, cases[i].no)), NO);
        }
}
END_TEST

START_TEST(small_words_compare_their_low_half)
{
        static const uint32_t tokens[] = { SCMP_ARCH_X86, SCMP_ARCH_X32 };
        static const int numbers[] = { 3, 0x40000000 };

        for (size_t i = 0; i < 2; i++) {
                _release_ scmp_filter_ctx ctx = new_ctx_of(NO, tokens[i]);

                ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 0x700000005));
                ck_assert_uint_eq(decide(ctx, tokens[i], CALL(numbers[i], 5)), SCMP_ACT_ALLOW);
                ck_assert_uint_eq(decide(ctx, tokens[i], CALL(numbers[i], 0x900000005)),
                                  SCMP_ACT_ALLOW);
                ck_assert_uint_eq(decide(ctx, tokens[i], CALL(numbers[i], 6)), NO);
        }
}
END_TEST

START_TEST(an_empty_mask_is_no_condition)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_MASKED_EQ, 0, 7));
        ADD(ctx, SCMP_ACT_ALLOW, SYS_write, 2, SCMP_A0(SCMP_CMP_MASKED_EQ, 0, 7),
            SCMP_A1(SCMP_CMP_EQ, 1));
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 1)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_write, 9, 1)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_write, 9, 2)), NO);
}
END_TEST

START_TEST(a_mask_may_be_empty_in_small_words_only)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1,
            SCMP_A0(SCMP_CMP_MASKED_EQ, 0x100000000, 0x100000000));
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 0)), NO);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 0x100000000)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(3, 0)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(malformed_arguments_are_einval)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        const struct scmp_arg_cmp one = SCMP_A0(SCMP_CMP_EQ, 1);
        const struct scmp_arg_cmp seven[7] = { one };

        ck_assert_int_eq(seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SYS_read, 7, seven), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_read, 7), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SYS_read, 1000), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SYS_read, 1, NULL), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SYS_getppid, 0, NULL), 0);
        ck_assert_int_eq(
                seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_CMP(6, SCMP_CMP_EQ, 1)),
                -EINVAL);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_read, 2, one, one), -EINVAL);
        for (int op = -1; op <= 8; op++) {
                const struct scmp_arg_cmp cmp = SCMP_A0((enum scmp_compare)op, 1);

                ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_write, 1, cmp),
                                 op < 1 || op > 7 ? -EINVAL : 0);
        }
}
END_TEST

START_TEST(actions_are_checked)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_rule_add(ctx, 0x1234, SYS_read, 0), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ERRNO(4095), SYS_read, 0), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW | 4, SYS_read, 0), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add(ctx, NO, SYS_read, 0), -EACCES);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ERRNO(2), SYS_read, 0), 0);
}
END_TEST

START_TEST(what_is_wrong_first_is_said_first)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        /* The number and the action, then the default action, then several architectures, then arguments. */
        ck_assert_int_eq(seccomp_rule_add(ctx, NO, -5, 0), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add(ctx, NO, SYS_read, 1, SCMP_CMP(6, SCMP_CMP_EQ, 1)),
                         -EACCES);
        ck_assert_int_eq(seccomp_rule_add_array(ctx, NO, SYS_read, 1, NULL), -EINVAL);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, NO, SYS_read, 0), -EACCES);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, -5, 0), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SYS_read, 1,
                                                SCMP_CMP(6, SCMP_CMP_EQ, 1)),
                         -EOPNOTSUPP);
}
END_TEST

START_TEST(reserved_numbers_are_einval_and_minus_one_needs_tskip)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        for (int nr = -99; nr < 0; nr++)
                ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0), -EINVAL);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_API_TSKIP, 1), 0);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, -2, 0), -EINVAL);
        ADD(ctx, SCMP_ACT_ALLOW, -1, 0);
        ck_assert_uint_eq(decide(ctx, X, CALL(-1)), SCMP_ACT_ALLOW);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, -1, 0), 0);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ADD(ctx, SCMP_ACT_ALLOW, -1, 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(-1)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(pseudo_numbers_are_taken_and_decide_nothing)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, -100, 0);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(send), 0);
        ADD(ctx, SCMP_ACT_ALLOW, -99999, 0);
        ck_assert_uint_eq(decide(ctx, X, CALL(-100)), SCMP_ACT_KILL);
        ck_assert_uint_eq(decide(ctx, X, CALL(SCMP_SYS(send))), SCMP_ACT_KILL);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, -100, 0), -EDOM);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SCMP_SYS(send), 0), -EDOM);
}
END_TEST

START_TEST(alone_the_native_architecture_takes_numbers_without_a_name)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, 99999, 0);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, 99998, 0), 0);
        ck_assert_uint_eq(decide(ctx, X, CALL(99999)), SCMP_ACT_ALLOW);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, 99997, 0), -EFAULT);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, -5000, 0), -EFAULT);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, -101, 0),
                         -EFAULT); /* socket is 41 */
        ck_assert_uint_eq(decide(ctx, X, CALL(99997)), NO);
        ck_assert_int_eq(seccomp_arch_exist(ctx, SCMP_ARCH_X86), 0);
}
END_TEST

START_TEST(numbers_are_translated_by_name)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_AARCH64), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(open), 0); /* aarch64 does not have it */
        ck_assert_uint_eq(decide(ctx, X, CALL(257)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, X, CALL(2)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(295)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(5)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_AARCH64, CALL(56)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_AARCH64, CALL(2)), NO);
}
END_TEST

START_TEST(exact_refuses_what_the_architecture_lacks)
{
        _release_ scmp_filter_ctx ctx = new_ctx_of(NO, SCMP_ARCH_AARCH64);

        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 0), 0);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SCMP_SYS(open), 0), -EDOM);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, 99999, 0), -EFAULT);
}
END_TEST

START_TEST(an_unconditional_rule_decides_whatever_came_before_or_comes_after)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_KILL, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 1));
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
        ADD(ctx, SCMP_ACT_KILL, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 2));
        ADD(ctx, SCMP_ACT_KILL, SYS_read, 0);
        for (uint64_t a = 0; a < 4; a++)
                ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, a)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(the_same_conditions_with_another_action_are_eexist)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 2, SCMP_A0(SCMP_CMP_EQ, 1), SCMP_A1(SCMP_CMP_EQ, 2));
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 2, SCMP_A1(SCMP_CMP_EQ, 2), SCMP_A0(SCMP_CMP_EQ, 1));
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_KILL, SYS_read, 2, SCMP_A1(SCMP_CMP_EQ, 2),
                                          SCMP_A0(SCMP_CMP_EQ, 1)),
                         -EEXIST);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_KILL, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 1)),
                         -EEXIST);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 1, 2)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 1, 3)), NO);
}
END_TEST

START_TEST(a_rule_behind_a_live_beginning_is_dead_and_no_error)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 1));
        ADD(ctx, SCMP_ACT_KILL, SYS_read, 2, SCMP_A0(SCMP_CMP_EQ, 1), SCMP_A1(SCMP_CMP_EQ, 2));
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 1, 2)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(what_one_architecture_refuses_all_refuse)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        /* In 32 bits these two are the same. */
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 0x100000001));
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_TRAP, SYS_read, 1,
                                          SCMP_A0(SCMP_CMP_EQ, 0x200000001)),
                         -EEXIST);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 0x200000001)), NO);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(3, 1)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(a_call_without_conditions_is_covered_through_its_multiplexer_too)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(send), 0); /* only there */
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(semop), 0);
        ck_assert_uint_eq(decide(ctx, X, CALL(41)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(359)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 1)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 9)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 2)), NO);
        /* The kernel looks at the low half of ipc's first argument only. */
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(117, 0x10001)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(117, 2)), NO);
}
END_TEST

START_TEST(conditions_that_a_multiplexer_cannot_see_open_nothing)
{
        _release_ scmp_filter_ctx ctx = new_ctx_of(NO, SCMP_ARCH_X86);

        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, 1));
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(359, 1)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(359, 2)), NO);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 1, 1)), NO);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SCMP_SYS(bind), 1,
                                                SCMP_A0(SCMP_CMP_EQ, 1)),
                         -EINVAL);
}
END_TEST

START_TEST(conditions_that_a_multiplexer_cannot_see_are_taken_for_true_if_they_forbid)
{
        _release_ scmp_filter_ctx ctx = new_ctx_of(SCMP_ACT_ALLOW, SCMP_ARCH_X86);

        ADD(ctx, SCMP_ACT_ERRNO(13), SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, 16));
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(359, 16)), SCMP_ACT_ERRNO(13));
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(359, 1)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 1)), SCMP_ACT_ERRNO(13));
        ADD(ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, 17));
        ADD(ctx, SCMP_ACT_TRAP, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, 18));
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 1)), SCMP_ACT_KILL_PROCESS);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 2)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(a_rule_for_the_multiplexer_itself_is_the_last_word)
{
        _release_ scmp_filter_ctx ctx = new_ctx_of(SCMP_ACT_ERRNO(1), SCMP_ARCH_X86);

        ADD(ctx, SCMP_ACT_KILL, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, 16));
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 1)), SCMP_ACT_KILL);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socketcall), 1, SCMP_A0(SCMP_CMP_EQ, 1));
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 1)), SCMP_ACT_ALLOW);
        ADD(ctx, SCMP_ACT_LOG, SCMP_SYS(socketcall), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(102, 7)), SCMP_ACT_LOG);
}
END_TEST

START_TEST(two_ways_into_one_call_must_agree)
{
        _release_ scmp_filter_ctx ctx = new_ctx_of(NO, SCMP_ARCH_X86);

        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 0);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_KILL, SCMP_SYS(socketcall), 1,
                                          SCMP_A0(SCMP_CMP_EQ, 1)),
                         -EEXIST);
        ADD(ctx, SCMP_ACT_KILL, SCMP_SYS(socketcall), 1, SCMP_A0(SCMP_CMP_EQ, 2));
}
END_TEST

START_TEST(priorities_change_no_verdict)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, SYS_read, 255), 0);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read)), NO);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 1));
        ADD(ctx, SCMP_ACT_ALLOW, SYS_write, 0);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, SYS_write, 3), 0);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, SYS_socket, 3), 0);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 1)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 2)), NO);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_write)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_socket)), NO);
}
END_TEST

START_TEST(priorities_are_for_calls_that_rules_can_be_for)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_syscall_priority(ctx, -1, 3), -EINVAL);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, -5, 3), -EINVAL);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, 99999, 3), 0);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, SCMP_SYS(send), 3), 0);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, 99999, 3), -EFAULT);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, -5000, 3), -EFAULT);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, SCMP_SYS(send), 3), 0);
}
END_TEST

START_TEST(the_largest_priority_counts)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        struct policy *policy;

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, SYS_read, 200), 0);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, SYS_read, 100), 0);
        ck_assert_int_eq(context_policy(&policy, context_get(ctx)), 0);
        ck_assert_uint_eq(filter_find_slot(&policy->filters[0], SYS_read)->priority, 200);
        policy_free(policy);
}
END_TEST

START_TEST(the_calls_that_the_peer_lets_through_are_refused)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_ioctl, 1, SCMP_A0(SCMP_CMP_NE, 10));
        ADD(ctx, SCMP_ACT_ALLOW, SYS_ioctl, 2, SCMP_A0(SCMP_CMP_NE, 20), SCMP_A1(SCMP_CMP_EQ, 7));
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_ioctl, 10, 0x3a)), NO);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_ioctl, 10, 7)), SCMP_ACT_ALLOW);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A2(SCMP_CMP_LE, 3));
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A2(SCMP_CMP_GE, 0x100000005));
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 0, 0, 7)), NO);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_read, 0, 0, 3)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(the_rules_on_which_the_peer_never_returns_are_taken)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_ioctl, 2, SCMP_A0(SCMP_CMP_NE, 5), SCMP_A1(SCMP_CMP_EQ, 4));
        ADD(ctx, SCMP_ACT_ALLOW, SYS_ioctl, 2, SCMP_A0(SCMP_CMP_NE, 5), SCMP_A2(SCMP_CMP_NE, 4));
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_ioctl, 6, 4, 4)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_ioctl, 6, 3, 4)), NO);
        ck_assert_uint_eq(decide(ctx, X, CALL(SYS_ioctl, 5, 4, 3)), NO);
}
END_TEST

START_TEST(more_than_a_program_can_hold_is_said_and_not_written)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        size_t len;

        for (int nr = 0; nr < 10; nr++)
                for (uint64_t i = 0; i < 400; i++)
                        ADD(ctx, SCMP_ACT_ERRNO((uint32_t)(2 + i % 3)), nr, 2,
                            SCMP_A0(SCMP_CMP_EQ, i * 0x100000003 + (uint64_t)nr),
                            SCMP_A1(SCMP_CMP_NE, i * 7));
        ck_assert_int_eq(seccomp_precompute(ctx), -EFAULT);
        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, NULL, &len), -EFAULT);
        ck_assert_int_eq(seccomp_load(ctx), -EFAULT);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/rules");
        TCase *tests = tcase_create("rules");

        tcase_set_timeout(tests, 60);
        tcase_add_test(tests, a_rule_decides_the_calls_that_match);
        tcase_add_test(tests, every_comparison_compares_64_bits_without_sign);
        tcase_add_test(tests, small_words_compare_their_low_half);
        tcase_add_test(tests, an_empty_mask_is_no_condition);
        tcase_add_test(tests, a_mask_may_be_empty_in_small_words_only);
        tcase_add_test(tests, malformed_arguments_are_einval);
        tcase_add_test(tests, actions_are_checked);
        tcase_add_test(tests, what_is_wrong_first_is_said_first);
        tcase_add_test(tests, reserved_numbers_are_einval_and_minus_one_needs_tskip);
        tcase_add_test(tests, pseudo_numbers_are_taken_and_decide_nothing);
        tcase_add_test(tests, alone_the_native_architecture_takes_numbers_without_a_name);
        tcase_add_test(tests, numbers_are_translated_by_name);
        tcase_add_test(tests, exact_refuses_what_the_architecture_lacks);
        tcase_add_test(tests, an_unconditional_rule_decides_whatever_came_before_or_comes_after);
        tcase_add_test(tests, the_same_conditions_with_another_action_are_eexist);
        tcase_add_test(tests, a_rule_behind_a_live_beginning_is_dead_and_no_error);
        tcase_add_test(tests, what_one_architecture_refuses_all_refuse);
        tcase_add_test(tests, a_call_without_conditions_is_covered_through_its_multiplexer_too);
        tcase_add_test(tests, conditions_that_a_multiplexer_cannot_see_open_nothing);
        tcase_add_test(tests,
                       conditions_that_a_multiplexer_cannot_see_are_taken_for_true_if_they_forbid);
        tcase_add_test(tests, a_rule_for_the_multiplexer_itself_is_the_last_word);
        tcase_add_test(tests, two_ways_into_one_call_must_agree);
        tcase_add_test(tests, priorities_change_no_verdict);
        tcase_add_test(tests, priorities_are_for_calls_that_rules_can_be_for);
        tcase_add_test(tests, the_largest_priority_counts);
        tcase_add_test(tests, the_calls_that_the_peer_lets_through_are_refused);
        tcase_add_test(tests, the_rules_on_which_the_peer_never_returns_are_taken);
        tcase_add_test(tests, more_than_a_program_can_hold_is_said_and_not_written);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
