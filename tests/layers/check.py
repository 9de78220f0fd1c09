#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Check that src/ includes only what src/layers allows.

usage: check.py SRC

Prints each include that is not allowed as FILE:LINE: what is wrong, and exits
with 1 if there is one. The rule itself is checked too: a folder names only
folders above it, so that there are no cycles, and every folder has a line.
"""

import pathlib
import re
import sys

# Installed without our folders, for programs that know nothing of them: it
# finds what it needs beside itself.
PUBLIC = {"api/seccomp.h"}

INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]*)"|<([^>]*)>)')


def read_layers(path, report):
    """folder -> the folders that it may include from, itself among them"""
    layers = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        folder, colon, names = line.partition(":")
        folder = folder.strip()
        if not colon or not folder or folder in layers:
            report(path, number, f"not a line 'folder: names': {line}")
            continue
        for name in names.split():
            if name not in layers:
                report(path, number, f"{folder} names {name}, which does not stand above it")
        layers[folder] = {folder, *names.split()}
    return layers


def includes(path):
    """(line number, name, whether in quotes) of each #include; comments do not count"""
    text = path.read_text(encoding="utf-8", errors="replace")
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match[1] or match[2], match[1] is not None


def check_file(path, folder, src, layers, report):
    for number, name, quoted in includes(path):
        target, slash, _ = name.partition("/")
        if not quoted:
            if target in layers and (src / name).exists():
                report(path, number, f"<{name}> is ours: write it in quotes")
            continue
        if not slash and f"{folder}/{path.name}" in PUBLIC and (path.parent / name).exists():
            continue
        if not slash or target not in layers:
            report(path, number, f'"{name}": includes are written "folder/file.h", of src/layers')
        elif not (src / name).exists():
            report(path, number, f'"{name}": there is no such file')
        elif target not in layers[folder]:
            report(path, number, f'"{name}": {folder} may not include from {target}')


def check(src, report):
    layers = read_layers(src / "layers", report)
    n_files = 0
    for path in sorted(src.rglob("*.[ch]")):
        parts = path.relative_to(src).parts
        if len(parts) != 2 or parts[0] not in layers:
            report(path, 1, "not in a folder of src/layers")
            continue
        check_file(path, parts[0], src, layers, report)
        n_files += 1
    return n_files


def main():
    src = pathlib.Path(sys.argv[1])
    findings = []
    n_files = check(src, lambda path, line, text: findings.append(f"{path}:{line}: {text}"))
    for finding in findings:
        print(finding)
    if not n_files:
        print(f"{src}: no files to check")
    return 1 if findings or not n_files else 0


if __name__ == "__main__":
    sys.exit(main())
