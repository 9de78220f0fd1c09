/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/syscall.h"

#include <check.h>
#include <string.h>
#include <sys/syscall.h>

#include "support/suite.h"

static int id_of(const char *name)
{
        int id = syscall_by_name(span_of(name));

        ck_assert_msg(id >= 0, "no syscall is called %s", name);
        return id;
}

static uint32_t number_of(const char *abi, const char *name)
{
        uint32_t nr;

        ck_assert_msg(abi_syscall_number(&nr, test_abi(abi), id_of(name)), "%s has no %s", abi,
                      name);
        return nr;
}

START_TEST(ids_are_dense_and_sorted_by_name)
{
        for (unsigned int i = 0; i < syscall_count(); i++) {
                claim(syscall_by_name(span_of(syscall_name((int)i))) == (int)i);
                if (i > 0)
                        claim(strcmp(syscall_name((int)i - 1), syscall_name((int)i)) < 0);
        }
}
END_TEST

START_TEST(words_that_are_no_syscalls_are_not_found)
{
        static const char *const words[] = { "", "opena", "openatt", "OPEN", "open ", "a", "zzz" };

        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
                ck_assert_int_eq(syscall_by_name(span_of(words[i])), -1);
        ck_assert_int_eq(syscall_by_name(span("open\0at", 7)), -1);
}
END_TEST

START_TEST(number_and_name_lead_to_each_other_on_every_abi)
{
        for (unsigned int a = 0; a < abi_count(); a++) {
                unsigned int n = 0;

                for (int id = 0; id < (int)syscall_count(); id++) {
                        uint32_t nr;

                        if (!abi_syscall_number(&nr, abi_at(a), id)) {
                                claim(abi_syscall_since(abi_at(a), id) == 0);
                                continue;
                        }
                        n++;
                        claim(abi_syscall_by_number(abi_at(a), nr) == id);
                        claim(abi_syscall_since(abi_at(a), id) >= KERNEL_VERSION_OF(1, 0));
                        claim(abi_syscall_since(abi_at(a), id) <= syscall_tables_version());
                }
                ck_assert_uint_gt(n, 300);
        }
}
END_TEST

START_TEST(numbers_are_those_that_the_c_library_was_built_with)
{
        const char *native = abi_native()->name;

        ck_assert_uint_eq(number_of(native, "read"), SYS_read);
        ck_assert_uint_eq(number_of(native, "openat"), SYS_openat);
        ck_assert_uint_eq(number_of(native, "clone3"), SYS_clone3);
        ck_assert_uint_eq(number_of(native, "faccessat2"), SYS_faccessat2);
}
END_TEST

START_TEST(bases_are_part_of_the_number)
{
        ck_assert_uint_eq(number_of("x32", "read"), 0x40000000);
        ck_assert_uint_eq(number_of("x32", "ioctl"), 0x40000000 + 514);
        ck_assert_uint_eq(number_of("mips", "read"), 4003);
        ck_assert_uint_eq(number_of("mips64", "read"), 5000);
        ck_assert_uint_eq(number_of("mips64n32", "read"), 6000);
        ck_assert_uint_eq(number_of("arm", "cacheflush"), 0xf0002);
        ck_assert_int_eq(abi_syscall_by_number(test_abi("x32"), 0), -1);
        ck_assert_int_eq(abi_syscall_by_number(test_abi("mips"), 3999), -1);
        ck_assert_int_eq(abi_syscall_by_number(test_abi("x86_64"), 0x40000000), -1);
        ck_assert_int_eq(abi_syscall_by_number(test_abi("x86_64"), UINT32_MAX), -1);
}
END_TEST

START_TEST(gaps_and_the_future_have_no_name)
{
        ck_assert_int_eq(abi_syscall_by_number(test_abi("x86_64"), 400), -1);
        ck_assert_int_eq(abi_syscall_by_number(test_abi("x86_64"), 4000), -1);
        ck_assert_int_eq(abi_syscall_by_number(test_abi("aarch64"), 244), -1);
}
END_TEST

