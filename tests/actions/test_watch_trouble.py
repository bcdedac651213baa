"""What a keeper does where something stands in its way: it says so once, and goes on."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from actions.keeping import BLOCK, CLOCK, DAY, Kept, age, left, write, wrote
from thesisvault.actions import filling
from thesisvault.actions.filling import Left, Wrote
from thesisvault.actions.reviewer import Reviewer
from thesisvault.actions.update import Update
from thesisvault.actions.watch import FEW, GONE, Keeper
from thesisvault.edits.markers import Block
from thesisvault.model.errors import ConfigFault
from thesisvault.model.note import Note
from thesisvault.parser.note import parse_note
from thesisvault.storage.watching import Batch
from thesisvault.storage.writing.idle import IDLE
from thesisvault.storage.writing.writer import Writer

NOTES = {
    "a.md": f"# A\n\n{BLOCK}",
    "b.md": f"# B\n\n{BLOCK}",
    "s.md": "It says [[a]] and [[b]].\n",
}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "vault", NOTES)


def test_a_note_that_is_being_edited_waits_and_others_do_not(kept: Kept) -> None:
    write(kept.root, "a.md", kept.read("a.md") + "\nMore.\n", busy=True)
    write(kept.root, "s.md", "Now it says [[a]] and [[b]].\n", busy=True)
    saved = CLOCK.time()
    assert wrote(kept.on_batch("a.md", "s.md", settle=False)) == ["b.md"]
    assert wrote(kept.keeper.on_timer()) == []
    assert wrote(kept.settle()) == ["a.md"]
    assert CLOCK.time() - saved >= IDLE
    assert "Now it says a and b." in kept.read("a.md")
    assert kept.keeper.next_due is None
    assert kept.told == []


def test_a_note_that_vim_has_open_waits_until_it_is_closed(kept: Kept) -> None:
    swap = kept.root / ".a.md.swp"
    swap.write_bytes(b"b0VIM 9.0\0".ljust(24, b"\0") + os.getpid().to_bytes(4, "little"))
    swap.write_bytes(swap.read_bytes().ljust(68, b"\0") + os.uname().nodename.encode()[:39])
    swap.write_bytes(swap.read_bytes().ljust(200, b"\0"))
    write(kept.root, "s.md", "Now [[a]].\n")
    assert wrote(kept.on_batch("s.md", settle=False)) == ["b.md"]
    for _ in range(3):
        assert kept.keeper.next_due is not None
        CLOCK.until(kept.keeper.next_due)
        assert wrote(kept.keeper.on_timer()) == []
    swap.unlink()
    assert wrote(kept.settle()) == ["a.md"]


def test_what_waits_may_be_deleted_or_renamed(kept: Kept) -> None:
    for path in ("a.md", "b.md"):
        write(kept.root, path, kept.read(path) + "\nMore.\n", busy=True)
    write(kept.root, "s.md", "Now [[a]] and [[b]].\n")
    assert wrote(kept.on_batch("a.md", "b.md", "s.md", settle=False)) == []
    (kept.root / "a.md").unlink()
    (kept.root / "b.md").rename(kept.root / "c.md")
    assert wrote(kept.settle() + kept.on_batch("a.md", "b.md", "c.md")) == ["c.md"]
    assert "Nothing links here yet." in kept.read("c.md")
    assert kept.told == []


def test_a_note_that_is_gone_for_a_moment_waits(kept: Kept) -> None:
    """As vim saves: the note has another name while it is looked at."""
    write(kept.root, "s.md", "Now [[a]].\n")
    os.rename(kept.root / "a.md", kept.root / "a.md~")
    assert kept.on_batch("s.md", settle=False) == [Wrote("b.md")]
    os.rename(kept.root / "a.md~", kept.root / "a.md")
    assert kept.settle() == [Wrote("a.md")]


def test_a_block_that_somebody_wrote_in_is_left_and_told_once(kept: Kept) -> None:
    edited = kept.read("a.md").replace("- [[s]]", "- mine: [[s]]")
    (told,) = kept.save("a.md", edited)
    assert isinstance(told, Left)
    assert "Somebody edited the block `backlinks`" in told.reasons[0]
    kept.rest()
    assert left(kept.save("s.md", "Now [[a]].\n")) == []
    assert left(kept.on_batch("a.md", rescan=True)) == []
    assert kept.read("a.md") == edited
    assert left(kept.save("a.md", "A line above.\n" + edited)) == ["a.md"]
    assert wrote(kept.save("a.md", f"# A\n\n{BLOCK}")) == ["a.md"]
    assert kept.is_current()


def test_a_note_that_nobody_may_write_is_left_until_somebody_may(kept: Kept) -> None:
    os.chmod(kept.root / "a.md", 0o444)
    assert left(kept.save("s.md", "Now [[a]].\n")) == ["a.md"]
    kept.rest()
    assert left(kept.save("s.md", "Then [[a]].\n")) == []
    os.chmod(kept.root / "a.md", 0o644)
    assert wrote(kept.on_batch("a.md")) == ["a.md"]
    assert "Then a." in kept.read("a.md")


def test_a_full_disk_is_tried_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    full = [True]
    fsync = os.fsync

    def failing(descriptor: int) -> None:
        if full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    write(kept.root, "s.md", "Now [[a]].\n")
    happened = kept.on_batch("s.md", settle=False)
    assert left(happened) == ["b.md", "a.md"] or left(happened) == ["a.md", "b.md"]
    CLOCK.sleep(filling.RARELY)
    assert left(kept.keeper.on_timer()) == []
    full.clear()
    assert sorted(wrote(kept.settle())) == ["a.md", "b.md"]


def test_another_process_that_writes_is_waited_for(kept: Kept) -> None:
    write(kept.root, "s.md", "Now [[a]].\n")
    with Writer(kept.root):
        assert wrote(kept.on_batch("s.md", settle=False)) == []
        for _ in range(20):
            CLOCK.sleep(filling.LATER)
            assert wrote(kept.keeper.on_timer()) == []
    assert sorted(wrote(kept.settle())) == ["a.md", "b.md"]
    (told,) = kept.told
    assert "is writing to the vault" in told


def test_a_vault_that_cannot_be_written_is_told_once(kept: Kept) -> None:
    (kept.root / ".thesis/tmp").rename(kept.root / ".thesis/aside")
    (kept.root / ".thesis/tmp").write_text("no folder")
    write(kept.root, "s.md", "Now [[a]].\n")
    happened = kept.on_batch("s.md", settle=False)
    for _ in range(20):
        CLOCK.sleep(filling.RARELY)
        happened += kept.keeper.on_timer()
    assert happened == []
    (told,) = kept.told
    assert "nothing is written through it" in told
    (kept.root / ".thesis/tmp").unlink()
    assert sorted(wrote(kept.settle())) == ["a.md", "b.md"]


def test_two_keepers_write_each_note_once(tmp_path: Path) -> None:
    one = Kept(tmp_path / "vault", NOTES)
    two = Kept(tmp_path / "vault")
    assert wrote(two.began) == []
    write(one.root, "s.md", "Now [[a]].\n")
    happened = one.on_batch("s.md", settle=False) + two.on_batch("s.md", settle=False)
    assert sorted(wrote(happened)) == ["a.md", "b.md"]
    assert wrote(two.on_batch("a.md", "b.md") + one.on_batch("a.md", "b.md")) == []
    assert one.is_current()


def test_a_vault_that_is_away_is_left_alone(kept: Kept) -> None:
    away = kept.root.with_name("elsewhere")
    kept.root.rename(away)
    assert kept.on_batch(frozen=True) == []
    write(away, "s.md", "Now [[b]].\n")
    assert list(kept.keeper.on_timer()) == []
    away.rename(kept.root)
    assert sorted(wrote(kept.on_batch(rescan=True))) == ["a.md", "b.md"]
    assert kept.is_current()


def test_many_notes_that_have_gone_at_once_are_not_deleted(tmp_path: Path) -> None:
    many = {f"deep/n{number:02}.md": "Of [[a]].\n" for number in range(2 * FEW)}
    kept = Kept(tmp_path / "vault", {**NOTES, **many})
    before = kept.read("a.md")
    (kept.root / "deep").rename(tmp_path / "elsewhere")
    assert kept.on_batch(rescan=True) == []
    assert kept.on_batch(rescan=True) == []
    assert kept.told == [GONE]
    write(kept.root, "s.md", "Now [[b]] alone.\n")
    assert sorted(wrote(kept.on_batch("s.md", rescan=True))) == ["a.md", "b.md"]
    assert "[[n07]]" in kept.read("a.md")
    assert before.count("[[n") == kept.read("a.md").count("[[n") == 2 * FEW
    (tmp_path / "elsewhere").rename(kept.root / "deep")
    kept.rest()
    assert kept.on_batch(rescan=True) == []
    assert kept.is_current()


def test_a_fault_about_one_block_stops_no_other(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = Update._body

    def failing(self: Update, path: str, block: Block) -> str:
        if path == "a.md":
            raise RuntimeError("a bug")
        return body(self, path, block)

    monkeypatch.setattr(Update, "_body", failing)
    assert wrote(kept.save("s.md", "Now [[a]] and [[b]].\n")) == ["b.md"]
    kept.rest()
    assert wrote(kept.save("s.md", "Then [[a]] and [[b]].\n")) == ["b.md"]
    assert kept.told == [
        "a.md was left as it is, because of a bug in thesisvault: RuntimeError: a bug."
    ]
    monkeypatch.undo()
    kept.rest()
    assert sorted(wrote(kept.save("s.md", "Last [[a]] and [[b]].\n"))) == ["a.md", "b.md"]


def test_a_fault_in_reading_one_note_stops_no_other(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(path: str, *arguments: object) -> Note:
        if path == "bad.md":
            raise RuntimeError("a bug")
        return parse_note(path, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("thesisvault.storage.index.recording.parse_note", failing)
    write(kept.root, "bad.md", "Bad, and of [[b]].\n")
    write(kept.root, "s.md", "Now [[a]].\n")
    # While nobody knows what it links, no block says that nothing does.
    assert wrote(kept.on_batch("bad.md", "s.md")) == ["a.md"]
    assert kept.on_batch("bad.md") == []
    assert kept.told == ["`bad.md` cannot be read and does not count: `thesis check` shows why."]
    monkeypatch.undo()
    kept.rest()
    assert wrote(kept.on_batch("bad.md")) == ["b.md"]


def test_a_fault_of_the_review_stops_no_backlinks(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("thesisvault.actions.reviewer.review", failing)
    fact = "---\ntype: thesis\nstatus: open\n---\n"
    assert wrote(kept.save("s.md", f"{fact}Now [[a]].\n")) != []
    kept.rest()
    assert wrote(kept.save("s.md", f"{fact}opened:: 2026-01-01\nThen [[a]].\n")) == ["a.md"]
    (told,) = kept.told
    assert told == "The review failed: a bug."


def test_a_fault_of_a_rescan_is_made_good_by_the_next(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: Path) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("thesisvault.actions.watch.scan.scan", failing)
    write(kept.root, "s.md", "Now [[a]].\n")
    assert kept.on_batch(rescan=True) == []
    assert kept.on_batch(rescan=True) == []
    (told,) = kept.told
    assert told.endswith("a bug. Please report it; watching goes on.")
    monkeypatch.undo()
    assert sorted(wrote(kept.on_batch("b.md"))) == ["a.md", "b.md"]


def test_it_does_not_start_on_a_config_that_means_nothing(tmp_path: Path) -> None:
    write(tmp_path, ".thesis/config.toml", "[vocabulary.nothing]\nx = 1\n")
    with pytest.raises(ConfigFault, match=r"vocabulary\.nothing"):
        Keeper(tmp_path, lambda _: DAY, print, print, Reviewer(tmp_path))


def test_an_editors_late_save_is_told(kept: Kept) -> None:
    """It had the file open, and writes into it after it was replaced."""
    with open(kept.root / "a.md", "ab", buffering=0) as editor:
        write(kept.root, "s.md", "Now [[a]].\n")
        age(kept.root / "a.md")
        for happening in kept.keeper.on_batch(Batch(frozenset({"s.md"}), False, ())):
            if happening == Wrote("a.md"):
                editor.write(b"late\n")
        kept.settle()
    (told,) = kept.told
    assert "An editor saved a.md while it was replaced: `thesis restore 'a.md'" in told


def test_what_cannot_be_read_is_said_and_takes_nothing_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder is shut while it is watched, for a while."""
    kept = Kept(tmp_path / "vault", {**NOTES, "d/D.md": "Of [[a]].\n"})
    filled = kept.read("a.md")
    assert "[[D]]" in filled
    real = os.scandir

    def scandir(folder: str | Path = ".") -> os._ScandirIterator[str]:
        if os.path.basename(folder) == "d":
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(folder))
        return real(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    assert wrote(kept.on_batch(rescan=True)) == []
    assert wrote(kept.on_batch(rescan=True)) == []
    assert wrote(kept.save("s.md", "Now it says [[b]].\n")) == ["b.md"]
    assert kept.told == ["`d` cannot be read and does not count: `thesis check` shows why."]
    assert kept.read("a.md") == filled
    monkeypatch.setattr(os, "scandir", real)
    assert wrote(kept.on_batch(rescan=True)) == ["a.md"]
    assert kept.is_current()


def test_prices_that_are_left_out_are_said_once(tmp_path: Path) -> None:
    thesis = "---\ntype: thesis\nside: long\nticker: AAA\n---\n"
    kept = Kept(tmp_path / "vault", {"T.md": thesis, "prices/bad.csv": "nonsense\n"})
    kept.save("T.md", f"{thesis}More.\n")
    told = [line for line in kept.told if line.startswith("Left out: prices/bad.csv:1: ")]
    assert len(kept.told) == len(told) == 1
