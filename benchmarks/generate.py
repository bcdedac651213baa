"""A vault for measuring: ``python -m benchmarks.generate DIR --notes 10000 --seed 1``.

The same seed and the same number of notes give the same bytes. Notes have a median of about 1.5 KB
and a tail up to 50 KB, about 8 links each, and targets by Zipf's law. A few notes hold a trap: text
that a quick reader of Markdown gets wrong.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Iterator
from math import exp
from pathlib import Path
from random import Random

from msgspec import Struct

from benchmarks.vault import traps, typed, words
from benchmarks.vault.blocks import TAGS, Body
from benchmarks.vault.links import Links
from benchmarks.vault.plan import AS_OF, HEADINGS, Entry, plan
from benchmarks.vault.words import pick

MEDIAN, SPREAD = 1_350, 0.72
"""Bytes of a note, and the deviation of their logarithm."""

LARGEST = 49_000
LINKS = 8.0
"""Links of a note of the median size; larger notes have more, by the root of their size."""

MARKERS = "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"
MARKED = 0.2
"""Notes that end in a block for backlinks, of all notes."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)


class File(Struct):
    """A note as it is written."""

    path: str
    day: dt.date
    """When it was last changed."""
    data: bytes
    trap: str | None
    """Which trap it holds, by the names in `traps.TRAPS`."""


def generate(count: int, seed: int) -> Iterator[File]:
    """The vault's notes, one after the other; the same for the same `count` and `seed`."""
    rng = Random(f"{seed}/{count}")
    entries = plan(rng, count)
    links = Links(rng, entries)
    world = typed.World(rng, entries)
    for entry in entries:
        yield _file(rng, entry, links, world)


def write_vault(root: Path, count: int, seed: int = 1) -> None:
    """Write a vault into `root`, which is made; notes of the same name are replaced.

    A note's file is as old as the note says, so that no index takes it for one just written.
    """
    folders: set[str] = set()
    for file in generate(count, seed):
        folder = os.path.dirname(file.path)
        if folder not in folders:
            (root / folder).mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        (root / file.path).write_bytes(file.data)
        noon = dt.datetime.combine(file.day, dt.time(12), dt.UTC).timestamp()
        os.utime(root / file.path, (noon, noon))
    (root / "Attachments").mkdir(exist_ok=True)
    for number in range(max(2, count // 200)):
        (root / "Attachments" / f"chart-{number:04}.png").write_bytes(PIXEL)
    (root / ".thesis").mkdir(exist_ok=True)
    (root / ".thesis" / "config.toml").write_text(f'as_of = "{AS_OF}"\n', encoding="utf-8")


def _file(rng: Random, entry: Entry, links: Links, world: typed.World) -> File:
    stated, blocks = typed.facts(world, entry)
    has_properties = bool(stated) or rng.random() < 0.85
    head = _front_matter(rng, entry, stated) if has_properties else ""
    size = _size(rng)
    held = "".join(blocks).count("[[") + head.count("[[")
    wanted = round(LINKS * (size / MEDIAN) ** 0.5 * (0.6 + 0.8 * rng.random()))
    body = Body(rng, links, entry, size - len(head), max(0, wanted - held))
    body.add(f"# {entry.title}\n\n## {HEADINGS[entry.kind]}\n\n{words.sentence(rng)}")
    for block in blocks:
        body.add(block)
    body.fill()
    text = head + "\n\n".join(body.blocks) + "\n"
    trap = traps.draw(rng, properties=has_properties)
    marked = rng.random() < MARKED
    if trap:
        text = traps.TRAPS[trap](text)
    if marked:
        mark = "\n" + MARKERS
        text += mark.replace("\n", "\r\n") if "\r\n" in text else mark
    return File(entry.path, entry.created, text.encode(), trap)


def _size(rng: Random) -> int:
    if rng.random() < 0.003:
        return int(10_000 * exp(rng.random() * 1.58))
    return min(LARGEST, max(250, int(MEDIAN * exp(rng.gauss(0, SPREAD)))))


def _front_matter(rng: Random, entry: Entry, stated: typed.Properties) -> str:
    lines = ["---"]
    if entry.kind not in ("journal", "note"):
        lines.append(f"type: {entry.kind}")
    tags = sorted({pick(rng, TAGS) for _ in range(1 + int(rng.random() * 3))})
    lines.append(f"tags: [{', '.join(tags)}]")
    if entry.aliases:
        lines.append(f"aliases: [{', '.join(entry.aliases)}]")
    lines.append(f"created: {entry.created}")
    lines += [f"{key}: {value}" for key, value in stated.items()]
    if entry.kind == "note" and rng.random() < 0.3:
        lines.append(f"status: {pick(rng, ('open', 'done', 'waiting'))}")
        lines.append(f"summary: {words.phrase(rng)}")
    return "\n".join([*lines, "---", "", ""])


def main() -> None:
    """Write the vault that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--notes", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    given = parser.parse_args()
    write_vault(given.folder, given.notes, given.seed)


if __name__ == "__main__":
    main()
