"""What completion offers, and how a link to a note is written."""

from __future__ import annotations

from lsprotocol import types
from msgspec import Struct

from thesisvault.edits.links import targets_for
from thesisvault.lsp.desk import Screen
from thesisvault.parser.rules import wikilink


class Item(Struct, frozen=True):
    """One thing that may be meant, and what is then written."""

    label: str
    text: str
    detail: str = ""
    path: str = ""
    """The note that documentation is to be shown of."""
    kind: types.CompletionItemKind = types.CompletionItemKind.File
    snippet: str = ""
    """What is written instead where the client knows snippets."""
    about: str = ""
    """What it means, in a line of Markdown."""


def target_of(screen: Screen, path: str, source: str) -> str | None:
    """The shortest text of a link in `source` that leads to a note; None where no link does."""
    title = path.rpartition("/")[2].removesuffix(".md")
    if is_writable(title) and screen.is_only(title):
        return title
    names = screen.vault.names
    for target in targets_for(path):
        if is_writable(target) and names.resolve(target, source) == path:
            return target
    return None


def is_writable(target: str) -> bool:
    """Whether a link can say it: it reads back as it is written."""
    whole = wikilink.split(target) == (target, "", None) and target.isprintable()
    return whole and "[[" not in target and "]" not in target
