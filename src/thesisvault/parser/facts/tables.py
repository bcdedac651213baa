"""Recognised tables to facts. A header row says what a table is; nothing is guessed beyond it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct, field

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import (
    CatalystDate,
    Duration,
    Exposure,
    Flow,
    Metric,
    QuantityKind,
    Reference,
    Scenario,
    StatedImpact,
    StatedMove,
    Tripwire,
)
from thesisvault.model.note import Cell, Table
from thesisvault.model.text import Span
from thesisvault.parser.facts.dates import find_day, read_duration, read_interval
from thesisvault.parser.facts.phrases import horizon_of, read_impact
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.references import cell_reference, cell_references
from thesisvault.parser.facts.vocabulary import Vocabulary

_EMPTY = Cell("", "", (), Span(0, 0, 0, 0))


class TableFacts(Struct):
    """The rows of one note's tables, by the name their `Facts` field has."""

    found: dict[str, list[Any]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add(self, name: str, fact: object) -> None:
        """File one row."""
        self.found.setdefault(name, []).append(fact)

    def hint(self, code: str, message: str, span: Span) -> None:
        """Say what was not understood; it counts nothing."""
        self.diagnostics.append(Diagnostic(code, message, span))


class Row(Struct, frozen=True):
    """One table row by its columns' roles."""

    rule: str
    """The kind of its table."""
    cells: dict[str, Cell]
    span: Span
    date: dt.date | None
    words: Vocabulary

    def cell(self, role: str) -> Cell:
        """The cell of that column; an empty one where the row has none."""
        return self.cells.get(role, _EMPTY)

    def text(self, role: str) -> str:
        """What a reader sees in it; empty where the author says that it is absent."""
        text = self.cell(role).text
        return "" if text.casefold() in self.words.words("figures", "absent") else text

    def reference(self, role: str) -> Reference | None:
        """What it names."""
        return cell_reference(self.cell(role), self.words)


def read_tables(tables: Iterable[Table], date: dt.date | None, words: Vocabulary) -> TableFacts:
    """The facts of all recognised tables; `date` is the note's, for tables that have none."""
    facts = TableFacts()
    for table in tables:
        for name, columns in _recognise(table, words):
            day = table_date(table) or date
            rows = [_row(name, cells, columns, day, words) for cells in table.rows if cells]
            _READERS[name](rows, facts)
    return facts


def table_date(table: Table) -> dt.date | None:
    """The full date in the caption, else in the nearest heading above that has one."""
    for text in (table.caption, *reversed(table.headings)):
        if day := find_day(text):
            return day
    return None


def _recognise(table: Table, words: Vocabulary) -> Iterator[tuple[str, dict[str, int]]]:
    heads = [cell.text.casefold() for cell in table.header]
    for name, required, roles in words.tables:
        columns: dict[str, int] = {}
        for number, head in enumerate(heads):
            role = roles.get(head)
            if role is not None:
                columns.setdefault(role, number)
        if all(role in columns for role in required):
            yield name, columns
            return


def _row(
    rule: str,
    cells: tuple[Cell, ...],
    columns: dict[str, int],
    date: dt.date | None,
    words: Vocabulary,
) -> Row:
    first, last = cells[0].span, cells[-1].span
    span = Span(first.line, first.column, last.end_line, last.end_column)
    present = {role: cells[at] for role, at in columns.items() if at < len(cells)}
    return Row(rule, present, span, date, words)


def _moves(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        subject = row.reference("subject")
        if subject is None:
            continue
        quantity = read_quantity(row.text("move"), row.words)
        if quantity.kind in (QuantityKind.TEXT, QuantityKind.AMOUNT):
            facts.hint(
                "move-unparsed",
                f"The move `{quantity.text}` is not understood and counts nothing. "
                "Write `-2%`, `+6% vs Nasdaq` or `-7 days consecutive`.",
                row.cell("move").span,
            )
        move = StatedMove(
            subject, quantity, row.text("note"), row.date, span=row.span, rule=row.rule
        )
        facts.add("stated_moves", move)


def _impacts(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        thesis, text = row.reference("thesis"), row.text("impact")
        if thesis is None or not text:
            continue
        labels = read_impact(text, row.words)
        if not labels:
            facts.hint(
                "impact-unparsed",
                f"The impact `{text}` is not understood and counts nothing.",
                row.cell("impact").span,
            )
        impact = StatedImpact(thesis, text, labels, row.date, span=row.span, rule=row.rule)
        facts.add("stated_impacts", impact)


def _flows(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        name = row.words.named("flows", row.text("flow"))
        if name is None:
            if row.text("flow"):
                facts.hint(
                    "flow-unparsed",
                    f"The flow `{row.text('flow')}` is neither out of nor into.",
                    row.cell("flow").span,
                )
            continue
        direction = 1 if name == "into" else -1
        for group in cell_references(row.cell("detail"), row.words):
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


def horizon_by_length(duration: Duration) -> str:
    """The horizon of a scenario whose name says none: up to two months, up to nine, or longer."""
    if duration.upper is None or duration.upper > 274:
        return "structural"
    return "near-term" if duration.upper <= 62 else "medium-term"


def _exposures(rows: list[Row], facts: TableFacts) -> None:
    weights = [row.cell("weight") for row in rows if row.text("weight")]
    in_percent = [cell for cell in weights if "%" in cell.text]
    if 0 < len(in_percent) < len(weights):
        message = "Some weights are in percent and some are not: `60` and `40%` are 60 to 0.4."
        facts.hint("weight-units", message, in_percent[0].span)
    for row in rows:
        subject = row.reference("subject")
        if subject is None:
            continue
        quantity = read_quantity(row.text("weight"), row.words)
        weight = quantity.low
        if weight is None or quantity.kind not in (QuantityKind.CHANGE, QuantityKind.AMOUNT):
            if row.text("weight"):
                facts.hint(
                    "weight-unparsed",
                    f"The weight `{row.text('weight')}` is not understood: read as one part.",
                    row.cell("weight").span,
                )
            weight = 1.0
        if row.words.named("sides", row.text("side")) == "short":
            weight = -abs(weight)
        facts.add("exposures", Exposure(subject, weight, span=row.span, rule=row.rule))


def _tripwires(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        cell = row.cell("condition")
        if condition := cell.raw.strip("` "):
            start = cell.span.column + len(cell.raw) - len(cell.raw.lstrip("` "))
            place = Span(cell.span.line, start, cell.span.line, start + len(condition))
            signal, action = row.text("signal"), row.text("action")
            wire = Tripwire(signal, condition, action, place, span=row.span, rule=row.rule)
            facts.add("tripwires", wire)


def _catalysts(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        subject = row.reference("catalyst")
        if subject is None:
            continue
        text = row.text("date")
        window = read_interval(text)
        if window is None and text:
            facts.hint(
                "date-unparsed",
                f"The date `{text}` is not understood. Write `2026-01-08`, `late Jan 2026` "
                "or `Q1 2026`.",
                row.cell("date").span,
            )
        expected, outcome = row.text("expected"), row.text("outcome")
        catalyst = CatalystDate(
            subject, window, text, expected, outcome, span=row.span, rule=row.rule
        )
        facts.add("catalysts", catalyst)


def _metrics(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        if not row.text("metric"):
            continue
        facts.add(
            "metrics",
            Metric(
                name=row.text("metric"),
                entity=row.text("entity"),
                quantity=read_quantity(row.text("value"), row.words),
                basis=row.text("basis"),
                universe=row.text("universe"),
                as_of=read_interval(row.text("as_of")),
                source=row.text("source"),
                span=row.span,
                rule=row.rule,
            ),
        )


_READERS: dict[str, Callable[[list[Row], TableFacts], None]] = {
    "moves": _moves,
    "impacts": _impacts,
    "flows": _flows,
    "favoured": _outlook,
    "at_risk": _outlook,
    "scenarios": _scenarios,
    "exposures": _exposures,
    "tripwires": _tripwires,
    "catalysts": _catalysts,
    "metrics": _metrics,
}
