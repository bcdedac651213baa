"""Flows, and what prices say of them."""

from __future__ import annotations

from collections.abc import Sequence

from thesisvault.model.review import FlowVerdict
from thesisvault.render.figures import p_value, percent
from thesisvault.render.lines import Page, place, plural
from thesisvault.reports.flows import Answer, Row

_COLOURS = {
    FlowVerdict.HOLDS: "green",
    FlowVerdict.OPPOSITE: "red",
    FlowVerdict.NOT_CONFIRMED: "",
    FlowVerdict.UNKNOWN: "dim",
}
_DECIDED = (FlowVerdict.HOLDS, FlowVerdict.OPPOSITE)


def text(page: Page, answer: Answer) -> None:
    """Add a row for each flow with its figures, its days below, and the counts."""
    for row in answer.flows:
        page.line(
            (f"{row.verdict.value:13}", _COLOURS[row.verdict]),
            f" {row.direction} ",
            (row.group, "bold"),
            f" ({', '.join(row.symbols)})" if row.t is not None else "",
        )
        cite = place(row.note, row.line)
        if row.t is None:
            page.wrapped(row.reason, indent=14, style="dim", cite=cite)
            continue
        page.wrapped(f"{_span(row)}: {_figures(row)}", indent=14, style="dim", cite=cite)
        if row.reason:
            page.wrapped(row.reason, indent=14, style="dim")
        for day in row.days:
            shown = day.reason if day.abnormal is None else f"{percent(day.abnormal)}, {_t(day.t)}"
            page.wrapped(f"on {day.date}: {shown}", indent=14, style="dim")
    if not answer.flows:
        page.line("No rotation in force names a flow.")
        return
    page.wrapped(f"{plural(len(answer.flows), 'flow')}: {counts(answer.flows)}.")


def counts(flows: Sequence[Row]) -> str:
    """`1 of 5 holds, 1 the opposite, 2 unknown`: what is left is not confirmed."""
    of = {verdict: sum(row.verdict is verdict for row in flows) for verdict in FlowVerdict}
    held = of.pop(FlowVerdict.HOLDS)
    said = [f"{held} of {len(flows)} {'holds' if held == 1 else 'hold'}"]
    said += [f"{count} {verdict.value}" for verdict, count in of.items() if count]
    alone = sum(row.alone for row in flows)
    chance = f"; among all, {alone} may be chance" if alone else ""
    return ", ".join(said) + chance


def add_decided(page: Page, flows: Sequence[Row]) -> None:
    """The flows that prices say something of, each with its line."""
    for row in flows:
        if row.verdict in _DECIDED:
            told = f"{row.verdict.value}: {row.direction} {row.group}, {_figures(row)}"
            page.wrapped(told, indent=4, style="dim", cite=place(row.note, row.line))


def told(row: Row) -> str:
    """What prices say of a flow, or why nothing."""
    if row.t is None and row.verdict is FlowVerdict.UNKNOWN:
        return row.reason
    return f"{percent(row.abnormal)} against {row.benchmark}, {_t(row.t)}"


def _span(row: Row) -> str:
    return f"{row.start}" if row.start == row.end else f"{row.start} to {row.end}"


def _figures(row: Row) -> str:
    tested = ""
    if row.p is not None and row.adjusted_p is not None:
        tested = f", p {p_value(row.p)}, adjusted {p_value(row.adjusted_p)}"
        tested += ": among all flows it may be chance" if row.alone else ""
    return f"{percent(row.abnormal)} against {row.benchmark}, {_t(row.t)}{tested}"


def _t(t: float | None) -> str:
    return "no test" if t is None else f"t {t:.2f}"
