/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Random policies through the interface, with three answers for each call: our
 * program's, that of the libseccomp that is installed, and what the
 * documentation says (world.h). Ours has to be the documented one, always.
 * The peer's is what tells us that we read the documentation right: where its
 * known defects cannot strike it has to agree, too, and where they can, it has
 * to agree on most policies; what it gets wrong is counted.
 *
 * The peer runs in a process of its own, policy by policy: some rules make it
 * run for ever.
 */

#include <stdio.h>

#include "helper.h"
#include "side.h"
#include "support/random-policy.h"

#define N_CALLS 200
#define N_RULES 8

/* What a process that asked the peer found, as bits of its exit status. */
enum finding {
        FOUND_CODE = 1,    /* -EEXIST where nothing is in the way */
        FOUND_VERDICT = 2, /* another verdict than the documented one */
        FOUND_OPEN = 4,    /* and a laxer one */
        FOUND_STRANGE = 8, /* anything that is not known of it */
        FOUND_NO_PROGRAM = 16,
};

struct tally {
        unsigned int n_policies, n_agreed, n_code, n_verdict, n_open, n_hung;
        unsigned int n_sure, n_sure_agreed; /* those where no known defect can strike */
};

struct plan {
        struct world world;
        struct world_rule rules[N_RULES];
        int codes[N_RULES]; /* as documented */
        unsigned int n_rules;
        struct seccomp_data calls[N_CALLS];
        uint32_t verdicts[N_CALLS]; /* as documented */
};

static const int syscalls[] = {
        SCMP_SYS(read),   SCMP_SYS(ioctl), SCMP_SYS(openat), SCMP_SYS(socket), SCMP_SYS(connect),
        SCMP_SYS(accept), SCMP_SYS(send),  SCMP_SYS(semop),  SCMP_SYS(shmat),  SCMP_SYS(getpid),
};
static const uint64_t values[] = {
        0,          1,           2,           5,           0x7fffffff,         0x80000000,
        0xffffffff, 0x100000000, 0x100000001, 0x100000005, 0x8000000000000000, UINT64_MAX,
};
static const uint32_t actions[] = {
        SCMP_ACT_ALLOW,
        SCMP_ACT_ALLOW,
        SCMP_ACT_ALLOW,
        SCMP_ACT_KILL,
        SCMP_ACT_TRAP,
        SCMP_ACT_LOG,
        NO,
        SCMP_ACT_ERRNO(5),
};
static const uint32_t defaults[] = { NO, NO, SCMP_ACT_ALLOW, SCMP_ACT_KILL_PROCESS };
static const uint32_t tokens[] = { SCMP_ARCH_X86_64, SCMP_ARCH_X86, SCMP_ARCH_X32,
                                   SCMP_ARCH_AARCH64 };

#define PICK(chance, array) (array)[chance_below(chance, sizeof(array) / sizeof(*(array)))]

static void pick_architectures(struct chance *chance, struct world *world)
{
        while (world->n_tokens == 0)
                for (size_t i = 0; i < sizeof(tokens) / sizeof(*tokens); i++)
                        if (chance_below(chance, 4) < (i == 0 ? 3 : 1))
                                world->tokens[world->n_tokens++] = tokens[i];
}

static struct world_rule random_rule(struct chance *chance, unsigned int n_syscalls)
{
        struct world_rule rule = { .action = PICK(chance, actions),
                                   .syscall = syscalls[chance_below(chance, n_syscalls)] };

        for (unsigned int arg = 0; arg < 3; arg++) {
                struct scmp_arg_cmp *cmp = &rule.args[rule.n_args];

                if (chance_below(chance, 2))
                        continue;
                *cmp = SCMP_CMP(arg, (enum scmp_compare)(1 + chance_below(chance, 7)),
                                PICK(chance, values), PICK(chance, values));
                if (cmp->op == SCMP_CMP_MASKED_EQ && cmp->datum_a == 0)
                        cmp->datum_a = 1; /* as a separate test has it */
                rule.n_args++;
        }
        return rule;
}

/* Near what rules ask for: the numbers they reach and their neighbours, the values and theirs. */
static struct seccomp_data random_call_of(struct chance *chance, const struct world *world)
{
        struct seccomp_data call = { .arch = PICK(chance, tokens) };

