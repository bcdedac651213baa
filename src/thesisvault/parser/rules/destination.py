"""The address of a link: the library's helper, asked only where one can be."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination

_STOP = re.compile(r"[\x00-\x20\x7f\\()]")
_DEEPEST = 32
"""Brackets in brackets that the library follows."""


def quick_destination(string: str, pos: int, maximum: int) -> Any:
    """What the library says, which walks by single characters: most brackets hold no address."""
    return parseLinkDestination(string, pos if _may_be(string, pos, maximum) else maximum, maximum)


def _may_be(string: str, pos: int, maximum: int) -> bool:
    """Whether the round brackets of a bare address, up to white space, balance."""
    if string.startswith("<", pos):
        return True
    level = 0
    while pos < maximum and (stop := _STOP.search(string, pos, maximum)):
        pos = stop.end()
        match stop.group():
            case "(":
                level += 1
                if level > _DEEPEST:
                    return False
            case ")":
                if level == 0:
                    return True
                level -= 1
            case "\\" if pos < maximum and not string.startswith(" ", pos):
                pos += 1
            case _:
                break
    return level == 0


def install(md: MarkdownIt) -> None:
    """In the place of the library's helper."""
    helpers = {**vars(md.helpers), "parseLinkDestination": quick_destination}
    md.helpers = SimpleNamespace(**helpers)  # type: ignore[assignment]  # it was a module
