"""All that a note states: its properties, its dates, the rows of its tables, its lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import (
    Facts,
    Figure,
    Interval,
    LogLine,
    Reference,
    Side,
    StatedImpact,
    Status,
)
from thesisvault.model.note import (
    ACCOUNTS,
    MARKETS,
    QUOTING,
    THESES,
    Heading,
    Kind,
    Property,
    Scalar,
    Tag,
    Unread,
)
from thesisvault.parser.body.passages import may_state
from thesisvault.parser.facts.dates import day_of_name
from thesisvault.parser.facts.headings import (
    BELOW_HEADING,
    HEADED,
    NAMED,
    OPEN_TRADE,
    is_held,
    symbol_in,
)
from thesisvault.parser.facts.identity import Identity, find_identity
from thesisvault.parser.facts.kinds import kind_of, states_nothing
from thesisvault.parser.facts.periods import period_of_note
from thesisvault.parser.facts.position import PLANNED
from thesisvault.parser.facts.properties import DATED
from thesisvault.parser.facts.properties.coming import read_dated, read_earnings
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.facts.properties.dating import (
    DATES,
    looks_clipped,
    moved_after_close,
    read_changed,
    read_day,
    read_event,
    read_horizon,
    read_note_date,
    read_started,
)
from thesisvault.parser.facts.properties.figures import (
    read_criteria,
    read_figures,
    read_named_stops,
    side_named,
    side_viewed,
)
from thesisvault.parser.facts.properties.flows import read_flows, read_moves
from thesisvault.parser.facts.properties.holding import read_exposures, read_proxy, read_relations
from thesisvault.parser.facts.properties.standing import (
    labelled_lines,
    read_draft,
    read_side,
    read_status,
    unknown_values,
)
from thesisvault.parser.facts.properties.trade import read_trade, traded
from thesisvault.parser.facts.sides import side_of_name
from thesisvault.parser.facts.trades import TRADED, read_trades
from thesisvault.parser.facts.vocabulary import Vocabulary

if TYPE_CHECKING:
    from thesisvault.parser.body.collector import Contents
    from thesisvault.parser.body.passages import Passage, Section

_OF_ANY_NOTE = frozenset({*DATES, "updated", "type", "author", "clipped", "source"}) - {"opened"}
"""Properties that state nothing beyond a note's kind and date, in notes of these kinds:"""
_PLAIN = (*QUOTING, Kind.NOTE)
_KEEPING = (*ACCOUNTS, Kind.NOTE)
"""Notes whose headings may name securities, with a card below each."""
_NOTHING = Facts()


