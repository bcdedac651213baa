"""What holds of any evidence: a thousand random sets of it, in a soak 20,000."""

import datetime as dt
from collections.abc import Iterator, Sequence
from math import inf
from random import Random

from msgspec.structs import replace

from impact.builders import SETTINGS, flipped, item
from sizes import share
from thesisvault.impact.verdict import decide, weigh
from thesisvault.model.review import Evidence, Outcome, Verdict
from thesisvault.model.settings import EvidenceClass

SETS = share(400, 20_000)
HALF_LIVES = (3.5, 7.0, 30.0, 91.0)
_ROUNDING = 1e-9
_OPPOSITE = {Outcome.SUPPORTED: Outcome.PRESSURED, Outcome.PRESSURED: Outcome.SUPPORTED}


def verdict(items: Sequence[Evidence]) -> Verdict:
    return decide(weigh(items, SETTINGS), SETTINGS)


def random_item(
    random: Random, kind: EvidenceClass | None = None, sign: int | None = None
) -> Evidence:
    return item(
        random.choice((-1, -1, 0, 1, 1)) if sign is None else sign,
        random.choice((random.random(), 1.0)),
        random.choice((random.random(), 1.0, 0.0625)),
        kind or random.choice(tuple(EvidenceClass)),
    )


def sets() -> Iterator[tuple[Random, list[Evidence]]]:
    for seed in range(SETS):
        random = Random(seed)
        yield random, [random_item(random) for _ in range(random.randint(1, 7))]


def test_symmetric_bounded_and_free_of_order() -> None:
    for random, items in sets():
        found = verdict(items)
        assert found.positive + found.negative <= 1 + _ROUNDING
        other = verdict([flipped(one) for one in items])
        assert (other.positive, other.negative) == (found.negative, found.positive)
        assert other.outcome is _OPPOSITE.get(found.outcome, found.outcome)
        shuffled = random.sample(items, len(items))
        assert abs(verdict(shuffled).score - found.score) < _ROUNDING


def test_what_supports_never_lowers_a_score_within_its_class() -> None:
    for random, items in sets():
        kind = items[0].kind
        alike = [one for one in items if one.kind is kind]
        more = [*alike, random_item(random, kind, 1)]
        assert verdict(more).score >= verdict(alike).score - _ROUNDING
        stronger = [replace(one, strength=1.0) if one.sign > 0 else one for one in alike]
        assert verdict(stronger).score >= verdict(alike).score - _ROUNDING


def test_across_classes_it_pulls_towards_its_class_and_never_past_zero() -> None:
    for random, items in sets():
        added = random_item(random, sign=1)
        before, after = verdict(items).score, verdict([*items, added]).score
        of_class = verdict([one for one in [*items, added] if one.kind is added.kind]).score
        assert after >= min(before, of_class) - _ROUNDING
        if before > _ROUNDING:
            assert after > -_ROUNDING


def test_what_is_nearly_gone_is_missed_by_nobody() -> None:
    """The day on which an item expires moves the score by its share of what is left: no cliff."""
    for random, items in sets():
        last = replace(items[0], decay=random.choice((0.01, 0.0625)))
        before, after = verdict([last, *items[1:]]), verdict(items[1:])
        left = max((one.decay for one in items[1:]), default=0.0)
        share = 2 * last.decay / (left + last.decay)
        most = 100 * share * max(left, last.decay) if left else 100 * last.decay
        assert abs(before.score - after.score) <= 2 * most + _ROUNDING


def aged(items: Sequence[tuple[Evidence, float, float]], day: float) -> list[Evidence]:
    return [
        replace(one, decay=0.0, expired=dt.date(2026, 1, 1))
        if day > end
        else replace(one, decay=2.0 ** (-day / half_life))
        for one, half_life, end in items
    ]


def test_ageing_turns_a_verdict_only_by_way_of_mixed() -> None:
    turned = 0
    for seed in range(SETS // 20):
        random = Random(seed)
        lasting = [
            (random_item(random), half_life, random.choice((4 * half_life, inf)))
            for half_life in random.sample(HALF_LIVES, random.randint(2, len(HALF_LIVES)))
        ]
        before = verdict(aged(lasting, 0)).outcome
        for day in range(1, 200):
            found = verdict(aged(lasting, day)).outcome
            assert found is not _OPPOSITE.get(before), (seed, day)
            turned += found is not before
            before = found
    assert turned > SETS // 200
