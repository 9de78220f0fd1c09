# SPDX-License-Identifier: LGPL-2.1-or-later
"""What regenerate.py cannot read from the kernel about the arguments of calls.

Names that people know from the man pages, the families of constants that an
argument takes, and the shapes of calls that have no SYSCALL_DEFINE line. All
of it goes into signatures.tbl, so that a build never looks at this file.
"""

POINTER_TYPES = {'cap_user_header_t', 'cap_user_data_t', 'compat_uptr_t', 'utrap_handler_t',
                 '__sighandler_t', 'uintptr_t', 'utrap_entry_t'}

# The kernel's types as widths. i64 takes two registers where a register has 32 bits.
TYPES = {
    'int': 'int', 'pid_t': 'int', 'compat_pid_t': 'int', 'clockid_t': 'int', 'mqd_t': 'int',
    'timer_t': 'int', 'key_t': 'int', 'key_serial_t': 'int', 'rwf_t': 'int', '__s32': 'int',
    'unsigned int': 'uint', 'unsigned': 'uint', 'u32': 'uint', '__u32': 'uint', 'uint': 'uint',
    'uint32_t': 'uint', 'uid_t': 'uint', 'gid_t': 'uint', 'qid_t': 'uint',
    'enum landlock_rule_type': 'uint', 'enum pl_code': 'uint',
    'compat_size_t': 'uint', 'compat_ulong_t': 'uint', 'compat_aio_context_t': 'uint',
    'compat_long_t': 'int', 'compat_off_t': 'int', 'compat_ssize_t': 'int',
    'umode_t': 'u16', 'compat_mode_t': 'u16', 'old_uid_t': 'u16', 'old_gid_t': 'u16',
    'unsigned long': 'ulong', 'size_t': 'ulong', 'aio_context_t': 'ulong',
    'old_sigset_t': 'ulong', 'long': 'long', 'off_t': 'long', 'loff_t': 'i64', 'u64': 'u64',
    '__u64': 'u64', '__aligned_u64': 'u64',
}

# Declared wider than what the kernel goes on with. A condition must look at what the kernel looks
# at, or a bit above it would turn 'deny ... if fd == 3' into nothing: fget() takes an unsigned
# int, find_task_by_vpid() a pid_t, kernel_mbind() copies the mode to an int.
NARROWED = {
    ('mmap', 'fd'): 'int', ('mmap2', 'fd'): 'int', ('readv', 'fd'): 'uint',
    ('writev', 'fd'): 'uint', ('preadv', 'fd'): 'uint', ('pwritev', 'fd'): 'uint',
    ('preadv2', 'fd'): 'uint', ('pwritev2', 'fd'): 'uint', ('ptrace', 'pid'): 'int',
    ('fstat64', 'fd'): 'uint', ('mbind', 'mode'): 'int', ('personality', 'persona'): 'uint',
}

