/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "witness/witnesses.h"

#include <check.h>
#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>

#include "abi/abi.h"
#include "dag/dispatch.h"
#include "engine/compile.h"
#include "policy/action.h"
#include "policy/eval.h"
#include "support/graph.h"
#include "support/suite.h"

#define FAR_FROM_ANY 1000 /* no table of ours is half as long */

bool is_unused_call(const struct seccomp_data *call)
{
        const uint32_t nr = (uint32_t)call->nr;
        const bool is_x86_64 = call->arch == AUDIT_ARCH_X86_64;

        if (nr == UINT32_MAX)
                return true;
        return (is_x86_64 ? nr & ~X32_SYSCALL_BIT_NR : nr) >= FAR_FROM_ANY;
}

static void ask_definition_and_graph(struct testimony *out, const struct policy *policy,
                                     const struct seccomp_data *calls, size_t n_calls)
{
        const bool big_endian = policy->filters[0].abi->big_endian;
        struct dag *dag;
        uint32_t root, words[WORD_COUNT];

        claim(dag_new(&dag) == 0);
        claim(dispatch_build(&root, dag, policy) == 0);
        for (size_t i = 0; i < n_calls; i++) {
                call_to_words(words, &calls[i], big_endian);
                out[i].definition = policy_eval(policy, &calls[i]).action;
                out[i].graph = graph_run(dag, root, words).action;
        }
        dag_free(dag);
}

static void ask_kernel(struct testimony *out, const struct program *program,
                       const struct seccomp_data *calls, size_t n_calls,
                       bool (*is_harmless)(const struct seccomp_data *))
{
        struct observation *seen = calloc(n_calls, sizeof(*seen));
        struct seccomp_data *asked = calloc(n_calls, sizeof(*asked));
        size_t n = 0;

        claim(seen && asked);
        for (size_t i = 0; i < n_calls; i++) {
                out[i].kernel_was_asked = kernel_answers_for(calls[i].arch) &&
                                          (is_harmless ? is_harmless : is_unused_call)(&calls[i]);
                if (out[i].kernel_was_asked)
                        asked[n++] = calls[i];
        }
        kernel_ask(seen, program, asked, n);
        for (size_t i = 0, k = 0; i < n_calls; i++)
                if (out[i].kernel_was_asked)
                        out[i].kernel = seen[k++];
        free(asked);
        free(seen);
}

void witnesses_ask(struct testimony *out, const struct policy *policy,
                   const struct seccomp_data *calls, size_t n_calls,
                   bool (*is_harmless)(const struct seccomp_data *))
{
        struct program program = { 0 };
        struct compile_report report;
        struct run_result ran;

        ask_definition_and_graph(out, policy, calls, n_calls);
        ck_assert_msg(engine_compile(&program, policy, &report) == 0, "%s", report.err.message);
        for (size_t i = 0; i < n_calls; i++) {
                claim(program_run(&ran, &program, &calls[i]) == 0);
                out[i].program = ran.action;
        }
        ask_kernel(out, &program, calls, n_calls, is_harmless);
        program_deinit(&program);
}

bool testimony_is(const struct testimony *testimony, const struct seccomp_data *call,
                  uint32_t action)
{
        return testimony->definition == action && testimony->graph == action &&
               testimony->program == action &&
               (!testimony->kernel_was_asked ||
                observation_shows(&testimony->kernel, action, is_unused_call(call)));
}

void testimony_print(const struct testimony *testimony)
{
        char definition[ACTION_TEXT_MAX], graph[ACTION_TEXT_MAX], program[ACTION_TEXT_MAX];
        char kernel[OBSERVATION_TEXT_MAX];

        (void)fprintf(stderr, "    definition %s, graph %s, program %s, kernel %s\n",
                      action_text(testimony->definition, definition),
                      action_text(testimony->graph, graph),
                      action_text(testimony->program, program),
                      testimony->kernel_was_asked ? observation_text(&testimony->kernel, kernel)
                                                  : "not asked");
}
