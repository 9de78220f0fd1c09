/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launch/plan.h"

#include <errno.h>
#include <string.h>
#include <sys/capability.h>

#include "kernel/install.h"
#include "launch/requirement.h"
#include "launch/search.h"
#include "util/cleanup.h"

static const char *environment_value(char *const envp[], const char *name)
{
        size_t n = strlen(name);

        for (size_t i = 0; envp && envp[i]; i++)
                if (strncmp(envp[i], name, n) == 0 && envp[i][n] == '=')
                        return envp[i] + n + 1;
        return NULL;
}

static int check_kernel(const struct program *program, struct error *err)
{
        struct kernel_probe probe;

        kernel_probe_seccomp(&probe);
        if (!probe.has_filter)
                return error_set(err, -EOPNOTSUPP,
                                 "this kernel takes no seccomp filters (CONFIG_SECCOMP_FILTER, "
                                 "Linux 3.17 or later), or something around us forbids them");
        return requirement_actions(program, err);
}

static int first_missing(uint64_t wanted, uint64_t have, char name[CAPABILITY_NAME_MAX])
{
        for (unsigned int i = 0; i < CAPABILITY_MAX; i++) {
                if (wanted & ~have & CAPABILITY_BIT(i)) {
                        (void)capability_name(i, name);
                        return -EPERM;
                }
        }
        return 0;
}

/*
 * The bounding set limits what an execve() can give. Only CAP_SETPCAP changes
 * it. A process without any capability cannot, and need not: no_new_privs
 * keeps it from ever getting one. One that has some but not this one is not
 * what anybody expects, so it is refused rather than half done.
 */
static int plan_bounding(struct plan *plan, struct error *err)
{
        uint64_t extra = plan->before.bounding & ~plan->settings.keep_caps;

        plan->bounding_after = plan->before.bounding;
        if (extra == 0 || plan->before.permitted == 0)
                return 0;
        if (!(plan->before.permitted & CAPABILITY_BIT(CAP_SETPCAP)))
                return error_set(err, -EPERM,
                                 "the capability bounding set cannot be reduced: this process has "
                                 "capabilities, but not cap_setpcap; whoever starts it should "
                                 "reduce the set (systemd: CapabilityBoundingSet=)");
        plan->bounding_drop = extra;
        plan->bounding_after &= ~extra;
        return 0;
}

static int plan_capabilities(struct plan *plan, struct error *err)
{
        char name[CAPABILITY_NAME_MAX];
        int r = capability_read(&plan->before, err);

        if (r < 0)
                return r;
        if (first_missing(plan->settings.keep_caps, plan->before.permitted, name) < 0)
                return error_set(err, -EPERM, "%s cannot be kept: this process does not have it",
                                 name);
        if (first_missing(plan->settings.keep_caps, plan->before.bounding, name) < 0)
                return error_set(err, -EPERM,
                                 "%s cannot be kept: the bounding set of this process lacks it",
                                 name);
        return plan_bounding(plan, err);
}

static int plan_program(struct plan *plan, int *status, struct error *err)
{
        int r = search_program(&plan->path, plan->argv[0], environment_value(plan->envp, "PATH"),
                               status, err);

        if (r < 0)
                return r;
        r = format_check(plan->path, err);
        if (r < 0) {
                *status = EXIT_CANNOT_EXEC;
                return r;
        }
        return requirement_exec(plan->program, plan->path, plan->argv, plan->envp, err);
}

int plan_make(struct plan *out, const struct launch_settings *settings,
              const struct program *program, char *const argv[], char *const envp[], int *status,
              struct error *err)
{
        int r;

        *status = EXIT_OURS;
        out->argv = argv;
        out->envp = envp;
        out->settings = *settings;
        out->program = program;
        r = check_kernel(program, err);
        if (r == 0)
                r = plan_capabilities(out, err);
        if (r == 0)
                r = plan_program(out, status, err);
        return r;
}

void plan_deinit(struct plan *plan)
{
        free(plan->path);
        *plan = (struct plan){ 0 };
}
