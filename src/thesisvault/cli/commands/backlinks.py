"""``thesis backlinks``."""

from __future__ import annotations

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, json_option, pass_session
from thesisvault.cli.text import say, say_json, terminal_width, warn
from thesisvault.render.lines import excerpt, width
from thesisvault.reports.links import backlinks


@click.command("backlinks")
@click.argument("note", shell_complete=completes())
@json_option
@pass_session
def command(session: Session, note: str, as_json: bool) -> None:
    """List the links that lead to NOTE, each with the line it stands on. NOTE may not exist yet."""
    workspace = session.open()
    node = workspace.find(note)
    found = backlinks(workspace, node.id)
    if as_json:
        rows = [
            {
                "note": item.source,
                "line": item.link.span.shown_line,
                "column": item.link.span.column,
                "kind": item.link.kind.value,
                "subpath": item.link.subpath,
                "display": item.link.display,
                "text": item.text,
            }
            for item in found
        ]
        say_json({"note": node.note.path if node.note else None, "name": node.name, "links": rows})
        return
    if not found:
        warn(f"Nothing links to {node.name}.")
    for item in found:
        where = f"{item.source}:{item.link.span.shown_line}: "
        room = max(terminal_width() - width(where), 20)
        say((where, "dim"), excerpt(item.text, item.link.span.column, room))
