"""The disk changes under an editor, and the editor under the server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from actions.keeping import age
from lsp.client import Client
from lsp.desks import InThread
from thesisvault.actions import reviewer
from thesisvault.lsp import following, server
from thesisvault.lsp.desk import Desk

RISEN = """---
type: thesis
side: long
created: 2026-01-02
review: {review}
---

# Long oil

| Exposure | Weight |
|----------|--------|
| [[Oil]] | 100 |
"""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    (root / ".thesis").mkdir(parents=True)
    (root / ".thesis" / "config.toml").write_text('as_of = "2026-01-09"\n')
    (root / "Theses").mkdir()
    (root / "Oil.md").write_text("---\ntype: stock\naliases: [Crude]\n---\n# Oil\n")
    (root / "Theses" / "Long oil.md").write_text(RISEN.format(review="2026-01-05"))
    age(*root.rglob("*.md"))
    return root


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One server for all of these vaults."""
    with pytest.MonkeyPatch.context() as patch:
        # What is not saved is said after 2 s: most of what a test of it would take.
        patch.setattr(server, "_SAVES_WITHIN", 0.3)
        client = Client(tmp_path_factory.mktemp("none"), "neovim@v0.11.0")
        yield client
        client.stop()


@pytest.fixture
def vim(shared: Client, vault: Path) -> Client:
    shared.root = vault
    shared.lsp.messages.clear()
    shared.lsp.log_messages.clear()
    return shared


def test_what_is_not_saved_is_answered_and_what_is_saved_elsewhere_too(vim: Client) -> None:
    path = "Theses/Long oil.md"
    text = vim.open(path)
    vim.until(lambda: (5, "review-overdue") in vim.codes(path))
    vim.until(lambda: vim.lens(path))

    # A link that only the screen has, to a note that is not there yet.
    vim.change(path, text + "\n[[Gas]]\n")
    vim.until(lambda: (14, "link-unwritten") in vim.codes(path))
    # Another program writes the note: Neovim tells nobody.
    (vim.root / "Gas.md").write_text("# Gas\n")
    vim.until(lambda: (14, "link-unwritten") not in vim.codes(path))
    # It is renamed outside: the link leads nowhere again, and a name is near it.
    (vim.root / "Gas.md").rename(vim.root / "Natural gas.md")
    vim.until(lambda: (14, "link-unresolved") in vim.codes(path))

    # What is said of a line that was edited is withheld, not moved along.
    vim.change(path, "\n" + text)
    vim.until(lambda: (5, "review-overdue") not in vim.codes(path))
    assert (6, "review-overdue") not in vim.codes(path)
    vim.change(path, text)
    vim.until(lambda: (5, "review-overdue") in vim.codes(path))

    # A save with another date: the review is made anew.
    vim.save(path, RISEN.format(review="2026-02-05"))
    vim.change(path, RISEN.format(review="2026-02-05"))
    vim.until(lambda: (5, "review-overdue") not in vim.codes(path))
    vim.until(lambda: all("overdue" not in title for _, title in vim.lens(path)))


