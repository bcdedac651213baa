"""A note as Obsidian reads it: what it links, tags, heads and tabulates, each with its span."""

import datetime as dt
import re
from bisect import bisect_right
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct, field

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Facts
from thesisvault.model.text import Span

FACTS = "Facts"
"""The heading under which rows stand that were accepted out of a note's prose."""


def is_facts(heading: str) -> bool:
    """Whether a heading is that one."""
    return heading.strip(" *_:#").casefold() == FACTS.casefold()


class Kind(StrEnum):
    """What a note is about; the order is that of the most specific tag."""

    ROTATION = "rotation"
    THESIS = "thesis"
    CATALYST = "catalyst"
    STOCK = "stock"
    SECTOR = "sector"
    CONCEPT = "concept"
    TRADE = "trade"
    PORTFOLIO = "portfolio"
    WATCHLIST = "watchlist"
    MARKET = "market"
    SOURCE = "source"
    NOTE = "note"


THESES = (Kind.THESIS, Kind.STOCK)
"""Notes that say what they hold, and what would prove it wrong."""
MARKETS = (Kind.ROTATION, Kind.MARKET)
"""Notes that say how groups moved."""
ACCOUNTS = (Kind.PORTFOLIO, Kind.WATCHLIST)
"""Notes of several securities, held or watched."""
QUOTING = (Kind.SOURCE, Kind.CONCEPT)
"""Notes that tell of the theses of others."""


class LinkKind(StrEnum):
    """How a link is written."""

    WIKILINK = "wikilink"
    EMBED = "embed"
    MARKDOWN = "markdown"
    PROPERTY = "property"


class Link(Struct, frozen=True, array_like=True, gc=False):
    """A link to a note or an attachment; external addresses are not links of the vault."""

    kind: LinkKind
    target: str
    """As written, percent-decoded in Markdown links, without the subpath; empty: this note."""
    subpath: str
    """From the first ``#`` on (``#Heading``, ``#^block``), or empty."""
    display: str | None
    """The author's own display text, or None where there is none."""
    span: Span
    managed: bool = False
    """True inside a managed block: a real link to a reader, no edge of our graph."""


class Tag(Struct, frozen=True, array_like=True, gc=False):
    """A tag without its ``#``, as spelled."""

    name: str
    span: Span


class Heading(Struct, frozen=True, array_like=True, gc=False):
    """A heading of the note: its level from 1 to 6 and its raw text."""

    level: int
    text: str
    span: Span
    is_ours: bool = False
    """Whether it was written between markers: a link finds it, and nothing stands under it."""


class Cell(Struct, frozen=True, array_like=True):
    """One table cell: what a reader sees, that text as written, and the links in it."""

    text: str
    raw: str
    links: tuple[Link, ...]
    span: Span
    link_places: tuple[tuple[int, int], ...] = ()
    """Where each link is in `raw`: start and end."""


_BEHIND = re.compile(
    r"(?<=\S)\s*[(\[](?:utc|gmt|bst|ist|jst|kst|hkt|sgt|nzt|a?[ecmp][sd]?t|cest"
    r"|usd|eur|gbp|chf|jpy|hkd|cad|aud|[a-z]{0,2}[$€£¥₩])[)\]]\Z"
)
"""Behind the header of dates, or of prices: `Date (ET)`, `Stop ($)`."""


class Table(Struct, frozen=True, array_like=True):
    """A pipe table with the headings it stands under. Rows may be longer than the header."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    headings: tuple[str, ...]
    """The headings above it, outermost first."""
    caption: str
    """The paragraph line directly above the table, or empty."""
    span: Span

    @property
    def heads(self) -> list[str]:
        """Its headers as they are looked up: in lower case, without emphasis, and without a time
        zone or a currency behind.
        """
        return [_BEHIND.sub("", cell.text.casefold().strip("*_ ")) for cell in self.header]


class Scalar(Struct, frozen=True, array_like=True, gc=False):
    """A front matter scalar: always text, since YAML's guesses turn tickers into booleans."""

    text: str
    span: Span


if TYPE_CHECKING:
    PropertyValue: TypeAlias = (
        "Scalar | tuple[PropertyValue, ...] | dict[str, PropertyValue] | None"
    )
else:
    PropertyValue = Any  # msgspec checks types when it reads, and knows none for such a union


class Property(Struct, frozen=True, array_like=True):
    """One front matter key with its value: text, a list, a mapping, or nothing."""

    key: str
    value: PropertyValue
    span: Span

    @property
    def scalars(self) -> tuple[Scalar, ...]:
        """The value as a list of texts: one, many, or none; mappings have no place here."""
        if isinstance(self.value, Scalar):
            return (self.value,)
        if isinstance(self.value, tuple):
            return tuple(item for item in self.value if isinstance(item, Scalar))
        return ()


