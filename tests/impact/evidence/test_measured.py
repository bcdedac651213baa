"""What prices say of a thesis, how strongly, and when they say nothing."""

import datetime as dt
from collections.abc import Sequence
from itertools import chain, pairwise

import pytest

from impact.builders import SETTINGS, named, note, of_class, review
from impact.prices import DAYS, EVENT, ZERO, Shelf, shelf, with_t
from thesisvault.graph import build
from thesisvault.impact.events import event_of
from thesisvault.model.review import (
    Confidence,
    Evidence,
    Measurement,
    Outcome,
    StatusReport,
    ThesisReview,
)
from thesisvault.model.settings import EvidenceClass, ImpactSettings, MarketSettings

STATED, INFERRED, MEASURED = tuple(EvidenceClass)[:3]


def rotation(impact: str = "", into: str = "", scenario: str = "", front: str = "") -> str:
    """A rotation of the event's day; says nothing of any thesis unless asked to."""
    text = f"---\ntype: rotation\n{front or f'created: {EVENT}'}\n---\n\n"
    text += f"| Thesis | Impact |\n|---|---|\n| [[Long X]] | {impact} |\n\n" if impact else ""
    text += f"| Flow | Detail |\n|---|---|\n| Into | {into} |\n\n" if into else ""
    text += f"| Scenario | Duration |\n|---|---|\n| Relief | {scenario} |\n" if scenario else ""
    return text


def thesis(*rows: str) -> str:
    table = "".join(f"| {row} |\n" for row in rows)
    return f"---\ntype: thesis\n---\n\n| Exposure | Weight | Side |\n|---|---|---|\n{table}"


def stock(symbol: str, group: str = "") -> str:
    groups = f'groups: "[[{group}]]"\n' if group else ""
    return f"---\ntype: stock\nsymbol: {symbol}\n{groups}---\n"


HELD = {"Long X.md": thesis("[[S]] | 100 |"), "S.md": stock("SSS")}


def measured(
    t: float,
    impact: str = "",
    notes: dict[str, str] | None = None,
    day: dt.date = EVENT,
    settings: ImpactSettings | None = None,
    market: MarketSettings | None = None,
    name: str = "Long X",
) -> ThesisReview:
    """A thesis that holds one stock, which moved by this t on the day of a rotation."""
    book = {"R.md": rotation(impact), **HELD, **(notes or {})}
    return named(review(book, day, settings, market, shelf({"SSS": with_t(t)})), name)


def only(found: ThesisReview) -> tuple[Evidence, Measurement]:
    (item,) = of_class(found, MEASURED)
    assert item.measurement is not None
    return item, item.measurement


def flags(found: ThesisReview) -> list[str]:
    return [flag.code for flag in found.flags]


# What one move says


@pytest.mark.parametrize("t", [-6.0, -3.0, -2.25, -1.7, 1.7, 2.999, 5.0])
def test_what_is_beyond_chance_grows_from_the_false_discovery_rate(t: float) -> None:
    item, figures = only(measured(t))
    assert figures.decisive.abnormal.t == pytest.approx(t)
    assert figures.decisive.abnormal.method == "market-model"
    assert figures.adjusted_p is not None
    assert item.sign == (1 if t > 0 else -1)
    assert item.strength == pytest.approx(1 - figures.adjusted_p / 0.1)
    assert (item.counts, item.decay) == (True, 1)


@pytest.mark.parametrize("t", [-1.6, -1.001, 0.3, 0.999, 1.001, 1.64])
def test_what_may_be_chance_has_no_direction_and_no_strength(t: float) -> None:
    item, figures = only(measured(t))
    assert not figures.significant
    assert (item.sign, item.strength, item.counts) == (0, 0, True)


def test_the_strength_has_no_step() -> None:
    strengths = [only(measured(1.6 + step / 50))[0].strength for step in range(40)]
    assert strengths == sorted(strengths)
    assert max(b - a for a, b in pairwise(strengths)) < 0.05


def test_a_short_thesis_gains_from_a_fall() -> None:
    notes = {"Short X.md": thesis("[[S]] | 100 |")}
    assert only(measured(-4.5, notes=notes, name="Short X"))[0].sign == 1
    assert only(measured(-4.5, notes=notes))[0].sign == -1


