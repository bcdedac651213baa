"""What trades in one place is measured against that place's benchmark, where it has prices."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from .conftest import Command, Write

DAYS = [day for at in range(600) if (day := dt.date(2024, 5, 1) + dt.timedelta(at)).weekday() < 5]
EVENT = str(DAYS[-5])
ASK = ("moves", "AAA.DE", "--event", EVENT, "--as-of", str(DAYS[-1]))


def _series(returns: list[float], currency: str) -> str:
    close, rows = 100.0, ""
    for day, gain in zip(DAYS, returns, strict=True):
        close *= 1 + gain
        rows += f"{day},{close:.6f}\n"
    return f"# currency: {currency}\nDate,Close\n{rows}"


@pytest.fixture(autouse=True)
def prices(write: Write) -> None:
    chance = Random(3)
    here, there = ([chance.gauss(0, 0.01) for _ in DAYS] for _ in range(2))
    own = [gain + chance.gauss(0, 0.01) for gain in here]
    write(
        {
            "N.md": "",
            "prices/^GDAXI.csv": _series(here, "EUR"),
            "prices/SPY.csv": _series(there, "USD"),
            "prices/AAA.DE.csv": _series(own, "EUR"),
        }
    )


def test_the_local_one_is_taken_and_said(thesis: Command) -> None:
    (row,) = thesis(*ASK, "--json").json["rows"]
    assert (row["benchmark"], row["method"]) == ("^GDAXI", "market-model")
    assert row["reason"] == "against ^GDAXI, the local benchmark of .DE"
    assert 0.8 < row["beta"] < 1.2


def test_who_asks_for_another_gets_it(thesis: Command) -> None:
    (row,) = thesis(*ASK, "--benchmark", "SPY", "--json").json["rows"]
    assert (row["benchmark"], row["method"]) == ("SPY", "none")


@pytest.mark.parametrize("said", ["[]", '"NOPE"', '["NOPE", "ALSO"]'])
def test_the_config_has_the_say(said: str, thesis: Command, write: Write) -> None:
    write({".thesis/config.toml": f"[market]\nlocal = {{ '.de' = {said} }}\n"})
    (row,) = thesis(*ASK, "--json").json["rows"]
    assert row["benchmark"] == "SPY"


def test_a_basket_of_two_places_keeps_the_vaults(thesis: Command, write: Write) -> None:
    write({"prices/BBB.csv": _series([0.001] * len(DAYS), "USD")})
    rows = thesis(*ASK, "BBB", "--basket", "--json").json["rows"]
    assert [row["benchmark"] for row in rows] == ["^GDAXI", "SPY", "SPY"]


def test_ewma_follows_the_last_sessions(thesis: Command) -> None:
    (plain,) = thesis(*ASK, "--json").json["rows"]
    (found,) = thesis(*ASK, "--ewma", "--json").json["rows"]
    assert (found["abnormal"], found["beta"]) == (plain["abnormal"], plain["beta"])
    assert found["sigma"] != plain["sigma"]
    assert (plain["df"], found["df"]) == (248, 30)
    assert "sigma by EWMA, lambda 0.94" in found["reason"]
