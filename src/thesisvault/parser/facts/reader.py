"""All that a note states: its properties, its dates, the rows of its tables, its lists."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import (
    CatalystDate,
    Duration,
    Exposure,
    Facts,
    Figure,
    Interval,
    Proxy,
    Reference,
    RelationKind,
    Side,
    StatedImpact,
    StatedRelation,
    Status,
)
from thesisvault.model.note import Heading, Kind, Property, Scalar, Tag, Unread, is_facts
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import may_state
from thesisvault.parser.facts.closing import hour_unread, read_after_close, split_hour
from thesisvault.parser.facts.coming import read_earnings
from thesisvault.parser.facts.dates import (
    find_day,
    find_interval,
    find_window,
    read_duration,
    read_interval,
)
from thesisvault.parser.facts.headings import HEADED, is_held
from thesisvault.parser.facts.identity import (
    Identity,
    find_identity,
    read_symbol,
    says_no_symbol,
)
from thesisvault.parser.facts.kinds import kind_of, side_of_name, states_nothing
from thesisvault.parser.facts.prices import price_of
from thesisvault.parser.facts.properties import Properties, is_numbered
from thesisvault.parser.facts.references import scalar_pieces, scalar_references
from thesisvault.parser.facts.vocabulary import Vocabulary

if TYPE_CHECKING:
    from thesisvault.parser.body.collector import Contents
    from thesisvault.parser.body.passages import Passage

T = TypeVar("T")

_RELATIONS = {
    "groups": (RelationKind.MEMBER_OF, False),
    "sector": (RelationKind.MEMBER_OF, False),
    "members": (RelationKind.MEMBER_OF, True),
    "benefits_from": (RelationKind.BENEFITS_FROM, False),
    "benefits": (RelationKind.BENEFITS_FROM, True),
    "hurt_by": (RelationKind.HURT_BY, False),
    "hurts": (RelationKind.HURT_BY, True),
    "theses": (RelationKind.MATTERS_TO, False),
}
"""Properties that relate this note to others, and whether the other one is the subject."""

_DATES = ("created", "inception", "date", "published", "opened", "as_of")
"""Properties that date a note, the first first."""
_FIGURES = (
    "side",
    "status",
    "target",
    "entry",
    "stop",
    "shares",
    "cost",
    "weight",
    "price",
    "conviction",
)
_WORDS = ("side", "status", "conviction")
"""Those of them that are not figures."""
_LONGEST_FIGURE = 160
"""Characters of a figure with its remark: what is longer is a paragraph about one."""
_HELD = (Kind.THESIS, Kind.STOCK)
_LABELLED = ("side", "status", "opened", "closed", "review", "horizon", "conviction", "started")
"""What a label may state of which `Facts` keeps no line."""
_OF_A_THESIS = ("opened", "closed", "horizon", "review", "side", "tickers", "conviction")
"""Properties that only what is held has."""
_OF_ANY_NOTE = frozenset({*_DATES, "updated", "type", "author", "clipped", "source"}) - {"opened"}
"""Properties that state nothing beyond a note's kind and date, in notes of these kinds:"""
_PLAIN = (Kind.CONCEPT, Kind.SOURCE, Kind.NOTE)
_GROUPED = (Kind.THESIS, Kind.STOCK, Kind.SECTOR)
_ISO = "an ISO date, such as 2026-01-08"
_NEAR_TOP = 12
"""Lines among which a line of its own may date a clipped article."""
_SHORT = 80
"""Characters of such a line at most: a longer one is a sentence."""
_FEW = 8
"""Words of such a line, at most."""
_YES, _NO = ("true", "yes", "on", "y", "1"), ("false", "no", "off", "n", "0")
_SEVERAL = re.compile(r"\s*(?:,(?![0-9]{1,2}(?!\d))|[;、])\s*")
"""A comma before a digit is a figure's own: `NVDA 2,5 %, AMD 97,5 %`."""


