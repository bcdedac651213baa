"""Where a link's target stands, and what is written in its place."""

from __future__ import annotations

import pytest

from thesisvault.edits.links import Source, find_target, locate, targets, write_target
from thesisvault.graph.names import Names
from thesisvault.graph.source import MemorySource
from thesisvault.model.note import LinkKind, Note
from thesisvault.model.text import Span, TextEdit
from thesisvault.parser.note import parse_note


def located(text: str) -> list[str | None]:
    """What stands at each link's target."""
    data = text.encode()
    source = Source(data)
    places = [locate(source, link) for link in parse_note("n.md", data).links]
    assert all(
        place is None or source.text[place.start : place.end] == place.written for place in places
    )
    return [place.written if place else None for place in places]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[[Note]]", ["Note"]),
        ("a ![[ Note #h | x | y ]] b", ["Note"]),
        ("[[Sq]uare#^id]]", ["Sq]uare"]),
        ("\ufeffé [[Note|x]]\r\n> - [[b/Note.md]]\r\n", ["Note", "b/Note.md"]),
        ("| a | b |\n| --- | --- |\n| [[A\\|B]] \\| [[C#d\\|e\\|f]] | [x](A\\|B.md) |",
         ["A", "C", "A\\|B.md"]),
        ("[x](Note.md)", ["Note.md"]),
        ("[x](<a b.md#h> 'title')", ["a b.md"]),
        ("[x](a%20b.md#h%20i \"t\")", ["a%20b.md"]),
        ("[x](a_(b).md)", ["a_(b).md"]),
        ("[![i](p.png)](q.md#x)", ["q.md", "p.png"]),
        ("[see [[X|y]] here](z.md)", ["z.md", "X"]),
        ("> [a\n> b](  c.md  )", ["c.md"]),
        ("[x](a\\_b&amp;c.md#h)", ["a\\_b&amp;c.md"]),
        ("[x](#h) [[#h]]", ["", ""]),
        ("---\na: \"[[X|y]]\"\nb: ['[[It''s#h]]', \"[[Q\\u00e9\\\"x]]\"]\nc: >-\n  [[Z]]\n---\n",
         ["X", "It''s", 'Q\\u00e9\\"x', "Z"]),
        ("%% [[In a comment]] %%\n# [[In a heading]] #\n", ["In a comment", "In a heading"]),
        ("text[^1]\n\n[^1]: see [[Foot]]\n", ["Foot"]),
    ],
)  # fmt: skip
def test_the_target_of_every_form_is_found(text: str, written: list[str]) -> None:
    assert located(text) == written


def rewritten(text: str, new: str) -> str:
    """The text with every link's target spelled `new`."""
    data = text.encode()
    source = Source(data)
    edits = []
    for link in parse_note("n.md", data).links:
        place = locate(source, link)
        assert place is not None
        spelled = write_target(place, new)
        if spelled is not None:
            edits.append(TextEdit(source.span(place.start, place.end), spelled))
    return source.apply(edits).decode()


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ("[[ A #h | x ]]\r\n", "B c", "[[ B c #h | x ]]\r\n"),
        ("| [[A\\|x]] |\n|---|\n", "B", "| [[B\\|x]] |\n|---|\n"),
        ("[x](A.md#h)", "B c (d).md", "[x](B%20c%20(d).md#h)"),
        ("[x](A.md)", "B).md", "[x](B%29.md)"),
        ("[x](<A b.md> 't')", "B é 5%.md", "[x](<B é 5%25.md> 't')"),
        ("[x](<A%20b.md>)", "B c.md", "[x](<B%20c.md>)"),
        ("[x](A%C3%A9.md)", "Bé.md", "[x](B%C3%A9.md)"),
        ("[x](A.md)", "Bé&amp;.md", "[x](Bé%26amp;.md)"),
        ("[x](A.md)", "a:b.md", "[x](a%3Ab.md)"),
        ("---\na: '[[A|x]]'\nb: \"[[A]]\"\n---\n", "It's", None),
        ('---\na: "[[A]]"\n---\n', 'Q"\\', '---\na: "[[Q\\"\\\\]]"\n---\n'),
        ("[[A]]", "B#c", "[[A]]"),  # it cannot be said
        ("[[A]]", "B|c", "[[A]]"),
        ("[[A]]", "B]", "[[A]]"),
        ("[[A]]", "B ", "[[A]]"),
    ],
)
def test_a_target_is_spelled_as_the_one_before(text: str, new: str, expected: str | None) -> None:
    after = rewritten(text, new)
    if expected is not None:
        assert after == expected
    for link in parse_note("n.md", after.encode()).links:
        assert link.target == new or after == text


def candidate(target: str, old: str, new: str, source: str, *paths: str) -> str | None:
    kept = {path: Note(path) for path in (new, source, *paths)}
    data = f"[[{target}]]".encode()
    link = parse_note(source, data).links[0]
    place = locate(Source(data), link)
    assert place is not None
    return find_target(place, link, old, new, source, Names(MemorySource(kept.values(), ())))


@pytest.mark.parametrize(
    ("target", "new", "source", "expected"),
    [
        ("A", "x/B.md", "s.md", "B"),
        ("A.md", "x/B.md", "s.md", "B.md"),
        ("A", "x/Twin.md", "s.md", "x/Twin"),
        ("A", "x/Twin.md", "x/s.md", "x/Twin"),  # the exact path comes first
        ("o/A", "x/B.md", "s.md", "x/B"),
        ("O/a.MD", "x/y/B.md", "s.md", "x/y/B.md"),
        ("o/A", "B.md", "s.md", "B"),
        ("/o/A", "x/B.md", "s.md", "/x/B"),
        ("./A", "x/B.md", "o/s.md", "../x/B"),
        ("../o/A", "x/B.md", "x/s.md", "./B"),
    ],
)
def test_a_path_stays_as_short_as_it_was(target: str, new: str, source: str, expected: str) -> None:
    assert candidate(target, "o/A.md", new, source, "Twin.md") == expected


def test_a_part_of_a_path_keeps_its_length() -> None:
    assert candidate("o/A", "v/o/A.md", "v/p/B.md", "s.md") == "p/B"
    assert candidate("o/A", "v/o/A.md", "v/p/B.md", "s.md", "p/B.md") == "v/p/B"


def test_an_attachment_keeps_its_ending() -> None:
    link = parse_note("s.md", b"![[pic.png|300]]").links[0]
    assert link.kind is LinkKind.EMBED
    assert next(targets(link, "f/pic.png", "g/new.png", "s.md")) == "new.png"


def test_edits_are_made_from_spans_and_must_not_overlap() -> None:
    source = Source("\ufeffab\r\ncd".encode())
    edits = [TextEdit(Span(1, 0, 1, 1), "X"), TextEdit(Span(0, 1, 0, 2), "Y")]
    assert source.apply(edits) == "\ufeffaY\r\nXd".encode()
    assert source.span(1, 3) == Span(0, 0, 0, 2)
    with pytest.raises(ValueError):
        source.apply([TextEdit(Span(0, 0, 0, 2), ""), TextEdit(Span(0, 1, 0, 2), "")])


def test_a_place_that_does_not_read_as_the_link_is_none() -> None:
    link = parse_note("n.md", b"[[Note]]").links[0]
    assert locate(Source(b"other text"), link) is None
