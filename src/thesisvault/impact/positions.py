"""What is held without a thesis: rows of the newest tables of holdings, and stocks' own notes.

A table of an earlier day is history. Notes that are called the same but for a date, or whose
property `account` is the same, are one series, of which the newest day counts; any others are
accounts of their own, each with its newest day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.graph import Edge, Node, Relation, Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.portfolio.baskets import symbol_of
from thesisvault.impact.portfolio.holdings import holdings
from thesisvault.impact.scope import Line, Position, exposures, is_thesis, side_of
from thesisvault.impact.tripwires.thesis import opened_on
from thesisvault.model.facts import Figure, Holding, Reference, Side, Status
from thesisvault.model.note import ACCOUNTS, Kind, Note, Profile
from thesisvault.model.review import Citation, Flag
from thesisvault.parser.facts.headings import BELOW_HEADING, HEADED, OPEN_TRADE
from thesisvault.parser.facts.position import AMOUNTS, is_of_one

_DATE = re.compile(r"(?:19|20)\d\d(?:[-_. ]?(?:\d\d|[QW]\d{1,2}|H[12]))*", re.IGNORECASE)
_REPEATED = 2
"""Rows from which equal numbers are not chance."""
_OWN_FIGURES = {"shares": "shares", "entry": "cost", "cost": "cost", "weight": "weight"}
"""Properties of a stock's note, and the column that each would be."""


class Amount(Struct, frozen=True):
    """How much is held, by all accounts; None where no line says so."""

    shares: float | None
    cost: float | None
    weight: float | None


def positions(
    vault: Vault, theses: Iterable[Node], held: Iterable[Position] | None = None
) -> tuple[Position, ...]:
    """What is held and that none of these open theses holds the same way, by name; nor is it of
    one where its row links the thesis.

    `held`: all that is held, where it is known already.
    """
    found = all_positions(vault) if held is None else tuple(held)
    return without_thesis(found, held_within(vault, theses, found))


def without_thesis(
    held: Iterable[Position], within: Mapping[str, Sequence[Position]]
) -> tuple[Position, ...]:
    """What is held and stands under no thesis in `held_within`."""
    under = {(item.id, item.side) for items in within.values() for item in items}
    return tuple(item for item in held if (item.id, item.side) not in under)


def held_within(
    vault: Vault, theses: Iterable[Node], held: Iterable[Position]
) -> Mapping[str, Sequence[Position]]:
    """What is held, under the first of these theses that holds it too; and, as held, each stock
    that a thesis holds by name and whose own note states what to watch.
    """
    left = {(_key(vault, item.id), item.side): item for item in held}
    seen = set(left)
    found: dict[str, Sequence[Position]] = {}
    linked = {key: set(_linked(vault, item)) for key, item in left.items()}
    for thesis in theses:
        covered = _covered(vault, (thesis,)) if left else set()
        keys = sorted(key for key in left if key in covered or thesis.id in linked[key])
        named = [(key, item) for key, item in _guarded(vault, thesis) if key not in seen]
        seen.update(key for key, _ in named)
        found[thesis.id] = [*map(left.pop, keys), *(item for _, item in named)]
    return found


def _guarded(vault: Vault, thesis: Node) -> Iterator[tuple[tuple[str, Side], Position]]:
    """The stocks that a thesis holds by name, with notes of their own that state what to watch."""
    for edge in exposures(vault, thesis):
        node = vault.nodes[edge.target]
        is_stock = node.kind is Kind.STOCK and not is_thesis(node)
        if is_stock and node.note is not None and node.note.facts.is_guarded:
            sign = (side_of(thesis) or Side.LONG).sign * edge.sign
            side = Side.LONG if sign > 0 else Side.SHORT
            name = symbol_of(node) or node.name
            opened = opened_on(thesis.note.facts) if thesis.note else None
            position = Position(
                node.id, name, node.kind, node.note, node.linked, side, edge, (), opened
            )
            yield (_key(vault, node.id), side), position


def all_positions(vault: Vault) -> tuple[Position, ...]:
    """What is held by all accounts, also what a thesis holds, by name."""
    return tuple(_positions(vault, _held_lines(vault)))


