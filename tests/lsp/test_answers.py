"""Single answers, asked of a vault without an editor."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from lsp.desks import Screened, screened, sliced
from thesisvault.lsp import complete, mend, navigate, vocabulary
from thesisvault.lsp.kept import same_lines
from thesisvault.lsp.places import path_in, vault_of
from thesisvault.storage import config

NOTES = {
    "Oil.md": "---\ntype: stock\nticker: XOIL\naliases: [Crude]\n---\n"
    "# Oil\n\n## Supply & 100% #1\n\n^out\n",
    "A/Twin.md": "# Twin of a\n",
    "B/Twin.md": "# Twin of b\n",
    "templates/Stock.md": "# Stock\n",
    "Long oil.md": "# Long oil\n\n[[Oil]] and [[Oli]]\n",
    "Other.md": "[[Not yet]] [[Nobody]]\n",
    "More.md": "[[Not yet]]\n",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screened]:
    root = tmp_path_factory.mktemp("answers") / "vault"
    (root / ".thesis").mkdir(parents=True)
    for path, text in NOTES.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)
    with screened(root, review=False) as found:
        yield found


def _offered(desk: Screened, text: str, *, snippets: bool = False) -> dict[str, str]:
    """What is offered where the text has a ‸, by label: the line as it is after accepting it."""
    before, _, after = text.partition("‸")
    shown = desk.show("Long oil.md", before + after)
    line, column = before.count("\n"), len(before.rpartition("\n")[2])
    position = shown.lines.position(line, column)
    found = desk.ask(
        "Long oil.md",
        lambda screen, text: complete.complete(screen, text, position, snippets=snippets),
    )
    result = {}
    for item in found.items if found else ():
        edit = item.text_edit
        assert isinstance(edit, types.TextEdit)
        start, end = (shown.lines.place(at)[1] for at in (edit.range.start, edit.range.end))
        whole = shown.lines.line(line)
        result[item.label] = whole[:start] + edit.new_text + whole[end:]
    return result


def test_the_shortest_link_that_leads_there_is_written(desk: Screened) -> None:
    assert _offered(desk, "🚀 see [[oi‸ now")["Oil"] == "🚀 see [[Oil]] now"
    assert _offered(desk, "[[oi‸]] now")["Oil"] == "[[Oil]] now"
    # Of two notes of one name the links must differ.
    assert _offered(desk, "![[twi‸")["Twin"] == "![[B/Twin]]"


def test_an_alias_keeps_its_words_and_a_table_its_cells(desk: Screened) -> None:
    assert _offered(desk, "[[cru‸")["Crude"] == "[[Oil|Crude]]"
    assert _offered(desk, "| [[cru‸ | 1 |")["Crude"] == "| [[Oil\\|Crude]] | 1 |"
    assert _offered(desk, "[[xoi‸")["XOIL"] == "[[Oil|XOIL]]"
    assert _offered(desk, "[[Oil|‸")["Crude"] == "[[Oil|Crude]]"


def test_a_link_in_a_property_completes_too(desk: Screened) -> None:
    assert _offered(desk, '---\nstocks: ["[[oi‸"]\n---\n')["Oil"] == 'stocks: ["[[Oil]]"]'


def test_an_address_is_encoded_unless_it_stands_in_brackets(desk: Screened) -> None:
    assert _offered(desk, "[x](long‸")["Long oil"] == "[x](Long%20oil.md)"
    assert _offered(desk, "[x](<long‸>)")["Long oil"] == "[x](<Long oil.md>)"
    assert _offered(desk, "[x](https://oi‸") == {}


def test_headings_and_blocks_are_those_of_the_note(desk: Screened) -> None:
    assert list(_offered(desk, "[[Oil#‸").values()) == ["[[Oil#Oil]]", "[[Oil#Supply & 100 1]]"]
    assert _offered(desk, "[[Oil#^‸")["out"] == "[[Oil#^out]]"
    assert _offered(desk, "# Own\n[[#‸")["Own"] == "[[#Own]]"


def test_names_without_a_note_come_last_with_their_links(desk: Screened) -> None:
    shown = list(_offered(desk, "[[no‸"))
    assert shown[-2:] == ["Not yet", "Nobody"]
    assert "Stock" not in _offered(desk, "[[sto‸")  # a template is no note to link


def test_words_with_a_blank_are_a_snippet_in_which_nothing_is_a_sign(desk: Screened) -> None:
    assert _offered(desk, "[[long‸", snippets=True)["Long oil"] == "[[Long oil]]"
    assert complete._escaped("a $b {c} \\") == "a \\$b {c\\} \\\\"


def test_a_lone_carriage_return_gets_no_edit(desk: Screened) -> None:
    assert _offered(desk, "a\rb\n[[oi‸") == {}
    desk.show("Long oil.md", "a\rb\n[[Oli]]\n")
    assert desk.ask("Long oil.md", lambda s, t: mend.actions(s, t, 0, 9)) == []


def test_what_check_mends_is_a_code_action(desk: Screened) -> None:
    text = "🚀 [[Crude]] [[xoil]]\n[[Long oill]]\n"
    shown = desk.show("Long oil.md", text)
    found = desk.ask("Long oil.md", lambda s, t: mend.actions(s, t, 0, 0))
    assert [action.title for action in found] == ["Write `Oil|Crude`", "Write `Oil|xoil`"]
    near = desk.ask("Long oil.md", lambda s, t: mend.actions(s, t, 1, 1))
    assert [action.title for action in near] == ["Link `Long oil`"]
    asked = desk.ask("Long oil.md", lambda s, t: mend.actions(s, t, 0, 0, ("quickfix",)))
    assert [action.title for action in asked] == [action.title for action in found]
    (whole,) = desk.ask("Long oil.md", lambda s, t: mend.actions(s, t, 0, 0, ("source.fixAll",)))
    assert whole.edit is not None and whole.edit.document_changes is not None
    document = whole.edit.document_changes[0]
    assert isinstance(document, types.TextDocumentEdit)
    places = [sliced(text, edit.range, shown.encoding) for edit in document.edits]
    assert places == ["Crude", "xoil"]


def test_a_heading_and_a_block_are_found(desk: Screened) -> None:
    note = desk.desk.ask(lambda screen: screen.vault.notes["Oil.md"], {})
    for subpath, line in (("#Supply & 100% 1", 7), ("#supply & 100 1", 7), ("#Oil#^OUT", 9)):
        place = navigate.part_of(note, subpath)
        assert place is not None and place.line == line
    assert navigate.part_of(note, "#Demand") is None


def test_the_outline_nests_by_level(desk: Screened) -> None:
    shown = desk.show("Long oil.md", "# A\n### B\n## C\n# D\n")
    top = navigate.outline(shown)
    assert [item.name for item in top] == ["A", "D"]
    assert [item.name for item in top[0].children or ()] == ["B", "C"]
    assert top[0].range.end.line == 2


def test_lines_are_kept_or_withheld_and_never_moved() -> None:
    is_kept = same_lines("a\nb\nc\n", "a\nB\nc\n")
    assert [is_kept(line) for line in range(4)] == [True, False, True, True]
    longer = same_lines("a\nb\nb\n", "a\nb\nb\nb\n")
    assert [longer(line) for line in range(4)] == [True, True, True, False]
    copied = same_lines("x\nrow\nend", "x\nrow\nrow\nend")
    assert [copied(line) for line in range(4)] == [True, True, False, False]
    assert same_lines("a\r\nb", "\ufeffa\nb")(1)
    assert not same_lines("a", "a")(-1) and not same_lines("a", "a")(1)


def test_which_vault_a_note_is_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "work" / "notes" / "deep" / "a.md"
    note.parent.mkdir(parents=True)
    ceiling = {"THESIS_CEILING": os.fspath(tmp_path)}
    folders = [tmp_path / "work"]
    assert vault_of(note, [], ceiling) is None
    assert vault_of(note, folders, ceiling) == tmp_path / "work"
    monkeypatch.setenv("HOME", os.fspath(tmp_path / "work"))
    assert vault_of(note, folders, ceiling) is None  # never the whole home
    (tmp_path / "work" / "notes" / ".obsidian").mkdir()
    assert vault_of(note, [], ceiling) == tmp_path / "work" / "notes"
    (tmp_path / "work" / ".thesis").mkdir()
    nearest = tmp_path / "work" / "notes"  # as the commands take it
    assert vault_of(note, [], ceiling) == nearest == config.nearest_vault(note.parent, ceiling)
    (tmp_path / "work" / "notes" / ".obsidian").rmdir()
    assert vault_of(note, [], ceiling) == tmp_path / "work"
    assert path_in(tmp_path / "work", note) == "notes/deep/a.md"
    assert path_in(tmp_path / "work", note.with_name(".hidden.md")) is None
    assert path_in(tmp_path / "work", note.with_name("a.txt")) is None


def test_a_property_s_keys_are_those_of_its_kind(desk: Screened) -> None:
    shown = _offered(desk, "---\ntype: thesis\nside: long\nre‸\n---\n")
    assert shown == {"review": "review: "}
    every = _offered(desk, "---\ntype: thesis\nside: long\n‸\n---\n")
    assert {"opened", "horizon", "stop"} <= every.keys()
    assert {"side", "groups"}.isdisjoint(every)
    assert "groups" in _offered(desk, "---\ntype: stock\n‸\n---\n")


def test_a_property_s_value_is_a_word_a_day_or_a_note(desk: Screened) -> None:
    assert _offered(desk, "---\nside: ‸\n---\n") == {"long": "side: long", "short": "side: short"}
    assert _offered(desk, "---\ndirection: sh‸\n---\n") == {"short": "direction: short"}
    assert _offered(desk, "---\ntype: th‸\n---\n") == {"thesis": "type: thesis"}
    assert list(_offered(desk, "---\nopened: ‸\n---\n")) == [
        *("2026-01-09", "2026-01-10", "2026-03-31", "2026-04-09")
    ]
    assert "2026-05-02" in _offered(desk, "---\nreview: 2026-02-01\nclosed: ‸\n---\n")
    assert _offered(desk, "---\nmembers: [oi‸]\n---\n") == {"Oil": 'members: ["[[Oil]]"]'}
    assert _offered(desk, "---\nside: long\n---\nside: ‸\n") == {}


def test_a_table_begins_with_the_heads_that_are_read(desk: Screened) -> None:
    text = "---\ntype: thesis\n---\n# A\n\n|‸"
    whole = _offered(desk, text)["Exposure | Weight | Side"]
    assert whole == "| Exposure | Weight | Side |\n|----------|--------|------|\n| "
    assert list(_offered(desk, text.replace("|‸", "| sig‸"))) == ["Signal | Condition | Action"]
    assert _offered(desk, text.replace("|‸", "| a | b |\n|‸")) == {}
    held = whole.rstrip("| ") + "\n\n|‸"
    assert "Exposure | Weight | Side" not in _offered(desk, text.replace("|‸", held))


def test_a_heading_is_one_of_the_kind_that_is_missing(desk: Screened) -> None:
    text = "---\ntype: thesis\n---\n# A\n\n## Exposures\n\n## ‸"
    offered = _offered(desk, text)
    assert offered["Kill criteria"] == "## Kill criteria"
    assert "Exposures" not in offered and not any("{" in name for name in offered)
    assert list(_offered(desk, text.replace("‸", "cata‸"))) == ["Catalysts"]
    assert list(_offered(desk, "---\ntype: thesis\n---\n### kill c‸")) == ["Kill criteria"]
    for elsewhere in ("# ‸", "#### a [x‸", "```\n## ‸", "text ## ‸"):
        assert "Catalysts" not in _offered(desk, f"---\ntype: thesis\n---\n{elsewhere}"), elsewhere


def test_the_quarter_ends_on_its_last_day() -> None:
    days = {"2026-01-09": "2026-03-31", "2026-03-31": "2026-06-30", "2026-12-31": "2027-03-31"}
    for day, end in days.items():
        assert str(vocabulary.quarter_end(dt.date.fromisoformat(day))) == end
    assert str(vocabulary.quarter_end(dt.date(2026, 11, 1))) == "2026-12-31"


def test_a_note_that_is_linked_is_made_from_its_template(desk: Screened) -> None:
    desk.show("Long oil.md", "[[Long gas]] [[a/b]] [[Crude]] [[Oil]] [[no:name]]\n")
    found = desk.ask("Long oil.md", lambda s, t: mend.actions(s, t, 0, 0, makes_files=True))
    (made,) = (action for action in found if action.title.startswith("Create"))
    assert made.title == "Create note “Long gas” (thesis)"
    assert made.edit is not None and made.edit.document_changes is not None
    file, filled = made.edit.document_changes
    assert isinstance(file, types.CreateFile) and file.uri.endswith("/Theses/Long%20gas.md")
    assert isinstance(filled, types.TextDocumentEdit)
    (edit,) = filled.edits
    assert isinstance(edit, types.TextEdit)
    assert 'created: "2026-01-09"' in edit.new_text and "# Long gas\n" in edit.new_text
    assert not (desk.desk.root / "Theses").exists()  # the editor makes it
