"""What is wrong with a condition, and at which column."""

from __future__ import annotations


class ConditionFault(ValueError):
    """A condition that cannot be read; the only error that reading one raises."""

    def __init__(self, message: str, column: int) -> None:
        """`column` counts code points from the condition's start, from 0; its end is allowed."""
        super().__init__(message)
        self.message = message
        self.column = column

    def pointed(self, text: str) -> str:
        """The condition with a caret under the column, on three lines with the message."""
        return f"{text}\n{' ' * self.column}^\n{self.message}"
