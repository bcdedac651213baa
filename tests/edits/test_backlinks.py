"""Who links here, with which words; links that lead to the right note from where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import dedent
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits.blocks import block, vault
from hostile.growth import assert_linear
from thesisvault.edits.backlinks import Quotes, backlinks_body
from thesisvault.edits.words import Wikilinks
from thesisvault.graph.vault import Backlink
from thesisvault.model.note import Note
from thesisvault.parser.note import parse_note


def rows(notes: Mapping[str, str], path: str = "b.md", *attachments: str) -> list[str]:
    found = vault(notes, *attachments)
    lines = {name: dedent(text).lstrip("\n").split("\n") for name, text in notes.items()}
    quotes = Quotes(found.notes, lambda name: lines[name])
    body = backlinks_body(found, path, quotes, Wikilinks(found))
    assert body.startswith("\n") and body.endswith("\n\n")
    return body.strip("\n").split("\n")


def test_a_row_a_line_sorted_by_note_and_place() -> None:
    notes = {
        "z.md": "Later [[b]] and [[b|so called]] again.\n\n> quoted [y](b.md) **bold**\n",
        "a.md": "- [ ] task [[b#H]]\n",
        "b.md": "[[b]]",
    }
    assert rows(notes) == [
        "- [[a]]: \\[ \\] task b",
        "- [[z]]: Later b and so called again.",
        "- [[z]]: quoted y bold",
    ]


def test_nothing_links_here() -> None:
    assert rows({"b.md": ""}) == ["Nothing links here yet."]


def test_managed_links_and_templates_do_not_count() -> None:
    notes = {"a.md": block("backlinks", "[[b]]\n"), "Templates/t.md": "[[b]]", "b.md": ""}
    assert rows(notes) == ["Nothing links here yet."]


def test_a_property_is_named() -> None:
    notes = {"a.md": '---\ngroups: ["[[b]]", "[[c]]"]\n---\n', "b.md": ""}
    assert rows(notes) == ["- [[a]] (property groups)"]


def test_a_table_row_is_told_in_words() -> None:
    notes = {"a.md": "| x | y |\n|---|---|\n| [[b\\|B]] | 1 |\n", "b.md": ""}
    assert rows(notes) == ["- [[a]]: B · 1"]


def test_long_lines_are_cut_around_the_link() -> None:
    (row,) = rows({"a.md": "word " * 100 + "[[b]]" + " more" * 100, "b.md": ""})
    assert " b more" in row and row.count("…") == 2 and len(row) < 180


def test_an_excerpt_cannot_break_out() -> None:
    notes = {"a.md": "[[b]] <!-- /thesis:backlinks --- > #tag [[c]] %%x `y`\n", "b.md": ""}
    (row,) = rows(notes)
    assert row == "- [[a]]: b \\<\\!-- /thesis:backlinks --- > \\#tag c %x y"


def test_a_comment_is_not_repeated() -> None:
    notes = {"a.md": "%%[[b]] or not%% so\n\nIt is [[b]] <!-- later --> now, `%%p%%`\n", "b.md": ""}
    assert rows(notes) == ["- [[a]]: so", "- [[a]]: It is b now, %p%"]


def test_ambiguous_names_are_linked_by_path() -> None:
    notes = {"x/a.md": "[[b]]", "y/a.md": "[[b]]", "c.md": "[[b]]", "b.md": ""}
    assert [row.partition(":")[0] for row in rows(notes)] == [
        "- [[c]]",
        "- [[x/a|a]]",
        "- [[y/a|a]]",
    ]
    # A file that is no note may have the name too; what cannot be linked is words.
    assert rows({"a.md": "[[b]]", "b.md": ""}, "b.md", "f/a") == ["- [[a|a]]: b"]
    assert rows({"a[1].md": "[[b]]", "b.md": ""}) == ["- a\\[1\\]: b"]


NAMES = st.text(st.sampled_from("aAbé .-_#|^[]%&'()é"), min_size=1, max_size=6)
PATHS = st.builds(
    lambda folders, name: "/".join([*folders, name]) + ".md",
    st.lists(st.sampled_from(["x", "y", "x y"]), max_size=2),
    NAMES.filter(lambda name: name.strip(". ") != ""),
)


@given(st.sets(PATHS, min_size=1, max_size=6), st.booleans())
def test_every_link_leads_to_its_note(paths: set[str], in_table: bool) -> None:
    notes = vault(dict.fromkeys(paths, ""))
    links = Wikilinks(notes)
    for source in paths:
        for target in paths:
            text = links.to(target, source, in_table=in_table)
            if in_table:
                text = f"| x | y |\n|---|---|\n| {text} | |\n"
            found = parse_note(source, text.encode()).links
            assert [notes.names.resolve(link.target, source) for link in found] in ([target], [])
            plain = not set(target) & set("[]|#^") and "%%" not in target
            if plain and target[:-3] == target[:-3].strip() and "/ " not in target:
                assert found or notes.names.resolve(target[:-3], source) != target


def ask_all(note: Note, text: str) -> list[str]:
    """What is said of each link of a note."""
    quotes = Quotes({note.path: note}, lambda _: text.split("\n"))
    return [quotes.said(Backlink(note.path, link)) for link in note.links]


def test_bug_the_whole_line_was_read_for_each_of_its_links() -> None:
    def work(item: tuple[Note, str]) -> object:
        return ask_all(*item)

    def build(size: int) -> tuple[Note, str]:
        text = "[[b]] wörd " * size
        return parse_note("a.md", text.encode()), text

    assert_linear(build, work, 100)


class Walked(tuple[Any, ...]):
    """A tuple that counts how often it is walked over."""

    times = 0

    def __iter__(self) -> Iterator[Any]:
        self.times += 1
        return super().__iter__()


@pytest.mark.parametrize(
    "text",
    ["[[b]] w\n" * 50, "---\n" + "".join(f'k{at}: "[[b]]"\n' for at in range(50)) + "---\n"],
    ids=["lines", "properties"],
)
def test_bug_all_of_a_note_was_walked_over_for_each_of_its_links(text: str) -> None:
    note = parse_note("a.md", text.encode())
    links, properties = Walked(note.links), Walked(note.properties)
    said = ask_all(msgspec.structs.replace(note, links=links, properties=properties), text)
    assert said in ([": b w"] * 50, [f" (property k{at})" for at in range(50)])
    assert links.times <= 2 and properties.times == 0  # one of the two is the test's own


@pytest.mark.parametrize(
    "now", ["", "x", "See", "See the [[b]", "Quite another line, and a long one"]
)
def test_bug_a_line_that_had_become_shorter_was_a_fault(now: str) -> None:
    """Between a note's being read and its line's being quoted somebody saves it."""
    note = parse_note("a.md", b"See the [[b]] and [[b|so called]].\n")
    quotes = Quotes({note.path: note}, lambda _: [now])
    assert all(isinstance(quotes.said(Backlink(note.path, link)), str) for link in note.links)


def test_a_bracket_at_the_end_of_a_line_that_has_become_shorter() -> None:
    note = parse_note("a.md", b"See the [[b]].\n")
    quotes = Quotes({note.path: note}, lambda _: ["See the "])
    assert quotes.said(Backlink(note.path, note.links[0])) == ": See the b"
