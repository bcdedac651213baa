"""What plain notes say of a security below a heading that names it: `### NVDA (258 shares)`, then
`Stop: 170`, `PT 260`, `Entry 198 (2026-01-12)`, a card, criteria.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from thesisvault.model.facts import Criterion, Holding, Reference, Side
from thesisvault.model.note import ACCOUNTS, Heading, Kind, Table
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import ANYWHERE, Label, Passage, Section
from thesisvault.parser.facts.criteria import criterion_of
from thesisvault.parser.facts.currencies import CODES
from thesisvault.parser.facts.dates import find_day, find_window
from thesisvault.parser.facts.headings import (
    BELOW_HEADING,
    HEADED,
    NAMED,
    OPEN_TRADE,
    is_past,
    symbol_in,
)
from thesisvault.parser.facts.identity import read_symbol, symbol_listed
from thesisvault.parser.facts.lists.held import AMOUNTS, fields_of
from thesisvault.parser.facts.lists.levels import levels_in, levels_of, shares_in
from thesisvault.parser.facts.lists.reading import WIKILINK, Reader, link_name, shown, words_of
from thesisvault.parser.facts.lists.stops import is_criterion, should_state
from thesisvault.parser.facts.position import is_of_one
from thesisvault.parser.facts.prices import price_of
from thesisvault.parser.facts.properties import card_rows, level_rows
from thesisvault.parser.facts.sides import LEG, held_by_name, side_beside
from thesisvault.parser.facts.trades import OVER, Trade
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.facts.weights import Written, percent_in, read_weights

_IDEA = re.compile(
    r"(?:(?P<side>(?i:long|short|buy))(?::?\s+))?\$?(?P<symbol>[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?)"
    r"(?:\s+\(?(?P<side_behind>(?i:long|short))\)?)?"
    r"(?:\s*[:：,|(]\s*|\s+[-–—]\s+|\s+)(?=[^\W\d_]|@\s?[$€£]?\d)"
)
_SENTENCE_END = re.compile(r"\.\s+(?=[^\W_a-z]|[$€£¥₹+−-])")
_BELOW_ALL = 7
"""The level of a line that names a security, below every heading."""
_ROLES = ("", ANYWHERE, "labels", "criteria", "members", "watched")
"""Sections that say something of a security below its heading; `Holdings` are members elsewhere."""
_AMOUNTS = {**AMOUNTS, "buy": "buy"}
_LEAST = 2
"""Figures that make a heading one of a plan, where nothing says that it is held."""


class Plan(Struct):
    """What the lines below one heading say of a security."""

    named: Reference | None
    heading: Heading
    trail: tuple[Heading, ...]
    said: dict[str, Any] = field(default_factory=dict)
    criteria: list[Criterion] = field(default_factory=list)
    is_dated: bool = False
    """Whether its entry has a day, or its status says so: it was bought."""
    day: dt.date | None = None
    """That of its entry, where it has one."""
    is_open: bool = False
    """Whether its status says that it is held."""
    is_over: bool = False
    is_listed: bool = False
    """Whether it is below *Positions* or the like."""
    rule: str = HEADED


Plans = dict[Heading, Plan]


def read_plan(reader: Reader, passage: Passage, plans: Plans) -> bool:
    """Take in what a line of a plain note says of the security that its heading names, or that it
    names itself; False where it names none.
    """
    role = passage.section.role
    is_detail = passage.is_item and not should_state(passage)
    if is_detail or _is_held(reader, passage, plans) or _is_idea(reader, passage, plans):
        return True
    plan = _plan_of(reader, passage.section, plans)
    if plan is None:
        return False
    if role == "criteria":
        _take_criterion(reader, passage, plan)
        return True
    labels = list(passage.labels())
    for label in labels:
        is_thesis = reader.words.property(label.key) == "statement"
        if is_thesis and (thesis := _linked(passage, label)):
            plan.said.setdefault("thesis", thesis)
        _take(reader, plan, label.key, label.value, label.span)
        _take_sentences(reader, plan, label)
    for level, _, _ in levels_in(passage, reader.words):
        _take_level(plan, level.name, level.text, level.value)
    for label in labels if plan.named else ():
        name, price = reader.words.property(label.key), price_of(label.value)
        if name not in _AMOUNTS or _AMOUNTS[name] in plan.said:
            continue
        if plan.is_listed and price:  # `Cost: 10` may be of all shares where nothing is listed
            _take_level(plan, name, label.value, price)
        elif _FIGURE.match(label.value) or (plan.is_listed and label.value):
            reader.facts.tell("cell", f"{label.key}: {label.value}", label.span)
    return plan.named is not None


def _linked(passage: Passage, label: Label) -> Reference | None:
    """The note that a label's value begins with: `Thesis: [[Long NVIDIA]]`."""
    if not label.value.startswith("[["):
        return None
    line, column = label.span.line, label.span.column
    behind = (it for it in passage.links if it.span.line == line and it.span.column >= column)
    link = next(behind, None)
    return Reference(link.target, linked=True, span=link.span) if link else None


