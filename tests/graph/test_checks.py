"""What is wrong across notes."""

from __future__ import annotations

import unicodedata

import pytest

from parser.reading import cut, read
from thesisvault.graph import build
from thesisvault.graph.checks import check, of_note
from thesisvault.model.diagnostics import Diagnostic


def found(notes: dict[str, str]) -> list[tuple[str, Diagnostic]]:
    vault = build([read(text, path) for path, text in notes.items()])
    return [(item.note, item.diagnostic) for item in check(vault)]


def codes(notes: dict[str, str]) -> list[tuple[str, str]]:
    return [(note, diagnostic.code) for note, diagnostic in found(notes)]


def test_a_link_by_an_alias_is_told_what_to_write() -> None:
    text = "see [[Cupertino]]\n\n| [[Cupertino]] |\n|---|\n"
    notes = {"a.md": text, "Apple.md": "---\naliases: [Cupertino]\n---\n"}
    first, second = (diagnostic for _, diagnostic in found(notes))
    assert {first.code, second.code} == {"link-alias"}
    assert cut(text, first.span) == cut(text, second.span) == "[[Cupertino]]"
    assert "Write `[[Apple|Cupertino]]`." in first.message
    assert "Write `[[Apple\\|Cupertino]]`." in second.message, "a bare | would end the cell"
    elsewhere = {"a.md": text, "x/Apple.md": notes["Apple.md"], "Apple.md": ""}
    assert all("Write `[[x/Apple" in diagnostic.message for _, diagnostic in found(elsewhere))


def test_a_link_by_a_ticker_is_told_what_to_write() -> None:
    stock = "---\ntype: stock\nsymbol: NVDA\n---\n"
    text = "[[NVDA]] [[nvda|N]]"
    first, second = (item for _, item in found({"a.md": text, "NVIDIA.md": stock}))
    assert {first.code, second.code} == {"link-ticker"}
    assert "[[NVIDIA|NVDA]]" in first.message
    alias = "---\naliases: [NVDA]\n---\n"
    ((_, by_alias),) = found({"a.md": "[[NVDA]]", "NVIDIA.md": stock, "Chips.md": alias})
    assert by_alias.code == "link-alias" and "Chips" in by_alias.message
    ((_, twice),) = found({"a.md": "[[NVDA]]", "NVIDIA.md": stock, "Other.md": stock})
    assert twice.code == "link-unresolved"


def test_a_link_that_nobody_answers_names_the_nearest() -> None:
    ((_, near),) = found({"a.md": "[[Nvidja]]", "NVIDIA.md": ""})
    assert near.code == "link-unresolved"
    assert "`nvidia`" in near.message.casefold()
    ((_, far),) = found({"a.md": "[[Zzz]]"})
    assert far.code == "link-unwritten" and far.message == "No note named `Zzz` yet."
    daily = {"a.md": "[[2026-01-08]]", "2026-01-07.md": ""}
    assert [item.code for _, item in found(daily)] == ["link-unwritten"]


def test_headings_and_blocks() -> None:
    target = "# A: *b* | [[c]]\n\n## Two\n\ntext ^id-1\n"
    good = "[[t#A b c]] [[t#two]] [[t#A b c#Two]] [[t#^ID-1]] [[t#]] [[#^x]]\n\np ^x"
    assert codes({"a.md": good, "t.md": target.replace("[[c]]", "c")}) == []
    bad = "[[t#Three]] [[t#^no]]"
    assert codes({"a.md": bad, "t.md": target.replace("[[c]]", "c")}) == [
        *(("a.md", "link-heading-missing"), ("a.md", "link-block-missing"))
    ]


