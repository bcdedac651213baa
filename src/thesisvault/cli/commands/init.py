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
    """Create a vault in DIR, or here: folders, templates, .thesis/config.toml, .gitignore.

    Nothing that exists is touched, so it is safe in a vault that you already keep.
    """
    if folder is not None and session.named is not None:
        raise UsageFault("Name the folder once: `thesis init DIR`, or `thesis --vault DIR init`.")
    folder = folder or Path(session.named or ".")
    made = make_vault(Path(os.path.expanduser(folder)))
    for path in made.paths:
        say(("created  ", "green"), path)
    if made.paths:
        say(f"Created {plural(len(made.paths), 'file or folder', 'files and folders')}")
    else:
        say("Already set up, nothing changed")
    if made.to_ignore:
        lines = ", ".join(f"`{line}`" for line in made.to_ignore)
        say(f"Your .gitignore was left alone. For git, add to it: {lines}")
    where = "" if folder == Path(".") else f" --vault {shlex.quote(str(folder))}"
    say(f'Next: thesis{where} new thesis "Long copper", then thesis{where} status')