_FIGURE = re.compile(r"[~≈]?\s?(?:[$€£¥₹]\s?)?\d")
_BOUGHT = re.compile(r"(?i)(?:bought|purchased|opened|entered|added)\b")
_OF_WHOLE = re.compile(r"(?i)(?:at |now |currently )?(?=\d)")


def _take_sentences(reader: Reader, plan: Plan, label: Label) -> None:
    """What a value of several sentences says: `**Entry:** $97.97 CAD avg. 40 shares. Bought
    2026-05-11. Stop-loss: $84.00 CAD.`
    """
    first, *others = _SENTENCE_END.split(label.value.rstrip(". "))
    for sentence in (f"{label.key}: {first}", *others):
        for level in levels_of(sentence, reader.words):
            _take_level(plan, level.name, level.text, level.value)
        share = _SHARE.match(_OF_WHOLE.sub("", sentence, count=1))
        if share is not None and share["of"]:
            plan.said["weight"] = _weight(reader, share["share"], label.span)
        if _BOUGHT.match(sentence) and find_window(sentence) is not None:
            plan.is_dated = True


def read_card(reader: Reader, table: Table, section: Section, plans: Plans) -> None:
    """The same of a table: a card, or one of levels."""
    named = next(filter(None, map(security_of, reversed(section.trail))), None)
    plan = _plan_of(reader, section, plans) if named is not None else None
    if named is None or plan is None:
        return
    for key, value in (
        *card_rows(table, section, reader.words, named.name),
        *level_rows(table, reader.words),
    ):
        text = value.text.strip("*_` ")
        _take(reader, plan, key.text, text, value.span)
        name, price = reader.words.property(key.text) or "", price_of(text)
        if name in _AMOUNTS and (name != "cost" or is_of_one(key.text)):
            if price is not None and price > 0:
                _take_level(plan, name, text, price)
            elif not reader.words.is_absent(text):
                reader.facts.tell("cell", f"{key.text}: {text}", value.span)


def _plan_of(reader: Reader, section: Section, plans: Plans) -> Plan | None:
    """The plan that lines of a section belong to; None where they say nothing of a security."""
    trail = [heading for heading in section.trail if heading.level > 1]
    if not trail and (own := _of_file(reader)) is not None:
        trail = [own]
    role = section.role
    is_listed = role == "positions"
    if not trail or not (is_listed or role in _ROLES):
        return None
    traded = {trade.heading: trade for trade in reader.trades if trade.symbol}
    known = [n for n, item in enumerate(trail) if item in traded or security_of(item)]
    heading = trail[known[-1] if known else -1]
    plan = plans.get(heading)
    if plan is None:
        rule = f"{BELOW_HEADING}{section.name}" if is_listed else HEADED
        plan = plans[heading] = Plan(security_of(heading), heading, tuple(trail), rule=rule)
        if (trade := traded.get(heading)) is not None:
            _take_trade(reader, trade, plan)
            return plan
        shares = shares_in(shown(heading.text))
        if shares is not None:
            plan.said["shares"] = shares
        plan.is_over = _is_over(reader, trail)
        plan.is_listed = is_listed
        above = reader.words.side(section.name.removesuffix("s")) if is_listed else None
        if side := side_beside(shown(heading.text)) or above:
            plan.said["side"] = Side(side)
    return plan


