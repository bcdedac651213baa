"""What the index keeps of one file."""

from __future__ import annotations

from enum import IntEnum
from typing import TypeAlias

from msgspec import Struct

from thesisvault.storage.scan import Stamp


class FileKind(IntEnum):
    """What a file is to the index."""

    NOTE = 0
    SERIES = 1
    """A metric's history: a note that states figures, and no note of the vault."""
    OTHER = 2


Task: TypeAlias = tuple[str, FileKind]
"""A file that is to be read."""


class Name(IntEnum):
    """What kind of name a note has."""

    TITLE = 0
    ALIAS = 1
    TICKER = 2


MISDATED = 4_000_000
"""In the place of a day's number: the note has a date that cannot be read. No day is so late."""


class Refused(Struct, frozen=True):
    """A file that was not read, and why."""

    path: str
    why: str = "it could not be read"


class Record(Struct, frozen=True, array_like=True):
    """One file. `name` is its folded file name; `date` is an ordinal, `MISDATED`, or None."""

    path: str
    name: str
    key: str
    """The key by which links find it (`link_key`)."""
    kind: int
    stamp: Stamp
    checked: int
    """When the file was read, in nanoseconds: a later change within the same tick is looked for."""
    digest: bytes
    about: str
    """The note's `Kind`; empty for a file that is not one."""
    symbol: str
    """The symbol of the security that it is about; empty where it names none."""
    date: int | None
    states: bool
    recorded: bool
    """Whether it has figures of a metric."""
    marked: bool
    figures: bool
    note: bytes
    """The note by `codec`; empty for a file that is not one."""
    profile: bytes
    """The same for what a review must know of it."""
    names: tuple[tuple[int, str, str], ...]
    """Each of the note's names: its `Name`, folded, and as spelled."""
    tags: tuple[tuple[str, str], ...]
    """Each of its tags once, folded and as first spelled."""
    links: tuple[tuple[str, str, int], ...]
    """The keys of its links, each with the target, folded and without ``.md``: for a bare name
    they are the same; and with a checksum of what the lines say on which links of that key stand.
    Links in managed blocks are left out.
    """
    spoken: tuple[str, ...]
    """What its facts speak of without a link (`statements.spoken_of`)."""
    weight: bytes
    """A digest of all that a review may show of it (`recording.weight_of`)."""


def digest_of(data: bytes) -> bytes:
    """What tells two contents apart."""
    import hashlib  # OpenSSL takes milliseconds to load, and most commands find nothing changed

    return hashlib.blake2b(data, digest_size=16).digest()


def other_record(path: str, stamp: Stamp) -> Record:
    """The record of a file that is not a note: it is known by its name alone."""
    from thesisvault.graph.folding import fold, link_key

    return Record(
        path=path,
        name=fold(path.rpartition("/")[2]),
        key=link_key(path),
        kind=FileKind.OTHER,
        stamp=stamp,
        checked=0,
        digest=b"",
        about="",
        symbol="",
        date=None,
        states=False,
        recorded=False,
        marked=False,
        figures=False,
        note=b"",
        profile=b"",
        names=(),
        tags=(),
        links=(),
        spoken=(),
        weight=b"",
    )
