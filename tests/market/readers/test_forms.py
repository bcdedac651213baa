"""Every form of file that people have, with the headers of the services they have it from."""

from __future__ import annotations

from datetime import date

import pytest

from market.readers.builders import rows_of
from thesisvault.market.readers import PriceFormatError, PriceRow
from thesisvault.model.market import Bar

DAY, NEXT = date(2026, 1, 8), date(2026, 1, 9)

YAHOO = """Date,Open,High,Low,Close,Adj Close,Volume
2026-01-08,185.5,187.25,183.0,185.04,184.9,150000000
2026-01-09,null,null,null,null,null,null
"""
STOOQ = """Date,Open,High,Low,Close,Volume
2026-01-08,185.5,187.25,183.0,185.04,150000000
"""
STOOQ_ASCII = """<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>
NVDA.US,D,20260108,000000,185.5,187.25,183.0,185.04,150000000,0
NVDA.US,D,20260109,000000,185.5,187.25,183.0,184.86,150000001,0
"""
TIINGO = (
    "date,close,high,low,open,volume,adjClose,adjHigh,adjLow,adjOpen,adjVolume,divCash,"
    "splitFactor\n"
    "2026-01-08T00:00:00.000Z,185.04,187.25,183.0,185.5,150000000,184.9,187.1,182.9,185.4,"
    "150000000,0.01,4.0\n"
)
PRICEHIST = """date,base,quote,amount,source,type
2026-01-08,NVDA,USD,185.04,yahoo,close
2026-01-08,SAP.DE,EUR,201.5,yahoo,close
"""
NASDAQ = """Date,Close/Last,Volume,Open,High,Low
01/13/2026,$185.04,"150,000,000",$185.50,$187.25,$183.00
"""
INVESTING = """"Date","Price","Open","High","Low","Vol.","Change %"
"Jan 08, 2026","1,185.04","1,185.50","1,187.25","1,183.00","150.25M","-2.15%"
"Jan 09, 2026","1,184.86","1,185.50","1,187.25","1,183.00","","-0.10%"
"""


def test_headers_of_other_languages_and_signs_between_thousands() -> None:
    for head in (
        "日付,始値,高値,安値,終値,出来高,前日比",
        "日期,开盘价,最高价,最低价,收盘价,成交量,涨跌幅",
        "날짜,시가,고가,저가,종가,거래량,등락률",
        "Data,Abertura,Máxima,Mínima,Último,Vol.,Var%",
        "Datum,Eröffn.,Hoch,Tief,Zuletzt,Vol.,+/- %",
    ):
        (row,) = rows_of(f"{head}\n2026-01-08,185.5,187.25,183.0,1 185.04,150M,-2%\n")
        assert row.bar == Bar(DAY, 185.5, 187.25, 183.0, 1185.04, 150e6), head
    for figure in ("1'185,04", "1\u202f185,04", "1\u00a0185,04", "1.185,04"):
        (row,) = rows_of(f"Datum;Schlusskurs;Adj. Close\n08.01.2026;{figure};93,5\n")
        assert row.bar == Bar(DAY, close=1185.04, adjusted_close=93.5), figure


def test_fred_has_a_point_where_it_has_no_figure() -> None:
    rows = rows_of("observation_date,SP500\n2026-01-08,6921.46\n2026-01-09,.\n")
    assert [row.bar for row in rows] == [Bar(DAY, close=6921.46)]


def test_yahoo() -> None:
    first, second = rows_of(YAHOO)
    assert first == PriceRow("NVDA", Bar(DAY, 185.5, 187.25, 183.0, 185.04, 150e6, 184.9))
    assert second.bar == Bar(NEXT), "`null` is no figure"


def test_stooq() -> None:
    assert rows_of(STOOQ, "nvda_us_d", symbol="NVDA") == [
        PriceRow("NVDA", Bar(DAY, 185.5, 187.25, 183.0, 185.04, 150e6))
    ]


def test_stooqs_ascii_form_is_long_and_names_its_ticker() -> None:
    rows = rows_of(STOOQ_ASCII, "data")
    assert [row.symbol for row in rows] == ["NVDA.US"] * 2
    assert rows[0].bar == Bar(DAY, 185.5, 187.25, 183.0, 185.04, 150e6)
    assert rows[1].bar.date == NEXT


def test_tiingo_with_its_dividend_and_split() -> None:
    assert [row.bar for row in rows_of(TIINGO)] == [
        Bar(DAY, 185.5, 187.25, 183.0, 185.04, 150e6, 184.9, 0.01, 4.0)
    ]


def test_pricehist_tells_symbol_and_currency() -> None:
    assert rows_of(PRICEHIST, "prices") == [
        PriceRow("NVDA", Bar(DAY, close=185.04), "USD"),
        PriceRow("SAP.DE", Bar(DAY, close=201.5), "EUR"),
    ]


def test_nasdaq_with_dollar_signs_and_slashed_dates() -> None:
    assert [row.bar for row in rows_of(NASDAQ)] == [
        Bar(date(2026, 1, 13), 185.5, 187.25, 183.0, 185.04, 150e6)
    ]


def test_investing_with_thousands_and_millions() -> None:
    first, second = rows_of(INVESTING)
    assert first.bar == Bar(DAY, 1185.5, 1187.25, 1183.0, 1185.04, 150.25e6)
    assert second.bar == Bar(NEXT, 1185.5, 1187.25, 1183.0, 1184.86, None)


def test_long_with_a_currency_a_row() -> None:
    text = "day,ticker,last price,currency\n2026-01-08,A,1,USD\n2026-01-08,B,2,\n"
    assert rows_of(text, "anything") == [
        PriceRow("A", Bar(DAY, close=1.0), "USD"),
        PriceRow("B", Bar(DAY, close=2.0), None),
    ]


