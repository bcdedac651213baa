"""Long reports by a child: the same answer, and the faults of a child said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.reports import aside, registry
from thesisvault.workspace import open_workspace
from thesisvault.workspace.view import View

SAMPLE = Path(__file__).parents[2] / "vault"


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    root = shutil.copytree(SAMPLE, tmp_path_factory.mktemp("aside") / "vault")
    workspace = open_workspace(Path(root))
    assert workspace.settings.as_of is not None
    return workspace.on(workspace.settings.as_of)


def test_a_child_answers_the_same(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MANY", 1)
    ask = registry.ask_of("survey", {})
    found = aside.answer(view, "survey", ask)
    monkeypatch.setattr(registry, "answer_to", None)
    assert found == aside.answer(view, "survey", ask)
    monkeypatch.undo()
    assert found == registry.answer_to(view, "survey", ask)


def test_only_what_is_long_of_many_notes(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    assert aside.long(view, "survey", registry.ask_of("survey", {})) is None
    monkeypatch.setattr(aside, "MANY", 1)
    assert aside.long(view, "status", registry.ask_of("status", {})) is None
    assert aside.long(view, "check", registry.ask_of("check", {"notes": ["NVIDIA"]})) is None
    assert aside.long(view, "check", registry.ask_of("check", {})) is not None


def test_faults(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MANY", 1)
    with pytest.raises(UsageFault, match="No note is named `Nobody`"):
        aside.answer(view, "history", registry.ask_of("history", {"thesis": "Nobody"}))
    long = aside.long(view, "survey", registry.ask_of("survey", {}))
    assert long is not None
    with pytest.raises(ThesisVaultError, match="`survey` could not be made: no memory"):
        long.answer(b"", b"Traceback\nno memory\n", -9)
