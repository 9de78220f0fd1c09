#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs that Debian linked with libseccomp run on our library.

    LIBRARY   libseccomp.so.2, ours
    INSIDE    a static program that makes calls
    PAGE      a manual page
"""

import contextlib
import gzip
import json
import os
import pathlib
import subprocess
import time

from harness import (
    BASE_ENV, NotForUs, Skip, case, describe, main, need, need_root, run, scratch, write,
)

LIBRARY = pathlib.Path(os.environ["LIBRARY"])
INSIDE = pathlib.Path(os.environ["INSIDE"])
PAGE = pathlib.Path(os.environ["PAGE"])
OURS = {"LD_LIBRARY_PATH": str(LIBRARY.parent)}
GETUID = 102


def need_linked(program):
    """The path of a program that the loader gives our library, if it needs libseccomp here."""
    path = need(program)
    need_on_ours(path, program)
    return path


def need_on_ours(path, name):
    linked = run("ldd", path, env=OURS).stdout
    if "libseccomp.so.2" not in linked:
        raise NotForUs(f"{name} has no libseccomp here, or one of its own")
    assert f"{LIBRARY.parent}/libseccomp.so.2" in linked, f"it gets another library: {linked}"


def on_ours(*args):
    return run(*args, env=OURS)


def same_on_both(*args):
    """What both print; on the library of the distribution it has to work."""
    theirs = run(*args)
    assert theirs.returncode == 0, f"it does not run here: {describe(theirs)}"
    ours = on_ours(*args)
    assert (ours.returncode, ours.stdout, ours.stderr) == (
        theirs.returncode, theirs.stdout, theirs.stderr,
    ), f"ours: {describe(ours)}\nthe distribution's: {describe(theirs)}"
    return ours


@contextlib.contextmanager
def running(command, log, ready):
    """A daemon on our library, as soon as its log says that it is ready."""
    with open(log, "wb") as output, subprocess.Popen(
        [str(word) for word in command], env=BASE_ENV | OURS, stdin=subprocess.DEVNULL,
        stdout=output, stderr=output,
    ) as daemon:
        try:
            for _ in range(400):
                if ready in log.read_text(errors="replace"):
                    break
                assert daemon.poll() is None, f"it ended: {log.read_text()}"
                time.sleep(0.05)
            else:
                raise AssertionError(f"it never said {ready!r}: {log.read_text()}")
            yield daemon
        finally:
            daemon.kill()


def expect_filtered(process):
    proc = pathlib.Path(f"/proc/{process.pid}")
    status = (proc / "status").read_text(encoding="utf-8")
    assert "\nSeccomp:\t2\n" in status, status
    assert str(LIBRARY) in (proc / "maps").read_text(encoding="utf-8"), "on another library"


def stays(daemon):
    """It goes on for long enough to make calls that a wrong filter would kill it for."""
    time.sleep(1)
    assert daemon.poll() is None, f"it ended with {daemon.poll()}"


@case
def man_shows_a_page_whose_parts_it_confines():
    man, strace = need_linked("man"), need("strace")
    with scratch() as top:
        page = write(top / "page.1.gz", gzip.compress(PAGE.read_bytes()))
        shown = same_on_both(man, "-P", "cat", "-l", page)
        assert "system call filter" in shown.stdout, describe(shown)
        trace = top / "trace"
        run(strace, "-f", "-o", trace, "-e", "trace=seccomp", man, "-P", "cat", "-l", page,
            env=OURS, check=0)
        loads = trace.read_text()
        assert "SECCOMP_SET_MODE_FILTER" in loads and " = 0\n" in loads, loads
        assert " = -1" not in loads, loads


@case
def file_tells_types():
    file = need_linked("file")
    shown = same_on_both(file, "--brief", INSIDE)
    assert "ELF" in shown.stdout, describe(shown)


def chronyd_runs(level):
    chronyd = need_linked("chronyd")
    need_root()
    with scratch() as top:
        config = write(top / "conf", "server 127.0.0.1 port 9\nport 0\ncmdport 0\n"
                       f"bindcmdaddress /\npidfile {top}/pid\n")
        command = [chronyd, "-x", "-d", "-F", level, "-f", config]
        with running(command, top / "log", f"Loaded seccomp filter (level {level})") as daemon:
            expect_filtered(daemon)
            stays(daemon)
            daemon.terminate()
            assert daemon.wait(timeout=30) == 0, (top / "log").read_text()
        assert "chronyd exiting" in (top / "log").read_text(), (top / "log").read_text()


@case
def chronyd_keeps_time_under_its_filter():
    chronyd_runs(1)


@case
def chronyd_keeps_time_under_its_stricter_filter():
    chronyd_runs(2)


@case
def tor_runs_in_its_sandbox():
    tor = need_linked("tor")
    with scratch() as top:
        (top / "data").mkdir(mode=0o700)
        config = write(top / "torrc", "Sandbox 1\nSocksPort 0\nDisableNetwork 1\n"
                       f"DataDirectory {top}/data\n")
        with running([tor, "-f", config], top / "log", "Bootstrapped 0%") as daemon:
            expect_filtered(daemon)
            stays(daemon)  # how it stops is its own: on either library, not always by a signal
        log = (top / "log").read_text()
        assert "[err]" not in log and "sandbox" not in log.lower(), log


@case
def systemd_analyze_knows_sets_of_calls_and_what_units_forbid():
    analyze = need_linked("systemd-analyze")
    with scratch() as top:
        unit = write(top / "x.service", "[Service]\nExecStart=/bin/true\n"
                     "SystemCallFilter=@system-service\nSystemCallArchitectures=native\n")
        sets = same_on_both(analyze, "syscall-filter", "@clock", "@system-service")
        assert "clock_settime" in sets.stdout, describe(sets)
        shown = same_on_both(analyze, "--no-pager", "security", "--offline=yes", unit)
        assert "SystemCallFilter" in shown.stdout, describe(shown)


def container(top, seccomp, calls):
    """An OCI bundle of one program that makes @calls under @seccomp."""
    root = top / "rootfs"
    for name in ("dev", "proc", "sys"):
        (root / name).mkdir(parents=True)
    write(root / "inside", INSIDE.read_bytes(), 0o755)
    config = {
        "ociVersion": "1.0.0",
        "process": {
            "user": {"uid": 0, "gid": 0}, "cwd": "/", "env": [], "noNewPrivileges": True,
            "args": ["/inside", *calls],
        },
        "root": {"path": "rootfs", "readonly": True},
        "mounts": [],
        "linux": {"namespaces": [{"type": "mount"}, {"type": "pid"}], "seccomp": seccomp},
    }
    write(top / "config.json", json.dumps(config))


def in_container(run_it, seccomp, calls):
    crun, unshare = need_linked("crun"), need("unshare")
    need_root()
    with scratch() as top:
        container(top, seccomp, calls)
        # crun wants one kind of cgroups, and this machine may have both.
        done = run_it(unshare, "-m", "/bin/sh", "-e", "-c",
                      'mount -t cgroup2 none /sys/fs/cgroup; exec "$@"', "sh",
                      crun, "--root", top / "state", "--cgroup-manager=disabled",
                      "run", "-b", top, "test-compat")
    return done


def container_rule(errno, **arg):
    names = {"names": ["getuid"], "action": "SCMP_ACT_ERRNO", "errnoRet": errno}
    return names | ({"args": [arg]} if arg else {})


SECCOMP = {
    "defaultAction": "SCMP_ACT_ALLOW",
    "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
    "syscalls": [
        container_rule(61, index=0, value=1, op="SCMP_CMP_EQ"),
        container_rule(62, index=1, value=1 << 32, op="SCMP_CMP_GE"),
        container_rule(63, index=2, value=0xF0, valueTwo=0x30, op="SCMP_CMP_MASKED_EQ"),
        container_rule(64, index=3, value=0, op="SCMP_CMP_NE"),
        {"names": ["getgid", "no_such_call"], "action": "SCMP_ACT_ERRNO", "errnoRet": 65},
    ],
}

DECISIONS = {
    f"{GETUID}": "done",
    f"{GETUID},1": "61",
    f"{GETUID},0x100000001": "done",
    f"{GETUID},0,0x100000000": "62",
    f"{GETUID},0,0xffffffff": "done",
    f"{GETUID},0,0,0x3f": "63",
    f"{GETUID},0,0,0x2f": "done",
    f"{GETUID},0,0,0,9": "64",
    f"{GETUID},1,0,0,9": "64",  # the higher argument first
    "104": "65",
    "0x40000066": "done",  # x32: what it decides is the kernel's, which lacks it or not
}


@case
def crun_gives_a_container_the_filter_of_its_bundle():
    need_native_numbers()
    theirs = in_container(run, SECCOMP, DECISIONS)
    if theirs.returncode != 0:
        raise NotForUs(f"crun makes no containers here: {theirs.stderr.strip()}")
    ours = in_container(on_ours, SECCOMP, DECISIONS)
    assert ours.stdout == theirs.stdout, f"{describe(ours)}\n{describe(theirs)}"
    lines = dict(line.split(": ") for line in ours.stdout.splitlines())
    lines.pop("0x40000066")
    expected = {call: said for call, said in DECISIONS.items() if call in lines}
    assert lines == expected and len(lines) == len(DECISIONS) - 1, describe(ours)


@case
def crun_refuses_a_bundle_with_an_action_that_does_not_exist():
    bad = SECCOMP | {"defaultAction": "SCMP_ACT_NONSENSE"}
    ours = in_container(on_ours, bad, ["104"])
    assert ours.returncode != 0 and "104:" not in ours.stdout, describe(ours)


def need_native_numbers():
    if os.uname().machine != "x86_64":
        raise NotForUs("the numbers of calls are x86_64's")


PYTHON = """
import errno, os, seccomp, sys, tempfile
from seccomp import *
f = SyscallFilter(defaction=ALLOW)
print(f.get_attr(Attr.CTL_NNP), f.exist_arch(Arch()), resolve_syscall(Arch(), "openat"))
f.add_arch(Arch("x86"))
f.add_rule(ERRNO(71), "getpriority", Arg(0, EQ, 1))
f.add_rule(ERRNO(72), "getpriority", Arg(0, EQ, 2), Arg(1, GT, 5))
f.add_rule(ERRNO(73), "getpgid")
f.syscall_priority("getpriority", 9)
try:
    f.add_rule(ERRNO(74), "getpriority", Arg(0, EQ, 1))
