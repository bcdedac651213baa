"""The review as a page for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import UNSET

from thesisvault.model.review import NO_EXPOSURE, Outcome, Standing
from thesisvault.model.settings import EvidenceClass
from thesisvault.render.lines import Page, clean, fit, pad, place, plural
from thesisvault.render.text.flows import add_decided, counts
from thesisvault.reports.status import Answer, Changed
from thesisvault.reports.thesis import Evidence, Holding, Position, Reviewed

if TYPE_CHECKING:
    from thesisvault.impact.changes import Change

COLOURS = {
    Outcome.SUPPORTED: "green",
    Outcome.PRESSURED: "red",
    Outcome.MIXED: "yellow",
    Outcome.NEUTRAL: "",
    Outcome.UNKNOWN: "dim",
}
MARKS = {
    Outcome.PRESSURED: "-",
    Outcome.MIXED: "±",
    Outcome.SUPPORTED: "+",
    Outcome.NEUTRAL: "=",
    Outcome.UNKNOWN: "?",
}
_ORDER = tuple(MARKS)
"""Pressed theses first: they are what a review is for."""
_TOLD = (Standing.NEAR, Standing.BROKEN)
"""Tripwires that a review shows."""
_WIDE = 100
_CLASSES = {kind: max(len(kind), 8) + 1 for kind in EvidenceClass}
"""The columns of a wide review, with their widths."""
_MOST_ATTENTION = 10
"""Items shown before the theses, which must not be pushed off the screen."""


def text(
    page: Page,
    answer: Answer,
    why_day: str = "",
    since: dt.date | None = None,
    *,
    all_attention: bool = False,
) -> None:
    """Attention first, then the theses, each with the strongest lines behind its verdict.

    `why_day` says why it is that day; `since` is the day that was asked about.
    """
    counts = f"{plural(len(answer.theses), 'thesis', 'theses')}"
    why = f" ({why_day})" if why_day else ""
    page.line((f"Review as of {answer.as_of}", "bold"), f"{why} · {counts}")
    page.line()
    _add_attention(page, answer, len(answer.attention) if all_attention else _MOST_ATTENTION)
    positions = answer.positions
    watched = () if answer.watchlist is UNSET else answer.watchlist
    if answer.theses:
        page.line()
        _add_rows(page, "THESIS", [(item.thesis, item) for item in answer.theses])
        _add_pointer(page, answer.theses)
    elif not positions and not watched:
        page.line(
            'No thesis is under review on that day. `thesis new thesis "Long copper"` begins one.'
        )
        page.line("`thesis survey` tells what was read of the notes that there are.")
    for title, rows in (("Held without a thesis", positions), ("On a watchlist", watched)):
        if rows:
            page.line()
            page.line((title, "bold"))
            _add_rows(page, "POSITION", [(item.position, item) for item in rows])
    _add_flows(page, answer)
    _add_closed(page, answer, all_names=all_attention)
    if since is not None and answer.changes is not UNSET:
        _add_changes(page, answer.changes, since)


def _add_attention(page: Page, report: Answer, most: int) -> None:
    if not report.attention:
        page.line("Nothing needs attention.")
        return
    page.line((f"Needs attention ({len(report.attention)})", "bold"))
    for item in report.attention[:most]:
        subject = f"{item.thesis}: " if item.thesis else ""
        cite = place(item.note, item.line)
        page.wrapped(f"{subject}{item.message}", indent=4, first="  !", cite=cite)
    if len(report.attention) > most:
        page.line(f"    … and {len(report.attention) - most} more: `thesis status --all`")


def _add_flows(page: Page, answer: Answer) -> None:
    """Whether the flows of each rotation are true, with those that prices say something of."""
    told = [item for item in answer.rotations if item.flows]
    if not told:
        return
    page.line()
    page.line(("Rotations", "bold"))
    for item in told:
        page.wrapped(f"{item.rotation}: flows: {counts(item.flows)}", indent=2)
        add_decided(page, item.flows)


def _add_closed(page: Page, answer: Answer, *, all_names: bool) -> None:
    if not answer.closed:
        return
    page.line()
    names = ", ".join(item.thesis for item in answer.closed)
    where = names if all_names else "names: `thesis status --all`"
    page.wrapped(f"Not under review: {len(answer.closed)} closed ({where})")


def _add_rows(page: Page, head: str, rows: Sequence[tuple[str, Reviewed]]) -> None:
    columns = page.width
    wide = columns >= _WIDE
    fixed = 13 + 7 + (sum(_CLASSES.values()) if wide else 0) + 12 + 12
    name_width = max(min(columns - fixed, 44), 20)
    header = pad(head, name_width) + pad("  VERDICT", 13) + pad("SCORE", 7, right=True)
    header += (
        "".join(kind.upper().center(width) for kind, width in _CLASSES.items()) if wide else ""
    )
    page.line((header + pad("  CONFIDENCE", 12) + "  REVIEW", "dim"))
    for name, thesis in sorted(rows, key=lambda item: _ORDER.index(item[1].verdict)):
        mark = f"{MARKS[thesis.verdict]} {thesis.verdict.value}"
        shown = (pad(fit(clean(name), name_width), name_width), "bold")
        if _is_blank(thesis):
            assumed = ", side assumed" if "side-assumed" in thesis.flags else ""
            said = f"{thesis.confidence_reason}{assumed}"
            page.line(shown, "  ", (pad(mark, 11), COLOURS[thesis.verdict]), (f"  {said}", "dim"))
            continue
        score = "" if thesis.verdict is Outcome.UNKNOWN else signed(thesis.score)
        classes = "".join(_class_cell(thesis, kind) for kind in EvidenceClass) if wide else ""
        review = thesis.next_review.isoformat() if thesis.next_review else "-"
        page.line(
            shown,
            "  ",
            (pad(mark, 11), COLOURS[thesis.verdict]),
            pad(score, 7, right=True),
            classes,
            "  ",
            pad(thesis.confidence.value, 10),
            "  ",
            review,
        )
        _add_reasons(page, thesis)


def _is_blank(thesis: Reviewed) -> bool:
    """Whether there is nothing to say of a thesis but that: one line is enough."""
    return not (
        isinstance(thesis, Position)
        or thesis.verdict is not Outcome.UNKNOWN
        or thesis.evidence
        or thesis.next_review
        or thesis.held is False
        or any(wire.state in _TOLD for wire in thesis.tripwires)
    )


def _add_pointer(page: Page, theses: Sequence[Reviewed]) -> None:
    """Say where it is told what was not read, where a thesis is unknown that may say more: it
    has no side or holds nothing, or nothing is known of any other one either.
    """
    blank = [item for item in theses if item.verdict is Outcome.UNKNOWN and not item.evidence]
    unread = any("side-assumed" in item.flags or item.unmeasured == NO_EXPOSURE for item in blank)
    if unread or len(blank) == len(theses):
        count = plural(len(blank), "thesis is", "theses are")
        page.line()
        page.wrapped(
            f"{count} unknown for want of evidence: `thesis survey` tells what was read, and "
            "what was not."
        )


def _class_cell(thesis: Reviewed, kind: EvidenceClass) -> str:
    items = [item for item in thesis.evidence if item.kind is kind and item.counts]
    if not items:
        return pad("-", _CLASSES[kind], right=True)
    total = signed(100 * sum(item.contribution for item in items))
    return pad(total, _CLASSES[kind], right=True)


def signed(score: float) -> str:
    """A score as a whole number with its sign; zero has none."""
    return f"{score:+.0f}" if round(score) else "0"


def _add_reasons(page: Page, thesis: Reviewed) -> None:
    if isinstance(thesis, Position):
        add_holding(page, thesis.holding)
    elif thesis.held is False:
        page.wrapped("not held: it is only watched", indent=4, style="yellow")
    horizons = " · ".join(
        f"{item.horizon} expired {item.expired}"
        if item.expired
        else f"{item.horizon} {item.verdict.value}"
        for item in thesis.horizons
    )
    if horizons:
        page.wrapped(horizons, indent=4, style="dim")
    if "side-assumed" in thesis.flags:
        page.wrapped("side assumed: none is stated, read as long", indent=4, style="yellow")
    for wire in thesis.tripwires:
        if wire.state in _TOLD:
            text = f"tripwire {wire.state.value}: `{wire.condition}`"
            page.wrapped(text, indent=4, style="yellow", cite=place(wire.note, wire.line))
    for item in strongest(thesis.evidence):
        page.wrapped(describe(item), indent=4, style="dim", cite=place(item.note, item.line))
    if thesis.verdict is Outcome.UNKNOWN:
        page.wrapped(thesis.confidence_reason, indent=4, style="dim")


def add_holding(page: Page, holding: Holding) -> None:
    """From which lines it is held, how far its levels are, and what is ahead of it."""
    for line in holding.lines:
        page.wrapped(line.text, indent=4, style="dim", cite=place(line.note, line.line))
    for level in holding.levels:
        if level.distance is not None:
            since = "since the cost" if level.name == "cost" else f"to the {level.name}"
            text = f"{level.distance:+.1%} {since} {level.value:,g}, at {level.last_close:.2f}"
            page.wrapped(text, indent=4, style="dim", cite=place(level.note, level.line))
        elif level.name != "cost":
            text = f"{level.name} {level.value:,g}: no price tells how far"
            page.wrapped(text, indent=4, style="dim", cite=place(level.note, level.line))
    for item in holding.catalysts:
        page.wrapped(f"ahead: {item.text}", indent=4, style="dim", cite=place(item.note, item.line))


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


def _add_changes(page: Page, found: Sequence[Changed], since: dt.date) -> None:
    page.line()
    if not found:
        page.line(f"Nothing changed since {since}.")
        return
    page.line((f"Changed since {since}", "bold"))
    for change in sorted(found, key=lambda change: change.before is change.after):
        page.line("  ", (change.thesis, "bold"), f": {turn(change)}")
        for mark, items in (("+", change.came), ("-", change.went)):
            for item in items:
                cite = place(item.note, item.line)
                page.wrapped(describe(item), indent=6, first=f"    {mark}", style="dim", cite=cite)


def turn(change: Changed | Change) -> str:
    """Both verdicts, or the one that stayed."""
    before = change.before.value if change.before else "not under review"
    after = change.after.value if change.after else "not under review"
    return f"still {after}" if change.before is change.after else f"{before} → {after}"
