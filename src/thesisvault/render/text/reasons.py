"""Why a thesis has its verdict: evidence, tripwires, what is held, earlier verdicts, with lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from thesisvault.model.review import Outcome, Standing
from thesisvault.model.settings import EvidenceClass
from thesisvault.render.lines import Page, place
from thesisvault.render.sparkline import sparkline
from thesisvault.render.text.verdicts import signed
from thesisvault.reports.status import History
from thesisvault.reports.thesis import Evidence, Held, Holding, Position, Reviewed

if TYPE_CHECKING:
    pass

STANDING = {Standing.BROKEN: "red", Standing.NEAR: "yellow"}
"""Tripwires that a review shows."""


class Places:
    """Lines of notes in few letters: the note's name once, then the line alone."""

    def __init__(self, name: Callable[[str], str]) -> None:
        """`name` shortens a note's path to what `open` takes."""
        self._name, self._last = name, ""

    def short(self, note: str, line: int) -> str:
        """``Sector Rotation:90``, and ``:13`` where the last one was of the same note."""
        if not note:
            return ""
        named = "" if note == self._last else self._name(note)
        self._last = note
        return f"{named}:{line}"

    def forget(self) -> None:
        """Name the next note again: another thesis begins."""
        self._last = ""


def add_reasons(
    page: Page, thesis: Reviewed, places: Places, history: History | None, *, named: bool
) -> None:
    """What a verdict rests on: each line with its place, and how sure it is."""

    def add(text: str, style: str = "", note: str = "", line: int = 0) -> None:
        page.wrapped(text, indent=4, style=style, end=places.short(note, line))

    if isinstance(thesis, Position):
        add_holding(page, thesis.holding, places)
    elif thesis.held is False:
        add("watched only, not held")
    if "side-assumed" in thesis.flags:
        add("no side is stated: read as long")
    for wire in thesis.tripwires:
        if wire.state in STANDING:
            then = f": {wire.action}" if wire.action else ""
            when = f" since {wire.broke_on}" if wire.broke_on else ""
            gone = ", but no longer holds" if wire.holds is False and wire.broke_on else ""
            text = f"tripwire {wire.state.value}{when}{gone}: `{wire.condition}`{then}"
            add(text, STANDING[wire.state], wire.note, wire.line)
    if named:
        _add_watched(page, thesis, places)
    for flag in thesis.flag_details:
        if flag.code != "side-assumed":
            add(flag.message, note=flag.note, line=flag.line)
    is_known = thesis.verdict is not Outcome.UNKNOWN  # else its own line says why
    for item in strongest(thesis.evidence):
        # “no test” is in its words; a t without a say needs the reason.
        tested = item.measurement is None or item.measurement.decisive.t is not None
        why = f" (not counted: {item.reason})" if item.silent and is_known and tested else ""
        add(f"{describe(item)}{why}", note=item.note, line=item.line)
    horizons = " · ".join(
        f"{item.horizon} expired {item.expired}"
        if item.expired
        else f"{item.horizon} {item.verdict.value}"
        for item in thesis.horizons
    )
    if horizons:
        add(horizons)
    if thesis.verdict is Outcome.UNKNOWN:
        add(f"unknown: {thesis.confidence_reason}")
    else:
        score = thesis.score or 0.0
        shown = f"about {signed(round(score, -1))} (weak)" if thesis.weak else signed(score)
        add(f"score {shown}, confidence {thesis.confidence.value}: {thesis.confidence_reason}")
    if thesis.next_review:
        add(f"next review {thesis.next_review}")
    if history is not None and len(history.points) > 1:
        _add_history(page, history, places)


def _add_watched(page: Page, thesis: Reviewed, places: Places) -> None:
    """The tripwires that are watched and still far, and how far."""
    for wire in thesis.tripwires:
        if wire.state in STANDING or wire.unwatched:
            continue
        away = ""
        if wire.distance is not None:
            points = wire.distance_in == "points"
            away = f", {100 * wire.distance:.1f}{' points' if points else '%'} away"
        text = f"tripwire watched: `{wire.condition}`{away}"
        page.wrapped(text, indent=4, end=places.short(wire.note, wire.line))


def _add_history(page: Page, history: History, places: Places) -> None:
    """The scores as bars, since when the verdict has been what it is, and the note of that day."""
    bars = sparkline([point.score for point in history.points], -100, 100)
    last, since = history.points[-1], history.since
    path = next((point.path for point in history.points if point.day == since), "")
    places.forget()
    told = f"{bars} from {history.points[0].day}; {last.verdict.value} since {since}"
    page.wrapped(told, indent=4, end=places.short(path, 1) if path else "")


def add_holding(page: Page, holding: Holding, places: Places | None = None) -> None:
    """From which lines it is held, how far its levels are, and what is ahead of it."""
    ahead = ((f"ahead: {item.text}", item.note, item.line) for item in holding.catalysts)
    for text, note, line in (*told_of(holding), *ahead):
        if places is None:
            page.wrapped(text, indent=4, style="dim", cite=place(note, line))
        else:
            page.wrapped(text, indent=4, end=places.short(note, line))


def told_of(held: Held) -> Iterator[tuple[str, str, int]]:
    """What is said of something held and of its levels, each with its note and line."""
    for line in held.lines:
        yield line.text, line.note, line.line
    for level in held.levels:
        if level.distance is not None:
            since = "since the cost" if level.name == "cost" else f"to the {level.name}"
            text = f"{level.distance:+.1%} {since} {level.value:,g}, at {level.last_close:.2f}"
            yield text, level.note, level.line
        elif level.name != "cost":
            text = f"{level.name} {level.value:,g}: no price to compare it with"
            yield text, level.note, level.line


def strongest(evidence: tuple[Evidence, ...], most: int = 3) -> list[Evidence]:
    """The items behind a verdict, one for each line of a note, the weightiest first."""
    ranked = sorted(evidence, key=lambda item: -abs(item.contribution))
    seen: set[tuple[str, int]] = set()
    chosen = []
    for item in ranked:
        if item.measurement is not None and item.measurement.decisive.simple_return is None:
            continue  # nothing was measured: `explain` says why
        key = (item.note, item.line)
        if key not in seen:
            seen.add(key)
            chosen.append(item)
    return chosen[:most]


def describe(item: Evidence) -> str:
    """One item in a line: its class and what it says, through what it is held."""
    text = f"“{item.text}”" if item.kind is EvidenceClass.STATED else item.text
    ended = f", expired {item.expired}" if item.expired else ""
    return f"{item.kind.value}: {text}{ended}"
