"""A judge of queries that reads every note, written apart from ours: slow, short, and obvious."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from thesisvault.model.note import Note
from thesisvault.parser.query.tree import (
    And,
    Not,
    Or,
    Phrase,
    Property,
    Scope,
    Tag,
    Tree,
    Within,
    Word,
)

_FAR_EAST = "CJK", "HIRAGANA", "KATAKANA", "HANGUL"


def simple(text: str) -> str:
    """Text without case and accents."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    bare = "".join(char for char in apart if not _is_accent(char))
    return unicodedata.normalize("NFC", bare)


def _is_accent(char: str) -> bool:
    name = unicodedata.name(char, "")
    return unicodedata.combining(char) > 0 and name.startswith(("COMBINING", "ARABIC", "HEBREW"))


def _is_letter(char: str) -> bool:
    return char.isalnum()


def _stands_alone(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_FAR_EAST)


def places(text: str, term: str, *, whole: bool) -> list[int]:
    """Where a simple term stands: from a word's beginning, and if `whole`, to a word's end."""
    found, at = [], text.find(term)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(term) : at + len(term) + 1]
        first, last = term[0], term[-1]
        begins = not (before and _joined(before, first))
        ends = not (whole and after and _joined(last, after))
        if begins and ends:
            found.append(at)
        at = text.find(term, at + 1)
    return found


def _joined(one: str, other: str) -> bool:
    return (
        _is_letter(one)
        and _is_letter(other)
        and not _stands_alone(one)
        and not _stands_alone(other)
    )


def lines_of(tree: Tree, note: Note, text: str) -> set[int] | None:
    """The lines with what a tree asks for; None where the note is none of those it means."""
    return _holds(tree, note, text, text.split("\n"), named=True)


def _holds(
    tree: Tree, note: Note, text: str, part: list[str], *, named: bool, first: int = 0
) -> set[int] | None:
    if isinstance(tree, Word | Phrase):
        spell = (lambda t: unicodedata.normalize("NFC", t)) if tree.cased else simple
        term = re.sub(r"\s+", " ", spell(tree.text).strip())
        whole = isinstance(tree, Phrase)
        found = {
            at for at, line in enumerate(part) if places(_blanks(spell(line)), term, whole=whole)
        }
        has_name = named and bool(places(_blanks(spell(note.title)), term, whole=whole))
        return found if found or has_name else None
    if isinstance(tree, And):
        every = [_holds(item, note, text, part, named=named, first=first) for item in tree.items]
        return None if None in every else set().union(*(found or set() for found in every))
    if isinstance(tree, Or):
        some = [_holds(item, note, text, part, named=named, first=first) for item in tree.items]
        held = [found for found in some if found is not None]
        return set().union(*held) if held else None
    if isinstance(tree, Not):
        return (
            set() if _holds(tree.item, note, text, part, named=named, first=first) is None else None
        )
    if isinstance(tree, Within) and tree.tree is not None:
        return _within(tree.scope, tree.tree, note, text, first, len(part))
    if isinstance(tree, Tag):
        wanted = simple(tree.name)
        tags = [tag for tag in note.tags if (simple(tag.name) + "/").startswith(wanted + "/")]
        lines = {tag.span.line - first for tag in tags}
        return {line for line in lines if 0 <= line < len(part)} or None
    assert isinstance(tree, Property) and tree.value is None
    own = {p.span.line - first for p in note.properties if simple(p.key) == simple(tree.key)}
    own = {line for line in own if 0 <= line < len(part)}
    return {min(own)} if own else None


def _blanks(line: str) -> str:
    return re.sub(r"\s+", " ", line)


def _within(
    scope: Scope, tree: Tree, note: Note, text: str, first: int, count: int
) -> set[int] | None:
    lines = text.split("\n")
    if scope in (Scope.FILE, Scope.PATH):
        name = note.path if scope is Scope.PATH else note.path.rpartition("/")[2]
        return set() if _holds(tree, note, text, [name], named=False) is not None else None
    if scope is Scope.LINE:
        parts = [(at, at + 1) for at in range(len(lines))]
    elif scope is Scope.SECTION:
        marks = [0, *(heading.span.line for heading in note.headings), len(lines)]
        parts = [(a, b) for a, b in pairwise(marks) if a < b]
    else:
        assert scope is Scope.CONTENT
        start = lines.index("---", 1) + 1 if lines[0] == "---" else 0
        parts = [(start, len(lines))]
    found: set[int] | None = None
    for whole_start, whole_end in parts:
        start, end = max(whole_start, first), min(whole_end, first + count)
        if start >= end:
            continue
        own = _holds(tree, note, text, lines[start:end], named=False, first=start)
        if own is not None:
            found = (found or set()) | {start - first + at for at in own or {0}}
    return found
