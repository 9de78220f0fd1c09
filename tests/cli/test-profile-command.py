#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""scmp-profile: check, show, list."""

from harness import case, expect, main, profile, scratch, write

PROFILES = ("base", "stdio", "files", "net", "default")


@case
def bundled_profiles_are_clean():
    expect(profile("check", *PROFILES), 0, "")


@case
def findings_are_status_1():
    with scratch() as top:
        write(top / "bad.profile", "include stdio\nallow opnat\n")
        done = expect(profile("check", "bad.profile", cwd=top), 1, "")
        expect(done, 1, "", ["bad.profile:2:7: error:", "did you mean 'openat'?"])


@case
def findings_of_all_files_are_reported():
    with scratch() as top:
        one = write(top / "one.profile", "allow opnat\n")
        two = write(top / "two.profile", "alow read\n")
        expect(profile("check", one, "net", two), 1, "", [f"{one}:1", f"{two}:1"])


@case
def what_cannot_be_read_is_status_2():
    expect(profile("check", "nosuch"), 2, "", "no profile 'nosuch'")
    expect(profile("check", "./nosuch.profile"), 2, "", "No such file")
    expect(profile("check", "/etc"), 2, "", "is a directory")
    expect(profile("check", "net", "nosuch"), 2, "", "no profile 'nosuch'")


@case
def a_wrong_option_line_is_a_finding():
    with scratch() as top:
        path = write(top / "p.profile", "include stdio\nkeep-cap chwon\n")
        expect(profile("check", path), 1, "", [f"{path}:2", "did you mean 'chown'?"])


@case
def a_filter_that_is_too_long_is_a_finding():
    with scratch() as top:
        lines = [f"allow ioctl if fd == {i} and cmd == {(i * 2654435761) % 2**32}\n"
                 for i in range(3000)]
        path = write(top / "p.profile", "default deny\n" + "".join(lines))
        expect(profile("check", path), 1, "", "4096")


@case
def list_names_profiles_and_groups():
    done = expect(profile("list"))
    for name in PROFILES:
        assert f"\n  {name} " in done.stdout, name
    for name in ("@libc", "@network-io", "@system-service"):
        assert f"\n  {name} " in done.stdout, name
    assert "Groups:" not in expect(profile("list", "profiles")).stdout
    assert "Profiles:" not in expect(profile("list", "groups")).stdout


@case
def list_shows_the_users_own_and_where_they_are():
    with scratch() as top:
        (top / "scmp-run").mkdir()
        mine = write(top / "scmp-run" / "mine.profile", "# mine: for my own tool\n")
        other = write(top / "scmp-run" / "net.profile", "# net: not the bundled one\n")
        done = expect(profile("list", env={"XDG_CONFIG_HOME": top}))
        assert f"for my own tool ({mine})" in done.stdout, done.stdout
        assert f"not the bundled one ({other})" in done.stdout, done.stdout
        assert done.stdout.count("\n  net ") == 1


@case
def list_does_not_pass_on_control_characters():
    with scratch() as top:
        (top / "scmp-run").mkdir()
        write(top / "scmp-run" / "evil\x1b[31m.profile", "# \x1b]0;title\x07\n")
        done = expect(profile("list", env={"XDG_CONFIG_HOME": top}))
        assert "\x1b" not in done.stdout and "\x07" not in done.stdout


@case
def show_prints_rules():
    done = expect(profile("show", "stdio"))
    assert "\nallow " in done.stdout and "\ninclude" not in done.stdout


@case
def usage_errors_are_status_2():
    expect(profile(), 2, "", ["no command", "--help"])
    expect(profile("chek", "net"), 2, "", "did you mean 'check'?")
    expect(profile("xyzzy"), 2, "", "unknown command 'xyzzy'")
    expect(profile("check"), 2, "", "needs a profile")
    expect(profile("show"), 2, "", "needs a profile")
    expect(profile("show", "--format=pfc"), 2, "", "no profile named")
    expect(profile("show", "--format=nothing", "net"), 2, "", "unknown format")
    expect(profile("show", "--frmat=pfc", "net"), 2, "", "unknown option")
    expect(profile("list", "nothing"), 2, "", "cannot list 'nothing'")
    expect(profile("list", "groups", "more"), 2, "", "cannot list 'more'")


@case
def help_fits_80_columns_and_names_every_command():
    done = expect(profile("--help"))
    assert all(len(line) <= 80 for line in done.stdout.splitlines()), done.stdout
    for name in ("check", "show", "list", "--version"):
        assert f"\n  {name}" in done.stdout, name


@case
def output_that_cannot_be_written_is_status_2():
    for args in (["list"], ["show", "net"], ["--help"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            expect(profile(*args, stdout=full), 2, None, "No space left")


main()