# Kernel's name -> what the man pages call it: everywhere, and for single calls ("call.name").
NAMES = '''
dfd dirfd
olddfd olddirfd
newdfd newdirfd
from_dfd from_dirfd
to_dfd to_dirfd
filename pathname
flag flags
which_clock clockid
ubuf buf
usockaddr addr
usockaddr_len addrlen
upeer_sockaddr addr
upeer_addrlen addrlen
addr_len addrlen
behavior advice
fildes pipefd
ufd fd
timer_id timerid
upid pid
stat_addr wstatus
ru rusage
error_code status
rqtp request
rmtp remain
acct.name pathname
bind.umyaddr addr
bpf.uattr attr
brk.brk addr
chown.user owner
chown32.user owner
connect.uservaddr addr
dup.fildes oldfd
eventfd.count initval
eventfd2.count initval
fchown.user owner
fchown32.user owner
fchownat.user owner
get_robust_list.len_ptr sizep
getgroups.gidsetsize size
getgroups32.gidsetsize size
getrandom.len buflen
lchown.user owner
lchown32.user owner
link.oldname oldpath
link.newname newpath
linkat.oldname oldpath
linkat.newname newpath
madvise.start addr
madvise.len_in length
mbind.start addr
mincore.start addr
mincore.len length
mlock.start addr
mlock2.start addr
mprotect.start addr
mremap.addr old_address
mremap.old_len old_size
mremap.new_len new_size
mremap.new_addr new_address
mseal.start addr
msync.start addr
msync.len length
munlock.start addr
munmap.len length
nice.increment inc
openat2.usize size
personality.personality persona
pkey_alloc.init_val access_rights
pkey_mprotect.start addr
poll.ufds fds
poll.timeout_msecs timeout
ppoll.ufds fds
ppoll_time64.ufds fds
pread64.pos offset
preadv.vec iov
preadv.vlen iovcnt
preadv2.vec iov
preadv2.vlen iovcnt
pwrite64.pos offset
pwritev.vec iov
pwritev.vlen iovcnt
pwritev2.vec iov
pwritev2.vlen iovcnt
readv.vec iov
readv.vlen iovcnt
reboot.magic1 magic
recv.size len
recvfrom.size len
remap_file_pages.start addr
rename.oldname oldpath
rename.newname newpath
renameat.oldname oldpath
renameat.newname newpath
renameat2.oldname oldpath
renameat2.newname newpath
rt_tgsigqueueinfo.pid tid
sched_getaffinity.len cpusetsize
sched_setaffinity.len cpusetsize
select.n nfds
_newselect.n nfds
pselect6.n nfds
pselect6_time64.n nfds
send.buff buf
sendto.buff buf
set_mempolicy_home_node.start addr
setgroups.gidsetsize size
setgroups32.gidsetsize size
setns.flags nstype
setpriority.niceval prio
socketpair.usockvec sv
swapon.specialfile path
swapon.swap_flags swapflags
swapoff.specialfile path
symlink.oldname target
symlink.newname linkpath
symlinkat.oldname target
symlinkat.newdfd newdirfd
symlinkat.newname linkpath
tgkill.pid tid
tkill.pid tid
umount2.name target
unshare.unshare_flags flags
vmsplice.uiov iov
waitid.which idtype
waitid.upid id
waitid.pid id
writev.vec iov
writev.vlen iovcnt
'''

