"""An open vault: what is saved is seen by the next question; the day that may be asked for."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from agents import small
from thesisvault.agents.asking import answered
from thesisvault.agents.gate import Gate
from thesisvault.agents.keep import Keep
from thesisvault.agents.tools import reading
from thesisvault.model.errors import UsageFault
from thesisvault.reports import aside
from thesisvault.storage import memory


def ask(keep: Keep, name: str, **given: Any) -> dict[str, Any]:
    found = answered(keep, reading()[name], given).document
    keep.release()
    return found


def test_a_save_is_seen_by_the_next_call(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "A.md").write_text("# A\n")
    keep = Keep(tmp_path)
    assert ask(keep, "search", query="quartz")["total"] == 0
    assert len(ask(keep, "list_notes")["notes"]) == 1
    (tmp_path / "B.md").write_text("Quartz.\n")
    assert ask(keep, "search", query="quartz")["total"] == 1
    assert len(ask(keep, "list_notes")["notes"]) == 2
    (tmp_path / "A.md").unlink()
    assert len(ask(keep, "list_notes")["notes"]) == 1
    (tmp_path / ".thesis").mkdir()
    (tmp_path / ".thesis/config.toml").write_text('as_of = "2024-05-06"\n')
    assert ask(keep, "status")["as_of"] == dt.date(2024, 5, 6).isoformat()
    keep.close()


def test_a_save_that_bears_the_same_stamp_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as two saves may bear one time, bytes decide: no stamp tells them apart."""
    (tmp_path / ".obsidian").mkdir()
    note = tmp_path / "A.md"
    now = time.time_ns()
    monkeypatch.setattr("thesisvault.storage.scan.stamp_of", lambda status: (8, now, now, 1))
    keep = Keep(tmp_path)
    for word in ("quartz", "basalt", "quartz"):
        note.write_text(f"#{word}\n")
        assert len(ask(keep, "list_notes", tag=word)["notes"]) == 1
    keep.close()


def test_the_last_answers_are_kept_until_anything_changes(tmp_path: Path) -> None:
    keep = Keep(small.make(tmp_path / "v"))
    made: list[int] = []

    class Nothing(Struct):
        """An answer."""

    def ask_it() -> Nothing:
        made.append(1)
        return Nothing()

    keep.open()
    first = keep.answer("a", ask_it)
    keep.open()
    assert keep.answer("a", ask_it) is first and len(made) == 1
    (keep.root / "New.md").write_text("New.\n")
    keep.open()
    assert keep.answer("a", ask_it) is not first
    for key in "bcdef":
        keep.answer(key, ask_it)
    assert keep.answer("a", ask_it) is not first and len(made) == 8
    keep.close()


def test_a_cursor_holds_until_a_note_changes(tmp_path: Path) -> None:
    keep = Keep(small.make(tmp_path / "v"))
    cursor = ask(keep, "list_notes", limit=2)["page"]["next"]
    assert len(ask(keep, "list_notes", limit=2, cursor=cursor)["notes"]) == 2
    (keep.root / "New.md").write_text("New.\n")
    with pytest.raises(UsageFault, match="ask again"):
        ask(keep, "list_notes", limit=2, cursor=cursor)
    keep.close()


def test_nothing_is_seen_after_the_last_day(tmp_path: Path) -> None:
    last = dt.date(2026, 1, 31)
    keep = Keep(small.make(tmp_path / "v"), as_of=last)
    assert ask(keep, "status")["as_of"] == last.isoformat()
    found = ask(keep, "explain", thesis=small.THESIS)
    assert "2026-02-02" not in repr(found)
    assert ask(keep, "search", query="Bought more")["total"] == 0
    with pytest.raises(UsageFault, match="must not be after 2026-01-31"):
        ask(keep, "status", as_of="2026-02-01")
    assert ask(keep, "status", as_of="2025-12-31")["as_of"] == "2025-12-31"
    keep.close()


def test_a_damaged_index_shows_no_more(tmp_path: Path) -> None:
    """An index made anew sees what the gate lets through, and nothing else."""
    root = small.make(tmp_path / "v")
    keep = Keep(root, Gate(never=("Notes",)))
    first = ask(keep, "list_notes")
    index = keep._index
    assert index is not None
    index._go_on(None, ValueError("damaged"))
    again = [row["path"] for row in ask(keep, "list_notes")["notes"]]
    assert again == [row["path"] for row in first["notes"]]
    assert not any(path.startswith("Notes/") for path in again)
    keep.close()


def test_what_is_asked_after_a_rest_is_answered_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Keep(small.make(tmp_path / "vault"))
    monkeypatch.setattr(aside, "MANY", 1)
    before = [ask(keep, "list_notes"), ask(keep, "flows"), ask(keep, "search", query="quartz")]
    assert keep.reader._child is not None
    keep.look()
    assert keep.reader._child is not None
    monkeypatch.setattr(memory, "REST", 0.0)
    keep.look()
    assert keep.reader._child is None
    after = [ask(keep, "list_notes"), ask(keep, "flows"), ask(keep, "search", query="quartz")]
    assert after == before
    keep.close()
