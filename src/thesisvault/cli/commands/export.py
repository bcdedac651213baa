"""``thesis export``."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import click

from thesisvault.cli.naming import completes, meant
from thesisvault.cli.session import Session, as_of_option, as_recorded_option, pass_session
from thesisvault.cli.text import warn
from thesisvault.model.errors import UsageFault
from thesisvault.render.graph import RENDERERS, Around, left_out

_AT_ONCE = 1000
"""Lines written together: a line alone costs more to write than to make."""


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(list(RENDERERS)))
@click.option(
    "--around",
    "note",
    metavar="NOTE",
    help="Only the notes around NOTE.",
    shell_complete=completes(),
)
@click.option(
    "--depth",
    type=click.IntRange(1, 4),
    help="With --around: how many steps from NOTE.  [default: 2]",
)
@click.option("--typed", is_flag=True, help="Only stated relations, no bare links.")
@as_of_option
@as_recorded_option
@pass_session
def command(
    session: Session,
    form: str,
    note: str | None,
    depth: int | None,
    typed: bool,
    as_of: dt.date | None,
) -> None:
    """Write the graph to standard output: jsonl (one line per note), json, graphml, dot or mermaid.

    \b
    thesis export mermaid --around "Long NVIDIA" --typed
    thesis export dot --around Oracle --depth 1 | dot -Tsvg > oracle.svg
    """
    if depth is not None and note is None:
        raise UsageFault("`--depth` goes with `--around NOTE`.")
    workspace = session.open()
    vault = workspace.vault_as_of(as_of) if as_of else workspace.vault
    node = None
    if note is not None:
        name = meant(workspace.on(as_of or dt.date.max), note).name
        node = workspace.find(name, vault).id
    chosen = Around(node, depth or 2, typed) if node is not None or typed else None
    if said := left_out(vault, form, chosen):
        warn(said)
    lines = iter(RENDERERS[form](vault, chosen))
    while some := list(islice(lines, _AT_ONCE)):
        click.echo("\n".join(some))