def test_a_short_leg_gains_from_a_fall() -> None:
    item, figures = only(measured(-4.5, notes={"Long X.md": thesis("[[S]] | 100 | short")}))
    assert item.sign == 1
    assert figures.decisive.abnormal.t == pytest.approx(4.5)


def test_a_basket_is_one_measurement_of_all_that_it_holds() -> None:
    held = {"Long X.md": thesis("[[S]] | 3 |", "[[T]] | 1 |"), "T.md": stock("TTT")}
    prices = shelf({"SSS": with_t(4), "TTT": with_t(-2, "another")})
    book = {"R.md": rotation(), **HELD, **held}
    item, figures = only(named(review(book, EVENT, prices=prices), "Long X"))
    assert figures.decisive.move.symbols == ("SSS", "TTT")
    expected = 0.75 * with_t(4)[ZERO - 1] + 0.25 * with_t(-2, "another")[ZERO - 1]
    assert figures.decisive.move.simple_return == pytest.approx(expected)
    assert [(step.text, step.note, step.line) for step in item.path] == [
        ("holds S +75%", "Long X.md", 7),
        ("holds T +25%", "Long X.md", 8),
    ]


def test_a_group_stands_for_its_members() -> None:
    group = {"Long X.md": thesis("[[G]] | 1 |"), "S.md": stock("SSS", "G")}
    assert only(measured(4, notes=group))[1].decisive.move.symbols == ("SSS",)


def test_the_line_is_the_one_that_dates_the_event() -> None:
    front = {"R.md": rotation(front=f"created: {EVENT}\nstarted: {EVENT}")}
    item, _ = only(measured(2, notes=front))
    assert (item.citation.note, item.citation.line) == ("R.md", 4)
    for word in ("against SPY", f"on {EVENT}", "t 2.00"):
        assert word in item.citation.text


def test_it_ages_with_its_rotation() -> None:
    lasting = {"R.md": rotation(scenario="2-4 weeks")}
    assert only(measured(3, notes=lasting, day=EVENT + dt.timedelta(7)))[0].decay == 0.5


def test_what_is_a_test_is_shown_with_every_window() -> None:
    _, figures = only(measured(3))
    windows = [study.abnormal.window for study in figures.windows]
    assert windows == [(0, 0), (-1, 1), (0, 4), (0, None), (1, None)]
    assert figures.windows[0] is figures.decisive


# When nothing is measured


@pytest.mark.parametrize("first", [ZERO - 40, ZERO - 1])
def test_without_a_t_it_is_shown_but_silent(first: int) -> None:
    prices = shelf({"SSS": with_t(9)}, first)
    found = named(review({"R.md": rotation(), **HELD}, EVENT, prices=prices), "Long X")
    item, figures = only(found)
    assert figures.decisive.abnormal.t is None
    assert figures.decisive.move.simple_return is not None
    assert (item.silent, item.sign, item.strength) == (True, 0, 0)
    assert found.verdict.outcome is Outcome.UNKNOWN
    assert found.verdict.confidence_reason == f"none of the evidence counts: {item.reason}"


def test_what_is_silent_takes_no_weight_from_the_others() -> None:
    book = {"R.md": rotation("Strong tailwind"), **HELD}
    found = named(review(book, EVENT, prices=shelf({"SSS": with_t(9)}, ZERO - 5)), "Long X")
    assert [(item.kind, item.weight) for item in found.evidence] == [(STATED, 1), (MEASURED, 0)]
    assert found.verdict.score == 100
    assert found.verdict.confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("notes", "word"),
    [
        ({"S.md": stock("NONE")}, "no prices for NONE"),
        ({"S.md": "---\ntype: stock\n---\n"}, "no prices for S"),
        ({"S.md": stock("QUARTZ")}, "the note on QUARTZ should say what trades, such as `ticker:"),
    ],
)
def test_a_name_without_prices_is_not_measured_and_says_why(
    notes: dict[str, str], word: str
) -> None:
    found = measured(3, notes=notes)
    assert of_class(found, MEASURED) == []
    assert word in found.unmeasured


def test_no_exposures_no_measurement() -> None:
    assert of_class(measured(3, notes={"Long X.md": "---\ntype: thesis\n---\n"}), MEASURED) == []


