/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Memory that runs out, at each place where it can: the call says -ENOMEM and
 * leaves the filter as it was. Allocation is taken over by definitions of our
 * own, which a sanitizer would not let us do: then there is nothing to test.
 */

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper.h"

#if defined(__SANITIZE_ADDRESS__)
#define CAN_FAIL 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAN_FAIL 0
#endif
#endif

#ifndef CAN_FAIL
#define CAN_FAIL 1

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

/* How many allocations succeed before one fails, and then none does; negative: no end. */
static long allowance = -1;

static bool may_allocate(void)
{
        if (allowance < 0)
                return true;
        if (allowance == 0) {
                errno = ENOMEM;
                return false;
        }
        allowance--;
        return true;
}

void *malloc(size_t size)
{
        return may_allocate() ? __libc_malloc(size) : NULL;
}

void *calloc(size_t n, size_t size)
{
        return may_allocate() ? __libc_calloc(n, size) : NULL;
}

void *realloc(void *old, size_t size)
{
        return may_allocate() ? __libc_realloc(old, size) : NULL;
}
#else
static long allowance = -1;
#endif

/* Two architectures, rules with and without conditions, and a transaction that shares them. */
static scmp_filter_ctx new_filter(void)
{
        scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 1));
        ADD(ctx, SCMP_ACT_ALLOW, SYS_write, 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_socket, 0);
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        return ctx;
}

static bool is_as_it_was(scmp_filter_ctx ctx)
{
        return decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read, 1)) == SCMP_ACT_ALLOW &&
               decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_read, 2)) == NO &&
               decide(ctx, SCMP_ARCH_X86, CALL(3, 2)) == NO &&
               decide(ctx, SCMP_ARCH_X86, CALL(102, 1)) == SCMP_ACT_ALLOW &&
               decide(ctx, SCMP_ARCH_X86_64, CALL(SYS_connect, 2)) == NO &&
               decide(ctx, SCMP_ARCH_X86, CALL(362, 2)) == NO &&
               decide(ctx, SCMP_ARCH_X86, CALL(102, 3)) == NO &&
               seccomp_arch_exist(ctx, SCMP_ARCH_X32) == -EEXIST;
}

static int add_to_shared_rules(scmp_filter_ctx ctx)
{
        return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_read, 2, SCMP_A0(SCMP_CMP_EQ, 2),
                                SCMP_A1(SCMP_CMP_EQ, 2));
}

static int add_a_new_call(scmp_filter_ctx ctx)
{
        return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_connect, 1, SCMP_A0(SCMP_CMP_EQ, 2));
}

static int set_priorities(scmp_filter_ctx ctx)
{
        int r = 0;

        for (int nr = 100; nr < 120 && r == 0; nr++)
                r = seccomp_syscall_priority(ctx, nr, 9);
        return r;
}

static int add_architecture(scmp_filter_ctx ctx)
{
        int r = seccomp_arch_add(ctx, SCMP_ARCH_AARCH64);

        /* More than the first growth of an array has room for. */
        return r < 0 ? r : seccomp_arch_add(ctx, SCMP_ARCH_ARM);
}

static int start_transaction(scmp_filter_ctx ctx)
{
        return seccomp_transaction_start(ctx);
}

static int precompute(scmp_filter_ctx ctx)
{
        return seccomp_precompute(ctx);
}

static int export_memory(scmp_filter_ctx ctx)
{
        struct sock_filter insns[256];
        size_t len = sizeof(insns);

        return seccomp_export_bpf_mem(ctx, insns, &len);
}

static int export_file(scmp_filter_ctx ctx)
{
        const int fd = memfd_create("bpf", MFD_CLOEXEC);
        const int r = seccomp_export_bpf(ctx, fd);

        (void)close(fd);
        return r;
}

static int export_text(scmp_filter_ctx ctx)
{
        const int fd = memfd_create("pfc", MFD_CLOEXEC);
        const int r = seccomp_export_pfc(ctx, fd);

        (void)close(fd);
        return r;
}

