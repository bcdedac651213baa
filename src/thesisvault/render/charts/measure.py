"""How wide a text is on the paper: on the safe side, since fonts differ."""

from __future__ import annotations

import unicodedata

from thesisvault.render.lines import one_line

SIZES = {"t-title": 17.0, "t-name": 13.5, "t-small": 10.5}
"""Pixels of a font by class, as the sheet has them; all other text has `SIZE`."""
SIZE = 11.5
_NARROW, _WIDE = frozenset("iljI.,:;'|![]()tfr -·"), frozenset("mwMW@%—…")


def size_of(classes: str) -> float:
    """The height of a text's font."""
    return next((SIZES[name] for name in classes.split() if name in SIZES), SIZE)


def text_width(text: str, classes: str = "") -> float:
    """Pixels that a text takes at most, in the usual fonts."""
    return round(sum(map(_letter, text)) * size_of(classes), 1)


def _letter(char: str) -> float:
    if char in _NARROW:
        return 0.40
    if char in _WIDE:
        return 1.02
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    if unicodedata.combining(char):
        return 0.0
    return 0.72 if char.isupper() else 0.64


def fit(text: str, room: float, classes: str = "") -> str:
    """The text on one line, cut with an ellipsis where it is wider than the room."""
    text = one_line(text[:400])
    if text_width(text, classes) <= room:
        return text
    while text and text_width(text + "…", classes) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, room: float, classes: str = "", most: int | None = None) -> list[str]:
    """The text's words in lines no wider than the room; the last of `most` lines is cut."""
    lines: list[str] = []
    words = one_line(text).split(" ")
    for at, word in enumerate(words):
        if lines and text_width(f"{lines[-1]} {word}", classes) <= room:
            lines[-1] += f" {word}"
        elif len(lines) + 1 == most:
            lines.append(fit(" ".join(words[at:]), room, classes))
            break
        else:
            lines.append(fit(word, room, classes))
    return [line for line in lines if line]
