"""What cannot be seen is not absent, and what no tool may read is said."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command, Write

_BLOCK = "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"
NOTES = {"Hub.md": f"# Hub\n\n{_BLOCK}", "d/D.md": "[[Hub]]\n", "E.md": "[[Hub]] [[Lost]]\n"}


@pytest.fixture(autouse=True)
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thesisvault.workspace.writing.IDLE", 0.0)


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Folders that the disk does not list, whoever asks."""
    names: list[str] = []
    real = os.scandir

    def scandir(folder: str | Path | int = ".") -> os._ScandirIterator[str]:
        if not isinstance(folder, int) and os.path.basename(folder) in names:
            raise PermissionError(13, "Permission denied")
        return real(folder)

    look = os.lstat

    def lstat(path: str | Path, *, dir_fd: int | None = None) -> os.stat_result:
        if set(names).intersection(os.fspath(path).split("/")[:-1]):
            raise PermissionError(13, "Permission denied")
        return look(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "lstat", lstat)
    return names


def test_a_folder_that_cannot_be_listed(thesis: Command, write: Write, shut: list[str]) -> None:
    root = write(NOTES)
    assert thesis("update").code == 0
    filled = (root / "Hub.md").read_bytes()
    assert b"[[D]]" in filled
    shut.append("d")
    moved = thesis("rename", "Hub", "Center")
    assert (moved.code, (root / "Hub.md").exists()) == (4, True)
    assert "`d` cannot be read, and may link `Hub.md`" in moved.err
    updated = thesis("update")
    assert (updated.code, (root / "Hub.md").read_bytes()) == (4, filled), updated.both
    assert "`d` cannot be read" in updated.err
    (root / "F.md").write_text("[[Hub]]\n", encoding="utf-8")
    assert "file-skipped" in thesis("check").both
    shut.clear()
    assert thesis("update").code == 0
    assert b"[[F]]" in (root / "Hub.md").read_bytes()
    assert thesis("rename", "Hub", "Center").code == 0


def test_what_icloud_holds_may_link_too(thesis: Command, write: Write) -> None:
    root = write({**NOTES, ".Lost.md.icloud": "bplist"})
    done = thesis("rename", "Hub", "Center")
    assert (done.code, (root / "Hub.md").exists()) == (4, True)
    assert "`.Lost.md.icloud`" in done.err
    assert "Lost" not in thesis("new", "--missing").out


def test_a_linked_folder_answers_names_and_stops_nothing(
    thesis: Command, write: Write, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "NVIDIA.md").write_text("secret", encoding="utf-8")
    root = write({"a.md": "[[NVIDIA]] [[Stocks/AMD]] [[Intel]]\n"})
    (root / "Stocks").symlink_to(outside)
    assert "a link to a folder outside the vault" in thesis("check").out
    made = thesis("new", "--missing", "--yes")
    assert made.code == 4
    assert "`Stocks` is a link or a file" in made.err
    assert [path.stem for path in root.rglob("Intel.md")] == ["Intel"]
    assert "NVIDIA" not in made.both
    assert os.listdir(outside) == ["NVIDIA.md"]
    moved = thesis("rename", "a", "b")
    assert (moved.code, "`Stocks`" in moved.err) == (0, True)


def test_a_name_that_may_be_a_copy_is_a_hint(thesis: Command, write: Write) -> None:
    write({"Oil.md": "a\n", "Oil (1).md": "b\n", "Gas (1).md": "c\n"})
    found = thesis("check", "--json").json["diagnostics"]
    copies = [item["note"] for item in found if item["code"] == "possible-copy"]
    assert copies == ["Oil (1).md"]


@pytest.mark.parametrize("text", ["x <!-- thesis:backlinks -->", "y %% z", "-->"])
def test_a_line_of_a_log_opens_nothing(thesis: Command, write: Write, text: str) -> None:
    root = write({"T.md": "---\ntype: thesis\nside: long\n---\n# T\n"})
    before = (root / "T.md").read_bytes()
    assert thesis("log", "T", text, "--write").code == 2
    assert (root / "T.md").read_bytes() == before


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Names, and how many times more the disk fails to examine or to open each."""
    left: dict[str, int] = {}

    def fails(call: Callable[..., Any]) -> Callable[..., Any]:
        def tried(path: Any, *more: Any, **options: Any) -> Any:
            name = os.path.basename(path)
            if left.get(name, 0) > 0:
                left[name] -= 1
                raise OSError(5, "Input/output error")
            return call(path, *more, **options)

        return tried

    for name in ("lstat", "open"):
        monkeypatch.setattr(os, name, fails(getattr(os, name)))
    return left


def test_what_fails_once_is_read(thesis: Command, write: Write, failing: dict[str, int]) -> None:
    root = write(NOTES)
    for times in range(4):
        (root / "Hub.md").write_text(NOTES["Hub.md"], encoding="utf-8")
        (root / "E.md").write_text(f"{times} [[Hub]]\n", encoding="utf-8")
        failing["E.md"] = times
        thesis("update")
        assert b"[[E]]" in (root / "Hub.md").read_bytes(), times


def test_nothing_is_denied_of_what_cannot_be_read(
    thesis: Command, write: Write, failing: dict[str, int]
) -> None:
    root = write({"Hub.md": NOTES["Hub.md"], "E.md": "[[Hub]]\n"})
    failing["E.md"] = 1000
    updated = thesis("update")
    assert (updated.code, (root / "Hub.md").read_text("utf-8")) == (4, NOTES["Hub.md"]), updated
    assert "`E.md` cannot be read, and what it says would be left out" in updated.err


@pytest.mark.parametrize("command", [("calendar", "--ics"), ("record", "--svg")])
def test_no_file_lacks_what_cannot_be_read(
    thesis: Command, write: Write, failing: dict[str, int], command: tuple[str, str]
) -> None:
    root = write(
        {
            "T.md": "---\ntype: thesis\nside: long\n---\n| Catalyst | Date |\n|---|---|\n"
            "| Tender | 2030-02-01 |\n",
            "R.md": "---\ntype: rotation\ndate: 2026-01-09\n---\nOut of oil into gas.\n",
        }
    )
    file = root / "made"
    assert thesis(*command, str(file)).code == 0
    made = file.read_bytes()
    failing["T.md"] = 1000
    (root / "T.md").touch()
    refused = thesis(*command, str(file))
    assert (refused.code, file.read_bytes()) == (4, made)
    assert "`T.md` cannot be read" in refused.err
    printed = thesis(*command, "-")
    assert (printed.code, "`T.md` cannot be read" in printed.err) == (0, True)
