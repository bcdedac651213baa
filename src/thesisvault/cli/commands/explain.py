"""``thesis explain``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.naming import completes, meant
from thesisvault.cli.session import Session, reading, tell
from thesisvault.cli.text import show
from thesisvault.model.errors import UsageFault
from thesisvault.reports import registry


@reading("explain")
@click.argument("thesis", shell_complete=completes("thesis"))
def command(session: Session, thesis: str, as_of: dt.date | None, as_json: bool) -> None:
    """Show every piece of evidence of a thesis, its line, and the arithmetic to the verdict.

    THESIS is a name, a part of one, or what it alone holds. NOTE:LINE shows what that line says
    for and against each thesis.

    \b
    thesis explain "Long NVIDIA"
    thesis explain "Sector Rotation January 2026:90"
    """
    view = session.view(as_of)
    found = meant(view, thesis, "thesis")
    if found.line is None:
        tell("explain", registry.answer(view, "explain", {"thesis": found.name}), as_json)
        return
    if as_json:
        raise UsageFault(f"`--json` explains a whole thesis: leave out `:{found.line}`.")
    from thesisvault.render.text.explain import on_line
    from thesisvault.reports.explain import report_line

    for answer in report_line(view, found.name, found.line):
        show(on_line, answer)
