"""One property of a note set to a value; all else of the note stays as it is."""

from __future__ import annotations

import json
import re

from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Property
from thesisvault.parser.decoding import decode
from thesisvault.parser.frontmatter import FrontMatter, read_front_matter

_PLAIN = re.compile(r"[A-Za-z][A-Za-z ]*[A-Za-z]|\d{4}-\d\d-\d\d")
_NO_TEXT = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"})
"""Words that YAML takes for something else."""


def with_property(data: bytes, key: str, value: str) -> bytes:
    """The note's bytes with the property; it is added where there is none.

    Raises `UsageFault` where the front matter is of a form in which that is not certain.
    """
    text, faults = decode(data)
    if any(item.code.startswith("encoding") for item in faults):
        raise UsageFault("The note is not plain UTF-8: save it as UTF-8 first.")
    before = read_front_matter(text)
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    line = f"{key}: {_quoted(value)}".encode()
    rows = data.split(b"\n")
    tail = newline.removesuffix(b"\n")
    known = _find(before, key)
    if known is not None:
        at = known.span.line
        spelled = rows[at].partition(b":")[0]
        rows[at] = spelled + line[len(key) :] + (b"\r" if rows[at].endswith(b"\r") else b"")
    elif before.body_line:
        rows.insert(before.body_line - 1, line + tail)
    else:
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        head = newline.join((b"---", line, b"---", b""))
        rows = [mark + head + data.removeprefix(mark)]
    after = b"\n".join(rows)
    _check(text, before, after, key, value)
    return after


def _find(found: FrontMatter, key: str) -> Property | None:
    return next((one for one in found.properties if one.key.casefold() == key.casefold()), None)


def _check(text: str, before: FrontMatter, after: bytes, key: str, value: str) -> None:
    """What is read afterwards is what was read before, but for the one value."""
    new_text = decode(after)[0]
    now = read_front_matter(new_text)
    changed = _find(now, key)
    body = text.split("\n")[before.body_line :]
    same = _others(before, key) == _others(now, key)
    if (
        changed is None
        or [one.text for one in changed.scalars] != [value]
        or not same
        or new_text.split("\n")[now.body_line :] != body
    ):
        raise UsageFault(
            f"The property `{key}` cannot be set here without changing more than its line: "
            "the user edits it by hand."
        )


def _others(found: FrontMatter, key: str) -> list[tuple[str, list[str]]]:
    return [
        (one.key, [scalar.text for scalar in one.scalars])
        for one in found.properties
        if one.key.casefold() != key.casefold()
    ]


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value) and value.casefold() not in _NO_TEXT:
        return value
    return json.dumps(value, ensure_ascii=False)
