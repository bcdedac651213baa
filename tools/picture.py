"""Draw the rooms and arrows: ``python -m tools.picture``; ``make docs`` runs it.

The layers are those of import-linter's first contract in pyproject.toml, so the picture cannot
say anything that `make check` does not enforce. What a room owns is what the page says of it.
"""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

from tools import regions

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "pictures" / "rooms.svg"
_WIDTH, _HEIGHT, _GAP, _STEP = 840, 62, 16, 34


def layers() -> list[list[str]]:
    """The rooms from the outermost in; those of one layer do not know each other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    first = project["tool"]["importlinter"]["contracts"][0]
    assert first["type"] == "layers"
    return [
        [name.strip().removeprefix("thesisvault.") for name in layer.split("|")]
        for layer in first["layers"]
    ]


def owns() -> dict[str, str]:
    """What each room owns, by the table in docs/architecture.md, up to the first stop."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = text.partition("## Packages")[2]
    return {
        row[0].strip("`"): row[1].partition(";")[0].partition(":")[0]
        for row in regions.cells(rooms.partition("```")[0])
    }


def draw() -> str:
    """The picture, as SVG."""
    parts: list[str] = []
    rows, said = layers(), owns()
    for number, rooms in enumerate(rows):
        top = 8 + number * (_HEIGHT + _STEP)
        width = (_WIDTH - _GAP * (len(rooms) - 1)) // len(rooms)
        for place, room in enumerate(rooms):
            parts += _box(8 + place * (width + _GAP), top, width, room, said[room])
        if number + 1 < len(rows):
            parts.append(_arrow(8 + _WIDTH // 2, top + _HEIGHT))
    height = 16 + len(rows) * (_HEIGHT + _STEP) - _STEP
    title = " → ".join(" | ".join(rooms) for rooms in rows)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH + 16} {height}"'
            ' role="img" font-family="system-ui, sans-serif">',
            f"<title>{escape(title)}</title>",
            "<style>",
            "rect { fill: #eef3f8; stroke: #4a6a8a; } .room { font-weight: 600; font-size: 16px; }",
            "text { fill: #1d2b38; font-size: 13px; }",
            "line { stroke: #4a6a8a; stroke-width: 2; } path { fill: #4a6a8a; }",
            "</style>",
            f'<rect width="{_WIDTH + 16}" height="{height}" style="fill: #fff; stroke: none"/>',
            *parts,
            "</svg>\n",
        )
    )


def _box(left: int, top: int, width: int, room: str, said: str) -> list[str]:
    middle = left + width // 2
    return [
        f'<rect x="{left}" y="{top}" width="{width}" height="{_HEIGHT}" rx="6"/>',
        f'<text class="room" x="{middle}" y="{top + 24}" text-anchor="middle">{room}</text>',
        f'<text x="{middle}" y="{top + 45}" text-anchor="middle">{escape(said)}</text>',
    ]


def _arrow(x: int, top: int) -> str:
    end = top + _STEP - 4
    return (
        f'<line x1="{x}" y1="{top + 4}" x2="{x}" y2="{end - 8}"/>'
        f'<path d="M {x - 6} {end - 9} L {x + 6} {end - 9} L {x} {end} Z"/>'
    )


def main() -> None:
    """Write the picture."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
