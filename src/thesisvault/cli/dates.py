"""Days as people type them: one kind of option for every command."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from thesisvault.workspace.days import day_of

if TYPE_CHECKING:
    _DayType = click.ParamType[dt.date]
else:
    _DayType = click.ParamType  # click takes no type here before 8.4


class Day(_DayType):
    """A day: ISO, ``today``, ``7d``, ``mon``, ``2026-01``; counted from the day of the review."""

    name = "date"

    def __init__(self, *, ahead: bool = False, last: bool = False) -> None:
        """`ahead`: ``7d`` and ``mon`` lie ahead; `last`: a month stands for its last day."""
        self._ahead, self._last = ahead, ahead or last

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """The day. Raises `UsageFault` for what is not one."""
        if isinstance(value, dt.date):
            return value
        return day_of(value, lambda: _now(param, ctx), ahead=self._ahead, last=self._last)


def _now(param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
    """The day to count from: that of ``--as-of``, else the vault's."""
    if ctx is None:
        return dt.date.today()
    given = ctx.params.get("as_of")  # it is eager, and so read before all others
    if isinstance(given, dt.date):
        return given
    return ctx.obj.day() if ctx.obj is not None else dt.date.today()
