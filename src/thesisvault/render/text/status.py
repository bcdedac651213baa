"""The review: as a page for a person, and as the JSON that others build on."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from thesisvault.model.review import (
    Citation,
    Evidence,
    EvidenceClass,
    Measurement,
    Outcome,
    RotationState,
    StatusReport,
    ThesisReview,
    TripwireReview,
)
from thesisvault.model.tripwires import Standing
from thesisvault.render.lines import Page, clean, fit, iso, pad, plural

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
_WIDE = 100
_MOST_ATTENTION = 10
"""Items shown before the theses, which must not be pushed off the screen."""


def text(
    page: Page, report: StatusReport, why_day: str = "", *, all_attention: bool = False
) -> None:
    """Attention first, then the theses, each with the strongest lines behind its verdict."""
    counts = f"{plural(len(report.theses), 'thesis', 'theses')}"
    why = f" ({why_day})" if why_day else ""
    page.line((f"Review as of {report.as_of}", "bold"), f"{why} · {counts}")
    page.line()
    _say_attention(page, report, len(report.attention) if all_attention else _MOST_ATTENTION)
    if not report.theses:
        page.line(
            'No thesis is under review on that day. `thesis new thesis "Long copper"` begins one.'
        )
        return
    page.line()
    _say_theses(page, report.theses)


def _say_attention(page: Page, report: StatusReport, most: int) -> None:
    if not report.attention:
        page.line("Nothing needs attention.")
        return
    page.line((f"Needs attention ({len(report.attention)})", "bold"))
    for item in report.attention[:most]:
        subject = f"{item.thesis}: " if item.thesis else ""
        cite = place(item.citation)
        page.wrapped(f"{subject}{item.message}", indent=4, first="  !", cite=cite)
    if len(report.attention) > most:
        page.line(f"    … and {len(report.attention) - most} more: `thesis status --all`")


def _say_theses(page: Page, theses: tuple[ThesisReview, ...]) -> None:
    columns = page.width
    wide = columns >= _WIDE
    fixed = 13 + 7 + (27 if wide else 0) + 12 + 12
    name_width = max(min(columns - fixed, 44), 20)
    header = pad("THESIS", name_width) + pad("  VERDICT", 13) + pad("SCORE", 7, right=True)
    header += "  STATED  INFERRED MEASURED" if wide else ""
    page.line((header + pad("  CONFIDENCE", 12) + "  REVIEW", "dim"))
    for thesis in sorted(theses, key=lambda item: _ORDER.index(item.verdict.outcome)):
        verdict = thesis.verdict
        mark = f"{MARKS[verdict.outcome]} {verdict.outcome.value}"
        score = "" if verdict.outcome is Outcome.UNKNOWN else signed(verdict.score)
        classes = "".join(_class_cell(thesis, kind) for kind in EvidenceClass) if wide else ""
        review = thesis.next_review.isoformat() if thesis.next_review else "-"
        page.line(
            (pad(fit(clean(thesis.name), name_width), name_width), "bold"),
            "  ",
            (pad(mark, 11), COLOURS[verdict.outcome]),
            pad(score, 7, right=True),
            classes,
            "  ",
            pad(verdict.confidence.value, 10),
            "  ",
            review,
        )
        _say_reasons(page, thesis)


def _class_cell(thesis: ThesisReview, kind: EvidenceClass) -> str:
    items = [item for item in thesis.evidence if item.kind is kind and item.counts]
    if not items:
        return pad("-", 9, right=True)
    return pad(signed(100 * sum(item.contribution for item in items)), 9, right=True)


def signed(score: float) -> str:
    """A score as a whole number with its sign; zero has none."""
    return f"{score:+.0f}" if round(score) else "0"


def _say_reasons(page: Page, thesis: ThesisReview) -> None:
    horizons = " · ".join(
        f"{item.horizon} expired {item.expired}"
        if item.expired
        else f"{item.horizon} {item.verdict.value}"
        for item in thesis.horizons
    )
    if horizons:
        page.wrapped(horizons, indent=4, style="dim")
    for wire in thesis.tripwires:
        if wire.state.state in (Standing.NEAR, Standing.BROKEN):
            text = f"tripwire {wire.state.state.value}: `{wire.tripwire.condition}`"
            page.wrapped(text, indent=4, style="yellow", cite=place(wire.citation))
    for item in strongest(thesis.evidence):
        page.wrapped(describe(item), indent=4, style="dim", cite=place(item.citation))
    if thesis.verdict.outcome is Outcome.UNKNOWN:
        page.wrapped(thesis.verdict.confidence_reason, indent=4, style="dim")


def strongest(evidence: tuple[Evidence, ...], most: int = 3) -> list[Evidence]:
    """The items behind a verdict, one for each line of a note, the weightiest first."""
    ranked = sorted(evidence, key=lambda item: -abs(item.contribution))
    seen: set[tuple[str, int]] = set()
    chosen = []
    for item in ranked:
        if item.measurement is not None and item.measurement.decisive.move.simple_return is None:
            continue  # nothing was measured: `explain` says why
        key = (item.citation.note, item.citation.line)
        if key not in seen:
            seen.add(key)
            chosen.append(item)
    return chosen[:most]


def describe(item: Evidence) -> str:
    """One item in a line: its class and what it says, through what it is held."""
    text = f"“{item.citation.text}”" if item.kind is EvidenceClass.STATED else item.citation.text
    ended = f", expired {item.expired}" if item.expired else ""
    return f"{item.kind.value}: {text}{ended}"


def place(citation: Citation) -> str:
    """The line that says so, as ``file:line``; empty where there is none."""
    return f"{citation.note}:{citation.line}" if citation.note else ""


def status_document(report: StatusReport) -> dict[str, Any]:
    """`status --json`, without its schema number."""
    return {
        "as_of": report.as_of.isoformat(),
        "theses": [thesis_document(thesis) for thesis in report.theses],
        "rotations": [_rotation(state) for state in report.rotations],
        "attention": [
            {
                "code": item.code,
                "thesis": item.thesis,
                "message": item.message,
                "note": item.citation.note,
                "line": item.citation.line,
            }
            for item in report.attention
        ],
    }


def thesis_document(thesis: ThesisReview) -> dict[str, Any]:
    """One thesis as it stands in `status --json` and `explain --json`."""
    verdict = thesis.verdict
    return {
        "thesis": thesis.name,
        "note": thesis.note,
        "side": thesis.side.value if thesis.side else None,
        "verdict": verdict.outcome.value,
        "score": _rounded(verdict.score),
        "positive": _rounded(verdict.positive),
        "negative": _rounded(verdict.negative),
        "confidence": verdict.confidence.value,
        "confidence_reason": verdict.confidence_reason,
        "flags": [flag.code for flag in thesis.flags],
        "flag_details": [
            {
                "code": flag.code,
                "message": flag.message,
                "note": flag.citation.note,
                "line": flag.citation.line,
            }
            for flag in thesis.flags
        ],
        "horizons": [
            {
                "horizon": item.horizon,
                "verdict": item.verdict.value,
                "expired": iso(item.expired),
            }
            for item in thesis.horizons
        ],
        "evidence": [evidence_document(item) for item in thesis.evidence],
        "unmeasured": thesis.unmeasured,
        "tripwires": [_tripwire(item) for item in thesis.tripwires],
        "next_review": iso(thesis.next_review),
        "next_catalyst": iso(thesis.next_catalyst),
    }


def evidence_document(item: Evidence) -> dict[str, Any]:
    """One item of evidence."""
    return {
        "class": item.kind.value,
        "sign": item.sign,
        "strength": _rounded(item.strength),
        "decay": _rounded(item.decay),
        "weight": _rounded(item.weight),
        "text": item.citation.text,
        "note": item.citation.note,
        "line": item.citation.line,
        "rotation": item.rotation,
        "horizon": item.horizon or None,
        "expired": iso(item.expired),
        "silent": item.silent,
        "path": [{"text": step.text, "note": step.note, "line": step.line} for step in item.path],
        "measurement": _measurement(item.measurement) if item.measurement else None,
    }


def _measurement(measurement: Measurement) -> dict[str, Any]:
    from thesisvault.reports.moves import row_of  # it needs what measures moves

    return {
        "decisive": to_builtins(row_of(measurement.decisive)),
        "windows": [to_builtins(row_of(study)) for study in measurement.windows],
        "adjusted_p": measurement.adjusted_p,
        "significant": measurement.significant,
    }


def _tripwire(item: TripwireReview) -> dict[str, Any]:
    state = item.state
    return {
        "signal": item.tripwire.signal,
        "condition": item.tripwire.condition,
        "action": item.tripwire.action,
        "state": state.state.value,
        "broke_on": iso(state.broke_on),
        "holds": state.holds,
        "judged_on": iso(state.judged_on),
        "left": state.value_left,
        "right": state.value_right,
        "distance": state.distance,
        "distance_in": state.distance_in,
        "reason": state.reason,
        "note": item.citation.note,
        "line": item.citation.line,
    }


def _rotation(state: RotationState) -> dict[str, Any]:
    return {
        "rotation": state.name,
        "note": state.note,
        "started": iso(state.started),
        "scenarios": [
            {
                "name": scenario.name,
                "expires": iso(scenario.expires),
                "state": "expired" if scenario.expired else "active",
            }
            for scenario in state.scenarios
        ],
    }


def _rounded(value: float) -> float:
    return round(value, 6) + 0.0  # no negative zero
