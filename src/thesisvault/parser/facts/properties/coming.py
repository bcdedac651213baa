"""The day on which a company reports next, as a property of its note tells it."""

from __future__ import annotations

from collections.abc import Iterator

from thesisvault.model.facts import CatalystDate, Reference
from thesisvault.model.note import Unread
from thesisvault.parser.facts.closing import split_hour
from thesisvault.parser.facts.dates import find_interval, read_remarked
from thesisvault.parser.facts.properties import key_of
from thesisvault.parser.facts.properties.context import Context

_BETWEEN = " \t:-–—|,;"
_BRACKETS = ("(", "（", "[")


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
