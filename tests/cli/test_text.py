"""How wide texts are."""

from __future__ import annotations

import re
import sys

from wcwidth import wcwidth

from hostile.growth import assert_linear
from thesisvault.model.diagnostics import RULES
from thesisvault.render.lines import KNOWN, NARROW, Page, excerpt, width, wrap

EVERY = "".join(map(chr, range(sys.maxunicode + 1)))


def test_what_is_taken_for_narrow_is_narrow() -> None:
    taken = "".join(found[0] for found in NARROW.finditer(EVERY))
    assert len(taken) > 700
    assert {wcwidth(char) for char in taken} == {1}


def test_letters_that_are_known_take_the_columns_that_they_take() -> None:
    known = "".join(found[0] for found in re.finditer(KNOWN, EVERY))
    assert len(known) > 30_000
    assert [char for char in known if width(char) != wcwidth(char)] == []


def test_wide_and_combining_letters() -> None:
    assert (width("日本"), width("e\u0301"), width("a—“b”…")) == (4, 1, 6)


def test_an_excerpt_is_cut_at_words_around_its_column() -> None:
    line = "  " + "one two " * 40
    assert excerpt(line, 0, 20) == "one two one two one…"
    assert excerpt(line, 102, 20) == "…two one two one tw…"
    assert excerpt("x" * 500, 400, 20) == "…" + "x" * 18 + "…"
    assert excerpt("a" + "\u0301" * 900 + " end", 903, 20) == "a" + "\u0301" * 900 + " end"


def test_bug_a_line_was_cleaned_for_each_excerpt_of_it() -> None:
    def all_of(line: str) -> None:
        excerpt("another", 0, 20)  # what is remembered is one line
        for column in range(0, len(line), 10):
            excerpt(line, column, 20)

    assert_linear(lambda size: "wörd word " * size, all_of, 100)


def test_a_line_too_long_flows_below_with_its_styles() -> None:
    page = Page(20)
    page.flowing(("Long copper and grids", "bold"), " · ", ("pressured", "red"), indent=2)
    assert page.lines == [
        (("Long copper and", "bold"),),
        ("  ", ("grids", "bold"), " · ", ("pressured", "red")),
    ]


def test_words_without_blanks_are_broken_where_they_are_wide() -> None:
    assert wrap("半導体製造装置", 6) == ["半導体", "製造装", "置"]
    assert wrap("averylongword `a command`", 6) == ["averylongword", "`a command`"]


def test_the_heads_of_findings_fit_a_line() -> None:
    heads = (f"{rule.severity.value} {code}: {rule.title} (99)" for code, rule in RULES.items())
    assert [head for head in heads if len(head) > 80] == []
