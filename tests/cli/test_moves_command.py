"""`thesis moves`: the figures of November 2020, a worked example, and every edge case by JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from wcwidth import wcswidth

from market.readers.builders import levels, make_vault, on_days, own_file, wave, weekdays

from .conftest import Command, run

KEYS = (
    *("name", "symbols", "start", "end", "return", "abnormal", "t", "df", "method", "n", "reason"),
    *("p", "alpha", "beta", "sigma", "event", "day_zero", "window", "sessions"),
    *("benchmark", "benchmark_return", "coverage", "excluded", "cross_section"),
    *("without_earnings", "beside_the_day"),
)
NOVEMBER = ("--event", "2020-11-09", "--estimation", "240")


def rows(*arguments: str) -> list[Any]:
    """The rows of `moves --json`."""
    done = run("moves", "--json", *arguments)
    assert (done.code, done.err) == (0, "")
    assert done.json["schema"] == 1
    found: list[Any] = done.json["rows"]
    return found


# The sample vault, Monday 2020-11-09: a vaccine works.


@pytest.mark.parametrize(
    ("names", "value", "abnormal", "t"),
    [(("BAC", "JPM"), "13.87", "12.42", "7.09"), (("CVX", "RRC", "XOM"), "10.12", "8.80", "3.49")],
)
def test_the_baskets_of_november(
    reading: Path, names: Sequence[str], value: str, abnormal: str, t: str
) -> None:
    *single, basket = rows(*names, "--basket", *NOVEMBER)
    assert [row["name"] for row in single] == list(names)
    assert (basket["name"], basket["symbols"]) == ("basket", list(names))
    assert f"{100 * basket['return']:.2f}" == value
    assert f"{100 * basket['abnormal']:.2f}" == abnormal
    assert f"{basket['t']:.2f}" == t
    assert (basket["method"], basket["n"], basket["df"]) == ("market-model", 240, 238)
    assert (basket["start"], basket["end"]) == ("2020-11-09", "2020-11-09")
    assert basket["reason"] is None


def test_the_keys_and_the_table(reading: Path, thesis: Command) -> None:
    [row] = rows("BAC", *NOVEMBER)
    assert tuple(row) == KEYS
    assert thesis("moves", "BAC", "JPM", "--basket", *NOVEMBER).out == (
        "Moves: day 0 is 2020-11-09, window [0, 0], against SPX\n"
        "NAME                         RETURN  ABNORMAL        T   DF    N  METHOD\n"
        "BAC                         +14.19%   +12.69%     6.76  238  240  market-model\n"
        "JPM                         +13.54%   +12.15%     6.79  238  240  market-model\n"
        "basket                      +13.87%   +12.42%     7.09  238  240  market-model\n"
        "    compared with 18 other names that day: t 2.15 (divided by their spread,\n"
        "    3.30); 8 of 500 random baskets of 2 names moved as far\n"
    )


def test_lower_case_symbols_stocks_groups_and_theses_have_names(reading: Path) -> None:
    found = rows("bac", "Bank of America", "financials", "Long defense AI", "--event", "2020-11-09")
    assert [row["name"] for row in found] == [
        "BAC",
        "Bank of America",
        "Financials",
        "Long defense AI",
    ]
    assert found[0]["return"] == found[1]["return"] is not None
    assert found[2]["symbols"] == ["BAC", "JPM"]
    assert found[2]["excluded"] == [{"symbol": "BLK", "reason": "no prices"}]
    assert found[3]["return"] is None


def test_five_names_are_tested_across(reading: Path, thesis: Command) -> None:
    [row] = rows("Healthcare", *NOVEMBER)
    across = row["cross_section"]
    assert len(across["symbols"]) == 5
    factor = math.sqrt((1 - across["mean_correlation"]) / (1 + 4 * across["mean_correlation"]))
    assert across["kolari_pynnonen"] == pytest.approx(across["bmp"] * factor)
    assert across["effective_names"] == pytest.approx(5 / (1 + 4 * across["mean_correlation"]))
    assert abs(across["corrado"]) < abs(across["bmp"])
    shown = " ".join(thesis("moves", "Healthcare", *NOVEMBER).out.split())
    assert f"over 5 names: Kolari-Pynnönen {across['kolari_pynnonen']:.2f}, Corrado" in shown
    assert rows("Financials", *NOVEMBER)[0]["cross_section"] is None


@pytest.mark.parametrize(
    ("window", "start", "end", "shown"),
    [
        ("-1,1", "2020-11-06", "2020-11-10", [-1, 1]),
        ("0,4", "2020-11-09", "2020-11-13", [0, 4]),
        ("[0,4]", "2020-11-09", "2020-11-13", [0, 4]),
        ("0,", "2020-11-09", "2021-02-26", [0, None]),
        ("5,5", "2020-11-16", "2020-11-16", [5, 5]),
    ],
)
def test_windows(reading: Path, window: str, start: str, end: str, shown: list[int | None]) -> None:
    [row] = rows("BAC", *NOVEMBER, "--window", window)
    assert (row["start"], row["end"], row["window"]) == (start, end, shown)


@pytest.mark.parametrize("window", ["x", "1,x", ",1", "2,1"])
def test_windows_without_sense(reading: Path, thesis: Command, window: str) -> None:
    done = thesis("moves", "BAC", *NOVEMBER, "--window", window)
    assert (done.code, done.out) == (2, "")
    assert "window" in done.err


def test_one_figure_is_no_window(reading: Path, thesis: Command) -> None:
    assert thesis("moves", "BAC", *NOVEMBER, "--window", "4").code == 2


def test_another_benchmark(reading: Path) -> None:
    [row] = rows("BAC", *NOVEMBER, "--benchmark", "KO")
    assert row["benchmark"] == "KO"
    assert row["abnormal"] != rows("BAC", *NOVEMBER)[0]["abnormal"]


@pytest.mark.parametrize("benchmark", ["spx", "No such thing"])
def test_a_benchmark_is_found_or_refused(reading: Path, thesis: Command, benchmark: str) -> None:
    done = thesis("moves", "BAC", *NOVEMBER, "--benchmark", benchmark, "--json")
    assert done.code == 2 or done.json["rows"][0]["abnormal"] is not None


def test_unknown_names(reading: Path, thesis: Command) -> None:
    done = thesis("moves", "zorro", *NOVEMBER)
    assert (done.code, done.out) == (2, "")
    assert "`zorro` is not a symbol with prices" in done.err
    [row] = rows("ZORRO", *NOVEMBER)
    assert (row["return"], row["reason"]) == (None, "left out: ZORRO (no prices)")


def test_an_absent_name_does_not_deny_the_session(reading: Path, thesis: Command) -> None:
    assert "no session for 2020-11-09" not in thesis("moves", "ZORRO", *NOVEMBER).out


def test_a_day_before_hides_the_event(reading: Path) -> None:
    [row] = rows("BAC", *NOVEMBER, "--as-of", "2020-11-06")
    assert (row["return"], row["abnormal"], row["day_zero"]) == (None, None, None)
    assert "no session on or after 2020-11-09 yet" in row["reason"]
    [row] = rows("BAC", *NOVEMBER, "--as-of", "2020-11-11", "--window", "0,")
    assert row["end"] == "2020-11-11"


def test_ten_sessions_of_history_have_a_return_and_no_t(reading: Path) -> None:
    [row] = rows("NOC", "--event", "2026-01-08")
    assert f"{100 * row['return']:.2f}" == "2.39"
    assert row["abnormal"] == pytest.approx(row["return"] - row["benchmark_return"])
    assert (row["t"], row["df"], row["p"], row["method"]) == (None, None, None, "relative")
    assert row["reason"] == "only 1 session of history (a test needs 60)"


def test_without_names_every_open_thesis(reading: Path, thesis: Command) -> None:
    found = rows()
    assert {"Long NVIDIA", "Long defense AI"} <= {row["name"] for row in found}
    for row in found:
        assert row["return"] != 0
        assert row["method"] != "none" or (row["return"], row["abnormal"]) == (None, None)
    shown = thesis("moves").out
    assert "0.00%" not in shown
    assert max(wcswidth(line) for line in shown.splitlines()) <= 80


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_table_fits(
    reading: Path, thesis: Command, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    asked = ("Healthcare", "financials", "BAC", "--basket", "--event", "2020-11-09")
    shown = thesis("moves", *asked).out.splitlines()
    head, first = shown[1], shown[2]
    assert head.index("METHOD") == first.index("market-model")
    assert all(wcswidth(line) <= max(columns, 70) for line in shown)


# A published kind of example, given as files.

INDEX = [-0.02, -0.01, 0.0, 0.01, 0.02, 0.03]
NOISE = [0.001, -0.001, 0.002, -0.002, 0.001, -0.001]
FIRM = [0.005 + 1.5 * index + noise for index, noise in zip(INDEX, NOISE, strict=True)]
EVENT_INDEX, EVENT_FIRM = [0.015, -0.005, 0.010], [0.04, 0.0, 0.03]


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Six sessions to estimate on and three of the event, brought in with `prices import`."""
    days = weekdays(10)
    series = (levels(INDEX + EVENT_INDEX), levels(FIRM + EVENT_FIRM))
    root = make_vault(tmp_path / "vault", {}, config='[market]\nbenchmark = "INDEX"\n')
    monkeypatch.chdir(root)
    lines = [f"{day},{index!r},{firm!r}" for day, index, firm in zip(days, *series, strict=True)]
    Path("wide.csv").write_text("\n".join(["Date,INDEX,FIRM", *lines, ""]))
    assert run("prices", "import", "wide.csv").code == 0
    return days[7].isoformat()