def test_names_in_tables() -> None:
    table = "## Jan 8, 2026\n\n| Stock | Move |\n|---|---|\n| {} | 1% |\n"
    assert codes({"a.md": table.format("Aple"), "Apple.md": ""}) == [("a.md", "name-unmatched")]
    twins = {"a.md": table.format("Tie"), "x/Tie.md": "", "y/Tie.md": ""}
    assert codes(twins) == [("a.md", "name-ambiguous")]
    assert codes({"a.md": table.format("apple"), "Apple.md": ""}) == []


def test_undated_statements_and_rotations_without_scenario() -> None:
    moves = "| Stock | Move |\n|---|---|\n| [[A]] | 1% |\n"
    assert ("m.md", "note-undated") in codes({"m.md": moves, "A.md": ""})
    flows = "#rotation\n\n| Flow | Detail |\n|---|---|\n| in | [[A]] |\n"
    assert codes({"r.md": flows, "A.md": ""}) == [
        *(("r.md", "rotation-no-scenario"), ("r.md", "note-undated"))
    ]
    dated = f"---\ndate: 2026-01-08\n---\n{flows}"
    assert codes({"r.md": dated, "A.md": ""}) == [("r.md", "rotation-no-scenario")]


def test_names_that_differ_in_form_only() -> None:
    nfd = unicodedata.normalize("NFD", "é.md")
    assert codes({"A.md": "", "a.md": "", "é.md": "", nfd: ""}) == [
        *(("a.md", "name-twins"), ("é.md", "name-twins"))
    ]


def test_the_findings_of_each_note_are_those_of_the_vault() -> None:
    notes = {
        "A.md": "[[none]] [[B#gone]] #12\n",
        "a.md": "[[Cupertino]]",
        "B.md": "---\naliases: [Cupertino]\n---\n\n| Stock | Move |\n|---|---|\n| Zzz | 1% |\n",
        "x/é.md": "[[B#gone]]",
        unicodedata.normalize("NFD", "x/é.md"): "",
        "y/É.md": "no twin of those",
    }
    vault = build([read(text, path) for path, text in notes.items()])
    alone = [item for note in vault.notes.values() for item in of_note(vault, note)]
    assert {item.diagnostic.code for item in alone} >= {"name-twins", "link-alias", "note-undated"}
    assert sorted(alone, key=lambda item: item.note) == list(check(vault))


def test_managed_links_are_not_checked() -> None:
    block = "<!-- thesis:backlinks -->\n[[none]]\n<!-- /thesis:backlinks -->\n"
    assert codes({"a.md": block}) == []


def test_findings_are_ordered_by_note_and_line() -> None:
    notes = {"b.md": "[[x]]\n\n#2012 [[y]]", "a.md": "[[z]]"}
    assert codes(notes) == [
        *(("a.md", "link-unwritten"), ("b.md", "link-unwritten")),
        *(("b.md", "tag-digits"), ("b.md", "link-unwritten")),
    ]


def test_punctuation_of_headings_is_left_out_as_by_obsidian() -> None:
    """Each mark that Obsidian puts a space for, in the heading, in the link, or in both."""
    marks = '!"#$%&()*+,.:;<=>?@^`{|}~/[]\\'
    heading = "a" + "".join(f"{mark}b" for mark in marks) + " c_d"
    headings = ("EV/EBITDA (2026), 8.5x?", "R&D: up?", "A \\ B", "x -- it's")
    notes = {"n.md": "".join(f"# {text}\n\n" for text in (*headings, heading))}
    links = (
        *("EV EBITDA 2026 8 5x", "EV/EBITDA (2026), 8.5x?", "R D up", "A B", "x -- it's"),
        "a" + " b" * len(marks) + " c_d",
    )
    assert not codes({**notes, "l.md": "\n".join(f"[[n#{link}]]" for link in links)})


@pytest.mark.parametrize("link", ["c d", "its", "x it's"])
def test_other_marks_of_headings_matter(link: str) -> None:
    found = codes({"n.md": "# c_d\n\n# it's\n\n# x - it's\n", "l.md": f"[[n#{link}]]"})
    assert found == [("l.md", "link-heading-missing")]
