"""Mending notes on the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from thesisvault.actions.fix import Mended
from thesisvault.actions.fix import fix as fix_in
from thesisvault.model.diagnostics import Finding
from thesisvault.reports.check import plan_fixes
from thesisvault.workspace import Workspace, open_workspace
from thesisvault.workspace.writing import writing


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "Apple.md").write_text("---\naliases: [Cupertino]\n---\n")
    (tmp_path / "A.md").write_text("[[Cupertino]] [[Nobody]]\n")
    (tmp_path / "B.md").write_text("---\nup: [[Apple]]\n---\n")
    return tmp_path


def fix(
    root: Path, select: Callable[[Workspace], Sequence[Finding]] = Workspace.findings
) -> Mended:
    with writing(root, lock_first=True, idle=0) as vault:
        return fix_in(vault, select(vault.workspace))


def test_every_note_that_can_be_mended_is(root: Path) -> None:
    done = fix(root)
    assert [item.path for item in done.fixed] == ["A.md", "B.md"]
    assert (root / "A.md").read_text() == "[[Apple|Cupertino]] [[Nobody]]\n"
    assert (root / "B.md").read_text() == '---\nup: "[[Apple]]"\n---\n'
    assert fix(root).fixed == ()


def test_only_what_is_asked_for(root: Path) -> None:
    done = fix(root, lambda space: [i for i in space.findings() if i.note == "B.md"])
    assert [item.path for item in done.fixed] == ["B.md"]


def test_a_refused_note_does_not_stop_the_others(root: Path) -> None:
    (root / "A.md").chmod(0o444)
    done = fix(root)
    assert [item.path for item in done.fixed] == ["B.md"]
    assert [error.code for error in done.refused] == ["not-writable"]
    assert (root / "A.md").read_text() == "[[Cupertino]] [[Nobody]]\n"


def test_a_plan_writes_nothing(root: Path) -> None:
    workspace = open_workspace(root)
    before = (root / "A.md").read_bytes()
    assert plan_fixes(workspace, workspace.findings())[0].before == before
    assert (root / "A.md").read_bytes() == before and not (root / ".thesis").exists()
