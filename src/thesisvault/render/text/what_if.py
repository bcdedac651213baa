"""What a rotation would change: verdicts before and after, why, and tripwires that are near."""

from __future__ import annotations

from thesisvault.model.review import Outcome
from thesisvault.model.settings import EvidenceClass
from thesisvault.render.lines import Page, place, plural
from thesisvault.render.text.verdicts import COLOURS
from thesisvault.reports.what_if import Answer, Turn, Why


def text(page: Page, answer: Answer) -> None:
    """What is not known of the clause, then each thesis that it reaches."""
    for flow in answer.flows:
        if flow.name is None:
            page.wrapped(f"No note is named `{flow.text}`{flow.nearest}. It does not count.")
    known = (flow for flow in answer.flows if flow.name is not None)
    said = ", ".join(f"{'into' if flow.into else 'out of'} {flow.name}" for flow in known)
    since = f" since {answer.since}" if answer.since != answer.as_of else ""
    page.wrapped(f"If a rotation went {said}{since}, on {answer.as_of}:")
    if not answer.turns:
        page.wrapped("No thesis would change: none rests on what is named.")
    for turn in answer.turns:
        page.line()
        _turn(page, turn, answer)
    if answer.turns and answer.unchanged:
        page.line()
        page.line((f"{plural(answer.unchanged, 'other')} would stay as they are.", "dim"))
    page.line()
    page.line(("Nothing was written: --note prints the note that would say it.", "dim"))


def _turn(page: Page, turn: Turn, answer: Answer) -> None:
    before, after = (
        _verdict(turn.before, turn.score_before),
        _verdict(turn.after, turn.score_after),
    )
    page.line(
        (turn.thesis, "bold"), f": {before} → ", (after, COLOURS[turn.after] if turn.after else "")
    )
    for mark, items in (("+", turn.came), ("-", turn.went)):
        for item in sorted(items, key=lambda item: item.kind is not EvidenceClass.INFERRED):
            _evidence(page, item, mark, answer.path)
    for wire in turn.near:
        told = f"{wire.state.value}: `{wire.condition}`" + (
            f", {wire.action}" if wire.action else ""
        )
        page.wrapped(told, indent=4, first="  !", cite=place(wire.note, wire.line))


def _evidence(page: Page, item: Why, mark: str, path: str) -> None:
    said = f"“{item.text}”" if item.kind is EvidenceClass.STATED else item.text
    cite = "" if item.note == path or item.path else place(item.note, item.line)
    told = f"{item.kind.value}: {said} ({item.adds:+.1f})"
    page.wrapped(told, indent=4, first=f"  {mark}", cite=cite)
    for step in item.path:
        cite = "" if step.note == path else place(step.note, step.line)
        page.wrapped(step.text, indent=8, style="dim", first="      ·", cite=cite)


def _verdict(verdict: Outcome | None, score: float | None) -> str:
    if verdict is None:
        return "not under review"
    return verdict.value if score is None else f"{verdict.value} {score:+.0f}"
