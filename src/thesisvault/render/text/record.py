"""The record as a page."""

from __future__ import annotations

from thesisvault.render.lines import Page, place
from thesisvault.render.text.score import add_forecasts, add_returns, add_score, points
from thesisvault.reports.record import AFTER, Answer, Group

_HEADINGS = {
    "conviction": "Theses ahead of the benchmark, by conviction",
    "horizon": "Theses ahead of the benchmark, by horizon",
    "evidence": "Evidence on the days of rotations that came true, by kind",
    "implications": "Implications of rotations for theses that came true",
}


def text(page: Page, answer: Answer) -> None:
    """Forecasts and their score, returns, what came true by kind, and each implication."""
    page.line((f"Record as of {answer.as_of}", "bold"))
    page.line()
    add_score(page, answer)
    if parts := answer.parts:
        page.line(
            f"Brier score = {parts.reliability:.3f} reliability "
            f"- {parts.resolution:.3f} resolution + {parts.uncertainty:.3f} uncertainty"
        )
    add_forecasts(page, answer)
    if answer.returns:
        page.line()
        add_returns(page, answer.returns)
    for by, heading in _HEADINGS.items():
        if found := [group for group in answer.groups if group.by == by]:
            page.line()
            page.line((heading, "bold"))
            page.columns(
                map(_row, found),
                header=("KIND", "SESSIONS", "COUNT", "CAME TRUE", "95% RANGE", "AHEAD"),
            )
    if answer.implications:
        page.line()
        page.line(("Implications", "bold"))
    for call in answer.implications:
        told = ", ".join(
            f"{points(ahead)} after {count}"
            for count, ahead in zip(AFTER, call.ahead, strict=True)
            if ahead is not None
        )
        side = "for" if call.sign > 0 else "against"
        said = f"{call.day} {side} {call.thesis}, “{call.text}”"
        words = f"{said}: {told or 'not over, or no prices'}"
        page.wrapped(words, indent=4, first="  -", cite=place(call.note, call.line))
    if not answer.groups:
        page.line("No thesis has a return to compare with the benchmark yet.")


def _row(group: Group) -> tuple[str, str, str, str, str, str]:
    return (
        group.name,
        str(group.sessions or "all"),
        str(group.count),
        f"{group.came_true} ({group.share:.0%})",
        f"{group.range_low:.0%}-{group.range_high:.0%}".replace("%-", "-"),
        points(group.mean_ahead),
    )
