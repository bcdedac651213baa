"""Several processes with one index: each answer is a state of the disk while it was made."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sizes import share
from storage.index.processes import between, count, edit_beside, kill_often, start
from storage.index.readers import COUNTERS, on_disk
from storage.index.vaults import CACHE, Opened, expected, opened, place_of, put, write_vault, wrong
from thesisvault.storage import scan
from thesisvault.storage.index import changes, place, schema


@pytest.fixture
def root(memory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE, str(memory / "cache"))
    found = memory / "vault"
    write_vault(found)
    return found


@pytest.mark.parametrize("kinds", [("once", "once", "lasting"), ("lasting", "lasting")])
def test_each_answer_is_a_state_of_the_disk(root: Path, kinds: tuple[str, ...]) -> None:
    processes = [start(root, kind) for kind in kinds]
    try:
        lines = [json.loads(line) for line in edit_beside(root, processes, share(10, 200))]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    for line in lines:
        assert between(line), line
        assert line["again"] == line["said"], line
        assert line["told"] == [], line
    with opened(root) as found:
        assert wrong(found, expected(root)) == ""
    with opened(root) as found:
        assert (found.read, found.told) == ([], [])


def test_all_agree_when_the_edits_have_stopped(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(root) as one, opened(root) as other, opened(root) as third:
        rng = Random(2)
        for number in range(40):
            count(root, number, rng)
            put(root, f"New {number % 5}.md", f"[[Apple]] {number}")
            for found in rng.sample((one, other, third), 2):
                found.index.refresh(scan.scan(root))
        right = expected(root)
        for found in (one, other, third):
            found.index.refresh(scan.scan(root))
            assert wrong(found, right) == ""
            assert found.told == []


def no_scan(root: Path) -> scan.Scan:
    raise AssertionError("the whole vault was looked at")


def test_what_another_process_missed_stays_known(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that comes with an old look at the disk takes nothing back, and costs nobody a look."""
    with opened(root) as lasting:
        files = scan.scan(root)
        put(root, "Gold.md", "[[Apple]]")
        (root / "Oil.md").unlink()
        lasting.index.refresh_some(["Gold.md", "Oil.md"])
        put(root, "Copper.md", "[[Gold]]")
        with opened(root, refresh=False) as late:
            files.stamps["Copper.md"] = (1, 1, 1, 1)
            late.index.refresh(files)
            assert wrong(late, expected(root)) == ""
        put(root, "Oil.md", "[[Gold]]")
        with monkeypatch.context() as patch:
            patch.setattr(scan, "scan", no_scan)
            mark = lasting.index.mark()
            lasting.index.refresh_some(["Oil.md"])
            concern = lasting.index.since(mark)
        assert concern is not None and concern.paths == {"Copper.md", "Oil.md"}
        assert wrong(lasting, expected(root)) == ""


@pytest.mark.parametrize("hidden", ["Gold.md", "Metals"])
def test_bug_what_one_process_cannot_see_is_not_gone_for_the_others(
    root: Path, monkeypatch: pytest.MonkeyPatch, hidden: str
) -> None:
    """One call to the system failed in the review of a watch, and a block said that nothing
    linked its note: the watch believed the other process that the file had gone."""
    put(root, "Gold.md", "[[Apple]]")
    put(root, "Metals/Zinc.md", "[[Apple]]")
    with opened(root) as watch:
        with monkeypatch.context() as patch:
            hide(patch, root / hidden)
            with opened(root) as review:
                assert hidden in review.index.unseen
                missing = review.index.count("path LIKE ?", f"{hidden}%")
                assert missing == 0
        with monkeypatch.context() as patch:
            patch.setattr(scan, "scan", no_scan)
            watch.index.refresh_some(())
        assert watch.index.count("path LIKE ?", f"{hidden}%") == 1
        assert wrong(watch, expected(root)) == ""
        with monkeypatch.context() as patch:
            hide(patch, root / hidden)
            with opened(root):
                pass
            watch.index.refresh_some(())
            assert any(path.startswith(hidden) for path in watch.index.unseen)
        watch.index.refresh(scan.scan(root))
        assert wrong(watch, expected(root)) == ""


