/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Makes one call, named by its argument, and prints the error's name, or "ok".
 *
 * Arguments are such that a process without capabilities gets something else
 * than EPERM from a kernel without a filter, so that EPERM is the filter's.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NO_SUCH_PROTOCOL 100000
#define NO_SUCH_TYPE     15

static long call_unshare(void)
{
        return syscall(SYS_unshare, 0); /* nothing to unshare: always works */
}

static long call_clone_newuser(void)
{
        /* CLONE_FS with a user namespace is refused with EINVAL before anything is made */
        return syscall(SYS_clone, CLONE_NEWUSER | CLONE_FS | SIGCHLD, 0, 0, 0, 0);
}

static long call_mount(void)
{
        return syscall(SYS_mount, NULL, NULL, NULL, 0, NULL); /* EFAULT */
}

static long call_ptrace(void)
{
        return syscall(SYS_ptrace, PTRACE_PEEKDATA, getpid(), NULL, NULL); /* ESRCH */
}

static long call_bpf(void)
{
        return syscall(SYS_bpf, 9999, NULL, 0); /* EINVAL */
}

static long call_io_uring(void)
{
        return syscall(SYS_io_uring_setup, 0, NULL); /* EFAULT or EINVAL */
}

static long call_keyctl(void)
{
        return syscall(SYS_keyctl, 9999, 0, 0, 0, 0); /* EOPNOTSUPP */
}

static long call_process_vm_readv(void)
{
        return syscall(SYS_process_vm_readv, 1 << 30, NULL, 0, NULL, 0, 0); /* 0 or ESRCH */
}

static long call_raw_socket(void)
{
        return socket(AF_INET, SOCK_RAW, NO_SUCH_PROTOCOL); /* EINVAL */
}

static long call_raw_socket6(void)
{
        return socket(AF_INET6, SOCK_RAW, NO_SUCH_PROTOCOL);
}

static long call_packet_socket(void)
{
        return socket(AF_PACKET, NO_SUCH_TYPE, 0); /* EINVAL */
}

static long call_inet_socket(void)
{
        return socket(AF_INET, SOCK_STREAM, 0);
}

static long call_unix_socket(void)
{
        return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long call_route_socket(void)
{
        return socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
}

static long call_audit_socket(void)
{
        return socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
}

static long call_listen(void)
{
        return listen(-1, 1); /* EBADF */
}

static long call_open_write(void)
{
        return open("/dev/null", O_WRONLY | O_CLOEXEC);
}

static long call_open_create(void)
{
        return open("/nowhere/x", O_RDONLY | O_CREAT | O_CLOEXEC, 0600); /* ENOENT */
}

static long call_open_read(void)
{
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static long call_unlink(void)
{
        return unlink("/nowhere/x"); /* ENOENT */
}

static long call_tiocsti(void)
{
        return ioctl(-1, TIOCSTI, ""); /* EBADF */
}

static long call_tiocsti_high(void)
{
        return syscall(SYS_ioctl, -1, TIOCSTI | 1UL << 32, ""); /* the kernel looks at 32 bits */
}

static long call_getppid(void)
{
        return syscall(SYS_getppid);
}

static long call_unknown(void)
{
        return syscall(4000);
}

#ifdef __x86_64__
static long call_x32(void)
{
        return syscall(0x40000000 | SYS_getppid);
}
#endif

static const struct {
        const char *name;
        long (*call)(void);
} calls[] = {
        { "unshare", call_unshare },
        { "clone-newuser", call_clone_newuser },
        { "mount", call_mount },
        { "ptrace", call_ptrace },
        { "bpf", call_bpf },
        { "io_uring", call_io_uring },
        { "keyctl", call_keyctl },
        { "process_vm_readv", call_process_vm_readv },
        { "raw-socket", call_raw_socket },
        { "raw-socket6", call_raw_socket6 },
        { "packet-socket", call_packet_socket },
        { "inet-socket", call_inet_socket },
        { "unix-socket", call_unix_socket },
        { "route-socket", call_route_socket },
        { "audit-socket", call_audit_socket },
        { "listen", call_listen },
        { "open-write", call_open_write },
        { "open-create", call_open_create },
        { "open-read", call_open_read },
        { "unlink", call_unlink },
        { "tiocsti", call_tiocsti },
        { "tiocsti-high", call_tiocsti_high },
        { "getppid", call_getppid },
        { "unknown", call_unknown },
#ifdef __x86_64__
        { "x32", call_x32 },
#endif
};

int main(int argc, char *argv[])
{
        for (size_t i = 0; argc == 2 && i < sizeof(calls) / sizeof(*calls); i++) {
                if (strcmp(argv[1], calls[i].name) != 0)
                        continue;
                errno = 0;
                (void)puts(calls[i].call() < 0 ? strerrorname_np(errno) : "ok");
                return EXIT_SUCCESS;
        }
        (void)fputs("usage: probe CALL\n", stderr);
        return EXIT_FAILURE;
}
