/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What is known to be wrong with libseccomp, each with the fewest rules that
 * show it. Our answer has to be the right one, worked out by hand. The peer's
 * has to be that, too, in a version without the defect, or else the wrong one
 * that is written here: whatever else it does is not what we think it is.
 */

#include <stdio.h>

#include <sys/syscall.h>

#include "helper.h"
#include "side.h"

#define ARG(arg, op, datum)                                                                        \
        {                                                                                          \
                arg, SCMP_CMP_##op, datum, 0                                                       \
        }
#define RULE(action, syscall, n, ...)                                                              \
        {                                                                                          \
                SCMP_ACT_##action, SCMP_SYS(syscall), n,                                           \
                {                                                                                  \
                        __VA_ARGS__                                                                \
                }                                                                                  \
        }
#define ALLOW(...) RULE(ALLOW, __VA_ARGS__)

/* What a side does. */
enum answer {
        ANSWER_OPENS,  /* allows the call */
        ANSWER_DENIES, /* gives it the default action */
        ANSWER_REFUSES_A_RULE,
        ANSWER_NO_PROGRAM,
        ANSWER_OTHER,
        ANSWER_NEVER = -1, /* does not come back */
};

static const char *answer_text(enum answer answer)
{
        switch (answer) {
        case ANSWER_OPENS:
                return "allows it";
        case ANSWER_DENIES:
                return "denies it";
        case ANSWER_REFUSES_A_RULE:
                return "refuses a rule";
        case ANSWER_NO_PROGRAM:
                return "has no program";
        case ANSWER_NEVER:
                return "does not come back";
        default:
                return "does something else";
        }
}

/* Rules, where the default is an error; and a call. */
static const struct defect {
        const char *what;
        uint32_t tokens[2];
        struct world_rule rules[4];
        struct seccomp_data call;
        enum answer right, wrong;
} defects[] = {
        {
                "a test after a nested one reads the wrong argument",
                { SCMP_ARCH_X86_64 },
                { ALLOW(ioctl, 1, ARG(0, NE, 10)), ALLOW(ioctl, 2, ARG(0, NE, 20), ARG(1, EQ, 7)) },
                { .nr = SYS_ioctl, .arch = SCMP_ARCH_X86_64, .args = { 10, 0x3a } },
                ANSWER_DENIES,
                ANSWER_OPENS,
        },
        {
                "of two bounds of 64 bits one is lost",
                { SCMP_ARCH_X86_64 },
                { ALLOW(read, 1, ARG(2, LE, 3)), ALLOW(read, 1, ARG(2, GE, 0x100000005)) },
                { .nr = SYS_read, .arch = SCMP_ARCH_X86_64, .args = { 0, 0, 7 } },
                ANSWER_DENIES,
                ANSWER_OPENS,
        },
        {
                "a rule with a common beginning makes a circle",
                { SCMP_ARCH_X86_64 },
                { ALLOW(ioctl, 2, ARG(0, NE, 5), ARG(1, EQ, 4)),
                  ALLOW(ioctl, 2, ARG(0, NE, 5), ARG(2, NE, 4)) },
                { .nr = SYS_ioctl, .arch = SCMP_ARCH_X86_64, .args = { 6, 3, 4 } },
                ANSWER_DENIES,
                ANSWER_NEVER,
        },
        {
                "what socketcall() hides is taken for given",
                { SCMP_ARCH_X86_64, SCMP_ARCH_X86 },
                { ALLOW(socket, 1, ARG(0, EQ, 1)) },
                { .nr = 102, .arch = SCMP_ARCH_X86, .args = { 1 } },
                ANSWER_DENIES,
                ANSWER_OPENS,
        },
        {
                "a rule for a call that the architecture lacks: another's is lost",
                { SCMP_ARCH_AARCH64 },
                { ALLOW(getpid, 1, ARG(2, GE, 1)), ALLOW(send, 0, { 0 }) },
                { .nr = 172, .arch = SCMP_ARCH_AARCH64, .args = { 0, 0, 1 } },
                ANSWER_OPENS,
                ANSWER_DENIES,
        },
        {
                "< and <= with one value are taken for the same",
                { SCMP_ARCH_X86_64 },
                { ALLOW(ioctl, 2, ARG(0, LT, 5), ARG(1, EQ, 7)),
                  RULE(LOG, ioctl, 1, ARG(0, LE, 5)) },
                { .nr = SYS_ioctl, .arch = SCMP_ARCH_X86_64, .args = { 4, 7 } },
                ANSWER_OPENS,
                ANSWER_REFUSES_A_RULE,
        },
};