def test_whoever_missed_more_than_the_log_keeps_looks_at_everything(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "KEPT", 1)
    with opened(root) as lasting:
        with monkeypatch.context() as patch:
            hide(patch, root)
            with opened(root) as blind:
                assert blind.index.count() == 0
        lasting.index.refresh_some(())
        assert wrong(lasting, expected(root)) == ""


def test_bug_who_loses_to_another_writer_does_not_look_at_everything_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the log was cut, a command looked at the whole vault each time that another process was
    first, was late for that again, and ended only when the others did."""
    with opened(root):
        pass
    with monkeypatch.context() as patch:
        patch.setattr(changes, "KEPT", 1)
        for number in range(3):
            put(root, "Gold.md", f"[[Apple]] {number}")
            with opened(root):
                pass
    put(root, "Gold.md", "[[Oil]] first")
    with opened(root, refresh=False) as late:

        def again() -> None:
            put(root, "Copper.md", "[[Oil]] and more")
            with opened(root):
                pass

        late.index._see = no_scan
        refresh_while(root, late, again)
        late.index._see = scan.scan
        assert wrong(late, expected(root)) == ""


def hide(patch: pytest.MonkeyPatch, hidden: Path) -> None:
    """Let the disk fail where anything is asked of a file, or of a folder and what it holds."""

    def failing(real: Callable[..., Any]) -> Callable[..., Any]:
        def called(path: Any, *args: Any, **options: Any) -> Any:
            if not isinstance(path, int) and Path(path).is_relative_to(hidden):
                raise OSError(errno.EIO, "a broken disk", os.fspath(path))
            return real(path, *args, **options)

        return called

    for name in ("scandir", "lstat", "stat", "open"):
        patch.setattr(os, name, failing(getattr(os, name)))
    patch.setattr(scan, "_ORDINARY", re.compile("(?!)"))  # which asks what was listed


def test_what_was_read_before_others_wrote_does_not_replace_it(root: Path) -> None:
    put(root, "Gold.md", "[[Apple]]")
    with opened(root):
        pass
    with opened(root) as found:
        found.index.release()

        def again() -> None:
            put(root, "Gold.md", "[[Copper]] and more")
            with opened(root) as other:
                assert wrong(other, expected(root)) == ""

        put(root, "Gold.md", "[[Oil]] first")
        refresh_while(root, found, again)
        assert wrong(found, expected(root)) == ""


def test_nothing_changes_until_the_next_refresh(root: Path) -> None:
    right = expected(root)
    with opened(root) as first, opened(root) as second:
        put(root, "Gold.md", "[[Apple]]")
        with opened(root) as third:
            assert wrong(third, expected(root)) == ""
            assert third.told == []
        for found in (first, second):
            assert wrong(found, right) == ""
            found.index.refresh(scan.scan(root))
            assert wrong(found, expected(root)) == ""
            assert found.told == []


def test_nothing_changes_for_one_that_only_reads(root: Path) -> None:
    with opened(root):
        pass
    right = expected(root)
    with opened(root) as reader:
        put(root, "Gold.md", "[[Apple]]")
        with opened(root) as writer:
            assert wrong(writer, expected(root)) == ""
        assert wrong(reader, right) == ""
        assert reader.told == []


def refresh_while(root: Path, found: Opened, happens: Callable[[], None]) -> None:
    """Refresh; `happens` when the first note has been read, and nothing has been written yet."""
    done: list[bool] = []

    def hook(*_: int) -> None:
        if not done:
            done.append(True)
            happens()

    found.index._progress = hook
    found.index.refresh(scan.scan(root))
    assert done


def test_bug_what_others_wrote_while_we_read_is_looked_at(root: Path) -> None:
    old = scan.scan(root)
    put(root, "Gold.md", "[[Apple]]")
    with opened(root):
        pass
    with opened(root) as found:
        found.index.release()

        def late() -> None:
            with opened(root, refresh=False) as other:
                other.index.refresh(old)  # from before Gold was there: it takes it out

        put(root, "Oil.md", "[[Gold]]")
        refresh_while(root, found, late)
        assert wrong(found, expected(root)) == ""


def test_bug_another_database_that_came_while_we_read_stays(root: Path) -> None:
    with opened(root):
        pass
    with opened(root) as found:
        found.index.release()

        def anew() -> None:
            (place_of(root, dict(os.environ)).folder / "current").unlink()
            with opened(root) as other:
                assert other.read

        put(root, "Oil.md", "[[Gold]]")
        refresh_while(root, found, anew)
        assert wrong(found, expected(root)) == ""
        assert found.told == []
    with opened(root) as later:
        assert (later.read, later.told) == ([], [])


def test_bug_a_report_of_a_state_that_is_over_is_not_kept(root: Path) -> None:
    with opened(root) as reader:
        reader.index.remember("key", b"report", [], dt.date(2026, 1, 8))
        put(root, "Gold.md", "#thesis")
        with opened(root) as writer:
            assert (writer.told, writer.read) == ([], ["1/1"])
    with opened(root) as later:
        assert (later.read, later.told, later.index.recall("key")) == ([], [], None)


def test_bug_who_reads_on_does_not_stop_who_writes(root: Path) -> None:
    with opened(root) as reader:
        for number in range(3):
            put(root, "Gold.md", f"[[Apple]] {number}")
            with opened(root) as writer:
                assert (writer.told, writer.read) == ([], ["1/1"])
                assert wrong(writer, expected(root)) == ""
            with opened(root) as later:
                assert (later.told, later.read) == ([], [])
        assert reader.told == []


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
def test_another_program_holds_the_database(
    root: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(root) as found:
        assert not found.told
    file = place_of(root, dict(os.environ)).validate().file
    assert file is not None
    monkeypatch.setattr(schema, "PATIENCE", 0.2)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute(f"BEGIN {how}")
    put(root, "Gold.md", "[[Apple]]")
    with opened(root) as found:
        assert wrong(found, expected(root)) == ""
        (told,) = found.told
        assert "cannot be written (database is locked)" in told
    holder.execute("ROLLBACK")
    holder.close()
    for read in (1, 0):
        with opened(root) as found:
            assert wrong(found, expected(root)) == ""
            assert (found.told, len(found.read)) == ([], read)


def test_without_a_log_who_reads_on_is_in_the_way(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where SQLite refuses a write-ahead log: right all the same, with a sentence."""
    monkeypatch.setattr(schema, "JOURNAL", "DELETE")
    monkeypatch.setattr(schema, "PATIENCE", 0.1)
    with opened(root) as reader:
        put(root, "Gold.md", "[[Apple]]")
        with opened(root) as writer:
            assert wrong(writer, expected(root)) == ""
            (told,) = writer.told
            assert "cannot be written (database is locked)" in told
        reader.index.release()
        with opened(root) as writer:
            assert wrong(writer, expected(root)) == ""
            assert (writer.told, len(writer.read)) == ([], 1)
        reader.index.refresh()
        assert wrong(reader, expected(root)) == ""
        assert reader.told == []


