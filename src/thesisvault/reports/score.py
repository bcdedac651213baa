"""The record of each thesis: what its log says, what its forecasts were worth, what it returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from thesisvault.graph import Node, Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.forecasts import (
    PriceJudge,
    Score,
    questions,
    score,
)
from thesisvault.model.errors import UsageFault
from thesisvault.model.log import (
    LogEntry,
    Oddity,
    Question,
)
from thesisvault.model.note import Kind
from thesisvault.parser.decoding import decode
from thesisvault.parser.facts.log import read_log
from thesisvault.reports.returns import ThesisReturn, since_opened
from thesisvault.storage import scan
from thesisvault.workspace.names import to_make
from thesisvault.workspace.open import Workspace


class Record(Struct, frozen=True):
    """Forecasts and returns of the theses asked for, on a day."""

    as_of: dt.date
    score: Score
    questions: tuple[Question, ...]
    """By due date."""
    oddities: tuple[Oddity, ...]
    returns: tuple[ThesisReturn, ...]


def record(
    workspace: Workspace,
    day: dt.date,
    names: Sequence[str] = (),
    judge: PriceJudge | None = None,
) -> Record:
    """The record of the theses named, or of every thesis note, as known on `day`.

    Closed theses have a record too. `judge` holds claims about prices against prices, for
    suggestions only. Raises `UsageFault` for a name that is no thesis with a note.
    """
    vault = workspace.vault_as_of(day)
    theses = _theses(workspace, vault, names)
    asked: list[Question] = []
    oddities: list[Oddity] = []
    for node in theses:
        found, odd = questions(node.name, node.id, log_of(workspace, node.id), day, judge)
        asked += found
        oddities += odd
    asked.sort(key=lambda one: (one.due, one.made, fold(one.thesis), one.citation.line))
    returns = tuple(since_opened(workspace, vault, node, day) for node in theses)
    return Record(day, score(asked), tuple(asked), tuple(oddities), returns)


def _theses(workspace: Workspace, vault: Vault, names: Sequence[str]) -> list[Node]:
    if names:
        return [thesis_note(workspace, vault, name) for name in dict.fromkeys(names)]
    found = (node for node in vault.stated.values() if node.kind is Kind.THESIS and node.note)
    return sorted(found, key=lambda node: (fold(node.name), node.id))


def thesis_note(workspace: Workspace, vault: Vault, name: str) -> Node:
    """The thesis that is meant by a name, which has a note. Raises `UsageFault`."""
    node = workspace.find(name, vault)
    if node.kind is not Kind.THESIS:
        raise UsageFault(
            f"`{node.name}` is no thesis, but a {node.kind.value}: `thesis list thesis`."
        )
    if node.note is None:
        raise UsageFault(f"`{node.name}` has no note yet. {to_make(node)}")
    return node


def log_of(workspace: Workspace, path: str) -> tuple[LogEntry, ...]:
    """The entries of a note's log, in the order of the text."""
    return read_log(text_of(workspace, path)).entries


def text_of(workspace: Workspace, path: str) -> str:
    """A note's text."""
    return decode(scan.read_note(workspace.root, path) or b"")[0]
