"""The moves stated in notes, checked against prices; where one fails, what it does match."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from thesisvault.model.market import ClaimVerdict
from thesisvault.workspace.view import View

if TYPE_CHECKING:
    from thesisvault.impact.claims import CheckedMove


class Ask(Struct, frozen=True):
    """Whose moves are to be checked."""

    notes: Annotated[tuple[str, ...], Meta(description="notes; empty: all of them")] = ()


class Window(Struct, frozen=True):
    """The first and the last session that count."""

    start: dt.date | None
    end: dt.date | None


class Figure(Struct, frozen=True):
    """A window that the stated move was compared with."""

    kind: str
    label: str
    start: dt.date
    end: dt.date
    value: float | None


class Row(Struct, frozen=True):
    """One stated move, and what prices say of it; moves are fractions."""

    note: str
    line: int
    name: str
    symbol: str | None
    text: str
    kind: str | None
    stated: float | int | None
    stated_high: float | None
    measured: float | None
    streak: int | None
    window: Window
    tolerance: float | None
    verdict: ClaimVerdict
    matches: tuple[str, ...]
    figures: tuple[Figure, ...]
    reason: str


class Answer(Struct, frozen=True):
    """The stated moves, by note and line."""

    claims: tuple[Row, ...]

    @property
    def fails(self) -> bool:
        """Whether prices contradict one of them."""
        return any(row.verdict == "fails" for row in self.claims)


def report(view: View, ask: Ask) -> Answer:
    """Check the moves stated by the day. Raises `UsageFault` for an unknown name."""
    from thesisvault.impact.claims import check_moves  # an answer that is kept needs none of it

    wanted = frozenset(view.workspace.find(name).id for name in ask.notes) if ask.notes else None
    return Answer(tuple(map(_row, check_moves(view.vault, view.prices, wanted))))


def _row(found: CheckedMove) -> Row:
    check, claim = found.check, found.claim
    stated = (claim.streak if claim.kind == "streak" else claim.low) if claim else None
    return Row(
        found.note,
        found.move.span.shown_line,
        found.name,
        found.symbol,
        found.move.quantity.text,
        claim.kind if claim else None,
        stated,
        claim.high if claim else None,
        check.measured,
        check.streak,
        Window(check.start, check.end),
        check.tolerance,
        check.verdict,
        tuple(match.text for match in check.matches),
        tuple(Figure(one.kind, one.label, one.start, one.end, one.value) for one in check.figures),
        check.reason,
    )
