"""Each broker's export, as what it says is held."""

from __future__ import annotations

import datetime as dt

import pytest

from market.brokers.exports import ALL
from thesisvault.market.brokers import StatementError, export_in, read_statement
from thesisvault.model.statement import Statement

HELD: dict[str, tuple[str | None, list[tuple[str, float, float | None, str]]]] = {
    "activity": ("2026-01-30", [("ABC", 12.5, 40.25, "USD"), ("XYZ", -30, 10, "EUR")]),
    "activity-trades": ("2026-01-30", [("ABC", 1000, 40, "USD")]),
    "flex": ("2026-01-08", [("US0000000011", 80, 10, "USD"), ("IE0000000022", 3, 100, "EUR")]),
    "flex-positions": ("2026-01-08", [("ABC", 80, 10, "USD")]),
    "flex-xml": ("2026-01-30", [("ABC", 5, 40, "USD")]),
    "schwab": ("2026-01-28", [("ABC", 1006.5, 40424 / 1010.5, "USD")]),
    "schwab-positions": ("2026-01-08", [("ABC", 1250, 40, "USD"), ("VYZ", 10.125, None, "USD")]),
    "fidelity": ("2026-01-20", [("ABC", 15, 40, "USD"), ("VYZ", 0.25, 80, "USD")]),
    "fidelity-all": ("2026-01-06", [("ABC", 20, 40, "USD"), ("ABC", 5, 44, "USD")]),
    "fidelity-positions": ("2026-01-08", [("ABC", 20, 40, "USD")]),
    "trading-212": ("2026-01-08", [("ABC", 7.5, 40, "USD"), ("LLL", 4, 550, "GBX")]),
    "trading-212-new": ("2026-01-06", [("ABC", 12, 10, "USD")]),
    "degiro": ("2026-01-15", [("US0000000011", 6, 1000, "USD")]),
    "degiro-portfolio": (None, [("US0000000011", 10, None, "USD")]),
    "degiro-account": ("2026-01-08", [("US0000000011", 10, 40.25, "USD")]),
    "portfolio-performance": ("2026-01-08", [("QQQ.F", 15, 100, "EUR")]),
    "portfolio-performance-english": (
        "2026-01-06",
        [("QQQ", 10, 123.45, "EUR"), ("RRR", 5, 100, "EUR")],
    ),
    "ghostfolio": ("2026-01-08", [("ABC", 6, 40, "USD")]),
    "ghostfolio-csv": ("2026-01-18", [("ABC", 6, 40, "USD"), ("DEF", 2, 7.5, "EUR")]),
}


def read(name: str) -> Statement:
    return read_statement(ALL[name].read_bytes(), "export.csv")


def changed(name: str, old: str, new: str) -> bytes:
    text = ALL[name].read_text()
    assert old in text
    return text.replace(old, new).encode()


@pytest.mark.parametrize("name", ALL)
def test_what_is_held(name: str) -> None:
    day, held = HELD[name]
    found = read(name)
    assert found.day == (dt.date.fromisoformat(day) if day else None)
    assert [one.symbol for one in found.owned] == [symbol for symbol, *_ in held]
    for one, (_, shares, cost, currency) in zip(found.owned, held, strict=True):
        assert one.shares == pytest.approx(shares)
        assert one.cost == (None if cost is None else pytest.approx(cost))
        assert one.currency == currency
    assert export_in(ALL[name].read_text()) is not None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(encoding: str) -> None:
    data = ALL["portfolio-performance"].read_text().encode(encoding)
    assert read_statement(data, "x.csv").owned == read("portfolio-performance").owned


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends(ends: str) -> None:
    data = ALL["schwab"].read_text().replace("\n", ends).encode()
    assert read_statement(data, "x.csv").owned == read("schwab").owned


def test_columns_may_stand_in_any_order() -> None:
    rows = [line.split(",") for line in ALL["flex"].read_text().splitlines()]
    turned = "\n".join(",".join(reversed(row)) for row in rows)
    assert read_statement(turned.encode(), "x.csv").owned == read("flex").owned


def test_what_is_not_taken_is_told_with_its_line() -> None:
    assert [(one.line, one.why) for one in read("activity").passed] == [(11, "an option")]
    assert [(one.line, one.why) for one in read("fidelity-positions").passed] == [
        (2, "cash or a sum"),
        (4, "an option"),
        (5, "cash or a sum"),
    ]
    data = changed("trading-212", "Limit sell", "Frobnicate")
    found = read_statement(data, "x.csv")
    assert [one.line for one in found.passed] == [4]
    assert "not understood: its 2.5 shares" in found.passed[0].why


