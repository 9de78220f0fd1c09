/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/context.h"

#include <errno.h>
#include <sys/syscall.h>

#include "helper.h"

START_TEST(init_takes_every_valid_action)
{
        static const uint32_t valid[] = {
                SCMP_ACT_KILL,     SCMP_ACT_KILL_PROCESS, SCMP_ACT_TRAP,     SCMP_ACT_TRAPX(7),
                SCMP_ACT_ERRNO(0), SCMP_ACT_ERRNO(4094),  SCMP_ACT_TRACE(0), SCMP_ACT_TRACE(0xffff),
                SCMP_ACT_LOG,      SCMP_ACT_NOTIFY,       SCMP_ACT_ALLOW,
        };

        ck_assert_int_eq(seccomp_api_set(7), 0);
        for (size_t i = 0; i < sizeof(valid) / sizeof(*valid); i++) {
                scmp_filter_ctx ctx = seccomp_init(valid[i]);

                ck_assert_msg(ctx != NULL, "%#x", valid[i]);
                seccomp_release(ctx);
        }
}
END_TEST

START_TEST(init_and_reset_refuse_what_is_no_action)
{
        static const uint32_t bad[] = {
                0x12345,
                SCMP_ACT_ALLOW | 1,
                SCMP_ACT_KILL | 1,
                SCMP_ACT_KILL_PROCESS | 1,
                SCMP_ACT_LOG | 1,
                SCMP_ACT_NOTIFY | 1,
                SCMP_ACT_ERRNO(4095),
                SCMP_ACT_ERRNO(0xffff),
        };
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
                ck_assert_ptr_null(seccomp_init(bad[i]));
                ck_assert_int_eq(seccomp_reset(ctx, bad[i]), -EINVAL);
        }
}
END_TEST

START_TEST(a_new_filter_has_the_native_architecture_only)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_uint_eq(context_get(ctx)->state.n_archs, 1);
        ck_assert_int_eq(seccomp_arch_exist(ctx, SCMP_ARCH_NATIVE), 0);
}
END_TEST

START_TEST(reset_gives_back_the_defaults)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        uint32_t value;

        ADD(ctx, SCMP_ACT_NOTIFY, SYS_read, 0);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LOG, 1), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW), 0);
        ck_assert_int_eq(seccomp_transaction_start(ctx), 0);
        ck_assert_int_eq(seccomp_reset(ctx, SCMP_ACT_ALLOW), 0);

        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_ACT_DEFAULT, &value), 0);
        ck_assert_uint_eq(value, SCMP_ACT_ALLOW);
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_ACT_BADARCH, &value), 0);
        ck_assert_uint_eq(value, SCMP_ACT_KILL);
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_NNP, &value), 0);
        ck_assert_uint_eq(value, 1);
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_OPTIMIZE, &value), 0);
        ck_assert_uint_eq(value, 1);
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_LOG, &value), 0);
        ck_assert_uint_eq(value, 0);
        ck_assert_int_eq(seccomp_arch_exist(ctx, SCMP_ARCH_X86), -EEXIST);
        ck_assert_int_eq(seccomp_arch_exist(ctx, SCMP_ARCH_NATIVE), 0);
        ck_assert(!context_notifies(context_get(ctx)));
        seccomp_transaction_reject(ctx); /* of a transaction that ended: nothing */
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_ACT_DEFAULT, &value), 0);
        ck_assert_uint_eq(value, SCMP_ACT_ALLOW);
}
END_TEST

START_TEST(reset_without_a_context_asks_the_kernel_again)
{
        unsigned int level;

        ck_assert_int_eq(seccomp_reset(NULL, 0), 0);
        level = seccomp_api_get();
        ck_assert_int_eq(seccomp_api_set(1), 0);
        ck_assert_uint_eq(seccomp_api_get(), 1);
        ck_assert_int_eq(seccomp_reset(NULL, 0x12345), 0); /* the action is not looked at */
        ck_assert_uint_eq(seccomp_api_get(), level);
}
END_TEST