_HELD_ROLES = ("", ANYWHERE, "labels", "members")
"""Sections of a portfolio in which a line may say what is held; and those of positions."""
_OF_SHARES = ("", "labels", "members", "positions")
"""Those in which a share alone is one of the whole; elsewhere it may be how far something rose."""
_BEHIND = re.compile(
    r"\s*(?:\((?P<side>(?i:long|short))\))?(?:\s*[:：,|]\s*|\s+[-–—]\s+|\s+)(?=\S)"
)
_APART = re.compile(rf"\s+[|·•/–—-]\s+|[,;]\s+|\s*[()]\s*|\s+(?=@)|{_SENTENCE_END.pattern}|\.\Z")
_SHARE = re.compile(
    r"(?i)(?P<share>\d{1,3}(?:[.,]\d+)?\s?%)"
    r"(?P<of>\s(?:of\s)?(?:the |my )?(?:nav|portfolio|book|total))?"
)
_PAID = re.compile(
    r"(?i)(?:@|at|avg\.?|average|cost(?: basis)?)[:\s]\s*(?P<price>[$€£¥₹]?\d[\d,.]*)"
)


def _weight(reader: Reader, share: str, span: Span) -> float | None:
    return read_weights([Written(share, span)], reader.words)[0][0]


_NOT_ONE = frozenset({"CASH", "EM", "DM", "REIT", "REITS", "BONDS", "GOLD", "OIL", "FX", "TOTAL"})
"""What a share of the whole may be of beside securities and currencies."""


def _is_held(reader: Reader, passage: Passage, plans: Plans) -> bool:
    """What is held in one line: `- [[CCJ]] — 120 sh, avg 41.20, stop 36`, `- VTI: 45%`."""
    role = passage.section.role
    is_kept = reader.kind is Kind.PORTFOLIO and role in _HELD_ROLES
    if not passage.is_item or not (is_kept or role == "positions"):
        return False
    first = passage.text[passage.task()[1] :].partition("\n")[0]  # below it may be another one
    text = shown(first)
    named, behind = _named_first(passage, text)
    if named is None or behind is None:
        return False
    heading = Heading(_BELOW_ALL, text, passage.span)
    plan = Plan(named, heading, (*passage.section.trail, heading), is_listed=True, rule=NAMED)
    if side := reader.words.side(behind["side"] or passage.section.name.removesuffix("s")):
        plan.said["side"] = Side(side)
    for part in filter(None, map(str.strip, _APART.split(text[behind.end() :]))):
        if share := _SHARE.fullmatch(part):
            plan.said["weight"] = _weight(reader, share["share"], passage.span)
        elif (paid := _PAID.fullmatch(part)) and (price := price_of(paid["price"])):
            _take_level(plan, "cost", part, price)
        for level in levels_of(part, reader.words):
            _take_level(plan, level.name, level.text, level.value)
    amounts = {*AMOUNTS.values(), *(("weight",) if role in _OF_SHARES or "of " in text else ())}
    if plan.said.keys().isdisjoint(amounts):
        return False
    plan.is_over = _is_over(reader, passage.section.trail)
    plans[heading] = plan
    return True


def _is_over(reader: Reader, trail: Iterable[Heading]) -> bool:
    """Whether a heading says that what is below it is past, or an example."""
    return any(is_past(shown(item.text), reader.words) for item in trail)


def _named_first(passage: Passage, text: str) -> tuple[Reference | None, re.Match[str] | None]:
    """The security that a line begins with, and what parts it from what is said of it."""
    link = next(iter(passage.links), None)
    if link is not None and text.startswith(link_name(link)):
        named = Reference(link.target, linked=True, span=link.span)
        return named, _BEHIND.match(text, len(link_name(link)))
    first = _FIRST.match(text)
    symbol = (symbol_listed(first[0]) or symbol_in(f"{first[0]}:")) if first else None
    if first is None or symbol is None or symbol in _NOT_ONE or symbol in CODES:
        return None, None
    named = Reference(symbol, linked=False, span=passage.span, is_symbol=True)
    return named, _BEHIND.match(text, first.end())


_FIRST = re.compile(
    r"(?:\$?[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?|\d{4,6}\.[A-Z]{1,4})(?![\w%])(?:\s\((?!(?i:long|short)\))[^\W\d][^()]*\))?"
    r"|[A-Z][^:()\d–—]{1,40}\s\(\$?[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?\)"
)
"""`NVDA`, `NVDA (Nvidia)`, `Nvidia (NVDA)`."""


