"""``RESULTS.md``: a section a size. A run replaces the sections that it measured, no others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.row import Row

HEAD = """# Results

Written by `make bench` and `make bench-large`; [README.md](README.md) says what is measured and \
how. Times are wall times of whole processes. *Beside* is what stands after the `/`.
"""

COLUMNS = ("what", "ours", "beside", "ratio", "bound", "holds")


def section(rows: Sequence[Row], machine: str) -> str:
    """A size's table, under what it was measured on."""
    lines = [machine, "", _line(COLUMNS), _line(["---"] * len(COLUMNS))]
    lines += [_line([getattr(row, name) for name in COLUMNS]) for row in rows]
    return "\n".join(lines) + "\n"


def merge(path: Path, sections: Mapping[str, str]) -> None:
    """Write `sections`, by title, into the file; what it has under other titles stays."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = re.split(r"(?m)^## (.+)\n+", old)[1:]
    known = dict(zip(parts[::2], parts[1::2], strict=True)) | dict(sections)
    ordered = sorted(known, key=_size)
    body = "\n".join(f"## {title}\n\n{known[title].strip()}\n" for title in ordered)
    path.write_text(f"{HEAD}\n{body}", encoding="utf-8")


def _size(title: str) -> int:
    digits = re.sub(r"\D", "", title)
    return int(digits or 0)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
