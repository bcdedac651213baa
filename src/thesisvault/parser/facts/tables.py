"""Recognized tables to facts. A header row says what a table is; nothing is guessed beyond it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import (
    CatalystDate,
    Criterion,
    Duration,
    Exposure,
    Flow,
    Holding,
    LogLine,
    Mention,
    Metric,
    Point,
    Quantity,
    QuantityKind,
    Reference,
    RelationKind,
    Scenario,
    Side,
    StatedImpact,
    StatedMove,
    StatedRelation,
    Tripwire,
)
from thesisvault.model.note import Cell, Kind, Table, Unread
from thesisvault.model.text import Span
from thesisvault.parser.facts.closing import hour_unread, read_after_close, split_hour
from thesisvault.parser.facts.dates import find_day, find_window, read_duration, read_interval
from thesisvault.parser.facts.identity import is_symbol, read_symbol, symbol_named
from thesisvault.parser.facts.phrases import (
    horizon_of,
    is_near_horizon,
    not_understood,
    read_impact,
)
from thesisvault.parser.facts.properties import card_rows
from thesisvault.parser.facts.quantities import decimal_comma_of, read_quantity
from thesisvault.parser.facts.references import cell_reference, cell_references
from thesisvault.parser.facts.vocabulary import TableForm, Vocabulary
from thesisvault.parser.facts.weights import Written, read_weights
from thesisvault.parser.facts.wide import read_wide

if TYPE_CHECKING:
    from thesisvault.parser.body.passages import Section

_DIGIT = re.compile(r"\d")
_MOST_COLUMNS = 12
_MOST_ADVISED = 20
"""Rows of a note for which the nearest known words are looked for."""
_EMPTY = Cell("", "", (), Span(0, 0, 0, 0))


class TableFacts(Struct):
    """The rows of one note's tables, by the name their `Facts` field has."""

    found: dict[str, list[Any]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def add(self, name: str, fact: object) -> None:
        """File one row."""
        self.found.setdefault(name, []).append(fact)

    def tell(self, row: Row, role: str) -> None:
        """File a cell whose text is not understood."""
        text = f"{role.replace('_', ' ')}: {row.text(role)}"
        self.unread.append(Unread("cell", text, row.cell(role).span))

    def hint(self, code: str, message: str, span: Span) -> None:
        """Say what was not understood; it counts nothing."""
        self.diagnostics.append(Diagnostic(code, message, span))


class Place(Struct, frozen=True):
    """Where a table stands: what kind of note it is in, and under which headings."""

    path: str
    """The note's."""
    kind: Kind
    role: str
    """What its section holds, by the vocabulary; empty where that is unknown."""
    heading: str
    """The nearest heading below the title, or empty."""
    headers: frozenset[str]
    """The roles of its columns."""
    decimal_comma: bool = False
    """Whether the note writes `0,25` for a quarter."""
    after_close: bool | None = None
    """Whether the text that dates the table says that it was after the close; None: it says
    nothing of that."""
    symbol: str = ""
    """The note's own, which tells where it trades."""


class Row(Struct, frozen=True):
    """One table row by its columns' roles."""

    rule: str
    """The kind of its table."""
    cells: dict[str, Cell]
    span: Span
    date: dt.date | None
    words: Vocabulary
    place: Place

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

    def quantity(self, role: str) -> Quantity:
        """The figure in it."""
        return read_quantity(self.text(role), self.words, decimal_comma=self.place.decimal_comma)


def read_tables(
    tables: Sequence[Table],
    sections: Sequence[Section | None],
    kind: Kind,
    path: str,
    date: dt.date | None,
    words: Vocabulary,
    symbol: str = "",
) -> TableFacts:
    """The facts of all recognized tables; `date` is the note's, for tables that have none, and
    `symbol` its own.
    """
    facts = TableFacts()
    has_comma = writes_decimal_comma(tables)
    for table, section in zip(tables, sections, strict=True):
        role = section.role if section is not None else ""
        heads = table.heads
        found = _recognise(table, heads, role, kind, words)
        below_title = table.headings[1:] if len(table.headings) > 1 else ()
        heading = below_title[-1] if below_title else ""
        if found is None and (figures := read_wide(table, heading, words)) is not None:
            for figure in figures:
                if isinstance(figure, Unread):
                    facts.unread.append(figure)
                else:
                    facts.add("metrics", figure)
            continue
        if found is None:
            is_card = card_rows(table, section, words) or _columns(heads, words.tables["card"])
            if not is_card:
                facts.unread.append(Unread("table", _signature(table), table.span))
                _advise(table, heads, words, facts)
            if kind is Kind.THESIS:
                day = table_date(table) or date
                _stops(table, day, words, Place(path, kind, role, heading, frozenset()), facts)
            continue
        name, columns = found
        said = _hour_of(table, facts, words, symbol) if name == "moves" else None
        place = Place(path, kind, role, heading, frozenset(columns), has_comma, said, symbol)
        day = table_date(table) or date
        rows = [_row(name, cells, columns, day, words, place) for cells in table.rows if cells]
        _READERS[name](rows, facts)
    return facts


def _advise(table: Table, heads: Sequence[str], words: Vocabulary, facts: TableFacts) -> None:
    """Say which header makes a table one that is read, where a slip of the hand is all it lacks."""
    if not 2 <= len(heads) <= _MOST_COLUMNS or len(facts.diagnostics) >= _MOST_ADVISED:
        return
    if (found := words.remembered(tuple(heads), _nearest)) is not None:
        number, said = found
        message = f"`{_signature(table)}` is not read as a table: {said}"
        facts.hint("table-near", message, table.header[number].span)


def _nearest(heads: tuple[str, ...], words: Vocabulary) -> tuple[int, str] | None:
    """What a header lacks to make a table that is read, and the column to say it of."""
    for number, head in enumerate(heads):
        for known in words.nearly(head):
            if _is_read((*heads[:number], known, *heads[number + 1 :]), words):
                return number, f"did you mean `{known.capitalize()}`?"
    for form in words.tables.values():
        best = {
            head: form.roles[head][0] for head in heads if form.roles.get(head, ("", 1))[1] == 0
        }
        lacking = set(form.required).difference(best.values())
        if len(form.required) > 2 and len(lacking) == 1 and form.without.isdisjoint(heads):
            name = next(head for head, (role, _) in form.roles.items() if role in lacking)
            return -1, f"it needs a column `{name.capitalize()}`."
    return None


def _is_read(heads: Sequence[str], words: Vocabulary) -> bool:
    forms = words.tables
    return any(_columns(heads, forms[name]) for name in words.tables_with(heads))


def writes_decimal_comma(tables: Sequence[Table]) -> bool:
    """Whether a note's figures have a decimal comma, as one that can be nothing else tells."""
    texts = [
        cell.text for table in tables for row in table.rows for cell in row if "," in cell.text
    ]
    return bool(texts) and decimal_comma_of(texts) is True


def _signature(table: Table) -> str:
    return " | ".join(cell.text for cell in table.header)


def table_date(table: Table) -> dt.date | None:
    """The full date in the caption, else in the nearest heading above that has one."""
    for text in (table.caption, *reversed(table.headings)):
        if day := find_day(text):
            return day
    return None


def _hour_of(table: Table, facts: TableFacts, words: Vocabulary, symbol: str) -> bool | None:
    """Whether the text that dates a table says that it was after the close; None where it does
    not speak of it.
    """
    for text in (table.caption, *reversed(table.headings)):
        if day := find_day(text):
            hour = split_hour(text, words)[1]
            found = read_after_close(hour, words, day, symbol) if hour else None
            if hour and found is None:
                facts.hint("date-unparsed", hour_unread(hour), table.span)
            return found
    return None


_BY_HEADING = {
    "catalysts": ("catalysts",),
    "criteria": ("tripwires", "criteria"),
    "exposures": ("exposures", "vehicles"),
    "log": ("log",),
    "members": ("members",),
}
"""What a heading makes of a table, before its header is asked for anything else."""
_BY_KIND = {
    Kind.PORTFOLIO: ("holdings",),
    Kind.WATCHLIST: ("holdings",),
    Kind.SECTOR: ("members",),
}
"""What a note's kind makes of a table that is nothing else."""
_PERIOD = re.compile(r"(?i)\b(?:fy ?\d{2,4}|[1-4]q ?\d{2,4}|q[1-4]|[12]h ?\d{2,4}|h[12]|20\d\d)\b")
_MILLION = 1e6
_AS_PRICES_MOVE = (QuantityKind.CHANGE, QuantityKind.RELATIVE, QuantityKind.STREAK)
_SPAN = re.compile(
    r"(?i)\b(?:ytd|mtd|qtd|year[- ]to[- ]date|month[- ]to[- ]date|since inception|all[- ]time"
    r"|(?:weekly|monthly|quarterly|annual|yearly|lifetime)|(?:this|last|past) (?:week|month|quarter"
    r"|year)|(?:trailing|\d+)[- ]?(?:days?|weeks?|months?|years?|mo|yrs?|[ym]))\b"
)
"""`YTD leaders`, `12-month winners`: over how long something moved."""


def _recognise(
    table: Table, heads: Sequence[str], role: str, kind: Kind, words: Vocabulary
) -> tuple[str, dict[str, int]] | None:
    """The kind of a table with its columns: by its heading, its header, its note's kind."""
    forms = words.tables
    is_kept = kind in (Kind.PORTFOLIO, Kind.WATCHLIST)  # what is under `Holdings` there is held
    for name in () if is_kept and role == "members" else _BY_HEADING.get(role, ()):
        if (columns := _heading_columns(name, heads, words)) is not None:
            return name, columns
    for name in words.tables_with(heads):
        if is_kept and name == "exposures":
            continue
        columns = _columns(heads, forms[name])
        if columns is not None and (name != "moves" or _moves_a_day(table, columns, words)):
            return name, columns
    for name in _BY_KIND.get(kind, ()):
        if (columns := _kind_columns(name, heads, kind, words)) is not None:
            return name, columns
    return None


def _columns(heads: Sequence[str], form: TableForm) -> dict[str, int] | None:
    """Each role's column, by the header that says it best; None where one that it needs lacks."""
    best: dict[str, tuple[int, int]] = {}
    if not form.without.isdisjoint(heads):
        return None
    for number, head in enumerate(heads):
        if (found := form.roles.get(head)) is not None:
            role, rank = found
            best[role] = min(best.get(role, (rank, number)), (rank, number))
    if not all(role in best for role in form.required):
        return None
    return {role: number for role, (_, number) in best.items()}


def _heading_columns(name: str, heads: Sequence[str], words: Vocabulary) -> dict[str, int] | None:
    """The columns of a table that its heading makes what it is."""
    if name == "criteria":
        return {"text": 0} if heads else None
    form = words.tables[name]
    columns = _columns(heads, TableForm((), form.without, form.roles))
    if columns is None or name == "tripwires":
        return _columns(heads, form)
    if name == "log":
        return columns if "date" in columns else None
    return columns if all(role in columns for role in form.required) else None


def _kind_columns(
    name: str, heads: Sequence[str], kind: Kind, words: Vocabulary
) -> dict[str, int] | None:
    form = words.tables[name]
    if name == "holdings":  # there a weight, a cost, a target say as much as a number of shares
        columns = _columns(heads, TableForm(("subject",), form.without, form.roles))
        enough = 1 if kind is Kind.WATCHLIST else 2
        return columns if columns is not None and len(columns) >= enough else None
    return _columns(heads, form)


def _moves_a_day(table: Table, columns: dict[str, int], words: Vocabulary) -> bool:
    """Whether a change in it can be that of a price on the day that dates it.

    It is not where two columns are of periods, where the heading or the caption says how long it
    took, or where changes are millions, as those of a holding are.
    """
    if sum(1 for cell in table.header if _PERIOD.search(cell.text)) > 1:
        return False
    above = table.headings[1:][-1:]
    if any(map(_SPAN.search, (table.caption, *above))):
        return False
    at = columns["move"]
    stated = [read_quantity(cells[at].text, words) for cells in table.rows if at < len(cells)]
    is_large = any(
        item.kind is QuantityKind.AMOUNT and abs(item.low or 0.0) >= _MILLION for item in stated
    )
    return not is_large or any(item.kind in _AS_PRICES_MOVE for item in stated)


def _row(
    rule: str,
    cells: tuple[Cell, ...],
    columns: dict[str, int],
    date: dt.date | None,
    words: Vocabulary,
    place: Place,
) -> Row:
    first, last = cells[0].span, cells[-1].span
    span = Span(first.line, first.column, last.end_line, last.end_column)
    present = {role: cells[at] for role, at in columns.items() if at < len(cells)}
    return Row(rule, present, span, date, words, place)


def _moves(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        subject = row.reference("subject")
        if subject is None:
            continue
        quantity = row.quantity("move")
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
            row.date,
            _after_close(row, facts, symbol=_ticker(subject))
            if row.text("after_close")
            else row.place.after_close,
            span=row.span,
            rule=row.rule,
        )
        facts.add("stated_moves", move)


def _ticker(subject: Reference) -> str:
    return subject.name if subject.is_symbol else symbol_named(subject.name) or ""


def _after_close(row: Row, facts: TableFacts, day: dt.date | None = None, symbol: str = "") -> bool:
    """Whether what a row tells came after the close: by its own column, else by its date's hour."""
    text, role = row.text("after_close"), "after_close"
    if not text:
        text, role = split_hour(row.text("date"), row.words)[1], "date"
    if not text:
        return False
    found = read_after_close(text, row.words, day or row.date, symbol or row.place.symbol)
    if found is None:
        facts.hint("date-unparsed", hour_unread(text), row.cell(role).span)
    return bool(found)


def _impacts(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        thesis, text = row.reference("thesis"), row.text("impact")
        if thesis is None or not text:
            continue
        labels = read_impact(text, row.words)
        if not labels:
            facts.hint(
                "impact-unparsed",
                not_understood(text, row.words)
                if len(facts.diagnostics) < _MOST_ADVISED
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
    named = [(row, subject) for row in rows if (subject := row.reference("subject")) is not None]
    if not named:
        return
    written = [
        Written(row.text("weight"), row.cells["weight"].span if "weight" in row.cells else row.span)
        for row, _ in named
    ]
    weights, told = read_weights(written, named[0][0].words)
    facts.diagnostics += told
    for (row, subject), weight in zip(named, weights, strict=True):
        _tell_side(row, facts)
        held, side = _sided(row, subject)
        facts.add("exposures", Exposure(held, weight, side, span=row.span, rule=row.rule))
        if stop := row.text("stop"):
            _add_stop(row, held, side, stop, facts)


def _vehicles(rows: list[Row], facts: TableFacts) -> None:
    """What a thesis is expressed through: links and symbols, equally weighted; nothing private."""
    for row in rows:
        if row.words.ownership(row.text("category")) == "unlisted":
            continue
        _tell_side(row, facts)
        side = row.words.side(row.text("side"))
        named = 0
        for reference in cell_references(row.cell("held"), row.words):
            held = reference
            if not reference.linked:
                symbol = read_symbol(reference.name.partition(" (")[0])
                if symbol is None or not is_symbol(symbol):
                    continue
                held = Reference(symbol, linked=False, span=reference.span, is_symbol=True)
            own = Side(side) if side else None
            facts.add("exposures", Exposure(held, 1.0, own, span=row.span, rule=row.rule))
            named += 1
        if row.text("held") and not named:
            facts.tell(row, "held")


def _add_stop(
    row: Row, subject: Reference, side: Side | None, stop: str, facts: TableFacts
) -> None:
    """A stop beside what is held: on the row's side, else on that of the thesis."""
    sign = {Side.LONG: " <", Side.SHORT: " >", None: " stop"}[side]
    name = subject.name.rpartition("/")[2].removesuffix(".md")
    condition, span = f"{name}{sign} {stop}", row.cell("stop").span
    wire = Tripwire("stop", condition, "", span, span=row.span, rule=row.rule)
    facts.add("tripwires", wire)


def _stops(
    table: Table, day: dt.date | None, words: Vocabulary, place: Place, facts: TableFacts
) -> None:
    """The stops of a thesis in a table that states nothing else: one of each security."""
    form = words.tables["holdings"]
    columns = _columns(table.heads, TableForm(("subject", "stop"), form.without, form.roles))
    for cells in table.rows if columns else ():
        row = _row("stop", cells, columns or {}, day, words, place)
        subject, stop = row.reference("subject"), row.text("stop")
        if subject is not None and stop:
            held, side = _sided(row, subject)
            _add_stop(row, held, side, stop, facts)


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
        window = read_interval(text) or read_interval(split_hour(text, row.words)[0])
        if window is None and text:
            facts.hint(
                "date-unparsed",
                f"The date `{text}` is not understood. Write `2026-01-08`, `late Jan 2026` "
                "or `Q1 2026`.",
                row.cell("date").span,
            )
        expected, outcome = row.text("expected"), row.text("outcome")
        if row.words.is_done(row.text("status")):
            outcome = outcome or row.text("status")
        catalyst = CatalystDate(
            subject,
            window,
            text,
            expected,
            outcome,
            asks_outcome="outcome" in row.place.headers,
            after_close=_after_close(row, facts, window.start if window else None),
            span=row.span,
            rule=row.rule,
        )
        facts.add("catalysts", catalyst)


def _metrics(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        if not row.text("metric"):
            continue
        if row.quantity("value").kind is QuantityKind.TEXT and _DIGIT.search(row.text("value")):
            facts.tell(row, "value")
        if row.text("as_of") and read_interval(row.text("as_of")) is None:
            facts.tell(row, "as_of")
        facts.add(
            "metrics",
            Metric(
                name=row.text("metric"),
                entity=row.text("entity"),
                quantity=row.quantity("value"),
                section=row.place.heading,
                basis=row.text("basis"),
                universe=row.text("universe"),
                as_of=read_interval(row.text("as_of")),
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
        said = " · ".join(text for role in ("text", "status") if (text := row.text(role)))
        facts.add("log", LogLine(day, said, span=row.span, rule=row.rule))
        labels = read_impact(row.text("status"), row.words)
        if not labels and re.search(r"[^\W\d_]{4}", row.text("status")):
            facts.unread.append(Unread("impact", row.text("status"), row.cell("status").span))
        if labels and row.place.kind in (Kind.THESIS, Kind.STOCK):
            cell = row.cell("status")
            own = Reference(row.place.path, linked=True, span=cell.span)
            impact = StatedImpact(
                own, row.text("status"), labels, day, span=cell.span, rule=row.rule
            )
            facts.add("stated_impacts", impact)


def _holdings(rows: list[Row], facts: TableFacts) -> None:
    held: list[tuple[Row, Holding]] = []
    for row in rows:
        named = row.reference("subject")
        if named is None:
            continue
        plain, side = _sided(row, named)
        subject = _security(plain)
        if {_plain(named), _plain(subject)} & _TOTALS:
            continue
        shares, weight = row.quantity("shares").low, row.quantity("weight")
        _tell_side(row, facts)
        if side is Side.SHORT and shares is not None:
            shares = -abs(shares)
        is_over = row.words.status(row.text("status")) == "closed"
        if is_over or row.words.status(row.place.heading) == "closed":
            shares = 0.0
        _tell_unread(row, facts)
        holding = Holding(
            subject,
            row.date,
            shares,
            row.quantity("cost").low,
            weight.low if weight.kind is QuantityKind.CHANGE else None,
            row.quantity("target").low,
            row.quantity("stop").low,
            is_watched=_is_watched(row.place, row.words),
            side=side,
            span=row.span,
            rule=row.rule,
        )
        facts.add("holdings", holding)
        held.append((row, holding))
    if rows and rows[0].place.kind is Kind.THESIS:
        _hold_in_thesis([item for item in held if item[1].is_held], facts)


def _hold_in_thesis(held: list[tuple[Row, Holding]], facts: TableFacts) -> None:
    """What a thesis holds by its own positions, and the stops of these."""
    weights: Sequence[float | None] = [1.0] * len(held)
    if any(row.text("weight") for row, _ in held):
        written = [Written(row.text("weight"), row.cell("weight").span) for row, _ in held]
        weights, told = read_weights(written, held[0][0].words)
        facts.diagnostics += told
    elif (paid := _paid([holding for _, holding in held])) is not None:
        weights = paid
    for (row, holding), weight in zip(held, weights, strict=True):
        is_short = (holding.shares or 0.0) < 0
        side = holding.side or (Side.SHORT if is_short else None)
        exposure = Exposure(holding.subject, weight, side, span=row.span, rule=row.rule)
        facts.add("exposures", exposure)
        if stop := row.text("stop"):
            _add_stop(row, holding.subject, side, stop, facts)


def _paid(held: Sequence[Holding]) -> list[float] | None:
    """What each cost; None where one does not say, or where they trade in unlike markets: their
    prices may be in unlike currencies.
    """
    markets = {
        holding.subject.name.rpartition(".")[0] and holding.subject.name.rpartition(".")[2]
        for holding in held
    }
    paid = [holding.shares * holding.cost for holding in held if holding.shares and holding.cost]
    return (
        [abs(amount) for amount in paid] if len(paid) == len(held) and len(markets) == 1 else None
    )


_AFTER_NAME = re.compile(r"(?P<name>.*\S)\s*\((?P<side>[^()]+)\)")
"""`KRE (short)`."""


def _sided(row: Row, named: Reference) -> tuple[Reference, Side | None]:
    """What a row names, without a side in brackets behind it; and its side."""
    side = row.words.side(row.text("side"))
    if not named.linked and (match := _AFTER_NAME.fullmatch(named.name)):
        said = row.words.side(match["side"])
        if said is not None:
            named, side = replace(named, name=match["name"]), side or said
    return named, Side(side) if side else None


def _plain(reference: Reference) -> str:
    return reference.name.casefold().strip("*_ ")


def _is_watched(place: Place, words: Vocabulary) -> bool:
    """Whether the rows are of a watchlist: by their note, or by their heading in a portfolio."""
    folded = place.heading.casefold()
    return place.kind is Kind.WATCHLIST or words.kind_of_stem(folded) == Kind.WATCHLIST


def _security(subject: Reference) -> Reference:
    """The same by its symbol, where plain words are one, or end in one: `Caterpillar (CAT)`."""
    name = subject.name.strip("*$` ")
    symbol = None if subject.linked else symbol_named(name)
    if symbol is None:
        return subject
    return Reference(symbol, linked=False, span=subject.span, is_symbol=True)


def _tell_unread(row: Row, facts: TableFacts) -> None:
    figures = ["shares", "cost", "weight", "target"]
    if row.place.kind is not Kind.THESIS:  # there a stop is a tripwire, in any words
        figures.append("stop")
    for role in figures:
        found = row.quantity(role)
        is_read = found.low is not None and (role != "weight" or found.kind is QuantityKind.CHANGE)
        if row.text(role) and not is_read:
            facts.tell(row, role)
            if role == "stop":
                message = f"The stop `{row.text(role)}` is not watched: it has no level such as 88."
                facts.hint("figure-unparsed", message, row.cell(role).span)


def _tell_side(row: Row, facts: TableFacts) -> None:
    is_trade = row.place.kind is Kind.TRADE  # where it says bought or sold
    if row.text("side") and not is_trade and row.words.side(row.text("side")) is None:
        facts.tell(row, "side")


_TOTALS = frozenset(
    {
        "total",
        "totals",
        "cash",
        "cash & equivalents",
        "sum",
        "gesamt",
        "summe",
        "合计",
        "现金",
        "portfolio",
        "usd",
        "eur",
    }
)
"""Rows of a table of holdings that are not security."""


def _members(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        for reference in cell_references(row.cell("member"), row.words):
            member = reference
            if not reference.linked and (symbol := read_symbol(reference.name)):
                is_symbol = symbol == reference.name.strip("*$` ")
                name = symbol if is_symbol else reference.name
                member = Reference(name, linked=False, span=reference.span, is_symbol=is_symbol)
            relation = StatedRelation(
                RelationKind.MEMBER_OF, member, inverse=True, span=row.span, rule=row.rule
            )
            facts.add("relations", relation)


def _mentions(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        subject = row.reference("mentioned")
        if subject is None:
            continue
        if not subject.linked and read_symbol(subject.name) == subject.name.strip("$"):
            name = subject.name.strip("$")
            subject = Reference(name, linked=False, span=subject.span, is_symbol=True)
        mention = Mention(subject, row.text("exchange"), span=row.span, rule=row.rule)
        facts.add("mentions", mention)


def _criteria(rows: list[Row], facts: TableFacts) -> None:
    for row in rows:
        if text := row.text("text"):
            facts.add("criteria", Criterion(text, find_window(text), span=row.span, rule=row.rule))


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


_READERS: dict[str, Callable[[list[Row], TableFacts], None]] = {
    "moves": _moves,
    "impacts": _impacts,
    "flows": _flows,
    "favoured": _outlook,
    "at_risk": _outlook,
    "scenarios": _scenarios,
    "exposures": _exposures,
    "vehicles": _vehicles,
    "tripwires": _tripwires,
    "catalysts": _catalysts,
    "metrics": _metrics,
    "log": _log,
    "holdings": _holdings,
    "members": _members,
    "mentions": _mentions,
    "criteria": _criteria,
    "pillars": _pillars,
    "cases": _cases,
}
