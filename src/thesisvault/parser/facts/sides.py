"""What the name of a thesis says of its side, and of what it holds."""

from __future__ import annotations

import re

from thesisvault.model.facts import Side

_SIDED = re.compile(
    r"(?P<first>long|short)\s+(?P<held>\S.*)|(?P<holds>\S.*?)\s+(?P<last>long|short)", re.IGNORECASE
)
_SIDE_WORD = re.compile(r"\b(?:long|short)\b", re.IGNORECASE)
_NO_SIDE = re.compile(
    r"(?:long|short)[\s-]+(?:side|term|run|list|interest|squeeze|sellers?|selling|only|report"
    r"|ideas?|positions?|book|trades?)\b.*|\d+",
    re.IGNORECASE,
)
"""Words that begin so and hold nothing."""


def side_of_name(name: str) -> Side | None:
    """The side that a thesis's name begins or ends with; None for `Short interest` and its like."""
    match = _SIDED.fullmatch(name)
    if match is None or _NO_SIDE.fullmatch(name):
        return None
    return Side((match["first"] or match["last"]).casefold())


def held_by_name(name: str) -> str | None:
    """What a thesis's name says that it holds: `NVIDIA` of `Long NVIDIA`; None where it names a
    side twice, as `Short TSMC long Korea`, or none.
    """
    match = _SIDED.fullmatch(name)
    if match is None or _NO_SIDE.fullmatch(name):
        return None
    held = str(match["held"] or match["holds"])
    return None if _SIDE_WORD.search(held) else held
