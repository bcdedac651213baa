"""A short reading of an answer for people; a program takes the document."""

from __future__ import annotations

import json
from typing import Any

from thesisvault.agents.asking import Answered
from thesisvault.agents.data import fenced
from thesisvault.agents.sizes import size
from thesisvault.agents.tools import Tool
from thesisvault.render.lines import Page, clean

LONGEST = 2_000
"""Characters of a reading."""
_ROOM = 700
"""Characters of a document's text: the document itself comes with it."""
_RENDERED = frozenset(
    {
        *("status", "explain", "search", "like", "links", "backlinks", "mentions", "calendar"),
        *("claims", "flows", "rotation", "crowding", "contradictions", "record", "moves", "graph"),
    }
)
"""The reports whose text needs nothing but the answer."""


def reading(tool: Tool, answered: Answered) -> str:
    """The first lines of what the command line prints, fenced, and where the rest is."""
    document = answered.document
    text = _cut(_text(tool, answered) or _spelled(document))
    page = document.get("page", {})
    more = ""
    if page.get("next"):
        more = (
            f"\n{page['first']} to {page['last']} of {page['total']} {page['of']}: "
            "ask again with `cursor` from `page.next`."
        )
    return (
        f"{fenced(text)}\nThe data is in the structured content, {size(document)} characters.{more}"
    )


def of_document(document: dict[str, Any]) -> str:
    """The reading of a document that has no text of its own."""
    return f"{fenced(_cut(_spelled(document)))}\nThe data is in the structured content."


def _spelled(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def _cut(text: str) -> str:
    if len(text) <= _ROOM:
        return text
    end = text.rfind("\n", 0, _ROOM)
    return f"{text[: end if end > 0 else _ROOM]}\n…"


def _text(tool: Tool, answered: Answered) -> str:
    name = tool.report or tool.name
    if name not in _RENDERED:
        return ""
    from importlib import import_module

    page, renderer = Page(96, 96), import_module(f"thesisvault.render.text.{name}")
    if name == "status":
        renderer.text(page, answered.answer, renderer.Wanted(since=answered.ask.since))
    else:
        renderer.text(page, answered.answer)
    rows = (
        "".join(clean(one if isinstance(one, str) else one[0]) for one in line)
        for line in page.lines
    )
    return "\n".join(row.rstrip() for row in rows)
