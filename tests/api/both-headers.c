/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "both-headers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *current_topic;

void topic(const char *name)
{
        current_topic = name;
}

void print_text(const char *what, const char *text)
{
        printf("%s: %s = %s\n", current_topic, what, text);
}

void print_value(const char *what, unsigned long long value)
{
        printf("%s: %s = 0x%llx\n", current_topic, what, value);
}

void print_code(const char *what, int code)
{
        const char *name = code < 0 ? strerrorname_np(-code) : NULL;

        if (code == -1) /* no code at this interface, but a descriptor or number that is none */
                print_text(what, "-1");
        else if (name)
                printf("%s: %s = -%s\n", current_topic, what, name);
        else
                printf("%s: %s = %d\n", current_topic, what, code);
}

bool start_child(void)
{
        const pid_t pid = fork();
        int status;

        if (pid == 0) {
                (void)alarm(20);                 /* some wait for others */
                (void)prctl(PR_SET_DUMPABLE, 0); /* some are killed: no core files */
                return true;
        }
        if (pid < 0 || waitpid(pid, &status, 0) != pid)
                print_text("child", "could not be made");
        else if (WIFSIGNALED(status))
                print_value("killed by", (unsigned int)WTERMSIG(status));
        return false;
}

void end_child(void)
{
        syscall(SYS_exit_group, 0); /* no handlers, no buffers */
}

int main(void)
{
        /* Children print, too: what is buffered would be printed by each of them. */
        setvbuf(stdout, NULL, _IOLBF, 0);
        ask_values();
        ask_names();
        ask_contexts();
        if (start_child()) { /* a libseccomp may not find back to the kernel's own level */
                ask_levels();
                end_child();
        }
        ask_kernel();
        ask_notify();
        return 0;
}