def watched_rows(
    vault: Vault, theses: Iterable[Node], held: Iterable[Position] | None = None
) -> tuple[Position, ...]:
    """The rows of the newest watchlists that are neither held nor under a thesis, by name.

    `held`: as for `positions`.
    """
    known = {key for key, _ in _covered(vault, theses)}
    known |= {_key(vault, item.id) for item in (all_positions(vault) if held is None else held)}
    rows = _newest_rows(vault, watched=True)
    return tuple(item for item in _made(vault, rows) if _key(vault, item.id) not in known)


def amount(position: Position) -> Amount:
    """The sum over the lots of a table and over accounts of unlike days.

    Tables of one day say the same twice, unless their notes name unlike accounts; where they do
    not, the first counts (see `disagreements`).
    """
    tables: dict[object, list[Line]] = {}
    for line in position.lines:
        tables.setdefault((line.note, line.table), []).append(line)
    days: dict[tuple[dt.date | None, str], list[Line]] = {}
    for lines in tables.values():
        if lines[0].table >= 0:
            days.setdefault((lines[0].day, lines[0].account), lines)
    lots = [line.holding for lines in days.values() for line in lines if line.holding.is_held]
    own = [line.holding for line in position.lines if line.table < 0]
    return Amount(
        _total(lots, "shares") if lots else _first(own, "shares"),
        _mean_cost(lots) or _first(own, "cost"),
        _total(lots, "weight") if lots else _first(own, "weight"),
    )


def levels(position: Position) -> Iterator[tuple[str, float, Line]]:
    """The targets and stops of a position's rows, each level once; its own note's come apart."""
    seen: set[tuple[str, float]] = set()
    for line in position.lines:
        for name in ("target", "stop"):
            level: float | None = getattr(line.holding, name)
            if level is not None and (name, level) not in seen:
                seen.add((name, level))
                yield name, level, line


def disagreements(position: Position) -> Iterator[Flag]:
    """Two tables of one day, or a table and the stock's own note, that say unlike things."""
    held = [line for line in position.lines if not line.holding.is_watched]
    for one, other in combinations(held, 2):
        of_one_day = one.day == other.day or min(one.table, other.table) < 0
        if one.account != other.account and "" not in (one.account, other.account):
            continue
        if not of_one_day or (one.note, one.table) == (other.note, other.table):
            continue
        if _differ(one.holding, other.holding):
            message = (
                f"{one.note}:{one.span.shown_line} says “{one.text}”, "
                f"{other.note}:{other.span.shown_line} says “{other.text}”: the first counts"
            )
            yield Flag("holdings-disagree", message, cite(other))
            return


def cite(line: Line) -> Citation:
    """What a line says, and where."""
    return Citation(line.text, line.note, line.span.shown_line)


def _positions(vault: Vault, lines: Iterable[tuple[str, Line]]) -> list[Position]:
    return [item for item in _made(vault, lines) if any(_says_held(line) for line in item.lines)]


def _made(vault: Vault, lines: Iterable[tuple[str, Line]]) -> list[Position]:
    """One position for each security that lines are about, whatever they call it."""
    by_key: dict[str, list[tuple[str, Line]]] = {}
    for node, line in lines:
        by_key.setdefault(_key(vault, node), []).append((node, line))
    found = (_position(vault, named) for named in by_key.values())
    return sorted(found, key=lambda item: (item.name.casefold(), item.id))


def _position(vault: Vault, named: Sequence[tuple[str, Line]]) -> Position:
    noted = (node for node, _ in named if vault.nodes[node].note is not None)
    node = vault.nodes[next(noted, named[0][0])]
    lines = tuple(sorted((line for _, line in named), key=_newest_first))
    first = next((line for line in lines if line.holding.is_held), lines[0])
    edge = Edge(node.id, node.id, Relation.EXPOSURE, 1.0, 1.0, first.note, first.span)
    side = first.holding.own_side or Side.LONG
    name = symbol_of(node) or node.name
    return Position(node.id, name, node.kind, node.note, node.linked, side, edge, lines)


def _newest_first(line: Line) -> tuple[bool, bool, int]:
    return line.holding.is_watched, line.table < 0, -line.day.toordinal() if line.day else 0