def test_a_rename_is_of_what_is_on_the_screen(vim: Client) -> None:
    text = vim.open("Theses/Long oil.md") + "\n🚀 [[Oil]] and [[Oil|crude]]\n"
    vim.change("Theses/Long oil.md", text)
    vim.open("Oil.md")
    where = vim.at(text, "🚀 [[Oil", 5)
    asked = types.RenameParams(vim.document("Theses/Long oil.md"), where, "Crude oil")
    vim.until(lambda: vim.hover("Theses/Long oil.md", where))
    edit = vim.wait_for(vim.lsp.text_document_rename_async(asked))
    assert edit is not None and edit.document_changes is not None
    own, mine, moved = edit.document_changes
    # The note's own title follows its name.
    assert isinstance(own, types.TextDocumentEdit)
    assert own.text_document.uri == vim.uri("Oil.md")
    places = [(item.range.start, item.range.end) for item in own.edits]
    assert places == [(types.Position(4, 2), types.Position(4, 3))]
    assert [item.new_text for item in own.edits if not hasattr(item, "snippet")] == ["Crude o"]
    assert isinstance(moved, types.RenameFile)
    assert isinstance(mine, types.TextDocumentEdit)
    assert mine.text_document.version == 2
    assert len(mine.edits) == 3
    # Neovim saves nothing: it says so once.
    reminders = vim.until(lambda: [m.message for m in vim.lsp.messages if "saved" in m.message])
    assert reminders == ["2 notes changed, not saved yet: save all."]
    # What the editor asks about our own rename is not planned twice.
    renamed = types.FileRename(vim.uri("Oil.md"), vim.uri("Crude oil.md"))
    will = types.RenameFilesParams([renamed])
    assert vim.wait_for(vim.lsp.workspace_will_rename_files_async(will)) is None
    other = types.RenameFilesParams([types.FileRename(vim.uri("Oil.md"), vim.uri("Brent.md"))])
    found = vim.wait_for(vim.lsp.workspace_will_rename_files_async(other))
    assert found is not None and found.document_changes is not None
    assert all(isinstance(item, types.TextDocumentEdit) for item in found.document_changes)


def test_a_vault_that_is_gone_takes_nothing_with_it(vim: Client) -> None:
    path = "Theses/Long oil.md"
    text = vim.open(path)
    vim.until(lambda: vim.lens(path))
    away = vim.root.with_name("away")
    vim.root.rename(away)
    vim.until(lambda: any("vault is missing" in item.message for item in vim.lsp.log_messages))
    vim.change(path, text + "\n[[Nowhere]]\n")
    vim.until(lambda: (14, "link-unwritten") in vim.codes(path))
    assert (12, "link-unwritten") not in vim.codes(path)  # Oil is not lost
    away.rename(vim.root)
    (vim.root / "Nowhere.md").write_text("# Nowhere\n")
    vim.until(lambda: (14, "link-unwritten") not in vim.codes(path))


