"""Words that may stand in a property and in a cell: impacts, symbols, days, tags."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain

from lsprotocol import types

from thesisvault.graph.folding import fold
from thesisvault.lsp.context import Context
from thesisvault.lsp.desk import Screen
from thesisvault.lsp.items import Item
from thesisvault.model.note import Note
from thesisvault.parser.facts.phrases import read_impact

_SAID = (
    *("supported", "slightly supported", "strongly supported"),
    *("pressured", "slightly pressured", "severely pressured"),
    *("intact", "neutral", "mixed"),
)
"""Impacts; each is offered where the vocabulary reads it."""
DURATIONS = ("2-4 weeks", "1-2 quarters", "6 months or more", "Full year+")
REVIEWED_EVERY = dt.timedelta(days=90)


def phrases(screen: Screen) -> Iterator[Item]:
    """Impacts and horizons, each with how it is read."""
    near = [str(name) for name in screen.words.sections["horizons"]]
    for said in chain(_SAID, (f"{said} {horizon}" for said in _SAID for horizon in near)):
        labels = read_impact(said, screen.words)
        if len(labels) == 1:
            signs = " and ".join(f"{sign:+.2g}" for sign in labels[0].signs)
            detail = f"{signs} · {labels[0].horizon or 'every horizon'}"
            yield Item(said, said, detail, kind=types.CompletionItemKind.EnumMember)


def symbols(screen: Screen) -> Iterator[Item]:
    """The symbols that have prices."""
    for symbol in screen.on(screen.as_of).price_folder.symbols():
        yield Item(symbol, symbol, "has prices", kind=types.CompletionItemKind.Value)


def without_prices(screen: Screen) -> Iterator[Item]:
    """The symbols of notes that have none: what is asked of their prices stays unknown."""
    priced = {item.label.casefold() for item in symbols(screen)}
    for symbol in screen.known.tickers:
        if symbol.casefold() not in priced:
            said = "no prices yet: the tripwire stays unknown"
            yield Item(symbol, symbol, said, kind=types.CompletionItemKind.Value)


def days(today: dt.date, note: Note) -> Iterator[Item]:
    """Today, tomorrow, the quarter's end, and the next review."""
    due = note.find_property("review")
    base = today
    if due is not None and due.scalars:
        try:
            base = dt.date.fromisoformat(due.scalars[0].text)
        except ValueError:
            base = today
    days = {
        today: "today",
        today + dt.timedelta(days=1): "tomorrow",
        quarter_end(today): "end of the quarter",
        base + REVIEWED_EVERY: f"90 days after {'today' if base == today else 'the review'}",
    }
    for day, said in days.items():
        yield Item(str(day), str(day), said, kind=types.CompletionItemKind.Value)


def quarter_end(day: dt.date) -> dt.date:
    """The last day of the quarter; of the next one on that day itself."""
    following = day + dt.timedelta(days=1)
    month = (following.month - 1) // 3 * 3 + 4
    first = dt.date(following.year + month // 13, (month - 1) % 12 + 1, 1)
    return first - dt.timedelta(days=1)


def tags(screen: Screen, context: Context) -> Iterator[Item]:
    """The tags of the vault, those of most notes first."""
    typed = fold(context.typed)
    for name, count in screen.tags:
        if fold(name).startswith(typed) or f"/{typed}" in fold(name):
            notes = f"{count} {'note' if count == 1 else 'notes'}"
            yield Item(name, name, notes, kind=types.CompletionItemKind.Keyword)