def _is_idea(reader: Reader, passage: Passage, plans: Plans) -> bool:
    """A security with its levels in one line: `NVDA: entry 130, stop 117, target 156`."""
    _, text = words_of(passage)
    match = _IDEA.match(text) if passage.section.role in ("", ANYWHERE, "watched") else None
    rest = re.sub(r"\A@\s?", "entry ", text[match.end() :]) if match else ""
    levels = levels_of(rest, reader.words)
    if match is None or len(levels) < _LEAST or symbol_in(f"{match['symbol']}:") is None:
        return False
    span = passage.span
    named = Reference(match["symbol"], linked=False, span=span, is_symbol=True)
    heading = Heading(_BELOW_ALL, text, span)
    plan = plans[heading] = Plan(named, heading, (*passage.section.trail, heading), rule=NAMED)
    plan.is_over = _is_over(reader, passage.section.trail)
    if side := reader.words.side(match["side"] or match["side_behind"] or ""):
        plan.said["side"] = Side(side)
    for level in levels:
        _take_level(plan, level.name, level.text, level.value)
    return True


def _take_trade(reader: Reader, trade: Trade, plan: Plan) -> None:
    """What a heading that is a trade says of the security: it was bought. Where the note tells of
    a sale too, or of more than one purchase, what is left of it is anyone's guess.
    """
    span = trade.heading.span
    plan.named = Reference(trade.symbol, linked=False, span=span, is_symbol=True)
    same = [item for item in reader.trades if item.symbol == trade.symbol]
    plan.is_dated = trade.day is not None
    plan.is_over = any(item.is_sale for item in same)
    if len(same) > 1 and not trade.is_sale:
        reader.facts.tell("item", trade.title, span)
        plan.is_over = True


def _take_criterion(reader: Reader, passage: Passage, plan: Plan) -> None:
    """A criterion of the security; a stop among them is its stop."""
    _, text = words_of(passage)
    levels = [level for level, _, _ in levels_in(passage, reader.words) if level.name == "stop"]
    if levels:
        for level in levels:
            _take_level(plan, level.name, level.text, level.value)
    elif plan.named is not None and is_criterion(passage, text) and not _says_none(reader, text):
        criterion = criterion_of(text, passage.span, reader.rule(passage), reader.words)
        _add_criterion(plan, criterion)


def _add_criterion(plan: Plan, criterion: Criterion) -> None:
    """Keep a criterion once: a label that opens a section of criteria is read as both, and its
    value alone is what would end the position.
    """
    same = [at for at, item in enumerate(plan.criteria) if item.span.line == criterion.span.line]
    if not same:
        plan.criteria.append(criterion)
    elif len(criterion.text) < len(plan.criteria[same[0]].text):
        plan.criteria[same[0]] = criterion


def _says_none(reader: Reader, text: str) -> bool:
    """Whether a label among criteria says that there are none: `Sell if: none`."""
    return reader.words.is_absent(re.split("[:：]", text, maxsplit=1)[-1].strip(" *_.。"))


def _take(reader: Reader, plan: Plan, key: str, value: str, span: Span) -> None:
    """What a label says of the plan, beside its levels."""
    name, words = reader.words.property(key), reader.words
    if name == "symbol" and (symbol := read_symbol(value.partition(" ")[0])):
        plan.named = Reference(symbol, linked=False, span=span, is_symbol=True)
    elif name == "result" and (plan.is_listed or reader.kind is Kind.PORTFOLIO):
        return  # what is held has gained or lost so far
    elif name in OVER:
        plan.is_over = True
    elif name == "side" and (side := words.side(value)):
        plan.said["side"] = Side(side)
    elif name == "weight" and (share := percent_in(value)):
        plan.said["weight"] = _weight(reader, share[0], span)
    elif name == "status":
        status = words.status(value)
        plan.is_over = plan.is_over or status == "closed"
        plan.is_open = status in ("open", "held")
        plan.is_dated = plan.is_dated or status == "held"
    elif name in ("entered", "opened", "entry"):
        _take_entry(plan, name, value)
    elif words.heading(key) == "criteria" and plan.named and name is None:
        if not value or _says_none(reader, value):
            return
        criterion = criterion_of(value, span, f"label {key}", words)
        _add_criterion(plan, criterion)


def _take_entry(plan: Plan, name: str, value: str) -> None:
    """The day on which it was bought, and the price beside it: `2026-01-10 @ 54`. An entry with a
    day and other words is one to come: `after the results of 2026-02-25`.
    """
    window = find_window(value)
    beside = value.replace(window.text, "", 1).strip(" @,()") if window else ""
    paid = price_of(beside) if _PRICE_ALONE.fullmatch(beside) else None
    if name == "entry" and paid is None:
        return
    plan.is_dated = True
    if window is not None and window.start == window.end:
        plan.day = window.start
    if name == "entry":
        plan.said.setdefault("cost", paid)


