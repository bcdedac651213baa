"""``thesis open``."""

from __future__ import annotations

import click

from thesisvault.cli.editor import edit
from thesisvault.cli.naming import MOST, at_terminal, choose, completes
from thesisvault.cli.session import Session, pass_session
from thesisvault.cli.text import say, warn
from thesisvault.model.errors import UsageFault
from thesisvault.workspace.names import Located, locate


@click.command("open")
@click.argument("name", metavar="NAME", shell_complete=completes())
@click.option("--print", "--path", "as_path", is_flag=True, help="Print the path; open nothing.")
@pass_session
def command(session: Session, name: str, as_path: bool) -> None:
    """Open a note in $VISUAL or $EDITOR: NAME is a path, title, alias, ticker, or a part of one.

    NAME:LINE opens it at that line. Where several notes fit, you choose one by its number;
    without a terminal they are listed, and the exit code is 2.
    """
    workspace = session.open()
    found = locate(workspace, name)
    path = found.paths[0] if len(found.paths) == 1 else _chosen(found, name)
    if as_path:
        say(path if found.line is None else f"{path}:{found.line}")
        return
    if not found.exact and len(found.paths) == 1:
        warn(f"Opening {path}.")
    workspace.close()  # an editor may stay open for a day
    edit(workspace.root, path, found.line)


def _chosen(found: Located, name: str) -> str:
    if at_terminal():
        return choose(found.paths, "Open which")
    shown = ", ".join(f"`{path}`" for path in found.paths[:MOST])
    more = f" and {len(found.paths) - MOST} more" if len(found.paths) > MOST else ""
    raise UsageFault(f"`{name}` fits {len(found.paths)} notes: {shown}{more}. Give the path.")
