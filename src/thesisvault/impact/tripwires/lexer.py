"""A condition's text to tokens, and a cursor that walks them.

A word may hold what names hold: dots, dashes, slashes, ampersands (`BRK.B`, `BTC-USD`, `P/E`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, NoReturn

from msgspec import Struct

from thesisvault.impact.tripwires.syntax import FUNCTIONS, ConditionFault

LONGEST = 500
"""Characters of a condition."""
MOST_TOKENS = 100
"""Bounds the tree's height, and so how deep whoever walks it recurses."""
LONGEST_NUMBER = 20

TokenKind = Literal["number", "word", "quoted", "sign", "end"]

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_WORD = re.compile(r"\^?\w+(?:(?:[.&'’-]|/(?=[^\W\d])|=(?=[A-Z]))\w+)*")
_JOINT = re.compile(r"[-/]")
_SIGN = re.compile(r"<=|>=|[-<>+*/%()]")
_QUOTED = re.compile(r'["“”]([^"“”]*)["“”]')
_SPELLINGS = {"−": "-", "–": "-", "×": "*", "≤": "<=", "≥": ">="}
_ADVICE = {
    "=": "Compare with `<`, `<=`, `>` or `>=`.",
    "!": "Compare with `<`, `<=`, `>` or `>=`; negate with `not`.",
    "&": "Join two comparisons with `and`.",
    "|": "Join two comparisons with `or`.",
    "$": "Leave the currency out: prices are in the currency they are quoted in.",
    "€": "Leave the currency out: prices are in the currency they are quoted in.",
    "£": "Leave the currency out: prices are in the currency they are quoted in.",
    ",": "Write a number without commas, such as `1500` or `0.85`.",
    "[": "Write the symbol without brackets, such as `NVDA`.",
    "`": "Put the whole condition between backticks, and nothing after them.",
}
DEEPEST = 20
"""Parentheses, `not` and minus signs inside each other: far below Python's own limit."""


class Token(Struct, frozen=True):
    """One word, number, sign or quoted name; `end` closes the list and has no text."""

    kind: TokenKind
    text: str
    column: int

    @property
    def folded(self) -> str:
        """An unquoted word in lower case, for keywords; empty for all else."""
        return self.text.casefold() if self.kind == "word" else ""


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a condition, `end` last. Raises `ConditionFault`."""
    if len(text) > LONGEST:
        raise ConditionFault(f"A condition has at most {LONGEST} characters.", LONGEST)
    tokens: list[Token] = []
    for token in _tokens(text):
        if len(tokens) == MOST_TOKENS:
            message = f"A condition has at most {MOST_TOKENS} words, numbers and signs."
            raise ConditionFault(message, token.column)
        tokens.append(token)
    return (*tokens, Token("end", "", len(text)))


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, width = _token(text, at)
        yield token
        at += width


def _token(text: str, at: int) -> tuple[Token, int]:
    if match := _WORD.match(text, at):
        word = _cut(match.group())
        return Token("number" if _NUMBER.fullmatch(word) else "word", word, at), len(word)
    if match := _NUMBER.match(text, at):
        return Token("number", match.group(), at), len(match.group())
    if sign := _SPELLINGS.get(text[at]):
        return Token("sign", sign, at), 1
    if match := _SIGN.match(text, at):
        return Token("sign", match.group(), at), len(match.group())
    if match := _QUOTED.match(text, at):
        name = " ".join(match.group(1).split())
        if not name:
            raise ConditionFault("The quotes are empty: write a name between them.", at)
        return Token("quoted", name, at), len(match.group())
    if text[at] in '"“”':
        raise ConditionFault("This quote is never closed.", at)
    advice = _ADVICE.get(text[at], "Put a name that contains it between quotes.")
    raise ConditionFault(f"`{text[at]}` has no meaning in a condition. {advice}", at)


def _cut(word: str) -> str:
    """A dash or slash beside a function or between numbers is arithmetic, not part of a name."""
    start = 0
    for joint in _JOINT.finditer(word):
        before = word[start : joint.start()]
        after = _JOINT.split(word[joint.end() :], maxsplit=1)[0]
        function = {before.casefold(), after.casefold()} & {*FUNCTIONS, "opened"}
        if function or (_NUMBER.fullmatch(before) and _NUMBER.fullmatch(after)):
            return word[: joint.start()]
        start = joint.end()
    return word


class Cursor:
    """A run of tokens, read from left to right."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """`tokens` end in one of kind `end`, which is never passed."""
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def token(self) -> Token:
        """The token to read next."""
        return self._tokens[self._at]

    def ahead(self, places: int) -> Token:
        """The token so many places after the next one; `end` beyond the last."""
        return self._tokens[min(self._at + places, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The next token, passed."""
        token = self.token
        if token.kind != "end":
            self._at += 1
        return token

    def take_sign(self, *signs: str) -> str | None:
        """One of `signs`, passed, if it stands here."""
        if self.token.kind == "sign" and self.token.text in signs:
            return self.take().text
        return None

    def take_word(self, word: str) -> bool:
        """Whether the keyword stands here; it is passed then."""
        if self.token.folded == word:
            self.take()
            return True
        return False

    def close(self, what: str) -> None:
        """Pass a closing parenthesis, or say that one is missing after `what`."""
        if not self.take_sign(")"):
            self.expected(f"`)` after {what}")

    def expected(self, what: str) -> NoReturn:
        """Raise `ConditionFault` at the next token."""
        token = self.token
        found = "the condition ends here" if token.kind == "end" else f"found `{token.text}`"
        raise ConditionFault(f"Expected {what}; {found}.", token.column)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level further in. Raises `ConditionFault` beyond `DEEPEST`."""
        if self._depth == DEEPEST:
            message = f"Parentheses, `not` and minus signs can nest at most {DEEPEST} deep."
            raise ConditionFault(message, self.token.column)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
