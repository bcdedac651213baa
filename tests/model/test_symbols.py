from __future__ import annotations

import pytest

from thesisvault.model.symbols import has_market, other_spellings, standard_spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SZ002916", "002916.SZ"),
        ("sh600519", "600519.SS"),
        ("600519.SH", "600519.SS"),
        ("HK.00700", "0700.HK"),
        ("700.HK", "HK00700"),
        ("00005.HK", "5.HK"),
        ("7203.T", "TYO:7203"),
        ("2330", "2330.TW"),
        ("005930.KS", "005930"),
        ("US.AAPL", "AAPL"),
        ("AAPL.US", "US.AAPL"),
        ("AAPL", "AAPL.US"),
        ("BRK.B", "BRK-B"),
        ("BF/A", "BF.A"),
    ],
)
def test_one_security_is_written_in_several_ways(one: str, other: str) -> None:
    assert other in other_spellings(one)
    assert one.upper() in other_spellings(other)
    assert one.upper() not in other_spellings(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("002916.SZ", "002916.SS"),  # two exchanges give the same number to two companies
        ("7203.T", "7203.HK"),
        ("T.TO", "TO"),
        ("BRK.B", "BRK"),
        ("BRK.B", "BRK-A"),
        ("VOD.L", "VOD-L"),
        ("SHEL", "EL"),
        ("AAPL.L", "AAPL"),
        ("12", "12.HK"),
        ("AAPL", "AAPL.HK"),
        ("US", "US.US.US"),
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    assert other not in other_spellings(one)
    assert one not in other_spellings(other)


def test_the_mark_of_a_market_makes_a_symbol() -> None:
    known = ("SZ002916", "HK.00700", "0700.HK", "TYO:7203", "US.AAPL")
    words = ("T.1", "SHEL", "US", "HK", "Q1.T", "2026", "SS12", "T.TO", "sz002916")
    assert [has_market(text) for text in known] == [True] * len(known)
    assert [has_market(text) for text in words] == [False] * len(words)


@pytest.mark.parametrize(
    ("symbol", "standard"),
    [
        ("SZ002916", "002916.SZ"),
        ("0700.HK", "0700.HK"),
        ("HKEX:09988", "9988.HK"),
        ("7203.T", "7203.T"),
        ("2330.TWSE", "2330.TW"),
        ("AAPL.US", "AAPL"),
        ("BF/A", "BF-A"),
        ("VOD.L", "VOD.L"),
        ("^GSPC", "^GSPC"),
        ("600519", "600519"),
        ("NVDA", "NVDA"),
    ],
)
def test_the_standard_spelling(symbol: str, standard: str) -> None:
    assert standard_spelling(symbol) == standard
