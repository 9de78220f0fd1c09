#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a program is under scmp-run, as the kernel has it."""

import ctypes
import os
import shutil
import signal
import subprocess

from harness import (
    BASE_ENV, I386_PROBE, IS_ROOT, NOBODY, PROBE, SCMP_RUN, NotForUs, Skip, call, case, describe,
    expect, main, need_root, run, scmp, scratch, write,
)

FIELDS = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp",
          "Seccomp_filters")


def status_of(*command, **kwargs):
    """The fields of /proc/self/status as grep sees them under a command."""
    pattern = "^(" + "|".join(FIELDS) + "):"
    done = run(*command, "--", "grep", "-E", pattern, "/proc/self/status", **kwargs)
    expect(done, 0)
    fields = dict(line.split(":\t") for line in done.stdout.splitlines())
    return {name: int(text, 16) for name, text in fields.items()}


def assert_confined(fields, caps=0, bounding=None):
    assert fields["NoNewPrivs"] == 1, fields
    assert fields["Seccomp"] == 2, fields
    assert fields.get("Seccomp_filters", 1) == 1, fields
    for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert fields[name] == caps, (name, fields)
    assert fields["CapBnd"] == (caps if bounding is None else bounding), fields


def own_bounding():
    with open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("CapBnd:"):
                return int(line.split()[1], 16)
    return None


# Privileges


@case
def all_capability_sets_are_zero_under_every_bundled_profile():
    bounding = None if IS_ROOT else own_bounding()
    for name in ("base", "stdio", "files", "net", "default"):
        assert_confined(status_of(SCMP_RUN, "--profile", name), bounding=bounding)
    assert_confined(status_of(SCMP_RUN, "--default", "allow"), bounding=bounding)


@case
def started_by_an_ordinary_user_all_sets_but_the_bounding_set_are_zero():
    need_root()
    with scratch() as top:
        exe = shutil.copy(SCMP_RUN, top / "scmp-run")
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        assert_confined(status_of(exe, "--profile", "stdio", **user), bounding=own_bounding())
        done = run(exe, "--dry-run", "--", "true", **user)
        expect(done)
        assert "left as it is" in done.stdout, done.stdout


@case
def kept_capabilities_are_in_every_set():
    need_root()
    mask = 1 << 10 | 1
    fields = status_of(SCMP_RUN, "--profile", "stdio", "--keep-cap", "net_bind_service,CAP_CHOWN")
    assert_confined(fields, mask)
    fields = status_of(SCMP_RUN, "--profile", "stdio", "--keep-cap=chown",
                       "--keep-cap=net_bind_service")
    assert_confined(fields, mask)


@case
def a_profile_can_keep_capabilities():
    need_root()
    with scratch() as top:
        path = write(top / "p.profile", "include stdio\nkeep-cap net_bind_service chown\n")
        assert_confined(status_of(SCMP_RUN, "--profile", path), 1 << 10 | 1)


@case
def a_kept_capability_works_in_the_target_and_others_do_not():
    need_root()
    with scratch() as top:
        path = write(top / "f", "")
        chown = [SCMP_RUN, "--default", "allow"]
        done = run(*chown, "--", "chown", "1:1", path)
        expect(done, 1, "", "Operation not permitted")
        expect(run(*chown, "--keep-cap", "chown", "--", "chown", "1:1", path), 0)
        assert os.stat(path).st_uid == 1


