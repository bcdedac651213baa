"""A mapping that finds its values when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

T = TypeVar("T")


class Lazy(Mapping[str, T]):
    """A mapping whose values are found when asked for, once each."""

    def __init__(
        self, find: Callable[[str], T | None], keys: Callable[[], Collection[str]]
    ) -> None:
        """`find` gives None where there is no such value; `keys` are asked for to list them all."""
        self._find, self._list = find, keys
        self._held: dict[str, T] = {}

    def hold(self, values: Mapping[str, T]) -> None:
        """Take in values that were found together; what is held already stays."""
        for key, value in values.items():
            self._held.setdefault(key, value)

    def holds(self, key: str) -> bool:
        """Whether the value has been found already."""
        return key in self._held

    @property
    def is_whole(self) -> bool:
        """Whether all of them have been listed, which finds them all together."""
        return "_keys" in self.__dict__

    def __getitem__(self, key: str) -> T:
        """The value; `KeyError` where there is none."""
        value = self._held.get(key)
        if value is None:
            value = self._find(key)
            if value is None:
                raise KeyError(key)
            self._held[key] = value
        return value

    @cached_property
    def _keys(self) -> Collection[str]:
        return self._list()

    def __iter__(self) -> Iterator[str]:
        """Every key, in the order in which they were listed."""
        return iter(self._keys)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._keys)
