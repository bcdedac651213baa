"""The moves that notes state, compared with prices."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from thesisvault.graph import Node, Vault
from thesisvault.impact.events import move_counts_from
from thesisvault.impact.portfolio.baskets import proxy_of, symbol_of
from thesisvault.market.adjust import PriceView
from thesisvault.market.claims import check_claim, claim_of
from thesisvault.market.missing_sessions import lacked_at
from thesisvault.model.facts import QuantityKind, Reference, StatedMove
from thesisvault.model.market import Claim, ClaimCheck
from thesisvault.model.note import Profile


class CheckedMove(Struct, frozen=True):
    """A stated move with what prices say of it."""

    note: str
    move: StatedMove
    name: str
    symbol: str | None
    claim: Claim | None
    check: ClaimCheck


def check_moves(
    vault: Vault, prices: PriceView, wanted: frozenset[str] | None = None
) -> tuple[CheckedMove, ...]:
    """Every stated move of the notes (of those whose path is in `wanted`), by note and line.

    Cells that state nothing are passed over; what cannot be checked says why.
    """
    return tuple(
        _check(vault, prices, note, move)
        for note in vault.noted_facts.values()
        if wanted is None or note.path in wanted
        for move in note.facts.stated_moves
        if move.quantity.kind is not QuantityKind.ABSENT
    )


def _check(vault: Vault, prices: PriceView, note: Profile, move: StatedMove) -> CheckedMove:
    node = _node(vault, move.subject, note)
    symbol = _symbol(vault, node, move.subject, prices)
    day = move_counts_from(vault, note, move)
    claim = claim_of(move.quantity, day, move.period, move.since)

    def unchecked(reason: str) -> CheckedMove:
        asked = claim or Claim("change", day)
        check = ClaimCheck(asked, "unchecked", None, None, None, None, reason=reason)
        return CheckedMove(note.path, move, move.subject.name, symbol, claim, check)

    if claim is None:
        return unchecked(f"`{move.quantity.text}` is not understood as a move")
    if symbol is None:
        return unchecked(f"no note gives `{move.subject.name}` a symbol")
    benchmark = None
    if claim.kind == "relative":
        other = Reference(move.quantity.benchmark, linked=False, span=move.span)
        proxy = _symbol(vault, _node(vault, other, note), other, prices)
        if proxy is None:
            return unchecked(f"no note gives `{other.name}` a symbol to measure against")
        benchmark = prices.adjusted(proxy)
    series = prices.adjusted(symbol)
    # A day that the benchmark lacks and the symbol has is a session all the same.
    sessions = {*series.dates}
    if day:
        calendar = prices.benchmark(day)
        back = abs(claim.streak or 1)
        sessions.update(calendar.dates, lacked_at(prices, calendar, day, back))
    is_late = day != move.day
    check = check_claim(claim, series, benchmark, sorted(sessions) or None, is_next=is_late)
    return CheckedMove(note.path, move, move.subject.name, symbol, claim, check)


def _node(vault: Vault, reference: Reference, note: Profile) -> Node | None:
    return vault.nodes.get(vault.node_id(reference, note.path))


def _symbol(vault: Vault, node: Node | None, reference: Reference, prices: PriceView) -> str | None:
    if node is not None and (symbol := symbol_of(node) or proxy_of(vault, node, prices)):
        return symbol
    held = prices.symbols()
    if reference.name in held:
        return reference.name
    folded = reference.name.casefold()
    return next((symbol for symbol in held if symbol.casefold() == folded), None)


def failed(checked: tuple[CheckedMove, ...]) -> Iterator[CheckedMove]:
    """Those that prices contradict."""
    return (item for item in checked if item.check.verdict == "fails")