class InlineField(Struct, frozen=True, array_like=True, gc=False):
    """A Dataview field: ``key:: value``, ``[key:: value]`` or ``(key:: value)``."""

    key: str
    value: str
    span: Span


class Task(Struct, frozen=True, array_like=True, gc=False):
    """A list item with a checkbox; the mark is the one character in it, a space when open."""

    mark: str
    text: str
    span: Span


class Callout(Struct, frozen=True, array_like=True, gc=False):
    """``> [!type]+ title``; the type in lower case."""

    type: str
    title: str
    span: Span


class BlockId(Struct, frozen=True, array_like=True, gc=False):
    """``^id`` at a block's end."""

    id: str
    span: Span


class Footnote(Struct, frozen=True, array_like=True, gc=False):
    """A footnote's definition: ``[^label]: text``."""

    label: str
    span: Span


class Unread(Struct, frozen=True, array_like=True):
    """What looks like a fact and was not read as one."""

    code: str
    """``table``, ``property``, ``value``, ``cell``, ``item``, ``impact``, ``undated``, ``log``,
    ``forecast``."""
    text: str
    """As written: a header, a key with its value, a heading, a mention."""
    span: Span


def is_template(path: str) -> bool:
    """True for a file in a folder called `templates`: it is read as a note, but states nothing."""
    if "templates" not in path.casefold():
        return False
    return "templates" in (folder.casefold() for folder in path.split("/")[:-1])


class Head(Struct, frozen=True, array_like=True):
    """What a list shows of a note."""

    path: str
    """Relative to the vault, with ``/``."""
    kind: Kind = Kind.NOTE
    date: dt.date | None = None
    """From `created` or `date`, else from the text; before it, the note does not exist."""
    misdated: bool = False
    """Whether it has a date, but none that can be read: it is left out of every earlier day."""

    @property
    def title(self) -> str:
        """The file's name without its ending, as Obsidian shows it."""
        name = self.path.rpartition("/")[2]
        return name[:-3] if name.lower().endswith(".md") else name

    @property
    def is_template(self) -> bool:
        """True for a file that notes are made from: its folder is called `templates`."""
        return is_template(self.path)


class Since(Struct, frozen=True, array_like=True, gc=False):
    """From `line` on, what a note says is known from `day`; None: from the note's own."""

    line: int
    day: dt.date | None


class Profile(Head, frozen=True, array_like=True):
    """What a review must know of a note: what it is, what it states, and what it links."""

    links: tuple[Link, ...] = ()
    facts: Facts = field(default_factory=Facts)
    dated: tuple[Since, ...] = ()
    """Where lines begin that are known from another day than the note; each up to the next."""

    def since(self, line: int) -> dt.date | None:
        """The day from which what stands on a line is known; None where that is the note's own."""
        at = bisect_right(self.dated, line, key=lambda part: part.line) - 1
        return self.dated[at].day if at >= 0 else None

    def noted(self, line: int) -> dt.date | None:
        """The day on which what stands on a line was written: the note's, or a later one."""
        return max(filter(None, (self.date, self.since(line))), default=None)


class Note(Profile, frozen=True, array_like=True):
    """Everything that one file says. A file that cannot be read well is still a note."""

    properties: tuple[Property, ...] = ()
    tags: tuple[Tag, ...] = ()
    headings: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    tasks: tuple[Task, ...] = ()
    callouts: tuple[Callout, ...] = ()
    block_ids: tuple[BlockId, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    fields: tuple[InlineField, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    kind_rule: str = ""
    """What made it its kind: ``property `type```, ``tag``, ``folder `Stocks```, ``name`` …"""
    unread: tuple[Unread, ...] = ()

    def links_in_cells(self) -> frozenset[Span]:
        """Where the links in the cells of its tables stand: a bare `|` would end the cell."""
        return frozenset(
            link.span
            for table in self.tables
            for row in (table.header, *table.rows)
            for cell in row
            for link in cell.links
        )

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names the author gives the note."""
        return tuple(
            scalar.text
            for prop in self.properties
            if prop.key.casefold() == "aliases"
            for scalar in prop.scalars
            if scalar.text.strip()
        )

    def find_property(self, key: str) -> Property | None:
        """The property of that key, spelled in any case, or None."""
        folded = key.casefold()
        return next((prop for prop in self.properties if prop.key.casefold() == folded), None)
