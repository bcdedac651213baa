"""``.thesis/undo/``: what each command that a person gave has changed, so that it can be undone.

A record is written before the first note is touched. So it may name changes that were never made:
whoever reads it compares each with what the note holds. At the end those are taken out of it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.config import FOLDER
from thesisvault.storage.inside import NotPlain, folder_in, is_visible, place_in, read_plain
from thesisvault.storage.writing.faults import refusing
from thesisvault.storage.writing.history import DAYS
from thesisvault.storage.writing.plans import LARGEST, Change, Plan, check, encoded
from thesisvault.storage.writing.records import put_record

UNDO = f"{FOLDER}/undo"
MOST = 50
"""Commands that are remembered; of larger ones fewer, see `ROOM`."""
ROOM = 256 * 1024 * 1024
"""Bytes of all records but the newest."""
_FORM = "%Y%m%dT%H%M%S.%fZ"
_NAME = re.compile(r"(?P<time>\d{8}T\d{6}\.\d{6}Z)-[0-9a-f]{8}\.json", re.ASCII)
_TICK = dt.timedelta(microseconds=1)


class Record(Struct, frozen=True):
    """One command, and what it was to change."""

    command: str
    """As it can be typed again."""
    plan: Plan
    """With each note that it was to write, and a file that it was to move."""
    made: tuple[Change, ...] = ()
    """Notes that were not there before; their `before` is empty."""


class Kept(Struct, frozen=True):
    """A record in its file."""

    id: str
    at: dt.datetime
    """When the command began to write; UTC."""
    record: Record


class Done:
    """What a command has done so far."""

    def __init__(self) -> None:
        """Nothing."""
        self.paths: set[str] = set()


@contextmanager
def recording(root: Path, record: Record, now: float) -> Iterator[Done]:
    """Keep a record while its command writes; what is not `Done` at the end is taken out again.

    The vault's lock must be held. Raises `WriteRefused`, with no note touched, where it cannot be
    kept.
    """
    with refusing(UNDO, "No note was touched."):
        name = _add(root, record, now)
    done = Done()
    try:
        yield done
    finally:
        # A record that names too much is still right: each change is compared with its note.
        with contextlib.suppress(OSError, WriteRefused):
            _settle(root, name, record, done.paths)


def _add(root: Path, record: Record, now: float) -> str:
    data = encoded(record)
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    if known := _names(root):
        moment = max(moment, _time(known[-1]) + _TICK)  # also where the clock goes back
    name = f"{moment.strftime(_FORM)}-{hashlib.sha256(data).hexdigest()[:8]}.json"
    put_record(root, UNDO, name, data)
    _tidy(root, moment)
    return name


def _settle(root: Path, name: str, record: Record, done: Collection[str]) -> None:
    plan = record.plan
    changes = tuple(item for item in plan.changes if item.path in done)
    made = tuple(item for item in record.made if item.path in done)
    moved = plan.old is not None and plan.new in done
    if not (changes or made or moved):
        _unlink(root, name)
    elif (changes, made) != (plan.changes, record.made):
        data = msgspec.json.encode(replace(record, plan=replace(plan, changes=changes), made=made))
        put_record(root, UNDO, name, data)


def records(root: Path) -> Iterator[Kept]:
    """What is remembered, newest first. What thesis did not write there is passed over."""
    for name in reversed(_names(root)):
        with contextlib.suppress(OSError, NotPlain, ValueError, RecursionError):
            with place_in(root, f"{UNDO}/{name}") as file:
                record = msgspec.json.decode(read_plain(file, LARGEST), type=Record)
            check(record.plan)
            if all(is_visible(item.path) for item in record.made):
                yield Kept(name.removesuffix(".json"), _time(name), record)


def drop(root: Path, record_id: str) -> None:
    """Forget a command that was undone. Raises `WriteRefused`."""
    with refusing(f"{UNDO}/{record_id}.json", "The notes are as they were before the command."):
        _unlink(root, f"{record_id}.json")


def _unlink(root: Path, name: str) -> None:
    with folder_in(root, UNDO) as folder:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)
        os.fsync(folder)


def _tidy(root: Path, now: dt.datetime) -> None:
    """Forget what is older than a week, and the oldest where there is too much."""
    oldest = (now - dt.timedelta(days=DAYS)).strftime(_FORM)
    with contextlib.suppress(OSError), folder_in(root, UNDO) as folder:
        room = ROOM
        for number, name in enumerate(reversed(_names(root))):
            if number:
                room -= os.stat(name, dir_fd=folder, follow_symlinks=False).st_size
            if number >= MOST or name < oldest or (number and room < 0):
                os.unlink(name, dir_fd=folder)
        for name in os.listdir(folder):
            if name.endswith(".json.tmp"):
                os.unlink(name, dir_fd=folder)


def _names(root: Path) -> list[str]:
    """The records' files, oldest first; a folder that is a link or a file holds none."""
    try:
        with folder_in(root, UNDO) as folder:
            return sorted(name for name in os.listdir(folder) if _NAME.fullmatch(name))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _time(name: str) -> dt.datetime:
    return dt.datetime.strptime(name.partition("-")[0], _FORM).replace(tzinfo=dt.UTC)
