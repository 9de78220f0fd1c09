/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Memory that runs out, at each place where it can: the call says -ENOMEM and
 * leaves the filter as it was.
 */

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper.h"
#include "support/memory.h"

/* Two architectures, rules with and without conditions, and a transaction that shares them. */
static void *new_filter(void)
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
        const struct shortage left = memory_set((struct shortage){ 0 });
        int r;

        other = new_ctx_of(NO, SCMP_ARCH_AARCH64);
        ck_assert_int_eq(seccomp_arch_add(other, SCMP_ARCH_ARM), 0);
        ck_assert_int_eq(seccomp_arch_add(other, SCMP_ARCH_RISCV64), 0);
        (void)memory_set(left);
        r = seccomp_merge(ctx, other);
        if (r < 0)
                seccomp_release(other);
        return r;
}

static void check_and_release(void *ctx, int act)
{
        ck_assert(act == 0 || is_as_it_was(ctx));
        seccomp_transaction_reject(ctx);
        ck_assert(is_as_it_was(ctx));
        seccomp_release(ctx);
}

#define CHANGES_NOTHING(what, may_lose)                                                            \
        START_TEST(without_memory_##what##_changes_nothing)                                        \
        {                                                                                          \
                memory_try(&(struct attempt){ new_filter, what, check_and_release, may_lose });    \
        }                                                                                          \
        END_TEST

CHANGES_NOTHING(add_to_shared_rules, false)
CHANGES_NOTHING(add_a_new_call, false)
CHANGES_NOTHING(set_priorities, false)
CHANGES_NOTHING(add_architecture, false)
CHANGES_NOTHING(start_transaction, false)
CHANGES_NOTHING(precompute, false)
CHANGES_NOTHING(export_memory, false)
CHANGES_NOTHING(export_file, false)
CHANGES_NOTHING(export_text, true)
CHANGES_NOTHING(merge_another, false)

static void *no_filter(void)
{
        static scmp_filter_ctx ctx;

        return &ctx;
}

static int init_filter(void *state)
{
        scmp_filter_ctx *ctx = state;

        *ctx = seccomp_init(NO);
        return *ctx ? 0 : -ENOMEM;
}

static void release_filter(void *state, int act)
{
        (void)act;
        seccomp_release(*(scmp_filter_ctx *)state);
}

START_TEST(without_memory_there_is_no_new_filter)
{
        memory_try(&(struct attempt){ no_filter, init_filter, release_filter, false });
}
END_TEST

START_TEST(a_reset_without_memory_leaves_the_filter)
{
        scmp_filter_ctx ctx = new_filter();
        int r;

        (void)memory_set((struct shortage){ .is_near = true });
        r = seccomp_reset(ctx, SCMP_ACT_ALLOW);
        (void)memory_set((struct shortage){ 0 });
        ck_assert_int_eq(r, -ENOMEM);
        ck_assert(is_as_it_was(ctx));
        seccomp_release(ctx);
}
END_TEST

static void add_tests(TCase *tests)
{
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
}

int main(void)
{
        return memory_run("api/memory", add_tests);
}
