/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/signature.h"

#include <check.h>
#include <string.h>

#include "abi/constant.h"
#include "abi/syscall.h"
#include "support/suite.h"

static struct signature signature_of_call(const char *abi, const char *name)
{
        struct signature s;

        ck_assert_msg(signature_get(&s, test_abi(abi), syscall_by_name(span_of(name))),
                      "%s: no prototype for %s", abi, name);
        return s;
}

static struct parameter parameter(const char *abi, const char *call, const char *name)
{
        const struct signature s = signature_of_call(abi, call);

        for (unsigned int i = 0; i < s.n_parameters; i++)
                if (strcmp(s.parameters[i].name, name) == 0)
                        return s.parameters[i];
        ck_abort_msg("%s: %s has no argument %s", abi, call, name);
}

START_TEST(every_call_of_every_abi_has_a_prototype)
{
        for (unsigned int a = 0; a < abi_count(); a++) {
                for (int id = 0; id < (int)syscall_count(); id++) {
                        struct signature s;
                        uint32_t nr;

                        if (!abi_syscall_number(&nr, abi_at(a), id))
                                continue;
                        claim(signature_get(&s, abi_at(a), id));
                        claim(s.n_parameters <= 6);
                        for (unsigned int i = 0; i < s.n_parameters; i++) {
                                const struct parameter *p = &s.parameters[i];

                                claim(p->name[0] != '\0');
                                claim(p->bits == 16 || p->bits == 32 || p->bits == 64);
                                claim(p->bits <= abi_at(a)->long_bits);
                                claim(!p->is_pointer || p->bits == abi_at(a)->long_bits);
                                claim(p->families >> constant_family_count() == 0);
                        }
                }
        }
}
END_TEST

START_TEST(what_no_abi_has_has_no_prototype)
{
        struct signature s;

        ck_assert(!signature_get(&s, test_abi("x86_64"), -1));
        ck_assert(!signature_get(&s, test_abi("x86_64"), (int)syscall_count()));
        ck_assert(!signature_get(&s, test_abi("aarch64"), syscall_by_name(span_of("open"))));
}
END_TEST

START_TEST(widths_are_what_the_kernel_reads)
{
        ck_assert_uint_eq(parameter("x86_64", "ioctl", "cmd").bits, 32);
        ck_assert_uint_eq(parameter("x86_64", "socket", "family").bits, 32);
        ck_assert_uint_eq(parameter("x86_64", "clone", "flags").bits, 32);
        ck_assert_uint_eq(parameter("x86_64", "mmap", "prot").bits, 64);
        ck_assert_uint_eq(parameter("x86_64", "openat", "mode").bits, 16);
        ck_assert_uint_eq(parameter("x86", "mmap2", "prot").bits, 32);
        ck_assert_uint_eq(parameter("x86_64", "setuid", "uid").bits, 32);
        ck_assert_uint_eq(parameter("x86", "setuid", "uid").bits, 16);
        ck_assert_uint_eq(parameter("x86_64", "fallocate", "len").bits, 64);
}
END_TEST

START_TEST(signs_and_pointers_are_known)
{
        ck_assert(parameter("x86_64", "kill", "pid").is_signed);
        ck_assert(!parameter("x86_64", "ioctl", "cmd").is_signed);
        ck_assert(parameter("x86_64", "lseek", "offset").is_signed);
        ck_assert(parameter("x86_64", "read", "buf").is_pointer);
        ck_assert(!parameter("x86_64", "read", "count").is_pointer);
}
END_TEST

static bool takes(const struct parameter *p, const char *constant)
{
        const int id = constant_by_name(span_of(constant));

        ck_assert_int_ge(id, 0);
        return (p->families & (UINT64_C(1) << constant_family(id))) != 0;
}

START_TEST(arguments_know_the_families_of_their_constants)
{
        struct parameter p = parameter("x86_64", "openat", "flags");

        ck_assert(takes(&p, "O_RDONLY"));
        ck_assert(!takes(&p, "AF_INET"));
        p = parameter("aarch64", "socket", "family");
        ck_assert(takes(&p, "AF_NETLINK"));
        p = parameter("x86_64", "socket", "protocol");
        ck_assert(takes(&p, "IPPROTO_TCP"));
        ck_assert(takes(&p, "NETLINK_ROUTE"));
        p = parameter("x86", "socketcall", "call");
        ck_assert(takes(&p, "SYS_SOCKET"));
}
END_TEST

