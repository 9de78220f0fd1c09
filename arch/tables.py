#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Turn the text tables of this folder into one C file; decides nothing.

    tables.py OUTPUT.c

The C data hold no pointers (names are offsets into one string), so that they
need no relocation and lie in read-only pages that are shared and only read
where they are used. Names are found by a perfect hash: two hashes of the name,
one look at the table. Layouts are declared in src/abi/tables.h.
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
NONE16 = 0xffff
ALIAS = 0x80  # of a constant's family byte: CONSTANT_ALIAS in tables.h
TYPES = {'int': 0, 'uint': 1, 'long': 2, 'ulong': 3, 'ptr': 4, 'u16': 5, 'i64': 6}


class BadTable(Exception):
    pass


def rows(name):
    """(place, words) of each line that says something."""
    for number, line in enumerate((HERE / name).read_text().splitlines(), 1):
        words = line.split('#', 1)[0].split()
        if words:
            yield f'arch/{name}:{number}', words


def fail(place, message):
    raise BadTable(f'{place}: {message}')


def integer(place, text):
    try:
        return int(text, 0)
    except ValueError:
        fail(place, f'{text!r} is not a number')


# ---- reading ---------------------------------------------------------------------------------

def read_abis():
    abis = []
    for place, words in rows('abis.tbl'):
        if len(words) != 10:
            fail(place, 'want ten columns')
        name, token, audit, base, word_bits, long_bits, endian, mux, table, aliases = words
        if len(name) > 15:
            fail(place, f'{name!r} is longer than struct abi holds')
        abis.append({'name': name, 'token': integer(place, token), 'audit': integer(place, audit),
                     'base': integer(place, base), 'word': integer(place, word_bits),
                     'long': integer(place, long_bits), 'big': endian == 'big',
                     'mux': mux == 'mux', 'table': table,
                     'aliases': [] if aliases == '-' else aliases.split(',')})
    return abis


def read_calls(table):
    """name -> (number, version as major << 8 | minor)"""
    calls, numbers = {}, {}
    for place, words in rows(f'{table}.tbl'):
        if len(words) != 3:
            fail(place, 'want: number name version')
        nr, name = integer(place, words[0]), words[1]
        if not re.fullmatch(r'\d+(\.\d+)+', words[2]):
            fail(place, f'{words[2]!r} is not a kernel version')
        if nr in numbers:
            fail(place, f'number {nr} is {numbers[nr]} already')
        if name in calls:
            fail(place, f'{name} has a number already')
        major, minor = (int(part) for part in words[2].split('.')[:2])
        numbers[nr] = name
        calls[name] = (nr, major << 8 | minor)
    return calls


def read_pseudo():
    pseudo = {}
    for place, words in rows('pseudo.tbl'):
        nr = integer(place, words[0])
        if nr >= 0:
            fail(place, f'{nr} is not negative')
        pseudo[words[1]] = nr
    return pseudo


def read_constants(tables):
    """families, and name -> (family + ALIAS, default or None, {table: value or None})"""
    families, constants = [], {}
    for place, words in rows('constants.tbl'):
        if words[0].startswith('['):
            families.append(words[0].strip('[]'))
            continue
        if words[0] in constants:
            fail(place, f'{words[0]} is defined already')
        exceptions = {}
        alias = words[-1] == 'alias'
        for word in words[2:len(words) - alias]:
            where, _, value = word.partition('=')
            for table in where.split(','):
                if table not in tables:
                    fail(place, f'{table!r} is no table')
                exceptions[table] = None if value == '-' else integer(place, value)
        default = None if words[1] == '-' else integer(place, words[1])
        constants[words[0]] = (len(families) - 1 + ALIAS * alias, default, exceptions)
    if len(families) > 64:
        fail('arch/constants.tbl', 'more than 64 families')
    return families, constants


def read_parameter(place, word, families):
    name, _, rest = word.partition(':')
    kind, _, names = rest.partition(':')
    if kind not in TYPES:
        fail(place, f'{kind!r} is no type')
    mask = 0
    for family in names.split('+') if names else []:
        if family not in families:
            fail(place, f'{family!r} is no family of constants.tbl')
        mask |= 1 << families.index(family)
    return name, TYPES[kind], mask


def read_signatures(calls, families):
    """(table, call) -> tuple of parameters"""
    general, special = {}, {}
    for place, words in rows('signatures.tbl'):
        call, _, where = words[0].partition('@')
        shape = tuple(read_parameter(place, w, families) for w in words[1:7])
        if not any(call in table for table in calls.values()):
            fail(place, f'no ABI has {call}')
        for table in where.split(',') if where else ['']:
            target = special if where else general
            if (table, call) in target:
                fail(place, f'{words[0]} has a prototype already')
            target[(table, call)] = shape
    shapes = {}
    for table, names in calls.items():
        for call in names:
            shape = special.get((table, call), general.get(('', call)))
            if shape is None:
                fail(f'arch/{table}.tbl', f'{call} has no line in signatures.tbl')
            shapes[(table, call)] = shape
    return shapes


