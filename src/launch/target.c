/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "kernel/install.h"
#include "launch/plan.h"
#include "launch/requirement.h"

static int refuse_filter(int code, struct error *err)
{
        if (code == -ENOMEM)
                return error_set(err, code,
                                 "the kernel does not take the filter: out of memory, or together "
                                 "with the filters around us it is longer than 32768 instructions");
        return error_set(err, code, "the kernel does not take the filter: %s", strerror(-code));
}

static int refuse_exec(const struct plan *plan, int code, struct error *err)
{
        const char *why = "";

        if (code == -ENOENT)
                why = " (or the interpreter that it asks for)";
        else if (code == -ENOEXEC)
                why = "; it was made for another machine, or is a script without a first line "
                      "such as '#!/bin/sh'";
        else if (code == -EACCES && geteuid() == 0)
                why = "; without capabilities root needs the same permissions as others";
        return error_set(err, code, "cannot execute '%s': %s%s", plan->path, strerror(-code), why);
}

int target_exec(const struct plan *plan, int *status, struct error *err)
{
        int r;

        *status = EXIT_OURS;
        r = kernel_install(plan->program, plan->filter_flags);
        if (r < 0)
                return refuse_filter(r, err);
        if (!requirement_in_force(plan->program))
                return error_set(err, -EPERM,
                                 "the filter is not in force though the kernel took it");
        errno = EIO; /* for an outer filter or tracer that answers 0 in the kernel's place */
        (void)execve(plan->path, plan->argv, plan->envp);
        *status = EXIT_CANNOT_EXEC;
        return refuse_exec(plan, -errno, err);
}

bool target_can_write(const struct plan *plan)
{
        return requirement_can_write(plan->program);
}
