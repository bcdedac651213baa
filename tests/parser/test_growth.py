"""The time to read a note grows in proportion to its length, whatever it is full of."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from itertools import product
from unittest.mock import Mock

import pytest
from markdown_it.common.html_re import HTML_TAG_RE

from hostile.growth import assert_linear, calls, repeat
from sizes import share
from thesisvault.model.note import Note
from thesisvault.parser.note import parse_note
from thesisvault.parser.rules import math

SMALLEST = share(350, 700)
"""Characters; the sizes are this, four times and sixteen times as many, or all of them larger."""


def read(text: str) -> Note:
    return parse_note("Rotations/n.md", text.encode())


@pytest.mark.parametrize(
    # In the suite every second.
    "pattern",
    [
        *("[[", "[", "![", "[[a|", "]]", "$", "$$", "$a", "%%", "%%\n", "<!--", "<!-- x\n", "<"),
        *("<a ", "`", "a`b``", "*", "**a", "*a_", "_", ">", "- ", "> - ", "|", "|a|\n", "#a", "=="),
        *("~~", "(", "](", "[a](", ":: ", "a::", "k:: v [x:: y]\n", "\\", "&", "```\n", "# a\n"),
        *("- " * 60 + "a\n", "> " * 110 + "a\n", "> - " * 50 + "a\n\n"),
        *("- a\n  - b\n", "[a]: b\n", "[^a]: b\n", "---\n", "\n", "é", " ^a\n", "since 2026 "),
        *(
            "`a [[b]] ",
            "[a](b) ",
            "[a](b",
            "- a\n* b\n",
            "- a\n\n\n",
            "![a] #b ",
            "<!--\n[[b]]\n\n",
        ),
    ][:: share(2, 1)],
)
def test_growth_is_linear(pattern: str) -> None:
    assert_linear(repeat(pattern), read, SMALLEST)


@pytest.mark.parametrize("pattern", ["==a ", "$a [[b]] "])
def test_growth_of_bounded_searches_is_linear_beyond_their_bound(pattern: str) -> None:
    assert_linear(repeat(pattern), read, 4 * SMALLEST)


QUADRATIC: dict[str, tuple[Callable[[int], str], int]] = {
    "tag.ends_white searches all that is pending": (repeat("#"), 1000),
    "tag.ends_white, in a heading": (repeat("# "), 800),
    "tag walks all delimiters": (lambda size: "*a " * (size // 6) + "#b_ " * (size // 8), 1000),
    "footnote._MARK runs to the end": (repeat("[^"), 1300),
    "markdown-it's entity rule copies the rest": (repeat("&#"), 1000),
    "fields._balanced_end runs to the end": (repeat("[a:: "), 2400),
    "fields._LINE backtracks over spaces": (lambda size: "a" + " " * size + "b\nx:: y", 1000),
    "fields asks every whole line": (
        lambda size: "k::\n" * (size // 8) + "a " + "[x::]" * (size // 10),
        1500,
    ),
    "collector._fence copies the lines below": (
        lambda size: "> ```\n\n" * (size // 28) + "\n" * (size * 3 // 4) + "x",
        7000,
    ),
    "collector asks every managed block": (
        lambda size: (
            "<!-- thesis:m -->\n<!-- /thesis:m -->\n" * (size // 74)
            + f"\n|a|\n|-|\n|{'a|' * (size // 4)}\n"
        ),
        3000,
    ),
    "phrases._CLAUSE backtracks over spaces": (
        lambda size: "| Thesis | Impact |\n|-|-|\n| a | b" + " " * size + "c |\n",
        100,
    ),
    "references asks every link for every piece": (
        lambda size: "| Flow | Detail |\n|-|-|\n| in | " + "[[a]]," * (size // 6) + "|\n",
        700,
    ),
    "tables._flow joins the row's text for every group": (
        lambda size: "| Flow | Detail |\n|-|-|\n| in | " + "a," * (size // 2) + "|\n",
        1400,
    ),
}


@pytest.mark.parametrize(("build", "smallest"), QUADRATIC.values(), ids=QUADRATIC.keys())
def test_bug_growth_is_quadratic(build: Callable[[int], str], smallest: int) -> None:
    assert_linear(build, read, smallest)


_FEW = share(250, 1500)
INSIDE = ("# h", "```", "~~~", "$$", "%%", "<div>", "<!-- x", "[x]: y", "- # h", "> # h", "---")
AROUND = ("> {}\nx\n", "> > {}\n> x\n", "> {}\nx\ny\n")


@pytest.mark.parametrize(
    # In the suite every second pair: each of either is in one.
    ("inside", "around"),
    [*product(INSIDE, AROUND)][:: share(2, 1)],
)
def test_bug_each_quote_walked_over_all_that_followed(inside: str, around: str) -> None:
    assert_linear(repeat(around.format(inside)), read, _FEW)


def test_bug_each_quoted_table_walked_over_all_that_followed() -> None:
    assert_linear(repeat("> |a|\n> |-|\nx\n"), read, _FEW)


@pytest.mark.parametrize("pattern", ["- [^1]: x\ny\n", "> - [^1]: x\n> y\n"])
def test_bug_each_footnote_walked_over_all_that_followed(pattern: str) -> None:
    assert_linear(repeat(pattern), read, _FEW)


def test_bug_a_line_of_fence_marks_was_tried_at_each_length() -> None:
    assert_linear(lambda size: "~" * size + "|", read, SMALLEST)


class Measured:
    """The library's pattern of a tag, and how many characters it was shown."""

    def __init__(self) -> None:
        self.characters = 0

    def match(self, text: str, start: int) -> re.Match[str] | None:
        found = HTML_TAG_RE.match(text, start)
        self.characters += (found.end() if found else len(text)) - start
        return found


@pytest.mark.parametrize(
    "pattern", ["[ <!--", "[<!--]", "a `x` [ <!--", "[ <!---", "[[a]] ![ <!-- \n"]
)
@pytest.mark.parametrize("end", ["<!---->", "--->"])
def test_bug_a_comment_without_an_end_was_read_to_the_end_of_the_text(
    pattern: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = Measured()
    module = sys.modules["markdown_it.rules_inline.html_inline"]
    monkeypatch.setattr(module, "HTML_TAG_RE", measured)
    text = pattern * 400 + "`b` [ " + end
    read(text)
    assert measured.characters < 3 * len(text)


@pytest.mark.parametrize(
    "pattern",
    [
        "[k:: )==",
        "$5[[| a |",
        "[a: b\n[^[a](",
        "[[[ `a` ]",
        "[a](\\ [",
        "[ \\a <!--b",
        "[[ a# ] ` ![",
        "#tag[a](![",
        "$$]([[",
    ],
)
def test_bug_each_bracket_stepped_over_all_that_others_stepped_over(pattern: str) -> None:
    text = repeat(pattern)(1_500)
    assert calls(lambda: read(text)) < 120 * len(text)  # of the library alone: 229 and more


@pytest.mark.parametrize("pattern", ["[a](", "[a](b\\(", "![a]("])
def test_bug_an_address_that_is_none_was_walked_by_single_characters(pattern: str) -> None:
    text = repeat(pattern + "b" * 20)(1_500)
    assert calls(lambda: read(text)) < 40 * len(text)  # of the library alone: 51 and more


def test_bug_a_formula_was_looked_for_behind_each_price(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = Mock(wraps=math._INLINE)
    monkeypatch.setattr(math, "_INLINE", pattern)
    read("$5#! " * 400)
    assert pattern.match.call_count < 10
