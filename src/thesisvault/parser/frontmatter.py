"""Front matter, read without trusting it: every scalar stays text, nothing is constructed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, cast

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.note import Property, PropertyValue, Scalar, Tag
from thesisvault.model.text import Span
from thesisvault.parser.quick_frontmatter import read_plain
from thesisvault.parser.rules.tag import is_tag_name

LARGEST = 64 * 1024
"""Bytes of front matter; a larger one is somebody's data, not properties."""
DEEPEST = 24
"""Levels of nesting: 25,000 of them crash the process in libyaml's loader."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_RULED = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(---)[ \t]*(?:\n|\Z)", re.DOTALL)
_ABOVE = re.compile(r"(?:[\s\u200b\u2060\ufeff]|<!--.*?-->|%%.*?%%)+", re.DOTALL)
"""What nobody sees above the first line that counts."""
_DASHES = re.compile(r"-{4,}[ \t]*\n(.*?)\n-{3,}[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?:[^\n]*\n)*?\+\+\+[ \t]*(?:\n|\Z)")
_NO_PAIRS = "has no `key: value` lines"
_PARTED = re.compile(r"[\s,]")


class Refused(ValueError):
    """Front matter that is not read, with the code, the reason and the mark where it shows."""

    def __init__(self, code: str, message: str, line: int, column: int) -> None:
        """`line` and `column` count from 0 within the front matter."""
        super().__init__(message)
        self.code, self.line, self.column = code, line, column


class FrontMatter:
    """What is between the fences, and on which line of the note the body begins."""

    def __init__(self) -> None:
        """Empty: a note without front matter."""
        self.properties: tuple[Property, ...] = ()
        self.diagnostics: list[Diagnostic] = []
        self.body_line = 0


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


def read_front_matter(text: str, *, exact: bool = False) -> FrontMatter:
    """The front matter of a note, if its very first line is ``---``.

    Never raises: what cannot be read gives a diagnostic, and the body is still read. YAML's own
    end, ``...``, ends it where properties are above, and is reported. `exact` asks libyaml alone.
    """
    match = _FENCE.match(text)  # python-frontmatter strips first: a late fence would pass there
    if match is not None and match[2] == "...":
        result = _read(match, exact=exact)
        if result.properties:
            result.diagnostics.append(_dotted(result.body_line - 1))
            return result
        match = _RULED.match(text)
    if match is not None:
        result = _read(match, exact=exact)
        if _has_properties(_FENCE.match(text, match.end())):
            result.diagnostics.append(_late(result.body_line, "they are in a second block"))
        return result
    result = FrontMatter()
    if text.startswith("---") and text.partition("\n")[0].rstrip() == "---":
        result.diagnostics.append(_unclosed(text))
    elif (above := _ABOVE.match(text)) and _has_properties(_FENCE.match(text, above.end())):
        line = above.group().count("\n")
        result.diagnostics.append(_late(line, "there is something above the `---`"))
    elif (dashes := _DASHES.match(text)) and _has_properties(
        _FENCE.match(f"---\n{dashes[1]}\n---\n")
    ):
        result.diagnostics.append(_late(0, "write three dashes above and below"))
    elif text.startswith("+++") and _TOML.match(text):
        result.diagnostics.append(_late(0, "`+++` is for TOML: write YAML between `---`"))
    return result


def _has_properties(match: re.Match[str] | None) -> bool:
    return match is not None and bool(_read(match).properties)


def _read(match: re.Match[str], *, exact: bool = False) -> FrontMatter:
    """What is between two fences."""
    result = FrontMatter()
    result.body_line = match.group().count("\n")
    if not match.group().endswith("\n"):
        result.body_line += 1
    between = match[1] or ""
    found = None if exact or len(between) > LARGEST else read_plain(between)
    try:
        if found is None:
            closed = match.group().removesuffix("\n").rstrip(" \t")[:-3] + "---\n"
            metadata = frontmatter.parse(closed, handler=SafeTextHandler(between))[0]
            # The handler's values are properties: the library passes them through.
            found = cast("dict[str, Property]", metadata)
    except Refused as refused:
        result.diagnostics.append(_refused(refused, between, result.body_line))
        return result
    result.properties = tuple(found.values())
    result.diagnostics.extend(_check(result.properties, between.split("\n")))
    return result


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


def _dotted(line: int) -> Diagnostic:
    message = "`...` ends the front matter here; Obsidian reads on to the next `---`: write that."
    return Diagnostic("frontmatter-unclosed", message, Span(line, 0, line, 3))


def _late(line: int, why: str) -> Diagnostic:
    message = f"These properties are read as text, in Obsidian too: {why}."
    return Diagnostic("frontmatter-late", message, Span(line, 0, line, 3))


def _unclosed(text: str) -> Diagnostic:
    message = (
        "The first line opens front matter that no `---` closes: it is read as text. "
        "Close it, or remove the first line."
    )
    return Diagnostic("frontmatter-unclosed", message, Span(0, 0, 0, 3))


def _check(properties: tuple[Property, ...], lines: list[str]) -> Iterator[Diagnostic]:
    for prop in properties:
        if prop.key in ("tag", "alias") and prop.value is not None:
            message = f"Obsidian no longer reads `{prop.key}`: write `{_PLURAL[prop.key]}`."
            yield Diagnostic("property-singular", message, prop.span)
        for link in () if isinstance(prop.value, Scalar) else unquoted_links(prop.value):
            message = (
                f"`{prop.key}` holds an unquoted `[[{link.text}]]`, which YAML reads as a list in "
                f'a list. Quote it: "[[{link.text}]]".'
            )
            yield Diagnostic("property-unquoted-link", message, _with_brackets(link.span, lines))


def _with_brackets(span: Span, lines: list[str]) -> Span:
    """Where a link stands, from what is in its brackets; `lines` begin below the fence."""
    start = lines[span.line - 1].rfind("[[", 0, span.column)
    end = lines[span.end_line - 1].find("]]", span.end_column)
    return Span(span.line, start, span.end_line, end + 2) if min(start, end) >= 0 else span


_OTHER_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")
_PLURAL = {"tag": "tags", "alias": "aliases"}


def unquoted_links(value: PropertyValue) -> Iterator[Scalar]:
    """What a list holds that stands alone in a list: a link without its quotes."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if not isinstance(value, tuple):
        return
    if len(value) == 1 and isinstance(value[0], tuple):
        pieces = [item for item in value[0] if isinstance(item, Scalar)]
        if pieces and len(pieces) == len(value[0]):  # `[[Quartz, Inc]]` is separated at its comma
            first, last = pieces[0].span, pieces[-1].span
            span = Span(first.line, first.column, last.end_line, last.end_column)
            yield Scalar(", ".join(item.text for item in pieces), span)
            return
    for item in value:
        yield from unquoted_links(item)


def property_tags(properties: tuple[Property, ...]) -> Iterator[Tag]:
    """`tags` as a list or one text; a text with a comma or a space inside holds no tag."""
    for prop in properties:
        if prop.key.casefold() != "tags":
            continue
        for scalar in prop.scalars:
            name = scalar.text.strip().removeprefix("#")
            if name and is_tag_name(name) and not _PARTED.search(name):
                yield Tag(name, scalar.span)
