"""The vocabulary: what headers and words mean, from one file that a vault may extend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from msgspec import Struct

from thesisvault.model.note import Kind


class Vocabulary(Struct, frozen=True, dict=True):
    """Sections of named word lists, all in lower case, as in `vocabulary.toml`."""

    sections: Mapping[str, Mapping[str, Any]]

    def words(self, section: str, name: str) -> tuple[str, ...]:
        """The list `name` of `section`."""
        return tuple(self.sections[section][name])

    def named(self, section: str, word: str) -> str | None:
        """The name of the list in `section` that holds `word`, or None."""
        folded = word.strip().casefold()
        for name, words in self.sections[section].items():
            if folded in words:
                return str(name)
        return None

    def kind(self, word: str) -> Kind | None:
        """The kind that a type, a tag or a folder's name stands for."""
        name = self._kinds.get(word.strip().casefold())
        return Kind(name) if name else None

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {word: name for name, words in self.sections["kinds"].items() for word in words}

    @cached_property
    def tables(self) -> tuple[tuple[str, tuple[str, ...], dict[str, str]], ...]:
        """Each table as (name, required columns, header word to column)."""
        found = []
        for name, columns in self.sections["tables"].items():
            roles = {
                word: role
                for role, words in columns.items()
                if role != "required"
                for word in words
            }
            found.append((name, tuple(columns["required"]), roles))
        return tuple(found)

    def finder(self, section: str, name: str) -> re.Pattern[str]:
        """A pattern that finds any word of the list as a whole word; `*` is any ending."""
        key = (section, name)
        if key not in self._finders:
            self._finders[key] = _pattern(self.words(section, name))
        return self._finders[key]

    @cached_property
    def _finders(self) -> dict[tuple[str, str], re.Pattern[str]]:
        return {}


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    parts = [
        re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
        if word
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def load_vocabulary(extra: Mapping[str, Any] | None = None) -> Vocabulary:
    """The package's vocabulary with a vault's own words joined in.

    Raises ValueError, naming the key, where `extra` holds a section, a list or a value that
    means nothing.
    """
    # Who is handed a vocabulary needs neither of these.
    import tomllib
    from importlib import resources

    source = resources.files("thesisvault.parser").joinpath("vocabulary.toml")
    sections = tomllib.loads(source.read_text(encoding="utf-8"))
    _join(sections, extra or {}, "vocabulary")
    return Vocabulary(sections)


@cache
def default_vocabulary() -> Vocabulary:
    """The package's vocabulary as it ships."""
    return load_vocabulary()


def _join(known: dict[str, Any], extra: Mapping[str, Any], where: str) -> None:
    for key, value in extra.items():
        place = f"{where}.{key}"
        if key not in known or key == "required":
            raise ValueError(f"`{place}` is unknown; known here: {', '.join(sorted(known))}")
        if isinstance(known[key], dict):
            if not isinstance(value, Mapping):
                raise ValueError(f"`{place}` must be a table of word lists")
            _join(known[key], value, place)
        elif isinstance(value, list) and all(isinstance(word, str) for word in value):
            known[key] = [*known[key], *(word.casefold() for word in value)]
        else:
            raise ValueError(f"`{place}` must be a list of words")
