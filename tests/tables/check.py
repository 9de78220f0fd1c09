#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tables in arch/ say what the installed kernel headers say.

    check.py [--root DIR] [--cc CC] ABI... | others

Looks for the headers of each ABI where linux-libc-dev and
linux-libc-dev-*-cross install them, lets the compiler read them as that
architecture would, and compares every __NR_* and every constant. Headers may
be older than the tables: a call that they lack must be younger than they are.

Nothing to compare with: skipped (status 77), but a failure for the ABIs that
must be checked when the environment variable CI is set.
"""

import argparse
import os
import pathlib
import re
import shlex
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / 'arch'))
sys.dont_write_bytecode = True
import families  # noqa: E402
import reader  # noqa: E402

CORE = ('x86_64', 'x86', 'x32', 'aarch64')
SKIPPED = 77

# ABI: (triplets whose headers describe it, how a compiler for it would predefine itself). The
# compiler is the build machine's, so its own macros are taken away where they would mislead.
M64 = ['-m64', '-U__x86_64__']
M32 = ['-m32', '-U__i386__']
NATIVE = 'x86_64-linux-gnu'
ABIS = {
    'x86_64': ([NATIVE], ['-m64']),
    'x86': (['i686-linux-gnu', 'i386-linux-gnu', NATIVE], ['-m32']),
    'x32': (['x86_64-linux-gnux32', NATIVE], ['-mx32']),
    'aarch64': (['aarch64-linux-gnu'], M64 + ['-D__aarch64__']),
    'arm': (['arm-linux-gnueabihf', 'arm-linux-gnueabi'], M32 + ['-D__arm__', '-D__ARM_EABI__']),
    'loongarch64': (['loongarch64-linux-gnu'], M64 + ['-D__loongarch64', '-D__loongarch_lp64']),
    'm68k': (['m68k-linux-gnu'], M32 + ['-D__mc68000__']),
    'mips': (['mips-linux-gnu'], M32 + ['-D_MIPS_SIM=1', '-D_MIPS_SZLONG=32', '-D__MIPSEB__']),
    'mipsel': (['mipsel-linux-gnu'], M32 + ['-D_MIPS_SIM=1', '-D_MIPS_SZLONG=32', '-D__MIPSEL__']),
    'mips64': (['mips64-linux-gnuabi64'],
               M64 + ['-D_MIPS_SIM=3', '-D_MIPS_SZLONG=64', '-D__MIPSEB__']),
    'mipsel64': (['mips64el-linux-gnuabi64'],
                 M64 + ['-D_MIPS_SIM=3', '-D_MIPS_SZLONG=64', '-D__MIPSEL__']),
    'mips64n32': (['mips64-linux-gnuabin32'],
                  ['-mx32', '-U__x86_64__', '-D_MIPS_SIM=2', '-D_MIPS_SZLONG=32', '-D__MIPSEB__']),
    'mipsel64n32': (['mips64el-linux-gnuabin32'],
                    ['-mx32', '-U__x86_64__', '-D_MIPS_SIM=2', '-D_MIPS_SZLONG=32',
                     '-D__MIPSEL__']),
    'parisc': (['hppa-linux-gnu'], M32 + ['-D__hppa__']),
    'parisc64': (['hppa64-linux-gnu', 'hppa-linux-gnu'], M64 + ['-D__hppa__', '-D__LP64__']),
    'ppc': (['powerpc-linux-gnu'], M32 + ['-D__powerpc__', '-D__BIG_ENDIAN__']),
    'ppc64': (['powerpc64-linux-gnu'], M64 + ['-D__powerpc__', '-D__powerpc64__']),
    'ppc64le': (['powerpc64le-linux-gnu'], M64 + ['-D__powerpc__', '-D__powerpc64__']),
    'riscv64': (['riscv64-linux-gnu'], M64 + ['-D__riscv', '-D__riscv_xlen=64']),
    's390': (['s390x-linux-gnu'], M32 + ['-D__s390__']),
    's390x': (['s390x-linux-gnu'], M64 + ['-D__s390__', '-D__s390x__']),
    'sh': (['sh4-linux-gnu'], M32 + ['-D__sh__', '-D__LITTLE_ENDIAN__']),
    'sheb': (['sh4eb-linux-gnu'], M32 + ['-D__sh__']),
}

# What unistd.h defines that is no system call.
NO_CALL = re.compile(r'syscalls|Linux|Linux_syscalls|(64|O32|N32)_Linux\w*|SYSCALL_BASE|OABI_\w+'
                     r'|SYSCALL_MASK|BASE|arch_specific_syscall|unused\d*|reserved\d+|_exit')
# Second names that headers give to a call of the table.
SECOND = {('arm', 'sync_file_range2')}
# What headers of some age say otherwise than those of today: parisc's advice had numbers of its own
# until 6.2, and its 64-bit table a call that it never implemented.
GONE = {('parisc64', '_llseek')}
RENUMBERED = {'parisc': ('MADV_', 0x602), 'parisc64': ('MADV_', 0x602)}


class Headers:
    """The kernel headers of one ABI in one directory."""

    def __init__(self, cc, directories, flags):
        self.where = directories[0]
        self.command = shlex.split(cc) + ['-x', 'c', '-w', '-ffreestanding', *flags]
        # Kernel headers need nothing of libc but two types.
        self.command += ['-nostdinc']
        for directory in directories:
            self.command += ['-isystem', str(directory)]
        self.prelude = ('#include <linux/types.h>\ntypedef __SIZE_TYPE__ size_t;\n'
                        'typedef __kernel_old_time_t time_t;\n')
        self.usable = [h for h in families.HEADERS
                       if self.run(['-fsyntax-only'], f'#include <{h}>\n')[0]]

    def run(self, options, text):
        done = subprocess.run(self.command + options + ['-'], input=self.prelude + text, text=True,
                              capture_output=True, check=False)
        return done.returncode == 0, done.stdout, done.stderr

    def calls(self):
        """name -> number, of every __NR_* that asm/unistd.h defines."""
        include = '#include <asm/unistd.h>\n'
        worked, dump, errors = self.run(['-E', '-dM'], include)
        if not worked:
            sys.exit(f'{self.where}: asm/unistd.h: {errors}')
        macros = re.findall(r'^#define (__(?:ARM_|)NR_(\w+)) \S', dump, re.M)
        names = {macro: name for macro, name in macros if not NO_CALL.fullmatch(name)}
        return {names[macro]: value for macro, value in self.values(names, include).items()}

    def version(self):
        """The kernel that the headers are of, as major << 8 | minor."""
        code = self.values(['LINUX_VERSION_CODE'], '#include <linux/version.h>\n')
        return code['LINUX_VERSION_CODE'] >> 8

    def constants(self, names):
        return self.values(names, ''.join(f'#include <{h}>\n' for h in self.usable))

    def values(self, names, includes):
        """name -> value of those names that the headers know; the compiler evaluates them."""
        names = list(names)
        while names:
            text = includes + ''.join(
                f'unsigned long long v_{n} = (unsigned long long)(long long)({n});\n'
                for n in names)
            first = self.prelude.count('\n') + includes.count('\n') + 1
            worked, assembly, errors = self.run(['-S', '-O0', '-o', '-'], text)
            if worked:
                return parse_assembly(assembly)
            bad = {int(line) - first
                   for line in re.findall(r'<stdin>:(\d+):\d+: (?:error|note)', errors)}
            if not bad or min(bad) < 0:
                sys.exit(f'{self.where}: {errors[:2000]}')
            names = [name for i, name in enumerate(names) if i not in bad]
        return {}


def parse_assembly(text):
    values = {}
    for label, body in re.findall(r'^v_(\w+):\n((?:\s+\..*\n)*)', text, re.M):
        value, shift = 0, 0
        for directive, number in re.findall(r'\.(quad|long|zero)\s+(-?\d+)', body):
            bits = {'quad': 64, 'long': 32, 'zero': 8 * int(number)}[directive]
            value |= 0 if directive == 'zero' else (int(number) & ((1 << bits) - 1)) << shift
            shift += bits
        values[label] = value & (1 << 64) - 1
    return values


def directories(root, abi, triplet):
    """Where packages put the headers of a triplet, with what they share."""
    for first, rest in ((f'usr/{triplet}/include', []),
                        (f'usr/include/{triplet}', [root / 'usr/include'])):
        # Since 6.19 the headers of s390x are not those of 31-bit s390 any more.
        marker = 'unistd_32.h' if abi == 's390' else 'unistd.h'
        if (root / first / 'asm' / marker).exists():
            yield [root / first, *rest]


def version_text(version):
    return f'{version >> 8}.{version & 0xff}'


def compare_calls(abi, headers, calls):
    """How many calls the headers have, and how the tables differ from them."""
    found, version, differences = headers.calls(), headers.version(), []
    for name, number in sorted(found.items()):
        ours = calls.get(name)
        if ours is None and (abi.table, name) not in SECOND | GONE:
            differences.append(f'{name} is missing: {number} in the headers')
        elif ours and ours[0] + abi.base != number:
            differences.append(f'{name} is {ours[0] + abi.base}: {number} in the headers')
        elif ours and ours[1] > version:
            differences.append(f'{name} came with {version_text(ours[1])}: '
                               f'the headers of {version_text(version)} have it')
    for name, (number, since) in sorted(calls.items()):
        if since <= version and name not in found:
            differences.append(f'{name} ({number}) came with {version_text(since)}: '
                               f'the headers of {version_text(version)} do not have it')
    return len(found), differences


def compare_constants(abi, headers, constants):
    prefix, until = RENUMBERED.get(abi.table, ('', 0))
    is_old = headers.version() < until
    found, differences = headers.constants(constants), []
    for name, value in sorted(found.items()):
        ours = constants[name].value(abi.table)
        if is_old and name.startswith(prefix):
            continue
        if ours is None:
            differences.append(f'{name} has no value: {value:#x} in the headers')
        elif ours & (1 << 64) - 1 != value:
            differences.append(f'{name} is {ours:#x}: {value:#x} in the headers')
    return len(found), differences


def check(abi, options, calls, constants):
    """Number of header directories that were compared, number of differences."""
    triplets, flags = ABIS[abi.name]
    checked = failures = 0
    for triplet in triplets:
        for where in directories(options.root, abi.name, triplet):
            headers = Headers(options.cc, where, flags)
            n_calls, differences = compare_calls(abi, headers, calls)
            n_constants, more = compare_constants(abi, headers, constants)
            differences += more
            if n_calls < 200 or n_constants < 1000:
                differences.append('too little was read for this to mean anything')
            for text in differences:
                print(f'{abi.name}: {where[0]}: {text}')
            print(f'{abi.name}: {where[0]}: compared {n_calls} calls, {n_constants} constants: '
                  f'{len(differences)} differences')
            checked += 1
            failures += len(differences)
    return checked, failures


def wanted(names):
    if names == ['others']:
        return [name for name in ABIS if name not in CORE]
    return names or list(ABIS)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--root', type=pathlib.Path, default=pathlib.Path('/'))
    parser.add_argument('--cc', default='cc')
    parser.add_argument('abi', nargs='*')
    options = parser.parse_args()
    abis = {abi.name: abi for abi in reader.read_abis()}
    if set(abis) != set(ABIS):
        sys.exit(f'abis.tbl and this test do not know the same ABIs: {set(abis) ^ set(ABIS)}')
    constants = reader.read_constants({abi.table for abi in abis.values()})[1]

    n_checked = n_failures = 0
    for name in wanted(options.abi):
        calls = reader.read_calls(abis[name].table)
        checked, failures = check(abis[name], options, calls, constants)
        if not checked and name in CORE and os.environ.get('CI'):
            print(f'{name}: no kernel headers are installed, and CI must have them')
            failures = 1
        elif not checked:
            print(f'{name}: no kernel headers are installed: not compared')
        n_checked += checked
        n_failures += failures
    if n_failures:
        sys.exit(1)
    sys.exit(0 if n_checked else SKIPPED)


if __name__ == '__main__':
    main()