START_TEST(functions_refuse_no_context_and_what_is_none)
{
        uint64_t not_a_context[64] = { 0 };
        scmp_filter_ctx handles[] = { NULL, not_a_context };
        uint32_t value;
        size_t len;
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        for (size_t i = 0; i < 2; i++) {
                scmp_filter_ctx bad = handles[i];

                ck_assert_int_eq(seccomp_merge(bad, ctx), -EINVAL);
                ck_assert_int_eq(seccomp_merge(ctx, bad), -EINVAL);
                ck_assert_int_eq(seccomp_arch_exist(bad, SCMP_ARCH_NATIVE), -EINVAL);
                ck_assert_int_eq(seccomp_arch_add(bad, SCMP_ARCH_X86), -EINVAL);
                ck_assert_int_eq(seccomp_arch_remove(bad, SCMP_ARCH_NATIVE), -EINVAL);
                ck_assert_int_eq(seccomp_load(bad), -EINVAL);
                ck_assert_int_eq(seccomp_attr_get(bad, SCMP_FLTATR_CTL_NNP, &value), -EINVAL);
                ck_assert_int_eq(seccomp_attr_set(bad, SCMP_FLTATR_CTL_NNP, 1), -EINVAL);
                ck_assert_int_eq(seccomp_syscall_priority(bad, SYS_read, 1), -EINVAL);
                ck_assert_int_eq(seccomp_rule_add(bad, SCMP_ACT_ALLOW, SYS_read, 0), -EINVAL);
                ck_assert_int_eq(seccomp_rule_add_exact(bad, SCMP_ACT_ALLOW, SYS_read, 0), -EINVAL);
                ck_assert_int_eq(seccomp_notify_fd(bad), -EINVAL);
                ck_assert_int_eq(seccomp_export_pfc(bad, 2), -EINVAL);
                ck_assert_int_eq(seccomp_export_bpf(bad, 2), -EINVAL);
                ck_assert_int_eq(seccomp_export_bpf_mem(bad, NULL, &len), -EINVAL);
                ck_assert_int_eq(seccomp_transaction_start(bad), -EINVAL);
                ck_assert_int_eq(seccomp_transaction_commit(bad), -EINVAL);
                seccomp_transaction_reject(bad);
                ck_assert_int_eq(seccomp_precompute(bad), -EINVAL);
        }
        ck_assert_int_eq(seccomp_reset(not_a_context, SCMP_ACT_ALLOW), -EINVAL);
        seccomp_release(NULL);
        seccomp_release(not_a_context);
}
END_TEST

START_TEST(without_an_architecture_most_functions_refuse)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        uint32_t value;
        size_t len;

        ck_assert_int_eq(seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE), 0);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_read, 0), -EINVAL);
        ck_assert_int_eq(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SYS_read, 0), -EINVAL);
        ck_assert_int_eq(seccomp_syscall_priority(ctx, SYS_read, 1), -EINVAL);
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_NNP, &value), -EINVAL);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 1), -EINVAL);
        ck_assert_int_eq(seccomp_load(ctx), -EINVAL);
        ck_assert_int_eq(seccomp_precompute(ctx), -EINVAL);
        ck_assert_int_eq(seccomp_export_pfc(ctx, 2), -EINVAL);
        ck_assert_int_eq(seccomp_export_bpf(ctx, 2), -EINVAL);
        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, NULL, &len), -EINVAL);
        ck_assert_int_eq(seccomp_transaction_start(ctx), -EINVAL);
        ck_assert_int_eq(seccomp_transaction_commit(ctx), -EINVAL);
        ck_assert_int_eq(seccomp_arch_exist(ctx, SCMP_ARCH_NATIVE), -EEXIST);
        ck_assert_int_eq(seccomp_arch_add(ctx, SCMP_ARCH_NATIVE), 0);
        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 0);
}
END_TEST

START_TEST(codes_that_nobody_documented_become_efault)
{
        static const int documented[] = { 0,       -EACCES, -ECANCELED,  -EDOM,   -EEXIST, -EINVAL,
                                          -ENOENT, -ENOMEM, -EOPNOTSUPP, -ERANGE, -ESRCH };

        for (size_t i = 0; i < sizeof(documented) / sizeof(*documented); i++)
                ck_assert_int_eq(api_result(documented[i]), documented[i]);
        ck_assert_int_eq(api_result(-E2BIG), -EFAULT);
        ck_assert_int_eq(api_result(-EBADMSG), -EFAULT);
        ck_assert_int_eq(api_result(-EPERM), -EFAULT);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/context");
        TCase *tests = tcase_create("context");

        tcase_add_test(tests, init_takes_every_valid_action);
        tcase_add_test(tests, init_and_reset_refuse_what_is_no_action);
        tcase_add_test(tests, a_new_filter_has_the_native_architecture_only);
        tcase_add_test(tests, reset_gives_back_the_defaults);
        tcase_add_test(tests, reset_without_a_context_asks_the_kernel_again);
        tcase_add_test(tests, functions_refuse_no_context_and_what_is_none);
        tcase_add_test(tests, without_an_architecture_most_functions_refuse);
        tcase_add_test(tests, codes_that_nobody_documented_become_efault);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
