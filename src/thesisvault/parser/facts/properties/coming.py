"""What is coming, as a note's properties tell it: the next report, catalysts with their days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thesisvault.model.facts import CatalystDate, Reference
from thesisvault.model.note import QUOTING, Kind, Unread
from thesisvault.parser.facts.closing import split_hour
from thesisvault.parser.facts.dates import find_interval, read_remarked
from thesisvault.parser.facts.properties import DATED, key_of
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.property_links import links_in

_BETWEEN = " \t:-–—|,;"
_BRACKETS = ("(", "（", "[")
_SEVERAL = re.compile(r"\s*;\s*|,\s+(?=[^\W\d])|\s+[·|]\s+")
"""What parts one event from the next where each has its day: `Q4 2026-02-24; FDA 2026-03-15`."""

_OTHERS = (*QUOTING, Kind.NOTE, Kind.TRADE, Kind.ROTATION)
"""Kinds of notes that wait for nothing of their own."""


def read_dated(note: Context, kind: Kind) -> Iterator[CatalystDate]:
    """`catalysts: [2026-02-25 Q4 earnings]`, `**Catalysts:** FDA 2026-03-15; GTC 2026-03-16`."""
    from thesisvault.parser.facts.dates import find_window
    from thesisvault.parser.facts.lists.dated import around

    for scalar, rule in note.properties.all(DATED):
        if kind in _OTHERS:
            note.properties.unread.append(
                Unread("property", f"{key_of(rule)}: {scalar.text}", scalar.span)
            )
            continue
        events: list[str] = []
        for piece in filter(None, _SEVERAL.split(scalar.text.strip())):
            if events and find_window(piece) is None:
                events[-1] += f", {piece}"  # goes on with the one before
            else:
                events.append(piece)
        for text in events:
            window = find_window(text)
            if window is None:
                if note.says(text):
                    note.unread.append(Unread("property", f"{key_of(rule)}: {text}", scalar.span))
                continue
            title, expected = around(text, window.text)
            link = next((it for it in links_in(text) if (it.display or it.target) in title), None)
            name = link.target if link else title or text
            subject = Reference(name, linked=link is not None, span=scalar.span)
            yield CatalystDate(
                subject, window, window.text, expected, "",
                asks_outcome=False, span=scalar.span, rule=rule,
            )  # fmt: skip


def read_earnings(note: Context) -> Iterator[CatalystDate]:
    """`next earnings: 2026-04-29`, with what is reported behind it or without."""
    for scalar, rule in note.properties.all("earnings"):
        text = scalar.text.strip()
        date, _ = split_hour(text, note.words)
        window = find_interval(text) or read_remarked(date)
        if window is None:
            if note.says(text):
                note.unread.append(Unread("value", f"{rule}: {text}", scalar.span))
            continue
        behind = text[len(window.text) :].lstrip() if text.startswith(window.text) else ""
        behind = "" if behind[:1] in _BRACKETS else behind  # a remark
        name = (
            behind.strip(_BETWEEN) or key_of(rule).replace("_", " ").replace("-", " ").capitalize()
        )
        subject = Reference(name, linked=False, span=scalar.span)
        yield CatalystDate(
            subject, window, window.text, "", "", asks_outcome=False, span=scalar.span, rule=rule
        )
