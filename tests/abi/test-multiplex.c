/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/multiplex.h"

#include <check.h>
#include <stdlib.h>

#include "abi/syscall.h"

static bool find(struct multiplex *out, const char *abi, const char *name)
{
        int id = syscall_by_name(span_of(name));

        ck_assert_int_ge(id, 0);
        return multiplex_find(out, abi_by_name(span_of(abi)), id);
}

START_TEST(calls_of_sockets_and_of_system_v_are_found_on_x86)
{
        struct multiplex door;

        ck_assert(find(&door, "x86", "socket"));
        ck_assert_str_eq(syscall_name(door.id), "socketcall");
        ck_assert_uint_eq(door.number, 1);
        ck_assert_uint_eq(door.mask, UINT32_MAX);
        ck_assert(find(&door, "x86", "sendmmsg"));
        ck_assert_uint_eq(door.number, 20);
        ck_assert(find(&door, "x86", "shmctl"));
        ck_assert_str_eq(syscall_name(door.id), "ipc");
        ck_assert_uint_eq(door.number, 24);
        ck_assert_uint_eq(door.mask, 0xffff);
}
END_TEST

START_TEST(other_calls_and_other_abis_have_no_second_door)
{
        struct multiplex door;

        ck_assert(!find(&door, "x86", "read"));
        ck_assert(!find(&door, "x86", "socketcall"));
        ck_assert(!find(&door, "x86_64", "socket"));
        ck_assert(!find(&door, "x32", "socket"));
        ck_assert(!find(&door, "aarch64", "shmget"));
}
END_TEST

START_TEST(numbers_lead_back_to_the_call)
{
        int socketcall = syscall_by_name(span_of("socketcall"));
        int ipc = syscall_by_name(span_of("ipc"));

        ck_assert_int_eq(multiplex_call(socketcall, 1), syscall_by_name(span_of("socket")));
        ck_assert_int_eq(multiplex_call(ipc, 0x10001), syscall_by_name(span_of("semop")));
        ck_assert_int_eq(multiplex_call(socketcall, 0), -1);
        ck_assert_int_eq(multiplex_call(socketcall, 21), -1);
        ck_assert_int_eq(multiplex_call(ipc, 5), -1);
        ck_assert_int_eq(multiplex_call(syscall_by_name(span_of("read")), 1), -1);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("multiplex");
        TCase *tcase = tcase_create("multiplex");
        SRunner *runner;
        int n_failed;

        tcase_add_test(tcase, calls_of_sockets_and_of_system_v_are_found_on_x86);
        tcase_add_test(tcase, other_calls_and_other_abis_have_no_second_door);
        tcase_add_test(tcase, numbers_lead_back_to_the_call);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_ENV);
        n_failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
