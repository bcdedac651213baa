"""What would teach the vocabulary a key or a header that it does not know: the nearest known one.

Nothing is taught by itself: a lesson is shown, and goes into the config after a yes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from thesisvault.model.note import Table
from thesisvault.parser.facts.dates import read_interval
from thesisvault.parser.facts.identity import read_symbol
from thesisvault.parser.facts.position import FIGURES
from thesisvault.parser.facts.prices import price_of
from thesisvault.parser.facts.vocabulary import TableForm, Vocabulary, key_word

_MEANT = (
    *(*FIGURES, "symbol", "tickers", "side", "status", "conviction", "statement"),
    *("sector", "groups", "members", "benefits_from", "benefits", "hurt_by", "hurts", "theses"),
    *("opened", "closed", "review", "horizon", "started"),
)
"""Properties that state something of a market; a key near to another one may mean anything."""
_HEADS = (*FIGURES, "symbol", "side")
"""Those that a longer key may end with: `px_target`. The price comes last: `entry price a`."""
_NOT_SOUGHT = frozenset({"members", "card", "cases"})
"""Tables that their note or their heading must opt in, or that hold properties."""
_BY_END = frozenset(
    {"date", "catalyst", "thesis", "impact", "metric", "value", "scenario", "signal", "condition"}
)
"""Columns that a longer header may end with: `earnings date`, but not `total return`."""
_NAMES = frozenset({"metric", "catalyst", "scenario"})
"""Columns of names: the one header of a table that is unknown may stand for it."""
_SHARED = 2
"""Headers that a table shares with its nearest one, where nothing would teach it."""
_NEAR = 0.86
"""`difflib`'s ratio from which a spelling is near."""
_SHORTEST = 5
"""Letters of a key that may be a misspelling."""
_LONGEST = 40
_OF_ANOTHER = re.compile(
    r"(?:former|previous|prior|old|original|future|new|successor|predecessor|parent|peer|acquirer"
    r"|pre[- ]\w+|post[- ]\w+)\b"
)
"""What a key begins with that is about another time, or another company."""
_SYMBOL = re.compile(r"[A-Z][A-Z0-9.-]{0,7}|\d{4,6}(?:\.[A-Z]{1,4})?")
_NUMBER = re.compile(r"[^\w/]{0,4}\d")


class Lesson(Struct, frozen=True, order=True):
    """A word to be joined to a list of the vocabulary."""

    section: str
    """``properties`` or ``tables.moves``."""
    name: str
    """The list: a property, or a column."""
    word: str


class NearTable(Struct, frozen=True):
    """The known table that an unread one comes nearest to."""

    name: str
    lacks: tuple[str, ...]
    """The columns that it needs and that no header names."""
    lessons: tuple[Lesson, ...]
    """What would make it that table; none where no header is like a column that it lacks."""
    is_guess: bool = False
    """Whether only its place suggests what a column is."""


def near_property(key: str, value: str, words: Vocabulary) -> Lesson | None:
    """The property that an unknown key seems to mean, if any."""
    said = _plain(key)
    if not said or len(said) > _LONGEST or _OF_ANOTHER.match(said):
        return None
    for name in _HEADS:
        if any(_ends(said, word) for word in _words(name, words)) and _fits(name, value, words):
            return Lesson("properties", name, key_word(key))
    if len(said) < _SHORTEST:
        return None
    known = {word: name for name in _MEANT for word in _words(name, words)}
    for word in _closest(said, tuple(known)):
        if known[word] not in _HEADS or _fits(known[word], value, words):
            return Lesson("properties", known[word], key_word(key))
    return None


@lru_cache(4096)
def _closest(said: str, known: tuple[str, ...]) -> list[str]:
    """The most similar word, if any is: a vault repeats its keys in hundreds of notes."""
    return difflib.get_close_matches(said, known, 1, _NEAR)


def _ends(said: str, word: str) -> bool:
    """Whether a key ends with a word, or begins with it and ends with `price`."""
    is_price = said.startswith(f"{word} ") and said.endswith(" price")
    return said == word or said.endswith(f" {word}") or is_price


def _words(name: str, words: Vocabulary) -> list[str]:
    """The spellings of a property that are long enough to be told from another word."""
    return [_plain(word) for word in words.words("properties", name) if len(word) > 2]


@lru_cache(4096)
def _plain(text: str) -> str:
    """A key in lower case, its parts set apart by spaces, without a number at its end."""
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip(" *`:：").rstrip("0123456789").strip()


def _fits(name: str, value: str, words: Vocabulary) -> bool:
    """Whether a value can be one of that property."""
    if name == "weight":
        return "%" in value
    if name in FIGURES:
        return price_of(value) is not None or value.strip().endswith("%")
    if name == "symbol":
        return bool(_SYMBOL.fullmatch(read_symbol(value) or ""))
    if name == "side":
        return words.side(value) is not None
    return bool(value.strip())


_SAID = ("symbol", "side", "status", "conviction", "impact", "advice", "horizon", *FIGURES)
"""Properties whose names make a column one of an investment."""
_TOLD = frozenset({"subject", "thesis", "catalyst", "member", "held", "group"})
"""Columns that name what a row is about."""
_REMARK = re.compile(r"\s*[(（].*")


