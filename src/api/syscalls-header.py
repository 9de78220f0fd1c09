#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Write seccomp-syscalls.h from the tables in arch/.

    syscalls-header.py ARCH-DIRECTORY [HEADER]

With HEADER, compare instead of writing, and fail if it is not up to date.
"""

import pathlib
import sys

# What the kernel calls by another prefix, as calls of the ARM architecture alone.
ARM_PRIVATE = ('breakpoint', 'cacheflush')

START = '''\
/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Made by syscalls-header.py from the tables in arch/; part of seccomp.h.
 *
 * __SNR_name is what SCMP_SYS(name) stands for: the number of the architecture
 * that is compiled for, or, where it has none, a pseudo number, __PNR_name.
 */

#ifndef SECCOMP_H_
#error "include seccomp.h, which includes this"
#endif

/* clang-format off */
'''


def rows(path):
    for line in path.read_text().splitlines():
        words = line.split('#', 1)[0].split()
        if words:
            yield words


def read_tables(arch):
    names, pseudo = set(), {}
    for table in {words[8] for words in rows(arch / 'abis.tbl')}:
        names.update(words[1] for words in rows(arch / f'{table}.tbl'))
    for number, name in rows(arch / 'pseudo.tbl'):
        pseudo[name] = int(number)
    return names | set(pseudo), pseudo


def definition(name, pseudo):
    yield f'#if defined(__NR_{name})'
    yield f'#define __SNR_{name} __NR_{name}'
    if name in ARM_PRIVATE:
        yield f'#elif defined(__ARM_NR_{name})'
        yield f'#define __SNR_{name} __ARM_NR_{name}'
    if name in pseudo:
        yield '#else'
        yield f'#define __SNR_{name} __PNR_{name}'
    yield '#endif'


def header(arch):
    names, pseudo = read_tables(arch)
    lines = [START]
    for name, number in sorted(pseudo.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f'#define __PNR_{name} {number}')
    for name in sorted(names):
        lines.append('')
        lines.extend(definition(name, pseudo))
    return '\n'.join(lines) + '\n'


def main(argv):
    if len(argv) not in (2, 3):
        sys.exit(__doc__)
    text = header(pathlib.Path(argv[1]))
    if len(argv) == 2:
        sys.stdout.write(text)
    elif pathlib.Path(argv[2]).read_text() != text:
        sys.exit(f'{argv[2]} is not what the tables say; run: {argv[0]} {argv[1]} > {argv[2]}')


main(sys.argv)
