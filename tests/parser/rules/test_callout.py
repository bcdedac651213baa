"""A callout's title is its first line; what stands below it begins blocks of its own."""

from __future__ import annotations

import pytest

from thesisvault.parser.note import parse_note

TABLE = ("| Exposure | Weight |", "|---|---|", "| [[AAA]] | 70% |", "| [[BBB\\|the b]] | 30% |")


def quoted(title: str, marks: str = "> ") -> str:
    return "\n".join(marks + line for line in (title, *TABLE)) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        quoted("[!info] Holdings"),
        quoted("[!info]"),
        quoted("[!info|right]+ Holdings"),
        quoted("[!info]- A | B"),
        quoted("[!my note]+"),
        "> [!abstract]\n" + quoted("[!info] Holdings", "> > "),
        "- item\n" + quoted("[!info] Holdings", "  > "),
        quoted("[!info] Holdings").replace("> ", ">"),
        quoted("[!info] Holdings  "),
    ],
)
def test_table_right_below_a_title(text: str) -> None:
    note = parse_note("Theses/Long q.md", text.encode())
    assert [item.subject.name for item in note.facts.exposures] == ["AAA", "BBB"]
    assert [link.target for link in note.links] == ["AAA", "BBB"]
    assert note.links[1].display == "the b"
    assert note == parse_note("Theses/Long q.md", text.encode(), exact=True)


def test_title_and_text_are_apart() -> None:
    note = parse_note("n.md", b"> [!quote] A title\n> ---\n> stop:: 41\n")
    (callout,) = note.callouts
    assert (callout.type, callout.title) == ("quote", "A title")
    assert not note.headings
    assert [(item.key, item.value) for item in note.fields] == [("stop", "41")]


@pytest.mark.parametrize("first", ["[!a]: b", "[!a](b)", "[a] b", "text [!a]"])
def test_no_callout(first: str) -> None:
    note = parse_note("n.md", f"> {first}\n> | a | b |\n> |---|---|\n".encode())
    assert not note.callouts