def test_wide_leaves_empty_cells_out() -> None:
    text = "Date,AAPL,^GSPC,BRK/B\n2026-01-08,1,2,\n2026-01-09,,n/a,3\n"
    assert rows_of(text, "anything") == [
        PriceRow("AAPL", Bar(DAY, close=1.0)),
        PriceRow("^GSPC", Bar(DAY, close=2.0)),
        PriceRow("BRK/B", Bar(NEXT, close=3.0)),
    ]


def test_beancount_prices_among_other_directives() -> None:
    text = (
        "; my ledger\n* Options\n"
        'option "operating_currency" "USD"\n'
        "2026-01-01 open Assets:Cash USD\n"
        "2026-01-08 price NVDA  1,185.04 USD ; from the broker\n"
        "2026/01/09 price BRK.B 500 USD\n"
        '2026-01-08 * "Shop" ""\n  Assets:Cash  -1 USD\n'
    )
    assert rows_of(text, "ledger") == [
        PriceRow("NVDA", Bar(DAY, close=1185.04), "USD"),
        PriceRow("BRK.B", Bar(NEXT, close=500.0), "USD"),
    ]


def test_semicolons_with_decimal_comma() -> None:
    text = "Date;Open;Close;Volume\n2026-01-08;1.185,50;1.184,25;1500\n2026-01-09;9;8,5;\n"
    assert [row.bar for row in rows_of(text)] == [
        Bar(DAY, open=1185.5, close=1184.25, volume=1500.0),
        Bar(NEXT, open=9.0, close=8.5),
    ]


def test_semicolons_with_decimal_point() -> None:
    text = "Date;Close\n2026-01-08;185.04\n"
    assert [row.bar for row in rows_of(text)] == [Bar(DAY, close=185.04)]


@pytest.mark.parametrize("delimiter", ["\t", "|"])
def test_tabs_and_bars(delimiter: str) -> None:
    text = "Date,Close,Volume\n2026-01-08,185.04,7\n".replace(",", delimiter)
    assert [row.bar for row in rows_of(text)] == [Bar(DAY, close=185.04, volume=7.0)]


def test_comments_blank_lines_and_windows_line_ends_are_passed_over() -> None:
    text = "# currency: USD\r\n\r\nDate,Close\r\n# a remark\r\n2026-01-08,1\r\n\r\n"
    assert [row.bar for row in rows_of(text)] == [Bar(DAY, close=1.0)]


def test_a_byte_order_mark_does_not_hide_the_date() -> None:
    assert len(rows_of("\ufeffDate,Close\n2026-01-08,1\n")) == 1


def test_a_short_row_lacks_figures_and_no_more() -> None:
    text = "Date,Close,Volume\n2026-01-08,1\n"
    assert [row.bar for row in rows_of(text)] == [Bar(DAY, close=1.0)]


def test_endless_and_undefined_figures_are_absent() -> None:
    text = "Date,Close,Volume\n2026-01-08,1,inf\n2026-01-09,2,nan\n"
    assert [row.bar.volume for row in rows_of(text)] == [None, None]


def test_a_file_of_one_symbol_is_named_after_its_file_or_as_told() -> None:
    assert {row.symbol for row in rows_of(STOOQ, "AAPL")} == {"AAPL"}
    assert {row.symbol for row in rows_of(STOOQ, "AAPL", symbol="MSFT")} == {"MSFT"}


@pytest.mark.parametrize("ticker", ["LOW", "OPEN", "VOL", "SPLIT", "PER"])
def test_wide_keeps_tickers_that_are_header_words(ticker: str) -> None:
    rows = rows_of(f"Date,HD,{ticker},WMT\n2026-01-08,1,2,3\n", "anything")
    assert {row.symbol: row.bar.close for row in rows} == {"HD": 1.0, ticker: 2.0, "WMT": 3.0}


def test_wide_with_a_ticker_that_is_a_word_for_the_close() -> None:
    rows = rows_of("Date,HD,NAV,WMT\n2026-01-08,1,2,3\n", "anything")
    assert {row.symbol for row in rows} == {"HD", "NAV", "WMT"}


@pytest.mark.parametrize(
    ("header", "symbols"),
    [
        ("Date,HD,WMT,Volume", ["HD", "WMT"]),
        ("date,hd,low", ["hd", "low"]),
        ("Date,Close,RSI,MACD,SIGNAL", ["some_x"]),
        ("Date,NAV,Assets,Shares", ["some_x"]),
        ("Date,HD,SYM,DAY,WMT", ["HD", "SYM", "DAY", "WMT"]),
    ],
)
def test_which_columns_are_symbols(header: str, symbols: list[str]) -> None:
    text = f"{header}\n2026-01-08{',1' * header.count(',')}\n"
    assert [row.symbol for row in rows_of(text, "some_x")] == symbols


@pytest.mark.parametrize(
    "text",
    [
        "Date,HD,WMT\n2026-01-08,1,2\n",
        "Date,Symbol,Close\n2026-01-08,A,1\n",
        "2026-01-08 price A 1 USD\n",
    ],
)
def test_a_symbol_for_a_file_that_names_its_own_is_refused(text: str) -> None:
    with pytest.raises(PriceFormatError, match="`--symbol` is for a file of one symbol"):
        rows_of(text, "x", symbol="NVDA")


@pytest.mark.parametrize(
    ("name", "symbol"), [("nvda", "NVDA"), ("brk.b", "BRK.B"), ("HistoricalData_17", None)]
)
def test_a_files_name_that_looks_like_a_ticker(name: str, symbol: str | None) -> None:
    [row] = rows_of("Date,Close\n2026-01-08,1\n", name)
    assert row.symbol == (symbol or name)
