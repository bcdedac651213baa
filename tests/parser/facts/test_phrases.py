"""What a phrase says of a thesis, a horizon at a time."""

from __future__ import annotations

import pytest

from thesisvault.parser.facts.phrases import horizon_of, read_impact
from thesisvault.parser.facts.vocabulary import default_vocabulary, load_vocabulary


def labels(text: str) -> list[tuple[tuple[float, ...], str]]:
    return [(label.signs, label.horizon) for label in read_impact(text, default_vocabulary())]


UP, DOWN, NONE, MIXED = (1.0,), (-1.0,), (0.0,), (0.5, -0.5)


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
