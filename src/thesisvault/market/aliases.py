"""Renamed tickers: one instrument's history under its present name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from thesisvault.market.naming import unit_of
from thesisvault.model.market import PriceSeries


def present_name(symbol: str, aliases: Mapping[str, str]) -> str:
    """The name `symbol` goes by now, following `{old: new}` as far as it leads.

    Raises ValueError when the map runs in a circle.
    """
    seen = [symbol]
    while (following := aliases.get(seen[-1])) is not None and following != seen[-1]:
        if following in seen:
            raise ValueError("ticker aliases form a loop: " + " -> ".join([*seen, following]))
        seen.append(following)
    return seen[-1]


def join_renamed(
    series: Iterable[PriceSeries], aliases: Mapping[str, str]
) -> dict[str, PriceSeries]:
    """One series for each present name, with the bars of its old names joined in.

    Dates held under both names stay twice; `adjust` merges them when they agree and refuses the
    series when they do not. `why_not_one` says what raises ValueError. `adjusted` is kept where
    all agree, else unknown.
    """
    groups: dict[str, list[PriceSeries]] = {}
    for one in series:
        groups.setdefault(present_name(one.symbol, aliases), []).append(one)
    joined: dict[str, PriceSeries] = {}
    for name, parts in groups.items():
        # The present name's own series comes first and lends its source.
        parts.sort(key=lambda part: (part.symbol != name, part.symbol))
        if reason := why_not_one(parts):
            old = ", ".join(dict.fromkeys(part.symbol for part in parts))
            raise ValueError(f"{old}: one alias, but {reason}")
        joined[name] = replace(
            parts[0],
            symbol=name,
            bars=tuple(bar for part in parts for bar in part.bars),
            currency=next((part.currency for part in parts if part.currency), None),
            adjusted=parts[0].adjusted if len({p.adjusted for p in parts}) == 1 else "unknown",
        )
    return joined


def why_not_one(parts: Sequence[PriceSeries]) -> str | None:
    """Why histories cannot be joined into one series, or None where they can.

    Two currencies are two instruments, and pence beside pounds two levels. Closes that are
    adjusted and closes that are not (or are not said to be) differ in level, so that a return
    across the seam would be made up.
    """
    units = {unit_of(part.currency): part.currency for part in parts if part.bars and part.currency}
    if len(units) > 1:
        return f"currencies {', '.join(sorted(units.values()))}"
    levels = {part.adjusted for part in parts if part.bars}
    if "yes" in levels and len(levels) > 1:
        others = " and ".join(sorted(levels - {"yes"}))
        return f"closes adjusted: yes in one part, {others} in another"
    return None
