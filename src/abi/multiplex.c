/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/multiplex.h"

#include <linux/ipc.h>
#include <linux/net.h>
#include <stddef.h>
#include <string.h>

#include "abi/syscall.h"

/*
 * ipc(2) takes a version from the upper half of its first argument and the
 * call from the lower: ksys_ipc() in ipc/syscall.c. Both multiplexers read
 * 32 bits.
 */
static const struct multiplexer {
        char name[12];
        uint32_t mask;
} multiplexers[] = {
        { "socketcall", 0xffffffff },
        { "ipc", 0xffff },
};

enum { SOCKETCALL, IPC };

static const struct {
        char name[12];
        uint8_t by;
        uint8_t number;
} calls[] = {
        { "socket", SOCKETCALL, SYS_SOCKET },
        { "bind", SOCKETCALL, SYS_BIND },
        { "connect", SOCKETCALL, SYS_CONNECT },
        { "listen", SOCKETCALL, SYS_LISTEN },
        { "accept", SOCKETCALL, SYS_ACCEPT },
        { "getsockname", SOCKETCALL, SYS_GETSOCKNAME },
        { "getpeername", SOCKETCALL, SYS_GETPEERNAME },
        { "socketpair", SOCKETCALL, SYS_SOCKETPAIR },
        { "send", SOCKETCALL, SYS_SEND },
        { "recv", SOCKETCALL, SYS_RECV },
        { "sendto", SOCKETCALL, SYS_SENDTO },
        { "recvfrom", SOCKETCALL, SYS_RECVFROM },
        { "shutdown", SOCKETCALL, SYS_SHUTDOWN },
        { "setsockopt", SOCKETCALL, SYS_SETSOCKOPT },
        { "getsockopt", SOCKETCALL, SYS_GETSOCKOPT },
        { "sendmsg", SOCKETCALL, SYS_SENDMSG },
        { "recvmsg", SOCKETCALL, SYS_RECVMSG },
        { "accept4", SOCKETCALL, SYS_ACCEPT4 },
        { "recvmmsg", SOCKETCALL, SYS_RECVMMSG },
        { "sendmmsg", SOCKETCALL, SYS_SENDMMSG },
        { "semop", IPC, SEMOP },
        { "semget", IPC, SEMGET },
        { "semctl", IPC, SEMCTL },
        { "semtimedop", IPC, SEMTIMEDOP },
        { "msgsnd", IPC, MSGSND },
        { "msgrcv", IPC, MSGRCV },
        { "msgget", IPC, MSGGET },
        { "msgctl", IPC, MSGCTL },
        { "shmat", IPC, SHMAT },
        { "shmdt", IPC, SHMDT },
        { "shmget", IPC, SHMGET },
        { "shmctl", IPC, SHMCTL },
};
#define N_CALLS (sizeof(calls) / sizeof(*calls))

bool multiplex_find(struct multiplex *out, const struct abi *abi, int id)
{
        const char *name = syscall_name(id);

        if (!abi->multiplexed)
                return false;
        for (size_t i = 0; i < N_CALLS; i++) {
                const struct multiplexer *by = &multiplexers[calls[i].by];
                uint32_t nr;
                int by_id;

                if (strcmp(name, calls[i].name) != 0)
                        continue;
                by_id = syscall_by_name(span_of(by->name));
                if (by_id < 0 || !abi_syscall_number(&nr, abi, by_id))
                        return false;
                *out = (struct multiplex){ by_id, by->mask, calls[i].number };
                return true;
        }
        return false;
}

int multiplex_call(int id, uint32_t number)
{
        const char *name = syscall_name(id);

        for (size_t i = 0; i < N_CALLS; i++) {
                const struct multiplexer *by = &multiplexers[calls[i].by];

                if (strcmp(name, by->name) == 0 && (number & by->mask) == calls[i].number)
                        return syscall_by_name(span_of(calls[i].name));
        }
        return -1;
}
