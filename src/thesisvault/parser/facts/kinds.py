"""What a note is about, and what says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from thesisvault.model.note import Heading, Kind, Tag
from thesisvault.parser.facts.dates import day_of_name, find_day
from thesisvault.parser.facts.headings import symbol_in
from thesisvault.parser.facts.identity import names_stock, title_names_stock
from thesisvault.parser.facts.position import PLANNED
from thesisvault.parser.facts.sides import side_of_name, side_of_tag, side_spoken_of
from thesisvault.parser.facts.vocabulary import NO_KIND, Vocabulary

if TYPE_CHECKING:
    from thesisvault.parser.facts.properties import Properties

_SPECIFICITY = {kind: place for place, kind in enumerate(Kind)}

Said = tuple[Kind, str]
"""A kind, and what says it."""


def kind_of(
    path: str,
    properties: Properties,
    tags: Iterable[str],
    headings: Sequence[Heading],
    words: Vocabulary,
) -> Said:
    """The property `type`; else the most specific tag; else the file's name; else the folder that
    is nearest, where the note's own words do not say otherwise.
    """
    if (stated := properties.stated("type")) and (kind := words.kind_of_type(stated[0].text)):
        return kind, f"property `{stated[1]}`"
    by_tag = {kind: tag for tag in tags if (kind := words.kind(tag.partition("/")[0])) is not None}
    if by_tag:
        kind = min(by_tag, key=_SPECIFICITY.__getitem__)
        # An article that was kept because of a thesis is tagged so, and is none itself.
        if kind is Kind.THESIS and not _holds(properties) and (read := _of_clipping(properties)):
            return read
        return kind, f"tag `{by_tag[kind]}`"
    *folders, name = path.split("/")
    stem = name.removesuffix(".md")
    if (named := words.kind_of_stem(stem)) and named != NO_KIND:
        return Kind(named), f"name `{stem}`"
    if folders and stem.casefold() == "readme" and names_stock(folders[-1]):
        return Kind.STOCK, f"name of the folder `{folders[-1]}`"
    return (
        _of_use(properties)
        or _of_folders(folders, stem, properties, headings, words)
        or _of_words(stem, properties, headings, tags, words)
    )


_TAGS_ALONE = re.compile(
    r"[\s>*_-]*(?:[^\s#:：][^#:：]{0,20}[:：][\s*_]*)?(?:#[^\s#,]++[\s,*_]*+)++"
)
"""Behind a label or not: `Tags: #stock, #ai`."""


def tags_of_note(
    tags: Iterable[Tag], headings: Sequence[Heading], lines: Sequence[str]
) -> Iterator[Tag]:
    """The tags that are about the note: those in its properties and before its first section, and
    wherever a line has tags alone. Others are about their line alone.
    """
    sections = (heading.span.line for heading in headings if heading.level > 1)
    first = next(sections, len(lines))
    alone: dict[int, bool] = {}
    for tag in tags:
        at = tag.span.line
        if at >= first and at not in alone:
            alone[at] = _TAGS_ALONE.fullmatch(lines[at]) is not None
        if at < first or alone[at]:
            yield tag


def _of_use(properties: Properties) -> Said | None:
    """What only a trade has, or only what was written elsewhere."""
    ended = properties.stated("result") or properties.stated("exit")
    if ended and any(properties.has(name) for name in ("side", "entry", "entered")):
        return Kind.TRADE, f"property `{ended[1]}`"
    has_author = properties.has("author") or properties.has("published")
    return _of_clipping(properties) or (_of_clipping(properties, "source") if has_author else None)


def _of_clipping(properties: Properties, name: str = "clipped") -> Said | None:
    stated = properties.stated(name)
    return (Kind.SOURCE, f"property `{stated[1]}`") if stated else None


def _of_folders(
    folders: Sequence[str],
    stem: str,
    properties: Properties,
    headings: Sequence[Heading],
    words: Vocabulary,
) -> Said | None:
    found = [(name, folder) for folder in folders if (name := words.kind_of_folder(folder))]
    sources = [folder for name, folder in found if name == Kind.SOURCE]
    if sources:
        return Kind.SOURCE, f"folder `{sources[-1]}`"  # what is kept there was written elsewhere
    for name, folder in reversed(found):
        # A folder called `Index` holds pages that lead to others, and hardly a market's index.
        if name == NO_KIND or words.kind_of_stem(folder) == Kind.NOTE.value:
            continue
        kind = Kind(name)
        if (
            kind is Kind.THESIS
            and words.kind(folder) is None
            and _is_about_something_else(stem, properties, headings, words)
        ):
            continue  # an `Ideas` folder holds all sorts
        if kind is Kind.SECTOR and (stated := properties.stated("symbol")):
            return Kind.STOCK, f"property `{stated[1]}`"
        if kind is Kind.SECTOR and headings and title_names_stock(stem, folders, headings[0]):
            return Kind.STOCK, "title"
        return kind, f"folder `{folder}`"
    is_of_a_day = day_of_name(stem) is not None or stem.casefold() == "latest"
    is_of_one = properties.has("symbol")  # `Reports/NVDA_2026-05-25.md`
    kind_of_day = words.kind_of_day(folders[-1]) if folders and is_of_a_day else None
    if kind_of_day and not is_of_one:
        return kind_of_day, f"folder `{folders[-1]}` and a date"
    return None


def _of_words(
    stem: str,
    properties: Properties,
    headings: Sequence[Heading],
    tags: Iterable[str],
    words: Vocabulary,
) -> Said:
    """By what the note itself says; its name alone says nothing."""
    roles = {words.heading(heading.text) for heading in headings}
    title = headings[0].text if headings and headings[0].level == 1 else ""
    names = (stem, title)
    if any(map(side_of_name, names)) or any(map(side_spoken_of, names)):
        if held := _holds(properties):
            return Kind.THESIS, f"name and property `{held}`"
        if not roles.isdisjoint(_OF_A_THESIS):
            return Kind.THESIS, "name and a heading"
        if tag := next(filter(side_of_tag, tags), None):
            return Kind.THESIS, f"name and tag `{tag}`"
    if side_spoken_of(title) and symbol_in(title):
        return Kind.THESIS, "title"
    says_side = (side := properties.text("side")) and words.side(side)
    if says_side and (properties.has("statement") or not roles.isdisjoint(_OF_A_THESIS)):
        return Kind.THESIS, "side and statement"
    if properties.has("statement") and (properties.has("longs") or properties.has("shorts")):
        return Kind.THESIS, "statement and what it holds"
    theses = [heading.text for heading in headings if words.heading(heading.text) == "thesis"]
    if "criteria" in roles and theses and len(theses) == len({*theses}):
        return Kind.THESIS, "headings"  # what has one heading twice is about several
    if stated := properties.stated("symbol"):
        return Kind.STOCK, f"property `{stated[1]}`"
    if headings and title_names_stock(stem, (), headings[0]):
        return Kind.STOCK, "title"
    if (viewed := properties.stated("side") or properties.stated("view")) and (
        words.side(viewed[0].text) and any(map(properties.has, PLANNED))
    ):
        return Kind.THESIS, f"property `{viewed[1]}` and a level"
    if (said := properties.stated("statement")) and any(map(properties.has, ("stop", "target"))):
        return Kind.THESIS, f"property `{said[1]}` and a level"
    if day_of_name(stem) is not None:
        # Among other words a day may be that of anything: `Session 2026-02-03`.
        if not roles.isdisjoint(_OF_A_DAY if find_day(stem) else _FLOWS):
            return Kind.MARKET, "a date as name, and a heading"
        flows = properties.stated("into") or properties.stated("out_of")
        if flows and _SYMBOL.search(flows[0].text):
            return Kind.MARKET, f"a date as name, and property `{flows[1]}`"
    return Kind.NOTE, ""


def _holds(properties: Properties) -> str | None:
    """The property by which a note is about something that may be held."""
    return next((found[1] for name in _HELD if (found := properties.stated(name))), None)


def _is_about_something_else(
    stem: str, properties: Properties, headings: Sequence[Heading], words: Vocabulary
) -> bool:
    """Whether a note has sections, of which none is known, and no other sign of a thesis."""
    sections = [heading for heading in headings if heading.level > 1]
    roles = {words.heading(heading.text) for heading in sections}
    is_known = not roles <= {"", "sources"}
    is_named = side_of_name(stem) or (headings and title_names_stock(stem, (), headings[0]))
    return bool(sections) and not (is_known or is_named or _holds(properties))


_HELD = (
    *("side", "symbol", "tickers", "opened", "closed", "entry", "buy", "stop", "target"),
    *("statement", "criteria"),
)
"""Properties that are signs of a thesis beside a name."""
_OF_A_THESIS = ("thesis", "criteria", "pillar")
"""Headings that are such signs."""


_SYMBOL = re.compile(r"\b[A-Z]{2,5}\b|\[\[")
"""Of securities: `Weak: my discipline` is about none."""
_FLOWS = ("into", "out")
_OF_A_DAY = ("impacts", *_FLOWS)
"""Headings that make the note of a day one on the market."""


def states_nothing(path: str, words: Vocabulary) -> bool:
    """Whether a note states nothing, whatever it holds: a template, an archive, a page about the
    vault itself.
    """
    *folders, name = path.split("/")
    stem = name.removesuffix(".md")
    if any(words.kind_of_folder(folder) == NO_KIND for folder in folders):
        return True
    is_stock = folders and stem.casefold() == "readme" and names_stock(folders[-1])
    return words.kind_of_stem(stem) == NO_KIND and not is_stock
