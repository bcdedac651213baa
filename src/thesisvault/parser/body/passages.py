"""Lines that may state something: those before the first section, and those under headings that
the vocabulary knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from thesisvault.model.note import Heading, Link
from thesisvault.model.text import Span
from thesisvault.parser.body.block import Role
from thesisvault.parser.body.positions import Positions
from thesisvault.parser.fields import inline_fields
from thesisvault.parser.rules.strike import standing

_CALLOUT = r"(?:\[![^\]\n]{1,40}\][+-]?[ \t]+)?"
"""What the title of a callout begins with, which may be a label: `> [!warning] Stop: 170`."""
_PADDED = r"[ \t]{0,24}"
"""Before a colon where labels are aligned: `TICKER          : QQZA`."""
_LABEL = re.compile(
    rf"[ \t]*{_CALLOUT}"
    r"(?P<open>[*_`=]{0,3})"
    r"(?P<key>[^\s*_`:：|\[\]<>](?:[^*_`:：|\[\]<>]{0,38}[^\s*_`:：|\[\]<>])?)"
    rf"(?P<inner>[*_`]{{0,3}}){_PADDED}[:：](?!:)(?P<close>[*_`]{{0,3}})(?=\s|\Z|[^\s/])"
    r"\s*(?P<value>.*?)\s*\Z"
)
_STROKE = re.compile(r"\s+/\s+")
_SHORT_LABEL = re.compile(r"[\s*_`=]*[^\W\d_][^:：.]{0,18}[:：]")
"""Between strokes: `Stop: 95 / Target: 150`."""
_LEVEL = re.compile(
    r"(?i)\.\s+(?=(?:(?:my|hard|mental|trailing|initial|current|first)\s+)?"
    r"(?:stop(?:[\s-]loss)?|sl|(?:price\s)?target|tp\d?|pt\d?|take[\s-]profit)\s?[:：]\s*\S)"
)
"""Before a sentence that is a level: `Entry: $98 avg. Bought in May. Stop-loss: $84`."""
_BETWEEN = re.compile(r"\s+[|·•]\s+|\s+(?=\*\*[^*\n]{1,40}(?:[:：]\*\*|\*\*[:：])\s)")
"""What parts several labels on one line: a sign, or the marks of the next one."""
_SENTENCE_END = re.compile(r"(?<=\]\])\.\s.*")
"""`[[A]], [[B]]. More of this`: what is named ends with the sentence."""
_TASK = re.compile(r"\[(.)\]\s+")
_EMPHASIS = re.compile(r"(?!(?<= )\*(?= ))[*_`]{1,3}|==")
"""An asterisk between blanks multiplies: `close < 0.9 * high(63)`."""


LEVELS = "levels"
"""The role of a section whose heading is called as a level is: `Entry zone`, and below it where."""
ANYWHERE = "anywhere"
"""The role of a section under headings that no vocabulary knows: single lines state something."""


class Section(Struct, frozen=True):
    """The headings that a passage stands under, from one that the vocabulary knows on down."""

    role: str
    """What stands under it, by the vocabulary, or `ANYWHERE`; empty before the first section."""
    headings: tuple[Heading, ...]
    above: tuple[Heading, ...] = ()
    """Those that its first heading stands under, outermost first."""
    column: int = 0
    """Where the text of the list item that opened it begins, if one did."""

    @property
    def trail(self) -> tuple[Heading, ...]:
        """Every heading that it stands under, outermost first."""
        return (*self.above, *self.headings)

    @property
    def holds_labels(self) -> bool:
        """Whether labels in it are the note's properties: below the title, or where it says so."""
        if self.role == ANYWHERE:
            return False
        return self.has_labels_only or all(item.level == 1 for item in self.headings)

    @property
    def has_labels_only(self) -> bool:
        """Whether nothing in it is read but labels."""
        return self.role in ("", "labels")

    @property
    def name(self) -> str:
        """The heading that gave it its role, as written."""
        named = self.headings[-1:] if self.role == ANYWHERE else self.headings
        return standing(named[0].text).strip() if named else ""


