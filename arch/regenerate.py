#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Make the tables of this folder anew from kernel sources.

    arch/regenerate.py --kernel linux-7.2 [--older linux-6.12]

Reads the kernel's own syscall tables (scripts/syscall.tbl and the *.tbl files
below arch/), the SYSCALL_DEFINE lines of its C files, and the table of
syscalls(2), which says which kernel brought each call. What no source says in
a form that a program can read stands in overlay.py, with its reason.

Writes kernel.tbl, ABI.tbl, signatures.tbl and constants.tbl; abis.tbl and pseudo.tbl are written
by hand.
"""

import argparse
import gzip
import pathlib
import re
import sys
import tempfile

import arguments
import constants
import overlay

HERE = pathlib.Path(__file__).resolve().parent

# table name: (file in the kernel source, tags of the lines that belong to it, number to subtract)
GENERIC = 'scripts/syscall.tbl'
TABLES = {
    'x86_64': ('arch/x86/entry/syscalls/syscall_64.tbl', {'common', '64'}, 0),
    'x86': ('arch/x86/entry/syscalls/syscall_32.tbl', {'i386'}, 0),
    'x32': ('arch/x86/entry/syscalls/syscall_64.tbl', {'common', 'x32'}, 0),
    'aarch64': (GENERIC, {'common', '64', 'renameat', 'rlimit', 'memfd_secret'}, 0),
    'arm': ('arch/arm/tools/syscall.tbl', {'common'}, 0),
    'loongarch64': (GENERIC, {'common', '64', 'memfd_secret'}, 0),
    'riscv64': (GENERIC, {'common', '64', 'riscv', 'rlimit', 'memfd_secret'}, 0),
    'm68k': ('arch/m68k/kernel/syscalls/syscall.tbl', {'common'}, 0),
    'mips': ('arch/mips/kernel/syscalls/syscall_o32.tbl', {'o32'}, 0),
    'mips64': ('arch/mips/kernel/syscalls/syscall_n64.tbl', {'n64', 'common'}, 0),
    'mips64n32': ('arch/mips/kernel/syscalls/syscall_n32.tbl', {'n32'}, 0),
    'parisc': ('arch/parisc/kernel/syscalls/syscall.tbl', {'common', '32'}, 0),
    'parisc64': ('arch/parisc/kernel/syscalls/syscall.tbl', {'common', '64'}, 0),
    'ppc': ('arch/powerpc/kernel/syscalls/syscall.tbl', {'common', 'nospu', '32'}, 0),
    'ppc64': ('arch/powerpc/kernel/syscalls/syscall.tbl', {'common', 'nospu', '64'}, 0),
    's390': ('arch/s390/kernel/syscalls/syscall.tbl', {'common', '32'}, 0),
    's390x': ('arch/s390/kernel/syscalls/syscall.tbl', {'common', '64'}, 0),
    'sh': ('arch/sh/kernel/syscalls/syscall.tbl', {'common'}, 0),
}
# Big trees of C that hold no system call: not worth the time.
DRIVERS = {'random.c', 'syscall.c'}
SKIP = { 'Documentation', 'tools', 'samples', 'sound', 'crypto', 'lib', 'scripts', 'rust'}


class Entry:
    def __init__(self, nr, name, entry, compat):
        self.nr, self.name, self.entry, self.compat = nr, name, entry, compat


def read_table(kernel, table, older):
    path, tags, base = TABLES[table]
    trees = [kernel] + older
    # A kernel that has dropped an ABI lists none of its own calls any more.
    for tree in trees:
        lines = (tree / path).read_text().splitlines() if (tree / path).exists() else []
        rows = [line.split() for line in lines if re.match(r'^\d', line)]
        seen = {row[1] for row in rows}
        if tags & seen and not (table == 's390' and '32' not in seen):
            break
    else:
        sys.exit(f'{path}: no tree lists {tags}')
    entries = {}
    for row in rows:
        if row[1] not in tags:
            continue
        name, nr = row[2], int(row[0]) - base
        if re.fullmatch(r'(reserved|unused|ni_syscall)\d*', name):
            continue
        entry, compat = (row[3:5] + ['', ''])[:2]
        entries[nr] = Entry(nr, name, entry, compat)
    if table == 's390':
        add_late_s390(entries, kernel / path)
    for nr, name, entry in overlay.EXTRA_CALLS.get(table, []):
        entries.setdefault(nr, Entry(nr, name, entry, ''))
    for nr in entries:
        entries[nr].name = overlay.RENAMED.get((table, entries[nr].name), entries[nr].name)
    return [entries[nr] for nr in sorted(entries)]


def add_late_s390(entries, path):
    """31-bit s390 went away after it had got these, and its tags with it."""
    last = max(entries)
    for line in path.read_text().splitlines():
        row = line.split()
        if re.match(r'^\d', line) and last < int(row[0]) <= overlay.S390_LAST:
            entries[int(row[0])] = Entry(int(row[0]), row[2], row[3], '')


def version_key(text):
    return tuple(int(part) for part in text.split('.'))


def read_man(path):
    """name -> version from the table of syscalls(2)."""
    opener = gzip.open if str(path).endswith('.gz') else open
    versions = {}
    with opener(path, 'rt') as man:
        for line in man:
            found = re.match(r'\\fB(\w+)\\fP\(\d\w*\)\t([0-9.]+)', line)
            if found:
                versions[found[1]] = found[2]
    return versions


def since(table, entry, man):
    version = overlay.SINCE_ABI.get((table, entry.name))
    if version:
        return version
    version = overlay.SINCE.get(entry.name) or man.get(entry.name)
    if not version:
        sys.exit(f'{table}: no version known for {entry.name} ({entry.nr})')
    for first, last, floor in overlay.SINCE_RANGE.get(table, []):
        if first <= entry.nr <= last:
            version = max(version, floor, key=version_key)
    floor = overlay.ABI_SINCE.get(table, '1.0')
    return max(version, floor, key=version_key)


DEFINE = re.compile(r'^(COMPAT_|)SYSCALL_DEFINE([0-6])\s*\(([^)]*)\)', re.M)


def read_defines(kernel):
    """(architecture or '', entry point) -> [(type, name), ...], for sys_x and compat_sys_x."""
    found = {}
    for path in sorted(kernel.rglob('*.c')):
        top = path.relative_to(kernel).parts[0]
        if top in SKIP or (top == 'drivers' and path.name not in DRIVERS):
            continue
        text = path.read_text(errors='replace')
        if 'SYSCALL' not in text:
            continue
        arch = path.relative_to(kernel).parts[1] if top == 'arch' else ''
        for match in DEFINE.finditer(text):
            words = [re.sub(r'/\*.*?\*/', '', w).strip() for w in match[3].split(',')]
            args = list(zip(words[1::2], words[2::2]))
            if len(args) != int(match[2]):
                continue
            prefix = 'compat_sys_' if match[1] else 'sys_'
            found.setdefault((arch, prefix + words[0]), args)
    return found


KERNEL_ARCH = {
    'x86_64': 'x86', 'x86': 'x86', 'x32': 'x86', 'aarch64': 'arm64', 'arm': 'arm',
    'loongarch64': 'loongarch', 'riscv64': 'riscv', 'm68k': 'm68k', 'mips': 'mips',
    'mips64': 'mips', 'mips64n32': 'mips', 'parisc': 'parisc', 'parisc64': 'parisc',
    'ppc': 'powerpc', 'ppc64': 'powerpc', 's390': 's390', 's390x': 's390', 'sh': 'sh',
}
# These read 64-bit values, for which each 32-bit ABI has an entry point of its own that puts two
# registers together. The generic entry point says what is meant; tables.py knows the registers.
SPLIT = {'fadvise64', 'fadvise64_64', 'fallocate', 'fanotify_mark', 'ftruncate64', 'pread64',
         'pwrite64', 'readahead', 'sync_file_range', 'sync_file_range2', 'truncate64'}


def find_define(defines, table, entry):
    """The arguments of the entry point that serves a call; None if no line tells them."""
    points = [entry.compat, entry.entry] if table == 's390' else [entry.entry]
    if entry.name in SPLIT:
        points = []
    points = [point for point in points if point not in ('', '-')] + ['sys_' + entry.name]
    for point in points:
        for arch in (KERNEL_ARCH[table], ''):
            if (arch, point) in defines:
                return defines[(arch, point)]
    # An ABI that only reserves the number: what others have by that name.
    for (_, point), args in sorted(defines.items()):
        if point == 'sys_' + entry.name:
            return args
    return None


def variants(call):
    """The names under which arguments.py may know a call: itself, without time64 or 64."""
    yield call
    for ending in ('_time64', '64', '2'):
        if call.endswith(ending):
            yield call[:-len(ending)]


class Arguments:
    """arguments.py, made ready to be asked; remembers what nobody asked for."""

    def __init__(self):
        self.names, self.families, self.used = {}, {}, set()
        for line in arguments.NAMES.split('\n'):
            if line:
                old, new = line.split()
                call, _, old = old.rpartition('.')
                self.names[(call, old)] = new
        for line in arguments.FAMILIES.split('\n'):
            for key in line.split()[1:]:
                self.families.setdefault(tuple(key.split('.')), []).append(line.split()[0])

    def name(self, call, name):
        for key in [(variant, name) for variant in variants(call)] + [('', name)]:
            if key in self.names:
                self.used.add(key)
                return self.names[key]
        return name

    def family(self, call, name):
        for key in [(variant, name) for variant in variants(call)] + [('*', name)]:
            if key in self.families:
                self.used.add(key)
                return '+'.join(self.families[key])
        return ''

    def unused(self):
        return sorted((set(self.names) | set(self.families)) - self.used)


def argument_type(ctype):
    """What the kernel reads of the register, in our words."""
    ctype = re.sub(r'\b(const|struct|__user|volatile)\b', '', ctype).strip()
    if '*' in ctype or ctype in arguments.POINTER_TYPES:
        return 'ptr'
    known = arguments.TYPES.get(re.sub(r'\s+', ' ', ctype))
    if known is None:
        sys.exit(f'unknown type {ctype!r}: add it to arguments.TYPES')
    return known


def shape_of(table, name):
    """The shape in arguments.SHAPES of a call that no line of the kernel tells, or None."""
    for tables, names, shape in arguments.SHAPES:
        if name in names and (tables is None or table in tables):
            return shape
    return None


def contradictions(tables, defines):
    """Shapes in arguments.py whose number of arguments is not what the kernel says."""
    for table, entries in tables.items():
        for entry in entries:
            shape = shape_of(table, entry.name)
            args = defines.get((KERNEL_ARCH[table], entry.entry), defines.get(('', entry.entry)))
            if shape is None or args is None or entry.entry == 'sys_ni_syscall' \
                    or entry.name in SPLIT:
                continue
            if len(shape.split()) != len(args):
                yield f'{table}: {entry.name}: arguments.py and {entry.entry} differ'


def make_signature(table, entry, defines, known):
    shape = shape_of(table, entry.name)
    if shape is not None:
        return shape
    args = find_define(defines, table, entry)
    if args is None:
        return None
    words, names = [], set()
    for ctype, declared in args:
        name = known.name(entry.name, declared.lstrip('_'))
        kind = arguments.NARROWED.get((entry.name, name)) or argument_type(ctype)
        family = known.family(entry.name, name)
        if name in names:
            sys.exit(f'{table}: {entry.name} has two arguments that are called {name}')
        names.add(name)
        words.append(f'{name}:{kind}' + (f':{family}' if family and kind != 'ptr' else ''))
    return ' '.join(words)


def write_kernel(output, version):
    (output / 'kernel.tbl').write_text(
        f'# The kernel that the tables describe. Made by regenerate.py.\n{version}\n')


def write_table(output, table, entries, man):
    lines = [f'# {table}: system calls.',
             f'# Source: {TABLES[table][0]} of the kernel;',
             '# versions from syscalls(2) and overlay.py.',
             '# Made by regenerate.py.', '#', '# number  name  since']
    for entry in entries:
        lines.append(f'{entry.nr:<5} {entry.name:<28} {since(table, entry, man)}')
    (output / f'{table}.tbl').write_text('\n'.join(lines) + '\n')


SIGNATURES_HEAD = '''\
# Prototypes: what the kernel reads of each argument register.
# name[@table,...]  argument:type[:family[+family]] ...
# A line without @ is for every table that has no line of its own. Types: int, uint, u16, ptr;
# long, ulong: as wide as a register; i64, u64: two registers where one has 32 bits, in the order
# and with the unused register before them that abis.tbl says. What comes after the sixth register
# lies on the stack and is not seen.
# Source: SYSCALL_DEFINE lines of the kernel, and arguments.py. Made by regenerate.py.
'''


def write_signatures(output, tables, defines):
    """One line a shape: the shape that most tables have stands for all, the others are named."""
    shapes, problems, known = {}, [], Arguments()
    for table, entries in tables.items():
        for entry in entries:
            shape = make_signature(table, entry, defines, known)
            if shape is None:
                problems.append(f'no prototype: {table}: {entry.name} {entry.entry}')
                continue
            shapes.setdefault(entry.name, {}).setdefault(shape, []).append(table)
    lines = []
    for name in sorted(shapes):
        ranked = sorted(shapes[name].items(), key=lambda item: (-len(item[1]), item[0]))
        lines.append(f'{name}  {ranked[0][0]}'.rstrip())
        for shape, where in ranked[1:]:
            lines.append(f'{name}@{",".join(where)}  {shape}'.rstrip())
    (output / 'signatures.tbl').write_text(SIGNATURES_HEAD + '\n'.join(lines) + '\n')
    return problems + [f'arguments.py: nothing has {".".join(key)}' for key in known.unused()]


def kernel_version(kernel):
    text = (kernel / 'Makefile').read_text()
    return '.'.join(re.search(rf'^{key} = (\d+)', text, re.M)[1]
                    for key in ('VERSION', 'PATCHLEVEL'))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--kernel', type=pathlib.Path, required=True)
    parser.add_argument('--older', type=pathlib.Path, action='append', default=[])
    parser.add_argument('--syscalls-man', type=pathlib.Path,
                        default='/usr/share/man/man2/syscalls.2.gz')
    parser.add_argument('--output', type=pathlib.Path, default=HERE)
    options = parser.parse_args()
    man = read_man(options.syscalls_man)
    defines = {}
    for tree in reversed([options.kernel] + options.older):
        defines.update(read_defines(tree))
    tables = {table: read_table(options.kernel, table, options.older) for table in TABLES}
    write_kernel(options.output, kernel_version(options.kernel))
    for table, entries in tables.items():
        write_table(options.output, table, entries, man)
    with tempfile.TemporaryDirectory() as scratch:
        constants.write(options.output, options.kernel, options.older, pathlib.Path(scratch))
    problems = write_signatures(options.output, tables, defines)
    problems += contradictions(tables, defines)
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == '__main__':
    main()
