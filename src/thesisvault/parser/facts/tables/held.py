"""What tables say is held, or belongs to a group, and where its stops are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from thesisvault.model.facts import (
    Criterion,
    Exposure,
    Holding,
    Mention,
    QuantityKind,
    Reference,
    RelationKind,
    Side,
    StatedRelation,
    Tripwire,
)
from thesisvault.model.note import Kind, Table
from thesisvault.parser.facts.criteria import criterion_of
from thesisvault.parser.facts.dates import find_window
from thesisvault.parser.facts.headings import OPEN_TRADE, symbol_in
from thesisvault.parser.facts.identity import bare_name, is_symbol, read_symbol, symbol_named
from thesisvault.parser.facts.periods import period_of_stop
from thesisvault.parser.facts.prices import price_of, range_of, target_of
from thesisvault.parser.facts.references import cell_references
from thesisvault.parser.facts.tables.forms import columns_of
from thesisvault.parser.facts.tables.row import Place, Row, TableFacts, row_of, tell_side
from thesisvault.parser.facts.vocabulary import TableForm, Vocabulary
from thesisvault.parser.facts.weights import Written, read_weights


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
        tell_side(row, facts)
        held, side = _sided(row, subject)
        facts.add("exposures", Exposure(held, weight, side, span=row.span, rule=row.rule))
        if stop := row.text("stop"):
            _add_stop(row, held, side, stop, facts)


def _vehicles(rows: list[Row], facts: TableFacts) -> None:
    """What a thesis is expressed through: links and symbols, equally weighted; nothing private."""
    for row in rows:
        if row.words.ownership(row.text("category")) == "unlisted":
            continue
        tell_side(row, facts)
        side = row.words.side(row.text("side")) or row.place.side
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


def read_stops(
    table: Table, day: dt.date | None, words: Vocabulary, place: Place, facts: TableFacts
) -> None:
    """The stops of a thesis in a table that states nothing else: one of each security."""
    form = words.tables["holdings"]
    columns = columns_of(table.heads, TableForm(("subject", "stop"), form.without, form.roles))
    for cells in table.rows if columns else ():
        row = row_of("stop", cells, columns or {}, day, words, place)
        subject, stop = row.reference("subject"), row.text("stop")
        if subject is not None and stop:
            held, side = _sided(row, subject)
            _add_stop(row, held, side, stop, facts)


def read_open_trades(
    table: Table, day: dt.date | None, words: Vocabulary, place: Place, facts: TableFacts
) -> bool:
    """The trades of a journal that are open, with their levels; those that are over are history.

    Whether the table is one: it names securities, a status of each or its exit, and a stop or a
    target; in a plain note a stop and another price, since projects have targets and costs too.
    """
    form, dates = words.tables["holdings"], words.tables["log"].roles
    roles = {**{head: role for head, role in dates.items() if role[0] == "date"}, **form.roles}
    columns = columns_of(table.heads, TableForm(("subject",), form.without, roles))
    exits = [at for at, head in enumerate(table.heads) if words.property(head) in _EXITS]
    if columns is None or not ("status" in columns or exits):
        return False
    levels = columns.keys() & {"stop", "target", "cost"}
    needs = {"stop"} if place.kind is Kind.NOTE else {"stop", "target"}
    if levels.isdisjoint(needs) or (len(needs) == 1 and len(levels) < 2):
        return False
    kept = [cells for cells in table.rows if cells]
    rows = [row_of(OPEN_TRADE, cells, columns, day, words, place) for cells in kept]
    standing = [
        (row, _standing(row, [cells[at].text for at in exits if at < len(cells)]))
        for row, cells in zip(rows, kept, strict=True)
    ]
    # An exit in every row may be a plan: then nothing says which trades are over.
    telling = {"open", "held", "closed"} if "status" in columns else {"open"}
    if telling.isdisjoint(status for _, status in standing):
        return False
    for row, status in standing:
        if status is None and row.text("stop"):
            facts.tell(row, "status")
    _holdings([_entered(row) for row, status in standing if status in ("open", "held")], facts)
    return True


_EXITS = ("exit", "result", "closed")
"""Properties in whose columns an open trade has nothing yet."""


def _standing(row: Row, exits: Sequence[str]) -> str | None:
    """Whether a trade is open: by its status, else by what its exit and result say."""
    if row.text("status"):
        return row.words.status(row.text("status"))
    if not exits:
        return None
    is_open = all(row.words.status(text) == "open" or not text.strip(" -–—?") for text in exits)
    return "open" if is_open else "closed"


def _entered(row: Row) -> Row:
    """The row of a trade as of the day of its entry, where it says one."""
    found = find_window(row.text("date"))
    return replace(row, date=found.start) if found and found.start == found.end else row


def _holdings(rows: list[Row], facts: TableFacts) -> None:
    held: list[tuple[Row, Holding]] = []
    may_be_open = not all(_says(row, "exit") for row in rows)
    for row in rows:
        named = row.reference("subject")
        if named is None:
            continue
        plain, side = _sided(row, named)
        subject = _security(plain)
        plain_names = {_plain(named), _plain(subject), _plain(named).partition(" (")[0]}
        if plain_names & _TOTALS or _SUMMED.fullmatch(_plain(named)):
            continue
        if _TRANCHE.fullmatch(_plain(subject)):
            facts.tell(row, "subject")
            continue
        if _OPTION.search(named.name):
            facts.tell(row, "subject")
            continue
        shares, weight = row.quantity("shares").low, row.quantity("weight")
        tell_side(row, facts)
        if side is Side.SHORT and shares is not None:
            shares = -abs(shares)
        is_left = _says(row, "exit") and (may_be_open or _says(row, "result"))
        is_over = row.words.status(row.text("status")) == "closed" or _says(row, "over") or is_left
        if is_over or row.place.is_over:
            if row.place.is_watched:
                continue
            shares = 0.0
        _tell_unread(row, facts)
        holding = Holding(
            subject,
            row.date,
            shares,
            row.quantity("cost").low,
            weight.low if weight.kind is QuantityKind.CHANGE else None,
            _target(row, Side.SHORT if (shares or 0.0) < 0 else side),
            _price(row, "stop"),
            period_of_stop(row.text("stop")),
            is_watched=row.place.is_watched,
            side=side,
            criteria=tuple(_criteria(row)),
            thesis=row.reference("thesis") if row.cell("thesis").links else None,
            span=row.span,
            rule=row.rule,
        )
        facts.add("holdings", holding)
        held.append((row, holding))
    if rows and rows[0].place.kind is Kind.THESIS:
        _hold_in_thesis([item for item in held if item[1].is_held], facts)


def _says(row: Row, role: str) -> bool:
    """Whether a cell is neither empty nor a dash, nor says that a row is open."""
    said = row.text(role)
    return bool(said.strip(" -–—?")) and row.words.status(said) != "open"


def _criteria(row: Row) -> Iterator[Criterion]:
    """What would end it, in the row's own words, a stop that is no level among them."""
    if row.text("stop") and _price(row, "stop") is None and row.place.kind is not Kind.THESIS:
        said = f"Stop: {row.text('stop')}"
        yield criterion_of(said, row.cell("stop").span, row.rule, row.words)
    if any(map(str.isalpha, text := row.text("criterion"))):
        span = row.cell("criterion").span
        yield criterion_of(text, span, row.rule, row.words)


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
        side = holding.own_side
        exposure = Exposure(holding.subject, weight, side, span=row.span, rule=row.rule)
        facts.add("exposures", exposure)
        if stop := row.text("stop"):
            _add_stop(row, holding.subject, side, stop, facts)
        for criterion in holding.criteria:
            facts.add("criteria", criterion)


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
    return named, Side(side) if side else row.place.side


