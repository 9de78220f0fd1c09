/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/action.h"

#include <stdio.h>

#include "abi/constant.h"

static const struct {
        uint32_t kind;
        const char *name;
        bool has_data; /* its data always means something, also when it is 0 */
} actions[] = {
        { SECCOMP_RET_KILL_PROCESS, "kill-process", false },
        { SECCOMP_RET_KILL_THREAD, "kill-thread", false },
        { SECCOMP_RET_TRAP, "trap", false },
        { SECCOMP_RET_ERRNO, "errno", true },
        { SECCOMP_RET_USER_NOTIF, "notify", false },
        { SECCOMP_RET_TRACE, "trace", true },
        { SECCOMP_RET_LOG, "log", false },
        { SECCOMP_RET_ALLOW, "allow", false },
};

const char *action_text(uint32_t action, char buf[ACTION_TEXT_MAX])
{
        const unsigned int data = action & SECCOMP_RET_DATA;
        const char *error = NULL;

        for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
                if (action_kind(action) != actions[i].kind)
                        continue;
                if (actions[i].kind == SECCOMP_RET_ERRNO)
                        error = errno_name(abi_native(), (int)data);
                if (error)
                        (void)snprintf(buf, ACTION_TEXT_MAX, "%s(%s)", actions[i].name, error);
                else if (data || actions[i].has_data)
                        (void)snprintf(buf, ACTION_TEXT_MAX, "%s(%u)", actions[i].name, data);
                else
                        (void)snprintf(buf, ACTION_TEXT_MAX, "%s", actions[i].name);
                return buf;
        }
        (void)snprintf(buf, ACTION_TEXT_MAX, "unknown(0x%08x)", action);
        return buf;
}

bool action_allows(uint32_t action)
{
        return action_kind(action) == SECCOMP_RET_ALLOW || action_kind(action) == SECCOMP_RET_LOG;
}