def promise(table: Table, words: Vocabulary) -> int:
    """How much an unread table looks like one of facts: how many columns are of an investment,
    where one names what a row is about; else none.
    """
    heads = [_REMARK.sub("", head) for head in table.heads]
    roles = [form.roles for form in words.tables.values()]
    is_told = any(known.get(head, ("",))[0] in _TOLD for head in heads for known in roles)
    said = {name for head in heads if (name := words.property(head)) in _SAID}
    return len(said) if table.rows and (is_told or "symbol" in said) else 0


def near_table(table: Table, words: Vocabulary) -> NearTable | None:
    """The known table that an unread one shares most columns with, and what it lacks."""
    near = [
        found
        for name, form in words.tables.items()
        if name not in _NOT_SOUGHT and (found := _near(name, form, table)) is not None
    ]
    return min(near, default=(0, 0, None), key=lambda item: item[:2])[2]


def _near(name: str, form: TableForm, table: Table) -> tuple[int, int, NearTable] | None:
    heads = table.heads
    if any(head in form.without for head in heads):
        return None
    found = {form.roles[head][0] for head in heads if head in form.roles}
    lacks = tuple(role for role in form.required if role not in found)
    if not lacks or len(lacks) == len(form.required):
        return None
    unknown = [at for at, head in enumerate(heads) if head and head not in form.roles]
    lessons: list[Lesson] = []
    is_guess = False
    for role in lacks:
        at = _column_told(role, form, table, unknown)
        if at is None:
            at = _first_of_names(role, table, unknown)
            is_guess |= at is not None
        if at is not None:
            unknown.remove(at)
            lessons.append(Lesson(f"tables.{name}", role, heads[at]))
    taught = tuple(lessons) if len(lessons) == len(lacks) else ()
    if not taught and (len(found) < _SHARED or 2 * len(found) < len(heads)):
        return None
    return (not taught, -len(found) + len(lacks), NearTable(name, lacks, taught, is_guess))


def _column_told(role: str, form: TableForm, table: Table, among: list[int]) -> int | None:
    """The one column whose header is like one of a role's, or whose cells all are dates."""
    known = [word for word, (name, _) in form.roles.items() if name == role]
    for at in among:
        said = _plain(table.header[at].text)
        ends = role in _BY_END and any(said.endswith(f" {word}") for word in known)
        if ends or _is_near(said, known):
            return at
    if role == "date":
        return next((at for at in among if _are_dates(table, at)), None)
    return None


def _first_of_names(role: str, table: Table, among: list[int]) -> int | None:
    """The first column, where a role is one of names, and that alone is unknown."""
    is_first = among == [0] and role in _NAMES and not _are_figures(table, 0)
    return 0 if is_first else None


def _is_near(said: str, known: Sequence[str]) -> bool:
    is_sought = _SHORTEST <= len(said) <= _LONGEST
    return is_sought and bool(_closest(said, tuple(known)))


def _are_dates(table: Table, at: int) -> bool:
    cells = list(_cells(table, at))
    return bool(cells) and all(read_interval(cell) is not None for cell in cells)


def _cells(table: Table, at: int) -> Iterator[str]:
    return (row[at].text for row in table.rows if at < len(row) and row[at].text)


def as_metrics(table: Table, words: Vocabulary) -> tuple[Lesson, ...]:
    """What would read a table of names and figures as recorded figures, for want of a better way:
    its first column names each, its last column of figures has the values.
    """
    heads = table.heads
    figures = [at for at in range(1, len(heads)) if heads[at] and _are_figures(table, at)]
    is_known = any(heads[0] in form.roles for form in words.tables.values())
    if not figures or not heads[0] or is_known or _are_figures(table, 0):
        return ()
    return (
        Lesson("tables.metrics", "metric", heads[0]),
        Lesson("tables.metrics", "value", heads[figures[-1]]),
    )


def _are_figures(table: Table, at: int) -> bool:
    cells = list(_cells(table, at))
    return (
        bool(cells)
        and all(_NUMBER.match(cell) for cell in cells)
        and not all(read_interval(cell) for cell in cells)
    )


def config_lines(lessons: Sequence[Lesson]) -> list[str]:
    """The lines of a config that teach these, section by section."""
    lines: list[str] = []
    by_list: dict[str, dict[str, list[str]]] = {}
    for lesson in sorted(set(lessons)):
        by_list.setdefault(lesson.section, {}).setdefault(lesson.name, []).append(lesson.word)
    for section, lists in by_list.items():
        lines += ["" for _ in lines[:1]]
        lines.append(f"[vocabulary.{section}]")
        lines += (f"{name} = {array(words)}" for name, words in lists.items())
    return lines


def array(words: Sequence[str]) -> str:
    """A list of words as TOML has it."""
    import json  # TOML's basic strings are JSON's, but for the delete character

    quoted = (json.dumps(word, ensure_ascii=False).replace("\x7f", "\\u007f") for word in words)
    return f"[{', '.join(quoted)}]"