def _held_lines(vault: Vault) -> list[tuple[str, Line]]:
    """The rows of the newest tables, zero rows too, and trades that are open; what portfolios plan
    for them under headings of their own; then what stocks' notes say of themselves.
    """
    rows = list(_newest_rows(vault, watched=False))
    keys = {_key(vault, node) for node, line in rows if line.holding.is_held}
    trades = list(_trades(vault, keys))
    keys |= {_key(vault, node) for node, _ in trades}
    rows += trades
    told = {line.span for _, line in rows}
    plans = [
        item
        for item in (_plans(vault) if keys else ())
        if _key(vault, item[0]) in keys and item[1].span not in told
    ]
    # A note that contains its thesis says in the thesis how it is held; a table says it elsewhere.
    own = [item for note in vault.noted_facts.values() for item in _own_lines(note)]
    return [*rows, *plans, *(item for item in own if not is_thesis(vault.nodes[item[0]]))]


def _trades(vault: Vault, held: Container[str]) -> Iterator[tuple[str, Line]]:
    """Trades that are open. Of what a table says is held too, they add levels and no amount."""
    for path, note in vault.noted_facts.items():
        for row in note.facts.holdings if note.kind is Kind.TRADE else ():
            if row.rule == OPEN_TRADE:
                node = vault.node_id(row.subject, path)
                own = replace(row, is_watched=_key(vault, node) in held)
                yield node, _row_line(vault, path, own)


def _plans(vault: Vault) -> Iterator[tuple[str, Line]]:
    """Levels and criteria below headings that name a security: they add no amount to what is held,
    and count until they are written otherwise.
    """
    for path, note in vault.noted_facts.items():
        for row in note.facts.holdings if note.kind is Kind.PORTFOLIO else ():
            if row.rule == HEADED and row.day in (None, note.date):
                line = _row_line(vault, path, replace(row, is_watched=True))
                yield vault.node_id(row.subject, path), line


def _newest_rows(vault: Vault, *, watched: bool) -> Iterator[tuple[str, Line]]:
    series: dict[str, list[tuple[str, Holding]]] = {}
    beside: list[tuple[str, Holding]] = []
    for path, note in vault.noted_facts.items():
        if note.kind in ACCOUNTS:
            rows = [(path, row) for row in note.facts.holdings if row.is_watched is watched]
            if note.kind is Kind.WATCHLIST and not watched:
                beside += rows
            elif rows:
                account = _account(vault, path)
                key = f"account: {account}" if account else _series(path)
                series.setdefault(key, []).extend(rows)
    # A watchlist that shows what is held repeats the portfolio, and is no account of its own.
    if beside and len(series) < 2:
        series.setdefault(next(iter(series), ""), []).extend(beside)
    for found in series.values():
        newest = max((row.day for _, row in found if row.day), default=None)
        lines = [_row_line(vault, path, row) for path, row in found if row.day == newest]
        for line in _once(lines):
            yield vault.node_id(line.holding.subject, line.note), line


def _once(lines: Sequence[Line]) -> Iterator[Line]:
    """The rows without those of a table that says once more, in shorter names, what one before it
    in its note says: row by row the same numbers of shares.
    """
    tables: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        tables.setdefault((line.note, line.table), []).append(line)
    seen: set[tuple[str, tuple[float | None, ...]]] = set()
    for (note, _), rows in tables.items():
        shares = tuple(row.holding.shares for row in rows)
        if (note, shares) not in seen or len(rows) < _REPEATED or None in shares:
            yield from rows
        seen.add((note, shares))


def _row_line(vault: Vault, path: str, row: Holding) -> Line:
    table = _table(vault.notes[path], row)
    account = _account(vault, path)
    return Line(path, _words(row), row.span, row.rule, row.day, row, table, account)


def _account(vault: Vault, path: str) -> str:
    """Whose holdings a note lists, where its property `account` says it."""
    named = vault.notes[path].find_property("account")
    return fold(named.scalars[0].text) if named is not None and named.scalars else ""


def _series(path: str) -> str:
    """A note's path without its dates: a newer note of that name takes an older one's place."""
    return re.sub(r"[\W_]+", " ", _DATE.sub("", fold(path).removesuffix(".md"))).strip()


def _table(note: Note, row: Holding) -> int:
    spans = (table.span for table in note.tables)
    return next((s.line for s in spans if s.line <= row.span.line <= s.end_line), row.span.line)


