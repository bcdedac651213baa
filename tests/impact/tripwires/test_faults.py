"""What is wrong with a condition, said in a sentence and at the right column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.impact.tripwires.lexer import LONGEST, MOST_TOKENS
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.printer import show
from thesisvault.impact.tripwires.syntax import Condition, ConditionFault

from .trees import CONDITIONS


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("|", "Expected a figure"),
        ("NVDA close|", "the condition ends here"),
        ("NVDA close <|", "Expected a figure"),
        ("NVDA close < |< 150", "found `<`"),
        ("NVDA close < 150 |for two days", "found `for`"),
        ("NVDA close < 150 and|", "Expected a figure"),
        ("NVDA close < 150 and volume|", "Expected `<`"),
        ("NVDA close |and x > 3", "found `and`"),
        ("not NVDA close|", "Expected `<`"),
        ("a < b |< c", "two sides"),
        ("close < high(|)", "whole number of sessions"),
        ("close < high(|1.5)", "whole number of sessions"),
        ("close < high(|0)", "1 to 2520"),
        ("close < high(|9999)", "1 to 2520"),
        ("x < volatility(|1)", "2 to 2520"),
        ("close < high(63|", "Expected `)`"),
        ("close < |high", "number of sessions after `high`"),
        ("total |return > 5", "between quotes"),
        ("|foo(3) < 2", "takes no parentheses"),
        ("NVDA |close(3) < 2", "takes no parentheses"),
        ("S&P |500 close > 5", "one word"),
        ("NVDA close / AMD close < |high(3)", "Say whose `high`"),
        ("benchmark |relative return(5) < 1", "always 0"),
        ("(close < 5|", "Expected `)`"),
        ("close < 5|)", "Expected `and`"),
        ("|(a > 1) + 2 < 3", "true or false"),
        ("x < 2 + |(a > 1)", "true or false"),
        ("x < -|(a > 1)", "true or false"),
        ("P/E > |15x", "is not a number"),
        ("1 |< 2", "plain numbers"),
        ("close |< -15%", "price with a return"),
        ("close |> return(5)", "price with a return"),
        ("close |= 5", "`<=`"),
        ("close |!= 5", "`not`"),
        ("x > 1 |&& y > 2", "with `and`"),
        ("x > 1 ||| y > 2", "with `or`"),
        ("close < |$5", "currency"),
        ("close < 1|,000", "without commas"),
        ("|[[NVIDIA]] close < 5", "without brackets"),
        ('|"P/E > 30', "never closed"),
        ('|" " > 30', "quotes are empty"),
        ("x > |123456789012345678901", "at most 20 digits"),
        ("close < 5|` for two days", "backticks"),
        ("Größe > |€5", "currency"),
        ("__import__(|'os') > 1", "no meaning"),
    ],
)
def test_faults_point_at_their_column(marked: str, words: str) -> None:
    column = marked.index("|")
    text = marked[:column] + marked[column + 1 :]
    with pytest.raises(ConditionFault) as caught:
        parse(text)
    fault = caught.value
    assert fault.column == column, fault.pointed(text)
    assert words in fault.message
    assert fault.message.endswith(".")
    assert fault.pointed(text).split("\n")[1] == " " * column + "^"


@pytest.mark.parametrize(
    "text",
    ["(" * 10_000, "not " * 10_000, "-" * 10_000, "x > 1 and " * 10_000, "(" * 400, "-" * 99],
)
def test_nesting_and_length_are_bounded(text: str) -> None:
    with pytest.raises(ConditionFault):
        parse(text)


def test_bounds() -> None:
    assert parse("x > 1".ljust(LONGEST))
    with pytest.raises(ConditionFault) as caught:
        parse("x > 1".ljust(LONGEST + 1))
    assert caught.value.column == LONGEST
    longest = "x" + "+1" * ((MOST_TOKENS - 3) // 2) + " > 1"
    assert show(parse(longest))
    with pytest.raises(ConditionFault) as caught:
        parse("x" + "+1" * MOST_TOKENS + " > 1")
    assert caught.value.column == MOST_TOKENS
    assert parse("(" * 20 + "x > 1" + ")" * 20)
    with pytest.raises(ConditionFault) as caught:
        parse("(" * 21 + "x > 1" + ")" * 21)
    assert caught.value.column == 21


_VOCABULARY = (
    "NVDA close open high( low(20) 63 ) ( < <= > >= + - * / % and or not return since "
    'opened relative basket benchmark terminal rate 3.4 . , " “ ” ^GSPC BRK.B 15x = ! ` ² ٣'
)
_PIECES = st.sampled_from(_VOCABULARY.split())


@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=15).map(" ".join)))
def test_any_text_reads_or_is_a_fault_inside_it(text: str) -> None:
    try:
        condition = parse(text)
    except ConditionFault as fault:
        assert 0 <= fault.column <= len(text)
        assert fault.message.endswith(".")
    else:
        assert parse(show(condition)) == condition


@given(CONDITIONS)
def test_printed_and_read_is_the_same(condition: Condition) -> None:
    text = show(condition)
    try:
        again = parse(text)
    except ConditionFault as fault:
        # Chance makes trees that nobody may write: too long, or a price beside a percentage.
        assert any(word in fault.message for word in ("at most", "compares a price")), text
    else:
        assert again == condition
        assert show(again) == text
