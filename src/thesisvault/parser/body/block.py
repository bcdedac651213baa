"""What a body is made of, one value a block, in the order of the text.

Containers are not blocks: of a list or a quote there are the blocks in it. Lines are the body's,
from 0; `end` is the line behind the last one.
"""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct


class Block(Struct, gc=False):
    """A stretch of lines."""

    first: int
    end: int


class Role(Enum):
    """What a text is in the container whose first text it is."""

    NONE = auto()
    ITEM = auto()
    QUOTE = auto()


class Text(Block, gc=False):
    """A paragraph, or a comment."""

    text: str
    role: Role = Role.NONE
    column: int | None = None
    """Where each line of the text begins; None where that is to be looked for."""


class Heading(Block, gc=False):
    """A heading, and its level from 1 to 6."""

    text: str
    level: int
    in_list: bool = False
    column: int | None = None
    depth: int = 0
    """In how many containers it stands."""


class Row(Struct, gc=False):
    """A row of a table, with its pipes, and the column in which it begins."""

    line: int
    column: int
    text: str


class Table(Block):
    """A pipe table; its first row is the header."""

    rows: list[Row]


class Code(Block, gc=False):
    """Lines of code; `marks` are those that open a fence."""

    marks: str = ""


class Html(Block, gc=False):
    """Lines of HTML, and in how many containers they stand."""

    text: str
    depth: int = 0


class Footnote(Block, gc=False):
    """A footnote's definition: its text follows as a block of its own."""

    label: str
