"""The tree of a query: what must hold of a note, or of a part of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct


class QueryFault(Exception):
    """A query that cannot be read: why, and the place in it, counted from 0."""

    def __init__(self, why: str, at: int) -> None:
        """`why` is a sentence."""
        super().__init__(why)
        self.why, self.at = why, at


class Word(Struct, frozen=True):
    """Text that begins where a word begins; it may go on."""

    text: str
    cased: bool = False


class Phrase(Struct, frozen=True):
    """Whole words in this order on one line, with any blanks between them."""

    text: str
    cased: bool = False


class Pattern(Struct, frozen=True):
    """A regular expression, on one line."""

    source: str
    cased: bool = False


class Scope(StrEnum):
    """The part of a note in which a tree must hold as a whole."""

    FILE = "file"
    PATH = "path"
    CONTENT = "content"
    LINE = "line"
    BLOCK = "block"
    SECTION = "section"
    TASK = "task"
    TASK_TODO = "task-todo"
    TASK_DONE = "task-done"


class Within(Struct, frozen=True):
    """A tree that holds in a part of the note; without a tree, that there is such a part."""

    scope: Scope
    tree: Tree | None


class Tag(Struct, frozen=True):
    """A tag, or one nested in it."""

    name: str


class Compare(Struct, frozen=True):
    """A value below (-1) or above (+1) a number or an ISO date."""

    sign: int
    text: str


class Property(Struct, frozen=True):
    """A property; with `value`, that one of its values is so; `empty`, that it has none."""

    key: str
    value: Tree | Compare | None = None
    empty: bool = False


class Filter(Struct, frozen=True):
    """What the vault knows of the note: ``kind``, ``verdict``, ``to``, ``from``, ``since``,
    ``until``, ``is``.
    """

    name: str
    text: str
    at: int
    """Where it is in the query, for what is wrong with its value."""


class And(Struct, frozen=True):
    """All of them."""

    items: tuple[Tree, ...]


class Or(Struct, frozen=True):
    """Any of them."""

    items: tuple[Tree, ...]


class Not(Struct, frozen=True):
    """Not this."""

    item: Tree


Tree: TypeAlias = "Word | Phrase | Pattern | Within | Tag | Property | Filter | And | Or | Not"