@case
def a_kept_capability_works_for_a_user_who_is_not_root():
    need_root()
    setpriv = shutil.which("setpriv", path=BASE_ENV["PATH"])
    if not setpriv:
        raise Skip("setpriv is not installed")
    with scratch() as top:
        exe = shutil.copy(SCMP_RUN, top / "scmp-run")
        as_nobody = [setpriv, "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]
        ambient = ["--inh-caps=-all,+chown", "--ambient-caps=+chown", "--bounding-set=-all,+chown"]
        command = [*as_nobody, *ambient, exe, "--default", "allow", "--keep-cap", "chown"]
        assert_confined(status_of(*command), 1)
        path = write(top / "f", "")
        expect(run(*command, "--", "chown", "1:1", path), 0)
        assert os.stat(path).st_uid == 1


@case
def some_capabilities_without_setpcap_are_refused_rather_than_half_dropped():
    need_root()
    setpriv = shutil.which("setpriv", path=BASE_ENV["PATH"])
    if not setpriv:
        raise Skip("setpriv is not installed")
    bare = [setpriv, "--bounding-set", "-setpcap", SCMP_RUN]
    expect(run(*bare, "true"), 125, "", ["bounding set", "cap_setpcap"])


@case
def inherited_ambient_capabilities_are_gone():
    need_root()
    setpriv = shutil.which("setpriv", path=BASE_ENV["PATH"])
    if not setpriv:
        raise Skip("setpriv is not installed")
    command = [setpriv, "--inh-caps=+chown,+kill", "--ambient-caps=+chown,+kill", SCMP_RUN]
    assert_confined(status_of(*command, "--profile", "stdio"))


@case
def a_set_user_id_program_gives_nothing():
    need_root()
    with scratch() as top:
        exe = shutil.copy(SCMP_RUN, top / "scmp-run")
        cat = shutil.copy("/bin/cat", top / "cat")
        os.chmod(cat, 0o4755)
        done = run(exe, "--profile", "stdio", "--", cat, "/proc/self/status",
                   user=NOBODY, group=NOBODY, extra_groups=[])
        expect(done)
        assert f"Uid:\t{NOBODY}\t{NOBODY}\t{NOBODY}" in done.stdout, done.stdout


@case
def what_the_target_starts_is_confined_as_well():
    bounding = None if IS_ROOT else own_bounding()
    assert_confined(status_of(SCMP_RUN, "--profile", "files", "--", "env", "X=1", "env"),
                    bounding=bounding)


@case
def nested_runs_add_a_filter_each():
    fields = status_of(SCMP_RUN, "--default", "allow", "--", SCMP_RUN, "--profile", "stdio")
    assert fields.get("Seccomp_filters", 2) == 2, fields


# In place of scmp-run


@case
def the_process_id_is_that_of_the_command():
    with subprocess.Popen(
        [SCMP_RUN, "--profile", "stdio", "--", "sh", "-c", "echo $$ $PPID"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=BASE_ENV,
    ) as child:
        output = child.communicate()[0].decode().split()
        assert output == [str(child.pid), str(os.getpid())], output


@case
def the_exit_status_is_that_of_the_program():
    for number in (0, 1, 2, 42, 125, 255):
        done = scmp("--profile", "stdio", "--", "sh", "-c", f"exit {number}")
        assert done.returncode == number, describe(done)
        assert not done.stderr


@case
def signals_reach_the_program_and_end_it_as_they_would():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGABRT):
        done = scmp("--profile", "base", "--", "sh", "-c", f"kill -{int(number)} $$")
        assert done.returncode == -number, describe(done)


@case
def a_kill_by_the_filter_is_sigsys():
    done = scmp("--profile", "stdio", "--allow", "execve", "--default", "kill", "--", PROBE, "bpf")
    assert done.returncode == -signal.SIGSYS, describe(done)


@case
def argv_environment_directory_and_input_are_passed_on():
    done = scmp("--profile", "files", "--", "sh", "-c", 'echo "$0:$1:$X:$(pwd):$(cat)"', "zero",
                "a b", env={"X": "y z"}, cwd="/usr", input=b"text")
    expect(done, 0, "zero:a b:y z:/usr:text\n")


@case
def argv_0_is_as_it_was_written():
    done = scmp("--profile", "stdio", "--", "cat", "/proc/self/cmdline")
    expect(done, 0, "cat\0/proc/self/cmdline\0")


@case
def no_descriptor_of_ours_is_open_in_the_program():
    with open("/dev/null", "rb") as null:
        for options in ([], ["--profile", "net"]):
            done = scmp("--default", "allow", *options, "--", "ls", "/proc/self/fd",
                        pass_fds=[null.fileno()])
            expect(done)
            # 0, 1, 2, what was passed, and that of the directory which ls reads
            assert len(done.stdout.split()) == 5, done.stdout
            assert str(null.fileno()) in done.stdout.split(), done.stdout


@case
def blocked_and_ignored_signals_are_as_they_were():
    def lines(*command):
        done = subprocess.run(
            [*command, "grep", "-E", "^Sig(Blk|Ign):", "/proc/self/status"],
            stdout=subprocess.PIPE, env=BASE_ENV, check=True, stdin=subprocess.DEVNULL,
            preexec_fn=lambda: (signal.signal(signal.SIGHUP, signal.SIG_IGN),
                                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])),
        )
        return done.stdout

    assert lines(SCMP_RUN, "--profile", "stdio", "--") == lines("env")


@case
def path_is_searched_like_execvp_does():
    with scratch() as top:
        (top / "a").mkdir()
        (top / "b").mkdir()
        write(top / "a" / "tool", "#!/bin/sh\necho a\n", 0o644)
        write(top / "b" / "tool", "#!/bin/sh\necho b\n", 0o755)
        write(top / "tool", "#!/bin/sh\necho here\n", 0o755)
        options = ["--profile", "stdio", "--", "tool"]
        expect(scmp(*options, env={"PATH": f"{top}/a:{top}/b"}), 0, "b\n")
        expect(scmp(*options, env={"PATH": f":{top}/b"}, cwd=top), 0, "here\n")
        expect(scmp(*options, env={"PATH": ""}, cwd=top), 0, "here\n")
        expect(scmp("--profile", "stdio", "--", "b/tool", cwd=top), 0, "b\n")


@case
def a_script_with_an_interpreter_line_runs():
    with scratch() as top:
        script = write(top / "script", "#!/bin/sh -e\necho \"$0 $1\"\n", 0o755)
        expect(scmp("--profile", "stdio", "--", script, "x"), 0, f"{script} x\n")


