#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What goes wrong before a program runs: status, words, and that it does not run."""

import os
import shutil

from harness import (
    IS_ROOT, NOBODY, SCMP_RUN, case, expect, main, need_root, refusal, run, scmp, scratch, write,
)


@case
def an_unknown_profile():
    refusal(["--profile", "nosuch"], ["no profile 'nosuch'", "/etc/scmp-run"])
    refusal(["--profile", "nett"], "did you mean 'net'?")
    refusal(["--profile", "./nosuch"], "No such file")
    refusal(["--profile", ""], "empty")


@case
def a_profile_with_five_errors_gets_five_messages():
    with scratch() as top:
        path = write(top / "five.profile", "alow read\n"
                     "allow opnat\n"
                     "allow openat if flags == O_RDONLYY\n"
                     "deny mount with EPERMM\n"
                     "allow socket if famly == AF_UNIX\n")
        done = refusal(["--profile", path], [])
        errors = [line for line in done.stderr.splitlines() if ": error: " in line]
        assert len(errors) == 5, done.stderr
        for number, line in enumerate(errors, 1):
            assert line.startswith(f"{path}:{number}:"), line
        for word in ("'allow'", "'openat'", "'O_RDONLY'", "'EPERM'", "'family'"):
            assert f"did you mean {word}?" in done.stderr, (word, done.stderr)


@case
def an_unreadable_profile():
    with scratch() as top:
        path = write(top / "p.profile", "default allow\n", 0)
        exe = shutil.copy(SCMP_RUN, top / "scmp-run")
        user = {"user": NOBODY, "group": NOBODY} if IS_ROOT else {}
        done = run(exe, "--profile", path, "true", **user)
        expect(done, 125, "", ["cannot read", "Permission denied"])


@case
def a_directory_as_profile():
    with scratch() as top:
        refusal(["--profile", top], "is a directory")


@case
def a_binary_file_as_profile():
    with scratch() as top:
        path = write(top / "b.profile", bytes(range(256)))
        done = refusal(["--profile", path], [])
        assert len(done.stderr.splitlines()) < 10, done.stderr
    refusal(["--profile", "/bin/true"], [])


@case
def a_device_as_profile_is_refused_without_blocking():
    refusal(["--profile", "/dev/zero"], "not a regular file")
    with scratch() as top:
        os.mkfifo(top / "fifo")
        refusal(["--profile", top / "fifo"], "not a regular file")


@case
def an_unknown_option():
    refusal(["--no-such-option"], "unknown option")


@case
def a_program_that_does_not_exist():
    expect(scmp("nosuch-program"), 127, "", "cannot find 'nosuch-program'")
    expect(scmp("./nosuch-program"), 127, "", "No such file")
    expect(scmp(""), 127, "", "empty")


@case
def a_program_that_cannot_be_executed():
    with scratch() as top:
        expect(scmp(top), 126, "", "is a directory")
        expect(scmp(write(top / "plain", "#!/bin/sh\n", 0o644)), 126, "", "Permission denied")
        expect(scmp("plain", env={"PATH": f"{top}"}), 126, "", "Permission denied")


@case
def a_script_without_an_interpreter_line():
    with scratch() as top:
        script = write(top / "script", f"touch {top}/ran\n", 0o755)
        expect(scmp(script), 126, "", "#!/bin/sh")
        expect(scmp(write(top / "empty", "", 0o755)), 126, "", "empty")
        expect(scmp(write(top / "dos", "#!/bin/sh\r\n", 0o755)), 126, "", "carriage return")
        expect(scmp(write(top / "gone", "#!/no/such\n", 0o755)), 126, "", "'/no/such'")
        assert not (top / "ran").exists()


@case
def a_binary_of_no_known_format():
    with scratch() as top:
        path = write(top / "binary", b"\0" * 64, 0o755)
        expect(scmp("--profile", "stdio", path), 126, "", ["cannot execute", "another machine"])


@case
def a_binary_whose_loader_is_gone():
    with scratch() as top:
        with open("/bin/true", "rb") as file:
            data = file.read()
        old = b"/lib64/ld-linux-x86-64.so.2"
        if old not in data:
            return
        path = write(top / "lost", data.replace(old, b"/lib64/xx" + old[9:]), 0o755)
        expect(scmp("--profile", "stdio", path), 126, "", ["cannot execute", "interpreter"])


@case
def no_path_means_the_default_one():
    # with env=None Python would add nothing; run() always sets PATH
    done = run("env", "-u", "PATH", SCMP_RUN, "--profile", "stdio", "--", "echo", "x")
    expect(done, 0, "x\n")


