#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether a program that other tests use is there.

usage: tool.py NAME

Without it those tests skip what needs it; this makes the skip count: exit
status 77, or 1 in CI, where nothing may be skipped.
"""

import os
import shutil
import sys

if shutil.which(sys.argv[1], path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
    print(f"{sys.argv[1]} is here")
else:
    print(f"{sys.argv[1]} is not installed: what needs it is not tested")
    sys.exit(1 if os.environ.get("CI") else 77)
