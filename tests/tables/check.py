#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is checked in below arch/ agrees with the kernel headers that are installed.

For every ABI whose headers are there: each number in asm/unistd.h is in our
table under the same name; each call of our table that the headers' kernel had
is in them; each constant that the headers define has the value that our table
gives it. Prints one TAP line for each ABI and kind.
"""

import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / 'arch'))

import constants  # noqa: E402  (from arch/)
import tables  # noqa: E402

# ABI: (include directories, compiler flags); the first directory that exists is used.
MULTIARCH = '/usr/include/x86_64-linux-gnu'
INCLUDES = {
    'x86_64': (['/usr/include', MULTIARCH], ['-m64']),
    'x86': (['/usr/i686-linux-gnu/include'], ['-m32']),
    'x32': (['/usr/x86_64-linux-gnux32/include'], ['-mx32']),
    'aarch64': (['/usr/aarch64-linux-gnu/include'], ['-m64', '-U__x86_64__', '-D__aarch64__']),
    'arm': (['/usr/arm-linux-gnueabihf/include'], ['-m32', '-U__i386__', '-D__arm__', '-D__ARM_EABI__']),
    'm68k': (['/usr/m68k-linux-gnu/include'], ['-m32', '-U__i386__', '-D__mc68000__']),
    'mips': (['/usr/mips-linux-gnu/include'], constants.ARCHES['mips'][1]),
    'mips64': (['/usr/mips64-linux-gnuabi64/include'], constants.ARCHES['mips64'][1]),
    'parisc': (['/usr/hppa-linux-gnu/include'], ['-m32', '-U__i386__', '-D__hppa__']),
    'ppc': (['/usr/powerpc-linux-gnu/include'], ['-m32', '-U__i386__', '-D__powerpc__']),
    'ppc64': (['/usr/powerpc64le-linux-gnu/include', ],
              ['-m64', '-U__x86_64__', '-D__powerpc__', '-D__powerpc64__']),
    'riscv64': (['/usr/riscv64-linux-gnu/include'], constants.ARCHES['riscv64'][1]),
    's390x': (['/usr/s390x-linux-gnu/include'], constants.ARCHES['s390x'][1]),
    'sh': (['/usr/sh4-linux-gnu/include'], ['-m32', '-U__i386__', '-D__sh__']),
}
CORE = ('x86_64', 'x86', 'x32', 'aarch64')  # whose headers .ci/run installs

# Macros of unistd.h that are no calls.
NO_CALL = re.compile(r'(syscalls|arch_specific_syscall|Linux|.*_Linux(_syscalls)?|O32_.*|N32_.*|64_.*|'
                     r'SYSCALL_(BASE|MASK)|OABI_SYSCALL_BASE|reserved\d+|unused\d+|'
                     r'_exit)')
# Calls of a kernel's table that its headers never named, or no longer do.
UNNAMED = {
    'arm': {'breakpoint', 'cacheflush', 'usr26', 'usr32', 'set_tls', 'get_tls'},
}


# A second name that a header gives a call.
ALIASES = {'arm': {'sync_file_range2', 'BASE'}}
# Values that a later kernel changed: (ABI, name pattern, since). Ours are the later ones.
CHANGED = [('parisc', r'MADV_\w+', 6 << 8 | 2)]


class Installed(constants.Headers):
    """The headers of an installed linux-libc-dev package; see constants.Headers."""

    def __init__(self, directories, flags):  # pylint: disable=super-init-not-called
        include = [word for d in directories for word in ('-isystem', d)]
        own = constants.run(['gcc', '-print-file-name=include'], '').stdout.strip()
        self.command = ['gcc', '-nostdinc', '-x', 'c', '-w', *flags, *include,
                        '-isystem', own, '-']
        self.headers = [h for h in dict.fromkeys(constants.HEADERS) if self.usable(h)]

    def define(self, header):
        dump = constants.run(self.command + ['-E', '-dM'], f'#include <{header}>\n').stdout
        return dict(re.findall(r'^#define (\w+) (.+)$', dump, re.M))

    def version(self):
        code = int(self.define('linux/version.h')['LINUX_VERSION_CODE'])
        return code >> 16 << 8 | (code >> 8 & 0xff)


def number(defines, text):
    """A macro's value: numbers, sums and other macros."""
    for _ in range(8):
        words = set(re.findall(r'[A-Za-z_]\w*', re.sub(r'0x[0-9a-fA-F]+', '', text)))
        if not words:
            return eval(text, {'__builtins__': {}})  # digits, operators and brackets only
        for word in words:
            if word not in defines:
                return None
            text = re.sub(rf'\b{word}\b', f'({defines[word]})', text)
    return None


