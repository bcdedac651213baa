"""Front matter by YAML's events: whatever is not plain, or cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.note import Property, PropertyValue, Scalar
from thesisvault.model.text import Span
from thesisvault.parser.quick_frontmatter import LARGEST

DEEPEST = 24
"""Levels of nesting: 25,000 of them crash the process in libyaml's loader."""
_NO_PAIRS = "has no `key: value` lines"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OTHER_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")


class Refused(ValueError):
    """Front matter that is not read, with the code, the reason and the mark where it shows."""

    def __init__(self, code: str, message: str, line: int, column: int) -> None:
        """`line` and `column` count from 0 within the front matter."""
        super().__init__(message)
        self.code, self.line, self.column = code, line, column


def read_yaml(fenced: str, between: str, last: int) -> dict[str, Property] | Diagnostic:
    """The properties by key, or why they are not read.

    `fenced` is the front matter with its fences, `between` without; `last` is its last line.
    """
    closed = fenced.removesuffix("\n").rstrip(" \t")[:-3] + "---\n"
    try:
        metadata = frontmatter.parse(closed, handler=SafeTextHandler(between))[0]
    except Refused as refused:
        return _refused(refused, between, last)
    # The handler's values are properties: the library passes them through.
    return cast("dict[str, Property]", metadata)


def _refused(refused: Refused, between: str, last: int) -> Diagnostic:
    place = Span(refused.line + 1, refused.column, refused.line + 1, refused.column + 1)
    message = f"The front matter {refused}: none of its properties are read. "
    lines = between.split("\n")
    line = lines[refused.line] if refused.line < len(lines) else ""
    opened = line.find("[[")
    holds_link = "](" in line or (opened >= 0 and line.find("]]", opened + 3) >= 0)
    if str(refused) != _NO_PAIRS and holds_link:
        message += 'Put links into quotes, `key: "[[A]], [[B]]"`. '
    message += "Fix this line."
    if refused.code == "frontmatter-invalid":
        message += (
            f" Everything down to line {last} counts as front matter, in Obsidian too: remove the "
            "`---` in line 1 if you meant a horizontal rule."
        )
    return Diagnostic(refused.code, message, place)


class SafeTextHandler(YAMLHandler):
    """python-frontmatter's YAML, walked event by event: text, lists and mappings, no guesses.

    Ticker ``ON`` stays ON, ``005930`` keeps its zeros. Aliases, anchors, tags, merge keys,
    duplicate keys, deep nesting and large blocks are refused before anything is built.
    """

    def __init__(self, lines: str) -> None:
        """`lines` are between the fences, which were found before."""
        super().__init__()
        self._between = lines

    def split(self, text: str) -> tuple[str, str]:
        """The lines between the fences, and the rest: of front matter alone, nothing."""
        return self._between, ""

    def load(self, fm: str, **kwargs: object) -> Any:
        """The properties as a mapping from key to `Property`; raises `Refused`."""
        if len(fm) > LARGEST or len(fm.encode()) > LARGEST:
            raise Refused("frontmatter-too-large", f"is larger than {LARGEST // 1024} KB", 0, 0)
        try:
            return _Reader(fm).properties()
        except yaml.YAMLError as error:
            problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
            mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line, column = (mark.line, mark.column) if mark is not None else (0, 0)
            if "nesting depth" in problem:
                # Newer libyaml reads ahead, and gives up before our own count has seen the depth.
                raise _too_deep(line, column) from None
            message = f"is not valid YAML ({problem})"
            raise Refused("frontmatter-invalid", message, line, column) from None


def _too_deep(line: int, column: int) -> Refused:
    return Refused("frontmatter-deep", f"nests deeper than {DEEPEST} levels", line, column)


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line, event.start_mark.column


class _Reader:
    """One pass over libyaml's events, which cannot recurse or construct anything."""

    def __init__(self, text: str) -> None:
        if not text.isascii():
            # YAML ends lines at these too; we count lines over `\n` only.
            text = text.translate(_OTHER_LINE_ENDS)
        self._text = text
        self._depth = 0
        # The loader itself, and not `yaml.parse`: that asks twice for every event.
        self._event: Callable[[], Any] = _LOADER(text).get_event

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n")

    def _next(self) -> Any:
        """The next event, if it is one that may be."""
        event = self._event()
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.anchor is None and event.tag is None:
                return event
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            self._depth += 1
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            self._depth -= 1
        if kind is yaml.AliasEvent or getattr(event, "anchor", None):
            raise Refused("frontmatter-alias", "uses a YAML anchor or alias", *_place(event))
        if getattr(event, "tag", None):
            raise Refused("frontmatter-tag", "uses a YAML type tag", *_place(event))
        if self._depth > DEEPEST:
            raise _too_deep(*_place(event))
        return event

    def properties(self) -> dict[str, Property]:
        """The top mapping; anything else at the top is refused."""
        while True:
            event = self._next()
            match event:
                case yaml.MappingStartEvent():
                    return self._mapping()[0]
                case yaml.ScalarEvent() if not event.value.strip():
                    return {}
                case yaml.ScalarEvent() | yaml.SequenceStartEvent():
                    raise Refused("frontmatter-invalid", _NO_PAIRS, *_place(event))
                case yaml.StreamEndEvent():
                    return {}

    def _mapping(self) -> tuple[dict[str, Property], tuple[int, int]]:
        """The pairs up to the mapping's end, and where that is."""
        found: dict[str, Property] = {}
        end = (0, 0)
        while True:
            event = self._next()
            if type(event) is yaml.MappingEndEvent:
                # A block mapping ends where the next thing begins; its last value ends before.
                stop: Any = event.end_mark
                return found, (stop.line + 1, stop.column) if stop.column else end
            start: Any = event.start_mark
            key = self._key(event)
            if key == "<<":
                raise Refused(
                    "frontmatter-merge", "uses a YAML merge key", start.line, start.column
                )
            if key in found:
                message = f"has the key `{key}` twice"
                raise Refused("frontmatter-duplicate", message, start.line, start.column)
            value, end = self._value(self._next())
            # Shifted by one line: the opening fence is above.
            found[key] = Property(key, value, Span(start.line + 1, start.column, *end))

    def _key(self, event: Any) -> str:
        if type(event) is yaml.ScalarEvent:
            return str(event.value)
        # A collection as a key, which is what template text like `{{title}}: x` amounts to.
        _, (end_line, end_column) = self._value(event)
        start = event.start_mark
        line: str = self._lines[start.line]
        return line[start.column : end_column] if end_line == start.line + 1 else line.strip()

    def _value(self, event: Any) -> tuple[PropertyValue, tuple[int, int]]:
        start, end = event.start_mark, event.end_mark
        if type(event) is yaml.ScalarEvent:
            stop = (end.line + 1, end.column)
            if not event.style and event.value in ("", "null", "Null", "~"):
                return None, stop
            return Scalar(event.value, Span(start.line + 1, start.column, *stop)), stop
        if type(event) is yaml.SequenceStartEvent:
            items = []
            while not isinstance(item := self._next(), yaml.SequenceEndEvent):
                items.append(self._value(item)[0])
            last: Any = item.end_mark
            return tuple(items), (last.line + 1, last.column)
        pairs, stop = self._mapping()
        return {key: prop.value for key, prop in pairs.items()}, stop
