#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""--show in its formats."""

import os
import pty
import struct
import subprocess

from harness import BASE_ENV, SCMP_RUN, case, expect, main, profile, scmp, scratch, write

PROFILES = ("base", "stdio", "files", "net", "default")


def raw(*options):
    return subprocess.run([SCMP_RUN, *map(str, options), "--show=bpf"], env=BASE_ENV, check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout


@case
def rules_is_what_show_means_alone():
    assert scmp("--profile", "net", "--show").stdout == scmp("--profile=net", "--show=rules").stdout


@case
def show_needs_no_program_and_runs_none():
    with scratch() as top:
        expect(scmp("--show", "--", "touch", top / "ran"))
        assert not (top / "ran").exists()
    expect(scmp("--show"))


@case
def rules_can_be_read_back_and_say_the_same():
    def without_comments(text):
        lines = [line.split("#")[0].strip() for line in text.splitlines()]
        return [line for line in lines if line]

    with scratch() as top:
        for name in PROFILES:
            first = expect(scmp("--profile", name, "--show")).stdout
            path = write(top / f"{name}.profile", first)
            again = expect(scmp("--profile", path, "--show")).stdout
            assert without_comments(again) == without_comments(first), name


@case
def bpf_is_an_array_of_instructions_that_ends_in_a_return():
    for name in PROFILES:
        data = raw("--profile", name)
        assert len(data) % 8 == 0 and 0 < len(data) <= 4096 * 8, len(data)
        code, _, _, _ = struct.unpack("=HBBI", data[-8:])
        assert code == 0x06, hex(code)  # BPF_RET | BPF_K


@case
def disasm_has_a_line_for_each_instruction():
    for name in PROFILES:
        done = expect(scmp("--profile", name, "--show=disasm"))
        n_lines = sum(1 for line in done.stdout.splitlines() if line.strip()[:1].isdigit())
        assert n_lines == len(raw("--profile", name)) // 8, name


@case
def pfc_names_calls_and_actions():
    done = expect(scmp("--profile", "net", "--show=pfc"))
    for word in ("# pseudo filter code start", "socket", "action allow;"):
        assert word in done.stdout, word


@case
def raw_bytes_do_not_go_to_a_terminal():
    master, slave = pty.openpty()
    done = scmp("--show=bpf", stdout=slave)
    os.close(slave)
    os.close(master)
    expect(done, 125, None, "not for a terminal")


@case
def an_unknown_format_is_refused_with_a_suggestion():
    expect(scmp("--show=dissasm"), 125, "", "did you mean 'disasm'?")
    expect(scmp("--show=xyzzy"), 125, "", "rules, pfc, disasm and bpf")
    expect(scmp("--show="), 125, "", "rules, pfc, disasm and bpf")


@case
def the_filter_that_is_shown_is_the_one_that_dry_run_counts():
    done = expect(scmp("--profile", "net", "--dry-run", "true"))
    assert f"filter: {len(raw('--profile', 'net')) // 8} instructions" in done.stdout, done.stdout


@case
def scmp_profile_shows_the_same():
    for name in ("rules", "pfc", "disasm"):
        one = expect(scmp("--profile", "net", f"--show={name}"))
        two = expect(profile("show", f"--format={name}", "net"))
        assert one.stdout == two.stdout, name


main()
