"""From an offset in a block's text back to the note's line and column."""

from __future__ import annotations

import pytest

from parser.reading import cut, places, read
from thesisvault.model.text import Span
from thesisvault.parser.note import parse_note


@pytest.mark.parametrize(
    "text",
    [
        "[[x]]",
        "a\n[[x]]",
        "a\n   [[x]]",
        "> [[x]]",
        ">[[x]]",
        "> > [[x]]",
        "> lazy\n[[x]]",
        "- [[x]]",
        "-   [[x]]",
        "10. [[x]]",
        "- a\n\n  [[x]]",
        "- a\n  [[x]]",
        "\t- b\n\n- a\n\t- [[x]]",
        "> - a\n>   - [[x]]",
        "# [[x]] #",
        "#\t[[x]]",
        "   ## [[x]]",
        "[[x]]\n===",
        "[[x]] [[x",
        "é😀\u0301 [[x]]",
        "a\u2028b\x0bc\x0cd\x85e [[x]]",
        "a\r[[x]]",
        "---\na: 1\n---\n\n[[x]]",
        "[^1]: [[x]]",
        "[^1]: a\n[[x]]",
        "%%\n  [[x]]\n%%",
        "| [[x]] |\n|---|",
        "> | a |\n> |---|\n> |   [[x]]  |",
        "<span>[[x]]</span>",
        "- [ ] [[x]]",
        "> [!note] [[x]]",
        "\u3000[[x]]",
        "a  \n[[x]]",
        "a\\\n[[x]]",
    ],
)
def test_the_span_of_a_link_is_where_it_stands(text: str) -> None:
    assert places(text) == [("x", "[[x]]")]


def test_lines_are_counted_over_newlines_only() -> None:
    text = "a\u2028b\x0c\x85\n[[x]]"
    (link,) = read(text).links
    assert (link.span.line, link.span.column, link.span.shown_line) == (1, 0, 2)
    assert cut(text, link.span) == "[[x]]"


def test_repeated_text_is_not_mistaken() -> None:
    text = "- [[x]]\n- [[x]]\n  [[x]] [[x]]\n"
    spans = [link.span for link in read(text).links]
    assert [(span.line, span.column) for span in spans] == [(0, 2), (1, 2), (2, 2), (2, 8)]


def test_a_text_that_stands_in_its_own_prefix_is_found_behind_it() -> None:
    (tag,) = read("[^#t]: #t").tags
    assert (tag.span.column, tag.span.end_column) == (7, 9)


@pytest.mark.parametrize("blank", ["\u2028", "\f", "\u3000", "> \u2028"])
def test_bug_lines_that_only_unicode_calls_blank_move_no_place(blank: str) -> None:
    quote = "> " if blank.startswith(">") else ""
    (link,) = parse_note("n.md", f"{blank}\n{quote}[[a]]".encode()).links
    assert link.span == Span(1, len(quote), 1, len(quote) + 5)
