"""What the index of words keeps of one note: its words, by where they stand."""

from __future__ import annotations

import re
from typing import NamedTuple

from thesisvault.parser.decoding import decode
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.query.folding import fold_text, words_of

_HEADINGS = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
_TAGS = re.compile(r"(?<![^\s])#([^\s#]+)")
_TERMS = re.compile(r"[0-9A-Za-z\x80-\U0010ffff]+")
_TAG_PROPERTY = re.compile(r"^tags?:(.*(?:\n[ \t-].*)*)", re.MULTILINE | re.IGNORECASE)


class Entry(NamedTuple):
    """A row of the index.

    Only `name`, `path` and `body` decide what is proposed; `head` and `tag` hold words that the
    body has as well, and make them count more.
    """

    name: str
    path: str
    head: str
    tag: str
    body: str

    def terms(self) -> set[str]:
        """Its words, each once, as the index cuts and keeps them."""
        words = (term for text in self for term in _TERMS.findall(text))
        return {term.lower() if term.isascii() else term for term in words}


def entry_of(path: str, data: bytes) -> Entry:
    """The row of a note."""
    text = decode(data)[0]
    name = path.rpartition("/")[2]
    title = name[:-3] if name.lower().endswith(".md") else name
    tags = " ".join((*_TAG_PROPERTY.findall(text[:2000]), *_TAGS.findall(text)))
    return Entry(
        _words(title),
        _words(path),
        _words(" ".join(_HEADINGS.findall(text))),
        _words(tags),
        _words(f"{text}\n{_spelled_otherwise(text)}"),
    )


def _words(text: str) -> str:
    """The words of a text; one of ASCII alone is cut into the same words by the index itself."""
    if text.isascii():
        return text
    return " ".join(words_of(fold_text(text)))


def _spelled_otherwise(text: str) -> str:
    """Values of properties that are written with escapes: as text they have other words."""
    if not text.startswith("---"):
        return ""
    front = text[: text.find("\n---", 3) + 1]
    if "\\" not in front and "*" not in front:
        return ""
    properties = read_front_matter(text).properties
    return "\n".join(f"{item.key} {scalar.text}" for item in properties for scalar in item.scalars)
