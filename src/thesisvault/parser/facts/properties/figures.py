"""Targets, entries, stops and sizes among the properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Criterion, Figure, Side, Tripwire
from thesisvault.model.note import THESES, Heading, Kind, Scalar, Unread
from thesisvault.model.text import Span
from thesisvault.parser.facts.criteria import criterion_of, stop_of
from thesisvault.parser.facts.dates import find_window
from thesisvault.parser.facts.position import FIGURES
from thesisvault.parser.facts.prices import price_of, range_of, target_of
from thesisvault.parser.facts.properties import CRITERIA, is_numbered
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.facts.sides import side_of_name, side_of_tag, side_spoken_of

_FIGURES = ("side", "status", *FIGURES, "conviction")
_WORDS = ("side", "status", "conviction")
"""Those of them that are not figures."""
_OF_WHOLE = re.compile(
    r"(?i)(?<=%)\s+(?:(?:of|vom|del|de la|des)\s+)?(?:the |my |our |total )*"
    r"(?:portfolio|book|nav|capital|equity|account|assets|depot|cartera|patrimonio)s?\Z"
)
"""`5% of portfolio`, `4% NAV`."""
_IN_PERCENT = re.compile(r"(?i)(?:pct|percent|%)\Z")
"""`position_size_pct: 4`."""
_LONGEST_FIGURE = 160
"""Characters of a figure with its remark: what is longer is a paragraph about one."""
_LONGEST_CRITERION = 400
"""The same of a criterion."""


def read_figures(note: Context, kind: Kind, side: Side | None) -> Iterator[Figure]:
    """Targets, entries and sizes, for those notes of which something is held on that `side`."""
    if kind not in THESES:
        return
    from thesisvault.parser.facts.quantities import read_quantity

    is_said = note.properties.has("side") or side_viewed(note)
    if not is_said and (named := side_named(note, kind)):
        yield named
    if not note.properties.has("side") and (viewed := _viewed(note)):
        _, scalar, rule = viewed
        yield Figure("side", scalar.text.strip(), span=scalar.span, rule=rule)
    if "entry" not in note.properties and "cost" not in note.properties:
        yield from _paid_on_its_day(note)
    for name in _FIGURES:
        if name not in note.properties:
            continue
        first = ""
        for number, (scalar, rule) in enumerate(note.properties.all(name)):
            first = first or rule
            is_target = name == "target" and (is_numbered(rule) or rule == first)
            if number and name != "stop" and not is_target:
                break  # of several, only stops and targets count beside the first: `TP2`
            text = scalar.text.strip()
            if name == "stop" and (not note.says(text) or named_stops(text)):
                continue  # another one may be stated below
            if name not in _WORDS and len(text) > _LONGEST_FIGURE:
                note.unread.append(Unread("value", f"{rule}: {text}", scalar.span))
                continue
            if name == "side" and is_size(note, text):
                yield from _sizes(note, text, scalar.span, rule)
                continue
            if name == "entry" and "buy" not in note.properties and range_of(text):
                name = "buy"  # it is not entered yet
            entered = find_window(text) if name == "entry" else None
            value = None
            if name == "weight":
                said = f"{text}%" if _IN_PERCENT.search(rule) and text[-1:].isdigit() else text
                value = read_quantity(_OF_WHOLE.sub("", said), note.words).low
            elif name in ("target", "buy"):
                value = target_of(text, side, falls=name == "buy")
            elif name not in _WORDS:
                value = price_of(
                    text.replace(entered.text, "").strip(" at@:,") if entered else text
                )
            if value is None and entered is None and name not in _WORDS:
                _no_figure(note, text, scalar.span, rule)
            day = entered.start if entered and entered.start == entered.end else None
            if value is None and name not in _WORDS and note.says(text):
                note.unread.append(Unread("value", f"{rule}: {text}", scalar.span))
            yield Figure(name, text, value, day, span=scalar.span, rule=rule)


_NAMED_STOP = re.compile(
    r"\$?(?P<symbol>[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?)\s*[:<>@]?\s+(?P<price>[$€£¥]?\d[\d.,]*)"
)


def named_stops(text: str) -> list[tuple[str, str]]:
    """The securities of which a text says a stop each, with it: `CCJ 36, URA 24`."""
    parts = [_NAMED_STOP.fullmatch(part.strip()) for part in re.split(r"[,;/]\s", text)]
    found = [(part["symbol"], part["price"]) for part in parts if part]
    return found if len(found) == len(parts) else []


def read_named_stops(note: Context) -> Iterator[Tripwire]:
    """The stops of a thesis on several securities, each of one."""
    for scalar, rule in note.properties.all("stop"):
        for symbol, price in named_stops(scalar.text):
            yield stop_of(symbol, price, scalar.span, rule)


_PAID = re.compile(r"\s(?:@|at|for)\s*(?P<price>[$€£¥₹]?\d[\d.,]*)")


def _paid_on_its_day(note: Context) -> Iterator[Figure]:
    """The entry behind the day on which it was bought: `Added: 2025-09-12 @ 171.3`."""
    for name in ("entered", "opened", "created"):
        for scalar, rule in note.properties.all(name):
            match = _PAID.search(scalar.text)
            bought = find_window(scalar.text) if match else None
            if match and bought and bought.start == bought.end:
                price = price_of(match["price"])
                yield Figure("entry", scalar.text, price, bought.start, span=scalar.span, rule=rule)
                return


def _no_figure(note: Context, text: str, span: Span, rule: str) -> None:
    if not note.says(text):
        return
    message = f"`{rule}: {text}` has no figure that can be read: it is shown but does not count."
    note.diagnostics.append(Diagnostic("figure-unparsed", message, span))


def side_viewed(note: Context) -> str | None:
    """The side that a view tells, of which most tell none."""
    viewed = _viewed(note)
    return viewed[0] if viewed else None


def _viewed(note: Context) -> tuple[str, Scalar, str] | None:
    for scalar, rule in note.properties.all("view"):
        if name := note.words.side(scalar.text):
            return name, scalar, rule
    for scalar, rule in note.properties.all("advice"):
        # `Short` is a side, and `Short-term buy` a time.
        if (name := scalar.text.casefold().strip(" *_")) in ("long", "short"):
            return name, scalar, rule
    return None


def side_named(note: Context, kind: Kind) -> Figure | None:
    """The side in the name of a thesis, else in its title, else in what its thesis is called:
    `Why I'm short`. Of a stock only the last, also as its title. A tag may say it, too.
    """
    if kind is Kind.THESIS and (side := side_of_name(note.name) or side_spoken_of(note.name)):
        return Figure("side", side.value, span=Span(0, 0, 0, 0), rule="name of the file")
    if tagged := side_tagged(note, alone=kind is Kind.THESIS):
        return tagged
    found: list[tuple[Side, Heading]] = []
    for number, heading in enumerate(note.contents.headings):
        is_title = number == 0 and heading.level == 1
        if not is_title and note.words.heading(heading.text) != "thesis":
            continue
        text = heading.text.strip("*_ ?")
        named = side_of_name(text) if is_title and kind is Kind.THESIS else None
        if side := named or side_spoken_of(text):
            found.append((side, heading))
    if len({side for side, _ in found}) != 1:
        return None
    side, heading = found[0]
    return Figure("side", side.value, span=heading.span, rule="heading")


_TAGS = re.compile(r"[,\s]+")


def side_tagged(note: Context, *, alone: bool) -> Figure | None:
    """The side that a tag of the front matter says: `short-idea`, and where it may stand `alone`
    `short`.
    """
    found: dict[Side, Figure] = {}
    for prop in note.front:
        for scalar in prop.scalars if prop.key.casefold() in ("tag", "tags") else ():
            for tag in _TAGS.split(scalar.text):
                side = side_of_tag(tag)
                if side and (alone or len(tag.strip("#")) > len(side.value)):
                    found[side] = Figure("side", side.value, span=scalar.span, rule=prop.key)
    return next(iter(found.values())) if len(found) == 1 else None


def read_criteria(note: Context, kind: Kind) -> Iterator[Criterion]:
    """What properties say would end it: `invalidation: close below 150`."""
    for scalar, rule in note.properties.all(CRITERIA):
        text = scalar.text.strip()
        if kind not in (*THESES, Kind.TRADE) or len(text) > _LONGEST_CRITERION:
            note.unread.append(Unread("property", f"{rule}: {text}", scalar.span))
            continue
        said = text if price_of(text) is None else f"stop {text}"  # a level, whatever its side
        yield criterion_of(said, scalar.span, rule, note.words)


def _sizes(note: Context, text: str, span: Span, rule: str) -> Iterator[Figure]:
    """How much a `position` says is held: `100 shares @ 42`, `5 %`; a bare number may be either."""
    from thesisvault.parser.facts.lists.levels import levels_of
    from thesisvault.parser.facts.quantities import read_quantity

    found = {level.name: level.value for level in levels_of(text, note.words)}
    share, is_share, _ = text.partition("%")
    if not found and is_share and (weight := read_quantity(f"{share}%", note.words).low):
        found = {"weight": weight}
    for name, value in found.items():
        if name not in note.properties:
            yield Figure(name, text, value, span=span, rule=rule)
    if not found:
        note.unread.append(Unread("value", f"{rule}: {text}", span))


def is_size(note: Context, text: str) -> bool:
    """Whether a `position` is not a side but how much is held: `5 %`, `100 shares @ 42`."""
    from thesisvault.parser.facts.lists.levels import shares_in
    from thesisvault.parser.facts.quantities import read_quantity

    is_figure = text.strip()[:1].isdigit()
    says_amount = "%" in text or shares_in(text) is not None
    return is_figure and (says_amount or read_quantity(text, note.words).low is not None)
