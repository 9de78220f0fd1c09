/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* A profile as a string, through all stages. */

#include <check.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "abi/syscall.h"
#include "policy/action.h"
#include "policy/eval.h"
#include "profile/print.h"
#include "profile/profile.h"

#define HELPER static inline __attribute__((unused))

struct result {
        struct diagnostics diags;
        struct ast *ast;
        struct resolved resolved;
        int status;
};

HELPER void run_request(struct result *out, const struct profile_request *request)
{
        *out = (struct result){ 0 };
        out->status = profile_load(&out->ast, request, &out->diags);
        if (out->status == 0)
                out->status = profile_resolve(&out->resolved, out->ast, &out->diags);
        if (out->status == -EINVAL)
                ck_assert_uint_gt(out->diags.n_errors, 0);
        else
                ck_assert_uint_eq(out->diags.n_errors, 0);
}

HELPER bool is_test_option(const char *word)
{
        return strcmp(word, "keep-cap") == 0 || strcmp(word, "setenv") == 0;
}

HELPER void run_text(struct result *out, const char *text)
{
        const struct profile_input input = { .label = "t.profile", .text = text };
        const struct profile_request request = { .inputs = &input,
                                                 .n_inputs = 1,
                                                 .is_option = is_test_option };

        run_request(out, &request);
}

HELPER void result_deinit(struct result *result)
{
        resolved_deinit(&result->resolved);
        ast_free(result->ast);
        diagnostics_deinit(&result->diags);
}

/* Resolves without any finding, or says what was found. */
HELPER void run_good(struct result *out, const char *text)
{
        run_text(out, text);
        if (out->status != 0)
                diagnostics_print(stderr, &out->diags);
        ck_assert_msg(out->status == 0, "profile refused:\n%s", text);
}

HELPER uint32_t number_of(const char *abi, const char *name)
{
        const struct abi *a = abi_by_name(span_of(abi));
        int id = syscall_by_name(span_of(name));
        uint32_t nr = 0;

        ck_assert_msg(id >= 0, "no syscall %s", name);
        ck_assert_msg(abi_syscall_number(&nr, a, id), "%s has no %s", abi, name);
        return nr;
}

HELPER struct verdict verdict_of(const struct result *result, const char *abi, uint32_t nr,
                                 const uint64_t args[6])
{
        struct seccomp_data call = { .nr = (int)nr, .arch = abi_by_name(span_of(abi))->audit_arch };

        for (int i = 0; args && i < 6; i++)
                call.args[i] = args[i];
        return policy_eval(result->resolved.policy, &call);
}

/* What the policy does with a call of x86_64. */
#define ACTION(result, name, ...)                                                                  \
        verdict_of((result), "x86_64", number_of("x86_64", (name)), (uint64_t[6]){ __VA_ARGS__ })  \
                .action
#define ACTION_ON(result, abi, name, ...)                                                          \
        verdict_of((result), (abi), number_of((abi), (name)), (uint64_t[6]){ __VA_ARGS__ }).action

#define ALLOWED SECCOMP_RET_ALLOW
#define DENIED  ACTION_ERRNO(EPERM)

/* What --show=rules gives; freed by the caller. */
HELPER char *print(const struct result *r)
{
        char *text = NULL;
        size_t size;
        FILE *to = open_memstream(&text, &size);

        ck_assert_ptr_nonnull(to);
        ck_assert_int_eq(profile_print_rules(to, r->resolved.policy), 0);
        ck_assert_int_eq(fclose(to), 0);
        return text;
}

HELPER bool has_finding(const struct diagnostics *diags, unsigned int line, unsigned int column,
                        const char *words)
{
        for (size_t i = 0; i < diags->n_items; i++) {
                const struct diagnostic *diag = &diags->items[i];

                if (diag->line == line && diag->column == column && strstr(diag->message, words))
                        return true;
        }
        return false;
}

/* One profile, one error, at one place. */
HELPER void expect_error(const char *text, unsigned int line, unsigned int column,
                         const char *words)
{
        struct result r;

        run_text(&r, text);
        ck_assert_int_eq(r.status, -EINVAL);
        if (r.diags.n_errors != 1 || !has_finding(&r.diags, line, column, words)) {
                diagnostics_print(stderr, &r.diags);
                ck_abort_msg("expected one error, %u:%u '%s', in\n%s", line, column, words, text);
        }
        result_deinit(&r);
}

#define TEST_MAIN(suite_name, add_tests)                                                           \
        int main(void)                                                                             \
        {                                                                                          \
                Suite *suite = suite_create(suite_name);                                           \
                TCase *tcase = tcase_create(suite_name);                                           \
                SRunner *runner;                                                                   \
                int n_failed;                                                                      \
                                                                                                   \
                tcase_set_timeout(tcase, 60);                                                      \
                add_tests(tcase);                                                                  \
                suite_add_tcase(suite, tcase);                                                     \
                runner = srunner_create(suite);                                                    \
                srunner_run_all(runner, CK_ENV);                                                   \
                n_failed = srunner_ntests_failed(runner);                                          \
                srunner_free(runner);                                                              \
                return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;                                     \
        }
