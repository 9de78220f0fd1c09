# SPDX-License-Identifier: LGPL-2.1-or-later
"""Read the text tables of this folder; each mistake is reported with its file and line."""

import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
TYPES = ('int', 'uint', 'long', 'ulong', 'ptr', 'u16', 'i64', 'u64')
REGISTERS = 6
MAX_FAMILIES = 64  # bits of struct parameter's mask


class BadTable(Exception):
    """What is wrong, after the place where it is."""


class Abi:
    """One line of abis.tbl."""

    def __init__(self, place, words):
        (self.name, token, audit, base, word_bits, long_bits, endian, multiplexed, self.table,
         aliases, pairs) = words
        self.token = integer(place, token, 32)
        self.audit = integer(place, audit, 32)
        self.base = integer(place, base, 32)
        self.word_bits = choice(place, word_bits, '32', '64')
        self.long_bits = choice(place, long_bits, '32', '64')
        self.big_endian = choice(place, endian, 'little', 'big') == 'big'
        self.pairs = choice(place, pairs, '-', 'any', 'even')
        self.multiplexed = choice(place, multiplexed, '-', 'mux') == 'mux'
        self.aliases = [] if aliases == '-' else aliases.split(',')
        if (self.pairs == '-') != (self.long_bits == '64'):
            fail(place, '64-bit values take two registers exactly where one has 32 bits')


def fail(place, message):
    raise BadTable(f'{place}: {message}')


def rows(name, directory=HERE):
    """(place, words) of each line that says something."""
    path = directory / name
    if not path.exists():
        fail(f'arch/{name}', 'is missing')
    for number, line in enumerate(path.read_text(encoding='ascii').splitlines(), 1):
        words = line.split('#', 1)[0].split()
        if words:
            yield f'arch/{name}:{number}', words


def integer(place, text, bits=64):
    try:
        value = int(text, 0)
    except ValueError:
        fail(place, f'{text!r} is not a number')
    if not -(1 << bits - 1) <= value < 1 << bits:
        fail(place, f'{text} does not fit {bits} bits')
    return value


def choice(place, text, *allowed):
    if text not in allowed:
        fail(place, f'{text!r} is not one of {", ".join(allowed)}')
    return text


def identifier(place, text):
    if not re.fullmatch(r'[A-Za-z_]\w*', text):
        fail(place, f'{text!r} is not a name')
    return text


def once(place, seen, key, what=''):
    """Note that @key was seen here; fail if it was seen before."""
    if key in seen:
        fail(place, f'{key}{what} stands at {seen[key]} already')
    seen[key] = place


def read_abis(directory=HERE):
    abis, names, tokens = [], {}, {}
    for place, words in rows('abis.tbl', directory):
        if len(words) != 11:
            fail(place, f'{len(words)} columns: want 11')
        abi = Abi(place, words)
        for name in [abi.name, *abi.aliases]:
            once(place, names, name)
            if len(name) > 15:
                fail(place, f'{name!r} is longer than struct abi holds')
        once(place, tokens, abi.token, ', a token,')
        abis.append(abi)
    if not 0 < len(abis) < 256:
        fail('arch/abis.tbl', f'{len(abis)} ABIs')
    return abis


def read_version(place, text):
    """major << 8 | minor"""
    if not re.fullmatch(r'\d+\.\d+(\.\d+)*', text):
        fail(place, f'{text!r} is not a kernel version')
    major, minor = (int(part) for part in text.split('.')[:2])
    if major > 255 or minor > 255:
        fail(place, f'{text!r} does not fit a version')
    return major << 8 | minor


def read_kernel(directory=HERE):
    """The kernel that the tables describe."""
    lines = list(rows('kernel.tbl', directory))
    if len(lines) != 1 or len(lines[0][1]) != 1:
        fail('arch/kernel.tbl', 'want one version')
    return read_version(lines[0][0], lines[0][1][0])


def read_calls(table, directory=HERE):
    """name -> (number, version)"""
    kernel, calls, numbers, names = read_kernel(directory), {}, {}, {}
    for place, words in rows(f'{table}.tbl', directory):
        if len(words) != 3:
            fail(place, 'want: number name version')
        nr, name = integer(place, words[0], 31), identifier(place, words[1])
        if nr < 0:
            fail(place, f'{nr} is negative')
        once(place, numbers, nr)
        once(place, names, name)
        since = read_version(place, words[2])
        if since > kernel:
            fail(place, f'{name} is younger than the kernel that the tables describe')
        calls[name] = (nr, since)
    if not calls:
        fail(f'arch/{table}.tbl', 'has no system call')
    return calls


