"""``thesis links``."""

from __future__ import annotations

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, json_option, pass_session
from thesisvault.cli.text import say, say_json, warn
from thesisvault.model.errors import UsageFault
from thesisvault.workspace.names import to_make


@click.command("links")
@click.argument("note", shell_complete=completes())
@json_option
@pass_session
def command(session: Session, note: str, as_json: bool) -> None:
    """List the links of NOTE in order, each with its line; broken ones are marked."""
    workspace = session.open()
    node = workspace.find(note)
    if node.note is None:
        raise UsageFault(f"`{node.name}` links nothing: it has no note yet. {to_make(node)}")
    path = node.note.path
    resolved = [pair for pair in workspace.vault.resolved(node.note) if not pair[0].managed]
    if as_json:
        rows = [
            {
                "kind": link.kind.value,
                "target": link.target,
                "subpath": link.subpath,
                "display": link.display,
                "line": link.span.shown_line,
                "column": link.span.column,
                "resolved": target,
            }
            for link, target in resolved
        ]
        say_json({"note": path, "links": rows})
        return
    if not resolved:
        warn(f"{path} links nothing.")
    for link, target in resolved:
        where = f"{path}:{link.span.shown_line}: "
        name = link.target + link.subpath
        say((where, "dim"), name, " → ", target if target else ("no note", "yellow"))
