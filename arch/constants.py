# SPDX-License-Identifier: LGPL-2.1-or-later
"""Make constants.tbl: what the kernel's user headers call each value, per ABI.

Part of regenerate.py. The preprocessor lists the macros of each architecture's
headers and the compiler says what they are, with the word size of the ABI,
since the number of an ioctl holds the size of a struct.
"""

import re
import subprocess

import families

# table: (directory below arch/, how a compiler for it would predefine itself). The compiler is
# the build machine's, so its own macros are taken away where they would mislead.
_M32, _M64 = ['-m32', '-U__i386__'], ['-m64', '-U__x86_64__']
ARCHES = {
    'x86_64': ('x86', ['-m64']), 'x86': ('x86', ['-m32']), 'x32': ('x86', ['-mx32']),
    'aarch64': ('arm64', _M64 + ['-D__aarch64__']),
    'arm': ('arm', _M32 + ['-D__arm__', '-D__ARM_EABI__']),
    'loongarch64': ('loongarch', _M64),
    'riscv64': ('riscv', _M64 + ['-D__riscv_xlen=64']),
    'm68k': ('m68k', _M32 + ['-D__mc68000__']),
    'mips': ('mips', _M32 + ['-D_MIPS_SIM=1', '-D_MIPS_SZLONG=32', '-D__MIPSEB__']),
    'mips64': ('mips', _M64 + ['-D_MIPS_SIM=3', '-D_MIPS_SZLONG=64', '-D__MIPSEB__']),
    'mips64n32': ('mips', ['-mx32', '-U__x86_64__', '-D_MIPS_SIM=2', '-D_MIPS_SZLONG=32',
                           '-D__MIPSEB__']),
    'parisc': ('parisc', _M32 + ['-D__hppa__']),
    'parisc64': ('parisc', _M64 + ['-D__hppa__', '-D__LP64__']),
    'ppc': ('powerpc', _M32 + ['-D__powerpc__']),
    'ppc64': ('powerpc', _M64 + ['-D__powerpc__', '-D__powerpc64__']),
    's390': ('s390', _M32 + ['-D__s390__']),
    's390x': ('s390', _M64 + ['-D__s390__', '-D__s390x__']),
    'sh': ('sh', _M32 + ['-D__sh__']),
}
# What is written for the kernel and taken away when headers are installed.
KERNEL_WORDS = ['-D__user=', '-D__force=', '-D__bitwise=', '-D__attribute_const__=',
                '-D__always_inline=inline', '-D__counted_by(x)=',
                '-D__packed=__attribute__((packed))']
# Programs have a time_t; where it decides (SO_RCVTIMEO), the kernel's own is what a plain one is.
PRELUDE = ('#include <linux/types.h>\n#include <stddef.h>\n'
           'typedef __kernel_old_time_t time_t;\n')
UNISTD = ('_64', '_32', '_x32', '_o32', '_n32', '_n64', '-eabi', '-oabi')
FROM_LIBC = ('limits.h', 'stdbool.h', 'stdint.h', 'string.h', 'time.h', 'sys/time.h',
             'sys/types.h', 'sys/socket.h', 'netinet/in.h', 'sys/ioctl.h')


class Rules:
    """families.py, made ready to be asked."""

    def __init__(self):
        self.order, self.patterns, self.sets = [], [], {}
        for line in families.FAMILIES.strip().split('\n'):
            family, what = line.split()
            if family not in self.order:
                self.order.append(family)
            if re.match('(header|enum):', what):
                self.sets[what] = family
            else:
                self.patterns.append((family, re.compile(what)))
        self.drop = re.compile(families.DROP)

    def family(self, name, places):
        """@places: which headers and enums define it."""
        if self.drop.fullmatch(name):
            return None
        for place in places:
            if place in self.sets:
                return self.sets[place]
        for family, pattern in self.patterns:
            if pattern.fullmatch(name):
                return family
        return None


