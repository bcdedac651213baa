"""What the name of a thesis says of its side, and of what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from thesisvault.model.facts import Side

_SIDED = re.compile(
    r"(?P<first>long|short)\s+(?P<held>\S.*)|(?P<holds>\S.*?)\s+(?P<last>long|short)", re.IGNORECASE
)
_DAY_BEFORE = re.compile(r"(?:19|20)\d\d([-_.]?)[01]\d\1[0-3]\d[\s_–-]+")
"""What a file's name may begin with: `2026-11-20_Short_Zalando`."""
_SIDE_WORD = re.compile(r"\b(?:long|short)\b", re.IGNORECASE)
_NO_SIDE = re.compile(
    r"(?:long|short)[\s-]+(?:side|term|run|dated|list|interest|squeeze|sellers?|selling|only|report"
    r"|ideas?|positions?|book|trades?)\b.*|\d+",
    re.IGNORECASE,
)
"""Words that begin so and hold nothing."""


_WHO = r"(?:i['’]m|i am|we['’]re|we are)(?: still| staying| remaining| going| getting)*"
_SPOKEN = re.compile(
    r"(?:(?P<short>shorting|bearish on|underweight|puts on|short (?:thesis|case)"
    rf"|why {_WHO} short)"
    r"|(?P<long>bullish on|overweight|calls on|long (?:thesis|case)"
    rf"|why {_WHO} long))\b.*"
    r"|(?:\S+ ){1,4}(?:(?P<short_last>short|bear(?:ish)?)|long|bull(?:ish)?) (?:thesis|case)"
    r"|\S+ (?:(?P<bear>bear)|bull)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\S[^:–—|]{0,40}?(?:\s+[-–—|]+\s+|[:：]\s+)")
"""What stands before it: whose thesis it is."""


def side_spoken_of(name: str) -> Side | None:
    """The side in what a thesis, or a part of it, is called: `Shorting Tesla`, `TSLA bear case`,
    `PLTR: why I'm staying short`.
    """
    said = name.replace("_", " ")
    match = _SPOKEN.fullmatch(said) or _SPOKEN.fullmatch(_NAMED.sub("", said, count=1))
    if match is None:
        return None
    return Side.SHORT if match["short"] or match["short_last"] or match["bear"] else Side.LONG


def side_of_name(name: str) -> Side | None:
    """The side that a thesis's name begins or ends with; None for `Short interest` and its like."""
    match = _sided(name)
    if match is None:
        return None
    return Side((match["first"] or match["last"]).casefold())


def held_by_name(name: str) -> str | None:
    """What a thesis's name says that it holds: `NVIDIA` of `Long NVIDIA`; None where it names a
    side twice, as `Short TSMC long Korea`, or none.
    """
    match = _sided(name)
    if match is None:
        return None
    held = str(match["held"] or match["holds"])
    return None if _SIDE_WORD.search(held) else held


def _sided(name: str) -> re.Match[str] | None:
    said = _DAY_BEFORE.sub("", name, count=1) if name[:2] in ("19", "20") else name
    said = said.replace("_", " ")
    if " " not in said:
        said = said.replace("-", " ")
    return None if _NO_SIDE.fullmatch(said) else _SIDED.fullmatch(said)


_SIDE_HEAD = re.compile(
    r"(?i)(?:(?:current|open|active|my|our|core|main|existing|equity|stock|etf|tactical|pair|top)\s+)*"
    r"(?P<side>long|short)s?(?:[\s-]+(?:legs?|sides?|positions?|books?|holdings?|exposures?|baskets?"
    r"|names?|candidates?|ideas?|trades?|stocks?|equities|portfolio|sleeve))?"
    r"\s*(?:[(（:：,].*|[–—|].*|\s-\s.*)?"
)
_BEFORE_HEAD = re.compile(r"[\W_]*(?:\d{1,2}[.)]\s+)?[\W_]*")


def side_of_heading(heading: str) -> Side | None:
    """The side that a heading gives to what is below it: `Short leg`, `Longs (60%)`, and not
    `Long-term holdings`.
    """
    folded = heading.casefold()
    if "long" not in folded and "short" not in folded:
        return None
    match = _SIDE_HEAD.fullmatch(_BEFORE_HEAD.sub("", heading, count=1).rstrip("*_ "))
    return Side(match["side"].casefold()) if match else None


_BESIDE = re.compile(
    r"(?i)(?<![\w-])(?P<side>long|short)(?![\w-])"
    r"(?!\s+(?:puts?|calls?|term|interest|squeeze|dated|run|sellers?|report)\b)"
)


def side_beside(heading: str) -> Side | None:
    """The side beside what a heading names: `Short TSLA`, `XLF (long)`, `XLF — short`;
    None where it says both.
    """
    found = {match["side"].casefold() for match in _BESIDE.finditer(heading)}
    return Side(found.pop()) if len(found) == 1 else None


def side_of_headings(headings: Iterable[str]) -> Side | None:
    """The side that the first of these headings with one gives; the nearest is the first."""
    return next(filter(None, map(side_of_heading, headings)), None)


LEG = re.compile(
    r"(?i)(?<!\w)(?P<side>long|short)s?(?:\s+(?:legs?|sides?))?(?:\s*[:：]\s*|\s+)(?=[^\s:：])"
)
"""What stands before a name: `Short NVDA`, `Long leg: XLE, XOM`."""
_BEHIND_LEG = re.compile(r"(?i)(?:[\s/,;.&+|]|\b(?:vs?|versus|against|and)(?!\w))+\Z")


def legs_of(text: str) -> list[tuple[Side, str]]:
    """The parts of a text that begins with a side, each behind its own: `long XLE vs short NVDA`;
    none where it begins otherwise.
    """
    said = text.strip()
    begun = list(LEG.finditer(said))
    if not begun or begun[0].start():
        return []
    ends = [*(match.start() for match in begun[1:]), len(said)]
    return [
        (Side(leg["side"].casefold()), _BEHIND_LEG.sub("", said[leg.end() : end]))
        for leg, end in zip(begun, ends, strict=True)
    ]


_SIDE_TAG = re.compile(
    r"(?i)#?(?:(?:side|ideas?|thesis|theses|trades?|positions?|direction|pitch|pitches)/)?"
    r"(?P<side>long|short)(?:[-_](?:ideas?|thesis|trades?|positions?|pitch))?"
)
"""`short`, `idea/long`, `short-idea`."""


def side_of_tag(tag: str) -> Side | None:
    """The side that a tag says."""
    match = _SIDE_TAG.fullmatch(tag)
    return Side(match["side"].casefold()) if match else None
