"""What to look at first: the things in a vault that have gone stale, silent or contradictory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from thesisvault.graph import Relation, Vault
from thesisvault.impact.calendar import calendar
from thesisvault.model.calendar import EventKind, EventState
from thesisvault.model.facts import CatalystDate
from thesisvault.model.note import Kind
from thesisvault.model.review import Attention, Citation, RotationState, Standing, ThesisReview

if TYPE_CHECKING:
    from thesisvault.impact.claims import CheckedMove


def attention(
    vault: Vault,
    theses: Iterable[ThesisReview],
    rotations: Iterable[RotationState],
    failures: Iterable[CheckedMove],
    as_of: dt.date,
    held: Iterable[ThesisReview] = (),
) -> tuple[Attention, ...]:
    """What needs doing, the most urgent first: tripwires, levels that are reached, reviews,
    catalysts, conflicts, moves that were given back, then what has ended or is missing; failed
    claims last.

    Of what is `held` without a thesis: stops that broke, targets that are reached, tables that
    disagree, moves given back, and a thesis on it that was closed.
    """
    reviewed, positions = tuple(theses), tuple(held)
    pressing = {item.rotation for thesis in reviewed for item in thesis.evidence}
    return (
        *_broken_tripwires((*reviewed, *positions)),
        *_flagged((*reviewed, *positions), "target-reached", "thesis-closed", "buy-reached"),
        *_overdue_reviews(vault, reviewed, as_of),
        *_passed_catalysts(vault, as_of),
        *_flagged(reviewed, "conflict", "disagreement"),
        *_flagged(positions, "holdings-disagree"),
        *_flagged((*reviewed, *positions), "given-back"),
        *_expired_scenarios(vault, rotations, pressing),
        *_flagged(reviewed, "no-note"),
        *_drafts(vault),
        *_flagged(reviewed, "ambiguous", "impact-unparsed"),
        *_failed_claims(failures, pressing),
    )


def _broken_tripwires(theses: Iterable[ThesisReview]) -> Iterator[Attention]:
    for thesis in theses:
        for item in thesis.tripwires:
            if item.state.state is Standing.BROKEN:
                now = "still holds" if item.state.holds else "no longer holds"
                planned = f"; you planned: {item.tripwire.action}" if item.tripwire.action else ""
                message = f"`{item.tripwire.condition}` broke on {item.state.broke_on} and {now}"
                cite = item.citation
                yield Attention("tripwire-broken", thesis.name, f"{message}{planned}", cite)


def _overdue_reviews(
    vault: Vault, theses: Iterable[ThesisReview], as_of: dt.date
) -> Iterator[Attention]:
    for thesis in sorted(theses, key=lambda item: item.next_review or dt.date.max):
        due = thesis.next_review
        if due is None or due > as_of or thesis.note is None:
            continue
        stated = vault.notes[thesis.note].facts.review_span
        line = stated.shown_line if stated else 1
        message = f"review was due on {due}: write it, then set the next date"
        yield Attention(
            "review-overdue", thesis.name, message, Citation(str(due), thesis.note, line)
        )


def _flagged(theses: Iterable[ThesisReview], *order: str) -> Iterator[Attention]:
    flags = [(flag, thesis) for thesis in theses for flag in thesis.flags if flag.code in order]
    for flag, thesis in sorted(flags, key=lambda item: order.index(item[0].code)):
        yield Attention(flag.code, thesis.name, flag.message, flag.citation)


def _failed_claims(failures: Iterable[CheckedMove], pressing: set[str]) -> Iterator[Attention]:
    """Stated moves that prices contradict, in notes that bring evidence to an open thesis."""
    for item in failures:
        if item.note in pressing:
            cite = Citation(item.move.quantity.text, item.note, item.move.span.shown_line)
            yield Attention("claim-failed", None, _failure(item), cite)


def _failure(item: CheckedMove) -> str:
    """The stated figure, the real one, and the likeliest source of the difference."""
    from thesisvault.market.claim_windows import percent, points

    check = item.check
    is_relative = check.claim.kind == "relative"
    spell = points if is_relative else percent
    measured = spell(check.measured) if check.measured is not None else "unknown"
    against = " against the benchmark named" if is_relative else ""
    said = f"{item.name} stated {item.move.quantity.text}, was {measured} at the close{against}"
    within = {"open", "high", "low", "intraday-range"}
    likely = [found.text for found in check.matches if found.kind in within] or [
        found.text for found in check.matches
    ]
    return f"{said}; {likely[0]}" if likely else f"{said}; no window matches"


def _passed_catalysts(vault: Vault, as_of: dt.date) -> Iterator[Attention]:
    for event in calendar(vault, as_of):
        if event.kind is EventKind.CATALYST and event.state is EventState.OVERDUE:
            assert event.window is not None
            message = f"{event.title} passed on {event.window.end}: write down its `outcome`"
            said = event.mentions[0]
            yield Attention(
                "catalyst-passed", None, message, Citation(said.date, said.note, said.line)
            )


def _drafts(vault: Vault) -> Iterator[Attention]:
    for note in vault.noted_facts.values():
        if note.facts.is_draft:
            prop = vault.notes[note.path].find_property("draft")
            line = prop.span.shown_line if prop else 1
            message = f"{note.title} is a draft and does not count: read it, then remove `draft`"
            yield Attention("rotation-draft", None, message, Citation("draft", note.path, line))


def _expired_scenarios(
    vault: Vault, rotations: Iterable[RotationState], pressing: set[str]
) -> Iterator[Attention]:
    for state in rotations:
        if state.note not in pressing:
            continue  # it has nothing to say of any open thesis any more
        facts = vault.noted_facts[state.note].facts
        for scenario, stated in zip(state.scenarios, facts.scenarios, strict=True):
            if scenario.expired:
                yield Attention(
                    "scenario-expired",
                    None,
                    f"{state.name}: “{scenario.name}” ended on {scenario.expires}; "
                    "what it said about that horizon no longer counts",
                    Citation(stated.duration.text, state.note, stated.span.shown_line),
                )


Named = Mapping[str, Sequence[tuple[str, CatalystDate]]]
"""Events by the security that their rows name, each with its note."""


def events_named(vault: Vault) -> Named:
    """The events of which a row says which security they are of."""
    found: dict[str, list[tuple[str, CatalystDate]]] = {}
    for path, note in vault.noted_facts.items():
        for item in note.facts.catalysts:
            if item.about is not None:
                found.setdefault(vault.node_id(item.about, path), []).append((path, item))
    return found


def next_catalyst(vault: Vault, thesis: str, as_of: dt.date, named: Named) -> dt.date | None:
    """The nearest catalyst ahead that the thesis names, or that names it.

    Its first day; the last one where its window has begun.
    """
    return min((date for date, _ in catalysts_ahead(vault, thesis, as_of, named)), default=None)


def catalysts_ahead(
    vault: Vault, node: str, day: dt.date, named: Named
) -> list[tuple[dt.date, Citation]]:
    """The catalysts ahead of a thesis or a stock, by date, with the lines that name them."""
    found = []
    for path, item in (*_catalysts(vault, node), *named.get(node, ())):
        if (window := item.window) is not None and window.end >= day:
            other = vault.node_id(item.subject, path)
            cite = Citation(f"{vault.nodes[other].name}, {item.text}", path, item.span.shown_line)
            found.append((window.start if window.start >= day else window.end, cite))
    return sorted(found, key=lambda item: (item[0], item[1].note, item[1].line))


def _catalysts(vault: Vault, thesis: str) -> Iterator[tuple[str, CatalystDate]]:
    note = vault.noted_facts.get(thesis)
    linked: set[str] = set()
    if note is not None:
        yield from ((thesis, item) for item in note.facts.catalysts)
        linked |= {edge.target for edge in vault.outgoing.get(thesis, ())}
    linked |= {
        edge.source
        for edge in vault.incoming.get(thesis, ())
        if edge.relation in (Relation.MATTERS_TO, Relation.RELATES)
    }
    for path in sorted(linked):
        other = vault.noted_facts.get(path)
        if other is not None and other.kind is Kind.CATALYST and other.facts.happens:
            yield path, other.facts.happens
