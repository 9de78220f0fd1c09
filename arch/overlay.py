# SPDX-License-Identifier: LGPL-2.1-or-later
"""Facts that no kernel source says in a form that a program can read.

Which kernel brought a call, and calls that stand outside the kernel's tables.
Each table here is read by regenerate.py and goes into the text tables, so that
a build never looks at this file. arguments.py is the same for arguments.
"""

# Which kernel brought a call, where syscalls(2) is older than the call, does not list it, or says
# otherwise than the call's own page (membarrier, pkey_*). Source: the kernel's history of its
# syscall tables.
SINCE = {
    'membarrier': '4.3', 'pkey_alloc': '4.9', 'pkey_free': '4.9', 'pkey_mprotect': '4.9',
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

# Where one ABI got a call later than its name came to be. Numbers are given out in order, so a call
# between two others is not older than the first of them.
SINCE_ABI = {
    ('x86', 'arch_prctl'): '4.12',
    ('sh', 'sync_file_range2'): '6.11',
    ('parisc', 'cacheflush'): '6.5', ('parisc64', 'cacheflush'): '6.5',
    ('s390x', 'memfd_secret'): '6.3', ('s390', 'memfd_secret'): '6.3',
    ('aarch64', 'rseq'): '4.19', ('riscv64', 'rseq'): '4.19',
    ('aarch64', 'kexec_file_load'): '5.0', ('riscv64', 'kexec_file_load'): '5.0',
    ('riscv64', 'clone3'): '5.4', ('loongarch64', 'memfd_secret'): '7.2',
    ('arm', 'migrate_pages'): '5.1', ('arm', 'kexec_file_load'): '5.1',
    ('m68k', 'seccomp'): '5.1', ('m68k', 'clone3'): '5.6', ('mips64', 'getdents64'): '3.10',
    ('parisc', 'utimes'): '3.14', ('parisc64', 'utimes'): '3.14',
    ('parisc', 'kexec_file_load'): '5.4', ('parisc64', 'kexec_file_load'): '5.4',
    ('ppc', 'kcmp'): '3.8', ('ppc64', 'kcmp'): '3.8',
    ('ppc', 'kexec_file_load'): '4.10', ('ppc64', 'kexec_file_load'): '4.10',
    ('s390', 'kcmp'): '3.7', ('s390x', 'kcmp'): '3.7',
    ('s390', 'statx'): '4.12', ('s390x', 'statx'): '4.12',
    ('s390', 'kexec_file_load'): '4.17', ('s390x', 'kexec_file_load'): '4.17',
}

# Numbers that an ABI was given together: socket and ipc calls of their own beside socketcall(2)
# and ipc(2), calls with 64-bit times, and what ABIs caught up with when 5.1 made numbers equal.
SINCE_RANGE = {
    'x86': [(359, 373, '4.3'), (393, 402, '5.1')],
    'm68k': [(356, 373, '4.3'), (380, 384, '5.1'), (393, 402, '5.1')],
    'mips': [(393, 402, '5.1')],
    'parisc': [(351, 354, '5.1')],
    'parisc64': [(351, 354, '5.1')],
    'ppc': [(326, 343, '2.6.37'), (384, 386, '4.16'), (393, 402, '5.1')],
    'ppc64': [(326, 343, '2.6.37'), (384, 386, '4.16'), (392, 402, '5.1')],
    's390': [(357, 373, '4.3'), (382, 383, '4.19'), (384, 386, '5.1'), (393, 402, '5.1')],
    's390x': [(357, 373, '4.3'), (382, 383, '4.19'), (384, 386, '5.1'), (392, 402, '5.1')],
    'sh': [(340, 358, '2.6.37'), (383, 387, '5.1'), (393, 402, '5.1')],
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
