"""Which files make a vault."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from thesisvault.storage.scan import Scan, belongs, look, note_bytes, read_note, scan


def put(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path, encoding="utf-8")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    root.mkdir()
    put(root, "Note.md")
    return root


def skipped(root: Path) -> dict[str, str]:
    return {item.path: item.reason for item in scan(root).skipped}


def test_notes_and_attachments_sorted(vault: Path) -> None:
    put(vault, "b/z.md", "b/A.MD", "b.md", "pic.png", "x/data.csv", "b/c/d.md")
    found = scan(vault)
    assert found.notes == sorted(["Note.md", "b.md", "b/A.MD", "b/c/d.md", "b/z.md"])
    assert found.attachments == ["pic.png", "x/data.csv"]
    assert found.skipped == []


def test_hidden_things_are_left_alone(vault: Path) -> None:
    put(vault, ".obsidian/app.md", ".thesis/x.md", ".git/a.md", ".trash/b.md", ".hidden.md")
    put(vault, "a/.b/c.md", "a/.Note.md.swp")
    found = scan(vault)
    assert (found.notes, found.attachments, found.skipped) == (["Note.md"], [], [])


@pytest.mark.parametrize("name", ["Note.md~", "Note.md.swp", "x.tmp", "x.bak", "#Note.md#", "4913"])
def test_editors_own_files_are_left_alone(vault: Path, name: str) -> None:
    put(vault, name)
    found = scan(vault)
    assert (found.notes, found.attachments, found.skipped) == (["Note.md"], [], [])


@pytest.mark.parametrize(
    "name",
    [
        "Note.sync-conflict-20260108-101010-ABCDEFG.md",
        "Note (conflicted copy 2026-01-08).md",
        "Note (Ann's conflicted copy 2026-01-08).md",
        "Note (Conflicted Copy from Mac).md",
    ],
)
def test_conflict_copies_are_listed_and_not_read(vault: Path, name: str) -> None:
    put(vault, f"a/{name}")
    assert scan(vault).notes == ["Note.md"]
    assert "conflict copy" in skipped(vault)[f"a/{name}"]


def test_links_out_of_the_vault_are_not_followed(vault: Path, tmp_path: Path) -> None:
    put(tmp_path, "outside/secret.md")
    (vault / "out.md").symlink_to(tmp_path / "outside" / "secret.md")
    (vault / "outdir").symlink_to(tmp_path / "outside")
    (vault / "up.md").symlink_to("../outside/secret.md")
    (vault / "etc.md").symlink_to("/etc/hostname")
    assert scan(vault).notes == ["Note.md"]
    assert skipped(vault) == {
        **{path: "a link that points outside the vault" for path in ("etc.md", "out.md", "up.md")},
        "outdir": "a link to a folder outside the vault, which is not followed",
    }


def test_links_within_the_vault_are_followed_to_files_only(vault: Path) -> None:
    put(vault, "a/b.md")
    (vault / "same.md").symlink_to("a/b.md")
    (vault / "loop").symlink_to(".")
    (vault / "a" / "up").symlink_to("..")
    (vault / "dir.md").symlink_to("a")
    assert scan(vault).notes == ["Note.md", "a/b.md", "same.md"]
    assert skipped(vault).keys() == {"loop", "a/up", "dir.md"}


def test_a_link_that_leads_nowhere_may_have_been_a_folder(vault: Path) -> None:
    (vault / "Stocks").symlink_to("/nowhere/at/all")
    (vault / "pic.png").symlink_to("/etc/hostname")
    assert skipped(vault) == {"Stocks": "a broken link"}


def test_links_in_circles_and_to_nowhere(vault: Path) -> None:
    (vault / "one.md").symlink_to("two.md")
    (vault / "two.md").symlink_to("one.md")
    (vault / "self.md").symlink_to("self.md")
    (vault / "gone.md").symlink_to("nothing.md")
    assert scan(vault).notes == ["Note.md"]
    assert set(skipped(vault)) == {"one.md", "two.md", "self.md", "gone.md"}


def test_a_linked_root_is_a_vault_as_well(vault: Path, tmp_path: Path) -> None:
    put(vault, "a.md")
    (vault / "b.md").symlink_to("a.md")
    link = tmp_path / "link"
    link.symlink_to(vault)
    assert scan(link).notes == ["Note.md", "a.md", "b.md"]


def test_fifos_and_sockets_are_skipped_and_do_not_hang(vault: Path) -> None:
    os.mkfifo(vault / "pipe.md")
    os.mkfifo(vault / "pipe.csv")
    server = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(vault)  # a socket's path is short
    try:
        server.bind("sock.md")
    finally:
        os.chdir(here)
        server.close()
    found = scan(vault)
    assert (found.notes, found.attachments) == (["Note.md"], [])
    assert skipped(vault) == dict.fromkeys(("pipe.md", "pipe.csv", "sock.md"), "not a regular file")
    assert read_note(vault, "pipe.md") in (None, b"")


def test_a_folder_with_a_notes_name(vault: Path) -> None:
    put(vault, "x.md/inside.md")
    assert scan(vault).notes == ["Note.md", "x.md/inside.md"]
    assert skipped(vault) == {"x.md": "a folder with a note's name"}
    assert read_note(vault, "x.md") is None


def test_names_that_are_not_utf8(vault: Path) -> None:
    with open(os.fsencode(vault) + b"/caf\xe9.md", "wb"):
        pass
    os.mkdir(os.fsencode(vault) + b"/d\xff")
    with open(os.fsencode(vault) + b"/d\xff/a.md", "wb"):
        pass
    found = scan(vault)
    assert found.notes == ["Note.md"]
    assert len(found.skipped) == 2
    for item in found.skipped:
        assert item.path.isascii()
        assert "UTF-8" in item.reason


def test_a_folder_that_cannot_be_read_or_has_gone(vault: Path) -> None:
    assert scan(vault / "nothing").notes == []
    assert read_note(vault, "nothing.md") is None
    assert read_note(vault, "Note.md") == b"Note.md"


def test_bug_folders_deeper_than_the_stack(vault: Path) -> None:
    here, depth = Path.cwd(), 1100
    os.chdir(vault)
    try:
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        for name in ("Deep.md",):
            Path(name).write_text("", encoding="utf-8")
        os.chdir(vault)
        assert "Note.md" in scan(vault).notes
    finally:
        os.chdir(vault)
        for _ in range(depth):
            os.chdir("d")
        os.unlink("Deep.md")
        for _ in range(depth):
            os.chdir("..")
            os.rmdir("d")
        os.chdir(here)


ODD = (
    *("a.md", "A.MD", "#a.md", "#a.md#", "a~", "a.md~", "(x).md", "~x.md", "v1.2.md", ".hidden.md"),
    *("x.sync-conflict-2.md", "x (conflicted copy 1).md", "Ann's conflicted copy 2.md", "é.md"),
    *("Moody's.md", "x.tmp", "4913", "a.png", "folder.md/in.md", "f/.h/a.md", "f/a.md", "x.md.bak"),
)


def test_a_look_at_all_paths_sees_what_a_scan_sees(vault: Path) -> None:
    for path in ODD:
        put(vault, path)
    (vault / "link.md").symlink_to("a.md")
    (vault / "f" / "nowhere.md").symlink_to("gone.md")
    found = scan(vault)
    looked = look(vault, [*ODD, "Note.md", "link.md", "f/nowhere.md", "folder.md", "f", "none.md"])
    assert looked == found
    assert found.links == {"link.md", "f/nowhere.md"}
    assert "Ann's conflicted copy 2.md" in skipped(vault)


@pytest.mark.parametrize(
    "path", ["", "/", "..", "../out.md", "a.md/b.md", "a\0.md", "f//a.md", "f/"]
)
def test_a_look_at_what_is_no_path_sees_nothing(vault: Path, path: str) -> None:
    put(vault, "a.md")
    put(vault, "f/a.md")
    put(vault.parent, "out.md")
    assert look(vault, [path]).stamps == {}


def test_a_conflict_copy_of_a_folder_is_said_once(vault: Path) -> None:
    put(vault, "Ideas (Ann's conflicted copy 2026-01-08)/a.md", "b/Ideas (Case Conflict)/c.csv")
    found = scan(vault)
    assert (found.notes, found.attachments) == (["Note.md"], [])
    assert len(skipped(vault)) == 2
    assert look(vault, ["b/Ideas (Case Conflict)/c.csv"]) == Scan()


def test_what_may_hold_notes_and_cannot_be_seen(vault: Path) -> None:
    put(vault, ".Oil.md.icloud", "metrics/.rate.csv.icloud", ".chart.png.icloud")
    found = scan(vault)
    assert found.notes == ["Note.md"]
    assert [item.path for item in found.skipped if item.unseen] == [
        ".Oil.md.icloud",
        "metrics/.rate.csv.icloud",
    ]
    assert look(vault, [".Oil.md.icloud"]).skipped == found.skipped[:1]


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("prices/X.csv", True),
        ("prices/._X.csv", False),
        ("prices/.stversions/X.csv", False),
        ("prices/X.csv~", False),
        ("prices/X.sync-conflict-20260108-101010-ABCDEFG.csv", False),
        ("prices (Case Conflict)/X.csv", False),
    ],
)
def test_one_rule_for_all_that_can_state_something(path: str, counts: bool) -> None:
    assert belongs(path) is counts


def test_a_note_that_cannot_be_read_is_no_empty_note(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    assert note_bytes(tmp_path, "gone.md") == b""
    with pytest.raises(OSError, match=r"a\.md"):
        note_bytes(tmp_path, "a.md")
