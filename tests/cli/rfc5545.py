"""A strict reader of iCalendar, written from RFC 5545: whatever is not allowed is an error."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(.*)")
_TEXTS = ("SUMMARY", "DESCRIPTION", "UID", "PRODID")
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ESCAPE = re.compile(r"\\(.)|[;,\\]", re.DOTALL)


@dataclass
class Component:
    """BEGIN to END: its properties, each once, and what stands in it."""

    name: str
    values: dict[str, str | dt.date] = field(default_factory=dict)
    inside: list[Component] = field(default_factory=list)


def read(data: bytes) -> Component:
    """The one calendar that the bytes are."""
    assert data.endswith(b"\r\n")
    physical = data.removesuffix(b"\r\n").split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in physical)  # section 3.1
    lines: list[bytes] = []
    for line in physical:
        if line[:1] in (b" ", b"\t"):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    root = Component("")
    open_ones = [root]
    for text in (line.decode("utf-8") for line in lines):
        assert not _CONTROLS.search(text), text
        match = _LINE.fullmatch(text)
        assert match, text
        name, parameters, value = match.groups()
        if name == "BEGIN":
            open_ones[-1].inside.append(Component(value))
            open_ones.append(open_ones[-1].inside[-1])
        elif name == "END":
            assert open_ones.pop().name == value
        else:
            assert name not in open_ones[-1].values
            open_ones[-1].values[name] = _value(name, parameters, value)
    assert open_ones == [root] and len(root.inside) == 1
    book = root.inside[0]
    assert book.name == "VCALENDAR" and book.values["VERSION"] == "2.0" and book.values["PRODID"]
    for event in book.inside:
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(event.values)
    return book


def _value(name: str, parameters: str, value: str) -> str | dt.date:
    if name in ("DTSTART", "DTEND"):
        assert parameters == ";VALUE=DATE"
        return dt.datetime.strptime(value, "%Y%m%d").date()
    assert parameters == ""
    return _ESCAPE.sub(_meant, value) if name in _TEXTS else value


def _meant(match: re.Match[str]) -> str:
    assert match[1] in (*"\\;,nN",), match.string
    return "\n" if match[1] in "nN" else match[1]
