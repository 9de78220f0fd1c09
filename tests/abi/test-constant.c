/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/constant.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "support/suite.h"

static uint64_t value_of(const char *abi, const char *name)
{
        const int id = constant_by_name(span_of(name));
        uint64_t value;

        ck_assert_msg(id >= 0, "no constant is called %s", name);
        ck_assert_msg(constant_value(&value, test_abi(abi), id), "%s has no %s", abi, name);
        return value;
}

START_TEST(ids_are_dense_and_sorted_by_name)
{
        for (unsigned int i = 0; i < constant_count(); i++) {
                claim(constant_by_name(span_of(constant_name((int)i))) == (int)i);
                claim(constant_family((int)i) < constant_family_count());
                if (i > 0)
                        claim(strcmp(constant_name((int)i - 1), constant_name((int)i)) < 0);
        }
        ck_assert_int_eq(constant_by_name(span_of("O_RDONLYY")), -1);
        ck_assert_int_eq(constant_by_name(span_of("")), -1);
}
END_TEST

START_TEST(families_are_found_by_name)
{
        for (unsigned int i = 0; i < constant_family_count(); i++)
                ck_assert_int_eq(constant_family_by_name(span_of(constant_family_name(i))), (int)i);
        ck_assert_uint_le(constant_family_count(), 64);
        ck_assert_int_eq(constant_family_by_name(span_of("nothing")), -1);
        ck_assert_ptr_null(constant_family_name(constant_family_count()));
        ck_assert_str_eq(
                constant_family_name(constant_family(constant_by_name(span_of("O_CREAT")))), "O");
}
END_TEST

START_TEST(native_values_are_those_of_the_c_library)
{
        const char *native = abi_native()->name;

        ck_assert_uint_eq(value_of(native, "O_CREAT"), O_CREAT);
        ck_assert_uint_eq(value_of(native, "O_DIRECTORY"), O_DIRECTORY);
        ck_assert_uint_eq(value_of(native, "O_TMPFILE"), O_TMPFILE);
        ck_assert_uint_eq(value_of(native, "AF_NETLINK"), AF_NETLINK);
        ck_assert_uint_eq(value_of(native, "SOCK_RAW"), SOCK_RAW);
        ck_assert_uint_eq(value_of(native, "SOCK_CLOEXEC"), SOCK_CLOEXEC);
        ck_assert_uint_eq(value_of(native, "TIOCSTI"), TIOCSTI);
        ck_assert_uint_eq(value_of(native, "ENOSYS"), ENOSYS);
        ck_assert_uint_eq(value_of(native, "ENOTSUP"), ENOTSUP);
        ck_assert_uint_eq(value_of(native, "AT_FDCWD"), (uint64_t)(int64_t)AT_FDCWD);
}
END_TEST

START_TEST(values_that_differ_between_abis_are_kept_apart)
{
        ck_assert_uint_eq(value_of("x86_64", "O_DIRECTORY"), 0x10000);
        ck_assert_uint_eq(value_of("aarch64", "O_DIRECTORY"), 0x4000);
        ck_assert_uint_eq(value_of("mips", "SOCK_STREAM"), 2);
        ck_assert_uint_eq(value_of("x86_64", "SOCK_STREAM"), 1);
        ck_assert_uint_eq(value_of("mips", "ENOSYS"), 89);
        ck_assert_uint_eq(value_of("mipsel", "ENOSYS"), 89);
        ck_assert_uint_eq(value_of("ppc64le", "TCGETS"), 0x402c7413);
        ck_assert_uint_eq(value_of("x86", "SO_RCVTIMEO"), 20);
        ck_assert_uint_eq(value_of("mips", "TIOCGWINSZ"), 0x40087468);
        ck_assert_uint_eq(value_of("s390x", "POSIX_FADV_DONTNEED"), 6);
        ck_assert_uint_eq(value_of("aarch64", "POSIX_FADV_DONTNEED"), 4);
}
END_TEST

START_TEST(what_an_abi_does_not_define_has_no_value_there)
{
        const int id = constant_by_name(span_of("ARCH_SET_FS"));
        uint64_t value = 77;

        ck_assert_uint_eq(value_of("x86_64", "ARCH_SET_FS"), 0x1002);
        ck_assert(!constant_value(&value, test_abi("aarch64"), id));
        ck_assert_uint_eq(value, 77);
        ck_assert(!constant_value(&value, test_abi("aarch64"), -1));
}
END_TEST

START_TEST(values_have_the_name_that_people_know)
{
        const struct abi *abi = test_abi("x86_64");
        const unsigned int af = constant_family(constant_by_name(span_of("AF_INET")));

        ck_assert_str_eq(constant_name(constant_by_value(abi, af, 1)), "AF_UNIX");
        ck_assert_str_eq(constant_name(constant_by_value(abi, af, 16)), "AF_NETLINK");
        ck_assert_int_eq(constant_by_value(abi, af, 12345), -1);
}
END_TEST

START_TEST(errnos_have_numbers_and_names)
{
        const struct abi *abi = test_abi("x86_64");

        ck_assert_int_eq(errno_by_name(abi, span_of("EPERM")), 1);
        ck_assert_int_eq(errno_by_name(test_abi("mips"), span_of("ENOSYS")), 89);
        ck_assert_int_eq(errno_by_name(abi, span_of("O_CREAT")), -1);
        ck_assert_int_eq(errno_by_name(abi, span_of("EPERMM")), -1);
        ck_assert_str_eq(errno_name(abi, 11), "EAGAIN");
        ck_assert_str_eq(errno_name(abi, 95), "EOPNOTSUPP");
        ck_assert_str_eq(errno_name(abi, 38), "ENOSYS");
        ck_assert_ptr_null(errno_name(abi, 0));
        ck_assert_ptr_null(errno_name(abi, -1));
        ck_assert_ptr_null(errno_name(abi, 4000));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("abi/constant");
        TCase *tc = tcase_create("constant");

        tcase_add_test(tc, ids_are_dense_and_sorted_by_name);
        tcase_add_test(tc, families_are_found_by_name);
        tcase_add_test(tc, native_values_are_those_of_the_c_library);
        tcase_add_test(tc, values_that_differ_between_abis_are_kept_apart);
        tcase_add_test(tc, what_an_abi_does_not_define_has_no_value_there);
        tcase_add_test(tc, values_have_the_name_that_people_know);
        tcase_add_test(tc, errnos_have_numbers_and_names);
        suite_add_tcase(suite, tc);
        return test_run(suite);
}
