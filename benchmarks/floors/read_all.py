"""Walk a vault and read every note's bytes, nothing else: ``python read_all.py DIR``."""

import os
import sys

pending = [sys.argv[1]]
while pending:
    for entry in os.scandir(pending.pop()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            pending.append(entry.path)
        elif entry.name.endswith(".md"):
            with open(entry.path, "rb") as file:
                file.read()
