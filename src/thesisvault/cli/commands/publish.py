"""``thesis publish``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from thesisvault.cli.extras import needing
from thesisvault.cli.session import Session, as_of_option, pass_session
from thesisvault.cli.text import say, warn
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import plural


@click.command("publish")
@click.argument("folder", metavar="DIR")
@click.option(
    "--thesis",
    "theses",
    multiple=True,
    metavar="NAME",
    help="This thesis and the notes that its review cites; repeat for more.",
)
@click.option(
    "--all", "everything", is_flag=True, help="All notes but those with `publish: false`."
)
@as_of_option
@pass_session
def command(
    session: Session, folder: str, theses: tuple[str, ...], everything: bool, as_of: dt.date | None
) -> None:
    """Write the pages as files into DIR, to open from a disk or put on any web server.

    Without --thesis and --all, notes with the property `publish: true` are published. A note with
    `publish: false` never is: the pages are made without it.

    \b
    thesis publish ~/site --thesis "Long NVIDIA"
    """
    if theses and everything:
        raise UsageFault("`--thesis` and `--all` cannot be combined: use one of them.")
    with needing("web", "publish"):
        from thesisvault.web.publish import check, choose, publish
    into = Path(folder)
    check(session.root(), into)
    view = session.view(as_of)
    chosen = choose(view, theses, everything=everything)
    files = publish(view, chosen, into, session.root().absolute().name)
    for path in (*chosen.notes, *chosen.pictures):
        say(path)
    warn(f"{plural(len(chosen.notes), 'note')} in {plural(len(files), 'file')}: {into}/index.html")