def _plain(reference: Reference) -> str:
    return reference.name.casefold().strip("*_ ")


def _security(subject: Reference) -> Reference:
    """The same by its symbol, where plain words are one, or end in one: `Caterpillar (CAT)`."""
    name = bare_name(subject.name)
    symbol = None if subject.linked else symbol_named(name)
    if symbol is None and not subject.linked and (remarked := _REMARKED.fullmatch(name)):
        symbol = symbol_named(remarked["symbol"])
    if symbol is None and not subject.linked:
        symbol = symbol_in(subject.name)  # `GDX breakout`
    if symbol is None:
        return subject
    return Reference(symbol, linked=False, span=subject.span, is_symbol=True)


def _target(row: Row, side: Side | None) -> float | None:
    text, own = row.text("target"), side or (Side.SHORT if row.place.is_short else None)
    return _price(row, "target") if range_of(text) is None else target_of(text, own)


def _price(row: Row, role: str) -> float | None:
    """A level, also one with a remark: `$76.50 (pending)`; none that is so far from another."""
    quantity = row.quantity(role)
    price = price_of(row.text(role))
    is_amount = quantity.kind is QuantityKind.AMOUNT and not quantity.unit[:1].isalpha()
    return quantity.low if price is None and is_amount else price


def _tell_unread(row: Row, facts: TableFacts) -> None:
    figures = ["shares", "cost", "weight", "target"]
    if row.place.kind is not Kind.THESIS:  # there a stop is a tripwire, in any words
        figures.append("stop")
    for role in figures:
        found = row.quantity(role)
        is_part = found.kind is QuantityKind.CHANGE
        is_read = found.low is not None and (
            is_part if role == "weight" else not is_part or role != "stop"
        )
        is_read = is_read or (role == "target" and _target(row, None) is not None)
        is_read = is_read or (role == "stop" and _price(row, role) is not None)
        if row.text(role) and not is_read:
            if role != "stop":
                facts.tell(row, role)
                continue
            message = f"The stop `{row.text(role)}` is a criterion: it has no level such as 88."
            facts.hint("figure-unparsed", message, row.cell(role).span)


_TRANCHE = re.compile(r"(?:t|tranche|lot|buy|tp)[ #]?\d")
"""A part of the position in a row above: `T1`."""
_REMARKED = re.compile(r"(?P<symbol>[A-Z][A-Z0-9.-]{0,7}) \([^()A-Z]+\)")
"""A symbol with a remark that names nothing: `NVDA (avg)`."""
_OPTION = re.compile(r"(?i)[(\[][^()\[\]]*\b(?:puts?|calls?|options?|spread|straddle|leaps?)\b")
"""`DOCS (short put)`: an option, which says nothing about shares or their side."""
_SUMMED = re.compile(
    r"(?:(?:account|portfolio|grand|sub|net|overall|us|intl|equity|equities)?[ -]?)?totals?(?: .*)?"
    r"|(?:.+ )?(?:cash|money market)(?: (?:&|and|\+|in|\().*)?|(?:.+ )?(?:balance|subtotal)"
)
"""`Account total`, `Cash & cash investments`, `Money market`."""
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
        "小计",
        "总计",
        "合計",
        "净清算",
        "usd 现金",
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


READERS: dict[str, Callable[[list[Row], TableFacts], None]] = {
    "exposures": _exposures,
    "vehicles": _vehicles,
    "holdings": _holdings,
    "members": _members,
    "mentions": _mentions,
}
