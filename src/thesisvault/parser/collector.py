"""From Markdown tokens to what a note holds, each item with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from markdown_it.token import Token
from msgspec import Struct, field

from thesisvault.model.note import (
    BlockId,
    Callout,
    Cell,
    Footnote,
    Heading,
    InlineField,
    Link,
    Table,
    Tag,
    Task,
)
from thesisvault.model.text import Diagnostic, Severity, Span
from thesisvault.parser.blocks import Blocks
from thesisvault.parser.fields import inline_fields
from thesisvault.parser.inline import InlineContents, InlineText, read_marks
from thesisvault.parser.managed import managed_ranges
from thesisvault.parser.positions import Positions
from thesisvault.parser.rules.depth import DEEPEST

_TASK = re.compile(r"\[(.)\](?:\s+|\Z)")
_CALLOUT = re.compile(r"\[!([^\]]+)\][+-]?[ \t]*([^\n]*)")
_DATED = re.compile(r"(?:19|20)\d\d")
"""Only paragraphs with a year can state a date."""
_BLOCK_ID = re.compile(r"(?:\A|\s)\^([A-Za-z0-9-]+)\Z")


class Contents(Struct):
    """What one note's body holds."""

    links: list[Link] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    callouts: list[Callout] = field(default_factory=list)
    block_ids: list[BlockId] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    fields: list[InlineField] = field(default_factory=list)
    prose: list[InlineText] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


_NOTHING = InlineContents()


