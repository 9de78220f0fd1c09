#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""That check.py finds what it is there to find. A name is the claim."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).with_name("check.py")
LAYERS = "util:\nabi: util\npolicy: abi util  # a comment\n"


class Layers(unittest.TestCase):
    def run_check(self, files, layers=LAYERS):
        with tempfile.TemporaryDirectory() as top:
            src = pathlib.Path(top)
            (src / "layers").write_text(layers)
            for name, text in files.items():
                (src / name).parent.mkdir(exist_ok=True)
                (src / name).write_text(text)
            run = subprocess.run(
                [sys.executable, CHECK, src], stdout=subprocess.PIPE, text=True, check=False
            )
            return run.returncode, run.stdout.replace(f"{src}/", "")

    def assert_finding(self, files, place, words, layers=LAYERS):
        status, output = self.run_check(files, layers)
        self.assertEqual(status, 1, output)
        self.assertIn(place, output)
        self.assertIn(words, output)

    good = {
        "util/a.h": "#pragma once\n",
        "abi/b.h": '#include "util/a.h"\n',
        "policy/c.c": '#include <stdio.h>\n#include "abi/b.h"\n#include "util/a.h"\n',
    }

    def test_what_the_rule_allows_passes(self):
        self.assertEqual(self.run_check(self.good), (0, ""))

    def test_an_upward_include_is_found_with_its_line(self):
        files = {**self.good, "util/d.c": '/* one\n two */\n#include "abi/b.h"\n'}
        self.assert_finding(files, "util/d.c:3:", "util may not include from abi")

    def test_spaces_around_the_hash_hide_nothing(self):
        files = {**self.good, "util/d.c": ' # include "abi/b.h"\n'}
        self.assert_finding(files, "util/d.c:1:", "may not include")

    def test_an_include_in_a_comment_counts_for_nothing(self):
        files = {**self.good, "util/d.c": '/*\n#include "abi/b.h"\n*/\n'}
        self.assertEqual(self.run_check(files)[0], 0)

    def test_an_unknown_folder_is_found(self):
        files = {**self.good, "util/d.c": '#include "other/x.h"\n'}
        self.assert_finding(files, "util/d.c:1:", "folder/file.h")

    def test_an_include_without_a_folder_is_found(self):
        files = {**self.good, "util/d.c": '#include "a.h"\n'}
        self.assert_finding(files, "util/d.c:1:", "folder/file.h")

    def test_only_the_public_header_finds_its_neighbour_without_a_folder(self):
        files = {"api/seccomp.h": '#include "beside.h"\n', "api/beside.h": "\n"}
        self.assertEqual(self.run_check(files, "api:\n")[0], 0)
        files["api/other.h"] = '#include "beside.h"\n'
        self.assert_finding(files, "api/other.h:1:", "folder/file.h", "api:\n")

    def test_angle_brackets_do_not_hide_our_own_headers(self):
        files = {**self.good, "util/d.c": "#include <abi/b.h>\n"}
        self.assert_finding(files, "util/d.c:1:", "in quotes")

    def test_a_missing_header_is_found(self):
        files = {**self.good, "util/d.c": '#include "util/gone.h"\n'}
        self.assert_finding(files, "util/d.c:1:", "no such file")

    def test_a_folder_without_a_line_is_found(self):
        files = {**self.good, "stray/d.c": "int x;\n"}
        self.assert_finding(files, "stray/d.c:1:", "not in a folder")

    def test_a_rule_with_a_cycle_is_found(self):
        layers = "util: abi\nabi: util\n"
        self.assert_finding(self.good, "layers:1:", "does not stand above", layers)

    def test_an_empty_tree_is_not_a_pass(self):
        self.assertEqual(self.run_check({})[0], 1)


if __name__ == "__main__":
    unittest.main()
