"""Other people's words and links to their notes, made safe for a block of ours."""

from __future__ import annotations

import re
import unicodedata

from thesisvault.graph import Vault

_CANNOT_BE_LINKED = (*"[]|#^\\\n\r\t", "%%", "::", "<!--", "<%", "%>", "`=", "`$=")
"""What no wikilink can hold, or what would be more than a link: to Obsidian, or to its plugins
Templater and Dataview, which read a note's plain text."""
LONGEST = 160
"""Code points of an excerpt."""
_RUNS = (("::", ":"), ("%%", "%"))
"""Dataview's fields and Obsidian's comments know no escape: one sign is left of each run."""
_MARKUP = re.compile(r"[\\`*_\[\]<#|~$=^]|(?<=<)!|&(?=#?\w+;)|:(?=//)|(?<=\bwww)\.|(?<=<)%|(?<=%)>")
"""Templater knows no escape either: it must not see its `<%` and `%>`, wherever they stand."""


class Wikilinks:
    """Wikilinks to the files of one vault."""

    def __init__(self, vault: Vault) -> None:
        """`vault` knows which names are ambiguous."""
        self._names = vault.names

    def to(self, path: str, source: str, *, in_table: bool = False) -> str:
        """A wikilink in note `source` to the file at `path`; by its path where its name is not
        enough. Plain words where no link can be written.
        """
        name = _file_name(path)
        if any(sign in path for sign in _CANNOT_BE_LINKED) or (
            (path, name) != (path.strip(), name.strip())
        ):
            return literal(name)
        if self._names.sharing(name) < 2 and self._names.resolve(name, source) == path:
            return f"[[{name}]]"
        long = path[:-3] if path.lower().endswith(".md") else path
        pipe = "\\|" if in_table else "|"
        for target in (long, path):
            if self._names.resolve(target, source) == path:
                return f"[[{target}{pipe}{name}]]"
        return literal(name)


def _file_name(path: str) -> str:
    """The name by which a file is linked: a note's without its ending."""
    name = path.rpartition("/")[2]
    return name[:-3] if name.lower().endswith(".md") else name


def plain(text: str) -> str:
    """The text on one line, with nothing a reader could drown in: no controls, no bidi marks."""
    return " ".join(_cleaned(text).split())


class Plain:
    """`plain` of a text that is put together piece by piece, and how long it is so far."""

    def __init__(self) -> None:
        """Empty."""
        self.length = 0
        self._pieces: list[str] = []
        self._in_word = False

    def add(self, text: str) -> None:
        """Append a piece."""
        cleaned = _cleaned(text)
        if not cleaned:
            return
        if words := " ".join(cleaned.split()):
            goes_on = self._in_word and not cleaned[0].isspace()
            self._pieces.append(words if goes_on or not self.length else " " + words)
            self.length += len(self._pieces[-1])
        self._in_word = not cleaned[-1].isspace()

    def __str__(self) -> str:
        """The whole."""
        return "".join(self._pieces)


def _cleaned(text: str) -> str:
    if text.isprintable():  # which a space is, and no other separator or control
        return text
    return "".join(_harmless(char) for char in text)


def _harmless(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if kind in ("Cf", "Cs", "Cn") and char != "\u200d" else char


def literal(text: str) -> str:
    """The text as Markdown that shows it as it is: it opens no marker, comment, fence, link, tag,
    field, formula or table cell, whatever it says.

    Meant for behind something else in its line: a dash at its start is not escaped.
    """
    text = plain(text)
    for run, one in _RUNS:
        while run in text:
            text = text.replace(run, one)
    return _MARKUP.sub(lambda match: "\\" + match.group(), text)


def cut(text: str, at: int = 0, longest: int = LONGEST) -> str:
    """A stretch of `text` around `at`, no longer than `longest`, cut at words."""
    if len(text) <= longest:
        return text
    start = 0
    if at > longest // 2:
        start = min(at - longest // 3, len(text) - longest)
        space = text.find(" ", start, at)
        start = space + 1 if space >= 0 else start
    end = start + longest
    if end < len(text):
        space = text.rfind(" ", start + longest // 2, end)
        end = space if space > max(at, start) else end
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
