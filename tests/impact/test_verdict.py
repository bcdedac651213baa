"""The arithmetic from evidence to a verdict."""

import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.impact.verdict import decide, weigh
from thesisvault.model.review import Confidence, Evidence, Outcome, Verdict
from thesisvault.model.settings import EvidenceClass, ImpactSettings

from .builders import SETTINGS, flipped, item, named, numbers, review

STATED, INFERRED, MEASURED = tuple(EvidenceClass)[:3]
GONE = dt.date(2026, 1, 1)


def verdict(*items: Evidence, settings: ImpactSettings = SETTINGS) -> Verdict:
    return decide(weigh(items, settings), settings)


def test_no_evidence_is_unknown_never_neutral() -> None:
    found = verdict()
    assert (found.outcome, found.confidence) == (Outcome.UNKNOWN, Confidence.NONE)
    assert found.confidence_reason == "no evidence"


def test_expired_evidence_is_unknown_and_says_so() -> None:
    found = verdict(item(1, decay=0.0, expired=GONE))
    assert found.outcome is Outcome.UNKNOWN
    assert found.confidence_reason == "all evidence has expired"


def test_words_that_are_not_understood_are_no_evidence() -> None:
    assert verdict(item(0, strength=0.0, silent=True)).outcome is Outcome.UNKNOWN


def test_what_is_silent_has_no_say_and_takes_no_share_of_its_class() -> None:
    spoken, silent = weigh([item(1), item(0, 0.0, kind=INFERRED, silent=True)], SETTINGS)
    assert (spoken.weight, silent.weight) == (1, 0)
    assert spoken.counts
    assert not silent.counts


@pytest.mark.parametrize("kind", EvidenceClass)
def test_evidence_that_cancels_is_neutral_and_no_silence(kind: EvidenceClass) -> None:
    found = verdict(item(0, strength=0.0, kind=kind))
    assert (found.outcome, found.score) == (Outcome.NEUTRAL, 0)


def test_evidence_for_nothing_is_neutral() -> None:
    assert numbers(verdict(item(0))) == ("neutral", 0, 0)


@pytest.mark.parametrize(
    ("strength", "outcome"),
    [(0.14, Outcome.NEUTRAL), (0.15, Outcome.SUPPORTED), (0.16, Outcome.SUPPORTED)],
)
def test_below_the_threshold_it_is_neutral(strength: float, outcome: Outcome) -> None:
    assert verdict(item(1, strength)).outcome is outcome


@pytest.mark.parametrize(
    ("against", "outcome"),
    [(0.19, Outcome.SUPPORTED), (0.2, Outcome.MIXED), (0.6, Outcome.MIXED), (1, Outcome.PRESSURED)],
)
def test_half_as_much_against_it_is_mixed(against: float, outcome: Outcome) -> None:
    assert verdict(item(1, 0.4), item(-1, against)).outcome is outcome


def test_the_thresholds_are_the_configs() -> None:
    chosen = ImpactSettings(neutral_below=0.5, mixed_from=0.9)
    assert verdict(item(1, 0.4), settings=chosen).outcome is Outcome.NEUTRAL
    assert verdict(item(1, 0.6), item(-1, 0.3), settings=chosen).outcome is Outcome.SUPPORTED


@pytest.mark.parametrize(
    ("kinds", "weights"),
    [
        ((STATED,), (1,)),
        ((INFERRED,), (1,)),
        ((STATED, INFERRED), (2 / 3, 1 / 3)),
        ((STATED, MEASURED), (0.5, 0.5)),
        ((STATED, INFERRED, MEASURED), (0.4, 0.2, 0.4)),
    ],
)
def test_the_weights_are_shared_by_the_classes_present(
    kinds: tuple[EvidenceClass, ...], weights: tuple[float, ...]
) -> None:
    weighed = weigh([item(1, kind=kind) for kind in kinds], SETTINGS)
    assert [one.weight for one in weighed] == pytest.approx(weights)


def test_a_class_fades_with_what_is_left_of_it() -> None:
    old, fresh = weigh([item(-1, decay=0.25), item(1, kind=MEASURED)], SETTINGS)
    assert [old.weight, fresh.weight] == pytest.approx([0.2, 0.8])


def test_an_expired_class_is_not_present() -> None:
    fresh, gone = weigh([item(1), item(-1, decay=0.0, kind=INFERRED, expired=GONE)], SETTINGS)
    assert (fresh.weight, gone.weight) == (1, 0)


def test_items_of_a_class_share_it_where_together_they_exceed_one() -> None:
    four = weigh([item(1), item(1), item(1), item(-1)], SETTINGS)
    assert [one.contribution for one in four] == [0.25, 0.25, 0.25, -0.25]
    few = weigh([item(1, 0.3), item(-1, 0.2)], SETTINGS)
    assert [one.contribution for one in few] == pytest.approx([0.3, -0.2])


def test_a_crowd_in_one_class_does_not_drown_another() -> None:
    crowd = [item(-1, kind=INFERRED) for _ in range(50)]
    found = verdict(item(1), *crowd)
    assert [found.positive, found.negative] == pytest.approx([2 / 3, 1 / 3])