class Headers:
    """The uapi headers of one architecture, made usable as they are in the source tree."""

    def __init__(self, kernel, arch_kernel, table, scratch):
        arch, flags = ARCHES[table]
        own = arch_kernel / 'arch' / arch / 'include/uapi'
        stubs = scratch / table
        self.write_stubs(kernel, own, stubs)
        self.command = ['gcc', '-nostdinc', '-x', 'c', '-w', *flags, *KERNEL_WORDS,
                        '-I', str(own), '-I', str(stubs), '-I', str(kernel / 'include/uapi'), '-']
        self.usable = [header for header in families.HEADERS
                       if self.run(['-fsyntax-only'], f'#include <{header}>\n').returncode == 0]
        self.includes = ''.join(f'#include <{header}>\n' for header in self.usable)

    @staticmethod
    def write_stubs(kernel, own, stubs):
        """The headers that the kernel's build makes, and empty ones for what libc would give."""
        files = {'linux/compiler.h': '', 'linux/version.h': '#define LINUX_VERSION_CODE 0\n',
                 'stddef.h': 'typedef __SIZE_TYPE__ size_t;\n'}
        files.update({header: '' for header in FROM_LIBC})
        files.update({f'asm/unistd{abi}.h': '' for abi in UNISTD})
        for header in (kernel / 'include/uapi/asm-generic').glob('*.h'):
            if not (own / 'asm' / header.name).exists():
                files[f'asm/{header.name}'] = f'#include <asm-generic/{header.name}>\n'
        for name, text in files.items():
            (stubs / name).parent.mkdir(parents=True, exist_ok=True)
            (stubs / name).write_text(text)

    def run(self, options, text):
        return subprocess.run(self.command + options, input=PRELUDE + text, text=True,
                              capture_output=True, check=False)

    def macros(self, includes):
        dump = self.run(['-E', '-dM'], includes).stdout
        return set(re.findall(r'^#define (\w+) \S', dump, re.M))

    def names(self, rules):
        """name -> family, of all names that the tables want"""
        places = {name: set() for name in self.macros(self.includes)}
        for place in rules.sets:
            kind, _, header = place.partition(':')
            if kind == 'header':
                for name in self.macros(f'#include <{header}>\n') - self.macros(''):
                    places.setdefault(name, set()).add(place)
        body = self.run(['-E', '-P'], self.includes).stdout
        for tag, members in re.findall(r'enum\s*(\w*)\s*\{(.*?)\}', body, re.S):
            for name in re.findall(r'(?:^|,)\s*([A-Z]\w+)', re.sub(r'\([^)]*\)', '', members)):
                places.setdefault(name, set()).add(f'enum:{tag}')
        wanted = {name: rules.family(name, where) for name, where in places.items()}
        return {name: family for name, family in wanted.items() if family}

    def values(self, names):
        """name -> value; a macro that is no number in C is left out."""
        names = sorted(names)
        while names:
            text = self.includes + ''.join(
                f'unsigned long long v_{name} = (unsigned long long)(long long)({name});\n'
                for name in names)
            first = (PRELUDE + self.includes).count('\n') + 1
            done = self.run(['-S', '-O0', '-fno-asynchronous-unwind-tables', '-o', '-'], text)
            if done.returncode == 0:
                return parse_assembly(done.stdout)
            bad = {int(line) - first
                   for line in re.findall(r'<stdin>:(\d+):\d+: (?:error|note)', done.stderr)}
            if not bad or min(bad) < 0:
                raise SystemExit(done.stderr[:2000])
            names = [name for i, name in enumerate(names) if i not in bad]
        return {}


def parse_assembly(text):
    values = {}
    for label, body in re.findall(r'^v_(\w+):\n((?:\s+\..*\n)*)', text, re.M):
        value, shift = 0, 0
        for directive, number in re.findall(r'\.(quad|long|zero)\s+(-?\d+)', body):
            bits = {'quad': 64, 'long': 32, 'zero': 8 * int(number)}[directive]
            if directive != 'zero':
                value |= (int(number) & ((1 << bits) - 1)) << shift
            shift += bits
        values[label] = value & (1 << 64) - 1
    return values


