"""``thesis init``."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from thesisvault.cli.text import plural, say
from thesisvault.workspace.make import make_vault


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a vault in DIR (here, if none is named): folders, templates, .thesis/config.toml.

    Nothing that exists is touched, so it is safe in a vault that you already keep.
    """
    made = make_vault(Path(os.path.expanduser(folder)))
    for path in made:
        say(("made  ", "green"), path)
    if made:
        where = "" if folder == Path(".") else f"--vault {shlex.quote(str(folder))} "
        say(f'{plural(len(made), "thing")} made. Next: thesis {where}new thesis "Long copper"')
    else:
        say("Everything stands already; nothing was touched.")
