"""Text as it is searched: any case, any accent, and where its words begin."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from msgspec import Struct

IDEOGRAPHS = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Han, kana and hangul: each character is a word of its own, since no blanks part them."""
_TOKEN = re.compile(f"[{IDEOGRAPHS}]|[^\\W_{IDEOGRAPHS}]+")
_ACCENTS = dict.fromkeys(
    (
        *range(0x300, 0x370),
        *range(0x591, 0x5C8),
        *range(0x64B, 0x660),
        0x670,
        *range(0x1AB0, 0x1B00),
        *range(0x1DC0, 0x1E00),
    )
)
"""Marks above and below Latin, Greek, Cyrillic, Hebrew and Arabic letters. Others, as the vowels
of Hindi, are what a word is made of.
"""


class Folded(Struct, frozen=True):
    """A folded text, and where its characters are in the text that it was made of."""

    text: str
    _pieces: tuple[int, ...]
    """Where a piece of the folded text begins; empty where every character is its own."""
    _origins: tuple[int, ...]

    def origin(self, at: int) -> int:
        """Where the character at `at` came from."""
        if not self._pieces:
            return at
        return self._origins[bisect_right(self._pieces, at) - 1]


def fold_text(text: str) -> str:
    """The text in the form in which it is searched.

    >>> fold_text("Über STRASSE, Straße")
    'uber strasse, strasse'
    """
    if text.isascii():
        return text.lower()
    return _composed(unicodedata.normalize("NFC", text))


def _composed(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold()).translate(_ACCENTS)
    return unicodedata.normalize("NFC", apart)


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    return fold_text(cluster)


def fold_line(line: str) -> Folded:
    """The same of a line, with the place of each character.

    A letter and the marks that follow it are folded together, so that it does not matter whether
    an accent was typed with its letter or behind it.
    """
    if line.isascii():
        return Folded(line.lower(), (), ())
    pieces, origins, found, length = [], [], [], 0
    for start, end in _clusters(line):
        folded = _fold_cluster(line[start:end])
        if folded:
            pieces.append(length)
            origins.append(start)
            found.append(folded)
            length += len(folded)
    pieces.append(length)
    origins.append(len(line))
    return Folded("".join(found), tuple(pieces), tuple(origins))


def _clusters(line: str) -> list[tuple[int, int]]:
    starts = [
        at
        for at, char in enumerate(line)
        if char.isascii() or not (unicodedata.combining(char) or "\u1160" <= char <= "\u11ff")
    ]
    if not starts or starts[0] != 0:
        starts.insert(0, 0)
    return list(zip(starts, [*starts[1:], len(line)], strict=True))


def words_of(folded: str) -> list[str]:
    """The words of a folded text: runs of letters and digits, and each ideograph.

    >>> words_of("brk.b rose 8%")
    ['brk', 'b', 'rose', '8']
    """
    return _TOKEN.findall(folded)


def begins_word(pattern: str, first: str) -> str:
    """A pattern that is found only where a word begins, if it begins with a letter itself."""
    if _TOKEN.match(first) and not re.match(f"[{IDEOGRAPHS}]", first):
        return f"(?<![^\\W_{IDEOGRAPHS}]){pattern}"
    return pattern


def ends_word(pattern: str, last: str) -> str:
    """A pattern that is found only where a word ends, if it ends with a letter itself."""
    if _TOKEN.match(last) and not re.match(f"[{IDEOGRAPHS}]", last):
        return f"{pattern}(?![^\\W_{IDEOGRAPHS}])"
    return pattern