def test_a_checkout_is_followed_and_what_is_on_the_screen_stays(vim: Client) -> None:
    def git(*words: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@b")
        subprocess.run(["git", *identity, *words], cwd=vim.root, check=True, capture_output=True)

    path = "Theses/Long oil.md"
    git("init", "-q")
    git("add", "*.md")
    git("commit", "-qm", "one")
    (vim.root / "Oil.md").rename(vim.root / "Brent.md")
    git("add", "-A", "*.md")
    git("commit", "-qm", "two")
    text = vim.open(path)
    vim.change(path, text + "\n[[Brent]]\n")
    found = vim.until(lambda: [code for line, code in vim.codes(path) if line == 12])
    assert found[0].startswith("link-un")
    git("checkout", "-q", "HEAD~1")
    vim.until(lambda: 12 not in [line for line, _ in vim.codes(path)])
    vim.until(lambda: 14 in [line for line, _ in vim.codes(path)])


def test_the_first_read_of_many_notes_shows_its_progress(vim: Client) -> None:
    for number in range(301):
        (vim.root / f"{number}.md").write_text("a")
    vim.open("Theses/Long oil.md")
    token = f"thesisvault {vim.root}"
    vim.until(lambda: len(vim.lsp.progress_reports.get(token, ())) == 2)
    kinds = [type(report) for report in vim.lsp.progress_reports[token]]
    assert kinds == [types.WorkDoneProgressBegin, types.WorkDoneProgressEnd]


def test_a_note_outside_of_a_vault_is_read_alone(vim: Client, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = os.path.relpath(folder / "Note.md", vim.root)
    (folder / "Note.md").write_text("<<<<<<< ours\n# Note\n")
    shutil.rmtree(folder)  # nobody reads the folder
    vim.open(path, "<<<<<<< ours\n# Note\n[[Oil]]\n")
    vim.until(lambda: (1, "conflict-marker") in vim.codes(path))
    assert vim.complete(path, types.Position(2, 4)) == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are counted in /proc")
@pytest.mark.parametrize("ends", ("client goes", "server is killed"))
def test_a_review_that_is_killed_is_made_again_and_no_process_is_left(
    vault: Path, ends: str
) -> None:
    client, path = Client(vault, "neovim@v0.11.0", as_process=True), "Theses/Long oil.md"
    client.open(path)
    server = client.process.pid
    children = client.until(lambda: _children(server))
    if ends == "client goes":
        for child in children:
            os.kill(child, signal.SIGKILL)
        client.save(path, RISEN.format(review="2026-01-04"))
        client.change(path, RISEN.format(review="2026-01-04"))
        client.until(lambda: (5, "review-overdue") in client.codes(path))
        assert any(
            "5 days overdue" in title for _, title in client.until(lambda: client.lens(path))
        )
        client.save(path, RISEN.format(review="2026-01-03"))
        children = client.until(lambda: _children(server))
        assert client.process.stdin is not None
        client._loop.call_soon_threadsafe(client.process.stdin.close)
    else:
        os.kill(server, signal.SIGKILL)
    client.until(lambda: not any(map(_is_there, (server, *children))))


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    listed = found.read_text() if found.exists() else ""
    if not listed:
        listed = subprocess.run(
            ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
        ).stdout
    return [int(child) for child in listed.split()]


def _is_there(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _logged(vim: Client) -> list[str]:
    return [item.message for item in vim.lsp.log_messages]


def test_prices_that_are_left_out_are_said_once(vim: Client) -> None:
    path = "Theses/Long oil.md"
    text = vim.open(path)
    vim.until(lambda: vim.lens(path))
    (vim.root / "Oil.md").write_text("---\ntype: stock\nsymbol: OIL\n---\n")
    (vim.root / "prices").mkdir()
    (vim.root / "prices" / "OIL.csv").write_text("date,close\n2026-01-05,ten\n")
    vim.until(lambda: [said for said in _logged(vim) if "Left out: prices/OIL.csv:2: " in said])
    assert "overdue" in vim.lens(path)[0][1]
    vim.save(path, text.replace("2026-01-05", "2026-03-01"))
    vim.until(lambda: any("overdue" not in title for _, title in vim.lens(path)))
    assert len([said for said in _logged(vim) if "Left out: " in said]) == 1


def test_who_makes_reviews_ends_when_nobody_asks_and_another_one_comes(
    vim: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "LOOK", 0.02)
    monkeypatch.setattr(reviewer, "REST", 0.1)
    path, ended = "Theses/Long oil.md", InThread.ended
    text = vim.open(path)
    vim.until(lambda: vim.lens(path))
    vim.until(lambda: InThread.ended > ended)
    vim.save(path, text.replace("2026-01-05", "2026-03-01"))
    vim.until(lambda: any("overdue" not in title for _, title in vim.lens(path)))


class _Fails:
    """A child that ends with a fault."""

    is_there = False

    def ask(self, question: bytes) -> bytes:
        return b""

    def end(self) -> tuple[int, bytes]:
        return 1, b"Traceback\nMemoryError: no room\n"

    def kill(self) -> None:
        """It has ended."""


def test_a_review_that_fails_is_said_and_the_rest_is_answered(
    vim: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "start_for_editor", _Fails)
    path = "Theses/Long oil.md"
    text = vim.open(path)
    told = "The review failed: MemoryError: no room."
    vim.until(lambda: [said for said in _logged(vim) if told in said])
    assert "**Oil** · stock" in vim.hover(path, vim.at(text, "[[Oil", 4))
    assert vim.lens(path) == []


def test_a_bug_at_a_save_is_said_and_the_next_save_is_followed(
    vim: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "Theses/Long oil.md"
    text = vim.open(path)
    vim.until(lambda: (5, "review-overdue") in vim.codes(path))
    with monkeypatch.context() as patch:
        patch.setattr(Desk, "follow", _bug)
        vim.save(path, text)
        told = "because of a bug in thesisvault: ValueError: a bug. Please report it."
        vim.until(lambda: [said for said in _logged(vim) if told in said])
    vim.save(path, text.replace("2026-01-05", "2026-03-01"))
    vim.until(lambda: (5, "review-overdue") not in vim.codes(path))


def _bug(*_: object) -> None:
    raise ValueError("a bug")
