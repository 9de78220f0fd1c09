/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Any bytes as a sequence of calls of seccomp.h. Each gives a documented code;
 * one that is refused changes nothing; a transaction that is rejected leaves
 * what was there; and in the end the program decides as the rules do.
 */

#include <errno.h>
#include <string.h>

#include "api/program.h"
#include "api/seccomp.h"
#include "engine/compile.h"
#include "input.h"
#include "policy/eval.h"
#include "util/hash.h"

#define MOST_STEPS        40
#define MOST_RULES        10 /* what the proof does quickly whatever they are */
#define MOST_TRANSACTIONS 8

struct scenario {
        struct input *input;
        scmp_filter_ctx ctx;
        unsigned int n_rules;
        uint64_t saved[MOST_TRANSACTIONS]; /* what was meant when each transaction began */
        unsigned int n_saved;
};

static uint64_t mix_rule(uint64_t hash, const struct rule *rule)
{
        hash = hash_mix(hash, rule->action);
        for (size_t i = 0; i < rule->n_predicates; i++) {
                const struct predicate *p = &rule->predicates[i];

                hash = hash_mix(hash, (uint64_t)p->arg << 8 | p->op);
                hash = hash_mix(hash_mix(hash, p->mask), p->datum);
        }
        return hash_mix(hash, rule->n_predicates);
}

/* The same for the same policy. */
static uint64_t meaning(scmp_filter_ctx ctx)
{
        uint64_t hash = HASH_SEED;
        struct policy *policy;

        require(context_policy(&policy, context_get(ctx)) == 0);
        hash = hash_mix(hash_mix(hash, policy->act_default), policy->act_badarch);
        for (size_t f = 0; f < policy->n_filters; f++) {
                const struct filter *filter = &policy->filters[f];

                hash = hash_mix(hash, filter->abi->token);
                for (size_t s = 0; s < filter->n_slots; s++) {
                        const struct slot *slot = &filter->slots[s];

                        hash = hash_mix(hash, (uint64_t)slot->first << 32 | slot->last);
                        hash = hash_mix(hash, slot->priority);
                        for (size_t r = 0; r < slot->n_rules; r++)
                                hash = mix_rule(hash, &slot->rules[r]);
                }
        }
        policy_free(policy);
        return hash;
}

static bool is_documented(int code)
{
        static const int codes[] = { 0,       -EACCES, -ECANCELED,  -EDOM,   -EEXIST, -EINVAL,
                                     -ENOENT, -EFAULT, -EOPNOTSUPP, -ERANGE, -ESRCH };

        for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
                if (code == codes[i])
                        return true;
        return false;
}

static uint32_t take_action(struct input *input)
{
        static const uint32_t actions[] = {
                SCMP_ACT_ALLOW,     SCMP_ACT_ERRNO(1), SCMP_ACT_ERRNO(4095), SCMP_ACT_LOG,
                SCMP_ACT_TRAP,      SCMP_ACT_TRACE(3), SCMP_ACT_KILL,        SCMP_ACT_KILL_PROCESS,
                SCMP_ACT_ERRNO(38), SCMP_ACT_NOTIFY,   0x12345678,           SCMP_ACT_ALLOW,
        };

        return actions[take_byte(input) % (sizeof(actions) / sizeof(*actions))];
}

/* Calls of all kinds: direct, multiplexed, pseudo, nobody's. */
static int take_syscall(struct input *input)
{
        static const int syscalls[] = {
                SCMP_SYS(read),
                SCMP_SYS(ioctl),
                SCMP_SYS(socket),
                SCMP_SYS(connect),
                SCMP_SYS(semop),
                SCMP_SYS(shmat),
                SCMP_SYS(send),
                SCMP_SYS(socketcall),
                SCMP_SYS(ipc),
                SCMP_SYS(getpid),
                4000,
                -1,
                SCMP_SYS(accept),
                100000,
                -5,
                -10001,
        };
        const uint8_t kind = take_byte(input);

        if (kind < 128) /* mostly the same ones, so that rules meet */
                return syscalls[kind % 3];
        return kind < 250 ? syscalls[kind % (sizeof(syscalls) / sizeof(*syscalls))]
                          : (int)take_word(input);
}

static uint32_t take_token(struct input *input)
{
        static const uint32_t tokens[] = {
                SCMP_ARCH_NATIVE,  SCMP_ARCH_X86_64, SCMP_ARCH_X86,   SCMP_ARCH_X32,
                SCMP_ARCH_AARCH64, SCMP_ARCH_ARM,    SCMP_ARCH_S390X, 0x1234,
        };

        return tokens[take_byte(input) % 8];
}