def test_six_sessions_give_sigma_and_every_t_without_forecast_error(example: str) -> None:
    asked = ("FIRM", "--event", example, "--estimation", "6", "--gap", "1", "--window")
    singles = [rows(*asked, f"{day},{day}")[0] for day in range(3)]
    assert [row["n"] for row in singles] == [6] * 3
    assert [row["df"] for row in singles] == [4] * 3
    for row in singles:
        assert row["method"] == "market-model"
        # Levels of some hundred, from which returns are taken again, cost the last digit.
        assert row["sigma"] == pytest.approx(0.00166476081508083, rel=5e-14)
    assert [f"{row['abnormal'] / row['sigma']:.8f}" for row in singles] == [
        "7.64588601",
        "1.36441737",
        "6.07551885",
    ]
    sums = [rows(*asked, f"0,{day}")[0] for day in range(3)]
    assert [
        f"{row['abnormal'] / row['sigma'] / math.sqrt(day + 1):.8f}" for day, row in enumerate(sums)
    ] == ["7.64588601", "6.37124662", "8.70980353"]


def test_its_t_has_the_forecast_error(example: str) -> None:
    asked = ("FIRM", "--event", example, "--estimation", "6", "--gap", "1", "--window")
    mean, square = sum(INDEX) / 6, sum((m - sum(INDEX) / 6) ** 2 for m in INDEX)
    for day in range(3):
        [row] = rows(*asked, f"0,{day}")
        length, over = day + 1, sum(EVENT_INDEX[: day + 1])
        terms = length + length**2 / 6 + (over - length * mean) ** 2 / square
        assert row["t"] == pytest.approx(row["abnormal"] / row["sigma"] / math.sqrt(terms))


