"""How urgent a thesis is, and the few words that say why: what a review shows first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum

from thesisvault.model.review import Evidence, Outcome, Standing, ThesisReview, TripwireReview
from thesisvault.model.settings import EvidenceClass

_LONG = 24
"""Letters of a quotation; of a longer one its first clause is shown."""
_REACHED = ("target-reached", "buy-reached")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_ENDS = (" — ", " – ", ", ", "; ", ": ", ". ", " (")


class Urgency(StrEnum):
    """Why a thesis cannot wait, the most urgent first."""

    BROKEN = "broken"
    """A tripwire broke."""
    PRESSURED = "pressured"
    MIXED = "mixed"
    OVERDUE = "overdue"
    """Its review is."""
    NONE = "none"


def urgency(thesis: ThesisReview, day: dt.date) -> Urgency:
    """The most urgent that holds of a thesis on the day of its review."""
    if any(item.state.state is Standing.BROKEN for item in thesis.tripwires):
        return Urgency.BROKEN
    if thesis.verdict.outcome in (Outcome.PRESSURED, Outcome.MIXED):
        return Urgency(thesis.verdict.outcome.value)
    return Urgency.OVERDUE if is_overdue(thesis, day) else Urgency.NONE


def is_overdue(thesis: ThesisReview, day: dt.date) -> bool:
    """Whether the date of the thesis's own review has come."""
    return thesis.next_review is not None and thesis.next_review <= day


def by_urgency(thesis: ThesisReview, day: dt.date) -> tuple[int, bool, float, str]:
    """Sorts theses: by urgency, then by how strong the score is, the unknown ones last."""
    verdict, rank = thesis.verdict, list(Urgency).index(urgency(thesis, day))
    is_unknown = verdict.outcome is Outcome.UNKNOWN
    return rank, is_unknown, -abs(verdict.score), thesis.name.casefold()


def is_weak(thesis: ThesisReview) -> bool:
    """Whether a score rests on one class of evidence, and on no test that finds anything."""
    said = [item for item in thesis.evidence if item.counts and item.contribution]
    if thesis.verdict.outcome is Outcome.UNKNOWN or any(map(_is_significant, said)):
        return False
    return len({item.kind for item in said}) < 2


def _is_significant(item: Evidence) -> bool:
    return item.measurement is not None and item.measurement.significant


def why(thesis: ThesisReview, day: dt.date) -> tuple[str, ...]:
    """Return the most telling reasons first, with what to do: broken, near or reached, due."""
    found = [_broken(item, day) for item in _standing(thesis, Standing.BROKEN)]
    asked = thesis.next_review if is_overdue(thesis, day) else None
    due = [f"review it (due {short_day(asked, day)})"] if asked else []
    near = [f"near: {item.tripwire.condition}" for item in _standing(thesis, Standing.NEAR)]
    near += [flag.message for flag in thesis.flags if flag.code in _REACHED]
    reasons = list(_reasons(thesis, day))
    if urgency(thesis, day) is Urgency.OVERDUE:
        found += [*due, *near, *reasons]
    elif thesis.verdict.outcome is Outcome.PRESSURED:
        found += [*reasons[:1], *due, *near, *reasons[1:]]
    else:
        found += [*near, *reasons[:1], *due, *reasons[1:]]
    if any(flag.code == "side-assumed" for flag in thesis.flags):
        found.append("no side stated, read as long")
    if any(flag.code == "undated" for flag in thesis.flags):
        found.append("undated")
    return tuple(dict.fromkeys(found))


def _standing(thesis: ThesisReview, standing: Standing) -> list[TripwireReview]:
    return [item for item in thesis.tripwires if item.state.state is standing]


def _broken(item: TripwireReview, day: dt.date) -> str:
    broke = item.state.broke_on
    when = f" {short_day(broke, day)}" if broke else ""
    action = item.tripwire.action.strip()
    then = f": {_lowered(action)}" if action else ", no action planned"
    return f"{item.tripwire.condition} broke{when}{then}"


def _lowered(text: str) -> str:
    """An action inside a sentence; names in capitals stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _reasons(thesis: ThesisReview, day: dt.date) -> Iterator[str]:
    """Why the verdict is what it is: what counts, the strongest that agrees with it first."""
    verdict = thesis.verdict
    if verdict.outcome is Outcome.UNKNOWN:
        yield verdict.confidence_reason
        return
    side = -1 if verdict.score < 0 else 1
    counted = [item for item in thesis.evidence if item.counts and item.contribution]
    ranked = sorted(counted, key=lambda item: -side * item.contribution)
    if verdict.outcome is Outcome.MIXED and len(ranked) > 1:
        ranked.insert(1, ranked.pop())  # both sides of it
    yield from (_said(item, day) for item in ranked)
    if not ranked:
        yield verdict.confidence_reason


def _said(item: Evidence, now: dt.date) -> str:
    if item.kind is EvidenceClass.STATED:
        return f"“{_clause(item.citation.text)}”"
    if item.measurement is None:
        return item.citation.text
    study = item.measurement.decisive
    move, day = study.move.simple_return, study.day_zero or study.event
    return item.citation.text if move is None else f"{move:+.1%} on {short_day(day, now)}"


def _clause(text: str) -> str:
    """A quotation, or the first clause of a long one."""
    if len(text) <= _LONG:
        return text
    cuts = [at for end in _ENDS if (at := text.find(end)) > 0]
    return f"{text[: min(cuts)]}…" if cuts else text


def short_day(day: dt.date, now: dt.date) -> str:
    """``8 Jan``; with its year where that is another one than `now`."""
    year = "" if abs((now - day).days) < 180 else f" {day.year}"
    return f"{day.day} {_MONTHS[3 * day.month - 3 : 3 * day.month]}{year}"
