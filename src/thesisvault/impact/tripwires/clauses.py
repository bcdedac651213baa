"""A criterion as people write it: a stop with what it means or what follows, several of them, or
one beside what nobody can measure.

`Close below 181 — the trend is over`, `< 147 → half; < 120 → out`, `below 143 or a guide cut`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.impact.tripwires.words import LONGEST, Stop, read_stop


class Clauses(Struct, frozen=True):
    """What a text says of prices."""

    stops: tuple[Stop, ...] = ()
    is_whole: bool = False
    """Whether it says nothing else for which a person has to watch."""


def read_stops(text: str) -> Clauses:
    """The stops in a text; none where it does not begin with one, or says it in a sentence."""
    if stop := read_stop(text):
        return Clauses((stop,), is_whole=True)
    plain = " ".join(text.translate(_WIDE).split())
    parts = [_clause(part) for part in _OR.split(plain)]
    stops = tuple(stop for part in parts for stop in part.stops)
    several = parts[1:]  # `36 or 40`: which of them, it does not say
    if several and not all(stop.relation for stop in stops):
        return Clauses()
    return Clauses(stops, is_whole=all(part.stops and part.is_whole for part in parts))


_WIDE = str.maketrans(
    {"；": "; ", "，": ", ", "、": ", ", "（": " (", "）": ") ", "：": ": ", "。": ". "}
)
_OR = re.compile(
    r"(?i)(?<!\bat)(?<!\bon)[,;]?\s+(?:or|oder)\s+"
    r"(?!so\b|(?:below|under|lower|less|above|over|higher|more)\b(?!\s*[$€£]?\d))"
)


def _clause(text: str) -> Clauses:
    """A stop with a remark; behind a semicolon there may be another, further away."""
    first, *more = text.split(";")
    read = _remarked(first.strip())
    if not read.stops:
        return read
    stops, is_whole = list(read.stops), read.is_whole
    for piece in map(str.strip, more):
        further = _remarked(piece).stops
        if further and further[0].relation == stops[0].relation and not further[0].whose:
            stops += (replace(stop, whose=stops[0].whose) for stop in further)
        elif _RESTRICTS.match(piece):
            stops[-1] = replace(stops[-1], reason=_MORE)
        else:
            is_whole = is_whole and _ACTS.match(piece) is not None
    return Clauses(tuple(stops), is_whole)


def _remarked(text: str) -> Clauses:
    """A stop, and what is set off from it or follows from it."""
    if stop := read_stop(text):
        return Clauses((stop,), is_whole=True)
    for sign, head, rest in _cuts(text):
        stop = read_stop(head)
        if stop and (stop.relation or _is_level(head, sign)):
            if _RESTRICTS.match(rest) or _BOTH.search(rest):
                return Clauses((replace(stop, reason=stop.reason or _MORE),), is_whole=True)
            if "(" in sign and not _BRACKETED.fullmatch(rest):
                continue  # the sentence goes on
            is_loose = "," in sign and not _ACTS.match(rest)
            return Clauses((stop,), is_whole=not is_loose and not _OTHERWISE.search(rest))
    for match in _FURTHER.finditer(text, 0, LONGEST):
        if (stop := read_stop(text[: match.start()])) and _is_of_price(stop, match.string):
            return Clauses((replace(stop, reason=stop.reason or _MORE),), is_whole=True)
    return Clauses()


def _is_level(head: str, sign: str) -> bool:
    """Whether a figure with a remark is a level of a price: `$80 (the base)`, not `1. Margins`."""
    is_price = not head.strip().isdigit() or len(head.strip()) > 1
    return is_price and not (sign.strip() in _NUMBERING and head[:1].isdigit())


_NUMBERING = (".", ":", ",", ")")


def _cuts(text: str) -> Iterator[tuple[str, str, str]]:
    for match in _SET_OFF.finditer(text, 0, LONGEST):
        yield match[0], text[: match.start()], text[match.end() :]
    for match in _FOLLOWS.finditer(text, 0, LONGEST):
        yield match[0], text[: match.start()], ""


_SET_OFF = re.compile(
    r"\s+(?:[-–—]+>?|=|\|)\s+(?=[^\W\d]|[(\[])|\s*(?:—+|→|⇒|=>|->)\s*(?=[^\W\d])|\s*[(\[]"
    r"|\s*[,:.]\s+(?=[^\W\d])"
)
"""What separates a stop from a remark; between two figures a dash is a range."""
_FOLLOWS = re.compile(
    r"(?i)\s(?:(?:would|will)\s+(?:say|mean|prove|be|tell|end)|means?|says|is\s+(?:my|the)\s+(?:exit|stop|line)"
    r"|then|and\s+(?:i|we|i'm|it's)\b|i'm\b|i\s+(?:sell|exit|cut|close)|(?:and\s+)?(?:all\s+)?(?:exit|sell|cut|close|out|half|flat)\b)"
)
"""What says what is done then: `a close under 154 would say I'm wrong`."""
_ACT = (
    r"\W*(?:(?:then|i|we|i'm|i'd|it's|and|would|will)\s+)*(?:exit|sell|out|cut|close|trim|halve|half|reduce|stop"
    r"|review|reassess|re-?enter|re-?buy|buy|trail|cover|leave|flat|done|move|hedge|full|all|no|raus|verkaufen)\b"
    r"|\W*(?:清仓|清倉|减仓|減倉|止损|停損|离场|離場|卖出|賣出|平仓|平倉|损切|損切|売却|손절|매도|청산)"
)
"""What is done then, in a remark behind a comma alone."""
_ACTS = re.compile(rf"(?i)(?:{_ACT})")
_RESTRICTS = re.compile(
    rf"(?i)\W*(?:(?:but\s+)?(?:only|unless|provided|except|if|while|nur|außer|sofern)\b"
    rf"|(?:and|with|on|und|bei)\b(?!{_ACT}))"
)
"""What must be so too: then a close beyond the level alone breaks nothing."""
_BOTH = re.compile(
    r"\bAND\b|\)[,;]?\s+(?:and|with|on|while|unless)\b(?!\s+(?:exit|sell|cut|out|trim)\b)"
)
"""A second condition behind a remark: `below 100 (now 150) AND margins fall`."""
_BRACKETED = re.compile(r"[^()]*(?:\)\s*(?:[-–—→.,:].*)?)?", re.DOTALL)
"""A remark in parentheses with nothing behind it but what is set off too."""
_OTHERWISE = re.compile(r"(?i)\b(?:if|or|wenn|oder)\b")
"""What may be another criterion: `(the base). Exit if margins fall`."""
_FURTHER = re.compile(
    r"(?i)\s(?:on|after|before|and|with|in|during|while|by|within|without|unless|if|despite"
    r"|following|as|for|und|nach|vor|bei|mit)\s"
)
_MORE = "It asks for more than a price, and only prices and recorded figures are watched."


def _is_of_price(stop: Stop, text: str) -> bool:
    """Whether a level is one of a price for sure: `falls below 60 in Europe` may be of anything."""
    is_known = stop.is_price or bool(stop.whose) or "average" in stop.condition
    return is_known or _PRICED.search(text) is not None


_PRICED = re.compile(r"(?i)[$€£¥₹]\s?\d|\bbreaks?\b")
