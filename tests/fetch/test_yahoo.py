"""Yahoo's chart service over a real connection to this machine: bars, events, every refusal."""

from __future__ import annotations

import datetime as dt
import socket
from contextlib import closing

import pytest

from fetch.server import Answer, chart, said, serving
from thesisvault.fetch import connection
from thesisvault.fetch.yahoo import Yahoo
from thesisvault.model.errors import FetchFault, UnknownSymbolFault
from thesisvault.model.market import Bar, PriceSeries

DAYS = [dt.date(2026, 1, day) for day in (5, 6, 7, 8, 9)]
NOW = dt.datetime(2026, 1, 10, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def ask(
    answer: Answer,
    symbol: str = "NVDA",
    start: dt.date = DAYS[0],
    end: dt.date = DAYS[-1],
) -> PriceSeries:
    with serving({symbol: answer}) as server, closing(Yahoo(server.url)) as source:
        return source.fetch(symbol, start, end, NOW)


def test_bars_with_their_currency_and_date() -> None:
    series = ask(chart(DAYS, [100.0, 101.0, 200.0, 103.0, 104.0]))
    assert series.symbol == "NVDA"
    assert (series.currency, series.adjusted, series.source) == ("USD", "no", "Yahoo")
    assert series.fetched_at == NOW
    assert [bar.date for bar in series.bars] == DAYS
    assert series.bars[2] == Bar(DAYS[2], 198.0, 204.0, 196.0, 200.0, 500.0)


def test_what_is_asked_of_the_service() -> None:
    with serving({"^GSPC": chart(DAYS, [1.0] * 5)}) as server, closing(Yahoo(server.url)) as source:
        source.fetch("^GSPC", DAYS[0], DAYS[-1], NOW)
    [(symbol, asked)] = server.requests
    assert symbol == "^GSPC"
    assert asked["interval"] == "1d"
    assert asked["events"] == "div,splits"
    assert int(asked["period1"]) == dt.datetime(2026, 1, 5, tzinfo=dt.UTC).timestamp()
    assert int(asked["period2"]) >= NOW.timestamp(), "a later split changes earlier closes"
    assert "Mozilla" in server.agents[0]


@pytest.mark.parametrize(
    ("symbol", "called"), [("BRK.B", "BRK-B"), ("HK.00700", "0700.HK"), ("600519.SH", "600519.SS")]
)
def test_a_symbol_is_asked_for_as_yahoo_spells_it(symbol: str, called: str) -> None:
    answer = chart(DAYS, [1.0] * 5)
    with serving({called: answer}) as server, closing(Yahoo(server.url)) as source:
        series = source.fetch(symbol, DAYS[0], DAYS[-1], NOW)
    assert (series.symbol, len(series.bars)) == (symbol, 5)
    assert [name for name, _ in server.requests] == [called]


def test_days_outside_the_range_and_empty_sessions_are_left_out() -> None:
    answer = chart(DAYS, [100.0, None, 102.0, 103.0, 104.0])
    assert [bar.date for bar in ask(answer, start=DAYS[0], end=DAYS[3]).bars] == [
        DAYS[0],
        DAYS[2],
        DAYS[3],
    ]


@pytest.mark.parametrize("offset", [-18_000, 0, 32_400, 39_600])
def test_a_session_has_the_date_of_its_own_place(offset: int) -> None:
    series = ask(chart(DAYS, [1.0] * 5, offset=offset))
    assert [bar.date for bar in series.bars] == DAYS


def test_a_split_is_undone_before_its_day_and_recorded_on_it() -> None:
    # Yahoo divides all earlier prices by four.
    answer = chart(DAYS, [25.0, 50.0, 50.0, 28.0, 29.0], splits={DAYS[2]: (4.0, 1.0)})
    bars = ask(answer).bars
    assert [bar.close for bar in bars] == [100.0, 200.0, 50.0, 28.0, 29.0]
    assert [bar.split for bar in bars] == [None, None, 4.0, None, None]
    assert [bar.volume for bar in bars[1:3]] == [500.0, 2000.0]
    assert bars[1].high == 204.0


def test_a_split_after_the_range_still_counts() -> None:
    answer = chart(DAYS, [25.0] * 5, splits={DAYS[4]: (4.0, 1.0)})
    assert [bar.close for bar in ask(answer, end=DAYS[1]).bars] == [100.0, 100.0]


def test_two_splits_and_a_reverse_one_compound() -> None:
    answer = chart(DAYS, [10.0] * 5, splits={DAYS[1]: (3.0, 2.0), DAYS[3]: (1.0, 10.0)})
    assert [bar.close for bar in ask(answer).bars] == [1.5, 1.0, 1.0, 10.0, 10.0]


def test_a_dividend_is_in_shares_of_its_day() -> None:
    answer = chart(
        DAYS, [25.0] * 5, splits={DAYS[2]: (4.0, 1.0)}, dividends={DAYS[1]: 0.25, DAYS[3]: 0.3}
    )
    assert [bar.dividend for bar in ask(answer).bars] == [None, 1.0, None, 0.3, None]


def test_no_bars_in_the_range_is_an_empty_series() -> None:
    document = {
        "chart": {
            "result": [{"meta": {"currency": "USD"}, "indicators": {"quote": [{}]}}],
            "error": None,
        }
    }
    assert ask(said(document)).bars == ()


def test_an_unknown_symbol() -> None:
    with (
        serving({}) as server,
        closing(Yahoo(server.url)) as source,
        pytest.raises(UnknownSymbolFault, match=r"^Yahoo has no symbol `NOPE`\.$"),
    ):
        source.fetch("NOPE", DAYS[0], DAYS[-1], NOW)


def test_an_unknown_symbol_that_is_told_with_a_200() -> None:
    error = {"code": "Not Found", "description": "No data found"}
    with pytest.raises(UnknownSymbolFault, match="has no symbol"):
        ask(said({"chart": {"result": None, "error": error}}))


def test_an_error_of_another_kind_is_quoted() -> None:
    error = {"code": "Bad Request", "description": "Data doesn't exist for startDate"}
    with pytest.raises(FetchFault, match="Yahoo says about `NVDA`: Data doesn't exist"):
        ask(said({"chart": {"result": None, "error": error}}))


@pytest.mark.parametrize(
    ("headers", "words"), [({"Retry-After": "30"}, "in 30 seconds"), ({}, "in a few minutes")]
)
def test_too_many_requests(headers: dict[str, str], words: str) -> None:
    with pytest.raises(FetchFault, match=f"limits the rate of requests: try again {words}") as told:
        ask(Answer(429, b"Too Many Requests\r\n", headers))
    assert not isinstance(told.value, UnknownSymbolFault)


@pytest.mark.parametrize("status", [401, 403, 500, 503, 301])
def test_another_status_is_told(status: int) -> None:
    with pytest.raises(FetchFault, match=f"Yahoo answered {status} for `NVDA`"):
        ask(Answer(status, b"<html>sorry</html>"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Sorry</html>",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b'{"chart": {"result": [], "error": null}}',
        b'{"chart": {"result": null, "error": null}}',
        b'{"chart": {"result": [{"meta": {}, "timestamp": [1], "indicators": {}}]}}',
        b'{"chart": {"result": [{"meta": {}, "timestamp": ["x"], "indicators":'
        b' {"quote": [{"close": [1]}]}}]}}',
    ],
)
def test_garbage_is_not_understood_and_says_so(body: bytes) -> None:
    with pytest.raises(FetchFault, match="answer for `NVDA` that is not understood"):
        ask(Answer(200, body))


@pytest.mark.parametrize(
    "body",
    [
        b'{"chart": {"error": "down for maintenance"}}',
        b'{"chart": {"result": [{"meta": null}]}}',
        b'{"chart": {"result": [{"meta": {}, "events": null, "indicators": {"quote": [{}]}}]}}',
        b'{"chart": {"result": [{"meta": {}, "events": {"splits": []},'
        b' "indicators": {"quote": [{}]}}]}}',
        b'{"chart": {"result": [{"meta": {}, "events": {"splits": {"1": {"date": 1,'
        b' "numerator": 2, "denominator": 0}}}, "indicators": {"quote": [{}]}}]}}',
        b'{"chart": {"result": [{"meta": {}, "timestamp": [1e300],'
        b' "indicators": {"quote": [{"close": [1]}]}}]}}',
    ],
)
def test_garbage_of_the_right_shape_is_not_understood_either(body: bytes) -> None:
    with pytest.raises(FetchFault):
        ask(Answer(200, body))


def test_a_body_that_cannot_be_unpacked() -> None:
    with pytest.raises(FetchFault):
        ask(Answer(200, b"not gzip", {"Content-Encoding": "gzip"}))


def test_offline() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with (
        closing(Yahoo(url)) as source,
        pytest.raises(FetchFault, match="No connection to Yahoo: are you"),
    ):
        source.fetch("NVDA", DAYS[0], DAYS[-1], NOW)


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "TIMEOUT", 0.05)
    with pytest.raises(FetchFault, match="did not answer within"):
        ask(Answer(wait=5.0))


@pytest.mark.parametrize("symbol", ["BRK-B", "005930.KS", "GC=F", "A B", "ÅÄ.ST"])
def test_symbols_with_odd_characters_arrive_as_they_are(symbol: str) -> None:
    with serving({symbol: chart(DAYS, [1.0] * 5)}) as server, closing(Yahoo(server.url)) as source:
        assert source.fetch(symbol, DAYS[0], DAYS[-1], NOW).symbol == symbol
    assert [asked for asked, _ in server.requests] == [symbol]


@pytest.mark.parametrize("symbol", ["A?b", "A#b", "../x", "A%41"])
def test_a_symbol_cannot_change_the_address(symbol: str) -> None:
    with serving({symbol: chart(DAYS, [1.0] * 5)}) as server, closing(Yahoo(server.url)) as source:
        source.fetch(symbol, DAYS[0], DAYS[-1], NOW)
    assert [asked for asked, _ in server.requests] == [symbol]