@case
def a_message_survives_a_profile_that_forbids_writing():
    with scratch() as top:
        path = write(top / "binary", b"\0" * 64, 0o755)
        done = scmp("--profile", "stdio", "--deny", "write", path)
        expect(done, 126, "")


@case
def a_profile_that_kills_writing_does_not_change_the_status():
    with scratch() as top:
        path = write(top / "binary", b"\0" * 64, 0o755)
        # sigaltstack is what ASan calls on the way to _exit()
        rules = "default kill\nallow execve exit_group sigaltstack\n"
        expect(scmp("--profile", write(top / "p.profile", rules), path), 126, "")


@case
def a_policy_that_forbids_execve_is_refused_before_anything_happens():
    refusal(["--profile", "stdio", "--deny", "execve"], ["execve", "--allow execve"])
    refusal(["--default", "kill"], "execve")
    refusal(["--default", "allow", "--arch", "aarch64"], "execve")


@case
def notify_is_refused_but_can_be_shown():
    refusal(["--profile", "stdio", "--default", "notify"], "notify")
    expect(scmp("--profile", "stdio", "--default", "notify", "--show"))


@case
def no_exec_is_refused_loudly():
    with scratch() as top:
        path = write(top / "p.profile", "include stdio\nno-exec\n")
        refusal(["--profile", path], "no-exec is not supported yet")
        expect(scmp("--profile", path, "--show"), 125, "", "no-exec is not supported yet")


@case
def a_filter_that_is_too_long_is_refused():
    with scratch() as top:
        lines = [f"allow ioctl if fd == {i} and cmd == {(i * 2654435761) % 2**32}\n"
                 for i in range(3000)]
        path = write(top / "p.profile", "default deny\ninclude base\n" + "".join(lines))
        refusal(["--profile", path], "4096")


@case
def an_unknown_capability():
    refusal(["--keep-cap", "chwon"], "did you mean 'chown'?")
    refusal(["--keep-cap", ""], "missing")


@case
def an_option_line_in_a_profile_that_is_wrong_names_its_place():
    with scratch() as top:
        path = write(top / "p.profile", "include stdio\nkeep-cap chwon\n")
        refusal(["--profile", path], [f"{path}:2", "keep-cap", "did you mean 'chown'?"])
        path = write(top / "q.profile", "include stdio\nkeep-cap\n")
        refusal(["--profile", path], [f"{path}:2", "needs a value"])
        path = write(top / "r.profile", "include stdio\ndry-run\n")
        refusal(["--profile", path], [f"{path}:2", "unknown statement 'dry-run'"])


@case
def a_capability_that_the_starter_lacks_cannot_be_kept():
    if not IS_ROOT:
        refusal(["--keep-cap", "chown"], "cannot be kept")
        return
    with scratch() as top:
        exe = shutil.copy(SCMP_RUN, top / "scmp-run")
        done = run(exe, "--keep-cap", "chown", "true", user=NOBODY, group=NOBODY, extra_groups=[])
        expect(done, 125, "", "cap_chown cannot be kept")


@case
def started_set_user_id_it_refuses():
    need_root()
    with scratch() as top:
        exe = shutil.copy(SCMP_RUN, top / "scmp-run")
        os.chown(exe, 1, 1)
        os.chmod(exe, 0o4755)
        for args in (["true"], ["--help"], ["--show"]):
            done = run(exe, *args, user=NOBODY, group=NOBODY, extra_groups=[])
            # a leak checker cannot look into a set-user-ID process, and ends with 1
            status = 1 if "LeakSanitizer" in done.stderr else 125
            expect(done, status, "", ["refused", "set-user-ID"])


@case
def output_that_cannot_be_written_is_an_error():
    for args in (["--show"], ["--show=pfc"], ["--show=disasm"], ["--show=bpf"], ["--help"],
                 ["--version"], ["--dry-run", "true"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            expect(scmp(*args, stdout=full), 125, None, ["cannot write", "No space left"])


@case
def a_reader_that_leaves_is_an_error_and_no_signal():
    reader, writer = os.pipe()
    os.close(reader)
    done = scmp("--show=pfc", stdout=writer)
    os.close(writer)
    expect(done, 125, None, "Broken pipe")


@case
def closed_standard_descriptors_are_survived():
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = run("sh", "-c", f'"$0" --profile stdio -- true {closed}', SCMP_RUN)
        expect(done, 0)
    done = run("sh", "-c", '"$0" --show >&-', SCMP_RUN)
    expect(done, 125, None, "cannot write")
    done = run("sh", "-c", '"$0" --nonsense 2>&-', SCMP_RUN)
    assert done.returncode == 125, done


main()