static int merge_another(scmp_filter_ctx ctx)
{
        scmp_filter_ctx other;
        const long left = allowance;
        int r;

        allowance = -1;
        other = new_ctx_of(NO, SCMP_ARCH_AARCH64);
        ck_assert_int_eq(seccomp_arch_add(other, SCMP_ARCH_ARM), 0);
        ck_assert_int_eq(seccomp_arch_add(other, SCMP_ARCH_RISCV64), 0);
        allowance = left;
        r = seccomp_merge(ctx, other);
        if (r < 0)
                seccomp_release(other);
        return r;
}

static void fail_everywhere(int (*act)(scmp_filter_ctx))
{
        long n = 0;
        int r;

        do {
                scmp_filter_ctx ctx = new_filter();

                allowance = n++;
                r = act(ctx);
                allowance = -1;
                ck_assert_msg(r == 0 || r == -ENOMEM, "%d after %ld allocations", r, n - 1);
                ck_assert(r == 0 || is_as_it_was(ctx));
                seccomp_transaction_reject(ctx);
                ck_assert(is_as_it_was(ctx));
                seccomp_release(ctx);
        } while (r < 0 && CAN_FAIL);
        ck_assert_int_eq(r, 0);
}

#define FAILS_EVERYWHERE(act)                                                                      \
        START_TEST(without_memory_##act##_changes_nothing)                                         \
        {                                                                                          \
                fail_everywhere(act);                                                              \
        }                                                                                          \
        END_TEST

FAILS_EVERYWHERE(add_to_shared_rules)
FAILS_EVERYWHERE(add_a_new_call)
FAILS_EVERYWHERE(set_priorities)
FAILS_EVERYWHERE(add_architecture)
FAILS_EVERYWHERE(start_transaction)
FAILS_EVERYWHERE(precompute)
FAILS_EVERYWHERE(export_memory)
FAILS_EVERYWHERE(export_file)
FAILS_EVERYWHERE(export_text)
FAILS_EVERYWHERE(merge_another)

START_TEST(without_memory_there_is_no_new_filter)
{
        scmp_filter_ctx ctx = NULL;

        for (long n = 0; !ctx && CAN_FAIL; n++) {
                allowance = n;
                ctx = seccomp_init(NO);
                allowance = -1;
                ck_assert(n > 0 || !ctx);
        }
        seccomp_release(ctx);
}
END_TEST

START_TEST(a_reset_without_memory_leaves_the_filter)
{
        scmp_filter_ctx ctx = new_filter();
        int r;

        allowance = 0;
        r = seccomp_reset(ctx, SCMP_ACT_ALLOW);
        allowance = -1;
        ck_assert_int_eq(r, -ENOMEM);
        ck_assert(is_as_it_was(ctx));
        seccomp_release(ctx);
}
END_TEST

int main(void)
{
        Suite *suite;
        TCase *tests;

        if (!CAN_FAIL)
                return 77;
        suite = suite_create("api/memory");
        tests = tcase_create("memory");
        tcase_add_test(tests, without_memory_add_to_shared_rules_changes_nothing);
        tcase_add_test(tests, without_memory_add_a_new_call_changes_nothing);
        tcase_add_test(tests, without_memory_set_priorities_changes_nothing);
        tcase_add_test(tests, without_memory_add_architecture_changes_nothing);
        tcase_add_test(tests, without_memory_start_transaction_changes_nothing);
        tcase_add_test(tests, without_memory_precompute_changes_nothing);
        tcase_add_test(tests, without_memory_export_memory_changes_nothing);
        tcase_add_test(tests, without_memory_export_file_changes_nothing);
        tcase_add_test(tests, without_memory_export_text_changes_nothing);
        tcase_add_test(tests, without_memory_merge_another_changes_nothing);
        tcase_add_test(tests, without_memory_there_is_no_new_filter);
        tcase_add_test(tests, a_reset_without_memory_leaves_the_filter);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
