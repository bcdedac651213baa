"""``%%…%%`` and ``<!-- -->``."""

from __future__ import annotations

import pytest

from parser.reading import places, read, tags, targets
from thesisvault.model.facts import Figure
from thesisvault.parser.rules.comment import blanked


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a %%b%% c", "a       c"),
        ("%%a%%%%b%%", " " * 10),
        ("a <!-- b --> c", "a            c"),
        ("a %%b\nc%% d", "a    \n    d"),
        ("a %%b", "a %%b"),
        ("a <!-- %%b%%", "a <!--      "),
        ("`%%a%%` %%b%%", "`%%a%%`      "),
        ("``%%`a%%`` %%b%%", "``%%`a%%``      "),
        ("` %%a%%", "`      "),
        ("%%`%% a `b`", "      a `b`"),
    ],
)
def test_every_other_sign_keeps_its_place(text: str, said: str) -> None:
    assert blanked(text) == said


STATING = """\
# Long quartz %%draft%%

**Stop:** 41.50 %%was 40%%
**Target:** 62 <!-- was 60 -->

## Kill criteria %%to do%%

- margin below 40% %%by Ann%%
- %%margin below 20%%

## Catalysts

- 2026-05-14: permits %%not now%% granted
- %%2026-06-14: hearing%%

| Stock | Weight |
|---|---|
| QQZA %%QQZB%% | 40% %%50%% |
| %%[[Sand]]%% | 5% |
| [[Glass]] %%[[Sand]]%% | 60% |
"""


def test_a_comment_states_nothing_and_is_not_shown() -> None:
    facts = read(STATING, "Theses/Long quartz.md").facts
    held = [(item.subject.name, item.weight) for item in facts.exposures]
    assert held == [("QQZA", 0.4), ("Glass", 0.6)]
    (catalyst,) = facts.catalysts
    assert catalyst.subject.name == "permits granted"
    (criterion,) = facts.criteria
    assert (criterion.text, criterion.rule) == ("margin below 40%", "bullet under Kill criteria")
    levels = {item.name: item.text for item in facts.all() if isinstance(item, Figure)}
    assert (levels["stop"], levels["target"]) == ("41.50", "62")


def test_links_in_comments_of_a_table_count() -> None:
    assert targets(STATING) == ["Sand", "Glass", "Sand"]
