"""Renamed tickers: one instrument's history under its present name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from thesisvault.model.market import PriceSeries


def present_name(symbol: str, aliases: Mapping[str, str]) -> str:
    """The name `symbol` goes by now, following `{old: new}` as far as it leads.

    Raises ValueError when the map runs in a circle.
    """
    seen = [symbol]
    while (following := aliases.get(seen[-1])) is not None and following != seen[-1]:
        if following in seen:
            raise ValueError("ticker aliases run in a circle: " + " -> ".join([*seen, following]))
        seen.append(following)
    return seen[-1]


def join_renamed(
    series: Iterable[PriceSeries], aliases: Mapping[str, str]
) -> dict[str, PriceSeries]:
    """One series for each present name, with the bars of its old names joined in.

    Dates held under both names stay twice; `adjust` merges them when they agree and refuses the
    series when they do not. Differing currencies raise ValueError: that is another instrument,
    not a new name. `adjusted` is kept where all agree, else unknown.
    """
    groups: dict[str, list[PriceSeries]] = {}
    for one in series:
        groups.setdefault(present_name(one.symbol, aliases), []).append(one)
    joined: dict[str, PriceSeries] = {}
    for name, parts in groups.items():
        # The present name's own series comes first and lends its source.
        parts.sort(key=lambda part: (part.symbol != name, part.symbol))
        currencies = {part.currency for part in parts if part.currency is not None}
        if len(currencies) > 1:
            old = ", ".join(part.symbol for part in parts)
            raise ValueError(f"{old}: one alias, but currencies {', '.join(sorted(currencies))}")
        joined[name] = replace(
            parts[0],
            symbol=name,
            bars=tuple(bar for part in parts for bar in part.bars),
            currency=next(iter(currencies), None),
            adjusted=parts[0].adjusted if len({p.adjusted for p in parts}) == 1 else "unknown",
        )
    return joined
