"""Bringing bars into the vault, and what is held of them: nothing overwritten, nothing later."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from market.readers.builders import make_vault, on_days, own_file, weekdays
from thesisvault.actions.import_prices import Imported, Origin, import_file, import_series
from thesisvault.market.readers.canonical import read_series
from thesisvault.model.errors import ConfigFault, PriceFault
from thesisvault.model.market import Bar, PriceSeries
from thesisvault.model.settings import MarketSettings
from thesisvault.reports import prices as held_prices
from thesisvault.storage.prices import folder as prices_folder
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.workspace.open import open_workspace
from thesisvault.workspace.prices import Prices

DAYS = weekdays(8)
SETTINGS = MarketSettings()


def bring(root: Path, series: PriceSeries, origin: Origin | None = None) -> Imported:
    [result] = import_series(root, [series], origin or Origin())
    return result


def held(root: Path, symbol: str = "A") -> PriceSeries:
    found = PriceFolder(root).own(symbol)
    assert found is not None
    return found


def bars(*closes: float) -> tuple[Bar, ...]:
    return tuple(Bar(day, close=close) for day, close in zip(DAYS, closes, strict=False))


def test_a_second_import_changes_no_byte(tmp_path: Path) -> None:
    series = PriceSeries("A", bars(1.0, 2.0, 3.0), "USD", "no", "here")
    first = bring(tmp_path, series)
    path = tmp_path / "prices" / "A.csv"
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino)
    second = bring(tmp_path, series)
    assert (first.added, first.path) == (3, "prices/A.csv")
    assert (second.added, second.completed, second.same) == (0, 0, 3)
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_what_contradicts_is_told_and_not_taken(tmp_path: Path) -> None:
    bring(tmp_path, PriceSeries("A", bars(1.0, 2.0)))
    result = bring(tmp_path, PriceSeries("A", bars(1.0, 2.5, 3.0)))
    assert result.conflicts == [f"{DAYS[1]}: kept close 2.0 (file: 2.5)"]
    assert (result.added, result.same) == (1, 1)
    assert held(tmp_path).bars == bars(1.0, 2.0, 3.0)


def test_two_rows_of_one_file_that_contradict_are_told(tmp_path: Path) -> None:
    result = bring(tmp_path, PriceSeries("A", (*bars(1.0), *bars(1.5), *bars(1.0))))
    assert result.conflicts == [f"{DAYS[0]}: kept close 1.0 (file: 1.5)"]
    assert held(tmp_path).bars == bars(1.0)


def test_bars_that_complete_each_other_are_joined(tmp_path: Path) -> None:
    bring(tmp_path, PriceSeries("A", bars(1.0, 2.0), source="one"))
    more = (Bar(DAYS[0], open=0.5, close=1.0, dividend=0.1),)
    result = bring(tmp_path, PriceSeries("A", more, "USD", source="two"))
    assert (result.added, result.completed, result.conflicts) == (0, 1, [])
    assert held(tmp_path).bars == (more[0], Bar(DAYS[1], close=2.0))
    assert held(tmp_path).currency == "USD"
    assert held(tmp_path).source == "one; two"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"currency": "EUR"}, "stored in USD, the file is in EUR: nothing was imported"),
        ({"adjusted": "yes"}, "stored closes are adjusted: no, the file's: yes"),
    ],
)
def test_another_currency_or_level_is_refused_whole(
    tmp_path: Path, given: Mapping[str, object], reason: str
) -> None:
    mine = PriceSeries("A", bars(1.0), "USD", "no")
    bring(tmp_path, mine)
    theirs = replace(mine, bars=bars(1.0, 2.0), **given)
    result = bring(tmp_path, theirs)
    assert (result.conflicts, result.added, result.same) == ([reason], 0, 0)
    assert held(tmp_path) == mine


def test_a_currency_in_other_words_is_refused_too(tmp_path: Path) -> None:
    bring(tmp_path, PriceSeries("A", bars(1.0), "USD"))
    assert bring(tmp_path, PriceSeries("A", bars(1.0, 2.0)), Origin(currency="EUR")).conflicts


def test_what_is_said_of_held_bars_later_is_kept(tmp_path: Path) -> None:
    bring(tmp_path, PriceSeries("A", bars(1.0)))
    bring(tmp_path, PriceSeries("A", bars(1.0)), Origin("USD", "yes"))
    assert (held(tmp_path).currency, held(tmp_path).adjusted) == ("USD", "yes")


def test_a_renamed_file_is_completed_in_place(tmp_path: Path) -> None:
    make_vault(tmp_path, {"META.csv": own_file("FB", on_days(DAYS[:1], [1.0]))})
    bring(tmp_path, PriceSeries("META", bars(1.0, 2.0)))
    assert [path.name for path in (tmp_path / "prices").iterdir()] == ["META.csv"]
    assert held(tmp_path, "META").bars == bars(1.0, 2.0)


def read(root: Path, name: str, text: str, **options: str) -> list[Imported]:
    (root / name).write_text(text, encoding="utf-8")
    counts: list[int] = []
    found = import_file(
        root,
        root / name,
        options.get("symbol"),
        options.get("dates"),
        Origin(),
        counts.append,
    )
    return list(found)


def test_a_file_is_read_whole_before_anything_is_stored(tmp_path: Path) -> None:
    text = "Date,Symbol,Close\n2026-01-08,A,1\n2026-01-08,B,zz\n"
    with pytest.raises(PriceFault, match=r"^x\.csv:3: `zz` is not a number$"):
        read(tmp_path, "x.csv", text)
    assert not (tmp_path / "prices").exists()


def test_progress_is_told_of_rows(tmp_path: Path) -> None:
    rows = "".join(f"{day},S{at},1\n" for day in DAYS[:5] for at in range(5_000))
    path = tmp_path / "long.csv"
    path.write_text(f"Date,Symbol,Close\n{rows}")
    counts: list[int] = []
    import_file(tmp_path, path, None, None, Origin(), counts.append)
    assert counts == [20_000, 25_000]


def status(
    root: Path, day: dt.date, settings: MarketSettings = SETTINGS
) -> dict[str, held_prices.Row]:
    workspace = open_workspace(root)
    workspace.settings = replace(workspace.settings, market=settings)
    return {
        item.symbol: item
        for item in held_prices.report(workspace.on(day), held_prices.Ask()).symbols
    }


def test_a_file_is_parsed_at_most_twice_whatever_is_asked_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_vault(tmp_path, {"A.csv": own_file("A", on_days(DAYS, [1.0] * 8))})
    folder, parsed = PriceFolder(tmp_path), []

    def counted(*given: Any) -> PriceSeries:
        parsed.append(given)
        return read_series(*given)

    monkeypatch.setattr(prices_folder, "read_series", counted)
    for at in reversed(range(8)):
        prices = Prices(folder, SETTINGS, DAYS[-1], DAYS[at])
        assert prices.adjusted("A").dates == tuple(DAYS[at:])
    assert len(parsed) == 2
    file = tmp_path / "prices/A.csv"
    file.write_text(own_file("A", on_days(DAYS, [2.0] * 8)))
    os.utime(file, (1, 1))  # it may have been written within one tick of the clock
    (bar, *_) = Prices(folder, SETTINGS, DAYS[-1], DAYS[1]).adjusted("A").closes
    assert (bar, len(parsed)) == (2.0, 3)


def test_a_bad_line_that_was_not_asked_for_spoils_nothing(tmp_path: Path) -> None:
    rows = own_file("A", on_days(DAYS, [1.0] * 8)).replace(f"{DAYS[0]},,,,1", f"{DAYS[0]},,,,x")
    make_vault(tmp_path, {"A.csv": rows})
    folder = PriceFolder(tmp_path)
    for start in (DAYS[2], DAYS[1], DAYS[3]):
        assert Prices(folder, SETTINGS, DAYS[-1], start).adjusted("A").dates[0] == start
    assert folder.left_out == {}
    refused = Prices(folder, SETTINGS, DAYS[-1]).adjusted("A").refused
    assert refused is not None and refused.startswith("prices/A.csv:4: ")
    assert folder.left_out == {"prices/A.csv": refused}


def test_a_holding_has_range_age_and_what_is_missing(tmp_path: Path) -> None:
    days = weekdays(40)
    gaps = [day for at, day in enumerate(days) if at not in (3, 4, *range(20, 30))]
    make_vault(
        tmp_path,
        {
            "SPY.csv": own_file("SPY", on_days(days, [1.0] * 40)),
            "A.csv": own_file("A", on_days(gaps, [1.0] * len(gaps)), "EUR", "yes"),
        },
    )
    item = status(tmp_path, days[-1] + dt.timedelta(days=4))["A"]
    assert (item.first, item.last, item.sessions, item.age) == (days[0], days[-1], 28, 4)
    assert (item.currency, item.adjusted) == ("EUR", "yes")
    assert item.missing == 2
    assert item.holes == ((days[19], days[30]),), "a hole is told as one, not session by session"


def test_a_suspected_split_is_told(tmp_path: Path) -> None:
    make_vault(tmp_path, {"A.csv": own_file("A", on_days(DAYS[:3], [100.0, 101.0, 50.5]))})
    [problem] = status(tmp_path, DAYS[-1])["A"].problems
    assert (problem.code, problem.date) == ("split-like-jump", DAYS[2])
    assert "2-for-1" in problem.message


def test_nothing_later_than_the_day_is_held(tmp_path: Path) -> None:
    make_vault(tmp_path, {"A.csv": own_file("A", on_days(DAYS, [1.0] * 8))})
    item = status(tmp_path, DAYS[2])["A"]
    assert (item.last, item.sessions, item.age) == (DAYS[2], 3, 0)
    early = status(tmp_path, DAYS[0] - dt.timedelta(days=1))["A"]
    assert (early.first, early.last, early.sessions, early.age) == (None, None, 0, None)


def test_bars_that_contradict_refuse_the_series_by_date(tmp_path: Path) -> None:
    make_vault(
        tmp_path,
        {
            "A.csv": own_file("A", on_days(DAYS[:2], [1.0, 2.0])),
            "b.csv": f"Date,A\n{DAYS[1]},9\n",
        },
    )
    item = status(tmp_path, DAYS[-1])["A"]
    assert item.sessions == 0
    assert [problem.code for problem in item.problems] == ["duplicate-date"]


def test_the_first_benchmark_with_a_session_then_is_the_benchmark(tmp_path: Path) -> None:
    old, new = weekdays(5, dt.date(2020, 11, 9)), weekdays(5, dt.date(2026, 1, 5))
    make_vault(
        tmp_path,
        {
            "SPY.csv": own_file("SPY", on_days(new, [1.0] * 5)),
            "SPX.csv": own_file("SPX", on_days(old, [1.0] * 5)),
        },
    )
    prices = Prices(PriceFolder(tmp_path), SETTINGS, new[-1])
    assert prices.benchmark(old[0]).symbol == "SPX"
    assert prices.benchmark(new[0]).symbol == "SPY"
    assert prices.benchmark(dt.date(2023, 1, 1)).symbol == "SPY"
    assert prices.benchmark(old[0], "SPY").symbol == "SPY"
    assert prices.last_session() == new[-1]
    assert Prices(PriceFolder(tmp_path), SETTINGS, old[-1]).last_session() == old[-1]


RENAMED = MarketSettings(renamed={"FB": "META"})


def test_a_renamed_ticker_is_one_series(tmp_path: Path) -> None:
    make_vault(
        tmp_path,
        {
            "FB.csv": own_file("FB", on_days(DAYS[:3], [1.0, 2.0, 3.0])),
            "META.csv": own_file("META", on_days(DAYS[2:5], [3.0, 4.0, 5.0])),
        },
    )
    prices = Prices(PriceFolder(tmp_path), RENAMED, DAYS[-1])
    assert prices.adjusted("FB") == prices.adjusted("META")
    assert prices.adjusted("META").dates == tuple(DAYS[:5])
    assert prices.holds("FB")
    assert Prices(PriceFolder(tmp_path), SETTINGS, DAYS[-1]).adjusted("META").dates == tuple(
        DAYS[2:5]
    )


def test_a_ticker_renamed_twice_is_one_series(tmp_path: Path) -> None:
    files = {f"{name}.csv": own_file(name, {DAYS[at]: 10.0 + at}) for at, name in enumerate("ABC")}
    make_vault(tmp_path, files)
    prices = Prices(PriceFolder(tmp_path), MarketSettings(renamed={"A": "B", "B": "C"}), DAYS[-1])
    for name in "ABC":
        assert prices.adjusted(name).dates == tuple(DAYS[:3]), name


def test_a_new_name_in_another_currency_is_not_joined(tmp_path: Path) -> None:
    make_vault(
        tmp_path,
        {
            "FB.csv": own_file("FB", on_days(DAYS[:2], [10.0, 11.0]), "EUR"),
            "META.csv": own_file("META", on_days(DAYS[2:3], [20.0]), "USD"),
        },
    )
    try:
        series = Prices(PriceFolder(tmp_path), RENAMED, DAYS[-1]).adjusted("META")
    except PriceFault:
        return
    assert series.dates in ((), (DAYS[2],))


def test_a_new_name_at_another_level_is_not_joined(tmp_path: Path) -> None:
    # The old file's closes are raw, with a split; the new one's are adjusted.
    make_vault(
        tmp_path,
        {
            "FB.csv": own_file(
                "FB", on_days(DAYS[:3], [100.0, 50.0, 50.0]), adjusted="no", split=(DAYS[1], 2.0)
            ),
            "META.csv": own_file("META", on_days(DAYS[3:5], [50.0, 51.0]), adjusted="yes"),
        },
    )
    try:
        series = Prices(PriceFolder(tmp_path), RENAMED, DAYS[-1]).adjusted("META")
    except PriceFault:
        return
    closes = dict(zip(series.dates, series.closes, strict=True))
    assert closes.get(DAYS[0]) in (None, 50.0)


def test_tickers_renamed_in_a_circle_are_a_fault_of_the_config(tmp_path: Path) -> None:
    settings = MarketSettings(renamed={"A": "B", "B": "A"})
    with pytest.raises(ConfigFault, match="loop: A -> B -> A"):
        Prices(PriceFolder(tmp_path), settings, DAYS[-1])


def test_names_that_do_not_fit_say_why(tmp_path: Path) -> None:
    make_vault(
        tmp_path,
        {
            "FB.csv": own_file("FB", on_days(DAYS[:2], [10.0, 11.0]), "EUR"),
            "META.csv": own_file("META", on_days(DAYS[2:3], [20.0]), "USD"),
        },
    )
    found = Prices(PriceFolder(tmp_path), RENAMED, DAYS[-1]).adjusted("FB")
    assert found.refused == "META, FB: one alias, but currencies EUR, USD"
    assert "one alias" not in str(status(tmp_path, DAYS[-1])), "each file alone is sound"


def test_prices_outside_of_what_was_read_are_named(tmp_path: Path) -> None:
    make_vault(tmp_path, {"A.csv": own_file("A", on_days(DAYS, [1.0] * 8))})
    late = Prices(
        PriceFolder(tmp_path), SETTINGS, DAYS[-1] + dt.timedelta(99), DAYS[-1] + dt.timedelta(9)
    )
    assert late.adjusted("A").refused == f"stale: last price {DAYS[-1]}"
    early = Prices(PriceFolder(tmp_path), SETTINGS, DAYS[-1], end=DAYS[0] - dt.timedelta(1))
    assert early.adjusted("A").refused == f"prices begin on {DAYS[0]}"


def test_a_symbol_of_two_currencies_is_not_imported(tmp_path: Path) -> None:
    text = "2026-01-07 price E 1 USD\n2026-01-08 price E 2 GBP\n2026-01-08 price X 2 USD\n"
    found = {item.symbol: item for item in read(tmp_path, "x.beancount", text)}
    assert found["E"].conflicts == ["currencies GBP, USD: not imported"]
    assert found["X"].added == 1
    assert PriceFolder(tmp_path).symbols() == ("X",)


def test_a_told_symbol_is_spelled_as_it_is_held(tmp_path: Path) -> None:
    read(tmp_path, "x.csv", "Date,Close\n2026-01-08,1\n", symbol="NVDA")
    [again] = read(tmp_path, "x.csv", "Date,Close\n2026-01-08,1\n", symbol="nvda")
    assert (again.symbol, again.same) == ("NVDA", 1)


def test_a_benchmark_with_the_history_goes_before_one_without(tmp_path: Path) -> None:
    days = weekdays(60)
    files = {
        "SPY.csv": own_file("SPY", on_days(days[40:], [1.0] * 20)),
        "SPX.csv": own_file("SPX", on_days(days, [1.0] * 60)),
    }
    prices = Prices(PriceFolder(make_vault(tmp_path, files)), SETTINGS, days[-1])
    wanted = {0: "SPY", 10: "SPY", 11: "SPX", 50: "SPX", 51: "SPX"}
    assert {n: prices.benchmark(days[50], history=n).symbol for n in wanted} == wanted