def _own_lines(note: Profile) -> Iterator[tuple[str, Line]]:
    """What a stock's note says of its being held: its status, its shares, its entry, what one share
    cost on average.
    """
    facts = note.facts
    if note.kind is not Kind.STOCK or facts.status in (Status.CLOSED, Status.WATCHED):
        return
    figures = {item.name: item for item in facts.figures}
    said = {name: item for name, item in figures.items() if item.value is not None}
    owned = [said.pop(name) for name in ("shares", "entry") if name in said]
    if "cost" in said and is_of_one(said["cost"].rule):  # a plain cost may be of anything
        owned.append(said.pop("cost"))
    shares = figures.get("shares")
    if shares is not None and shares.value == 0:
        return
    if facts.status is Status.HELD and "status" in figures:
        owned.insert(0, figures["status"])
    if owned:
        extra = [said[name] for name in ("cost", "weight") if name in said]
        for figure in (*owned, *extra):
            yield note.path, _own_line(note, figure)


def _own_line(note: Profile, figure: Figure) -> Line:
    subject = Reference(note.path, True, figure.span)
    column = _OWN_FIGURES.get(figure.name)
    value = figure.value
    holding = Holding(
        subject,
        None,
        shares=value if column == "shares" else None,
        cost=value if column == "cost" else None,
        weight=value if column == "weight" else None,
        side=note.facts.side,
        span=figure.span,
        rule=figure.rule,
    )
    text = f"{figure.name}: {figure.text}"
    return Line(note.path, text, figure.span, figure.rule, None, holding)


def _says_held(line: Line) -> bool:
    is_property = line.table < 0
    says_amount = any(getattr(line.holding, name) is not None for name in AMOUNTS)
    # What has a heading of its own, and a date on which it was bought, may name no amount.
    is_own = line.rule == OPEN_TRADE or line.rule.startswith(BELOW_HEADING)
    return line.holding.is_held and (is_property or says_amount or is_own)


def _words(row: Holding) -> str:
    """A row's figures in words: `60 shares, cost 51, weight 55%`."""
    found = []
    if row.shares is not None:
        found.append(f"{row.shares:,g} {'share' if abs(row.shares) == 1 else 'shares'}")
    if row.cost is not None:
        found.append(f"cost {row.cost:,g}")
    if row.weight is not None:
        found.append(
            f"weight {row.weight:.4g}" if row.weight > 5 else f"weight {100 * row.weight:g}%"
        )
    return ", ".join(found) or row.subject.name


def _differ(one: Holding, other: Holding) -> bool:
    pairs = [(getattr(one, name), getattr(other, name)) for name in AMOUNTS]
    return any(a is not None and b is not None and a != b for a, b in pairs) or (
        one.is_held != other.is_held
    )


def _total(lots: Sequence[Holding], name: str) -> float | None:
    known = [value for lot in lots if (value := getattr(lot, name)) is not None]
    return sum(known) if known and len(known) == len(lots) else None


def _first(lots: Sequence[Holding], name: str) -> float | None:
    return next((value for lot in lots if (value := getattr(lot, name)) is not None), None)


def _mean_cost(lots: Sequence[Holding]) -> float | None:
    """Of one share; where a lot lacks its number or its cost, only what all lots agree on."""
    paid = [(lot.shares, lot.cost) for lot in lots if lot.shares and lot.cost is not None]
    whole = sum(shares for shares, _ in paid)
    if len(paid) == len(lots) and whole:
        return sum(shares * cost for shares, cost in paid) / whole
    costs = {lot.cost for lot in lots}
    return costs.pop() if len(costs) == 1 else None


def _covered(vault: Vault, theses: Iterable[Node]) -> set[tuple[str, Side]]:
    """What theses hold, name by name: groups are spread over their members."""
    return {
        (_key(vault, node), Side.LONG if share.share > 0 else Side.SHORT)
        for thesis in theses
        for node, share in holdings(vault, thesis).names.items()
    }


def _linked(vault: Vault, item: Position) -> Iterator[str]:
    """The notes that rows of what is held link as the thesis on it."""
    for line in item.lines:
        if line.holding.thesis is not None:
            yield vault.node_id(line.holding.thesis, line.note)


def _key(vault: Vault, node: str) -> str:
    """One security, whether a note, a link or a plain ticker names it."""
    found = vault.nodes[node]
    return fold(symbol_of(found) or found.name)
