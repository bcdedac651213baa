"""From a file to its record. Commands that find nothing changed need none of this."""

from __future__ import annotations

import time
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from zlib import crc32

from thesisvault.graph.folding import fold, last_part, link_key
from thesisvault.graph.source import aliases, states, tickers, titles
from thesisvault.graph.statements import spoken_of
from thesisvault.graph.vault import ABOUT
from thesisvault.model.note import LinkKind, Note
from thesisvault.parser.body.managed import may_hold_markers, may_show_figures
from thesisvault.parser.decoding import decode
from thesisvault.parser.facts.series import read_metric_series
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.note import parse_note
from thesisvault.storage.index import codec
from thesisvault.storage.index.record import MISDATED, FileKind, Name, Record, Refused, digest_of
from thesisvault.storage.scan import Stamp, read_stamped

_NAMES = ((Name.TITLE, titles), (Name.ALIAS, aliases), (Name.TICKER, tickers))


def read_record(root: Path, path: str, kind: FileKind, words: Vocabulary) -> Record | Refused:
    """The record of a note or a series as it stands on the disk."""
    checked = time.time_ns()
    found = read_stamped(root, path)
    if found is None:
        return Refused(path)
    data, stamp = found
    try:
        return record_of(path, kind, data, stamp, checked, words)
    except Exception as error:  # else one note would keep a person from all of them
        said = f"{type(error).__name__}: {error}".rstrip(": ")
        return Refused(path, f"of a bug in thesisvault ({said}): please report it")


def record_of(
    path: str, kind: FileKind, data: bytes, stamp: Stamp, checked: int, words: Vocabulary
) -> Record:
    """The record of a file that holds `data`."""
    marked = kind is FileKind.NOTE and may_hold_markers(data)
    note = (read_metric_series if kind is FileKind.SERIES else parse_note)(path, data, words)
    return Record(
        path=path,
        name=fold(path.rpartition("/")[2]),
        key=link_key(path),
        kind=kind,
        stamp=stamp,
        checked=checked,
        digest=digest_of(data),
        about=note.kind.value,
        symbol=note.facts.symbol or "",
        date=ordinal(note),
        states=states(note),
        recorded=bool(note.facts.metrics),
        marked=marked,
        figures=marked and may_show_figures(data),
        note=codec.encode(note),
        profile=codec.encode_profile(note),
        names=tuple((int(level), fold(name), name) for level, of in _NAMES for name in of(note)),
        tags=tuple({fold(tag.name): tag.name for tag in reversed(note.tags)}.items()),
        links=links_of(note, data),
        spoken=tuple(sorted(spoken_of(note))),
        weight=weight_of(note),
    )


def ordinal(note: Note) -> int | None:
    """What the index keeps of a note's date: `MISDATED` where it has one that cannot be read."""
    return note.date.toordinal() if note.date else MISDATED if note.misdated else None


def weight_of(note: Note) -> bytes:
    """A digest of what a review may show of a note, so that a change of anything else costs none.

    A review knows a note by its names, its kind and its date; of one that states something also
    the facts, and the properties and headings whose lines it cites; and where a note is about what
    it links, the links. Those of other notes are looked at by `changes.holds`.
    """
    named = (note.path, note.kind, note.date, note.misdated, note.dated, note.aliases)
    if not states(note):
        return digest_of(repr(named).encode("utf-8", "surrogatepass"))
    told = Note(
        note.path,
        note.kind,
        note.date,
        note.misdated,
        note.links if note.kind in ABOUT else (),
        note.facts,
        note.dated,
        note.properties,
        headings=note.headings,
        fields=note.fields,
    )
    return digest_of(codec.encode(told) + repr(note.aliases).encode("utf-8", "surrogatepass"))


_ON_THEIR_LINE = (LinkKind.WIKILINK, LinkKind.EMBED)
"""Links that a line of text says whole; others may be defined elsewhere."""


def links_of(note: Note, data: bytes) -> tuple[tuple[str, str, int], ...]:
    """What the index keeps of a note's links (`Record.links`), each once."""
    if not note.links:
        return ()
    lines = _lines(data)
    # Many links may stand on one line, which is long then: it is looked at once.
    around: dict[int, int] = {}
    for link in note.links:
        at = link.span.line
        if at not in around:
            around[at] = crc32(lines[at]) if at < len(lines) else 0
        if link.kind not in _ON_THEIR_LINE or link.span.end_line != at:
            around[at] = _told(f"{link.target}\0{link.display or ''}", around[at])
    properties = _told("\0".join(item.key for item in note.properties))
    targets: dict[tuple[str, str], None] = {}
    said: dict[str, int] = {}
    for link in note.links:
        if link.target and not link.managed:
            target = fold(link.target)
            key = last_part(target)
            targets[key, target.removesuffix(".md")] = None
            told = around[link.span.line].to_bytes(4, "big")
            if link.kind is LinkKind.PROPERTY:
                told += properties.to_bytes(4, "big")
            said[key] = crc32(told, said.get(key, 0))
    return tuple((key, target, said[key]) for key, target in targets)


def _lines(data: bytes) -> list[bytes]:
    """The lines as they are counted: a carriage return tells nothing here."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        data = decode(data)[0].encode("utf-8", "surrogatepass")
    return data.split(b"\n")


def _told(text: str, before: int = 0) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"), before)
