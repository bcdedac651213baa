"""Notes that are about a week or a month: the moves in them are of that time, not of a day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thesisvault.model.facts import MovePeriod
from thesisvault.model.note import Heading

_PERIODS: dict[MovePeriod, re.Pattern[str]] = {
    "week": re.compile(
        r"(?i)\b(?:week(?:ly|lies|s|'s)?|wk|(?:19|20)\d\d ?w\d\d|wochen?\w*|wöchentlich\w*"
        r"|seman\w+)\b|周报|週報|周评|周度|주간"
    ),
    "month": re.compile(
        r"(?i)\b(?:month(?:ly|lies|s|'s)?|monats?\w*|mensual\w*)\b|月报|月報|月评|월간"
    ),
}


def period_of(text: str) -> MovePeriod:
    """The time that a name or a heading speaks of; empty where that may be a day."""
    plain = re.sub(r"[_-]", " ", text)
    found = (period for period, words in _PERIODS.items() if words.search(plain))
    return next(found, "")


def period_of_note(path: str, headings: Sequence[Heading]) -> MovePeriod:
    """The same of a note, by its name, its folder or its title."""
    *folders, name = path.removesuffix(".md").split("/")
    titles = [heading.text for heading in headings[:1] if heading.level == 1]
    return next(filter(None, map(period_of, (name, *folders[-1:], *titles))), "")