# ---- perfect hash ----------------------------------------------------------------------------

def fnv(seed, name):
    value = (0x811c9dc5 ^ (seed * 0x9e3779b9)) & 0xffffffff
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xffffffff
    return value ^ value >> 15


def perfect_hash(names):
    """(seeds, slots): seeds[fnv(0, x) % len] picks the hash that finds x's slot."""
    n_slots = 1 << (len(names) * 5 // 4).bit_length()
    n_seeds = 1 << max(1, len(names) // 4).bit_length()
    buckets = [[] for _ in range(n_seeds)]
    for index, name in enumerate(names):
        buckets[fnv(0, name) & (n_seeds - 1)].append((index, name))
    seeds, slots = [0] * n_seeds, [NONE16] * n_slots
    for bucket in sorted(range(n_seeds), key=lambda b: -len(buckets[b])):
        if not buckets[bucket]:
            break
        for seed in range(1, 65536):
            places = [fnv(seed, name) & (n_slots - 1) for _, name in buckets[bucket]]
            if len(set(places)) == len(places) and all(slots[p] == NONE16 for p in places):
                break
        else:
            fail('arch', 'no perfect hash was found')
        seeds[bucket] = seed
        for place, (index, _) in zip(places, buckets[bucket]):
            slots[place] = index
    return seeds, slots


# ---- writing ---------------------------------------------------------------------------------

class Strings:
    """One string of all names; equal names are one."""

    def __init__(self):
        self.text, self.places = '', {}

    def add(self, name):
        if name not in self.places:
            self.places[name] = len(self.text)
            self.text += name + '\0'
        return self.places[name]


def emit_array(out, ctype, name, values):
    out.append(f'const {ctype} {name}[] = {{')
    text = [str(v) for v in values] or ['0']
    for i in range(0, len(text), 12):
        out.append('        ' + ', '.join(text[i:i + 12]) + ',')
    out.append('};')


def emit_string(out, name, text):
    """As numbers: C99 promises string literals of 4095 characters, not of a hundred thousand."""
    emit_array(out, 'char', name, list(text.encode()))


def emit_hash(out, prefix, names):
    seeds, slots = perfect_hash(names)
    emit_array(out, 'uint16_t', f'{prefix}_seeds', seeds)
    emit_array(out, 'uint16_t', f'{prefix}_slots', slots)
    out.append(f'const uint32_t {prefix}_seed_mask = {len(seeds) - 1};')
    out.append(f'const uint32_t {prefix}_slot_mask = {len(slots) - 1};')


def emit_abis(out, abis, tables):
    out.append('const struct abi abi_entries[] = {')
    for i, abi in enumerate(abis):
        out.append(f'        {{ "{abi["name"]}", {abi["token"]:#x}, {abi["audit"]:#x}, '
                   f'{abi["base"]:#x}, {i}, {abi["word"]}, {abi["long"]}, '
                   f'{str(abi["big"]).lower()}, {str(abi["mux"]).lower()} }},')
    out.append('};')
    out.append(f'const unsigned int abi_n_entries = {len(abis)};')
    emit_array(out, 'uint8_t', 'abi_table_of', [tables.index(a['table']) for a in abis])
    aliases = [(alias, i) for i, abi in enumerate(abis) for alias in abi['aliases']]
    out.append('const struct abi_alias abi_aliases[] = {')
    out += [f'        {{ "{alias}", {i} }},' for alias, i in aliases]
    out.append('};')
    out.append(f'const unsigned int abi_n_aliases = {len(aliases)};')


def emit_calls(out, tables, calls, names, pseudo, strings):
    emit_array(out, 'uint16_t', 'syscall_name_at', [strings.add(n) for n in names])
    out.append(f'const unsigned int syscall_n_names = {len(names)};')
    emit_hash(out, 'syscall', names)
    numbers, versions, dense, first, high = [], [], [], [0], []
    for t, table in enumerate(tables):
        for name in names:
            nr, version = calls[table].get(name, (-1, 0))
            numbers.append(nr)
            versions.append(version)
        by_number = {nr: names.index(name) for name, (nr, _) in calls[table].items()}
        low = [nr for nr in by_number if nr < 4096]
        dense += [by_number.get(nr, NONE16) for nr in range(max(low) + 1)]
        first.append(len(dense))
        high += [(t, nr, by_number[nr]) for nr in sorted(by_number) if nr >= 4096]
    emit_array(out, 'int32_t', 'syscall_numbers', numbers)
    emit_array(out, 'uint16_t', 'syscall_versions', versions)
    emit_array(out, 'uint16_t', 'syscall_dense', dense)
    emit_array(out, 'uint16_t', 'syscall_dense_first', first)
    out.append('const struct high_syscall syscall_high[] = {')
    out += [f'        {{ {nr}, {t}, {index} }},' for t, nr, index in high]
    out.append('};')
    out.append(f'const unsigned int syscall_n_high = {len(high)};')
    newest = max(v for table in tables for _, v in calls[table].values())
    out.append(f'const unsigned int syscall_newest = {newest};')
    emit_array(out, 'int16_t', 'syscall_pseudo_of', [pseudo.get(n, 0) for n in names])
    back = {}
    for name, nr in pseudo.items():
        back.setdefault(-nr, names.index(name))  # two names may share one; the first is it
    ordered = sorted(back)
    emit_array(out, 'uint16_t', 'syscall_pseudo_numbers', ordered)
    emit_array(out, 'uint16_t', 'syscall_pseudo_ids', [back[n] for n in ordered])
    out.append(f'const unsigned int syscall_n_pseudo = {len(ordered)};')


def emit_signatures(out, tables, names, shapes, strings):
    parameters, of_call = {}, []
    flat = []
    starts = {(): 0}
    for table in tables:
        for name in names:
            shape = shapes.get((table, name))
            if shape is None:
                of_call.append(NONE16)
                continue
            if shape not in starts:
                starts[shape] = len(flat)
                flat += [parameters.setdefault(p, len(parameters)) for p in shape]
            # six parameters at most: start * 8 + count fits sixteen bits
            of_call.append(starts[shape] * 8 + len(shape))
    if len(flat) >= 8191:
        fail('arch/signatures.tbl', 'too many shapes for their encoding')
    out.append('const struct packed_parameter signature_parameters[] = {')
    for name, kind, mask in parameters:
        out.append(f'        {{ UINT64_C({mask:#x}), {strings.add(name)}, {kind} }},')
    out.append('};')
    emit_array(out, 'uint16_t', 'signature_lists', flat)
    emit_array(out, 'uint16_t', 'signature_of', of_call)


def emit_constants(out, tables, families, constants):
    names = sorted(constants)
    strings = Strings()
    emit_array(out, 'uint32_t', 'constant_name_at', [strings.add(n) for n in names])
    emit_string(out, 'constant_strings', strings.text)
    out.append(f'const unsigned int constant_n_names = {len(names)};')
    emit_hash(out, 'constant', names)
    emit_array(out, 'uint8_t', 'constant_families', [constants[n][0] for n in names])
    values, first, exceptions = [], [], []
    for name in names:
        _, default, others = constants[name]
        values.append(f'UINT64_C({(default or 0) & (1 << 64) - 1:#x})')
        first.append(len(exceptions))
        groups = {}
        for table, value in others.items():
            groups.setdefault(value, 0)
            groups[value] |= 1 << tables.index(table)
        if default is None:
            known = 0
            for table in others:
                known |= 1 << tables.index(table)
            groups[None] = groups.get(None, 0) | ((1 << len(tables)) - 1 & ~known)
        for value, mask in groups.items():
            exceptions.append((mask, value))
    first.append(len(exceptions))
    emit_array(out, 'uint64_t', 'constant_values', values)
    emit_array(out, 'uint16_t', 'constant_exception_first', first)
    out.append('const struct constant_exception constant_exceptions[] = {')
    for mask, value in exceptions:
        have = 'false' if value is None else 'true'
        out.append(f'        {{ UINT64_C({(value or 0) & (1 << 64) - 1:#x}), {mask:#x}, {have} }},')
    out.append('};')
    out.append('const struct family_name constant_family_names[] = {')
    out += [f'        {{ "{family}" }},' for family in families]
    out.append('};')
    out.append(f'const unsigned int constant_n_families = {len(families)};')


def generate():
    abis = read_abis()
    tables = list(dict.fromkeys(abi['table'] for abi in abis))
    calls = {table: read_calls(table) for table in tables}
    pseudo = read_pseudo()
    names = sorted(set(pseudo).union(*calls.values()))
    families, constants = read_constants(tables)
    shapes = read_signatures(calls, families)
    strings = Strings()
    out = ['/* Made by arch/tables.py from the tables in arch/. */', '#include "abi/tables.h"', '']
    emit_abis(out, abis, tables)
    emit_calls(out, tables, calls, names, pseudo, strings)
    emit_signatures(out, tables, names, shapes, strings)
    emit_string(out, 'syscall_strings', strings.text)
    if len(strings.text) > NONE16:
        fail('arch', 'more names than sixteen bits can tell apart')
    emit_constants(out, tables, families, constants)
    return '\n'.join(out) + '\n'


def main():
    try:
        text = generate()
    except BadTable as bad:
        sys.exit(str(bad))
    pathlib.Path(sys.argv[1]).write_text(text)


if __name__ == '__main__':
    main()
