"""``thesis list``."""

from __future__ import annotations

import click

from thesisvault.cli.session import Session, json_option, pass_session
from thesisvault.cli.text import say, say_columns, say_json, warn
from thesisvault.model.note import Kind
from thesisvault.reports.links import listing


@click.command("list")
@click.argument(
    "kind", metavar="[KIND]", required=False, type=click.Choice([kind.value for kind in Kind])
)
@click.option("--tag", metavar="TAG", help="Only notes with that tag, or one nested in it.")
@click.option("--orphans", is_flag=True, help="Only notes that link none and that none links.")
@click.option("--placeholders", is_flag=True, help="Only names that have no note yet.")
@click.option("--path", "paths", is_flag=True, help="Print paths only, for fzf and the like.")
@json_option
@pass_session
def command(
    session: Session,
    kind: str | None,
    tag: str | None,
    orphans: bool,
    placeholders: bool,
    paths: bool,
    as_json: bool,
) -> None:
    """List notes. With a KIND, names of that kind that have no note yet are listed too.

    KIND is rotation, thesis, catalyst, stock, sector, concept, source or note.
    """
    workspace = session.open()
    wanted = Kind(kind) if kind else None
    nodes = listing(workspace, wanted, tag, orphans=orphans, placeholders=placeholders)
    if not nodes and not as_json:
        warn("No note matches.")
    if as_json:
        rows = [
            {
                "name": node.name,
                "kind": node.kind.value,
                "path": node.path,
            }
            for node in nodes
        ]
        say_json({"notes": rows})
    elif paths:
        for node in nodes:
            if node.path is not None:
                say(node.path)
    else:
        say_columns(
            (node.name, node.kind.value, "no note yet" if node.path is None else node.path)
            for node in nodes
        )
