"""Which file a name means: Obsidian's rules for links, exact matching for plain words."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from thesisvault.graph.folding import fold, last_part
from thesisvault.graph.nearest import Nearest, fitting
from thesisvault.graph.source import Source, Spelling

T = TypeVar("T")


class Spelled:
    """How the titles, aliases and tickers are spelled, and which of them are near to a name."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        """`spellings` in the order of a source: of one name the first counts."""
        self.by_name: dict[str, str] = {}
        for _, _, name, spelled in spellings:
            self.by_name.setdefault(name, spelled)

    @cached_property
    def nearest(self) -> Nearest:
        """The folded names, for finding those near to another one."""
        return Nearest(self.by_name)


class Names:
    """Every file of a vault by its name, and every note by title, alias and ticker."""

    def __init__(self, source: Source, spelled: Spelled | None = None) -> None:
        """`source` knows the files; each name is asked for once.

        `spelled`: where another vault of nearly the same names has worked it out already.
        """
        self._source, self._given = source, spelled
        self._known_files: dict[str, dict[str, dict[str, str]]] = {}
        """By the key of links that may lead there, then by file name."""
        self._named: dict[str, tuple[str, ...]] = {}
        self._aliases: dict[str, tuple[str, ...]] = {}
        self._tickers: dict[str, tuple[str, ...]] = {}
        self._led: dict[tuple[str, str], str | None] = {}
        self._anywhere: dict[str, str | None] = {}
        """Where names lead whatever the folder: a bare one of at most one file, a whole path."""

    def take_over(self, other: Names, keys: Collection[str]) -> None:
        """Know what another vault's names have found, but for some folded names and keys."""
        self._known_files = _without(other._known_files, keys)
        self._named = _without(other._named, keys)
        self._aliases = _without(other._aliases, keys)
        self._tickers = _without(other._tickers, keys)

    def resolve(self, target: str, source: str) -> str | None:
        """The file that a link in `source` opens in Obsidian, or None.

        1. the exact vault path; 2. the source's own folder; 3. the shortest path, ties by path.
        ``./`` and ``../`` are relative, and nothing else. An alias never resolves a link.
        """
        if not target:
            return source
        if target in self._anywhere:
            return self._anywhere[target]
        folder = source.rpartition("/")[0]
        place = folder, target
        if place not in self._led:
            self._led[place] = self._resolve(target, folder)
        return self._led[place]

    def _resolve(self, target: str, folder: str) -> str | None:
        folded = fold(target)
        if "/" not in folded:
            found = {**self._files(folded), **self._files(f"{folded}.md")}
            if len(found) < 2:
                only = self._anywhere[target] = next(iter(found.values()), None)
                return only
        if folded.startswith("/"):
            return self._exact(folded[1:])
        if folded.startswith(("./", "../")):
            joined = posixpath.normpath(posixpath.join(fold(folder), folded))
            leads_out = joined.startswith("..") or folded.endswith(("/", "/.", "/.."))
            return None if leads_out else self._exact(joined)
        if (exact := self._exact(folded)) is not None:
            self._anywhere[target] = exact
            return exact
        if folder and (exact := self._exact(f"{fold(folder)}/{folded}")) is not None:
            return exact
        for wanted in (folded, f"{folded}.md"):
            for path, spelled in self._files(wanted).items():
                if path.endswith("/" + wanted):
                    return spelled
        return None

    def _exact(self, folded: str) -> str | None:
        note = f"{folded}.md"
        return self._files(folded).get(folded) or self._files(note).get(note)

    def _files(self, folded: str) -> dict[str, str]:
        """The files of that file name, by preference: each folded path as it is spelled."""
        name = folded.rpartition("/")[2]
        known = self._known_files.setdefault(last_part(name), {})
        if name not in known:
            found = known[name] = {}
            for path in self._source.by_file_name(name):
                found.setdefault(fold(path), path)
        return known[name]

    def standing_at(self, path: str) -> list[str]:
        """The files that stand at a path, in any case."""
        folded = fold(path)
        found = self._source.by_file_name(folded.rpartition("/")[2])
        return [item for item in found if fold(item) == folded]

    def sharing(self, name: str) -> int:
        """How many files a link by this file name, or by this note's title, could mean."""
        folded = fold(name)
        plain = (
            path for path in self._source.by_file_name(folded) if not path.lower().endswith(".md")
        )
        return len(self._source.by_file_name(f"{folded}.md")) + sum(1 for _ in plain)

    def named(self, name: str) -> tuple[str, ...]:
        """The notes whose title, else alias, else ticker is exactly `name`, in any case."""
        folded = fold(name.strip())
        if folded not in self._named:
            source = self._source
            found = source.by_title(folded) or source.by_alias(folded) or source.by_ticker(folded)
            self._named[folded] = tuple(found)
        return self._named[folded]

    def by_title(self, title: str) -> tuple[str, ...]:
        """The notes that have this title."""
        return tuple(self._source.by_title(fold(title.strip())))

    def by_alias(self, alias: str) -> tuple[str, ...]:
        """The notes that have this alias."""
        return self._held(self._aliases, self._source.by_alias, alias)

    def by_ticker(self, ticker: str) -> tuple[str, ...]:
        """The notes that have this ticker."""
        return self._held(self._tickers, self._source.by_ticker, ticker)

    def _held(
        self,
        known: dict[str, tuple[str, ...]],
        ask: Callable[[str], Sequence[str]],
        name: str,
    ) -> tuple[str, ...]:
        """What `ask` says of a name, asked once: n links may use what n notes have."""
        folded = fold(name.strip())
        if folded not in known:
            known[folded] = tuple(ask(folded))
        return known[folded]

    def similar(self, name: str, most: int = 3) -> tuple[str, ...]:
        """The titles, aliases and tickers nearest to a name that matches none."""
        near = self._spelled.nearest.to(fold(name.strip()), most)
        return tuple(self._spelled.by_name[known] for known in near)

    def fitting(
        self, typed: str, find: Callable[[str, Collection[str]], list[str]] = fitting
    ) -> tuple[str, ...]:
        """The titles, aliases and tickers that a few letters may mean, the best first.

        `find` is one of the ways of `graph.nearest`.
        """
        known = self._spelled.by_name
        return tuple(known[name] for name in find(typed, known.keys()))

    @cached_property
    def _spelled(self) -> Spelled:
        return self._given or Spelled(self._source.spellings())


def _without(known: Mapping[str, T], keys: Collection[str]) -> dict[str, T]:
    found = dict(known)
    for key in keys:
        found.pop(key, None)
    return found
