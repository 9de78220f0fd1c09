#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
#
#     both-headers.py DIFFERENCES OURS [PEERS]
#
# Runs a program that was compiled against our header and against that of the
# libseccomp that is installed, and compares what they print. A difference that
# DIFFERENCES does not list is a failure, and so is one that it lists in vain.

import fnmatch
import os
import subprocess
import sys

SKIPPED = 77
ABSENT = "(absent)"  # what the other one does not print at all


def run(program):
    output = subprocess.run([program], stdout=subprocess.PIPE, timeout=60, check=True).stdout
    return output.decode()


def lines(text):
    """What is asked, made unique by its position among its likes -> the answer."""
    answers, times = {}, {}
    for line in text.splitlines():
        question, separator, answer = line.rpartition(" = ")
        if not separator:
            sys.exit(f"no question and answer: {line!r}")
        times[question] = times.get(question, 0) + 1
        answers[f"{question} #{times[question]}"] = answer
    return answers


class Difference:
    """A line of the list: question | our answer | the peer's | reason."""

    def __init__(self, line):
        fields = [field.strip() for field in line.rsplit(" | ", 3)]
        if len(fields) != 4 or not all(fields):
            sys.exit(f"not a difference: {line!r}")
        self.question, self.ours, self.theirs, self.reason = fields
        self.is_used = False

    def is_in_vain(self, has_2_6):
        """Whether it is listed in vain: what came with 2.6 no later peer lacks."""
        return not self.is_used and not (has_2_6 and self.reason.startswith("since 2.6"))

    def matches(self, question, ours, theirs):
        asked = question.rpartition(" #")[0]
        return all(
            fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))
            for text, pattern in [(ours, self.ours), (theirs, self.theirs)]
        ) and any(
            fnmatch.fnmatchcase(text, self.question.replace("[", "[[]"))
            for text in [question, asked]
        )


def read_list(path):
    with open(path, encoding="utf-8") as file:
        return [Difference(line) for line in file if line.strip() and line[0] != "#"]


def compare(known, ours, theirs):
    """How many differences there are that are not known."""
    unknown = 0
    for question in list(ours) + [question for question in theirs if question not in ours]:
        answers = ours.get(question, ABSENT), theirs.get(question, ABSENT)
        if answers[0] == answers[1]:
            continue
        matching = [one for one in known if one.matches(question, *answers)]
        for one in matching:
            one.is_used = True
        if not matching:
            unknown += 1
            print(f"{question}: ours {answers[0]}, the peer's {answers[1]}")
    return unknown


def main():
    known = read_list(sys.argv[1])
    if len(sys.argv) < 4:
        print("there is no libseccomp to compare with")
        return 1 if os.environ.get("CI") else SKIPPED
    ours, theirs = lines(run(sys.argv[2])), lines(run(sys.argv[3]))
    n_unknown = compare(known, ours, theirs)
    has_2_6 = theirs["constant: SCMP_VER_MINOR #1"] != "0x5"
    unused = [one for one in known if one.is_in_vain(has_2_6)]
    for one in unused:
        print(f"listed, and no difference: {one.question} | {one.ours} | {one.theirs}")
    n_same = sum(theirs.get(question) == answer for question, answer in ours.items())
    print(f"{n_same} answers are the same")
    return 1 if n_unknown or unused or n_same < 1000 else 0


sys.exit(main())
