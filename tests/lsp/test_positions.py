"""Random edits in three encodings: the texts stay equal, and every range names what it should."""

from __future__ import annotations

import random

import pytest
from lsprotocol import types

from lsp.desks import sliced
from sizes import share
from thesisvault.lsp.findings import alone
from thesisvault.lsp.positions import Lines, codepoints, units
from thesisvault.lsp.texts import Text
from thesisvault.model.text import Span

ENCODINGS = ("utf-8", "utf-16", "utf-32")
PIECES = (
    *(
        "a",
        "Oil",
        " ",
        "\n",
        "\r\n",
        "\u2028",
        "\x85",
        "\x0c",
        "\x1c",
        "é",
        "e\u0301",
        "🚀",
        "👩‍🔬",
        "漢",
    ),
    *("[[NVIDIA]]", "[[Nowhere 🚀]]", "# 🚀 head\n", "| a | b |\n|---|---|\n| 🚀 | [[x]] |\n"),
    *("---\ntype: thesis\n---\n", "`code`", "#tag/🚀x ", "```\n"),
)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_place_goes_to_the_client_and_back(encoding: str) -> None:
    rng = random.Random(encoding)
    text = ""
    for _ in range(share(200, 2000)):
        text = _edited(rng, text)
        lines = Lines(text, encoding)
        shown = text.removeprefix("\ufeff").split("\n")
        assert len(lines) == len(shown)
        number = rng.randrange(len(shown))
        line = shown[number].removesuffix("\r")
        assert lines.line(number) == line
        column = rng.randint(0, len(line))
        assert lines.place(lines.position(number, column)) == (number, column)
        last = rng.randint(column, len(line))
        place = lines.range(Span(number, column, number, last))
        assert sliced(text, place, encoding) == line[column:last]
        beyond = types.Position(number, units(line, encoding) + 99)
        assert lines.place(beyond) == (number, len(line))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_range_names_what_it_is_about(encoding: str) -> None:
    rng = random.Random(encoding)
    text = ""
    for _ in range(share(60, 2000)):
        text = _edited(rng, text)
        shown = Text("file:///v/a.md", "a.md", 1, text, encoding, None)
        for link in shown.note.links:
            said = sliced(text, shown.lines.range(link.span), encoding)
            assert said.startswith(("[[", "![[")) and said.endswith("]]"), said
            assert link.target in said
        for heading in shown.note.headings:
            first = heading.text.split("\n")[0].strip()  # underlined ones may have several lines
            said = sliced(text, shown.lines.range(heading.span), encoding)
            # A lone carriage return is read as a space: such a note gets findings, and no edits.
            # A first line of nothing but form feeds is no part of a heading's text.
            assert first in said or not shown.may_be_edited or not said.strip()
        for item in alone(shown):
            sliced(text, item.range, encoding)  # it lies in the text


def _edited(rng: random.Random, text: str) -> str:
    """One more edit, as a person makes them: a piece comes, or a stretch goes."""
    if rng.random() < 0.02:
        return rng.choice(("", "\ufeff"))
    if len(text) > 400 or (text and rng.random() < 0.3):
        start = rng.randrange(len(text))
        return text[:start] + text[start + rng.randint(1, 40) :]
    at = rng.randint(0, len(text))
    piece = rng.choice(PIECES)
    whole = text[:at] + piece + text[at:]
    return whole[:1] + whole[1:].replace("\ufeff", "")


def test_half_a_letter_is_none() -> None:
    assert codepoints("🚀x", 1, "utf-16") == 0
    assert codepoints("🚀x", 2, "utf-16") == 1
    assert codepoints("🚀x", 3, "utf-8") == 0
    assert codepoints("🚀x", 4, "utf-8") == 1


def test_a_byte_order_mark_is_a_column_of_the_client_alone() -> None:
    lines = Lines("\ufeff# Oil\nx", "utf-16")
    assert lines.position(0, 2) == types.Position(0, 3)
    assert lines.place(types.Position(0, 3)) == (0, 2)
    assert lines.place(types.Position(0, 0)) == (0, 0)
    assert lines.position(1, 1) == types.Position(1, 1)
