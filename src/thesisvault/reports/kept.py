"""Answers that the index keeps, for as long as no file says anything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct, msgpack

from thesisvault.storage.prices.files import price_stamps
from thesisvault.workspace.view import View

A = TypeVar("A", bound=Struct)


def kept(view: View, name: str, ask: Struct, kind: type[A], make: Callable[[], A]) -> A:
    """The answer to `ask`, an instance of `kind`: out of the index, else what `make` makes.

    `name` is that of the report. What git recorded on a day is not kept: it has an index of
    another vault.
    """
    workspace = view.workspace
    if workspace.past is not None:
        return make()
    key = repr((name, view.as_of, ask, view.settings, price_stamps(view.root)))
    if (held := workspace.index.recall(key, shows_all=True)) is not None:
        return msgpack.decode(held, type=kind)
    found = make()
    if not workspace.prices_left_out:  # else it must be said again
        workspace.index.remember(key, msgpack.encode(found), (), dt.date.max)
    return found