START_TEST(shapes_that_differ_between_abis_are_told_apart)
{
        ck_assert_str_eq(signature_of_call("x86_64", "clone").parameters[0].name, "flags");
        ck_assert_str_eq(signature_of_call("s390x", "clone").parameters[1].name, "flags");
        ck_assert_uint_eq(signature_of_call("x86_64", "pread64").n_parameters, 4);
        ck_assert_uint_eq(signature_of_call("x86", "pread64").n_parameters, 5);
        ck_assert_uint_eq(signature_of_call("arm", "pread64").n_parameters, 6);
        ck_assert_uint_eq(signature_of_call("x86", "mmap").n_parameters, 1);
        ck_assert_uint_eq(signature_of_call("sh", "mmap").n_parameters, 6);
}
END_TEST

static void expect_names(const char *abi, const char *call, const char *expected)
{
        const struct signature s = signature_of_call(abi, call);
        char names[128] = "";

        for (unsigned int i = 0; i < s.n_parameters; i++) {
                strncat(names, i ? " " : "", sizeof(names) - strlen(names) - 1);
                strncat(names, s.parameters[i].name, sizeof(names) - strlen(names) - 1);
        }
        ck_assert_msg(strcmp(names, expected) == 0, "%s: %s has %s, not %s", abi, call, names,
                      expected);
}

START_TEST(values_of_64_bits_lie_in_the_registers_that_the_kernel_reads)
{
        expect_names("x86_64", "pread64", "fd buf count offset");
        expect_names("x32", "preadv", "fd iov iovcnt pos");
        expect_names("mips64n32", "readahead", "fd offset count");
        expect_names("x86", "pread64", "fd buf count offset_lo offset_hi");
        expect_names("s390", "pread64", "fd buf count offset_hi offset_lo");
        expect_names("m68k", "truncate64", "path length_hi length_lo");
        expect_names("sh", "truncate64", "path length_lo length_hi");
        expect_names("sheb", "truncate64", "path length_hi length_lo");
}
END_TEST

START_TEST(abis_that_begin_pairs_at_even_registers_leave_one_out)
{
        expect_names("arm", "truncate64", "path unused length_lo length_hi");
        expect_names("mips", "truncate64", "path unused length_hi length_lo");
        expect_names("mipsel", "truncate64", "path unused length_lo length_hi");
        expect_names("ppc", "readahead", "fd unused offset_hi offset_lo count");
        expect_names("arm", "arm_fadvise64_64", "fd advice offset_lo offset_hi len_lo len_hi");
        expect_names("arm", "fanotify_mark", "fanotify_fd flags mask_lo mask_hi dirfd pathname");
        /* a seventh lies on the stack */
        expect_names("mips", "fadvise64", "fd unused offset_hi offset_lo len_hi len_lo");
        /* by hand, and for these two calls only */
        expect_names("sh", "pwrite64", "fd buf count unused offset_lo offset_hi");
}
END_TEST

START_TEST(descriptors_are_as_wide_as_fget_takes_them)
{
        ck_assert_uint_eq(parameter("x86_64", "mmap", "fd").bits, 32);
        ck_assert_uint_eq(parameter("x86_64", "readv", "fd").bits, 32);
        ck_assert_uint_eq(parameter("x86_64", "ptrace", "pid").bits, 32);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("abi/signature");
        TCase *tc = tcase_create("signature");

        tcase_add_test(tc, every_call_of_every_abi_has_a_prototype);
        tcase_add_test(tc, what_no_abi_has_has_no_prototype);
        tcase_add_test(tc, widths_are_what_the_kernel_reads);
        tcase_add_test(tc, signs_and_pointers_are_known);
        tcase_add_test(tc, arguments_know_the_families_of_their_constants);
        tcase_add_test(tc, shapes_that_differ_between_abis_are_told_apart);
        tcase_add_test(tc, values_of_64_bits_lie_in_the_registers_that_the_kernel_reads);
        tcase_add_test(tc, abis_that_begin_pairs_at_even_registers_leave_one_out);
        tcase_add_test(tc, descriptors_are_as_wide_as_fget_takes_them);
        suite_add_tcase(suite, tc);
        return test_run(suite);
}
