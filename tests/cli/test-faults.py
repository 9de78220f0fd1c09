#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every system call of a launch fails once: the target never runs unconfined.

strace lists what a launch does up to the exec of the target, then each of
those calls fails in a run of its own. The target reports what it is: it either
did not run, or it ran as if nothing had failed. A call can also be skipped
while it pretends to have worked; what matters is read back, so that this has to
be noticed, too.
"""

import collections
import re
import signal
import subprocess

from harness import (
    BASE_ENV, IS_ROOT, SCMP_RUN, NotForUs, case, main, need, run, scratch,
)

TARGET = ["grep", "-E", "^(Cap...|NoNewPrivs|Seccomp):", "/proc/self/status"]
CALL = re.compile(r"^(\w+)\(")
LAUNCHES = {
    "plain": ["--profile", "stdio"],
    "keep": ["--profile", "net", "--deny", "ptrace with EACCES"]
            + (["--keep-cap", "chown,kill"] if IS_ROOT else []),
}


def strace(tmp, options, *inject):
    command = [need("strace"), "-qq", "-o", tmp, *inject, SCMP_RUN, *options, "--", *TARGET]
    return run(*command)


def calls_of_a_launch(tmp, options):
    """name -> how often it is called between our start and the target's, and the target's words"""
    done = strace(tmp, options)
    assert done.returncode == 0, done
    counts, n_execs = collections.Counter(), 0
    for line in tmp.read_text(errors="replace").splitlines():
        match = CALL.match(line)
        if not match:
            continue
        name = match[1]
        n_execs += name == "execve"
        counts[name] += 1
        if n_execs == 2:
            break
    assert n_execs == 2, "no exec of the target was seen"
    return counts, done.stdout


class Tally:
    def __init__(self, *promised):
        self.ends = collections.Counter()
        self.promised = promised

    def take(self, what, done, good):
        if not done.stdout:
            self.ends[f"did not run ({done.returncode})"] += 1
            assert done.returncode in self.promised, f"{what}: an unexpected status: {done}"
            return
        self.ends["ran confined"] += 1
        assert done.stdout == good, f"{what}: the target ran as\n{done.stdout}instead of\n{good}"

    def n_refused(self):
        return sum(n for end, n in self.ends.items() if end.startswith("did not run"))

    def __str__(self):
        return ", ".join(f"{n} {end}" for end, n in sorted(self.ends.items()))


# A real brk() never fails with an errno, and the dynamic linker has nobody to
# tell when its first mapping fails: both end in a fault, which is no harm.
FATAL = ("brk", "mmap")


def inject_everywhere(faults, *promised):
    for label, options in LAUNCHES.items():
        tally = Tally(*promised)
        with scratch() as top:
            counts, good = calls_of_a_launch(top / "log", options)
            assert "Seccomp:\t2" in good and "NoNewPrivs:\t1" in good, good
            for name, count in counts.items():
                # the first execve is our own start; strace would have nothing to run
                first = 2 if name == "execve" else 1
                for number in range(first, count + 1):
                    for fault in faults(name):
                        rule = f"inject={name}:{fault}:when={number}"
                        done = strace(top / "log", options, "-e", rule)
                        if name in FATAL and done.returncode == -signal.SIGSEGV:
                            tally.ends["fault in the C library"] += 1
                            continue
                        tally.take(f"{label}: {rule}", done, good)
        print(f"# {label}: {sum(tally.ends.values())} faults: {tally}")
        assert tally.n_refused() > 20, "hardly anything failed: was anything injected?"


def can_trace():
    done = subprocess.run([need("strace"), "-qq", "-o", "/dev/null", "true"], env=BASE_ENV,
                          check=False, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise NotForUs("strace may not trace here")


@case
def no_failing_call_leaves_the_target_unconfined():
    can_trace()
    inject_everywhere(lambda name: ["error=EPERM"], 125, 126, 127)


CONFINING = ("prctl", "capset", "seccomp", "execve")


@case
def no_failing_call_that_confines_leaves_the_target_unconfined_whatever_the_error():
    can_trace()
    errors = ("ENOMEM", "EINTR", "ENOSYS", "EFAULT")

    def faults(name):
        # EINVAL is what prctl(2) says of capabilities that the kernel does not have
        some = ["error=EINVAL"] if name in CONFINING else []
        return some + [f"error={error}" for error in errors if name in CONFINING[2:]]

    inject_everywhere(faults, 125, 126, 127)


@case
def a_call_that_only_pretends_to_work_is_noticed():
    can_trace()
    faked = ("prctl", "capset", "seccomp")
    inject_everywhere(lambda name: ["retval=0"] if name in faked else [], 125)


@case
def a_kill_during_the_launch_leaves_nothing_unconfined():
    can_trace()
    inject_everywhere(lambda name: ["signal=KILL"] if name in CONFINING else [], -signal.SIGKILL)


main()