# Edge cases, one small vault each.

COUNT = 200
DAYS = weekdays(COUNT + 1)
MARKET = wave(COUNT, 0.7)
NAME = [0.001 + 1.2 * m + e for m, e in zip(MARKET, wave(COUNT, 1.9, 0.004), strict=True)]
SPY, AAA = on_days(DAYS, levels(MARKET)), on_days(DAYS, levels(NAME))
EVENT = DAYS[190]


def row_of(
    root: Path,
    closes: Mapping[date, float] = AAA,
    *options: str,
    symbol: str = "AAA",
    event: date = EVENT,
    notes: Mapping[str, str] | None = None,
    config: str = "",
    files: Mapping[str, str] | None = None,
    **say: Any,
) -> Any:
    """One row about one symbol of a vault of that symbol and its benchmark."""
    prices = {"SPY.csv": own_file("SPY", SPY), "AAA.csv": own_file("AAA", closes, **say)}
    make_vault(root, {**prices, **(files or {})}, notes, config)
    found = rows_in(root, symbol, "--event", event.isoformat(), *options)
    assert len(found) == 1
    return found[0]


def rows_in(root: Path, *arguments: str) -> list[Any]:
    done = run("--vault", str(root), "moves", "--json", *arguments)
    assert (done.code, done.err) == (0, "")
    found: list[Any] = done.json["rows"]
    return found


