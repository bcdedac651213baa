"""On which day a rotation is measured, which prices that needs, and why there may be none."""

from __future__ import annotations

import datetime as dt

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import thesis_basket
from thesisvault.impact.tripwires.thesis import opened_on
from thesisvault.market.adjust import PriceView
from thesisvault.market.sessions import shifted
from thesisvault.model.facts import StatedMove
from thesisvault.model.note import Kind, Note, Profile
from thesisvault.model.review import NO_EXPOSURE, Citation
from thesisvault.model.settings import MarketSettings


def event_of(vault: Vault, note: Profile) -> Citation | None:
    """The day on which a rotation's effect is measured, as ISO text, with the line that says it.

    A start known to the day; else the day of its first stated move; else the note's own date.
    None too for a draft.
    """
    if note.facts.is_draft:
        return None
    started = note.facts.started
    if started is not None and started.start == started.end:
        prop = vault.notes[note.path].find_property("started")
        return Citation(started.start.isoformat(), note.path, prop.span.shown_line if prop else 1)
    for move in note.facts.stated_moves:
        if move.day is not None:
            line = _line_of(vault.notes[note.path], move.day) or move.span.shown_line
            return Citation(move.day.isoformat(), note.path, line)
    return Citation(note.date.isoformat(), note.path, 1) if note.date else None


def counts_from(vault: Vault, note: Profile, day: dt.date) -> dt.date:
    """The first day whose session may count for what a rotation dates to `day`: the day after its
    own, where its news came after the close.
    """
    event = event_of(vault, note) if note.facts.after_close else None
    return shifted(day, 1) if event is not None and event.text == day.isoformat() else day


def move_counts_from(vault: Vault, note: Profile, move: StatedMove) -> dt.date | None:
    """The same of a stated move; its own table, or its row, has the say before its note."""
    if move.day is None or move.after_close is None:
        return counts_from(vault, note, move.day) if move.day else None
    return shifted(move.day, 1) if move.after_close else move.day


def _line_of(note: Note, day: dt.date) -> int | None:
    """The line of the heading that dates what stands under it."""
    from thesisvault.parser.facts.dates import find_day

    headings = (item for item in note.headings if find_day(item.text) == day)
    return next((item.span.shown_line for item in headings), None)


def first_session_needed(vault: Vault, market: MarketSettings) -> dt.date | None:
    """The first date whose prices a review may need; None where nothing needs any.

    Stated moves and rotations need the sessions of a test before them; a thesis with tripwires,
    also in the note of a stock that it may hold, needs its whole life, and a window before it.
    """
    events = [
        move.day
        for note in vault.noted_facts.values()
        for move in note.facts.stated_moves
        if move.day is not None
    ]
    events += [
        dt.date.fromisoformat(event.text)
        for note in vault.noted_facts.values()
        if note.kind is Kind.ROTATION and (event := event_of(vault, note))
    ]
    events += [
        shifted(started.end, 1)
        for note in vault.noted_facts.values()
        if note.kind is Kind.ROTATION and (started := note.facts.started)
    ]
    is_any_stock_guarded = any(
        note.kind is Kind.STOCK and note.facts.is_guarded for note in vault.noted_facts.values()
    )
    events += [
        opened
        for note in vault.noted_facts.values()
        if (note.facts.is_guarded or (is_any_stock_guarded and note.kind is Kind.THESIS))
        and not note.facts.closed
        and (opened := opened_on(note.facts))
    ]
    events += [
        row.day
        for note in vault.noted_facts.values()
        for row in note.facts.holdings
        if row.is_guarded and row.day is not None
    ]
    return history_start(min(events), market.estimation + market.gap) if events else None


def history_start(event: dt.date, sessions: int) -> dt.date:
    """A date that lies at least that many sessions before `event`, and some to spare."""
    # Five sessions a week, and room for the holidays.
    return shifted(event, -(sessions * 7 // 5 + sessions // 20 + 30))


_WHAT_TO_TYPE = "the note on {} should say what trades, such as `ticker: NVDA`"
_LONGEST_TICKER = 5
"""Letters of a stock's symbol; pairs such as `EURUSD` are three and three."""


def _is_name(symbol: str) -> bool:
    """Whether a note's name in capitals was taken for a symbol, for want of one: `NVIDIA`."""
    return symbol.isalpha() and len(symbol) > _LONGEST_TICKER


def why_unmeasured(vault: Vault, thesis: Node, prices: PriceView) -> str:
    """Why prices say nothing of a thesis, in words that later prices do not change."""
    basket = thesis_basket(vault, thesis)
    if basket is None:
        return NO_EXPOSURE
    without = [
        symbol
        for symbol in basket.weights
        if basket.why_left_out(symbol) or not prices.adjusted(symbol).dates
    ]
    if unweighed := [symbol for symbol in without if symbol in basket.unweighed]:
        return f"the weight of {', '.join(unweighed)} is not understood"
    if without:
        unnamed = [symbol for symbol in without if symbol in basket.unpriced or _is_name(symbol)]
        told = f" ({_WHAT_TO_TYPE.format(' and '.join(unnamed))})" if unnamed else ""
        return f"no prices for {', '.join(without)}{told}"
    return "no dated rotation applies"
