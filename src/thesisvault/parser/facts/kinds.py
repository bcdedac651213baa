"""What a note is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from thesisvault.model.facts import Side
from thesisvault.model.note import Kind

if TYPE_CHECKING:
    from thesisvault.parser.facts.vocabulary import Vocabulary

_SIDED = re.compile(r"(long|short)\s+\S", re.IGNORECASE)


def kind_of(path: str, type_name: str | None, tags: Iterable[str], words: Vocabulary) -> Kind:
    """The property `type`; else the most specific tag; else the folder; else the name."""
    if type_name and (kind := words.kind(type_name)):
        return kind
    tagged = {words.kind(tag.partition("/")[0]) for tag in tags}
    for kind in Kind:  # in order of specificity
        if kind in tagged:
            return kind
    *folders, name = path.split("/")
    for folder in reversed(folders):
        if kind := words.kind(folder):
            return kind
    return kind_of_name(name)


def kind_of_name(name: str) -> Kind:
    """``Long X`` and ``Short X`` are theses; any other name says nothing."""
    return Kind.THESIS if side_of_name(name) else Kind.NOTE


def side_of_name(name: str) -> Side | None:
    """The side that a thesis' name states."""
    match = _SIDED.match(name)
    return Side(match.group(1).casefold()) if match else None