def without(closes: Mapping[date, float], *places: int) -> dict[date, float]:
    return {day: close for day, close in closes.items() if day not in [DAYS[at] for at in places]}


def assert_absent(row: Any) -> None:
    for key in ("return", "abnormal", "t", "df", "p", "start", "end", "sigma"):
        assert row[key] is None, key
    assert row["method"] == "none"
    assert row["reason"]


def test_no_data(tmp_path: Path) -> None:
    row = row_of(tmp_path, symbol="BBB")
    assert_absent(row)
    assert row["excluded"] == [{"symbol": "BBB", "reason": "no prices"}]
    assert row["coverage"] == 0


def test_a_vault_without_any_prices(tmp_path: Path) -> None:
    [row] = rows_in(make_vault(tmp_path, {}), "AAA", "--event", "2025-06-02")
    assert_absent(row)


def test_one_name_is_its_own_basket(tmp_path: Path) -> None:
    row_of(tmp_path)
    single, basket = rows_in(tmp_path, "AAA", "--basket", "--event", EVENT.isoformat())
    assert {**single, "name": "basket"} == basket
    assert single["return"] == pytest.approx(NAME[189])
    assert single["cross_section"] is None


@pytest.mark.parametrize(("missing", "stale"), [(3, False), (4, True)])
def test_stale(tmp_path: Path, missing: int, stale: bool) -> None:
    """A last price up to three sessions old is one; then it is none."""
    closes = {day: close for day, close in AAA.items() if day <= DAYS[190 - missing]}
    row = row_of(tmp_path, closes, "--window", "-10,0")
    assert (row["return"] is None) is stale
    if stale:
        assert_absent(row)
        assert f"stale: last price {DAYS[186]}" in row["reason"]
    else:
        assert row["end"] == DAYS[187].isoformat()
        assert "the window is not complete: 8 of 11 sessions" in row["reason"]


def test_halt_on_the_day(tmp_path: Path) -> None:
    row = row_of(tmp_path, without(AAA, 190))
    assert_absent(row)
    assert "no price on" in row["reason"]


def test_halt_inside_the_window_is_caught_up_with(tmp_path: Path) -> None:
    row = row_of(tmp_path, without(AAA, 190, 191), "--window", "0,2")
    assert row["return"] == pytest.approx(AAA[DAYS[192]] / AAA[DAYS[189]] - 1)
    assert row["start"] == EVENT.isoformat()


def test_split_without_action_row(tmp_path: Path) -> None:
    halved = {day: close / (2 if day >= EVENT else 1) for day, close in AAA.items()}
    row = row_of(tmp_path, halved)
    assert_absent(row)
    assert "looks like 2-for-1, no split recorded" in row["reason"]


def test_split_with_its_action_row(tmp_path: Path) -> None:
    halved = {day: close / (2 if day >= EVENT else 1) for day, close in AAA.items()}
    row = row_of(tmp_path, halved, split=(EVENT, 2.0))
    assert row["return"] == pytest.approx(NAME[189])
    assert row["t"] == pytest.approx(row_of(tmp_path / "b")["t"])


def test_a_fall_confirmed_by_the_config_is_a_fall(tmp_path: Path) -> None:
    halved = {day: close / (2 if day >= EVENT else 1) for day, close in AAA.items()}
    config = f'[market]\nconfirmed_jumps = {{ AAA = ["{EVENT}"] }}\n'
    row = row_of(tmp_path, halved, config=config)
    assert row["return"] == pytest.approx((1 + NAME[189]) / 2 - 1)


def test_dividend(tmp_path: Path) -> None:
    before = AAA[DAYS[189]]
    closes = {day: close - (1.5 if day >= EVENT else 0) for day, close in AAA.items()}
    row = row_of(tmp_path, closes, dividend=(EVENT, 1.5))
    # CRSP's holding-period return: what it is worth now, and what was paid.
    assert row["return"] == pytest.approx((closes[EVENT] + 1.5) / before - 1)
    raw = row_of(tmp_path / "b", closes)
    assert raw["return"] == pytest.approx(closes[EVENT] / before - 1)