def test_no_prices_no_measurement() -> None:
    book = {"R.md": rotation("Strong tailwind"), **HELD}
    assert review(book, EVENT, prices=Shelf({})) == review(book, EVENT)
    assert of_class(named(review(book, EVENT), "Long X"), MEASURED) == []


def test_a_rotation_that_has_expired_is_not_measured() -> None:
    over = {"R.md": rotation(scenario="1-2 weeks")}
    last = EVENT + dt.timedelta(14)
    assert of_class(measured(9, notes=over, day=last), MEASURED)
    assert of_class(measured(9, notes=over, day=last + dt.timedelta(1)), MEASURED) == []


def test_a_rotation_without_a_date_is_not_measured() -> None:
    assert of_class(measured(9, notes={"R.md": rotation(front="tags: x")}), MEASURED) == []


MOVES = "\n## Moves (Jan 7, 2026)\n\n| Stock | Move |\n|---|---|\n| S | +8% |\n"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("created: 2026-01-09\nstarted: 2026-01-08\n---\n" + MOVES, ("2026-01-08", 4)),
        ("created: 2026-01-09\nstarted: late Dec 2025\n---\n" + MOVES, ("2026-01-07", 7)),
        ("created: 2026-01-09\n---\n" + MOVES, ("2026-01-07", 6)),
        ("created: 2026-01-09\nstarted: late Dec 2025\n---\n", ("2026-01-09", 1)),
        ("tags: x\n---\n", None),
    ],
)
def test_the_event_is_the_start_else_the_first_move_else_the_note(
    text: str, event: tuple[str, int] | None
) -> None:
    rotation = note("R.md", "---\ntype: rotation\n" + text)
    found = event_of(build([rotation]), rotation)
    assert (found and (found.text, found.line)) == event


# The window that decides is declared before


def test_the_verdict_is_decided_on_the_window_of_the_config() -> None:
    three_days = with_t(4.2, days=(-1, 0, 1))
    book = {"R.md": rotation(), **HELD}
    market = MarketSettings(window=(-1, 1))
    day = EVENT + dt.timedelta(1)
    found = named(review(book, day, market=market, prices=shelf({"SSS": three_days})), "Long X")
    item, figures = only(found)
    assert figures.decisive.abnormal.window == (-1, 1)
    assert figures.decisive.abnormal.t == pytest.approx(4.2)
    assert item.strength > 0.99
    windows = [study.abnormal.window for study in figures.windows]
    assert windows == [(-1, 1), (0, 0), (0, 4), (0, None), (2, None)]


def test_a_window_of_ones_own_comes_before_the_usual_ones() -> None:
    _, figures = only(measured(3, market=MarketSettings(window=(0, 2))))
    windows = [study.abnormal.window for study in figures.windows]
    assert windows == [(0, 2), (0, 0), (-1, 1), (0, 4), (0, None), (3, None)]


def test_the_estimation_is_the_configs() -> None:
    market = MarketSettings(estimation=150, minimum=100, gap=20)
    assert only(measured(3, market=market))[1].decisive.abnormal.n == 150
    strict = MarketSettings(estimation=150, minimum=200)
    assert only(measured(3, market=strict))[1].decisive.abnormal.method == "market-adjusted"


# Many tests at once


