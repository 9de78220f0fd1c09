/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/level.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "api/seccomp.h"
#include "kernel/install.h"

#define LEVEL_MAX 7

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5) /* Linux 5.19 */
#endif

static struct {
        atomic_uint level; /* 0: not asked yet */
        atomic_int listener_plus_1;
} process;

/* What each level needs besides the ones before it. */
static const struct {
        unsigned int flag;
        unsigned int actions[2]; /* 0: none; KILL_THREAD, which is 0, came with the first */
} levels[] = {
        { SECCOMP_FILTER_FLAG_TSYNC, { 0 } },
        { SECCOMP_FILTER_FLAG_LOG, { SECCOMP_RET_LOG, SECCOMP_RET_KILL_PROCESS } },
        { SECCOMP_FILTER_FLAG_SPEC_ALLOW, { 0 } },
        { SECCOMP_FILTER_FLAG_NEW_LISTENER, { SECCOMP_RET_USER_NOTIF } },
        { SECCOMP_FILTER_FLAG_TSYNC_ESRCH, { 0 } },
        { SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, { 0 } },
};

static unsigned int level_probe(void)
{
        struct kernel_probe probe;
        unsigned int level = 1;

        kernel_probe_seccomp(&probe);
        if (!probe.has_filter)
                return level;
        for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++, level++) {
                if (!(probe.flags & levels[i].flag))
                        return level;
                for (size_t k = 0; k < 2; k++)
                        if (levels[i].actions[k] && !kernel_has_action(levels[i].actions[k]))
                                return level;
        }
        return level;
}

unsigned int level_get(void)
{
        unsigned int level = atomic_load(&process.level);
        unsigned int probed;

        if (level > 0)
                return level;
        probed = level_probe();
        /* Another thread may have set one meanwhile: then that one counts. */
        return atomic_compare_exchange_strong(&process.level, &level, probed) ? probed : level;
}

void level_set(unsigned int level)
{
        atomic_store(&process.level, level);
}

void level_reset(void)
{
        atomic_store(&process.level, 0);
}

int listener_get(void)
{
        return atomic_load(&process.listener_plus_1) - 1;
}

void listener_set(int fd)
{
        atomic_store(&process.listener_plus_1, fd + 1);
}

void listener_reset(void)
{
        const int fd = atomic_exchange(&process.listener_plus_1, 0) - 1;

        if (fd >= 0)
                (void)close(fd);
}

unsigned int seccomp_api_get(void)
{
        return level_get();
}

int seccomp_api_set(unsigned int level)
{
        if (level < 1 || level > LEVEL_MAX)
                return -EINVAL;
        level_set(level);
        return 0;
}

const struct scmp_version *seccomp_version(void)
{
        static const struct scmp_version version = {
                .major = SCMP_VER_MAJOR,
                .minor = SCMP_VER_MINOR,
                .micro = SCMP_VER_MICRO,
        };

        return &version;
}