@pytest.mark.parametrize("back", [1, 2])
def test_weekend_news_counts_for_the_next_session(tmp_path: Path, back: int) -> None:
    monday = next(day for day in DAYS[190:] if day.weekday() == 0)
    row = row_of(tmp_path, event=monday - timedelta(days=back))
    assert (row["day_zero"], row["start"]) == (monday.isoformat(), monday.isoformat())
    assert row["event"] == (monday - timedelta(days=back)).isoformat()


def test_after_hours_news_is_dated_to_the_day_after(tmp_path: Path) -> None:
    """There is no mark for after-hours news: date it a day later, or `--event` a day later."""
    friday = next(day for day in DAYS[190:] if day.weekday() == 4)
    row = row_of(tmp_path, event=friday + timedelta(days=1))
    assert row["day_zero"] == (friday + timedelta(days=3)).isoformat()


def test_another_currency_has_a_return_and_no_comparison(tmp_path: Path) -> None:
    row = row_of(tmp_path, currency="EUR")
    assert row["return"] == pytest.approx(NAME[189])
    assert (row["abnormal"], row["t"], row["method"]) == (None, None, "none")
    assert "a local return needs a local benchmark" in row["reason"]


def test_a_basket_of_two_currencies_leaves_the_foreign_one_out(tmp_path: Path) -> None:
    row_of(tmp_path, files={"BBB.csv": own_file("BBB", AAA, "EUR")})
    basket = rows_in(tmp_path, "AAA", "BBB", "--basket", "--event", EVENT.isoformat())[-1]
    assert basket["symbols"] == ["AAA"]
    assert [item["symbol"] for item in basket["excluded"]] == ["BBB"]
    assert basket["coverage"] == 0.5


EARNINGS = (
    "---\ntype: stock\nsymbol: AAA\n---\n| Catalyst | Date |\n|---|---|\n| Q3 earnings | {} |\n"
)


def test_earnings_inside_the_window_show_both_figures(tmp_path: Path) -> None:
    notes = {"Alpha.md": EARNINGS.format(DAYS[191])}
    row = row_of(tmp_path, AAA, "--window", "0,2", notes=notes)
    other = row["without_earnings"]
    assert other["return"] == pytest.approx((1 + NAME[189]) * (1 + NAME[191]) - 1)
    assert row["return"] == pytest.approx(AAA[DAYS[192]] / AAA[DAYS[189]] - 1)
    assert f"without {DAYS[191]}" in other["reason"]
    shown = run("--vault", str(tmp_path), "moves", "AAA", "--event", str(EVENT), "--window", "0,2")
    assert "own earnings fall inside the window" in " ".join(shown.out.split())


def test_earnings_outside_the_window_change_nothing(tmp_path: Path) -> None:
    row = row_of(tmp_path, notes={"Alpha.md": EARNINGS.format(DAYS[191])})
    assert row["without_earnings"] is None


def test_zero_variance_of_the_benchmark(tmp_path: Path) -> None:
    files = {"FLAT.csv": own_file("FLAT", dict.fromkeys(DAYS, 100.0))}
    row = row_of(tmp_path, AAA, "--benchmark", "FLAT", files=files)
    assert (row["t"], row["method"]) == (None, "relative")
    assert "the benchmark does not move" in row["reason"]


def test_zero_variance_of_what_is_left(tmp_path: Path) -> None:
    row = row_of(tmp_path, SPY)
    assert (row["t"], row["df"], row["p"]) == (None, None, None)
    assert "zero variance in the estimation window" in row["reason"]
    assert row["abnormal"] == pytest.approx(0.0, abs=1e-12)


def test_duplicates_that_agree_are_one_bar(tmp_path: Path) -> None:
    plain = row_of(tmp_path / "a")
    rest = f"Date,Symbol,Close\n{EVENT},AAA,{AAA[EVENT]!r}\n"
    assert row_of(tmp_path / "b", files={"again.csv": rest}) == plain


def test_duplicates_that_differ_refuse_the_symbol(tmp_path: Path) -> None:
    row = row_of(tmp_path, files={"again.csv": f"Date,Symbol,Close\n{EVENT},AAA,1\n"})
    assert_absent(row)
    assert f"two different bars on {EVENT}" in row["reason"]


