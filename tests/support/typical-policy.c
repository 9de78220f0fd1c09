/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/typical-policy.h"

#include "policy/action.h"
#include "support/suite.h"

#define DENY ACTION_ERRNO(1)

static const char *const x86_64[] = { "x86_64", NULL };

static void allow_numbers(struct policy *policy)
{
        for (uint32_t nr = 0; nr < 330; nr++)
                if (nr % 11 != 3 && nr % 17 != 5 && nr / 20 % 4 != 1)
                        test_add_rule(policy, nr, SECCOMP_RET_ALLOW, NULL, 0);
}

static struct policy *allow_list(void)
{
        struct policy *policy = test_policy(DENY, x86_64);

        allow_numbers(policy);
        return policy;
}

static struct policy *deny_list(void)
{
        struct policy *policy = test_policy(SECCOMP_RET_ALLOW, x86_64);

        for (uint32_t nr = 101; nr < 330; nr += 23)
                test_add_rule(policy, nr, DENY, NULL, 0);
        test_add_rule(policy, 59, SECCOMP_RET_KILL_PROCESS, NULL, 0);
        return policy;
}

static struct policy *container(void)
{
        const struct predicate families[] = { { 0, CMP_EQ, UINT32_MAX, 1 },
                                              { 0, CMP_EQ, UINT32_MAX, 2 },
                                              { 0, CMP_EQ, UINT32_MAX, 10 } };
        const struct predicate netlink[] = { { 0, CMP_EQ, UINT32_MAX, 16 },
                                             { 2, CMP_EQ, UINT32_MAX, 0 } };
        const struct predicate raw = { 1, CMP_MASKED_EQ, 0xf, 3 };
        const struct predicate clone = { 0, CMP_MASKED_EQ, 0x7e020000, 0 };
        const struct predicate tiocsti = { 1, CMP_NE, UINT32_MAX, 0x5412 };
        const uint32_t personalities[] = { 0, 8, 0x20000, 0x20008, 0xffffffff };
        struct policy *policy = test_policy(DENY, x86_64);

        for (uint32_t nr = 0; nr < 40; nr += 3)
                test_add_rule(policy, nr, SECCOMP_RET_ALLOW, NULL, 0);
        test_add_rule(policy, 41, DENY, &raw, 1);
        for (unsigned int i = 0; i < 3; i++)
                test_add_rule(policy, 41, SECCOMP_RET_ALLOW, &families[i], 1);
        test_add_rule(policy, 41, SECCOMP_RET_ALLOW, netlink, 2);
        test_add_rule(policy, 56, SECCOMP_RET_ALLOW, &clone, 1);
        test_add_rule(policy, 16, SECCOMP_RET_ALLOW, &tiocsti, 1);
        for (unsigned int i = 0; i < 5; i++) {
                const struct predicate p = { 0, CMP_EQ, UINT32_MAX, personalities[i] };

                test_add_rule(policy, 135, SECCOMP_RET_ALLOW, &p, 1);
        }
        test_add_rule(policy, 435, ACTION_ERRNO(38), NULL, 0);
        return policy;
}

static struct policy *wide_comparisons(void)
{
        struct policy *policy = test_policy(DENY, x86_64);
        const struct predicate p[] = {
                { 0, CMP_GT, UINT64_MAX, 0x1ffffffff },
                { 1, CMP_LE, UINT64_MAX, 0x100000005 },
                { 2, CMP_NE, UINT64_MAX, 0x8000000000000000 },
                { 3, CMP_GE, UINT64_MAX, 0x80000000 },
                { 4, CMP_LT, UINT64_MAX, 0x7fffffff00000000 },
                { 5, CMP_EQ, UINT64_MAX, UINT64_MAX },
        };

        for (unsigned int i = 0; i < 6; i++) {
                test_add_rule(policy, i, SECCOMP_RET_ALLOW, &p[i], 1);
                test_add_rule(policy, 8, i % 2 ? SECCOMP_RET_LOG : SECCOMP_RET_ALLOW, &p[i], 1);
        }
        test_add_rule(policy, 9, SECCOMP_RET_ALLOW, p, 6);
        return policy;
}

static struct policy *many_values(void)
{
        struct policy *policy = test_policy(DENY, x86_64);

        for (unsigned int i = 0; i < 40; i++) {
                const struct predicate p = { 1, CMP_EQ, UINT32_MAX, i * i };

                test_add_rule(policy, 16, i % 5 ? SECCOMP_RET_ALLOW : SECCOMP_RET_LOG, &p, 1);
        }
        return policy;
}

static struct policy *masks_of_one_word(void)
{
        struct policy *policy = test_policy(DENY, x86_64);
        const struct predicate p[] = {
                { 2, CMP_MASKED_EQ, 0x3, 0x1 },     { 2, CMP_MASKED_EQ, 0x40, 0x40 },
                { 2, CMP_MASKED_EQ, 0x242, 0x200 }, { 2, CMP_MASKED_EQ, 0xffff0000, 0 },
                { 2, CMP_MASKED_EQ, 0x1ff, 0x11 },
        };

        for (unsigned int i = 0; i < 5; i++)
                test_add_rule(policy, 2, i % 2 ? SECCOMP_RET_LOG : SECCOMP_RET_ALLOW, &p[i], 1);
        return policy;
}

static struct policy *three_abis(void)
{
        struct policy *policy = test_policy(DENY, (const char *[]){ "x86_64", "x86", "x32", NULL });
        struct predicate p = { 0, CMP_EQ, UINT32_MAX, 7 };
        const struct rule rules[] = { { NULL, 0, SECCOMP_RET_ALLOW, { 0 } },
                                      { &p, 1, SECCOMP_RET_ALLOW, { 0 } } };

        for (size_t i = 0; i < policy->n_filters; i++) {
                struct filter *filter = &policy->filters[i];

                for (uint32_t nr = 0; nr < 60; nr++)
                        if ((nr + i) % 5 > 1)
                                claim(filter_add_rule(filter, filter->abi->nr_base + nr,
                                                      &rules[nr % 7 == 0]) == 0);
                claim(filter_fill(filter, filter->abi->nr_base + 450, filter->abi->nr_base + 999,
                                  ACTION_ERRNO(38), (struct origin){ 0 }) == 0);
        }
        return policy;
}

static struct policy *big_endian(void)
{
        const struct predicate wide[] = { { 0, CMP_GT, UINT64_MAX, 0x500000007 },
                                          { 1, CMP_EQ, UINT64_MAX, 0x100000000 } };
        const struct predicate narrow = { 2, CMP_LE, UINT32_MAX, 9 };
        struct policy *policy = test_policy(DENY, (const char *[]){ "s390x", NULL });

        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, wide, 2);
        test_add_rule(policy, 3, SECCOMP_RET_LOG, &narrow, 1);
        test_add_rule(policy, 4, SECCOMP_RET_ALLOW, wide, 1);
        return policy;
}

const struct typical_policy typical_policies[N_TYPICAL_POLICIES] = {
        { "allow list", allow_list },   { "deny list", deny_list },
        { "container", container },     { "wide comparisons", wide_comparisons },
        { "many values", many_values }, { "masks of one word", masks_of_one_word },
        { "three ABIs", three_abis },   { "big endian", big_endian },
};
