"""Several notes change as one, whatever happens in between."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sizes import share
from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing.journal import Recovered, carry_out, digest_of, pending, recover
from thesisvault.storage.writing.plans import JOURNAL, Change, Plan
from thesisvault.storage.writing.writer import Writer

pytestmark = pytest.mark.usefixtures("time_passes")

OLD = {"a/Old.md": b"old self [[Old]]\n", **{f"L{n}.md": b"see [[Old]]\n" for n in range(5)}}
NEW = {"b/New.md": b"old self [[New]]\n", **{f"L{n}.md": b"see [[New]]\n" for n in range(5)}}
PLAN = Plan(
    tuple(
        Change(path, OLD["a/Old.md" if path == "b/New.md" else path], data)
        for path, data in NEW.items()
    ),
    "a/Old.md",
    "b/New.md",
    hashlib.sha256(OLD["a/Old.md"]).hexdigest(),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, data in OLD.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def held(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*.md"))
        if ".thesis" not in path.parts
    }


def mend(root: Path) -> tuple[Recovered, ...]:
    with Writer(root, idle=0) as writer:
        return recover(root, writer)


class Tripping:
    """The real writer, which calls `trip` before, or after, its nth step."""

    def __init__(self, writer: Writer, step: int, trip: Callable[[], None], after: bool) -> None:
        self.writer, self.left, self.trip, self.after = writer, step, trip, after

    def _step(self, do: Callable[[], object]) -> None:
        self.left -= 1
        if self.left == 0 and not self.after:
            self.trip()
        do()
        if self.left == 0 and self.after:
            self.trip()

    def replace(self, path: str, expected: bytes, data: bytes) -> None:
        self._step(lambda: self.writer.replace(path, expected, data))

    def rename(self, path: str, new: str, expected: str) -> None:
        self._step(lambda: self.writer.rename(path, new, expected))


def in_child(work: Callable[[], None], delay: float | None = None) -> None:
    """Run `work` in a process of its own, and kill it after `delay` seconds."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_all_is_done_and_nothing_is_left_over(root: Path) -> None:
    with Writer(root, idle=0) as writer:
        carry_out(root, PLAN, writer)
    assert held(root) == NEW
    assert not (root / JOURNAL).exists()
    assert not pending(root) and mend(root) == ()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", range(1, 8))
def test_killed_at_every_step_it_is_finished_later(root: Path, step: int, after: bool) -> None:
    def work() -> None:
        with Writer(root, idle=0) as writer:
            carry_out(root, PLAN, Tripping(writer, step, kill_myself, after))

    in_child(work)
    assert pending(root)
    (found,) = mend(root)
    assert found == Recovered(PLAN, True, ())
    assert held(root) == NEW and not pending(root)


def test_killed_at_random_moments_all_notes_are_old_or_all_are_new(root: Path) -> None:
    chance = random.Random(5)
    outcomes = set()
    for _ in range(share(10, 30)):
        for path in held(root):
            (root / path).unlink()
        for path, data in OLD.items():
            (root / path).write_bytes(data)

        def work() -> None:
            with Writer(root, idle=0) as writer:
                carry_out(root, PLAN, writer)

        in_child(work, chance.uniform(0, 0.03))
        mend(root)
        assert held(root) in (OLD, NEW)
        outcomes.add(held(root) == NEW)
        assert not pending(root) and not list(root.glob(".thesis/tmp/*"))
    assert True in outcomes


@pytest.mark.parametrize("step", range(1, 8))
def test_killed_while_mending_it_is_mended_the_next_time(root: Path, step: int) -> None:
    def work() -> None:
        with Writer(root, idle=0) as writer:
            carry_out(root, PLAN, Tripping(writer, 1, kill_myself, False))

    def again() -> None:
        with Writer(root, idle=0) as writer:
            recover(root, Tripping(writer, step, kill_myself, False))

    in_child(work)
    in_child(again)
    assert pending(root)
    mend(root)
    assert held(root) == NEW


@pytest.mark.parametrize("step", range(1, 8))
def test_a_refusal_in_the_middle_undoes_what_was_written(root: Path, step: int) -> None:
    def refuse() -> None:
        raise WriteRefused("no")

    with Writer(root, idle=0) as writer, pytest.raises(WriteRefused):
        carry_out(root, PLAN, Tripping(writer, step, refuse, False))
    assert held(root) == OLD and not pending(root)


