"""The record of each thesis: what its log says, what its forecasts were worth, what it returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.graph import Node, Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.forecast_prices import Prices
from thesisvault.impact.forecasts import Score, questions, score
from thesisvault.impact.scope import is_thesis
from thesisvault.model import log
from thesisvault.model.errors import UsageFault
from thesisvault.parser.facts.log import entry_of
from thesisvault.reports.returns import FactoredReturn, since_opened, with_factors
from thesisvault.workspace.factors import FactorSource
from thesisvault.workspace.names import to_make
from thesisvault.workspace.open import Workspace
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Whose record."""

    theses: Annotated[tuple[str, ...], Meta(description="names; empty: every thesis note")] = ()
    factors: Annotated[
        tuple[str, ...], Meta(description="spreads such as IWM-SPY, or files of daily factors")
    ] = ()


class Revision(Struct, frozen=True):
    """A later probability; shown, not scored."""

    date: dt.date
    probability: float
    line: int


class Forecast(Struct, frozen=True):
    """One question, and how it turned out."""

    thesis: str
    claim: str
    state: log.QuestionState
    probability: float
    made: dt.date
    due: dt.date
    note: str
    line: int
    outcome: log.Answer | None
    settled: dt.date | None
    """The date of the line that settles it."""
    settled_line: int | None
    settled_text: str | None
    brier: float | None
    """(p - o)^2, to six places."""
    revisions: tuple[Revision, ...]
    prices_say: log.Answer | None
    prices_on: dt.date | None
    contradicted: bool
    """Whether prices say otherwise than the author."""


class Oddity(Struct, frozen=True):
    """A line about a forecast that does not count, and why."""

    thesis: str
    message: str
    text: str
    note: str
    line: int


class Answer(Struct, frozen=True):
    """Forecasts and returns of the theses asked for, on a day."""

    as_of: dt.date
    score: Score
    forecasts: tuple[Forecast, ...]
    """By due date."""
    oddities: tuple[Oddity, ...]
    returns: tuple[FactoredReturn, ...]


def report(view: View, ask: Ask) -> Answer:
    """The record of the theses named, or of every thesis note; closed ones have a record too.

    Raises `UsageFault` for a name without a thesis note.
    """
    theses = theses_asked(view, ask.theses)
    asked, oddities = asked_in(view, theses)
    source = FactorSource(view, ask.factors)
    return Answer(
        view.as_of,
        score(asked),
        tuple(map(forecast_of, asked)),
        tuple(map(oddity_of, oddities)),
        tuple(with_factors(view, node, since_opened(view, node), source) for node in theses),
    )


def asked_in(view: View, theses: Iterable[Node]) -> tuple[list[log.Question], list[log.Oddity]]:
    """The questions in the logs of these theses, by due date, and what was odd."""
    asked: list[log.Question] = []
    oddities: list[log.Oddity] = []
    judge = Prices(view.vault, view.prices, view.as_of)
    for node in theses:
        found, odd = questions(node.name, node.id, entries_of(node), view.as_of, judge)
        asked += found
        oddities += odd
    asked.sort(key=lambda one: (one.due, one.made, fold(one.thesis), one.citation.line))
    return asked, oddities


def entries_of(node: Node) -> list[log.LogEntry]:
    """The entries of a thesis's log, under whichever heading the vocabulary knows as one."""
    lines = node.note.facts.log if node.note else ()
    return [entry_of(line.day, line.text, line.span) for line in lines]


def theses_asked(view: View, asked: Iterable[str]) -> list[Node]:
    """The theses of these names, or every thesis note. Raises `UsageFault`."""
    if names := dict.fromkeys(asked):
        return [thesis_note(view.workspace, view.vault, name) for name in names]
    found = (node for node in view.vault.stated.values() if is_thesis(node) and node.note)
    return sorted(found, key=lambda node: (fold(node.name), node.id))


def thesis_note(workspace: Workspace, vault: Vault, name: str) -> Node:
    """The thesis that is meant by a name, which has a note. Raises `UsageFault`."""
    node = workspace.find(name, vault)
    if node.note is None:
        raise UsageFault(f"`{node.name}` has no note yet. {to_make(node)}")
    if not is_thesis(node):
        # A stock's note can have the ticker's name, and its thesis the name of the same folder.
        called = [it for it in vault.stated.values() if it.note and it.name == node.name]
        if len(theses := [it for it in called if is_thesis(it)]) == 1:
            return theses[0]
        raise UsageFault(
            f"`{node.name}` is a {node.kind.value}, not a thesis: see `thesis list theses`."
        )
    return node


def oddity_of(found: log.Oddity) -> Oddity:
    """Return an oddity as a document."""
    at = found.citation
    return Oddity(found.thesis, found.message, at.text, at.note, at.line)


def forecast_of(asked: log.Question) -> Forecast:
    """Return a question as a document, and how it turned out."""
    by, found = asked.settled_by, asked.suggestion
    return Forecast(
        asked.thesis, asked.claim, asked.state, asked.probability, asked.made, asked.due,
        asked.note, asked.citation.line, asked.answer, asked.settled_on,
        by.line if by else None, by.text if by else None,
        None if asked.brier is None else round(asked.brier, 6),
        tuple(Revision(one.date, one.probability, one.citation.line) for one in asked.revisions),
        found.answer if found else None, found.on if found else None, asked.contradicted,
    )  # fmt: skip
