"""What tables say of the market: moves, impacts, flows, scenarios."""

from __future__ import annotations

import re
from collections.abc import Callable

from thesisvault.model.facts import (
    Flow,
    QuantityKind,
    Reference,
    Scenario,
    StatedImpact,
    StatedMove,
)
from thesisvault.parser.facts.dates import read_duration
from thesisvault.parser.facts.identity import symbol_named
from thesisvault.parser.facts.phrases import (
    horizon_by_length,
    horizon_of,
    is_near_horizon,
    not_understood,
    read_impact,
    read_sign,
)
from thesisvault.parser.facts.references import cell_references, is_short
from thesisvault.parser.facts.sides import side_of_name
from thesisvault.parser.facts.tables.forms import MOST_ADVISED
from thesisvault.parser.facts.tables.row import Row, TableFacts, after_close

_PRICE = r"(?:[A-Z]{0,3}[$€£¥₩]\s?\d[\d.,]*|\d[\d,]*[.,]\d+)"
_HIGH = r"(?:new |record |all-time |52-week )?(?:high|low)|record|ath|atl"
_HOW_FAR = re.compile(
    rf"[+−-]?\d+(?:\.\d+)?\s?σ|{_HIGH}|"
    rf"(?:at |to |close[sd]?(?: at)? )?{_PRICE}(?:\s?(?:→|[-–]>)\s?{_PRICE})?"
    rf"(?: (?:{_HIGH}|close))?",
    re.IGNORECASE,
)
"""What a bracket behind a move of the day may say of it: `+11.4% (+2.3σ)`, `+0.2% (ATH)`, and
`+26% ($12.85 → $16.57 high)`.
"""
_ASIDE = re.compile(r"[(（][^()（）]*[)）]\s*\Z")


def _moves(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        subject = row.reference("subject")
        if subject is None:
            continue
        aside = _ASIDE.search(row.text("subject"))
        is_other = aside and row.words.finder("figures", "other_day").search(aside[0])
        quantity, remark = row.remarked("move")
        if remark and not _HOW_FAR.fullmatch(remark):
            quantity = row.quantity("move")  # it may be of another span, or of another hour
        if quantity.kind in (QuantityKind.TEXT, QuantityKind.AMOUNT):
            facts.hint(
                "move-unparsed",
                f"The move `{quantity.text}` is not understood and does not count. "
                "Write `-2%`, `+6% vs Nasdaq` or `-7 days consecutive`.",
                row.cell("move").span,
            )
        move = StatedMove(
            subject,
            quantity,
            row.text("note"),
            None if is_other else row.date,
            after_close(row, facts, symbol=_ticker(subject))
            if row.text("after_close")
            else row.place.after_close,
            since=None if is_other else row.place.since,
            span=row.span,
            rule=row.rule,
        )
        facts.add("stated_moves", move)


def _ticker(subject: Reference) -> str:
    return subject.name if subject.is_symbol else symbol_named(subject.name) or ""


def _impacts(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        thesis, text = row.reference("thesis"), row.text("impact")
        if thesis is None or not text:
            continue
        labels = read_impact(text, row.words)
        if not labels and "evidence" in row.place.headers:
            side = side_of_name(thesis.name)
            labels = read_sign(text, side)
            if not (labels or thesis.linked or side):
                facts.tell(row, "impact")  # a theme of the day may be no thesis
                continue
        if not labels:
            facts.hint(
                "impact-unparsed",
                not_understood(text, row.words)
                if len(facts.diagnostics) < MOST_ADVISED
                else f"The impact `{text}` is not understood and does not count.",
                row.cell("impact").span,
            )
        elif is_near_horizon(text, labels, row.words):
            facts.tell(row, "impact")
        impact = StatedImpact(thesis, text, labels, row.date, span=row.span, rule=row.rule)
        facts.add("stated_impacts", impact)


def _flows(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        name = row.words.named("flows", row.text("flow"))
        if name is None:
            if row.text("flow"):
                facts.hint(
                    "flow-unparsed",
                    f"The flow `{row.text('flow')}` says neither `Out of` nor `Into`.",
                    row.cell("flow").span,
                )
            continue
        direction = 1 if name == "into" else -1
        for group in cell_references(row.cell("detail"), row.words):
            flow = Flow(group, direction, row.date, span=row.span, rule=row.rule)
            facts.add("flows", flow)


def _swaps(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        for role, direction in (("out", -1), ("into", 1)):
            groups = list(cell_references(row.cell(role), row.words))
            if not all(it.linked or is_short(it.name) for it in groups):
                facts.tell(row, role)  # who wins, in a sentence
                continue
            for group in groups:
                flow = Flow(group, direction, row.date, span=row.span, rule=row.rule)
                facts.add("flows", flow)


_SIGNS = {**dict.fromkeys("↑▲⬆+🟢", 1), **dict.fromkeys("↓▼⬇-−–(🔴", -1)}


def _group_flows(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        group, text = row.reference("group"), row.text("direction")
        name = row.words.named("flows", text)
        direction = {"into": 1, "out": -1, None: _SIGNS.get(text.lstrip("$€£¥ ")[:1], 0)}[name]
        if group is None or not text:
            continue
        if not direction:
            said = f"The flow `{text}` says neither `Out of` nor `Into`."
            facts.hint("flow-unparsed", said, row.cell("direction").span)
            continue
        flow = Flow(group, direction, row.date, span=row.span, rule=row.rule)
        facts.add("flows", flow)


def _outlook(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        direction = 1 if row.rule == "favoured" else -1
        for group in cell_references(row.cell("group"), row.words):
            flow = Flow(group, direction, row.date, span=row.span, rule=row.rule)
            facts.add("flows", flow)


def _scenarios(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        name, text = row.text("scenario"), row.text("duration")
        if not name or not text:
            continue
        duration = read_duration(text)
        if duration is None:
            facts.hint(
                "duration-unparsed",
                f"The duration `{text}` is not understood. Write `2-4 weeks` or `1 year+`.",
                row.cell("duration").span,
            )
            continue
        horizon = horizon_of(name, row.words) or horizon_by_length(duration)
        scenario = Scenario(name, duration, horizon, span=row.span, rule=row.rule)
        facts.add("scenarios", scenario)


READERS: dict[str, Callable[[list[Row], TableFacts], None]] = {
    "moves": _moves,
    "group_moves": _moves,
    "impacts": _impacts,
    "evidence": _impacts,
    "flows": _flows,
    "swaps": _swaps,
    "group_flows": _group_flows,
    "fund_flows": _group_flows,
    "favoured": _outlook,
    "at_risk": _outlook,
    "scenarios": _scenarios,
}
