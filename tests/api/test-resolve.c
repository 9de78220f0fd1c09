/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "helper.h"

START_TEST(a_name_becomes_the_number_of_the_architecture)
{
        ck_assert_int_eq(seccomp_syscall_resolve_name("read"), __NR_read);
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_NATIVE, "read"), __NR_read);
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86_64, "openat"), 257);
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, "openat"), 295);
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_X32, "openat"), 0x40000101);
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_AARCH64, "openat"), 56);
}
END_TEST

START_TEST(a_name_that_nobody_knows_is_an_error)
{
        ck_assert_int_eq(seccomp_syscall_resolve_name("nosuch"), __NR_SCMP_ERROR);
        ck_assert_int_eq(seccomp_syscall_resolve_name(""), __NR_SCMP_ERROR);
        ck_assert_int_eq(seccomp_syscall_resolve_name(NULL), __NR_SCMP_ERROR);
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(1234, "read"), __NR_SCMP_ERROR);
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, NULL), __NR_SCMP_ERROR);
        ck_assert_int_eq(seccomp_syscall_resolve_name_rewrite(1234, "read"), __NR_SCMP_ERROR);
        ck_assert_int_eq(seccomp_syscall_resolve_name_rewrite(SCMP_ARCH_X86, "nosuch"),
                         __NR_SCMP_ERROR);
}
END_TEST

START_TEST(what_an_architecture_lacks_has_a_pseudo_number)
{
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86_64, "socketcall"), -10060);
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86_64, "send"), -109);
        ck_assert_int_eq(seccomp_syscall_resolve_name_rewrite(SCMP_ARCH_X86_64, "send"), -109);
        ck_assert_int_eq(SCMP_SYS(send), -109);
}
END_TEST

START_TEST(what_a_multiplexer_carries_has_one_too)
{
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, "socket"), -101);
        ck_assert_int_eq(seccomp_syscall_resolve_name_rewrite(SCMP_ARCH_X86, "socket"), 102);
        ck_assert_int_eq(seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, "semop"), -201);
        ck_assert_int_eq(seccomp_syscall_resolve_name_rewrite(SCMP_ARCH_X86, "semop"), 117);
        ck_assert_int_eq(seccomp_syscall_resolve_name_rewrite(SCMP_ARCH_X86, "read"), 3);
        ck_assert_int_eq(seccomp_syscall_resolve_name_rewrite(SCMP_ARCH_X86_64, "socket"), 41);
}
END_TEST

START_TEST(numbers_have_names_real_and_pseudo)
{
        static const struct {
                uint32_t token;
                int nr;
                const char *name;
        } numbers[] = {
                { SCMP_ARCH_NATIVE, __NR_read, "read" },
                { SCMP_ARCH_X86_64, 0, "read" },
                { SCMP_ARCH_X32, 0x40000000, "read" },
                { SCMP_ARCH_X32, 0, "read" },
                { SCMP_ARCH_X86, 359, "socket" },
                { SCMP_ARCH_X86, -101, "socket" },
                { SCMP_ARCH_X86, -109, "send" },
                { SCMP_ARCH_X86_64, -109, "send" },
                { SCMP_ARCH_X86_64, -101, NULL }, /* it has a number of its own there */
                { SCMP_ARCH_X86_64, -1, NULL },
                { SCMP_ARCH_X86_64, -2, NULL },
                { SCMP_ARCH_X86_64, -100, NULL },
                { SCMP_ARCH_X86_64, 99999, NULL },
                { 1234, 0, NULL },
        };

        for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
                char *name = seccomp_syscall_resolve_num_arch(numbers[i].token, numbers[i].nr);

                if (numbers[i].name) {
                        ck_assert_ptr_nonnull(name);
                        ck_assert_str_eq(name, numbers[i].name);
                } else {
                        ck_assert_ptr_null(name);
                }
                free(name);
        }
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/resolve");
        TCase *tests = tcase_create("resolve");

        tcase_add_test(tests, a_name_becomes_the_number_of_the_architecture);
        tcase_add_test(tests, a_name_that_nobody_knows_is_an_error);
        tcase_add_test(tests, what_an_architecture_lacks_has_a_pseudo_number);
        tcase_add_test(tests, what_a_multiplexer_carries_has_one_too);
        tcase_add_test(tests, numbers_have_names_real_and_pseudo);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
