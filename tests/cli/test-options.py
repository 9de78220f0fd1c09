#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command line: options, help, version, where PROGRAM starts."""

import re

from harness import PROBE, SCMP_RUN, case, expect, main, profile, run, scmp


@case
def help_fits_80_columns_and_names_every_option():
    done = expect(scmp("--help"))
    assert all(len(line) <= 80 for line in done.stdout.splitlines()), done.stdout
    assert done.stdout.isascii()
    for name in "profile allow deny default arch kernel keep-cap show dry-run help version".split():
        assert f"--{name}" in done.stdout, name


@case
def help_works_whatever_comes_after_it():
    expect(scmp("--help", "--nonsense"))
    expect(scmp("--profile", "net", "--help"))


@case
def version_is_a_name_and_a_number():
    for done, name in ((scmp("--version"), "scmp-run"), (profile("--version"), "scmp-profile")):
        expect(done)
        assert re.fullmatch(name + r" \d+\.\d+\.\d+\n", done.stdout), done.stdout


@case
def no_arguments_is_a_usage_error_with_a_hint():
    expect(scmp(), 125, "", ["no program", "scmp-run --help"])
    expect(scmp("--profile", "net"), 125, "", "no program")
    expect(scmp("--profile", "net", "--"), 125, "", "no program")
    expect(scmp("--dry-run"), 125, "", "no program")


@case
def an_unknown_option_is_refused_with_a_suggestion():
    expect(scmp("--profil", "net", "true"), 125, "", "did you mean '--profile'?")
    expect(scmp("--porfile=net", "true"), 125, "", ["'--porfile'", "did you mean '--profile'?"])
    expect(scmp("--xyzzy", "true"), 125, "", ["unknown option '--xyzzy'", "--help"])
    expect(scmp("-h"), 125, "", "did you mean '--help'?")
    expect(scmp("-p", "net", "true"), 125, "", "did you mean '--profile'?")
    expect(scmp("---", "true"), 125, "", "unknown option '---'")
    expect(scmp("--=x", "true"), 125, "", "unknown option '--'")


@case
def an_option_without_its_value_is_refused():
    for name in ("profile", "allow", "deny", "default", "arch", "kernel", "keep-cap"):
        expect(scmp(f"--{name}"), 125, "", f"option '--{name}' needs a value")


@case
def a_value_for_an_option_without_one_is_refused():
    expect(scmp("--dry-run=yes", "true"), 125, "", "'--dry-run' takes no value")


@case
def values_are_taken_with_equals_or_as_the_next_word():
    for options in (["--profile=stdio"], ["--profile", "stdio"]):
        expect(scmp(*options, "--", "echo", "x"), 0, "x\n")
    expect(scmp("--profile=stdio", "--allow=socket if family == AF_UNIX", PROBE, "unix-socket"),
           0, "ok\n")


@case
def the_first_word_that_is_no_option_is_the_program():
    expect(scmp("--profile", "stdio", "echo", "--profile", "nosuch", "--", "-x"),
           0, "--profile nosuch -- -x\n")
    expect(scmp("--profile", "stdio", "--", "printf", "%s", "--help"), 0, "--help")


@case
def a_program_may_be_called_dash():
    expect(scmp("-"), 127, "", "cannot find '-'")


@case
def without_profile_or_rules_the_profile_default_is_used():
    assert scmp("--show").stdout == scmp("--profile", "default", "--show").stdout
    assert scmp("--kernel", "6.12", "--show=bpf").stdout == scmp("--show=bpf").stdout


@case
def rules_alone_change_the_default_profile():
    usual = scmp("--show")
    changed = scmp("--deny", "connect", "--show")
    expect(usual)
    expect(changed)
    assert "deny connect" in changed.stdout and "deny connect" not in usual.stdout
    assert scmp("--profile", "default", "--deny", "connect", "--show").stdout == changed.stdout


@case
def a_default_action_alone_uses_no_profile():
    done = scmp("--default", "allow", "--deny", "connect", "--show")
    expect(done)
    assert "default.profile" not in done.stdout
    assert "deny connect" in done.stdout


@case
def options_come_after_all_profiles_wherever_they_stand():
    one = scmp("--deny", "execve with EACCES", "--profile", "stdio", "--show")
    two = scmp("--profile", "stdio", "--deny", "execve with EACCES", "--show")
    expect(one)
    assert one.stdout == two.stdout
    assert "EACCES" in one.stdout


@case
def the_last_of_two_rules_decides():
    rules = ["--deny", "getppid", "--allow", "getppid"]
    expect(scmp("--profile", "stdio", *rules, PROBE, "getppid"), 0, "ok\n")
    rules = ["--allow", "getppid", "--deny", "getppid with EXDEV"]
    expect(scmp("--profile", "stdio", *rules, PROBE, "getppid"), 0, "EXDEV\n")


@case
def later_profiles_override_earlier_ones():
    expect(scmp("--profile", "stdio", "--profile", "net", PROBE, "inet-socket"), 0, "ok\n")


@case
def an_error_in_a_rule_names_the_option_and_marks_the_place():
    done = expect(scmp("--deny", "getppidd", "true"), 125, "",
                  ["--deny:1:1: error:", "getppidd", "^~~~~~~~", "did you mean 'getppid'?"])
    assert "scmp-run:" not in done.stderr, done.stderr


@case
def show_and_dry_run_exclude_each_other():
    expect(scmp("--show", "--dry-run", "true"), 125, "", "exclude each other")
    expect(scmp("--dry-run", "--show", "true"), 125, "", "exclude each other")


@case
def dry_run_prints_every_step_and_runs_nothing():
    done = expect(scmp("--profile", "stdio", "--dry-run", "echo", "x y"))
    lines = done.stdout.splitlines()
    assert [line.split(".")[0] for line in lines] == [str(i + 1) for i in range(len(lines))], lines
    for word in ("bounding", "ambient", "permitted", "no_new_privs", "filter"):
        assert word in done.stdout, word
    assert lines[-1].endswith("/echo with $'x y'"), lines[-1]


@case
def dry_run_finds_the_same_errors_as_a_run():
    expect(scmp("--dry-run", "nosuch-program"), 127, "", "cannot find")
    expect(scmp("--dry-run", "/etc/passwd"), 126, "", "cannot execute")


@case
def an_option_that_is_a_line_break_is_refused():
    expect(scmp("--allow", "read\nallow mount", "true"), 125, "", "line break")


@case
def control_characters_in_names_do_not_reach_the_terminal():
    done = scmp("--\x1b[31m", "true")
    expect(done, 125, "")
    assert "\x1b" not in done.stderr, repr(done.stderr)
    done = run(SCMP_RUN, "no\x1b]0;such")
    expect(done, 127, "")
    assert "\x1b" not in done.stderr, repr(done.stderr)


@case
def an_option_of_a_megabyte_is_survived():
    expect(scmp("--" + "x" * 100000, "true"), 125, "", "unknown option")
    expect(scmp("--keep-cap", "x" * 100000, "true"), 125, "", "unknown capability")


@case
def it_links_libcap_and_the_c_library_and_nothing_else():
    lines = run("ldd", SCMP_RUN, check=0).stdout.splitlines()
    names = {line.split()[0].split("/")[-1] for line in lines}
    if any(name.startswith(("libasan", "libubsan", "libclang_rt")) for name in names):
        return
    kept = ("linux-vdso", "ld-linux", "ld64", "libc.so", "libc.musl", "ld-musl", "libcap.so")
    assert not [name for name in names if not name.startswith(kept)], names


main()
