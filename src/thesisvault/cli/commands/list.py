"""``thesis list``."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import click
from msgspec.structs import replace

from thesisvault.cli.dates import Day
from thesisvault.cli.naming import KindName
from thesisvault.cli.session import Session, limit_option, reading, tell
from thesisvault.cli.text import say, warn
from thesisvault.model.note import Kind
from thesisvault.render.lines import plural
from thesisvault.reports.list import Sort


@reading("list", dated=False)
@click.argument(
    "kind", metavar="[KIND]", required=False, type=KindName([kind.value for kind in Kind])
)
@click.option("--open", "are_open", is_flag=True, help="Only theses that are open.")
@click.option("--since", type=Day(), metavar="DATE", help="Only notes dated DATE or later.")
@click.option("--tag", metavar="TAG", help="Only notes with this tag, or one nested in it.")
@click.option("--orphans", is_flag=True, help="Only notes without links to or from other notes.")
@click.option("--placeholders", is_flag=True, help="Only names that have no note yet.")
@click.option(
    "--sort",
    type=click.Choice(get_args(Sort)),
    default="name",
    help="Sort by name, kind, date, ticker, verdict or score.",
    metavar="BY",
)
@limit_option("How many notes to show.")
@click.option(
    "--path", "paths", is_flag=True, help="Print paths only, for other programs such as fzf."
)
def command(
    session: Session,
    kind: str | None,
    are_open: bool,
    since: dt.date | None,
    tag: str | None,
    orphans: bool,
    placeholders: bool,
    sort: str,
    limit: int | None,
    paths: bool,
    as_json: bool,
) -> None:
    """List notes. With a KIND, also list names of that kind that have no note yet.

    KIND is rotation, thesis, catalyst, stock, sector, concept, trade, portfolio, watchlist, market,
    source or note, or its plural. Verdicts are those of the last `thesis status`.
    """
    asked = {"kind": kind, "tag": tag, "orphans": orphans, "placeholders": placeholders}
    answer = session.ask("list", None, **asked, open=are_open, since=since, sort=sort)
    total = len(answer.notes)
    answer = replace(answer, notes=answer.notes[:limit])
    if paths and not as_json:
        for row in answer.notes:
            if row.path is not None:
                say(row.path)
    else:
        options = {} if as_json else {"dated": sort == "date" or since is not None}
        tell("list", answer, as_json, **options)
    if len(answer.notes) < total and not as_json:
        warn(f"Shown: {limit} of {plural(total, 'note')}.")
    if not answer.notes and not as_json:
        warn("No note matches.")
    wants_verdicts = kind == Kind.THESIS or are_open or sort in ("verdict", "score")
    if wants_verdicts and answer.notes and not answer.reviewed and not paths:
        warn("Verdicts are not shown: run `thesis status` once, then list again.")
