"""Stooq, Tiingo and Alpha Vantage over a real connection to this machine."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from contextlib import closing

import pytest

from fetch.server import Answer, Server, serving
from thesisvault.fetch.alphavantage import AlphaVantage
from thesisvault.fetch.source import Source, open_source
from thesisvault.fetch.stooq import Stooq
from thesisvault.fetch.tiingo import Tiingo
from thesisvault.model.errors import FetchFault, UnknownSymbolFault, UsageFault
from thesisvault.model.market import Bar, PriceSeries

START, END = dt.date(2026, 1, 5), dt.date(2026, 1, 7)
NOW = dt.datetime(2026, 1, 10, 12, 0, tzinfo=dt.UTC)
KEY = "k3y-of-nobody"
STOOQ = (
    b"Date,Open,High,Low,Close,Volume\r\n2026-01-05,10,11,9,10.4,1000\r\n2026-01-09,1,1,1,1,1\r\n"
)
ALPHA = (
    b"timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient\r\n"
    b"2026-01-06,2.6,2.7,2.5,2.6,2.5,4000,0.0000,4.0\r\n"
    b"2026-01-05,10,11,9,10.4,2.5,1000,0.2500,1.0\r\n"
)
TIINGO = json.dumps(
    [
        {"date": "2026-01-05T00:00:00.000Z", "close": 10.4, "open": 10, "divCash": 0.25,
         "splitFactor": 1.0, "volume": 1000, "adjClose": 2.5},
        {"date": "2026-01-06T00:00:00.000Z", "close": 2.6, "splitFactor": 4.0},
    ]
).encode()  # fmt: skip


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("TIINGO_API_KEY", KEY)
    monkeypatch.setenv("ALPHAVANTAGE_API_KEY", KEY)


def ask(
    name: str, answers: Mapping[str, Answer], symbol: str = "ABC"
) -> tuple[PriceSeries, Server]:
    with serving(answers) as server, closing(open_source(name, server.url)) as source:
        return source.fetch(symbol, START, END, NOW), server


def test_stooq() -> None:
    series, server = ask("stooq", {"/q/d/l/": Answer(body=STOOQ)})
    assert series.bars == (Bar(START, 10, 11, 9, 10.4, 1000),)
    assert (series.symbol, series.currency, series.adjusted) == ("ABC", "USD", "yes")
    assert server.requests[0][1] == {"s": "abc.us", "d1": "20260105", "d2": "20260107", "i": "d"}


def test_tiingo() -> None:
    series, _ = ask("tiingo", {"/tiingo/daily/BRK-B/prices": Answer(body=TIINGO)}, "BRK.B")
    assert series.bars == (
        Bar(START, 10, close=10.4, volume=1000, dividend=0.25),
        Bar(dt.date(2026, 1, 6), close=2.6, split=4.0),
    )
    assert (series.symbol, series.adjusted, series.source) == ("BRK.B", "no", "Tiingo")


def test_alpha_vantage() -> None:
    series, server = ask("alphavantage", {"/query": Answer(body=ALPHA)})
    assert [(bar.close, bar.dividend, bar.split) for bar in series.bars] == [
        (10.4, 0.25, None),
        (2.6, None, 4.0),
    ]
    assert server.requests[0][1]["outputsize"] == "compact"


@pytest.mark.parametrize(
    ("name", "path", "body"),
    [
        ("stooq", "/q/d/l/", b"No data"),
        ("alphavantage", "/query", b'{"Error Message": "Invalid API call"}'),
    ],
)
def test_an_unknown_symbol(name: str, path: str, body: bytes) -> None:
    with pytest.raises(UnknownSymbolFault, match="has no symbol `ABC`"):
        ask(name, {path: Answer(body=body)})


def test_tiingo_knows_no_symbol() -> None:
    with pytest.raises(UnknownSymbolFault, match="Tiingo has no symbol"):
        ask("tiingo", {})


@pytest.mark.parametrize(
    ("name", "path", "answer", "told"),
    [
        ("stooq", "/q/d/l/", Answer(body=b"Exceeded the daily hits limit"), "try again tomorrow"),
        ("stooq", "/q/d/l/", Answer(body=b"<html></html>"), "not understood"),
        ("stooq", "/q/d/l/", Answer(body=STOOQ.replace(b"10.4", b"-1")), "no close on"),
        ("stooq", "/q/d/l/", Answer(body=b"\xff\xfe"), "not understood"),
        ("tiingo", "/tiingo/daily/ABC/prices", Answer(403), "rejects the key"),
        ("tiingo", "/tiingo/daily/ABC/prices", Answer(429), "limits the rate"),
        ("tiingo", "/tiingo/daily/ABC/prices", Answer(body=b'{"detail": "no"}'), "not understood"),
        (
            "alphavantage",
            "/query",
            Answer(
                body=json.dumps({"Information": f"your API key as {KEY} and 25 a day"}).encode()
            ),
            "your API key as … and 25 a day",
        ),
        ("alphavantage", "/query", Answer(500, KEY.encode()), "answered 500"),
        ("alphavantage", "/query", Answer(body=KEY.encode()), "not understood"),
    ],
)
def test_refusals_have_words_and_never_the_key(
    name: str, path: str, answer: Answer, told: str
) -> None:
    with pytest.raises(FetchFault, match=told) as refused:
        ask(name, {path: answer})
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("made", [Tiingo, AlphaVantage])
def test_without_a_key(made: type[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIINGO_API_KEY")
    monkeypatch.delenv("ALPHAVANTAGE_API_KEY")
    with pytest.raises(UsageFault, match=r"export (TIINGO|ALPHAVANTAGE)_API_KEY=…"):
        made()


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel"])
def test_a_key_that_can_be_none_is_not_shown(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIINGO_API_KEY", key)
    with pytest.raises(UsageFault, match="unexpected characters") as refused:
        Tiingo()
    assert key not in str(refused.value)


def test_stooq_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIINGO_API_KEY")
    Stooq("http://127.0.0.1:1").close()
