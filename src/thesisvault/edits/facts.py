"""Accepted rows, put under the heading `Facts` of their note, where they are read as facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from thesisvault.model.note import FACTS, Heading, Note, is_facts
from thesisvault.parser.body.markdown import read_blocks
from thesisvault.parser.facts.log import new_section
from thesisvault.parser.frontmatter import read_front_matter

_CRITERIA = "Kill criteria"
"""Its table is known by the heading above it only."""
_SOURCE = "Source"


class Accepted(Struct, frozen=True):
    """A row, and the line of the note that it was read from."""

    table: str
    cells: Mapping[str, str]
    line: int


class Insertion(Struct, frozen=True):
    """Lines that come before line `at` of a note, from 0."""

    at: int
    lines: tuple[str, ...]


def insertions(note: Note, text: str, rows: Sequence[Accepted]) -> list[Insertion]:
    """Where the rows go: into a table of the section that has their columns, else a new one.

    `note` is what `text` says; its line ends are ``\\n``. The last insertion comes first.
    """
    section = next((head for head in note.headings if is_facts(head.text)), None)
    found: list[Insertion] = []
    new: list[str] = []
    last: list[str] = []
    for header, held in _by_header(rows).items():
        lines = [_line([*row.cells.values(), f"line {row.line}"]) for row in held]
        is_criteria = held[0].table == "criteria"
        below = _end_of_table(note, header) if section else None
        if below is not None:
            found.append(Insertion(below, tuple(lines)))
        elif is_criteria:
            last += ["", f"### {_CRITERIA}", "", *_table(header, lines)]
        else:
            new += ["", *_table(header, lines)]
    found += _new_tables(note, text, section, new, last)
    found.sort(key=lambda item: item.at)  # of two in one place, the first stays first
    return found[::-1]


def _new_tables(
    note: Note, text: str, section: Heading | None, new: list[str], last: list[str]
) -> Iterator[Insertion]:
    lines = text.split("\n")
    if section is None:
        if new or last:
            body_line = read_front_matter(text).body_line
            body = lines[body_line:]
            place = new_section(FACTS, read_blocks(body).found, body, body_line)
            yield Insertion(place.line, (*place.before, *(*new, *last)[1:], *place.after))
        return
    for added, deep in ((new, True), (last, False)):
        at = _end_of_section(note, text, section, deep=deep)
        if added:
            after = [""] if at < len(lines) and lines[at].strip() else []
            yield Insertion(at, (*added, *after))


def _end_of_section(note: Note, text: str, section: Heading, *, deep: bool) -> int:
    """The line behind what a heading holds; with `deep`, behind what is above a heading in
    it.
    """
    lines = text.split("\n")
    ahead = (
        head.span.line
        for head in note.headings
        if head.span.line > section.span.line
        and not head.is_ours
        and (deep or head.level <= section.level)
    )
    end = next(ahead, None)
    if end is None:
        body_line = read_front_matter(text).body_line
        body = lines[body_line:]
        end = new_section(FACTS, read_blocks(body).found, body, body_line).line
    while end > section.span.line + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _end_of_table(note: Note, header: tuple[str, ...]) -> int | None:
    for table in note.tables:
        inside = any(map(is_facts, table.headings))
        if inside and tuple(cell.text for cell in table.header) == header:
            last = table.rows[-1][-1].span.line if table.rows and table.rows[-1] else None
            return (table.span.line + 1 if last is None else last) + 1
    return None


def _by_header(rows: Sequence[Accepted]) -> dict[tuple[str, ...], list[Accepted]]:
    found: dict[tuple[str, ...], list[Accepted]] = {}
    for row in rows:
        found.setdefault((*row.cells, _SOURCE), []).append(row)
    return found


def _table(header: Sequence[str], lines: Sequence[str]) -> list[str]:
    return [_line(header), "|" + "---|" * len(header), *lines]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def inserted(data: bytes, found: Sequence[Insertion]) -> bytes:
    """A note's bytes with the lines in their places; its line ends and all else stay."""
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    tail = newline.removesuffix(b"\n")
    rows = data.split(b"\n")
    for item in found:
        added = [line.encode() + tail for line in item.lines]
        if item.at >= len(rows) and not rows[-1].endswith(tail):
            rows[-1] += tail
        if item.at >= len(rows):
            added[-1] = added[-1].removesuffix(b"\r")  # the last line had no end, and has none now
        rows[item.at : item.at] = added
    return b"\n".join(rows)