@case
def scmp_run_can_be_the_interpreter_of_a_script():
    with scratch() as top:
        line = f"#!/usr/bin/env -S {SCMP_RUN} --profile stdio -- sh"
        if len(line) > 250:
            raise NotForUs("the path of the build directory is too long for a #! line")
        script = write(top / "script", f"{line}\ngrep ^Seccomp: /proc/self/status\n", 0o755)
        expect(run(script), 0, "Seccomp:\t2\n")


@case
def an_empty_argument_list_is_a_usage_error():
    pid = os.fork()
    if pid == 0:
        null = os.open("/dev/null", os.O_WRONLY)
        os.dup2(null, 2)
        nothing = (ctypes.c_char_p * 1)(None)  # Python itself insists on an argv[0]
        ctypes.CDLL(None).execve(SCMP_RUN.encode(), nothing, nothing)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 125


@case
def a_working_directory_that_is_gone_does_not_matter():
    with scratch() as top:
        (top / "gone").mkdir()
        script = 'cd "$1"; rmdir "$1"; shift; exec "$@"'
        done = run("sh", "-c", script, "sh", top / "gone", SCMP_RUN, "--profile", "stdio", "--",
                   "echo", "x")
        expect(done, 0, "x\n")


@case
def a_hundred_launches_at_once_all_work():
    command = [SCMP_RUN, "--profile", "stdio", "--", "sh", "-c", "exit 7"]
    children = [subprocess.Popen(command, env=BASE_ENV) for _ in range(100)]
    assert [child.wait() for child in children] == [7] * 100


# What is refused. A call is first made without a filter's refusal, so that the
# EPERM below is not the kernel's own answer to a process without capabilities.

DENIED = {
    "net": ["unshare", "clone-newuser", "mount", "ptrace", "bpf", "io_uring", "keyctl",
            "process_vm_readv", "raw-socket", "raw-socket6", "packet-socket", "audit-socket",
            "listen", "tiocsti", "tiocsti-high"],
    "default": ["unshare", "clone-newuser", "mount", "ptrace", "bpf", "io_uring", "keyctl",
                "process_vm_readv", "raw-socket", "raw-socket6", "packet-socket", "audit-socket",
                "tiocsti", "tiocsti-high"],
    "files": ["unshare", "clone-newuser", "mount", "ptrace", "bpf", "io_uring", "keyctl",
              "process_vm_readv", "raw-socket", "packet-socket", "inet-socket", "unix-socket",
              "route-socket", "listen", "tiocsti", "tiocsti-high"],
    "stdio": ["unshare", "clone-newuser", "mount", "ptrace", "bpf", "io_uring", "keyctl",
              "process_vm_readv", "raw-socket", "packet-socket", "inet-socket", "unix-socket",
              "route-socket", "listen", "tiocsti", "tiocsti-high", "open-write", "open-create",
              "unlink"],
    "base": ["unshare", "clone-newuser", "mount", "ptrace", "bpf", "io_uring", "keyctl",
             "process_vm_readv", "raw-socket", "packet-socket", "inet-socket", "unix-socket",
             "route-socket", "listen", "tiocsti", "tiocsti-high", "open-write", "open-create",
             "unlink"],
}
ALLOWED = {
    "net": ["inet-socket", "unix-socket", "route-socket", "open-read", "open-write", "getppid"],
    "default": ["inet-socket", "unix-socket", "route-socket", "open-read", "open-write",
                "getppid"],
    "files": ["open-read", "open-write", "getppid"],
    "stdio": ["open-read", "getppid"],
    "base": ["open-read", "getppid"],
}


@case
def the_probes_would_get_something_else_without_a_filter():
    for name in sorted({name for names in DENIED.values() for name in names}):
        assert call(name, "--default", "allow") not in ("EPERM", "EACCES"), name


@case
def what_a_profile_refuses_is_refused_by_the_kernel():
    for name, calls in DENIED.items():
        for probe in calls:
            assert call(probe, "--profile", name) == "EPERM", (name, probe)


@case
def what_a_profile_lets_run_works():
    for name, calls in ALLOWED.items():
        for probe in calls:
            assert call(probe, "--profile", name) == "ok", (name, probe)
    assert call("open-create", "--profile", "files") == "ENOENT"
    assert call("unlink", "--profile", "files") == "ENOENT"
    assert call("listen", "--profile", "default") == "EBADF"


@case
def a_call_that_nobody_knows_looks_as_if_the_kernel_lacked_it():
    for name in DENIED:
        assert call("unknown", "--profile", name) == "ENOSYS", name


@case
def an_x32_number_kills():
    if os.uname().machine != "x86_64":
        raise NotForUs("x32 is for x86_64 machines")
    for name in DENIED:
        done = scmp("--profile", name, "--", PROBE, "x32")
        assert done.returncode == -signal.SIGSYS, describe(done)


@case
def a_32_bit_program_is_killed_unless_its_abi_is_named():
    if not I386_PROBE:
        raise Skip("the compiler makes no 32-bit programs")
    for name in DENIED:
        done = scmp("--profile", name, "--", I386_PROBE)
        assert done.returncode == -signal.SIGSYS, describe(done)
        expect(scmp("--profile", name, "--arch", "native,x86", "--", I386_PROBE), 0)


main()
