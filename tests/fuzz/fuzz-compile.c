/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Any bytes as a policy, and as calls. What the engine makes of it must be
 * proven, and decide every call as the policy does; nothing but its size may
 * keep the engine from making it.
 */

#include <errno.h>

#include "engine/compile.h"
#include "input.h"
#include "policy/action.h"
#include "policy/eval.h"

#define MOST_RULES      12 /* of a policy: what the proof does quickly whatever they are */
#define MOST_PREDICATES 3

static uint32_t take_action(struct input *input)
{
        static const uint32_t actions[] = { SECCOMP_RET_ALLOW, ACTION_ERRNO(1), SECCOMP_RET_LOG,
                                            SECCOMP_RET_KILL_PROCESS };

        return actions[take_byte(input) % 4];
}

/* Few numbers, so that rules meet. */
static uint32_t take_number(struct input *input, const struct abi *abi)
{
        const uint8_t kind = take_byte(input);

        if (kind < 250)
                return abi->nr_base + kind % 8;
        return kind == 250 ? UINT32_MAX : take_word(input);
}

static struct predicate take_predicate(struct input *input)
{
        struct predicate p = { .arg = take_byte(input) % 6 };
        const uint8_t kind = take_byte(input);

        p.op = (uint8_t)(CMP_NE + kind % 7);
        p.mask = p.op == CMP_MASKED_EQ || kind >= 224 ? take_value(input)
                 : kind >= 112                        ? UINT32_MAX
                                                      : UINT64_MAX;
        p.datum = take_value(input);
        return p;
}

static void take_rule(struct input *input, struct filter *filter)
{
        struct predicate predicates[MOST_PREDICATES];
        const uint32_t nr = take_number(input, filter->abi);
        const uint8_t kind = take_byte(input);
        struct rule rule = { .predicates = predicates };

        rule.action = take_action(input);
        if (kind == 255) {
                require(filter_fill(filter, nr, nr | 0xff, rule.action, rule.origin) == 0);
                return;
        }
        rule.n_predicates = kind % (MOST_PREDICATES + 1);
        for (size_t i = 0; i < rule.n_predicates; i++)
                predicates[i] = take_predicate(input);
        require(filter_add_rule(filter, nr, &rule) == 0);
}

static struct policy *take_policy(struct input *input)
{
        const unsigned int first = take_byte(input) % abi_count();
        const unsigned int n_abis = 1 + take_byte(input) % 3;
        const uint32_t act_default = take_action(input);
        struct policy *policy;
        struct filter *filter;

        require(policy_new(&policy, act_default, SECCOMP_RET_KILL_PROCESS) == 0);
        for (unsigned int i = 0; i < n_abis && first + i < abi_count(); i++) {
                int r = policy_add_filter(&filter, policy, abi_at(first + i));

                require(r == 0 || r == -EDOM); /* of another byte order */
        }
        for (unsigned int n = 1 + take_byte(input) % MOST_RULES; n > 0; n--) {
                const uint8_t which = take_byte(input);

                take_rule(input, &policy->filters[which % policy->n_filters]);
        }
        return policy;
}

/* A datum of some predicate, or just beside it. */
static uint64_t take_argument(struct input *input, const struct policy *policy)
{
        const struct filter *filter = &policy->filters[take_byte(input) % policy->n_filters];
        const struct slot *slot;
        const struct rule *rule;
        const struct predicate *p;

        if (filter->n_slots == 0)
                return take_value(input);
        slot = &filter->slots[take_byte(input) % filter->n_slots];
        if (slot->n_rules == 0)
                return take_value(input);
        rule = &slot->rules[take_byte(input) % slot->n_rules];
        if (rule->n_predicates == 0)
                return take_value(input);
        p = &rule->predicates[take_byte(input) % rule->n_predicates];
        return (p->datum & p->mask) + take_byte(input) % 3 - 1;
}

static void check_call(struct input *input, const struct policy *policy,
                       const struct program *program)
{
        const struct filter *filter = &policy->filters[take_byte(input) % policy->n_filters];
        struct seccomp_data call = { .arch = filter->abi->audit_arch };
        struct run_result result;

        call.nr = (int)take_number(input, filter->abi);
        for (unsigned int i = 0; i < 6; i++)
                call.args[i] = take_argument(input, policy);
        require(program_run(&result, program, &call) == 0);
        require(result.action == policy_eval(policy, &call).action);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct input input = { data, size };
        struct policy *policy = take_policy(&input);
        struct program program = { 0 };
        struct compile_report report;
        int r = engine_compile(&program, policy, &report);

        require(r == 0); /* so few rules always fit */
        for (unsigned int i = 0; i < 16; i++)
                check_call(&input, policy, &program);
        program_deinit(&program);
        policy_free(policy);
        return 0;
}
