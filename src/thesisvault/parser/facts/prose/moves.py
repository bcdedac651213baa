"""Moves of prices in a sentence: what moved, by how much; of one day only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from thesisvault.parser.facts.prose.figures import FIGURE
from thesisvault.parser.facts.vocabulary import Vocabulary

_TICKER = re.compile(r"(?<![\w.$])\$?(?P<symbol>[A-Z][A-Z0-9]{1,5}(?:\.[A-Z]{1,2})?)\Z")
_STOCK = re.compile(r"(?:['’]s)?\s(?:stock|shares?)\Z")
_JOINED = re.compile(r"\s?[:=(]\s?\Z|\s\Z")
_HOW_FAR = re.compile(
    r"\s(?P<verb>[a-z]+)(?:\s(?:by|about|around|roughly|nearly|almost|another|some)){0,2}\s\Z"
)
_AUXILIARY = re.compile(r"\s(?:also|then|is|was|are|were|has|had|closed|ended|finished)\Z")
_AGAINST = re.compile(r"\s(?:vs\.?|versus|against|relative to) (?:the )?[A-Z][\w&]*(?: \d+)?")
_NEAR = 60
"""Characters before a figure in which its subject stands."""
_UNSURE = re.compile(r"(?i)\b(?:if|could|would|should|may|might|will|expect\w*|target\w*|upside)\b")


class Move(Struct, frozen=True):
    """A move at text[start:end]."""

    start: int
    end: int
    subject: str
    move: str
    """With its sign: `-3.2%`, `+6% vs Nasdaq`."""


def find_moves(text: str, ends: Mapping[int, str], words: Vocabulary) -> Iterator[Move]:
    """The moves of one day in a sentence, in order; none where it says how long they took, or
    that they may come.

    `ends` are the names of the vault in the text, by where they end; other names are symbols.
    """
    if _UNSURE.search(text) or words.finder("prose", "spans").search(text):
        return
    rises, falls = words.sets("prose", "rises"), words.sets("prose", "falls")
    for match in FIGURE.finditer(text):
        value = match["value"].removesuffix("percent").strip().removesuffix("%")
        if not value.replace(".", "", 1).isdigit() or not match["value"].endswith(("%", "percent")):
            continue
        first = max(match.start() - _NEAR, 0)
        before, sign = text[first : match.start()], match["sign"] or ""
        if far := _HOW_FAR.search(before):
            verb = far["verb"]
            sign = "+" if verb in rises else "-" if verb in falls else ""
            before = before[: far.start()]
        elif joined := _JOINED.search(before):
            before = before[: joined.start()]
        if not sign:
            continue
        if auxiliary := _AUXILIARY.search(before):
            before = before[: auxiliary.start()]
        named = _subject(before, first, ends, words.sets("prose", "abbreviations"))
        if named is not None and not _measures(text[: named[0]], words):
            start, subject = named
            other = _AGAINST.match(text, match.end())
            end = other.end() if other else match.end()
            move = f"{'+' if sign == '+' else '-'}{value}%{other[0] if other else ''}"
            yield Move(start, end, subject, move)


def _measures(before: str, words: Vocabulary) -> bool:
    """Whether the clause says before what is named that something else is measured of it:
    `revenue growth at NVDA`.
    """
    clause = re.split(r"[,;:–—]", before)[-1]
    return words.finder("prose", "measures").search(clause) is not None


def _subject(
    before: str, first: int, ends: Mapping[int, str], abbreviations: Collection[str]
) -> tuple[int, str] | None:
    """What ends where a text ends, that begins at `first` of its sentence; and where it begins."""
    if stock := _STOCK.search(before):
        before = before[: stock.start()]
    if (name := ends.get(first + len(before))) is not None:
        return first + len(before) - len(name), name
    ticker = _TICKER.search(before)
    if ticker is None or ticker["symbol"].casefold() in abbreviations:
        return None
    return first + ticker.start(), ticker["symbol"]
