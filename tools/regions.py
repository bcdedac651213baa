"""Generated parts of a page, between ``<!-- generated: NAME -->`` and ``<!-- /generated -->``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_REGION = re.compile(
    r"(?P<start><!-- generated: (?P<name>[a-z-]+) -->\n)(?P<body>.*?)(?P<end><!-- /generated -->)",
    re.DOTALL,
)


def names(text: str) -> list[str]:
    """The names of a page's regions, in order."""
    return [match["name"] for match in _REGION.finditer(text)]


def body(text: str, name: str) -> str:
    """What stands in a region now. Raises ``KeyError`` where there is none of that name."""
    for match in _REGION.finditer(text):
        if match["name"] == name:
            return match["body"].strip("\n")
    raise KeyError(name)


def fill(text: str, name: str, new: str) -> str:
    """The page with another body in that region; all else stays as it is."""

    def put(match: re.Match[str]) -> str:
        if match["name"] != name:
            return match[0]
        return f"{match['start']}\n{new}\n\n{match['end']}"

    return _REGION.sub(put, text)


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A pipe table, without a newline at its end."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(
        "|" + "|".join(cells) + "|" if cells[0] == "---" else f"| {' | '.join(cells)} |"
        for cells in lines
    )


def cells(text: str) -> Iterator[list[str]]:
    """The body rows of the first pipe table in a text, cell by cell."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        parts = re.split(r"(?<!\\)\|", line.strip()[1:-1])
        yield [part.strip() for part in parts]
