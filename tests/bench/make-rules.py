#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes the policies of data/, each to stdout, as rule-list.h has them.

make-rules.py docker-default FILE     what moby's default profile says of a container that has no
                                      capabilities, on x86_64 and kernel 4.8 or later. FILE is
                                      https://github.com/moby/profiles, seccomp/default.json
make-rules.py systemd-system-service  what @system-service is in the systemd that is installed
make-rules.py args200                 eight rules on each of 25 calls, made by chance: the same
                                      ones each time
"""

import json
import subprocess
import sys
import textwrap

KERNEL = (4, 8)
OPERATORS = {f"SCMP_CMP_{name}": name.lower() for name in ("NE", "LT", "LE", "EQ", "GE", "GT")}


def error_text(number):
    return f"ERRNO:{number}"


def write_names(action, names):
    for line in textwrap.wrap(" ".join(names), 86):
        print("rule", action, line)


# moby


def is_meant(entry):
    """Whether it holds for such a container. What is excluded with a capability is included here."""
    includes, excludes = entry.get("includes") or {}, entry.get("excludes") or {}
    if includes.get("caps") or "amd64" in excludes.get("arches", []):
        return False
    if "amd64" not in includes.get("arches", ["amd64"]):
        return False
    return tuple(map(int, includes.get("minKernel", "0.0").split("."))) <= KERNEL


def condition(arg):
    if arg["op"] == "SCMP_CMP_MASKED_EQ":
        test = f"meq {arg['value']:#x} {arg.get('valueTwo', 0):#x}"
    else:
        test = f"{OPERATORS[arg['op']]} {arg['value']}"
    return f"a{arg['index']} {test}"


def write_docker_default(path):
    with open(path, encoding="utf-8") as file:
        profile = json.load(file)
    print("# moby's default profile: a container without capabilities, x86_64, kernel 4.8 or later.")
    print("# Made by make-rules.py of https://github.com/moby/profiles, seccomp/default.json\n")
    print("default", error_text(profile["defaultErrnoRet"]))
    for entry in filter(is_meant, profile["syscalls"]):
        action = "ALLOW"
        if entry["action"] == "SCMP_ACT_ERRNO":
            action = error_text(entry["errnoRet"])
        if not entry.get("args"):
            write_names(action, entry["names"])
            continue
        for name in entry["names"]:
            print("rule", action, name, *map(condition, entry["args"]))


# systemd


def members(name):
    """The calls of a set, those of the sets in it included."""
    shown = subprocess.run(["systemd-analyze", "syscall-filter", name], check=True, text=True,
                           stdout=subprocess.PIPE).stdout
    names = set()
    for line in shown.splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            names |= members(word)
        elif word and not word.startswith("#"):
            names.add(word)
    return names


def write_system_service():
    version = subprocess.run(["systemd-analyze", "--version"], check=True, text=True,
                             stdout=subprocess.PIPE).stdout.split()[1]
    print(f"# SystemCallFilter=@system-service of systemd {version}, all others EPERM.")
    print("# Made by make-rules.py of what systemd-analyze shows.\n")
    print("default", error_text(1))
    write_names("ALLOW", sorted(members("@system-service")))


# Chance

PLAIN = "read write close fstat brk munmap rt_sigaction rt_sigreturn exit exit_group".split()
COMPARED = """accept4 bind clone connect dup3 epoll_ctl fallocate fcntl futex getsockopt ioctl lseek
              madvise mmap mprotect mremap openat pipe2 prctl pread64 pwrite64 sendmsg setsockopt
              socket splice""".split()
RULES_OF_EACH = 8
WIDTHS = (12, 32, 48, 64)  # of values, in bits
MASKS = (0xff, 0xffff0000, 0x7e020000)
N_COMPARISONS = (1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3)


class Chance:
    """Splitmix64: the same numbers in every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def bits(self, n):
        self.state = (self.state + 0x9e3779b97f4a7c15) % 2**64
        mixed = self.state
        mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9 % 2**64
        mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb % 2**64
        return (mixed ^ mixed >> 31) >> (64 - n)

    def one_of(self, things):
        return things[self.bits(64) % len(things)]


def comparison(chance):
    op = chance.one_of(("eq", "ne", "lt", "le", "gt", "ge", "meq"))
    value = chance.bits(chance.one_of(WIDTHS))
    if op != "meq":
        return f"{op} {value:#x}"
    mask = chance.bits(64) if chance.bits(1) else chance.one_of(MASKS)
    return f"meq {mask:#x} {value & mask:#x}"


def write_args200():
    chance = Chance(200)
    print("# Eight rules on each of 25 calls, of 64-bit comparisons by chance.")
    print("# Made by make-rules.py.\n")
    print("default", error_text(1))
    write_names("ALLOW", PLAIN)
    for name in COMPARED:
        for _ in range(RULES_OF_EACH):
            n, args = chance.one_of(N_COMPARISONS), set()
            while len(args) < n:
                args.add(chance.bits(64) % 6)
            print("rule ALLOW", name, *(f"a{arg} {comparison(chance)}" for arg in sorted(args)))


def main():
    what = sys.argv[1:]
    if what[:1] == ["docker-default"] and len(what) == 2:
        write_docker_default(what[1])
    elif what == ["systemd-system-service"]:
        write_system_service()
    elif what == ["args200"]:
        write_args200()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
