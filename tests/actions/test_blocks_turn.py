"""A block is rewritten when its verdict turns by time alone, on that day, once, and only it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from actions.keeping import DAY, Kept, age, outdated, turns, wrote
from sizes import share
from thesisvault.model.review import Outcome
from thesisvault.reports.reviews import review
from thesisvault.workspace.open import open_workspace

BLOCK = "<!-- thesis:impact -->\n<!-- /thesis:impact -->\n"
LONG = "---\ntype: thesis\nside: long\nopened: 2025-12-01\n---\n"
ROTATION = (
    "---\ntype: rotation\ncreated: {}\n---\n\n| Thesis | Impact |\n|--|--|\n| [[{}]] | {} |\n"
)
NOTES = {
    "Theses/Old.md": LONG + BLOCK,
    "Theses/New.md": LONG + BLOCK,
    "Rotations/One.md": ROTATION.format("2025-12-05", "Old", "supported"),
    "Rotations/Two.md": ROTATION.format("2026-01-05", "New", "pressured"),
}
ONE_DAY = dt.timedelta(days=1)


def _outcome(root: Path, day: dt.date, name: str) -> Outcome:
    workspace = open_workspace(root)
    try:
        theses = review(workspace, day).theses
        return next(item.verdict.outcome for item in theses if item.name == name)
    finally:
        workspace.close()


def _first_day(root: Path, name: str, wanted: Outcome) -> dt.date:
    low, high = DAY, DAY + dt.timedelta(days=2000)
    while high - low > ONE_DAY:
        middle = low + (high - low) // 2
        low, high = (low, middle) if _outcome(root, middle, name) is wanted else (middle, high)
    return high


def test_a_watch_left_over_a_day_s_end_writes_the_block_that_turned_once(tmp_path: Path) -> None:
    kept = Kept(tmp_path, NOTES)
    turned = _first_day(tmp_path, "Old", Outcome.NEUTRAL)
    before = {path: kept.read(path) for path in NOTES}
    assert "**supported**" in before["Theses/Old.md"]

    kept.day = turned - ONE_DAY
    assert wrote(kept.on_batch(rescan=True)) == []
    kept.day = turned
    found = kept.on_batch(rescan=True)
    assert wrote(found) == ["Theses/Old.md"]
    assert [(turn.thesis, turn.after) for turn in turns(found)] == [("Old", Outcome.NEUTRAL)]
    assert f"**neutral**, score +15, as of {turned}." in kept.read("Theses/Old.md")
    assert kept.read("Theses/New.md") == before["Theses/New.md"]

    kept.rest()
    for days in (1, 2, 9):
        kept.day = turned + dt.timedelta(days=days)
        assert wrote(kept.on_batch(rescan=True)) == []
    assert kept.is_current()
    kept.day = turned + dt.timedelta(days=600)  # beyond what is looked at day by day
    assert wrote(kept.on_batch(rescan=True)) == ["Theses/New.md"]
    kept.keeper.close()


def test_the_same_day_gives_the_same_bytes_whatever_was_written_before(tmp_path: Path) -> None:
    daily, late = tmp_path / "daily", tmp_path / "late"
    one, other = Kept(daily, NOTES), Kept(late, NOTES)
    end = _first_day(daily, "New", Outcome.NEUTRAL) + dt.timedelta(days=3)
    for days in range(0, (end - DAY).days, share(21, 7)):
        one.day = DAY + dt.timedelta(days=days)
        one.on_batch(rescan=True)
        one.rest()
    for kept in (one, other):
        kept.day = end
        kept.on_batch(rescan=True)
        kept.keeper.close()
    assert {path: one.read(path) for path in NOTES} == {path: other.read(path) for path in NOTES}


def test_a_check_says_that_a_block_is_stale_where_the_verdict_is_another_one(
    tmp_path: Path,
) -> None:
    Kept(tmp_path, NOTES).keeper.close()
    age(*tmp_path.rglob("*.md"))
    turned = _first_day(tmp_path, "Old", Outcome.NEUTRAL)
    assert outdated(tmp_path, turned - ONE_DAY) == []
    assert outdated(tmp_path, turned) == ["Theses/Old.md"]
