/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/suite.h"

#include <linux/seccomp.h>
#include <stdlib.h>

unsigned int test_rounds(unsigned int n)
{
        const char *factor = getenv("SCMP_TEST_ROUNDS");
        const double wanted = factor ? n * strtod(factor, NULL) : n;

        if (!(wanted < UINT32_MAX)) /* main() calls this, too, where Check cannot tell */
                abort();
        return wanted < 1 ? 1 : (unsigned int)wanted;
}

const struct abi *test_abi(const char *name)
{
        const struct abi *abi = abi_by_name(span_of(name));

        ck_assert_msg(abi != NULL, "no ABI %s", name);
        return abi;
}

struct policy *test_policy(uint32_t act_default, const char *const *abi_names)
{
        struct policy *policy;
        struct filter *filter;

        ck_assert_int_eq(policy_new(&policy, act_default, SECCOMP_RET_KILL_PROCESS), 0);
        for (; *abi_names; abi_names++)
                ck_assert_int_eq(policy_add_filter(&filter, policy, test_abi(*abi_names)), 0);
        return policy;
}

void test_add_rule(struct policy *policy, uint32_t nr, uint32_t action,
                   const struct predicate *predicates, size_t n_predicates)
{
        struct predicate copy[32];
        const struct rule rule = { copy, n_predicates, action, { 0 } };

        ck_assert_uint_le(n_predicates, sizeof(copy) / sizeof(copy[0]));
        for (size_t i = 0; i < n_predicates; i++)
                copy[i] = predicates[i];
        ck_assert_int_eq(filter_add_rule(&policy->filters[0], nr, &rule), 0);
}

int test_run(Suite *suite)
{
        SRunner *runner = srunner_create(suite);
        int failed;

        srunner_run_all(runner, CK_ENV);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
