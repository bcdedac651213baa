"""What a query may ask of a note beyond its text: its kind, its links, its date, its verdict."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable
from functools import cached_property

from thesisvault.graph.folding import fold
from thesisvault.graph.vault import Vault
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Head, Kind
from thesisvault.model.review import Outcome
from thesisvault.parser.query.tree import Filter, QueryFault
from thesisvault.workspace.days import read_day

_STATES = ("orphan",)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class Filters:
    """The filters of one query over one vault; each is worked out once."""

    def __init__(
        self,
        vault: Vault,
        find: Callable[[str], str],
        verdicts: Callable[[], dict[str, Outcome]],
        day: dt.date,
    ) -> None:
        """`find` has the node of a name, or raises `UsageFault`; `verdicts` are by path.

        ``since:7d`` counts back from `day`.
        """
        self._vault, self._find, self._verdicts, self._day = vault, find, verdicts, day
        self._known: dict[Filter, frozenset[str]] = {}

    def paths(self, asked: Filter) -> frozenset[str]:
        """The notes for which it holds. Raises `QueryFault`."""
        if asked not in self._known:
            self._known[asked] = self._work_out(asked)
        return self._known[asked]

    def holds(self, asked: Filter, path: str) -> bool:
        """Whether it holds of a note."""
        return path in self.paths(asked)

    @cached_property
    def _heads(self) -> list[Head]:
        return list(self._vault.heads.values())

    def _work_out(self, asked: Filter) -> frozenset[str]:
        match asked.name:
            case "kind":
                kind = _one_of(asked, [kind.value for kind in Kind])
                return frozenset(head.path for head in self._heads if head.kind.value == kind)
            case "verdict":
                outcome = _one_of(asked, [outcome.value for outcome in Outcome])
                return frozenset(
                    p for p, found in self._verdicts().items() if found.value == outcome
                )
            case "to":
                backlinks = self._vault.backlinks.get(self._node(asked), ())
                return frozenset(link.source for link in backlinks)
            case "from":
                return frozenset(self._vault.targets.get(self._node(asked), ()))
            case "since" | "until":
                return self._dated(asked)
            case _:
                _one_of(asked, list(_STATES))
                return frozenset(
                    head.path for head in self._heads if self._vault.is_orphan(head.path)
                )

    def _node(self, asked: Filter) -> str:
        try:
            return self._find(asked.text)
        except UsageFault as error:
            raise QueryFault(str(error), asked.at) from None

    def _dated(self, asked: Filter) -> frozenset[str]:
        bounds = _days(asked.text, self._day)
        if bounds is None:
            raise QueryFault(f"`{asked.text}` is not a date: use YYYY-MM-DD or 7d.", asked.at)
        first, last = bounds
        if asked.name == "since":
            return frozenset(head.path for head in self._heads if head.date and head.date >= first)
        return frozenset(head.path for head in self._heads if head.date and head.date <= last)


def _one_of(asked: Filter, choices: list[str]) -> str:
    value = fold(asked.text)
    if value in choices:
        return value
    if value.removesuffix("s") in choices:
        return value.removesuffix("s")
    near = difflib.get_close_matches(value, choices, n=1)
    meant = f"did you mean `{near[0]}`? " if near else ""
    raise QueryFault(
        f"`{asked.name}:{asked.text}` is unknown: {meant}There are {', '.join(choices)}.", asked.at
    )


def _days(text: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a date, a month or a year; of a word, counted from `today`."""
    found = _DATE.fullmatch(text)
    if found is None:
        try:
            named = read_day(text, lambda: today)
        except (ValueError, OverflowError):
            return None
        return (named, named) if named else None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        first = dt.date(year, month or 1, day or 1)
        if day:
            return first, first
        following = dt.date(
            year + (month in (None, 12)), 1 if month in (None, 12) else month + 1, 1
        )
        return first, following - dt.timedelta(days=1)
    except ValueError:
        return None
