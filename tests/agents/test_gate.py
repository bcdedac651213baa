"""What an agent may not see exists for no tool; nothing outside the vault is ever read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents import small
from agents.talking import Talk, talk
from agents.test_keep import ask
from agents.test_tools import ASKED
from sizes import WHOLE
from thesisvault.agents.gate import Gate, gate_of
from thesisvault.agents.keep import Keep
from thesisvault.agents.tools import reading
from thesisvault.model.errors import ThesisVaultError, UsageFault

SECRET = "xyzzy-secret"


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keep]:
    """A vault of which a folder is never seen; a link in it leads there."""
    root = small.make(tmp_path_factory.mktemp("closed") / "vault")
    (root / "Private").mkdir()
    (root / "Private/Diary.md").write_text(
        f"---\ndate: 2026-03-03\n---\n{SECRET}: [[Harbour Tin]] is pressured. Long tin too.\n"
    )
    (root / "Shown.md").symlink_to(root / "Private/Diary.md")
    keep = Keep(root, gate_of(root, (), ("Private",)))
    yield keep
    keep.close()


@pytest.mark.parametrize("name", reading())
def test_never_holds_in_every_tool(name: str, closed: Keep) -> None:
    found = json.dumps(ask(closed, name, **ASKED.get(name, {})))
    assert SECRET not in found and "Diary" not in found and "Shown" not in found


def test_never_holds_where_it_is_named(closed: Keep) -> None:
    assert ask(closed, "search", query=SECRET)["total"] == 0
    for name in ("Diary", "Private/Diary", "Private/Diary.md", "private/diary.md", "Shown"):
        with pytest.raises(UsageFault, match="No note is named"):
            ask(closed, "note", note=name)
    rows = ask(closed, "backlinks", note="Harbour Tin")
    assert "Private" not in json.dumps(rows)


def test_only_shows_a_folder_alone(tmp_path: Path) -> None:
    root = small.make(tmp_path / "vault")
    keep = Keep(root, Gate(("Theses", "Stocks/Harbour Tin.md"), ("theses/Short glass.md",)))
    paths = [row["path"] for row in ask(keep, "list_notes")["notes"]]
    assert paths == ["Stocks/Harbour Tin.md", "Theses/Long tin.md"]
    keep.close()


def test_the_whole_vaults_index_is_left_alone(tmp_path: Path) -> None:
    root = small.make(tmp_path / "vault")
    whole, part = Keep(root), Keep(root, Gate(only=("Theses",)))
    before = ask(whole, "list_notes")
    assert len(ask(part, "list_notes")["notes"]) == 2
    assert ask(whole, "list_notes") == before
    whole.close()
    part.close()


@pytest.mark.parametrize("path", ["Privat", "/etc", "../x", ".obsidian", "~"])
def test_a_gate_is_of_what_stands_there(path: str, tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match=r"`--never "):
        gate_of(small.make(tmp_path / "vault"), (), (path,))


def outside(root: Path) -> list[str]:
    """Sixty names of files that are there, and that no tool may read."""
    secret = root.parent / "outside.md"
    absolute = [str(secret), str(root / ".thesis/config.toml"), "/etc/passwd", "/proc/self/environ"]
    relative = [
        *("../outside.md", "../outside", "Theses/../../outside.md", "./../outside.md"),
        *("..\\outside.md", "Theses\\..\\..\\outside.md", "%2e%2e/outside.md", "..%2foutside.md"),
        *("%2e%2e%2foutside.md", "..%252foutside.md", "....//outside.md", "..;/outside.md"),
        *(
            "Leads out.md",
            "Leads out",
            "leads OUT.md",
            "Folder out/outside.md",
            "Folder out/outside",
        ),
        *(".thesis/config.toml", ".thesis/config", ".obsidian/app.json", ".obsidian/hidden.md"),
        *(
            ".obsidian/hidden",
            ".OBSIDIAN/hidden.md",
            ".Thesis/config.toml",
            ".hidden.md",
            ".hidden",
        ),
        *(
            "Theses/.hidden.md",
            "hidden",
            "~/outside.md",
            "~root/outside.md",
            "~",
            "$HOME/outside.md",
        ),
        *(
            "file:///etc/passwd",
            f"file://{secret}",
            "\\\\host\\share\\outside.md",
            "C:\\outside.md",
        ),
        *(
            "outside.md\0",
            "Theses/Long tin.md\0../outside.md",
            "a" * 5_000,
            "../" * 40 + "etc/passwd",
        ),
        *(
            "[[../outside]]",
            "[[.hidden]]",
            "Theses//../..//outside.md",
            "/../outside.md",
            "//outside.md",
        ),
        *("prices/HTIN.csv", "../vault/../outside.md", "Theses/%00/outside.md", "..", ".", "/", ""),
        *(
            "．．/outside.md",
            "‥/outside.md",
            "..／outside.md",
            "Leads to hidden.md",
            "Leads to hidden",
        ),
        *("Theses/Long tin.md/../../../outside.md", "\u202eoutside.md"),
    ]
    return absolute + relative


@pytest.fixture(scope="module")
def beset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Talk]]:
    """A vault with links out of it and hidden notes, each of which holds the secret."""
    root = small.make(tmp_path_factory.mktemp("beset") / "vault")
    (root.parent / "outside.md").write_text(f"{SECRET}\n")
    (root / ".obsidian").mkdir()
    for path in (".obsidian/hidden.md", ".obsidian/app.json", ".hidden.md", "Theses/.hidden.md"):
        (root / path).write_text(f"{SECRET}\n")
    (root / ".thesis/config.toml").write_text(f'as_of = "{small.DAY}"\n# {SECRET}\n')
    (root / "Leads out.md").symlink_to("../outside.md")
    (root / "Leads to hidden.md").symlink_to(".obsidian/hidden.md")
    (root / "Folder out").symlink_to("..", target_is_directory=True)
    with talk(root) as found:
        yield root, found


def test_sixty_paths_none_read(beset: tuple[Path, Talk]) -> None:
    root, talking = beset
    paths = outside(root)
    assert len(paths) >= 60
    paths = paths[:: 1 if WHOLE else 4]
    for path in paths:
        found = talking.call("note", note=path)
        assert SECRET not in found.model_dump_json(), path
        assert found.is_error, path
    for path in paths:
        try:
            text = talking.resource(f"thesis://note/{path}")
        except Exception as error:  # the protocol's error
            text = str(error)
        assert SECRET not in text and "root:" not in text, path
    assert talking.document("search", query=SECRET)["total"] == 0


@pytest.mark.parametrize("name", ["links", "graph"])
def test_sixty_paths_are_faults_of_other_tools_too(name: str, beset: tuple[Path, Talk]) -> None:
    keep = Keep(beset[0])
    for path in outside(keep.root)[:: 1 if WHOLE else 5]:
        with pytest.raises(ThesisVaultError) as fault:
            ask(keep, name, note=path)
        assert SECRET not in str(fault.value)
    keep.close()
