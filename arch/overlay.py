# SPDX-License-Identifier: LGPL-2.1-or-later
"""Facts that no kernel source says in a form that a program can read.

Each table here is read by regenerate.py and goes into the text tables, so that
a build never looks at this file.
"""

# Which kernel brought a call, where syscalls(2) is older than the call or does
# not list it. Source: the kernel's history of its syscall tables.
SINCE = {
    'afs_syscall': '2.0', 'break': '1.0', 'ftime': '1.0', 'gtty': '1.0', 'idle': '1.0',
    'lock': '1.0', 'mpx': '1.0', 'prof': '1.0', 'profil': '1.0', 'stty': '1.0', 'ulimit': '1.0',
    'getpmsg': '2.2', 'putpmsg': '2.2', 'security': '2.4', 'tuxcall': '2.4', 'vserver': '2.6.0',
    'multiplexer': '2.6.0', 'cachectl': '2.0', 'timerfd': '2.6.22',
    'epoll_ctl_old': '2.6.0', 'epoll_wait_old': '2.6.0',
    'pread64': '2.2', 'pwrite64': '2.2',
    'arm_fadvise64_64': '2.6.0', 'arm_sync_file_range': '2.6.22', 'sync_file_range2': '2.6.22',
    'mount_setattr': '5.12', 'process_mrelease': '5.15', 'futex_waitv': '5.16',
    'set_mempolicy_home_node': '5.17', 'cachestat': '6.5', 'fchmodat2': '6.6',
    'map_shadow_stack': '6.6', 'futex_wake': '6.7', 'futex_wait': '6.7', 'futex_requeue': '6.7',
    'statmount': '6.8', 'listmount': '6.8', 'lsm_get_self_attr': '6.8',
    'lsm_set_self_attr': '6.8', 'lsm_list_modules': '6.8', 'riscv_hwprobe': '6.4',
    'mseal': '6.10', 'uretprobe': '6.11', 'setxattrat': '6.13', 'getxattrat': '6.13',
    'listxattrat': '6.13', 'removexattrat': '6.13', 'open_tree_attr': '6.15',
    'file_getattr': '6.17', 'file_setattr': '6.17', 'uprobe': '6.18', 'listns': '6.19',
    'rseq_slice_yield': '7.0',
    'breakpoint': '2.4', 'cacheflush': '2.0', 'usr26': '2.4', 'usr32': '2.4', 'set_tls': '2.6.12',
    'get_tls': '4.15',
}
SINCE.update({name + '64': '5.1' for name in (
    'clock_adjtime', 'clock_gettime', 'clock_settime', 'timer_gettime', 'timer_settime',
    'timerfd_gettime', 'timerfd_settime')})
SINCE.update({name + '_time64': '5.1' for name in (
    'clock_getres', 'clock_nanosleep', 'futex', 'io_pgetevents', 'mq_timedreceive',
    'mq_timedsend', 'ppoll', 'pselect6', 'recvmmsg', 'rt_sigtimedwait',
    'sched_rr_get_interval', 'semtimedop', 'utimensat')})

# Where one ABI got a call later (or earlier) than its name came to be.
SINCE_ABI = {
    ('x86', 'arch_prctl'): '4.12',
    ('sh', 'sync_file_range2'): '6.11',
    ('parisc', 'cacheflush'): '6.5', ('parisc64', 'cacheflush'): '6.5',
    ('s390x', 'memfd_secret'): '6.3', ('s390', 'memfd_secret'): '6.3',
}

# Numbers that an ABI was given together: socket and ipc calls of their own
# beside socketcall(2) and ipc(2), and the calls with 64-bit times.
SINCE_RANGE = {
    'x86': [(359, 373, '4.3'), (393, 402, '5.1')],
    'm68k': [(356, 373, '4.3'), (393, 402, '5.1')],
    'mips': [(393, 402, '5.1')],
    'ppc': [(326, 343, '2.6.37'), (393, 402, '5.1')],
    'ppc64': [(326, 343, '2.6.37'), (392, 402, '5.1')],
    's390': [(359, 373, '4.3'), (393, 402, '5.1')],
    's390x': [(359, 373, '4.3'), (392, 402, '5.1')],
    'sh': [(340, 358, '2.6.37'), (393, 402, '5.1')],
}

