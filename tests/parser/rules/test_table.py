"""Pipe tables by Obsidian's rule."""

from __future__ import annotations

import pytest

from parser.reading import cut, places, read, targets
from thesisvault.parser.rules.table import split_row


def cells(text: str) -> list[list[str]]:
    (table,) = read(text).tables
    return [[cell.text for cell in row] for row in (table.header, *table.rows)]


def test_every_cell_stands_at_its_place() -> None:
    text = "para\n\n|  Stock | Möve\t|\n| :-- | --: |\n|[[A\\|a]] x|  **b** | c |\n| d |\n"
    (table,) = read(text).tables
    assert [[cut(text, cell.span) for cell in row] for row in (table.header, *table.rows)] == [
        ["Stock", "Möve"],
        ["[[A\\|a]] x", "**b**", "c"],
        ["d"],
    ]
    assert cells(text) == [["Stock", "Möve"], ["a x", "b", "c"], ["d"]]
    assert cut(text, table.span).startswith("Stock |")
    assert cut(text, table.span).endswith("| d")


def test_an_escaped_pipe_stands_in_the_cell_and_a_bare_one_splits_it() -> None:
    text = "|a|b|\n|-|-|\n|[[A\\|B]]|[[C|D]]|\n|1|2|[[E]]|"
    assert places(text) == [("A", "[[A\\|B]]"), ("E", "[[E]]")]
    link = read(text).links[0]
    assert (link.target, link.display) == ("A", "B")


def test_links_behind_two_escaped_pipes_keep_their_place() -> None:
    text = "| a |\n|---|\n| [[A\\|B]] x [[C\\|D]] y [[E]] |\n"
    assert places(text) == [("A", "[[A\\|B]]"), ("C", "[[C\\|D]]"), ("E", "[[E]]")]


def test_a_table_in_a_container() -> None:
    text = (
        "> | a | b |\n> |---|---|\n> | [[x]] | [[y]] |\n\n"
        "- | a | b |\n  |---|---|\n  | [[z]] | 1 |\n"
    )
    assert places(text) == [("x", "[[x]]"), ("y", "[[y]]"), ("z", "[[z]]")]
    assert len(read(text).tables) == 2


@pytest.mark.parametrize(
    "text",
    [
        "|a|b|\n|-|-|\n",
        "a|b\n-|-\n",
        "|a|\n|-|\n",
        "|a|b|\n|-|\n",
        "|a|b|\n|:-:|--:|\n",
    ],
)
def test_a_table(text: str) -> None:
    assert len(read(text).tables) == 1


@pytest.mark.parametrize(
    "text",
    [
        "para\n|a|b|\n|-|-|\n",
        "|a|b|\n",
        "|a|b|\n-|-\n",
        "a|b\n|-|-|\n",
        "|a|b|\n|x|-|\n",
        "a\n-\n",
        " |a|b|\n |-|-|\n",
        "```\n|a|b|\n|-|-|\n```",
        "\\|a\n-|-\n",
    ],
)
def test_no_table(text: str) -> None:
    assert read(text).tables == ()


def test_a_row_of_the_other_style_ends_the_table() -> None:
    assert cells("|a|b|\n|-|-|\n|1|2|\nx|y\n") == [["a", "b"], ["1", "2"]]
    assert cells("a|b\n-|-\n1|2\n|x|y|\n") == [["a", "b"], ["1", "2"]]
    assert cells("|a|b|\n|-|-|\n|1|2|\n\n|x|y|\n") == [["a", "b"], ["1", "2"]]


def test_links_after_the_table_still_count() -> None:
    assert targets("|a|b|\n|-|-|\n|1|2|\nafter [[x]]\n") == ["x"]


def test_its_headings_and_caption() -> None:
    text = (
        "# One\n\n## Two\n\n# Three\n\n## Four\n\ntext\n(Jan 8, 2026)\n\n"
        "| a |\n|---|\n| b |\n\n| c |\n|---|\n| d |\n"
    )
    first, second = read(text).tables
    assert first.headings == ("Three", "Four")
    assert first.caption == "(Jan 8, 2026)"
    assert second.caption == ""


def test_split_row() -> None:
    assert split_row("| a | [[B\\|c]] |") == [(2, "a", ()), (6, "[[B|c]]", (3,))]
    assert split_row("|a||b|") == [(1, "a", ()), (3, "", ()), (4, "b", ())]
    assert split_row("a|b") == [(0, "a", ()), (2, "b", ())]
    assert split_row("|") == []
