"""Lines for people: clean text, columns that fit, and a page that collects them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat

_NARROW, _WIDE = " -~¡-¬®-˿Α-ΡΣ-ώЀ-҂‐-‧‰-⁞", "ぁ-ゖァ-ヺ一-鿼가-힣"
NARROW = re.compile(f"[{_NARROW}]*")
"""Texts of one column a letter, which most are: the tables that know all others cost 15 ms."""
KNOWN, WIDE = f"[{_NARROW}{_WIDE}]*", f"[{_WIDE}]"
"""Texts of letters of one and of two columns, and a letter of two: compiled where one is found."""
_SPACED = re.compile(r"\s*\S+|\s+")
_WORD = re.compile(r"(?:`[^`]*`|[^\s`])+|`\S*")

Segment = str | tuple[str, str]
"""A text, or a text with its color or ``bold`` or ``dim``."""
Line = tuple[Segment, ...]
Measured = tuple[Sequence[str], Sequence[int]]
"""Cleaned texts, and the columns that each takes."""


class Page:
    """Lines as they are put together, for a width; what prints them is another matter."""

    def __init__(self, width: int = 80, row_width: int = 10_000) -> None:
        """`width` in columns, for paragraphs; `row_width` for the rows of a table."""
        self.width, self.row_width = width, row_width
        self.lines: list[Line] = []

    def line(self, *segments: Segment) -> None:
        """Add one line."""
        self.lines.append(segments)

    def wrapped(
        self,
        text: str,
        indent: int = 0,
        style: str = "",
        first: str = "",
        cite: str = "",
        end: str = "",
    ) -> None:
        """Add a paragraph inside the width; `first` is put into the first line's indent.

        `cite`, a ``file:line``, follows in brackets and is never broken, so that it can be clicked;
        `end` is put, dimmed, at the end of the last line.
        """
        columns = max(self.width - indent, 20)
        lines = wrap(one_line(text), columns)
        aside = f"[{clean(cite)}]" if cite else clean(end)
        if aside and width(lines[-1]) + 1 + width(aside) > columns:
            lines.append("")
        if cite:
            lines[-1] = f"{lines[-1]} {aside}".lstrip()
        for number, line in enumerate(lines):
            lead = pad(first if number == 0 else "", indent)
            said: Segment = (line, style) if style else line
            if end and number == len(lines) - 1:
                gap = " " * max(columns - width(line) - width(aside), 0)
                self.line(lead, said, gap, (aside, "dim"))
            else:
                self.line(lead, said)

    def flowing(self, *segments: Segment, indent: int = 4) -> None:
        """Add one line; what the width has no room for goes on below, indented."""
        rows: list[list[tuple[str, str]]] = [[]]
        used = 0
        for segment in segments:
            text, style = (segment, "") if isinstance(segment, str) else segment
            said, text = "", clean(text)
            size = _sizer(text)
            for word in _SPACED.findall(text):
                if used and used + size(word) > self.width and word.strip():
                    rows[-1].append((said, style))
                    rows.append([(" " * indent, "")])
                    said, used, word = "", indent, word.lstrip()
                said += word
                used += size(word)
            rows[-1].append((said, style))
        for row in rows:
            self.line(*(part if part[1] else part[0] for part in row if part[0]))

    def listed(self, segments: Sequence[Segment]) -> None:
        """Add short texts with a dot between; what the width has no room for begins a new line."""
        row: list[Segment] = []
        used = 0
        for segment in segments:
            room = width(clean(segment if isinstance(segment, str) else segment[0]))
            if row and used + 3 + room > self.width:
                self.line(*row)
                row, used = [], 0
            row += [" · ", segment] if row else [segment]
            used += room + (3 if used else 0)
        if row:
            self.line(*row)

    def columns(self, rows: Iterable[Sequence[str]], header: Sequence[str] = ()) -> None:
        """Add rows in aligned columns; the last takes what is left, and is cut if it must be."""
        texts = zip(*([header] if header else ()), *rows, strict=True)
        self.table([*map(measured, texts)], headed=bool(header))

    def table(self, columns: Sequence[Measured], *, headed: bool = False) -> None:
        """Add the rows of columns that were measured; the first one is the header's if `headed`."""
        if not columns:
            return
        widths = [max(taken) for _, taken in columns]
        room = self.row_width - 2 * (len(widths) - 1)
        while sum(widths) > room and max(widths) > 12:
            widths[widths.index(max(widths))] -= 1
        laid = [
            map(_cell, *column, repeat(size)) for column, size in zip(columns, widths, strict=True)
        ]
        for number, row in enumerate(zip(*laid, strict=True)):
            cells = "  ".join(row).rstrip()
            self.line((cells, "dim") if headed and number == 0 else cells)