def test_a_future_is_not_taken() -> None:
    data = changed("activity", "Equity and Index Options,USD,ABC 20MAR26 45 C", "Futures,USD,ESH6")
    assert [one.why for one in read_statement(data, "x.csv").passed] == ["a future"]


def test_a_split_in_a_statement() -> None:
    split = (
        "Corporate Actions,Header,Asset Category,Currency,Report Date,Date/Time,Description,"
        "Quantity,Proceeds,Value,Realized P/L,Code\n"
        'Corporate Actions,Data,Stocks,USD,2026-01-20,"2026-01-19, 20:25:00",'
        '"ABC(US0000000011) Split 4 for 1 (ABC, ABC CORP, US0000000011)",3000,0,0,0,\n'
    )
    data = ALL["activity-trades"].read_bytes() + split.encode()
    found = read_statement(data, "x.csv")
    assert [(one.symbol, one.shares, one.cost) for one in found.owned] == [("ABC", 4000, 10)]
    assert "split" in found.told[0]


def test_more_sold_than_bought_is_short_and_told() -> None:
    data = changed("trading-212", "2.5000000000", "12.5000000000")
    found = read_statement(data, "x.csv")
    assert found.owned[0].shares == -2.5
    assert "2.5 more were sold than bought" in found.told[0]


def test_one_account_of_several() -> None:
    found = read_statement(ALL["fidelity-all"].read_bytes(), "x.csv", account="Z222")
    assert [(one.symbol, one.shares) for one in found.owned] == [("ABC", 5)]


def test_the_day_in_a_file_name() -> None:
    data = ALL["degiro-portfolio"].read_bytes()
    for name in ("Portfolio 2026-01-09.csv", "Portfolio_20260109.csv", "Portfolio_Jan-09-2026.csv"):
        assert read_statement(data, name).day == dt.date(2026, 1, 9)


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "told"),
    [
        ("schwab", '"0.5"', '"half"', 5, "`half` is not a number"),
        ("schwab", '"01/16/2026","Reinvest Shares"', '"soon","Reinvest Shares"', 5, "not a date"),
        ("schwab", ',"0.5","$48.00","","-$24.00"', "", 5, "the row has 4 cells, the header 8"),
        ("trading-212", "LLL plc,4,", "LLL plc,1,4,", 6, "17 cells, the header 16"),
        ("ghostfolio", '"unitPrice": 44,', '"unitPrice": 44', 17, "not JSON"),
        ("ghostfolio", '"activities"', '"doings"', 1, "no `activities` list"),
        ("flex-xml", "</Trades>", "", 8, "not XML"),
        ("flex-xml", "<FlexQuery", '<!DOCTYPE a [<!ENTITY b "c">]><FlexQuery', 1, "entities"),
        ("activity", "Open Positions,Header", "Other,Header", 7, "no header line"),
        ("degiro-account", "Product,ISIN", "Thing,Code", 1, "not from a known broker's export"),
    ],
)
def test_refused_with_its_line(name: str, old: str, new: str, line: int, told: str) -> None:
    with pytest.raises(StatementError, match=told) as refused:
        read_statement(changed(name, old, new), "x.csv")
    assert refused.value.line == line


def test_a_file_that_was_cut_off() -> None:
    lines = ALL["schwab"].read_text().splitlines()
    with pytest.raises(StatementError, match="is the file whole"):
        read_statement("\n".join([*lines[:8], '"01/05/2026","Bu']).encode(), "x.csv")


def test_thousands_or_a_fraction() -> None:
    data = (
        changed("portfolio-performance-english", '"-1,234.50"', '"-1,234"')
        .replace(b"500.00", b"500")
        .replace(b"5.00,1.00", b",")
    )
    with pytest.raises(StatementError, match="--decimal"):
        read_statement(data, "x.csv")
    assert read_statement(data, "x.csv", ".").owned[0].cost == pytest.approx(123.4)


@pytest.mark.parametrize("text", ["", "Date,Close\n2026-01-05,10\n", "\0\1\2", "a;b;c\n1;2;3\n"])
def test_no_export(text: str) -> None:
    assert export_in(text) is None
    with pytest.raises(StatementError, match="known"):
        read_statement(text.encode(), "x.csv")
