#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Make the tables of this folder anew from kernel sources.

    arch/regenerate.py --kernel linux-7.2 [--older linux-6.12] [--syscalls-man syscalls.2.gz]

Reads the kernel's own syscall tables (scripts/syscall.tbl and the *.tbl files
below arch/), the SYSCALL_DEFINE lines of its C files, and the table of
syscalls(2), which says which kernel brought each call. What no source says in
a form that a program can read stands in overlay.py, with its reason.

Writes ABI.tbl and signatures.tbl. constants.py does the same for constants.tbl.
"""

import argparse
import gzip
import pathlib
import re
import sys

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
EVEN_PAIRS = {'arm', 'mips', 'ppc'}
BITS32 = {'x86', 'arm', 'm68k', 'mips', 'parisc', 'ppc', 's390', 'sh'}


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
        entries[nr] = Entry(nr, name, row[3] if len(row) > 3 else '', row[4] if len(row) > 4 else '')
    if table == 's390':
        add_late_s390(entries, kernel / path)
    for nr, name, entry in overlay.EXTRA_CALLS.get(table, []):
        entries.setdefault(nr, Entry(nr, name, entry, ''))
    for nr in entries:
        entries[nr].name = overlay.RENAMED.get((table, entries[nr].name), entries[nr].name)
    return [entries[nr] for nr in sorted(entries)]


def add_late_s390(entries, path):
    """31-bit s390 went away after it had got these, and its tags with it."""
    for line in path.read_text().splitlines():
        row = line.split()
        if re.match(r'^\d', line) and int(row[0]) <= overlay.S390_LAST:
            entries.setdefault(int(row[0]), Entry(int(row[0]), row[2], row[3], ''))


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


DEFINE = re.compile(r'^(COMPAT_|)SYSCALL(32|)_DEFINE([0-6])\s*\(([^)]*)\)', re.M)


def read_defines(kernel):
    """entry point -> [(type, name), ...], for sys_x and compat_sys_x."""
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
            words = [re.sub(r'/\*.*?\*/', '', w).strip() for w in match[4].split(',')]
            args = list(zip(words[1::2], words[2::2]))
            if len(args) != int(match[3]):
                continue
            prefix = 'compat_sys_' if match[1] else 'sys_'
            key = prefix + words[0] + ('32' if match[2] else '')
            found.setdefault((arch, key), args)
    return found


def lookup_define(defines, arch, entry):
    name = re.sub(r'^(sys_|compat_sys_|__x64_sys_)', '', entry)
    for prefix in ('sys_', 'compat_sys_') if not entry.startswith('compat_') else (
            'compat_sys_', 'sys_'):
        for where in (arch, ''):
            if (where, prefix + name) in defines:
                return defines[(where, prefix + name)]
    return None


KERNEL_ARCH = {
    'x86_64': 'x86', 'x86': 'x86', 'x32': 'x86', 'aarch64': 'arm64', 'arm': 'arm',
    'loongarch64': 'loongarch', 'riscv64': 'riscv', 'm68k': 'm68k', 'mips': 'mips',
    'mips64': 'mips', 'mips64n32': 'mips', 'parisc': 'parisc', 'parisc64': 'parisc',
    'ppc': 'powerpc', 'ppc64': 'powerpc', 's390': 's390', 's390x': 's390', 'sh': 'sh',
}


def argument_type(ctype, bits):
    """What the kernel reads of the register, in our words."""
    ctype = re.sub(r'\b(const|struct|__user|volatile)\b', '', ctype).strip()
    if '*' in ctype or ctype in overlay.POINTER_TYPES:
        return 'ptr'
    known = overlay.TYPES.get(re.sub(r'\s+', ' ', ctype))
    if known is None:
        sys.exit(f'unknown type {ctype!r}: add it to overlay.TYPES')
    return 'i64' if known == 'loff' else known


def make_signature(table, entry, defines):
    override = overlay.signature(table, entry.name)
    if override is not None:
        return override
    bits = 32 if table in BITS32 else 64
    arch = KERNEL_ARCH[table]
    use = entry.compat if table == 'x32' and entry.entry.startswith('compat') else entry.entry
    for candidate in (use, entry.entry, entry.compat, 'sys_' + entry.name):
        args = lookup_define(defines, arch, candidate) if candidate else None
        if args is not None:
            break
    if args is None:
        return None
    words = []
    position = 0
    for ctype, name in args:
        position += 1
        name = overlay.ARGUMENT_NAMES.get((entry.name, name), name).lstrip('_')
        kind = argument_type(ctype, bits)
        family = overlay.FAMILIES.get((entry.name, name)) or overlay.FAMILIES.get((None, name))
        if family and kind == 'ptr':
            family = None
        if ctype.replace('const ', '') in ('loff_t', 'u64', '__u64') and bits == 32:
            # A 64-bit value takes two registers; some ABIs begin it at an even one.
            if table in EVEN_PAIRS and position % 2 == 0:
                words.append('pad:ulong')
                position += 1
            words += [f'{name}_1:uint', f'{name}_2:uint']
            position += 1
            continue
        words.append(f'{name}:{kind}' + (f':{family}' if family else ''))
    return ' '.join(words)


def write_table(table, entries, man, version):
    lines = [f'# {table}: system calls of Linux {version}.',
             f'# Source: {TABLES[table][0]} of the kernel; versions from syscalls(2) and overlay.py.',
             '# Made by regenerate.py.', '#', '# number  name  since']
    for entry in entries:
        lines.append(f'{entry.nr:<5} {entry.name:<28} {since(table, entry, man)}')
    (HERE / f'{table}.tbl').write_text('\n'.join(lines) + '\n')


def write_signatures(tables, defines):
    """One line a shape: the shape that most ABIs have stands for all, the others are named."""
    shapes, missing = {}, []
    for table, entries in tables.items():
        for entry in entries:
            shape = make_signature(table, entry, defines)
            if shape is None:
                missing.append(f'{table}:{entry.name}:{entry.entry}')
                continue
            shapes.setdefault(entry.name, {}).setdefault(shape, []).append(table)
    lines = ['# Prototypes: what the kernel reads of each argument register.',
             '# name[@table,...]  argument:type[:family[+family]] ...',
             '# Types: int uint long ulong ptr u16 i64; a line without @ is for every other table.',
             '# Source: SYSCALL_DEFINE lines of the kernel, overlay.py. Made by regenerate.py.']
    for name in sorted(shapes):
        ranked = sorted(shapes[name].items(), key=lambda item: (-len(item[1]), item[0]))
        lines.append(f'{name}  {ranked[0][0]}'.rstrip())
        for shape, where in ranked[1:]:
            lines.append(f'{name}@{",".join(where)}  {shape}'.rstrip())
    (HERE / 'signatures.tbl').write_text('\n'.join(lines) + '\n')
    return missing


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
    options = parser.parse_args()
    man = read_man(options.syscalls_man)
    defines = {}
    for tree in reversed([options.kernel] + options.older):
        defines.update(read_defines(tree))
    tables = {table: read_table(options.kernel, table, options.older) for table in TABLES}
    version = kernel_version(options.kernel)
    for table, entries in tables.items():
        write_table(table, entries, man, version)
    missing = write_signatures(tables, defines)
    for name in missing:
        print(f'no prototype: {name}', file=sys.stderr)
    sys.exit(1 if missing else 0)


if __name__ == '__main__':
    main()
