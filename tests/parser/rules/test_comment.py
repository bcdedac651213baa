"""``%%…%%`` and ``<!-- -->``."""

from __future__ import annotations

import pytest

from parser.reading import places, read, tags, targets


@pytest.mark.parametrize(
    "text",
    [
        "%% [[x]] #t %%",
        "a %%[[x]] #t%% b",
        "%%\n[[x]] #t\n%%",
        "%%\n\n[[x]] #t\n\n%%",
        "%% [[x]] #t",
        "%%\n[[x]] #t",
        "> %%\n> [[x]] #t\n> %%",
    ],
)
def test_links_and_tags_in_a_comment_count(text: str) -> None:
    assert places(text) == [("x", "[[x]]")]
    assert tags(text) == ["t"]


def test_a_heading_in_a_comment_block_is_none() -> None:
    note = read("%%\n# Hidden\n%%\n\n# Shown")
    assert [heading.text for heading in note.headings] == ["Shown"]


def test_a_comment_ends_with_the_container_it_stands_in() -> None:
    assert [heading.text for heading in read("- %%\n  [[x]]\n\n# After").headings] == ["After"]


def test_a_comment_within_one_line_is_text() -> None:
    note = read("%% a %%\n\n# Head\n\n%%\n# No\n%%")
    assert [heading.text for heading in note.headings] == ["Head"]


@pytest.mark.parametrize(
    "text", ["<!-- [[x]] #t -->", "a <!-- [[x]] #t --> b", "<!--\n[[x]]\n\n#t\n-->"]
)
def test_nothing_counts_in_an_html_comment(text: str) -> None:
    assert targets(text) == []
    assert tags(text) == []


def test_what_follows_an_html_comment_counts() -> None:
    assert targets("<!--\n[[x]]\n-->\n[[y]]\n\na <!-- b --> [[z]]") == ["y", "z"]


def test_text_in_inline_html_counts() -> None:
    assert targets("a <span>[[x]]</span><br>[[y]]") == ["x", "y"]
