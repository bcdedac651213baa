"""``[[target#subpath|display]]``: where it ends, what it splits into, where there is none."""

from __future__ import annotations

import pytest

from parser.reading import cut, only_link, places, read, targets
from thesisvault.model.note import LinkKind
from thesisvault.parser.note import parse_note
from thesisvault.parser.rules.wikilink import split


@pytest.mark.parametrize(
    ("text", "target", "subpath", "display"),
    [
        ("[[Note]]", "Note", "", None),
        ("[[Note|shown]]", "Note", "", "shown"),
        ("[[Note | x]]", "Note", "", "x"),
        ("[[Note|a|b]]", "Note", "", "a|b"),
        ("[[Note#Heading]]", "Note", "#Heading", None),
        ("[[Note#One#Two]]", "Note", "#One#Two", None),
        ("[[Note#^block-1]]", "Note", "#^block-1", None),
        ("[[Note#Heading|shown]]", "Note", "#Heading", "shown"),
        ("[[#Heading]]", "", "#Heading", None),
        ("[[|a]]", "|a", "", None),
        ("[[pa#th/x]]", "pa", "#th/x", None),
        ("[[Sq]uare]]", "Sq]uare", "", None),
        ("[[Folder/Note.md]]", "Folder/Note.md", "", None),
        ("[[https://example.org/a]]", "https://example.org/a", "", None),
        ("[[Note^block]]", "Note^block", "", None),
        ("[[v1.2]]", "v1.2", "", None),
    ],
)
def test_a_link_splits_into_target_subpath_and_display(
    text: str, target: str, subpath: str, display: str | None
) -> None:
    link = only_link(f"before {text} after")
    assert (link.target, link.subpath, link.display) == (target, subpath, display)
    assert link.kind is LinkKind.WIKILINK
    assert cut(f"before {text} after", link.span) == text
    assert split(text[2:-2]) == (target, subpath, display)


@pytest.mark.parametrize(
    "text",
    [
        "[[]]",
        "[[ ]]",
        "[[a\nb]]",
        "[[a",
        "a]]",
        "[[a]",
        r"\[[x]]",
        "`[[x]]`",
        "``a ` [[x]]``",
        "```\n[[x]]\n```",
        "~~~\n[[x]]\n~~~",
        "    [[x]]",
        "\t[[x]]",
        "```\n[[x]]",
        "<div>\n[[x]]\n</div>",
    ],
)
def test_no_link(text: str) -> None:
    assert targets(text) == []


def test_an_inner_opening_starts_the_link_anew() -> None:
    assert places("[[a [[b]] c]]") == [("b", "[[b]]")]
    assert places("[[[a]]") == [("a", "[[a]]")]


def test_an_embed_is_kept_as_such_and_is_a_link() -> None:
    text = "see ![[chart.png|100]] and ![[Note#Part]]"
    first, second = read(text).links
    assert (first.kind, first.target, first.display) == (LinkKind.EMBED, "chart.png", "100")
    assert (second.kind, second.target, second.subpath) == (LinkKind.EMBED, "Note", "#Part")
    assert [cut(text, link.span) for link in (first, second)] == [
        "![[chart.png|100]]",
        "![[Note#Part]]",
    ]


def test_multiplicity_is_kept() -> None:
    assert targets("[[a]] [[a]]\n\n- [[a]]") == ["a", "a", "a"]


def test_a_link_stands_at_its_place_in_every_kind_of_block() -> None:
    text = (
        "# Head [[h]] ##\n\n> > - quoted [[q]]\n> >   on [[r]]\n\n- item\n\t- deeper [[d]]\n\n"
        "Setext [[s]]\n===\n\n😀 é [[e]] **[[b]]** ~~[[t]]~~ ==[[m]]==\n\n"
        "| [[c1]] | x [[c2\\|C]] |\n|---|---|\n| [[c3]] | y | [[c4]] |\n\n[^1]: foot [[f]]\n"
    )
    found = places(text)
    assert [target for target, _ in found] == [
        *("h", "q", "r", "d", "s", "e", "b", "t", "m", "c1", "c2", "c3", "c4", "f")
    ]
    for target, source in found:
        assert source == (f"[[{target}]]" if target != "c2" else "[[c2\\|C]]")


def test_two_same_links_on_one_line_have_two_places() -> None:
    first, second = read("[[a]] x [[a]]").links
    assert (first.span.column, second.span.column) == (0, 8)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[[[X] y]]", [("[X] y", "[[[X] y]]")]),
        ("![[[X] y|z]]", [("[X] y", "![[[X] y|z]]")]),
        ("[[[a]]]", [("a", "[[a]]")]),
        ("[[[a [[b]]", [("b", "[[b]]")]),
        ("[[A\\|B]]", [("A", "[[A\\|B]]")]),
        ("[[A#h\\|B]]", [("A#h", "[[A#h\\|B]]")]),
    ],
)
def test_brackets_and_strokes_within(text: str, wanted: list[tuple[str, str]]) -> None:
    assert places(text) == wanted
    assert parse_note("n.md", text.encode()) == parse_note("n.md", text.encode(), exact=True)
