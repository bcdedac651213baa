"""What tables say of a thesis: its state, tripwires, catalysts, criteria, figures, log."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from thesisvault.model.facts import (
    CatalystDate,
    Figure,
    LogLine,
    Metric,
    Point,
    QuantityKind,
    Reference,
    RelationKind,
    Side,
    StatedImpact,
    StatedRelation,
    Status,
    Tripwire,
)
from thesisvault.model.note import THESES, Unread
from thesisvault.model.text import Span
from thesisvault.parser.facts.closing import split_hour
from thesisvault.parser.facts.criteria import criterion_of
from thesisvault.parser.facts.dates import (
    has_two_orders,
    read_coming,
    read_interval,
    read_remarked,
    two_orders,
)
from thesisvault.parser.facts.headings import is_past, symbol_in
from thesisvault.parser.facts.identity import bare_name, symbol_named
from thesisvault.parser.facts.phrases import read_impact, read_implication
from thesisvault.parser.facts.position import PRICES
from thesisvault.parser.facts.prices import price_of, target_of
from thesisvault.parser.facts.references import cell_references
from thesisvault.parser.facts.tables.row import Row, TableFacts, after_close

_DIGIT = re.compile(r"\d")
_BESIDE = re.compile(r"\s*[/&+]\s*")
"""What may be written between symbols."""
_SHORT_DATE = 20
"""Characters of a cell that is a day without a year, and hardly more."""


def _theses(rows: list[Row], facts: TableFacts) -> None:
    """What a list of theses says of each: an impact counts, a status says that it is one.

    A row of one that is over names nothing: its note says so, or there is nothing to review.
    """
    for row in rows:
        thesis, text = row.reference("thesis"), row.text("status")
        if thesis is None or not text:
            continue
        if not thesis.linked and _is_sentence(thesis.name):
            facts.tell(row, "thesis")
            continue
        status = row.words.status(text)
        if status is None and (labels := read_impact(text, row.words)):
            impact = StatedImpact(thesis, text, labels, row.date, span=row.span, rule=row.rule)
            facts.add("stated_impacts", impact)
        elif status is not None and Status(status) is not Status.CLOSED:
            kind = RelationKind.MATTERS_TO
            facts.add(
                "relations",
                StatedRelation(kind, thesis, inverse=False, span=row.span, rule=row.rule),
            )
        elif status is None:
            facts.tell(row, "status")


_LONGEST_NAME = 8
"""Words."""


def _is_sentence(name: str) -> bool:
    """Whether a cell says what a thesis is, and not what it is called."""
    return ";" in name or len(name.split()) > _LONGEST_NAME


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
        is_named = "earnings" in f"{row.place.path} {row.place.heading}".casefold()
        if is_named and row.cell("catalyst") is row.cell("about"):
            subject = Reference("earnings", linked=False, span=subject.span)
        text = row.text("date")
        window = (
            read_interval(text)
            or read_interval(split_hour(text, row.words)[0])
            or read_remarked(text)
            or (read_coming(text, row.date) if row.date and len(text) <= _SHORT_DATE else None)
        )
        if window is None and text:
            written = has_two_orders(text)
            message = (
                two_orders(written)
                if written
                else (
                    f"The date `{text}` is not understood. Write `2026-01-08`, `late Jan 2026` "
                    "or `Q1 2026`."
                )
            )
            facts.hint("date-unparsed", message, row.cell("date").span)
        expected, outcome = row.text("expected"), row.text("outcome")
        if row.words.is_done(row.text("status")):
            outcome = outcome or row.text("status")
        elif "✅" in text:
            outcome = outcome or "done"
        after = after_close(row, facts, window.start if window else None)
        for about in _about(row) or (None,):
            catalyst = CatalystDate(
                subject,
                window,
                text,
                expected,
                outcome,
                asks_outcome="outcome" in row.place.headers,
                after_close=after,
                about=about,
                span=row.span,
                rule=row.rule,
            )
            facts.add("catalysts", catalyst)


def _about(row: Row) -> list[Reference]:
    """The securities beside an event: links or symbols, and not `Macro`."""
    found = []
    for named in cell_references(row.cell("about"), row.words):
        if named.linked:
            found.append(named)
            continue
        symbols = [symbol_named(bare_name(piece)) for piece in _BESIDE.split(named.name)]
        found += [
            replace(named, name=symbol, is_symbol=True)
            for symbol in symbols
            if symbol is not None and symbol == symbol.upper()
        ]
    return found


def _metrics(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        if not row.text("metric"):
            continue
        quantity, remark = row.remarked("value")
        if quantity.kind is QuantityKind.TEXT and _DIGIT.search(row.text("value")):
            facts.tell(row, "value")
        if row.text("as_of") and read_interval(row.text("as_of")) is None:
            facts.tell(row, "as_of")
        as_of = read_interval(row.text("as_of") or remark)
        facts.add(
            "metrics",
            Metric(
                name=row.text("metric"),
                entity=row.text("entity"),
                quantity=quantity,
                section=row.place.heading,
                # What is said of a figure behind it is its period, or else its basis.
                basis=row.text("basis") or (remark if as_of is None or row.text("as_of") else ""),
                universe=row.text("universe"),
                as_of=as_of,
                source=row.text("source"),
                span=row.span,
                rule=row.rule,
            ),
        )


def _log(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        window = read_interval(row.text("date"))
        if window is None:
            if row.text("date"):
                facts.unread.append(Unread("log", row.text("date"), row.cell("date").span))
            continue
        # An entry of a month, or of a year, had happened by its last day, and is known from it on.
        day = window.end
        roles = ("text", "implication", "status")
        said = " · ".join(text for role in roles if (text := row.text(role)))
        facts.add("log", LogLine(day, said, span=row.span, rule=row.rule))
        labels = read_impact(row.text("status"), row.words)
        if not labels and re.search(r"[^\W\d_]{4}", row.text("status")):
            facts.unread.append(Unread("impact", row.text("status"), row.cell("status").span))
        cell = row.cell("status" if labels else "implication")
        labels = labels or read_implication(cell.text, row.words)
        if labels and row.place.kind in THESES:
            own = Reference(row.place.path, linked=True, span=cell.span)
            impact = StatedImpact(own, cell.text, labels, day, span=cell.span, rule=row.rule)
            facts.add("stated_impacts", impact)


def _criteria(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        if text := ": ".join(filter(None, (row.text("text"), row.text("level")))):
            facts.add("criteria", criterion_of(text, row.span, row.rule, row.words))


def _levels(rows: list[Row], facts: TableFacts) -> None:
    """Stops, targets and entries of the note's own security, not of another, nor of the past."""
    for row in rows:
        name = row.words.property(row.text("level"))
        if name in PRICES and row.text("price"):
            _level(row, name, "price", "figures", facts)