# Has a pseudo number, but no ABI has had it for as long as there were tables.
NOWHERE = {'oldwait4'}


def read_pseudo(known, directory=HERE):
    """name -> negative number, of the calls that some ABI has"""
    pseudo, names = {}, {}
    for place, words in rows('pseudo.tbl', directory):
        if len(words) != 2:
            fail(place, 'want: number name')
        nr, name = integer(place, words[0], 16), words[1]
        if nr > -100:
            fail(place, f'{nr}: pseudo numbers are below -99')
        if name not in known | NOWHERE:
            fail(place, f'no ABI has {name}')
        once(place, names, name)
        if name in known:
            pseudo[name] = nr
    return pseudo


class Constant:
    """One name: its family, whether it is a second name, and what it is on each table."""

    def __init__(self, family, alias, default):
        self.family, self.alias, self.default, self.exceptions = family, alias, default, {}

    def value(self, table):
        """None if the table does not have it."""
        return self.exceptions.get(table, self.default)


def read_constant(place, words, tables, family):
    alias = words[-1] == 'alias'
    if len(words) < 2 + alias:
        fail(place, 'want: NAME value [table,...=value ...] [alias]')
    constant = Constant(family, alias, value_or_none(place, words[1]))
    for word in words[2:len(words) - alias]:
        where, _, value = word.partition('=')
        for table in where.split(','):
            if table not in tables:
                fail(place, f'{table!r} is no table')
            if table in constant.exceptions:
                fail(place, f'{table} has two values')
            constant.exceptions[table] = value_or_none(place, value)
    return constant


def value_or_none(place, text):
    return None if text == '-' else integer(place, text)


def read_constants(tables, directory=HERE):
    """The names of the families, and name -> Constant."""
    families, constants, names = {}, {}, {}
    for place, words in rows('constants.tbl', directory):
        if len(words) == 1 and re.fullmatch(r'\[\w{1,15}\]', words[0]):
            once(place, families, words[0].strip('[]'))
            continue
        if not families:
            fail(place, 'stands before any [family]')
        once(place, names, identifier(place, words[0]))
        constants[words[0]] = read_constant(place, words, tables, len(families) - 1)
    if next(iter(families), None) != 'errno':
        fail('arch/constants.tbl', 'the first family must be errno, as src/abi/constant.c has it')
    if len(families) > MAX_FAMILIES:
        fail('arch/constants.tbl', f'{len(families)} families: at most {MAX_FAMILIES}')
    return list(families), constants


def read_parameter(place, word, families):
    """(name, type, mask of families)"""
    name, _, rest = word.partition(':')
    kind, _, names = rest.partition(':')
    identifier(place, name)
    choice(place, kind, *TYPES)
    mask = 0
    for family in names.split('+') if names else []:
        if family not in families:
            fail(place, f'{family!r} is no family of constants.tbl')
        mask |= 1 << families.index(family)
    return name, kind, mask


def read_signatures(calls, families, directory=HERE):
    """(table, call) -> tuple of parameters"""
    seen, shapes = {}, {}
    for place, words in rows('signatures.tbl', directory):
        call, _, where = words[0].partition('@')
        if not any(call in table for table in calls.values()):
            fail(place, f'no ABI has {call}')
        shape = tuple(read_parameter(place, word, families) for word in words[1:])
        names = [name for name, _, _ in shape]
        if len(set(names)) != len(names):
            fail(place, 'two arguments of one name')
        if len(shape) > REGISTERS:
            fail(place, f'more than {REGISTERS} arguments')
        for table in where.split(',') if where else ['']:
            if table and call not in calls.get(table, ()):
                fail(place, f'{table} does not have {call}')
            once(place, seen, (call, table))
            shapes[(table, call)] = shape
    return {(table, call): shape_for(shapes, table, call)
            for table, names in calls.items() for call in names}


def shape_for(shapes, table, call):
    shape = shapes.get((table, call), shapes.get(('', call)))
    if shape is None:
        fail(f'arch/{table}.tbl', f'{call} has no line in signatures.tbl')
    return shape
