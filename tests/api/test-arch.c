/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <sys/syscall.h>

#include "helper.h"

START_TEST(architectures_come_and_go)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_exist(ctx, SCMP_ARCH_X86), -EEXIST);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_arch_exist(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), -EEXIST);
        ck_assert_int_eq(seccomp_arch_remove(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_arch_remove(ctx, SCMP_ARCH_X86), -EEXIST);
        ck_assert_int_eq(seccomp_arch_exist(ctx, SCMP_ARCH_X86), -EEXIST);
}
END_TEST

START_TEST(native_is_an_architecture_like_any_other)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_exist(ctx, seccomp_arch_native()), 0);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_NATIVE), -EEXIST);
        ck_assert_int_eq(seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE), 0);
        ck_assert_int_eq(seccomp_arch_exist(ctx, seccomp_arch_native()), -EEXIST);
}
END_TEST

START_TEST(a_token_that_nobody_has_is_einval)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_exist(ctx, 1234), -EINVAL);
        ck_assert_int_eq(seccomp_arch_add(ctx, 1234), -EINVAL);
        ck_assert_int_eq(seccomp_arch_remove(ctx, 1234), -EINVAL);
}
END_TEST

START_TEST(names_are_those_of_the_tokens)
{
        static const struct {
                const char *name;
                uint32_t token;
        } names[] = {
                { "x86", SCMP_ARCH_X86 },
                { "x86_64", SCMP_ARCH_X86_64 },
                { "x32", SCMP_ARCH_X32 },
                { "aarch64", SCMP_ARCH_AARCH64 },
        };

        for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
                ck_assert_uint_eq(seccomp_arch_resolve_name(names[i].name), names[i].token);
        ck_assert_uint_eq(seccomp_arch_resolve_name(NULL), 0);
        ck_assert_uint_eq(seccomp_arch_resolve_name("amd64"), 0);
        ck_assert_uint_eq(seccomp_arch_resolve_name("X86"), 0);
        ck_assert_uint_eq(seccomp_arch_resolve_name(""), 0);
}
END_TEST

START_TEST(rules_apply_to_the_architectures_that_are_there_when_they_come)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(read), 0);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(write), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(0)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(1)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(3)), NO);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(4)), SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(an_architecture_that_was_removed_takes_its_rules_along)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(read), 0);
        ck_assert_int_eq(seccomp_arch_remove(ctx, SCMP_ARCH_X86), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(3)), SCMP_ACT_KILL);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86, CALL(3)), NO);
}
END_TEST

START_TEST(x32_and_x86_64_share_a_word_and_not_their_numbers)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(read), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X32, CALL(0x40000000)), SCMP_ACT_KILL);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X32, CALL(-2)), SCMP_ACT_KILL);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X32, CALL(-1)), NO);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X32), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(write), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X32, CALL(0x40000000)), NO);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X32, CALL(0x40000001)), SCMP_ACT_ALLOW);
        ck_assert_int_eq(seccomp_arch_remove(ctx, SCMP_ARCH_X86_64), 0);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X32, CALL(0x40000001)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(1)), SCMP_ACT_KILL);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/arch");
        TCase *tests = tcase_create("arch");

        tcase_add_test(tests, architectures_come_and_go);
        tcase_add_test(tests, native_is_an_architecture_like_any_other);
        tcase_add_test(tests, a_token_that_nobody_has_is_einval);
        tcase_add_test(tests, names_are_those_of_the_tokens);
        tcase_add_test(tests, rules_apply_to_the_architectures_that_are_there_when_they_come);
        tcase_add_test(tests, an_architecture_that_was_removed_takes_its_rules_along);
        tcase_add_test(tests, x32_and_x86_64_share_a_word_and_not_their_numbers);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
