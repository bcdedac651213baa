"""Small vaults with prices that the test makes up: files in, a folder out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from thesisvault.market.readers import PriceRow, ReadOptions, read_rows
from thesisvault.market.readers.canonical import HEADER

MONDAY = date(2025, 1, 6)


def weekdays(count: int, first: date = MONDAY) -> list[date]:
    """The first `count` weekdays from `first` on."""
    days = (first + timedelta(days=offset) for offset in range(2 * count + 7))
    return [day for day in days if day.weekday() < 5][:count]


def wave(count: int, step: float, scale: float = 0.01) -> list[float]:
    """Returns that vary, without chance: the same numbers on every run."""
    return [scale * math.sin(1.0 + step * place + place * place * 0.37) for place in range(count)]


def levels(returns: Iterable[float], start: float = 100.0) -> list[float]:
    """Closes that begin at `start` and make the returns: one more than there are returns."""
    found = [start]
    for value in returns:
        found.append(found[-1] * (1.0 + value))
    return found


def own_file(
    symbol: str,
    closes: Mapping[date, float],
    currency: str | None = "USD",
    adjusted: str = "unknown",
    **actions: tuple[date, float],
) -> str:
    """A file in the vault's own form; `dividend` or `split` as one date and figure."""
    head = [f"# symbol: {symbol}"]
    head += [f"# currency: {currency}"] if currency else []
    head += [f"# adjusted: {adjusted}"] if adjusted != "unknown" else []
    rows = []
    for day, close in sorted(closes.items()):
        action = {name: str(value) for name, (on, value) in actions.items() if on == day}
        dividend, split = action.get("dividend", ""), action.get("split", "")
        rows.append(f"{day.isoformat()},,,,{close!r},,,{dividend},{split}")
    return "\n".join([*head, HEADER, *rows]) + "\n"


def on_days(days: Sequence[date], closes: Sequence[float]) -> dict[date, float]:
    """Closes by day."""
    return dict(zip(days, closes, strict=True))


def make_vault(
    root: Path,
    prices: Mapping[str, str],
    notes: Mapping[str, str] | None = None,
    config: str = "",
) -> Path:
    """A vault: files of `prices/` and notes by path, and what the config says."""
    files = {".thesis/config.toml": config, "Home.md": "Home.\n", **(notes or {})}
    files |= {f"prices/{name}": text for name, text in prices.items()}
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    (root / "prices").mkdir(exist_ok=True)
    return root


def rows_of(
    text: str, name: str = "NVDA", symbol: str | None = None, dates: str | None = None
) -> list[PriceRow]:
    """The rows of a file's text."""
    return list(
        read_rows(text.splitlines(keepends=True), f"{name}.csv", ReadOptions(symbol, dates))
    )
