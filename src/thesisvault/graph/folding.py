"""The form in which names are compared, and the part of a link that finds its file."""

from __future__ import annotations

import re
import unicodedata

_SPECIALS = re.compile(r"""[!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\]+""")
"""What Obsidian leaves out of a link to a heading, and of the heading."""


def fold(name: str) -> str:
    """The form in which names are compared: any case, any Unicode composition.

    The end of a word changes nothing (Greek has a sigma of its own there), so that a name is
    folded alike alone and within a path.
    """
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", name).lower().replace("ς", "σ")


def link_key(target: str) -> str:
    """The last part of a link's target, or of a file's path, folded and without ``.md``.

    A link can only lead to a file of the same key, so an index of links by key needs no change
    when a note comes, goes or is renamed.

    >>> link_key("Stocks/NVIDIA.md")
    'nvidia'
    """
    return last_part(fold(target))


def last_part(folded: str) -> str:
    """The same of what has been folded."""
    key = folded.rpartition("/")[2]
    while (shorter := key.strip().removesuffix(".md")) != key:
        key = shorter
    return key


def heading_key(text: str) -> str:
    """The form in which a heading and a link to it are compared.

    >>> heading_key("Q1: what next?") == heading_key("q1 what next")
    True
    """
    return " ".join(_SPECIALS.sub(" ", fold(text)).split())