# Nothing is older than the kernel that brought the ABI.
ABI_SINCE = {
    'x32': '3.4', 'aarch64': '3.7', 'riscv64': '4.15', 'loongarch64': '5.19',
    'x86_64': '2.4', 'parisc64': '2.4', 's390x': '2.4', 'mips64': '2.4', 'mips64n32': '2.6.0',
    'ppc64': '2.4',
}

# The private calls of arm, which stand in arch/arm/include/uapi/asm/unistd.h.
EXTRA_CALLS = {
    'arm': [(0x0f0001, 'breakpoint', ''), (0x0f0002, 'cacheflush', ''), (0x0f0003, 'usr26', ''),
            (0x0f0004, 'usr32', ''), (0x0f0005, 'set_tls', ''), (0x0f0006, 'get_tls', '')],
}

# The last call that 31-bit s390 got before the kernel dropped it (6.17).
S390_LAST = 469

# What user space calls it, where the kernel's table says otherwise.
RENAMED = {}

POINTER_TYPES = {'cap_user_header_t', 'cap_user_data_t', 'compat_uptr_t', 'utrap_handler_t',
                 '__sighandler_t', 'uintptr_t', 'utrap_entry_t'}

# The kernel's types as widths: 'loff' is 64 bits where a register has them.
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
    'old_sigset_t': 'ulong', 'long': 'long', 'off_t': 'long', 'loff_t': 'loff', 'u64': 'i64',
    '__u64': 'i64',
}

# Better known names, from the man pages, and one name for one thing.
ARGUMENT_NAMES = {
    ('clone', 'clone_flags'): 'flags', ('unshare', 'unshare_flags'): 'flags',
    ('personality', 'personality'): 'persona', ('setns', 'flags'): 'nstype',
    ('bpf', 'uattr'): 'attr', ('connect', 'uservaddr'): 'addr', ('connect', 'addrlen'): 'addrlen',
    ('bind', 'umyaddr'): 'addr', ('accept4', 'upeer_sockaddr'): 'addr',
    ('accept', 'upeer_sockaddr'): 'addr', ('open', 'filename'): 'pathname',
    ('openat', 'filename'): 'pathname', ('creat', 'pathname'): 'pathname',
    ('openat', 'dfd'): 'dirfd', ('openat2', 'dfd'): 'dirfd', ('openat2', 'filename'): 'pathname',
    ('sendto', 'buff'): 'buf', ('prctl', 'option'): 'option', ('mmap', 'off'): 'offset',
    ('mmap', 'len'): 'length', ('munmap', 'len'): 'length', ('mprotect', 'start'): 'addr',
    ('pkey_mprotect', 'start'): 'addr', ('reboot', 'magic1'): 'magic',
    ('ptrace', 'request'): 'request', ('fcntl', 'cmd'): 'cmd', ('mmap2', 'len'): 'length',
    ('mmap2', 'pgoff'): 'pgoffset',
}

