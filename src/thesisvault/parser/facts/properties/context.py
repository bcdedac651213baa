"""What every reader of one note's properties is given, and where it files what it cannot read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.note import Property, Unread
from thesisvault.parser.facts.properties import Properties
from thesisvault.parser.facts.vocabulary import Vocabulary

if TYPE_CHECKING:
    from thesisvault.parser.body.collector import Contents

T = TypeVar("T")


class Context:
    """A note's name, properties and contents, and what of them is not understood."""

    def __init__(
        self, path: str, front: Iterable[Property], contents: Contents, words: Vocabulary
    ) -> None:
        """`path` is the note's, for its folders and its name; `front` its front matter, which
        comes first: what is in the text comes where it lacks.
        """
        self.path, self.contents, self.words = path, contents, words
        self.name = path.rpartition("/")[2].removesuffix(".md")
        self.front = tuple(front)
        self.properties = Properties(words)
        self.properties.add_front_matter(self.front)
        self.properties.add_fields(contents.fields)
        self.properties.add_labels(contents.passages)
        if contents.tables:
            self.properties.add_cards(contents.tables, contents.sections)
        self.diagnostics: list[Diagnostic] = []
        self.unread: list[Unread] = []
        self.is_misdated = False
        """Whether a property that should date the note cannot be read."""

    def says(self, text: str) -> bool:
        """Whether a value states something: neither that it is absent, nor a template's `{{…}}`."""
        return not self.words.is_absent(text) and "{{" not in text

    def convert(self, key: str, convert: Callable[[str], T | None], wanted: str) -> T | None:
        """The first value of a property; what `convert` cannot read is reported with `wanted`."""
        scalar = self.properties.scalar(key)
        if scalar is None:
            return None
        value = convert(scalar.text)
        if value is None and "{{" not in scalar.text:
            message = f"`{key}: {scalar.text}` is not understood. Write {wanted}."
            self.diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))
        return value
