/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Each call is made by a thread that has put the filter on itself alone. Under
 * some filters a thread can make no system call at all, not even to return
 * from a signal handler or to end. So it leaves what it finds in memory, and
 * then turns round on the spot; the first thread, which has no filter, listens
 * to notifications meanwhile, sees whether the other one is still there, and
 * ends the process.
 *
 * A process ends with the first call that was trapped or killed for; the rest
 * of the calls is made by the next process.
 */

#include "witness/kernel.h"

#include <check.h>
#include <errno.h>
#include <linux/audit.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/install.h"
#include "live/confined.h"
#include "policy/action.h"

#define NOTIFIED 0x5ca1ab1e /* the result that our listener gives a call */

/* Code that runs under a filter: no instrumentation that could make a system call. */
#define UNDER_FILTER __attribute__((noinline, no_sanitize_address))

enum stage { STAGE_SETUP, STAGE_CALLING, STAGE_TRAPPED, STAGE_FINISHED };

/* What the processes share; the calling thread's and the handler's are volatile. */
struct session {
        const struct program *program;
        const struct seccomp_data *calls;
        size_t n_calls;
        struct observation *observations; /* shared, as the session itself */
        volatile size_t at;               /* the call that is being made */
        volatile enum stage stage;
        volatile int listener; /* or -errno of installing */
        volatile bool thread_is_gone, is_other_call;
        struct seccomp_data told; /* of a notification or a trap that is about another call */
};

static struct session *current; /* of the handler, in a process of our own */

#ifdef __x86_64__
UNDER_FILTER static long call_x86_64(const struct seccomp_data *call)
{
        register uint64_t a3 __asm__("r10") = call->args[3];
        register uint64_t a4 __asm__("r8") = call->args[4];
        register uint64_t a5 __asm__("r9") = call->args[5];
        long result;

        __asm__ volatile("syscall"
                         : "=a"(result)
                         : "a"((long)call->nr), "D"(call->args[0]), "S"(call->args[1]),
                           "d"(call->args[2]), "r"(a3), "r"(a4), "r"(a5)
                         : "rcx", "r11", "memory");
        return result;
}

/* The sixth argument travels in ebp, which the compiler may need around this. */
UNDER_FILTER static long call_i386(const struct seccomp_data *call)
{
        uint64_t a5 = call->args[5];
        long result;

        __asm__ volatile("xchg %%rbp, %[a5]\n\t"
                         "int $0x80\n\t"
                         "xchg %%rbp, %[a5]"
                         : "=a"(result), [a5] "+r"(a5)
                         : "a"((long)call->nr), "b"(call->args[0]), "c"(call->args[1]),
                           "d"(call->args[2]), "S"(call->args[3]), "D"(call->args[4])
                         : "r8", "r9", "r10", "r11", "memory");
        return (int)result; /* 32 bits wide */
}

/* A kernel can be built, or started, without them: int 0x80 is a fault then. */
static bool has_i386_calls(void)
{
        const struct seccomp_data getpid_of_i386 = { .nr = 20 };
        const pid_t child = fork();
        int status;

        ck_assert_int_ge(child, 0);
        if (child == 0) {
                if (signal(SIGSEGV, SIG_DFL) != SIG_ERR && call_i386(&getpid_of_i386) > 0)
                        (void)syscall(SYS_exit_group, 0);
                (void)syscall(SYS_exit_group, 1);
        }
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        return status == 0;
}

bool kernel_answers_for(uint32_t arch)
{
        static int has_i386 = -1; /* not asked yet */

        if (arch == AUDIT_ARCH_I386 && has_i386 < 0)
                has_i386 = has_i386_calls();
        return arch == AUDIT_ARCH_X86_64 || (arch == AUDIT_ARCH_I386 && has_i386 > 0);
}

UNDER_FILTER static long make_call(const struct seccomp_data *call)
{
        return call->arch == AUDIT_ARCH_I386 ? call_i386(call) : call_x86_64(call);
}
#else
bool kernel_answers_for(uint32_t arch)
{
        return arch == abi_native()->audit_arch;
}

UNDER_FILTER static long make_call(const struct seccomp_data *call)
{
        const uint64_t *a = call->args;
        long result = syscall(call->nr, a[0], a[1], a[2], a[3], a[4], a[5]);

        return result < 0 ? -errno : result;
}
#endif

UNDER_FILTER static void turn_round(void)
{
        for (;;)
                __asm__ volatile("" ::: "memory");
}

UNDER_FILTER static void on_sigsys(int signal, siginfo_t *info, void *context)
{
        struct observation *seen = &current->observations[current->at];

        (void)signal;
        (void)context;
        seen->outcome = OUTCOME_TRAPPED;
        seen->data = (uint32_t)info->si_errno;
        current->told.nr = info->si_syscall;
        current->told.arch = info->si_arch;
        current->is_other_call = info->si_syscall != current->calls[current->at].nr ||
                                 info->si_arch != current->calls[current->at].arch;
        current->stage = STAGE_TRAPPED;
        turn_round();
}

UNDER_FILTER static void *call_all(void *argument)
{
        struct session *session = argument;

        session->listener = kernel_install(session->program, SECCOMP_FILTER_FLAG_NEW_LISTENER);
        session->stage = STAGE_CALLING;
        for (; session->listener >= 0 && session->at < session->n_calls; session->at++) {
                struct observation *seen = &session->observations[session->at];

                seen->result = make_call(&session->calls[session->at]);
        }
        session->stage = STAGE_FINISHED;
        turn_round();
        return NULL;
}

