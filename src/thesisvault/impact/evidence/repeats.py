"""What is said twice counts once: the strongest of some items that say one thing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from msgspec.structs import replace

from thesisvault.model.review import Evidence


def once_each(evidence: Iterable[Evidence], said: Sequence[Hashable]) -> list[Evidence]:
    """The items in their order; of those that say the same, all but the strongest without a say.

    `said` runs parallel to `evidence`. If two are equally strong, the first counts.
    """
    items = list(evidence)
    strongest: dict[Hashable, Evidence] = {}
    for item, key in zip(items, said, strict=True):
        if item.counts and _size(item) > _size(strongest.get(key)):
            strongest[key] = item
    return [_unless_said(item, strongest.get(key)) for item, key in zip(items, said, strict=True)]


def _size(item: Evidence | None) -> float:
    return -1.0 if item is None else item.strength * item.decay


def _unless_said(item: Evidence, counted: Evidence | None) -> Evidence:
    if not item.counts or counted is None or item is counted:
        return item
    return replace(item, reason=f"already said at {counted.citation.note}:{counted.citation.line}")
