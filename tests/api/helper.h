/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of seccomp.h share: a call's verdict, from two witnesses. */

#include <check.h>

#include "api/context.h"
#include "api/program.h"
#include "api/seccomp.h"
#include "bpf/program.h"
#include "policy/eval.h"
#include "support/suite.h"

/* What every test starts with, and what no rule matches gets. */
#define NO SCMP_ACT_ERRNO(1)

/* CALL(nr, up to five arguments) */
#define CALL(...)            CALL_ENDED(__VA_ARGS__, 0)
#define CALL_ENDED(nr_, ...) ((struct seccomp_data){ .nr = (nr_), .args = { __VA_ARGS__ } })

static inline void releasep(scmp_filter_ctx *ctx)
{
        seccomp_release(*ctx);
}

#define _release_ __attribute__((cleanup(releasep)))

/* A rule that must be taken. */
#define ADD(...) ck_assert_int_eq(seccomp_rule_add(__VA_ARGS__), 0)

/* What a filter means depends on no kernel: tests that load one ask the kernel again. */
static inline scmp_filter_ctx new_ctx(uint32_t act_default)
{
        scmp_filter_ctx ctx;

        ck_assert_int_eq(seccomp_api_set(7), 0);
        ctx = seccomp_init(act_default);
        ck_assert_ptr_nonnull(ctx);
        return ctx;
}

/* A filter of one architecture, which need not be the native one. */
static inline scmp_filter_ctx new_ctx_of(uint32_t act_default, uint32_t token)
{
        scmp_filter_ctx ctx = new_ctx(act_default);

        if (token != seccomp_arch_native()) {
                ck_assert_int_eq(seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE), 0);
                ck_assert_int_eq(seccomp_arch_add(ctx, token), 0);
        }
        return ctx;
}

/* What @ctx decides; its policy and its program must say the same. */
static inline uint32_t decide(scmp_filter_ctx ctx, uint32_t token, struct seccomp_data call)
{
        struct policy *policy;
        struct run_result ran;
        uint32_t action;

        call.arch = token == SCMP_ARCH_X32 ? SCMP_ARCH_X86_64 : token;
        ck_assert_int_eq(context_policy(&policy, context_get(ctx)), 0);
        action = policy_eval(policy, &call).action;
        policy_free(policy);
        ck_assert_int_eq(seccomp_precompute(ctx), 0);
        ck_assert_int_eq(program_run(&ran, &context_get(ctx)->program, &call), 0);
        ck_assert_uint_eq(ran.action, action);
        return action;
}
