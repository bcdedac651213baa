"""A clause that says where money goes, as a person types it: ``out of AI builders into utilities``.

Its words are those of a flow table; what they name is read as a cell of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from thesisvault.parser.facts.vocabulary import Vocabulary

_LINK = r"(?P<link>\[\[[^\[\]]*\]\])"
_PARTS = re.compile(rf"{_LINK}|,(?!\d)|;")
_AND = re.compile(rf"{_LINK}|\s(?:and|&)\s", re.IGNORECASE)
_AROUND = " ,;."

_MOST_JOINED = 4
"""Parts of a name with `and` in it."""


class Part(Struct, frozen=True):
    """One direction, and what goes that way."""

    into: bool
    names: tuple[str, ...]


class Clause(Struct, frozen=True):
    """What was read of a clause, and what was not."""

    parts: tuple[Part, ...]
    unread: str
    """The words before the first direction."""


def read_clause(text: str, words: Vocabulary, known: Callable[[str], bool]) -> Clause:
    """The directions of a clause, in order; a name with `and` in it is one where it is `known`.

    >>> from thesisvault.parser.facts.vocabulary import default_vocabulary
    >>> read_clause("out of tech into gold, oil", default_vocabulary(), lambda name: False).parts
    (Part(into=False, names=('tech',)), Part(into=True, names=('gold', 'oil')))
    """
    plain = " ".join(text.split())
    marks = [mark for mark in _directions(words).finditer(plain) if not mark["link"]]
    if not marks:
        return Clause((), plain)
    ends = [*(mark.start() for mark in marks[1:]), len(plain)]
    parts = tuple(
        Part(words.named("flows", mark["word"]) == "into", _names(plain[mark.end() : end], known))
        for mark, end in zip(marks, ends, strict=True)
    )
    unread = _bare(plain[: marks[0].start()])
    return Clause(tuple(part for part in parts if part.names), unread)


def _directions(words: Vocabulary) -> re.Pattern[str]:
    """Links, which hold no direction, and the words of one, the longest first."""
    every = {word for name in ("out", "into") for word in words.words("flows", name)}
    known = "|".join(re.escape(word) for word in sorted(every, key=len, reverse=True))
    return re.compile(rf"{_LINK}|(?<![\w-])(?P<word>{known})(?![\w-]):?", re.IGNORECASE)


def _names(text: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    found: list[str] = []
    for listed in _split(_PARTS, text):
        parts, ends = _split(_AND, listed), [match.end() for match in _AND.finditer(listed)]
        if len(parts) < 2 or known(listed):
            found.append(listed)
        elif len(ends) + 1 == len(parts):
            found += _joined(listed, ends, known)
        else:
            found += parts  # some are links
    return tuple(dict.fromkeys(found))


def _joined(text: str, starts: Sequence[int], known: Callable[[str], bool]) -> Iterator[str]:
    """The names between each `and`; of those that follow each other, a known name as one."""
    bounds = [0, *starts, len(text)]
    at = 0
    while at < len(bounds) - 1:
        for end in range(min(at + _MOST_JOINED, len(bounds) - 1), at, -1):
            name = _bare(text[bounds[at] : bounds[end]])
            if end == at + 1 or known(name):
                yield name
                at = end
                break


def _bare(text: str) -> str:
    """A name without the marks and the `and` around it."""
    plain = text.strip(_AROUND)
    if plain[:4].casefold() == "and ":
        plain = plain[4:]
    if plain.casefold().endswith((" and", " &")):
        plain = plain.rpartition(" ")[0]
    plain = plain.strip(_AROUND)
    return "" if plain.casefold() in ("and", "&") else plain


def _split(separator: re.Pattern[str], text: str) -> list[str]:
    """The parts of a text, but for separators within links."""
    begin, found = 0, []
    for match in separator.finditer(text):
        if not match["link"]:
            found.append(text[begin : match.start()])
            begin = match.end()
    found.append(text[begin:])
    return [name for part in found if (name := _bare(part))]