# Constant families that make sense for an argument; several joined by '+'.
# (None, name) holds for every call that has an argument of that name.
FAMILIES = {
    ('socket', 'family'): 'AF', ('socketpair', 'family'): 'AF',
    ('socket', 'type'): 'SOCK', ('socketpair', 'type'): 'SOCK',
    ('socket', 'protocol'): 'IPPROTO+NETLINK+ETH_P', ('socketpair', 'protocol'): 'IPPROTO',
    ('accept4', 'flags'): 'SOCK',
    ('setsockopt', 'level'): 'SOL+IPPROTO', ('getsockopt', 'level'): 'SOL+IPPROTO',
    ('setsockopt', 'optname'): 'SO+sockopt', ('getsockopt', 'optname'): 'SO+sockopt',
    ('send', 'flags'): 'MSG', ('sendto', 'flags'): 'MSG', ('sendmsg', 'flags'): 'MSG',
    ('sendmmsg', 'flags'): 'MSG', ('recv', 'flags'): 'MSG', ('recvfrom', 'flags'): 'MSG',
    ('recvmsg', 'flags'): 'MSG', ('recvmmsg', 'flags'): 'MSG', ('recvmmsg_time64', 'flags'): 'MSG',
    ('shutdown', 'how'): 'SHUT', ('socketcall', 'call'): 'SYS',
    ('open', 'flags'): 'O', ('openat', 'flags'): 'O', ('open_by_handle_at', 'flags'): 'O',
    ('pipe2', 'flags'): 'O', ('dup3', 'flags'): 'O', ('memfd_secret', 'flags'): 'O',
    ('inotify_init1', 'flags'): 'IN+O', ('inotify_add_watch', 'mask'): 'IN',
    ('eventfd2', 'flags'): 'FD', ('signalfd4', 'flags'): 'FD',
    ('timerfd_create', 'flags'): 'FD', ('timerfd_settime', 'flags'): 'FD',
    ('timerfd_create', 'clockid'): 'CLOCK', ('epoll_create1', 'flags'): 'EPOLL',
    ('epoll_ctl', 'op'): 'EPOLL', (None, 'dfd'): 'AT', (None, 'dirfd'): 'AT',
    (None, 'olddfd'): 'AT', (None, 'newdfd'): 'AT', (None, 'from_dfd'): 'AT',
    (None, 'to_dfd'): 'AT', (None, 'which_clock'): 'CLOCK', (None, 'mode'): 'S',
    (None, 'sig'): 'SIG', ('prctl', 'option'): 'PR',
    ('arch_prctl', 'option'): 'ARCH', ('ioctl', 'cmd'): 'ioctl',
    ('fcntl', 'cmd'): 'F', ('fcntl64', 'cmd'): 'F', ('flock', 'cmd'): 'LOCK',
    ('lseek', 'whence'): 'SEEK', ('_llseek', 'whence'): 'SEEK', ('llseek', 'whence'): 'SEEK',
    ('mmap', 'prot'): 'PROT', ('mmap2', 'prot'): 'PROT', ('mprotect', 'prot'): 'PROT',
    ('pkey_mprotect', 'prot'): 'PROT', ('mmap', 'flags'): 'MAP', ('mmap2', 'flags'): 'MAP',
    ('remap_file_pages', 'prot'): 'PROT', ('remap_file_pages', 'flags'): 'MAP',
    ('mremap', 'flags'): 'MREMAP', ('msync', 'flags'): 'MS', ('madvise', 'behavior'): 'MADV',
    ('process_madvise', 'behavior'): 'MADV', ('mlockall', 'flags'): 'MCL',
    ('mlock2', 'flags'): 'MCL', ('clone', 'flags'): 'CLONE+SIG', ('unshare', 'flags'): 'CLONE',
    ('setns', 'nstype'): 'CLONE', ('personality', 'persona'): 'PER',
    ('rt_sigprocmask', 'how'): 'SIG_HOW', ('sigprocmask', 'how'): 'SIG_HOW',
    ('faccessat2', 'flags'): 'AT', ('fchownat', 'flag'): 'AT', ('newfstatat', 'flag'): 'AT',
    ('fstatat64', 'flag'): 'AT', ('linkat', 'flags'): 'AT', ('unlinkat', 'flag'): 'AT',
    ('statx', 'flags'): 'AT', ('statx', 'mask'): 'STATX', ('execveat', 'flags'): 'AT',
    ('utimensat', 'flags'): 'AT', ('fchmodat2', 'flags'): 'AT',
    ('name_to_handle_at', 'flag'): 'AT', ('access', 'mode'): 'ACCESS',
    ('faccessat', 'mode'): 'ACCESS', ('faccessat2', 'mode'): 'ACCESS',
    ('renameat2', 'flags'): 'RENAME', ('fallocate', 'mode'): 'FALLOC',
    ('mount', 'flags'): 'MS_MOUNT', ('umount', 'flags'): 'UMOUNT', ('umount2', 'flags'): 'UMOUNT',
    ('splice', 'flags'): 'SPLICE', ('tee', 'flags'): 'SPLICE', ('vmsplice', 'flags'): 'SPLICE',
    ('memfd_create', 'flags'): 'MFD', ('getrandom', 'flags'): 'GRND',
    ('close_range', 'flags'): 'CLOSE_RANGE', ('futex', 'op'): 'FUTEX',
    ('futex_time64', 'op'): 'FUTEX', ('ptrace', 'request'): 'PTRACE', ('bpf', 'cmd'): 'BPF',
    ('keyctl', 'option'): 'KEYCTL', ('seccomp', 'op'): 'SECCOMP', ('seccomp', 'flags'): 'SECCOMP',
    ('prlimit64', 'resource'): 'resource', ('getrlimit', 'resource'): 'resource',
    ('setrlimit', 'resource'): 'resource', ('getrusage', 'who'): 'resource',
    ('getpriority', 'which'): 'resource', ('setpriority', 'which'): 'resource',
    ('sched_setscheduler', 'policy'): 'SCHED', ('sched_get_priority_max', 'policy'): 'SCHED',
    ('sched_get_priority_min', 'policy'): 'SCHED', ('wait4', 'options'): 'WAIT',
    ('waitpid', 'options'): 'WAIT', ('waitid', 'options'): 'WAIT', ('waitid', 'which'): 'WAIT',
    ('shmget', 'shmflg'): 'IPC+SHM', ('shmat', 'shmflg'): 'SHM', ('shmctl', 'cmd'): 'IPC',
    ('msgget', 'msgflg'): 'IPC', ('msgctl', 'cmd'): 'IPC', ('semget', 'semflg'): 'IPC',
    ('semctl', 'cmd'): 'IPC', ('io_uring_register', 'opcode'): 'IORING',
    ('userfaultfd', 'flags'): 'O+misc', ('perf_event_open', 'flags'): 'misc',
    ('fanotify_init', 'flags'): 'FAN', ('fanotify_init', 'event_f_flags'): 'O',
    ('landlock_create_ruleset', 'flags'): 'LANDLOCK', ('reboot', 'cmd'): 'misc',
    ('syslog', 'type'): None, ('getitimer', 'which'): 'CLOCK',
    ('setitimer', 'which'): 'CLOCK', ('pidfd_open', 'flags'): 'O',
    ('membarrier', 'cmd'): 'MEMBARRIER', ('setxattr', 'flags'): 'misc',
    ('lsetxattr', 'flags'): 'misc', ('fsetxattr', 'flags'): 'misc',
    ('mbind', 'mode'): None, ('mbind', 'flags'): None, ('set_mempolicy', 'mode'): None,
}

