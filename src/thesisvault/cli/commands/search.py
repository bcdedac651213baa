"""``thesis search``: the notes that a query finds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from thesisvault.cli.naming import KindName
from thesisvault.cli.session import Session, reading, tell
from thesisvault.cli.text import say, warn
from thesisvault.model.note import Kind


@reading("search")
@click.argument("query", nargs=-1)
@click.option(
    "--kind",
    type=KindName([kind.value for kind in Kind]),
    metavar="KIND",
    help="Only this kind, such as thesis.",
)
@click.option("--tag", metavar="TAG", help="Only notes with this tag, or one nested in it.")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1),
    default=20,
    metavar="N",
    help="How many notes to show.  [default: 20]",
)
@click.option(
    "--sort",
    type=click.Choice(["best", "date", "path"]),
    default="best",
    help="The order of notes.  [default: best]",
)
@click.option("--like", metavar="NOTE", help="Find notes similar to this one instead.")
@click.option("--paths", is_flag=True, help="Print paths only, for other programs.")
@click.option("--explain", is_flag=True, help="Print how the query was read.")
def command(
    session: Session,
    as_of: dt.date | None,
    as_json: bool,
    query: tuple[str, ...],
    like: str | None,
    paths: bool,
    explain: bool,
    **asked: Any,
) -> None:
    """Find notes, in Obsidian's query language: words, "phrases", OR, -not, tag:, line:(…).

    QUERY may be several words: `thesis search copper deficit`. Put `--` before a query that starts
    with `-`.
    """
    text = " ".join(query)
    if like is not None:
        if text:
            raise click.UsageError("Give a query or --like NOTE, not both.")
        answer = session.ask(
            "like", as_of, note=like, limit=asked["limit"], dated=as_of is not None
        )
        name = "like"
    else:
        answer = session.ask("search", as_of, query=text, dated=as_of is not None, **asked)
        name = "search"
    if paths and not as_json:
        for row in answer.notes:
            say(row.path)
    elif name == "search" and not as_json:
        tell(name, answer, as_json, explain=explain)
    else:
        tell(name, answer, as_json)
    if not answer.notes:
        if not as_json:
            warn("Nothing found.")
        click.get_current_context().exit(1)