class Reading(Struct):
    """What was read of one note."""

    kind: Kind
    kind_rule: str
    date: dt.date | None
    misdated: bool
    """Whether it has a date, but none that can be read."""
    facts: Facts
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


class FactsReader:
    """One note's facts. Front matter comes first; what is in the text comes where it lacks."""

    def __init__(
        self, path: str, properties: Iterable[Property], contents: Contents, words: Vocabulary
    ) -> None:
        """`path` is the note's, for its folders and its name."""
        self._path, self._contents, self._words = path, contents, words
        self._name = path.rpartition("/")[2].removesuffix(".md")
        self._front = tuple(properties)
        self._properties = Properties(words)
        self._properties.add_front_matter(self._front)
        self._properties.add_fields(contents.fields)
        self._properties.add_labels(contents.passages)
        if contents.tables:
            self._properties.add_cards(contents.tables, contents.sections)
        self._diagnostics: list[Diagnostic] = []
        self._misdated = False

    def read(self, tags: Sequence[Tag]) -> Reading:
        """The note's kind, its date, and what it states."""
        if states_nothing(self._path, self._words):
            return Reading(Kind.NOTE, "", None, False, Facts())
        properties, contents = self._properties, self._contents
        names = (tag.name for tag in tags)
        kind, rule = kind_of(self._path, properties, names, contents.headings, self._words)
        started = self._started(kind)
        # A rotation without a date is not known before the day on which it says that it started.
        date = self._note_date(kind) or (started.start if started else None)
        if kind is Kind.NOTE and date and self._looks_clipped(date):
            kind, rule = Kind.SOURCE, "a line that dates it"
        titles = [heading for heading in contents.headings[:1] if heading.level == 1]
        found = find_identity(kind, self._path, properties, titles, self._words)
        rows = self._read_body(kind, date, found.symbol if found else "")
        # The note of a day tells what was done on it, and not all that is held since.
        is_of_a_day = find_day(self._name) is not None
        if kind is Kind.NOTE and not is_of_a_day and (kept := self._kept(rows)) is not None:
            kind, rule = kept
        facts = _NOTHING
        if rows or found or kind not in _PLAIN or not properties.are_among(_OF_ANY_NOTE):
            facts = self._facts(kind, date, started, found, rows)
        self._diagnostics += [*properties.diagnostics, *properties.disagreements()]
        is_thesis = kind is Kind.THESIS or facts.is_thesis
        self._diagnostics += self._untold(kind, facts.status if is_thesis else Status.OPEN)
        unread = properties.unread if facts != _NOTHING or kind is not Kind.NOTE else []
        if facts.is_draft:
            facts = Facts(is_draft=True)
        return Reading(
            kind, rule, date, self._misdated and date is None, facts, self._diagnostics,
            [*unread, *self._unread],
        )  # fmt: skip

    def _facts(
        self,
        kind: Kind,
        date: dt.date | None,
        started: Interval | None,
        found: Identity | None,
        rows: dict[str, list[Any]],
    ) -> Facts:
        """What the properties state, with the rows of the body."""
        is_thesis = kind is Kind.THESIS or (kind is Kind.STOCK and self._is_thesis_too(rows))
        if is_thesis:
            self._complete(rows, kind, found, date)
        if kind in _HELD and "earnings" in self._properties:
            reports = read_earnings(self._properties, self._words, self._unread)
            rows.setdefault("catalysts", []).extend(reports)
        status, is_draft = self._status(), self._is_draft(kind)
        side = self._side(kind, is_thesis)
        if held := rows.get("exposures"):
            from thesisvault.parser.facts.weights import signed

            # Positions are in money, and a table of exposures has said it in shares of the whole.
            stated = [item for item in held if item.rule != "holdings"]
            rows["exposures"] = signed(stated or held, side)
        relations = (*self._relations(kind, rows), *rows.pop("relations", ()))
        figures = (*_symbol(kind, found), *self._figures(kind), *rows.pop("figures", ()))
        figures = (*figures, *self._settled(figures, rows, side), *rows.pop("more_targets", ()))
        told: dict[str, Any] = {name: tuple(facts) for name, facts in rows.items()}
        facts = Facts(
            side=side,
            symbol=found.symbol if found else None,
            proxy=self._proxy(kind),
            status=status,
            is_draft=is_draft,
            is_thesis=is_thesis and kind is not Kind.THESIS,
            opened=self._day("opened"),
            closed=self._day("closed"),
            review=self._day("review"),
            horizon=self._horizon(kind),
            conviction=self._properties.text("conviction"),
            started=started,
            happens=self._happens(kind),
            after_close=self._rotation_after_close(kind, date),
            relations=relations,
            figures=figures,
            **told,
        )
        labelled = dict(self._labelled(facts))
        return replace(facts, labelled=labelled) if labelled else facts

    def _read_body(self, kind: Kind, date: dt.date | None, symbol: str) -> dict[str, list[Any]]:
        """What tables state, and lists under headings that are known; `symbol` is the note's."""
        contents, self._unread = self._contents, []
        found: dict[str, list[Any]] = {}
        if contents.tables:
            # A command that reads one changed note waits for every import: this one takes 5 ms.
            from thesisvault.parser.facts.tables import read_tables

            rows = read_tables(
                contents.tables, contents.sections, kind, self._path, date, self._words,
                self._properties.text("symbol") or "",
            )  # fmt: skip
            found = rows.found
            self._diagnostics += rows.diagnostics
            self._unread += rows.unread
        if any(map(_may_list, contents.passages)):
            from thesisvault.parser.facts.lists import read_lists

            tabled = [section for section in contents.sections if section is not None]
            lists = read_lists(
                contents.passages, kind, self._path, date, self._words, tabled, symbol
            )
            for name, facts in lists.found.items():
                found.setdefault(name, []).extend(facts)
            self._diagnostics += lists.diagnostics
            self._unread += lists.unread
        if kind is not Kind.NOTE and any(map(self._is_near, contents.headings)):
            from thesisvault.parser.facts.lists import near_heading

            slips = filter(self._is_near, contents.headings)
            near = (near_heading(item, kind, self._words) for item in slips)
            self._diagnostics += filter(None, near)
        return found

    def _kept(self, rows: dict[str, list[Any]]) -> tuple[Kind, str] | None:
        """What a plain note is by what it keeps: securities that its headings name with what is
        held of them, or tables of holdings under a heading that says that they are held.
        """
        found = rows.get("holdings")
        if not found:
            return None
        named = [row for row in found if row.rule == HEADED]
        if named and all(row.is_watched for row in found):
            return Kind.WATCHLIST, "headings of securities"
        if any(not row.is_watched for row in named):
            return Kind.PORTFOLIO, "headings of securities"
        lines = {row.span.line for row in found}
        for table in self._contents.tables:
            is_of_holdings = not lines.isdisjoint(range(table.span.line, table.span.end_line + 1))
            if is_of_holdings and is_held(table.headings, self._words):
                return Kind.PORTFOLIO, "a heading of holdings"
        return None

    def _settled(
        self, figures: Sequence[Figure], rows: dict[str, list[Any]], side: Side | None
    ) -> Sequence[Figure]:
        """What lines of their own add to these figures."""
        if not (lines := rows.pop("lines", ())):
            return ()
        from thesisvault.parser.facts.lists.anywhere import settle

        added, said, unread = settle(figures, lines, side)
        self._diagnostics += said
        self._unread += unread
        return added

    def _is_near(self, heading: Heading) -> bool:
        is_section = heading.level > 1 and not heading.is_ours
        return is_section and self._words.near_heading(heading.text) != ""

    def _is_thesis_too(self, rows: dict[str, list[Any]]) -> bool:
        """Whether a stock's note holds its thesis: a heading or a label says so, and a property
        that it is held.
        """
        properties = self._properties
        has_thesis = properties.has("statement") or any(
            self._words.heading(heading.text) == "thesis" for heading in self._contents.headings
        )
        says_side = self._words.side(properties.text("side") or "") or self._viewed()
        return has_thesis and (
            says_side is not None
            or any(properties.has(name) for name in ("entry", "stop", "conviction"))
            or any(item.name in ("entry", "stop") for item in rows.get("figures", ()))
            or any(item.name == "stop" for item in rows.get("lines", ()))
        )

    def _complete(
        self,
        rows: dict[str, list[Any]],
        kind: Kind,
        found: Identity | None,
        date: dt.date | None,
    ) -> None:
        """Add what a thesis holds where no table says it, and what it says of itself."""
        if "exposures" not in rows:
            exposures = list(self._exposures(kind, found))
            if exposures:
                rows["exposures"] = exposures
        for scalar, rule in self._properties.all("impact"):
            from thesisvault.parser.facts.phrases import read_impact

            if labels := read_impact(scalar.text, self._words):
                own = Reference(self._path, linked=True, span=scalar.span)
                impact = StatedImpact(
                    own, scalar.text.strip(), labels, date, span=scalar.span, rule=rule
                )
                rows.setdefault("stated_impacts", []).append(impact)
            elif self._words.status(scalar.text) is None:
                self._unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))

    def _exposures(self, kind: Kind, found: Identity | None) -> Iterator[Exposure]:
        """What a thesis holds by its properties: its securities, equal unless weighted."""
        several = list(self._held())
        if several:
            yield from several
        elif found is not None and kind is Kind.STOCK:
            own = Reference(self._path, linked=True, span=found.span)
            yield Exposure(own, 1.0, span=found.span, rule=found.rule)
        elif found is not None:
            for scalar, rule in self._properties.all("symbol"):
                if len(_SEVERAL.split(scalar.text)) > 1:
                    self._unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
            held = Reference(found.symbol, linked=False, span=found.span, is_symbol=True)
            yield Exposure(held, 1.0, span=found.span, rule=found.rule)
        else:
            for scalar, rule in self._properties.linked("company"):
                for reference in scalar_references(scalar):
                    yield Exposure(reference, 1.0, span=scalar.span, rule=rule)

    def _held(self) -> Iterator[Exposure]:
        """`NVDA 60%, AMD 40%`; links, where there are any."""
        from thesisvault.parser.facts.weights import Written, percent_in, read_weights

        named: list[tuple[Reference, str]] = []
        written: list[Written] = []
        for scalar, rule in self._properties.all("tickers"):
            for piece, links in scalar_pieces(scalar):
                share, _ = (percent_in(piece) if len(links) == 1 else None) or ("", piece)
                for link in links:
                    named.append((Reference(link.target, linked=True, span=scalar.span), rule))
                    written.append(Written(share, scalar.span))
                for held, share in () if links else self._held_by_name(piece, scalar, rule):
                    named.append((held, rule))
                    written.append(Written(share, scalar.span))
        weights, told = read_weights(written, self._words)
        self._diagnostics += told
        for (reference, rule), item, weight in zip(named, written, weights, strict=True):
            yield Exposure(reference, weight, span=item.span, rule=rule)

    def _held_by_name(
        self, text: str, scalar: Scalar, rule: str
    ) -> Iterator[tuple[Reference, str]]:
        """Each symbol in a text without links, with the share that is written beside it."""
        from thesisvault.parser.facts.weights import percent_in

        for piece in _SEVERAL.split(text):
            share, rest = percent_in(piece.strip()) or ("", piece.strip())
            name = rest.strip(" :()")
            symbol = read_symbol(name)
            if symbol is not None:
                is_symbol = symbol == name.strip(" $")
                held = symbol if is_symbol else name
                yield Reference(held, False, scalar.span, is_symbol), share
            elif says_no_symbol(name):
                self._unread.append(Unread("value", f"{rule}: {rest}", scalar.span))

    def _convert(self, key: str, convert: Callable[[str], T | None], wanted: str) -> T | None:
        scalar = self._properties.scalar(key)
        if scalar is None:
            return None
        value = convert(scalar.text)
        if value is None and "{{" not in scalar.text:
            message = f"`{key}: {scalar.text}` is not understood. Write {wanted}."
            found = Diagnostic("property-unparsed", message, scalar.span)
            self._diagnostics.append(found)
        return value

    def _day(self, key: str) -> dt.date | None:
        interval = self._convert(key, _exact, _ISO)
        return interval.start if interval else None

    def _horizon(self, kind: Kind) -> Duration | None:
        if kind is not Kind.THESIS:
            return None
        return self._convert("horizon", _duration, "a duration, such as 12 months")

    def _note_date(self, kind: Kind) -> dt.date | None:
        """What the note says of its own date, else its file's name, else when it was changed."""
        for key in _DATES:
            if key == "date" and kind is Kind.CATALYST:
                continue  # there it says when the catalyst happens
            if key == "inception" and kind in (Kind.STOCK, Kind.SECTOR):
                continue  # there it says when a fund began
            self._misdated |= key in self._properties.unreadable
            scalar = self._properties.scalar(key)
            if scalar is None:
                continue
            if (found := _exact(scalar.text)) is not None:
                return found.start
            self._not_dated(key, scalar)
        return (
            self._dated_by_footer("created")
            or find_day(self._name)
            or self._dated_by_line()
            or self._changed_on()
        )

    def _not_dated(self, key: str, scalar: Scalar) -> None:
        if "{{" in scalar.text or scalar.text.startswith("<%"):
            return
        self._misdated = True
        if key == "opened":
            return  # told where it opens the thesis
        message = (
            f"`{key}: {scalar.text}` cannot be read as a date: the note uses its next one. "
            f"Write {_ISO}."
        )
        self._diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))

    def _dated_by_footer(self, name: str) -> dt.date | None:
        """The last line that is a word of the list and a date: `*Last updated: 2026-01-08*`."""
        words = self._words.words("dates", name)
        for statement in reversed(self._contents.prose):
            text = statement.text.strip("*_ ").replace(":", " ")
            for word in words if len(text) <= _SHORT else ():
                rest = text[len(word) :]
                if text[: len(word)].casefold() != word or rest[:1] not in ("*", "_", " "):
                    continue
                if interval := _exact(rest.strip("*_ ")):
                    return interval.start
        return None

    def _dated_by_line(self) -> dt.date | None:
        """A line of its own near the top that holds one full date, as clipped articles have it."""
        if self._front:
            return None
        for statement in self._contents.prose:
            if statement.line > _NEAR_TOP:
                break
            for line in () if statement.is_item else statement.lines:
                if len(line) <= _SHORT and (day := find_day(line)) and _is_dateline(line):
                    return day
        return None

    def _changed_on(self) -> dt.date | None:
        self._misdated |= "updated" in self._properties.unreadable
        scalar = self._properties.scalar("updated")
        interval = _exact(scalar.text) if scalar else None
        if scalar is not None and interval is None:
            self._not_dated("updated", scalar)
        return interval.start if interval else self._dated_by_footer("updated")

    def _looks_clipped(self, date: dt.date) -> bool:
        """A title, a byline, a line with a date, and no front matter: written elsewhere.

        What was accepted out of its prose is below, and is not of it.
        """
        has_date = self._dated_by_line() == date and find_day(self._name) is None
        titles = [heading.text for heading in self._contents.headings]
        own = next((at for at, title in enumerate(titles) if is_facts(title)), len(titles))
        tables = [
            table for table in self._contents.tables if not any(map(is_facts, table.headings))
        ]
        return has_date and own <= 1 and not tables

    def _started(self, kind: Kind) -> Interval | None:
        if kind is not Kind.ROTATION:
            return None
        stated = self._convert("started", self._interval, "a date, such as late Dec 2025")
        if stated is not None:
            return stated
        finder = self._words.finder("dates", "started")
        for statement in self._contents.prose:
            for match in finder.finditer(statement.text):
                found = find_interval(
                    statement.text[match.end() :].lstrip(" :").removeprefix("in ")
                )
                if found is not None:
                    return found
        return None

    def _side(self, kind: Kind, is_thesis: bool) -> Side | None:
        """What a property says; else the name. None where nothing does."""
        viewed = self._viewed()
        if not is_thesis:
            said = (self._words.side(item.text) for item, _ in self._properties.all("side"))
            found = next(filter(None, said), viewed) if kind is Kind.STOCK else None
            return Side(found) if found else None
        for scalar, rule in self._properties.all("side"):
            if name := self._words.side(scalar.text):
                return Side(name)
            if "{{" not in scalar.text and not self._is_size(scalar.text):
                key = rule.removeprefix("label ").removeprefix("card ")
                message = f"`{key}: {scalar.text}` is not a side. Write `long` or `short`."
                self._diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))
        return Side(viewed) if viewed else side_of_name(self._name)

    def _viewed(self) -> str | None:
        """The side that a view tells, of which most tell none."""
        views = (self._words.side(item.text) for item, _ in self._properties.all("view"))
        return next(filter(None, views), None)

    def _is_size(self, text: str) -> bool:
        """Whether a `position` is not a side but how much is held: `5 %`, `100 shares`."""
        from thesisvault.parser.facts.quantities import read_quantity

        return text.strip()[:1].isdigit() and read_quantity(text, self._words).low is not None

    def _untold(self, kind: Kind, status: Status | None) -> Iterator[Diagnostic]:
        """What is in a property of a thesis or a stock, and is not one of its values."""
        stated = self._properties.stated("type")
        if kind is Kind.NOTE and stated and any(map(self._properties.has, _OF_A_THESIS)):
            kinds = "`thesis`, `stock`, `sector`, `catalyst`, `rotation`"
            message = f"`{stated[1]}: {stated[0].text}` is not a known kind, such as {kinds}."
            yield Diagnostic("property-unparsed", message, stated[0].span)
        for scalar, rule in self._properties.all("symbol") if kind in _HELD else ():
            if says_no_symbol(scalar.text):
                message = f"`{rule}: {scalar.text}` is not a symbol. Write one, such as `NVDA`."
                yield Diagnostic("property-unparsed", message, scalar.span)
        if status is None and (said := self._properties.stated("status")):
            message = (
                f"`{said[1]}: {said[0].text}` is not a known status, such as `open`, `held`, "
                "`watching` or `closed`: it is ignored."
            )
            yield Diagnostic("status-unparsed", message, said[0].span)

    def _status(self) -> Status | None:
        own = tuple(self._properties.all("status"))
        others = (*self._properties.all("impact"), *self._properties.all("view"))
        for scalar, rule in (*own, *others):
            if name := self._words.status(scalar.text):
                return Status(name)
            if (scalar, rule) in others:
                continue  # a verdict may say what moves the thesis, too
            if self._words.ownership(scalar.text):
                continue  # of a company, and not of what is held of it
            self._unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
        return None

    def _figures(self, kind: Kind) -> Iterator[Figure]:
        """Targets, entries and sizes, for those notes of which something is held."""
        if kind not in _HELD:
            return
        is_thesis = kind is Kind.THESIS
        from thesisvault.parser.facts.quantities import read_quantity

        is_named = is_thesis and not self._properties.has("side")
        if is_named and (side := side_of_name(self._name)) and not self._viewed():
            top = Span(0, 0, 0, 0)
            yield Figure("side", side.value, span=top, rule="name of the file")
        for scalar, rule in () if self._properties.has("side") else self._properties.all("view"):
            if self._words.side(scalar.text):
                yield Figure("side", scalar.text.strip(), span=scalar.span, rule=rule)
                break
        for name in _FIGURES:
            if name not in self._properties:
                continue
            for number, (scalar, rule) in enumerate(self._properties.all(name)):
                if number and not (name == "target" and is_numbered(rule)):
                    break  # of several, only targets count beside the first: `TP2`
                text = scalar.text.strip()
                if name not in _WORDS and len(text) > _LONGEST_FIGURE:
                    self._unread.append(Unread("value", f"{rule}: {text}", scalar.span))
                    continue
                entered = find_window(text) if name == "entry" else None
                value = None
                if name == "weight":
                    value = read_quantity(text, self._words).low
                elif name not in _WORDS:
                    value = price_of(
                        text.replace(entered.text, "").strip(" at@:,") if entered else text
                    )
                if value is None and entered is None and name not in _WORDS:
                    self._no_figure(text, scalar.span, rule)
                day = entered.start if entered and entered.start == entered.end else None
                if value is None and name not in _WORDS and _says_something(text, self._words):
                    self._unread.append(Unread("value", f"{rule}: {text}", scalar.span))
                yield Figure(name, text, value, day, span=scalar.span, rule=rule)

    def _no_figure(self, text: str, span: Span, rule: str) -> None:
        if "{{" in text or text.casefold() in self._words.words("figures", "absent"):
            return
        message = (
            f"`{rule}: {text}` has no figure that can be read: it is shown but does not count."
        )
        self._diagnostics.append(Diagnostic("figure-unparsed", message, span))

    def _happens(self, kind: Kind) -> CatalystDate | None:
        scalar = self._properties.scalar("date")
        if kind is not Kind.CATALYST or scalar is None:
            return None
        wanted = "a date, such as 2026-01-08, late Jan 2026 or Q1 2026"
        window = self._convert("date", self._interval, wanted)
        subject = Reference(self._path, linked=True, span=scalar.span)
        return CatalystDate(
            subject,
            window,
            scalar.text.strip(),
            self._properties.text("expected") or "",
            self._properties.text("outcome") or "",
            after_close=self._after_close("date", window.start if window else None),
            span=scalar.span,
            rule="date",
        )

    def _interval(self, text: str) -> Interval | None:
        """A date, with an hour or the words for one behind it or without."""
        return read_interval(text) or read_interval(split_hour(text, self._words)[0])

    def _after_close(self, key: str, day: dt.date | None) -> bool:
        """Whether the note's event came after the close: as `after_close` says, else the hour
        behind the date of `key`.
        """
        stated = self._properties.stated("after_close")
        if stated is None:
            text = self._properties.text(key) or ""
            hour, said = split_hour(text, self._words)[1], self._properties.stated(key)
            if not hour or said is None:
                return False
            stated = Scalar(hour, said[0].span), said[1]
        (scalar, rule), symbol = stated, self._properties.text("symbol") or ""
        found = read_after_close(scalar.text, self._words, day, symbol)
        if found is None and "{{" not in scalar.text:
            message = hour_unread(f"{rule}: {scalar.text}")
            self._diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))
        return bool(found)

    def _labelled(self, facts: Facts) -> Iterator[tuple[str, int]]:
        """The properties of one value that are below the front matter, with their lines."""
        named = [name for name in _LABELLED if name in self._properties]
        front = max((prop.span.end_line for prop in self._front), default=-1) if named else -1
        for name in named:
            stated = self._properties.stated(name) if getattr(facts, name) is not None else None
            if stated is not None and stated[0].span.line > front:
                yield name, stated[0].span.line

    def _rotation_after_close(self, kind: Kind, date: dt.date | None) -> bool:
        stated = self._properties.stated("after_close")
        if stated is not None and kind not in (Kind.ROTATION, Kind.CATALYST):
            scalar, rule = stated
            self._unread.append(Unread("property", f"{rule}: {scalar.text}", scalar.span))
        return kind is Kind.ROTATION and self._after_close("started", date)

    def _proxy(self, kind: Kind) -> Proxy | None:
        """The fund of a group: a link to its note, or its symbol."""
        stated = self._properties.stated("proxy")
        if stated is None:
            return None
        scalar, rule = stated
        if kind is not Kind.SECTOR:
            self._unread.append(Unread("property", f"{rule}: {scalar.text}", scalar.span))
            return None
        references = list(scalar_references(scalar))
        if not references[0].linked:
            named = [name for name in _SEVERAL.split(scalar.text) if name]
            symbols = map(read_symbol, named)
            references = [Reference(s, False, scalar.span, is_symbol=True) for s in symbols if s]
        if not references or len(references) > 1:
            told = (
                "names no fund" if not references else "names several funds; only the first counts"
            )
            message = f"`{rule}: {scalar.text}` {told}. Write one, such as `XLU`."
            self._diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))
        return Proxy(references[0], span=scalar.span, rule=rule) if references else None

    def _is_draft(self, kind: Kind) -> bool:
        """Whether a rotation waits to be agreed to; what is neither yes nor no says so too."""
        stated = self._properties.stated("draft")
        if stated is None:
            return False
        scalar, rule = stated
        said = scalar.text.strip().casefold()
        if kind is not Kind.ROTATION:
            self._unread.append(Unread("property", f"{rule}: {scalar.text}", scalar.span))
            return False
        if said not in (*_YES, *_NO):
            message = (
                f"`{rule}: {scalar.text}` is neither `true` nor `false`, "
                "so the note counts as a draft."
            )
            self._diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))
        if said not in _NO:
            message = (
                "A draft is not used: read it, correct it, then remove the line "
                f"`{rule}: {scalar.text}`."
            )
            self._diagnostics.append(Diagnostic("rotation-draft", message, scalar.span))
        return said not in _NO

    def _relations(self, kind: Kind, rows: dict[str, list[Any]]) -> Iterator[StatedRelation]:
        """What properties relate. A thesis is not a member of what it trades; what it holds is."""
        held: list[Reference | None] = [None]
        if kind is Kind.THESIS:
            held = [item.subject for item in rows.get("exposures", ()) if item.subject.is_symbol]
        for key, (relation, inverse) in _RELATIONS.items():
            if key not in self._properties:
                continue
            subjects = held if relation is RelationKind.MEMBER_OF else [None]
            for scalar, rule in self._properties.all(key):
                if rule not in _RELATIONS and self._words.style(scalar.text):
                    self._unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
                    continue
                if kind not in _GROUPED and rule not in _RELATIONS:
                    continue  # a `category` of any other note is not a group of securities
                for reference in scalar_references(scalar):
                    if not reference.linked and not re.search(r"[^\W\d_]", reference.name):
                        self._unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
                        continue  # a number names nothing
                    for subject in subjects:
                        yield StatedRelation(
                            relation, reference, inverse, subject, span=scalar.span, rule=rule
                        )


