"""Finding the managed blocks of a note: where they lie in its bytes, and what is wrong with them.

A block is what the parser takes for one: a start and an end marker on lines of their own, at the
top level of the note. Anything else that looks like a marker is a `Diagnostic`, and a note with
one is not written.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from thesisvault.edits.options import BlockName, Marker, Options, option_fault, options_of
from thesisvault.model.diagnostics import Diagnostic, Severity
from thesisvault.model.text import Span
from thesisvault.parser.body.block import Code, Heading, Html, Table, Text
from thesisvault.parser.body.blocks import Blocks
from thesisvault.parser.body.inline import InlineReader
from thesisvault.parser.body.managed import LOOKS_LIKE_MARKER, managed_ranges
from thesisvault.parser.body.markdown import read_blocks
from thesisvault.parser.decoding import LARGEST, decode
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.rules.table import split_row

HASH_LENGTH = 12
"""Hex digits of SHA-256 in a start marker."""

_WHITE = re.compile(r"[ \t]+")
_HASH = re.compile(rb"(?<=[ \t]hash=)[^ \t]*?(?=[ \t]|-->)")


class Block(Struct, frozen=True):
    """One managed block, and where it lies in the note's bytes."""

    name: BlockName
    options: Options
    hash: str | None
    """Of what we last wrote between the markers, as the start marker has it."""
    body: str
    r"""The lines between the markers, each with its ``\n``."""
    line: int
    """The start marker's, from 0."""
    end_line: int
    """The end marker's."""
    start: int
    """The offset of the body's first byte."""
    end: int
    """The offset of the end marker's line."""
    hash_start: int
    """The offset at which the hash stands, or is to be put."""
    hash_end: int
    newline: str

    @property
    def is_ours(self) -> bool:
        """Whether what is in it may be replaced: it is what we wrote, or nothing at all."""
        return not self.body.strip() or self.hash == body_hash(self.body)


