"""One note: filled, left alone, or refused; and every byte outside of the blocks as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits.blocks import block, not_ours, said
from thesisvault.edits.edit import UnsafeSplice, add_block, edit_note, splice
from thesisvault.edits.markers import body_hash, find_markers
from thesisvault.edits.options import BlockName
from thesisvault.edits.words import literal
from thesisvault.parser.note import parse_note

BODY = "\n- x\n\n"
FILL = said("- x")


def test_an_empty_block_is_filled() -> None:
    edit = edit_note(f"a\n{block()}b".encode(), FILL)
    mark = f" hash={body_hash(BODY)}"
    assert edit.after.decode() == f"a\n{block('backlinks', BODY, mark)}b"
    assert not edit.is_refused


def test_twice_is_once_and_a_change_is_written_over() -> None:
    first = edit_note(block().encode(), FILL).after
    assert edit_note(first, FILL).after == first
    other = edit_note(first, said("- y")).after
    assert b"- y" in other and b"- x" not in other


def test_options_and_odd_spacing_of_a_marker_are_kept() -> None:
    text = "  <!--thesis:moves  window=-1,1\thash=ff  symbols=A-->  \n<!-- /thesis:moves -->"
    after = edit_note(text.encode(), FILL).after.decode()
    mark = body_hash(BODY)
    assert after.startswith(f"  <!--thesis:moves  window=-1,1\thash={mark}  symbols=A-->  \n")
    bare = edit_note(b"<!--thesis:impact-->\n<!--/thesis:impact-->", FILL).after.decode()
    assert bare == f"<!--thesis:impact hash={mark}-->\n{BODY}<!--/thesis:impact-->"


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_newline_style_bom_and_absent_final_newline(bom: bytes) -> None:
    text = f"# Ü\n\n{block()}".rstrip("\n").replace("\n", "\r\n")
    after = edit_note(bom + text.encode(), FILL).after
    assert after.startswith(bom + b"# \xc3\x9c\r\n")
    assert after.endswith(b"<!-- /thesis:backlinks -->")
    assert after.count(b"\n") == after.count(b"\r\n") == 6
    assert edit_note(after, FILL).after == after


def test_the_style_is_that_of_the_markers_own_line() -> None:
    after = edit_note(b"a\r\n" + block().encode(), FILL).after
    assert after.count(b"\r\n") == 1


def test_a_hand_edit_refuses_the_whole_note_and_shows_what_would_stand_there() -> None:
    text = block("impact") + "\n" + block("backlinks", "mine\n", " hash=00")
    edit = edit_note(text.encode(), FILL)
    assert edit.is_refused
    assert edit.after == edit.before == text.encode()
    assert edit.wanted.count(b"- x") == 2 and b"mine" not in edit.wanted
    (found,) = edit.diagnostics
    assert (found.code, found.span.shown_line) == ("marker-edited", 4)


def test_words_in_a_block_that_we_never_wrote_are_the_users() -> None:
    edit = edit_note(block("backlinks", "mine\n").encode(), FILL)
    assert [item.code for item in edit.diagnostics] == ["marker-edited"]


def test_what_stands_there_already_is_adopted_whoever_wrote_it() -> None:
    edit = edit_note(block("backlinks", BODY, " hash=00").encode(), FILL)
    assert not edit.is_refused
    assert f"hash={body_hash(BODY)}".encode() in edit.after


def test_an_emptied_block_is_filled_again() -> None:
    edit = edit_note(block("backlinks", "\n", " hash=00").encode(), FILL)
    assert not edit.is_refused and b"- x" in edit.after


def test_without_a_block_nothing_is_done() -> None:
    for text in ("# A\n", f"```\n{block()}```\n"):
        edit = edit_note(text.encode(), FILL)
        assert edit.after == text.encode() and not edit.is_refused and not edit.blocks


def test_a_fault_in_one_marker_refuses_the_note() -> None:
    text = f"{block()}\n<!-- thesis:impact -->\n".encode()
    edit = edit_note(text, FILL)
    assert edit.is_refused and edit.after == text


@pytest.mark.parametrize(
    "body",
    ["```\n", "<!-- thesis:impact -->\n", "<!-- x\n", "%%\nx\n", "<!-- /thesis:backlinks -->\n"],
)
def test_a_body_that_would_break_out_is_never_written(body: str) -> None:
    data = block().encode()
    edit = edit_note(data, lambda block: body)
    assert [item.code for item in edit.diagnostics] == ["marker-unsafe"]
    assert edit.after == edit.wanted == data
    (found,) = find_markers(data).blocks
    with pytest.raises(UnsafeSplice):
        splice(data, [(found, body)])


def test_adding_a_block() -> None:
    mark = f" hash={body_hash(BODY)}"
    filled = block("impact", BODY, mark)
    for before, after in (
        ("", filled),
        ("# A\n", f"# A\n\n{filled}"),
        ("# A", f"# A\n\n{filled}"[:-1]),
        ("# A\r\n", f"# A\n\n{filled}".replace("\n", "\r\n")),
        ("- a\n  - b\n", f"- a\n  - b\n\n{filled}"),
    ):
        edit = add_block(before.encode(), BlockName.IMPACT, FILL)
        assert edit.after.decode() == after
        again = add_block(edit.after, BlockName.IMPACT, FILL)
        assert again.after == edit.after and not again.is_refused


def test_adding_fills_the_other_blocks_too_and_refuses_where_there_is_no_room() -> None:
    edit = add_block(block().encode(), BlockName.MOVES, FILL)
    assert edit.after.count(b"- x") == 2
    for open_there in ("```\n", "<!--\n", "%%\n", "$$\n"):
        refused = add_block(open_there.encode(), BlockName.MOVES, FILL)
        assert [item.code for item in refused.diagnostics] == ["marker-no-room"]
        assert refused.after == open_there.encode()
    bad = f"{block()}<!-- thesis:impact -->\n".encode()
    assert add_block(bad, BlockName.MOVES, FILL).diagnostics[0].code == "marker-unclosed"


PIECES = st.one_of(
    st.sampled_from(
        [
            *("# H", "- a", "  - b", "> q", "| a | b |", "|---|---|", "| 1 | 2 |", "", "", "---"),
            *(
                "```py",
                "```",
                "    code",
                "%%",
                "$$",
                "<!--",
                "-->",
                "<!-- x -->",
                "<div>",
                "</div>",
            ),
            *(
                "text [[a]] #t",
                "[^1]: f",
                "key:: v",
                "- [ ] task ^id",
                "\ttab",
                "a\rb",
                "\u2028",
                "Ünï",
            ),
        ]
    ),
    st.text(max_size=12).map(lambda text: text.replace("\n", " ")),
)
BLOCKS = st.builds(
    lambda name, body, known, option: block(
        name,
        body,
        option + (f" hash={body_hash(body)}" if known else ""),
    ),
    st.sampled_from(["backlinks", "moves", "impact"]),
    st.sampled_from(["", "\n", "\nold\n\n", "mine\n"]),
    st.booleans(),
    st.just(""),
)
NOTES = st.lists(st.one_of(PIECES.map(lambda line: line + "\n"), BLOCKS), max_size=12)


@given(
    NOTES,
    st.text(max_size=60),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)
def test_bytes_outside_are_identical_and_twice_is_once(
    pieces: list[str], words: str, newline: str, bom: bool, final: bool
) -> None:
    text = "".join(pieces)
    if not final:
        text = text.removesuffix("\n")
    data = (b"\xef\xbb\xbf" if bom else b"") + text.replace("\n", newline).encode(
        "utf-8", "replace"
    )
    fill = said(f"- [[a]]: {literal(words)}")
    edit = edit_note(data, fill)
    assert "marker-unsafe" not in [item.code for item in edit.diagnostics]
    if edit.is_refused or not edit.blocks:
        assert edit.after == data
        return
    assert not_ours(edit.after) == not_ours(data)
    assert edit_note(edit.after, fill).after == edit.after
    assert len(find_markers(edit.after).blocks) == len(edit.blocks)
    # Nothing of the note is read otherwise than before, but for where it stands.
    before, after = parse_note("n.md", data), parse_note("n.md", edit.after)
    assert [item.text for item in before.headings] == [item.text for item in after.headings]
    mine = [item.target for item in before.links if not item.managed]
    assert mine == [item.target for item in after.links if not item.managed]
    assert [item.name for item in before.tags] == [item.name for item in after.tags]
