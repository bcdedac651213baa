"""When enough has come: quiet, but never longer than the bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from thesisvault.storage.watching.hints import Hint
from thesisvault.storage.watching.pending import FLOOD, Pending


@pytest.fixture
def pending(tmp_path: Path) -> Pending:
    (tmp_path / "A.md").write_text("full")
    (tmp_path / "Empty.md").write_text("")
    return Pending(str(tmp_path), quiet=0.01, longest=0.25)


def test_nothing_is_never_ready(pending: Pending) -> None:
    pending.add(1.0, Hint())
    pending.add(1.0, Hint(beat=True))
    assert pending.due is None
    assert not pending.ready(100.0)


def test_ready_once_quiet(pending: Pending) -> None:
    pending.add(1.0, Hint(("A.md",)))
    pending.add(1.005, Hint(("B.md",)))
    assert not pending.ready(1.012)
    assert pending.ready(1.016)
    assert pending.take() == (frozenset({"A.md", "B.md"}), False)
    assert pending.due is None


def test_never_later_than_the_bound(pending: Pending) -> None:
    for step in range(60):
        pending.add(1.0 + step * 0.005, Hint((f"{step}.md",)))
    assert pending.due == 1.25
    assert pending.ready(1.25)


def test_an_empty_file_that_was_not_closed_waits_for_the_bound(pending: Pending) -> None:
    pending.add(1.0, Hint(("Empty.md",), settled=False))
    assert not pending.ready(1.02)
    assert pending.due == 1.25
    assert pending.ready(1.25)


def test_an_empty_file_that_was_closed_is_ready(pending: Pending) -> None:
    pending.add(1.0, Hint(("Empty.md",), settled=False))
    assert not pending.ready(1.02)
    pending.add(1.03, Hint(("Empty.md",)))
    assert pending.ready(1.045)


def test_a_flood_is_a_rescan(pending: Pending) -> None:
    for number in range(FLOOD):
        pending.add(1.0, Hint((f"{number}.md",)))
    assert pending.take()[1]
