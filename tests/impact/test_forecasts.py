"""Forecasts and outcomes: paired, scored, never settled in silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.impact.forecasts import PriceJudge, Score, matching, questions, score
from thesisvault.market.distribution import wilson
from thesisvault.model.log import Answer, Oddity, Question, QuestionState, Suggestion
from thesisvault.model.review import Citation
from thesisvault.parser.facts.log import read_log

DAY = dt.date(2026, 7, 1)
FORECAST = "2026-01-09: forecast: NVDA close > 200 by 2026-06-30 (60%)"
YES = "2026-03-02: outcome: NVDA close > 200 by 2026-06-30: yes"


def ask(
    *lines: str, day: dt.date = DAY, judge: PriceJudge | None = None
) -> tuple[tuple[Question, ...], tuple[Oddity, ...]]:
    text = "## Log\n\n" + "".join(f"- {line}\n" for line in lines)
    return questions("Long A", "Theses/Long A.md", read_log(text).entries, day, judge)


def only(*lines: str, day: dt.date = DAY, judge: PriceJudge | None = None) -> Question:
    (found,), oddities = ask(*lines, day=day, judge=judge)
    assert not oddities
    return found


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (dt.date(2026, 1, 9), QuestionState.OPEN),
        (dt.date(2026, 6, 30), QuestionState.OPEN),
        (dt.date(2026, 7, 1), QuestionState.OVERDUE),
    ],
)
def test_open_until_its_last_day_has_gone(day: dt.date, state: QuestionState) -> None:
    found = only(FORECAST, day=day)
    assert (found.state, found.brier) == (state, None)


def test_an_outcome_settles_it() -> None:
    found = only(FORECAST, YES)
    assert (found.state, found.answer) == (QuestionState.SETTLED, Answer.YES)
    assert found.brier == pytest.approx(0.16)
    assert found.settled_by == Citation(YES.partition(": ")[2], "Theses/Long A.md", 4)


def test_claims_pair_in_any_case_with_or_without_marks() -> None:
    found = only(FORECAST, "2026-03-02: outcome: `nvda  close > 200` by Q2 2026: no")
    assert found.answer is Answer.NO


def test_void_counts_for_nothing() -> None:
    found = only(FORECAST, YES.replace("yes", "void"))
    assert (found.state, found.brier, score([found]).count) == (QuestionState.VOID, None, 0)


def test_no_look_ahead() -> None:
    before = ask(FORECAST, day=dt.date(2026, 3, 1))
    assert ask(FORECAST, YES, day=dt.date(2026, 3, 1)) == before
    assert ask(FORECAST, day=dt.date(2026, 1, 8)) == ((), ())


def test_the_first_probability_is_scored_and_later_ones_are_revisions() -> None:
    found = only(FORECAST, FORECAST.replace("01-09", "02-09").replace("60%", "90%"), YES)
    assert found.probability == 0.6
    assert [(one.date.month, one.probability) for one in found.revisions] == [(2, 0.9)]


def test_the_same_claim_for_another_date_is_another_question() -> None:
    (one, other), _ = ask(FORECAST, FORECAST.replace("06-30", "12-31"), YES)
    assert (one.answer, other.answer) == (Answer.YES, None)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Basket +67.3%. Forecast met.", Answer.YES),
        ("Exxon at 36.75, forecast met early.", Answer.YES),
        ("Forecast missed, though not by much.", Answer.NO),
        ("Forecast met?", None),
        ("I doubt that the forecast met anybody.", None),
        ("No forecast met today.", None),
    ],
)
def test_a_plain_line_that_says_so(text: str, answer: Answer | None) -> None:
    assert only(FORECAST, f"2026-03-02: {text}").answer is answer


def test_a_plain_line_that_could_mean_either_counts_nothing() -> None:
    found, oddities = ask(FORECAST, FORECAST.replace("200", "250"), "2026-03-02: Forecast met.")
    assert [one.answer for one in found] == [None, None]
    assert [one.citation.line for one in oddities] == [5]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ((YES,), 3),
        ((FORECAST, YES.replace("200", "210")), 4),
        ((YES.replace("03-02", "01-02"), FORECAST), 3),
        ((FORECAST.replace("01-09", "06-30"),), 3),
        ((FORECAST.replace(" (60%)", ""),), 3),
        ((FORECAST, YES, YES.replace("yes", "no")), 5),
        ((FORECAST, YES, FORECAST.replace("01-09", "04-01")), 5),
    ],
)
def test_what_counts_nothing_is_said(lines: tuple[str, ...], line: int) -> None:
    _, oddities = ask(*lines)
    assert [one.citation.line for one in oddities] == [line]


def test_the_later_of_two_outcomes_counts() -> None:
    (found,), _ = ask(FORECAST, YES, YES.replace("03-02", "04-02").replace("yes", "no"))
    assert found.answer is Answer.NO


def test_an_outcome_said_twice_is_one() -> None:
    found = only(FORECAST, YES, YES.replace("03-02", "04-03"))
    assert found.settled_on == dt.date(2026, 3, 2)


class Judge:
    """Prices that always say the same."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str, dt.date, dt.date]] = []

    def __call__(self, thesis: str, claim: str, after: dt.date, due: dt.date) -> Suggestion | None:
        self.asked.append((thesis, claim, after, due))
        return Suggestion(self.answer, dt.date(2026, 2, 3))


