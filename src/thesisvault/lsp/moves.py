"""The stated moves of an open note beside what prices say: what is shown, and where."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from thesisvault.lsp.desk import Screen
from thesisvault.lsp.kept import kept_lines
from thesisvault.lsp.texts import Text
from thesisvault.market.claim_windows import percent, points
from thesisvault.model.facts import StatedMove
from thesisvault.model.text import Span
from thesisvault.reports.claims import Row


class Shown(Struct, frozen=True):
    """A stated move where it stands, with what `thesis claims` says of it."""

    row: Row
    place: Span
    """The cell or the words that state it."""

    @property
    def measured(self) -> str:
        """The true move; empty where it cannot be checked."""
        row = self.row
        if row.verdict == "unchecked" or row.measured is None:
            return ""
        return points(row.measured) if row.kind == "relative" else percent(row.measured)

    @property
    def fails(self) -> bool:
        """Whether prices contradict it."""
        return self.row.verdict == "fails"

    @property
    def fault(self) -> str:
        """What to say where it fails."""
        matches = f"; {self.row.matches[0]}" if self.row.matches else "; no window matches"
        against = " against the benchmark named" if self.row.kind == "relative" else ""
        said = f"{self.row.name} stated {self.row.text}"
        return f"{said}, was {self.measured or 'unknown'} at the close{against}{matches}"


def shown_moves(screen: Screen, text: Text) -> Iterator[Shown]:
    """The moves that were checked and that nobody has edited since, by line."""
    answer = screen.review.claims
    rows = [row for row in answer.claims if row.note == text.path] if answer else []
    if not rows:
        return
    is_kept = kept_lines(screen, text)
    facts = list(text.note.facts.stated_moves)
    for row in rows:
        found = next((fact for fact in facts if _is_of(fact, row)), None)
        if found is not None and is_kept(row.line - 1):
            facts.remove(found)
            yield Shown(row, place_of(text, found))


def _is_of(fact: StatedMove, row: Row) -> bool:
    said = fact.span.shown_line, fact.subject.name, fact.quantity.text
    return said == (row.line, row.name, row.text)


def place_of(text: Text, fact: StatedMove) -> Span:
    """The cell with a move, else its words on the line, else the line."""
    line = fact.span.line
    for table in text.note.tables:
        for row in table.rows:
            for cell in row:
                if cell.span.line == line and cell.text.strip() == fact.quantity.text:
                    return trimmed(text, cell.span)
    at = text.lines.line(line).find(fact.quantity.text, fact.subject.span.end_column)
    if fact.span.line == fact.subject.span.line and at >= 0 and fact.quantity.text:
        return Span(line, at, line, at + len(fact.quantity.text))
    return text.lines.whole(line)


def trimmed(text: Text, span: Span) -> Span:
    """A stretch of one line without the white space at its ends."""
    raw = text.lines.line(span.line)[span.column : span.end_column]
    start = span.column + len(raw) - len(raw.lstrip())
    return Span(span.line, start, span.line, max(start, span.column + len(raw.rstrip())))
