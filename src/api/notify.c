/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "api/context.h"
#include "api/level.h"
#include "util/cleanup.h"

#define LEVEL_NOTIFY 5

/* Before Linux 5.9 the request was encoded as one that reads. */
#define NOTIF_ID_VALID_BEFORE_5_9 SECCOMP_IOR(2, __u64)

/* How large this kernel's structures are, and at least as large as those we know. */
static int notify_sizes(struct seccomp_notif_sizes *sizes)
{
        if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, sizes) < 0)
                return -errno;
        if (sizes->seccomp_notif < sizeof(struct seccomp_notif))
                sizes->seccomp_notif = sizeof(struct seccomp_notif);
        if (sizes->seccomp_notif_resp < sizeof(struct seccomp_notif_resp))
                sizes->seccomp_notif_resp = sizeof(struct seccomp_notif_resp);
        return 0;
}

int seccomp_notify_alloc(struct seccomp_notif **req, struct seccomp_notif_resp **resp)
{
        _cleanup_(freep) struct seccomp_notif *new_req = NULL;
        _cleanup_(freep) struct seccomp_notif_resp *new_resp = NULL;
        struct seccomp_notif_sizes sizes;

        if (level_get() < LEVEL_NOTIFY)
                return -EOPNOTSUPP;
        if (notify_sizes(&sizes) < 0)
                return -ECANCELED;
        if (req) {
                new_req = calloc(1, sizes.seccomp_notif);
                if (!new_req)
                        return -ENOMEM;
        }
        if (resp) {
                new_resp = calloc(1, sizes.seccomp_notif_resp);
                if (!new_resp)
                        return -ENOMEM;
        }
        if (req)
                *req = take_ptr(new_req);
        if (resp)
                *resp = take_ptr(new_resp);
        return 0;
}

void seccomp_notify_free(struct seccomp_notif *req, struct seccomp_notif_resp *resp)
{
        free(req);
        free(resp);
}

int seccomp_notify_receive(int fd, struct seccomp_notif *req)
{
        struct seccomp_notif_sizes sizes;

        if (level_get() < LEVEL_NOTIFY)
                return -EOPNOTSUPP;
        if (notify_sizes(&sizes) < 0)
                return -ECANCELED;
        memset(req, 0, sizes.seccomp_notif); /* the kernel refuses anything else */
        return ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, req) < 0 ? -ECANCELED : 0;
}

int seccomp_notify_respond(int fd, struct seccomp_notif_resp *resp)
{
        if (level_get() < LEVEL_NOTIFY)
                return -EOPNOTSUPP;
        return ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, resp) < 0 ? -ECANCELED : 0;
}

int seccomp_notify_id_valid(int fd, uint64_t id)
{
        if (level_get() < LEVEL_NOTIFY)
                return -EOPNOTSUPP;
        if (ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0)
                return 0;
        if (errno == EINVAL && ioctl(fd, NOTIF_ID_VALID_BEFORE_5_9, &id) == 0)
                return 0;
        return -ENOENT;
}

int seccomp_notify_addfd(int fd, struct seccomp_notif_addfd *addfd)
{
        int r;

        if (level_get() < LEVEL_NOTIFY)
                return -EOPNOTSUPP;
        r = ioctl(fd, SECCOMP_IOCTL_NOTIF_ADDFD, addfd);
        return r < 0 ? -ECANCELED : r;
}

int seccomp_notify_fd(const scmp_filter_ctx ctx)
{
        return context_get(ctx) ? listener_get() : -EINVAL;
}
