"""``thesis history``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.dates import Day
from thesisvault.cli.naming import completes, meant
from thesisvault.cli.session import Session, reading, tell
from thesisvault.cli.text import Counter
from thesisvault.model.errors import UsageFault


@reading("history")
@click.argument("thesis", required=False, shell_complete=completes("thesis"))
@click.option("--since", type=Day(), metavar="DATE", help="The first day.  [default: its opening]")
@click.option("--rewritten", is_flag=True, help="List what was edited later in dated notes.")
def command(
    session: Session,
    thesis: str | None,
    since: dt.date | None,
    rewritten: bool,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Show the days on which a thesis's verdict changed, with the lines behind each change.

    With --as-recorded the days come from the commits of the vault's git repository. --rewritten
    lists the lines that were edited after their date, of all notes or of the one that is named;
    with --as-of only what was committed after that day, in notes dated up to it.
    """
    if rewritten:
        if since is not None:
            raise UsageFault("`--since` does not go with `--rewritten`: use `--as-of`.")
        _rewritten(session, thesis, as_of, as_json)
        return
    if thesis is None:
        raise UsageFault("`THESIS` is missing: only `thesis history --rewritten` needs none.")
    from thesisvault.reports.history import Answer, Ask, report
    from thesisvault.reports.kept import kept

    view = session.view(as_of)
    name = meant(view, thesis, "thesis").name
    with Counter("Reviewing days") as counter:
        ask = Ask(name, since)
        answer = kept(view, "history", ask, Answer, lambda: report(view, ask, counter.show))
    tell("history", answer, as_json)


def _rewritten(session: Session, note: str | None, as_of: dt.date | None, as_json: bool) -> None:
    from thesisvault.reports.rewritten import Ask, report

    view = session.view(as_of)
    name = None if note is None else meant(view, note).name
    with Counter("Comparing commits") as counter:
        answer = report(view, Ask(name, as_of), counter.show)
    tell("rewritten", answer, as_json)
