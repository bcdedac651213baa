"""What a bug report needs, and not a word of a note."""

from __future__ import annotations

from pathlib import Path

import pytest

from thesisvault import __version__
from thesisvault.storage.writing import probe

from .conftest import Command, Write

SECRET = {
    "Secret folder/Secret thesis.md": "---\ntype: thesis\naliases: [Secret]\n---\nSecret text\n",
    "Secret folder/secret.pdf": "Secret",
    "Secret.sync-conflict-1.md": "Secret",
}


def test_figures_of_the_vault_and_no_word_of_it(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = write(SECRET)
    monkeypatch.setenv("EDITOR", "/home/secret/bin/vim --secret")
    thesis("list")
    run = thesis("doctor")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"thesisvault {__version__}\n")
    assert "secret" not in run.out.casefold()
    assert str(vault) not in run.out
    found = thesis("doctor", "--json").json
    assert (found["vault"]["notes"], found["vault"]["attachments"]) == (1, 1)
    assert found["vault"]["skipped"] == 1
    assert found["vault"]["bytes"] == len(SECRET["Secret folder/Secret thesis.md"])
    assert found["index"]["state"] == "current"
    assert {"name": "EDITOR", "value": "vim"} in found["terminal"]["variables"]
    assert "secret" not in str(found).casefold()


def test_nothing_is_left_behind(thesis: Command, write: Write) -> None:
    vault = write({"A.md": "x"})
    thesis("doctor")
    assert sorted(path.name for path in vault.iterdir()) == [".obsidian", "A.md"]
    (vault / ".thesis").mkdir()
    thesis("doctor")
    assert list((vault / ".thesis").iterdir()) == []


def test_without_a_vault(thesis: Command) -> None:
    run = thesis("doctor")
    assert run.code == 0
    assert "none here" in run.out
    found = thesis("doctor", "--json").json
    assert (found["vault"], found["index"]) == (None, None)
    assert "that was named" in thesis("--vault", "/nowhere", "doctor").out


def test_a_config_that_cannot_be_read_is_said(thesis: Command, write: Write) -> None:
    write({"A.md": "x", ".thesis/config.toml": "= 1"})
    run = thesis("doctor")
    assert (run.code, "cannot be read" in run.out) == (0, True)
    assert thesis("doctor", "--json").json["index"]["state"] == "unknown"


def test_the_home_folder_is_not_named(
    thesis: Command, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"A.md": "x"})
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME")
    folder = thesis("doctor", "--json").json["index"]["folder"]
    assert folder.startswith("~/.cache/thesisvault/")


def test_states_of_the_index(thesis: Command, write: Write, cache: Path) -> None:
    vault = write({"A.md": "x"})
    assert thesis("doctor", "--json").json["index"]["state"] == "none"
    thesis("list")
    found = thesis("doctor", "--json").json["index"]
    assert (found["state"], found["age"] < 60, found["bytes"] > 0) == ("current", True, True)
    (vault / ".thesis").mkdir()
    config = '[vocabulary.tables.moves]\nmove = ["delta"]\n'
    (vault / ".thesis" / "config.toml").write_text(config, encoding="utf-8")
    assert thesis("doctor", "--json").json["index"]["state"] == "outdated"


def test_the_kind_of_a_file_system(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    deep = tmp_path / "a b"
    deep.mkdir()
    spelled = str(deep).replace(" ", "\\040")
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
        f"2 1 0:9 / {spelled} rw shared:1 - fuse.sshfs host: rw\n"
        "odd\n",
        encoding="utf-8",
    )
    assert probe.file_system(tmp_path, mounts) == "ext4"
    assert probe.file_system(deep, mounts) == "fuse.sshfs"
    assert probe.file_system(deep, tmp_path / "none") is None


def test_limits(tmp_path: Path) -> None:
    (tmp_path / "max_user_watches").write_text("12\n", encoding="ascii")
    assert probe.limits(tmp_path) == probe.Limits(12, None)


def test_exchange_where_the_system_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    assert probe.can_exchange(vault) in (True, False)
    monkeypatch.setattr("thesisvault.storage.writing.exchange.FALL_BACK", True)
    assert probe.can_exchange(vault) is False
    assert probe.can_exchange(tmp_path / "none") is None
    assert list(vault.iterdir()) == []