# Family: the arguments that take its constants. "*.dirfd" is every argument of that name; a call
# also stands for its variants with 64-bit times and with 64-bit offsets (futex_time64, mmap2, ...).
FAMILIES = '''
ACCESS      access.mode faccessat.mode faccessat2.mode
AF          socket.family socketpair.family
ARCH        arch_prctl.option
AT          *.dirfd *.olddirfd *.newdirfd *.from_dirfd *.to_dirfd *.at_flags
AT          execveat.flags faccessat2.flags fchmodat2.flags fchownat.flags fstatat64.flags
AT          linkat.flags mount_setattr.flags name_to_handle_at.flags newfstatat.flags
AT          open_tree.flags open_tree_attr.flags statx.flags unlinkat.flags utimensat.flags
BPF         bpf.cmd
CLOCK       *.clockid clock_nanosleep.flags timer_settime.flags getitimer.which setitimer.which
CAP         prctl.arg2 prctl.arg3
CLONE       unshare.flags setns.nstype
CLOSE_RANGE close_range.flags
EPOLL       epoll_create1.flags epoll_ctl.op
F           fcntl.cmd fcntl.arg
FALLOC      fallocate.mode
FAN         fanotify_init.flags fanotify_mark.flags fanotify_mark.mask
FD          eventfd2.flags signalfd4.flags timerfd_create.flags timerfd_settime.flags
FUTEX       futex.op futex_wait.flags futex_wake.flags futex_requeue.flags
GRND        getrandom.flags
IN          inotify_init1.flags inotify_add_watch.mask
IORING      io_uring_register.opcode io_uring_enter.flags
IPC         msgget.msgflg semget.semflg shmget.shmflg msgsnd.msgflg msgrcv.msgflg
IPC         msgctl.cmd semctl.cmd shmctl.cmd ipc.call
IPPROTO     socket.protocol socketpair.protocol setsockopt.level getsockopt.level
ETH_P       socket.protocol
KEYCTL      keyctl.option keyctl.arg2 keyctl.arg3 keyctl.arg4 keyctl.arg5
KEYCTL      add_key.ringid request_key.destringid
LANDLOCK    landlock_create_ruleset.flags landlock_add_rule.rule_type landlock_restrict_self.flags
LOCK        flock.cmd
MADV        madvise.advice process_madvise.advice
MAP         remap_file_pages.flags
MCL         mlockall.flags mlock2.flags
MEMBARRIER  membarrier.cmd membarrier.flags
MFD         memfd_create.flags
MREMAP      mremap.flags
mount       fsopen.flags fsconfig.cmd fsmount.flags fsmount.attr_flags fspick.flags
mount       move_mount.flags open_tree.flags open_tree_attr.flags
MPOL        mbind.mode mbind.flags set_mempolicy.mode get_mempolicy.flags
MS          msync.flags mount.flags
MSG         send.flags sendto.flags sendmsg.flags sendmmsg.flags recv.flags recvfrom.flags
MSG         recvmsg.flags recvmmsg.flags msgrcv.msgflg
NETLINK     socket.protocol
O           open.flags openat.flags open_by_handle_at.flags pipe2.flags dup3.flags mq_open.oflag
O           memfd_secret.flags inotify_init1.flags userfaultfd.flags fanotify_init.event_f_flags
O           delete_module.flags fcntl.arg
PER         personality.persona
PIDFD       pidfd_open.flags pidfd_send_signal.flags pidfd_send_signal.pidfd pidfd_getfd.pidfd
PIDFD       process_madvise.pidfd process_mrelease.pidfd
PR          prctl.option prctl.arg2 prctl.arg3
PROT        mprotect.prot pkey_mprotect.prot remap_file_pages.prot
PTRACE      ptrace.request ptrace.data
RENAME      renameat2.flags
S           chmod.mode fchmod.mode fchmodat.mode fchmodat2.mode mkdir.mode mkdirat.mode
S           mknod.mode mknodat.mode open.mode openat.mode creat.mode mq_open.mode
S           umask.mask spu_create.mode
SCHED       sched_setscheduler.policy sched_get_priority_max.policy sched_get_priority_min.policy
SECCOMP     seccomp.op seccomp.flags prctl.arg2
SEEK        lseek.whence _llseek.whence
SHM         shmget.shmflg shmat.shmflg
SHUT        shutdown.how
SIG         kill.sig tkill.sig tgkill.sig rt_sigqueueinfo.sig rt_tgsigqueueinfo.sig
SIG         rt_sigaction.sig sigaction.sig signal.sig pidfd_send_signal.sig prctl.arg2
SIG_        rt_sigprocmask.how sigprocmask.how
SO          setsockopt.optname getsockopt.optname
sockopt     setsockopt.optname getsockopt.optname
SOCK        socket.type socketpair.type accept4.flags
SOL         setsockopt.level getsockopt.level
SPLICE      splice.flags tee.flags vmsplice.flags
STATX       statx.mask
SYS         socketcall.call
UMOUNT      umount2.flags
WAIT        wait4.options waitpid.options waitid.options waitid.idtype
misc        fadvise64.advice fadvise64_64.advice
misc        finit_module.flags ioprio_get.which ioprio_set.which kcmp.type
misc        kexec_load.flags kexec_file_load.flags lsm_get_self_attr.attr lsm_set_self_attr.attr
misc        map_shadow_stack.flags pkey_alloc.access_rights preadv2.flags pwritev2.flags
misc        sync_file_range.flags sync_file_range2.flags syslog.type
misc        setxattr.flags lsetxattr.flags fsetxattr.flags perf_event_open.flags
misc        reboot.magic reboot.magic2 reboot.cmd userfaultfd.flags
resource    getrlimit.resource setrlimit.resource prlimit64.resource ugetrlimit.resource
resource    getrusage.who getpriority.which setpriority.which
ioctl       ioctl.cmd
'''