@pytest.mark.parametrize("how", ["changed", "linked", "read-only", "gone", "taken", "symlink"])
def test_a_refusal_before_the_first_write_leaves_every_byte(root: Path, how: str) -> None:
    last = root / "L4.md"
    if how == "changed":
        last.write_bytes(b"mine")
    elif how == "linked":
        os.link(last, root / "twin.txt")
    elif how == "read-only":
        last.chmod(0o444)
    elif how == "gone":
        last.unlink()
    elif how == "symlink":
        last.rename(root / "real.md")
        last.symlink_to("real.md")
    else:
        (root / "b").mkdir()
        (root / "b/New.md").write_bytes(b"mine")
    before = held(root)
    with Writer(root, idle=0) as writer, pytest.raises(WriteRefused):
        carry_out(root, PLAN, writer)
    assert held(root) == before and not pending(root)
    assert not list((root / ".thesis/history").rglob("*.md"))


def stop_at(root: Path, step: int) -> None:
    def work() -> None:
        with Writer(root, idle=0) as writer:
            carry_out(root, PLAN, Tripping(writer, step, kill_myself, False))

    in_child(work)


def test_a_new_version_that_was_edited_since_is_left_and_the_rest_finished(root: Path) -> None:
    stop_at(root, 5)
    (root / "L0.md").write_bytes(b"see [[New]]\nand mine\n")
    (found,) = mend(root)
    assert found.forward and found.left == ("L0.md",)
    assert held(root) == NEW | {"L0.md": b"see [[New]]\nand mine\n"}


def test_an_old_version_that_was_edited_since_is_left_and_the_rest_undone(root: Path) -> None:
    stop_at(root, 5)
    (root / "L4.md").write_bytes(b"see [[Old]]\nand mine\n")
    (found,) = mend(root)
    assert not found.forward and found.left == ("L4.md",)
    assert held(root) == OLD | {"L4.md": b"see [[Old]]\nand mine\n"}


def test_a_place_that_was_taken_since_is_not_overwritten(root: Path) -> None:
    stop_at(root, 1)
    (root / "b").mkdir()
    (root / "b/New.md").write_bytes(b"mine")
    (found,) = mend(root)
    assert not found.forward
    assert held(root) == OLD | {"b/New.md": b"mine"}


def test_a_note_made_anew_at_the_old_place_is_left(root: Path) -> None:
    stop_at(root, 3)
    (root / "a/Old.md").write_bytes(b"mine")
    (found,) = mend(root)
    assert found.forward
    assert held(root) == NEW | {"a/Old.md": b"mine"}


def test_a_note_that_is_gone_does_not_block(root: Path) -> None:
    stop_at(root, 1)
    (root / "a/Old.md").unlink()
    (found,) = mend(root)
    assert not found.forward and found.left == ("a/Old.md",)
    assert not pending(root)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"version": 2}',
        '{"version": 1, "old": null, "new": null, "digest": "", "changes": '
        '[{"path": "../x.md", "before": "", "after": ""}]}',
        '{"version": 1, "old": "/etc/x", "new": "y", "digest": "", "changes": []}',
    ],
)
def test_a_journal_that_is_not_ours_is_refused(root: Path, text: str) -> None:
    (root / JOURNAL).mkdir(parents=True)
    (root / JOURNAL / "x.json").write_text(text)
    with pytest.raises(WriteRefused, match=r"x\.json"):
        mend(root)
    assert held(root) == OLD


def test_a_journal_that_was_never_finished_is_cleared(root: Path) -> None:
    (root / JOURNAL).mkdir(parents=True)
    (root / JOURNAL / "x.tmp").write_text("half")
    assert mend(root) == ()
    assert not list((root / JOURNAL).iterdir())


def test_a_film_is_known_by_its_ends_and_when_it_was_written(tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    film.touch()
    os.truncate(film, 20 << 30)
    os.utime(film, (1, 1))
    known = digest_of(tmp_path, "film.mkv")
    assert digest_of(tmp_path, "film.mkv") == known
    with film.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"x")
    os.utime(film, (1, 1))
    assert (ended := digest_of(tmp_path, "film.mkv")) != known
    os.utime(film, (2, 2))
    assert digest_of(tmp_path, "film.mkv") not in (known, ended)