        if (world->n_numbers > 0) {
                const struct world_number *number =
                        &world->numbers[chance_below(chance, (uint32_t)world->n_numbers)];

                call.arch = number->token;
                call.nr = (int)number->nr + (chance_below(chance, 10) == 0);
        }
        if (chance_below(chance, 40) == 0)
                call.nr = -1;
        if (call.nr < -1) /* a pseudo number: the peer compares with it, and it is nobody's */
                call.nr = 0;
        if (call.arch == SCMP_ARCH_X32)
                call.arch = SCMP_ARCH_X86_64;
        for (unsigned int arg = 0; arg < 3; arg++)
                call.args[arg] = PICK(chance, values) + chance_below(chance, 3) - 1;
        if (chance_below(chance, 3) == 0)
                call.args[0] = chance_below(chance, 25); /* what multiplexers select by */
        return call;
}

static void make_plan(struct plan *plan, const struct interface *names, struct chance *chance)
{
        const unsigned int n_syscalls = 1 + chance_below(chance, sizeof(syscalls) / sizeof(int));

        memset(plan, 0, sizeof(*plan));
        plan->world.names = names;
        plan->world.act_default = PICK(chance, defaults);
        pick_architectures(chance, &plan->world);
        plan->n_rules = 1 + chance_below(chance, N_RULES);
        for (unsigned int i = 0; i < plan->n_rules; i++) {
                plan->rules[i] = random_rule(chance, n_syscalls);
                plan->codes[i] = world_add(&plan->world, &plan->rules[i]);
        }
        for (unsigned int i = 0; i < N_CALLS; i++) {
                plan->calls[i] = random_call_of(chance, &plan->world);
                plan->verdicts[i] = world_verdict(&plan->world, &plan->calls[i]);
        }
}

static scmp_filter_ctx make_filter(const struct interface *api, const struct plan *plan)
{
        return side_filter(api, plan->world.act_default, plan->world.tokens, plan->world.n_tokens);
}

static void print_plan(const struct plan *plan, FILE *to)
{
        (void)fprintf(to, "default %#x;", plan->world.act_default);
        for (size_t i = 0; i < plan->world.n_tokens; i++)
                (void)fprintf(to, " %#x", plan->world.tokens[i]);
        for (unsigned int i = 0; i < plan->n_rules; i++) {
                const struct world_rule *rule = &plan->rules[i];

                (void)fprintf(to, "\n  %d: rule %#x on %d", plan->codes[i], rule->action,
                              rule->syscall);
                for (unsigned int k = 0; k < rule->n_args; k++)
                        (void)fprintf(to, " a%u op%d %#llx %#llx", rule->args[k].arg,
                                      (int)rule->args[k].op,
                                      (unsigned long long)rule->args[k].datum_a,
                                      (unsigned long long)rule->args[k].datum_b);
        }
        (void)fprintf(to, "\n");
}

static void print_call(const struct plan *plan, unsigned int i, uint32_t got, FILE *to)
{
        const struct seccomp_data *call = &plan->calls[i];

        (void)fprintf(to, "  call %#x %d(%#llx, %#llx, %#llx): %#x, documented %#x\n", call->arch,
                      call->nr, (unsigned long long)call->args[0],
                      (unsigned long long)call->args[1], (unsigned long long)call->args[2], got,
                      plan->verdicts[i]);
}

/* Ours: the documented code and verdict, each time. */
static void check_ours(const struct plan *plan)
{
        static struct sock_filter insns[SIDE_INSNS];
        scmp_filter_ctx ctx = make_filter(&ours, plan);
        struct program program;
        struct run_result ran;

        for (unsigned int i = 0; i < plan->n_rules; i++) {
                const int code = side_add(&ours, ctx, &plan->rules[i]);

                if (code != plan->codes[i]) {
                        print_plan(plan, stderr);
                        ck_abort_msg("rule %u: %d, documented %d", i, code, plan->codes[i]);
                }
        }
        claim(side_program(&program, &ours, ctx, insns));
        for (unsigned int i = 0; i < N_CALLS; i++) {
                claim(program_run(&ran, &program, &plan->calls[i]) == 0);
                if (ran.action != plan->verdicts[i]) {
                        print_plan(plan, stderr);
                        print_call(plan, i, ran.action, stderr);
                        ck_abort_msg("our verdict is not the documented one");
                }
        }
        seccomp_release(ctx);
}

