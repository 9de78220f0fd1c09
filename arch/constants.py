#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Make constants.tbl anew: what the kernel's user headers call each value, per ABI.

    arch/constants.py --kernel linux-7.2

Lets the C preprocessor list the macros of the uapi headers of each
architecture and the compiler say what they are, with the word size of the ABI
(the number of an ioctl holds the size of a struct).
"""

import argparse
import pathlib
import re
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# table: (directory below arch/, compiler flags, how the ABI predefines itself)
ARCHES = {
    'x86_64': ('x86', ['-m64']), 'x86': ('x86', ['-m32']), 'x32': ('x86', ['-mx32']),
    'aarch64': ('arm64', ['-m64', '-U__x86_64__', '-D__aarch64__']),
    'arm': ('arm', ['-m32', '-U__i386__', '-D__arm__', '-D__ARM_EABI__']),
    'loongarch64': ('loongarch', ['-m64', '-U__x86_64__']),
    'riscv64': ('riscv', ['-m64', '-U__x86_64__', '-D__riscv_xlen=64']),
    'm68k': ('m68k', ['-m32', '-U__i386__', '-D__mc68000__']),
    'mips': ('mips', ['-m32', '-U__i386__', '-D_MIPS_SIM=1', '-D_MIPS_SZLONG=32', '-D__mips__', '-D__MIPSEB__']),
    'mips64': ('mips', ['-m64', '-U__x86_64__', '-D_MIPS_SIM=3', '-D_MIPS_SZLONG=64', '-D__mips__', '-D__MIPSEB__']),
    'mips64n32': ('mips', ['-mx32', '-U__x86_64__', '-D_MIPS_SIM=2', '-D_MIPS_SZLONG=32', '-D__mips__', '-D__MIPSEB__']),
    'parisc': ('parisc', ['-m32', '-U__i386__', '-D__hppa__']),
    'parisc64': ('parisc', ['-m64', '-U__x86_64__', '-D__hppa__', '-D__LP64__']),
    'ppc': ('powerpc', ['-m32', '-U__i386__', '-D__powerpc__']),
    'ppc64': ('powerpc', ['-m64', '-U__x86_64__', '-D__powerpc__', '-D__powerpc64__']),
    's390': ('s390', ['-m32', '-U__i386__', '-D__s390__']),
    's390x': ('s390', ['-m64', '-U__x86_64__', '-D__s390__', '-D__s390x__']),
    'sh': ('sh', ['-m32', '-U__i386__', '-D__sh__']),
}

HEADERS = '''asm/errno.h asm/fcntl.h asm/ioctls.h asm/mman.h asm/signal.h asm/socket.h asm/sockios.h
asm/termbits.h asm/prctl.h asm/poll.h asm/resource.h linux/fcntl.h linux/errno.h linux/sched.h linux/prctl.h
linux/mman.h linux/stat.h linux/seccomp.h linux/ptrace.h linux/bpf.h linux/keyctl.h linux/futex.h
linux/eventpoll.h linux/memfd.h linux/random.h linux/mount.h linux/close_range.h linux/landlock.h
linux/net.h linux/in.h linux/netlink.h linux/if_ether.h linux/personality.h linux/time.h
linux/timerfd.h linux/eventfd.h linux/signalfd.h linux/inotify.h linux/fanotify.h linux/falloc.h
linux/ipc.h linux/shm.h linux/msg.h linux/sem.h linux/wait.h linux/fs.h linux/tty.h linux/vt.h
linux/kd.h linux/sockios.h linux/reboot.h linux/membarrier.h linux/userfaultfd.h linux/io_uring.h
linux/perf_event.h linux/pidfd.h linux/xattr.h linux/resource.h linux/tcp.h linux/in6.h
linux/if_packet.h linux/tiocl.h linux/loop.h linux/openat2.h linux/unistd.h linux/kcmp.h
linux/aio_abi.h linux/if_tun.h linux/nsfs.h linux/watchdog.h linux/fb.h
linux/hdreg.h linux/cdrom.h linux/rtc.h linux/dm-ioctl.h linux/fscrypt.h linux/fsverity.h'''.split()

# Family: names that belong to it. The first family that fits takes a name.
FAMILIES = [
    ('errno', r'E(?!FD_|T[HV]_|POLL|M_|XT|LF|NOTIFY|X_)[A-Z0-9]+'),
    ('AF', r'(AF|PF)_(?!PACKET_|ALG_)\w+'),
    ('SOCK', r'SOCK_(STREAM|DGRAM|RAW|RDM|SEQPACKET|DCCP|PACKET|CLOEXEC|NONBLOCK)'),
    ('IPPROTO', r'IPPROTO_\w+'), ('NETLINK', r'NETLINK_[A-Z0-9]+(_[A-Z]+)?'),
    ('ETH_P', r'ETH_P_\w+'), ('SOL', r'SOL_\w+'), ('SO', r'(SO|SCM)_\w+'),
    ('sockopt', r'(TCP|IP|IPV6|PACKET)_\w+'),
    ('MSG', r'MSG_\w+'), ('SHUT', r'SHUT_\w+'), ('SYS', r'SYS_[A-Z0-9]+'),
    ('RESOLVE', r'RESOLVE_\w+'),
    ('O', r'O_\w+'), ('FAN', r'FAN_\w+'), ('IN', r'IN_[A-Z_]+'),
    ('AT', r'AT_\w+'), ('ACCESS', r'[FRWX]_OK'), ('STATX', r'STATX_\w+'),
    ('S', r'S_I\w+'), ('PROT', r'PROT_\w+'),
    ('MAP', r'MAP_\w+'), ('MREMAP', r'MREMAP_\w+'), ('MADV', r'MADV_\w+'),
    ('MCL', r'(MCL|MLOCK)_\w+'), ('MFD', r'MFD_\w+'),
    ('MS', r'MS_(ASYNC|INVALIDATE|SYNC)'), ('MS_MOUNT', r'MS_\w+'),
    ('UMOUNT', r'(MNT_(FORCE|DETACH|EXPIRE)|UMOUNT_NOFOLLOW)'),
    ('CLONE', r'CLONE_\w+'), ('PR', r'PR_\w+'), ('ARCH', r'ARCH_[A-Z]\w+'),
    ('SIG_HOW', r'SIG_(BLOCK|UNBLOCK|SETMASK)'),
    ('SIG', r'SIG[A-Z0-9]+'), ('F', r'F_(?!OK\b)\w+'), ('LOCK', r'LOCK_(SH|EX|UN|NB|MAND|READ|WRITE|RW)'),
    ('SEEK', r'SEEK_\w+'), ('PTRACE', r'PTRACE_\w+'),
    ('SCHED', r'SCHED_\w+'), ('FUTEX', r'FUTEX2?_\w+'),
    ('EPOLL', r'EPOLL_\w+'), ('FD', r'(EFD|SFD|TFD)_\w+'),
    ('resource', r'(RLIMIT|RUSAGE|PRIO)_\w+'),
    ('misc', r'(XATTR_(CREATE|REPLACE)|UFFD_USER_MODE_ONLY|PERF_FLAG_\w+|LINUX_REBOOT_\w+)'), ('CLOCK', r'(CLOCK_\w+|TIMER_ABSTIME|ITIMER_\w+)'),
    ('IPC', r'(IPC_\w+|(SHM|MSG|SEM)_(STAT|INFO|STAT_ANY)|SHM_(LOCK|UNLOCK)|GETVAL|SETVAL|GETALL|SETALL|GETPID|GETNCNT|GETZCNT)'),
    ('SHM', r'SHM_\w+'), ('WAIT', r'(P_(ALL|PID|PGID|PIDFD)|W(NOHANG|UNTRACED|STOPPED|EXITED|CONTINUED|NOWAIT)|__W\w+)'), ('PER', r'(PER_\w+|ADDR_\w+|FDPIC_FUNCPTRS|MMAP_PAGE_ZERO|READ_IMPLIES_EXEC|SHORT_INODE|STICKY_TIMEOUTS|UNAME26|WHOLE_SECONDS)'),
    ('KEYCTL', r'KEYCTL_\w+'), ('BPF', r'BPF_[A-Z0-9_]+'),
    ('SECCOMP', r'SECCOMP_\w+'), ('GRND', r'GRND_\w+'),
    ('RENAME', r'RENAME_\w+'), ('FALLOC', r'FALLOC_\w+'),
    ('SPLICE', r'SPLICE_F_\w+'), ('CLOSE_RANGE', r'CLOSE_RANGE_\w+'),
    ('LANDLOCK', r'LANDLOCK_\w+'), ('MEMBARRIER', r'MEMBARRIER_\w+'), ('IORING', r'IORING_\w+'),
    ('ioctl', r'(TIO[CS]\w+|TC[A-Z]+\w*|FIO\w+|SIOC\w+|FS_IOC\w*|FI(CLONE|DEDUPE|BMAP|GETBSZ|FREEZE|THAW|TRIM)\w*|BLK[A-Z]+|VT_[A-Z]+\w*|KD[A-Z]+\w*|LOOP_[A-Z]+\w*|TUN[SG]\w+|NS_GET_\w+|RND\w+|EVIOC\w+|USBDEVFS_\w+|DM_[A-Z_]+|HDIO_\w+|CDROM\w+|RTC_\w+|FBIO\w+|WDIOC_\w+|UFFDIO_\w+|PERF_EVENT_IOC_\w+|SECCOMP_IOCTL_\w+|GIO_\w+|PIO_\w+)'),
]

# Values that stand outside the user headers, or that libc calls otherwise than
# the kernel. Source: include/linux/socket.h, include/linux/net.h of the kernel,
# and the man pages.
EXTRA = {
    'SHUT_RD': 0, 'SHUT_WR': 1, 'SHUT_RDWR': 2,
    'SPLICE_F_MOVE': 1, 'SPLICE_F_NONBLOCK': 2, 'SPLICE_F_MORE': 4, 'SPLICE_F_GIFT': 8,
    'F_OK': 0, 'R_OK': 4, 'W_OK': 2, 'X_OK': 1,
    'SOCK_STREAM': 1, 'SOCK_DGRAM': 2, 'SOCK_RAW': 3, 'SOCK_RDM': 4, 'SOCK_SEQPACKET': 5,
    'SOCK_DCCP': 6, 'SOCK_PACKET': 10,
}
# A second name for a value: never the one to print.
ALIASES = {
    'AF_LOCAL', 'AF_ROUTE', 'EWOULDBLOCK', 'EDEADLOCK', 'ENOTSUP', 'O_NDELAY', 'O_FSYNC',
    'O_RSYNC', 'SIGIOT', 'SIGCLD', 'SIGPOLL', 'SIGUNUSED', 'TIOCINQ', 'MAP_ANON', 'MAP_FILE',
    'POSIX_FADV_NORMAL', 'CLOCK_SGI_CYCLE', 'F_OK', 'EFSBADCRC', 'EFSCORRUPTED',
}
SOCK_MIPS = {'SOCK_DGRAM': 1, 'SOCK_STREAM': 2}
# Not for rules: counts and versions that each kernel changes, ELF and BPF encodings.
DROP = re.compile(r'.*(_H|_H_|_LAST|_MAX|_H__|_MAX_STATES|_RESERVED_BITS)$|DM_VERSION_.*|FUTEX_CMD_MASK|BPF_(LD|ST|ALU|JMP|RET|MISC|[A-Z]|IMM|ABS|IND|MEM|LEN|MSH|MAJOR_VERSION|CLASS|SIZE|OP|MODE|SRC|RVAL|MISCOP|MAXINSNS|MEMWORDS)$|E2BIG_$|ELF.*|EI_.*|EM_.*|AT_(NULL|IGNORE|EXECFD|PHDR|PHENT|PHNUM|PAGESZ|BASE|FLAGS|ENTRY|NOTELF|UID|EUID|GID|EGID|PLATFORM|HWCAP\d?|CLKTCK|SECURE|RANDOM|EXECFN|SYSINFO.*|VECTOR_SIZE.*|RSEQ.*|BASE_PLATFORM|MINSIGSTKSZ)$')


def run(command, text):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def family_of(name):
    if DROP.match(name):
        return None
    for family, pattern in FAMILIES:
        if re.fullmatch(pattern, name):
            return family
    return None


class Headers:
    """The uapi headers of one architecture, made usable as they are in the source tree."""

    def __init__(self, kernel, table, scratch):
        self.arch, self.flags = ARCHES[table]
        wrappers = scratch / table / 'asm'
        wrappers.mkdir(parents=True)
        own = kernel / 'arch' / self.arch / 'include/uapi/asm'
        for header in (kernel / 'include/uapi/asm-generic').glob('*.h'):
            if not (own / header.name).exists():
                (wrappers / header.name).write_text(f'#include <asm-generic/{header.name}>\n')
        for name in ('unistd_64', 'unistd_32', 'unistd_x32', 'unistd_o32', 'unistd_n32', 'unistd_n64'):
            (wrappers / f'{name}.h').write_text('')
        (scratch / table / 'linux').mkdir()
        (scratch / table / 'linux/compiler.h').write_text('')
        (scratch / table / 'linux/version.h').write_text('#define LINUX_VERSION_CODE 0\n')
        (scratch / table / 'stddef.h').write_text('typedef __SIZE_TYPE__ size_t;\n')
        (scratch / table / 'stdint.h').write_text('')
        for skip in ('limits.h', 'stdbool.h', 'string.h', 'time.h'):
            (scratch / table / skip).write_text('')
        for stub in ('sys/time.h', 'sys/types.h', 'sys/socket.h', 'netinet/in.h', 'sys/ioctl.h'):
            (scratch / table / stub).parent.mkdir(exist_ok=True)
            (scratch / table / stub).write_text('')
        self.command = ['gcc', '-nostdinc', '-x', 'c', '-w', *self.flags, '-D__user=', '-D__force=',
                        '-D__bitwise=', '-D__attribute_const__=', '-D__always_inline=inline', '-D__counted_by(x)=', '-D__packed=__attribute__((packed))',
                        '-I', str(own.parent), '-I', str(scratch / table),
                        '-I', str(kernel / 'include/uapi'), '-']
        self.headers = [h for h in dict.fromkeys(HEADERS) if self.usable(h)]

    def text(self):
        return ''.join(f'#include <{header}>\n' for header in self.headers)

    def usable(self, header):
        return run(self.command + ['-fsyntax-only'], f'#include <linux/types.h>\n#include <stddef.h>\n#include <{header}>\n').returncode == 0

    def errnos(self):
        dump = run(self.command + ['-E', '-dM'], '#include <asm/errno.h>\n').stdout
        return set(re.findall(r'^#define (E\w+) \S', dump, re.M))

    def names(self):
        text = '#include <linux/types.h>\n#include <stddef.h>\n' + self.text()
        dump = run(self.command + ['-E', '-dM'], text).stdout
        names = set(re.findall(r'^#define (\w+) \S', dump, re.M))
        body = run(self.command + ['-E', '-P'], text).stdout
        for enum in re.findall(r'enum\s*\w*\s*\{(.*?)\}', body, re.S):
            names |= set(re.findall(r'(?:^|,)\s*([A-Z]\w+)', re.sub(r'\([^)]*\)', '', enum)))
        return {n for n in names if family_of(n)} - (
            {n for n in names if family_of(n) == 'errno'} - self.errnos()) | (names & {'FASYNC'})

    def values(self, names):
        names = sorted(names)
        while names:
            text = '#include <linux/types.h>\n#include <stddef.h>\n' + self.text()
            first = text.count('\n') + 1
            text += ''.join(f'unsigned long long v_{n} = (unsigned long long)(long long)({n});\n' for n in names)
            result = run(self.command + ['-S', '-O0', '-fno-asynchronous-unwind-tables', '-o', '-'], text)
            bad = {int(m) - first for m in re.findall(r'<stdin>:(\d+):\d+: (?:error|note: in expansion)', result.stderr)}
            bad = {line for line in bad if line >= 0}
            if not bad and result.returncode == 0:
                return parse_assembly(result.stdout)
            if not bad:
                raise SystemExit(result.stderr[:2000])
            names = [n for i, n in enumerate(names) if i not in bad]
        return {}


def parse_assembly(text):
    values = {}
    for block in re.split(r'^(?=v_\w+:)', text, flags=re.M):
        head = re.match(r'v_(\w+):', block)
        if not head:
            continue
        longs = re.findall(r'^\s+\.(quad|long|zero)\s+(-?\w+)', block, re.M)
        value, shift = 0, 0
        for kind, number in longs:
            if kind == 'zero':
                break
            width = 64 if kind == 'quad' else 32
            value |= (int(number, 0) & ((1 << width) - 1)) << shift
            shift += width
            if shift >= 64:
                break
        values[head[1]] = value
    return values


def kernel_defines(kernel, path, pattern):
    text = (kernel / path).read_text()
    return {m[1]: int(m[2], 0) for m in re.finditer(rf'^#define\s+({pattern})\s+(\d\w*)\s*(?:/\*|$)', text, re.M)}


def collect(kernel, table, scratch):
    headers = Headers(kernel, table, scratch)
    values = headers.values(headers.names())
    socket_h = kernel_defines(kernel, 'include/linux/socket.h', r'(?:AF|SOL|MSG)_\w+')
    socket_h = {n: v for n, v in socket_h.items() if family_of(n)}
    for name, value in socket_h.items():
        values.setdefault(name, value)
        if name.startswith('AF_'):
            values.setdefault('PF_' + name[3:], value)
    for name, value in EXTRA.items():
        values[name] = value
    if table.startswith('mips'):
        values.update(SOCK_MIPS)
    values.setdefault('SOCK_CLOEXEC', values.get('O_CLOEXEC', 0o2000000))
    values.setdefault('SOCK_NONBLOCK', values.get('O_NONBLOCK', 0o4000))
    values['ENOTSUP'] = values['EOPNOTSUPP']
    values['EWOULDBLOCK'] = values['EAGAIN']
    values['O_ASYNC'] = values.get('FASYNC', 0o20000)
    values['O_FSYNC'] = values['O_RSYNC'] = values['O_SYNC']
    values.pop('FASYNC', None)
    values.setdefault('MAP_ANON', values['MAP_ANONYMOUS'])
    values['AF_LOCAL'] = values['PF_LOCAL'] = 1
    values.pop('AF_MAX', None)
    return values


def show(value):
    if value >= 1 << 63:
        return str(value - (1 << 64))
    return str(value) if value < 256 else hex(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--kernel', type=pathlib.Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        per = {t: collect(options.kernel, t, pathlib.Path(scratch)) for t in ARCHES}
    names = sorted(set().union(*per.values()))
    lines = ['# Named constants of the kernel\'s user interface, by family.',
             '# NAME value [table,...=value ...]: the first value is for every other table;',
             '# "-" is a table that does not have the name; an alias is never printed.',
             '# Source: uapi headers of the kernel. Made by constants.py.']
    for family, _ in FAMILIES:
        lines.append(f'\n[{family}]')
        for name in names:
            if family_of(name) != family:
                continue
            shapes = {}
            for table in ARCHES:
                shapes.setdefault(per[table].get(name), []).append(table)
            ranked = sorted(shapes.items(), key=lambda i: (-len(i[1]), str(i[0])))
            text = [show(v) if v is not None else '-' for v, _ in ranked]
            row = f'{name} {text[0]}'
            for (_, where), value in zip(ranked[1:], text[1:]):
                row += f' {",".join(where)}={value}'
            if name in ALIASES or name.startswith('PF_'):
                row += ' alias'
            lines.append(row)
    (HERE / 'constants.tbl').write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