class Label(Struct, frozen=True):
    """`**Key:** value` on a line: the value with its place."""

    key: str
    value: str
    span: Span
    is_marked: bool
    """Whether the key is set apart by marks: then it is meant as one."""


class Passage(Struct, frozen=True):
    """A paragraph, a list item, or a quote, with the section that it is in."""

    text: str
    """As written, without what makes it an item or a quote."""
    places: Positions
    links: tuple[Link, ...]
    role: Role
    section: Section

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.places.span(0, len(self.text))

    @property
    def is_item(self) -> bool:
        """Whether it begins a list item."""
        return self.role is Role.ITEM

    def task(self) -> tuple[str, int]:
        """The mark in its checkbox, and where its words begin; an empty mark where it has none."""
        match = _TASK.match(self.text) if self.text.startswith("[") and self.is_item else None
        return (match[1], match.end()) if match else ("", 0)

    def lines(self, start: int = 0) -> Iterator[tuple[int, str]]:
        """Each line from a place on, with the place in the text where it begins."""
        for line in self.text[start:].split("\n"):
            yield start, line
            start += len(line) + 1

    def near_labels(self) -> Iterator[tuple[str, Span]]:
        """The lines that are not labels, and end in a figure behind a colon, as labels do."""
        for start, line in self.lines():
            for match in _BRACKETED.finditer(line):
                yield match[0], self.places.span(start + match.start(), start + match.end())
            is_read = _LABEL.match(line) or next(inline_fields(line), None)
            if not is_read and _NEARLY.fullmatch(line.strip()):
                yield line.strip(), self.places.span(start, start + len(line))

    def labels(self) -> Iterator[Label]:
        """The labels on its lines, several on one line where something parts them."""
        for at, line in self.lines(self.task()[1]):
            for piece, begin in _pieces(line) if _LABEL.match(line) else ():
                match = _LABEL.match(piece)
                if match is not None:
                    value = _SENTENCE_END.sub("", match["value"]).strip("*_` ")
                    found = piece.find(value, match.start("value")) if value else len(piece)
                    span = self.places.span(at + begin + found, at + begin + found + len(value))
                    is_marked = bool(match["open"]) and bool(match["inner"] or match["close"])
                    yield Label(match["key"].strip(), value, span, is_marked)


_NEARLY = re.compile(r"(?P<key>[^:：|]{1,40})[:：]{1,2}\W{0,4}[^\W_]?\W?\d.{0,40}")
"""`- *e*Target**: 62`: what looks like a label but for its marks."""
_BRACKETED = re.compile(r"[\[(][^\[\]():]{1,40}:[^\s:]:\W{0,3}\d[^\[\]()]{0,40}[\])]")
_MAY_BE_LABEL = re.compile(
    rf"(?m)^(?:\[.\]\s+)?[ \t]*{_CALLOUT}[*_`]{{0,3}}"
    rf"[^\s*_`:：|\[\]<>][^*_`:：|\[\]<>\n]{{0,39}}[*_`]{{0,3}}{_PADDED}[:：]"
)


def may_hold_labels(text: str) -> bool:
    """False where there is certainly no label: most texts need no closer look."""
    if ":" not in text and "：" not in text:
        return False
    if _MAY_BE_LABEL.search(text) or _BRACKETED.search(text):
        return True
    return any(map(_NEARLY.fullmatch, text.split("\n")))


_MAY_TELL = re.compile(r"\A\[\[|[→➡⟶⇒]|[-=]>")


def may_tell(text: str) -> bool:
    """Whether a text before the first section may say something of a note that it links, or be a
    flow: in a note on the market it counts.
    """
    return _MAY_TELL.search(text) is not None


class Words(Protocol):
    """What the walk over a body asks of the vocabulary."""

    def condition_at(self, text: str, start: int = 0) -> re.Match[str] | None:
        """What leads to a criterion at a place in a text."""

    def heading(self, text: str) -> str:
        """What stands under a heading; empty where that is unknown."""

    def section(self, text: str) -> str:
        """The same of a heading of the outline."""


