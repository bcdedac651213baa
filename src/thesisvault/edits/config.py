"""A config with further words of a vocabulary, out of one without: what is in it stays."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from thesisvault.model.errors import WriteRefused
from thesisvault.parser.facts.teaching import Lesson, array, config_lines

_SECTION = re.compile(r"\s*\[(?P<name>[^\[\]]+)\]\s*(?:#.*)?")
_ANY_SECTION = re.compile(r"\s*\[")


def taught(text: str, lessons: Sequence[Lesson]) -> str:
    """The text of a config that teaches these too; the same text where it teaches them already.

    Raises `WriteRefused`, with the lines to write, where the words have no plain place in it: a
    section or a list of theirs is written in a form that is not ours to take apart.
    """
    before = tomllib.loads(text)
    new = [lesson for lesson in dict.fromkeys(lessons) if lesson.word not in _list(before, lesson)]
    if not new:
        return text
    lines = text.split("\n")
    missing = []
    for section in dict.fromkeys(lesson.section for lesson in new):
        found = [lesson for lesson in new if lesson.section == section]
        if (at := _place(lines, f"vocabulary.{section}")) is None:
            missing += found
        else:
            _add(lines, at, found, before)
    after = "\n".join(lines)
    if missing:
        start = after.rstrip("\n") + "\n\n" if after.strip() else ""
        after = start + "\n".join(config_lines(missing)) + "\n"
    if not _says(after, before, new):
        wanted = "\n".join(config_lines(new))
        raise WriteRefused(
            "There is no safe place for the words in .thesis/config.toml: nothing was written. "
            f"Add them by hand:\n{wanted}"
        )
    return after


def _list(values: Mapping[str, Any], lesson: Lesson) -> list[Any]:
    """The words that a config joins to the list of a lesson."""
    found: Any = values
    for key in ("vocabulary", *lesson.section.split("."), lesson.name):
        found = found.get(key, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, list) else []


def _place(lines: Sequence[str], section: str) -> int | None:
    """The line on which a section begins."""
    for at, line in enumerate(lines):
        match = _SECTION.fullmatch(line)
        if match and "".join(match["name"].split()) == section:
            return at
    return None


def _add(lines: list[str], at: int, lessons: Sequence[Lesson], before: Mapping[str, Any]) -> None:
    """Add words to the lists of the section that begins on line `at`; new lists come first."""
    end = next((n for n in range(at + 1, len(lines)) if _ANY_SECTION.match(lines[n])), len(lines))
    for name in dict.fromkeys(lesson.name for lesson in lessons):
        named = [lesson for lesson in lessons if lesson.name == name]
        words = [lesson.word for lesson in named]
        key = re.compile(rf"(\s*{re.escape(name)}\s*=\s*\[)(.*)")
        place = next((n for n in range(at + 1, end) if key.fullmatch(lines[n])), None)
        if place is None:
            lines.insert(at + 1, f"{name} = {array(words)}")
            end += 1
        elif match := key.fullmatch(lines[place]):
            more = ", " if _list(before, named[0]) else ""
            lines[place] = f"{match[1]}{array(words)[1:-1]}{more}{match[2]}"


def _says(text: str, before: Mapping[str, Any], lessons: Sequence[Lesson]) -> bool:
    """Whether a config says what it said before, these words, and nothing else."""
    try:
        after = tomllib.loads(text)
    except ValueError:
        return False
    words = {(lesson.section, lesson.name): _list(after, lesson) for lesson in lessons}
    if not all(lesson.word in words[lesson.section, lesson.name] for lesson in lessons):
        return False
    for lesson in lessons:
        words[lesson.section, lesson.name].remove(lesson.word)
    return bool(_without_empty(after) == _without_empty(before))


def _without_empty(values: Any) -> Any:
    """Settings without the lists and tables that hold nothing."""
    if not isinstance(values, dict):
        return values
    inner = {key: _without_empty(value) for key, value in values.items()}
    return {key: value for key, value in inner.items() if value not in ({}, [])}
