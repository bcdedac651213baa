"""Links in the text of a property: all of them, each with its place."""

from __future__ import annotations

import pytest

from parser.reading import cut, read
from thesisvault.model.note import LinkKind
from thesisvault.parser.property_links import links_in, unquoted


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("[[Quartz]], [[Basalt]]", ["Quartz", "Basalt"]),
        ("[[Quartz]];[[Basalt#Q1|b]]", ["Quartz", "Basalt"]),
        ("[[Quartz]] and [[a/Basalt]] & [[Gneiss]]", ["Quartz", "a/Basalt", "Gneiss"]),
        ("mostly [[Quartz]] (40%)", ["Quartz"]),
        ("[Quartz](a/Quartz%20Ltd.md#h), [[Basalt]]", ["a/Quartz Ltd.md", "Basalt"]),
        ("[q](<Quartz Ltd.md> 'its page')", ["Quartz Ltd.md"]),
        ("[[Quartz]]\n[[Basalt]]", ["Quartz", "Basalt"]),
        ("[q](https://quartz.example) [q]() [[ ]] [] [x", []),
        ("![[Quartz.png]]", []),
    ],
)
def test_the_links_of_a_text(text: str, targets: list[str]) -> None:
    assert [link.target for link in links_in(text)] == targets


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ('"[[Q]], [[B]]"', ["[[Q]]", "[[B]]"]),
        ("'it''s [[Q''s]]; [b](B.md)'", ["[[Q''s]]", "[b](B.md)"]),
        ('"\\u00e9 [[Q]] \\"[[B]]\\""', ["[[Q]]", "[[B]]"]),
        ("see [[Q]] and [[B]]", ["[[Q]]", "[[B]]"]),
        ('["[[Q]] / [[B]]", "[[Q]]"]', ["[[Q]]", "[[B]]", '"[[Q]]"']),
        ("|\n  [[Q]] first\n  then [[B]], [[Q]]", ["[[Q]]", "[[B]]", "[[Q]]"]),
        ('"[b](B.md)"', ['"[b](B.md)"']),
    ],
)
def test_each_link_has_its_place(value: str, places: list[str]) -> None:
    text = f"---\na: 1\nb: {value}\n---\n"
    found = read(text).links
    assert [cut(text, link.span) for link in found] == places
    assert {link.kind for link in found} == {LinkKind.PROPERTY}


def test_a_link_over_two_lines_stands_at_its_text() -> None:
    text = "---\nb: see [[Q\n  R]], [[S]]\n---\n"
    first, second = read(text).links
    assert (first.target, second.target) == ("Q R", "S")
    assert cut(text, first.span) == "see [[Q\n  R]], [[S]]"
    assert cut(text, second.span) == "[[S]]"


@pytest.mark.parametrize("raw", ['"a\\tb\\x41\\u0042\\U00000043"', "'a''b'", "a'b\"c", '"'])
def test_a_scalar_as_yaml_reads_it(raw: str) -> None:
    text, where = unquoted(raw)
    assert len(where) == len(text) + 1
    assert text in ("a\tbABC", "a'b", "a'b\"c", '"')
