"""`read_query`: a query's text to its tree."""

from __future__ import annotations

import difflib
import re

from thesisvault.parser.query.folding import fold_text
from thesisvault.parser.query.tree import (
    And,
    Compare,
    Filter,
    Not,
    Or,
    Pattern,
    Phrase,
    Property,
    QueryFault,
    Scope,
    Tag,
    Tree,
    Within,
    Word,
)

LONGEST = 2000
"""Characters of a query."""
MOST = 200
"""Terms of a query."""
DEEPEST = 20
"""Groups in each other."""

FILTERS = ("kind", "verdict", "to", "from", "since", "until", "is")
_CASES = {"match-case": True, "ignore-case": False}
_SCOPES = {scope.value: scope for scope in Scope}
_NAMES = (*_SCOPES, *_CASES, "tag", *FILTERS)
_NAME = re.compile(r"([a-z][a-z-]*):(?!//)")
_WORD = re.compile(r'[^\s()"]+')
_VALUE = re.compile(r'"((?:[^"\\]|\\.)*)"|[^\s()"]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_REGEX = re.compile(r"/((?:[^/\\]|\\.)+)/(?=[\s)\]]|$)", re.DOTALL)
_OR = re.compile(r"OR(?=[\s(]|$)")
_BLANKS = re.compile(r"\s*")


def read_query(text: str) -> Tree:
    """The tree of a query. Raises `QueryFault`."""
    if len(text) > LONGEST:
        raise QueryFault(f"The query is longer than {LONGEST:,} characters.", LONGEST)
    reader = _Reader(text)
    tree = reader.any_of(0, cased=False)
    if not reader.at_end():
        raise QueryFault("This `)` has no matching `(`.", reader.at)
    if tree is None:
        raise QueryFault("There is nothing to search for.", 0)
    return tree


class _Reader:
    """Reads from `at` on. Methods answer None where there is no term."""

    def __init__(self, text: str, at: int = 0, terms: int = 0) -> None:
        """`terms` have been read already."""
        self.text, self.at, self._terms = text, at, terms

    def at_end(self) -> bool:
        """Whether only blanks are left."""
        self._skip()
        return self.at >= len(self.text)

    def _skip(self) -> None:
        blanks = _BLANKS.match(self.text, self.at)
        assert blanks is not None
        self.at = blanks.end()

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def any_of(self, depth: int, *, cased: bool) -> Tree | None:
        """Terms with OR between them; AND binds closer."""
        choices: list[Tree] = []
        last = self.at
        while True:
            found = self._all_of(depth, cased=cased)
            self._skip()
            is_or = self._take(_OR)
            if found is None and (is_or or choices):
                raise QueryFault(
                    "`OR` needs a term on both sides.", is_or.start() if is_or else last
                )
            if found is not None:
                choices.append(found)
            if not is_or:
                break
            last = is_or.start()
        if len(choices) > 1:
            return Or(tuple(choices))
        return choices[0] if choices else None

    def _all_of(self, depth: int, *, cased: bool) -> Tree | None:
        found: list[Tree] = []
        while not (self.at_end() or self.text[self.at] == ")" or _OR.match(self.text, self.at)):
            found.append(self._term(depth, cased=cased))
        if len(found) > 1:
            return And(tuple(found))
        return found[0] if found else None

    def _term(self, depth: int, *, cased: bool) -> Tree:
        self._terms += 1
        if self._terms > MOST:
            raise QueryFault(f"The query has more than {MOST} terms.", self.at)
        if depth > DEEPEST:
            raise QueryFault(f"Groups are nested more than {DEEPEST} deep.", self.at)
        char, start = self.text[self.at], self.at
        if char == "-" and self.text[start + 1 : start + 2].strip():
            self.at += 1
            return Not(self._term(depth + 1, cased=cased))
        if char == "(":
            return self._group(depth, cased=cased)
        if char == '"':
            return self._quoted(cased=cased)
        if char == "[":
            return self._property(depth)
        if char == "/":
            return self._regex(cased=cased)
        name = self._take(_NAME)
        if name is not None:
            return self._named(name[1], start, depth, cased=cased)
        return self._word(cased=cased)

    def _group(self, depth: int, *, cased: bool) -> Tree:
        start = self.at
        self.at += 1
        found = self.any_of(depth + 1, cased=cased)
        self._skip()
        if self.text[self.at : self.at + 1] != ")":
            raise QueryFault("This `(` is not closed.", start)
        self.at += 1
        if found is None:
            raise QueryFault("This group is empty.", start)
        return found

    def _quoted(self, *, cased: bool) -> Tree:
        start = self.at
        found = self._take(_QUOTED)
        if found is None:
            raise QueryFault("This quote is not closed.", start)
        text = _unescaped(found[1])
        if not text.strip():
            raise QueryFault("There is nothing between these quotes.", start)
        return Phrase(text, cased or not fold_text(text).strip())

    def _regex(self, *, cased: bool) -> Tree:
        start = self.at
        found = self._take(_REGEX)
        if found is None:
            raise QueryFault(
                "This `/` begins a regular expression that is not closed. To search for the "
                'text, quote it: `"/…"`.',
                start,
            )
        source = found[1].replace("\\/", "/")
        try:
            re.compile(source)
        except (re.error, OverflowError, RecursionError) as error:
            place = getattr(error, "pos", None) or 0
            why = getattr(error, "msg", str(error))
            raise QueryFault(f"Invalid regular expression: {why}.", start + 1 + place) from None
        return Pattern(source, cased)

    def _word(self, *, cased: bool) -> Tree:
        found = self._take(_WORD)
        assert found is not None, "a term cannot begin with a blank, a quote or a parenthesis"
        return Word(found[0], cased or not fold_text(found[0]))

    def _named(self, name: str, start: int, depth: int, *, cased: bool) -> Tree:
        if name in _CASES:
            return self._operand(name, start, depth, cased=_CASES[name])
        if name in _SCOPES:
            if self.text.startswith('""', self.at):
                self.at += 2
                return Within(_SCOPES[name], None)
            inner = self._operand(name, start, depth, cased=cased)
            if name in (Scope.FILE, Scope.PATH) and not _is_text(inner):
                raise QueryFault(f"`{name}:` takes text: words, quotes, `OR`, groups.", start)
            return Within(_SCOPES[name], inner)
        if name == "tag":
            value = self._value(name, start).lstrip("#").strip("/")
            if not value:
                raise QueryFault("`tag:` needs a tag, as in `tag:#ai`.", start)
            return Tag(value)
        if name in FILTERS:
            return Filter(name, self._value(name, start), start)
        near = difflib.get_close_matches(name, _NAMES, n=1)
        meant = f" Did you mean `{near[0]}:`?" if near else ""
        raise QueryFault(
            f"No filter is called `{name}:`.{meant} "
            f'To search for the text, quote it: `"{name}:…"`.',
            start,
        )

    def _operand(self, name: str, start: int, depth: int, *, cased: bool) -> Tree:
        if self.at >= len(self.text) or self.text[self.at].isspace() or self.text[self.at] == ")":
            raise QueryFault(f"`{name}:` needs a term right after it.", start)
        return self._term(depth + 1, cased=cased)

    def _value(self, name: str, start: int) -> str:
        found = self._take(_VALUE)
        if found is None:
            raise QueryFault(f"`{name}:` needs a value right after it.", start)
        value = _unescaped(found[1]) if found[1] is not None else found[0]
        if not value.strip():
            raise QueryFault(f"`{name}:` needs a value right after it.", start)
        return value.strip()

    def _property(self, depth: int) -> Tree:
        start = self.at
        end = self._end_of_property(start)
        key, colon, _ = self.text[start + 1 : end].partition(":")
        key = key.strip().strip('"').strip()
        if not key:
            raise QueryFault("A property needs a name, as in `[status:open]`.", start)
        if not colon:
            self.at = end + 1
            return Property(key)
        value_at = self.text.index(":", start) + 1
        self.at = end + 1
        value = self.text[value_at:end].strip()
        if value in ("null", '""'):
            return Property(key, empty=True)
        if value[:1] in ("<", ">"):
            return Property(key, self._compare(value, start))
        # The value ends where the property does, whatever it holds.
        inner = _Reader(self.text[:end], value_at, self._terms)
        tree = inner.any_of(depth + 1, cased=False)
        self._terms = inner._terms
        if not inner.at_end():
            raise QueryFault("This `)` has no matching `(`.", inner.at)
        if tree is not None and not _is_text(tree):
            raise QueryFault("The value of a property is text: words, quotes, `OR`, groups.", start)
        return Property(key, tree)

    def _end_of_property(self, start: int) -> int:
        at, inside = start + 1, False
        while at < len(self.text):
            char = self.text[at]
            if char == "\\" and inside:
                at += 1
            elif char == '"':
                inside = not inside
            elif char == "]" and not inside:
                return at
            at += 1
        raise QueryFault("This `[` is not closed.", start)

    def _compare(self, value: str, start: int) -> Compare:
        text = value[1:].strip()
        if number_or_date(text) is None:
            raise QueryFault(
                "`<` and `>` compare a number or a date: `[size:>5]`, `[review:<2026-03-01]`.",
                start,
            )
        return Compare(-1 if value[0] == "<" else 1, text)


def _is_text(tree: Tree) -> bool:
    match tree:
        case And(items) | Or(items):
            return all(map(_is_text, items))
        case Not(item):
            return _is_text(item)
    return isinstance(tree, Word | Phrase | Pattern)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def number_or_date(text: str) -> float | str | None:
    """A number, or an ISO date as text, which sorts as dates do; None for anything else.

    >>> number_or_date("1,500"), number_or_date("2026-01-09"), number_or_date("soon")
    (1500.0, '2026-01-09', None)
    """
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text, re.ASCII):
        return text
    try:
        number = float(text.replace(",", "").replace("_", "").rstrip("%"))
    except ValueError:
        return None
    return number if number == number else None