class Reading(Struct):
    """What was read of one note."""

    kind: Kind
    kind_rule: str
    date: dt.date | None
    misdated: bool
    """Whether it has a date, but none that can be read."""
    facts: Facts
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read_facts(
    path: str,
    front: Iterable[Property],
    contents: Contents,
    tags: Iterable[Tag],
    words: Vocabulary,
) -> Reading:
    """A note's kind, its date, and what it states; `front` are its front matter's properties."""
    if states_nothing(path, words):
        return Reading(Kind.NOTE, "", None, False, _NOTHING)
    note = Context(path, front, contents, words)
    properties = note.properties
    names = [tag.name for tag in tags]
    kind, rule = kind_of(path, properties, names, contents.headings, words)
    started = read_started(note, kind)
    # A rotation without a date is not known before the day on which it says that it started.
    date = read_note_date(note, kind) or (started.start if started else None)
    if date is None and kind in THESES:
        date = read_day(note, "entered")
    if kind is Kind.NOTE and date and looks_clipped(note, date):
        kind, rule = Kind.SOURCE, "a line that dates it"
    titles = [heading for heading in contents.headings[:1] if heading.level == 1]
    found = find_identity(kind, path, properties, titles, words)
    if found is None and kind is Kind.THESIS and any(map(properties.has, PLANNED)):
        found = next(_titled(titles), None)
    held = traded(note) if kind is Kind.TRADE else None
    symbol = found.symbol if found else held.name if held else ""
    is_stated = rule.startswith("property")
    is_journal = kind is Kind.TRADE and not is_stated and not symbol and _tells_trades(note)
    rows = _read_body(note, Kind.NOTE if is_journal else kind, date, symbol)
    # The note of a day tells what was done on it, and not all that is held since.
    is_of_a_day = day_of_name(note.name) is not None
    is_plain = kind is Kind.NOTE or is_journal
    if is_plain and not is_of_a_day and (kept := _kept(note, rows)) is not None:
        kind, rule = kept
    facts = _NOTHING
    if rows or found or kind not in _PLAIN or not properties.are_among(_OF_ANY_NOTE):
        facts = _facts(note, kind, rule, date, started, found, rows)
    note.diagnostics += properties.diagnostics
    if kind not in ACCOUNTS:  # those are of several securities
        note.diagnostics += properties.disagreements()
    is_thesis = kind is Kind.THESIS or facts.is_thesis
    note.diagnostics += unknown_values(note, kind, facts.status if is_thesis else Status.OPEN)
    unread = properties.unread if facts != _NOTHING or kind is not Kind.NOTE else []
    # `- CCJ: 120 sh, avg 41.20` is no label of that name.
    in_lines = {item.span.line for item in facts.holdings if item.rule == NAMED}
    unread = [item for item in unread if item.span.line not in in_lines]
    if facts.is_draft:
        facts = Facts(is_draft=True)
    return Reading(
        kind, rule, date, note.is_misdated and date is None, facts, note.diagnostics,
        [*unread, *note.unread],
    )  # fmt: skip


def _facts(
    note: Context,
    kind: Kind,
    rule: str,
    date: dt.date | None,
    started: Interval | None,
    found: Identity | None,
    rows: dict[str, list[Any]],
) -> Facts:
    """What the properties state, with the rows of the body."""
    if criteria := list(read_criteria(note, kind)):
        rows["criteria"] = [*rows.get("criteria", ()), *criteria]
    status, is_draft = read_status(note), read_draft(note, kind)
    is_held = status is Status.HELD
    is_thesis = kind is Kind.THESIS or (kind is Kind.STOCK and _is_thesis_too(note, rows, is_held))
    if is_thesis:
        _complete(note, rows, kind, found, date)
    if kind in THESES and "earnings" in note.properties:
        rows.setdefault("catalysts", []).extend(read_earnings(note))
    if DATED in note.properties:
        rows.setdefault("catalysts", []).extend(read_dated(note, kind))
    review, due = read_day(note, "review"), note.properties.scalar("review")
    opened = read_day(note, "opened")
    side = read_side(note, kind, is_thesis)
    if "into" in note.properties or "out_of" in note.properties:
        rows.setdefault("flows", []).extend(read_flows(note, kind, date))
        rows.setdefault("stated_moves", []).extend(read_moves(note, kind, date))
    if kind in MARKETS and (period := period_of_note(note.path, note.contents.headings)):
        moves = rows.get("stated_moves", ())
        rows["stated_moves"] = [replace(move, period=period) for move in moves]
    if kind in THESES and "stop" in note.properties:
        rows.setdefault("tripwires", []).extend(read_named_stops(note))
    if kind is Kind.TRADE:
        rows.setdefault("holdings", []).extend(read_trade(note, date, status, rows))
    if held := rows.get("exposures"):
        from thesisvault.parser.facts.weights import signed

        # Positions are in money, and a table of exposures has said it in shares of the whole.
        stated = [item for item in held if item.rule != "holdings"]
        rows["exposures"] = signed(stated or held, side)
    relations = (*read_relations(note, kind, rows), *rows.pop("relations", ()))
    figures = (*_symbol(kind, found), *read_figures(note, kind, side), *rows.pop("figures", ()))
    figures = (*figures, *_settled(note, figures, rows, side), *rows.pop("more_targets", ()))
    told: dict[str, Any] = {name: tuple(facts) for name, facts in rows.items()}
    facts = Facts(
        side=side,
        symbol=found.symbol if found else None,
        proxy=read_proxy(note, kind),
        status=status,
        is_draft=is_draft,
        is_thesis=is_thesis and kind is not Kind.THESIS,
        opened=opened,
        closed=read_day(note, "closed"),
        review=review,
        review_span=due.span if review and due else None,
        horizon=read_horizon(note, opened or date) if is_thesis else None,
        conviction=note.properties.text("conviction"),
        started=started,
        happens=read_event(note, kind, rule, date),
        after_close=moved_after_close(note, kind, date),
        relations=relations,
        figures=figures,
        **told,
    )
    labelled = dict(labelled_lines(note, facts))
    return replace(facts, labelled=labelled) if labelled else facts


