"""An unmount looks like the deletion of every note, and is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from thesisvault.storage.watching import Batch, Watch
from thesisvault.storage.watching.presence import Presence, State
from thesisvault.storage.watching.watcher import AWAY, BACK, REPLACED

from .gathered import PATIENCE, Gathered


@pytest.fixture
def quick(root: Path) -> Iterator[Gathered]:
    with Watch(root, heartbeat_every=0.05) as watch:
        yield Gathered(watch)


def test_gone_and_back(root: Path, quick: Gathered, tmp_path: Path) -> None:
    os.rename(root, tmp_path / "elsewhere")
    quick.until(lambda: AWAY in quick.notices)
    assert quick.batches[-1] == Batch(frozenset(), False, (AWAY,), frozen=True)
    assert quick.watch.next(0.2) is None, "it is said once"
    os.rename(tmp_path / "elsewhere", root)
    quick.until(lambda: BACK in quick.notices)
    assert quick.batches[-1] == Batch(frozenset(), True, (BACK,))
    (root / "A.md").write_text("x")
    quick.until_paths("A.md")


def test_deleted_and_made_again(root: Path, quick: Gathered) -> None:
    shutil.rmtree(root)
    quick.until(lambda: AWAY in quick.notices)
    assert quick.batches[-1].frozen
    root.mkdir()
    assert quick.watch.next(0.2) is None, "a mount point without a vault is none"
    (root / ".thesis").mkdir()
    quick.until(lambda: BACK in quick.notices)
    (root / "A.md").write_text("x")
    quick.until_paths("A.md")


def test_the_marker_gone_and_back(root: Path, quick: Gathered) -> None:
    os.rename(root / ".thesis", root / ".gone")
    quick.until(lambda: AWAY in quick.notices)
    (root / "A.md").write_text("x")
    assert quick.watch.next(0.2) is None
    os.rename(root / ".gone", root / ".thesis")
    quick.until(lambda: BACK in quick.notices)
    assert quick.batches[-1].rescan


def test_another_folder_in_its_place(root: Path, quick: Gathered, tmp_path: Path) -> None:
    (tmp_path / "other" / ".thesis").mkdir(parents=True)
    (tmp_path / "link").symlink_to(root)
    with Watch(tmp_path / "link", heartbeat_every=0.05) as watch:
        seen = Gathered(watch)
        (tmp_path / "new").symlink_to(tmp_path / "other")
        os.replace(tmp_path / "new", tmp_path / "link")
        seen.until(lambda: REPLACED in seen.notices)
        assert seen.batches[-1] == Batch(frozenset(), True, (REPLACED,))
        (tmp_path / "other" / "A.md").write_text("x")
        seen.until_paths("A.md")


def test_away_from_the_start(root: Path, tmp_path: Path) -> None:
    os.rename(root, tmp_path / "elsewhere")
    with Watch(root, heartbeat_every=0.05) as watch:
        assert watch.next(PATIENCE) == Batch(frozenset(), False, (AWAY,), frozen=True)
        os.rename(tmp_path / "elsewhere", root)
        seen = Gathered(watch)
        seen.until(lambda: BACK in seen.notices)


def test_away_while_polling(root: Path, tmp_path: Path) -> None:
    with Watch(root, poll=True, heartbeat_every=0.05) as watch:
        os.rename(root, tmp_path / "elsewhere")
        seen = Gathered(watch)
        seen.until(lambda: AWAY in seen.notices)
        os.rename(tmp_path / "elsewhere", root)
        seen.until(lambda: BACK in seen.notices)


def test_a_vault_that_never_had_a_marker(tmp_path: Path) -> None:
    presence = Presence(str(tmp_path))
    assert presence.look() is State.HERE
    (tmp_path / ".thesis").mkdir()
    assert presence.look() is State.HERE
    (tmp_path / ".thesis").rmdir()
    assert presence.look() is State.AWAY


def test_a_file_in_the_place_of_the_vault(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("x")
    assert Presence(str(tmp_path / "vault")).look() is State.AWAY