def test_future_rows_are_not_seen(tmp_path: Path) -> None:
    plain = row_of(tmp_path / "a", AAA, "--as-of", str(EVENT))
    later = {**AAA, **{day: 1.0 for day in DAYS[191:]}}
    assert row_of(tmp_path / "b", later, "--as-of", str(EVENT)) == plain
    [row] = rows_in(tmp_path / "a", "AAA", "--as-of", str(EVENT))
    assert row["event"] == str(EVENT), "the last session is that of the day"


def test_renamed_ticker(tmp_path: Path) -> None:
    old = {day: close for day, close in AAA.items() if day < EVENT}
    new = {day: close for day, close in AAA.items() if day >= EVENT}
    files = {"NEW.csv": own_file("NEW", new)}
    plain = row_of(tmp_path / "a")
    broken = row_of(tmp_path / "b", old, symbol="NEW", files=files)
    assert broken["return"] is None
    config = '[market]\nrenamed = { AAA = "NEW" }\n'
    for symbol in ("NEW", "AAA", "aaa"):
        row = row_of(tmp_path / symbol, old, symbol=symbol, files=files, config=config)
        assert row["t"] == plain["t"]
        assert row["symbols"] == ["NEW"]


def test_old_and_new_ticker_in_one_basket(tmp_path: Path) -> None:
    config = '[market]\nrenamed = { OLD = "AAA" }\n'
    row_of(tmp_path, config=config)
    done = run("--vault", str(tmp_path), "moves", "OLD", "AAA", "--basket", "--event", str(EVENT))
    assert done.code in (0, 2)


@pytest.mark.parametrize("command", ["moves", "status"])
def test_a_thesis_that_holds_old_and_new_ticker(tmp_path: Path, command: str) -> None:
    notes = {
        "Old.md": "---\ntype: stock\nsymbol: OLD\n---\n",
        "New.md": "---\ntype: stock\nsymbol: AAA\n---\n",
        "Long both.md": '---\ntype: thesis\nstocks: ["[[Old]]", "[[New]]"]\n---\n',
        "Rotation.md": f"---\ntype: rotation\nstarted: {EVENT}\n---\n",
    }
    row_of(tmp_path, notes=notes, config='[market]\nrenamed = { OLD = "AAA" }\n')
    assert run("--vault", str(tmp_path), command, "--as-of", str(DAYS[195])).code in (0, 2)


@pytest.mark.parametrize(
    ("history", "method"),
    [(10, "relative"), (59, "relative"), (60, "market-adjusted"), (119, "market-adjusted")],
)
def test_short_history(tmp_path: Path, history: int, method: str) -> None:
    closes = {day: AAA[day] for day in DAYS[190 - 10 - history :]}
    row = row_of(tmp_path, closes)
    assert (row["method"], row["n"]) == (method, history)
    assert row["return"] == pytest.approx(NAME[189])
    assert f"only {history} sessions of history" in row["reason"]
    if method == "relative":
        assert row["t"] is None
        assert row["abnormal"] == pytest.approx(NAME[189] - MARKET[189])
    else:
        assert (row["beta"], row["alpha"], row["df"]) == (1.0, 0.0, history - 1)


def test_enough_history_is_the_market_model(tmp_path: Path) -> None:
    row = row_of(tmp_path, {day: AAA[day] for day in DAYS[190 - 10 - 120 :]})
    assert (row["method"], row["n"], row["reason"]) == ("market-model", 120, None)


def test_a_thesis_holds_a_ticker_that_has_prices_and_no_note(tmp_path: Path) -> None:
    notes = {"Long A.md": '---\ntype: thesis\nstocks: "[[AAA]]"\n---\n'}
    row = row_of(tmp_path, symbol="Long A", notes=notes)
    assert row["return"] is not None


def test_what_holds_nothing_says_so(tmp_path: Path) -> None:
    row = row_of(tmp_path, symbol="Long A", notes={"Long A.md": "---\ntype: thesis\n---\n"})
    assert (row["symbols"], row["reason"]) == (
        [],
        "no holdings listed (add `stocks: [NVDA]` or an Exposure table)",
    )


def test_a_window_to_date_says_where_it_ends(reading: Path, thesis: Command) -> None:
    shown = thesis("moves", "BAC", *NOVEMBER, "--window", "0,").out
    assert "window [0, to 2021-02-26], against SPX" in shown
