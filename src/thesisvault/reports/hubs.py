"""What the verdicts hang on: each note is taken away, and the vault is reviewed without it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from thesisvault.graph.near import Near
from thesisvault.graph.overlay import Overlay
from thesisvault.graph.vault import Vault
from thesisvault.impact.assess import verdicts
from thesisvault.impact.evidence.inferred import reached
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.ways import influence, steps
from thesisvault.model.note import Kind
from thesisvault.model.review import Outcome, StatusReport, ThesisReview, Verdict
from thesisvault.reports.reviews import prices_for, review
from thesisvault.reports.thesis import known_score
from thesisvault.workspace.open import Progress, ignore
from thesisvault.workspace.view import View

if TYPE_CHECKING:
    import networkx as nx

    from thesisvault.model.note import Profile
    from thesisvault.workspace.prices import Prices

MOST = 60
"""Notes that are taken away: each costs a review."""
_SAMPLED = 400
"""Nodes from which shortest paths are walked; of more, so many are drawn, always the same."""


class Ask(Struct, frozen=True):
    """How many notes to take away."""

    most: Annotated[int, Meta(ge=1, description="notes that are tried, the likeliest first")] = MOST


class Turn(Struct, frozen=True):
    """The verdict of a thesis with the note, and without it."""

    thesis: str
    before: Outcome
    after: Outcome | None
    """Null: it would not be under review."""
    score_before: float | None
    score_after: float | None


class Hub(Struct, frozen=True):
    """A note, and what its absence would change."""

    name: str
    path: str
    kind: Kind
    turned: int
    """Verdicts that would be other ones."""
    moved: int
    """Scores that would be."""
    betweenness: float
    """Share of the shortest ways among all that acts on a thesis which lead through it."""
    turns: tuple[Turn, ...]


class Answer(Struct, frozen=True):
    """The notes whose absence would change a score, by how many verdicts it would turn."""

    as_of: dt.date
    theses: int
    hubs: tuple[Hub, ...]
    tried: int
    not_tried: int
    """Notes beyond those, the least likely to change anything."""
    sampled: bool
    """Whether betweenness is estimated, since the graph is too large."""


def report(view: View, ask: Ask) -> Answer:
    """The notes that verdicts hang on."""
    return measure(view, ask)


def measure(view: View, ask: Ask, progress: Progress = ignore) -> Answer:
    """The same; `progress` hears how many notes have been tried, of how many."""
    vault = view.vault
    before = review(view.workspace, view.as_of)
    graph = influence(steps(vault, view.settings.impact))
    acting = _acting(graph, before)
    centrality, sampled = _betweenness(acting)
    candidates = _candidates(vault, acting, before)
    tried = candidates[: ask.most] if before.theses else []
    found = []
    for at, (note, after) in enumerate(_without(view, tried, before)):
        progress(at, len(tried))
        turns = tuple(_turns(before, after))
        if turns:
            turned = sum(turn.before is not turn.after for turn in turns)
            share = round(centrality.get(note.path, 0.0), 6)
            node = vault.nodes[note.path]
            found.append(Hub(node.name, note.path, node.kind, turned, len(turns), share, turns))
    found.sort(key=lambda hub: (-hub.turned, -hub.moved, -hub.betweenness, hub.path))
    return Answer(
        view.as_of, len(before.theses), tuple(found), len(tried),
        len(candidates) - len(tried), sampled,
    )  # fmt: skip


def _without(
    view: View, notes: Sequence[Profile], before: StatusReport
) -> Iterator[tuple[Profile, Mapping[str, Verdict]]]:
    """The verdicts of the vault without each of these notes."""
    whole, source = view.vault, view.workspace.index.source(view.as_of)
    kept: dict[dt.date | None, Prices] = {}
    for note in notes:
        path = note.path
        gone = {path: (whole.notes[path], None)}
        vault = Near(whole, Overlay(source, {}, gone=(path,)), gone)
        if (prices := prices_for(view, vault)) is not None:
            prices = kept.setdefault(prices.start, prices)
        settings = view.settings
        without = EvidenceView(vault, view.as_of, settings.impact, settings.market, prices)
        # What prices say of theses is tested together, so one that changes may turn any other.
        known = {} if without.is_priced else _unreached(whole, vault, before, path)
        yield note, verdicts(without, known)


def _unreached(whole: Vault, vault: Near, before: StatusReport, gone: str) -> Mapping[str, Verdict]:
    """The verdicts that the note that has gone cannot have changed: no edge of it leads there, and
    no evidence of whatever class cites it.
    """
    far = reached(whole, vault.changed)
    return {
        thesis.node: thesis.verdict
        for thesis in before.theses
        if thesis.node not in far and vault.nodes.get(thesis.node) == whole.nodes[thesis.node]
        if gone not in _cited(thesis)
    }


def _cited(thesis: ThesisReview) -> set[str]:
    """The notes that its evidence cites."""
    return {cite.note for item in thesis.evidence for cite in (item.citation, *item.path)}


def _acting(graph: nx.DiGraph, report: StatusReport) -> nx.DiGraph:
    """The part of the graph that acts on a thesis under review."""
    import networkx as nx

    reached = {thesis.node for thesis in report.theses} & set(graph)
    above = (nx.ancestors(graph, node) for node in sorted(reached))
    return graph.subgraph(reached.union(*above))


def _betweenness(graph: nx.DiGraph) -> tuple[dict[str, float], bool]:
    import networkx as nx

    # Numbers for names: a set of texts has an order of its own in each process.
    names = sorted(graph)
    number = {name: at for at, name in enumerate(names)}
    numbered = nx.DiGraph()
    numbered.add_nodes_from(range(len(names)))
    numbered.add_edges_from(sorted((number[one], number[other]) for one, other in graph.edges()))
    drawn = _SAMPLED if len(names) > _SAMPLED else None
    found = nx.betweenness_centrality(numbered, k=drawn, seed=0)
    return {names[at]: share for at, share in found.items()}, drawn is not None


def _candidates(vault: Vault, acting: nx.DiGraph, report: StatusReport) -> list[Profile]:
    """Notes that state something and are no theses, by how many theses they act on."""
    reached = {thesis.node for thesis in report.theses}
    cited: dict[str, set[str]] = {}
    for thesis in report.theses:
        for path in _cited(thesis):
            cited.setdefault(path, set()).add(thesis.node)
    notes = [note for note in vault.noted_facts.values() if note.path not in reached]

    def rank(note: Profile) -> tuple[int, bool, int, str]:
        is_rotation = note.kind is Kind.ROTATION
        degree = acting.degree(note.path) if note.path in acting else 0
        return -len(cited.get(note.path, ())), not is_rotation, -degree, note.path

    return sorted(notes, key=rank)


def _turns(before: StatusReport, after: Mapping[str, Verdict]) -> Iterator[Turn]:
    """What would change of the theses under review, the turned verdicts first."""
    found = []
    for thesis in before.theses:
        old, new = thesis.verdict, after.get(thesis.node)
        outcome = new.outcome if new else None
        scores = (
            known_score(old.outcome, old.score),
            known_score(outcome, new.score if new else None),
        )
        if old.outcome is not outcome or scores[0] != scores[1]:
            found.append(Turn(thesis.name, old.outcome, outcome, *scores))
    yield from sorted(found, key=lambda turn: turn.before is turn.after)
