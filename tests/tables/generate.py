#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What arch/tables.py makes, and what it says of tables with a mistake.

    generate.py CC GENERATED.c SOURCE-DIRECTORY

The generated C must need no relocation, lie in read-only data alone, be small,
and be the same each time. Each mistake in a copy of the tables must end with
its file and line, and with nothing written.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

LIMIT = 250 * 1024  # bytes of all tables together

# (table, text to replace, replacement, line that is named, part of the message); one replacement.
MISTAKES = [
    ('x86_64.tbl', '0     read ', '1     read ', None, '1 stands at arch/x86_64.tbl'),
    ('x86_64.tbl', '0     read ', '0     write ', None, 'write stands at arch/x86_64.tbl'),
    ('x86_64.tbl', '0     read ', 'zero  read ', 'zero', "'zero' is not a number"),
    ('x86_64.tbl', '0     read ', '0 0   read ', '0 0', 'want: number name version'),
    ('x86_64.tbl', '0     read ', '0     re-ad ', 're-ad', 'is not a name'),
    ('x86_64.tbl', '0     read ', '0     raed ', 'raed', 'has no line in signatures.tbl'),
    ('aarch64.tbl', ' 3.7\n', ' 3.x\n', '3.x', 'is not a kernel version'),
    ('aarch64.tbl', ' 3.7\n', ' 99.1\n', '99.1', 'is younger than the kernel'),
    ('abis.tbl', '0xc00000b7  0xc00000b7', '0xc000003e  0xc00000b7', 'aarch64', 'a token'),
    ('abis.tbl', 'arm64', 'amd64', 'aarch64', 'amd64 stands at'),
    ('abis.tbl', 'big    mux  s390', 'middle mux  s390', 'middle', 'is not one of'),
    ('abis.tbl', 'little -    aarch64', 'little mux  aarch64', None, 'mux is not what'),
    ('abis.tbl', 'arm64               -', 'arm64               any', 'aarch64', 'two registers'),
    ('abis.tbl', 'x86_64       amd64', 'x87          amd64', None, 'arch/x87.tbl: is missing'),
    ('signatures.tbl', '\naccess ', '\naccces ', 'accces', 'no ABI has accces'),
    ('signatures.tbl', '\naccess ', '\naccept ', 'accept  path', 'stands at'),
    ('signatures.tbl', 'mode:int:ACCESS', 'mode:word:ACCESS', 'mode:word', 'is not one of'),
    ('signatures.tbl', 'mode:int:ACCESS', 'mode:int:AXS', 'mode:int:AXS', 'is no family'),
    ('signatures.tbl', 'uaddr2:ptr val3', 'uaddr:ptr val3', 'uaddr:ptr val3', 'of one name'),
    ('signatures.tbl', 'uaddr2:ptr val3', 'a:int b:int c:int val3', 'b:int c:int', 'more than 6'),
    ('signatures.tbl', 'chown@x86,', 'chown@x87,', 'chown@x87', 'x87 does not have chown'),
    ('constants.tbl', '[errno]\n', '', 'E2BIG', 'before any [family]'),
    ('constants.tbl', '[errno]', '[errno', '[errno', 'before any [family]'),
    ('constants.tbl', 'E2BIG 7', 'E2BIG alias', 'E2BIG alias', 'want: NAME value'),
    ('constants.tbl', '[errno]', '[error]', None, 'the first family must be errno'),
    ('constants.tbl', 'E2BIG 7', 'E2BIG seven', 'seven', "'seven' is not a number"),
    ('constants.tbl', 'E2BIG 7', 'EACCES 7', 'EACCES 13', 'EACCES stands at'),
    ('constants.tbl', 'E2BIG 7', 'E2BIG 7 vax=8', 'vax', "'vax' is no table"),
    ('constants.tbl', 'E2BIG 7', 'E2BIG 7 x86=8 x86=9', 'x86=8', 'x86 has two values'),
    ('constants.tbl', 'E2BIG 7', 'E2BIG 0x1' + 16 * '0', 'E2BIG', 'does not fit 64 bits'),
    ('pseudo.tbl', '-101 ', '-99 ', '-99', 'below -99'),
    ('pseudo.tbl', 'socket\n', 'sokcet\n', 'sokcet', 'no ABI has sokcet'),
    ('kernel.tbl', '\n7.', '\nseven.', 'seven', 'is not a kernel version'),
]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def generate(source, output, tables):
    return run(sys.executable, '-B', str(source / 'arch/tables.py'), str(output), str(tables))


def place_of(path, what):
    """File and line of the first line that says @what."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if what in line.split('#')[0]:
            return f'arch/{path.name}:{number}:'
    raise SystemExit(f'{path}: nothing says {what!r}')


def check_mistake(source, scratch, mistake):
    table, old, new, where, message = mistake
    tables, output = scratch / 'tables', scratch / 'mistake.c'
    shutil.copytree(source / 'arch', tables, ignore=shutil.ignore_patterns('*.py', '__*'))
    text = (tables / table).read_text()
    if old not in text:
        raise SystemExit(f'{table}: nothing says {old!r}: mend this test')
    (tables / table).write_text(text.replace(old, new, 1))
    done = generate(source, output, tables)
    expected = place_of(tables / table, where) if where and 'no line in' not in message else 'arch/'
    shutil.rmtree(tables)
    if done.returncode == 0 or output.exists():
        return f'{table}: {new.strip()!r} was accepted'
    if not done.stderr.startswith(expected) or message not in done.stderr:
        return f'{table}: {new.strip()!r}: expected {expected} {message!r}, got: {done.stderr}'
    return None


def check_object(cc, generated, source, scratch):
    built = scratch / 'tables.o'
    done = run(cc, '-std=gnu11', '-O2', '-fPIE', '-c', f'-I{source}/src', str(generated), '-o',
               str(built))
    if done.returncode != 0:
        yield done.stderr
        return
    if 'There are no relocations' not in run('readelf', '-r', str(built)).stdout:
        yield 'the tables need relocations'
    size = 0
    for name, length, flags in re.findall(
            r'\] (\.\S+) +\w+ +\w+ \w+ (\w+) \w+ +(\w*) ',
            run('readelf', '-SW', str(built)).stdout):
        if 'A' in flags:
            size += int(length, 16)
            if 'W' in flags and int(length, 16):
                yield f'{name} is writable'
    print(f'{size} bytes')
    if not 0 < size <= LIMIT:
        yield f'{size} bytes: want at most {LIMIT}'


def main():
    cc, generated, source = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    problems = []
    with tempfile.TemporaryDirectory() as directory:
        scratch = pathlib.Path(directory)
        problems += check_object(cc, generated, source, scratch)
        again = scratch / 'again.c'
        if generate(source, again, source / 'arch').returncode != 0:
            problems.append('the tables are refused')
        elif again.read_text() != generated.read_text():
            problems.append('the build made something else of the same tables')
        problems += filter(None, (check_mistake(source, scratch, m) for m in MISTAKES))
    print(f'{len(MISTAKES)} mistakes tried')
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == '__main__':
    main()
