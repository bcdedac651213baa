"""What a review walks is the same from the index as from memory; backlinks are every link's."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from benchmarks.generate import write_vault
from sizes import share
from storage.index.answers import DAYS, Clean, answers, difference, findings, review
from storage.index.vaults import CACHE, opened, put
from thesisvault.graph import Vault
from thesisvault.graph.statements import placeholder_id
from thesisvault.graph.vault import Backlink

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "vault"
ORACLE = ROOT.parent / "shared" / "oracles" / "obsidian" / "vault"

needs_oracle = pytest.mark.skipif(
    not ORACLE.is_dir(), reason=f"Obsidian's vault is not at {ORACLE}: NOTHING was compared in it"
)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("generated")
    write_vault(root, share(120, 300))
    return root


@pytest.fixture(params=["sample", pytest.param("oracle", marks=needs_oracle), "generated"])
def root(request: pytest.FixtureRequest, generated: Path) -> Path:
    return {"sample": SAMPLE, "oracle": ORACLE, "generated": generated}[request.param]


def links_to(vault: Vault) -> dict[str, tuple[Backlink, ...]]:
    """Every link of every note, by where it leads."""
    found: dict[str, list[Backlink]] = {}
    for path, note in vault.notes.items():
        for link in note.links:
            target = vault.names.resolve(link.target, path) or placeholder_id(link.target)
            if target != path and not link.managed:
                found.setdefault(target, []).append(Backlink(path, link))
    return {target: tuple(links) for target, links in found.items()}


def test_backlinks_are_every_link_of_every_note(root: Path) -> None:
    with opened(root) as found:
        vault = Vault(found.index.source(None))
        wanted = links_to(vault)
        assert len(wanted) > 10
        assert dict(vault.backlinks) == wanted
        one_by_one = Vault(found.index.source(None))
        assert {node: one_by_one.backlinks[node] for node in wanted} == wanted


def test_the_graph_is_that_of_all_notes_in_memory(root: Path) -> None:
    clean = Clean(root)
    names = sorted({note.title for note in clean.source(None).every()})[::23]
    names += [f"Long {name}" for name in names[:3]]
    with opened(root) as found:
        for day in DAYS:
            said = answers(found.index.source(day), names)
            assert difference(said, answers(clean.source(day), names)) == ""
        for day in DAYS[1:]:
            assert day is not None
            said = review(root, found.index, day)
            assert difference(said, review(root, clean, day)) == ""
        assert difference(findings(root, found.index), findings(root, clean)) == ""


def test_a_review_walks_the_edges_of_facts_and_of_theses(root: Path) -> None:
    with opened(root) as found:
        vault = Vault(found.index.source(None))
        walked = [edge for edges in vault.outgoing.values() for edge in edges]
        assert sorted(walked, key=repr) == sorted(
            (edge for edges in vault.incoming.values() for edge in edges), key=repr
        )
        every = vault.edges
        assert [edge for edge in every if edge in set(walked)] == [
            edge
            for edge in every
            if edge.relation.value != "relates"
            or vault.notes[edge.note].kind.value in ("thesis", "catalyst")
        ]


@pytest.mark.parametrize("dated", [True, False])
def test_bug_a_note_with_a_date_that_cannot_be_read_was_lost_where_none_is_dated(
    memory: Path, monkeypatch: pytest.MonkeyPatch, dated: bool
) -> None:
    """A portfolio `Last updated: 30/01. Cash: 12 %` vanished from a vault, and nothing said so."""
    monkeypatch.setenv(CACHE, str(memory / "cache"))
    root = memory / "vault"
    put(root, "Odd.md", "---\ncreated: 03/04/2026\n---\n[[Other]]\n")
    put(root, "Other.md", "[[Odd]]\n")
    if dated:
        put(root, "2026-02-01.md", "[[Odd]]\n")
    with opened(root) as found:
        for day in (dt.date(2026, 1, 31), dt.date(2026, 2, 1), dt.date(2026, 11, 1)):
            seen = {head.path for head in found.index.source(day).heads()}
            assert seen == {head.path for head in Clean(root).source(day).heads()}
            assert ("Odd.md" in seen) is (not dated or day > dt.date(2026, 1, 31))
