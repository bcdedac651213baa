"""The documentation as data: pages, their code blocks, tables and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "thesisvault"
DOCS = ROOT / "docs"
PAGES = (
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted(DOCS.glob("*.md")),
)

_FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
_SEPARATOR = re.compile(r"[\s|:-]+")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the line of text above it."""

    language: str
    text: str
    above: str
    line: int


@cache
def read(name: str) -> str:
    """A page of `docs/` by name."""
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(text: str) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    for match in _FENCE.finditer(text):
        above = text[: match.start()].rstrip().rpartition("\n")[2]
        line = text.count("\n", 0, match.start()) + 1
        yield Block(match.group(1), match.group(2), above, line)


def prose(text: str) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", text)


@cache
def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its level or above."""
    masked = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    for match in _HEADING.finditer(masked):
        if match.group(2).replace("`", "") == heading:
            level = len(match.group(1))
            later = (
                following.start()
                for following in _HEADING.finditer(masked, match.end())
                if len(following.group(1)) <= level
            )
            return text[match.end() : next(later, len(text))]
    raise AssertionError(f"no heading {heading!r}")


def headings(text: str) -> list[str]:
    """The headings of a page, without code marks."""
    return [match.group(2).replace("`", "") for match in _HEADING.finditer(prose(text))]


def rows(text: str) -> list[list[str]]:
    """The body rows of all pipe tables, cell by cell."""
    found: list[list[str]] = []
    lines = prose(text).split("\n")
    for number, line in enumerate(lines):
        if not line.startswith("|") or _SEPARATOR.fullmatch(line):
            continue
        if number + 1 < len(lines) and _SEPARATOR.fullmatch(lines[number + 1] or "x"):
            continue  # the header
        cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
        found.append([cell.strip() for cell in cells])
    return found


def codes(cell: str) -> list[str]:
    """The texts in a cell that stand between backticks."""
    return _CODE.findall(cell)


def first_codes(text: str) -> list[str]:
    """All code texts in the first cells of all tables."""
    return [code for row in rows(text) for code in codes(row[0])]


@cache
def anchors(text: str) -> set[str]:
    """The anchors that a reader of Markdown makes of a page's headings."""
    found = set()
    for heading in headings(text):
        kept = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(kept.replace(" ", "-"))
    return found
