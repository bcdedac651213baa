"""From a body's blocks to what a note holds, each item with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from thesisvault.model.diagnostics import Diagnostic
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
from thesisvault.model.text import Span
from thesisvault.parser.body import block
from thesisvault.parser.body.blocks import Blocks
from thesisvault.parser.body.inline import InlineReader, Prose, link_of
from thesisvault.parser.body.managed import managed_ranges
from thesisvault.parser.body.marks import Mark, MarkKind
from thesisvault.parser.body.passages import (
    ANYWHERE,
    LEVELS,
    Passage,
    Section,
    Words,
    may_hold_labels,
    may_state,
    may_tell,
    sections_of,
)
from thesisvault.parser.body.positions import Positions, find_columns
from thesisvault.parser.fields import inline_fields
from thesisvault.parser.rules import callout as callouts
from thesisvault.parser.rules.depth import DEEPEST
from thesisvault.parser.rules.strike import standing
from thesisvault.parser.rules.table import escape_pipes, is_delimiters, is_row, split_row

_TASK = re.compile(r"\[(.)\](?:\s+|\Z)")
_DATED = re.compile(r"(?:19|20)\d\d")
"""Only paragraphs with a year can state a date."""
_TOP = Section("", ())
"""What stands before the first heading below the title: the place for labels."""
_BELOW_ALL = 7
"""The level of a line that is all bold, below every heading."""
_LONGEST_LEAD = 60
"""Characters of a line that leads to a list."""
_SAYS_MORE = re.compile(r"\d|[:：][*_]*\s*[^\s*_]")
"""`Stop: 72` is a label, and no heading."""
_BOLD_LABEL = re.compile(r"\*\*(?P<key>[^*:：\n]{1,80})(?:[:：]\*\*|\*\*[:：])\s*(?=\S)")
_STOP = re.compile("stop", re.IGNORECASE)
_YEAR = 4
"""Digits of a tag that is all digits and was meant as one: fewer only number something."""
_HELD = ("exposures", "positions")
"""Sections whose items may be `Long` or `Short`, with what is held below each."""
_SPLIT_LINK = re.compile(r"\[\[[^\[\]|]*(?<!\\)\|")
_BRACKETS = re.compile(r"\[\[|\]\]")
_BLOCK_ID = re.compile(r"(?:\A|\s)\^([A-Za-z0-9-]+)\Z")


class Contents(Struct):
    """What one note's body holds."""

    links: list[Link] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    own_headings: list[Heading] = field(default_factory=list)
    """Those that we wrote between markers."""
    tables: list[Table] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    callouts: list[Callout] = field(default_factory=list)
    block_ids: list[BlockId] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    fields: list[InlineField] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    """The section of each table."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


class Collector:
    """One walk over the blocks of a body whose first line is line `first_line` of the note."""

    def __init__(
        self,
        lines: Sequence[str],
        first_line: int,
        reader: InlineReader,
        words: Words,
        names: Callable[[str], object],
    ) -> None:
        """`lines` are the body's source lines; `reader` reads its inline texts.

        `names` tells whether a line that is all bold names a security: it is a heading then.
        """
        self.contents = Contents()
        self._lines, self._first_line, self._reader = lines, first_line, reader
        self._words, self._role_of, self._names = words, words.heading, names
        self._trail: list[Heading] = []
        """The headings that the current line stands under, outermost first."""
        self._roles: list[str] = []
        """What stands under each of them."""
        self._named: Section | None = None
        """That of a line that is all bold and names a security, if one is above."""
        self._outer: Section | None = None
        """The section in which such a line is written."""
        self._section: Section | None = _TOP
        self._item: int | None = None
        """The column of the list item that opened the section, if one did."""
        self._callout: Section | None = None
        """That of a callout whose title is called as a heading is."""
        self._outside: Section | None = None
        """The section in which the callout stands."""
        self._around: Section | None = None
        """The section in which that item stands."""
        self._paragraph: tuple[int, str] = (-1, "")
        """The line after the last paragraph, and its text."""
        self._managed: frozenset[int] = frozenset()

    def collect(self, blocks: Blocks) -> Contents:
        """Everything in the order of the text."""
        self._managed = frozenset(at for lines in managed_ranges(blocks.found) for at in lines)
        if blocks.too_deep is not None:
            message = (
                f"Quotes or lists nest deeper than {DEEPEST} levels from here: what is in them "
                "is not read. Flatten them."
            )
            self._diagnose("nesting-deep", message, blocks.too_deep)
        for item in blocks.found:
            if (handle := _HANDLERS.get(type(item))) is not None:
                handle(self, item)
        return self.contents

    def _text(self, item: block.Text) -> None:
        text, contents = item.text, self.contents
        marks = self._reader.marks(text)
        places = self._places(item) if marks else None
        said = standing(text)
        links = self._read_marks(marks, places, item.first, said) if places else []
        if item.first in self._managed:
            return  # what we wrote ourselves is nobody's task, field, date or caption
        is_opening = self._opens_list(item, said) or self._opens_callout(item, said)
        if item.role is block.Role.NONE:
            if said[:2] == "**":
                self._bold_line(said, item.first)
            elif said[-1:] in (":", "："):
                self._lead_in(said, item.first)
        has_below = "\n**" in said
        labelled = self._labelled(said, item.first)
        if labelled is None or not has_below:
            section = labelled or self._section_of(said)
            if section is not None and not is_opening:
                self._state(item, said, section, places, links)
        if has_below:
            self._in_parts(item, said, links, whole=labelled is None)
        self._paragraph = (item.end, text)
        if item.role is block.Role.ITEM and (task := _TASK.match(text)):
            todo = text[task.end() :].partition("\n")[0]
            contents.tasks.append(Task(task[1], todo, self._places(item).span(0, task.end())))
        elif item.role is block.Role.QUOTE and (callout := callouts.TITLE.match(text)):
            kind, title = callout[1].strip().casefold(), callout[2].strip()
            place = self._places(item).span(0, len(callout[0].rstrip()))
            contents.callouts.append(Callout(kind, title, place))
        if "|" in text and "-|" in text and any(map(is_delimiters, text.split("\n")[1:])):
            message = (
                "This table is inside a paragraph, so it is not read: "
                "leave an empty line above its header."
            )
            self._diagnose("row-unread", message, item.first)
        # A search looks at every character: it is asked where it can find something.
        if "^" in text and (block_id := _BLOCK_ID.search(text)):
            place = self._places(item).span(block_id.start(1) - 1, block_id.end())
            contents.block_ids.append(BlockId(block_id[1], place))
        if "::" in text:
            places = self._places(item)
            for key, value, start, end in inline_fields(text):
                contents.fields.append(InlineField(key, value, places.span(start, end)))
        if ("20" in said or "19" in said) and _DATED.search(said):
            line = self._first_line + item.first
            is_item = item.role is block.Role.ITEM
            seen = [mark for mark in marks if _is_seen(mark, said)]
            contents.prose.append(Prose(said, seen, self._reader, line, is_item=is_item))

    def _section_of(self, said: str) -> Section | None:
        """The section that a text is in; under headings that no list knows, that of single lines
        where it may be one.
        """
        if self._section is None and may_state(said, self._words):
            return Section(ANYWHERE, tuple(self._trail))
        return self._section

    def _opens_list(self, item: block.Text | block.Heading, said: str) -> bool:
        """Whether a list item is called as a heading is: it opens a section for those below it.

        `- Kill criteria` or `- ## Kill criteria`, and deeper `- Spot below $65`. It ends where the
        list is less deep.
        """
        if self._item is not None and self._column(item) <= self._item:
            self._section, self._item = self._around, None
        is_item = isinstance(item, block.Heading) or item.role is block.Role.ITEM
        if not is_item or self._item is not None:
            return False
        role = self._role_of_name(said)
        is_free = self._section is None or self._section.has_labels_only
        is_leg = role == "positions" and self._section is not None and self._section.role in _HELD
        if not role or not (is_free or is_leg):
            return False
        heading = Heading(_BELOW_ALL, said, self._line_span(item.first))
        self._around, self._item = self._section, self._column(item)
        self._section = Section(role, (heading,), self._above(), self._item)
        return True

    def _opens_callout(self, item: block.Text, said: str) -> bool:
        """Whether a callout is titled as a heading is: it opens a section for what is in it.

        `> [!danger] Invalidation`, and below it `> - TSMC cuts`.
        """
        if self._callout is None and item.role is not block.Role.QUOTE:
            return False
        is_quoted = self._lines[item.first].lstrip().startswith(">")
        title = callouts.TITLE.match(said) if item.role is block.Role.QUOTE else None
        if self._callout is not None and (title is not None or not is_quoted):
            self._section, self._callout = self._outside, None
        name = title[2].strip() if title else ""
        if not (role := self._role_of_name(name)):
            return False
        heading = Heading(_BELOW_ALL, name, self._line_span(item.first))
        self._outside = self._section
        self._section = self._callout = Section(role, (heading,), self._above())
        if rest := said.partition("\n")[2]:  # a line without a mark goes on with the title
            below = block.Text(item.first + 1, item.end, rest)
            self._state(below, rest, self._section, None, [])
        return True

    def _role_of_name(self, said: str) -> str:
        """What stands under a text that is called as a heading is, and says no more."""
        is_name = len(said) <= _LONGEST_LEAD and not _SAYS_MORE.search(said)
        return self._role_of(said) if is_name else ""

    def _column(self, item: block.Text | block.Heading) -> int:
        """Where a text, or the mark of a heading, begins on its line."""
        if item.column is None and isinstance(item, block.Heading):
            return self._lines[item.first].find("#")
        return self._places(item).span(0, 0).column if item.column is None else item.column

    def _bold_line(self, said: str, line: int) -> None:
        """A line that is all bold stands where a heading could: it opens or ends a section."""
        text = said.rstrip(" :：")
        if "\n" in text or not text.endswith("**") or "**" in text[2:-2]:
            return
        role = self._role_of(text)
        heading = Heading(_BELOW_ALL, text, self._line_span(line))
        if role:
            self._section = Section(role, (heading,), self._above())
            return
        if self._named is not None:
            self._section, self._named = self._outer, None
        else:
            self._end_of_line_s_section()
        if self._names(text.strip("* ")):
            self._outer = self._section
            above = self._outer or Section(ANYWHERE, (), tuple(self._trail))
            self._named = Section(above.role, (*above.headings, heading), above.above)
            self._section = self._named
        elif self._section and self._section.role == "criteria":
            # `**Bull triggers**` among criteria says what those below it are.
            self._section = Section(
                "criteria", (*self._section.headings, heading), self._section.above
            )

    def _end_of_line_s_section(self) -> None:
        """Leave the section that a line opened, for that of what stands above it."""
        opened = self._section.headings[-1:] if self._section else ()
        if opened and opened[0].level == _BELOW_ALL:
            self._section = self._named or self._of_headings()

    def _of_headings(self) -> Section | None:
        """The section that the headings above give; what is below the title stands before all."""
        found = sections_of(self._trail, self._roles)
        seen = self.contents.headings
        is_top = not seen or (len(seen) == 1 and seen[0].level == 1)
        return _TOP if found is None and is_top else found

    def _above(self) -> tuple[Heading, ...]:
        """What a line that opens a section stands under."""
        return self._named.trail if self._named else tuple(self._trail)

    def _lead_in(self, text: str, line: int) -> None:
        """A line that ends in a colon leads to the list below it: `What breaks the thesis:`.

        Only criteria are led to so; the next such line, whatever it is, ends their section.
        """
        if "\n" in text or len(text) > _LONGEST_LEAD:
            return
        if self._role_of(text) == "criteria":
            heading = Heading(_BELOW_ALL, text, self._line_span(line))
            self._section = Section("criteria", (heading,), self._above())
        else:
            self._end_of_line_s_section()

    def _labelled(self, said: str, line: int) -> Section | None:
        """The section that a text opens for itself alone: `**Thesis breaks if:** it …`.

        Only criteria stand so, and a stop is a property wherever it stands.
        """
        label = _BOLD_LABEL.match(said) if said[:2] == "**" else None
        key = label["key"].strip() if label else ""
        if not key or _STOP.match(key) or self._role_of(key) != "criteria":
            return None
        heading = Heading(_BELOW_ALL, key, self._line_span(line))
        return Section("criteria", (heading,), self._above())

    def _in_parts(self, item: block.Text, said: str, links: list[Link], *, whole: bool) -> None:
        """Keep what such labels open in the lines of a text, each up to the next line in bold;
        where it is not kept as a `whole`, also what stands between them.
        """
        lines = said.split("\n")
        bold = [at for at, line in enumerate(lines) if line[:2] == "**"]
        for at, end in pairwise((*bold, len(lines))):
            section = self._labelled(lines[at], item.first + at)
            section = section or (None if whole else self._section_of(lines[at]))
            if section is not None:
                first, last = item.first + at, item.first + end
                text = "\n".join(lines[at:end])
                part = block.Text(first, last, text, item.role, item.column)
                own = [it for it in links if first <= it.span.line - self._first_line < last]
                self._state(part, text, section, None, own)

    def _state(
        self,
        item: block.Text,
        said: str,
        section: Section,
        places: Positions | None,
        links: list[Link],
    ) -> None:
        """Keep a text of a section that may state something."""
        if not said or said.isspace():
            return
        is_read = not section.has_labels_only or may_hold_labels(said)
        if is_read or may_state(said, self._words) or may_tell(said):
            places = places or self._places(item)
            found = Passage(said, places, tuple(links), item.role, section)
            self.contents.passages.append(found)

    def _heading(self, item: block.Heading) -> None:
        if marks := self._reader.marks(item.text):
            self._read_marks(marks, self._places(item), item.first, item.text)
        if item.first in self._managed:
            heading = Heading(item.level, item.text, self._line_span(item.first), is_ours=True)
            self.contents.own_headings.append(heading)
        elif item.in_list:
            self._opens_list(item, standing(item.text))
        else:
            self._item = self._callout = None
            heading = Heading(item.level, item.text, self._line_span(item.first))
            self.contents.headings.append(heading)
            self._named = None
            while self._trail and self._trail[-1].level >= item.level:
                self._trail.pop()
                self._roles.pop()
            self._trail.append(heading)
            role = self._words.section(standing(item.text))
            self._roles.append("" if role == LEVELS and any(self._roles) else role)
            self._section = self._of_headings()

    def _table(self, item: block.Table) -> None:
        rows = [self._cells(row) for row in item.rows]
        # What we wrote ourselves between markers is nobody's statement.
        if not rows[0] or item.first in self._managed:
            return
        self._stray(item.end)
        rows = [self._rejoined(row, cells) for row, cells in zip(item.rows, rows, strict=True)]
        header, last = rows[0], rows[-1] or rows[0]
        top, bottom = header[0].span, last[-1].span
        end, text = self._paragraph
        caption = text.rpartition("\n")[2] if end in (item.first, item.first - 1) else ""
        section = self._section or Section(ANYWHERE, tuple(self._trail))
        self.contents.sections.append(section)
        self.contents.tables.append(
            Table(
                header=header,
                rows=tuple(rows[1:]),
                headings=tuple(heading.text for heading in self._trail),
                caption=caption,
                span=Span(top.line, top.column, bottom.end_line, bottom.end_column),
            )
        )

    def _stray(self, line: int) -> None:
        """Tell of a row right below a table that does not begin as its rows do."""
        text = self._lines[line] if line < len(self._lines) else ""
        if is_row(text.strip(" \t>|")):
            message = (
                "This line does not begin like the rows of the table above it: "
                "it and the lines below it are not read."
            )
            self._diagnose("row-unread", message, line)

    def _cells(self, row: block.Row) -> tuple[Cell, ...]:
        reader, line = self._reader, self._first_line + row.line
        cells: list[Cell] = []
        bare = reader.is_bare(row.text)
        for column, text, dropped in split_row(row.text):
            start = row.column + column
            if bare:
                cells.append(Cell(text, text, (), Span(line, start, line, start + len(text))))
                continue
            marks, said = reader.marks(text), standing(text)
            places = Positions(text, line, (start,), dropped)
            links = self._read_marks(marks, places, row.line, said)
            cells.append(self._cell(text, said, marks, places, links))
        return tuple(cells)

    def _cell(
        self,
        text: str,
        said: str,
        marks: Sequence[Mark],
        places: Positions,
        links: Sequence[Link],
    ) -> Cell:
        seen = [mark for mark in marks if _is_seen(mark, said)]
        spots = [(mark.start, mark.end) for mark in seen if mark.kind not in _TAGS]
        shown, span = self._reader.shown(said, seen), places.span(0, len(text))
        shown = " ".join(shown.split()) if "~~" in text else shown
        return Cell(shown, said, tuple(links), span, tuple(spots))

    def _rejoined(self, row: block.Row, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells of a row as its author meant them: a bare `|` within a link ends the cell in
        Obsidian, and each figure behind it would be below the header of another.

        It is not a link of the graph, and its place is told.
        """
        if not _SPLIT_LINK.search(row.text):
            return cells
        joined: list[Cell] = []
        at, ends = 0, _ends_of_links(cells)
        while at < len(cells):
            end = ends[at]
            whole = None if end == at else self._one_cell(row, cells[at], cells[end])
            joined += cells[at : end + 1] if whole is None else [whole]
            at = end + 1
        return tuple(joined)

    def _one_cell(self, row: block.Row, first: Cell, last: Cell) -> Cell | None:
        """The cell that a link's own `|` split, or None where they are no link."""
        start, end = first.span.column, last.span.end_column
        text = row.text[start - row.column : end - row.column]
        marks = self._reader.marks(text)
        split = [mark for mark in marks if is_row(text[mark.start : mark.end])]
        if not split:
            return None
        places = Positions(text, first.span.line, (start,))
        for mark in split:
            place = places.span(mark.start, mark.end)
            shown = text[mark.start : mark.end]
            message = (
                f"In Obsidian the `|` in `{shown}` ends the cell, and it is not a link. "
                f"Write `{escape_pipes(shown)}`. Here it is read as one cell."
            )
            self.contents.diagnostics.append(Diagnostic("link-split", message, place))
        said = standing(text)
        links = [
            link_of(mark, places, managed=False)
            for mark in marks
            if mark.kind not in _TAGS and _is_seen(mark, said)
        ]
        return self._cell(text, said, marks, places, links)

    def _code(self, item: block.Code) -> None:
        if not item.marks:
            return
        closing = self._lines[item.end - 1].lstrip(" \t>")
        closed = item.end - item.first > 1 and closing.startswith(item.marks)
        if not closed and self._last_text < item.end:
            message = "This code fence is never closed: the rest of the note is read as code."
            self._diagnose("fence-unclosed", message, item.first)

    @cached_property
    def _last_text(self) -> int:
        return max((at for at, line in enumerate(self._lines) if line.strip()), default=-1)

    def _footnote(self, item: block.Footnote) -> None:
        found = Footnote(item.label, self._line_span(item.first))
        self.contents.footnotes.append(found)

    def _places(self, item: block.Text | block.Heading) -> Positions:
        first, end, text = item.first, item.end, item.text
        if item.column is None:
            first, columns = find_columns(text, self._lines, first, end)
        else:
            columns = [item.column] * (end - first)
        return Positions(text, self._first_line + first, columns)

    def _read_marks(
        self, marks: Sequence[Mark], places: Positions, line: int, said: str
    ) -> list[Link]:
        """Take in links and tags; those links that a reader sees in what the text says."""
        managed, links = line in self._managed, []
        for mark in marks:
            if mark.kind is MarkKind.TAG:
                self.contents.tags.append(Tag(mark.content, places.span(mark.start, mark.end)))
            elif mark.kind is MarkKind.DIGITS and len(mark.content) < _YEAR:
                continue  # `rank #2`, `PR #18`: a number, which nobody meant as a tag
            elif mark.kind is MarkKind.DIGITS:
                message = (
                    f"Obsidian does not read a tag that is all digits: `#{mark.content}`. "
                    f"Add a letter or a dash: `#y{mark.content}`."
                )
                place = places.span(mark.start, mark.end)
                found = Diagnostic("tag-digits", message, place)
                self.contents.diagnostics.append(found)
            else:
                link = link_of(mark, places, managed=managed)
                self.contents.links.append(link)
                if _is_seen(mark, said):
                    links.append(link)
        return links

    def _line_span(self, line: int) -> Span:
        number = self._first_line + line
        return Span(number, 0, number, len(self._lines[line]))

    def _diagnose(self, code: str, message: str, line: int) -> None:
        found = Diagnostic(code, message, self._line_span(line))
        self.contents.diagnostics.append(found)


def _is_seen(mark: Mark, said: str) -> bool:
    """Whether a mark is in no comment, all of which `said` has blanks for."""
    return not said[mark.start].isspace()


def _ends_of_links(cells: Sequence[Cell]) -> list[int]:
    """For each cell the one in which a link ends that it begins: itself, where it begins none."""
    ends, closing = list(range(len(cells))), -1
    for at in range(len(cells) - 1, -1, -1):
        brackets = _BRACKETS.findall(cells[at].raw)
        begins, closes = brackets[-1:] == ["[["], brackets[:1] == ["]]"]
        if begins and closing >= 0:
            ends[at] = closing
        if closes:
            closing = closing if begins and closing >= 0 else at
        elif brackets:
            closing = -1
    return ends


_TAGS = (MarkKind.TAG, MarkKind.DIGITS)
_HANDLERS: dict[type[block.Block], Callable[[Collector, Any], None]] = {
    block.Text: Collector._text,
    block.Heading: Collector._heading,
    block.Table: Collector._table,
    block.Code: Collector._code,
    block.Footnote: Collector._footnote,
}
