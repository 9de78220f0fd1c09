/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/program.h"

#include <errno.h>
#include <sys/syscall.h>

#include "helper.h"

START_TEST(a_program_is_made_once_until_something_changes)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        const struct sock_filter *insns;

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
        ck_assert_int_eq(seccomp_precompute(ctx), 0);
        insns = context_get(ctx)->program.insns;
        ck_assert(context_get(ctx)->is_compiled);
        ck_assert_int_eq(seccomp_precompute(ctx), 0);
        ck_assert_ptr_eq(context_get(ctx)->program.insns, insns);
}
END_TEST

START_TEST(whatever_changes_the_meaning_makes_the_program_stale)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

#define STALE(change)                                                                              \
        do {                                                                                       \
                ck_assert_int_eq(seccomp_precompute(ctx), 0);                                      \
                change;                                                                            \
                ck_assert_msg(!context_get(ctx)->is_compiled, "%s", #change);                      \
        } while (0)

        STALE(ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0));
        STALE(ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0));
        STALE(ck_assert_int_eq(seccomp_arch_remove(ctx, SCMP_ARCH_X86), 0));
        STALE(ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW), 0));
        STALE(ck_assert_int_eq(seccomp_syscall_priority(ctx, SYS_read, 1), 0));
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        STALE(seccomp_transaction_reject(ctx));
        STALE(ck_assert_int_eq(seccomp_merge(ctx, new_ctx_of(NO, SCMP_ARCH_X86)), 0));
        STALE(ck_assert_int_eq(seccomp_reset(ctx, SCMP_ACT_ALLOW), 0));
}
END_TEST

START_TEST(what_changes_nothing_keeps_the_program)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_precompute(ctx), 0);
        ck_assert_int_eq(seccomp_rule_add(ctx, NO, SYS_read, 0), -EACCES);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_NATIVE), -EEXIST);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LOG, 1), 0);
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ck_assert_int_eq(seccomp_transaction_commit(ctx), 0);
        ck_assert(context_get(ctx)->is_compiled);
}
END_TEST

START_TEST(a_filter_for_the_other_byte_order_is_right_too)
{
        _release_ scmp_filter_ctx ctx = new_ctx_of(NO, SCMP_ARCH_S390X);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_LT, 0x100000002));
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_S390X, CALL(3, 0x100000001)), SCMP_ACT_ALLOW);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_S390X, CALL(3, 0x200000001)), NO);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_X86_64, CALL(0)), SCMP_ACT_KILL);
}
END_TEST

START_TEST(every_architecture_of_a_byte_order_fits_in_one_filter)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        for (unsigned int i = 0; i < abi_count(); i++)
                if (!abi_at(i)->big_endian && abi_at(i) != abi_native())
                        ck_assert_int_eq(seccomp_arch_add(ctx, abi_at(i)->token), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, 3, 0));
        for (unsigned int i = 0; i < abi_count(); i++) {
                const int nr = seccomp_syscall_resolve_name_arch(abi_at(i)->token, "openat");

                if (abi_at(i)->big_endian)
                        continue;
                ck_assert_uint_eq(decide(ctx, abi_at(i)->token, CALL(nr, 0, 0, 4)), SCMP_ACT_ALLOW);
                ck_assert_uint_eq(decide(ctx, abi_at(i)->token, CALL(nr, 0, 0, 1)), NO);
                ck_assert_uint_eq(decide(ctx, abi_at(i)->token, CALL(nr - 1, 0, 0, 4)), NO);
        }
}
END_TEST

/* Of an architecture whose own numbers do not begin with 0. */
START_TEST(numbers_below_and_above_those_of_the_architecture_count_too)
{
        static const uint32_t numbers[] = { 0x40000600, 3, 0x40000007, 2, 0x40000000 };
        const size_t n = sizeof(numbers) / sizeof(*numbers);
        _release_ scmp_filter_ctx ctx = new_ctx_of(NO, SCMP_ARCH_X32);
        _cleanup_(policy_freep) struct policy *policy = NULL;
        struct arch *arch = &context_get(ctx)->state.archs[0];
        const struct filter *filter;

        for (size_t i = 0; i < n; i++) {
                struct call *call;

                ck_assert_int_eq(arch_call(&call, arch, numbers[i]), 0);
                ruleset_decide(&call->rules, numbers[i] ^ 0x55);
        }
        ck_assert_int_eq(context_policy(&policy, context_get(ctx)), 0);
        filter = &policy->filters[0];
        ck_assert_uint_eq(filter->n_slots, n);
        for (size_t i = 0; i < n; i++) {
                const struct slot *slot = filter_find_slot(filter, numbers[i]);

                ck_assert_ptr_nonnull(slot);
                ck_assert_uint_eq(slot->rules[0].action, numbers[i] ^ 0x55);
                ck_assert(i == 0 || filter->slots[i - 1].last < filter->slots[i].first);
        }
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/program");
        TCase *tests = tcase_create("program");

        tcase_add_test(tests, a_program_is_made_once_until_something_changes);
        tcase_add_test(tests, whatever_changes_the_meaning_makes_the_program_stale);
        tcase_add_test(tests, what_changes_nothing_keeps_the_program);
        tcase_add_test(tests, a_filter_for_the_other_byte_order_is_right_too);
        tcase_add_test(tests, every_architecture_of_a_byte_order_fits_in_one_filter);
        tcase_add_test(tests, numbers_below_and_above_those_of_the_architecture_count_too);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
