"""Hostile words stay words: they open nothing, whatever they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits.blocks import block, said
from thesisvault.edits.edit import edit_note
from thesisvault.edits.markers import find_markers
from thesisvault.edits.words import cut, literal, plain
from thesisvault.parser.body.block import Table
from thesisvault.parser.body.inline import plain_text
from thesisvault.parser.body.markdown import read_blocks, reader
from thesisvault.parser.note import parse_note
from thesisvault.parser.rules.table import split_row

HOSTILE = [
    "<!-- /thesis:backlinks -->",
    "<!-- thesis:impact --> ",
    "--> <!--",
    "``` ~~~ `code` ``",
    "%% hidden %%%% ",
    "[[link]] ![[embed]] [a](b.md) [a]: b <http://x.y> https://x.y www.x.y",
    "#tag #a/b #2026",
    "key:: value (k:: v) [k:: v] a:::b",
    "$x$ $$y$$ ==mark== ~~del~~ **b** __b__ *i* _i_",
    "| a | b |\\| \\",
    "^block-id",
    "text ^block-id",
    "[ ] task",
    "&lt;!-- &#60; &amp;",
    "\u202e evil \u2066 \x1b[31m \x00 \r \u2028 \x85",
    "[^1] [^1]: f",
    "{{title}} <div> </div> <script>",
    "<% tp.file.title %> <%* code -%> <%+ x _%> %> <%",
    "<%%% `= this.file` `$= dv.el('a')` <<%>%>>",
    "- - - \n---\n===\n# H",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_excerpt_opens_nothing(words: str) -> None:
    check(words)


ALPHABET = st.sampled_from("<>!-/thesi:[]|#%$`~=^&;()*_\\ \n\r\t{}.ab1+")


@given(
    st.one_of(
        st.text(max_size=80),
        st.text(ALPHABET, max_size=80),
        st.lists(st.sampled_from(HOSTILE), max_size=4).map(" ".join),
    )
)
def test_no_excerpt_opens_anything(words: str) -> None:
    check(words)


def check(words: str) -> None:
    safe = literal(words)
    assert "\n" not in safe and safe == safe.strip()
    assert "<%" not in safe and "%>" not in safe  # Templater's, which knows no escape
    text = f"{block()}\nafter [[b]] and #tag\n"
    data = edit_note(text.encode(), said(f"- [[a]]: {safe}")).after
    found = find_markers(data)
    assert len(found.blocks) == 1 and not found.diagnostics and found.blocks[0].is_ours
    note = parse_note("n.md", data)
    assert [(link.target, link.managed) for link in note.links] == [("a", True), ("b", False)]
    assert [tag.name for tag in note.tags] == ["tag"]
    assert not (note.fields or note.tasks or note.block_ids or note.headings or note.tables)
    assert not (note.footnotes or note.callouts or note.diagnostics)
    # And the reader sees the words: all of them, in their order.
    (row,) = [
        token for token in reader(exact=False).parse(f"- x: {safe}\n") if token.type == "inline"
    ]
    shown = plain_text(row.children or ()).removeprefix("x:").strip()
    wanted = plain(words)
    for run in ("::", "%%"):
        while run in wanted:
            wanted = wanted.replace(run, run[0])
    assert shown == wanted
    assert {child.type for child in row.children or ()} <= {"text", "text_special"}


@pytest.mark.parametrize("words", HOSTILE)
def test_in_a_table_a_cell_stays_one(words: str) -> None:
    text = f"<!-- thesis:moves -->\n\n| a | b |\n|---|---|\n| {literal(words)} | 1 |\n\n"
    (table,) = [block for block in read_blocks(text.split("\n")).found if isinstance(block, Table)]
    assert [len(split_row(row.text)) for row in table.rows] == [2, 2]


def test_cutting() -> None:
    text = " ".join(f"word{number}" for number in range(100))
    at = text.index("word50")
    for place in (0, at, len(text) - 3):
        shown = cut(text, place)
        assert len(shown) <= 162
        assert text[place : place + 6].split(" ")[0] in shown
    assert cut("short") == "short"
    assert cut("x" * 500, 499).endswith("x") and cut("x" * 500).endswith("…")


@given(st.text(max_size=400), st.integers(0, 400))
def test_a_cut_is_never_longer(text: str, at: int) -> None:
    assert len(cut(text, min(at, len(text)))) <= 162
