"""The review: the theses with the most urgent first, and what needs attention."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from thesisvault.model.calendar import EventState
from thesisvault.model.settings import EvidenceClass
from thesisvault.render import pictures
from thesisvault.render.charts.against import Pair, against
from thesisvault.render.charts.bars import FILLS, share_bar, verdict_bar
from thesisvault.render.charts.picture import Picture
from thesisvault.web.pages.page import ASIDE, NARROW, Asked, Page, chart, dots, drawn

if TYPE_CHECKING:
    from thesisvault.reports.calendar import Answer as Calendar
    from thesisvault.reports.claims import Row as Claim
    from thesisvault.reports.thesis import Evidence, Reviewed

MOST_REASONS, MOST_PAIRS = 3, 3
MOST_ROWS, MOST_LISTED, MOST_AHEAD = 30, 20, 20
"""The most urgent come first; what is left out is counted, and stands on a page of its own."""
WEEK = dt.timedelta(days=7)
SURE = {"high": 3, "medium": 2, "low": 1, "none": 0}


class Reason(Struct, frozen=True):
    """A line that speaks for or against, or a tripwire near or broken."""

    kind: str
    text: str
    note: str
    line: int
    state: str = ""


class Row(Struct, frozen=True):
    """A thesis, or what is held without one, as a row shows it."""

    name: str
    reviewed: Reviewed
    bar: Markup | None
    sure: Markup
    reasons: tuple[Reason, ...]
    is_due: bool


def page(asked: Asked) -> Page:
    """The review of the day, and what turned since a week before it or ``?since=``."""
    day = asked.view.as_of
    since = asked.day("since") or (day - WEEK if day > dt.date.min + WEEK else day)
    status = asked.answer("status", since=since, survey=False)  # it takes seconds
    claims = asked.answer("claims").claims
    crowding = asked.answer("crowding")
    calendar = asked.answer("calendar", days=84)
    pairs = sorted(crowding.pairs, key=lambda pair: -pair.overlap)[:MOST_PAIRS]
    near = nearest(calendar, MOST_AHEAD)
    # Moves that fail have a picture of their own.
    urgent = [item for item in status.attention if item.code != "claim-failed"]
    values = {
        "status": status,
        "since": since,
        "rows": [row(item.thesis, item, day) for item in status.theses[:MOST_ROWS]],
        "attention": urgent[:MOST_LISTED],
        "urgent": len(urgent),
        "mostly_unknown": status.is_mostly_unknown,
        "positions": [row(item.position, item, day) for item in status.positions],
        "claims": moves(claims),
        "pairs": [(pair, drawn(share_bar(pair.overlap))) for pair in pairs if pair.overlap > 0],
        "fills": FILLS,
        "bets": next((one for one in crowding.bets if one.effective is not None), None),
        "turned": status.changes[:MOST_LISTED],
        "unwatched": status.not_watched[:MOST_LISTED],
        "ahead": chart(lambda width: pictures.calendar(near, width)),
        "ahead_left_out": len(calendar.events) - len(near.events),
        "is_blank": all(one.score is None for one in (*status.theses, *status.positions)),
        "is_empty": not status.theses and not status.positions,
        "counts": [
            (name, count)
            for name in ("pressured", "mixed", "supported", "neutral", "unknown")
            if (count := getattr(status.counts.verdicts, name))
        ],
    }
    return Page("review.html", "Review", values, lambda: asked.answer("status", since=since))


def nearest(found: Calendar, most: int) -> Calendar:
    """So many events as can be drawn: the last of those overdue, and what comes first."""
    late = [event for event in found.events if event.state is EventState.OVERDUE]
    rest = [event for event in found.events if event.state is not EventState.OVERDUE]
    late = late[-(most // 4) :]
    return replace(found, events=(*late, *rest[: most - len(late)]))


def row(name: str, item: Reviewed, day: dt.date) -> Row:
    """What a row shows of something under review."""
    bar = None
    if item.score is not None:
        bar = drawn(verdict_bar(parts(item.evidence), item.score))
    return Row(
        name,
        item,
        bar,
        dots(SURE[item.confidence.value]),
        tuple(_reasons(item))[:MOST_REASONS],
        item.next_review is not None and item.next_review <= day,
    )


def parts(evidence: Iterable[Evidence]) -> dict[str, tuple[float, float]]:
    """By class what is for and what is against, as shares of 100."""
    found: dict[str, tuple[float, float]] = {}
    for item in evidence:
        if item.counts:
            positive, negative = found.get(item.kind.value, (0.0, 0.0))
            share = 100 * item.contribution
            found[item.kind.value] = (positive + max(share, 0), negative + max(-share, 0))
    return found


def _reasons(item: Reviewed) -> Iterator[Reason]:
    for wire in item.tripwires:
        if wire.state.value in ("broken", "near"):
            yield Reason("tripwire", wire.condition, wire.note, wire.line, wire.state.value)
    said = set()
    for one in sorted(item.evidence, key=lambda one: -abs(one.contribution)):
        place = one.text, one.note, one.line
        if one.counts and one.sign and place not in said:
            said.add(place)
            text = f"“{one.text}”" if one.kind is EvidenceClass.STATED else one.text
            yield Reason(one.kind.value, text, one.note, one.line)


def moves(claims: Sequence[Claim], width: float = ASIDE, most: int = 12) -> dict[str, Any]:
    """The stated moves that could be checked: a chart of those in percent, and their counts."""
    checked = [one for one in claims if one.verdict != "unchecked"]
    pairs = [
        Pair(one.name, 100 * one.stated, 100 * one.measured, one.verdict == "fails")
        for one in checked
        if one.kind in ("change", "relative")
        and one.stated is not None
        and one.measured is not None
    ]
    # In the order of their notes; where not all can be drawn, those that fail are.
    first = sorted(range(len(pairs)), key=lambda at: not pairs[at].fails)[:most]
    return {
        "checked": len(checked),
        "failed": [one for one in checked if one.verdict == "fails"],
        "unchecked": len(claims) - len(checked),
        "chart": _drawn([pairs[at] for at in sorted(first)], width) if pairs else None,
        "left_out": max(len(pairs) - most, 0),
    }


def _drawn(pairs: list[Pair], width: float) -> Markup:
    def draw(width: float) -> Picture:
        return against(
            pairs,
            title="Stated moves against prices",
            about="A ring is what a note states, a dot what prices say, in percent.",
            width=width,
        )

    return chart(draw, width) if width > NARROW else drawn(draw(width))
