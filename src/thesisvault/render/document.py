"""Plain values as a JSON document for people and programs."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

_NOT_PLAIN = re.compile(r"[^\x00-\x7e]")
"""What `json` escapes besides, where it writes ASCII."""


def on_one_line(document: Any) -> str:
    """The document as ``json.dumps(document)`` writes it, in a third of the time.

    It holds no fractions: those may have other digits.
    """
    try:
        text = msgspec.json.format(msgspec.json.encode(document), indent=0).decode()
    except UnicodeEncodeError:  # half a letter, out of bytes that are not UTF-8
        return json.dumps(document)
    return _NOT_PLAIN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def indented(document: Any) -> str:
    """The document as ``json.dumps(document, indent=2)`` writes it: ASCII, two spaces a level.

    `json` indents in Python, one small piece at a time.
    """
    try:
        return msgspec.json.format(json.dumps(document), indent=2)
    except msgspec.DecodeError:  # an infinity, which is no JSON
        return json.dumps(document, indent=2)
