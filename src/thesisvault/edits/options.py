"""What a marker may say: the block's name, and what is asked of it."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

from msgspec import Struct

_WINDOW = re.compile(r"(-?\d{1,4}),(-?\d{1,4})?")


class BlockName(StrEnum):
    """What a block holds."""

    BACKLINKS = "backlinks"
    MOVES = "moves"
    IMPACT = "impact"


class Options(Struct, frozen=True):
    """What a start marker asks for; only `moves` has options."""

    window: tuple[int, int | None] | None = None
    """Sessions from day 0, both ends included; None as its end: to date."""
    symbols: tuple[str, ...] = ()
    event: dt.date | None = None


class Marker(Struct, frozen=True):
    """One marker as it is written."""

    closing: bool
    name: str
    options: tuple[tuple[str, str], ...]
    line: int


def option_fault(marker: Marker) -> str:
    """What is wrong with a marker's options, in words; empty where nothing is."""
    keys = [key for key, _ in marker.options]
    known = ("window", "symbols", "event") if marker.name == BlockName.MOVES else ()
    if marker.closing and keys:
        return "An end marker has no options: they belong in the start marker."
    for key, value in marker.options:
        if keys.count(key) > 1:
            return f"`{key}` occurs twice."
        if key not in (*known, "hash"):
            shown = ", ".join(f"`{name}`" for name in known) or "none"
            return f"`{key}` is not an option of `{marker.name}`; its options: {shown}."
        if not _fits(key, value):
            return f"`{key}={value}` is not understood: write {_EXAMPLES[key]}."
    return ""


_EXAMPLES = {
    "window": "`window=-1,1`, or `window=0,` for to date",
    "symbols": "`symbols=NVDA,ORCL`",
    "event": "`event=2026-01-08`",
    "hash": "no hash, and empty the block",
}


def _fits(key: str, value: str) -> bool:
    if key == "window":
        return _window(value) is not None
    if key == "event":
        return _day(value) is not None
    if key == "symbols":
        return all(value.split(","))
    return True


def _window(text: str) -> tuple[int, int | None] | None:
    match = _WINDOW.fullmatch(text)
    if match is None:
        return None
    first, last = int(match.group(1)), int(match.group(2)) if match.group(2) else None
    return (first, last) if last is None or first <= last else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def options_of(marker: Marker) -> Options:
    """The options of a start marker without a fault."""
    values = dict(marker.options)
    return Options(
        window=_window(values.get("window", "")),
        symbols=tuple(dict.fromkeys(values["symbols"].split(","))) if "symbols" in values else (),
        event=_day(values.get("event", "")),
    )
