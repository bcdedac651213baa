"""``thesis watch`` as a process of its own, over real files, with editors that save as they do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from actions.keeping import bring_part_of_sample
from sizes import WHOLE, part
from thesisvault.storage.watching.event_source import LIMITS
from thesisvault.storage.watching.watcher import AWAY, BACK

from .conftest import Command, Write, spawn
from .watching import COMMAND, PATIENCE, watching

BLOCK = "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"
NOTES = {
    "a.md": f"# A\n\n{BLOCK}",
    "b.md": f"# B\n\n{BLOCK}",
    "s.md": "It says nothing.\n",
    ".thesis/config.toml": "",
}


def make(write: Write, notes: Mapping[str, str] = NOTES) -> Path:
    root = write(notes)
    age(root)
    return root


def age(root: Path) -> None:
    """Nothing counts as being edited."""
    then = time.time() - 60
    for note in root.rglob("*.md"):
        os.utime(note, (then, then))


def like_vscode(note: Path, text: str) -> None:
    """In place: truncated, and written."""
    with open(note, "w", encoding="utf-8", newline="\n") as file:
        file.flush()
        file.write(text)


def like_vim(note: Path, text: str) -> None:
    """The note becomes the backup, a new one is written, the backup is removed."""
    (note.parent / "4913").touch()
    (note.parent / "4913").unlink()
    os.rename(note, note.with_name(note.name + "~"))
    like_vscode(note, text)
    note.with_name(note.name + "~").unlink()


def like_obsidian(note: Path, text: str) -> None:
    """In place and in pieces, as its vault adapter does on some systems."""
    with open(note, "wb", buffering=0) as file:
        half = len(text) // 2
        file.write(text[:half].encode())
        time.sleep(0.002)
        file.write(text[half:].encode())


def by_rename(note: Path, text: str) -> None:
    """By a temporary file that takes the note's place, as sync clients and many editors do."""
    part = note.with_name(f".{note.name}.new")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, note)


Save = Callable[[Path, str], None]
SAVES: tuple[Save, ...] = (like_vscode, like_vim, like_obsidian, by_rename)
MANY = {f"n{number:03}.md": "Of [[b]].\n" for number in range(200)}
"""Two processes read as many: their signals are their own, and both end when they are told to."""
SLOW = pytest.mark.skipif(not WHOLE, reason="it waits for seconds: `make soak` runs it")


def test_a_save_is_followed_and_told(tmp_path: Path) -> None:
    sample = tmp_path / "vault"
    bring_part_of_sample(sample)
    rotation = sample / "Rotations/Sector Rotation January 2026.md"
    told = "Long NVIDIA: pressured → supported (Sector Rotation January 2026:90)"
    count = len(list(sample.rglob("*.md")))
    with watching(sample) as watch:
        (ready,) = [line for line in watch.err if line.startswith("Watching")]
        assert ready == f"Watching {count} notes in {sample}. Ctrl-C stops."
        text = rotation.read_text(encoding="utf-8")
        row = "| [[Long NVIDIA]] | Near-term pressure, structural thesis intact |"
        assert row in text
        like_vscode(rotation, text.replace(row, "| [[Long NVIDIA]] | Supported, strongly |"))
        watch.until_says(told)
        watch.until_says("updated Theses/Long NVIDIA.md")
        like_vscode(rotation, text)
        back = "Long NVIDIA: supported → pressured (Sector Rotation January 2026:90)"
        watch.until_says(back)
        assert watch.out.count(told) == watch.out.count(back) == 1
        assert watch.end(signal.SIGINT) == 0
        assert watch.err[-1] == "Ended."
    assert list((sample / ".thesis/tmp").iterdir()) == []


@pytest.mark.parametrize("options", [(), ("--poll",)], ids=["events", "poll"])
def test_every_way_to_save_is_seen(write: Write, options: tuple[str, ...]) -> None:
    root = make(write, {**NOTES, **(MANY if options else {})})
    with watching(root, *options) as watch:
        for number, save in enumerate(SAVES if WHOLE or not options else SAVES[:1]):
            age(root)
            save(root / "s.md", f"Words {number} of [[a]].\n")
            watch.until_holds("a.md", f"- [[s]]: Words {number} of a.\n")
        assert set(watch.out) == {"updated a.md", "updated b.md"}
        assert watch.end() == 0
        assert watch.err[-1] == "Ended."
    assert (root / "s.md").read_text() == f"Words {number} of [[a]].\n"
    assert list((root / ".thesis/tmp").iterdir()) == []


