"""Which file a name means: Obsidian's rules for links, exact matching for plain words."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Mapping

from thesisvault.graph.nearest import Nearest
from thesisvault.model.note import Note


def fold(name: str) -> str:
    """The form in which names are compared: any case, any Unicode composition."""
    return unicodedata.normalize("NFC", name).lower()


class Names:
    """Every file of a vault by its name, and every note by title, alias and ticker."""

    def __init__(self, notes: Mapping[str, Note], attachments: Iterable[str]) -> None:
        """`attachments` are the vault's files that are no notes."""
        self._paths: dict[str, str] = {}
        self._by_file_name: dict[str, list[str]] = {}
        # Shortest path first, then by path: the order of preference among equal names.
        for path in sorted((*notes, *attachments), key=lambda path: (len(path), path)):
            folded = fold(path)
            self._paths.setdefault(folded, path)
            self._by_file_name.setdefault(folded.rpartition("/")[2], []).append(path)
        self._plain: dict[str, list[str]] = {}
        self._shown: dict[str, str] = {}
        """Each folded name as it is spelled."""
        self._aliases: dict[str, list[str]] = {}
        ordered = sorted(notes.values(), key=lambda note: (len(note.path), note.path))
        for names in (_titles, _aliases, _tickers):
            level: dict[str, list[str]] = {}
            for note in ordered:
                for name in names(note):
                    self._shown.setdefault(fold(name.strip()), name.strip())
                    level.setdefault(fold(name.strip()), []).append(note.path)
            if names is _aliases:
                self._aliases = level
            for name, paths in level.items():
                self._plain.setdefault(name, paths)  # a title beats an alias beats a ticker
        self._nearest = Nearest(self._shown)

    def resolve(self, target: str, source: str) -> str | None:
        """The file that a link in `source` opens in Obsidian, or None.

        1. the exact vault path; 2. the source's own folder; 3. the shortest path, ties by path.
        ``./`` and ``../`` are relative, and nothing else. An alias never resolves a link.
        """
        if not target:
            return source
        folded, folder = fold(target), posixpath.dirname(source)
        if folded.startswith("/"):
            return self._exact(folded[1:])
        if folded.startswith(("./", "../")):
            joined = posixpath.normpath(posixpath.join(fold(folder), folded))
            return None if joined.startswith("..") else self._exact(joined)
        found = self._exact(folded)
        if found is not None:
            return found
        if folder and (found := self._exact(f"{fold(folder)}/{folded}")) is not None:
            return found
        for wanted in (folded, f"{folded}.md"):
            for path in self._by_file_name.get(wanted.rpartition("/")[2], ()):
                if fold(path).endswith("/" + wanted):
                    return path
        return None

    def _exact(self, folded: str) -> str | None:
        return self._paths.get(folded) or self._paths.get(f"{folded}.md")

    def named(self, name: str) -> tuple[str, ...]:
        """The notes whose title, else alias, else ticker is exactly `name`, in any case."""
        return tuple(self._plain.get(fold(name.strip()), ()))

    def with_alias(self, alias: str) -> tuple[str, ...]:
        """The notes that have this alias."""
        return tuple(self._aliases.get(fold(alias.strip()), ()))

    def similar(self, name: str, most: int = 3) -> tuple[str, ...]:
        """The titles, aliases and tickers nearest to a name that matches none."""
        near = self._nearest.to(fold(name.strip()), most)
        return tuple(self._shown[known] for known in near)


def _titles(note: Note) -> tuple[str, ...]:
    return (note.title,)


def _aliases(note: Note) -> tuple[str, ...]:
    return note.aliases


def _tickers(note: Note) -> tuple[str, ...]:
    return (note.facts.symbol,) if note.facts.symbol else ()
