"""A stop in the words of several languages, and as people say that a level is included."""

from __future__ import annotations

import pytest

from thesisvault.impact.tripwires.words import read_stop


@pytest.mark.parametrize(
    ("text", "whose", "condition"),
    [
        ("QQZA at 36 or lower", "QQZA", "{} close {<} 36"),
        ("closes at or above $60", "", "{} close {<} 60"),
        ("Loses the 36 level", "", "{} close {<} 36"),
        ("Break below $105 support", "", "{} close {<} 105"),
        ("Si el precio cae por debajo de 36", "", "{} close {<} 36"),
        ("Zamknięcie powyżej 60", "", "{} close {<} 60"),
        ("收盘价跌破36元", "", "{} close {<} 36"),
        ("若股價低於 36.5", "", "{} close {<} 36.5"),
        ("QQZA跌破36", "QQZA", "{} close {<} 36"),
        ("跌破200日均线", "", "{} close {<} {} average(200)"),
        ("突破60", "", "{} close {<} 60"),
        ("終値で36円を下回る", "", "{} close {<} 36"),
        ("株価が36円を割れたら", "", "{} close {<} 36"),
        ("終値60円を上回る", "", "{} close {<} 60"),
        ("종가가 36원을 하회하면", "", "{} close {<} 36"),
        ("200일선 이탈", "", "{} close {<} {} average(200)"),
        ("종가 60 돌파", "", "{} close {<} 60"),
    ],
)
def test_a_stop_in_words(text: str, whose: str, condition: str) -> None:
    stop = read_stop(text)
    assert stop is not None and (stop.whose, stop.condition) == (whose, condition)
    is_above = any(word in text for word in ("above", "powyżej", "突破", "上回", "돌파"))
    assert stop.relation == (">" if is_above else "<") + ("=" if " or " in text else "")
    assert not stop.reason


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("weekly close below 36", "{} weekly close {<} 36"),
        ("QQZA closes below $36 on a weekly basis", "{} weekly close {<} 36"),
        ("weekly candle close below 36", "{} weekly close {<} 36"),
        ("closes the week under 36", "{} weekly close {<} 36"),
        ("Friday close below 36", "{} weekly close {<} 36"),
        ("loses 36 on a weekly closing basis", "{} weekly close {<} 36"),
        ("stop 36 weekly", "{} weekly close {<} 36"),
        ("Wochenschlusskurs unter 36", "{} weekly close {<} 36"),
        ("周线收盘跌破36", "{} weekly close {<} 36"),
        ("weekly close below the 200-day average", "{} weekly close {<} {} average(200)"),
        ("monthly close below 36", "{} monthly close {<} 36"),
        ("two consecutive closes below 36", "{} high(2) {<} 36"),
        ("below 36 for three sessions", "{} high(3) {<} 36"),
        ("3 straight closes under 36", "{} high(3) {<} 36"),
        ("above 36 two days in a row", "{} low(2) {<} 36"),
    ],
)
def test_closes_of_weeks_and_several_closes(text: str, condition: str) -> None:
    stop = read_stop(text)
    assert stop is not None and (stop.condition, stop.reason) == (condition, "")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("two weekly closes below 36", "{} weekly close {<} 36"),
        ("closes below 36 twice", "{} high(2) {<} 36"),
        ("below 36 for two weeks", "{} high(10) {<} 36"),
        ("above 36 for a month", "{} low(21) {<} 36"),
        ("two consecutive closes below the 50-day", "{} high(2) {<} {} average(50)"),
        ("36 intraday stop", "{} close {<} 36"),
    ],
)
def test_the_nearest_that_is_watched(text: str, condition: str) -> None:
    stop = read_stop(text)
    assert stop is not None and stop.condition == condition and stop.reason


@pytest.mark.parametrize(
    "text",
    [
        "Loses the 2031 contract of Salt & Co",
        "loses 2 customers",
        "跌破36或者业绩不及预期",
        "两个季度收入低于36亿",
        "毛利率低于30%",
        "36 or 40",
        "more or less 36",
    ],
)
def test_more_than_a_stop_is_none(text: str) -> None:
    assert read_stop(text) is None