def _sales(rows: list[Row], facts: TableFacts) -> None:
    """Prices at which some of it is to be sold, each of them a target."""
    for row in rows:
        if row.text("target"):
            _level(row, "target", "target", "more_targets", facts)


def _level(row: Row, name: str, role: str, field: str, facts: TableFacts) -> None:
    heading, text = row.place.heading, row.text(role)
    named, side = symbol_in(heading), Side.SHORT if row.place.is_short else None
    may_range = name in ("target", "buy")
    price = target_of(text, side, falls=name == "buy") if may_range else price_of(text)
    is_other = named is not None and named != row.place.symbol
    if price is None or is_other or is_past(heading, row.words):
        facts.tell(row, role)
        return
    facts.add(field, Figure(name, text, price, span=row.cell(role).span, rule=row.rule))


def _pillars(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        if text := row.text("pillar"):
            told = " → ".join(
                said for role in ("expected", "now", "trend") if (said := row.text(role))
            )
            facts.add("points", Point("pillar", text, told, span=row.span, rule=row.rule))


def _cases(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        for side in ("bull", "bear"):
            if text := row.text(side):
                span = row.cell(side).span
                facts.add("points", Point(side, text, span=span, rule=row.rule))


READERS: dict[str, Callable[[list[Row], TableFacts], None]] = {
    "thesis_list": _theses,
    "tripwires": _tripwires,
    "catalysts": _catalysts,
    "metrics": _metrics,
    "log": _log,
    "criteria": _criteria,
    "levels": _levels,
    "sales": _sales,
    "pillars": _pillars,
    "cases": _cases,
}