static int add_rule(struct scenario *scenario)
{
        struct input *input = scenario->input;
        const uint8_t kind = take_byte(input);
        const uint32_t action = take_action(input);
        const int syscall = take_syscall(input);
        const unsigned int n = kind % 4;
        struct scmp_arg_cmp args[3];

        if (scenario->n_rules++ >= MOST_RULES)
                return 0;
        for (unsigned int i = 0; i < n; i++) {
                args[i].arg = take_byte(input) % 7;
                args[i].op = (enum scmp_compare)(take_byte(input) % 9);
                args[i].datum_a = take_value(input);
                args[i].datum_b = take_value(input);
        }
        if (kind >= 240)
                return seccomp_rule_add_exact_array(scenario->ctx, action, syscall, n, args);
        return seccomp_rule_add_array(scenario->ctx, action, syscall, n, args);
}

static int merge_another(struct scenario *scenario)
{
        scmp_filter_ctx other = seccomp_init(SCMP_ACT_ERRNO(1));
        int r;

        require(other != NULL);
        (void)seccomp_arch_add(other, take_token(scenario->input));
        (void)seccomp_arch_remove(other, SCMP_ARCH_NATIVE);
        (void)seccomp_rule_add(other, SCMP_ACT_ALLOW, take_syscall(scenario->input), 0);
        r = seccomp_merge(scenario->ctx, other);
        if (r < 0)
                seccomp_release(other);
        return r;
}

/* Refused where no architecture is left. */
static int begin(struct scenario *scenario)
{
        const uint64_t before = meaning(scenario->ctx);
        int r;

        if (scenario->n_saved == MOST_TRANSACTIONS)
                return 0;
        r = seccomp_transaction_start(scenario->ctx);
        if (r == 0)
                scenario->saved[scenario->n_saved++] = before;
        return r;
}

static int commit(struct scenario *scenario)
{
        const int r = seccomp_transaction_commit(scenario->ctx);

        if (r == 0 && scenario->n_saved > 0)
                scenario->n_saved--;
        return r;
}

static int reject(struct scenario *scenario)
{
        const uint64_t before = scenario->n_saved > 0 ? scenario->saved[--scenario->n_saved]
                                                      : meaning(scenario->ctx);

        seccomp_transaction_reject(scenario->ctx);
        require(meaning(scenario->ctx) == before);
        return 0;
}

static int step(struct scenario *scenario)
{
        struct input *input = scenario->input;
        const uint8_t kind = take_byte(input);

        switch (kind % 16) {
        case 0:
                return seccomp_arch_add(scenario->ctx, take_token(input));
        case 1:
                return seccomp_arch_remove(scenario->ctx, take_token(input));
        case 2:
                return seccomp_arch_exist(scenario->ctx, take_token(input));
        case 3:
                return seccomp_attr_set(
                        scenario->ctx, (enum scmp_filter_attr)(take_byte(input) % 16),
                        take_byte(input) < 128 ? take_byte(input) % 3 : take_action(input));
        case 4:
                return seccomp_syscall_priority(scenario->ctx, take_syscall(input),
                                                take_byte(input));
        case 5:
                return begin(scenario);
        case 6:
                return commit(scenario);
        case 7:
                return reject(scenario);
        case 8:
                return merge_another(scenario);
        default:
                return add_rule(scenario);
        }
}

static void check_program(struct scenario *scenario, const struct policy *policy)
{
        const struct program *program = &context_get(scenario->ctx)->program;
        struct run_result ran;

        for (unsigned int i = 0; i < 16; i++) {
                const struct filter *filter =
                        &policy->filters[take_byte(scenario->input) % policy->n_filters];
                struct seccomp_data call = { .arch = filter->abi->audit_arch };

                call.nr = take_syscall(scenario->input);
                if (filter->n_slots > 0 && i % 4 != 0)
                        call.nr = (int)filter->slots[i % filter->n_slots].first;
                for (unsigned int k = 0; k < 6; k++)
                        call.args[k] = take_value(scenario->input);
                require(program_run(&ran, program, &call) == 0);
                require(ran.action == policy_eval(policy, &call).action);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct input input = { data, size };
        struct scenario scenario = { .input = &input };
        struct policy *policy;

        require(seccomp_api_set(7) == 0);
        scenario.ctx = seccomp_init(take_action(&input));
        if (!scenario.ctx)
                return 0;
        for (unsigned int i = 0; i < MOST_STEPS && input.size > 0; i++) {
                const uint64_t before = meaning(scenario.ctx);
                const int code = step(&scenario);

                require(is_documented(code));
                require(code == 0 || meaning(scenario.ctx) == before);
        }
        require(context_policy(&policy, context_get(scenario.ctx)) == 0);
        if (policy->n_filters > 0) {
                require(seccomp_precompute(scenario.ctx) == 0);
                check_program(&scenario, policy);
        }
        policy_free(policy);
        seccomp_release(scenario.ctx);
        return 0;
}
