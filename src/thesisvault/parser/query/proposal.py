"""What an index of words can say of a query before any note is read: a superset of its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from thesisvault.parser.query.folding import fold_text, words_of
from thesisvault.parser.query.tree import (
    And,
    Filter,
    Or,
    Phrase,
    Property,
    Scope,
    Tag,
    Tree,
    Within,
    Word,
)

Paths: TypeAlias = frozenset[str]
NAME, PATH, TEXT, ANYWHERE = "name path", "path", "head tag body", "name head tag body"
"""The columns in which a term may stand."""
_NO_WORD = "\ue000"
"""Neither letter nor digit, so that no note has it as a word."""


class Proposal(Struct, frozen=True):
    """Which notes may hold it: those that an FTS5 expression finds, among some paths."""

    match: str | None = None
    """None: words do not narrow it."""
    among: Paths | None = None
    """None: any."""


ANY = Proposal()


def propose(
    tree: Tree,
    holding: Callable[[Filter], Paths],
    containing: Callable[[str], Sequence[str] | None] | None = None,
    columns: str = ANYWHERE,
) -> Proposal:
    """The proposal for a tree in some columns; `holding` has the paths that a filter leaves.

    Words are found by how they begin; with `containing`, within words too. It has the words of all
    notes that contain a text, or None where there are too many.
    """
    match tree:
        case Word(text) if containing is not None:
            return Proposal(_within_words(text, containing, columns))
        case Word(text):
            return Proposal(_word(text, columns))
        case Phrase(text):
            return Proposal(_phrase(words_of(fold_text(text)), columns, exact=True))
        case Tag(name):
            return Proposal(_phrase(words_of(fold_text(name)), TEXT, exact=False))
        case Property(key, value, empty):
            named = Proposal(_phrase(words_of(fold_text(key)), TEXT, exact=True))
            if empty or not isinstance(value, Word | Phrase | And | Or):
                return named
            return _all([named, propose(value, holding, containing, TEXT)])
        case Filter():
            return Proposal(among=holding(tree))
        case Within(scope, inner):
            columns = {Scope.FILE: NAME, Scope.PATH: PATH}.get(scope, TEXT)
            return ANY if inner is None else propose(inner, holding, containing, columns)
        case And(items):
            return _all([propose(item, holding, containing, columns) for item in items])
        case Or(items):
            return _any([propose(item, holding, containing, columns) for item in items])
        case _:
            return ANY


def _word(text: str, columns: str) -> str | None:
    folded = fold_text(text)
    words = words_of(folded)
    goes_on = bool(words) and folded.endswith(words[-1])
    return _phrase(words, columns, exact=not goes_on)


def _within_words(
    text: str, containing: Callable[[str], Sequence[str] | None], columns: str
) -> str | None:
    """Each run of letters and digits in a word of the notes, whichever."""
    known = [containing(run) for run in words_of(fold_text(text))]
    told = [words or (_NO_WORD,) for words in known if words is not None]
    each = (" OR ".join(f'"{word}"' for word in words) for words in told)
    return " AND ".join(f"({{{columns}}} : ({words}))" for words in each) or None


def _phrase(words: list[str], columns: str, *, exact: bool) -> str | None:
    """Words in a row, the last of which may go on. Each is letters and digits alone, so that
    nothing in a query can be taken for the language of the index.
    """
    if not words:
        return None
    return f'{{{columns}}} : "{" ".join(words)}"' + ("" if exact else " *")


def _all(parts: list[Proposal]) -> Proposal:
    matches = [part.match for part in parts if part.match is not None]
    sets = [part.among for part in parts if part.among is not None]
    return Proposal(
        " AND ".join(f"({match})" for match in matches) or None,
        frozenset.intersection(*sets) if sets else None,
    )


def _any(parts: list[Proposal]) -> Proposal:
    matches = [part.match for part in parts]
    sets = [part.among for part in parts]
    return Proposal(
        None if None in matches else " OR ".join(f"({match})" for match in matches),
        None if None in sets else frozenset[str]().union(*(each or () for each in sets)),
    )
