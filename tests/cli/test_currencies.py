"""What trades in another currency is weighed by a held rate; without one it is left out."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from math import prod
from random import Random
from typing import Any

import pytest

from .conftest import Command, Write

DAYS = [day for at in range(130) if (day := dt.date(2025, 7, 1) + dt.timedelta(at)).weekday() < 5]
TABLE = "---\ntype: portfolio\ndate: 2025-07-01\n---\n\n| Ticker | Shares |\n|---|---|\n{}"
Closes = dict[str, list[float]]


def _walk(seed: int, start: float, step: float) -> list[float]:
    chance, closes = Random(seed), [start]
    for _ in DAYS[1:]:
        closes.append(closes[-1] * (1 + chance.gauss(0, step)))
    return closes


def _file(closes: list[float], currency: str) -> str:
    rows = "".join(f"{day},{close!r}\n" for day, close in zip(DAYS, closes, strict=True))
    return f"# currency: {currency}\nDate,Close\n{rows}"


@pytest.fixture
def closes(write: Write) -> Closes:
    """Ten shares of each of three: in dollars, in euros, in pence."""
    found = {
        "SPY": _walk(1, 600, 0.01),
        "AAA": _walk(2, 50, 0.02),
        "BBB.DE": _walk(3, 80, 0.02),
        "CCC.L": _walk(4, 900, 0.02),
        "EURUSD": _walk(5, 1.1, 0.004),
    }
    currencies = {"BBB.DE": "EUR", "CCC.L": "GBp"}
    rows = "".join(f"| {name} | 10 |\n" for name in ("AAA", "BBB.DE", "CCC.L"))
    write({"Book.md": TABLE.format(rows)})
    write(
        {
            f"prices/{name}.csv": _file(one, currencies.get(name, "USD"))
            for name, one in found.items()
        }
    )
    return found


def _exposure(thesis: Command) -> Any:
    return thesis("crowding", "--as-of", str(DAYS[-1]), "--json").json["exposure"]


def test_a_held_rate_weighs_and_what_has_none_is_said(closes: Closes, thesis: Command) -> None:
    found = _exposure(thesis)
    weights = {bet["name"]: bet["weight"] for bet in found["bets"]}
    euros = closes["BBB.DE"][-1] * closes["EURUSD"][-1]
    assert weights["BBB.DE"] == pytest.approx(euros / (euros + closes["AAA"][-1]))
    assert found["rates"] == [{"symbol": "EURUSD", "value": closes["EURUSD"][-1]}]
    left = [(one["thesis"], one["reason"]) for one in found["left_out"]]
    assert left == [("CCC.L", "in GBp, and the vault has no rate GBPUSD")]


def test_pence_are_pounds_and_an_inverse_is_a_rate(
    closes: Closes, thesis: Command, write: Write
) -> None:
    inverse = _walk(6, 0.75, 0.004)
    write({"prices/USDGBP=X.csv": _file(inverse, "GBP")})
    weights = {bet["name"]: bet["weight"] for bet in _exposure(thesis)["bets"]}
    pounds = closes["CCC.L"][-1] / 100 / inverse[-1]
    assert weights["CCC.L"] / weights["AAA"] == pytest.approx(pounds / closes["AAA"][-1])


def test_returns_are_in_the_benchmarks_currency(closes: Closes, thesis: Command) -> None:
    beta = next(bet["beta"] for bet in _exposure(thesis)["bets"] if bet["name"] == "BBB.DE")

    def moves(name: str) -> list[float]:
        return [after / before - 1 for before, after in pairwise(closes[name])]

    market = moves("SPY")
    own = [
        prod(1 + one for one in both) - 1
        for both in zip(moves("BBB.DE"), moves("EURUSD"), strict=True)
    ]
    mean, centre = (sum(values) / len(values) for values in (own, market))
    with_market = sum((y - mean) * (m - centre) for y, m in zip(own, market, strict=True))
    assert beta == pytest.approx(with_market / sum((m - centre) ** 2 for m in market))


def test_an_old_rate_is_none(closes: Closes, thesis: Command, write: Write) -> None:
    stale = _file(closes["EURUSD"], "USD").splitlines(keepends=True)[:40]
    write({"prices/EURUSD.csv": "".join(stale)})
    found = _exposure(thesis)
    assert [bet["name"] for bet in found["bets"]] == ["AAA"]
    reasons = {one["thesis"]: one["reason"] for one in found["left_out"]}
    assert reasons["BBB.DE"] == f"in EUR, and the last rate of EURUSD is from {DAYS[37]}"


def test_a_rate_that_is_not_held_is_crossed(closes: Closes, thesis: Command, write: Write) -> None:
    other = _walk(7, 0.86, 0.004)
    write({"prices/EURGBP.csv": _file(other, "GBP")})
    found = _exposure(thesis)
    weights = {bet["name"]: bet["weight"] for bet in found["bets"]}
    dollars = closes["CCC.L"][-1] / 100 / other[-1] * closes["EURUSD"][-1]
    assert weights["CCC.L"] / weights["AAA"] == pytest.approx(dollars / closes["AAA"][-1])
    assert [rate["symbol"] for rate in found["rates"]] == ["EURGBP", "EURUSD"]


def test_an_unknown_currency_is_said(closes: Closes, thesis: Command, write: Write) -> None:
    assert _exposure(thesis)["assumed"] == []
    write({"prices/AAA.csv": _file(closes["AAA"], "USD").partition("\n")[2]})
    assert _exposure(thesis)["assumed"] == ["AAA"]
    shown = thesis("crowding", "--as-of", str(DAYS[-1])).out
    assert "unknown currency, taken as the benchmark's: AAA" in " ".join(shown.split())
