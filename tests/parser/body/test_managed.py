"""Managed blocks: what stands between our own markers."""

from __future__ import annotations

import pytest

from parser.reading import read


def managed(text: str) -> list[str]:
    return [link.target for link in read(text).links if link.managed]


def block(inside: str, start: str = "thesis:backlinks", end: str = "/thesis:backlinks") -> str:
    return f"[[before]]\n\n<!-- {start} -->\n{inside}\n<!-- {end} -->\n\n[[after]]\n"


def test_links_inside_are_managed_and_those_beside_are_not() -> None:
    note = read(block("- [[in]]\n\n[[too]]"))
    assert [(link.target, link.managed) for link in note.links] == [
        *(("before", False), ("in", True), ("too", True), ("after", False))
    ]


def test_options_and_a_hash_in_the_marker() -> None:
    assert managed(block("[[in]]", "thesis:moves window=5 sha=ab12", "/thesis:moves")) == ["in"]


def test_a_table_inside_is_managed() -> None:
    assert managed(block("\n| a |\n|---|\n| [[in]] |\n")) == ["in"]


@pytest.mark.parametrize(
    "text",
    [
        block("[[in]]", end="/thesis:moves"),
        "<!-- thesis:backlinks -->\n[[in]]\n",
        "[[in]]\n<!-- /thesis:backlinks -->\n",
        "```\n<!-- thesis:backlinks -->\n```\n[[in]]\n```\n<!-- /thesis:backlinks -->\n```\n",
        "a <!-- thesis:backlinks -->\n[[in]]\n<!-- /thesis:backlinks -->\n",
        "    <!-- thesis:backlinks -->\n\n[[in]]\n\n<!-- /thesis:backlinks -->\n",
    ],
)
def test_no_managed_block(text: str) -> None:
    assert managed(text) == []
    assert "in" in [link.target for link in read(text).links]


def test_bug_what_we_wrote_ourselves_is_no_fact() -> None:
    inside = "\n| Stock | Move |\n|---|---|\n| [[Apple]] | -2% |\n"
    note = read("#rotation\n\n" + block(inside, "thesis:moves", "/thesis:moves"))
    assert note.facts.stated_moves == ()
