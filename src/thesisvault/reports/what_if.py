"""The review as if a rotation had been noted: what would turn, and why. Nothing is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from thesisvault.graph.checks import suggestion
from thesisvault.graph.overlay import Overlay
from thesisvault.graph.statements import plain_id
from thesisvault.graph.vault import Vault
from thesisvault.impact.changes import Change, changes
from thesisvault.model.errors import UsageFault
from thesisvault.model.review import (
    Citation,
    Evidence,
    Outcome,
    Standing,
    StatusReport,
    TripwireReview,
)
from thesisvault.model.settings import EvidenceClass
from thesisvault.parser.facts.clause import Clause, read_clause
from thesisvault.parser.note import parse_note
from thesisvault.reports.reviews import assess_vault, review
from thesisvault.reports.thesis import known_score
from thesisvault.workspace.open import load_words
from thesisvault.workspace.view import View

if TYPE_CHECKING:
    from thesisvault.model.note import Note

TITLE = "What if"
Strength = Literal["strong", "mild"]


class Ask(Struct, frozen=True):
    """What the note would say."""

    flows: Annotated[str, Meta(description="such as `out of AI hyperscalers into utilities`")]
    strength: Annotated[
        Strength, Meta(description="strong: it flows. mild: an outlook, which counts less")
    ] = "strong"
    since: Annotated[dt.date | None, Meta(description="its start; none: the day")] = None
    lasts: Annotated[str, Meta(description="how long, such as `1-2 quarters`; none: open")] = ""


class Flow(Struct, frozen=True):
    """One group of the clause, and the note or name that it means."""

    text: str
    into: bool
    name: str | None
    """Null: nothing in the vault has this name, so the flow does not count."""
    path: str | None
    """Null where the name has no note."""
    line: int
    """In the note."""
    nearest: str
    """Of an unknown name what is near it, as the end of a sentence."""


class Why(Struct, frozen=True):
    """One item of evidence that counts; it adds sign · strength · decay · weight."""

    kind: EvidenceClass = field(name="class")
    sign: int
    strength: float
    decay: float
    adds: float
    """To the score."""
    text: str
    note: str
    line: int
    path: tuple[Citation, ...]
    """Of inferred evidence, the lines from what the thesis holds to the flow."""


class Near(Struct, frozen=True):
    """A tripwire that is broken or near."""

    condition: str
    state: Standing
    action: str
    distance: float | None
    """From the figure to its limit; null where it is broken."""
    distance_in: str
    note: str
    line: int


class Turn(Struct, frozen=True):
    """A thesis, or a position, without the note and with it."""

    thesis: str
    before: Outcome | None
    after: Outcome | None
    score_before: float | None
    score_after: float | None
    came: tuple[Why, ...]
    went: tuple[Why, ...]
    near: tuple[Near, ...]


class Answer(Struct, frozen=True):
    """What the note would change, the turned verdicts first."""

    as_of: dt.date
    since: dt.date
    flows: tuple[Flow, ...]
    turns: tuple[Turn, ...]
    unchanged: int
    """Theses and positions that the note would not reach."""
    path: str
    """Under which the note's lines are cited; there is no such file."""
    text: str
    """The note."""


def report(view: View, ask: Ask) -> Answer:
    """The review with the note laid over the vault.

    Raises `UsageFault` where the clause says no flow, or names nothing that is known.
    """
    since = ask.since or view.as_of
    if since > view.as_of:
        raise UsageFault(f"`--since {since}` must not be after the review's day, {view.as_of}.")
    path = _free_path(view)
    text = compose(_clause(view, ask.flows), view.as_of, since, ask.strength, ask.lasts)
    text = text.encode(errors="replace").decode()  # a shell passes on what is not UTF-8
    note = parse_note(path, text.encode(), load_words(view.settings))
    if ask.lasts and not note.facts.scenarios:
        raise UsageFault(f"`{ask.lasts}` is not a duration: write `2-4 weeks` or `1 year`.")
    flows = tuple(_flows(view.vault, note))
    if not any(flow.name for flow in flows):
        told = " ".join(f"No note is named `{flow.text}`{flow.nearest}." for flow in flows)
        raise UsageFault(f"{told} Nothing in the vault is named, so nothing would change.")
    laid = Overlay(view.workspace.index.source(view.as_of), {path: note}, view.as_of)
    before = _whole(review(view.workspace, view.as_of))
    after = _whole(assess_vault(view, Vault(laid)))
    found = changes(before, after)
    turns = tuple(_turn(item, after) for item in sorted(found, key=lambda item: not item.turned))
    reached = {turn.thesis for turn in turns}
    unchanged = sum(thesis.name not in reached for thesis in after.theses)
    return Answer(view.as_of, since, flows, turns, unchanged, path, text)


