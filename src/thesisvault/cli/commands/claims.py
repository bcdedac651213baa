"""``thesis claims``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, as_of_option, json_option, pass_session, review_day
from thesisvault.cli.text import say, say_json, say_wrapped
from thesisvault.impact.claims import failed
from thesisvault.render.lines import iso, plural
from thesisvault.render.text.moves import percent
from thesisvault.reports.claims import CheckedMove, claims

_COLOURS = {"holds": "green", "fails": "red", "unchecked": "dim"}


@click.command("claims")
@click.argument("notes", metavar="[NOTE]...", nargs=-1, shell_complete=completes())
@as_of_option
@json_option
@pass_session
def command(session: Session, notes: tuple[str, ...], as_of: dt.date | None, as_json: bool) -> None:
    """Hold every move that notes state against prices; where one fails, say what it does match.

    Exits with 1 where a stated move fails.
    """
    workspace = session.open()
    day = review_day(workspace, as_of)
    wanted = frozenset(workspace.find(name).id for name in notes) if notes else None
    checked = claims(workspace, day, wanted)
    if as_json:
        say_json({"claims": [_document(item) for item in checked]})
    else:
        _say(checked)
    if any(failed(checked)):
        raise click.exceptions.Exit(1)


def _say(checked: tuple[CheckedMove, ...]) -> None:
    for item in checked:
        verdict = item.check.verdict
        say(
            (f"{verdict:9}", _COLOURS[verdict]),
            " ",
            (item.name, "bold"),
            f" ({item.symbol})" if item.symbol else "",
            f" stated {item.move.quantity.text}",
            f", measured {percent(item.check.measured)}" if item.check.measured is not None else "",
        )
        cite = f"{item.note}:{item.move.span.shown_line}"
        say_wrapped(item.check.reason, indent=10, style="dim", cite=cite)
    counts = [
        f"{sum(item.check.verdict == verdict for item in checked)} {word}"
        for verdict, word in (("holds", "hold"), ("fails", "fail"), ("unchecked", "unchecked"))
    ]
    say(f"{plural(len(checked), 'stated move')}: {', '.join(counts)}.")


def _document(item: CheckedMove) -> dict[str, Any]:
    check, claim = item.check, item.claim
    stated = (claim.streak if claim.kind == "streak" else claim.low) if claim else None
    return {
        "note": item.note,
        "line": item.move.span.shown_line,
        "name": item.name,
        "symbol": item.symbol,
        "text": item.move.quantity.text,
        "kind": claim.kind if claim else None,
        "stated": stated,
        "stated_high": claim.high if claim else None,
        "measured": check.measured,
        "streak": check.streak,
        "window": {"start": iso(check.start), "end": iso(check.end)},
        "tolerance": check.tolerance,
        "verdict": check.verdict,
        "matches": [found.text for found in check.matches],
        "figures": [
            {
                "kind": found.kind,
                "label": found.label,
                "start": iso(found.start),
                "end": iso(found.end),
                "value": found.value,
            }
            for found in check.figures
        ],
        "reason": check.reason,
    }
