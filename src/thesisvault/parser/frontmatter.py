"""Front matter, read without trusting it: every scalar stays text, nothing is constructed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.note import Property, PropertyValue, Scalar, Tag
from thesisvault.model.text import Span
from thesisvault.parser.quick_frontmatter import LARGEST, read_plain
from thesisvault.parser.rules.tag import is_tag_name

_FENCE = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_RULED = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(---)[ \t]*(?:\n|\Z)", re.DOTALL)
_ABOVE = re.compile(r"(?:[\s\u200b\u2060\ufeff]|<!--.*?-->|%%.*?%%)+", re.DOTALL)
"""What nobody sees above the first line that counts."""
_DASHES = re.compile(r"-{4,}[ \t]*\n(.*?)\n-{3,}[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?:[^\n]*\n)*?\+\+\+[ \t]*(?:\n|\Z)")
_PARTED = re.compile(r"[\s,]")


class FrontMatter:
    """What is between the fences, and on which line of the note the body begins."""

    def __init__(self) -> None:
        """Empty: a note without front matter."""
        self.properties: tuple[Property, ...] = ()
        self.diagnostics: list[Diagnostic] = []
        self.body_line = 0


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
    found: dict[str, Property] | Diagnostic | None
    found = None if exact or len(between) > LARGEST else read_plain(between)
    if found is None:
        # A command that reads one changed note waits for every import: YAML's take 24 ms.
        from thesisvault.parser.yaml_frontmatter import read_yaml

        found = read_yaml(match.group(), between, result.body_line)
    if isinstance(found, Diagnostic):
        result.diagnostics.append(found)
        return result
    result.properties = tuple(found.values())
    result.diagnostics.extend(_check(result.properties, between.split("\n")))
    return result


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
