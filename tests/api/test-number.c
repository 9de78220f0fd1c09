/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/number.h"

#include <errno.h>
#include <string.h>

#include "abi/syscall.h"
#include "api/seccomp.h"
#include "support/suite.h"

START_TEST(what_number_of_id_says_number_to_id_takes_back)
{
        for (unsigned int i = 0; i < abi_count(); i++) {
                for (int id = 0; id < (int)syscall_count(); id++) {
                        const char *name = syscall_name(id);
                        int nr, back;

                        if (!number_of_id(&nr, abi_at(i), id))
                                continue;
                        back = number_to_id(abi_at(i), nr);
                        /* libseccomp gave these two the same pseudo number. */
                        if (strcmp(name, "sys_debug_setcontext") == 0 ||
                            strcmp(name, "switch_endian") == 0)
                                ck_assert_int_ge(back, 0);
                        else
                                ck_assert_msg(back == id, "%s: %s is %d", abi_at(i)->name, name,
                                              nr);
                }
        }
}
END_TEST

START_TEST(every_call_has_a_number_on_the_architectures_that_have_it)
{
        for (unsigned int i = 0; i < abi_count(); i++) {
                for (int id = 0; id < (int)syscall_count(); id++) {
                        uint32_t real;
                        int nr;

                        if (abi_syscall_number(&real, abi_at(i), id))
                                ck_assert(number_of_id(&nr, abi_at(i), id));
                }
        }
}
END_TEST

START_TEST(what_is_multiplexed_is_routed_to_both_doors)
{
        const struct abi *x86 = abi_by_token(SCMP_ARCH_X86);
        const struct route by_pseudo = number_route(x86, -101), by_number = number_route(x86, 359);
        const struct route send = number_route(x86, -109), semop = number_route(x86, -201);
        const struct route plain = number_route(x86, 3), itself = number_route(x86, 102);

        ck_assert(by_pseudo.is_multiplexed && by_number.is_multiplexed);
        ck_assert_uint_eq(by_pseudo.nr, 359);
        ck_assert_uint_eq(by_number.nr, 359);
        ck_assert_uint_eq(by_pseudo.multiplexer, 102);
        ck_assert_uint_eq(by_pseudo.selection, 1);
        ck_assert(send.is_multiplexed);
        ck_assert_int_eq((int)send.nr, -109); /* no door of its own */
        ck_assert_uint_eq(semop.multiplexer, 117);
        ck_assert_uint_eq(semop.mask, 0xffff);
        ck_assert(!plain.is_multiplexed && !itself.is_multiplexed);
        ck_assert(!number_route(x86, -1).is_multiplexed);
        ck_assert(!number_route(abi_by_token(SCMP_ARCH_X86_64), 41).is_multiplexed);
}
END_TEST

START_TEST(translation_goes_by_name)
{
        const struct abi *x86 = abi_by_token(SCMP_ARCH_X86);
        const struct abi *x86_64 = abi_by_token(SCMP_ARCH_X86_64);
        struct number number = { .nr = 77 };
        struct route route = { .nr = 77 };

        ck_assert_int_eq(number_name(&number, x86_64, 99999), -EFAULT);
        ck_assert_int_eq(number_name(&number, x86_64, -100), -EFAULT);
        ck_assert_int_eq(number.nr, 77);
        ck_assert_int_eq(number_name(&number, x86_64, -1), 0);
        ck_assert_int_eq(number_translate(&route, x86, &number), 0);
        ck_assert_int_eq((int)route.nr, -1);
        ck_assert_int_eq(number_name(&number, x86_64, 257), 0); /* openat */
        ck_assert_int_eq(number_translate(&route, x86, &number), 0);
        ck_assert_uint_eq(route.nr, 295);
        ck_assert(!route.is_multiplexed);
        ck_assert_int_eq(number_name(&number, x86_64, SCMP_SYS(socketcall)), 0);
        ck_assert_int_eq(number_translate(&route, x86, &number), 0);
        ck_assert_uint_eq(route.nr, 102);
        ck_assert(!route.is_multiplexed);
}
END_TEST

START_TEST(translation_ends_where_routing_a_number_does)
{
        const struct abi *native = abi_native();
        unsigned int n_multiplexed = 0;

        for (unsigned int i = 0; i < abi_count(); i++) {
                for (int id = 0; id < (int)syscall_count(); id++) {
                        const struct abi *abi = abi_at(i);
                        struct number number;
                        struct route by_id, by_number;
                        int given, nr;

                        if (!number_of_id(&given, native, id) ||
                            number_name(&number, native, given) < 0)
                                continue;
                        if (!number_of_id(&nr, abi, number.id)) {
                                ck_assert_int_eq(number_translate(&by_id, abi, &number), -ENOENT);
                                continue;
                        }
                        ck_assert_int_eq(number_translate(&by_id, abi, &number), 0);
                        by_number = number_route(abi, nr);
                        ck_assert_uint_eq(by_id.nr, by_number.nr);
                        ck_assert(by_id.is_multiplexed == by_number.is_multiplexed);
                        ck_assert_uint_eq(by_id.multiplexer, by_number.multiplexer);
                        ck_assert_uint_eq(by_id.mask, by_number.mask);
                        ck_assert_uint_eq(by_id.selection, by_number.selection);
                        n_multiplexed += by_id.is_multiplexed;
                }
        }
        ck_assert_uint_gt(n_multiplexed, 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/number");
        TCase *tests = tcase_create("number");

        tcase_add_test(tests, what_number_of_id_says_number_to_id_takes_back);
        tcase_add_test(tests, every_call_has_a_number_on_the_architectures_that_have_it);
        tcase_add_test(tests, what_is_multiplexed_is_routed_to_both_doors);
        tcase_add_test(tests, translation_goes_by_name);
        tcase_add_test(tests, translation_ends_where_routing_a_number_does);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
