"""Notes with blocks in them, and a second opinion on which of their bytes are ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

from thesisvault.edits.markers import Block, find_markers
from thesisvault.graph import Vault, build
from thesisvault.parser.note import parse_note

_HASH = re.compile(rb" hash=[0-9a-f]+(?=[ -])")


def said(text: str) -> Callable[[Block], str]:
    """Fills every block with this line."""
    return lambda block: f"\n{text}\n\n"


def block(name: str = "backlinks", body: str = "", options: str = "") -> str:
    return f"<!-- thesis:{name}{options} -->\n{body}<!-- /thesis:{name} -->\n"


def not_ours(data: bytes) -> list[bytes]:
    """A note's lines without those inside of its blocks, and without hashes in start markers."""
    lines: list[bytes] = []
    found = {item.line: item.end_line for item in find_markers(data).blocks}
    end = -1
    for number, line in enumerate(data.split(b"\n")):
        if number in found:
            end = found[number]
            lines.append(_HASH.sub(b"", line))
        elif number >= end:
            lines.append(line)
    return lines


def vault(notes: Mapping[str, str], *attachments: str) -> Vault:
    parsed = (parse_note(path, dedent(text).lstrip("\n").encode()) for path, text in notes.items())
    return build(parsed, attachments)


_FILLED = re.compile(
    r"^<!-- thesis:(\w+)[^>]*-->\n.*?^<!-- /thesis:\1 -->$", re.MULTILINE | re.DOTALL
)


def emptied(root: Path) -> Path:
    """Empty every block of the vault in `root`, as before anybody filled them."""
    for path in root.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        bare = _FILLED.sub(r"<!-- thesis:\1 -->\n<!-- /thesis:\1 -->", text)
        path.write_text(bare, encoding="utf-8")
    return root
