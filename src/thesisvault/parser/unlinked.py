"""Where names are in a note's text and no link is.

Code, addresses, links, comments, HTML, front matter and managed blocks are stepped over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from thesisvault.model.text import Span
from thesisvault.parser.body.block import Block, Heading, Table, Text
from thesisvault.parser.body.managed import managed_ranges
from thesisvault.parser.body.markdown import read_blocks
from thesisvault.parser.body.positions import Positions, find_columns
from thesisvault.parser.decoding import LARGEST, decode
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.query.folding import fold_text, words_of

_MARKED = (
    r"(?=[`!\[<%$#^])(?:(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|!?\[\[[^\[\]]*\]\]"
    r"|!?\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]\((?:[^()\s]|\([^()\s]*\)|\s)*\)"
    r"|\[[^\[\]\n]*\]\[[^\[\]\n]*\]|<a\b[^<>]*>[^<]*</a>|<[^<>\n]*>|%%[^%]*%%"
    r"|\$[^$\n]+\$(?!\d)|(?<!\S)#[^\s#]+|\^[\w-]+$)"
)
_ADDRESS = r"|(?<![A-Za-z])[A-Za-z][\w+.-]{0,40}://\S+"  # unbounded, each word asks all after it
_HIDDEN, _HIDDEN_WITH_ADDRESSES = (
    re.compile(pattern, re.DOTALL | re.MULTILINE) for pattern in (_MARKED, _MARKED + _ADDRESS)
)
_WORD = re.compile(r"[^\W_]+")
_IN_ADDRESS = re.compile(r"@\w|\.(?!md\b)\w")
_BEFORE_IN_ADDRESS = re.compile(r".?@$|\w\.$", re.DOTALL)
"""What stands after a name, and before it, in `name@a.example` and `www.name.example`."""
LEAST, LEAST_FOLDED = 2, 4
"""Characters of a name that is looked for at all, and of one that may be in any case."""


class Named(Struct, frozen=True):
    """A name to look for."""

    text: str
    note: str
    """Of whom it is the name."""
    cased: bool
    """Whether it has to be spelled in this case: a ticker, a single word, a short name."""
    folded: str


class Found(Struct, frozen=True):
    """A name where it stands."""

    name: Named
    text: str
    """As written."""
    span: Span
    in_table: bool


class Step(Struct, frozen=True):
    """A word of names, and how they go on."""

    names: list[Named]
    """Those that end with it."""
    then: dict[str, Step]


Names = Mapping[str, Step]
"""By the words that they are made of, folded, each under the one before it."""


def name_of(text: str, note: str, *, is_ticker: bool) -> Named | None:
    """A name to look for; None where it is too short to mean anything, or a mere number."""
    folded = fold_text(text)
    words = words_of(folded)
    if len(text) < LEAST or not words or text.replace("-", "").isdigit():
        return None
    is_cased = is_ticker or len(words) == 1 or len(text) < LEAST_FOLDED
    return Named(text, note, is_cased, folded)


def by_words(names: Iterable[Named]) -> Names:
    """The names by the words that they are made of; each text is the name of one note."""
    found: dict[str, Step] = {}
    for name in names:
        if _WORD.match(name.text):
            step = Step([], found)
            for word in _folded(_WORD.findall(name.text)):
                step = step.then.setdefault(word, Step([], {}))
            step.names.append(name)
    return found


def _longest_first(names: Names, words: Sequence[str], at: int) -> list[Named]:
    """Those whose words stand in the text from `at` on."""
    found: list[Named] = []
    while step := names.get(words[at]):
        found += step.names
        names, at = step.then, at + 1
    return sorted(found, key=_longest) if len(found) > 1 else found


def _longest(name: Named) -> tuple[int, str]:
    return -len(name.text), name.text


def unlinked(data: bytes, names: Names, skip: Callable[[Named], bool]) -> list[Found]:
    """Where names are in the bytes of a note, in order; the longest of several wins.

    `skip` says of a name that it is left out here, and so is what it holds. Takes time in
    proportion to the text.
    """
    if len(data) > LARGEST:
        return []
    text, _ = decode(data)
    if next(_names_in(_masked(text), names, skip), None) is None:
        return []  # most notes: what the blocks are need not be known
    front = read_front_matter(text)
    lines = text.split("\n")[front.body_line :]
    blocks = read_blocks(lines).found
    managed = frozenset(at for found in managed_ranges(blocks) for at in found)
    found: list[Found] = []
    for block in blocks:
        if block.first in managed:
            continue
        for piece, places, in_table in _texts(block, lines, front.body_line):
            for name, start, end in _names_in(_masked(piece), names, skip):
                found.append(Found(name, piece[start:end], places().span(start, end), in_table))
    return found


def _texts(
    block: Block, lines: Sequence[str], first_line: int
) -> Iterator[tuple[str, Callable[[], Positions], bool]]:
    if isinstance(block, Text | Heading):

        def places() -> Positions:
            first, columns = find_columns(block.text, lines, block.first, block.end)
            return Positions(block.text, first_line + first, columns)

        if not block.text.startswith("%%"):
            yield block.text, places, False
    elif isinstance(block, Table):
        for row in block.rows:
            place = Positions(row.text, first_line + row.line, [row.column])
            yield row.text, lambda place=place: place, True  # type: ignore[misc]


def _masked(text: str) -> str:
    hidden = _HIDDEN_WITH_ADDRESSES if "://" in text else _HIDDEN  # which asks at every letter
    return hidden.sub(lambda match: "\n" * len(match[0]), text)


def _names_in(
    text: str, names: Names, skip: Callable[[Named], bool]
) -> Iterator[tuple[Named, int, int]]:
    words = _folded(_WORD.findall(text))
    begun = [at for at, word in enumerate(words) if word in names]
    if not begun:
        return
    words.append("")  # which no name goes on with
    # Where a word begins is asked of few of them, and often of the first ones alone.
    spots, places = _WORD.finditer(text), list[int]()
    end = 0
    for at in begun:
        for name in _longest_first(names, words, at):
            places += (word.start() for word in islice(spots, at + 1 - len(places)))
            if (start := places[at]) < end:
                break
            if (ends := _end_of(name, text, start)) is not None:
                if not skip(name):
                    yield name, start, ends
                end = ends
                break


def _end_of(name: Named, text: str, start: int) -> int | None:
    """Where a name ends that begins at `start`; None where another text stands there."""
    end = start + len(name.text)
    piece = text[start:end]
    same = piece == name.text
    if not (same or name.cased):
        same = fold_text(piece) == name.folded
    if not same or _WORD.match(text, end) or _IN_ADDRESS.match(text, end):
        return None
    return None if _BEFORE_IN_ADDRESS.match(text, max(start - 2, 0), start) else end


def _folded(words: Sequence[str]) -> list[str]:
    """Words folded, all together: a note has thousands."""
    return fold_text("\n".join(words)).split("\n")
