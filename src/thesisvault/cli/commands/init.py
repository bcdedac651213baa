"""``thesis init``."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from thesisvault.actions.new import make_vault
from thesisvault.cli.session import Session, pass_session
from thesisvault.cli.text import say
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import plural


@click.command("init")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@pass_session
def command(session: Session, folder: Path | None) -> None:
    """Make a vault in DIR (here, if none is named): folders, templates, .thesis/config.toml.

    Nothing that exists is touched, so it is safe in a vault that you already keep.
    """
    if folder is not None and session.named is not None:
        raise UsageFault("Name the folder once: `thesis init DIR`, or `thesis --vault DIR init`.")
    folder = folder or Path(session.named or ".")
    made = make_vault(Path(os.path.expanduser(folder)))
    for path in made:
        say(("made  ", "green"), path)
    if made:
        where = "" if folder == Path(".") else f"--vault {shlex.quote(str(folder))} "
        say(f'{plural(len(made), "thing")} made. Next: thesis {where}new thesis "Long copper"')
    else:
        say("Everything stands already; nothing was touched.")