def _read_body(
    note: Context, kind: Kind, date: dt.date | None, symbol: str
) -> dict[str, list[Any]]:
    """What tables state, and lists under headings that are known; `symbol` is the note's."""
    contents = note.contents
    found: dict[str, list[Any]] = {}
    tables = [*zip(contents.tables, contents.sections, strict=True), *note.properties.tables]
    if tables:
        # A command that reads one changed note waits for every import: this one takes 5 ms.
        from thesisvault.parser.facts.tables import read_tables

        rows = read_tables(
            tables, kind, note.path, date, note.words,
            note.properties.text("symbol") or "", is_short=_is_short(note),
        )  # fmt: skip
        found = rows.found
        note.diagnostics += rows.diagnostics
        note.unread += rows.unread
    trades = read_trades(contents.headings, note.words)
    may_keep = kind in _KEEPING and any(map(_names_security, contents.sections))
    if may_keep or any(_may_list(passage, kind, note.words) for passage in contents.passages):
        from thesisvault.parser.facts.lists import read_lists

        lists = read_lists(
            contents.passages, kind, note.path, date, note.words, tables, symbol,
            trades, is_short=_is_short(note),
        )  # fmt: skip
        for name, facts in lists.found.items():
            found.setdefault(name, []).extend(facts)
        note.diagnostics += lists.diagnostics
        note.unread += lists.unread
    logged = {line.span for line in found.get("log", ())}
    for trade in trades if kind in (*THESES, *_KEEPING, Kind.TRADE) else ():
        is_own = trade.symbol in ("", symbol) if kind in THESES else bool(trade.symbol)
        if trade.day and is_own and trade.heading.span not in logged:
            line = LogLine(trade.day, trade.title, span=trade.heading.span, rule=TRADED)
            found.setdefault("log", []).append(line)
    slips = (
        [it for it in contents.headings if _is_near(it, note.words)]
        if kind is not Kind.NOTE
        else []
    )
    if slips:
        from thesisvault.parser.facts.lists import near_heading

        near = (near_heading(item, kind, note.words) for item in slips)
        note.diagnostics += filter(None, near)
    return found


def _tells_trades(note: Context) -> bool:
    """Whether a note's headings tell trades, each of its own security: it is no single trade."""
    return any(trade.symbol for trade in read_trades(note.contents.headings, note.words))


def _kept(note: Context, rows: dict[str, list[Any]]) -> tuple[Kind, str] | None:
    """What a plain note is by what it keeps: securities that its headings name with what is
    held of them, or tables of holdings under a heading that says that they are held.
    """
    found = rows.get("holdings")
    if not found:
        return None
    if any(row.rule == OPEN_TRADE for row in found):
        return Kind.TRADE, "a table of open trades"
    named = [row for row in found if row.rule.startswith((HEADED, NAMED, BELOW_HEADING))]
    if named and all(row.is_watched for row in found):
        return Kind.WATCHLIST, "headings of securities"
    if any(not row.is_watched for row in named):
        return Kind.PORTFOLIO, "headings of securities"
    if is_held(("", note.name), note.words):
        return Kind.PORTFOLIO, f"name `{note.name}`"
    lines = {row.span.line for row in found}
    for table in note.contents.tables:
        is_of_holdings = not lines.isdisjoint(range(table.span.line, table.span.end_line + 1))
        if is_of_holdings and is_held(table.headings, note.words):
            return Kind.PORTFOLIO, "a heading of holdings"
    return None


