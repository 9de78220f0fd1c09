/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launch/requirement.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "abi/abi.h"
#include "kernel/install.h"

/* Source: the commits that brought them; seccomp(2). */
static const struct {
        uint32_t kind;
        const char *name, *since;
} actions[] = {
        { SECCOMP_RET_KILL_PROCESS, "kill", "4.14" },
        { SECCOMP_RET_KILL_THREAD, "kill-thread", "3.5" },
        { SECCOMP_RET_TRAP, "trap", "3.5" },
        { SECCOMP_RET_ERRNO, "deny", "3.5" },
        { SECCOMP_RET_USER_NOTIF, "notify", "5.0" },
        { SECCOMP_RET_TRACE, "trace", "3.5" },
        { SECCOMP_RET_LOG, "log", "4.14" },
        { SECCOMP_RET_ALLOW, "allow", "3.5" },
};
#define N_ACTIONS (sizeof(actions) / sizeof(*actions))

static bool returns_kind(const struct program *program, uint32_t kind)
{
        for (size_t i = 0; i < program->n_insns; i++) {
                const struct sock_filter *insn = &program->insns[i];

                if (insn->code == (BPF_RET | BPF_K) && (insn->k & SECCOMP_RET_ACTION_FULL) == kind)
                        return true;
        }
        return false;
}

int requirement_actions(const struct program *program, struct error *err)
{
        for (size_t i = 0; i < N_ACTIONS; i++) {
                if (!returns_kind(program, actions[i].kind))
                        continue;
                if (actions[i].kind == SECCOMP_RET_USER_NOTIF)
                        return error_set(err, -EOPNOTSUPP,
                                         "the policy uses 'notify', but nothing here would answer: "
                                         "each such call would fail with ENOSYS");
                if (!kernel_has_action(actions[i].kind))
                        return error_set(err, -EOPNOTSUPP,
                                         "the policy uses '%s', which this kernel lacks: it came "
                                         "with Linux %s",
                                         actions[i].name, actions[i].since);
        }
        return 0;
}

/* What the program answers to a call of ours. */
static uint32_t answer(const struct program *program, long nr, uint64_t a0, uint64_t a1,
                       uint64_t a2)
{
        const struct seccomp_data call = {
                .nr = (int)nr,
                .arch = abi_native()->audit_arch,
                .args = { a0, a1, a2 },
        };
        struct run_result result;

        if (program_run(&result, program, &call) < 0)
                return SECCOMP_RET_KILL_PROCESS; /* the kernel will refuse it with words */
        return result.action;
}

static uint32_t kind_of(uint32_t action)
{
        return action & SECCOMP_RET_ACTION_FULL;
}

int requirement_exec(const struct program *program, const char *path, char *const argv[],
                     char *const envp[], struct error *err)
{
        uint32_t kind = kind_of(
                answer(program, SYS_execve, (uintptr_t)path, (uintptr_t)argv, (uintptr_t)envp));
        const char *name = "refuse";

        /* with TRACE it is up to a tracer that only the kernel knows */
        if (kind == SECCOMP_RET_ALLOW || kind == SECCOMP_RET_LOG || kind == SECCOMP_RET_TRACE)
                return 0;
        for (size_t i = 0; i < N_ACTIONS; i++)
                if (actions[i].kind == kind)
                        name = actions[i].name;
        return error_set(err, -EACCES,
                         "the policy has '%s' for execve on %s, so '%s' could not start; "
                         "'--allow execve' lets it",
                         name, abi_native()->name, path);
}

bool requirement_can_write(const struct program *program)
{
        uint32_t kind = kind_of(answer(program, SYS_write, STDERR_FILENO, (uintptr_t)program, 1));

        return kind != SECCOMP_RET_KILL_PROCESS && kind != SECCOMP_RET_KILL_THREAD &&
               kind != SECCOMP_RET_TRAP;
}

bool requirement_in_force(const struct program *program)
{
        uint32_t action = answer(program, SYS_prctl, PR_GET_SECCOMP, 0, 0);
        int wanted = (int)(action & SECCOMP_RET_DATA), mode;

        switch (kind_of(action)) {
        case SECCOMP_RET_ALLOW:
        case SECCOMP_RET_LOG:
                return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == SECCOMP_MODE_FILTER;
        case SECCOMP_RET_ERRNO:
                mode = prctl(PR_GET_SECCOMP, 0, 0, 0, 0);
                return wanted == 0 ? mode == 0 : mode < 0 && errno == wanted;
        default:
                return true; /* asking would end us, or ask somebody else */
        }
}
