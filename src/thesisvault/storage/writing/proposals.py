"""``.thesis/proposals/``: changes of notes that were proposed, and that no person applied yet.

One file each, that its owner alone can read. It holds the bytes to take out and to put in, and
the digests of the note before and after: so it fits the note that it was made for, and no other.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.storage.config import FOLDER
from thesisvault.storage.inside import NotPlain, folder_in, is_visible, place_in, read_plain
from thesisvault.storage.writing.faults import refusing
from thesisvault.storage.writing.records import put_record

PROPOSALS = f"{FOLDER}/proposals"
DAYS = 7
"""Days for which a proposal may be applied."""
MOST = 20
"""Proposals that may be open."""
LARGEST = 8 * 1024
"""Bytes that one may put into a note."""
_FILE = 64 * 1024
"""Bytes of a file that is read: more was never written."""
_NAME = re.compile(r"(?P<id>[0-9a-f]{8})\.json", re.ASCII)


class Proposal(Struct, frozen=True):
    """One change of one note: at `at`, `cut` goes and `put` comes."""

    id: str
    client: str
    """Who proposed it, by the name that it gave itself."""
    made: dt.datetime
    """UTC."""
    what: str
    note: str
    """The note's path."""
    before: str
    """SHA-256 of the note that it was made for; empty where it makes the note."""
    after: str
    """SHA-256 of the note with it."""
    at: int
    cut: bytes
    put: bytes
    sets: str = ""
    """The property that it sets, if it does: of two that set the same, one alone fits."""

    @property
    def ends(self) -> dt.datetime:
        """When it can be applied no longer."""
        return self.made + dt.timedelta(days=DAYS)

    def applied_to(self, data: bytes) -> bytes | None:
        """The note with it; None where it is not the note that it was made for."""
        if self.before and digest_of(data) != self.before:
            return None
        end = self.at + len(self.cut)
        if data[self.at : end] != self.cut:
            return None
        found = data[: self.at] + self.put + data[end:]
        return found if digest_of(found) == self.after else None

    def beside(self, done: Proposal, data: bytes) -> Proposal | None:
        """The same change of the note after `done`; None where that touched the same bytes.

        `data` is the note with `done`, which was made for the note that this was made for. Of two
        that put something at the same place, the one that was done comes first.
        """
        if not self.before or (self.note, self.before) != (done.note, done.before):
            return None
        if self.sets and self.sets == done.sets:
            return None
        if self.at >= done.at + len(done.cut):
            at = self.at + len(done.put) - len(done.cut)
        elif self.at + len(self.cut) <= done.at:
            at = self.at
        else:
            return None
        after = data[:at] + self.put + data[at + len(self.cut) :]
        return msgspec.structs.replace(self, at=at, before=done.after, after=digest_of(after))


def digest_of(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def proposal(
    client: str,
    what: str,
    note: str,
    before: bytes | None,
    after: bytes,
    now: float,
    sets: str = "",
) -> Proposal:
    """A new proposal; `before` is None where the note is to be made. Nothing is kept yet.

    Raises `UsageFault` where it is too large, or changes nothing.
    """
    old = before or b""
    if before is not None and old == after:
        raise UsageFault(f"`{note}` says that already: there is nothing to propose.")
    at = _shared(old, after)
    same = _shared(old[at:][::-1], after[at:][::-1])
    cut, put = old[at : len(old) - same], after[at : len(after) - same]
    if max(len(cut), len(put)) > LARGEST:
        raise UsageFault(f"A proposal holds {LARGEST >> 10} KB at most; this one is larger.")
    made = dt.datetime.fromtimestamp(now, dt.UTC)
    digest = "" if before is None else digest_of(old)
    return Proposal(
        os.urandom(4).hex(), client, made, what, note, digest, digest_of(after), at, cut, put, sets
    )


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike."""
    most = min(len(one), len(other))
    return next((at for at in range(most) if one[at] != other[at]), most)


def keep(root: Path, found: Proposal, now: float) -> None:
    """Put a proposal on the disk. Raises `UsageFault` where too many are open, `WriteRefused`."""
    clean(root, now)
    if len(list(proposals(root))) >= MOST:
        raise UsageFault(
            f"{MOST} proposals are open: the user applies or discards some first, with "
            "`thesis proposals`."
        )
    with refusing(PROPOSALS, "No note was touched."):
        put_record(root, PROPOSALS, f"{found.id}.json", msgspec.json.encode(found))


def carry_on(root: Path, done: Proposal, data: bytes) -> None:
    """Fit what else waits for a note to what the note is now that `done` was applied.

    Nobody has edited it in between: the lock is held, and `done` was made for the same bytes. What
    cannot be kept stays as it was made, and is refused as after any change. Raises `WriteRefused`.
    """
    for one in proposals(root):
        if one.id != done.id and (moved := one.beside(done, data)) is not None:
            with refusing(PROPOSALS, "The note was written."):
                put_record(root, PROPOSALS, f"{one.id}.json", msgspec.json.encode(moved))


def proposals(root: Path) -> Iterator[Proposal]:
    """What is kept, oldest first. What thesis did not write there is passed over."""
    found = []
    for name in _names(root):
        with contextlib.suppress(OSError, NotPlain, ValueError, RecursionError):
            with place_in(root, f"{PROPOSALS}/{name}") as file:
                one = msgspec.json.decode(read_plain(file, _FILE), type=Proposal)
            if f"{one.id}.json" == name and _is_ours(one):
                found.append(one)
    yield from sorted(found, key=lambda item: (item.made, item.id))


def _is_ours(one: Proposal) -> bool:
    return (
        is_visible(one.note)
        and one.note.lower().endswith(".md")
        and one.at >= 0
        and one.made.tzinfo is not None
    )


def named(root: Path, wanted: str) -> Proposal:
    """The proposal of that id, or whose id begins so. Raises `UsageFault`."""
    known = list(proposals(root))
    found = [one for one in known if wanted and one.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    unread = next((name for name in _names(root) if wanted and name.startswith(wanted)), None)
    if unread is not None and not found:
        raise UsageFault(
            f"`{PROPOSALS}/{unread}` cannot be read, or was not written by thesis. Nothing was "
            "changed: try again, or delete it."
        )
    listed = ", ".join(one.id for one in known)
    choices = f" There are: {listed}." if known else " None is open."
    raise UsageFault(f"There is no proposal `{wanted[:80]}`.{choices}")


def drop(root: Path, proposal_id: str) -> None:
    """Forget a proposal. Raises `WriteRefused`."""
    with refusing(f"{PROPOSALS}/{proposal_id}.json"), folder_in(root, PROPOSALS) as folder:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{proposal_id}.json", dir_fd=folder)
        os.fsync(folder)


def clean(root: Path, now: float) -> None:
    """Forget what can be applied no longer, and what a crash has left."""
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    for one in proposals(root):
        if one.ends <= moment:
            with contextlib.suppress(WriteRefused, OSError):
                drop(root, one.id)


def _names(root: Path) -> list[str]:
    try:
        with folder_in(root, PROPOSALS) as folder:
            return sorted(name for name in os.listdir(folder) if _NAME.fullmatch(name))
    except (FileNotFoundError, NotADirectoryError):
        return []
