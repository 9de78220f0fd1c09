# SPDX-License-Identifier: LGPL-2.1-or-later
"""Cases that drive the built executables as a shell script would.

A case is a function whose name is its claim. Results are printed as TAP. A
tool that is not installed is a skip that names it, and in CI a failure; what
only root can try is a skip for others.

    SCMP_RUN, SCMP_PROFILE   the executables
    PROBE, I386_PROBE        small programs that make one call
"""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback

SCMP_RUN = os.environ["SCMP_RUN"]
SCMP_PROFILE = os.environ["SCMP_PROFILE"]
PROBE = os.environ["PROBE"]
I386_PROBE = os.environ.get("I386_PROBE")
IS_ROOT = os.geteuid() == 0
NOBODY = 65534
TIMEOUT = 60

# What cases start with: nothing of whoever runs the tests.
BASE_ENV = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
BASE_ENV |= {k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LSAN_"))}

_cases = []


class Skip(Exception):
    """Something that has to be installed is not; a failure in CI."""


class NotForUs(Skip):
    """Something that these tests cannot be given by installing it."""


def case(function):
    _cases.append(function)
    return function


def need(*tools):
    """The paths of programs that have to be there."""
    paths = [shutil.which(tool, path=BASE_ENV["PATH"]) for tool in tools]
    for tool, path in zip(tools, paths):
        if not path:
            raise Skip(f"{tool} is not installed")
    return paths if len(paths) > 1 else paths[0]


def need_root():
    if not IS_ROOT:
        raise NotForUs("needs root")


def run(*args, env=None, check=None, **kwargs):
    """A command with nothing on stdin; with check, its status has to be that."""
    kwargs.setdefault("stdin", subprocess.DEVNULL if "input" not in kwargs else None)
    if kwargs["stdin"] is None:
        del kwargs["stdin"]
    done = subprocess.run(
        [str(arg) for arg in args],
        stdout=kwargs.pop("stdout", subprocess.PIPE),
        stderr=kwargs.pop("stderr", subprocess.PIPE),
        env=BASE_ENV | (env or {}),
        timeout=TIMEOUT,
        check=False,
        **kwargs,
    )
    for name in ("stdout", "stderr"):
        if isinstance(getattr(done, name), bytes):
            setattr(done, name, getattr(done, name).decode(errors="backslashreplace"))
    if check is not None:
        expect(done, check)
    return done


def scmp(*args, **kwargs):
    return run(SCMP_RUN, *args, **kwargs)


def profile(*args, **kwargs):
    return run(SCMP_PROFILE, *args, **kwargs)


def describe(done):
    return f"{done.args}\nstatus {done.returncode}\nstdout: {done.stdout}\nstderr: {done.stderr}"


def expect(done, status=0, stdout=None, words=()):
    """Status, the whole of stdout, and words that stderr must contain."""
    assert done.returncode == status, f"expected status {status}: {describe(done)}"
    if stdout is not None:
        assert done.stdout == stdout, f"expected stdout {stdout!r}: {describe(done)}"
    for word in [words] if isinstance(words, str) else words:
        assert word in done.stderr, f"expected {word!r} in stderr: {describe(done)}"
    if status == 0 and not words:
        assert not done.stderr, f"expected silence: {describe(done)}"
    return done


@contextlib.contextmanager
def scratch():
    """A directory that others may enter, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="scmp-cli-") as name:
        os.chmod(name, 0o755)
        yield pathlib.Path(name)


def write(path, text, mode=0o644):
    path = pathlib.Path(path)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def call(name, *options):
    """What the probe's call gives under options: 'ok' or the error's name."""
    done = scmp(*options, "--", PROBE, name)
    expect(done, 0)
    return done.stdout.strip()


def refusal(options, words, status=125, env=None):
    """That scmp-run refuses, with these words, and does not run the program."""
    with scratch() as top:
        mark = top / "ran"
        done = scmp(*options, "--", "/bin/sh", "-c", f"echo ran > {mark}", env=env)
        expect(done, status, "", words)
        assert done.stderr, "nothing was said"
        assert not mark.exists(), f"the program ran: {describe(done)}"
        return done


def run_case(function):
    try:
        function()
    except Skip as skip:
        if os.environ.get("CI") and not isinstance(skip, NotForUs):
            return "not ok", "", f"skipped in CI: {skip}"
        return "ok", f" # SKIP {skip}", ""
    except Exception:  # whatever went wrong, the other cases go on
        return "not ok", "", traceback.format_exc()
    return "ok", "", ""


def main():
    print(f"1..{len(_cases)}")
    failed = False
    for number, function in enumerate(_cases, 1):
        result, directive, details = run_case(function)
        claim = function.__name__.replace("_", " ")
        print(f"{result} {number} - {claim}{directive}")
        for line in details.splitlines():
            print(f"# {line}")
        failed |= result != "ok"
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
