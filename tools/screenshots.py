"""Draw what a terminal shows: ``python -m tools.screenshots``; ``make docs`` runs it.

Each picture is a real run in a terminal of 80 columns, with colours: on a copy of the sample vault,
or on the vault of the tutorial, which is made by following the page. The text stands in the SVG as
text, so it can be searched and copied, and the suite compares it with what the command prints.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
_COLUMNS = 80
_LETTER, _LINE, _EDGE, _BAR = 8.43, 19, 16, 30
_COLOURS = {
    31: "#ff7b72",
    32: "#7ee787",
    33: "#e3b341",
    34: "#79c0ff",
    35: "#d2a8ff",
    36: "#76e3ea",
}
_CODE = re.compile(r"\x1b\[([0-9;]*)m")
_FILE = re.compile(r"`([^`]+\.(?:md|toml))`:$")


class Shot(msgspec.Struct, frozen=True):
    """One picture: where it stands, the command, and the folder that it runs in."""

    name: str
    arguments: list[str]
    shown: str
    """The command as a reader would type it."""
    tutorial: bool = False
    exits: int = 0
    """How the command ends: `claims` with 1 where a move fails."""


SHOTS = (
    Shot("status", ["--vault", "vault", "status"], "thesis --vault vault status"),
    Shot(
        "tripwire",
        ["--vault", "vault", "status", "Long datacenter infrastructure"],
        'thesis --vault vault status "Long datacenter infrastructure"',
    ),
    Shot(
        "claims",
        ["--vault", "vault", "claims", "Sector Rotation January 2026"],
        'thesis --vault vault claims "Sector Rotation January 2026"',
        exits=1,
    ),
    Shot(
        "reasons",
        ["--vault", "vault", "status", "Long NVIDIA", "Long defense AI"],
        'thesis --vault vault status "Long NVIDIA" "Long defense AI"',
    ),
    Shot("first-verdict", ["status"], "thesis status", tutorial=True),
)


def run(arguments: list[str], folder: Path, exits: int = 0) -> str:
    """What ``thesis`` writes to a terminal of 80 columns, with its codes for colours.

    Its data only: what it says on standard error, such as a counter on a slow day, is left out.
    """
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(_COLUMNS), "TERM": "xterm-256color", "PAGER": "cat"}
    environment.pop("THESIS_VAULT", None)
    environment.pop("NO_COLOR", None)
    program = "from thesisvault.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    found = bytearray()
    try:
        while part := os.read(ours, 65536):
            found += part
    except OSError:
        pass  # Linux says so that the other end has closed
    os.close(ours)
    _, said = process.communicate()
    if process.returncode != exits:
        raise SystemExit(said.decode())
    return found.decode().replace("\r\n", "\n")


def follow_tutorial(folder: Path) -> Path:
    """Do what the tutorial says up to its first verdict; the folder of its vault."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    before = text.partition("\n## 5.")[0]
    here = folder
    for match in re.finditer(r"^```(\S*)\n(.*?)^```$", before, re.MULTILINE | re.DOTALL):
        above = before[: match.start()].rstrip().rpartition("\n")[2]
        if match[1] in ("markdown", "toml") and (file := _FILE.search(above)):
            (here / file[1]).write_text(match[2], encoding="utf-8")
        for line in re.findall(
            r"^\$ (cd|thesis init|thesis new \w+) (.+)$", match[2], re.MULTILINE
        ):
            if line[0] == "cd":
                here /= line[1]
            else:
                run([*line[0].split()[1:], line[1].strip('"')], here)
    return here


def pieces(line: str) -> Iterator[tuple[str, str]]:
    """A line's stretches of one style, each as (text, style in CSS)."""
    style: dict[str, str] = {}
    at = 0
    for match in (*_CODE.finditer(line), None):
        if text := line[at : match.start() if match else None]:
            yield text, "; ".join(f"{key}: {value}" for key, value in style.items())
        if match is None:
            return
        at = match.end()
        for code in (int(part or 0) for part in match[1].split(";")):
            if code == 0:
                style = {}
            elif code == 1:
                style["font-weight"] = "bold"
            elif code == 2:
                style["opacity"] = "0.65"
            else:
                style["fill"] = _COLOURS[code]  # a colour that is new here asks for its value


def draw(shown: str, printed: str) -> str:
    """The terminal as SVG: the command, then what it printed."""
    lines = [f"$ {shown}", *printed.rstrip("\n").split("\n")]
    width = round(2 * _EDGE + _COLUMNS * _LETTER)
    height = _BAR + len(lines) * _LINE + _EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(shown)}</title>",
        "<style>text { font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; "
        "fill: #e6edf3; white-space: pre; }</style>",
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>',
        *(
            f'<circle cx="{_EDGE + 4 + 18 * number}" cy="16" r="5" fill="#30363d"/>'
            for number in range(3)
        ),
    ]
    for number, line in enumerate(lines):
        top = _BAR + number * _LINE + 14
        column = 0
        spans = []
        for text, style in pieces(line):
            # Each stretch begins at its own column: fonts differ in how wide a letter is.
            x = _EDGE + column * _LETTER
            styled = f' style="{style}"' if style else ""
            length = f' textLength="{len(text) * _LETTER:.2f}"'
            spans.append(f'<tspan x="{x:.2f}"{length}{styled}>{escape(text)}</tspan>')
            column += len(text)
        parts.append(f'<text y="{top}" xml:space="preserve">{"".join(spans)}</text>')
    return "\n".join((*parts, "</svg>\n"))


def drawn() -> dict[str, str]:
    """Every picture by name, from runs made now."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "vault", folder / "vault")
        tutorial = follow_tutorial(folder)
        for shot in SHOTS:
            printed = run(shot.arguments, tutorial if shot.tutorial else folder, shot.exits)
            found[shot.name] = draw(shot.shown, printed)
    return found


def main() -> None:
    """Write the pictures."""
    PICTURES.mkdir(exist_ok=True)
    for name, picture in drawn().items():
        (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
