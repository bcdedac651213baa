"""``thesis open``."""

from __future__ import annotations

import click

from thesisvault.cli.editor import edit
from thesisvault.cli.naming import at_terminal, certain, choose, completes, several, unknown
from thesisvault.cli.session import Session, pass_session
from thesisvault.cli.text import say, warn
from thesisvault.workspace import Workspace
from thesisvault.workspace.names import Located, Match, locate


@click.command("open")
@click.argument("name", metavar="NAME", shell_complete=completes())
@click.option("--print", "--path", "as_path", is_flag=True, help="Print the path; open nothing.")
@pass_session
def command(session: Session, name: str, as_path: bool) -> None:
    """Open a note in $VISUAL or $EDITOR: NAME is a path, title, alias or ticker, or part of one.

    NAME:LINE opens it at that line. If several notes match, you choose one by its number; if one
    is only similar to NAME, you are asked. Without a terminal, the exit code is then 2.

    \b
    thesis open nvda
    thesis open "Sector Rotation January 2026:90"
    """
    workspace = session.open()
    found = locate(workspace, name)
    path = found.paths[0] if len(found.paths) == 1 else _chosen(workspace, found, name)
    if found.match is Match.WEAK and len(found.paths) == 1:
        path = certain(workspace, name)
    if as_path:
        say(path if found.line is None else f"{path}:{found.line}")
        return
    if found.match in (Match.PART, Match.INITIALS) and len(found.paths) == 1:
        warn(f"Opening {path}.")
    workspace.close()  # an editor may stay open for a day
    edit(workspace.root, path, found.line)


def _chosen(workspace: Workspace, found: Located, name: str) -> str:
    if at_terminal():
        return choose(found.paths, "Open which")
    if found.match is Match.WEAK:
        raise unknown(workspace, name, found.paths)
    raise several(name, found.paths)
