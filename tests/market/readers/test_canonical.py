"""The vault's own form: what is written is read back, and the text is stable."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from thesisvault.market.readers import PriceFormatError
from thesisvault.market.readers.canonical import HEADER, is_canonical, read_series, write_series
from thesisvault.model.market import Bar, PriceSeries

DAYS = [dt.date(2026, 1, day) for day in (7, 8, 9, 12)]
SERIES = PriceSeries(
    "NVDA",
    (
        Bar(DAYS[0], 188.0, 189.5, 185.25, 189.11, 153543000.0, 189.0, None, None),
        Bar(DAYS[1], close=185.04, dividend=0.01),
        Bar(DAYS[2], close=46.215, split=4.0),
    ),
    "USD",
    "no",
    "Yahoo",
    dt.datetime(2026, 1, 10, 6, 0, 1, tzinfo=dt.UTC),
)
TEXT = """\
# symbol: NVDA
# currency: USD
# adjusted: no
# source: Yahoo
# fetched: 2026-01-10T06:00:01+00:00
date,open,high,low,close,adj_close,volume,dividend,split
2026-01-07,188,189.5,185.25,189.11,189,153543000,,
2026-01-08,,,,185.04,,,0.01,
2026-01-09,,,,46.215,,,,4
"""


def test_the_text() -> None:
    assert write_series(SERIES) == TEXT
    assert is_canonical(TEXT)
    assert not is_canonical("Date,Close\n")


def test_what_is_written_is_read_back() -> None:
    assert read_series(TEXT) == SERIES


def test_bars_are_written_by_date() -> None:
    assert write_series(replace(SERIES, bars=SERIES.bars[::-1])) == TEXT


def test_a_source_cannot_break_out_of_its_line() -> None:
    text = write_series(replace(SERIES, source="a\n2026-01-08,1\r\nb"))
    assert text.count("\n") == TEXT.count("\n")
    assert read_series(text).source == "a 2026-01-08,1 b"


figure = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(*[figure] * 8), max_size=4))
def test_every_figure_survives(figures: list[tuple[float | None, ...]]) -> None:
    bars = tuple(Bar(day, *values) for day, values in zip(DAYS, figures, strict=False))
    read = read_series(write_series(replace(SERIES, bars=bars))).bars
    assert read == bars


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (None, None, [7, 8, 9]),
        (DAYS[1], None, [8, 9]),
        (None, DAYS[1], [7, 8]),
        (DAYS[1], DAYS[1], [8]),
        (dt.date(2026, 1, 10), None, []),
        (None, dt.date(2026, 1, 6), []),
    ],
)
def test_only_the_days_asked_for_are_read(
    start: dt.date | None, end: dt.date | None, wanted: list[int]
) -> None:
    assert [bar.date.day for bar in read_series(TEXT, start, end).bars] == wanted
    assert [b.date.day for b in read_series(TEXT.rstrip("\n"), start, end).bars] == wanted


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (HEADER, "date,close", 6),
        ("2026-01-08,,,,185.04,,,0.01,", "2026-01-08,,,,zz,,,,", 8),
        ("2026-01-08,,,,185.04,,,0.01,", "2026-01-08,185.04", 8),
        ("2026-01-09", "2026-01-99", 9),
    ],
)
def test_an_error_names_its_line(old: str, new: str, line: int) -> None:
    with pytest.raises(PriceFormatError) as caught:
        read_series(TEXT.replace(old, new))
    assert caught.value.line == line


def test_an_error_names_its_line_also_where_rows_before_are_skipped() -> None:
    with pytest.raises(PriceFormatError) as caught:
        read_series(TEXT.replace("46.215", "zz"), DAYS[2])
    assert caught.value.line == 9


def test_a_file_without_a_header_is_an_error() -> None:
    with pytest.raises(PriceFormatError, match="the header must be"):
        read_series("# symbol: NVDA\n")


def test_unknown_words_in_the_head_are_unknown() -> None:
    text = TEXT.replace("adjusted: no", "adjusted: perhaps").replace("2026-01-10T06", "soon")
    assert read_series(text).adjusted == "unknown"
    assert read_series(text).fetched_at is None


@pytest.mark.parametrize("start", DAYS[:3])
def test_bars_out_of_order_are_found_or_refused(start: dt.date) -> None:
    head, rows = TEXT.partition(HEADER)[0] + HEADER, TEXT.partition(HEADER)[2].split()
    text = "\n".join([head, *rows[::-1], ""])
    try:
        found = read_series(text, start, start).bars
    except PriceFormatError:
        return
    assert [bar.date for bar in found] == [start]


def test_a_row_in_the_wrong_place_is_within_the_range_or_not() -> None:
    head, rows = TEXT.partition(HEADER)[0] + HEADER, TEXT.partition(HEADER)[2].split()
    text = "\n".join([head, *rows[::-1], ""])
    assert [bar.date for bar in read_series(text, DAYS[1]).bars] == [DAYS[2], DAYS[1]]


def test_rare_figures_have_columns_where_they_are_needed() -> None:
    rare = Bar(DAYS[1], close=9.0, stock_dividend=0.05)
    last = Bar(DAYS[2], delisting=-0.3)
    series = PriceSeries("X", (Bar(DAYS[0], close=10.0), rare, last))
    text = write_series(series)
    assert f"{HEADER},stock_dividend,delisting\n" in text
    assert read_series(text).bars == series.bars
    with pytest.raises(PriceFormatError, match="spin_off"):
        read_series(text.replace("stock_dividend", "bonus"))
    with pytest.raises(PriceFormatError, match="not a row of prices"):
        read_series(text.replace(",,,-0.3", ",-0.3"))


def test_a_figure_of_very_many_digits_is_refused_with_its_line() -> None:
    text = write_series(PriceSeries("X", (Bar(DAYS[0], close=10.5),)))
    with pytest.raises(PriceFormatError, match=r"10.50{100,200}` is not a row of prices"):
        read_series(text.replace("10.5", f"10.5{'0' * 1000}"))