def _settled(
    note: Context, figures: Sequence[Figure], rows: dict[str, list[Any]], side: Side | None
) -> Sequence[Figure]:
    """What lines of their own add to these figures."""
    if not (lines := rows.pop("lines", ())):
        return ()
    from thesisvault.parser.facts.lists.anywhere import settle

    added, said, unread = settle(figures, lines, side)
    note.diagnostics += said
    note.unread += unread
    return added


def _is_near(heading: Heading, words: Vocabulary) -> bool:
    is_section = heading.level > 1 and not heading.is_ours
    return is_section and words.near_heading(heading.text) != ""


def _is_thesis_too(note: Context, rows: dict[str, list[Any]], is_held: bool) -> bool:
    """Whether a stock's note holds its thesis: a heading or a label says so, and another that it
    is held or will be bought, or a criterion what would end it.
    """
    properties = note.properties
    named = side_named(note, Kind.STOCK)
    has_thesis = properties.has("statement") or any(
        note.words.heading(heading.text) == "thesis" for heading in note.contents.headings
    )
    says_side = note.words.side(properties.text("side") or "") or side_viewed(note) or named
    return (has_thesis or named is not None) and (
        says_side is not None
        or "criteria" in rows
        or any(properties.has(name) for name in ("entry", "buy", "stop", "shares"))
        or is_held
        or (properties.text("conviction") or "0") != "0"
        or any(
            item.name in ("entry", "buy", "stop")
            for item in (*rows.get("figures", ()), *rows.get("lines", ()))
        )
    )


def _complete(
    note: Context,
    rows: dict[str, list[Any]],
    kind: Kind,
    found: Identity | None,
    date: dt.date | None,
) -> None:
    """Add what a thesis holds where no table says it, and what it says of itself."""
    if "exposures" not in rows:
        exposures = list(read_exposures(note, kind, found))
        if exposures:
            rows["exposures"] = exposures
    for scalar, rule in note.properties.all("status"):
        # `Strongly confirmed`: what a list of theses says of each, said in its own note.
        if note.words.status(scalar.text) is None:
            _says_of_itself(note, rows, scalar, rule, read_changed(note) or date)
    for scalar, rule in note.properties.all("impact"):
        is_read = _says_of_itself(note, rows, scalar, rule, date)
        if not is_read and note.words.status(scalar.text) is None:
            note.unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))


def _says_of_itself(
    note: Context, rows: dict[str, list[Any]], scalar: Scalar, rule: str, day: dt.date | None
) -> bool:
    """Add what a value says of its own thesis; False where it says nothing."""
    from thesisvault.parser.facts.phrases import read_impact

    labels = read_impact(scalar.text, note.words)
    if labels:
        own, text = Reference(note.path, linked=True, span=scalar.span), scalar.text.strip()
        impact = StatedImpact(own, text, labels, day, span=scalar.span, rule=rule)
        rows.setdefault("stated_impacts", []).append(impact)
    return bool(labels)


def _titled(titles: Iterable[Heading]) -> Iterator[Identity]:
    """The symbol in the title of what has a price: `BTC swing`."""
    for heading in titles:
        if symbol := symbol_in(heading.text):
            yield Identity(symbol, "title", heading.span)


def _is_short(note: Context) -> bool:
    said = note.words.side(note.properties.text("side") or "")
    return (said or side_of_name(note.name)) == Side.SHORT


def _names_security(section: Section) -> bool:
    return any(symbol_in(heading.text) for heading in section.trail)


def _may_list(passage: Passage, kind: Kind, words: Vocabulary) -> bool:
    """Whether a passage may state more than a note's properties."""
    return kind in MARKETS or not passage.section.has_labels_only or may_state(passage.text, words)


def _symbol(kind: Kind, found: Identity | None) -> Iterator[Figure]:
    """The symbol of a stock's note, with its place and its rule."""
    if kind is Kind.STOCK and found is not None:
        yield Figure("symbol", found.symbol, span=found.span, rule=found.rule)
