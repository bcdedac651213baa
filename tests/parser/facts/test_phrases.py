"""What a phrase says of a thesis, a horizon at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.parser.facts.phrases import (
    MILD,
    PLAIN,
    STRONG,
    horizon_of,
    not_understood,
    read_impact,
)
from thesisvault.parser.facts.vocabulary import default_vocabulary, load_vocabulary


def labels(text: str) -> list[tuple[tuple[float, ...], str]]:
    return [(label.signs, label.horizon) for label in read_impact(text, default_vocabulary())]


UP, DOWN, NONE, MIXED = (PLAIN,), (-PLAIN,), (0.0,), (0.5, -0.5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Validating", [(UP, "")]),
        ("Beneficiary", [(UP, "")]),
        ("a tailwind", [(UP, "")]),
        ("Pressure", [(DOWN, "")]),
        ("Pressured", [(DOWN, "")]),
        ("HEADWINDS", [(DOWN, "")]),
        ("intact", [(NONE, "structural")]),
        ("Mixed", [(MIXED, "")]),
        (
            "Near-term pressure, structural thesis intact",
            [(DOWN, "near-term"), (NONE, "structural")],
        ),
        ("Structural headwind; short-term tailwind", [(DOWN, "structural"), (UP, "near-term")]),
        (
            "Pressure in the medium term but secular support",
            [(DOWN, "medium-term"), (UP, "structural")],
        ),
        ("Validating — rotation INTO defense", [(UP, "")]),
        ("Mixed — scrutiny but demand real", [(MIXED, "")]),
        ("Intact — near-term pressure", [(NONE, "structural"), (DOWN, "near-term")]),
        ("Pressure — a tailwind for others", [(DOWN, "")]),  # a reason labels no second time
        ("near-term pressure, near-term tailwind", [(MIXED, "near-term")]),
        ("mixed: tailwind and pressure", [(MIXED, "")]),
    ],
)
def test_labels(text: str, expected: list[tuple[tuple[float, ...], str]]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("no longer pressured", "Not pressured", "never validated", "without support"),
        *("isn't intact", "isn’t intact", "doesn't benefit", "less pressure", "pressure easing"),
        *("fading tailwind", "neither support nor pressure", "hardly a headwind"),
        *("beneficiary if rates fall", "could benefit", "might hurt", "may weaken"),
        *("awaiting confirmation", "Conditional — awaiting confirmation of the size"),
        *("bullish conditional on rates", "pending confirmation"),
        *("support and pressure", "", "—", "watch", "rotation", "unsupported", "antiproton"),
    ],
)
def test_a_negation_a_condition_and_the_unknown_count_nothing(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("cannot support", "can't support", "wasn't validated", "won't benefit", "lacks support"),
        *("tailwind fades", "loses its tailwind", "fails to support", "not-so-positive"),
        *("end of the tailwind", "tailwind gone"),
    ],
)
def test_bug_a_lost_support_is_not_read_as_support(text: str) -> None:
    assert (UP, "") not in labels(text)


@pytest.mark.parametrize(
    "text",
    [
        *("pressure eases", "hasn't weakened", "won't hurt", "non-negative", "relieves pressure"),
        *("pressure gone", "pressure is over"),
    ],
)
def test_bug_a_lifted_pressure_is_not_read_as_pressure(text: str) -> None:
    assert (DOWN, "") not in labels(text)


def test_bug_a_colon_keeps_the_horizon() -> None:
    expected = [(DOWN, "near-term"), (NONE, "structural")]
    assert labels("near-term: pressure; structural: intact") == expected


def test_bug_two_opposite_clauses_are_not_the_first_of_them() -> None:
    assert labels("Tailwind, but headwind from rates") != [(UP, "")]


def test_a_negated_clause_leaves_the_other_one() -> None:
    assert labels("no longer pressured, structural case intact") == [(NONE, "structural")]


def test_the_text_of_a_label_is_its_clause() -> None:
    found = read_impact("Near-term pressure, structural thesis intact", default_vocabulary())
    assert [label.text for label in found] == ["Near-term pressure", "structural thesis intact"]


def test_horizons() -> None:
    words = default_vocabulary()
    assert horizon_of("Short-term (tax selling)", words) == "near-term"
    assert horizon_of("Medium-term (valuation reset)", words) == "medium-term"
    assert horizon_of("Secular shift", words) == "structural"
    assert horizon_of("Watch", words) == ""


def test_a_vault_adds_words() -> None:
    words = load_vocabulary({"impact": {"supports": ["rallying"], "negations": ["sans"]}})
    assert [label.signs for label in read_impact("rallying", words)] == [UP]
    assert read_impact("sans support", words) == ()


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("slight pressure", -MILD),
        ("mildly supportive", MILD),
        ("headwind is minor", -MILD),
        ("Pressure (limited)", -MILD),
        ("modest near-term boost", MILD),
        ("strongly supports", STRONG),
        ("severe near-term pressure", -STRONG),
        ("materially weakens the thesis", -STRONG),
        ("Thesis broken", -STRONG),
        ("invalidated", -STRONG),
        ("slightly broken", -PLAIN),  # two degrees that disagree are none
        ("strong demand validates", PLAIN),  # it is the demand that is strong
        ("heavy trucks, weakens", -PLAIN),
    ],
)
def test_a_degree_counts_beside_its_word(text: str, sign: float) -> None:
    assert [signs for signs, _ in labels(text)] == [(sign,)]


@pytest.mark.parametrize(
    "text",
    [
        *("helps", "Good for the thesis", "better than feared", "stronger", "improves", "boost"),
        *("favourable", "Strengthens (tonnes under contract)", "强化", "利好"),
        "Strengthens (orders up, pressure on rivals)",
    ],
)
def test_more_words_that_support(text: str) -> None:
    assert labels(text) == [(UP, "")]


@pytest.mark.parametrize(
    "text",
    [
        *("at risk", "bad", "Worse", "much weaker", "deteriorates", "a drag on margins"),
        *("unfavorable", "Weakens", "削弱", "承压"),
    ],
)
def test_more_words_that_press(text: str) -> None:
    assert labels(text) == [(DOWN, "")]


@pytest.mark.parametrize("text", ["Neutral", "No change", "no impact on us", "on track", "中性"])
def test_no_change_is_a_statement_and_no_negation(text: str) -> None:
    assert labels(text) == [(NONE, "")]


@pytest.mark.parametrize(
    "text",
    [
        *("not at risk", "no longer at risk", "not neutral", "no longer on track", "no good"),
        *("weaker dollar", "good weather", "better-known rival", "limited impact", "unbroken"),
        *("Strengthens (if rates fall)", "would benefit", "neutral to positive", "未削弱"),
    ],
)
def test_what_is_said_of_something_else_counts_nothing(text: str) -> None:
    assert labels(text) == []


def test_a_known_chinese_phrase_keeps_its_clause() -> None:
    assert labels("逻辑未变，承压") == [(NONE, "structural"), (DOWN, "")]


def test_opposite_statements_of_unlike_degree_keep_both() -> None:
    assert labels("slight tailwind, heavy headwind") == [((MILD, -STRONG), "")]


def test_what_is_not_understood_names_the_nearest_words_and_how_to_teach_it() -> None:
    message = not_understood("Strenghtens", default_vocabulary())
    assert "`strengthen`" in message
    assert "[vocabulary.impact]" in message
    assert '`supports = ["strenghtens"]`' in message


def test_what_is_not_understood_says_why() -> None:
    words = default_vocabulary()
    assert "`longer`" in not_understood("longer under pressure", words)
    assert "two things" in not_understood("support and pressure", words)


@given(st.sampled_from(["erodes", "cratering badly", "near-term: melts", "sinks — no buyers"]))
def test_the_phrase_to_teach_teaches(text: str) -> None:
    message = not_understood(text, default_vocabulary())
    phrase = message.split('pressures = ["')[1].split('"]')[0]
    words = load_vocabulary({"impact": {"pressures": [phrase]}})
    assert [label.signs for label in read_impact(text, words)] == [DOWN]


@given(st.text(max_size=60))
def test_any_text_is_read_or_told_in_one_line(text: str) -> None:
    words = default_vocabulary()
    for label in read_impact(text, words):
        assert all(-1 <= sign <= 1 for sign in label.signs)
    assert "does not count" in not_understood(text, words)


def test_a_horizon_behind_a_comma_is_that_of_the_statement() -> None:
    (label,) = read_impact("supported, near-term", default_vocabulary())
    assert (label.horizon, sum(label.signs) > 0) == ("near-term", True)
    (plain,) = read_impact("near-term, perhaps; supported", default_vocabulary())
    assert plain.horizon == ""
