"""What a verdict says of a move that is ordinary beside its day, and of one that is given back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from thesisvault.impact.verdict import decide, weigh
from thesisvault.model.market import BesideTheDay
from thesisvault.model.review import Measurement, Verdict
from thesisvault.model.settings import EvidenceClass

from .builders import SETTINGS, certain, item


def verdict(beside: BesideTheDay | None) -> Verdict:
    found = certain()
    study = replace(found.decisive, beside=beside)
    test = replace(found, decisive=study, windows=(study,))
    evidence = [replace(item(1, kind=EvidenceClass.MEASURED), measurement=test)]
    return decide(weigh(evidence, SETTINGS), SETTINGS)


def test_an_ordinary_move_is_named_and_decides_nothing() -> None:
    plain = verdict(None)
    found = verdict(BesideTheDay(1.1, 0.27, 27.0, 40, 300, 500))
    assert found.confidence_reason == plain.confidence_reason + "; ordinary for that day: t 1.10"
    assert replace(found, confidence_reason="") == replace(plain, confidence_reason="")


def test_a_move_that_stands_out_or_is_not_known_is_not_named() -> None:
    for beside in (
        BesideTheDay(3.1, 0.002, 10.0, 40, 4, 500),
        BesideTheDay(None, None, None, 3, None, 0, "3 other names"),
    ):
        assert verdict(beside) == verdict(None)


def moved(day_zero: float, since: float | None) -> Measurement:
    found = certain()
    first = replace(found.decisive, abnormal=replace(found.decisive.abnormal, car=day_zero))
    later = replace(first, abnormal=replace(first.abnormal, car=since, window=(1, None)))
    return replace(found, decisive=first, windows=(first, later))


@pytest.mark.parametrize(
    ("day_zero", "since", "given_back"),
    [
        (0.10, -0.05, True),
        (0.10, -0.049, False),
        (-0.10, 0.07, True),
        (-0.10, -0.07, False),
        (0.10, None, False),
    ],
)
def test_half_of_a_move_that_is_gone_is_given_back(
    day_zero: float, since: float | None, given_back: bool
) -> None:
    assert moved(day_zero, since).given_back is given_back