except Exception as error:
    print("refused:", error)
try:
    f.add_rule(ALLOW, "getpid")
except Exception as error:
    print("refused:", error)
with tempfile.TemporaryFile() as file:
    f.export_bpf(file)
    print(file.seek(0, 2) > 0)
f.load()
def ask(name, *args):
    try:
        getattr(os, name)(*args)
        print(name, args, "done")
    except OSError as error:
        print(name, args, error.errno)
ask("getpriority", 0, 0)
ask("getpriority", 1, 0)
ask("getpriority", 2, 0)
ask("getpriority", 2, 6)
ask("getpgid", 0)
"""


@case
def pythons_seccomp_makes_filters():
    python = "/usr/bin/python3"  # the distribution's, which its modules are for
    if not os.access(python, os.X_OK) or run(python, "-c", "import seccomp").returncode != 0:
        raise Skip("python3-seccomp is not installed")
    module = run(python, "-c", "import seccomp; print(seccomp.__file__)").stdout.strip()
    need_on_ours(module, module)
    done = same_on_both(python, "-c", PYTHON)
    for line in ("getpriority (1, 0) 71", "getpriority (2, 6) 72", "getpgid (0,) 73",
                 "getpriority (2, 0) done"):
        assert line in done.stdout.splitlines(), describe(done)


if __name__ == "__main__":
    main()
