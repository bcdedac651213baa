"""``thesis list``."""

from __future__ import annotations

import click

from thesisvault.cli.session import Session, reading
from thesisvault.cli.text import say, warn
from thesisvault.model.note import Kind


@reading("list", dated=False)
@click.argument(
    "kind", metavar="[KIND]", required=False, type=click.Choice([kind.value for kind in Kind])
)
@click.option("--tag", metavar="TAG", help="Only notes with that tag, or one nested in it.")
@click.option("--orphans", is_flag=True, help="Only notes that link none and that none links.")
@click.option("--placeholders", is_flag=True, help="Only names that have no note yet.")
@click.option("--path", "paths", is_flag=True, help="Print paths only, for fzf and the like.")
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
    asked = {"kind": kind, "tag": tag, "orphans": orphans, "placeholders": placeholders}
    if paths and not as_json:
        found = session.ask("list", None, **asked)
        for row in found.notes:
            if row.path is not None:
                say(row.path)
    else:
        found = session.show("list", None, as_json, **asked)
    if not found.notes and not as_json:
        warn("No note matches.")
