"""What a reader must not miss about a verdict: flags beside it, each with its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum

from thesisvault.graph import Node, Vault
from thesisvault.impact.positions import disagreements
from thesisvault.impact.scope import Position
from thesisvault.model.review import NOT_UNDERSTOOD, Citation, Evidence, Flag
from thesisvault.model.settings import EvidenceClass


def flags(
    vault: Vault, thesis: Node, evidence: Sequence[Evidence], *, is_side_assumed: bool
) -> Iterator[Flag]:
    """In the order in which they are shown."""
    if isinstance(thesis, Position):
        yield from disagreements(thesis)
    elif thesis.note is None:
        where = _first_mention(vault, thesis, evidence)
        yield Flag("no-note", f'has no note yet: `thesis new thesis "{thesis.name}"`', where)
    elif is_side_assumed:
        where = Citation(thesis.name, thesis.note.path, 1)
        yield Flag("side-assumed", "no side is stated, so it is read as long", where)
    for item in evidence:
        if item.kind is EvidenceClass.STATED and item.reason == NOT_UNDERSTOOD:
            message = f"“{item.citation.text}” is not understood and does not count"
            yield Flag("impact-unparsed", message, item.citation)
    live = [item for item in evidence if item.expired is None]
    yield from _undated(vault, live)
    yield from _against_prices(live)
    yield from _against_flows(live)
    yield from _given_back(live)
    if evidence and not live:
        last = max(item.expired for item in evidence if item.expired)
        message = f"everything said about it had expired by {last}"
        yield Flag("expired", message, evidence[0].citation)


def _undated(vault: Vault, live: Sequence[Evidence]) -> Iterator[Flag]:
    """Flows of notes that nothing dates: they never age, and count on every day."""
    told: set[str] = set()
    for item in live:
        note = vault.noted_facts.get(item.rotation)
        if item.kind is not EvidenceClass.INFERRED or note is None or item.rotation in told:
            continue
        if note.date is None and note.facts.started is None:
            told.add(item.rotation)
            message = f"nothing dates {note.title}: it counts in full on every day"
            yield Flag("undated", message, item.citation)


def _first_mention(vault: Vault, thesis: Node, evidence: Sequence[Evidence]) -> Citation:
    if evidence:
        return evidence[0].citation
    edges = vault.incoming.get(thesis.id, ())
    links = vault.backlinks.get(thesis.id, ())
    places = [(edge.note, edge.span.shown_line) for edge in edges[:1]]
    places += [(item.source, item.link.span.shown_line) for item in links[:1]]
    note, line = min(places, key=lambda place: place[0], default=("", 0))
    return Citation(thesis.name, note, line)


def _said(live: Sequence[Evidence], rotation: str) -> tuple[float, Citation | None]:
    """What the author says of a rotation in all, and the first line that says it."""
    stated = [
        item
        for item in live
        if item.kind is EvidenceClass.STATED and item.rotation == rotation and item.strength
    ]
    total = fsum(item.sign * item.strength * item.decay for item in stated)
    return total, stated[0].citation if stated else None


def _against_prices(live: Sequence[Evidence]) -> Iterator[Flag]:
    """Prices that contradict the author, or that do not bear the author out."""
    for item in live:
        if item.measurement is None or item.measurement.adjusted_p is None:
            continue
        said, citation = _said(live, item.rotation)
        if citation is None or not said:
            continue
        quoted = f"“{citation.text}” ({citation.note}:{citation.line})"
        if not item.measurement.significant:
            message = f"prices do not confirm {quoted}: {item.citation.text}"
            yield Flag("unconfirmed", message, item.citation)
        elif said * (item.measurement.decisive.abnormal.car or 0.0) < 0:
            message = f"prices contradict {quoted}: {item.citation.text}"
            yield Flag("conflict", message, item.citation)


def _given_back(live: Sequence[Evidence]) -> Iterator[Flag]:
    """Moves beyond chance of which half is gone by now."""
    for item in live:
        found = item.measurement
        if found is None or not found.significant or not found.given_back:
            continue
        assert found.since is not None
        move, since = found.decisive.abnormal, found.since.abnormal
        message = (
            f"given back: abnormal {_percent(move.car)} on {found.decisive.day_zero}, "
            f"{_percent(since.car)} in the {since.sessions} sessions since"
        )
        yield Flag("given-back", message, item.citation)


def _percent(value: float | None) -> str:
    from thesisvault.market.claim_windows import percent

    return "-" if value is None else percent(value)


def _against_flows(live: Sequence[Evidence]) -> Iterator[Flag]:
    """What the author says of a thesis against what the author's own flows say of it."""
    for item in live:
        if item.kind is not EvidenceClass.INFERRED:
            continue
        said, citation = _said(live, item.rotation)
        if citation is not None and said * item.sign < 0:
            verb = "supports" if said > 0 else "pressures"
            message = (
                f"the author says it {verb} (“{citation.text}”, {citation.note}:{citation.line}), "
                f"yet the flow “{item.citation.text}” says otherwise"
            )
            yield Flag("disagreement", message, item.citation)
