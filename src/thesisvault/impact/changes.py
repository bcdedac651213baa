"""What changed between two reviews: verdicts that turned, evidence that came and went."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct

from thesisvault.model.review import Evidence, Outcome, StatusReport, ThesisReview


class Change(Struct, frozen=True):
    """One thesis on two days. An outcome of None: it was not under review on that day."""

    thesis: str
    before: Outcome | None
    after: Outcome | None
    score_before: float | None
    score_after: float | None
    came: tuple[Evidence, ...]
    went: tuple[Evidence, ...]

    @property
    def turned(self) -> bool:
        """Whether the verdict is another one."""
        return self.before is not self.after


def changes(
    earlier: StatusReport, later: StatusReport, wanted: Collection[str] | None = None
) -> tuple[Change, ...]:
    """Every thesis whose verdict turned or whose live evidence is not the same, by name.

    `wanted`: only theses of these nodes.
    """
    old = {thesis.node: thesis for thesis in earlier.theses}
    new = {thesis.node: thesis for thesis in later.theses}
    for node, thesis in list(old.items()):
        # A thesis that was only a name, and has got its note since, is one thesis.
        if thesis.note is None and node not in new:
            named = [key for key, item in new.items() if item.name == thesis.name]
            if len(named) == 1 and named[0] not in old:
                old[named[0]] = old.pop(node)
    found = []
    merged = {**old, **new}
    for node in sorted(merged, key=lambda node: (merged[node].name.casefold(), node)):
        if wanted is not None and node not in wanted:
            continue
        change = _change(merged[node].name, old.get(node), new.get(node))
        if change.turned or change.came or change.went:
            found.append(change)
    return tuple(found)


def _change(name: str, old: ThesisReview | None, new: ThesisReview | None) -> Change:
    before, after = _live(old), _live(new)
    return Change(
        thesis=name,
        before=old.verdict.outcome if old else None,
        after=new.verdict.outcome if new else None,
        score_before=old.verdict.score if old else None,
        score_after=new.verdict.score if new else None,
        came=tuple(item for key, item in after.items() if key not in before),
        went=tuple(item for key, item in before.items() if key not in after),
    )


def _live(thesis: ThesisReview | None) -> dict[tuple[object, ...], Evidence]:
    """Evidence that counts, by what it says and where: ageing alone is not a change."""
    items: Iterable[Evidence] = thesis.evidence if thesis else ()
    return {
        (item.kind, item.sign, item.horizon, item.citation): item for item in items if item.counts
    }
