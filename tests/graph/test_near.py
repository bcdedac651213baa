"""A vault without a note is the vault that never had it, whatever was taken over."""

from __future__ import annotations

import datetime as dt
import random

from parser.reading import read
from thesisvault.graph.near import Near, Shown
from thesisvault.graph.overlay import Overlay
from thesisvault.graph.source import MemorySource, Source
from thesisvault.graph.vault import Vault
from thesisvault.impact.assess import verdicts
from thesisvault.impact.evidence.inferred import reached
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.portfolio.baskets import security_named
from thesisvault.impact.scope import is_thesis

_DAY = dt.date(2026, 1, 9)
_NAMES = ("Tea", "Rum", "Long tea", "Short rum", "Drinks", "AA", "Gin")
_SPELLED = (*_NAMES, "tea", "a/Tea", "b/Rum", "tea.md", "TT", "Brew")


def _note(dice: random.Random) -> str:
    kind = dice.choice(("thesis", "stock", "sector", "rotation", "concept", "catalyst", "note"))

    def name() -> str:
        said = dice.choice(_SPELLED)
        return f"[[{said}]]" if dice.random() < 0.6 else said

    lines = ["---", f"type: {kind}"]
    lines += [f'aliases: ["{dice.choice(_SPELLED)}"]'] * (dice.random() < 0.3)
    lines += [f"symbol: {dice.choice(('TT', 'AA'))}"] * (dice.random() < 0.3)
    for key in ("sector", "benefits_from", "hurt_by"):
        lines += [f'{key}: ["{name()}"]'] * (dice.random() < 0.4)
    lines += ["---", f"See {name()} and {name()}.", ""]
    if kind == "thesis":
        lines += ["| Stock | Weight |", "|---|---|", f"| {name()} | 60 |", f"| {name()} | 40 |"]
    if kind == "rotation":
        lines += ["| Flow | Detail |", "|---|---|", f"| **Out of** | {name()} |"]
        lines += [f"| **Into** | {name()} |", "", "| Thesis | Impact |", "|---|---|"]
        lines += [f"| {name()} | Supports |"]
    return "\n".join(lines) + "\n"


def test_it_is_the_vault_that_never_had_the_note() -> None:
    spared, turned = zip(*(differ(seed) for seed in range(40)), strict=True)
    assert sum(spared) > 500 and sum(turned) > 50


def differ(seed: int) -> tuple[int, int]:
    """How many verdicts were known not to change, and how many did, over all notes of a vault."""
    dice = random.Random(seed)
    paths = [f"{folder}{name}.md" for folder in ("", "a/", "b/") for name in _NAMES]
    notes = [read(_note(dice), path) for path in dice.sample(paths, 12)]
    source = MemorySource(notes, ["Brew", "a/tea"])
    whole = Vault(source)
    spared, turned = 0, 0
    for path in list(whole.noted_facts):
        without = Overlay(source, {}, gone=(path,))
        gone = {path: (whole.notes[path], None)}
        found, expected = Near(whole, without, gone), Vault(without)
        assert dict(found.noted_facts) == dict(expected.noted_facts)
        assert found.outgoing == expected.outgoing
        assert found.incoming == expected.incoming
        assert dict(found.stated) == dict(expected.stated)
        theses = [node for node in found.stated.values() if is_thesis(node)]
        assert [node for node in found.may_be_theses if is_thesis(node)] == theses
        assert [dict(found.nodes), found.targets] == [dict(expected.nodes), expected.targets]
        view, old = EvidenceView(found, _DAY), verdicts(EvidenceView(whole, _DAY), {})
        far, new = reached(whole, found.changed), verdicts(view, {})
        for thesis, verdict in new.items():
            if thesis in old and thesis not in far and found.nodes[thesis] == whole.nodes[thesis]:
                assert verdict == old[thesis]
                spared += 1
            turned += old.get(thesis) != verdict
    return spared, turned


def test_single_nodes_are_those_of_the_whole_vault() -> None:
    """Who asks about single notes reads only those that may speak of them."""
    asked = 0
    for seed in range(60):
        dice = random.Random(seed)
        paths = [f"{folder}{name}.md" for folder in ("", "a/", "b/") for name in _NAMES]
        notes = [read(_note(dice), path) for path in dice.sample(paths, 12)]
        source = MemorySource(notes, ["Brew", "a/tea"])
        whole = Vault(source)
        for node in whole.nodes:
            shown = Shown(source, None, _whole_is_not_needed)
            assert shown.nodes.get(node) == whole.nodes[node]
            asked += 1
        for name in _SPELLED:
            shown = Shown(source, None, _whole_is_not_needed)
            assert list(shown.without_note(name)) == list(whole.without_note(name))
            symbols = [security_named(vault, name, paths[0]) for vault in (shown, whole)]
            assert symbols[0] == symbols[1]
    assert asked > 500


def _whole_is_not_needed(source: Source) -> Near:
    raise AssertionError("all notes were read for a question about one")
