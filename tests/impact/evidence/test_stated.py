"""The author's own words: what they count, for which horizon, and that they are shown."""

import datetime as dt

import pytest

from impact.builders import named, of_class, review
from thesisvault.model.review import Outcome, ThesisReview
from thesisvault.model.settings import EvidenceClass

SCENARIOS = """
| Scenario | Duration |
|---|---|
| Short-term | 2-4 weeks |
| Secular | Full year+ |
"""


def said(impact: str, day: str = "2026-01-01", thesis: str = "[[Long X]]") -> ThesisReview:
    """The review of Long X after a rotation of 1 January that says this of it."""
    front = "---\ntype: rotation\ncreated: 2026-01-01\n---\n"
    table = f"| Thesis | Impact |\n|---|---|\n| {thesis} | {impact} |\n"
    return named(
        review({"R.md": f"{front}{SCENARIOS}\n{table}"}, dt.date.fromisoformat(day)), "Long X"
    )


@pytest.mark.parametrize(
    ("impact", "outcome", "score"),
    [
        ("Validating", Outcome.SUPPORTED, 100),
        ("Clear beneficiary", Outcome.SUPPORTED, 100),
        ("Tailwind — orders come in", Outcome.SUPPORTED, 100),
        ("Pressure", Outcome.PRESSURED, -100),
        ("Headwind", Outcome.PRESSURED, -100),
        ("Mixed", Outcome.MIXED, 0),
        ("Intact", Outcome.NEUTRAL, 0),
    ],
)
def test_what_a_word_does_to_a_thesis(impact: str, outcome: Outcome, score: float) -> None:
    verdict = said(impact).verdict
    assert verdict.outcome is outcome
    assert verdict.score == pytest.approx(score)


def test_mixed_is_half_of_each() -> None:
    items = said("Mixed").evidence
    assert [(item.sign, item.strength) for item in items] == [(1, 0.5), (-1, 0.5)]


def test_two_horizons_are_two_labels() -> None:
    thesis = said("Near-term pressure, structural thesis intact", "2026-01-08")
    assert [(item.horizon, item.sign) for item in thesis.evidence] == [
        ("near-term", -1),
        ("structural", 0),
    ]
    assert [item.decay for item in thesis.evidence] == pytest.approx([0.5, 2 ** (-7 / 182.5)])
    assert [(item.horizon, item.verdict) for item in thesis.horizons] == [
        ("near-term", Outcome.PRESSURED),
        ("structural", Outcome.NEUTRAL),
    ]


def test_a_horizon_whose_time_is_over_says_when_and_leaves_the_other_standing() -> None:
    thesis = said("Near-term pressure, structural tailwind", "2026-03-15")
    near, structural = thesis.horizons
    assert (near.verdict, near.expired) == (Outcome.UNKNOWN, dt.date(2026, 1, 29))
    assert (structural.verdict, structural.expired) == (Outcome.SUPPORTED, None)
    assert thesis.verdict.outcome is Outcome.SUPPORTED
    assert thesis.verdict.negative == 0


def test_a_thesis_with_nothing_but_expired_words_is_unknown_and_says_since_when() -> None:
    thesis = said("Near-term pressure", "2026-03-15")
    assert thesis.verdict.outcome is Outcome.UNKNOWN
    assert thesis.verdict.confidence_reason == "all evidence has expired"
    (flag,) = (flag for flag in thesis.flags if flag.code == "expired")
    assert "2026-01-29" in flag.message


@pytest.mark.parametrize(
    "impact", ["No longer pressured", "Not validated", "Might be a tailwind", "Purple", "Up 3%"]
)
def test_denied_doubted_and_unknown_words_count_nothing_and_are_quoted(impact: str) -> None:
    thesis = said(impact)
    assert thesis.verdict.outcome is Outcome.UNKNOWN
    (item,) = thesis.evidence
    assert (item.strength, item.citation.text) == (0, impact)
    (flag,) = (flag for flag in thesis.flags if flag.code == "impact-unparsed")
    assert impact in flag.message


def test_the_line_that_says_so() -> None:
    (item,) = of_class(said("Validating"), EvidenceClass.STATED)
    assert (item.citation.note, item.citation.line) == ("R.md", 13)
    assert item.citation.text == "Validating"


def test_plain_words_name_a_thesis_that_exists() -> None:
    front = "---\ntype: rotation\ncreated: 2026-01-01\n---\n"
    table = "| Thesis | Impact |\n|---|---|\n| long x | Tailwind |\n"
    report = review({"R.md": front + table, "Theses/Long X.md": "No facts."})
    (thesis,) = report.theses
    assert (thesis.note, thesis.verdict.outcome) == ("Theses/Long X.md", Outcome.SUPPORTED)


def test_what_is_said_later_is_not_known_yet() -> None:
    front = "---\ntype: rotation\ncreated: 2026-01-01\n---\n"
    later = "## Update (Feb 2, 2026)\n\n| Thesis | Impact |\n|---|---|\n| [[Long X]] | Pressure |\n"
    notes = {"R.md": front + later}
    assert review(notes, dt.date(2026, 2, 1)).theses == ()  # nobody has said yet that it is one
    after = named(review(notes, dt.date(2026, 2, 2)), "Long X")
    assert after.verdict.outcome is Outcome.PRESSURED
