"""Which notes a vault has: their kinds, paths, names and days, before a word is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from msgspec import Struct, field

from benchmarks.vault import words
from benchmarks.vault.words import pick

AS_OF = dt.date(2026, 1, 9)
"""The day of every review; no note is dated later."""

SHARES = {
    "sector": 0.01,
    "stock": 0.04,
    "concept": 0.08,
    "source": 0.28,
    "catalyst": 0.01,
    "thesis": 0.008,
    "rotation": 0.005,
    "journal": 0.2,
}
"""Parts of all notes; what is left over are plain notes."""

FEWEST = {"sector": 3, "stock": 6, "concept": 3, "catalyst": 2, "thesis": 4, "rotation": 2}
"""What even a small vault has of a kind."""

HEADINGS = {
    "sector": "What moves it",
    "stock": "What it does",
    "concept": "The idea",
    "source": "What it claims",
    "catalyst": "What happens",
    "thesis": "Why",
    "rotation": "Drivers",
    "journal": "Today",
    "note": "Summary",
}
"""A heading that each note of the kind has, so that links may lead to it."""

FOLDERS = {
    "sector": "Sectors",
    "stock": "Stocks",
    "concept": "Concepts",
    "catalyst": "Catalysts",
    "thesis": "Theses",
    "rotation": "Rotations",
}
_PLAIN = ("Notes", "Notes/Ideas", "Meetings", "Earnings", "People", "Inbox", "Reading/2025")
_TWINS = ("Call summary", "Open questions", "Figures", "To read")


class Entry(Struct):
    """A note that will be written."""

    path: str
    title: str
    kind: str
    created: dt.date
    aliases: list[str] = field(default_factory=list)
    symbol: str = ""
    twin: bool = False
    """Another note has the same title: links must name the path."""
    subject: Entry | None = None
    """The stock or sector that the note is about."""

    @property
    def name(self) -> str:
        """What a link writes to reach this note and no other."""
        return self.path[:-3] if self.twin else self.title


def plan(rng: Random, count: int) -> list[Entry]:
    """`count` notes, kind after kind; paths are unique, also in a file system without case."""
    numbers = {
        kind: max(round(count * share), FEWEST.get(kind, 0)) for kind, share in SHARES.items()
    }
    taken: set[str] = set()
    entries: list[Entry] = []
    by_kind: dict[str, list[Entry]] = {}
    for kind, number in numbers.items():
        made = [_entry(rng, kind, by_kind, taken) for _ in range(number)]
        by_kind[kind] = made
        entries += made
    entries += [_entry(rng, "note", by_kind, taken) for _ in range(count - len(entries))]
    return entries[:count]


def _entry(rng: Random, kind: str, known: dict[str, list[Entry]], taken: set[str]) -> Entry:
    created = _day(rng, kind)
    subject = _subject(rng, kind, known)
    if kind == "note" and rng.random() < 0.01:
        entry = _twin(rng, created, taken)
        if entry is not None:
            return entry
    folder = _folder(rng, kind, created)
    title = _unique(lambda: _title(rng, kind, subject, created), taken)
    entry = Entry(f"{folder}/{title}.md", title, kind, created, subject=subject)
    if kind == "stock":
        entry.symbol = words.ticker(rng, title)
    if kind in ("sector", "stock", "concept") and rng.random() < 0.3:
        entry.aliases = [
            words.topic(rng) if kind == "concept" else f"{title.split()[0]} {created:%y%m%d}"
        ]
    return entry


def _twin(rng: Random, created: dt.date, taken: set[str]) -> Entry | None:
    title = pick(rng, _TWINS)
    folder = f"Earnings/{words.company(rng)}"
    if f"{folder}/{title}".lower() in taken:
        return None
    taken.add(f"{folder}/{title}".lower())
    return Entry(f"{folder}/{title}.md", title, "note", created, twin=True)


def _folder(rng: Random, kind: str, created: dt.date) -> str:
    if kind == "journal":
        return f"Journal/{created.year}"
    if kind == "source":
        return f"Sources/{created.year}"
    return FOLDERS.get(kind) or pick(rng, _PLAIN)


def _day(rng: Random, kind: str) -> dt.date:
    """Days back from the review: recent ones more often, ten years at most."""
    reach = 700 if kind == "rotation" else 3_650
    return AS_OF - dt.timedelta(days=1 + int(reach * rng.random() ** 2))


def _subject(rng: Random, kind: str, known: dict[str, list[Entry]]) -> Entry | None:
    if kind in ("thesis", "catalyst"):
        return pick(rng, known["stock"] if rng.random() < 0.7 else known["sector"])
    if kind == "stock":
        return pick(rng, known["sector"])
    if kind == "rotation":
        return pick(rng, known["sector"])
    return None


def _title(rng: Random, kind: str, subject: Entry | None, created: dt.date) -> str:
    about = subject.title if subject else ""
    match kind:
        case "sector":
            return f"{pick(rng, words.ADJECTIVES)} {pick(rng, words.NOUNS).lower()}"
        case "stock":
            return words.company(rng)
        case "source":
            return f"{pick(rng, words.AUTHORS)} - {words.topic(rng)}"
        case "catalyst":
            quarter = (created.month - 1) // 3 + 1
            event = pick(rng, ("earnings", "capital markets day", "ruling", "tender"))
            return f"Q{quarter} {created.year} {event} {about}"
        case "thesis":
            return f"{'Long' if rng.random() < 0.75 else 'Short'} {about}"
        case "rotation":
            return f"{created:%Y-%m} rotation into {about}"
        case "journal":
            return created.isoformat()
        case _:
            return words.topic(rng)


def _unique(title: Callable[[], str], taken: set[str]) -> str:
    for attempt in range(1_000_000):
        found = title() if attempt < 2 else f"{title()} {attempt}"
        if found.lower() not in taken:
            taken.add(found.lower())
            return found
    raise AssertionError("no title is left")
