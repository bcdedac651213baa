"""From evidence to a verdict, in steps that a reader can redo by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.model.review import Confidence, Evidence, Measurement, Outcome, Verdict
from thesisvault.model.settings import EvidenceClass, ImpactSettings

_HIGH, _MEDIUM = 2 / 3, 1 / 3
_Ground: TypeAlias = tuple[float, str, str]
"""What a confidence rests on: how much, its name, and what is wanting."""


class _Class(Struct, frozen=True):
    """The live items of one class, taken together."""

    size: float
    """Σ |sign| · strength · decay."""
    freshest: Mapping[int, float]
    """The largest decay by sign, what has none being of both sides."""

    @property
    def decay(self) -> float:
        return self.freshest[0]


def weigh(evidence: Iterable[Evidence], settings: ImpactSettings) -> tuple[Evidence, ...]:
    """The same items, live ones with their weights.

    A class weighs its base times the largest decay of its live items, over the sum of these: so
    it fades, and is not gone overnight. Where its items point both ways, each side weighs by its
    own largest decay, so that a fresh item never gives an old one weight against itself. Where the
    items of a class together exceed 1, they share it: ten rows of a table are not ten opinions.
    """
    items = tuple(evidence)
    live = [item for item in items if item.counts]
    classes = {kind: _class(live, kind) for kind in {item.kind for item in live}}
    total = fsum(settings.weight(kind) * found.decay for kind, found in classes.items())
    return tuple(
        replace(item, weight=_weight(item, classes, total, settings) if item.counts else 0.0)
        for item in items
    )


def _class(live: Sequence[Evidence], kind: EvidenceClass) -> _Class:
    found = [item for item in live if item.kind is kind]
    freshest = {
        sign: max((item.decay for item in found if item.sign in (sign, 0)), default=0.0)
        for sign in (-1, 1)
    }
    freshest[0] = max(freshest.values())
    return _Class(fsum(abs(item.sign) * item.strength * item.decay for item in found), freshest)


def _weight(
    item: Evidence,
    classes: Mapping[EvidenceClass, _Class],
    total: float,
    settings: ImpactSettings,
) -> float:
    if not total:
        return 0.0
    of_class = classes[item.kind]
    share = settings.weight(item.kind) * of_class.freshest[item.sign] / total
    return share / max(1.0, of_class.size)


def decide(weighed: Sequence[Evidence], settings: ImpactSettings) -> Verdict:
    """positive + negative below `neutral_below`: neutral. The smaller at least `mixed_from` of the
    larger: mixed. Else the larger decides. No live evidence: unknown, never neutral. Nothing but
    moves that may be chance: unknown too, since "cannot tell" is not "no effect".
    """
    live = [item for item in weighed if item.counts]
    if not live:
        return Verdict(Outcome.UNKNOWN, 0.0, 0.0, Confidence.NONE, _why_nothing(weighed))
    if reason := _cannot_tell(live):
        return Verdict(Outcome.UNKNOWN, 0.0, 0.0, Confidence.NONE, reason)
    # fsum: the same verdict whatever the order of the items, on every Python.
    positive = fsum(item.contribution for item in live if item.sign > 0)
    negative = fsum(-item.contribution for item in live if item.sign < 0)
    if positive + negative < settings.neutral_below:
        outcome = Outcome.NEUTRAL
    elif min(positive, negative) >= settings.mixed_from * max(positive, negative):
        outcome = Outcome.MIXED
    else:
        outcome = Outcome.SUPPORTED if positive > negative else Outcome.PRESSURED
    confidence, reason = _confidence(live, positive, negative, settings)
    reason += _ordinary(live, settings)
    return Verdict(outcome, positive, negative, confidence, reason)


def _why_nothing(items: Sequence[Evidence]) -> str:
    """Why nothing speaks: a move that is shown without a say is told before what is gone."""
    if shown := [item for item in items if item.measurement and item.expired is None]:
        return f"none of the evidence counts: {shown[0].reason}"
    return "all evidence has expired" if any(item.expired for item in items) else "no evidence"


def _cannot_tell(live: Sequence[Evidence]) -> str:
    tests = [item.measurement for item in live if item.measurement is not None]
    if len(tests) < len(live) or any(test.significant for test in tests):
        return ""
    return f"cannot tell: {_chance(tests)}, and there is no other evidence"


def _chance(tests: Sequence[Measurement]) -> str:
    """The largest of some moves of which none is significant, in words."""
    figures = [(test.decisive.abnormal.t or 0.0, test.adjusted_p) for test in tests]
    t, p = max(figures, key=lambda test: abs(test[0]))
    shown = f", p {p:.2f}" if p is not None else ""
    return f"t {t:.2f}{shown} may be chance"


def _confidence(
    live: Sequence[Evidence], positive: float, negative: float, settings: ImpactSettings
) -> tuple[Confidence, str]:
    """The least of four grounds, with the one that binds; never above low where no price move
    is behind it.
    """
    tests = [item.measurement for item in live if item.measurement is not None]
    found = [test for test in tests if test.significant]
    grounds = [
        _coverage(live, found, settings),
        _agreement(live, positive, negative),
        (max(item.decay for item in live), "freshness", "the evidence has faded"),
    ]
    if found:
        p = min(test.adjusted_p or 0.0 for test in found)
        certain = 1 - p / settings.false_discovery_rate if p else 1.0
        grounds.append((certain, "significance", f"adjusted p {p:.2g}"))
    # As shown, in whole percent: what is last by less does not bind.
    value, name, why = min(grounds, key=lambda ground: round(ground[0], 2))
    if not found and value >= _MEDIUM:
        # Nothing else binds: what caps the confidence is that no price confirms it.
        return Confidence.LOW, _chance(tests) if tests else "no price move is tested"
    if value >= _HIGH:
        # "The evidence has aged" would be odd praise; what is missing is worth a word even here.
        return Confidence.HIGH, f"{name} {value:.0%}" + (f": {why}" if name == "coverage" else "")
    level = Confidence.MEDIUM if value >= _MEDIUM else Confidence.LOW
    return level, f"{name} {value:.0%}: {why}"


def _ordinary(live: Sequence[Evidence], settings: ImpactSettings) -> str:
    """That a move beyond chance is an ordinary one of its day, in words; else empty."""
    for item in live:
        test = item.measurement
        beside = test.decisive.beside if test is not None and test.significant else None
        if beside is not None and (beside.p or 0.0) > settings.false_discovery_rate:
            return f"; ordinary for that day: t {beside.t:.2f}"
    return ""


def _coverage(
    live: Sequence[Evidence], found: Sequence[Measurement], settings: ImpactSettings
) -> _Ground:
    """The weights of the classes that speak, prices by the share of what is held that has any."""
    base = {kind: settings.weight(kind) for kind in EvidenceClass}
    present = {item.kind for item in live if item.measurement is None}
    if found:
        present.add(EvidenceClass.MEASURED)
    priced = min((test.decisive.coverage for test in found), default=1.0)
    covered = sum(
        base[kind] * (priced if kind is EvidenceClass.MEASURED else 1.0) for kind in present
    )
    return covered / (sum(base.values()) or 1.0), "coverage", _missing(present, priced)


def _agreement(live: Sequence[Evidence], positive: float, negative: float) -> _Ground:
    total = positive + negative
    share = abs(positive - negative) / total if total else 1.0
    return share, "agreement", _aged_side(live) or "evidence disagrees"


def _aged_side(live: Sequence[Evidence]) -> str:
    """Whether one side has aged to less than half of what is left of the other, in words."""
    left = [
        max((item.decay for item in live if item.sign == sign), default=0.0) for sign in (1, -1)
    ]
    if not 0 < min(left) < max(left) / 2:
        return ""
    return f"the evidence disagrees, and the older part has faded to {min(left):.0%}"


def _missing(present: set[EvidenceClass], priced: float) -> str:
    missing = [kind.value for kind in EvidenceClass if kind not in present]
    if missing:
        return f"no {' and no '.join(missing)} evidence"
    return f"prices for {priced:.0%} of what is held" if priced < 1 else "evidence of all classes"
