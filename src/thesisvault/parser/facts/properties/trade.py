"""A note about one trade that is open: what is held of it, and its levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from thesisvault.model.facts import Holding, Reference, Side, Status
from thesisvault.model.note import Unread
from thesisvault.parser.facts.headings import OPEN_TRADE
from thesisvault.parser.facts.identity import read_symbol
from thesisvault.parser.facts.prices import price_of
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.facts.properties.dating import read_day
from thesisvault.parser.facts.references import scalar_references
from thesisvault.parser.facts.trades import OVER

_LEVELS = ("stop", "target", "entry", "shares")
"""Properties that say what is held, or when it is to be sold."""


def read_trade(note: Context, date: dt.date | None, status: Status | None) -> Iterator[Holding]:
    """What is held by a trade whose status, or whose empty exit, says that it is open.

    A trade that says neither may be long over: its stop is reported as not read.
    """
    properties = note.properties
    if status in (Status.CLOSED, Status.WATCHED) or any(_says(note, name) for name in OVER):
        return
    levels = [(name, *said) for name in _LEVELS if (said := properties.stated(name))]
    subject = _security(note)
    if not levels or subject is None:
        return
    if status is None and "exit" not in properties:
        for name, scalar, rule in levels:
            if name == "stop":
                note.unread.append(Unread("trade", f"{rule}: {scalar.text}", scalar.span))
        return
    figures: dict[str, float] = {}
    for name, scalar, rule in levels:
        value = price_of(scalar.text)
        if value is not None:
            figures[name] = value
        elif note.says(scalar.text):
            note.unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
    side = next(filter(None, (note.words.side(s.text) for s, _ in properties.all("side"))), None)
    day = read_day(note, "opened") or read_day(note, "entered") or date
    yield Holding(
        subject,
        day,
        figures.get("shares"),
        figures.get("entry"),
        target=figures.get("target"),
        stop=figures.get("stop"),
        side=Side(side) if side else None,
        span=levels[0][1].span,
        rule=OPEN_TRADE,
    )


def _says(note: Context, name: str) -> bool:
    return any(note.says(scalar.text) for scalar, _ in note.properties.all(name))


def _security(note: Context) -> Reference | None:
    """What was traded: a link to its note, or a symbol."""
    for scalar, _ in note.properties.all("symbol"):
        linked = [item for item in scalar_references(scalar) if item.linked]
        if linked:
            return linked[0]
        if symbol := read_symbol(scalar.text):
            return Reference(symbol, linked=False, span=scalar.span, is_symbol=True)
    return None
