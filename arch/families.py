# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which constants of the kernel's user headers the tables have, and in which families.

Read by constants.py; a build never looks at this file. A family is what an
argument takes (arguments.py), so its constants should begin alike: messages
show its name with a star, as in O_*.
"""

# Where constants are looked for; a header that one architecture lacks is left out there.
HEADERS = '''
asm/errno.h asm/fcntl.h asm/ioctls.h asm/mman.h asm/prctl.h asm/resource.h asm/signal.h
asm/socket.h asm/sockios.h asm/termbits.h asm/termios.h
linux/aio_abi.h linux/blktrace_api.h linux/bpf.h linux/capability.h linux/cdrom.h
linux/close_range.h
linux/dm-ioctl.h linux/errno.h linux/eventfd.h linux/eventpoll.h linux/fadvise.h linux/falloc.h
linux/fanotify.h linux/fb.h linux/fcntl.h linux/fiemap.h linux/fs.h linux/fscrypt.h linux/fsverity.h
linux/futex.h linux/hdreg.h linux/if_ether.h linux/if_packet.h linux/if_tun.h linux/in.h
linux/in6.h linux/inotify.h linux/io_uring.h linux/ioprio.h linux/ipc.h linux/kcmp.h linux/kd.h
linux/kexec.h linux/keyctl.h linux/landlock.h linux/loop.h linux/lsm.h linux/membarrier.h
linux/memfd.h linux/mempolicy.h linux/mman.h linux/module.h linux/mount.h linux/msg.h
linux/net.h linux/netlink.h linux/nsfs.h linux/openat2.h linux/perf_event.h linux/personality.h
linux/pidfd.h linux/prctl.h linux/ptrace.h linux/random.h linux/reboot.h linux/resource.h
linux/rtc.h linux/sched.h linux/seccomp.h linux/sem.h linux/shm.h linux/signalfd.h
linux/sockios.h linux/stat.h linux/tcp.h linux/time.h linux/timerfd.h linux/tty.h
linux/userfaultfd.h linux/vt.h linux/wait.h linux/watchdog.h linux/xattr.h
'''.split()

# Family: the names that belong to it, as regular expressions, or as all that one header or one
# enum defines. The first family that fits takes a name. At most 64 families.
FAMILIES = r'''
errno        header:asm/errno.h
AF           (AF|PF)_(?!PACKET_|ALG_)\w+
SOCK         SOCK_(STREAM|DGRAM|RAW|RDM|SEQPACKET|DCCP|PACKET|CLOEXEC|NONBLOCK)
IPPROTO      IPPROTO_\w+
NETLINK      NETLINK_[A-Z0-9]+(_[A-Z]+)*
ETH_P        ETH_P_\w+
SOL          SOL_\w+
SO           (SO|SCM)_\w+
sockopt      (TCP|IP|IPV6|PACKET)_(?!FLAG_|DATA_OFFSET|FL_[AF]_)\w+
MSG          MSG_\w+
SHUT         SHUT_\w+
SYS          SYS_[A-Z0-9]+
O            O_\w+
FAN          FAN_\w+
IN           IN_(?!CLASS|MULTICAST|LOOPBACK|EXPERIMENTAL|BADCLASS)[A-Z_]+
AT           AT_\w+
ACCESS       [FRWX]_OK
STATX        STATX_(?!ATTR_|_)\w+
S            S_I[A-Z]+
PROT         PROT_\w+
MAP          MAP_\w+
MREMAP       MREMAP_\w+
MADV         MADV_\w+
MCL          (MCL_\w+|MLOCK_ONFAULT)
MFD          MFD_\w+
MPOL         MPOL_\w+
MS           MS_\w+
UMOUNT       MNT_(FORCE|DETACH|EXPIRE)|UMOUNT_NOFOLLOW
mount        (FSOPEN|FSCONFIG|FSMOUNT|FSPICK|MOVE_MOUNT|OPEN_TREE|MOUNT_ATTR)_\w+
CLONE        CLONE_\w+
PR           PR_\w+
ARCH         ARCH_\w+
CAP          CAP_\w+
SIG_         SIG_(BLOCK|UNBLOCK|SETMASK)
SIG          SIG[A-Z0-9]+
PIDFD        PIDFD_(NONBLOCK|THREAD|SIGNAL_\w+|SELF\w*)
F            F_(?!LINUX_SPECIFIC_BASE)\w+|FD_CLOEXEC
LOCK         LOCK_(SH|EX|UN|NB|MAND|READ|WRITE|RW)
SEEK         SEEK_\w+
PTRACE       PTRACE_\w+
SCHED        SCHED_\w+
FUTEX        FUTEX2?_\w+
EPOLL        EPOLL_(CLOEXEC|CTL_\w+)
FD           (EFD|SFD|TFD)_(?!IOC_)\w+
CLOCK        CLOCK_\w+|TIMER_ABSTIME|ITIMER_\w+
resource     (RLIMIT|RUSAGE|PRIO)_\w+
IPC          IPC_(?!NS)\w+|(SHM|MSG|SEM)_(STAT|INFO|STAT_ANY)|SHM_(UN|)LOCK|(SET|GET)(VAL|ALL)
IPC          GETPID|GETNCNT|GETZCNT
IPC          (SEM|MSG|SHM)(OP|GET|CTL|TIMEDOP|SND|RCV|AT|DT)
SHM          SHM_\w+
WAIT         P_(ALL|PID|PGID|PIDFD)|W(NOHANG|UNTRACED|STOPPED|EXITED|CONTINUED|NOWAIT)
WAIT         __W(ALL|CLONE|NOTHREAD)
PER          PER_\w+|ADDR_\w+|FDPIC_FUNCPTRS|MMAP_PAGE_ZERO|READ_IMPLIES_EXEC|SHORT_INODE
PER          STICKY_TIMEOUTS|UNAME26|WHOLE_SECONDS
KEYCTL       KEYCTL_(?!CAPS)\w+|KEY_SPEC_\w+|KEY_REQKEY_DEFL_\w+
BPF          enum:bpf_cmd
SECCOMP      SECCOMP_(?!IOCTL|IOC_)\w+
GRND         GRND_\w+
RENAME       RENAME_\w+
FALLOC       FALLOC_\w+
SPLICE       SPLICE_F_\w+
CLOSE_RANGE  CLOSE_RANGE_\w+
LANDLOCK     LANDLOCK_(CREATE|RULE|RESTRICT|ADD)_\w+
MEMBARRIER   MEMBARRIER_\w+
IORING       IORING_(REGISTER|UNREGISTER|ENTER)_\w+
misc         XATTR_(CREATE|REPLACE)|UFFD_USER_MODE_ONLY|PERF_FLAG_\w+|LINUX_REBOOT_\w+
misc         KCMP_\w+|LSM_ATTR_\w+|KEXEC_(?!ARCH_)[A-Z_]+|MODULE_INIT_\w+|SYNC_FILE_RANGE_\w+
misc         PKEY_DISABLE_\w+|RWF_\w+|POSIX_FADV_\w+|IOPRIO_(WHO|CLASS)_\w+|SYSLOG_ACTION_\w+
misc         SHADOW_STACK_\w+
ioctl        TIO[CS](?!M_|PKT_[A-Z]+|L_)\w+|TC(?!P|X_)[A-Z]+\w*|FIO[A-Z]+|SIOC\w+|FS_IOC\w*
ioctl        FI(CLONE|DEDUPE|BMAP|GETBSZ|FREEZE|THAW|TRIM)\w*|BLK[A-Z]+|VT_[A-Z]+\w*|KD[A-Z]+\w*
ioctl        (GIO|PIO)_\w+|LOOP_[A-Z]+\w*|TUN[SG]ET\w+|NS_GET_\w+|RND[A-Z]+|DM_[A-Z_]+
ioctl        HDIO_\w+|CDROM[A-Z_]+|RTC_(\w+_(ON|OFF|READ|SET|RD|CLR|GET)|(RD|SET)_TIME)
ioctl        FBIO\w+|WDIOC_\w+|UFFDIO_\w+|PERF_EVENT_IOC_\w+|SECCOMP_IOCTL_\w+|TFD_IOC_\w+
'''

# Not for rules: what each kernel counts anew, what encodes or takes apart, limits and guards.
DROP = r'''
\w+_H_*|_\w+_H|\w*_LAST|\w*_MAX|\w*MAX_STATES|\w+_RESERVED_BITS|\w+_SIZE_VER\d|\w+_NSHIFT
|__\w+__|FAN_ALL_\w+|FAN_EVENT_(INFO|METADATA)\w+|FAN_(ERRNO|RESPONSE|INFO|AUDIT_RULE)_\w+
|FAN_EPIDFD|FAN_NOFD|FAN_NOPIDFD|DM_VERSION_\w+|DM_\w*(FLAG|NAME_LEN|UUID_LEN|IOCTL)
|DM_(DIR|CONTROL_NODE|MAX_\w+)|VT_MAX_\w+|CLONE_ARGS_\w+|ETH_P_802_3_MIN
|AT_(NULL|IGNORE|EXECFD|PHDR|PHENT|PHNUM|PAGESZ|BASE|FLAGS|ENTRY|NOTELF|UID|EUID|GID|EGID)
|AT_(PLATFORM|HWCAP\d?|CLKTCK|SECURE|RANDOM|EXECFN|SYSINFO\w*|VECTOR_SIZE\w*|RSEQ\w*)
|AT_(BASE_PLATFORM|MINSIGSTKSZ|L\d\w+)|SIGSTKSZ|SIGEV_\w+|SIG_\d+|CAP_(LAST_CAP|LAST_U32|TO_\w+)
|CAP_VALID_MASK|S_I(RWXUGO|ALLUGO|RUGO|WUGO|XUGO)|PTRACE_(SYSCALL_INFO|EVENTMSG)_\w+
|SECCOMP_RET_(DATA|ACTION)\w*|BLK(TRACE_\w*|BASE)|SIOCDEVPRIVATE_\w+|CDROMAUDIOBUFSIZ_\w*
|MSG_INTERNAL\w*|KCMP_TYPES|RWF_SUPPORTED|FUTEX_CMD_MASK|MOVE_MOUNT__MASK
|MPOL_MF_VALID|MOUNT_ATTR__ATIME
'''.replace('\n', '')

# Values that stand outside the user headers: include/linux/{socket,net,splice,syslog}.h of the
# kernel, and fcntl.h and unistd.h of the C library.
EXTRA = {
    'SHUT_RD': 0, 'SHUT_WR': 1, 'SHUT_RDWR': 2,
    'SPLICE_F_MOVE': 1, 'SPLICE_F_NONBLOCK': 2, 'SPLICE_F_MORE': 4, 'SPLICE_F_GIFT': 8,
    'F_OK': 0, 'R_OK': 4, 'W_OK': 2, 'X_OK': 1,
    'SOCK_STREAM': 1, 'SOCK_DGRAM': 2, 'SOCK_RAW': 3, 'SOCK_RDM': 4, 'SOCK_SEQPACKET': 5,
    'SOCK_DCCP': 6, 'SOCK_PACKET': 10,
    'MNT_FORCE': 1, 'MNT_DETACH': 2, 'MNT_EXPIRE': 4, 'UMOUNT_NOFOLLOW': 8,
    'SYSLOG_ACTION_CLOSE': 0, 'SYSLOG_ACTION_OPEN': 1, 'SYSLOG_ACTION_READ': 2,
    'SYSLOG_ACTION_READ_ALL': 3, 'SYSLOG_ACTION_READ_CLEAR': 4, 'SYSLOG_ACTION_CLEAR': 5,
    'SYSLOG_ACTION_CONSOLE_OFF': 6, 'SYSLOG_ACTION_CONSOLE_ON': 7,
    'SYSLOG_ACTION_CONSOLE_LEVEL': 8, 'SYSLOG_ACTION_SIZE_UNREAD': 9,
    'SYSLOG_ACTION_SIZE_BUFFER': 10,
}
# asm/socket.h of the kernel's own headers: ARCH_HAS_SOCKET_TYPES.
EXTRA_MIPS = {'SOCK_DGRAM': 1, 'SOCK_STREAM': 2}

# A second name for a value: found by its name, never printed.
ALIASES = {
    'AF_LOCAL', 'AF_ROUTE', 'EWOULDBLOCK', 'EDEADLOCK', 'ENOTSUP', 'ECANCELLED', 'EREFUSED',
    'O_NDELAY', 'O_FSYNC', 'O_RSYNC', 'SIGIOT', 'SIGCLD', 'SIGPOLL', 'SIGUNUSED', 'TIOCINQ',
    'MAP_ANON', 'MAP_FILE', 'CLOCK_SGI_CYCLE', 'EFSBADCRC', 'EFSCORRUPTED',
}