def many(ts: Sequence[float | None], settings: ImpactSettings | None = None) -> StatusReport:
    """A thesis a t; None stands for a name without prices."""
    book = {"R.md": rotation()}
    for place in range(len(ts)):
        book[f"Long {place}.md"] = thesis(f"[[S{place}]] | 1 |")
        book[f"S{place}.md"] = stock(f"SS{place}")
    returns = {f"SS{place}": with_t(t, place) for place, t in enumerate(ts) if t is not None}
    return review(book, EVENT, settings, prices=shelf(returns))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg (1995), word for word: the least of p·m/j over all that are larger."""
    count, ranked = len(p_values), sorted(p_values)
    return [
        min(1, *(ranked[j] * count / (j + 1) for j in range(count) if ranked[j] >= p))
        for p in p_values
    ]


def figures_of(report: StatusReport) -> list[Measurement]:
    found = chain.from_iterable(found.evidence for found in report.theses)
    return [item.measurement for item in found if item.measurement]


def test_p_values_are_adjusted_over_all_tests_of_the_review() -> None:
    tested = figures_of(many([5.0, 2.2, -1.9, None, 1.7, 0.4]))
    made = [item for item in tested if item.decisive.abnormal.p is not None]
    p_values = [item.decisive.abnormal.p or 0.0 for item in made]
    assert [item.adjusted_p for item in made] == pytest.approx(adjusted(p_values))
    assert [item.significant for item in made] == [p <= 0.1 for p in adjusted(p_values)]
    assert [item.significant for item in made] == [True, True, True, False, False]
    assert len(tested) == 5  # what has no prices gives no item at all


def test_what_is_significant_alone_need_not_be_among_many() -> None:
    assert figures_of(many([2.0]))[0].significant
    assert not figures_of(many([2.0, *[0.2] * 9]))[0].significant


def test_the_false_discovery_rate_is_the_configs() -> None:
    strict = ImpactSettings(false_discovery_rate=0.01)
    assert not figures_of(many([2.0], strict))[0].significant
    (alone,) = figures_of(many([2.0]))
    exact = ImpactSettings(false_discovery_rate=alone.adjusted_p or 0.0)
    assert figures_of(many([2.0], exact))[0].significant


# Cannot tell is not: no effect


@pytest.mark.parametrize("t", [0.2, -1.3, 1.6])
def test_a_move_that_may_be_chance_and_nothing_else_is_unknown(t: float) -> None:
    found = measured(t)
    assert (found.verdict.outcome, found.verdict.score) == (Outcome.UNKNOWN, 0)
    assert found.verdict.confidence is Confidence.NONE
    assert found.verdict.confidence_reason.startswith(f"cannot tell: t {t:.2f}, p ")


def test_a_significant_move_alone_is_a_verdict() -> None:
    found = measured(-4)
    assert found.verdict.outcome is Outcome.PRESSURED
    assert found.verdict.score < -99


@pytest.mark.parametrize("impact", ["Intact", "Strong tailwind", "Slight pressure"])
@pytest.mark.parametrize("t", [-1.5, 1.5])
def test_beside_words_a_move_that_may_be_chance_turns_nothing(impact: str, t: float) -> None:
    found, quiet = measured(t, impact), measured(0.0, impact)
    assert found.verdict.score == quiet.verdict.score
    assert found.verdict.outcome is quiet.verdict.outcome
    assert found.verdict.confidence is Confidence.LOW
    assert "may be chance" in found.verdict.confidence_reason


def test_one_significant_move_of_two_is_enough() -> None:
    second = {"Q.md": rotation(front="created: 2026-01-06")}
    found = measured(5, notes=second)
    assert len(of_class(found, MEASURED)) == 2
    assert found.verdict.outcome is not Outcome.UNKNOWN


def test_words_that_are_not_understood_do_not_turn_chance_into_a_verdict() -> None:
    assert measured(1.5, "Purple").verdict.confidence_reason.startswith("cannot tell")


# Prices against words


@pytest.mark.parametrize(
    ("impact", "t", "expected"),
    [
        ("Pressure", 1.66, ["conflict"]),
        ("Pressure", 4.0, ["conflict"]),
        ("Tailwind", -1.66, ["conflict"]),
        ("Pressure", 1.64, ["unconfirmed"]),
        ("Pressure", -1.64, ["unconfirmed"]),
        ("Tailwind", 0.0, ["unconfirmed"]),
        ("Pressure", -1.66, []),
        ("Tailwind", 1.66, []),
        ("Mixed", 4.0, []),
        ("Intact", -4.0, []),
    ],
)
def test_prices_contradict_or_do_not_confirm_what_is_said(
    impact: str, t: float, expected: list[str]
) -> None:
    found = measured(t, impact)
    told = [flag for flag in found.flags if flag.code != "given-back"]
    assert [flag.code for flag in told] == expected
    for flag in told:
        assert f"“{impact}” (R.md:8)" in flag.message
        assert f"t {t:.2f}" in flag.message


def test_prices_contradict_by_the_adjusted_p() -> None:
    """Alone t 2.0 contradicts; among nine moves of nothing it may be chance."""
    book = {"R.md": rotation("Pressure"), **HELD}
    returns = {"SSS": with_t(2.0)}
    for place in range(9):
        book[f"Long {place}.md"] = thesis(f"[[S{place}]] | 1 |")
        book[f"S{place}.md"] = stock(f"SS{place}")
        returns[f"SS{place}"] = with_t(0.2, place)
    assert flags(measured(2.0, "Pressure")) == ["conflict"]
    assert flags(named(review(book, EVENT, prices=shelf(returns)), "Long X")) == ["unconfirmed"]


def test_a_conflict_needs_attention_and_silence_of_prices_does_not() -> None:
    book = {"R.md": rotation("Pressure"), **HELD}

    def codes(t: float) -> list[str]:
        report = review(book, EVENT, prices=shelf({"SSS": with_t(t)}))
        return [item.code for item in report.attention]

    assert codes(4) == ["conflict"]
    assert codes(0.5) == []


def test_a_conflict_is_told_before_words_against_flows() -> None:
    book = {
        "R.md": rotation("Pressure", into="[[G]]"),
        "Long X.md": thesis("[[S]] | 1 |"),
        "S.md": stock("SSS", "G"),
        "Long unwritten.md": "x",
    }
    book["R.md"] = book["R.md"].replace(
        "| Pressure |\n", "| Pressure |\n| [[Long new]] | Tailwind |\n"
    )
    report = review(book, EVENT, prices=shelf({"SSS": with_t(4)}))
    assert [item.code for item in report.attention] == ["conflict", "disagreement", "no-note"]


def test_words_whose_time_is_over_are_no_longer_in_conflict() -> None:
    lasting = rotation("Near-term pressure") + (
        "| Scenario | Duration |\n|---|---|\n| Short-term | 1-2 weeks |\n| Secular | 1 year+ |\n"
    )
    one, other = EVENT + dt.timedelta(14), EVENT + dt.timedelta(15)
    assert flags(measured(4, notes={"R.md": lasting}, day=one)) == ["conflict"]
    assert flags(measured(4, notes={"R.md": lasting}, day=other)) == []


def test_words_of_one_rotation_are_not_held_against_the_prices_of_another() -> None:
    notes = {"Q.md": rotation("Pressure", front="created: 2025-12-30"), "R.md": rotation()}
    quiet = with_t(-4, days=(0,))
    quiet[DAYS.index(dt.date(2025, 12, 30)) - 1] = 0.2
    book = {**HELD, **notes}
    report = review(book, EVENT, prices=shelf({"SSS": quiet}))
    found = named(report, "Long X")
    assert flags(found) == ["conflict", "given-back"]
    assert {"conflict", "given-back"} <= {item.code for item in report.attention}
    assert "2025-12-30" in found.flags[0].message


# From three classes to a verdict


ALL_THREE = {
    "R.md": rotation("Strong tailwind", into="[[G]]"),
    "S.md": stock("SSS", "G"),
}


def test_three_classes_share_the_verdict_by_their_weights() -> None:
    found = measured(-2.4, notes=ALL_THREE)
    parts = {item.kind: item.contribution for item in found.evidence}
    assert parts[STATED] == pytest.approx(0.4)
    assert parts[INFERRED] == pytest.approx(0.2 * 0.5)
    (item,) = of_class(found, MEASURED)
    assert parts[MEASURED] == pytest.approx(-0.4 * item.strength)
    assert found.verdict.score == pytest.approx(100 * (0.4 + 0.1 - 0.4 * item.strength))
    assert found.verdict.outcome is Outcome.MIXED


def test_the_weights_of_three_classes_are_the_configs() -> None:
    chosen = ImpactSettings(stated_weight=1, inferred_weight=2, measured_weight=5)
    weights = {i.kind: i.weight for i in measured(3, notes=ALL_THREE, settings=chosen).evidence}
    assert weights == {STATED: 0.125, INFERRED: 0.25, MEASURED: 0.625}


def test_a_test_that_finds_nothing_dilutes_what_the_others_say() -> None:
    found = measured(0.5, notes=ALL_THREE)
    assert [item.weight for item in found.evidence] == pytest.approx([0.4, 0.2, 0.4])
    assert found.verdict.score == pytest.approx(50)


@pytest.mark.parametrize(
    ("notes", "shares", "level", "reason"),
    [
        (ALL_THREE, (1, 0), Confidence.HIGH, "coverage 100%: evidence of all classes"),
        (ALL_THREE, (2, 2), Confidence.HIGH, "coverage 80%: prices for 50% of what is held"),
        (ALL_THREE, (1, 9), Confidence.LOW, "no price move is tested"),
        (
            {"R.md": rotation("Tailwind")},
            (1, 0),
            Confidence.HIGH,
            "coverage 80%: no inferred evidence",
        ),
        (
            {"R.md": rotation("Tailwind")},
            (1, 1),
            Confidence.MEDIUM,
            "coverage 60%: no inferred evidence",
        ),
        ({}, (1, 0), Confidence.MEDIUM, "coverage 40%: no stated and no inferred evidence"),
        ({}, (1, 1), Confidence.LOW, "coverage 20%: no stated and no inferred evidence"),
    ],
)
def test_what_has_no_prices_lowers_the_confidence(
    notes: dict[str, str], shares: tuple[int, int], level: Confidence, reason: str
) -> None:
    priced, unpriced = shares
    rows = [f"[[S]] | {priced} |", *([f"[[U]] | {unpriced} |"] if unpriced else [])]
    found = measured(6, notes={**notes, "Long X.md": thesis(*rows)})
    _, figures = only(found)
    assert figures.decisive.coverage == pytest.approx(priced / (priced + unpriced))
    assert found.verdict.confidence is level
    assert reason in found.verdict.confidence_reason


def test_all_classes_speak_is_said_only_where_all_do() -> None:
    """Words and prices without flows: coverage is 80%, which is high; yet one class is missing."""
    found = measured(6, "Tailwind")
    assert {item.kind for item in found.evidence} == {STATED, MEASURED}
    assert "all classes" not in found.verdict.confidence_reason


def test_without_a_measured_class_the_confidence_is_low_at_most() -> None:
    book = {**HELD, **ALL_THREE}
    assert named(review(book, EVENT), "Long X").verdict.confidence is Confidence.LOW


def test_the_default_settings_are_those_of_the_spec() -> None:
    assert (SETTINGS.stated_weight, SETTINGS.inferred_weight, SETTINGS.measured_weight) == (
        0.4,
        0.2,
        0.4,
    )
    assert (SETTINGS.false_discovery_rate, SETTINGS.neutral_below, SETTINGS.mixed_from) == (
        0.1,
        0.15,
        0.5,
    )


# What has no say, whatever its size


def test_a_window_that_is_not_over_is_not_judged() -> None:
    market, book, returns = MarketSettings(window=(0, 4)), {"R.md": rotation(), **HELD}, with_t(9)
    for evening, day in enumerate(DAYS[ZERO : ZERO + 4], start=1):
        prices = shelf({"SSS": returns}, last=day)
        item, figures = only(named(review(book, day, market=market, prices=prices), "Long X"))
        assert (item.counts, item.reason) == (False, f"running: {evening} of 5 sessions")
        assert figures.adjusted_p is None
    day = DAYS[ZERO + 4]
    prices = shelf({"SSS": returns}, last=day)
    assert only(named(review(book, day, market=market, prices=prices), "Long X"))[0].counts


def opened(day: dt.date) -> dict[str, str]:
    return {"Long X.md": thesis("[[S]] | 100 |").replace("type:", f"opened: {day}\ntype:")}


def test_what_was_over_before_the_thesis_was_opened_counts_nothing() -> None:
    day = EVENT + dt.timedelta(4)
    before = measured(6, day=day, notes=opened(EVENT + dt.timedelta(1)))
    assert not only(before)[0].counts
    assert "before the thesis was opened" in only(before)[0].reason
    assert before.verdict.outcome is Outcome.UNKNOWN
    assert measured(6, day=day, notes=opened(EVENT)).verdict.outcome is Outcome.SUPPORTED


def test_less_than_half_of_a_basket_does_not_speak_for_it() -> None:
    rows = ["[[S]] | 1 |", "[[U]] | 1.1 |"]
    item, _ = only(measured(9, notes={"Long X.md": thesis(*rows)}))
    assert (item.counts, item.reason) == (False, "prices for 48% of what is held")


def test_two_notes_about_one_day_are_one_move() -> None:
    copy = {"Copy.md": rotation()}
    one, two = measured(2, "Slight pressure"), measured(2, "Slight pressure", notes=copy)
    assert two.verdict == one.verdict
    counted = [item.counts for item in of_class(two, MEASURED)]
    assert sorted(counted) == [False, True]
    (said,) = [item.reason for item in of_class(two, MEASURED) if not item.counts]
    assert said == "already said at Copy.md:1"
