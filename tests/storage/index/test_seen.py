"""A disk that was found to be as the index says is known by its stamps together."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.index.vaults import expected, opened, put, wrong
from thesisvault.storage import scan
from thesisvault.storage.index import compare, index


@pytest.fixture
def seen(memory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault that was found as its index says; from now on, no file is looked up by itself."""
    monkeypatch.setattr(compare, "TICK", 0)  # nothing is in doubt but for its stamp
    put(memory, "a.md", "[[Apple]]\n")
    put(memory, "pic.png", "x")
    for _ in range(2):
        with opened(memory):
            pass
    monkeypatch.setattr(index, "suspects", Looked.suspects)
    return memory


class Looked(Exception):
    """The rows of the index were looked at."""

    @classmethod
    def suspects(cls, *_: object) -> set[str]:
        raise cls


def test_nothing_is_looked_up_where_nothing_changed(seen: Path) -> None:
    with opened(seen) as found:
        assert not found.changes
        assert wrong(found, expected(seen)) == ""


@pytest.mark.parametrize("path", ["a.md", "new.md", "pic.png"])
def test_any_other_stamp_is_looked_up(seen: Path, path: str) -> None:
    put(seen, path, "[[Cocoa]]\n")
    with pytest.raises(Looked), opened(seen):
        pass


def test_a_file_that_went_is_looked_up(seen: Path) -> None:
    (seen / "pic.png").unlink()
    with pytest.raises(Looked), opened(seen):
        pass


def test_whatever_was_written_meanwhile_is_looked_up(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process has found the disk as the index says; before it keeps that, another writes."""
    monkeypatch.setattr(compare, "TICK", 0)
    put(memory, "a.md", "[[Apple]]\n")
    with opened(memory):
        pass
    before = scan.scan(memory)
    with opened(memory):
        put(memory, "a.md", "[[Cocoa]]\n")
        with opened(memory) as other:
            assert other.changes.changed == ("a.md",)
    monkeypatch.setattr(index, "suspects", Looked.suspects)
    with pytest.raises(Looked), opened(memory, refresh=False) as found:
        found.index.refresh(before)