class Collector:
    """One walk over the tokens of a body whose first line is line `first_line` of the note."""

    def __init__(self, lines: Sequence[str], first_line: int) -> None:
        """`lines` are the body's source lines."""
        self.contents = Contents()
        self._lines, self._first_line = lines, first_line
        self._lists = 0
        self._heading: Token | None = None
        self._rows: list[list[Cell]] | None = None
        self._trail: list[Heading] = []
        """The headings that the current line stands under, outermost first."""
        self._paragraph: tuple[int, str] = (-1, "")
        """The line after the last paragraph, and its last line's text."""
        self._managed: frozenset[int] = frozenset()

    def collect(self, blocks: Blocks) -> Contents:
        """Everything in the order of the text."""
        tokens = blocks.tokens
        self._managed = frozenset(line for lines in managed_ranges(tokens) for line in lines)
        self._say_too_deep(tokens)
        for at, token in enumerate(tokens):
            if token.type == "inline":
                # A container's first text stands right behind it: that says what it is.
                container = tokens[at - 2].type if at > 1 else ""
                self._read_text(token, InlineText(token, blocks), container)
            elif (handle := _HANDLERS.get(token.type)) is not None:
                handle(self, token)
        return self.contents

    def _say_too_deep(self, tokens: Sequence[Token]) -> None:
        # The reader leaves out what stands in a container on its last level.
        for token in tokens:
            if token.level >= DEEPEST - 1 and token.type in _CONTAINERS:
                message = (
                    f"Quotes or lists nest deeper than {DEEPEST} levels from here: what is in them "
                    "is not read. Flatten them."
                )
                place = self._line_span(token)
                found = Diagnostic("nesting-deep", Severity.ERROR, message, place)
                self.contents.diagnostics.append(found)
                return

    def _open_list_item(self, token: Token) -> None:
        self._lists += 1

    def _close_list_item(self, token: Token) -> None:
        self._lists -= 1

    def _open_heading(self, token: Token) -> None:
        self._heading = token

    def _open_footnote(self, token: Token) -> None:
        self.contents.footnotes.append(Footnote(token.meta["label"], self._line_span(token)))

    def _open_table(self, token: Token) -> None:
        self._rows = []

    def _open_row(self, token: Token) -> None:
        assert self._rows is not None
        self._rows.append([])

    def _close_table(self, token: Token) -> None:
        rows, self._rows = self._rows, None
        assert rows is not None
        first, last = rows[0], rows[-1] or rows[0]
        # What we wrote ourselves between markers is nobody's statement.
        if not first or first[0].span.line - self._first_line in self._managed:
            return
        top, bottom = first[0].span, last[-1].span
        blank_above = {top.line - self._first_line, top.line - self._first_line - 1}
        caption = self._paragraph[1] if self._paragraph[0] in blank_above else ""
        self.contents.tables.append(
            Table(
                header=tuple(first),
                rows=tuple(tuple(row) for row in rows[1:]),
                headings=tuple(heading.text for heading in self._trail),
                caption=caption,
                span=Span(top.line, top.column, bottom.end_line, bottom.end_column),
            )
        )

    def _fence(self, token: Token) -> None:
        assert token.map is not None
        first, last = token.map
        closing = self._lines[last - 1].lstrip(" \t>")
        closed = last - first > 1 and closing.startswith(token.markup)
        if not closed and self._last_text < last:
            self._diagnose(
                "fence-unclosed",
                "This code fence is never closed: the rest of the note is read as code.",
                self._line_span(token),
            )

    @cached_property
    def _last_text(self) -> int:
        return max((at for at, line in enumerate(self._lines) if line.strip()), default=-1)

    def _read_text(self, token: Token, text: InlineText, container: str) -> None:
        """`container` is the type of the token before the paragraph that the text stands in."""
        content, contents = token.content, self.contents
        places = Positions(token, self._lines, self._first_line)
        assert token.map is not None
        managed = token.map[0] in self._managed
        found = _NOTHING
        if text.marks:
            found = read_marks(text.marks, places, managed=managed)
            contents.links += found.links
            contents.tags += found.tags
            contents.diagnostics += found.diagnostics
        if self._rows is not None:
            span = places.span(0, len(content))
            cell = Cell(text.text, content, tuple(found.links), span, tuple(found.places))
            self._rows[-1].append(cell)
            return
        if self._heading is not None:
            self._read_heading(token)
            return
        if managed:
            return  # what we wrote ourselves is nobody's task, field, date or caption
        if container == "list_item_open" and (task := _TASK.match(content)):
            said = content[task.end() :].partition("\n")[0]
            contents.tasks.append(Task(task.group(1), said, places.span(0, task.end())))
        elif container == "blockquote_open" and (callout := _CALLOUT.match(content)):
            kind, title = callout.group(1).strip().casefold(), callout.group(2).strip()
            contents.callouts.append(Callout(kind, title, places.span(0, callout.end())))
        # A search looks at every character: it is asked where it can find something.
        if "^" in content and (block_id := _BLOCK_ID.search(content)):
            span = places.span(block_id.start(1) - 1, block_id.end())
            contents.block_ids.append(BlockId(block_id.group(1), span))
        if "::" in content:
            for key, value, start, end in inline_fields(content):
                contents.fields.append(InlineField(key, value, places.span(start, end)))
        if ("20" in content or "19" in content) and _DATED.search(content):
            contents.prose.append(text)
        self._paragraph = (token.map[1], content.rpartition("\n")[2])

    def _read_heading(self, token: Token) -> None:
        opening, self._heading = self._heading, None
        assert opening is not None
        level = int(opening.tag[1])
        heading = Heading(level, token.content, self._line_span(opening))
        if self._lists == 0:
            self.contents.headings.append(heading)
            self._trail = [above for above in self._trail if above.level < level] + [heading]

    def _line_span(self, token: Token) -> Span:
        assert token.map is not None
        line = token.map[0]
        number = self._first_line + line
        return Span(number, 0, number, len(self._lines[line]))

    def _diagnose(self, code: str, message: str, span: Span) -> None:
        self.contents.diagnostics.append(Diagnostic(code, Severity.WARNING, message, span))


_CONTAINERS = ("blockquote_open", "list_item_open", "footnote_open")
_HANDLERS = {
    "list_item_open": Collector._open_list_item,
    "list_item_close": Collector._close_list_item,
    "heading_open": Collector._open_heading,
    "footnote_open": Collector._open_footnote,
    "table_open": Collector._open_table,
    "tr_open": Collector._open_row,
    "table_close": Collector._close_table,
    "fence": Collector._fence,
}
