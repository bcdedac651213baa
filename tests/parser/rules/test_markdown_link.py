"""``[x](Note.md)`` and its image."""

from __future__ import annotations

import pytest

from parser.reading import cut, only_link, places, targets
from thesisvault.model.note import LinkKind


@pytest.mark.parametrize(
    ("text", "target", "subpath"),
    [
        ("[x](Note.md)", "Note.md", ""),
        ("[x](Note)", "Note", ""),
        ("[x](<Three laws.md>)", "Three laws.md", ""),
        ("[x](a%20b.md#the%20head)", "a b.md", "#the head"),
        ("[x](a_(b).md)", "a_(b).md", ""),
        ("[x](a%23b.md)", "a#b.md", ""),  # split before it is decoded
        ("[x](#Head)", "", "#Head"),
        ('[x](Note.md "title")', "Note.md", ""),
        ("[x]( Note.md )", "Note.md", ""),
        ("[](Note.md)", "Note.md", ""),
        ("[x](../up/Note.md)", "../up/Note.md", ""),
    ],
)
def test_addresses_are_decoded_and_split(text: str, target: str, subpath: str) -> None:
    link = only_link(f"é {text} z")
    assert (link.kind, link.target, link.subpath) == (LinkKind.MARKDOWN, target, subpath)
    assert cut(f"é {text} z", link.span) == text


@pytest.mark.parametrize(
    "text",
    [
        "[]()",
        "[x]()",
        "[x](https://example.org)",
        "[x](mailto:a@example.org)",
        "[x](obsidian://open?vault=v)",
        "![x](https://example.org/a.png)",
        "[x](Note with spaces.md)",
        "[x][ref]\n\n[ref]: Note.md",
        "[ref]: Note.md",
        "<Note.md>",
        "<https://example.org>",
        "`[x](Note.md)`",
        r"\[x](Note.md)",
    ],
)
def test_no_link_of_the_vault(text: str) -> None:
    assert targets(text) == []


def test_an_image_is_an_embed() -> None:
    link = only_link("![a pipe|100](pic%201.png)")
    assert (link.kind, link.target, link.display) == (LinkKind.EMBED, "pic 1.png", "a pipe|100")


def test_a_wikilink_in_the_text_of_a_link_counts_too() -> None:
    assert places("[a [[b]] c](d.md)") == [("d.md", "[a [[b]] c](d.md)"), ("b", "[[b]]")]


def test_the_display_is_what_stands_between_the_brackets() -> None:
    assert only_link("[the *text*](a.md)").display == "the *text*"
    assert only_link("[](a.md)").display is None


def test_bug_the_display_ends_at_the_links_own_bracket() -> None:
    assert only_link("[x](<a](b.md>)").display == "x"
