"""``~~text~~``: what its author has withdrawn."""

from __future__ import annotations

import re

from thesisvault.parser.rules.comment import blanked

LONGEST = 1024
"""Code points between the marks; the bound keeps a text full of lone marks linear."""

_STRUCK = re.compile(rf"(?<!~)~~(?=[^\s~])(?:[^~]|~(?!~)){{1,{LONGEST}}}+(?<=\S)~~(?!~)")
_DONE = re.compile(r"\[[xX]\]\s")
"""A box that is ticked: what is struck out beside it is done, and not withdrawn."""
_REMARK = re.compile(r"[\s*_]*(?:[-–—(]|\Z)")
"""What a text that began with what is struck out has left: why it was. `~~FUBO~~ — sold`."""
_SIGN = re.compile(r"[^\n]")


def standing(text: str) -> str:
    """The text with blanks in place of what is struck out and of its comments, so that every other
    sign keeps its place.

    >>> standing("Stop: ~~90~~ 95 %%or 99%%")
    'Stop:        95           '
    """
    said = blanked(text)
    if "~~" not in said or _DONE.match(said):
        return said
    rest = _STRUCK.sub(lambda struck: _SIGN.sub(" ", struck[0]), said)
    return _SIGN.sub(" ", rest) if rest != said and _REMARK.match(rest) else rest
