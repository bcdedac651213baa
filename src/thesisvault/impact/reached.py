"""Levels that the last close has reached: a target, a price to buy at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from thesisvault.graph import Node
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.portfolio.baskets import last_close
from thesisvault.impact.scope import side_of
from thesisvault.model.facts import Facts, Side, Status
from thesisvault.model.review import Citation, Flag, Held

_BOUGHT = ("entry", "shares", "cost")


def reached(view: EvidenceView, subject: Node, holdings: Sequence[Held]) -> Iterator[Flag]:
    """A flag for each target of a subject, and of what tables hold of it, that the last close has
    reached; and for a price to buy at where nothing says that it was bought.
    """
    sign = (side_of(subject) or Side.LONG).sign
    for held in holdings:
        for level in held.levels:
            close = level.last_close
            if level.name == "target" and close and sign * (close - level.value) >= 0:
                yield _target(f"{level.value:,g}", close, level.citation)
    facts = subject.note.facts if subject.note else Facts()
    levels = [it for it in facts.figures if it.name in ("target", "buy") and it.value is not None]
    close = last_close(view.vault, subject, view.prices, view.as_of) if levels else None
    if subject.note is None or close is None:
        return
    is_bought = facts.status is Status.HELD or bool(holdings)
    is_bought = is_bought or any(item.name in _BOUGHT for item in facts.figures)
    for figure in levels:
        ahead = sign * (close - (figure.value or 0.0))
        cite = Citation(figure.text, subject.note.path, figure.span.shown_line)
        if figure.name == "target" and ahead >= 0:
            yield _target(figure.text, close, cite)
        elif figure.name == "buy" and ahead <= 0 and not is_bought:
            yield Flag(
                "buy-reached", f"price to buy {figure.text} is reached, at {close:.2f}", cite
            )


def _target(text: str, close: float, cite: Citation) -> Flag:
    return Flag("target-reached", f"target {text} is reached, at {close:.2f}", cite)