class Markers(Struct, frozen=True):
    """All that a note holds of markers; no block where anything is wrong."""

    blocks: tuple[Block, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What keeps the note from being written; a marker shown in code alone does not."""
        if all(item.severity is Severity.INFO for item in self.diagnostics) and not self.blocks:
            return ()
        return self.diagnostics


def body_hash(body: str) -> str:
    """The hash that is in the start marker of this body."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_LENGTH]


def find_markers(data: bytes) -> Markers:
    """The managed blocks of a note's bytes, in order. Never raises about content."""
    if len(data) > LARGEST:
        message = f"The note is larger than {LARGEST // 2**20} MB: it is neither read nor written."
        return Markers((), (_found("marker-unread", message, 0),))
    text, wrong = decode(data)
    if not LOOKS_LIKE_MARKER.search(text):
        return Markers()
    if wrong:
        first = wrong[0]
        message = f"Its blocks are not written: {first.message}"
        return Markers((), (_found("marker-unread", message, first.span.line),))
    lines = text.split("\n")
    first_line = read_front_matter(text).body_line
    reading = _Reading(data, lines, first_line, read_blocks(lines[first_line:]))
    reading.read()
    found = tuple(sorted(reading.diagnostics, key=lambda item: item.span))
    if any(item.severity is not Severity.INFO for item in found):
        return Markers((), found)
    return Markers(tuple(reading.blocks), found)


class _Reading(Struct):
    """One walk over a note's markers, in the order of the text."""

    data: bytes
    lines: Sequence[str]
    first_line: int
    body: Blocks
    blocks: list[Block] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def read(self) -> None:
        """Fill `blocks` and `diagnostics`."""
        html = (item for item in self.body.found if isinstance(item, Html))
        markers = [marker for item in html if (marker := self._marker(item))]
        self._strays({marker.line for marker in markers})
        self._pair(markers)

    def _marker(self, html: Html) -> Marker | None:
        text = html.text.strip()
        if html.depth or html.end - html.first != 1 or not text.startswith("<!--"):
            return None
        head, *options = _WHITE.split(text[4:-3].strip(" \t"))
        name = head.removeprefix("/")
        if not name.startswith("thesis:") or text.find("-->") != len(text) - 3:
            return None
        pairs = (item.partition("=") for item in options)
        return Marker(
            head.startswith("/"),
            name.removeprefix("thesis:"),
            tuple((key, value) for key, _, value in pairs),
            self.first_line + html.first,
        )

    def _strays(self, known: set[int]) -> None:
        """What looks like a marker, and is not one to the parser."""
        found = {at for at, line in enumerate(self.lines) if LOOKS_LIKE_MARKER.search(line)}
        code: set[int] = set()
        for item in self.body.found:
            lines = range(self.first_line + item.first, self.first_line + item.end)
            if isinstance(item, Html) and LOOKS_LIKE_MARKER.search(item.text):
                if found.isdisjoint(lines):
                    found.add(lines.start)  # a marker on more than one line
            elif isinstance(item, Code) or (
                isinstance(item, Text | Heading) and self._is_inline_code(item.text)
            ):
                code.update(lines)
            elif isinstance(item, Table):
                code.update(
                    self.first_line + row.line
                    for row in item.rows
                    for _, cell, _ in split_row(row.text)
                    if self._is_inline_code(cell)
                )
        for line in sorted(found - known):
            if line in code:
                message = "A marker shown in code is text: nothing is written there."
                self._diagnose("marker-in-code", message, line)
                continue
            message = (
                "This marker starts no block: put it on a line of its own, outside lists, "
                "quotes, tables, comments, formulas and properties."
            )
            self._diagnose("marker-misplaced", message, line)

    def _is_inline_code(self, text: str) -> bool:
        """Whether all that looks like a marker in a text is in backticks."""
        if not LOOKS_LIKE_MARKER.search(text):
            return False
        children = InlineReader(self.body).children(text)
        others = (child for child in children if child.type != "code_inline")
        return not any(LOOKS_LIKE_MARKER.search(child.content) for child in others)

    def _pair(self, markers: Sequence[Marker]) -> None:
        managed = {(lines.start, lines.stop) for lines in managed_ranges(self.body.found)}
        starts = _line_starts(self.data)
        seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        opened: list[Marker] = []
        for marker in markers:
            if not self._is_understood(marker):
                continue
            if not marker.closing:
                self._open(marker, opened, seen)
                opened.append(marker)
                continue
            # Blocks do not nest: looking deeper than this would only cost time.
            place = next(
                (at for at, item in enumerate(opened[-3:]) if item.name == marker.name), -1
            )
            if place < 0:
                message = f"`/thesis:{marker.name}` has no start marker."
                self._diagnose("marker-unopened", message, marker.line)
                continue
            while (start := opened.pop()).name != marker.name:
                self._unclosed(start)
            body = (start.line + 1 - self.first_line, marker.line - self.first_line)
            if not opened and body in managed:
                self.blocks.append(self._block(start, marker, starts))
        for start in opened:
            self._unclosed(start)

    def _open(
        self,
        marker: Marker,
        opened: Sequence[Marker],
        seen: set[tuple[str, tuple[tuple[str, str], ...]]],
    ) -> None:
        """Say so where another block is open, or the very same one has been there before."""
        same = (marker.name, tuple(sorted(item for item in marker.options if item[0] != "hash")))
        if same in seen:
            message = f"The note has this `{marker.name}` block twice: remove one of them."
            self._diagnose("marker-doubled", message, marker.line)
        elif opened:
            message = f"It starts inside the block `{opened[-1].name}`: blocks cannot be nested."
            self._diagnose("marker-nested", message, marker.line)
        seen.add(same)

    def _unclosed(self, start: Marker) -> None:
        message = (
            f"The block `{start.name}` has no end marker: write `<!-- /thesis:{start.name} -->` "
            "below it, on a line of its own."
        )
        self._diagnose("marker-unclosed", message, start.line)

    def _is_understood(self, marker: Marker) -> bool:
        if marker.name not in tuple(BlockName):
            known = ", ".join(f"`{name}`" for name in BlockName)
            message = f"No block is called `{marker.name}`. Known blocks: {known}."
            self._diagnose("marker-unknown", message, marker.line)
            return False
        if fault := option_fault(marker):
            self._diagnose("marker-option", fault, marker.line)
        return True

    def _block(self, start: Marker, end: Marker, starts: Sequence[int]) -> Block:
        first, after = starts[start.line], starts[start.line + 1]
        row = self.data[first:after]
        match = _HASH.search(row)
        mark = match.span() if match else (len(row[: row.rindex(b"-->")].rstrip(b" \t")),) * 2
        body = "".join(f"{line}\n" for line in self.lines[start.line + 1 : end.line])
        return Block(
            name=BlockName(start.name),
            options=options_of(start),
            hash=dict(start.options).get("hash"),
            body=body,
            line=start.line,
            end_line=end.line,
            start=after,
            end=starts[end.line],
            hash_start=first + mark[0],
            hash_end=first + mark[1],
            newline="\r\n" if row.endswith(b"\r\n") else "\n",
        )

    def _diagnose(self, code: str, message: str, line: int) -> None:
        span = Span(line, 0, line, len(self.lines[line]))
        self.diagnostics.append(Diagnostic(code, message, span))


def _line_starts(data: bytes) -> list[int]:
    """The offset of each line; the byte-order mark belongs to the first one."""
    return [0, *(match.end() for match in re.finditer(rb"\n", data))]


def _found(code: str, message: str, line: int) -> Diagnostic:
    return Diagnostic(code, message, Span(line, 0, line, 1))


def outside(data: bytes, blocks: Iterable[Block]) -> Iterator[bytes]:
    """The bytes of a note that are not ours: all but the blocks' bodies and hashes."""
    at = 0
    for block in blocks:
        yield data[at : block.hash_start]
        yield data[block.hash_end : block.start]
        at = block.end
    yield data[at:]


def newline_of(data: bytes) -> str:
    r"""How a note ends its lines: as its first line does; ``\n`` where it has but one."""
    end = data.removeprefix(codecs.BOM_UTF8).find(b"\n")
    return "\r\n" if end > 0 and data.removeprefix(codecs.BOM_UTF8)[end - 1] == 13 else "\n"