static unsigned int compare_code(const struct plan *plan, unsigned int i, int code)
{
        if (code == plan->codes[i])
                return 0;
        if (code == -EEXIST && plan->codes[i] == 0)
                return FOUND_CODE;
        /* What it puts in the place of conditions that a multiplexer hides is in nobody's way. */
        if (code == 0 && plan->codes[i] == -EEXIST && plan->world.has_blind)
                return FOUND_CODE;
        print_plan(plan, stderr);
        (void)fprintf(stderr, "rule %u: the peer has %d\n", i, code);
        return FOUND_STRANGE;
}

static unsigned int compare_verdicts(const struct plan *plan, const struct program *program)
{
        const bool verbose = getenv("SCMP_TEST_VERBOSE") != NULL;
        unsigned int found = 0;
        struct run_result ran;

        for (unsigned int i = 0; i < N_CALLS; i++) {
                if (program_run(&ran, program, &plan->calls[i]) < 0)
                        return FOUND_STRANGE;
                if (ran.action == plan->verdicts[i])
                        continue;
                if (verbose && !found)
                        print_plan(plan, stderr);
                if (verbose)
                        print_call(plan, i, ran.action, stderr);
                found |= FOUND_VERDICT;
                if ((int32_t)ran.action > (int32_t)plan->verdicts[i])
                        found |= FOUND_OPEN;
        }
        return found;
}

/* Return: bits of enum finding. */
static int ask(const struct interface *api, const void *subject)
{
        static struct sock_filter insns[SIDE_INSNS];
        const struct plan *plan = subject;
        scmp_filter_ctx ctx = make_filter(api, plan);
        unsigned int found = 0;
        struct program program;

        for (unsigned int i = 0; i < plan->n_rules; i++)
                found |= compare_code(plan, i, side_add(api, ctx, &plan->rules[i]));
        if (found) /* then its filter holds other rules */
                return (int)found;
        if (!side_program(&program, api, ctx, insns))
                return FOUND_NO_PROGRAM;
        return (int)compare_verdicts(plan, &program);
}

static void count(struct tally *tally, const struct plan *plan, int found)
{
        const bool sure =
                !plan->world.has_pseudo && !plan->world.has_blind && !plan->world.has_many_of_one;

        tally->n_policies++;
        tally->n_agreed += found == 0;
        tally->n_sure += sure;
        tally->n_sure_agreed += sure && found == 0;
        if (sure && found != 0)
                print_plan(plan, stdout);
        if (found < 0) {
                tally->n_hung++;
                return;
        }
        tally->n_code += (found & FOUND_CODE) != 0;
        tally->n_verdict += (found & FOUND_VERDICT) != 0;
        tally->n_open += (found & FOUND_OPEN) != 0;
}

static struct interface peer;

START_TEST(random_policies_mean_what_is_documented)
{
        static struct plan plan;
        struct chance chance = { 20 };
        struct tally tally = { 0 };

        for (unsigned int i = 0; i < test_rounds(200); i++) {
                int found;

                make_plan(&plan, &peer, &chance);
                check_ours(&plan);
                found = side_apart(ask, &peer, &plan);
                if (found > 0 && (found & FOUND_STRANGE))
                        ck_abort_msg("the peer does something unheard of");
                count(&tally, &plan, found);
        }
        (void)printf(
                "%u policies: the peer agrees on %u; it takes or refuses a rule wrongly in %u, has a "
                "wrong verdict in %u, a laxer one in %u, and does not come back from %u\n",
                tally.n_policies, tally.n_agreed, tally.n_code, tally.n_verdict, tally.n_open,
                tally.n_hung);
        (void)printf("%u policies without any known defect: it agrees on %u\n", tally.n_sure,
                     tally.n_sure_agreed);
        (void)fflush(stdout);
        ck_assert_uint_gt(tally.n_sure, tally.n_policies / 10);
        ck_assert_uint_eq(tally.n_sure_agreed, tally.n_sure);
        ck_assert_uint_gt(tally.n_agreed, tally.n_policies / 2);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/differential");
        TCase *tests = tcase_create("differential");

        if (!peer_open(&peer))
                return peer_missing();
        tcase_set_timeout(tests, 600);
        tcase_add_test(tests, random_policies_mean_what_is_documented);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
