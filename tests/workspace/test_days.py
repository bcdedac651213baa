"""The vaults of days: the last few are kept, and read no further than they are asked."""

from __future__ import annotations

import datetime as dt
import gc
import shutil
import weakref
from pathlib import Path

import pytest

from thesisvault.graph.neighbourhood import around, paired
from thesisvault.reports import registry, survey
from thesisvault.storage.index import Index
from thesisvault.workspace import open as opening
from thesisvault.workspace import open_workspace
from thesisvault.workspace.turning import steps
from thesisvault.workspace.view import View

DAY = dt.date(2026, 1, 9)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty notes in a ring, of which a few state something."""
    root = tmp_path_factory.mktemp("ring")
    (root / ".obsidian").mkdir()
    for at in range(20):
        text = f"---\ncreated: 2025-01-{at + 1:02}\n---\n[[N{(at + 1) % 20:02}]]\n"
        (root / f"N{at:02}.md").write_text(text)
    (root / "Long N03.md").write_text("| Stock | Weight |\n|---|---|\n| [[N03]] | 100% |\n")
    return root


def test_two_days_are_kept_of_many(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_NOTES_LET_GO", 1)
    found = open_workspace(root)
    made = []
    for number in range(20):
        view = found.on(DAY - dt.timedelta(number))
        assert view.vault is view.vault
        assert len(view.vault.noted_facts) == 1
        made.append(weakref.ref(view.vault))
    assert sum(one() is not None for one in made) <= 3  # two, and one that was let go of last
    assert found.keep_only(DAY - dt.timedelta(19))
    gc.collect()
    assert [one() is not None for one in made] == [False] * 19 + [True]
    assert not found.keep_only(DAY - dt.timedelta(19))
    found.close()


def test_a_graph_reads_the_notes_around_and_no_others(root: Path) -> None:
    found = open_workspace(root)
    vault = found.vault_as_of(DAY)
    read = vault._profiles._held
    answer = registry.answer(found.on(DAY), "graph", {"note": "N03", "depth": 2})
    assert {node.name for node in answer.nodes} == {  # type: ignore[attr-defined]
        *("N01", "N02", "N03", "N04", "N05", "Long N03"),
    }
    assert len(read) <= 8
    for depth in (1, 2, 3):
        pairs = paired(vault.edges)
        near = around(lambda ring: paired(vault.edges_about(ring)), "N03.md", depth, 5)
        assert near == around(lambda _, every=pairs: every, "N03.md", depth, 5)  # type: ignore[misc]
    found.close()


def test_the_days_to_step_to_hold_no_vault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        found = open_workspace(root)
        near = steps(found.on(dt.date(2025, 1, 5)), DAY)
        assert (near.before, near.after) == (None, DAY)  # no note of those states anything
        assert not found._vaults
        assert "vault" not in vars(found)
        found.close()
        monkeypatch.setattr(Index, "source", None)  # the second time they are kept


def test_what_is_kept_holds_until_a_file_changes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(shutil.copytree(root, tmp_path / "own"))
    asked: list[object] = []
    real = survey.report

    def counted(view: View, ask: survey.Ask) -> survey.Answer:
        asked.append(ask)
        return real(view, ask)

    monkeypatch.setattr(survey, "report", counted)

    def ask() -> object:
        found = open_workspace(own)
        answer = registry.answer(found.on(DAY), "survey", {})
        found.close()
        return answer

    assert ask() == ask()
    assert len(asked) == 1
    (own / "N00.md").write_text("I would sell if it falls below $10.\n")
    assert ask() == ask()
    assert len(asked) == 2