# Calls that have no SYSCALL_DEFINE line, or whose register layout differs from what it says:
# written in assembly, by hand for one architecture, or gone from the kernel. (tables or None,
# names, shape); the first that fits holds. Calls that no kernel has implemented for as long as
# it has had a history, or that take nothing, have no arguments.
_NOTHING = {
    'afs_syscall', 'break', 'ftime', 'getpmsg', 'gtty', 'idle', 'lock', 'mpx', 'multiplexer',
    'prof', 'profil', 'putpmsg', 'security', 'stty', 'syscall', 'tuxcall', 'ulimit', 'vserver',
    'getpagesize', 'atomic_barrier', 'breakpoint', 'usr26', 'usr32', 'get_tls', 'sigreturn',
    'rt_sigreturn', 'timerfd', 'epoll_ctl_old', 'epoll_wait_old', 'uretprobe', 'uprobe',
}
_MMAP = 'addr:ptr length:ulong prot:ulong:PROT flags:ulong:MAP fd:int'
_CLONE = 'flags:uint:CLONE+SIG newsp:ulong parent_tidptr:ptr'
SHAPES = [
    (None, _NOTHING, ''),
    # Three orders: CLONE_BACKWARDS, CLONE_BACKWARDS2 (s390) and neither; kernel/fork.c.
    # Only lower_32_bits() of the flags counts, though they are declared unsigned long.
    ({'s390', 's390x'}, {'clone'},
     'newsp:ulong flags:uint:CLONE+SIG parent_tidptr:ptr child_tidptr:ptr tls:ulong'),
    ({'x86_64', 'x32', 'loongarch64', 'm68k', 'sh'}, {'clone'},
     _CLONE + ' child_tidptr:ptr tls:ulong'),
    (None, {'clone'}, _CLONE + ' tls:ulong child_tidptr:ptr'),
    # One pointer to a struct that holds the arguments.
    ({'x86', 'm68k', 's390', 's390x'}, {'mmap'}, 'arg:ptr'),
    (None, {'mmap'}, _MMAP + ' offset:ulong'),
    ({'s390', 's390x'}, {'mmap2'}, 'arg:ptr'),
    (None, {'mmap2'}, _MMAP + ' pgoffset:ulong'),
    # sh pads these two, and no others; the wrappers stand in its sys_sh32.c.
    ({'sh'}, {'pread64', 'pwrite64'},
     'fd:uint buf:ptr count:ulong unused:ulong offset:i64'),
    ({'s390'}, {'fadvise64'}, 'fd:int offset:i64 len:ulong advice:int:misc'),
    ({'s390'}, {'fadvise64_64'}, 'args:ptr'),
    ({'mips', 'mips64', 'mips64n32', 's390x'}, {'fadvise64'},
     'fd:int offset:i64 len:i64 advice:int:misc'),
    ({'arm', 'ppc'}, {'arm_fadvise64_64', 'fadvise64_64'},
     'fd:int advice:int:misc offset:i64 len:i64'),
    ({'arm'}, {'arm_sync_file_range'}, 'fd:int flags:uint:misc offset:i64 nbytes:i64'),
    (None, {'lookup_dcookie'}, 'cookie:u64 buf:ptr len:ulong'),
    (None, {'_sysctl'}, 'args:ptr'),
    (None, {'bdflush'}, 'func:int data:long'),
    (None, {'create_module'}, 'name:ptr size:ulong'),
    (None, {'get_kernel_syms'}, 'table:ptr'),
    (None, {'query_module'}, 'name:ptr which:int buf:ptr bufsize:ulong ret:ptr'),
    (None, {'nfsservctl'}, 'cmd:int argp:ptr resp:ptr'),
    (None, {'atomic_cmpxchg_32'}, 'newval:ulong oldval:int d3:int d4:int d5:int mem:ptr'),
    ({'arm'}, {'cacheflush'}, 'start:ulong end:ulong flags:ulong'),
    ({'m68k'}, {'cacheflush'}, 'addr:ulong scope:int cache:int len:ulong'),
    ({'mips', 'mips64', 'mips64n32'}, {'cacheflush'}, 'addr:ulong bytes:ulong cache:uint'),
    ({'sh'}, {'cacheflush'}, 'addr:ulong len:ulong op:int'),
    ({'m68k'}, {'get_thread_area'}, ''),
    ({'m68k'}, {'set_thread_area'}, 'tp:ulong'),
    (None, {'set_tls'}, 'tls:ulong'),
    (None, {'sys_debug_setcontext'}, 'ctx:ptr ndbg:int dbg:ptr'),
    (None, {'pciconfig_iobase'}, 'which:long in_bus:ulong in_devfn:ulong'),
    (None, {'pciconfig_read', 'pciconfig_write'},
     'bus:ulong dfn:ulong off:ulong len:ulong buf:ptr'),
    (None, {'oldstat', 'oldlstat'}, 'pathname:ptr statbuf:ptr'),
    (None, {'oldfstat'}, 'fd:uint statbuf:ptr'),
    (None, {'oldolduname'}, 'name:ptr'),
    (None, {'umount'}, 'target:ptr'),
    (None, {'readdir'}, 'fd:uint dirent:ptr count:uint'),
]
