"""Where sources disagree: each disagreement with who says what, and where."""

from __future__ import annotations

from thesisvault.impact.figures.statements import ContradictionKind
from thesisvault.render.lines import Page, place
from thesisvault.reports.contradictions import Answer


def text(page: Page, answer: Answer) -> None:
    """A block for each disagreement."""
    if not answer.contradictions:
        page.line("No recorded figure contradicts another.")
    for item in answer.contradictions:
        page.line((item.kind.value, "yellow"), "  ", (f"{item.entity}: {item.metric}", "bold"))
        if item.kind is not ContradictionKind.DISAGREE:  # there the statements say it all
            page.wrapped(item.message, indent=4)
        for said in item.statements:
            dated = f", {said.as_of}" if said.as_of else ""
            line = f"{said.value}, {said.basis or 'no basis given'}{dated}: {said.source}"
            page.wrapped(line, indent=6, style="dim", cite=place(said.note, said.line))
