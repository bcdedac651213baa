"""A dated line for a thesis's log: composed, and put into its note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path

from thesisvault.edits.facts import Insertion, inserted
from thesisvault.impact.forecasts import matching, questions
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.model.log import Answer, Draft, Forecast, Question, Settlement
from thesisvault.parser.decoding import decode
from thesisvault.parser.facts.dates import read_interval
from thesisvault.parser.facts.log import Unwritable, appended, compose, read_log
from thesisvault.reports.score import entries_of, thesis_note
from thesisvault.storage import scan
from thesisvault.storage.writing.plans import Change
from thesisvault.workspace.open import Workspace
from thesisvault.workspace.writing import Writing

_OPENS = ("<!--", "-->", "%%")
"""What begins or ends a comment, or the block of a command."""


def draft(
    workspace: Workspace,
    name: str,
    text: str,
    date: dt.date,
    *,
    probability: float | None = None,
    due: dt.date | None = None,
    outcome: tuple[Answer, str] | None = None,
) -> Draft:
    """A dated line for a thesis's log: what happened, a forecast, or how one came out.

    With `probability` and `due`, `text` is what is forecast; with `outcome` it is the claim of a
    forecast in that log which is not settled by `date`. Raises `UsageFault`.
    """
    node = thesis_note(workspace, workspace.vault, name)
    whole = decode(scan.note_bytes(workspace.root, node.id))[0]
    log = read_log(whole)
    meaning: str | Forecast | Settlement = text
    before = entries_of(node)
    asked, _ = questions(node.name, node.id, before, date)
    if outcome is not None:
        question = _question(asked, text, due)
        meaning = Settlement(question.claim, question.due, *outcome)
    elif probability is not None and due is not None:
        if due <= date:
            raise UsageFault(
                f"A forecast made on {date} must be due later than that, not on {due}."
            )
        meaning = Forecast(text, due, probability)
    try:
        line = compose(date, meaning)
        if opened := next((mark for mark in _OPENS if mark in line), None):
            raise UsageFault(f"A log line cannot contain `{opened}`: it would hide what follows.")
        after, at, grown = appended(whole, line, log)
    except Unwritable as fault:
        raise UsageFault(str(fault)) from None
    new = [entry for entry in grown.entries if entry.span.line == at]
    _, oddities = questions(node.name, node.id, [*before, *new], date)
    for oddity in oddities:
        if oddity.citation.line == at + 1:
            raise UsageFault(f"`{oddity.citation.text}` would not count: {oddity.message}.")
    above = tuple(row for row in log.place.before if row)
    lines = (above[0], "", line) if above else (line,)
    return Draft(node.id, at + 2 - len(lines), (*lines, *log.place.after), after)


def write_draft(vault: Writing, found: Draft) -> None:
    """Put a drafted line into its note, which keeps its line ends and all else.

    Raises `WriteRefused`, also where the note is no longer the one that the draft was made for.
    """
    before, after = drafted_bytes(vault.root, found)
    with vault.recording([Change(found.note, before, after)]) as recorder:
        recorder.replace(found.note, before, after)


def drafted_bytes(root: Path, found: Draft) -> tuple[bytes, bytes]:
    """A note's bytes without and with a drafted line. Raises `WriteRefused` as `write_draft`."""
    before = scan.note_bytes(root, found.note)
    after = inserted(before, [_difference(decode(before)[0], found.after)])
    if decode(after)[0] != found.after:
        message = f"`{found.note}` has changed, or cannot take the line: paste it yourself."
        raise WriteRefused(message, code="changed")
    return before, after


def _difference(before: str, after: str) -> Insertion:
    """The lines that `after` has more than `before`, where they begin to differ."""
    old, new = before.split("\n"), after.split("\n")
    same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    at = sum(1 for _ in same)
    return Insertion(at, tuple(new[at : at + len(new) - len(old)]))


def _question(asked: Iterable[Question], claim: str, due: dt.date | None) -> Question:
    known = tuple(asked)
    found = matching(known, claim, due)
    head, by, tail = claim.rpartition(" by ")
    if not found and by and (interval := read_interval(tail)) is not None:
        found = matching(known, head, interval.end)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        dates = ", ".join(str(one.due) for one in found)
        raise UsageFault(f"`{claim}` is forecast for {dates}: choose one with `--by`.")
    waiting = [f"`{one.claim}` by {one.due}" for one in known if one.answer is None]
    choices = f" Open forecasts: {'; '.join(waiting)}." if waiting else " None is open."
    raise UsageFault(f"No open forecast says `{claim}`.{choices}")
