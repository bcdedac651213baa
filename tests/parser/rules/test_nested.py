"""Inside a pair of marks the text is read anew, and reading goes on behind it."""

from __future__ import annotations

from parser.reading import places, tags
from thesisvault.parser.body.markdown import reader


def test_tokens_open_and_close() -> None:
    children = reader(exact=False).parse("a ==b [[c]]== d")[1].children or []
    assert [child.type for child in children] == [
        *("text", "highlight_open", "text", "wikilink", "highlight_close", "text")
    ]


def test_marks_in_marks() -> None:
    assert places("==a [b [[c]]] d== [[e]]") == [("c", "[[c]]"), ("e", "[[e]]")]
    assert tags("[==#a== #b] #c") == ["a", "b", "c"]