def kernel_defines(kernel, path, pattern):
    """Macros of a header that is not for user space."""
    text = (kernel / path).read_text()
    found = re.finditer(rf'^#define\s+({pattern})\s+(\d\w*)\s*(?:/\*|$)', text, re.M)
    return {match[1]: int(match[2], 0) for match in found}


def collect(kernel, arch_kernel, table, scratch, rules):
    """name -> (family, value) on one table"""
    headers = Headers(kernel, arch_kernel, table, scratch)
    wanted = headers.names(rules)
    values = headers.values({*wanted, 'FASYNC'})
    socket_h = kernel_defines(kernel, 'include/linux/socket.h', r'(?:AF|SOL|MSG)_\w+')
    for name, value in socket_h.items():
        values.setdefault(name, value)
        if name.startswith('AF_'):
            values.setdefault('PF_' + name[3:], value)
    values.update(families.EXTRA)
    if table.startswith('mips'):
        values.update(families.EXTRA_MIPS)
    # What the C library adds in terms of the kernel's own.
    values['ENOTSUP'] = values['EOPNOTSUPP']
    values['EWOULDBLOCK'] = values['EAGAIN']
    values['O_ASYNC'] = values.pop('FASYNC')
    values['O_FSYNC'] = values['O_RSYNC'] = values['O_SYNC']
    values['AF_LOCAL'] = values['PF_LOCAL'] = values['AF_UNIX']
    values.setdefault('MAP_ANON', values['MAP_ANONYMOUS'])
    values.setdefault('SOCK_CLOEXEC', values['O_CLOEXEC'])
    values.setdefault('SOCK_NONBLOCK', values['O_NONBLOCK'])
    result = {name: (wanted.get(name) or rules.family(name, ()), value)
              for name, value in values.items()}
    result['ENOTSUP'] = ('errno', values['ENOTSUP'])
    result['EWOULDBLOCK'] = ('errno', values['EWOULDBLOCK'])
    return {name: pair for name, pair in result.items() if pair[0]}


def show(value):
    if value is None:
        return '-'
    if value >= 1 << 63:
        return str(value - (1 << 64))
    return str(value) if value < 256 else hex(value)


def row(name, per_table):
    """The value that most tables have stands first; the others are named."""
    shapes = {}
    for table in ARCHES:
        shapes.setdefault(show(per_table[table].get(name, (None, None))[1]), []).append(table)
    ranked = sorted(shapes.items(), key=lambda shape: (-len(shape[1]), shape[0]))
    words = [name, ranked[0][0]]
    words += [f'{",".join(where)}={value}' for value, where in ranked[1:]]
    if name in families.ALIASES or name.startswith('PF_'):
        words.append('alias')
    return ' '.join(words)


HEAD = '''\
# Named constants of the kernel's user interface, by family.
# NAME value [table,...=value ...] [alias]: the first value is for every table that is not named;
# "-" is a table that does not have the name. An alias is another name's second name.
# Source: uapi headers of the kernel, and families.py. Made by regenerate.py.
'''


def write(output, kernel, older, scratch):
    """@older: kernels to take the headers of an architecture from that @kernel has dropped."""
    rules = Rules()
    trees = {table: kernel for table in ARCHES}
    if older:
        trees['s390'] = older[0]
    per_table = {table: collect(kernel, trees[table], table, scratch, rules) for table in ARCHES}
    members = {family: set() for family in rules.order}
    for constants in per_table.values():
        for name, (family, _) in constants.items():
            members[family].add(name)
    text = HEAD
    for family in rules.order:
        text += f'\n[{family}]\n'
        text += ''.join(row(name, per_table) + '\n' for name in sorted(members[family]))
    (output / 'constants.tbl').write_text(text)
