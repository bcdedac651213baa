"""Words for weeks and months: the moves in a note about one are of that time, and a stop may be by
its close.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from thesisvault.model.facts import MovePeriod
from thesisvault.model.note import Heading

_NOTES: dict[MovePeriod, re.Pattern[str]] = {
    "week": re.compile(
        r"(?i)\b(?:week(?:ly|lies|s|'s)?|wk|(?:19|20)\d\d ?w\d\d|wochen?\w*|wöchentlich\w*"
        r"|seman\w+)\b|周报|週報|周评|周度|주간"
    ),
    "month": re.compile(
        r"(?i)\b(?:month(?:ly|lies|s|'s)?|monats?\w*|mensual\w*)\b|月报|月報|月评|월간"
    ),
}


def _named(text: str) -> MovePeriod:
    """The time that a name or a heading speaks of; empty where that may be a day."""
    plain = re.sub(r"[_-]", " ", text)
    found = (period for period, words in _NOTES.items() if words.search(plain))
    return next(found, "")


def period_of_note(path: str, headings: Sequence[Heading]) -> MovePeriod:
    """The same of a note, by its name, its folder or its title."""
    *folders, name = path.removesuffix(".md").split("/")
    titles = [heading.text for heading in headings[:1] if heading.level == 1]
    return next(filter(None, map(_named, (name, *folders[-1:], *titles))), "")


CLOSES = {
    **dict.fromkeys(("weekly", "week", "wkly", "friday", "wochenschluss"), "weekly"),
    **dict.fromkeys(("wochenschlusskurs", "wochenschlusskurse"), "weekly"),
    **dict.fromkeys(("wochenschlusskursbasis", "wöchentlich", "semanal", "hebdo"), "weekly"),
    **dict.fromkeys(("monthly", "month", "monatsschluss", "monatsschlusskurs"), "monthly"),
    **dict.fromkeys(("monatlich", "mensual"), "monthly"),
}
"""Words for a close of a week or a month."""
_WORD = re.compile(r"[^\W\d_]+")


def period_of_close(text: str) -> str:
    """`weekly` or `monthly`, where a text names one; else empty."""
    found = (CLOSES.get(word.casefold()) for word in _WORD.findall(text))
    return next(filter(None, found), "")


_OF_CLOSES = re.compile(r"(?i)\bclos|\bbasis\b|\bcandle|schluss|\bcierre")


def period_of_stop(text: str) -> str:
    """The same of a level with a remark, where it is the close that is of a week or month: a stop
    may be reviewed weekly too.
    """
    is_close = _OF_CLOSES.search(text) or len(_WORD.findall(text)) == 1
    return period_of_close(text) if is_close else ""
