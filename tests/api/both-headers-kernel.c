/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What comes of it when it is loaded. Each case has a process of its own, and
 * asks for getuid(): it does nothing, whatever its registers hold.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "both-headers.h"

#define CALL      SCMP_SYS(getuid)
#define ERROR(n_) SCMP_ACT_ERRNO(n_)
#define A0(...)   SCMP_A0(__VA_ARGS__)
#define RULE(...)                                                                                  \
        print_code("seccomp_rule_add(ctx, " #__VA_ARGS__ ")", seccomp_rule_add(ctx, __VA_ARGS__))
#define ASK(...) print_code("getuid(" #__VA_ARGS__ ")", getuid_with((const long[6]){ __VA_ARGS__ }))

static int call_result(long r)
{
        return r < 0 ? -errno : 0;
}

static int getuid_with(const long args[6])
{
        return call_result(
                syscall(SYS_getuid, args[0], args[1], args[2], args[3], args[4], args[5]));
}

static void in_child(const char *name, void (*play)(void))
{
        topic(name);
        if (!start_child())
                return;
        play();
        end_child();
}

static void play_comparisons(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        RULE(ERROR(11), CALL, 1, A0(SCMP_CMP_EQ, 1));
        RULE(ERROR(12), CALL, 1, SCMP_A1(SCMP_CMP_GT, 0xffffffff));
        RULE(ERROR(13), CALL, 1, SCMP_A2_32(SCMP_CMP_EQ, -1));
        RULE(ERROR(14), CALL, 1, SCMP_A3(SCMP_CMP_MASKED_EQ, 0xf0, 0x35));
        RULE(ERROR(15), CALL, 1, SCMP_A4(SCMP_CMP_GE, 7));
        RULE(ERROR(16), CALL, 2, SCMP_A5(SCMP_CMP_LE, 7), SCMP_A0(SCMP_CMP_NE, 0));
        CODE(seccomp_load(ctx));
        ASK(0, 0, 0, 0, 0, 9);
        ASK(1, 0, 0, 0, 0, 9);
        ASK(0x100000001, 0, 0, 0, 0, 9);
        ASK(0, 0x100000000, 0, 0, 0, 9);
        ASK(0, 0xffffffff, 0, 0, 0, 9);
        ASK(0, 0, 0xffffffff, 0, 0, 9);
        ASK(0, 0, -1, 0, 0, 9);
        ASK(0, 0, 0, 0x30, 0, 9);
        ASK(0, 0, 0, 0x1003f, 0, 9);
        ASK(0, 0, 0, 0x20, 0, 9);
        ASK(0, 0, 0, 0, 6, 9);
        ASK(0, 0, 0, 0, 7, 9);
        ASK(2, 0, 0, 0, 0, 7);
        ASK(2, 0, 0, 0, 0, 8);
        ASK(0, 0, 0, 0, 0, 7);
}

static void play_order(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        RULE(ERROR(11), CALL, 1, A0(SCMP_CMP_GE, 10));
        RULE(ERROR(12), CALL, 1, A0(SCMP_CMP_GE, 20));
        RULE(ERROR(13), CALL, 1, A0(SCMP_CMP_LT, 5));
        RULE(ERROR(14), CALL, 1, A0(SCMP_CMP_LT, 3));
        RULE(ERROR(15), CALL, 1, A0(SCMP_CMP_EQ, 25));
        RULE(ERROR(16), CALL, 1, SCMP_A1(SCMP_CMP_EQ, 1));
        CODE(seccomp_load(ctx));
        ASK(0, 0);
        ASK(4, 0);
        ASK(7, 0);
        ASK(10, 0);
        ASK(20, 0);
        ASK(25, 0);
        ASK(25, 1);
        ASK(7, 1);
}

static void play_unconditional(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        RULE(ERROR(11), CALL, 1, A0(SCMP_CMP_EQ, 1));
        RULE(ERROR(12), CALL, 0);
        RULE(ERROR(13), CALL, 1, A0(SCMP_CMP_EQ, 2));
        RULE(ERROR(14), CALL, 0);
        CODE(seccomp_load(ctx));
        ASK(1);
        ASK(2);
        ASK(3);
}

/* What failed has changed nothing. */
static void play_failures(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        RULE(ERROR(11), CALL, 1, A0(SCMP_CMP_EQ, 1));
        RULE(ERROR(12), CALL, 1, A0(SCMP_CMP_EQ, 1));
        RULE(SCMP_ACT_ALLOW, CALL, 0);
        RULE(ERROR(13), CALL, 1, SCMP_CMP(6, SCMP_CMP_EQ, 1));
        RULE(0x12345678, CALL, 0);
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, 0x12345678));
        CODE(seccomp_load(ctx));
        ASK(1);
        ASK(2);
}

