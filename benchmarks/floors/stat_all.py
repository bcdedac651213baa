"""Import click, walk a vault and stat every file, nothing else: ``python stat_all.py DIR``."""

import os
import sys

import click

pending = [sys.argv[1]]
while pending:
    for entry in os.scandir(pending.pop()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            pending.append(entry.path)
        else:
            entry.stat(follow_symlinks=False)
click.echo("done")