def check_calls(abi, table, installed):
    defines = installed.define('asm/unistd.h')
    theirs = {}
    for macro, text in defines.items():
        name = macro[5:] if macro.startswith('__NR_') else ''
        if macro.startswith('__ARM_NR_'):
            name = macro[9:]
        if not name or NO_CALL.fullmatch(name) or name in ALIASES.get(abi['name'], ()):
            continue
        value = number(defines, text)
        if value is not None:
            theirs[name] = value
    version = installed.version()
    ours = {n: (nr + abi['base'], since) for n, (nr, since) in table.items()}
    wrong = []
    for name, nr in sorted(theirs.items()):
        if name not in ours:
            wrong.append(f'{name} ({nr}) is not in arch/{abi["table"]}.tbl')
        elif ours[name][0] != nr:
            wrong.append(f'{name} is {nr} in the headers, {ours[name][0]} in our table')
    for name, (nr, since) in sorted(ours.items()):
        if since <= version and name not in theirs and name not in UNNAMED.get(abi['name'], ()):
            wrong.append(f'{name} ({nr}, since {since >> 8}.{since & 255}) is not in the headers '
                         f'of {version >> 8}.{version & 255}')
        if since > version and name in theirs:
            wrong.append(f'{name} is said to be younger than the headers that have it')
    return len(theirs), wrong


def was_changed(abi, name, version):
    return any(abi['name'] == where and re.fullmatch(pattern, name) and version < since
               for where, pattern, since in CHANGED)


def check_constants(abi, known, installed):
    values = installed.values(installed.names())
    version = installed.version()
    wrong, n = [], 0
    for name, value in sorted(values.items()):
        if name not in known or was_changed(abi, name, version):
            continue
        _, default, exceptions = known[name]
        ours = exceptions.get(abi['table'], default)
        n += 1
        if ours is None or ours & (1 << 64) - 1 != value:
            wrong.append(f'{name} is {value:#x} in the headers, '
                         f'{ours if ours is None else hex(ours)} in our table')
    return n, wrong


class Report:
    """TAP lines as they come."""

    def __init__(self):
        self.n = self.failed = 0

    def line(self, ok, text, details=(), skip=''):
        self.n += 1
        self.failed += not ok
        print(f'{"ok" if ok else "not ok"} {self.n} - {text}' + (f' # SKIP {skip}' if skip else ''))
        for detail in details:
            print(f'# {detail}')


def main():
    abis = {abi['name']: abi for abi in tables.read_abis()}
    _, known = tables.read_constants(list(dict.fromkeys(a['table'] for a in abis.values())))
    report = Report()
    print(f'1..{2 * len(INCLUDES)}')
    for name, (directories, flags) in INCLUDES.items():
        if not all(pathlib.Path(d, 'asm').exists() or d == '/usr/include' for d in directories):
            must = name in CORE and 'CI' in os.environ
            for kind in ('numbers', 'constants'):
                report.line(not must, f'{name}: {kind}', skip='' if must else 'no headers')
            continue
        installed = Installed(directories, flags)
        n, wrong = check_calls(abis[name], tables.read_calls(abis[name]['table']), installed)
        if n < 200:
            wrong.append('too few calls were found in the headers for this to mean anything')
        report.line(not wrong, f'{name}: {n} numbers agree with the headers', wrong)
        n, wrong = check_constants(abis[name], known, installed)
        if n < 1000:
            wrong.append('too few constants were compared for this to mean anything')
        report.line(not wrong, f'{name}: {n} constants agree with the headers', wrong)
    sys.exit(1 if report.failed else 0)


if __name__ == '__main__':
    main()
