"""What plain notes say of a security below a heading that names it: `### NVDA (258 shares)`, then
`Stop: 170`, `PT 260`, `Entry 198 (2026-01-12)`.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from thesisvault.model.facts import Holding, Reference, Side
from thesisvault.model.note import Heading, Kind
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import ANYWHERE, Passage
from thesisvault.parser.facts.dates import find_day, find_window
from thesisvault.parser.facts.headings import HEADED, is_past, symbol_in
from thesisvault.parser.facts.identity import read_symbol
from thesisvault.parser.facts.lists.held import AMOUNTS
from thesisvault.parser.facts.lists.levels import levels_in, shares_in
from thesisvault.parser.facts.lists.reading import WIKILINK, Reader, shown
from thesisvault.parser.facts.lists.stops import should_state
from thesisvault.parser.facts.vocabulary import Vocabulary

_LEAST = 2
"""Figures that make a heading one of a plan, where nothing says that it is held."""


class Plan(Struct):
    """What the lines below one heading say of a security."""

    named: Reference | None
    heading: Heading
    trail: tuple[Heading, ...]
    said: dict[str, Any] = field(default_factory=dict)
    is_dated: bool = False
    """Whether its entry has a day, or its status says so: it was bought."""
    is_over: bool = False
    is_listed: bool = False
    """Whether it is below *Positions* or the like."""


def read_plan(reader: Reader, passage: Passage, plans: dict[Heading, Plan]) -> None:
    """Take in what a line of a plain note says of the security that its heading names."""
    trail = [heading for heading in passage.section.trail if heading.level > 1]
    if not trail and (own := _of_file(reader)) is not None:
        trail = [own]
    role = passage.section.role
    is_listed = role == "positions" and reader.kind is Kind.NOTE  # elsewhere it is read whole
    is_detail = passage.is_item and not should_state(passage)
    if not trail or is_detail or not (is_listed or role in ("", ANYWHERE, "labels")):
        return
    at = next((n for n in range(len(trail) - 1, -1, -1) if security_of(trail[n])), len(trail) - 1)
    heading = trail[at]
    plan = plans.get(heading)
    if plan is None:
        plan = plans[heading] = Plan(security_of(heading), heading, tuple(trail))
        shares = shares_in(shown(heading.text))
        if shares is not None:
            plan.said["shares"] = shares
        plan.is_over = any(is_past(shown(item.text), reader.words) for item in trail)
        plan.is_listed = is_listed
        if is_listed and (side := reader.words.side(passage.section.name.removesuffix("s"))):
            plan.said["side"] = Side(side)
    for label in passage.labels():
        name = reader.words.property(label.key)
        if name == "symbol" and (symbol := read_symbol(label.value.partition(" ")[0])):
            span = label.span
            plan.named = Reference(symbol, linked=False, span=span, is_symbol=True)
        elif name in ("exit", "result", "closed") or (
            name == "status" and reader.words.status(label.value) == "closed"
        ):
            plan.is_over = True
        elif name == "side" and (side := reader.words.side(label.value)):
            plan.said["side"] = Side(side)
        elif name in ("entered", "opened") or (
            name == "status" and reader.words.status(label.value) == "held"
        ):
            plan.is_dated = True
    for level, _, _ in levels_in(passage, reader.words):
        if level.name == "exit":
            plan.is_over = True
        elif AMOUNTS[level.name] not in plan.said or level.name == "entry":
            plan.said[AMOUNTS[level.name]] = level.value
            is_bought = level.name == "entry" and find_window(level.text) is not None
            plan.is_dated = plan.is_dated or is_bought


def add_plans(reader: Reader, plans: dict[Heading, Plan]) -> None:
    """File what plans say: a position where shares or the day of an entry are written, else a
    row of what is watched.
    """
    for plan in plans.values():
        levels = [name for name in ("cost", "target", "stop") if name in plan.said]
        is_held = bool(plan.said.get("shares")) or plan.is_dated or plan.is_listed
        is_held = is_held and not any(_is_watchlist(item, reader.words) for item in plan.trail)
        is_told = len(levels) >= (1 if is_held else _LEAST)
        if plan.named is None or plan.is_over or not is_told:
            continue
        days = (find_day(shown(heading.text)) for heading in reversed(plan.trail))
        holding = Holding(
            plan.named,
            next(filter(None, days), reader.date),
            is_watched=not is_held,
            span=plan.heading.span,
            rule=HEADED,
            **plan.said,
        )
        reader.facts.add("holdings", holding)


def _of_file(reader: Reader) -> Heading | None:
    """What stands for a heading above the sections of a note that is called by a symbol, as
    `positions/NVDA.md` is.
    """
    stem = reader.path.rpartition("/")[2].removesuffix(".md")
    is_kept = reader.kind in (Kind.PORTFOLIO, Kind.WATCHLIST) and symbol_in(stem) == stem
    return Heading(1, stem, Span(0, 0, 0, 0)) if is_kept else None


def _is_watchlist(heading: Heading, words: Vocabulary) -> bool:
    return words.kind_of_stem(shown(heading.text).casefold()) == Kind.WATCHLIST


def security_of(heading: Heading) -> Reference | None:
    """The security that a heading begins with, by its symbol or its link."""
    if (symbol := symbol_in(shown(heading.text))) is not None:
        return Reference(symbol, linked=False, span=heading.span, is_symbol=True)
    links = WIKILINK.findall(heading.text)
    is_link = len(links) == 1 and heading.text.strip("*_ ").startswith("[[")
    return Reference(links[0], linked=True, span=heading.span) if is_link else None
