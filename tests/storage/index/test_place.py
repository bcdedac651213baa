"""Whose index it is, and what it was made for."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.index.vaults import CACHE, opened, put
from thesisvault.model.settings import Settings
from thesisvault.storage import scan
from thesisvault.storage.index import place, schema
from thesisvault.storage.index.place import Place, fingerprint, stamps_of
from thesisvault.workspace.open import open_index


def test_each_vault_has_its_own_folder(tmp_path: Path) -> None:
    one, other, link = tmp_path / "one", tmp_path / "other", tmp_path / "link"
    one.mkdir()
    other.mkdir()
    link.symlink_to(one)
    folders = {Place(tmp_path, root, "").folder for root in (one, other, link)}
    assert folders == {Place(tmp_path, root, "").folder for root in (one, other)}
    assert len(folders) == 2


def test_the_folder_is_its_owners_alone(memory: Path) -> None:
    found = Place(memory / "cache", memory, "")
    found.begin()
    assert found.folder.stat().st_mode & 0o777 == 0o700


def test_the_fingerprint_is_of_the_words_and_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = fingerprint({})
    assert plain == fingerprint({})
    assert plain != fingerprint({"kinds": {"thesis": ["idea"]}})
    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", schema.VERSION + 1)
        assert fingerprint({}) != plain
    monkeypatch.setattr(place, "_marks", lambda: ("another reader",))
    assert fingerprint({}) != plain


def test_all_code_that_reads_notes_is_looked_at() -> None:
    """However deep it lies: an upgrade of it alone makes another index."""
    package = Path(place.__file__).parents[2]
    looked_at = {line.split(" ")[0] for line in place._files()}
    for room in ("parser", "model", "graph", "impact", "reports", "storage"):
        files = [file for file in (package / room).rglob("*.*") if file.suffix in (".py", ".toml")]
        assert {file.relative_to(package).as_posix() for file in files} <= looked_at, room


def test_code_that_is_replaced_while_we_run_is_not_taken_for_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = fingerprint({})
    monkeypatch.setattr(place, "_files", lambda: iter(["an upgrade"]))
    assert fingerprint({}) == plain


def test_other_words_are_another_index(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE, str(memory / "cache"))
    put(memory, "a.md", "#idea")
    with opened(memory):
        pass
    told: list[str] = []
    words = Settings(vocabulary={"kinds": {"thesis": ["idea"]}})
    index = open_index(memory, words, told.append, lambda done, of: None)
    index.refresh(scan.scan(memory))
    note = index.source(None).note("a.md")
    index.close()
    assert note is not None and note.kind.value == "thesis"
    assert len(told) == 1 and "another vocabulary" in told[0]


def test_a_database_and_its_log_have_stamps(tmp_path: Path) -> None:
    file = put(tmp_path, "x", "1")
    alone = stamps_of(file)
    assert alone is not None
    log = put(tmp_path, "x-wal", "")
    assert stamps_of(file) == alone, "who only reads makes an empty one, and takes it away"
    log.write_text("1")
    assert stamps_of(file) not in (alone, None)
    put(tmp_path, "y", "other").replace(file)
    log.unlink()
    assert stamps_of(file) != alone
    file.unlink()
    assert stamps_of(file) is None