/* Arguments as the kernel hands them over. */
static bool is_same_call(const struct seccomp_data *told, const struct seccomp_data *made)
{
        const uint64_t width = made->arch == AUDIT_ARCH_I386 ? UINT32_MAX : UINT64_MAX;

        for (size_t i = 0; i < 6; i++)
                if (told->args[i] != (made->args[i] & width))
                        return false;
        return told->nr == made->nr && told->arch == made->arch;
}

static void answer_notification(struct session *session)
{
        struct pollfd ready = { .fd = session->listener, .events = POLLIN };
        struct seccomp_notif asked;
        struct seccomp_notif_resp answer = { .val = NOTIFIED };

        if (poll(&ready, 1, 0) != 1 || !(ready.revents & POLLIN))
                return;
        memset(&asked, 0, sizeof(asked));
        if (ioctl(session->listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0)
                return;
        session->observations[session->at].outcome = OUTCOME_NOTIFIED;
        session->told = asked.data;
        session->is_other_call |= !is_same_call(&asked.data, &session->calls[session->at]);
        answer.id = asked.id;
        (void)ioctl(session->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

/* Not _exit(), where a sanitizer does more. */
__attribute__((noreturn)) static void leave(void)
{
        for (;;)
                (void)syscall(SYS_exit_group, 0);
}

/* The first thread of a process that makes calls until one is not survived. */
__attribute__((noreturn)) static void supervise(struct session *session)
{
        const struct sigaction action = { .sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO };
        const struct rlimit no_core = { 0, 0 };
        pthread_t thread;

        current = session;
        if (setrlimit(RLIMIT_CORE, &no_core) < 0 || sigaction(SIGSYS, &action, NULL) < 0 ||
            prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
            pthread_create(&thread, NULL, call_all, session) != 0)
                leave();
        while (session->stage == STAGE_SETUP || session->stage == STAGE_CALLING) {
                if (session->stage == STAGE_CALLING && session->listener >= 0)
                        answer_notification(session);
                if (pthread_tryjoin_np(thread, NULL) == 0) {
                        session->thread_is_gone = true;
                        break;
                }
        }
        leave();
}

/* What the end of a process says of the call that it was making. */
static void conclude(struct session *session, int status)
{
        struct observation *seen = &session->observations[session->at];

        ck_assert_msg(session->listener >= 0, "the kernel does not take the filter: %d",
                      session->listener);
        ck_assert_msg(!session->is_other_call, "the kernel tells of call %d of %#x, not of %d",
                      session->told.nr, session->told.arch, session->calls[session->at].nr);
        if (WIFSIGNALED(status)) {
                ck_assert_int_eq(WTERMSIG(status), SIGSYS);
                seen->outcome = OUTCOME_PROCESS_KILLED;
        } else if (session->thread_is_gone) {
                seen->outcome = OUTCOME_THREAD_KILLED;
        } else {
                ck_assert(session->stage == STAGE_TRAPPED || session->stage == STAGE_FINISHED);
        }
}

void kernel_ask(struct observation *out, const struct program *program,
                const struct seccomp_data *calls, size_t n_calls)
{
        const size_t size = sizeof(struct session) + (n_calls + 1) * sizeof(*out);
        struct session *session = shared_new(size);

        *session = (struct session){ .program = program, .calls = calls, .n_calls = n_calls };
        session->observations = (struct observation *)(session + 1);
        while (session->at < n_calls) {
                const pid_t child = fork();
                int status;

                ck_assert_int_ge(child, 0);
                if (child == 0)
                        supervise(session);
                ck_assert_int_eq(waitpid(child, &status, 0), child);
                conclude(session, status);
                session->at += session->stage != STAGE_FINISHED;
                session->stage = STAGE_SETUP;
                session->thread_is_gone = false;
        }
        memcpy(out, session->observations, n_calls * sizeof(*out));
        shared_free(session, size);
}

bool observation_shows(const struct observation *seen, uint32_t action, bool is_unused)
{
        const uint32_t data = action & SECCOMP_RET_DATA;

        switch (action_kind(action)) {
        case SECCOMP_RET_ALLOW:
        case SECCOMP_RET_LOG:
                return seen->outcome == OUTCOME_RETURNED &&
                       (is_unused ? seen->result == -ENOSYS : seen->result != -EPERM);
        case SECCOMP_RET_ERRNO:
                return seen->outcome == OUTCOME_RETURNED && seen->result == -(long)data;
        case SECCOMP_RET_TRACE:
                return seen->outcome == OUTCOME_RETURNED && seen->result == -ENOSYS;
        case SECCOMP_RET_TRAP:
                return seen->outcome == OUTCOME_TRAPPED && seen->data == data;
        case SECCOMP_RET_USER_NOTIF:
                return seen->outcome == OUTCOME_NOTIFIED && seen->result == NOTIFIED;
        case SECCOMP_RET_KILL_THREAD:
                return seen->outcome == OUTCOME_THREAD_KILLED;
        default:
                return seen->outcome == OUTCOME_PROCESS_KILLED;
        }
}

const char *observation_text(const struct observation *seen, char buf[OBSERVATION_TEXT_MAX])
{
        switch (seen->outcome) {
        case OUTCOME_NOTIFIED:
                return "notify";
        case OUTCOME_TRAPPED:
                (void)snprintf(buf, OBSERVATION_TEXT_MAX, "trap(%u)", seen->data);
                return buf;
        case OUTCOME_THREAD_KILLED:
                return "kill-thread";
        case OUTCOME_PROCESS_KILLED:
                return "kill-process";
        case OUTCOME_RETURNED:
                break;
        }
        (void)snprintf(buf, OBSERVATION_TEXT_MAX, "result %ld", seen->result);
        return buf;
}
