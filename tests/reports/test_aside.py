"""Reports by a child: the same answer, also after a save; and the faults of a child said."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.reports import aside, registry
from thesisvault.reports.aside import Long, Reader
from thesisvault.workspace import open_workspace
from thesisvault.workspace.open import NotesNeeded, Workspace
from thesisvault.workspace.view import View

SAMPLE = Path(__file__).parents[2] / "vault"


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    workspace = open_workspace(shutil.copytree(SAMPLE, tmp_path / "vault"))
    assert workspace.settings.as_of is not None
    yield workspace.on(workspace.settings.as_of)
    workspace.close()


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setattr(aside, "MANY", 1)
    found = Reader()
    yield found
    found.close()


def ask(report: str, **asked: object) -> Struct:
    return registry.ask_of(report, asked)


def test_a_child_answers_the_same(view: View, reader: Reader) -> None:
    found = {
        report: reader.answer(view, report, ask(report))
        for report in ("survey", "status", "rotation", "contradictions", "list")
    }
    child = reader._child
    assert child is not None
    assert {name: registry.answer_to(view, name, ask(name)) for name in found} == found
    assert reader.answer(view, "flows", ask("flows")) == registry.answer_to(
        view, "flows", ask("flows")
    )
    assert reader._child is child


def test_a_server_reads_no_notes(
    view: View, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "vault", property(lambda _: pytest.fail("all notes were read")))
    monkeypatch.setattr(Workspace, "_need_notes", _refuse)
    found = reader.answer(view, "survey", ask("survey"))
    view.workspace.index.refresh_some(())
    assert reader.kept(view, "survey", ask("survey")) == found  # out of the index


def _refuse(self: Workspace) -> None:
    raise NotesNeeded


def test_a_child_sees_a_save(view: View, reader: Reader) -> None:
    before = reader.answer(view, "list", ask("list"))
    (view.root / "Slate quarry.md").write_text("---\ntype: stock\n---\nNew.\n", "utf-8")
    workspace = view.workspace
    workspace.index.refresh()
    now = workspace.renewed(workspace.files).on(view.as_of)
    after = reader.answer(now, "list", ask("list"))
    assert len(after.notes) == len(before.notes) + 1  # type: ignore[attr-defined]


def test_a_child_goes_with_the_settings(view: View, reader: Reader) -> None:
    reader.answer(view, "flows", ask("flows"))
    first = reader._child
    view.settings = replace(view.settings, as_of=dt.date(2025, 1, 1))
    reader.answer(view, "rotation", ask("rotation"))
    assert first is not None
    assert not first.is_there
    assert reader._child is not first


def test_only_what_is_long_of_many_notes_has_a_child_of_its_own(
    view: View, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(reader.kept(view, "check", ask("check")), Long)
    assert not isinstance(reader.kept(view, "check", ask("check", notes=["NVIDIA"])), Long)
    monkeypatch.undo()
    assert not isinstance(reader.kept(view, "survey", ask("survey")), Long)


def test_faults(view: View, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = ask("history", thesis="Nobody")
    with pytest.raises(UsageFault, match="No note is named `Nobody`"):
        reader.answer(view, "history", nobody)
    long = reader.kept(view, "survey", ask("survey"))
    assert isinstance(long, Long)
    with pytest.raises(ThesisVaultError, match="`survey` could not be made: no memory"):
        aside.answer_of(long, b"", b"Traceback\nno memory\n", -9)


def test_a_child_that_has_ended_is_a_fault_once(view: View, reader: Reader) -> None:
    reader.answer(view, "flows", ask("flows"))
    child = reader._child
    assert child is not None
    child.kill()
    child._process.wait()
    with pytest.raises(ThesisVaultError, match="`rotation` could not be made: it ended with code"):
        reader.answer(view, "rotation", ask("rotation"))
    assert reader.answer(view, "rotation", ask("rotation")) == registry.answer_to(
        view, "rotation", ask("rotation")
    )


_SERVER = """
import sys, time
from pathlib import Path
from thesisvault.reports import aside, registry
from thesisvault.workspace import open_workspace

aside.MANY = 1
workspace, reader = open_workspace(Path(sys.argv[1])), aside.Reader()
reader.answer(workspace.on(workspace.settings.as_of), "crowding", registry.ask_of("crowding", {}))
print(reader._child._process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_a_child_ends_with_a_server_that_is_killed(view: View) -> None:
    command = [sys.executable, "-c", _SERVER, str(view.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        child = Path("/proc", server.stdout.readline().decode().strip())
        assert child.exists()
        view.workspace.close()
        server.kill()
    for _ in range(600):
        if not child.exists() or "State:\tZ" in (child / "status").read_text():
            break
        time.sleep(0.1)
    else:
        pytest.fail("the child goes on without its server")
    said: list[str] = []
    open_workspace(view.root, said.append).close()
    assert said == []  # it let go of the index, which would count as damaged otherwise