def clean(text: str) -> str:
    """The text without anything that could steer a terminal or reorder what it shows."""
    if text.isprintable():  # Python counts all of those as unprintable, and a few harmless ones
        return text
    return "".join(char if _is_harmless(char) else _spelled(char) for char in text)


def one_line(text: str) -> str:
    """The text cleaned, on one line: a line break or a tab becomes a blank."""
    return clean(" ".join(text.split()))


def _spelled(char: str) -> str:
    return f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"


def _is_harmless(char: str) -> bool:
    # Cc: control, Cf: bidi marks and the like, Cs: lone surrogates; ZWJ keeps emoji whole. Of the
    # code points that no Python knows yet, some are no characters for good: XML refuses them.
    kind = unicodedata.category(char)
    if kind == "Cn":
        return ord(char) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(char) <= 0xFDEF
    return kind not in ("Cc", "Cf", "Cs", "Zl", "Zp") or char == "\u200d"


def _sizer(text: str) -> Callable[[str], int]:
    """What counts the columns of a text's pieces: of plain letters alone, their number."""
    return len if text.isascii() and text.isprintable() else width


def width(text: str) -> int:
    """Columns that a cleaned text takes."""
    if _sizer(text) is len or NARROW.fullmatch(text):
        return len(text)
    if re.fullmatch(KNOWN, text):
        return len(text) + len(re.findall(WIDE, text))
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def measured(texts: Sequence[str]) -> Measured:
    """Texts cleaned, and the columns that each takes; most are plain letters all together."""
    whole = "".join(texts)
    if whole.isascii() and whole.isprintable():
        return texts, [*map(len, texts)]
    cleaned = [*map(clean, texts)]
    return cleaned, [*map(width, cleaned)]


def fit(text: str, columns: int) -> str:
    """The text cut to at most that many columns, with an ellipsis where it was cut."""
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for char in text:
        used += width(char)
        if used > columns - 1:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def excerpt(text: str, column: int, columns: int) -> str:
    """A stretch of the line around `column`, no wider than `columns`, cut at words."""
    line, lead, spaces = _line(text)
    at = max(column - lead, 0)
    if at < columns // 2 or _fits(line, columns):
        return _fit_start(line, 0, columns)
    space = bisect_left(spaces, max(at - columns // 3, 1)) - 1
    return _fit_start(line, spaces[space] + 1 if space >= 0 else 0, columns, "…")


@lru_cache(maxsize=1)
def _line(text: str) -> tuple[str, int, Sequence[int]]:
    """A line as it is shown, how much was taken away before it, and where its spaces are.

    Remembered, since one line may be asked about for each of the links on it.
    """
    line = clean(text).strip()
    spaces = [found.start() for found in re.finditer(" ", line)]
    return line, len(text) - len(text.lstrip()), spaces


def _fits(line: str, columns: int) -> bool:
    return width(line[: 8 * columns]) <= columns and width(line) <= columns


def _fit_start(line: str, start: int, columns: int, before: str = "") -> str:
    """What fits of the line from `start` on; little of it is looked at where that shows it."""
    part = before + line[start : start + 8 * columns]
    return fit(part if width(part) > columns else before + line[start:], columns)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled with spaces to that many columns, after or before it."""
    gap = " " * max(columns - width(text), 0)
    return gap + text if right else text + gap


def wrap(text: str, columns: int) -> list[str]:
    """The text's words in lines of at most that many columns; a longer word has its own line.

    Text in backticks is one word: a command that is suggested must be copied whole.
    """
    lines: list[str] = []
    used, size = 0, _sizer(text)
    words = _WORD.findall(text)
    if size is not len:
        words = [piece for word in words for piece in _pieces(word, columns)]
    for word in words:
        taken = size(word)
        if lines and used + 1 + taken <= columns:
            lines[-1] += " " + word
            used += 1 + taken
        else:
            lines.append(word)
            used = taken
    return lines or [""]


def _pieces(word: str, columns: int) -> Iterator[str]:
    """A word as it is; one of wide letters that is too long, in parts: it may be broken anywhere.

    Chinese and Japanese are written without blanks.
    """
    taken = width(word)
    if taken <= columns or taken < 1.5 * len(word) or "`" in word:
        yield word
        return
    piece = ""
    for char in word:
        if width(piece + char) > columns:
            yield piece
            piece = ""
        piece += char
    yield piece


def _cell(text: str, taken: int, columns: int) -> str:
    if taken > columns:
        return pad(fit(text, columns), columns)
    return text + " " * (columns - taken)


def plural(count: int, one: str, many: str = "") -> str:
    """``1 note``, ``2 notes``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def place(note: str, line: int) -> str:
    """A line as ``file:line``; empty where there is none."""
    return f"{note}:{line}" if note else ""


def local_time(moment: dt.datetime) -> str:
    """A moment on the clock of this machine, with its zone."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S %Z}"
