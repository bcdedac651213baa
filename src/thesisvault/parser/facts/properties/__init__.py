"""A note's properties, wherever they stand: front matter, Dataview fields, labels, a card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.note import Cell, InlineField, Property, PropertyValue, Scalar, Table, Unread
from thesisvault.model.text import Span
from thesisvault.parser.facts.position import PLANNED, PRICES
from thesisvault.parser.facts.prices import price_of, targets_in
from thesisvault.parser.facts.slips import is_near
from thesisvault.parser.facts.vocabulary import Vocabulary, spaced
from thesisvault.parser.frontmatter import unquoted_links

if TYPE_CHECKING:
    from thesisvault.parser.body.passages import Passage, Section

_SINGLE = ("type", "symbol", "side", "status", "opened", "closed", "target", "entry", "stop")
"""Properties of which a note has one: two places that disagree are reported."""
_ONE = frozenset(
    {
        *("side", "opened", "closed", "review", "horizon", "started", "conviction"),
        *("target", "entry", "buy", "stop", "shares", "cost", "weight", "price"),
        *("created", "inception", "date", "published", "as_of", "updated", "proxy", "draft"),
    }
)
"""Properties of one value: of a list, the first counts."""
_READ = _ONE | {
    *("type", "symbol", "tickers", "status", "groups", "sector", "members", "theses"),
    *(
        "benefits_from",
        "benefits",
        "hurt_by",
        "hurts",
        "into",
        "out_of",
        "impact",
        "expected",
        "outcome",
    ),
}
"""Properties whose values state something."""


_IN_CAPITALS = re.compile(r"[A-Z0-9][A-Z0-9.:-]*(?=\s|\(|\Z)")
_ONE_SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9.:-]*(?:\s*\([^(),;]*\))?")
_FIGURE = re.compile(r"[$€£¥₹]?\d")
"""What an unknown label's value begins with, where it may state something."""


_STATED = (*PRICES, "shares")
"""Properties that a table may state under any heading, as a line may."""
_OVER = frozenset({"exit", "result", "entered", "closed", "symbol", "tickers", "date"})
"""Beside one of these, a row of levels is a trade that was made, or one of several securities."""


def card_rows(
    table: Table, section: Section, words: Vocabulary, symbol: str = "?"
) -> list[tuple[Cell, Cell]]:
    """The properties of a table of one a row, with their values; none where it is another one.

    Below the title, a card needs no header of its own: its header is empty, or a property as well.
    A figure behind an unknown key in it may state something, so it is reported.
    Of figures under any other heading only a symbol is one: `Ticker | NVDA (NASDAQ)` says whose
    figures the others are. Levels are, too, in a table without header words, or below their names
    in one row, where the headings name no other security than `symbol`, and nothing past.
    """
    bare = _levels(table, words)
    if bare and section.holds_labels and any(table.heads):
        return bare
    if bare and not section.holds_labels:
        # A command that reads one changed note waits for every import.
        from thesisvault.parser.facts.lists.anywhere import is_of_now

        return bare if is_of_now(section.trail, words, symbol) else []
    if len(table.header) < 2:
        return []
    rows, heads = list(table.rows), table.heads[:2]
    has_no_header = False
    roles = words.tables["card"].roles
    is_card = [roles.get(head, ("",))[0] for head in heads] == ["field", "value"]
    is_named = is_card  # then each row is a property, known or not
    # `Field | …`: the second word may be of any language.
    is_field = roles.get(heads[0], ("",))[0] == "field"
    is_card = is_card or (is_field and words.is_foreign(heads[1]) and not _compares(rows))
    metrics = words.tables["metrics"]
    has_figures = [metrics.roles.get(head, ("",))[0] for head in heads] == list(metrics.required)
    if not is_card and section.holds_labels:
        is_card = has_figures
        if not is_card and len(table.header) == 2:
            first = [row[0].text for row in rows if row]
            has_header = any(heads)
            if has_header:
                first, rows = [table.header[0].text, *first], [table.header, *rows]
            known = [words.property(text) is not None for text in first]
            is_most = any(known[:1]) and 2 * sum(known) > len(known)
            is_card = bool(table.rows) and (is_most if has_header else any(known))
            has_no_header = is_card
    elif not is_card and has_figures and len(table.header) == 2:
        is_card, rows = True, [row for row in rows if len(row) == 2 and _gives_symbol(row, words)]
    return [
        (row[0], row[1])
        for row in (rows if is_card else ())
        if len(row) > 1
        and row[0].text
        and row[1].text
        and (
            is_named
            or words.property(row[0].text) is not None
            or (has_no_header and _FIGURE.match(row[1].text))
        )
    ]