static unsigned int since(const char *abi, const char *name)
{
        return abi_syscall_since(test_abi(abi), id_of(name));
}

START_TEST(versions_are_those_that_brought_the_call_to_the_abi)
{
        ck_assert_uint_eq(since("x86_64", "openat2"), KERNEL_VERSION_OF(5, 6));
        ck_assert_uint_eq(since("aarch64", "openat2"), KERNEL_VERSION_OF(5, 6));
        ck_assert_uint_eq(since("x86_64", "seccomp"), KERNEL_VERSION_OF(3, 17));
        ck_assert_uint_eq(since("x86_64", "io_uring_setup"), KERNEL_VERSION_OF(5, 1));
        ck_assert_uint_eq(since("x86_64", "landlock_restrict_self"), KERNEL_VERSION_OF(5, 13));
        ck_assert_uint_eq(since("x86_64", "mseal"), KERNEL_VERSION_OF(6, 10));
        ck_assert_uint_eq(since("x86", "socket"), KERNEL_VERSION_OF(4, 3));
        ck_assert_uint_eq(since("x86", "clock_gettime64"), KERNEL_VERSION_OF(5, 1));
        ck_assert_uint_eq(since("x32", "read"), KERNEL_VERSION_OF(3, 4));
        ck_assert_uint_eq(since("aarch64", "read"), KERNEL_VERSION_OF(3, 7));
        ck_assert_uint_lt(since("x86_64", "read"), KERNEL_VERSION_OF(3, 0));
        ck_assert_uint_eq(since("x86_64", "membarrier"), KERNEL_VERSION_OF(4, 3));
        ck_assert_uint_eq(since("aarch64", "rseq"), KERNEL_VERSION_OF(4, 19));
        ck_assert_uint_eq(since("x86_64", "rseq"), KERNEL_VERSION_OF(4, 18));
        ck_assert_uint_eq(since("loongarch64", "openat2"), KERNEL_VERSION_OF(5, 19));
        ck_assert_uint_eq(since("aarch64", "open"), 0);
        ck_assert_uint_ge(syscall_tables_version(), KERNEL_VERSION_OF(7, 2));
}
END_TEST

START_TEST(pseudo_numbers_are_what_programs_were_compiled_with)
{
        int pseudo;

        ck_assert(syscall_pseudo(&pseudo, id_of("socket")));
        ck_assert_int_eq(pseudo, -101);
        ck_assert(syscall_pseudo(&pseudo, id_of("semop")));
        ck_assert_int_eq(pseudo, -201);
        ck_assert_int_eq(syscall_by_pseudo(-101), id_of("socket"));
        ck_assert_int_eq(syscall_by_pseudo(-1), -1);
        ck_assert_int_eq(syscall_by_pseudo(5), -1);
        for (int id = 0; id < (int)syscall_count(); id++)
                if (syscall_pseudo(&pseudo, id))
                        claim(pseudo <= -100 && syscall_by_pseudo(pseudo) >= 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("abi/syscall");
        TCase *tc = tcase_create("syscall");

        tcase_add_test(tc, ids_are_dense_and_sorted_by_name);
        tcase_add_test(tc, words_that_are_no_syscalls_are_not_found);
        tcase_add_test(tc, number_and_name_lead_to_each_other_on_every_abi);
        tcase_add_test(tc, numbers_are_those_that_the_c_library_was_built_with);
        tcase_add_test(tc, bases_are_part_of_the_number);
        tcase_add_test(tc, gaps_and_the_future_have_no_name);
        tcase_add_test(tc, versions_are_those_that_brought_the_call_to_the_abi);
        tcase_add_test(tc, pseudo_numbers_are_what_programs_were_compiled_with);
        suite_add_tcase(suite, tc);
        return test_run(suite);
}
