"""Templates, and the words in which they write what reports answer."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from thesisvault.render.lines import clean, plural

SIGNS = {"supported": "+", "pressured": "−", "mixed": "±", "neutral": "·", "unknown": "?"}
_CODE = re.compile(r"`([^`]*)`")


@cache
def environment() -> Environment:
    """Every value is escaped; one that is missing is a fault, never an empty word."""
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters.update(
        day=day, short=short, percent=percent, signed=signed, verdict=verdict, coded=coded,
        title=title, plural=plural, hue=hue, clean=clean,
    )  # fmt: skip
    found.globals.update(cite=cite, thesis=thesis, note_link=note_link)
    return found


def day(value: dt.date | None) -> str:
    """``9 January 2026``."""
    return f"{value.day} {value:%B} {value.year}" if value else "–"


def short(value: dt.date | None) -> str:
    """``9 Jan 2026``."""
    return f"{value.day} {value:%b} {value.year}" if value else "–"


def percent(value: float | None, places: int = 1) -> str:
    """A fraction as ``+2.4%``; what is not known is a dash, never zero."""
    return "–" if value is None else f"{signed(100 * value, places)}%"


def signed(value: float | None, places: int = 0) -> str:
    """``+48``, ``−3``; what is not known is a dash."""
    if value is None:
        return "–"
    text = f"{value:+.{places}f}"
    return "0" if float(text) == 0 and places == 0 else text.replace("-", "−")


def hue(value: float | None) -> str:
    """The class of a figure that is for or against."""
    return "" if not value else "for" if value > 0 else "against"


def verdict(value: Any) -> Markup:
    """Sign and word, never color alone."""
    word = str(value)
    return Markup('<span class="verdict {}"><b aria-hidden="true">{}</b> {}</span>').format(
        word, SIGNS.get(word, "?"), word
    )


def coded(text: str) -> Markup:
    """A sentence with what backticks enclose as code."""
    parts = _CODE.split(clean(text))
    return Markup("").join(
        Markup('<span class="code">{}</span>').format(part) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )


def title(path: str) -> str:
    """The name of the note at a path."""
    return PurePosixPath(path).name.removesuffix(".md")


@pass_context
def cite(context: Context, note: str | None, line: int | None = None, bare: bool = False) -> Markup:
    """Where a sentence comes from: a note and a line, as a link to it; `bare`: the line alone."""
    if not note:
        return Markup("")
    where = context["links"].note(note, line)
    place = f":{line}" if line else ""
    shown = place if bare and place else f"{title(note)}{place}"
    if where is None:
        return Markup('<span class="cite">{}</span>').format(shown)
    return Markup('<a class="cite" href="{}">{}</a>').format(where, shown)


@pass_context
def thesis(context: Context, name: str) -> Markup:
    """A thesis by its name, as a link to its page."""
    where = context["links"].named("thesis", name)
    if where is None:
        return escape(name)
    return Markup('<a href="{}">{}</a>').format(where, name)


@pass_context
def note_link(context: Context, path: str | None, name: str) -> Markup:
    """A note by its name, as a link to it; a name without a note as it is."""
    where = context["links"].note(path) if path else None
    if where is None:
        return (
            Markup('<span class="unresolved">{}</span>').format(name) if not path else escape(name)
        )
    return Markup('<a href="{}">{}</a>').format(where, name)