# Calls that have no SYSCALL_DEFINE line: written in assembly, by hand for one
# architecture, or gone from the kernel. From the man pages; calls that no
# kernel has ever implemented (or that take nothing) have no arguments.
_NOTHING = {
    'afs_syscall', 'break', 'ftime', 'getpmsg', 'gtty', 'idle', 'lock', 'mpx', 'multiplexer',
    'prof', 'profil', 'putpmsg', 'security', 'stty', 'syscall', 'tuxcall', 'ulimit', 'vserver',
    'getpagesize', 'atomic_barrier', 'breakpoint', 'usr26', 'usr32', 'get_tls', 'sigreturn',
    'rt_sigreturn', 'timerfd', 'epoll_ctl_old', 'epoll_wait_old', 'create_module_old',
}
_MMAP = 'addr:ptr length:ulong prot:ulong:PROT flags:ulong:MAP fd:ulong'
SHAPES = [
    (None, _NOTHING, ''),
    # Three orders: CLONE_BACKWARDS, CLONE_BACKWARDS2 (s390) and neither; kernel/fork.c.
    ({'s390', 's390x'}, {'clone'},
     'newsp:ulong flags:ulong:CLONE+SIG parent_tidptr:ptr child_tidptr:ptr tls:ulong'),
    ({'x86_64', 'x32', 'loongarch64', 'm68k', 'sh'}, {'clone'},
     'flags:ulong:CLONE+SIG newsp:ulong parent_tidptr:ptr child_tidptr:ptr tls:ulong'),
    (None, {'clone'},
     'flags:ulong:CLONE+SIG newsp:ulong parent_tidptr:ptr tls:ulong child_tidptr:ptr'),
    (None, {'_sysctl'}, 'args:ptr'),
    (None, {'bdflush'}, 'func:int data:long'),
    (None, {'create_module'}, 'name:ptr size:ulong'),
    (None, {'get_kernel_syms'}, 'table:ptr'),
    (None, {'query_module'}, 'name:ptr which:int buf:ptr bufsize:ulong ret:ptr'),
    (None, {'nfsservctl'}, 'cmd:int argp:ptr resp:ptr'),
    (None, {'lookup_dcookie'}, 'cookie:i64 buf:ptr len:ulong'),
    (None, {'arm_fadvise64_64'}, 'fd:int advice:int offset_hi:ulong offset_lo:ulong len_hi:ulong len_lo:ulong'),
    (None, {'atomic_cmpxchg_32'}, 'newval:ulong oldval:int d3:int d4:int d5:int mem:ptr'),
    (None, {'cacheflush'}, 'addr:ulong nbytes:ulong cache:ulong'),
    (None, {'get_thread_area'}, 'u_info:ptr'),
    (None, {'set_thread_area'}, 'u_info:ptr'),
    (None, {'set_tls'}, 'tls:ulong'),
    (None, {'iopl'}, 'level:uint'),
    (None, {'ioperm'}, 'from:ulong num:ulong turn_on:int'),
    (None, {'map_shadow_stack'}, 'addr:ulong size:ulong flags:uint'),
    ({'parisc', 'parisc64', 'mips', 'mips64', 'mips64n32', 'x86_64', 'x32', 'aarch64',
      'loongarch64', 'riscv64'}, {'mmap'}, _MMAP + ' offset:ulong'),
    (None, {'mmap2'}, _MMAP + ' pgoffset:ulong'),
    (None, {'modify_ldt'}, 'func:int ptr:ptr bytecount:ulong'),
    (None, {'oldstat', 'oldlstat'}, 'filename:ptr statbuf:ptr'),
    (None, {'oldfstat'}, 'fd:uint statbuf:ptr'),
    (None, {'oldolduname'}, 'name:ptr'),
    (None, {'pciconfig_iobase'}, 'which:long in_bus:ulong in_devfn:ulong'),
    (None, {'pciconfig_read', 'pciconfig_write'}, 'bus:ulong dfn:ulong off:ulong len:ulong buf:ptr'),
    (None, {'readdir'}, 'fd:uint dirent:ptr count:uint'),
    (None, {'sys_debug_setcontext'}, 'ctx:ptr ndbg:int dbg:ptr'),
    (None, {'vm86'}, 'cmd:ulong arg:ulong'),
    ({'x86'}, {'vm86old'}, 'user_vm86:ptr'),
    # The kernel passes these on; names from the man page.
    (None, {'uretprobe', 'uprobe'}, ''),
]


def signature(table, name):
    """The shape of a call that has no SYSCALL_DEFINE line that says it, or None."""
    for tables, names, shape in SHAPES:
        if name in names and (tables is None or table in tables):
            return shape
    return None
