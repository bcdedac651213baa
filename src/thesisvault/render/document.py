"""Plain values as a JSON document for people and programs."""

from __future__ import annotations

import json
from typing import Any

import msgspec


def indented(document: Any) -> str:
    """The document as ``json.dumps(document, indent=2)`` writes it: ASCII, two spaces a level.

    `json` indents in Python, one small piece at a time.
    """
    try:
        return msgspec.json.format(json.dumps(document), indent=2)
    except msgspec.DecodeError:  # an infinity, which is no JSON
        return json.dumps(document, indent=2)