def test_it_ends_while_it_reads(write: Write) -> None:
    notes = {f"n{number:04}.md": f"Of [[a]].\n{BLOCK}" for number in range(300)}
    root = make(write, {**NOTES, **notes})
    with watching(root, ready=False) as watch:
        watch.until(lambda: bool(watch.out))
        assert watch.end() == 0
        assert watch.err == ["Ended."]
    assert 0 < len(watch.out) < 300


def test_a_reader_that_has_seen_enough_ends_it_quietly(write: Write) -> None:
    root = make(write)
    process = subprocess.Popen(
        [*COMMAND, "--vault", str(root), "watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        assert process.stdout.readline() == b"updated a.md\n"
        process.stdout.close()
        number, end = 0, time.monotonic() + PATIENCE
        while process.poll() is None:
            number += 1
            assert time.monotonic() < end, "it never noticed"
            age(root)
            like_vscode(root / "s.md", f"Words {number} of [[a]].\n")
            time.sleep(0.02)
        errors = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert "Error" not in errors


@SLOW
def test_two_watches_and_an_update_beside_them(write: Write) -> None:
    root = make(write)
    with watching(root) as one, watching(root) as two:
        for number in range(part(4)):
            age(root)
            SAVES[number % len(SAVES)](root / "s.md", f"Words {number} of [[a]] and [[b]].\n")
            if number % 2:
                assert spawn("--vault", str(root), "update").returncode in (0, 4)
            one.until_holds("a.md", f"Words {number} of a and b.")
            one.until_holds("b.md", f"Words {number} of a and b.")
        written = [line for line in (*one.out, *two.out) if line.startswith("updated")]
        assert len(written) <= 2 + 4 * 2
        assert one.end() == two.end() == 0
        for watch in (one, two):
            assert [line for line in watch.err if "fault" in line or "damaged" in line] == []


@SLOW
def test_a_vault_that_is_deleted_and_made_again(write: Write, tmp_path: Path) -> None:
    root = make(write)
    os.chdir(tmp_path)
    kept = tmp_path / "kept"
    with watching(root) as watch:
        shutil.copytree(root, kept)
        (kept / "s.md").write_text("Meanwhile it says [[b]].\n")
        age(kept)
        shutil.rmtree(root)
        watch.until(lambda: AWAY in watch.err)
        kept.rename(root)
        watch.until_holds("b.md", "- [[s]]: Meanwhile it says b.\n")
        assert (watch.err.count(AWAY), watch.err.count(BACK)) == (1, 1)
        age(root)
        like_vim(root / "s.md", "Again it says [[a]].\n")
        watch.until_holds("a.md", "- [[s]]: Again it says a.\n")
        assert watch.end() == 0


@SLOW
@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_where_no_more_folders_can_be_watched(write: Write) -> None:
    # In a name space of its own, so that no other program feels the limit.
    lower = 'echo 4 > /proc/sys/user/max_inotify_watches && exec "$@"'
    before = ["unshare", "-Ur", "sh", "-c", lower, "sh"]
    try:
        subprocess.run([*before, "true"], check=True, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("name spaces cannot be made here")
    root = make(write, {**NOTES, **{f"folder {n}/x.md": "x\n" for n in range(8)}})
    with watching(root, before=before) as watch:
        age(root)
        like_vscode(root / "s.md", "It says [[a]] all the same.\n")
        watch.until_holds("a.md", "It says a all the same.")
        assert [line for line in watch.err if line in LIMITS.values()] != []
        assert watch.end() == 0


def test_a_config_that_means_nothing(write: Write, thesis: Command) -> None:
    make(write, {**NOTES, ".thesis/config.toml": "nothing = 1\n"})
    ran = thesis("watch")
    assert ran.code == 2
    assert ran.err == (
        "thesis: .thesis/config.toml:1: `nothing` is unknown; "
        "known keys: as_of, impact, market, search, web, vocabulary\n"
    )
