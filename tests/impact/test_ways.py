"""Ways of influence: signs, strengths, directions, and what is ambiguous."""

from __future__ import annotations

import math
from itertools import pairwise, permutations
from random import Random

import pytest

from parser.reading import read
from thesisvault.graph import Vault, build
from thesisvault.impact.ways import LONGEST, MOST_WAYS, Way, bearings, influence, steps, ways
from thesisvault.model.settings import ImpactSettings

SETTINGS = ImpactSettings()


def note(title: str, front: str = "", body: str = "") -> tuple[str, str]:
    return f"{title}.md", f"---\n{front}\n---\n{body}"


def thesis(title: str, side: str, **held: int) -> tuple[str, str]:
    rows = "".join(f"| [[{name}]] | {weight} |\n" for name, weight in held.items())
    return note(title, f"type: thesis\nside: {side}", f"| Stock | Weight |\n|---|---|\n{rows}")


def vault(*notes: tuple[str, str]) -> Vault:
    return build([read(text, path) for path, text in notes])


MINE = note("Mine", "type: stock\nbenefits_from: '[[Copper]]'")
CARS = note("Cars", "type: stock\nhurt_by: '[[Copper]]'\ngroups: '[[Makers]]'")
MAKERS = note("Makers", "type: sector")
COPPER = note("Copper", "type: concept")


def signs(found: tuple[Way, ...]) -> list[float]:
    return [way.sign for way in found]


def test_signs_are_multiplied_and_a_short_side_turns_them() -> None:
    known = vault(COPPER, MINE, CARS, MAKERS, thesis("L", "long", Mine=25, Cars=75),
                  thesis("S", "short", Cars=100))  # fmt: skip
    graph = influence(steps(known, SETTINGS))
    direction, found = ways(graph, "Copper.md", "L.md")
    assert direction == "forward"
    assert [(way.sign, way.strength) for way in found] == [(-1.0, 0.375), (1.0, 0.125)]
    _, short = ways(graph, "Copper.md", "S.md")
    assert [(way.sign, way.strength) for way in short] == [(1.0, 0.5)]


def test_back_and_either_way() -> None:
    known = vault(COPPER, MINE, thesis("A", "long", Mine=100), thesis("B", "long", Mine=50, X=50))
    graph = influence(steps(known, SETTINGS))
    assert ways(graph, "A.md", "Copper.md")[0] == "backward"
    direction, found = ways(graph, "A.md", "B.md")
    assert direction == "either"
    assert [step.edge.note for step in found[0].steps] == ["A.md", "B.md"]
    assert ways(graph, "A.md", "Nobody.md") == (None, ())


def test_a_table_of_holdings_links_nothing() -> None:
    rows = "| Ticker | Shares |\n|---|---|\n| [[Tea]] | 4 |\n| [[Mine]] | 5 |\n"
    known = vault(note("Holdings", "type: portfolio", rows), note("Tea", "type: stock"), MINE)
    graph = influence(steps(known, SETTINGS))
    assert ways(graph, "Tea.md", "Holdings.md")[0] == "forward"
    assert ways(graph, "Tea.md", "Mine.md") == (None, ())


def test_two_signs_of_one_step_are_none() -> None:
    both = note("Mine", "type: stock\nbenefits_from: '[[Copper]]'\nhurt_by: '[[Copper]]'")
    known = vault(COPPER, both, thesis("L", "long", Mine=100))
    graph = influence(steps(known, SETTINGS))
    _, found = ways(graph, "Copper.md", "L.md")
    assert signs(found) == [0.0]
    assert {found[0].steps[0].edge.span.line, found[0].opposed[0].edge.span.line} == {2, 3}
    assert "Copper.md" not in bearings(graph, "L.md", 3)


def test_what_weighs_nothing_is_no_step() -> None:
    known = vault(COPPER, MINE, thesis("L", "long", Mine=100, Cars=0))
    assert {step.source for step in steps(known, SETTINGS)} == {"Copper.md", "Mine.md"}
    only_held = steps(known, ImpactSettings(hop_factor=0.0))
    assert {step.source for step in only_held} == {"Mine.md"}


def test_the_strongest_are_those_of_every_way_there_is() -> None:
    """By hand: each order of the nodes between, in random graphs."""
    for seed in range(12):
        chance = Random(seed)
        names = [f"N{at}" for at in range(6)]
        notes = []
        for name in names:
            others = [other for other in names if other != name and chance.random() < 0.5]
            kinds = {other: chance.choice(("benefits_from", "hurt_by")) for other in others}
            front = "".join(
                f"{kind}: [{', '.join(repr(f'[[{o}]]') for o in others if kinds[o] == kind)}]\n"
                for kind in ("benefits_from", "hurt_by")
            )
            notes.append(note(name, f"type: concept\n{front}".rstrip()))
        graph = influence(steps(vault(*notes), SETTINGS))
        if "N0.md" not in graph or "N5.md" not in graph:
            continue
        every = [
            math.prod(graph.edges[pair]["step"].sign * 0.5 for pair in pairs)
            for count in range(5)
            for middle in permutations([f"{name}.md" for name in names[1:5]], count)
            for path in [("N0.md", *middle, "N5.md")]
            for pairs in [list(pairwise(path))]
            if all(graph.has_edge(*pair) for pair in pairs)
        ]
        direction, found = ways(graph, "N0.md", "N5.md")
        if every:
            assert direction == "forward"
            strongest = sorted((abs(value) for value in every), reverse=True)[:MOST_WAYS]
            assert [way.strength for way in found] == pytest.approx(strongest)
            assert {way.sign * way.strength for way in found} <= set(every)
        else:
            assert direction != "forward"


def test_a_way_has_at_most_so_many_steps() -> None:
    def chain(length: int) -> Vault:
        return vault(*(
            note(f"N{at}", f"type: concept\nbenefits_from: '[[N{at + 1}]]'") for at in range(length)
        ))  # fmt: skip

    for length, direction in ((LONGEST, "forward"), (LONGEST + 1, None)):
        known = chain(length)
        end = f"[[n{length}]]"
        graph = influence(steps(known, SETTINGS))
        assert ways(graph, end, "N0.md")[0] == direction


def test_what_a_thesis_rests_on_adds_up_over_what_it_holds() -> None:
    bank = note("Bank", "type: stock\ngroups: '[[Makers]]'")
    known = vault(COPPER, CARS, MAKERS, bank, thesis("L", "long", Cars=60, Bank=40))
    found = bearings(influence(steps(known, SETTINGS)), "L.md", 3)
    effects = {node: bearing.effect for node, bearing in found.items()}
    assert effects == pytest.approx(
        {"Cars.md": 0.6, "Bank.md": 0.4, "Makers.md": 0.5, "Copper.md": -0.3}
    )
    assert len(found["Makers.md"].ways) == 2
    near = bearings(influence(steps(known, SETTINGS)), "L.md", 1)
    assert set(near) == {"Cars.md", "Bank.md"}
