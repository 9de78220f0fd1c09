/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/abi.h"

#include <check.h>
#include <linux/audit.h>

#include "support/suite.h"

START_TEST(every_abi_is_found_by_its_name_and_its_token)
{
        ck_assert_uint_ge(abi_count(), 4);
        for (unsigned int i = 0; i < abi_count(); i++) {
                const struct abi *abi = abi_at(i);

                ck_assert_uint_eq(abi->id, i);
                ck_assert_ptr_eq(abi_by_name(span_of(abi->name)), abi);
                ck_assert_ptr_eq(abi_by_token(abi->token), abi);
        }
        ck_assert_ptr_null(abi_at(abi_count()));
}
END_TEST

START_TEST(usual_other_names_are_understood)
{
        ck_assert_ptr_eq(test_abi("amd64"), test_abi("x86_64"));
        ck_assert_ptr_eq(test_abi("i386"), test_abi("x86"));
        ck_assert_ptr_eq(test_abi("arm64"), test_abi("aarch64"));
        ck_assert_ptr_null(abi_by_name(span_of("pdp11")));
        ck_assert_ptr_null(abi_by_name(span_of("")));
        ck_assert_ptr_null(abi_by_name(span("x86_64", 5)));
}
END_TEST

START_TEST(audit_words_are_those_of_the_kernels_header)
{
        ck_assert_uint_eq(test_abi("x86_64")->audit_arch, AUDIT_ARCH_X86_64);
        ck_assert_uint_eq(test_abi("x86")->audit_arch, AUDIT_ARCH_I386);
        ck_assert_uint_eq(test_abi("x32")->audit_arch, AUDIT_ARCH_X86_64);
        ck_assert_uint_eq(test_abi("aarch64")->audit_arch, AUDIT_ARCH_AARCH64);
        ck_assert_uint_eq(test_abi("arm")->audit_arch, AUDIT_ARCH_ARM);
        ck_assert_uint_eq(test_abi("riscv64")->audit_arch, AUDIT_ARCH_RISCV64);
        ck_assert_uint_eq(test_abi("s390x")->audit_arch, AUDIT_ARCH_S390X);
        ck_assert_uint_eq(test_abi("s390")->audit_arch, AUDIT_ARCH_S390);
        ck_assert_uint_eq(test_abi("ppc")->audit_arch, AUDIT_ARCH_PPC);
        ck_assert_uint_eq(test_abi("ppc64")->audit_arch, AUDIT_ARCH_PPC64);
        ck_assert_uint_eq(test_abi("ppc64le")->audit_arch, AUDIT_ARCH_PPC64LE);
        ck_assert_uint_eq(test_abi("mips")->audit_arch, AUDIT_ARCH_MIPS);
        ck_assert_uint_eq(test_abi("mipsel")->audit_arch, AUDIT_ARCH_MIPSEL);
        ck_assert_uint_eq(test_abi("mips64")->audit_arch, AUDIT_ARCH_MIPS64);
        ck_assert_uint_eq(test_abi("mipsel64")->audit_arch, AUDIT_ARCH_MIPSEL64);
        ck_assert_uint_eq(test_abi("mips64n32")->audit_arch, AUDIT_ARCH_MIPS64N32);
        ck_assert_uint_eq(test_abi("mipsel64n32")->audit_arch, AUDIT_ARCH_MIPSEL64N32);
        ck_assert_uint_eq(test_abi("parisc")->audit_arch, AUDIT_ARCH_PARISC);
        ck_assert_uint_eq(test_abi("parisc64")->audit_arch, AUDIT_ARCH_PARISC64);
        ck_assert_uint_eq(test_abi("m68k")->audit_arch, AUDIT_ARCH_M68K);
        ck_assert_uint_eq(test_abi("sh")->audit_arch, AUDIT_ARCH_SHEL);
        ck_assert_uint_eq(test_abi("sheb")->audit_arch, AUDIT_ARCH_SH);
        ck_assert_uint_eq(test_abi("loongarch64")->audit_arch, 0xc0000102);
}
END_TEST

START_TEST(the_audit_word_tells_byte_order_and_size)
{
        for (unsigned int i = 0; i < abi_count(); i++) {
                const struct abi *abi = abi_at(i);

                ck_assert_int_eq(abi->big_endian, !(abi->audit_arch & __AUDIT_ARCH_LE));
                ck_assert_uint_eq(abi->long_bits, abi->audit_arch & __AUDIT_ARCH_64BIT ? 64 : 32);
        }
}
END_TEST

START_TEST(the_native_abi_is_the_one_of_this_program)
{
#if defined(__x86_64__) && !defined(__ILP32__)
        ck_assert_str_eq(abi_native()->name, "x86_64");
#elif defined(__aarch64__)
        ck_assert_str_eq(abi_native()->name, "aarch64");
#endif
        ck_assert_int_eq(abi_native()->big_endian, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("abi/abi");
        TCase *tc = tcase_create("abi");

        tcase_add_test(tc, every_abi_is_found_by_its_name_and_its_token);
        tcase_add_test(tc, usual_other_names_are_understood);
        tcase_add_test(tc, audit_words_are_those_of_the_kernels_header);
        tcase_add_test(tc, the_audit_word_tells_byte_order_and_size);
        tcase_add_test(tc, the_native_abi_is_the_one_of_this_program);
        suite_add_tcase(suite, tc);
        return test_run(suite);
}