@pytest.mark.parametrize(
    ("items", "level", "reason"),
    [
        ([item(1)], Confidence.LOW, "no price move is tested"),
        ([item(1), item(-1, 0.9)], Confidence.LOW, "agreement 5%: evidence disagrees"),
        ([item(1, decay=0.25)], Confidence.LOW, "freshness 25%: the evidence has faded"),
        (
            [item(1, kind=INFERRED)],
            Confidence.LOW,
            "coverage 20%: no stated and no measured evidence",
        ),
        (
            [item(1), item(1, kind=INFERRED), item(1, kind=MEASURED)],
            Confidence.HIGH,
            "coverage 100%: evidence of all classes",
        ),
        (
            [item(1, decay=0.5), item(1, 1, 0.5, INFERRED), item(1, 1, 0.5, MEASURED)],
            Confidence.MEDIUM,
            "freshness 50%: the evidence has faded",
        ),
        ([item(1, kind=MEASURED)], Confidence.MEDIUM, "coverage 40%: no stated and no inferred"),
        (
            [item(1), item(1, kind=INFERRED), item(-1, kind=MEASURED)],
            Confidence.LOW,
            "agreement 20%: evidence disagrees",
        ),
    ],
)
def test_confidence_is_the_least_ground_and_names_it(
    items: list[Evidence], level: Confidence, reason: str
) -> None:
    found = verdict(*items)
    assert found.confidence is level
    assert found.confidence_reason.startswith(reason)


def test_a_class_that_weighs_nothing_says_nothing() -> None:
    unsaid = ImpactSettings(stated_weight=0.0)
    assert verdict(item(1), settings=unsaid).score == 0
    both = verdict(item(1), item(-1, kind=INFERRED), settings=unsaid)
    assert (both.outcome, both.score) == (Outcome.PRESSURED, -100)


def test_at_a_threshold_the_order_of_evidence_does_not_decide() -> None:
    items = (item(1, 0.1), item(1, 0.2), item(1, 0.3), item(-1, 0.3))
    assert len({verdict(*order).outcome for order in permutations(items)}) == 1


spoken = st.builds(
    item,
    sign=st.sampled_from([-1, 0, 1]),
    strength=st.floats(0, 1),
    decay=st.floats(0, 1),
    kind=st.sampled_from(EvidenceClass),
    expired=st.sampled_from([None, None, None, GONE]),
)
silent = st.builds(
    item,
    sign=st.just(0),
    strength=st.just(0.0),
    kind=st.sampled_from(EvidenceClass),
    silent=st.just(True),
)
evidence = st.lists(st.one_of(spoken, spoken, spoken, silent), max_size=12)


@given(evidence)
def test_scores_stay_within_a_hundred(items: list[Evidence]) -> None:
    found = verdict(*items)
    assert -100 - 1e-9 <= found.score <= 100 + 1e-9
    assert found.positive >= 0
    assert found.negative >= 0
    assert found.positive + found.negative <= 1 + 1e-9


@given(evidence)
def test_contributions_add_up_to_the_score(items: list[Evidence]) -> None:
    weighed = weigh(items, SETTINGS)
    found = decide(weighed, SETTINGS)
    assert sum(one.contribution for one in weighed) == pytest.approx(
        found.positive - found.negative, abs=1e-9
    )
    assert found.score == pytest.approx(100 * (found.positive - found.negative))


@given(evidence.flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))))
def test_the_order_of_evidence_does_not_matter(
    both: tuple[list[Evidence], list[Evidence]],
) -> None:
    one, other = verdict(*both[0]), verdict(*both[1])
    assert other.positive == pytest.approx(one.positive, abs=1e-9)
    assert other.negative == pytest.approx(one.negative, abs=1e-9)
    total, smaller, larger = (
        one.positive + one.negative,
        min(one.positive, one.negative),
        max(one.positive, one.negative),
    )
    if abs(total - 0.15) > 1e-9 and abs(smaller - larger / 2) > 1e-9:
        assert other.outcome is one.outcome


@given(evidence)
def test_the_opposite_evidence_gives_the_opposite_verdict(items: list[Evidence]) -> None:
    opposite = {Outcome.SUPPORTED: Outcome.PRESSURED, Outcome.PRESSURED: Outcome.SUPPORTED}
    one, other = verdict(*items), verdict(*map(flipped, items))
    assert (other.positive, other.negative) == (one.negative, one.positive)
    assert other.outcome is opposite.get(one.outcome, one.outcome)
    assert (other.confidence, other.confidence_reason) == (one.confidence, one.confidence_reason)


@given(evidence)
def test_unknown_is_said_exactly_where_nothing_lives(items: list[Evidence]) -> None:
    living = any(one.expired is None and not one.silent for one in items)
    assert (verdict(*items).outcome is Outcome.UNKNOWN) is not living


@pytest.mark.parametrize(("head", "told"), [("", ["undated"]), ("date: 2026-01-05\n", [])])
def test_flows_of_a_note_that_nothing_dates_are_told(head: str, told: list[str]) -> None:
    flows = f"---\ntype: rotation\n{head}---\n| Flow | Detail |\n|---|---|\n| Into | [[Rocks]] |\n"
    thesis = "---\ntype: thesis\nside: long\nstocks: '[[Rocks]]'\n---\n"
    report = review({"Long X.md": thesis, "Rocks.md": "", "Turn.md": flows})
    assert [flag.code for flag in named(report, "Long X").flags] == told