_NOTHING = Facts()


def _may_list(passage: Passage) -> bool:
    """Whether a passage may state more than a note's properties."""
    return not passage.section.has_labels_only or may_state(passage.text)


def _symbol(kind: Kind, found: Identity | None) -> Iterator[Figure]:
    """The symbol of a stock's note, with its place and its rule."""
    if kind is Kind.STOCK and found is not None:
        yield Figure("symbol", found.symbol, span=found.span, rule=found.rule)


def _says_something(text: str, words: Vocabulary) -> bool:
    return text.casefold() not in words.words("figures", "absent") and "{{" not in text


def _is_dateline(line: str) -> bool:
    """Whether a line with a date is not a sentence: a few words, a time, a byline beside it."""
    words = re.findall(r"[^\W\d_]{2,}", line)
    if may_state(line):
        return False  # `Entry 198 (2026-01-12)`
    return len(words) <= _FEW and not re.search(r"[;!?*|]|[.:：](?:\s|\Z)", line)


def _duration(text: str) -> Duration | None:
    """A duration, also one in parentheses behind words: `long-term (3-5 years)`."""
    return read_duration(text) or read_duration(text.partition("(")[2].partition(")")[0])


def _exact(text: str) -> Interval | None:
    interval = read_interval(text)
    return interval if interval and interval.start == interval.end else None