_MAY_STATE = re.compile(
    r"(?:(?:the |initial |hard |trailing |mental )?"
    r"(?:stop|sl\b|exit|target|price target|take[- ]profit|(?:tp|pt)\d?\b|entry|bought|shares|qty|"
    r"quantity|avg|average|cost|ticker|symbol|status|side|direction|result|p&l|closed?\b|sold"
    r"|stopp|kursziel|einst|stück|anteile|precio|objetivo|entrada|cantidad|acciones|fecha|estado"
    r"|止[损損盈]|目[标標]|[买買]入|建[仓倉]|持[仓倉]|股[数數]|成本|損切|利確|取得|株数|손절|목표|매수)"
    r"|[\d,.]+ sh"
    r"|(?:(?:long|short|buy):?\s)?\$?[a-z][a-z\d]{0,5}(?:[.-][a-z]{1,3})?[\s*_:：,|()–—-]+"
    r"(?:(?:long|short)[\s*_:：,|()–—-]+)?(?:(?:entry|stop|sl|target|tp|pt)\b|@\s?[$€£]?\d)"
    r"|(?:\$?[a-z][^\W_]{0,5}+|\d{4,6}(?=\.))(?:[.-][a-z]{1,3})?(?:\]\]|\s\([a-z][^()]*\))?[\s*_:：,|–—-]+"
    r"\d[\d.,]*\s?(?:%|sh\b|shares\b|stück|股)"
    r"|[^()|:\d]{2,40}+\(\$?[a-z][a-z\d.-]{0,8}\)[\s*_:：,|–—-]+\d[\d.,]*\s?(?:%|sh\b|shares\b))"
)
_DUE = re.compile(r"[📅📆🗓]\ufe0f?\s*(?=\d)|[\[(]due::")
_BEFORE_KEY = re.compile(r"(?:\[.\]\s|\[![^\]\n]{1,40}\][+-]?\s+)?[^\w\n$]*")
_LONGEST_LABEL = 60
"""Characters of a label with its marks."""
_LONGEST_LINES = 800
"""Characters of lines that state something of their own: more is prose."""


def may_state(text: str, words: Words) -> bool:
    """False where certainly no line states anything by itself, whatever its heading: no level, no
    criterion, no task with a day.
    """
    if len(text) > _LONGEST_LINES:
        return False
    # A search for `^` would stop at every character, and case costs more than the fold of it.
    folded = text.casefold()
    lines = folded.split("\n") if "\n" in folded else (folded,)
    for line in lines:
        mark = None if line[:1].isalpha() else _BEFORE_KEY.match(line)
        start = mark.end() if mark else 0
        if _MAY_STATE.match(line, start) or _leads_to_criterion(line, start, words):
            return True
    return text[:1] == "[" and text[2:3] == "]" and _DUE.search(text) is not None


def _leads_to_criterion(line: str, start: int, words: Words) -> bool:
    """Whether a line begins as a criterion does, or with a label of one: `Ausstieg: …`."""
    if words.condition_at(line, start):
        return True
    end = line.find(":", start, _LONGEST_LABEL)
    if end < 0 and (end := line.find("：", start, _LONGEST_LABEL)) < 0:
        return False
    key = line[start:end].rstrip("*_ ")
    return bool(key) and words.heading(key) == "criteria"


def _pieces(line: str) -> Iterator[tuple[str, int]]:
    """The parts of a line that are labels each; the line where it is not so separated."""
    for sign in (_BETWEEN, _STROKE, _LEVEL):
        if not (cuts := [(match.start(), match.end()) for match in sign.finditer(line)]):
            continue
        starts = [0, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), len(line)]
        parts = [(line[start:end], start) for start, end in zip(starts, ends, strict=True)]
        is_label = _SHORT_LABEL if sign is _STROKE else _LABEL
        if all(is_label.match(part) for part, _ in parts):
            yield from parts
            return
    yield line, 0


def plain(text: str) -> str:
    """Without marks of emphasis."""
    return " ".join(_EMPHASIS.sub("", text).split())


def sections_of(trail: Sequence[Heading], roles: Sequence[str]) -> Section | None:
    """The section of what stands under this trail of headings; None where none of them is known."""
    if not any(roles):
        return None
    for at in range(len(trail) - 1, -1, -1):
        if roles[at]:
            return Section(roles[at], tuple(trail[at:]), tuple(trail[:at]))
    return None
