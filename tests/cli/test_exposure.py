"""Betas, shares of risk and entropy bets, held against numpy; weights by what is held."""

from __future__ import annotations

import datetime as dt
from random import Random

import numpy as np
import pytest

from cli.conftest import Command, Write, run
from thesisvault.impact.portfolio.exposure import covariance, eigen, entropy_bets

DAYS = [
    day for at in range(60) if (day := dt.date(2025, 10, 1) + dt.timedelta(days=at)).weekday() < 5
]
HEAD = "# symbol: {}\n# currency: USD\n# adjusted: no\n"
HEAD += "date,open,high,low,close,adj_close,volume,dividend,split\n"


@pytest.mark.parametrize("size", [1, 2, 7])
def test_eigenvalues_and_covariance_are_those_of_numpy(size: int) -> None:
    chance = Random(size)
    columns = [[chance.gauss(0, 1 + at) for _ in range(30)] for at in range(size)]
    matrix = covariance(columns)
    assert np.allclose(matrix, np.atleast_2d(np.cov(columns)))
    values, vectors = eigen(matrix)
    assert np.allclose(sorted(values), np.linalg.eigvalsh(np.array(matrix)))
    for value, vector in zip(values, vectors, strict=True):
        assert np.allclose(np.array(matrix) @ vector, value * np.array(vector))


def test_entropy_bets_of_known_books() -> None:
    assert entropy_bets([[1.0, 0.0], [0.0, 1.0]], [0.5, 0.5]) == pytest.approx(2.0)
    assert entropy_bets([[1.0, 1.0], [1.0, 1.0]], [0.5, 0.5]) == pytest.approx(1.0)
    assert entropy_bets([[1.0, 0.0], [0.0, 1.0]], [1.0, 0.0]) == pytest.approx(1.0)
    assert entropy_bets([[0.0, 0.0], [0.0, 0.0]], [0.5, 0.5]) is None


def _series(seed: int, scale: float, market: list[float]) -> list[float]:
    chance = Random(seed)
    return [scale * one + chance.gauss(0, 0.004) for one in market]


def _csv(symbol: str, returns: list[float]) -> str:
    rows, close = [], 100.0
    for day, one in zip(DAYS, [0.0, *returns], strict=True):
        close *= 1 + one
        rows.append(f"{day},,,,{close:.8f},,,,\n")
    return HEAD.format(symbol) + "".join(rows)


def _vault(write: Write, holdings: str) -> tuple[list[float], list[float], list[float]]:
    chance = Random(9)
    market = [chance.gauss(0, 0.01) for _ in DAYS[1:]]
    one, two = _series(1, 1.4, market), _series(2, 0.6, market)
    thesis = "---\ntype: thesis\nside: {}\ntickers: {}\ncreated: 2025-09-01\n---\n"
    write(
        {
            "Theses/Long AA.md": thesis.format("long", "AA"),
            "Theses/Short BB.md": thesis.format("short", "BB"),
            "prices/SPY.csv": _csv("SPY", market),
            "prices/AA.csv": _csv("AA", one),
            "prices/BB.csv": _csv("BB", two),
            **({"Holdings.md": holdings} if holdings else {}),
        }
    )
    return market, one, two


def test_beta_and_share_of_risk(write: Write, thesis: Command) -> None:
    market, one, two = _vault(write, "")
    found = thesis("crowding", "--as-of", str(DAYS[-1]), "--json").json["exposure"]
    own = np.array([one, [-value for value in two]])
    weights = np.array([0.5, 0.5])
    spread = np.cov(own)
    betas = [np.cov(row, market)[0, 1] / np.var(market, ddof=1) for row in own]
    risk = weights * (spread @ weights) / (weights @ spread @ weights)
    assert (found["weights"], found["sessions"]) == ("equal", len(market))
    assert [bet["beta"] for bet in found["bets"]] == pytest.approx(betas, abs=1e-4)
    assert [bet["share_of_risk"] for bet in found["bets"]] == pytest.approx(risk, abs=1e-3)
    assert found["beta"] == pytest.approx(float(weights @ betas), abs=1e-4)


def test_weights_are_those_of_the_holdings(write: Write) -> None:
    holdings = "---\ntype: portfolio\n---\n## 2025-10-01\n\n| Ticker | Shares |\n|---|---|\n"
    _, one, two = _vault(write, holdings + "| AA | 30 |\n| BB | -10 |\n")
    found = run("crowding", "--as-of", str(DAYS[-1]), "--json").json["exposure"]
    worth = [30 * float(np.prod(np.add(1, one))), 10 * float(np.prod(np.add(1, two)))]
    expected = [value / sum(worth) for value in worth]
    assert found["weights"] == "holdings"
    assert [bet["weight"] for bet in found["bets"]] == pytest.approx(expected, abs=1e-6)


def test_what_is_not_held_has_no_part(write: Write) -> None:
    holdings = "---\ntype: portfolio\n---\n## 2025-10-01\n\n| Ticker | Shares |\n|---|---|\n"
    _vault(write, holdings + "| AA | 30 |\n")
    found = run("crowding", "--as-of", str(DAYS[-1]), "--json").json["exposure"]
    assert [(bet["name"], bet["weight"]) for bet in found["bets"]] == [("Long AA", 1.0)]
    assert found["left_out"] == [
        {"thesis": "Short BB", "name": None, "reason": "none of it is held"}
    ]


def test_the_interval_holds_the_figure_and_is_the_same_each_time(write: Write) -> None:
    _vault(write, "")
    shown = [run("crowding", "--as-of", str(DAYS[-1]), "--json").json["bets"] for _ in range(2)]
    assert shown[0] == shown[1]
    bet = shown[0][0]
    assert bet["low"] < bet["effective"]
    assert bet["high"] is None or bet["effective"] < bet["high"]


def test_the_range_of_entropy_bets_holds_the_figure_and_is_the_same_each_time(write: Write) -> None:
    _vault(write, "")
    ask = ("crowding", "--as-of", str(DAYS[-1]), "--json")
    one, other = (run(*ask).json["exposure"] for _ in range(2))
    assert one == other
    assert 1 <= one["low"] <= one["entropy"] <= one["high"] <= len(one["bets"])
