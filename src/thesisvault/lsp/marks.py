"""What stands beside a note's lines: the measured move, the verdict, and what has gone stale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from lsprotocol import types
from msgspec import Struct

from thesisvault.lsp.desk import Screen
from thesisvault.lsp.kept import IsKept, kept_lines
from thesisvault.lsp.moves import shown_moves, trimmed
from thesisvault.lsp.texts import Text, is_in
from thesisvault.model.note import Note
from thesisvault.model.review import Evidence, Standing, ThesisReview
from thesisvault.model.settings import EvidenceClass
from thesisvault.model.text import Span

EXPLAIN = "thesis.explain"
"""The command behind a lens."""
_FRESH = 0.995
"""From this share on, a statement counts whole."""


class Mark(Struct, frozen=True):
    """A few words at a place of a note, and a sentence that explains them."""

    line: int
    column: int
    label: str
    tooltip: str = ""


def hints(screen: Screen, text: Text, *, with_verdict: bool) -> list[types.InlayHint]:
    """The inlay hints of an open note; `with_verdict` for a client that has no code lens."""
    marks = [*_measured(screen, text), *_stale(screen, text)]
    if with_verdict and (verdict := verdict_of(screen, text)):
        line = text.lines.line(verdict.line)
        marks.append(Mark(verdict.line, len(line.rstrip()), f" {verdict.label}"))
    return [
        types.InlayHint(
            position=text.lines.position(mark.line, mark.column),
            label=mark.label,
            tooltip=mark.tooltip or None,
            padding_left=False,
        )
        for mark in sorted(marks, key=lambda mark: (mark.line, mark.column))
    ]


def lenses(screen: Screen, text: Text) -> list[types.CodeLens]:
    """The verdict above the thesis that a note is."""
    mark = verdict_of(screen, text)
    if mark is None:
        return []
    place = types.Position(mark.line, 0)
    command = types.Command(title=mark.label, command=EXPLAIN, arguments=[text.uri])
    return [types.CodeLens(types.Range(place, place), command)]


def verdict_of(screen: Screen, text: Text) -> Mark | None:
    """The verdict of a thesis on its first heading, else on the first line of its text."""
    thesis = screen.thesis_of(text.path)
    if thesis is None:
        return None
    return Mark(_head(text.note), 0, verdict_line(thesis, screen.as_of))


def verdict_line(thesis: ThesisReview, day: dt.date) -> str:
    """``pressured −43 · confidence low · 3 lines of evidence · review 4 days overdue``."""
    verdict = thesis.verdict
    counted = sum(item.counts for item in thesis.evidence)
    score = f"{verdict.score:+.0f}".replace("-", "−") if round(verdict.score) else "0"
    parts = [f"{verdict.outcome} {score}" if counted else str(verdict.outcome)]
    parts.append(f"confidence {verdict.confidence}")
    parts.append(f"{counted or 'no'} {'line' if counted == 1 else 'lines'} of evidence")
    if late := overdue(thesis.next_review, day):
        parts.append(f"review {late}")
    return " · ".join(parts)


def overdue(due: dt.date | None, day: dt.date) -> str:
    """``4 days overdue``, ``due today``, or nothing."""
    if due is None or due > day:
        return ""
    days = (day - due).days
    return f"{days} {'day' if days == 1 else 'days'} overdue" if days else "due today"


def _head(note: Note) -> int:
    if note.headings:
        return note.headings[0].span.line
    return max((prop.span.end_line + 2 for prop in note.properties), default=0)


def _measured(screen: Screen, text: Text) -> Iterator[Mark]:
    for shown in shown_moves(screen, text):
        if shown.measured:
            label = f" was {shown.measured}{' ✗' if shown.fails else ''}"
            yield Mark(shown.place.line, shown.place.end_column, label, shown.row.reason)


def _stale(screen: Screen, text: Text) -> Iterator[Mark]:
    if screen.report is None:
        return
    is_kept = kept_lines(screen, text)
    yield from _impacts(screen, text, is_kept)
    thesis = screen.thesis_of(text.path)
    if thesis is not None:
        yield from _review_date(screen, text, thesis, is_kept)
    yield from _tripwires(screen, text, is_kept)


def _impacts(screen: Screen, text: Text, is_kept: IsKept) -> Iterator[Mark]:
    """What each row of an impact table still counts for."""
    by_line: dict[int, list[Evidence]] = {}
    assert screen.report is not None
    for thesis in screen.report.theses:
        for item in thesis.evidence:
            if item.kind is EvidenceClass.STATED and item.citation.note == text.path:
                by_line.setdefault(item.citation.line - 1, []).append(item)
    for fact in text.note.facts.stated_impacts:
        found = by_line.pop(fact.span.line, [])
        label = _counting(found)
        if label and is_kept(fact.span.line):
            place = _cell(text, fact.span.line, fact.text)
            yield Mark(place.line, place.end_column, f" {label}")


def _counting(found: list[Evidence]) -> str:
    """How much of a statement counts, by horizon where that differs; empty where all of it does."""
    told = [item for item in found if not item.silent]
    labels = {item.horizon: _counts(item) for item in told}
    if len(set(labels.values())) <= 1:
        return next(iter(labels.values()), "")
    return ", ".join(f"{label or 'counts whole'} ({near})" for near, label in labels.items())


def _counts(item: Evidence) -> str:
    if item.expired is not None:
        return f"no longer counts (since {item.expired + dt.timedelta(days=1)})"
    return f"counts {item.decay:.0%}" if item.decay < _FRESH else ""


def _review_date(
    screen: Screen, text: Text, thesis: ThesisReview, is_kept: IsKept
) -> Iterator[Mark]:
    prop = text.note.find_property("review")
    late = overdue(thesis.next_review, screen.as_of)
    if prop is not None and late and is_kept(prop.span.line):
        yield Mark(prop.span.line, text.lines.whole(prop.span.line).end_column, f" {late}")


def _tripwires(screen: Screen, text: Text, is_kept: IsKept) -> Iterator[Mark]:
    written = {fact.span.line: fact.condition_span for fact in text.note.facts.tripwires}
    for item in screen.tripwires_on(text.path):
        line = item.citation.line - 1
        if not is_kept(line):
            continue
        state = item.state
        label = str(state.state)
        if state.state is Standing.BROKEN:
            label = f"broke {state.broke_on}" if state.broke_on else "broken"
        place = _cell(text, line, item.tripwire.condition, written.get(line))
        yield Mark(line, place.end_column, f" {label}", state.reason)


def _cell(text: Text, line: int, said: str, within: Span | None = None) -> Span:
    """The cell that says something, or holds a place, with its backticks; else the whole line."""
    for table in text.note.tables:
        for row in table.rows:
            for cell in row:
                if cell.span.line != line:
                    continue
                holds = within is not None and is_in(cell.span, within.line, within.column)
                if holds or cell.text.strip("` ") == said.strip("` "):
                    return trimmed(text, cell.span)
    return text.lines.whole(line)
