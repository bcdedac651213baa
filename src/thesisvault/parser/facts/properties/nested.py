"""What stands deeper in the front matter: `levels: {stop: 95}`, and lists of such pairs.

A key of pairs states what each of its keys does where it is called as a heading above labels is
(`levels`, `plan`), or where both keys make a known one: `entry: {price: 12.8}`. A list of pairs
below the name of a list or a table (`catalysts`, `instruments`) is a table with a row for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from thesisvault.model.note import (
    Cell,
    Heading,
    Link,
    LinkKind,
    Property,
    PropertyValue,
    Scalar,
    Table,
)
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import Section
from thesisvault.parser.facts.vocabulary import Vocabulary, spaced
from thesisvault.parser.property_links import links_in

Pair = tuple[str, tuple[Scalar, ...], str]
"""What a property is called, its values, and the rule that names its place."""


def pairs_of(prop: Property, words: Vocabulary) -> Iterator[Pair]:
    """The properties in a mapping; those that state nothing known are left out."""
    if not isinstance(prop.value, dict):
        return
    name = spaced(prop.key)
    is_card = words.heading(name) == "labels" or name.casefold() in _CARDS
    for key, value in prop.value.items():
        scalars = Property(key, value, prop.span).scalars
        known = [name for name in (f"{prop.key} {key}", key) if words.property(name)]
        if scalars and known and (is_card or known[0] != key):
            yield known[0], scalars, f"{prop.key}.{key}"


def table_of(prop: Property, words: Vocabulary) -> tuple[Table, Section] | None:
    """The table that a list of mappings is, below a heading that is called as its key is; None
    where no table is read below such a heading.
    """
    values = prop.value if isinstance(prop.value, tuple) else ()
    rows = [value for value in values if isinstance(value, dict)]
    if not rows or len(rows) < len(values):
        return None
    name = spaced(prop.key)
    role = words.heading(name)
    if not role and words.property(prop.key) in ("tickers", "vehicles"):
        role = "exposures"
    if role not in _ROLES:
        return None
    keys = list(dict.fromkeys(key for row in rows for key in row))
    heading = Heading(2, name, prop.span)
    table = Table(
        header=tuple(_cell(spaced(key), prop.span) for key in keys),
        rows=tuple(_row(row, keys, prop.span) for row in rows),
        headings=("", name),
        caption="",
        span=prop.span,
    )
    return table, Section(role, (heading,))


_CARDS = frozenset({"plan", "my plan", "risk", "risk management"})
"""Further keys above pairs that are a note's properties; below such headings is prose."""
_ROLES = frozenset({"catalysts", "exposures", "criteria", "log", "members", "positions"})


def _row(values: Mapping[str, PropertyValue], keys: Iterable[str], span: Span) -> tuple[Cell, ...]:
    own = [value for value in values.values() if isinstance(value, Scalar)]
    first = own[0].span if own else span
    cells = []
    for key in keys:
        value = values.get(key)
        cells.append(
            _cell(value.text, value.span) if isinstance(value, Scalar) else _cell("", first)
        )
    return tuple(cells)


def _cell(text: str, span: Span) -> Cell:
    found = links_in(text)
    links = [
        Link(LinkKind.PROPERTY, link.target, link.subpath, link.display, span) for link in found
    ]
    shown = (links[0].display or links[0].target) if links and found[0].end == len(text) else text
    return Cell(shown, text, tuple(links), span, tuple((link.start, link.end) for link in found))
