"""The watch's own file is written and removed in the vault, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from thesisvault.storage.watching.heartbeat import Heartbeat


def test_it_comes_and_goes(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    heartbeat = Heartbeat(str(tmp_path))
    assert heartbeat.beat() and (tmp_path / heartbeat.path).is_file()
    heartbeat.remove()
    assert list((tmp_path / ".thesis/tmp").iterdir()) == []


def test_what_lies_behind_a_link_stays(tmp_path: Path) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    (vault / ".thesis").mkdir(parents=True)
    outside.mkdir()
    (vault / ".thesis/tmp").symlink_to(outside)
    heartbeat = Heartbeat(str(vault))
    other = outside / heartbeat.path.rpartition("/")[2]
    other.write_text("x")
    assert not heartbeat.beat()
    heartbeat.remove()
    assert other.read_text() == "x"
