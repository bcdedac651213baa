"""A small vault, its index, and the clean rebuild's answers to compare with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field

from storage.index import texts
from storage.index.answers import Answers, Clean, answers, difference
from thesisvault.model.settings import Settings
from thesisvault.storage import scan
from thesisvault.storage.index import Changes, Index
from thesisvault.storage.index.place import Place, cache_folder, fingerprint
from thesisvault.workspace.open import open_index

CACHE = "XDG_CACHE_HOME"


class Opened(Struct):
    """An index, what it told people, and what its first refresh found."""

    index: Index
    told: list[str]
    changes: Changes = field(default_factory=Changes)
    read: list[str] = field(default_factory=list)
    """One for each note that was read from the disk."""


@contextmanager
def opened(root: Path, *, refresh: bool = True) -> Iterator[Opened]:
    """The vault's index as a command opens it; closed at the end."""
    told: list[str] = []
    read: list[str] = []

    def progress(done: int, of: int) -> None:
        read.append(f"{done}/{of}")

    found = Opened(open_index(root, Settings(), told.append, progress), told, read=read)
    if refresh:
        found.changes = found.index.refresh(scan.scan(root))
    try:
        yield found
    finally:
        found.index.close()


def place_of(root: Path, environment: dict[str, str]) -> Place:
    """Where the index of the vault lies."""
    return Place(cache_folder(environment), root, fingerprint({}))


def write_vault(root: Path, count: int = 12) -> None:
    """Notes that name one another, two attachments, a series."""
    for seed, path in enumerate(texts.NOTES[:count]):
        put(root, path, texts.note(seed))
    put(root, "Rotation.md", ROTATION)
    put(root, "pic.png", "x")
    put(root, "metrics/rate.csv", "date,value\n2026-01-08,4%\n")


ROTATION = (
    "---\ntype: rotation\ncreated: 2026-01-08\n---\n[[Apple]] [[Long Copper]]\n\n"
    "| Flow | Detail |\n|---|---|\n| in | [[Oil]] |\n\n"
    "| Thesis | Impact |\n|---|---|\n| [[Long Apple]] | pressure |\n"
)


def put(root: Path, path: str, text: str) -> Path:
    """Write a note."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def expected(root: Path) -> Answers:
    """What a clean rebuild says."""
    return answers(Clean(root).source(None), texts.WORDS)


def wrong(found: Opened, right: Answers) -> str:
    """Where the index says something else; empty where nothing."""
    return difference(answers(found.index.source(None), texts.WORDS), right)