def _compares(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether most rows have a second figure: before and after, of which neither is the value."""
    second = [row[2].text.strip("*_~≈ ") for row in rows if len(row) > 2]
    return 2 * sum(_FIGURE.match(text) is not None for text in second) > len(rows)


def level_rows(table: Table, words: Vocabulary) -> list[tuple[Cell, Cell]]:
    """The rows of a table `Level | Price` that name a level, with its price."""
    roles = [words.tables["levels"].roles.get(head, ("",))[0] for head in table.heads]
    if not {"level", "price"} <= set(roles):
        return []
    key, value = roles.index("level"), roles.index("price")
    rows = (row for row in table.rows if max(key, value) < len(row))
    return [(row[key], row[value]) for row in rows if words.property(row[key].text) in _STATED]


def _levels(table: Table, words: Vocabulary) -> list[tuple[Cell, Cell]]:
    """The levels of a table of two columns without header words, or of one with a single row."""
    heads = [words.property(head) for head in table.heads]
    if len(heads) == 2 and not any(table.heads):
        pairs = [(row[0], row[1]) for row in table.rows if len(row) == 2]
    elif len(table.rows) == 1 and len(heads) > 1 and _OVER.isdisjoint(heads):
        pairs = list(zip(table.header, table.rows[0], strict=False))
    else:
        return []
    said = [
        (key, value, name)
        for key, value in pairs
        if (name := words.property(key.text)) in _STATED
        and _FIGURE.match(value.text.strip("*_~≈ "))
    ]
    is_row = len(table.rows) == 1 and any(table.heads)
    is_plan = any(name in PLANNED for *_, name in said)
    return [(key, value) for key, value, _ in said] if is_plan and len(said) > is_row else []


def _next_report(table: Table, words: Vocabulary) -> tuple[Cell, Cell] | None:
    """The day of the next earnings in a table of one row, each column a figure of its own:
    `Mkt cap | P/E | Next earnings`.
    """
    if len(table.rows) != 1 or any(words.property(head) == "symbol" for head in table.heads):
        return None
    pairs = zip(table.header, table.rows[0], strict=False)
    found = (pair for pair in pairs if words.property(pair[0].text) == "earnings" and pair[1].text)
    return next(found, None)


def _gives_symbol(row: Sequence[Cell], words: Vocabulary) -> bool:
    name, value = words.property(row[0].text), row[1].text.strip("*_` ")
    if name == "tickers":  # of which a security that trades once has one
        return _ONE_SYMBOL.fullmatch(value) is not None
    return name == "symbol" and _IN_CAPITALS.match(value) is not None


def _nearly_gives_symbol(row: Sequence[Cell], words: Vocabulary) -> bool:
    """Whether a slip in key or value is all that keeps a row from giving a symbol."""
    if len(row) != 2 or _gives_symbol(row, words):
        return False
    key, value = row[0].text, row[1].text.strip("*_` ")
    if len(value.split()) > 2 or not any(map(str.isupper, value)):
        return False
    return words.property(key) == "symbol" or is_near(key, words.words("properties", "symbol"))


CRITERIA = "criteria"
"""The name of properties that say what would end a thesis: `invalidation`, `kill_criteria`."""
DATED = "catalysts"
"""The name of those that say what is coming, and when: `catalysts`, `key dates`."""


class Stated(Struct, frozen=True):
    """One property in one place."""

    scalars: tuple[Scalar, ...]
    rule: str
    """The key as written, and where it stands: ``ticker``, ``label Ticker``, ``card Ticker``."""
    span: Span


class Properties:
    """The properties of one note by the vocabulary's names. The first place has the say."""

    def __init__(self, words: Vocabulary) -> None:
        """`words` know the spellings of a name."""
        self._words = words
        self._found: dict[str, list[Stated]] = {}
        self.unread: list[Unread] = []
        self.diagnostics: list[Diagnostic] = []
        self.unreadable: set[str] = set()
        """Names of properties that have a value, but none of a form that is read."""
        self.tables: list[tuple[Table, Section]] = []
        """Lists of pairs, as the tables that they are."""

    def add_front_matter(self, properties: Iterable[Property]) -> None:
        """Take in the properties of the front matter."""
        for prop in properties:
            if not isinstance(prop.value, Scalar) and self._add_nested(prop):
                continue
            self._add_own(prop.key, prop.scalars, prop.span)
            # One text is what most properties hold, and nothing is to be told of it.
            is_more = not isinstance(prop.value, Scalar)
            if is_more and (name := self._words.property(prop.key)) in _READ:
                self._look_at(str(name), prop)

    def _add_nested(self, prop: Property) -> bool:
        """Take in pairs, lists of pairs and several targets; False for any other value."""
        # Few notes have such a value, and each module costs every command.
        from thesisvault.parser.facts.properties.nested import pairs_of, table_of

        if self._words.property(prop.key) == "target" and len(said := prop.scalars) > 1:
            self._add_targets(prop.key, said)
            return True
        if found := table_of(prop, self._words):
            self.tables.append(found)
            return True
        pairs = list(pairs_of(prop, self._words))
        for key, scalars, rule in pairs:
            name = str(self._words.property(key))
            self._found.setdefault(name, []).append(Stated(scalars, rule, scalars[0].span))
        if pairs and isinstance(prop.value, dict):
            read = {rule for *_, rule in pairs}
            for rule in (f"{prop.key}.{key}" for key in prop.value):
                if rule not in read:
                    self.unread.append(Unread("property", rule, prop.span))
        return bool(pairs)

    def _look_at(self, name: str, prop: Property) -> None:
        """Report what is not a value of a property: a mapping, a list in a list, a second value."""
        values = prop.value if isinstance(prop.value, tuple) else (prop.value,)
        if any(map(_is_nested, values)):
            if any(unquoted_links(prop.value)):
                return  # told where it stands
            self.unreadable.add(name)
            wanted = "one value" if name in _ONE else "a text or a list of texts"
            message = f"`{prop.key}` contains pairs or lists, which are not read: write {wanted}."
            self.diagnostics.append(Diagnostic("property-unparsed", message, prop.span))
        elif name in _ONE and len(said := [item for item in prop.scalars if item.text.strip()]) > 1:
            message = f"`{prop.key}` holds {len(said)} values, only the first counts: keep one."
            self.diagnostics.append(Diagnostic("property-unparsed", message, said[1].span))

    def add_fields(self, fields: Iterable[InlineField]) -> None:
        """Take in Dataview's fields."""
        for item in fields:
            self._add_own(item.key, (Scalar(item.value, item.span),), item.span)

    def add_labels(self, passages: Iterable[Passage]) -> None:
        """Take in the labels before the first section, and those of sections that hold labels."""
        for passage in passages:
            if not passage.section.holds_labels:
                continue
            for label in passage.labels():
                known = self._words.property(label.key) is not None
                is_stated = _FIGURE.match(label.value) is not None
                if label.value and (known or label.is_marked or is_stated):
                    scalar = Scalar(label.value, label.span)
                    self._add(label.key, (scalar,), f"label {label.key}", label.span)
            for text, span in passage.near_labels():
                self.unread.append(Unread("property", text, span))

    def add_cards(self, tables: Sequence[Table], sections: Sequence[Section]) -> None:
        """Take in tables of one property a row, where labels could stand as well."""
        own = self.text("symbol") or "?"
        cards = [
            (section, card_rows(table, section, self._words, own))
            for table, section in zip(tables, sections, strict=True)
        ]
        symbols = {
            value.text
            for _, rows in cards
            for key, value in rows
            if self._words.property(key.text) == "symbol"
            or _gives_symbol((key, value), self._words)
        }
        next_reports = [*filter(None, (_next_report(table, self._words) for table in tables))]
        if len(next_reports) == 1 and len(symbols) < 2:
            ((key, value),) = next_reports
            self._add(key.text, (Scalar(value.text, value.span),), f"card {key.text}", value.span)
        for section, rows in cards:
            if len(symbols) > 1 and not section.holds_labels:
                continue  # one of several, each of a security
            for key, value in rows:
                raw = value.raw.replace("**", "").strip("*_` ")
                scalar, rule = Scalar(raw, value.span), f"card {key.text}"
                if _gives_symbol((key, value), self._words):
                    self._found.setdefault("symbol", []).append(Stated((scalar,), rule, value.span))
                else:
                    self._add(key.text, (scalar,), rule, value.span)
        for table in tables:
            for row in table.rows:
                if _nearly_gives_symbol(row, self._words):
                    text = f"{row[0].text}: {row[1].text}"
                    self.unread.append(Unread("property", text, row[1].span))

    def _add_own(self, key: str, scalars: tuple[Scalar, ...], span: Span) -> None:
        """Take in a property that is called so, or as a heading above criteria is."""
        is_unknown = self._words.property(key) is None
        if is_unknown and scalars and self._words.heading(spaced(key)) == CRITERIA:
            self._found.setdefault(CRITERIA, []).append(Stated(scalars, key, span))
        else:
            self._add(key, scalars, key, span)

    def _add(self, key: str, scalars: tuple[Scalar, ...], rule: str, span: Span) -> None:
        name = self._words.property(key)
        if name is None and scalars and self._words.heading(spaced(key)) == DATED:
            name = DATED
        if name is None:
            text = f"{key}: {scalars[0].text}" if scalars else key
            self.unread.append(Unread("property", text, span))
            return
        several = targets_in(scalars[0].text) if name == "target" and len(scalars) == 1 else []
        if several:
            self._add_targets(rule, [Scalar(said, scalars[0].span) for said in several])
        else:
            self._found.setdefault(name, []).append(Stated(scalars, rule, span))

    def _add_targets(self, rule: str, said: Iterable[Scalar]) -> None:
        """Take in targets that stand in one value, each as one of several."""
        for number, scalar in enumerate(said, 1):
            stated = Stated((scalar,), f"{rule} {number}", scalar.span)
            self._found.setdefault("target", []).append(stated)

    def __contains__(self, name: object) -> bool:
        """Whether a property stands anywhere, with a value or without."""
        return name in self._found

    def are_among(self, names: frozenset[str]) -> bool:
        """Whether no other properties stand anywhere."""
        return names.issuperset(self._found)

    def all(self, name: str) -> Iterable[tuple[Scalar, str]]:
        """Every value of a property from every place, each once, with its rule."""
        places = self._found.get(name)
        return self._each(places) if places else ()

    def linked(self, name: str) -> Iterator[tuple[Scalar, str]]:
        """Those values of a property that begin with a link."""
        return (found for found in self.all(name) if found[0].text.strip().startswith("[["))

    def _each(self, places: Sequence[Stated]) -> Iterator[tuple[Scalar, str]]:
        seen = set()
        for stated in places:
            for scalar in stated.scalars:
                text = scalar.text.strip()
                if text and text.casefold() not in seen:
                    seen.add(text.casefold())
                    yield scalar, stated.rule

    def scalar(self, name: str) -> Scalar | None:
        """The first value of a property, or None."""
        found = self.stated(name) if name in self._found else None
        return found[0] if found else None

    def stated(self, name: str) -> tuple[Scalar, str] | None:
        """The same with its rule."""
        places = self._found.get(name)
        return next(self._each(places), None) if places else None

    def text(self, name: str) -> str | None:
        """The first value as text, without white space around it."""
        scalar = self.scalar(name)
        return scalar.text.strip() if scalar else None

    def has(self, name: str) -> bool:
        """Whether a property has a value."""
        return name in self._found and self.stated(name) is not None

    def disagreements(self) -> Iterator[Diagnostic]:
        """Two places that state unlike values of a property of which there is one."""
        for name, places in self._found.items():
            if len(places) == 1 or name not in _SINGLE or not places[0].scalars:
                continue
            said = places[0].scalars[0]
            for other in places[1:]:
                if is_numbered(other.rule):
                    continue  # `TP2` beside `TP1`
                if other.scalars and not _like(other.scalars[0].text, said.text):
                    message = (
                        f"`{other.rule}` says `{other.scalars[0].text}`, line "
                        f"{said.span.shown_line} says `{said.text}`: the first counts."
                    )
                    yield Diagnostic("facts-disagree", message, other.scalars[0].span)
                    break


def key_of(rule: str) -> str:
    """The key as its author wrote it, of the rule of a property."""
    return rule.removeprefix("label ").removeprefix("card ")


def is_numbered(rule: str) -> bool:
    """Whether a property's key says that it is one of several: `TP2`, `Target 2`."""
    return rule[-1:].isdigit()


def _is_nested(value: PropertyValue) -> bool:
    """Whether a value is not text; a template's `{{…}}` does not count as the author's."""
    is_template = isinstance(value, dict) and any(key.startswith("{") for key in value)
    return bool(value) and isinstance(value, (dict, tuple)) and not is_template


def _like(one: str, other: str) -> bool:
    """Whether one says the other, in more words or the same."""
    if (price := price_of(one)) is not None and price == price_of(other):
        return True  # `$82 (-10.9%)`, `$82 (pending)`
    one, other = (text.casefold().strip("$[]*` ") for text in (one, other))
    return one == other or one in other or other in one
