"""Figures in a sentence: what is measured, of what, on which basis, when; as it is there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import itemgetter

from msgspec import Struct

from thesisvault.parser.facts.dates import find_interval
from thesisvault.parser.facts.prose.groups import Group, tells_which
from thesisvault.parser.facts.vocabulary import Vocabulary

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:\s?(?:thousand|million|billion|trillion|bn|mn|tn)\b|[KMBT]\b)"
_MONEY = r"(?:(?:US|HK|NT|C|A|S)?\$|[€£¥₹])\s?"
_UNIT = r"\s?(?:%|percent\b)|\s(?:percentage points?|basis points)\b|\s?(?:pp|bps?)\b|[x×](?!\w)"
_COUNTED = (
    r"\s(?:kmt|mmt|mt|tonnes|tons|ounces|GW|MW|GWh|MWh|TWh|bpd|mbpd|"
    r"(?:(?:million|billion) )?barrels)\b"
)
_TO = r"\s?(?:[-–—]|to)\s?"
FIGURE = re.compile(
    rf"(?<![\w.,$€£/])(?P<about>[~≈]\s?)?(?P<sign>[+\-−–](?=\d))?"
    rf"(?P<value>{_MONEY}(?:{_NUMBER})(?:{_SCALE})?(?:{_TO}(?:{_MONEY})?(?:{_NUMBER})(?:{_SCALE})?)?|"
    rf"(?:{_NUMBER})(?:{_UNIT})?{_TO}(?:{_NUMBER})(?:{_UNIT}|{_COUNTED})|"
    rf"(?:{_NUMBER})(?:{_UNIT}|{_COUNTED}))"
)
_BARE = re.compile(
    r"(?:\bP/E(?: ratio)?|\bmultiple|\bprice-to-\w+|\bP/B)(?: \([^()]{1,20}\))?"
    r"(?: ratio)?(?: of| at| is| was| approached| hit| reached| stands at| to)"
    rf" (?:about |around |roughly |nearly )?(?P<value>{_NUMBER})(?![\w%.]*[\w%])"
    rf"(?:,? (?:and|while) (?:the )?(?P<entity>\S[^,.;:]{{1,40}}?) (?:at|hit|reached|was)"
    rf" (?P<second>{_NUMBER})(?![\w%.]*[\w%]))?"
)
"""A multiple is also written without its sign: `a forward P/E of 23`."""
_GLUED = re.compile(r"-(?:have|has|the|is|are|and|a|an|it|which|that)\Z")
"""What a page has glued to the word before it."""
_MULTIPLE = re.compile(
    r"(?<![A-Za-z])(?:P/E|PE|PB|PS|price-to-[a-z]+|P/[BS]|EV/[A-Z]+|earnings|sales|book value|"
    r"cash flow)(?![A-Za-z]| growth)",
    re.I,
)
_TIMES = re.compile(
    r"\s(?:(?:the|its|their|as|more|larger|higher|faster|bigger|el|la|su|wacc|WACC)\b|today['’]s)"
)
"""What follows a ratio of two other things: `ROIC 2x the WACC`."""
_VALUED = re.compile(r"\b(?:trad|valu|multiple|price|cheap|expensive|dear|discount|premium)", re.I)
"""Without one of these a bare `3.8x` may be anything: coverage, leverage, growth."""
_MULTIPLES = {
    "earnings": "P/E",
    "price-to-earnings": "P/E",
    "sales": "P/S",
    "book value": "P/B",
    "price-to-book": "P/B",
    "price-to-sales": "P/S",
    "cash flow": "P/FCF",
    "p/e": "P/E",
    "pe": "P/E",
    "pb": "P/B",
    "ps": "P/S",
}
_ABOUT = re.compile(r"\b(?:roughly|about|around|nearly|approximately|almost|some|circa)\s\Z", re.I)
_BEYOND = re.compile(r"\b(?:over|more than|above|at least|under|less than|below|up to)\s\Z", re.I)
_VERSUS = re.compile(r" ?(?:vs\.?|versus|against|compared (?:to|with)|or) (?:the )?\Z", re.I)
_OF = re.compile(
    r"(?P<name>(?:[\w'’/-]+ ){0,3}[\w'’/-]+(?: \([^()]{1,12}\))?)"
    r" (?:of|at|is|was)(?: just| only| a| about| roughly| around| nearly)?\s\Z"
)
_IN = re.compile(
    r"\s(?:in|of) (?:(?:the|its|an?) )?(?P<name>[A-Za-z][\w.'’/-]*(?: [A-Za-z\d][\w'’/-]*){0,3})"
)
_BEHIND = re.compile(
    r"[\s-](?!(?:after|on|before|following|amid|ahead|despite|as|when|since)\b)"
    r"(?P<name>[\"“]?[A-Za-z][\w'’/-]*(?: [A-Za-z][\w'’/-]*){0,2}[\"”]?)"
)
_FOR = re.compile(r"(?: [\"“]?[A-Za-z][\w'’/-]*[\"”]?){0,3} (?:for|in|of|among|facing) (?:the )?")
_OWN = re.compile(r"['’]s? (?:\w+ )?\Z|['’]s? [^,.;]{0,40}\Z")
_AT = re.compile(
    r" (?:at|trad(?:e|es|ed|ing) at|yields?|returned|rose|fell|gained|lost|offers?)"
    r"(?: a| an| roughly| about| around| nearly)?\s?\Z"
)
_NEAR = 200
"""Characters before a figure in which it is sought what it measures."""
_DATE_BEFORE = re.compile(r"\b(?:in|as of|for|during|at the end of|by) (?:the )?(?=\w)", re.I)


class Found(Struct, frozen=True):
    """A figure at text[start:end]."""

    start: int
    end: int
    value: str
    metric: str
    """Empty where the sentence does not say what is measured."""
    entity: str
    basis: str
    as_of: str


class _Mark(Struct, frozen=True):
    start: int
    end: int
    value: str
    unit: str
    metric: str = ""
    entity: str = ""


class Figures:
    """The figures of one sentence."""

    def __init__(
        self, text: str, groups: Sequence[Group], words: Vocabulary, before: str = ""
    ) -> None:
        """`before` is the sentence before, for what is only said there."""
        self._text, self._groups, self._words, self._before = text, groups, words, before

    def find(self) -> Iterator[Found]:
        """Each figure, in order."""
        metric, basis = "", ""
        for number, mark in enumerate(self._marks):
            named, own = self._metric(number), self._basis(number)
            if mark.unit == "x":
                named, own = named or metric or self._bare_multiple(mark), own or basis
                if _TIMES.match(self._text, mark.end):
                    named = ""
                else:
                    metric, basis = named, own
            if named and own and own in named.casefold().split():
                named = " ".join(word for word in named.split() if word.casefold() != own)
            entity = mark.entity or self._within(self._entity(number, named), mark)
            is_plain = entity.casefold() in self._words.sets("prose", "plain")
            yield Found(
                mark.start,
                mark.end,
                mark.value,
                named,
                "" if is_plain else entity,
                own,
                self._date(number),
            )

    @cached_property
    def _marks(self) -> list[_Mark]:
        text = self._text
        found = []
        for match in FIGURE.finditer(text):
            before = text[max(match.start() - 16, 0) : match.start()]
            about = "~" if match["about"] or _ABOUT.search(before) else ""
            beyond = _BEYOND.search(before)
            sign = "-" if match["sign"] and match["sign"] != "+" else match["sign"] or ""
            value = re.sub(r"\s?percentage points?", " pp", match["value"]).replace("×", "x")
            value = re.sub(r"\s?basis points", " bp", value)
            lead = f"{beyond[0].strip().lower()} " if beyond else about
            found.append(_Mark(match.start(), match.end(), lead + sign + value, _unit(value)))
        for match in _BARE.finditer(text):
            for name in ("value", "second"):
                if match[name] and not any(_overlaps(mark, match.span(name)) for mark in found):
                    start, end = match.span(name)
                    entity = match["entity"] if name == "second" else ""
                    about = "~" if _ABOUT.search(text[max(start - 16, 0) : start]) else ""
                    found.append(_Mark(start, end, about + match[name], "x", "P/E", entity))
        return sorted(found, key=lambda mark: mark.start)

    def _window(self, number: int) -> tuple[int, int]:
        """What is between the figures on its two sides."""
        marks = self._marks
        start = marks[number - 1].end if number else 0
        end = marks[number + 1].start if number + 1 < len(marks) else len(self._text)
        return start, end

    def _metric(self, number: int) -> str:
        mark, text = self._marks[number], self._text
        start, end = self._window(number)
        before, behind = text[start : mark.start], text[mark.end : end]
        if mark.unit == "x":
            return self._multiple(mark, behind)
        said, inside = _BEHIND.match(behind), _IN.match(behind)
        if said and (found := self._measure.search(said["name"])):
            return self._whole(said["name"], found.start(), found.end())
        if said and said["name"][0] in '"“':
            return said["name"].strip('"“”')
        if mark.unit == "$":
            return self._whole(inside["name"]) if inside else ""
        if mark.unit == "pp" and inside:
            return f"share of {_GLUED.sub('', inside['name'])}"
        of = _OF.search(before)
        if of and (found := self._measure.search(of["name"])):
            return self._whole(of["name"], found.start(), found.end())
        lead = "lead in " if mark.unit == "pp" and before.endswith(" by ") else ""
        if name := self._last_measure(mark.start) or self._measured_before:
            return lead + name
        return self._whole(of["name"]) if of and mark.unit not in ("%", "pp") else ""

    def _multiple(self, mark: _Mark, behind: str) -> str:
        """What a price is a multiple of."""
        for place in (behind[:40], self._text[: mark.start]):
            if found := list(_MULTIPLE.finditer(place)):
                match = found[0] if place == behind[:40] else found[-1]
                return _MULTIPLES.get(match[0].casefold(), match[0])
        return mark.metric

    def _bare_multiple(self, mark: _Mark) -> str:
        """What `14x` is where nothing names it: a multiple, if the sentence is about a price."""
        if said := self._measure.match(self._text, mark.end + 1):
            return said[0]
        said_before = self._text[: mark.start] + self._before
        return "multiple" if _VALUED.search(said_before) or self._groups else ""

    @property
    def _measure(self) -> re.Pattern[str]:
        return self._words.finder("prose", "measures")

    @cached_property
    def _measures(self) -> list[tuple[int, int, str]]:
        """Where what is measured ends and begins, and the name of it where a verb says it."""
        found = [(m.end(), m.start(), "") for m in self._measure.finditer(self._text)]
        for name in self._words.sections["measured"]:
            verbs = self._words.finder("measured", name)
            found += ((m.end(), m.start(), name) for m in verbs.finditer(self._text))
        return sorted(
            (end, begin, name)
            for end, begin, name in found
            if not any(group.start < end <= group.end for group in self._groups)
        )

    def _last_measure(self, behind: int) -> str:
        """The last thing that is measured near what stands `behind` it."""
        start = max(behind - _NEAR, 0)
        at = bisect_right(self._measures, behind, key=itemgetter(0))
        end, begin, name = self._measures[at - 1] if at else (0, -1, "")
        if begin < start or ";" in self._text[end:behind]:
            return ""
        return name or self._whole(self._text[start:end], begin - start)

    @cached_property
    def _measured_before(self) -> str:
        """The last thing that the sentence before measures."""
        return Figures(self._before, (), self._words)._last_measure(len(self._before))

    def _whole(self, said: str, start: int | None = None, end: int | None = None) -> str:
        """What said[start:end] names, with the words before it that tell which."""
        start = len(said) if start is None else start
        kept = said[start:end].split()
        for token in reversed(said[:start].replace("(", " ").replace(")", " ").split()):
            word = token.strip('"“”,;:')
            ends = kept and (not tells_which(word, self._words) or token[-1] in ",;:")
            if len(kept) == 4 or not word or ends or (kept and word.endswith(("'s", "’s"))):
                break
            kept.insert(0, word)
        borders = self._words.sets("prose", "borders")
        while end is None and kept and kept[-1].casefold() in borders:
            kept.pop()
        while len(kept) > 1 and kept[0].casefold() in borders:
            kept.pop(0)
        return " ".join(kept)

    def _basis(self, number: int) -> str:
        start, end = self._window(number)
        bases = self._words.finder("prose", "bases")
        mark = self._marks[number]
        behind = re.match(r"[^,.;:()]{0,40}", self._text[mark.end : end])
        both = self._both
        if behind and (found := bases.search(behind[0])):
            return found[0].casefold()
        for found in bases.finditer(self._text, max(start, mark.start - 60), mark.start):
            if not any(group.start <= found.start() < group.end for group in self._groups):
                return found[0].casefold()
        if both and bases.fullmatch(both[1]):
            return both[1].casefold()
        if _is_start(self._text[start : mark.start]):
            return "before"
        return ""

    @cached_property
    def _both(self) -> re.Match[str] | None:
        return re.search(r"\b(?:both|all|each) (\w+)", self._text)

    def _entity(self, number: int, metric: str) -> str:
        mark, text = self._marks[number], self._text
        start, end = self._window(number)
        inside = [
            group
            for group in self._groups
            if start <= group.start and group.names[0].casefold() not in metric.casefold()
        ]
        for group in inside:  # `21x for the S&P 500`, `a 1.7% gain in staples`
            if mark.end <= group.start < end:
                between = text[mark.end : group.start]
                if _FOR.fullmatch(between) and not self._is_next(number, group):
                    return _named(group)
                break
        ahead = [group for group in self._groups if group.end <= mark.start]
        if not ahead:
            return ""
        last = ahead[-1]
        between = text[last.end : mark.start]
        if last.start >= start and (_OWN.fullmatch(between) or _AT.fullmatch(between)):
            return _named(last)
        if _VERSUS.search(text[start : mark.start]) and number:
            several = [group for group in ahead if group.end <= self._marks[number - 1].start]
            return _named(several[-1]) if len(several) > 1 and len(ahead) == len(several) else ""
        if self._is_first_of_two(number) and len(ahead) > 1:
            return _named(ahead[-2])
        if mark.unit == "pp" and text[: mark.start].endswith(" by ") and len(ahead) > 1:
            return _named(ahead[-2])
        if re.search(r"\bits\b[^,;]{0,40}\Z", text[: mark.start]) and len(ahead) > 1:
            return _named(ahead[-2])
        if re.search(r";|\.\s+[A-Z]", between):
            return ""
        if owner := re.search(r"\b([A-Z]\w*)['’]s [^,;]{0,60}\Z", between):
            return owner[1]
        return _named(last)

    def _within(self, entity: str, mark: _Mark) -> str:
        """A style with the index that it is a part of: `Russell 2000 value`."""
        if entity.casefold().removesuffix(" stocks") not in self._words.sets("prose", "styles"):
            return entity
        indices = self._words.finder("prose", "indices")
        found = list(indices.finditer(self._text, 0, mark.start))
        return f"{found[-1][0]} {entity}" if found else entity

    def _is_next(self, number: int, group: Group) -> bool:
        """Whether a group stands for the figure behind it: `15x for A at 20x`."""
        if number + 1 == len(self._marks):
            return False
        between = self._text[group.end : self._marks[number + 1].start]
        return _AT.fullmatch(between) is not None

    def _is_first_of_two(self, number: int) -> bool:
        if number + 1 == len(self._marks):
            return False
        between = self._text[self._marks[number].end : self._marks[number + 1].start]
        return _VERSUS.fullmatch(between) is not None

    def _date(self, number: int) -> str:
        mark, text = self._marks[number], self._text
        end = self._window(number)[1]
        clause = re.match(r"[^;]*", text[mark.end : end])
        behind = clause[0] if clause else ""
        for match in _DATE_BEFORE.finditer(behind):
            if found := find_interval(behind[match.end() :]):
                return found.text
        for match in reversed(list(_DATE_BEFORE.finditer(text[: mark.start]))):
            if found := find_interval(text[match.end() : match.end() + 40]):
                return found.text
        return ""


def _unit(value: str) -> str:
    if value[:1] in "$€£¥₹" or re.match(r"(?:US|HK|NT|[CAS])\$", value):
        return "$"
    if value.endswith((" pp", " bp")):
        return "pp"
    return "x" if value.endswith("x") else "%" if value.endswith(("%", "percent")) else ""


def _overlaps(mark: _Mark, span: tuple[int, int]) -> bool:
    return mark.start < span[1] and span[0] < mark.end


def _is_start(between: str) -> bool:
    """Whether a figure is where a change began: `to 20% from 80%`."""
    return re.fullmatch(r" (?:from|down from|up from)(?: just| about)? ", between) is not None


def _named(group: Group) -> str:
    return re.sub(r"['’]s?\Z", "", ", ".join(group.names))
