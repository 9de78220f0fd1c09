/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <sys/syscall.h>

#include "helper.h"

START_TEST(every_attribute_has_its_default)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        static const struct {
                enum scmp_filter_attr attr;
                uint32_t value;
        } defaults[] = {
                { SCMP_FLTATR_ACT_DEFAULT, NO }, { SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL },
                { SCMP_FLTATR_CTL_NNP, 1 },      { SCMP_FLTATR_CTL_TSYNC, 0 },
                { SCMP_FLTATR_API_TSKIP, 0 },    { SCMP_FLTATR_CTL_LOG, 0 },
                { SCMP_FLTATR_CTL_SSB, 0 },      { SCMP_FLTATR_CTL_OPTIMIZE, 1 },
                { SCMP_FLTATR_API_SYSRAWRC, 0 }, { SCMP_FLTATR_CTL_WAITKILL, 0 },
        };

        for (size_t i = 0; i < sizeof(defaults) / sizeof(*defaults); i++) {
                uint32_t value = 77;

                ck_assert_int_eq(seccomp_attr_get(ctx, defaults[i].attr, &value), 0);
                ck_assert_uint_eq(value, defaults[i].value);
        }
}
END_TEST

START_TEST(the_default_action_is_read_only)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        uint32_t value;

        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_DEFAULT, NO), -EACCES);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_DEFAULT, SCMP_ACT_ALLOW), -EACCES);
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_ACT_DEFAULT, &value), 0);
        ck_assert_uint_eq(value, NO);
}
END_TEST

START_TEST(an_attribute_that_does_not_exist_is_eexist)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        static const int unknown[] = { -1, 0, 11, 1000 };

        for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
                uint32_t value = 77;

                ck_assert_int_eq(seccomp_attr_set(ctx, (enum scmp_filter_attr)unknown[i], 1),
                                 -EEXIST);
                ck_assert_int_eq(seccomp_attr_get(ctx, (enum scmp_filter_attr)unknown[i], &value),
                                 -EEXIST);
                ck_assert_uint_eq(value, 77);
        }
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_NNP, NULL), -EINVAL);
}
END_TEST

START_TEST(the_action_of_other_architectures_is_an_action)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        uint32_t value;

        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_TRAP), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, 0x1234), -EINVAL);
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_ACT_BADARCH, &value), 0);
        ck_assert_uint_eq(value, SCMP_ACT_TRAP);
        ck_assert_uint_eq(decide(ctx, SCMP_ARCH_S390, CALL(0)), SCMP_ACT_TRAP);
}
END_TEST

START_TEST(flags_are_0_or_1)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        static const enum scmp_filter_attr flags[] = {
                SCMP_FLTATR_CTL_NNP,      SCMP_FLTATR_CTL_TSYNC, SCMP_FLTATR_API_TSKIP,
                SCMP_FLTATR_CTL_LOG,      SCMP_FLTATR_CTL_SSB,   SCMP_FLTATR_API_SYSRAWRC,
                SCMP_FLTATR_CTL_WAITKILL,
        };

        for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
                uint32_t value;

                ck_assert_int_eq(seccomp_attr_set(ctx, flags[i], 77), 0);
                ck_assert_int_eq(seccomp_attr_get(ctx, flags[i], &value), 0);
                ck_assert_uint_eq(value, 1);
                ck_assert_int_eq(seccomp_attr_set(ctx, flags[i], 0), 0);
                ck_assert_int_eq(seccomp_attr_get(ctx, flags[i], &value), 0);
                ck_assert_uint_eq(value, 0);
        }
}
END_TEST

START_TEST(optimize_is_1_or_2)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        uint32_t value;

        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 0), -EOPNOTSUPP);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 3), -EOPNOTSUPP);
        ck_assert_int_eq(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_OPTIMIZE, &value), 0);
        ck_assert_uint_eq(value, 2);
}
END_TEST

START_TEST(flags_need_their_api_level)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        static const struct {
                enum scmp_filter_attr attr;
                unsigned int level;
        } flags[] = {
                { SCMP_FLTATR_CTL_NNP, 1 },      { SCMP_FLTATR_CTL_TSYNC, 2 },
                { SCMP_FLTATR_API_TSKIP, 1 },    { SCMP_FLTATR_CTL_LOG, 3 },
                { SCMP_FLTATR_CTL_SSB, 4 },      { SCMP_FLTATR_API_SYSRAWRC, 1 },
                { SCMP_FLTATR_CTL_WAITKILL, 1 },
        };

        for (unsigned int level = 1; level <= 7; level++) {
                ck_assert_int_eq(seccomp_api_set(level), 0);
                for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
                        ck_assert_int_eq(seccomp_attr_set(ctx, flags[i].attr, 1),
                                         level < flags[i].level ? -EOPNOTSUPP : 0);
        }
}
END_TEST

START_TEST(notifying_all_threads_needs_level_6)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        ck_assert_int_eq(seccomp_api_set(5), 0);
        ADD(ctx, SCMP_ACT_NOTIFY, SYS_read, 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1), -EINVAL);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 0), 0);
        ck_assert_int_eq(seccomp_api_set(6), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1), 0);
        ck_assert_int_eq(seccomp_api_set(5), 0);
        ck_assert_int_eq(seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SYS_write, 0), -EINVAL);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/attr");
        TCase *tests = tcase_create("attr");

        tcase_add_test(tests, every_attribute_has_its_default);
        tcase_add_test(tests, the_default_action_is_read_only);
        tcase_add_test(tests, an_attribute_that_does_not_exist_is_eexist);
        tcase_add_test(tests, the_action_of_other_architectures_is_an_action);
        tcase_add_test(tests, flags_are_0_or_1);
        tcase_add_test(tests, optimize_is_1_or_2);
        tcase_add_test(tests, flags_need_their_api_level);
        tcase_add_test(tests, notifying_all_threads_needs_level_6);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
