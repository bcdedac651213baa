"""How much of a sweep is run: a share of it in the suite, all of it in `make soak`.

``SOAK=1`` in the environment asks for all, ``SOAK=0.1`` for a tenth.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

_Item = TypeVar("_Item")

SOAK = os.environ.get("SOAK")
WHOLE = float(SOAK or 0) > 0.5
"""Whether to run all of what only goes whole or as in the suite."""


def share(suite: int, whole: int) -> int:
    """`suite` as a rule; in a soak `whole`, or the part of it that is asked for.

    A short soak does no less than the suite.
    """
    return suite if SOAK is None else max(min(suite, whole), part(whole))


def part(whole: int) -> int:
    """What a soak does of `whole`: all, unless less is asked for."""
    return max(1, round(whole * float(SOAK or 1)))


def spread(items: Sequence[_Item]) -> list[_Item]:
    """The part of these that a soak runs, from one end of them to the other."""
    many = part(len(items))
    return [items[at * len(items) // many] for at in range(many)]