def test_another_of_us_never_ends_its_turn(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(root) as found:
        assert not found.told
    monkeypatch.setattr(schema, "PATIENCE", 0.1)
    held = place_of(root, dict(os.environ))
    with held.locked(alone=True):
        put(root, "Gold.md", "[[Apple]]")
        with opened(root) as found:
            assert wrong(found, expected(root)) == ""
            assert len(found.told) == 1 and "locked by another program" in found.told[0]
    with held.locked(), held.locked():
        pass
    with opened(root) as found:
        assert wrong(found, expected(root)) == ""
        assert (found.told, len(found.read)) == ([], 1)


def test_two_that_build_at_once_keep_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finishes while the first is about to put its own in place."""
    nested: list[bool] = []
    publish = place.Place.publish

    def late(self: place.Place, built: Path) -> Path:
        if not nested:
            nested.append(True)
            # No `turn` for the test's second process: it is the same process, and would wait.
            with monkeypatch.context() as patch:
                patch.setattr(place, "_take", lambda *given: None)
                with opened(root) as other:
                    assert wrong(other, expected(root)) == ""
        return publish(self, built)

    monkeypatch.setattr(place.Place, "publish", late)
    with opened(root) as found:
        assert wrong(found, expected(root)) == ""
        assert found.told == []
    with opened(root) as found:
        assert (found.read, found.told) == ([], [])
    folder = place_of(root, dict(os.environ)).folder
    assert len([path for path in folder.iterdir() if path.name.startswith("index-")]) == 1


def test_killed_at_any_moment(root: Path) -> None:
    assert on_disk(root) == [-1] * len(COUNTERS)
    kill_often(root, share(3, 30), 1)