static void caught(int signal_number, siginfo_t *info, void *context)
{
        (void)context;
        print_value("signal", (unsigned int)signal_number);
        print_value("si_syscall is that of getuid", (unsigned int)(info->si_syscall == SYS_getuid));
        print_value("si_errno", (unsigned int)info->si_errno);
}

static void play_trap_action(uint32_t trap)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
        struct sigaction action = { .sa_sigaction = caught, .sa_flags = SA_SIGINFO };

        (void)sigaction(SIGSYS, &action, NULL);
        RULE(trap, CALL, 0);
        CODE(seccomp_load(ctx));
        (void)syscall(SYS_getuid);
}

static void play_trap(void)
{
        play_trap_action(SCMP_ACT_TRAP);
}

#ifdef SCMP_ACT_TRAPX
static void play_trap_with_data(void)
{
        play_trap_action(SCMP_ACT_TRAPX(77));
}
#endif

/* Without a tracer there is nobody to ask: ENOSYS. LOG lets it through. */
static void play_trace_and_log(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        RULE(SCMP_ACT_TRACE(5), CALL, 1, A0(SCMP_CMP_EQ, 1));
        RULE(SCMP_ACT_LOG, CALL, 1, A0(SCMP_CMP_EQ, 2));
        CODE(seccomp_load(ctx));
        ASK(1);
        ASK(2);
}

static void play_kill_action(uint32_t kill)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        RULE(kill, CALL, 0);
        CODE(seccomp_load(ctx));
        ASK(1);
}

static void play_kill(void)
{
        play_kill_action(SCMP_ACT_KILL);
}

static void play_kill_process(void)
{
        play_kill_action(SCMP_ACT_KILL_PROCESS);
}

static void play_x32(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, ERROR(33)));
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_API_TSKIP, 1));
        RULE(ERROR(34), -1, 0);
        CODE(seccomp_load(ctx));
        CODE(call_result(syscall(0x40000000 | SYS_getuid)));
        CODE(call_result(syscall(-1)));
        CODE(call_result(syscall(99999)));
}

/* Two filters: the stricter one counts; the context lives on after it was loaded. */
static void play_twice(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        RULE(ERROR(11), CALL, 1, A0(SCMP_CMP_EQ, 1));
        CODE(seccomp_load(ctx));
        CODE(seccomp_load(ctx));
        RULE(ERROR(12), CALL, 1, A0(SCMP_CMP_EQ, 2));
        ASK(2);
        CODE(seccomp_load(ctx));
        seccomp_release(ctx);
        ASK(1);
        ASK(2);
}

static void play_flags(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1));
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LOG, 1));
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_SSB, 1));
        RULE(ERROR(11), CALL, 0);
        CODE(seccomp_load(ctx));
        CODE(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
        ASK(1);
}

/* Whoever has no privileges may not load without no_new_privs. */
static void play_refused(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

        if (getuid() == 0 && setuid(65534) < 0)
                return;
        RULE(ERROR(11), CALL, 0);
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0));
        CODE(seccomp_load(ctx));
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_API_SYSRAWRC, 1));
        CODE(seccomp_load(ctx));
        CODE(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
        ASK(1);
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 1));
        CODE(seccomp_load(ctx));
        ASK(1);
}

