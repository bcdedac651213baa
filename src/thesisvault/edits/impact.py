"""The block `impact`: a thesis's verdict, how sure it is and why, and the evidence line by line."""

from __future__ import annotations

import datetime as dt

from thesisvault.edits.words import Wikilinks, cut, literal
from thesisvault.model.note import Kind, Note
from thesisvault.model.review import Evidence, Flag, StatusReport, ThesisReview
from thesisvault.model.settings import EvidenceClass

_FLAGS = {
    "conflict": "prices contradict what a note says",
    "unconfirmed": "prices do not confirm what a note says",
    "given-back": "half of the move or more was given back",
    "disagreement": "the author's words and the author's flows say different things",
    "expired": "everything said about it has expired",
    "impact-unparsed": "a stated impact is not understood and does not count",
}
"""Flags in words that hold no line numbers: those move when a block above them is filled."""


def impact_body(report: StatusReport, note: Note, links: Wikilinks) -> str:
    """The review of the thesis that `note` is, dated by the report's day."""
    review = next((item for item in report.theses if item.note == note.path), None)
    if review is None:
        return f"\n{_why_none(note, report.as_of)}\n\n"
    verdict = review.verdict
    score = f"{verdict.score:+.0f}"
    score = "0" if score in ("+0", "-0") else score
    head = f"**{verdict.outcome.value}**, score {score}, as of {report.as_of}."
    reason = literal(verdict.confidence_reason)
    why = f"Confidence {verdict.confidence.value}{': ' if reason else ''}{reason}."
    rows = [_row(review, item, links) for item in review.evidence]
    flags = [_flag(review, flag, links) for flag in review.flags]
    listed = "".join((*rows, *dict.fromkeys(flags)))
    return f"\n{head} {why}\n\n" + (f"{listed}\n" if listed else "")


def _why_none(note: Note, as_of: dt.date) -> str:
    facts = note.facts
    if note.kind is not Kind.THESIS and not note.facts.is_thesis:
        return "No review: this note is not a thesis."
    if facts.closed is not None and facts.closed <= as_of:
        return f"No review: closed on {facts.closed}."
    if facts.opened is not None and facts.opened > as_of:
        return f"No review: opened on {facts.opened}."
    return "No review: not open."


def _row(review: ThesisReview, item: Evidence, links: Wikilinks) -> str:
    words = cut(item.citation.text)
    said = f"“{words}”" if item.kind is EvidenceClass.STATED else words
    where = f", {literal(item.horizon)}" if item.horizon else ""
    link = _link(review, item, links)
    return f"- {_weight(item)}, {item.kind.value}{where}: {literal(said)}{link}\n"


def _weight(item: Evidence) -> str:
    if item.expired is not None:
        return f"expired {item.expired}"
    if item.silent:
        return "not counted, for information"
    adds = f"{100 * item.contribution:+.0f}"
    return "0" if adds in ("+0", "-0") else adds


def _link(review: ThesisReview, item: Evidence, links: Wikilinks) -> str:
    notes = dict.fromkeys(path for path in (item.citation.note, item.rotation) if path)
    shown = [links.to(path, review.note or "") for path in notes]
    return f" ({', '.join(shown)})" if shown else ""


def _flag(review: ThesisReview, flag: Flag, links: Wikilinks) -> str:
    words = _FLAGS.get(flag.code, f"flag {literal(flag.code)}")
    where = f" ({links.to(flag.citation.note, review.note or '')})" if flag.citation.note else ""
    return f"- note: {words}{where}\n"