def test_prices_settle_what_the_author_does_not() -> None:
    judge = Judge(Answer.YES)
    found = only(FORECAST, judge=judge)
    assert found.suggestion == Suggestion(Answer.YES, dt.date(2026, 2, 3))
    assert (found.state, found.answer, score([found]).count) == (
        QuestionState.SETTLED, Answer.YES, 1,
    )  # fmt: skip
    assert (found.settled_on, found.settled_by) == (dt.date(2026, 2, 3), None)
    assert judge.asked == [
        ("Theses/Long A.md", "NVDA close > 200", dt.date(2026, 1, 9), dt.date(2026, 6, 30))
    ]


@pytest.mark.parametrize(("answer", "contradicted"), [(Answer.YES, False), (Answer.NO, True)])
def test_prices_that_contradict_the_author(answer: Answer, contradicted: bool) -> None:
    found = only(FORECAST, YES, judge=Judge(answer))
    assert (found.contradicted, found.answer) == (contradicted, Answer.YES)


def test_matching_a_claim() -> None:
    found, _ = ask(FORECAST, FORECAST.replace("06-30", "12-31"), YES)
    assert [one.due.month for one in matching(found, "NVDA CLOSE > 200")] == [12]
    assert not matching(found, "NVDA close > 200", dt.date(2026, 6, 30))
    assert not matching(found, "NVDA close > 201")


def settled(pairs: Iterable[tuple[float, bool]]) -> Score:
    one = only(FORECAST, YES)
    return score(
        Question(
            one.thesis, one.note, one.made, one.claim, one.due, p, QuestionState.SETTLED,
            one.citation, answer=Answer.YES if came else Answer.NO,
        )
        for p, came in pairs
    )  # fmt: skip


def test_a_score_by_hand() -> None:
    found = settled([(0.9, True), (0.8, True), (0.7, False), (0.2, False)])
    assert found.brier == pytest.approx((0.01 + 0.04 + 0.49 + 0.04) / 4)
    assert (found.always_half, found.base_rate, found.always_base_rate) == (0.25, 0.5, 0.25)
    assert not found.meaningful
    assert [(one.low, one.count, one.came_true) for one in found.bins if one.count] == [
        (0.2, 1, 0),
        (0.6, 1, 0),
        (0.8, 2, 2),
    ]


def test_nothing_settled() -> None:
    assert score([]) == Score()


def test_many_forecasts_have_ten_bins() -> None:
    found = settled([(0.6, True)] * 99 + [(1.0, True)])
    assert [one.count for one in found.bins] == [0, 0, 0, 0, 0, 0, 99, 0, 0, 1]
    assert found.meaningful


def test_wilson_as_published() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I: 81/263, 15/148, 0/20, 1/29."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


_pairs = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=150)


@given(_pairs)
def test_scores_stay_in_bounds_and_bins_hold_each_once(pairs: list[tuple[float, bool]]) -> None:
    found = settled(pairs)
    assert found.brier is not None and found.always_base_rate is not None
    assert 0.0 <= found.brier <= 1.0
    assert 0.0 <= found.always_base_rate <= 0.25
    assert sum(one.count for one in found.bins) == found.count == len(pairs)
    assert sum(one.came_true for one in found.bins) == sum(came for _, came in pairs)
    for one in found.bins:
        if (
            one.stated is not None
            and one.share is not None
            and one.range_low is not None
            and one.range_high is not None
        ):
            assert one.low - 1e-9 <= one.stated <= one.high + 1e-9
            assert 0.0 <= one.range_low <= one.share <= one.range_high <= 1.0


@given(st.floats(0, 1), st.booleans())
def test_the_other_side_of_a_forecast_scores_the_same(p: float, came: bool) -> None:
    one, other = settled([(p, came)]).brier, settled([(1 - p, not came)]).brier
    assert one == pytest.approx(other, abs=1e-12)


@given(st.permutations([FORECAST, YES, "2026-02-01: a", FORECAST.replace("200", "9")]))
def test_the_order_of_lines_in_the_file_is_no_matter(lines: list[str]) -> None:
    found, oddities = ask(*lines)
    assert not oddities
    assert {(one.claim, one.answer) for one in found} == {
        ("NVDA close > 200", Answer.YES),
        ("NVDA close > 9", None),
    }