void ask_kernel(void)
{
        in_child("loaded: comparisons", play_comparisons);
        in_child("loaded: order of rules", play_order);
        in_child("loaded: a rule without comparisons", play_unconditional);
        in_child("loaded: what failed before", play_failures);
        in_child("loaded: TRAP", play_trap);
#ifdef SCMP_ACT_TRAPX
        in_child("loaded: TRAPX", play_trap_with_data);
#endif
        in_child("loaded: TRACE and LOG", play_trace_and_log);
        in_child("loaded: KILL", play_kill);
        in_child("loaded: KILL_PROCESS", play_kill_process);
        in_child("loaded: x32", play_x32);
        in_child("loaded: twice", play_twice);
        in_child("loaded: flags", play_flags);
        in_child("loaded: without privileges", play_refused);
}

/* The process whose call is told of: it inherits the filter. */
static pid_t start_caller(void)
{
        const pid_t pid = fork();

        if (pid == 0) {
                const long r = syscall(SYS_getuid);

                syscall(SYS_exit_group, r == 4321 ? 7 : r < 0 && errno == EDOM ? 8 : 9);
        }
        return pid;
}

static void answer(int fd, struct seccomp_notif *req, struct seccomp_notif_resp *resp, int error)
{
        const pid_t pid = start_caller();
        int status = 0;

        memset(req, 0, sizeof(*req)); /* the kernel wants it so; ours does it, too */
        CODE(seccomp_notify_receive(fd, req));
        VALUE(req->pid == (unsigned int)pid && req->data.nr == SYS_getuid);
        CODE(seccomp_notify_id_valid(fd, req->id));
        memset(resp, 0, sizeof(*resp));
        resp->id = req->id;
        resp->val = error ? 0 : 4321;
        resp->error = error;
        CODE(seccomp_notify_respond(fd, resp));
        (void)waitpid(pid, &status, 0);
        VALUE(WEXITSTATUS(status));
        CODE(seccomp_notify_id_valid(fd, req->id));
        CODE(seccomp_notify_respond(fd, resp));
}

static void play_notify(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
        struct seccomp_notif_resp *resp = NULL;
        struct seccomp_notif *req = NULL;

        CODE(seccomp_notify_fd(ctx));
        RULE(SCMP_ACT_NOTIFY, CALL, 0);
        CODE(seccomp_notify_fd(ctx));
        CODE(seccomp_notify_alloc(&req, &resp));
        CODE(seccomp_notify_alloc(NULL, NULL));
        CODE(seccomp_load(ctx));
        VALUE(seccomp_notify_fd(ctx) >= 0);
        answer(seccomp_notify_fd(ctx), req, resp, 0);
        answer(seccomp_notify_fd(ctx), req, resp, -EDOM);
        CODE(seccomp_notify_receive(-1, req));
        CODE(seccomp_notify_respond(-1, resp));
        CODE(seccomp_notify_id_valid(-1, 1));
        seccomp_notify_free(req, resp);
        seccomp_notify_free(NULL, NULL);
}

/* The kernel gives a task one listener. */
static void play_second_notify(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW), second = seccomp_init(SCMP_ACT_ALLOW);

        RULE(SCMP_ACT_NOTIFY, CALL, 0);
        CODE(seccomp_load(ctx));
        VALUE(seccomp_notify_fd(second) >= 0); /* it is the process's, not the context's */
        CODE(seccomp_rule_add(second, SCMP_ACT_NOTIFY, SCMP_SYS(getgid), 0));
        CODE(seccomp_load(second));
        CODE(call_result(fcntl(seccomp_notify_fd(ctx), F_GETFD)));
        CODE(seccomp_reset(NULL, 0));
        CODE(seccomp_notify_fd(ctx));
}

void ask_notify(void)
{
        in_child("notify: answers", play_notify);
        in_child("notify: a second filter", play_second_notify);
}
