"""Answers that the index keeps: until a file says anything else, or while a review holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct, msgpack

from thesisvault.storage.prices.files import price_stamps
from thesisvault.workspace.view import View

A = TypeVar("A", bound=Struct)
AS_REVIEWED = frozenset({"claims", "crowding"})
"""Reports of what facts and prices say, and nothing else: they hold for as long as a review."""


def kept(view: View, name: str, ask: Struct, kind: type[A], make: Callable[[], A]) -> A:
    """The answer to `ask`, an instance of `kind`: out of the index, else what `make` makes.

    `name` is that of the report. What git recorded on a day is not kept: it has an index of
    another vault.
    """
    workspace = view.workspace
    if workspace.past is not None:
        return make()
    key = repr((name, view.as_of, ask, view.settings, price_stamps(view.root)))
    is_reviewed = name in AS_REVIEWED
    if (held := workspace.index.recall(key, shows_all=not is_reviewed)) is not None:
        return msgpack.decode(held, type=kind)
    found = make()
    if not workspace.prices_left_out:  # else it must be said again
        day = view.as_of if is_reviewed else dt.date.max
        workspace.index.remember(key, msgpack.encode(found), (), day)
    return found
