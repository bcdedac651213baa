"""A position under review: how much is held, its levels against the last close, what is ahead."""

from __future__ import annotations

from collections.abc import Iterator

from thesisvault.impact.attention import Named, catalysts_ahead
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.portfolio.baskets import last_close
from thesisvault.impact.positions import amount, cite, levels
from thesisvault.impact.scope import Position
from thesisvault.impact.tripwires.criteria import Watch
from thesisvault.impact.tripwires.history import ReadTripwire
from thesisvault.model.review import Citation, Held, Level, PositionReview, ThesisReview


def review_position(
    view: EvidenceView, position: Position, review: ThesisReview, named: Named
) -> PositionReview:
    """The review of a position beside what its lines say of it; `named`: events by security."""
    ahead = catalysts_ahead(view.vault, position.id, view.as_of, named)
    return PositionReview(review, held(view, position), tuple(citation for _, citation in ahead))


def held(view: EvidenceView, position: Position, thesis: str = "") -> Held:
    """How much of a security is held, who says so, and its levels against the last close; without
    those in the note of the `thesis` on it, which has them already.
    """
    found = amount(position)
    return Held(
        position.name,
        found.shares,
        found.cost,
        found.weight,
        position.since,
        tuple(map(cite, position.lines)),
        tuple(_levels(view, position, found.cost, thesis)),
    )


def row_stops(watch: Watch, position: Position) -> Iterator[tuple[ReadTripwire, str]]:
    """Stops in rows of a position, and criteria that are conditions, each with its note."""
    for name, level, line in levels(position):
        if name == "stop":
            yield watch.stop_at(position, level, line.holding), line.note
    for line in position.lines:
        for item in line.holding.criteria:
            reads = watch.criterion(position, item, line.holding.own_side).reads
            yield from ((read, line.note) for read in reads)


def _levels(
    view: EvidenceView, position: Position, cost: float | None, thesis: str
) -> Iterator[Level]:
    close = last_close(view.vault, position, view.prices, view.as_of, position.since)
    if cost is not None:
        line = next((item for item in position.lines if item.holding.cost), position.lines[0])
        gain = position.side.sign * (close / cost - 1.0) if close and cost else None
        yield Level("cost", cost, close, _rounded(gain), cite(line))
    for name, value, line in levels(position):
        away = value / close - 1.0 if close else None
        yield Level(name, value, close, _rounded(away), cite(line))
    own = position.note
    if own is None or position.id == thesis:
        return
    for figure in own.facts.figures:
        if figure.name in ("target", "stop") and figure.value is not None:
            away = figure.value / close - 1.0 if close else None
            where = Citation(figure.text, own.path, figure.span.shown_line)
            yield Level(figure.name, figure.value, close, _rounded(away), where)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
