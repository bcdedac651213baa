"""``thesis lsp``."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from thesisvault.cli.extras import needing
from thesisvault.cli.session import Session, day_of, pass_session

_CIRCLES_EVERY = 5_000
"""New values after which Python looks for circles: this lives for days, the classes of the protocol
are made in circles, and so is a vault an edit.
"""


@click.command("lsp")
@click.option("--log", type=click.Path(path_type=Path), metavar="FILE", help="Log to this file.")
@pass_session
def command(session: Session, log: Path | None) -> None:
    """Serve an editor over stdin and stdout: your editor starts this, not you.

    \b
    Shows the actual move next to the stated one, the verdict above a thesis, broken tripwires, and
    what `thesis check` finds; completes, opens and renames links. docs/lsp.md says how to set up
    Neovim, VS Code, Helix, Zed, Emacs and Sublime Text.
    """
    gc.set_threshold(_CIRCLES_EVERY)
    with needing("lsp", "lsp"):
        from thesisvault.lsp.serve import serve
    raise click.exceptions.Exit(serve(day_of, log))
