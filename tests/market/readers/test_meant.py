"""Files of prices that mean something else than their first column or first line says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from market.readers.builders import rows_of
from thesisvault.market.readers import PriceFormatError, ReadOptions, read_rows
from thesisvault.model.errors import PriceFault
from thesisvault.storage.prices.folder import read_all

LEDGER_HEADS = (
    '2026-01-05 * "Broker" "Buy"\n  Assets:Broker  1 GOLD {5 USD}\n',
    '2026-01-05 ! "Broker"\n',
    "pushtag #trip\n",
    "poptag #trip\n",
    '2026-1-5 txn "Broker" ""\n',
    '2026-01-05 "Broker" "Buy"\n',
    "2026-1-6 price OTHER 1 USD\n",
)


def ledger(text: str, name: str = "book.txt") -> dict[str, list[tuple[str, float | None]]]:
    found: dict[str, list[tuple[str, float | None]]] = {}
    for row in read_rows(text.splitlines(keepends=True), name, ReadOptions()):
        found.setdefault(row.symbol, []).append((row.bar.date.isoformat(), row.bar.close))
    return found


@pytest.mark.parametrize("head", LEDGER_HEADS)
def test_a_ledger_whatever_it_begins_with(head: str) -> None:
    assert ledger(head + "2026-01-08 price COIN 7 USD\n")["COIN"] == [("2026-01-08", 7.0)]


def test_a_ledger_by_its_ending() -> None:
    assert ledger("plain words\n2026-01-08 price COIN 7 USD\n", "x.bean")["COIN"]
    assert ledger("", "empty.beancount") == {}


@pytest.mark.parametrize(
    ("line", "symbol", "day", "close"),
    [
        ("2026-1-7 price COIN 585.00 USD", "COIN", "2026-01-07", 585.0),
        ("2026/11/7 price COIN 1 USD", "COIN", "2026-11-07", 1.0),
        ("2026-01-07 price COIN (1200 / 2) USD", "COIN", "2026-01-07", 600.0),
        ("2026-01-07 price COIN 1,200 - 2*(3+-4) USD", "COIN", "2026-01-07", 1202.0),
        ("2026-01-07 price COIN +4 USD ; said", "COIN", "2026-01-07", 4.0),
        ("2026-01-07 price /ESH26 .5 USD", "/ESH26", "2026-01-07", 0.5),
        ("\t2026-01-07  price  COIN\t3USD", "COIN", "2026-01-07", 3.0),
    ],
)
def test_prices_as_beancount_has_them(line: str, symbol: str, day: str, close: float) -> None:
    assert ledger(line, "x.beancount") == {symbol: [(day, close)]}


@pytest.mark.parametrize(
    "line",
    [
        "2026-01-07 price COIN USD",
        "2026-01-07 price COIN 5",
        "2026-01-07 price COIN 5/0 USD",
        "2026-02-30 price COIN 5 USD",
        "2026-01-07 price coin 5 USD",
        "2026-01-07 Price COIN 5 USD",
        "2026.01.07 price COIN 5 USD",
        "price COIN 5 USD",
        "2026-01-07 price COIN ((5) USD",
        "2026-01-07 price COIN 5 6 USD",
        "2026-01-07 price COIN " + "(" * 5000 + "5 USD",
        "2026-01-07 price COIN " + " " * 50_000 + "USD",
    ],
)
def test_what_means_to_be_a_price_is_never_passed_over(line: str) -> None:
    with pytest.raises(PriceFormatError, match="is not a price: write it as") as told:
        ledger(f"2026-01-01 open Assets:Cash\n{line}\n", "x.beancount")
    assert told.value.line == 2


@pytest.mark.parametrize(
    ("header", "close"),
    [
        ("Last,Close", 2.0),
        ("Price,NAV", 1.0),
        ("Value,Last", 2.0),
        ("Amount,Closing Price", 2.0),
        ("Close*,Adj Close**", 1.0),
        ("4. close,5. volume", 1.0),
        ("Close (USD),Volume", 1.0),
        ("PX_LAST,PX_VOLUME", 1.0),
    ],
)
def test_the_best_word_has_the_figure(header: str, close: float) -> None:
    [row] = rows_of(f"Date,{header}\n2026-01-08,1,2\n")
    assert (row.symbol, row.bar.close) == ("NVDA", close)


@pytest.mark.parametrize(
    "header", ["Time,Date,Close", "timestamp,date,close", "Day,Trade_Date,Last"]
)
def test_the_best_word_has_the_date(header: str) -> None:
    [row] = rows_of(f"{header}\n09:30,2026-01-08,1\n")
    assert row.bar.date == dt.date(2026, 1, 8)


@pytest.mark.parametrize(
    "header", ["Date,Closing Level", "date,level", "Date,Gold", "Date,A b,C d"]
)
def test_a_word_that_is_not_known_is_no_symbol(header: str) -> None:
    text = f"{header}\n2026-01-08{',1' * header.count(',')}\n"
    with pytest.raises(PriceFormatError, match="is neither a known header nor a symbol"):
        rows_of(text)
    if header.count(",") == 1:
        [row] = rows_of(text, symbol="FUND")
        assert (row.symbol, row.bar.close) == ("FUND", 1.0)


@pytest.mark.parametrize(
    "header", ["Date,HD", "Date,BTC-USD,^GSPC", "Date,AAPL US Equity", "date,hd,wmt"]
)
def test_what_is_written_as_symbols_is_symbols(header: str) -> None:
    text = f"{header}\n2026-01-08{',1' * header.count(',')}\n"
    assert [row.symbol for row in rows_of(text)] == header.split(",")[1:]


@pytest.mark.parametrize("header", ["Date,Close", "Date,Symbol,Close", "Date,HD,WMT"])
def test_a_row_with_more_cells_than_the_header(header: str) -> None:
    good = f"2026-01-08{',A' if 'Symbol' in header else ''}" + ",1" * (1 + ("HD" in header))
    assert len(rows_of(f"{header}\n{good},,\n")) == 1 + ("HD" in header), "empty ones are none"
    with pytest.raises(PriceFormatError, match="cells, the header") as told:
        rows_of(f"{header}\n{good}\n{good},210.5\n")
    assert told.value.line == 3


@pytest.mark.parametrize("cell", ['"A\nB"', '"A\x1bB"', '"A\u202eB"'])
def test_a_symbol_or_currency_that_does_not_print(cell: str) -> None:
    for header, row in (
        ("Symbol,Date,Close", f"{cell},2026-01-08,1"),
        ("Date,Close,Currency", f"2026-01-08,1,{cell}"),
    ):
        with pytest.raises(PriceFormatError, match="cannot be a symbol or a currency"):
            rows_of(f"{header}\n{row}\n")


def stamped(*texts: str, zone: str | None = None) -> list[str]:
    lines = ["date,close\n", *(f'"{text}",1\n' for text in texts)]
    options = ReadOptions(zone=ZoneInfo(zone) if zone else None)
    return [row.bar.date.isoformat() for row in read_rows(lines, "T.csv", options)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-08T00:00:00Z",
        "2026-01-08 00:00:00-05:00",
        "2026-01-08 16:00:00",
        "2026-01-08T09:30:00+09:00",
        "01/13/2026 16:00:00",
        "Jan 08, 2026 4:00 PM",
    ],
)
def test_times_of_the_exchange_change_no_day(text: str) -> None:
    assert stamped(text) == ["2026-01-13" if "13" in text else "2026-01-08"]


@pytest.mark.parametrize(
    "texts",
    [
        ("2026-01-07T15:00:00Z",),
        ("2026-01-07 15:00:00+00:00",),
        ("2026-01-08 3:00 PM UTC",),
        ("2026-01-08 15:00:00", "2026-01-11 15:00:00"),
    ],
)
def test_times_in_utc_want_a_zone(texts: tuple[str, ...]) -> None:
    with pytest.raises(PriceFormatError, match="give the exchange's time zone with `--zone`"):
        stamped(*texts)


def test_times_in_utc_become_the_exchanges_day() -> None:
    assert stamped("2026-01-07T15:00:00Z", zone="Asia/Tokyo") == ["2026-01-08"]
    assert stamped("2026-07-07T03:00:00Z", zone="America/New_York") == ["2026-07-06"]
    assert stamped("2026-01-07T00:00:00Z", zone="America/New_York") == ["2026-01-07"], "a day"


def test_text_behind_a_date_is_no_date() -> None:
    with pytest.raises(PriceFormatError, match="is not a date"):
        stamped("2026-01-08 or so")


@pytest.mark.parametrize("column", ["Dividends", "Stock Splits"])
def test_closes_beside_dividends_must_say_what_they_are(tmp_path: Path, column: str) -> None:
    path = tmp_path / "A.csv"
    rows = f"Date,Close,{column}\n2026-01-07,10,0.0\n2026-01-08,9,0.5\n"
    path.write_text(rows)
    with pytest.raises(PriceFault, match="`--adjusted yes` or `no`"):
        read_all(path, "A.csv", ReadOptions())
    assert read_all(path, "A.csv", ReadOptions(adjusted="yes"))[0].adjusted == "yes"
    path.write_text(f"# adjusted: no\n{rows}")
    assert read_all(path, "A.csv", ReadOptions())[0].adjusted == "no"
    path.write_text(rows.replace("0.5", "0.0"))
    assert read_all(path, "A.csv", ReadOptions())[0].adjusted == "unknown"


def test_a_file_says_its_zone(tmp_path: Path) -> None:
    path = tmp_path / "T.csv"
    path.write_text("# zone: Asia/Tokyo\nDate,Close\n2026-01-07T15:00Z,10\n")
    assert read_all(path, "T.csv", ReadOptions())[0].bars[0].date == dt.date(2026, 1, 8)
    path.write_text("# zone: Mars\nDate,Close\n2026-01-07T15:00Z,10\n")
    with pytest.raises(PriceFault, match="'Mars' is not known"):
        read_all(path, "T.csv", ReadOptions())
