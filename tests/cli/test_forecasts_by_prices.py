"""Forecasts over prices are settled by the prices held, on the day on which these tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command, Write

HEAD = "# symbol: {}\n# currency: USD\n# adjusted: no\n"
HEAD += "date,open,high,low,close,adj_close,volume,dividend,split\n"
DAYS = (
    *("2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-12"),
    *("2026-01-13", "2026-01-14", "2026-01-15", "2026-01-16"),
)
CLOSES = (100, 101, 99, 104, 103, 106, 102, 101, 98, 97)
NOTE = "---\ntype: thesis\nside: long\ntickers: ACME\ncreated: 2026-01-02\n---\n"


def _prices(symbol: str, closes: tuple[float | None, ...]) -> str:
    rows = (f"{day},,,,{close},,,,\n" for day, close in zip(DAYS, closes, strict=True) if close)
    return HEAD.format(symbol) + "".join(rows)


def _asked(thesis: Command, day: str) -> dict[str, Any]:
    (found,) = thesis("score", "--as-of", day, "--json").json["forecasts"]
    assert isinstance(found, dict)
    return found


Made = Callable[..., Path]


@pytest.fixture
def vault(write: Write) -> Made:
    def made(note: str, closes: tuple[float | None, ...] = CLOSES) -> Path:
        prices = {"prices/ACME.csv": _prices("ACME", closes)}
        prices["prices/SPY.csv"] = _prices("SPY", tuple(range(600, 610)))
        return write({"Theses/Long ACME.md": NOTE + note, **prices})

    return made


def test_yes_on_the_first_close_that_makes_it_true(vault: Made, thesis: Command) -> None:
    vault("## Log\n\n- 2026-01-06: forecast: ACME close > 103 by 2026-01-14 (60%)\n")
    assert _asked(thesis, "2026-01-07")["state"] == "open"
    for day in ("2026-01-08", "2026-01-16"):
        found = _asked(thesis, day)
        assert (found["state"], found["outcome"], found["settled"]) == (
            "settled", "yes", "2026-01-08",
        )  # fmt: skip
        assert found["brier"] == pytest.approx(0.16)
    shown = thesis("score", "--as-of", "2026-01-16").out
    assert "settled by prices: prices say yes on 2026-01-08" in shown


def test_the_day_of_the_forecast_and_those_after_its_last_do_not_count(
    vault: Made, thesis: Command
) -> None:
    vault("## Log\n\n- 2026-01-12: forecast: ACME close > 105 by 2026-01-14 (60%)\n")
    assert _asked(thesis, "2026-01-13")["state"] == "open"
    found = _asked(thesis, "2026-01-14")
    assert (found["state"], found["outcome"], found["settled"]) == ("settled", "no", "2026-01-14")


def test_no_is_not_said_before_prices_reach_the_last_day(vault: Made, thesis: Command) -> None:
    vault("## Log\n\n- 2026-01-06: forecast: ACME close > 200 by 2026-01-18 (60%)\n")
    assert _asked(thesis, "2026-01-18")["state"] == "open"
    assert _asked(thesis, "2026-02-18")["state"] == "overdue"  # no price after the 16th


def test_a_hole_leaves_it_untold(vault: Made, thesis: Command) -> None:
    closes = (*CLOSES[:2], None, None, None, None, None, *CLOSES[7:])
    vault("## Log\n\n- 2026-01-05: forecast: ACME close > 105 by 2026-01-15 (60%)\n", closes)
    assert _asked(thesis, "2026-01-16")["outcome"] is None


def test_what_the_author_says_counts(vault: Made, thesis: Command) -> None:
    claim = "ACME close > 103 by 2026-01-14"
    vault(f"## Log\n\n- 2026-01-06: forecast: {claim} (60%)\n- 2026-01-15: outcome: {claim}: no\n")
    found = _asked(thesis, "2026-01-16")
    assert (found["outcome"], found["prices_say"], found["contradicted"]) == ("no", "yes", True)


@pytest.mark.parametrize(
    "log",
    [
        "## Thesis log\n\n- 2026-01-06: forecast: ACME close > 103 by 2026-01-14 (60%)\n",
        "## Updates\n\n### 2026-01-06\n\n- forecast: ACME close > 103 by 2026-01-14 (60%)\n",
        "## Log\n\n| Date | Update |\n|---|---|\n"
        "| 2026-01-06 | forecast: `ACME close > 103` by 2026-01-14 (60%) |\n",
    ],
)
def test_every_kind_of_log_is_read(vault: Made, thesis: Command, log: str) -> None:
    vault(log)
    assert _asked(thesis, "2026-01-16")["outcome"] == "yes"


def test_an_outcome_may_be_logged_for_a_forecast_under_another_heading(
    vault: Made, thesis: Command
) -> None:
    vault("## Updates\n\n- 2026-01-06: forecast: it rains by 2026-01-14 (60%)\n")
    line = ("log", "Long ACME", "it rains", "--outcome", "yes", "--date", "2026-01-10", "--write")
    assert thesis(*line).code == 0
    assert _asked(thesis, "2026-01-16")["outcome"] == "yes"


@pytest.mark.parametrize("claim", ["ACME > 103", "ACME closes above $103", "price above 103"])
def test_a_claim_in_plain_words_is_settled_as_a_stop_is_read(
    vault: Made, thesis: Command, claim: str
) -> None:
    vault(f"## Log\n\n- 2026-01-06: forecast: {claim} by 2026-01-14 (60%)\n")
    found = _asked(thesis, "2026-01-16")
    assert (found["outcome"], found["settled"]) == ("yes", "2026-01-08")
