"""Text out of notes, so shown that it can neither hide nor pass for anything but data."""

from __future__ import annotations

import secrets
from typing import Any

from thesisvault.render.lines import clean, one_line

NAME = 80
"""Characters of a name in a sentence."""


def escaped(text: str) -> str:
    """The text with control, zero-width, bidi and tag characters spelled as ``\\u…``."""
    if text.isprintable():
        return text
    return "\n".join("\t".join(map(clean, line.split("\t"))) for line in text.split("\n"))


def plain(value: Any) -> Any:
    """A document with all of its texts escaped."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, dict):
        return {escaped(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def short(name: str) -> str:
    """A name for a sentence: on one line, and not long."""
    line = one_line(name)
    return line if len(line) <= NAME else f"{line[: NAME - 1]}…"


def fenced(text: str) -> str:
    """The text between two marks that nobody who wrote it can have known."""
    mark = f"vault-text-{secrets.token_hex(8)}"
    return f"Data from the vault, between the marks {mark}:\n<{mark}>\n{text}\n</{mark}>"
