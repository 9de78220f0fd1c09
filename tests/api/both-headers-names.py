#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
#
#     both-headers-names.py OUTPUT HEADER...
#
# C that prints, of every system call that one of the headers names, what
# SCMP_SYS() and __PNR_ make of it where the header that is compiled has them.

import re
import sys


def names(path):
    with open(path, encoding="utf-8") as header:
        return set(re.findall(r"#\s*define\s+__[SP]NR_(\w+)", header.read()))


def lines(name):
    # libseccomp's header may name what the kernel's headers do not have yet.
    yield f"#if defined(__SNR_{name}) && (defined(__NR_{name}) || defined(__PNR_{name}))"
    yield f'        print_code("SCMP_SYS({name})", SCMP_SYS({name}));'
    yield "#endif"
    yield f"#ifdef __PNR_{name}"
    yield f'        print_code("__PNR_{name}", __PNR_{name});'
    yield "#endif"


def main():
    found = sorted(set().union(*(names(path) for path in sys.argv[2:])))
    with open(sys.argv[1], "w", encoding="utf-8") as output:
        for name in found:
            for line in lines(name):
                print(line, file=output)


main()