_PRICE_ALONE = re.compile(r"(?:at |for )?[$€£¥₹]?\s?\d[\d.,]*(?:\s?[A-Z]{3}|[€¥])?")
_AVERAGE = re.compile(r"(?i)\b(?:avg|average)\b")
"""What an entry is that was paid."""


def _take_level(plan: Plan, name: str, text: str, value: float) -> None:
    if name == "exit":
        plan.is_over = True
    elif _AMOUNTS[name] not in plan.said or name == "entry":
        plan.said.update(fields_of(_AMOUNTS[name], text, value))
        is_bought = name == "entry" and (find_window(text) or _AVERAGE.search(text)) is not None
        plan.is_dated = plan.is_dated or is_bought


def add_plans(reader: Reader, plans: Plans) -> None:
    """File what plans say: a position where shares or the day of an entry are written, else a
    row of what is watched.
    """
    is_journal = reader.kind is Kind.TRADE
    for plan in plans.values():
        if is_journal and not plan.is_open:
            continue  # of what a journal tells, nothing says that it goes on
        is_held = bool(plan.said.get("shares")) or plan.is_dated or plan.is_listed or is_journal
        is_held = is_held and not any(_is_watchlist(item, reader.words) for item in plan.trail)
        if (price := plan.said.pop("buy", None)) and not is_held:
            plan.said.setdefault("cost", price)  # of what is held, it is where more is bought
        levels = [name for name in ("cost", "target", "stop") if name in plan.said]
        said = len(levels) + (_LEAST if plan.criteria else 0)
        is_told = said >= (1 if is_held else _LEAST) or (is_held and plan.rule is NAMED)
        is_labelled = plan.is_dated or bool(plan.said.keys() - {"side", "thesis"})
        is_told = is_told or (plan.is_listed and is_labelled)
        if plan.named is None or plan.is_over or not is_told:
            continue
        is_sure = plan.named.linked or plan.named.is_symbol
        if not is_sure and not {"shares", "cost"} <= plan.said.keys():
            continue
        days = (find_day(shown(heading.text)) for heading in reversed(plan.trail))
        if plan.said.get("side") is Side.SHORT and (shares := plan.said.get("shares")):
            plan.said["shares"] = -abs(shares)
        holding = Holding(
            plan.named,
            next(filter(None, days), (is_journal and plan.day) or reader.date),
            is_watched=not is_held,
            criteria=tuple(plan.criteria),
            span=plan.heading.span,
            rule=OPEN_TRADE if is_journal else plan.rule,
            **plan.said,
        )
        reader.facts.add("holdings", holding)


def _of_file(reader: Reader) -> Heading | None:
    """What stands for a heading above the sections of a note that is called by a symbol, as
    `positions/NVDA.md` is.
    """
    stem = reader.path.rpartition("/")[2].removesuffix(".md")
    is_kept = reader.kind in ACCOUNTS and symbol_in(stem) == stem
    return Heading(1, stem, Span(0, 0, 0, 0)) if is_kept else None


def _is_watchlist(heading: Heading, words: Vocabulary) -> bool:
    return words.kind_of_heading(shown(heading.text)) == Kind.WATCHLIST


def security_of(heading: Heading) -> Reference | None:
    """The security that a heading begins with, by its symbol or its link."""
    text = shown(heading.text)
    held = LEG.sub("", text, count=1) if LEG.match(text) else held_by_name(text)
    if (symbol := symbol_in(text) or (symbol_in(held) if held else None)) is not None:
        return Reference(symbol, linked=False, span=heading.span, is_symbol=True)
    links = WIKILINK.findall(heading.text)
    if len(links) == 1 and heading.text.strip("*_ ").startswith("[["):
        return Reference(links[0], linked=True, span=heading.span)
    long = _LONG.match(shown(heading.text))
    return Reference(long["symbol"], linked=False, span=heading.span) if long else None


_LONG = re.compile(
    r"(?:\d{1,2}[.)]\s+)?(?P<symbol>[A-Z][A-Z0-9&-]{6,11})(?=\s*\Z|\s*[(（:：]|\s+[-–—|])"
)
"""A symbol of India's exchanges, such as `RELIANCE`, or any word in capitals: no sure symbol."""