def _free_path(view: View) -> str:
    names, number = view.whole.names, 1
    while names.sharing(path := TITLE if number == 1 else f"{TITLE} {number}"):
        number += 1
    return f"{path}.md"


def _clause(view: View, text: str) -> Clause:
    vault, words = view.vault, load_words(view.settings)
    found = read_clause(text, words, lambda name: _node(vault, name) is not None)
    if not found.parts:
        raise UsageFault(
            f"`{text}` says no flow: write it as `out of AI hyperscalers into utilities`."
        )
    if found.unread:
        raise UsageFault(
            f"`{found.unread}` is not read: begin with `out of` or `into`, then name the groups."
        )
    return found


def _node(vault: Vault, name: str) -> str | None:
    """What a plain name means, by a note or by what a fact calls so."""
    named = vault.names.named(name)
    return named[0] if named else plain_id(name) if plain_id(name) in vault.nodes else None


def compose(
    clause: Clause, day: dt.date, since: dt.date, strength: Strength, lasts: str = ""
) -> str:
    """The rotation's note that says a clause: flows, or outlooks where it is mild."""
    blocks = [f"---\ntype: rotation\ncreated: {day}\nstarted: {since}\n---\n"]
    rows = [("Into" if part.into else "Out of", _cell(part.names)) for part in clause.parts]
    if strength == "strong":
        told = [f"| **{way}** | {names} |" for way, names in rows]
        blocks.append(_table("What's happening", "| Flow | Detail |", told))
    for way, title, reason in _OUTLOOKS if strength == "mild" else ():
        if told := [f"| {names} | |" for into, names in rows if into == way]:
            blocks.append(_table(title, f"| Sector | {reason} |", told))
    if lasts:
        told = [f"| {TITLE} | {_cell([' '.join(lasts.split())])} |"]
        blocks.append(_table("How long does it last?", "| Scenario | Duration |", told))
    return "\n".join(blocks)


_OUTLOOKS = (
    ("Into", "Sectors favored", "Rationale"),
    ("Out of", "Sectors at risk", "Risk"),
)


def _table(title: str, header: str, rows: Sequence[str]) -> str:
    return "\n".join((f"## {title}", "", header, "|---|---|", *rows, ""))


def _cell(names: Sequence[str]) -> str:
    return ", ".join(re.sub(r"(?<!\\)\|", r"\|", name) for name in names)


def _flows(vault: Vault, note: Note) -> Iterator[Flow]:
    for flow in note.facts.flows:
        group = flow.group
        node = vault.nodes.get(vault.node_id(group, note.path))
        near = "" if node else suggestion(group.name, vault)
        name = node.name if node else None
        path = node.note.path if node and node.note else None
        yield Flow(group.name, flow.direction > 0, name, path, flow.span.shown_line, near)


def _whole(report: StatusReport) -> StatusReport:
    """Positions among the theses."""
    return replace(report, theses=(*report.theses, *(item.review for item in report.positions)))


def _turn(found: Change, after: StatusReport) -> Turn:
    thesis = next((item for item in after.theses if item.name == found.thesis), None)
    wires = thesis.tripwires if thesis else ()
    urgent = (item for item in wires if item.state.state in (Standing.BROKEN, Standing.NEAR))
    return Turn(
        found.thesis, found.before, found.after,
        known_score(found.before, found.score_before), known_score(found.after, found.score_after),
        tuple(map(_why, found.came)), tuple(map(_why, found.went)), tuple(map(_near, urgent)),
    )  # fmt: skip


def _why(item: Evidence) -> Why:
    adds = 100 * item.sign * item.strength * item.decay * item.weight
    return Why(
        item.kind, item.sign, round(item.strength, 6), round(item.decay, 6), round(adds, 6) + 0.0,
        item.citation.text, item.citation.note, item.citation.line, item.path,
    )  # fmt: skip


def _near(item: TripwireReview) -> Near:
    wire, state = item.tripwire, item.state
    return Near(
        wire.condition, state.state, wire.action, state.distance, state.distance_in,
        item.citation.note, item.citation.line,
    )  # fmt: skip
