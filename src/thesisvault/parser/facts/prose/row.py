"""What is proposed: a row of a known table, with the words that it was read from."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from thesisvault.model.text import Span


class Proposal(Struct, frozen=True):
    """A row for its author to accept. It states nothing before that."""

    table: str
    """The kind of table, by the vocabulary."""
    cells: Mapping[str, str]
    """By the header of each column; an empty one says nothing."""
    quote: str
    """The words, as they stand."""
    span: Span
    hint: str = ""
    """Why it is less sure than the others; empty where it is not."""


def quoted(text: str, start: int, end: int, room: int = 160) -> str:
    """The words around text[start:end], cut at words."""
    if len(text) <= room:
        return text.strip()
    first = max(start - (room - min(end - start, room)) // 2, 0)
    first = text.rfind(" ", 0, first) + 1 if first else 0
    last = first + room
    last = text.rfind(" ", first + 1, last) if last < len(text) else len(text)
    last = max(last, end)
    lead, tail = "… " if first else "", " …" if last < len(text) else ""
    return lead + text[first:last].strip() + tail
