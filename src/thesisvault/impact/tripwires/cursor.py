"""Where the parser stands in the tokens, and how it says what it expected there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from thesisvault.impact.tripwires.fault import ConditionFault
from thesisvault.impact.tripwires.lexer import Token

DEEPEST = 20
"""Parentheses, `not` and minus signs inside each other: far below Python's own limit."""


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
        found = "the condition ends here" if token.kind == "end" else f"here stands `{token.text}`"
        raise ConditionFault(f"Expected {what}; {found}.", token.column)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level further in. Raises `ConditionFault` beyond `DEEPEST`."""
        if self._depth == DEEPEST:
            message = f"Parentheses, `not` and minus signs stand at most {DEEPEST} deep."
            raise ConditionFault(message, self.token.column)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
