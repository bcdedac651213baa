"""``thesis score``: forecasts and returns, against what luck and the benchmark did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Command, Write

STOCK = "---\nsymbol: {}\n---\n"
EXPOSURES = "| Exposure | Weight | Side |\n|---|---|---|\n"
CONFIG = '[market]\nbenchmark = ["IDX"]\n'
DATES = ("2026-01-02", "2026-01-05", "2026-01-06", "2026-01-07")


def prices(*closes: float, dates: tuple[str, ...] = DATES) -> str:
    rows = "".join(f"{date},{close}\n" for date, close in zip(dates, closes, strict=False))
    return "date,close\n" + rows


def returns(thesis: Command, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = thesis("score", "--json", *arguments).json
    return {item["thesis"]: item for item in found["returns"]}


def one(facts: str, rows: str = "| [[A]] | 100 | long |\n") -> dict[str, str]:
    return {
        ".thesis/config.toml": CONFIG,
        "Theses/Long A.md": f"---\n{facts}\n---\n{EXPOSURES}{rows}",
        "Stocks/A.md": STOCK.format("AAA"),
        "Stocks/B.md": STOCK.format("BBB"),
        "prices/IDX.csv": prices(100, 100, 102, 104),
        "prices/AAA.csv": prices(50, 55, 60, 66),
    }


def test_the_sample(thesis: Command, reading: Path) -> None:
    shown = thesis("score").out
    assert "Brier score 0.228 over 6 settled forecasts (0 is perfect)\n" in shown
    assert "  always saying 50% would have scored 0.250\n" in shown
    assert "Too few to mean anything" in shown
    assert "40-60%  5      51%   4 (80%)    38-96%\n" in shown
    assert "[Theses/Long NVIDIA.md:46]" in shown
    assert "settled on 2020-12-31" in shown
    assert "IWM close > 255 by 2026-01-09" in shown  # nobody wrote its outcome: prices settle it
    assert "\nOverdue" not in shown


def test_a_forecast_past_its_date_is_overdue(thesis: Command, reading: Path) -> None:
    shown = thesis("score", "Long copper producers", "--as-of", "2027-01-01").out
    assert "\nOverdue: past their date, no outcome written\n" in shown
    assert "1 forecast, none settled: nothing to score yet.\n" in shown


def test_the_returns_are_those_that_the_author_wrote_down(thesis: Command, reading: Path) -> None:
    """`Closed at +13.4% against +24.3%`; the others at the days of their log lines."""
    found = returns(thesis)["Long stay-at-home"]
    assert round(found["return"], 3) == 0.134
    assert round(found["benchmark_return"], 3) == 0.243
    for day, name, basket, index in (
        ("2020-11-06", "Long banks", 0.082, 0.081),
        ("2020-11-06", "Long energy", -0.064, 0.030),
        ("2020-12-31", "Long energy", 0.126, 0.102),
        ("2020-12-31", "Long big technology", 0.433, 0.205),
    ):
        found = returns(thesis, name, "--as-of", day)[name]
        assert round(found["return"], 3) == basket
        assert round(found["benchmark_return"], 3) == index


def test_a_return_begins_with_the_first_session_after_the_opening(
    thesis: Command, write: Write
) -> None:
    write(one("opened: 2026-01-02"))
    found = returns(thesis, "--as-of", "2026-01-06")["Long A"]
    assert (found["start"], found["end"]) == ("2026-01-05", "2026-01-06")
    assert found["return"] == pytest.approx(60 / 50 - 1)
    assert found["benchmark_return"] == pytest.approx(0.02)
    assert found["ahead"] == pytest.approx(0.18)


def test_opened_on_a_weekend(thesis: Command, write: Write) -> None:
    write(one("opened: 2026-01-04"))
    found = returns(thesis, "--as-of", "2026-01-07")["Long A"]
    assert (found["start"], found["return"]) == ("2026-01-05", pytest.approx(66 / 50 - 1))


def test_closed_theses_stop_at_their_close(thesis: Command, write: Write) -> None:
    write(one("opened: 2026-01-02\nclosed: 2026-01-05"))
    found = returns(thesis, "--as-of", "2026-02-07")["Long A"]
    assert (found["end"], found["return"]) == ("2026-01-05", pytest.approx(0.1))
    assert returns(thesis, "--as-of", "2026-01-04")["Long A"]["closed"] is None


@pytest.mark.parametrize(
    ("facts", "rows", "wanted"),
    [
        ("side: short", "| [[A]] | 100 | |\n", -0.32),
        ("side: long", "| [[A]] | 75 | long |\n| [[B]] | 25 | short |\n", 0.75 * 0.32 - 0.25 * 0.1),
    ],
)
def test_signs(thesis: Command, write: Write, facts: str, rows: str, wanted: float) -> None:
    notes = one(f"opened: 2026-01-02\n{facts}", rows)
    write({**notes, "prices/BBB.csv": prices(10, 10, 10, 11)})
    found = returns(thesis, "--as-of", "2026-01-07")["Long A"]
    assert found["return"] == pytest.approx(wanted)
    assert found["coverage"] == 1.0


def test_a_name_without_prices_all_along_is_left_out_and_named(
    thesis: Command, write: Write
) -> None:
    notes = one("opened: 2026-01-02", "| [[A]] | 60 | |\n| [[B]] | 20 | |\n| Gold | 20 | |\n")
    write({**notes, "prices/BBB.csv": prices(10, 11, dates=DATES[2:])})
    found = returns(thesis, "--as-of", "2026-01-07")["Long A"]
    assert found["return"] == pytest.approx(0.32)
    assert found["coverage"] == pytest.approx(0.6)
    assert found["reason"] == (
        "left out: BBB: prices begin on 2026-01-06; Gold: no note gives it a symbol"
    )


@pytest.mark.parametrize(
    ("facts", "rows", "reason"),
    [
        ("side: long", "| [[A]] | 1 | |\n", "no `opened` date"),
        ("opened: 2026-01-07", "| [[A]] | 1 | |\n", "no session after 2026-01-07 yet"),
        ("opened: 2026-01-02", "| [[B]] | 1 | |\n", "BBB: no prices"),
        (
            "opened: 2026-01-02",
            "| [[A]] | 49 | |\n| [[B]] | 51 | |\n",
            "prices for 49% of what it holds; left out: BBB: no prices",
        ),
        (
            "opened: 2025-12-01",
            "| [[A]] | 1 | |\n",
            "prices of IDX begin on 2026-01-02, it was opened on 2025-12-01",
        ),
    ],
)
def test_no_figure_says_why(
    thesis: Command, write: Write, facts: str, rows: str, reason: str
) -> None:
    write(one(facts, rows))
    found = returns(thesis, "--as-of", "2026-01-07")["Long A"]
    assert (found["return"], found["ahead"], found["reason"]) == (None, None, reason)


def test_what_its_name_says_is_held_where_nothing_is_listed(thesis: Command, write: Write) -> None:
    tea = {"Theses/Long tea.md": f"---\nopened: 2026-01-02\n---\n{EXPOSURES}"}
    write({**one("opened: 2026-01-02", ""), **tea})
    found = returns(thesis, "--as-of", "2026-01-07")
    assert found["Long A"]["return"] == pytest.approx(0.32)
    assert (found["Long tea"]["return"], found["Long tea"]["reason"]) == (
        None,
        "no holdings listed (add `stocks: [NVDA]` or an Exposure table)",
    )


@pytest.mark.parametrize(
    ("currency", "ahead", "reason"),
    [
        ("USD", pytest.approx(0.28), ""),
        ("usd", pytest.approx(0.28), ""),
        ("", pytest.approx(0.28), "currency unknown for AAA: treated as if in USD"),
        (
            "EUR",
            None,
            "not compared: AAA: in EUR, but IDX in USD: a local return needs a local benchmark",
        ),
    ],
)
def test_what_is_in_another_currency_is_not_compared(
    thesis: Command, write: Write, currency: str, ahead: object, reason: str
) -> None:
    write(one("opened: 2026-01-02"))
    closes = {"IDX": (100, 100, 102, 104), "AAA": (50, 55, 60, 66)}
    for symbol, of in (("IDX", "USD"), ("AAA", currency)):
        head = f"# currency: {of}\n" if of else ""
        write({f"prices/{symbol}.csv": head + prices(*closes[symbol])})
    found = returns(thesis, "--as-of", "2026-01-07")["Long A"]
    assert found["return"] == pytest.approx(0.32)
    assert (found["ahead"], found["reason"]) == (ahead, reason)


def test_a_symbol_is_held_in_whatever_case_it_is_written(thesis: Command, write: Write) -> None:
    write(one("opened: 2026-01-02", "| [[aaa]] | 100 | |\n") | {"Stocks/A.md": "# A\n"})
    write({"Stocks/aaa.md": STOCK.format("aaa")})
    found = returns(thesis, "--as-of", "2026-01-07")["Long A"]
    assert (found["return"], found["excluded"]) == (pytest.approx(0.32), [])


def test_prices_that_end_early_are_said(thesis: Command, write: Write) -> None:
    write(one("opened: 2026-01-02\nclosed: 2026-03-02"))
    found = returns(thesis, "--as-of", "2026-04-01")["Long A"]
    assert found["reason"] == "prices end on 2026-01-07, it was closed on 2026-03-02"


def test_no_look_ahead(thesis: Command, reading: Path, sample: Path) -> None:
    asked = ("score", "--json", "--as-of", "2026-01-09")
    before = thesis("--vault", str(reading), *asked).out
    note = sample / "Theses" / "Long NVIDIA.md"
    line = "- 2026-01-09: Close 184.86"
    later = "- 2026-01-12: outcome: NVDA close > 200 by 2026-06-30: yes\n"
    later += "- 2026-01-13: forecast: NVDA close > 300 by 2026-12-31 (5%)\n"
    text = note.read_text()
    note.write_text(text.replace("\n<!-- thesis:moves -->", f"{later}\n<!-- thesis:moves -->", 1))
    assert line in note.read_text()
    with (sample / "prices" / "NOC.csv").open("a") as file:
        file.write("2027-01-11,1,1,1,1,1\n")
    for symbol in ("CAT", "RRC", "NEW"):
        (sample / "prices" / f"{symbol}.csv").write_text("date,close\n2027-01-11,1\n2027-01-12,2\n")
    assert thesis(*asked).out == before
    assert thesis("score", "--json", "--as-of", "2026-01-13").out != before


def test_a_benchmark_whose_prices_are_all_later(thesis: Command, write: Write) -> None:
    notes = one("opened: 2026-01-02")
    later = prices(100, 101, dates=("2026-02-02", "2026-02-03"))
    asked = ("--as-of", "2026-01-07")
    del notes["prices/IDX.csv"]
    write(notes)
    before = returns(thesis, *asked)
    write({**notes, "prices/IDX.csv": later})
    assert returns(thesis, *asked) == before
    assert before["Long A"]["reason"] == "benchmark IDX: no prices"


def test_lines_that_count_nothing_are_shown(thesis: Command, write: Write) -> None:
    write({"Theses/Long A.md": "## Log\n\n- 2026-01-02: outcome: a by 2026-01-01: yes\n"})
    run = thesis("score", "--as-of", "2026-02-01")
    assert "Not counted" in run.out
    assert "[Theses/Long A.md:3]" in run.out


def test_a_vault_without_forecasts(thesis: Command, write: Write) -> None:
    write({"Theses/Long A.md": "Nothing.\n"})
    assert "No forecast is written yet." in thesis("score").out
    found = thesis("score", "--json").json
    assert found["score"]["brier"] is None
    assert found["forecasts"] == []


def test_only_theses_have_a_record(thesis: Command, reading: Path) -> None:
    run = thesis("score", "NVIDIA")
    assert run.code == 2
    assert "`NVIDIA` is a stock, not a thesis: see `thesis list theses`." in run.err


def test_a_thesis_in_the_folder_of_its_stock_is_meant_by_the_ticker(
    thesis: Command, write: Write
) -> None:
    write(
        {
            "companies/MOH.md": "---\ntype: stock\nsymbol: MOH\n---\n",
            "companies/MOH/thesis.md": "---\nside: long\n---\n\n# MOH\n",
        }
    )
    assert thesis("record", "MOH").code == 0
    assert "has no log yet" in thesis("log", "MOH").err
