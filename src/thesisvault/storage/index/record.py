"""What the index keeps of one file."""

from __future__ import annotations

import time
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.model.note import Note
from thesisvault.storage.index import codec
from thesisvault.storage.scan import Stamp, read_stamped

if TYPE_CHECKING:
    from thesisvault.parser.facts.vocabulary import Vocabulary


class FileKind(IntEnum):
    """What a file is to the index."""

    NOTE = 0
    SERIES = 1
    """A metric's history: a note that states figures, and no note of the vault."""
    OTHER = 2


class Name(IntEnum):
    """What kind of name a note has."""

    TITLE = 0
    ALIAS = 1
    TICKER = 2


class Record(Struct, frozen=True, array_like=True):
    """One file. `name` is its folded file name; `date` is an ordinal, and None where undated."""

    path: str
    name: str
    key: str
    """The key by which links find it (`link_key`)."""
    kind: int
    stamp: Stamp
    checked: int
    """When the file was read, in nanoseconds: a later change within the same tick is looked for."""
    digest: bytes
    date: int | None
    states: bool
    marked: bool
    note: bytes
    """The note by `codec`; empty for a file that is none."""
    profile: bytes
    """The same for what a review must know of it."""
    names: tuple[tuple[int, str, str], ...]
    """Each of the note's names: its `Name`, folded, and as spelled."""
    keys: tuple[tuple[str, bool], ...]
    """The keys of its links, each with whether they are bare names (`link_keys`)."""
    weight: bytes
    """A digest of all that a review may show of it (`weight_of`)."""


def digest_of(data: bytes) -> bytes:
    """What tells two contents apart."""
    import hashlib  # OpenSSL takes milliseconds to load, and most commands find nothing changed

    return hashlib.blake2b(data, digest_size=16).digest()


def weight_of(note: Note) -> bytes:
    """A digest of what a review may show of a note, so that a change of anything else costs none.

    A review knows a note by its names, its kind and its date; of one that states something also
    the facts, and the properties and headings whose lines it cites; and where a note is about what
    it links, the links.
    """
    from thesisvault.graph.source import states
    from thesisvault.graph.vault import ABOUT

    told = Note(note.path, note.kind, note.date, facts=note.facts)
    aliases = note.aliases
    if states(note):
        told = replace(
            told,
            properties=note.properties,
            headings=note.headings,
            fields=note.fields,
            links=note.links if note.kind in ABOUT else (),
        )
    return digest_of(codec.encode(told) + repr(aliases).encode("utf-8", "surrogatepass"))


def read_record(root: Path, path: str, kind: FileKind, words: Vocabulary) -> Record | None:
    """The record of a note or a series as it stands on the disk; None where it cannot be read."""
    checked = time.time_ns()
    found = read_stamped(root, path)
    if found is None:
        return None
    data, stamp = found
    return record_of(path, kind, data, stamp, checked, words)


def record_of(
    path: str, kind: FileKind, data: bytes, stamp: Stamp, checked: int, words: Vocabulary
) -> Record:
    """The record of a file that holds `data`."""
    from thesisvault.graph.folding import fold, link_key
    from thesisvault.graph.source import aliases, link_keys, states, tickers, titles
    from thesisvault.parser.managed import may_hold_markers

    note = _read(path, kind, data, words)
    named = ((Name.TITLE, titles), (Name.ALIAS, aliases), (Name.TICKER, tickers))
    return Record(
        path=path,
        name=fold(path.rpartition("/")[2]),
        key=link_key(path),
        kind=kind,
        stamp=stamp,
        checked=checked,
        digest=digest_of(data),
        date=note.date.toordinal() if note.date else None,
        states=states(note),
        marked=kind is FileKind.NOTE and may_hold_markers(data),
        note=codec.encode(note),
        profile=codec.encode_profile(note),
        names=tuple(
            (level, fold(name), name) for level, names_of in named for name in names_of(note)
        ),
        keys=tuple(sorted(link_keys(note).items())),
        weight=weight_of(note),
    )


def other_record(path: str, stamp: Stamp) -> Record:
    """The record of a file that is no note: it is known by its name alone."""
    from thesisvault.graph.folding import fold, link_key

    return Record(
        path=path,
        name=fold(path.rpartition("/")[2]),
        key=link_key(path),
        kind=FileKind.OTHER,
        stamp=stamp,
        checked=0,
        digest=b"",
        date=None,
        states=False,
        marked=False,
        note=b"",
        profile=b"",
        names=(),
        keys=(),
        weight=b"",
    )


def _read(path: str, kind: FileKind, data: bytes, words: Vocabulary) -> Note:
    if kind is FileKind.SERIES:
        from thesisvault.parser.facts.series import read_metric_series

        return read_metric_series(path, data, words)
    from thesisvault.parser.note import parse_note

    return parse_note(path, data, words)
