"""Where a thesis stands: its side, its status, and whether a note is a draft."""

from __future__ import annotations

from collections.abc import Iterator

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Facts, Side, Status
from thesisvault.model.note import THESES, Kind, Unread
from thesisvault.parser.facts.identity import says_no_symbol
from thesisvault.parser.facts.properties import key_of
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.facts.properties.figures import (
    is_size,
    side_named,
    side_tagged,
    side_viewed,
)
from thesisvault.parser.facts.properties.holding import says_legs
from thesisvault.parser.facts.sides import side_spoken_of
from thesisvault.parser.facts.vocabulary import Vocabulary

_LABELLED = ("side", "status", "opened", "closed", "review", "horizon", "conviction", "started")
"""What a label may state of which `Facts` keeps no line."""
_OF_A_THESIS = ("opened", "closed", "horizon", "review", "side", "tickers", "conviction")
"""Properties that only what is held has."""
_HELD = ("entry", "shares", "cost", "stop")
"""Properties of a stock that say that it is held."""
_YES, _NO = ("true", "yes", "on", "y", "1"), ("false", "no", "off", "n", "0")


def read_side(note: Context, kind: Kind, is_thesis: bool) -> Side | None:
    """What a property says; else the name. None where nothing does."""
    viewed = side_viewed(note)
    if not is_thesis:
        said = (note.words.side(item.text) for item, _ in note.properties.all("side"))
        found = next(filter(None, said), viewed) if kind is Kind.STOCK else None
        if kind is Kind.STOCK and not found and any(map(note.properties.has, _HELD)):
            spoken = side_spoken_of(note.name)
            named = side_named(note, kind) or side_tagged(note, alone=True)
            found = spoken or (named.text if named else None)
        return Side(found) if found else None
    for scalar, rule in note.properties.all("side"):
        if name := note.words.side(scalar.text):
            return Side(name)
        if "{{" not in scalar.text and not (is_size(note, scalar.text) or says_legs(scalar)):
            key = key_of(rule)
            if scalar.text.strip().startswith("[["):  # what is held, with amounts
                note.unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
                continue
            message = f"`{key}: {scalar.text}` is not a side. Write `long` or `short`."
            note.diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))
    if viewed:
        return Side(viewed)
    named = side_named(note, kind)
    return Side(named.text) if named else None


def unknown_values(note: Context, kind: Kind, status: Status | None) -> Iterator[Diagnostic]:
    """What is in a property of a thesis or a stock, and is not one of its values."""
    stated = note.properties.stated("type")
    if kind is Kind.NOTE and stated and any(map(note.properties.has, _OF_A_THESIS)):
        kinds = "`thesis`, `stock`, `sector`, `catalyst`, `rotation`"
        message = f"`{stated[1]}: {stated[0].text}` is not a known kind, such as {kinds}."
        yield Diagnostic("property-unparsed", message, stated[0].span)
    for scalar, rule in note.properties.all("symbol") if kind in THESES else ():
        if says_no_symbol(scalar.text):
            message = f"`{rule}: {scalar.text}` is not a symbol. Write one, such as `NVDA`."
            yield Diagnostic("property-unparsed", message, scalar.span)
    said = note.properties.stated("status") if status is None else None
    if said is not None and not _says_how_it_fares(said[0].text, note.words):
        message = (
            f"`{said[1]}: {said[0].text}` is not a known status, such as `open`, `held`, "
            "`watching` or `closed`: it is ignored."
        )
        yield Diagnostic("status-unparsed", message, said[0].span)


def _says_how_it_fares(text: str, words: Vocabulary) -> bool:
    """Whether a status is a verdict on the thesis: `Core holding: dominance strengthening`."""
    from thesisvault.parser.facts.phrases import read_impact

    return bool(read_impact(text, words))


def read_status(note: Context) -> Status | None:
    """The status by its own property, else by a verdict or a view that says one."""
    own = tuple(note.properties.all("status"))
    others = (*note.properties.all("impact"), *note.properties.all("view"))
    for scalar, rule in (*own, *others):
        if name := note.words.status(scalar.text):
            return Status(name)
        if (scalar, rule) in others:
            continue  # a verdict may say what moves the thesis, too
        if note.words.ownership(scalar.text):
            continue  # of a company, and not of what is held of it
        note.unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
    return None


def read_draft(note: Context, kind: Kind) -> bool:
    """Whether a rotation waits to be agreed to; what is neither yes nor no says so too."""
    stated = note.properties.stated("draft")
    if stated is None:
        return False
    scalar, rule = stated
    said = scalar.text.strip().casefold()
    if kind is not Kind.ROTATION:
        note.unread.append(Unread("property", f"{rule}: {scalar.text}", scalar.span))
        return False
    if said not in (*_YES, *_NO):
        message = (
            f"`{rule}: {scalar.text}` is neither `true` nor `false`, so the note counts as a draft."
        )
        note.diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))
    if said not in _NO:
        message = (
            "A draft is not used: read it, correct it, then remove the line "
            f"`{rule}: {scalar.text}`."
        )
        note.diagnostics.append(Diagnostic("rotation-draft", message, scalar.span))
    return said not in _NO


def labelled_lines(note: Context, facts: Facts) -> Iterator[tuple[str, int]]:
    """The properties of one value that are below the front matter, with their lines."""
    named = [name for name in _LABELLED if name in note.properties]
    front = max((prop.span.end_line for prop in note.front), default=-1) if named else -1
    for name in named:
        stated = note.properties.stated(name) if getattr(facts, name) is not None else None
        if stated is not None and stated[0].span.line > front:
            yield name, stated[0].span.line
