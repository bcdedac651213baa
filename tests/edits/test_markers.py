"""Which stretches of a note are ours, and what is said of everything that only looks so."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits.blocks import block
from hostile.growth import assert_linear
from thesisvault.edits.markers import (
    body_hash,
    find_markers,
)
from thesisvault.edits.options import BlockName, Options
from thesisvault.model.diagnostics import Severity
from thesisvault.parser.body.managed import managed_ranges, may_hold_markers
from thesisvault.parser.body.markdown import read_blocks
from thesisvault.parser.frontmatter import read_front_matter

START, END = "<!-- thesis:backlinks -->", "<!-- /thesis:backlinks -->"


def codes(text: str) -> list[str]:
    found = find_markers(text.encode())
    assert not (found.blocks and found.faults and found.faults[0].severity is not Severity.INFO)
    return [item.code for item in found.diagnostics]


def test_blocks_with_their_places() -> None:
    text = "---\na: 1\n---\n\n# T\n\n" + block("moves", "x\n", " window=-1,1") + "\n" + block()
    data = text.encode()
    first, second = find_markers(data).blocks
    assert (first.name, second.name) == (BlockName.MOVES, BlockName.BACKLINKS)
    assert (data[first.start : first.end], first.body) == (b"x\n", "x\n")
    assert (second.start, second.body, second.hash) == (second.end, "", None)
    assert data[: first.hash_start].endswith(b"<!-- thesis:moves window=-1,1")
    assert (first.line, first.end_line, first.options.window) == (6, 8, (-1, 1))


def test_options() -> None:
    text = block("moves", "", " window=0, symbols=NVDA,^GSPC event=2026-01-08 hash=00")
    (found,) = find_markers(text.encode()).blocks
    assert found.options == Options((0, None), ("NVDA", "^GSPC"), dt.date(2026, 1, 8))
    assert found.hash == "00"


def test_whose_a_body_is() -> None:
    for body, mark, ours in (
        ("", "", True),
        (" \n\n", "", True),
        ("\n", " hash=abc", True),  # emptied: there is nothing to lose
        ("x\n", "", False),
        ("x\n", " hash=abc", False),
        ("x\n", " hash=" + body_hash("x\n"), True),
    ):
        (found,) = find_markers(block("backlinks", body, mark).encode()).blocks
        assert found.is_ours is ours, (body, mark)


def test_line_ends_do_not_change_the_hash() -> None:
    text = block("impact", "x\n", " hash=" + body_hash("x\n"))
    (found,) = find_markers(text.replace("\n", "\r\n").encode()).blocks
    assert found.is_ours and found.newline == "\r\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{START}\n", ["marker-unclosed"]),
        (f"{END}\n", ["marker-unopened"]),
        (f"{START}\n<!-- /thesis:impact -->\n", ["marker-unclosed", "marker-unopened"]),
        (f"{START}\n{START}\n{END}\n{END}\n", ["marker-doubled"]),
        (f"{START}\n{block('impact')}{END}\n", ["marker-nested"]),
        (f"{block()}\n{block()}", ["marker-doubled"]),
        (block("moves") + block("moves", "", " hash=ab"), ["marker-doubled"]),
        (block("bogus"), ["marker-unknown", "marker-unknown"]),
        (block("backlinks-old"), ["marker-unknown", "marker-unknown"]),
        (block("Backlinks"), ["marker-unknown", "marker-unknown"]),
        (block("backlinks", "", " window=1,2"), ["marker-option"]),
        (block("moves", "", " window=x"), ["marker-option"]),
        (block("moves", "", " window=3,1"), ["marker-option"]),
        (block("moves", "", " event=2026-02-30"), ["marker-option"]),
        (block("moves", "", " symbols=A,,B"), ["marker-option"]),
        (block("moves", "", " symbols=A symbols=B"), ["marker-option"]),
        (block("moves", "", " words"), ["marker-option"]),
        (f"{START}\n<!-- /thesis:backlinks hash=1 -->\n", ["marker-option"]),
        (f"```\n{block()}```\n", ["marker-in-code"] * 2),
        (f"a\n\n    {START}\n", ["marker-in-code"]),
        (f"Write `{START}` there.\n", ["marker-in-code"]),
        (f"Write {START} there.\n", ["marker-misplaced"]),
        (f"`x` {START} `{START}`\n", ["marker-misplaced"]),
        (f"- {START}\n  {END}\n", ["marker-misplaced"] * 2),
        (f"> {START}\n> {END}\n", ["marker-misplaced"] * 2),
        (f"<!--\n{START}\n", ["marker-misplaced"]),
        (f"%%\n{block()}%%\n", ["marker-misplaced"] * 2),
        (f"$$\n{block()}$$\n", ["marker-misplaced"] * 2),
        (f"| a |\n|---|\n| {START} |\n", ["marker-misplaced"]),
        (f"---\na: {START}\n---\n", ["marker-misplaced"]),
        (f"<div>\n{START}\n</div>\n", ["marker-misplaced"]),
        ("<!--\nthesis:backlinks -->\n", ["marker-misplaced"]),
        (f"{START} x -->\n{END}\n", ["marker-misplaced", "marker-unopened"]),
        (f"{START}\n```\n{END}\n", ["marker-in-code", "marker-unclosed"]),
    ],
)
def test_what_is_no_block(text: str, expected: list[str]) -> None:
    found = find_markers(text.encode())
    assert sorted(item.code for item in found.diagnostics) == sorted(expected)
    assert not found.blocks
    only_code = set(expected) == {"marker-in-code"}
    assert bool(found.faults) is not only_code
    assert codes("# fine\n\n" + text if not text.startswith("---") else text)


def test_a_marker_shown_in_code_beside_a_block_keeps_the_note_as_it_is() -> None:
    found = find_markers(f"{block()}\n```\n{block('impact')}```\n".encode())
    assert len(found.blocks) == 1
    assert [item.code for item in found.faults] == ["marker-in-code"] * 2


def test_what_cannot_be_read_well_is_not_written() -> None:
    for bad in (b"\xff\n", b"\0\n", b"<<<<<<< HEAD\n"):
        found = find_markers(bad + block().encode())
        assert [item.code for item in found.faults] == ["marker-unread"]
    assert find_markers(block().encode("utf-16")).faults
    assert find_markers(block().encode() + b" " * 9_000_000).faults
    assert not find_markers(b"\xff no marker").diagnostics


def test_a_quick_look() -> None:
    assert may_hold_markers(block().encode())
    assert not may_hold_markers(b"# Nothing\n")


LINES = st.sampled_from(
    [
        *(START, END, "<!-- thesis:impact -->", "<!-- /thesis:impact -->"),
        *("<!-- thesis:moves window=-1,1 hash=ab -->", "<!-- /thesis:moves -->"),
        *("```", "~~~", "$$", "%%", "<!--", "-->", "<div>", "", "", "- a", "> b", "    c", "text"),
        *("| a | b |", "|---|---|", "---", "# H", "\t", "a\rb", "\r", "\u2028", "[[x]]"),
        "  <!-- thesis:backlinks -->",
    ]
)


@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_blocks_are_those_of_the_parser(lines: list[str], newline: str, bom: bool) -> None:
    text = newline.join(lines)
    data = (b"\xef\xbb\xbf" if bom else b"") + text.encode()
    found = find_markers(data)
    plain = text.replace("\r\n", "\n").replace("\r", " ")
    front = read_front_matter(plain).body_line
    ranges = list(managed_ranges(read_blocks(plain.split("\n")[front:], exact=True).found))
    for item in found.blocks:
        assert range(item.line + 1 - front, item.end_line - front) in ranges
        assert (
            data[item.start : item.end].decode().replace("\r\n", "\n").replace("\r", " ")
            == item.body
        )
        assert data[item.end :].lstrip(b" ").startswith(f"<!-- /thesis:{item.name} -->".encode())
    if not found.diagnostics:
        assert len(found.blocks) == len(ranges)


@pytest.mark.parametrize(
    "line", [f"{START}\n", f"{START}\n{END}\n", f"x {START}\n", "<!-- /thesis:moves -->\n"]
)
def test_time_grows_with_the_length(line: str) -> None:
    assert_linear(lambda count: (line * count).encode(), find_markers, 400)


@pytest.mark.parametrize(
    "text", ["<!-- thesis:moves --", "<!-- thesis:", "x\n\n<!-- thesis:a -- >"]
)
def test_a_marker_cut_off_in_the_last_line_is_said(text: str) -> None:
    assert [item.code for item in find_markers(text.encode()).diagnostics] == ["marker-misplaced"]
