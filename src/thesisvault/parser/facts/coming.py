"""The day on which a company reports next, as a property of its note tells it."""

from __future__ import annotations

from collections.abc import Iterator

from thesisvault.model.facts import CatalystDate, Reference
from thesisvault.model.note import Unread
from thesisvault.parser.facts.closing import split_hour
from thesisvault.parser.facts.dates import find_interval, read_remarked
from thesisvault.parser.facts.properties import Properties
from thesisvault.parser.facts.vocabulary import Vocabulary

_BETWEEN = " \t:-–—|,;"
_BRACKETS = ("(", "（", "[")


def read_earnings(
    properties: Properties, words: Vocabulary, unread: list[Unread]
) -> Iterator[CatalystDate]:
    """`next earnings: 2026-04-29`, with what is reported behind it or without; what has no date
    goes to `unread`.
    """
    for scalar, rule in properties.all("earnings"):
        text = scalar.text.strip()
        date, _ = split_hour(text, words)
        window = find_interval(text) or read_remarked(date)
        if window is None:
            if text.casefold() not in words.words("figures", "absent") and "{{" not in text:
                unread.append(Unread("value", f"{rule}: {text}", scalar.span))
            continue
        behind = text[len(window.text) :].lstrip() if text.startswith(window.text) else ""
        behind = "" if behind[:1] in _BRACKETS else behind  # a remark
        key = rule.removeprefix("label ").removeprefix("card ")
        name = behind.strip(_BETWEEN) or key.replace("_", " ").replace("-", " ").capitalize()
        subject = Reference(name, linked=False, span=scalar.span)
        yield CatalystDate(
            subject, window, window.text, "", "", asks_outcome=False, span=scalar.span, rule=rule
        )
