#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Turn the text tables of this folder into one C file; decides nothing.

    tables.py OUTPUT.c [DIRECTORY OF TABLES]

The C data hold no pointers (names are offsets into one string), so that they
need no relocation and lie in read-only pages that are shared and only read
where they are used. Names are found by a perfect hash: two hashes of the name,
one look at the table. Layouts are declared in src/abi/tables.h.
"""

import pathlib
import sys

import reader

NONE16 = 0xffff
CONSTANT_ALIAS = 0x80  # of tables.h
PACKED = {'int': 'TYPE_INT', 'uint': 'TYPE_UINT', 'long': 'TYPE_LONG', 'ulong': 'TYPE_ULONG',
          'ptr': 'TYPE_PTR', 'u16': 'TYPE_U16', 'i64': 'TYPE_LONG', 'u64': 'TYPE_ULONG'}


# ---- perfect hash ----------------------------------------------------------------------------

def fnv(seed, name):
    """table_hash() of tables.h."""
    value = (0x811c9dc5 ^ (seed * 0x9e3779b9)) & 0xffffffff
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xffffffff
    return value ^ value >> 15


def perfect_hash(names):
    """(seeds, slots): seeds[fnv(0, x) % len] picks the hash that finds x's slot."""
    n_slots = len(names) + len(names) // 16 + 1
    buckets = [[] for _ in range(len(names) // 4 + 1)]
    for index, name in enumerate(names):
        buckets[fnv(0, name) % len(buckets)].append((index, name))
    seeds, slots = [0] * len(buckets), [NONE16] * n_slots
    for bucket in sorted(range(len(buckets)), key=lambda b: -len(buckets[b])):
        for seed in range(1, NONE16 + 1):
            places = [fnv(seed, name) % n_slots for _, name in buckets[bucket]]
            if len(set(places)) == len(places) and all(slots[p] == NONE16 for p in places):
                break
        else:
            reader.fail('arch', 'no perfect hash was found')
        seeds[bucket] = seed
        for place, (index, _) in zip(places, buckets[bucket]):
            slots[place] = index
    return seeds, slots


# ---- C ---------------------------------------------------------------------------------------

class Strings:
    """One string of all names; equal names are one."""

    def __init__(self):
        self.text, self.places = '', {}

    def add(self, name):
        if name not in self.places:
            self.places[name] = len(self.text)
            self.text += name + '\0'
        if self.places[name] > NONE16:
            reader.fail('arch', 'more names than sixteen bits can tell apart')
        return self.places[name]


class Output:
    """The C file, line by line."""

    def __init__(self):
        self.lines = ['/* Made by arch/tables.py from the tables in arch/. */',
                      '#include "abi/tables.h"', '',
                      '/* ISO C promises strings of 4095 characters; no compiler stops there. */',
                      '#pragma GCC diagnostic ignored "-Woverlength-strings"', '']

    def scalar(self, name, value):
        self.lines.append(f'const unsigned int {name} = {value};')

    def array(self, ctype, name, values):
        self.lines.append(f'const {ctype} {name}[] = {{')
        text = [str(value) for value in values] or ['0']  # C has no empty arrays
        for i in range(0, len(text), 12):
            self.lines.append('        ' + ', '.join(text[i:i + 12]) + ',')
        self.lines.append('};')

    def structs(self, ctype, name, values):
        self.lines.append(f'const {ctype} {name}[] = {{')
        self.lines += [f'        {{ {value} }},' for value in values or ['0']]
        self.lines.append('};')

    def string(self, name, text):
        self.lines.append(f'const char {name}[] =')
        parts = text.split('\0')[:-1]
        for i in range(0, len(parts), 6):
            self.lines.append('        "' + '\\0'.join(parts[i:i + 6]) + '\\0"')
        self.lines.append('        ;')

    def hash(self, prefix, names):
        seeds, slots = perfect_hash(names)
        self.array('uint16_t', f'{prefix}_seeds', seeds)
        self.array('uint16_t', f'{prefix}_slots', slots)
        self.scalar(f'{prefix}_n_seeds', len(seeds))
        self.scalar(f'{prefix}_n_slots', len(slots))


def boolean(value):
    return str(value).lower()


def emit_abis(out, abis, tables):
    out.structs('struct abi', 'abi_entries', [
        f'"{abi.name}", {abi.token:#x}, {abi.audit:#x}, {abi.base:#x}, {i}, {abi.word_bits}, '
        f'{abi.long_bits}, {boolean(abi.big_endian)}, {boolean(abi.multiplexed)}'
        for i, abi in enumerate(abis)])
    out.scalar('abi_n_entries', len(abis))
    out.array('uint8_t', 'abi_table_of', [tables.index(abi.table) for abi in abis])
    aliases = [(alias, i) for i, abi in enumerate(abis) for alias in abi.aliases]
    out.structs('struct abi_alias', 'abi_aliases', [f'"{alias}", {i}' for alias, i in aliases])
    out.scalar('abi_n_aliases', len(aliases))


def emit_calls(out, tables, calls, names, pseudo, strings):
    """Numbers are positions: slots below n_low are numbers, the others come after high."""
    out.array('uint16_t', 'syscall_name_at', [strings.add(name) for name in names])
    out.scalar('syscall_n_names', len(names))
    out.hash('syscall', names)
    ids = {name: i for i, name in enumerate(names)}
    ranges, by_slot, since, slots = [], [], [], []
    for table in tables:
        numbers = {nr: (name, version) for name, (nr, version) in calls[table].items()}
        low = [nr for nr in numbers if nr < 0x1000]
        high = [nr for nr in numbers if nr >= 0x1000]
        order = [*range(max(low) + 1), *(range(min(high), max(high) + 1) if high else ())]
        if len(order) > 0x2000:
            reader.fail(f'arch/{table}.tbl', 'numbers lie too far apart for dense arrays')
        ranges.append(f'{len(by_slot)}, {max(low) + 1}, {min(high, default=0)}, '
                      f'{len(order) - max(low) - 1}')
        slot_of = {name: slot for slot, nr in enumerate(order) if nr in numbers
                   for name in [numbers[nr][0]]}
        by_slot += [ids[numbers[nr][0]] if nr in numbers else NONE16 for nr in order]
        since += [numbers[nr][1] if nr in numbers else 0 for nr in order]
        slots += [slot_of.get(name, NONE16) for name in names]
    out.structs('struct number_range', 'syscall_ranges', ranges)
    out.array('uint16_t', 'syscall_by_slot', by_slot)
    out.array('uint16_t', 'syscall_since', since)
    out.array('uint16_t', 'syscall_slot_of', slots)
    emit_pseudo(out, names, ids, pseudo)


def emit_pseudo(out, names, ids, pseudo):
    out.array('int16_t', 'syscall_pseudo_of', [pseudo.get(name, 0) for name in names])
    back = {}
    for name, nr in pseudo.items():
        back.setdefault(-nr, ids[name])  # where two names share one, the first line is it
    out.array('uint16_t', 'syscall_pseudo_numbers', sorted(back))
    out.array('uint16_t', 'syscall_pseudo_ids', [back[nr] for nr in sorted(back)])
    out.scalar('syscall_n_pseudo', len(back))


def registers(abi, shape):
    """A shape as registers: (name, packed type, families); see the head of signatures.tbl."""
    result = []
    for name, kind, mask in shape:
        if kind not in ('i64', 'u64') or abi.pairs == '-':
            result.append((name, PACKED[kind], mask))
            continue
        if abi.pairs == 'even' and len(result) % 2:
            result.append(('unused', 'TYPE_ULONG', 0))
        low, high = (f'{name}_lo', 'TYPE_UINT', mask), (f'{name}_hi', 'TYPE_UINT', mask)
        result += [high, low] if abi.big_endian else [low, high]
    return tuple(result[:reader.REGISTERS])


def emit_signatures(out, abis, names, shapes, strings):
    parameters, flat, starts, of_call = {}, [], {(): 0}, []
    for abi in abis:
        for name in names:
            if (abi.table, name) not in shapes:
                of_call.append(NONE16)
                continue
            shape = registers(abi, shapes[(abi.table, name)])
            if shape not in starts:
                starts[shape] = len(flat)
                flat += [parameters.setdefault(p, len(parameters)) for p in shape]
            of_call.append(starts[shape] * 8 + len(shape))
    if len(flat) >= NONE16 // 8:
        reader.fail('arch/signatures.tbl', 'too many shapes for sixteen bits')
    out.structs('struct packed_parameter', 'signature_parameters',
                [f'UINT64_C({mask:#x}), {strings.add(name)}, {kind}'
                 for name, kind, mask in parameters])
    out.array('uint16_t', 'signature_lists', flat)
    out.array('uint16_t', 'signature_of', of_call)


def masks_by_value(constant, tables):
    """value -> bit mask of the tables that do not have the default value."""
    masks = {}
    for i, table in enumerate(tables):
        value = constant.value(table)
        if value is None or value != constant.default:
            masks[value] = masks.get(value, 0) | 1 << i
    return masks


def emit_constants(out, tables, families, constants):
    names, strings, values = sorted(constants), Strings(), {}

    def value_at(value):
        return values.setdefault((value or 0) & (1 << 64) - 1, len(values))

    out.array('uint16_t', 'constant_name_at', [strings.add(name) for name in names])
    out.string('constant_strings', strings.text)
    out.scalar('constant_n_names', len(names))
    out.hash('constant', names)
    out.array('uint8_t', 'constant_families',
              [constants[n].family + CONSTANT_ALIAS * constants[n].alias for n in names])
    out.array('uint16_t', 'constant_value_at', [value_at(constants[n].default) for n in names])
    first, exceptions = [], []
    for name in names:
        first.append(len(exceptions))
        for value, mask in masks_by_value(constants[name], tables).items():
            exceptions.append(f'{mask:#x}, {value_at(value)}, {boolean(value is not None)}')
    out.array('uint16_t', 'constant_exception_first', first + [len(exceptions)])
    out.structs('struct constant_exception', 'constant_exceptions', exceptions)
    out.array('uint64_t', 'constant_values', [f'UINT64_C({value:#x})' for value in values])
    members = [[i for i, name in enumerate(names) if constants[name].family == family]
               for family in range(len(families))]
    out.array('uint16_t', 'constant_members', sum(members, []))
    out.array('uint16_t', 'constant_member_first',
              [sum(len(m) for m in members[:i]) for i in range(len(families) + 1)])
    out.structs('struct family_name', 'constant_family_names', [f'"{f}"' for f in families])
    out.scalar('constant_n_families', len(families))


def generate(directory):
    abis = reader.read_abis(directory)
    tables = list(dict.fromkeys(abi.table for abi in abis))
    calls = {table: reader.read_calls(table, directory) for table in tables}
    names = sorted(set().union(*calls.values()))
    for abi in abis:
        if abi.multiplexed != any(call in calls[abi.table] for call in ('socketcall', 'ipc')):
            reader.fail('arch/abis.tbl', f'{abi.name}: mux is not what {abi.table}.tbl has')
    pseudo = reader.read_pseudo(set(names), directory)
    families, constants = reader.read_constants(tables, directory)
    shapes = reader.read_signatures(calls, families, directory)
    strings, out = Strings(), Output()
    emit_abis(out, abis, tables)
    emit_calls(out, tables, calls, names, pseudo, strings)
    out.scalar('syscall_newest', reader.read_kernel(directory))
    emit_signatures(out, abis, names, shapes, strings)
    out.string('syscall_strings', strings.text)
    emit_constants(out, tables, families, constants)
    return '\n'.join(out.lines) + '\n'


def main():
    directory = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else reader.HERE
    try:
        text = generate(directory)
    except reader.BadTable as bad:
        sys.exit(str(bad))
    pathlib.Path(sys.argv[1]).write_text(text, encoding='ascii')


if __name__ == '__main__':
    main()