static int ask(const struct interface *api, const void *subject)
{
        static struct sock_filter insns[SIDE_INSNS];
        const struct defect *defect = subject;
        scmp_filter_ctx ctx = side_filter(api, NO, defect->tokens, defect->tokens[1] != 0 ? 2 : 1);
        enum answer answer = ANSWER_NO_PROGRAM;
        struct program program;
        struct run_result ran;

        for (size_t i = 0; i < 4 && defect->rules[i].action != 0; i++)
                if (side_add(api, ctx, &defect->rules[i]) < 0)
                        return ANSWER_REFUSES_A_RULE;
        if (side_program(&program, api, ctx, insns) &&
            program_run(&ran, &program, &defect->call) == 0)
                answer = ran.action == SCMP_ACT_ALLOW ? ANSWER_OPENS
                         : ran.action == NO           ? ANSWER_DENIES
                                                      : ANSWER_OTHER;
        api->release(ctx);
        return answer;
}

START_TEST(what_the_peer_gets_wrong_is_right_here)
{
        const struct defect *defect = &defects[_i];

        ck_assert_str_eq(answer_text(ask(&ours, defect)), answer_text(defect->right));
}
END_TEST

static struct interface peer;

START_TEST(the_peer_is_right_or_wrong_in_the_known_way)
{
        const struct defect *defect = &defects[_i];
        const enum answer answer = side_apart(ask, &peer, defect);

        (void)printf("%s: the peer %s\n", defect->what, answer_text(answer));
        (void)fflush(stdout);
        if (answer != defect->right)
                ck_assert_str_eq(answer_text(answer), answer_text(defect->wrong));
}
END_TEST

/* What is exported of more values than the kernel takes instructions: bytes, or -errno. */
static off_t export_too_much(const struct interface *api)
{
        const int fd = memfd_create("bpf", MFD_CLOEXEC);
        const uint32_t token = SCMP_ARCH_X86_64;
        scmp_filter_ctx ctx = side_filter(api, NO, &token, 1);
        off_t size;
        int r;

        for (uint64_t i = 0; i < PROGRAM_MAX; i++) {
                const struct world_rule rule = ALLOW(ioctl, 1, ARG(1, EQ, i * 5));

                ck_assert_int_eq(side_add(api, ctx, &rule), 0);
        }
        r = api->export_bpf(ctx, fd);
        size = lseek(fd, 0, SEEK_END);
        (void)close(fd);
        api->release(ctx);
        return r < 0 ? r : size;
}

START_TEST(a_program_that_no_kernel_takes_is_not_exported)
{
        const off_t limit = PROGRAM_MAX * (off_t)sizeof(struct sock_filter);
        off_t size;

        ck_assert_int_lt(export_too_much(&ours), 0);
        size = export_too_much(&peer);
        (void)printf("4096 values: the peer exports %lld bytes\n", (long long)size);
        (void)fflush(stdout);
        ck_assert(size < 0 || size > limit);
}
END_TEST

int main(void)
{
        const int n = sizeof(defects) / sizeof(*defects);
        Suite *suite = suite_create("api/defects");
        TCase *tests = tcase_create("defects");

        if (!peer_open(&peer))
                return peer_missing();
        tcase_add_loop_test(tests, what_the_peer_gets_wrong_is_right_here, 0, n);
        tcase_add_loop_test(tests, the_peer_is_right_or_wrong_in_the_known_way, 0, n);
        tcase_add_test(tests, a_program_that_no_kernel_takes_is_not_exported);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
